/* Link-local multicast name resolution (RFC 4795 2.1): the format of DNS, a question for
 * one label and its answer.  DNS servers can answer so, too: only the port makes it
 * likely. */
#include "dns_read.h"

enum { PORT = 5355, CONFLICT = 0x04, TENTATIVE = 0x01 };

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    /* The flags of DNS that stand elsewhere (AA, RD, RA) are C, T and zero here. */
    if (b.n < 18 || (b.p[2] & 0xf8) != 0x80 || (b.p[3] & 0xff) != 0 ||
        bs_be16(b, 4) != 1 || bs_be16(b, 6) > 16 || bs_be16(b, 8) > 16 ||
        bs_be16(b, 10) > 16)
        return BS_NOT;
    /* One label, then the end of the name. */
    size_t label = b.p[12];
    if (label == 0 || label > 63 || bs_at(b, 13 + label) != 0)
        return BS_NOT;
    return in->port == PORT ? BS_LIKELY : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0);
    struct bs_dns_record r;
    char name[BS_DNS_NAME_MAX];
    bs_put(d, BS_MARK("header", "RFC 4795 2.1.1", 0, 12),
           b.p[2] & CONFLICT    ? "several hosts claim the name"
           : b.p[2] & TENTATIVE ? "the name is not settled yet"
                                : NULL,
           "id 0x%04x, flags 0x%04x", bs_be16(b, 0), bs_be16(b, 2));
    bs_cur_skip(&c, 12);
    bs_dns_name(&c, name, sizeof name);
    bs_cur_skip(&c, 4);
    bs_put(d, BS_MARK("question", "RFC 4795 2.1", 12, bs_cur_pos(&c) - 12),
           "the name it answers to", "%s", name);
    uint32_t records = bs_be16(b, 6) + bs_be16(b, 8) + bs_be16(b, 10);
    for (uint32_t i = 0; i < records && bs_budget(d) && bs_dns_next(&c, &r); i++)
        bs_dns_put(d, &r);
    bs_summary(d, "LLMNR: a host on the local network answers to the name %s", name);
}

const struct bs_decoder bs_decoder_llmnr = {
    .name = "llmnr",
    .title = "Link-local multicast name resolution",
    .standard = "RFC 4795",
    .drawn_by = "LLMNR question for a name",
    .probe = probe,
    .decode = decode,
};
