/* ManageSieve greetings (RFC 5804). */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "\"IMPLEMENTATION\" "))
        return BS_NOT;
    return bs_has(b, "\"SIEVE\" ", 1024) ? BS_PROVEN : BS_LIKELY;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "capability", "RFC 5804 1.7", NULL, 0, 40);
    bs_bytes program = bs_bytes_sub(first, 18, first.n > 19 ? first.n - 19 : 0);
    bs_product(d, program, BS_BYTES(""));
    bs_summary(d, "ManageSieve: %s", bs_quote(d, program, 100));
}

const struct bs_decoder bs_decoder_sieve = {
    .name = "sieve",
    .title = "Mail filter management",
    .standard = "RFC 5804",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
