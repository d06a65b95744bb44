/* PostgreSQL errors and authentication requests (protocol 3.0, chapter 55), and the lone byte that
 * answers an SSLRequest (55.2.11): one byte proves nothing, but hardly anything else says N or S
 * and waits. */
#include "field.h"

static bool is_tls_answer(bs_bytes b)
{
    return b.n == 1 && (b.p[0] == 'N' || b.p[0] == 'S');
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    uint32_t length = bs_be32(b, 1);
    if (is_tls_answer(b))
        return BS_LIKELY;
    if (bs_at(b, 0) == 'E' && bs_at(b, 5) == 'S' && length > 8 && length < 4096 &&
        bs_has(bs_bytes_sub(b, 6, 80), "C", 80))
        return bs_has(bs_bytes_sub(b, 6, SIZE_MAX), "FATAL", 5) ||
                       bs_has(bs_bytes_sub(b, 6, SIZE_MAX), "ERROR", 5)
                   ? BS_PROVEN
                   : BS_LIKELY;
    if (bs_at(b, 0) == 'R' && length >= 8 && length < 256 && b.n >= 9 && bs_be32(b, 5) <= 12)
        return b.n >= length + 1u ? BS_PROVEN : BS_LIKELY;
    return BS_NOT;
}

static const struct bs_code kinds[] = {
    {'S', "Severity", NULL}, {'V', "Severity", NULL}, {'C', "Code", "SQLSTATE"},
    {'M', "Message", NULL},  {'H', "Hint", NULL},     {'F', "File", NULL},
    {'L', "Line", NULL},     {'R', "Routine", NULL},
};
static const struct bs_code methods[] = {
    {0, "AuthenticationOk", "no password was asked"},
    {3, "AuthenticationCleartextPassword", NULL},
    {5, "AuthenticationMD5Password", NULL},
    {10, "AuthenticationSASL", NULL},
};

static void decode_tls_answer(bs_bytes b, struct bs_decoded *d)
{
    bool yes = b.p[0] == 'S';
    bs_put_text(d, BS_MARK("SSLRequest answer", "PostgreSQL 55.2.11", 0, 1), b,
                yes ? "TLS is offered; likely PostgreSQL, but it is a single letter"
                    : "TLS is refused; likely PostgreSQL, but it is a single letter");
    d->probe = BS_STR("PostgreSQL SSLRequest");
    bs_summary(d, "PostgreSQL, likely: one letter, %s", yes ? "S: TLS is offered" : "N: no TLS here");
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    if (is_tls_answer(in->bytes)) {
        decode_tls_answer(in->bytes, d);
        return;
    }
    uint32_t length = bs_be32(in->bytes, 1);
    struct bs_cursor c = bs_cur(in->bytes, 0), body;
    bs_cur_skip(&c, 5);
    bool whole = bs_cur_sub(&c, length - 4, &body);
    bool error = in->bytes.p[0] == 'E';
    bs_put(d, BS_MARK(error ? "ErrorResponse" : "Authentication", "PostgreSQL 55.7", 0,
                      (uint64_t)length + 1), NULL, "%u bytes", length);
    bs_open(d);
    if (!whole)
        bs_put_cut(d, "the message", 5, length - 4, body.b.n);
    bs_product(d, BS_BYTES("PostgreSQL"), BS_BYTES(""));
    if (!error) {
        uint32_t method = bs_be32(body.b, 0);
        const struct bs_code *m = BS_CODE(methods, method);
        bs_put(d, BS_MARK(m->name, "PostgreSQL 55.7", 5, 4), m->meaning, "%u", method);
        d->flags |= method == 0 ? BS_DEC_OPEN : BS_DEC_CHECKED;
        bs_summary(d, "PostgreSQL: %s", m->name);
    }
    bs_bytes text, message = BS_BYTES("");
    uint8_t kind;
    uint32_t at = bs_cur_pos(&body);
    while (error && bs_budget(d) && bs_cur_u8(&body, &kind) && kind && bs_cur_zstr(&body, &text)) {
        bs_put_text(d, BS_MARK(BS_CODE(kinds, kind)->name, "PostgreSQL 55.8", at, text.n + 2), text,
                    BS_CODE(kinds, kind)->meaning);
        if (kind == 'M')
            message = text;
        at = bs_cur_pos(&body);
    }
    bs_close(d);
    if (bs_begins(message, "unsupported frontend protocol 65363.19778"))
        d->probe = BS_STR("SMB negotiate");
    if (error)
        bs_summary(d, "PostgreSQL error: %s", bs_quote(d, message, 140));
}

const struct bs_decoder bs_decoder_postgresql = {
    .name = "postgresql",
    .title = "PostgreSQL",
    .standard = "PostgreSQL frontend/backend protocol 3.0",
    .drawn_by = "PostgreSQL StartupMessage or SSLRequest",
    .probe = probe,
    .decode = decode,
};
