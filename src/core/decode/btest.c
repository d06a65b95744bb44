/* MikroTik bandwidth test (RouterOS, TCP 2000): the server begins with four bytes, 01 00
 * 00 00, and then asks for a login.  Four bytes prove nothing: only the port makes it
 * likely. */
#include "field.h"

enum { PORT = 2000, MD5_CHALLENGE = 20 };

static const struct bs_code states[] = {
    {0x00000000, "refused", "the caller was turned away"       },
    {0x01000000, "ready",   "it takes commands without a login"},
    {0x02000000, "login",   "it asks for a password (MD5)"     },
    {0x03000000, "login",   "it asks for a password (EC-SRP5)" },
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    uint32_t state = bs_be32(b, 0);
    if (b.n != 4 && !(b.n == MD5_CHALLENGE && state == 0x02000000) && b.n != 8)
        return BS_NOT;
    if (state != 0x01000000 && (b.n == 4 || state != 0x02000000))
        return BS_NOT;
    if (b.n == 8 && bs_be32(b, 4) > 0x03000000)
        return BS_NOT;
    return in->port == PORT ? BS_LIKELY : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    uint32_t last = 0;
    for (uint32_t at = 0; at + 4 <= b.n && at < 8 && (at == 0 || b.n == 8); at += 4) {
        const struct bs_code *s = BS_CODE(states, bs_be32(b, at));
        last = bs_be32(b, at);
        bs_put(d, BS_MARK("state", "MikroTik bandwidth test", at, 4), s->meaning,
               "%s (0x%08x)", s->name, last);
    }
    if (b.n == MD5_CHALLENGE)
        bs_put_hex(d, BS_MARK("challenge", "MikroTik bandwidth test", 4, 16),
                   bs_bytes_sub(b, 4, 16), NULL);
    if (last >= 0x02000000)
        d->flags |= BS_DEC_CHECKED;
    bs_product(d, BS_BYTES("MikroTik RouterOS"), BS_BYTES(""));
    bs_summary(d, "MikroTik bandwidth test, likely: four bytes and the port %u", PORT);
}

const struct bs_decoder bs_decoder_btest = {
    .name = "btest",
    .title = "MikroTik bandwidth test",
    .standard = "MikroTik bandwidth test",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
