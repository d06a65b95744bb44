/* SOCKS proxies: the choice of a method (RFC 1928 3), the reply of version 4. */
#include "field.h"

static const struct bs_code methods[] = {
    {0, "no authentication required", "it lets strangers in"},
    {1, "GSSAPI", NULL},
    {2, "user name and password", NULL},
    {0xff, "no acceptable methods", "it turns the caller away"},
};
static const struct bs_code replies[] = {
    {0x5a, "granted", "it lets strangers in"},
    {0x5b, "rejected or failed", NULL},
    {0x5c, "no identd reachable", NULL},
    {0x5d, "identd disagrees", NULL},
};

static bool is_five(bs_bytes b)
{
    return b.n == 2 && b.p[0] == 5 && (b.p[1] <= 2 || b.p[1] == 0xff);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (in->transport_known && in->transport == BS_UDP)
        return BS_NOT;
    return is_five(b) || (b.n == 8 && b.p[0] == 0 && b.p[1] >= 0x5a && b.p[1] <= 0x5d)
               ? BS_LIKELY
               : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    bool five = is_five(b);
    const struct bs_code *c = five ? BS_CODE(methods, b.p[1]) : BS_CODE(replies, b.p[1]);

    d->service = five ? BS_STR("socks5") : BS_STR("socks4");
    d->flags |= b.p[1] == (five ? 0 : 0x5a) ? BS_DEC_OPEN : BS_DEC_CHECKED;
    bs_put(d, BS_MARK("VER", five ? "RFC 1928 3" : "SOCKS4", 0, 1), NULL, "%d", b.p[0]);
    bs_put(d, BS_MARK(five ? "METHOD" : "CD", five ? "RFC 1928 3" : "SOCKS4", 1, 1), c->meaning,
           "%s (%d)", c->name, b.p[1]);
    bs_summary(d, "SOCKS%d proxy: %s", five ? 5 : 4, c->name);
}

const struct bs_decoder bs_decoder_socks = {
    .name = "socks",
    .title = "SOCKS proxy",
    .standard = "RFC 1928",
    .drawn_by = "SOCKS greeting",
    .probe = probe,
    .decode = decode,
};
