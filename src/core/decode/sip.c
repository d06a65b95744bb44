/* SIP responses (RFC 3261). */
#include "lines.h"

/* RFC 3261 8.2.6: every response repeats these.  Web servers that copy the version of a request
 * they do not know ("SIP/2.0 501 Not Implemented") do not. */
static bool has_own_headers(bs_bytes b)
{
    return bs_header(b, "CSeq").n || bs_header(b, "Via").n || bs_header(b, "v").n ||
           bs_header(b, "Call-ID").n;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) == 'S')
        return !bs_begins(b, "SIP/2.0 ") || bs_three_digits(b, 8) < 100 ? BS_NOT
               : has_own_headers(b)                                     ? BS_PROVEN
                                                                        : BS_WEAK;
    return bs_begins(b, "OPTIONS sip:") ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "line", "RFC 3261 7.2", NULL, 0, 60);
    bs_bytes agent = bs_header(in->bytes, "User-Agent");
    bs_product(d, agent.n ? agent : bs_header(in->bytes, "Server"), BS_BYTES(""));
    d->probe = BS_STR("SIP OPTIONS; the addresses named \"nm\" are the probe's");
    bool echo = bs_begins(first, "OPTIONS");
    d->flags |= echo ? BS_DEC_ECHO : 0;
    bs_summary(d, "%s: %s", echo ? "Echo: a SIP request came back" : "SIP", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_sip = {
    .name = "sip",
    .title = "SIP telephony",
    .standard = "RFC 3261",
    .drawn_by = "SIP OPTIONS",
    .probe = probe,
    .decode = decode,
};
