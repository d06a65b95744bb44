/* MySQL and MariaDB greetings and errors (MySQL client/server protocol). */
#include "field.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 8 || b.p[2] != 0 || b.p[3] > 2)
        return BS_NOT;
    uint32_t length = bs_le16(b, 0);
    if (b.p[4] == 10 && b.p[3] == 0 && bs_is_digit(b.p[5]) && length > 8 && length < 512) {
        bs_bytes version = bs_bytes_sub(b, 5, 80);
        const uint8_t *end = memchr(version.p, 0, version.n);
        if (end && memchr(version.p, '.', (size_t)(end - version.p)))
            return b.n >= length + 4u ? BS_PROVEN : BS_LIKELY;
        bool stub = !end && memchr(version.p, '.', version.n) && bs_is_text(version);
        return stub && b.n < BS_STUB_MAX ? BS_LIKELY : BS_WEAK;
    }
    uint32_t code = bs_le16(b, 5);
    if (b.p[4] == 0xff && code >= 1000 && code < 4000 && length > 3 && length < 600 &&
        bs_is_text(bs_bytes_sub(b, 7, 24)))
        return b.n == length + 4u ? BS_PROVEN : BS_LIKELY;
    return BS_NOT;
}

static void read_error(struct bs_cursor *c, struct bs_decoded *d)
{
    uint64_t code;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_le(c, 2, &code))
        return;
    bs_put(d, BS_MARK("error_code", "ERR_Packet", at, 2),
           code == 1130   ? "this address may not connect"
           : code == 1129 ? "this address is blocked"
                          : NULL,
           "%u", (unsigned)code);
    bs_bytes text = bs_cur_rest(c);
    bs_put_text(d, BS_MARK("error_message", "ERR_Packet", at + 2, text.n), text, NULL);
    d->flags |= BS_DEC_CHECKED;
    if (bs_has(text, "MariaDB", 200))
        bs_product(d, BS_BYTES("MariaDB"), BS_BYTES(""));
    bs_summary(d, "MySQL error %u: %s", (unsigned)code, bs_quote(d, text, 120));
}

static void read_greeting(struct bs_cursor *c, struct bs_decoded *d)
{
    bs_bytes version;
    uint64_t thread;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_zstr(c, &version))
        return;
    bs_put_text(d, BS_MARK("server_version", "HandshakeV10", at, version.n), version, NULL);
    at = bs_cur_pos(c);
    if (bs_cur_le(c, 4, &thread))
        bs_put(d, BS_MARK("thread_id", "HandshakeV10", at, 4), NULL, "%u", (unsigned)thread);
    bool maria = bs_has(version, "MariaDB", 80);
    /* MariaDB hides its number behind an old one, for old clients. */
    bs_bytes number = maria && bs_begins(version, "5.5.5-") ? bs_bytes_sub(version, 6, SIZE_MAX)
                                                            : version;
    size_t dash = bs_bytes_find(number, BS_BYTES("-"), 0);
    bs_product(d, maria ? BS_BYTES("MariaDB") : BS_BYTES("MySQL"), bs_bytes_sub(number, 0, dash));
    bs_summary(d, "MySQL greeting, server %s", bs_quote(d, version, 80));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0), body;
    uint64_t length;
    uint8_t kind;
    bs_cur_le(&c, 3, &length);
    bs_cur_skip(&c, 1);
    bool whole = bs_cur_sub(&c, length, &body);
    bs_put(d, BS_MARK("packet", "MySQL protocol", 0, length + 4), NULL, "%llu bytes",
           (unsigned long long)length);
    bs_open(d);
    if (!whole)
        bs_put_cut(d, "the packet", 4, length, body.b.n);
    if (bs_cur_u8(&body, &kind) && kind == 0xff)
        read_error(&body, d);
    else
        read_greeting(&body, d);
    if (!whole)
        bs_doubt_stub(d, "MySQL greeting", in->bytes.n, length + 4);
    bs_close(d);
}

const struct bs_decoder bs_decoder_mysql = {
    .name = "mysql",
    .title = "MySQL",
    .standard = "MySQL client/server protocol",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
