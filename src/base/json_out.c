#include "bannerscope/json.h"

#include "bannerscope/gate.h"

void bs_jw_init(struct bs_jw *w, struct bs_buf *out)
{
    *w = (struct bs_jw){.out = out};
}

/* A comma where one is due. */
static void place(struct bs_jw *w)
{
    uint64_t bit = UINT64_C(1) << (w->depth & 63);
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->comma & bit)
        bs_buf_putc(w->out, ',');
    w->comma |= bit;
}

static void open_bracket(struct bs_jw *w, char bracket)
{
    place(w);
    bs_buf_putc(w->out, bracket);
    w->depth++;
    w->comma &= ~(UINT64_C(1) << (w->depth & 63));
}

void bs_jw_object(struct bs_jw *w)
{
    open_bracket(w, '{');
}

void bs_jw_array(struct bs_jw *w)
{
    open_bracket(w, '[');
}

void bs_jw_end(struct bs_jw *w, char bracket)
{
    w->depth--;
    bs_buf_putc(w->out, bracket);
}

static void put_unit(struct bs_buf *out, uint32_t u)
{
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', 'u', hex[u >> 12 & 15], hex[u >> 8 & 15], hex[u >> 4 & 15], hex[u & 15]};
    bs_buf_put(out, (bs_str){text, sizeof text});
}

/* A kept lone surrogate: ED A0..BF xx. */
static size_t surrogate(bs_bytes b, uint32_t *cp)
{
    if (b.n < 3 || b.p[0] != 0xed || b.p[1] < 0xa0 || b.p[1] > 0xbf || (b.p[2] & 0xc0) != 0x80)
        return 0;
    *cp = 0xd000u | (uint32_t)(b.p[1] & 0x3f) << 6 | (b.p[2] & 0x3fu);
    return 3;
}

static void put_wide(struct bs_buf *out, bs_bytes *s)
{
    uint32_t cp;
    size_t n = bs_utf8_next(*s, &cp);
    if (n == 0)
        n = surrogate(*s, &cp);
    if (n == 0) {
        cp = s->p[0];
        n = 1;
    }
    if (cp >= 0x10000) {
        put_unit(out, 0xd800 + ((cp - 0x10000) >> 10));
        put_unit(out, 0xdc00 + ((cp - 0x10000) & 0x3ff));
    } else {
        put_unit(out, cp);
    }
    *s = bs_bytes_sub(*s, n, SIZE_MAX);
}

static void put_quoted(struct bs_buf *out, bs_bytes s)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    bs_buf_putc(out, '"');
    while (s.n) {
        uint8_t c = s.p[0];
        const char *at = c ? strchr(from, c) : NULL;
        if (c >= 0x80) {
            put_wide(out, &s);
            continue;
        }
        if (at) {
            bs_buf_putc(out, '\\');
            bs_buf_putc(out, to[at - from]);
        } else if (c < 0x20 || c == 0x7f) {
            put_unit(out, c);
        } else {
            bs_buf_putc(out, (char)c);
        }
        s = bs_bytes_sub(s, 1, SIZE_MAX);
    }
    bs_buf_putc(out, '"');
}

void bs_jw_key_str(struct bs_jw *w, bs_str key)
{
    place(w);
    put_quoted(w->out, bs_str_bytes(key));
    bs_buf_putc(w->out, ':');
    w->after_key = true;
}

void bs_jw_key(struct bs_jw *w, const char *key)
{
    bs_jw_key_str(w, bs_str_z(key));
}

void bs_jw_string(struct bs_jw *w, bs_bytes s)
{
    place(w);
    put_quoted(w->out, s);
}

void bs_jw_str(struct bs_jw *w, bs_str s)
{
    bs_jw_string(w, bs_str_bytes(s));
}

void bs_jw_z(struct bs_jw *w, const char *s)
{
    if (s)
        bs_jw_str(w, bs_str_z(s));
    else
        bs_jw_null(w);
}

void bs_jw_hex(struct bs_jw *w, bs_bytes b)
{
    static const char hex[] = "0123456789abcdef";
    place(w);
    bs_buf_putc(w->out, '"');
    for (size_t i = 0; i < b.n; i++) {
        bs_buf_putc(w->out, hex[b.p[i] >> 4]);
        bs_buf_putc(w->out, hex[b.p[i] & 15]);
    }
    bs_buf_putc(w->out, '"');
}

void bs_jw_int(struct bs_jw *w, int64_t v)
{
    place(w);
    bs_buf_printf(w->out, "%lld", (long long)v);
}

void bs_jw_bool(struct bs_jw *w, bool v)
{
    bs_jw_raw(w, v ? BS_STR("true") : BS_STR("false"));
}

void bs_jw_null(struct bs_jw *w)
{
    bs_jw_raw(w, BS_STR("null"));
}

void bs_jw_raw(struct bs_jw *w, bs_str json)
{
    place(w);
    bs_buf_put(w->out, json);
}
