/* TeamSpeak: the greeting of ServerQuery (TeamSpeak 3 ServerQuery Manual, 2), its errors,
 * and the first packet of the voice protocol, which carries the eight letters TS3INIT1. */
#include "lines.h"

enum { CLIENT_INIT = 34, STEP = 17 };
enum kind { NONE, QUERY, QUERY2, ERROR_LINE, VOICE };

static enum kind kind_of(bs_bytes b)
{
    if (bs_begins(b, "TS3\n\r") || bs_begins(b, "TS3\r\n") || bs_begins(b, "TS3\n"))
        return QUERY;
    if (bs_begins(b, "[TS]\r\n"))
        return QUERY2;
    if (bs_begins(b, "TS3INIT1"))
        return VOICE;
    if (bs_begins(b, "error id=") && bs_has(b, " msg=", 24))
        return ERROR_LINE;
    return NONE;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    switch (kind_of(in->bytes)) {
    case QUERY:
    case VOICE:
        return BS_PROVEN;
    case QUERY2:
    case ERROR_LINE:
        return BS_LIKELY;
    case NONE:
        break;
    }
    return BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0);
    bs_product(d, BS_BYTES("TeamSpeak"), BS_BYTES(""));
    if (kind_of(b) == VOICE) {
        bs_put_text(d, BS_MARK("signature", NULL, 0, 8), bs_bytes_sub(b, 0, 8),
                    "marks the first packets of a connection");
        bs_cur_skip(&c, 8);
        if (bs_cur_left(&c))
            bs_put_hex(d, BS_MARK("handshake", NULL, 8, bs_cur_left(&c)), bs_cur_rest(&c),
                       NULL);
        d->probe = BS_STR("TeamSpeak 3 voice handshake (UDP)");
        /* A client says its version before the step, which is 0; a server does not. */
        bool client = b.n == CLIENT_INIT && b.p[STEP] == 0;
        d->flags |= client ? BS_DEC_ECHO : 0;
        bs_summary(d, client ? "Echo: a TeamSpeak 3 handshake came back"
                             : "TeamSpeak 3 voice server");
        return;
    }
    /* Its lines end with LF CR; the CR then stands before the next one. */
    bs_bytes line;
    for (int n = 0; n < 40 && bs_budget(d); n++) {
        while (bs_cur_peek(&c, 0) == '\r')
            bs_cur_skip(&c, 1);
        uint32_t at = bs_cur_pos(&c);
        if (!bs_cur_line(&c, &line))
            break;
        bs_put_text(d, BS_MARK("line", "ServerQuery Manual 2", at, line.n), line, NULL);
    }
    bs_summary(d, "TeamSpeak %s ServerQuery, the console of a voice server",
               kind_of(b) == QUERY2 ? "2" : "3");
}

const struct bs_decoder bs_decoder_teamspeak = {
    .name = "teamspeak",
    .title = "TeamSpeak",
    .standard = "TeamSpeak 3 ServerQuery",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
