/* RTSP responses (RFC 2326). */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "RTSP/1.0 ") && !bs_begins(b, "RTSP/2.0 "))
        return BS_NOT;
    /* Web servers put the probe's protocol name into their own answers: http comes first.  What
     * RTSP grants it grants with the number of the request (12.17). */
    int code = bs_three_digits(b, 9);
    if (code == 200 && !bs_header(bs_bytes_sub(b, 0, 2048), "CSeq").n)
        return BS_WEAK;
    return code >= 100 ? BS_PROVEN : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "line", "RFC 2326 7", NULL, 0, 60);
    bs_product(d, bs_header(in->bytes, "Server"), BS_BYTES(""));
    bs_summary(d, "RTSP: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_rtsp = {
    .name = "rtsp",
    .title = "RTSP streaming",
    .standard = "RFC 2326",
    .drawn_by = "RTSP OPTIONS",
    .probe = probe,
    .decode = decode,
};
