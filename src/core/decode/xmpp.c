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

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_put_lines(&c, d, "stream", "RFC 6120 4", NULL, 0, 40);
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
