/* Patterns of bytes: what `/` in the banner looks for. */
#include "bannerscope/bytes.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool add(struct bs_needle *p, uint8_t value, uint8_t mask)
{
    if (p->n == BS_NEEDLE_MAX)
        return false;
    p->value[p->n] = value & mask;
    p->mask[p->n++] = mask;
    return true;
}

/* Pairs of digits or ?, blanks between pairs as wanted.  A lone ? is a whole byte. */
static bool parse_hex(bs_str s, struct bs_needle *p)
{
    for (size_t i = 0; i < s.n;) {
        uint8_t value = 0, mask = 0;
        int digits = 0;
        if (s.p[i] == ' ' || s.p[i] == ',' || s.p[i] == ':') {
            i++;
            continue;
        }
        for (; digits < 2 && i < s.n; digits++, i++) {
            int v = hex_digit(s.p[i]);
            if (v < 0 && s.p[i] != '?')
                break;
            value = (uint8_t)(value << 4 | (v < 0 ? 0 : v));
            mask = (uint8_t)(mask << 4 | (v < 0 ? 0 : 15));
        }
        if (digits == 0 || (digits == 1 && mask))
            return false;
        if (!add(p, value, mask))
            return false;
    }
    return p->n > 0;
}

bool bs_needle_hex(bs_str text, struct bs_needle *out)
{
    *out = (struct bs_needle){.bytes = true};
    return parse_hex(text, out);
}

/* An escape at the front of `s`: the characters it takes, or 0. */
static size_t escape_at(bs_str s, uint8_t *value)
{
    struct bs_buf one;
    size_t n = s.n >= 2 && s.p[1] == 'x' ? 4 : 2;
    bool is = false;
    if (s.n < n)
        return 0;
    bs_buf_init(&one, 8);
    if (bs_unescape_lenient(bs_str_bytes((bs_str){s.p, n}), &one) == BS_OK &&
        one.len == 1) {
        *value = one.p[0];
        is = true;
    }
    bs_buf_fini(&one);
    return is ? n : 0;
}

static bool parse_text(bs_str s, struct bs_needle *p)
{
    bool capital = false;
    for (size_t pass = 0; pass < 2; pass++) { /* first: is there a capital letter? */
        p->n = 0;
        p->folded = !capital;
        for (size_t i = 0; i < s.n;) {
            uint8_t value = (uint8_t)s.p[i], mask = 0xff;
            size_t n = s.p[i] == '\\' ? escape_at((bs_str){s.p + i, s.n - i}, &value) : 0;
            bool lower = value >= 'a' && value <= 'z';
            if (!n && !capital && lower)
                mask = 0xdf;
            capital |= !n && value >= 'A' && value <= 'Z';
            if (!add(p, value, mask))
                return false;
            i += n ? n : 1;
        }
    }
    return p->n > 0;
}

bs_err bs_needle_parse(bs_str text, struct bs_needle *out, struct bs_error *e)
{
    bool marked = bs_str_has_prefix(text, BS_STR("x:"));
    *out = (struct bs_needle){.n = 0};
    if (text.n == 0)
        return bs_error_set(e, BS_E_SYNTAX, "nothing to look for");
    if (marked || bs_str_has_prefix(text, BS_STR("0x"))) {
        out->bytes = true;
        if (parse_hex((bs_str){text.p + 2, text.n - 2}, out))
            return BS_OK;
        if (marked)
            return bs_error_set(
                e, BS_E_SYNTAX,
                "x: wants pairs of hex digits, ? for any digit: x:02 01 ?? 61");
        *out = (struct bs_needle){.n = 0}; /* "0xyz" is text */
    }
    if (!parse_text(text, out))
        return bs_error_set(e, BS_E_LIMIT, "more than %d bytes to look for",
                            BS_NEEDLE_MAX);
    return BS_OK;
}

static bool fits(const struct bs_needle *p, const uint8_t *at)
{
    for (size_t i = 0; i < p->n; i++)
        if ((at[i] & p->mask[i]) != p->value[i])
            return false;
    return true;
}

size_t bs_needle_find(const struct bs_needle *p, bs_bytes hay, size_t from)
{
    if (p->n == 0 || hay.n < p->n || from > hay.n - p->n)
        return SIZE_MAX;
    size_t last = hay.n - p->n, sure = 0;
    while (sure < p->n && p->mask[sure] != 0xff)
        sure++;
    for (size_t at = from; at <= last; at++) {
        if (sure < p->n) { /* memchr is many times faster than looking at each place */
            const uint8_t *hit = memchr(hay.p + at + sure, p->value[sure], last - at + 1);
            if (!hit)
                return SIZE_MAX;
            at = (size_t)(hit - hay.p) - sure;
        }
        if (fits(p, hay.p + at))
            return at;
    }
    return SIZE_MAX;
}
