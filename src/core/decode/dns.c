/* DNS answers, also of servers that were asked something else (RFC 1035 4.1). */
#include "dns_read.h"

static const struct bs_code rcodes[] = {
    {0, "NOERROR",  NULL                             },
    {1, "FORMERR",  "the question was not DNS"       },
    {2, "SERVFAIL", NULL                             },
    {3, "NXDOMAIN", NULL                             },
    {4, "NOTIMP",   "the question was not understood"},
    {5, "REFUSED",  "not for this caller"            },
};

/* Beginnings of other protocols' probes: a server echoes the first two bytes as its id,
 * and the opcode of the third. */
static const struct {
    const char *bytes, *probe;
} echoed[] = {
    {"0&",       "SNMP"    },
    {"jc",       "Kerberos"},
    {"OP",       "SIP"     },
    {"\xe3\x00", "NTP"     },
    {"\x30\x3a", "SNMP"    },
    {"\x30\x28", "LDAP"    },
    {"\x0c\x01", "RADIUS"  },
};

/* Over TCP two bytes of length stand in front. */
static size_t start_of(bs_bytes b)
{
    return b.n >= 14 && bs_be16(b, 0) == b.n - 2 && bs_at(b, 4) >= 0x80 ? 2 : 0;
}

static bool udp_or_dns(const struct bs_decode_in *in)
{
    return (in->transport_known && in->transport == BS_UDP) || in->port == 53 ||
           bs_str_has_prefix(in->module, BS_STR("dns"));
}

/* The protocol whose probe the id was copied from; empty for a question of DNS. */
static bs_str asked_in(bs_bytes b)
{
    for (size_t i = 0; i < BS_COUNT(echoed); i++)
        if (bs_at(b, 0) == (uint8_t)echoed[i].bytes[0] && bs_at(b, 1) == (uint8_t)echoed[i].bytes[1])
            return bs_str_z(echoed[i].probe);
    return BS_STR("");
}

/* unbound sends what it cannot read back whole, as an answer: FORMERR (RFC 1035 4.1.1); dnsdist
 * refuses it so.  What its counts say then is the stranger's. */
static bool is_copy(bs_bytes b)
{
    int code = b.p[3] & 15;

    return ((b.p[2] & 0xf8) == 0x80 && (b.p[3] & 0x7f) == 1) || ((code == 4 || code == 5) && asked_in(b).n);
}

static bool nothing_counted(bs_bytes b)
{
    return !bs_be32(b, 4) && !bs_be32(b, 8);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    size_t s = start_of(b);
    b = bs_bytes_sub(b, s, SIZE_MAX);
    if (b.n < 12)
        return BS_NOT;
    bool bare = b.n == 12 && nothing_counted(b);
    if (bare && b.p[3] & 15 && in->transport_known && in->transport == BS_UDP)
        return BS_LIKELY; /* Twisted refuses without the mark of an answer, yadifa with any code */
    if (!(b.p[2] & 0x80) || (b.p[3] & 15) > 5)
        return BS_NOT;
    if (is_copy(b) && !bare && (s || (in->transport_known && in->transport == BS_UDP)))
        return BS_LIKELY;
    if ((b.p[3] & 0x40) && !bare) /* nsd copies even this reserved bit */
        return BS_NOT;
    uint32_t q = bs_be16(b, 4), an = bs_be16(b, 6), ns = bs_be16(b, 8),
             ar = bs_be16(b, 10);
    if (q > 1 || an > 64 || ns > 32 || ar > 32)
        return BS_NOT;
    if (bare)
        return udp_or_dns(in) || s || asked_in(b).n ? BS_LIKELY : BS_WEAK;
    if (q == 1 && bs_has(b,
                         "\x07version\x04"
                         "bind",
                         40))
        return BS_PROVEN;
    return q == 1 && (udp_or_dns(in) || s) ? BS_LIKELY : BS_WEAK;
}

/* Puts a section's records; *text is the first TXT record's string. */
static void read_section(struct bs_cursor *c, struct bs_decoded *d, uint32_t count, bs_bytes *text)
{
    struct bs_dns_record r;
    for (uint32_t i = 0; i < count && bs_budget(d) && bs_dns_next(c, &r); i++) {
        bs_dns_put(d, &r);
        if (r.type == BS_DNS_TXT && !text->n)
            *text = bs_bytes_sub(r.data, 1, bs_at(r.data, 0) > 0 ? r.data.p[0] : 0);
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t s = start_of(in->bytes);
    bs_bytes b = bs_bytes_sub(in->bytes, s, SIZE_MAX), text = BS_BYTES("");
    bool copy = is_copy(b) && bs_be16(b, 4) != 1;
    uint32_t o = (uint32_t)s, questions = copy ? 0 : bs_be16(b, 4), answers = copy ? 0 : bs_be16(b, 6);
    const struct bs_code *r = BS_CODE(rcodes, b.p[3] & 15);
    char name[BS_DNS_NAME_MAX] = "";
    bs_put(d, BS_MARK("header", "RFC 1035 4.1.1", o, 12), NULL, "12 bytes");
    bs_open(d);
    bs_put(d, BS_MARK("ID", "RFC 1035 4.1.1", o, 2), "copied from the question", "0x%04x",
           bs_be16(b, 0));
    bs_put(d, BS_MARK("RCODE", "RFC 1035 4.1.1", o + 3, 1), r->meaning, "%s (%d)",
           r->name, b.p[3] & 15);
    bs_put(d, BS_MARK("RA", "RFC 1035 4.1.1", o + 3, 1),
           b.p[3] & 0x80 ? "it looks names up for others" : NULL, "%d", b.p[3] >> 7);
    bs_close(d);
    struct bs_cursor c = bs_cur(b, o);
    bs_cur_skip(&c, 12);
    if (questions) {
        uint32_t at = bs_cur_pos(&c);
        bs_dns_name(&c, name, sizeof name);
        bs_cur_skip(&c, 4);
        bs_put(d, BS_MARK("question", "RFC 1035 4.1.2", at, bs_cur_pos(&c) - at), NULL,
               "%s", name);
    }
    read_section(&c, d, answers, &text);
    for (size_t at = 8; at < 12 && !copy; at += 2)
        read_section(&c, d, bs_be16(b, at), &text);
    bs_str foreign = questions ? BS_STR("") : asked_in(b);
    if (foreign.n) {
        d->probe = foreign;
        bs_summary(d, "DNS %s: a DNS server was asked in %s", r->name, foreign.p);
    } else {
        bs_summary(d, "DNS %s%s%s%s%s", r->name, *name ? ", " : "", name,
                   text.n ? ": " : "", bs_quote(d, text, 80));
    }
}

const struct bs_decoder bs_decoder_dns = {
    .name = "dns",
    .title = "DNS",
    .standard = "RFC 1035",
    .drawn_by = "DNS query",
    .probe = probe,
    .decode = decode,
};
