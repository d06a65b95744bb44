/* VNC greetings (RFC 6143). */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "RFB ") || bs_three_digits(b, 4) < 0 || bs_at(b, 7) != '.' ||
        bs_three_digits(b, 8) < 0)
        return BS_NOT;
    return BS_PROVEN;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "ProtocolVersion", "RFC 6143 7.1.1", NULL, 0, 20);
    bs_summary(d, "VNC: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_vnc = {
    .name = "vnc",
    .title = "VNC remote framebuffer",
    .standard = "RFC 6143",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
