#include "bannerscope/base.h"

static const char lower[] = "0123456789abcdef";

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void bs_hex_encode(bs_bytes b, char *out)
{
    for (size_t i = 0; i < b.n; i++) {
        *out++ = lower[b.p[i] >> 4];
        *out++ = lower[b.p[i] & 15];
    }
    *out = '\0';
}

bs_err bs_hex_decode(bs_str s, struct bs_buf *out, struct bs_error *e)
{
    size_t i = 0;
    if (bs_str_has_prefix(s, BS_STR("0x")) || bs_str_has_prefix(s, BS_STR("0X")))
        i = 2;
    while (i < s.n) {
        if (is_blank(s.p[i])) {
            i++;
            continue;
        }
        int high = hex_value(s.p[i]), low = i + 1 < s.n ? hex_value(s.p[i + 1]) : -1;
        if (high < 0 || low < 0)
            return bs_error_set(e, BS_E_SYNTAX, "not a pair of hex digits at byte %zu", i);
        uint8_t byte = (uint8_t)(high << 4 | low);
        if (bs_buf_add(out, (bs_bytes){&byte, 1}) != BS_OK)
            return bs_error_set(e, BS_E_LIMIT, "more than %zu bytes", out->max);
        i += 2;
    }
    return BS_OK;
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* RFC 4648 section 4, also the URL alphabet of section 5; padding may be absent. */
bs_err bs_base64_decode(bs_str s, struct bs_buf *out, struct bs_error *e)
{
    uint32_t bits = 0;
    unsigned held = 0, pads = 0;
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (is_blank(s.p[i]))
            continue;
        if (s.p[i] == '=' && ++pads <= 2)
            continue;
        int v = base64_value(s.p[i]);
        if (v < 0 || pads)
            return bs_error_set(e, BS_E_SYNTAX, "not base64 at byte %zu", i);
        bits = bits << 6 | (uint32_t)v;
        held += 6;
        digits++;
        if (held < 8)
            continue;
        held -= 8;
        uint8_t byte = (uint8_t)(bits >> held);
        if (bs_buf_add(out, (bs_bytes){&byte, 1}) != BS_OK)
            return bs_error_set(e, BS_E_LIMIT, "more than %zu bytes", out->max);
    }
    if (digits % 4 == 1 || (pads && (digits + pads) % 4))
        return bs_error_set(e, BS_E_SYNTAX, "base64 that ends in the middle");
    return BS_OK;
}

void bs_base64_encode(bs_bytes b, struct bs_buf *out)
{
    static const char digit[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < b.n; i += 3) {
        size_t left = b.n - i;
        uint32_t v = (uint32_t)b.p[i] << 16;
        if (left > 1)
            v |= (uint32_t)b.p[i + 1] << 8;
        if (left > 2)
            v |= b.p[i + 2];
        bs_buf_putc(out, digit[v >> 18]);
        bs_buf_putc(out, digit[(v >> 12) & 63]);
        bs_buf_putc(out, left > 1 ? digit[(v >> 6) & 63] : '=');
        bs_buf_putc(out, left > 2 ? digit[v & 63] : '=');
    }
}
