/* XMPP streams (RFC 6120). */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) != '<' || !bs_has(b, "<stream:", 400))
        return BS_NOT;
    return bs_has(b, "http://etherx.jabber.org/streams", 600) ||
                   bs_has(b, "urn:ietf:params:xml:ns:xmpp-", 600)
               ? BS_PROVEN
               : BS_LIKELY;
}

/* Who opens a stream says to whom; who answers gives it an id or says from whom (RFC 6120 4.7). */
static bool is_opening(bs_bytes b)
{
    size_t at = bs_bytes_find(bs_bytes_sub(b, 0, 400), BS_BYTES("<stream:stream"), 0);
    if (at == SIZE_MAX)
        return false;
    bs_bytes tag = bs_bytes_sub(b, at, 600);
    tag = bs_bytes_sub(tag, 0, bs_bytes_find(tag, BS_BYTES(">"), 0));
    return bs_has(tag, " to=", 600) && !bs_has(tag, " id=", 600) && !bs_has(tag, " from=", 600);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_put_lines(&c, d, "stream", "RFC 6120 4", NULL, 0, 40);
    if (is_opening(in->bytes)) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("XMPP stream header, which came back");
        bs_summary(d, "Echo: an XMPP stream header came back");
        return;
    }
    bool refused = bs_has(in->bytes, "<stream:error", 2048);
    bool federation = bs_has(in->bytes, "jabber:server", 2048);
    bs_summary(d, "XMPP %s server%s", federation ? "federation" : "messaging",
               refused ? ", refused the stream" : "");
}

const struct bs_decoder bs_decoder_xmpp = {
    .name = "xmpp",
    .title = "XMPP messaging",
    .standard = "RFC 6120",
    .drawn_by = "XMPP stream header, or bytes of another protocol",
    .probe = probe,
    .decode = decode,
};
