/* Microsoft SQL Server answers (MS-TDS): PRELOGIN, and the tokens of a refused login.  The first
 * byte, 4, is DICOM's P-DATA-TF too; there the second is 0, here the status says "last packet". */
#include "field.h"

#include <stdio.h>

enum { HEADER = 8, TABULAR_RESULT = 4, END_OF_MESSAGE = 1, NAME_MAX = 200 };
enum { TOKEN_ERROR = 0xaa, TOKEN_INFO = 0xab, TOKEN_LOGINACK = 0xad, TOKEN_ENVCHANGE = 0xe3 };
enum { OPTION_VERSION = 0, OPTION_ENCRYPTION = 1, OPTION_END = 0xff };

static const struct bs_code options[] = {
    {0, "VERSION",         NULL                        },
    {1, "ENCRYPTION",      NULL                        },
    {2, "INSTOPT",         "whether the instance is it"},
    {3, "THREADID",        NULL                        },
    {4, "MARS",            NULL                        },
    {5, "TRACEID",         NULL                        },
    {6, "FEDAUTHREQUIRED", NULL                        },
    {7, "NONCEOPT",        NULL                        },
};
static const struct bs_code encryptions[] = {
    {0, "ENCRYPT_OFF",     "only the login is encrypted"       },
    {1, "ENCRYPT_ON",      "everything is encrypted"           },
    {2, "ENCRYPT_NOT_SUP", "passwords cross the net in clear"  },
    {3, "ENCRYPT_REQ",     "the server insists on encryption"  },
};
/* Major version and the first number behind it, where the two tell releases apart. */
static const struct bs_code releases[] = {
    {8,  "2000", NULL}, {9,  "2005", NULL}, {10, "2008", NULL}, {11, "2012", NULL},
    {12, "2014", NULL}, {13, "2016", NULL}, {14, "2017", NULL}, {15, "2019", NULL},
    {16, "2022", NULL}, {17, "2025", NULL},
};

/* The options stand in order of their offsets and end with 0xff before the first value. */
static bool is_prelogin(bs_bytes body)
{
    if (bs_at(body, 0) != OPTION_VERSION || bs_be16(body, 3) != 6)
        return false;
    uint32_t first = bs_be16(body, 1);
    return first >= 6 && first <= 41 && first % 5 == 1 &&
           bs_at(body, first - 1) == OPTION_END;
}

static bool is_token(bs_bytes body)
{
    int token = bs_at(body, 0);
    uint32_t length = bs_le16(body, 1);
    if (token != TOKEN_ERROR && token != TOKEN_INFO && token != TOKEN_ENVCHANGE)
        return false;
    if (token == TOKEN_ENVCHANGE)
        return length >= 3 && length + 3u < body.n && bs_at(body, length + 3) >= TOKEN_ERROR;
    uint32_t chars = bs_le16(body, 9);
    return chars > 0 && chars * 2 + 8 < length && bs_at(body, 8) <= 25;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    uint32_t length = bs_be16(b, 2);
    if (b.n < HEADER + 6 || b.p[0] != TABULAR_RESULT || b.p[1] != END_OF_MESSAGE ||
        b.p[7] != 0 || length < HEADER + 6 || length > 4096)
        return BS_NOT;
    bs_bytes body = bs_bytes_sub(b, HEADER, SIZE_MAX);
    if (is_prelogin(body) || is_token(body))
        return b.n >= length ? BS_PROVEN : BS_LIKELY;
    /* Cut before the options end: their first row alone is distinctive. */
    return bs_at(body, 0) == 0 && bs_be16(body, 3) == 6 && bs_be16(body, 1) % 5 == 1 ? BS_LIKELY
                                                                                    : BS_NOT;
}

static void put_version(struct bs_decoded *d, bs_bytes v, uint32_t at)
{
    char number[32];
    if (v.n < 4)
        return;
    snprintf(number, sizeof number, "%d.%d.%u", v.p[0], v.p[1], bs_be16(v, 2));
    const char *year = v.p[0] == 10 && v.p[1] >= 50 ? "2008 R2" : BS_CODE(releases, v.p[0])->name;
    bs_put(d, BS_MARK("UL_VERSION", "MS-TDS 2.2.6.5", at, v.n), NULL, "%s (release %s)", number,
           year);
    bs_product(d, BS_BYTES("Microsoft SQL Server"), bs_str_bytes(bs_str_z(number)));
    bs_summary(d, "Microsoft SQL Server %s (release %s)", number, year);
}

static void read_prelogin(bs_bytes body, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(body, HEADER);
    d->probe = BS_STR("TDS PRELOGIN");
    bs_summary(d, "Microsoft SQL Server PRELOGIN answer");
    for (uint8_t token; bs_budget(d) && bs_cur_u8(&c, &token) && token != OPTION_END;) {
        uint64_t offset, length;
        uint32_t at = bs_cur_pos(&c) - 1;
        if (!bs_cur_be(&c, 2, &offset) || !bs_cur_be(&c, 2, &length))
            return;
        bs_bytes v = bs_bytes_sub(body, offset, length);
        const struct bs_code *name = BS_CODE(options, token);
        bs_put_hex(d, BS_MARK(name->name, "MS-TDS 2.2.6.5", at, 5), v, name->meaning);
        bs_open(d);
        if (v.n < length)
            bs_put_cut(d, name->name, (uint32_t)(HEADER + offset), length, v.n);
        if (token == OPTION_VERSION)
            put_version(d, v, (uint32_t)(HEADER + offset));
        if (token == OPTION_ENCRYPTION && v.n) {
            const struct bs_code *e = BS_CODE(encryptions, v.p[0]);
            bs_put(d, BS_MARK("B_FENCRYPTION", "MS-TDS 2.2.6.5", HEADER + offset, 1), e->meaning,
                   "%s (%d)", e->name, v.p[0]);
        }
        bs_close(d);
    }
}

/* UTF-16LE to UTF-8, below U+10000 alone: texts of servers have nothing above. */
static bs_bytes narrow(struct bs_decoded *d, bs_bytes wide)
{
    uint8_t out[NAME_MAX * 3];
    size_t n = 0;
    for (size_t i = 0; i + 1 < wide.n && i < 2 * NAME_MAX; i += 2) {
        uint32_t u = bs_le16(wide, i);
        if (u >= 0xd800 && u < 0xe000)
            u = 0xfffd;
        if (u < 0x80) {
            out[n++] = (uint8_t)u;
        } else if (u < 0x800) {
            out[n++] = (uint8_t)(0xc0 | u >> 6);
            out[n++] = (uint8_t)(0x80 | (u & 0x3f));
        } else {
            out[n++] = (uint8_t)(0xe0 | u >> 12);
            out[n++] = (uint8_t)(0x80 | (u >> 6 & 0x3f));
            out[n++] = (uint8_t)(0x80 | (u & 0x3f));
        }
    }
    return bs_str_bytes(bs_arena_str(d->arena, (bs_str){(const char *)out, n}));
}

/* A text with its count of characters before it, of `width` bytes. */
static bool read_text(struct bs_cursor *c, struct bs_decoded *d, size_t width, const char *name,
                      bs_bytes *out)
{
    uint64_t chars;
    uint32_t at = bs_cur_pos(c) + (uint32_t)width;
    struct bs_cursor wide;
    *out = BS_BYTES("");
    if (!bs_cur_le(c, width, &chars))
        return false;
    bool whole = bs_cur_sub(c, chars * 2, &wide);
    *out = narrow(d, wide.b);
    bs_put_text(d, BS_MARK(name, "MS-TDS 2.2.7.10", at, wide.b.n), *out, NULL);
    return whole;
}

static void read_message(struct bs_cursor *c, struct bs_decoded *d, bool error)
{
    uint64_t number, state, class;
    bs_bytes text, server;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_le(c, 4, &number) || !bs_cur_le(c, 1, &state) || !bs_cur_le(c, 1, &class))
        return;
    bs_put(d, BS_MARK("Number", "MS-TDS 2.2.7.10", at, 4), NULL, "%u", (unsigned)number);
    bs_put(d, BS_MARK("Class", "MS-TDS 2.2.7.10", at + 5, 1), "severity", "%u", (unsigned)class);
    bool whole = read_text(c, d, 2, "MsgText", &text);
    if (error) {
        d->flags |= BS_DEC_CHECKED;
        bs_summary(d, "Microsoft SQL Server error %u: %s", (unsigned)number,
                   bs_quote(d, text, 120));
    }
    if (whole && read_text(c, d, 1, "ServerName", &server))
        bs_product(d, BS_BYTES("Microsoft SQL Server"), BS_BYTES(""));
}

static void read_tokens(bs_bytes body, struct bs_decoded *d)
{
    static const struct bs_code tokens[] = {
        {TOKEN_ERROR,     "ERROR",     NULL                     },
        {TOKEN_INFO,      "INFO",      NULL                     },
        {TOKEN_LOGINACK,  "LOGINACK",  "the login was accepted" },
        {TOKEN_ENVCHANGE, "ENVCHANGE", NULL                     },
    };
    struct bs_cursor c = bs_cur(body, HEADER), value;
    d->probe = BS_STR("TDS LOGIN7, or bytes that are no PRELOGIN");
    bs_summary(d, "Microsoft SQL Server tokens");
    for (uint8_t token; bs_budget(d) && bs_cur_u8(&c, &token) && token >= TOKEN_ERROR;) {
        uint64_t length;
        uint32_t at = bs_cur_pos(&c) - 1;
        const struct bs_code *row = BS_CODE(tokens, token);
        if (strcmp(row->name, "unknown") == 0 || !bs_cur_le(&c, 2, &length))
            return; /* DONE, or one of another layout: nothing behind it names anything */
        bool whole = bs_cur_sub(&c, length, &value);
        bs_put(d, BS_MARK(row->name, "MS-TDS 2.2.7", at, length + 3), row->meaning,
               "token 0x%02x", token);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, row->name, at + 3, length, value.b.n);
        if (token == TOKEN_ERROR || token == TOKEN_INFO)
            read_message(&value, d, token == TOKEN_ERROR);
        if (token == TOKEN_LOGINACK)
            d->flags |= BS_DEC_OPEN;
        bs_close(d);
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    uint32_t length = bs_be16(b, 2);
    bs_bytes body = bs_bytes_sub(b, HEADER, length - HEADER);
    bs_put(d, BS_MARK("packet header", "MS-TDS 2.2.3.1", 0, HEADER), NULL,
           "type %d (tabular result), status %d (end of message), %u bytes", b.p[0], b.p[1],
           length);
    bs_open(d);
    if (b.n < length)
        bs_put_cut(d, "the packet", HEADER, length - HEADER, body.n);
    if (bs_at(body, 0) == OPTION_VERSION)
        read_prelogin(body, d);
    else
        read_tokens(body, d);
    bs_close(d);
    d->length = b.n < length ? (uint32_t)b.n : length;
}

const struct bs_decoder bs_decoder_mssql = {
    .name = "mssql",
    .title = "Microsoft SQL Server",
    .standard = "MS-TDS",
    .drawn_by = "TDS PRELOGIN",
    .probe = probe,
    .decode = decode,
};
