/* IMAP greetings (RFC 9051). */
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
    if (bs_at(b, 0) != 0x2a || bs_at(b, 1) != 0x20)
        return BS_NOT;
    if (bs_begins(b, "* OK ") || bs_begins(b, "* PREAUTH ") || bs_begins(b, "* BYE ") ||
        bs_begins(b, "* BAD "))
        return bs_has(b, "imap", 400) || bs_begins(b, "* OK [") || in->port == 143 ? BS_PROVEN
                                                                                   : BS_LIKELY;
    return bs_begins(b, "* CAPABILITY ") ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "response", "RFC 9051 7.1", NULL, 0, 100);
    bs_name_maker(d, in->bytes, makers, BS_COUNT(makers));
    bs_summary(d, "IMAP: %s", bs_quote(d, first, 160));
}

const struct bs_decoder bs_decoder_imap = {
    .name = "imap",
    .title = "IMAP",
    .standard = "RFC 9051",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
