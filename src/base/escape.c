/* The crawler's notation for bytes: Python's string_escape. */
#include "bannerscope/base.h"

static int digit(uint8_t c, bool strict)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return !strict && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static const char short_from[] = "\\'tnr";
static const char short_to[] = "\\'\t\n\r";

static int short_escape(uint8_t c)
{
    const char *at = c ? strchr(short_from, c) : NULL;
    return at ? (uint8_t)short_to[at - short_from] : -1;
}

/* Would the encoder have written this byte as \xhh? */
static bool needs_hex(int byte)
{
    return (byte < 0x20 || byte > 0x7e) && byte != '\t' && byte != '\n' && byte != '\r';
}

/* One escape at `b` (b.p[0] == '\\') by the strict rule: bytes it takes, or 0. */
static size_t strict_escape(bs_bytes b, int *value, bool *hex)
{
    if (b.n < 2)
        return 0;
    *value = short_escape(b.p[1]);
    *hex = false;
    if (*value >= 0)
        return 2;
    if (b.p[1] != 'x' || b.n < 4)
        return 0;
    int high = digit(b.p[2], true), low = digit(b.p[3], true);
    *value = high * 16 + low; /* not a shift: either may be -1 */
    *hex = true;
    return high >= 0 && low >= 0 && needs_hex(*value) ? 4 : 0;
}

static bool line_is_escaped(bs_bytes line)
{
    bool any_hex = false;
    if (!memchr(line.p, '\\', line.n)) /* by far the most common line */
        return false;
    for (size_t i = 0; i < line.n;) {
        uint8_t c = line.p[i];
        int value;
        bool hex;
        size_t n = 1;
        if (c == '\\') {
            n = strict_escape(bs_bytes_sub(line, i, SIZE_MAX), &value, &hex);
            if (!n)
                return false;
            any_hex |= hex;
        } else if (c < 0x20 || c > 0x7e || c == '\'') {
            return false;
        }
        i += n;
    }
    return any_hex;
}

static bs_err undo_line(bs_bytes line, struct bs_buf *out)
{
    bs_err err = bs_buf_reserve(out, line.n);
    for (size_t i = 0; i < line.n && err == BS_OK;) {
        int value = line.p[i];
        bool hex;
        size_t n = 1;
        if (line.p[i] == '\\')
            n = strict_escape(bs_bytes_sub(line, i, SIZE_MAX), &value, &hex);
        out->p[out->len++] = (uint8_t)value;
        i += n;
    }
    return err;
}

bs_err bs_unescape_strict(bs_bytes text, struct bs_buf *out, bool *changed)
{
    *changed = false;
    for (size_t at = 0; at < text.n;) {
        const uint8_t *lf = memchr(text.p + at, '\n', text.n - at);
        size_t end = lf ? (size_t)(lf - text.p) : text.n;
        bs_bytes line = bs_bytes_sub(text, at, end - at);
        bs_err err;
        if (line.n && line_is_escaped(line)) {
            *changed = true;
            err = undo_line(line, out);
        } else {
            err = bs_buf_add(out, line);
        }
        if (err == BS_OK && lf)
            err = bs_buf_add(out, BS_BYTES("\n"));
        if (err != BS_OK)
            return err;
        at = end + (lf != NULL);
    }
    return BS_OK;
}

static size_t lenient_escape(bs_bytes b, int *value)
{
    static const char from[] = "\\'\"tnrabfv0", to[] = "\\'\"\t\n\r\a\b\f\v";
    if (b.n < 2 || b.p[1] == '\0')
        return 0;
    if (b.p[1] == 'x') {
        int high = b.n >= 4 ? digit(b.p[2], false) : -1, low = b.n >= 4 ? digit(b.p[3], false) : -1;
        *value = high * 16 + low; /* not a shift: either may be -1 */
        return high >= 0 && low >= 0 ? 4 : 0;
    }
    const char *at = strchr(from, b.p[1]);
    if (!at)
        return 0;
    *value = (uint8_t)to[at - from]; /* '0' meets the terminator of `to`: NUL */
    return 2;
}

bs_err bs_unescape_lenient(bs_bytes text, struct bs_buf *out)
{
    for (size_t i = 0; i < text.n;) {
        int value = text.p[i];
        size_t n = 0;
        if (text.p[i] == '\\')
            n = lenient_escape(bs_bytes_sub(text, i, SIZE_MAX), &value);
        uint8_t byte = n ? (uint8_t)value : text.p[i];
        if (bs_buf_add(out, (bs_bytes){&byte, 1}) != BS_OK)
            return BS_E_LIMIT;
        i += n ? n : 1;
    }
    return BS_OK;
}

void bs_escape(bs_bytes b, struct bs_buf *out)
{
    for (size_t i = 0; i < b.n; i++) {
        uint8_t c = b.p[i];
        const char *at = c ? strchr(short_to, c) : NULL;
        if (at) {
            bs_buf_putc(out, '\\');
            bs_buf_putc(out, short_from[at - short_to]);
        } else if (needs_hex(c)) {
            bs_buf_printf(out, "\\x%02x", c);
        } else {
            bs_buf_putc(out, (char)c);
        }
    }
}
