#include "dns_read.h"

#include <stdio.h>

static const struct bs_code types[] = {
    {BS_DNS_A,     "A",     "an IPv4 address"               },
    {BS_DNS_NS,    "NS",    "a name server"                 },
    {BS_DNS_CNAME, "CNAME", "the real name"                 },
    {BS_DNS_SOA,   "SOA",   "who keeps the zone"            },
    {BS_DNS_PTR,   "PTR",   "a name, or one service of many"},
    {BS_DNS_HINFO, "HINFO", "hardware and system"           },
    {BS_DNS_MX,    "MX",    "where mail goes"               },
    {BS_DNS_TXT,   "TXT",   NULL                            },
    {BS_DNS_AAAA,  "AAAA",  "an IPv6 address"               },
    {BS_DNS_SRV,   "SRV",   "host and port of a service"    },
    {41,           "OPT",   "extensions of DNS"             },
    {BS_DNS_NSEC,  "NSEC",  "which records exist"           },
};

enum { JUMPS_MAX = 8 };

void bs_dns_name(struct bs_cursor *c, char *out, size_t size)
{
    struct bs_cursor k = *c;
    size_t at = 0;
    bool jumped = false;
    uint8_t n;
    bs_bytes label;
    for (int jumps = 0; jumps < JUMPS_MAX && bs_cur_u8(&k, &n);) {
        if ((n & 0xc0) == 0xc0) {
            uint8_t low;
            if (!bs_cur_u8(&k, &low))
                break;
            if (!jumped)
                *c = k;
            jumped = true;
            size_t to = (size_t)(n & 0x3f) << 8 | low;
            if (to + 2 >= k.at)
                break;
            k.at = to;
            jumps++;
            continue;
        }
        if (n == 0 || !bs_cur_take(&k, n, &label))
            break;
        for (size_t i = 0; i < label.n && at + 2 < size; i++)
            out[at++] = label.p[i] >= 0x20 && label.p[i] < 0x7f ? (char)label.p[i] : '?';
        if (at + 2 < size)
            out[at++] = '.';
    }
    if (!jumped)
        *c = k;
    out[at] = '\0';
}

/* Where in RDATA of this type a name stands; -1 where none does. */
static int name_place(uint32_t type)
{
    switch (type) {
    case BS_DNS_PTR:
    case BS_DNS_NS:
    case BS_DNS_CNAME:
        return 0;
    case BS_DNS_MX:
        return 2;
    case BS_DNS_SRV:
        return 6;
    default:
        return -1;
    }
}

bool bs_dns_next(struct bs_cursor *c, struct bs_dns_record *r)
{
    bs_bytes head;
    struct bs_cursor data;
    r->at = bs_cur_pos(c);
    bs_dns_name(c, r->name, sizeof r->name);
    if (!bs_cur_take(c, 10, &head))
        return false;
    r->type = bs_be16(head, 0);
    r->class = bs_be16(head, 2);
    r->ttl = bs_be32(head, 4);
    r->claimed = bs_be16(head, 8);
    r->data_at = bs_cur_pos(c);
    r->target[0] = '\0';
    int place = name_place(r->type);
    struct bs_cursor inside = *c;
    bs_cur_sub(c, r->claimed, &data);
    r->data = data.b;
    if (place >= 0 && (uint64_t)place < data.b.n && bs_cur_skip(&inside, (uint64_t)place))
        bs_dns_name(&inside, r->target, sizeof r->target);
    return true;
}

static void put_strings(struct bs_decoded *d, const struct bs_dns_record *r)
{
    struct bs_cursor c = bs_cur(r->data, r->data_at);
    uint8_t n;
    bs_bytes text;
    for (int i = 0; i < 40 && bs_budget(d) && bs_cur_u8(&c, &n); i++) {
        uint32_t at = bs_cur_pos(&c);
        if (!bs_cur_take(&c, n, &text))
            return;
        if (n)
            bs_put_text(d,
                        BS_MARK(r->type == BS_DNS_HINFO ? "HINFO string" : "TXT-DATA",
                                "RFC 1035 3.3.14", at, n),
                        text, NULL);
    }
}

static void put_data(struct bs_decoded *d, const struct bs_dns_record *r)
{
    const struct bs_mark m = {"RDATA", "RFC 1035 4.1.3", r->data_at, r->data.n};
    if (r->type == BS_DNS_SRV && *r->target)
        bs_put(d, &m, NULL, "%s port %u", r->target, bs_be16(r->data, 4));
    else if (*r->target)
        bs_put(d, &m, NULL, "%s", r->target);
    else if (r->type == BS_DNS_A && r->data.n == 4)
        bs_put(d, &m, NULL, "%d.%d.%d.%d", r->data.p[0], r->data.p[1], r->data.p[2],
               r->data.p[3]);
    else if (r->type == BS_DNS_TXT || r->type == BS_DNS_HINFO)
        put_strings(d, r);
    else
        bs_put_hex(d, &m, r->data, NULL);
}

void bs_dns_put(struct bs_decoded *d, const struct bs_dns_record *r)
{
    const struct bs_code *t = BS_CODE(types, r->type);
    bs_put(d, BS_MARK("record", "RFC 1035 4.1.3", r->at, r->data_at - r->at + r->data.n),
           t->meaning, t->name[0] == 'u' ? "%s type %s (%u)" : "%s %s (%u)",
           *r->name ? r->name : ".", t->name, r->type);
    bs_open(d);
    if (r->data.n < r->claimed)
        bs_put_cut(d, "the record", r->data_at, r->claimed, r->data.n);
    put_data(d, r);
    bs_close(d);
}
