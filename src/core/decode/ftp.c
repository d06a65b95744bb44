/* FTP greetings and replies (RFC 959). */
#include "lines.h"
#include "replies.h"

static const struct bs_code codes[] = {
    {120, "", "ready in some minutes"},
    {220, "", "ready for a user"},
    {230, "", "logged in: no password was asked"},
    {331, "", "it asks for a password"},
    {421, "", "closing: not available"},
    {500, "", "it did not understand the question"},
    {501, "", "it did not understand the parameters"},
    {502, "", "not implemented"},
    {503, "", "log in first"},
    {530, "", "not logged in"},
};
static const struct bs_maker makers[] = {
    {"vsFTPd", "vsftpd"},           {"ProFTPD", "ProFTPD"},
    {"Pure-FTPd", "Pure-FTPd"},     {"FileZilla Server", "FileZilla Server"},
    {"Microsoft FTP Service", "Microsoft FTP Service"}, {"Serv-U FTP", "Serv-U"},
    {"bftpd", "bftpd"},             {"VxWorks", "VxWorks FTP"},
    {"pyftpdlib", "pyftpdlib"},     {"MikroTik", "MikroTik FTP"},
    {"FRITZ!Box", "FRITZ!Box"},     {"GNU inetutils", "GNU inetutils"},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    int code = bs_three_digits(b, 0), sep = bs_at(b, 3);
    if (code < 0 || (sep != ' ' && sep != '-'))
        return BS_NOT;
    if (strcmp(BS_CODE(codes, (uint64_t)(unsigned)code)->name, "unknown") == 0)
        return BS_NOT;
    bool says = bs_has(b, "ftp", 400);
    bool mail = bs_has(b, "smtp", 200);
    if (says && !mail)
        return code == 220 ? BS_PROVEN : BS_LIKELY;
    if (mail)
        return BS_NOT;
    if (bs_str_eq(in->module, BS_STR("ftp")) || in->port == 21)
        return BS_LIKELY;
    return bs_reply_dialect(b) == BS_DIALECT_FTP ? BS_LIKELY : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first =
        bs_put_lines(&c, d, "reply", "RFC 959 4.2", codes, BS_COUNT(codes), 100);
    bs_name_maker(d, in->bytes, makers, BS_COUNT(makers));
    if (bs_three_digits(first, 0) == 230 ||
        bs_bytes_find(bs_bytes_sub(in->bytes, 0, 1024), BS_BYTES("\n230 "), 0) != SIZE_MAX) {
        d->flags |= BS_DEC_OPEN;
        bs_summary(d, "FTP: logged in without a password: %s", bs_quote(d, first, 120));
        return;
    }
    bs_summary(d, "FTP: %s", bs_quote(d, first, 160));
}

const struct bs_decoder bs_decoder_ftp = {
    .name = "ftp",
    .title = "FTP",
    .standard = "RFC 959",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
