/* Multicast DNS answers (RFC 6762 18; services: RFC 6763).  The form is that of DNS;
 * authoritative records of names that end in ".local" prove it. */
#include "dns_read.h"

#include <stdio.h>

enum { PORT = 5353, LOOK_AT = 512 };

/* What the service types tell of a host. */
static const struct {
    const char *type, *meaning;
} services[] = {
    {"_dicom._tcp.",           "announces a DICOM service"                  },
    {"_acr-nema._tcp.",        "announces a DICOM service"                  },
    {"_hl7._tcp.",             "announces an HL7 service"                   },
    {"_mdpws._tcp.",           "announces a medical device (IEEE 11073 SDC)"},
    {"_workstation._tcp.",     "a computer with its network card's address" },
    {"_smb._tcp.",             "shares files"                               },
    {"_afpovertcp._tcp.",      "shares files (Apple)"                       },
    {"_nfs._tcp.",             "shares files (NFS)"                         },
    {"_ipp._tcp.",             "a printer"                                  },
    {"_ipps._tcp.",            "a printer"                                  },
    {"_printer._tcp.",         "a printer"                                  },
    {"_pdl-datastream._tcp.",  "a printer"                                  },
    {"_scanner._tcp.",         "a scanner"                                  },
    {"_ssh._tcp.",             "remote shell"                               },
    {"_sftp-ssh._tcp.",        "remote shell"                               },
    {"_rfb._tcp.",             "remote screen"                              },
    {"_http._tcp.",            "web pages"                                  },
    {"_https._tcp.",           "web pages"                                  },
    {"_airplay._tcp.",         "plays media (Apple)"                        },
    {"_raop._tcp.",            "plays media (Apple)"                        },
    {"_googlecast._tcp.",      "plays media (Google)"                       },
    {"_spotify-connect._tcp.", "plays media"                                },
    {"_hap._tcp.",             "a HomeKit accessory"                        },
    {"_device-info._tcp.",     "its model"                                  },
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 12 || (b.p[2] != 0x84 && b.p[2] != 0x80) || (b.p[3] & 0x8f) != 0 ||
        bs_be16(b, 4) > 4 || bs_be16(b, 6) + bs_be16(b, 10) == 0 || bs_be16(b, 6) > 256 ||
        bs_be16(b, 10) > 256)
        return BS_NOT;
    if (!bs_has(b, "\x05local", LOOK_AT))
        return in->port == PORT ? BS_LIKELY : BS_NOT;
    return b.p[2] == 0x84 || in->port == PORT ? BS_PROVEN : BS_LIKELY;
}

/* For a service type or an instance of one: "Ward._ipp._tcp.local." */
static const char *meaning_of(const char *name)
{
    for (size_t i = 0; i < BS_COUNT(services); i++)
        if (strstr(name, services[i].type))
            return services[i].meaning;
    return NULL;
}

struct told {
    char host[BS_DNS_NAME_MAX], services[200];
    size_t used;
    unsigned count;
};

/* "_ipp._tcp", once each, as far as they fit. */
static void add_service(struct told *t, const char *name)
{
    const char *at = strchr(name, '_');
    size_t n = at ? strcspn(at, ".") : 0;
    if (!at || strstr(name, "._dns-sd.") == at + n || n < 2)
        return;
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(n < 60 ? n : 60), at);
    if (strstr(t->services, word))
        return;
    t->count++;
    if (t->used + n + 3 < sizeof t->services)
        t->used += (size_t)snprintf(t->services + t->used, sizeof t->services - t->used,
                                    "%s%s", t->used ? ", " : "", word);
}

static void take(struct told *t, const struct bs_dns_record *r)
{
    add_service(t, r->type == BS_DNS_PTR ? r->target : r->name);
    const char *host = r->type == BS_DNS_SRV ? r->target : r->name;
    bool names_host =
        r->type == BS_DNS_SRV || r->type == BS_DNS_A || r->type == BS_DNS_AAAA;
    if (names_host && !*t->host && *host)
        snprintf(t->host, sizeof t->host, "%s", host);
}

static void put_meaning(struct bs_decoded *d, const struct bs_dns_record *r)
{
    const char *means = r->type == BS_DNS_PTR ? meaning_of(r->target) : NULL;
    if (!means)
        return;
    bs_open(d);
    bs_put(d, BS_MARK("service", "RFC 6763 7", r->data_at, r->data.n), NULL, "%s", means);
    bs_close(d);
}

static void put_sections(struct bs_cursor *c, struct bs_decoded *d, bs_bytes b,
                         struct told *t)
{
    static const char *const names[] = {"answers", "authority", "additional"};
    struct bs_dns_record r;
    for (size_t s = 0; s < BS_COUNT(names); s++) {
        uint32_t count = bs_be16(b, 6 + 2 * s);
        if (!count)
            continue;
        bs_put(d, BS_MARK(names[s], "RFC 6762 18", 6 + 2 * s, 2), NULL, "%u", count);
        bs_open(d);
        for (uint32_t i = 0; i < count && bs_budget(d) && bs_dns_next(c, &r); i++) {
            bs_dns_put(d, &r);
            put_meaning(d, &r);
            take(t, &r);
        }
        bs_close(d);
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0);
    struct told t = {.host = ""};
    char name[BS_DNS_NAME_MAX];
    bs_put(d, BS_MARK("header", "RFC 6762 18", 0, 12),
           "an answer about the host's own names", "id 0x%04x, flags 0x%04x",
           bs_be16(b, 0), bs_be16(b, 2));
    bs_cur_skip(&c, 12);
    for (uint32_t i = 0; i < bs_be16(b, 4); i++) {
        uint32_t at = bs_cur_pos(&c);
        bs_dns_name(&c, name, sizeof name);
        bs_cur_skip(&c, 4);
        bs_put(d, BS_MARK("question", "RFC 6762 18.3", at, bs_cur_pos(&c) - at),
               "copied from the question", "%s", name);
    }
    put_sections(&c, d, b, &t);
    d->flags |= BS_DEC_OPEN;
    bs_summary(d, "Multicast DNS answers strangers%s%s%s%s", *t.host ? ", host " : "",
               t.host, t.count ? ", services " : "", t.services);
}

const struct bs_decoder bs_decoder_mdns = {
    .name = "mdns",
    .title = "Multicast DNS",
    .standard = "RFC 6762, RFC 6763",
    .drawn_by = "DNS question for _services._dns-sd._udp.local",
    .probe = probe,
    .decode = decode,
};
