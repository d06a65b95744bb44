/* dns_read.h - names and resource records of DNS messages (RFC 1035 4.1), shared with
 * multicast DNS and LLMNR, which use the same format. */
#ifndef BS_DECODE_DNS_READ_H
#define BS_DECODE_DNS_READ_H

#include "field.h"

enum {
    BS_DNS_A = 1,
    BS_DNS_NS = 2,
    BS_DNS_CNAME = 5,
    BS_DNS_SOA = 6,
    BS_DNS_PTR = 12,
    BS_DNS_HINFO = 13,
    BS_DNS_MX = 15,
    BS_DNS_TXT = 16,
    BS_DNS_AAAA = 28,
    BS_DNS_SRV = 33,
    BS_DNS_NSEC = 47,
    BS_DNS_NAME_MAX = 256,
};

struct bs_dns_record {
    uint32_t at;                        /* of the name, in the decoder's input */
    uint32_t data_at;                   /* of RDATA, likewise */
    uint32_t type, class, ttl, claimed; /* claimed: RDLENGTH */
    bs_bytes data;                      /* what is there of RDATA */
    char name[BS_DNS_NAME_MAX];         /* "host.local." */
    char target[BS_DNS_NAME_MAX]; /* the name inside RDATA of PTR, NS, CNAME, SRV, MX;
                                     else empty */
};

/* Reads a name at the cursor as text with dots, what is not printable as '?'. Compression
 * pointers are followed backwards only, at most 8 times; they count within the cursor's
 * bytes, which must therefore begin with the message's header. */
void bs_dns_name(struct bs_cursor *c, char *out, size_t size);
/* The next resource record; false where the bytes end before its head does. */
bool bs_dns_next(struct bs_cursor *c, struct bs_dns_record *r);
/* One field with its data below. */
void bs_dns_put(struct bs_decoded *d, const struct bs_dns_record *r);

#endif
