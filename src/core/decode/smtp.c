/* SMTP greetings and replies (RFC 5321). */
#include "lines.h"
#include "replies.h"

static const struct bs_code codes[] = {
    {220, "", "ready"},
    {221, "", "closing"},
    {250, "", "done"},
    {421, "", "not available now, closing"},
    {450, "", "not now"},
    {451, "", "not now: an error of its own"},
    {500, "", "it did not understand the question"},
    {501, "", "it did not understand the parameters"},
    {502, "", "not implemented"},
    {503, "", "not in this order"},
    {521, "", "takes no mail"},
    {530, "", "log in first"},
    {550, "", "refused"},
    {554, "", "refused: no mail service for this caller"},
};
static const struct bs_maker makers[] = {
    {"Postfix", "Postfix"},     {"Exim", "Exim"},           {"Sendmail", "Sendmail"},
    {"Microsoft ESMTP MAIL Service", "Microsoft Exchange"}, {"OpenSMTPD", "OpenSMTPD"},
    {"MailEnable", "MailEnable"}, {"Haraka", "Haraka"},     {"hMailServer", "hMailServer"},
    {"Kerio Connect", "Kerio Connect"}, {"aiosmtpd", "aiosmtpd"}, {"Python SMTP", "Python smtpd"},
    {"Dovecot", "Dovecot submission"},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    int code = bs_three_digits(b, 0), sep = bs_at(b, 3);
    if (code < 0 || (sep != ' ' && sep != '-'))
        return BS_NOT;
    if (strcmp(BS_CODE(codes, (uint64_t)(unsigned)code)->name, "unknown") == 0)
        return BS_NOT;
    if (code == 220 && bs_has(b, "smtp", 300))
        return BS_PROVEN;
    static const char *const words[] = {"smtp", "mail", "postfix", "exim", "\n250-", "rbl",
                                        "HELO", "\n250 ", "5.5.", "4.7.", " dovecot "};
    for (size_t i = 0; i < BS_COUNT(words); i++)
        if (bs_has(b, words[i], 400))
            return BS_LIKELY;
    bool expected = in->port == 25 || in->port == 587 || bs_str_has_prefix(in->module, BS_STR("smtp"));
    bool ftp = bs_has(b, "ftp", 400);
    return expected || (!ftp && bs_reply_dialect(b) == BS_DIALECT_SMTP) ? BS_LIKELY : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first =
        bs_put_lines(&c, d, "reply", "RFC 5321 4.2", codes, BS_COUNT(codes), 100);
    bs_name_maker(d, in->bytes, makers, BS_COUNT(makers));
    bs_summary(d, "SMTP: %s", bs_quote(d, first, 160));
}

const struct bs_decoder bs_decoder_smtp = {
    .name = "smtp",
    .title = "SMTP mail transfer",
    .standard = "RFC 5321",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
