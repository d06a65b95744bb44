/* DICT greetings (RFC 2229). */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "220 ") && !bs_begins(b, "530 "))
        return BS_NOT;
    return bs_has(b, "dictd", 200) ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "response", "RFC 2229 2.4", NULL, 0, 20);
    size_t at = bs_bytes_find(first, BS_BYTES("dictd"), 0);
    bs_product(d, BS_BYTES("dictd"),
               at == SIZE_MAX ? BS_BYTES("") : bs_version_after(first, at + 5, 2));
    bs_summary(d, "Dictionary server: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_dict = {
    .name = "dict",
    .title = "Dictionary server",
    .standard = "RFC 2229",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
