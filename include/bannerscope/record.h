/* record.h - one Shodan banner as a value that moves forward.  Layer 1.
 *
 * A record is made by the JSON door (shodan/record.c), classified, stored and forgotten.
 * Everything it points at lives in the arena or the line it was read from. */
#ifndef BS_RECORD_H
#define BS_RECORD_H

#include "bannerscope/base.h"

enum bs_transport { BS_TCP, BS_UDP };

/* An IPv4 or IPv6 address, IPv4 as ::ffff:a.b.c.d, so that memcmp sorts and equals. */
struct bs_addr {
    uint8_t b[16];
};
bool bs_addr_parse(bs_str s, struct bs_addr *out);
void bs_addr_from_v4(uint32_t host_order, struct bs_addr *out);
bool bs_addr_is_v4(const struct bs_addr *a);
uint32_t bs_addr_to_v4(const struct bs_addr *a); /* host order; only of one that is */
void bs_addr_format(const struct bs_addr *a, char out[46]); /* canonical (RFC 5952) */
/* "192.0.2.0/24", "2001:db8::/32" or a plain address; *bits counts within the 128. */
bool bs_net_parse(bs_str s, struct bs_addr *net, int *bits);
bool bs_addr_in_net(const struct bs_addr *a, const struct bs_addr *net, int bits);

/* A service: the unit of the list.  vhost is empty but for virtual hosts asked by name. */
struct bs_target {
    struct bs_addr ip;
    uint16_t port;
    enum bs_transport transport;
    bs_str vhost;
};
/* IP:PORT[/udp][@VHOST], [v6]:PORT; e says what is wrong.  vhost points into `s`. */
bs_err bs_target_parse(bs_str s, struct bs_target *out, struct bs_error *e);
/* The canonical form of the same ("/tcp" is never written); appended to `out`. */
void bs_target_format(const struct bs_target *t, struct bs_buf *out);

/* Texts of a record that speak about the service.  Empty = absent.  Lists are joined by LF. */
struct bs_traits {
    bs_str module;       /* _shodan.module: the probe that was sent, not what answered */
    bs_str product, version, info, os, devicetype;
    bs_str cpe;          /* list */
    bs_str tags;         /* list; Shodan's own */
    bs_str http_title, http_server, http_location, http_host;
    bs_str http_html;    /* cut to 16 KiB; the record keeps the rest */
    bs_str http_status;  /* "200" */
    bs_str favicon_hash; /* decimal, signed */
    bs_str http_components; /* list */
    bs_str cert_subject; /* "CN=..., O=..." in the order of the record */
    bs_str cert_issuer;
    bs_str cert_names;   /* subject alternative names, list */
    bs_str cert_serial;  /* decimal text, any size */
    bs_str ssl_versions; /* list */
    bs_str jarm;
};
enum { BS_TRAIT_COUNT = 22 };
/* The same as a table: name as in queries and evidence ("http.title"), offset in the struct. */
struct bs_trait_def {
    const char *name;
    size_t offset; /* of a bs_str in struct bs_traits */
};
extern const struct bs_trait_def bs_trait_defs[BS_TRAIT_COUNT];
static inline bs_str bs_trait(const struct bs_traits *t, size_t i)
{
    return *(const bs_str *)(const void *)((const char *)t + bs_trait_defs[i].offset);
}

/* Whose host it is. */
struct bs_owner {
    bs_str org, isp, asn;       /* asn as "AS64496" */
    bs_str country, city;       /* country code, two letters */
    bs_str hostnames, domains;  /* lists joined by LF */
};

struct bs_finding; /* classify.h */
struct bs_content_ids; /* identity.h */
struct bs_record {
    struct bs_target target;
    bs_time seen;            /* Shodan's timestamp; BS_TIME_NONE when absent */
    bs_bytes data;           /* the text of `data` exactly; empty = no response */
    bs_bytes raw;            /* the bytes of opts.raw (hex undone), else empty */
    bs_str module_id;        /* _shodan.id */
    bool has_hash;
    int32_t hash;            /* Shodan's `hash`, to check `data` against */
    struct bs_traits traits;
    struct bs_owner owner;
    bs_str json;             /* the record's original JSON text */
    const struct bs_finding *finding; /* what the rules say, where they were asked already; or NULL */
    bool repeated;           /* a field stands there twice; the last one was taken */
    const struct bs_content_ids *ids; /* where they were made already; or NULL */
    bool hash_mismatch;      /* has_hash, and murmur3(data) differs: damaged on the way */
};

/* The bytes the service sent, as far as they are known: raw, else data with the crawler's
 * escapes undone, else data.  *notation says which.  The result lives in `a` or in the input. */
enum bs_notation { BS_NOTE_RAW, BS_NOTE_ESCAPED, BS_NOTE_TEXT };
bs_bytes bs_wire_bytes(bs_bytes data, bs_bytes raw, struct bs_arena *a, enum bs_notation *notation);

#endif
