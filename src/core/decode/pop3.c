/* POP3 greetings (RFC 1939). */
#include "lines.h"

static const struct bs_maker makers[] = {
    {"Dovecot", "Dovecot"},
    {"Courier", "Courier"},
    {"Cyrus", "Cyrus"},
    {"Microsoft Exchange", "Microsoft Exchange"},
    {"Zimbra", "Zimbra"},
    {"MailEnable", "MailEnable"},
    {"Kerio", "Kerio Connect"},
    {"hMailServer", "hMailServer"},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    bool ok = bs_begins(b, "+OK"), err = bs_begins(b, "-ERR");
    if (!ok && !err)
        return BS_NOT;
    /* Redis writes +OK and -ERR too; words tell them apart. */
    if (bs_begins(b, "-ERR unknown command") || bs_begins(b, "-ERR wrong number") ||
        bs_begins(b, "-ERR Protocol error"))
        return BS_NOT;
    if (bs_begins(b, "+OK <") && bs_has(b, "@", 200)) /* a time stamp for APOP, RFC 1939 7 */
        return BS_PROVEN;
    static const char *const words[] = {"pop", "dovecot", "mail", "ready", "password", "logging"};
    for (size_t i = 0; i < BS_COUNT(words); i++)
        if (bs_has(b, words[i], 200))
            return ok ? BS_PROVEN : BS_LIKELY;
    return in->port == 110 || in->port == 995 ? BS_LIKELY : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "response", "RFC 1939 3", NULL, 0, 100);
    bs_name_maker(d, in->bytes, makers, BS_COUNT(makers));
    bs_summary(d, "POP3: %s", bs_quote(d, first, 160));
}

const struct bs_decoder bs_decoder_pop3 = {
    .name = "pop3",
    .title = "POP3",
    .standard = "RFC 1939",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
