/* Time protocol (RFC 868): the seconds since 1900 as four bytes, nothing else.  Any four
 * bytes can be a time, so they never prove it: near the years banners are from, the port
 * makes it likely, without it the reading is weak. */
#include "field.h"

enum { EPOCH_1970 = 2208988800u }; /* RFC 868: 00:00 1 January 1970 */

/* From 2010 to 2036, when the number runs over. */
static bool plausible(uint32_t seconds)
{
    return seconds >= EPOCH_1970 + 1262304000u;
}

/* inetutils sends its long: eight bytes, the last four zero. */
static bool right_size(bs_bytes b)
{
    return b.n == 4 || (b.n == 8 && bs_be32(b, 4) == 0);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!right_size(b) || !plausible(bs_be32(b, 0)))
        return BS_NOT;
    return in->port == 37 || bs_str_has_prefix(in->module, BS_STR("time")) ? BS_LIKELY
                                                                           : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    char text[32];
    bs_time_format(((bs_time)bs_be32(in->bytes, 0) - EPOCH_1970) * 1000000, text);
    bs_put(
        d, BS_MARK("time", "RFC 868", 0, 4),
        "the server's clock; any four bytes can be read so: only the port speaks for it",
        "%s", text);
    if (in->bytes.n == 8)
        bs_put_hex(d, BS_MARK("(rest)", NULL, 4, 4), bs_bytes_sub(in->bytes, 4, 4),
                   "inetutils sends eight bytes for four");
    bs_summary(d, "Time: %s by the server's clock, if it is one", text);
}

const struct bs_decoder bs_decoder_time = {
    .name = "time",
    .title = "Time",
    .standard = "RFC 868",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
