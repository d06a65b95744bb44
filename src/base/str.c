#include "bannerscope/base.h"

static uint8_t fold(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

bool bs_bytes_eq(bs_bytes a, bs_bytes b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool bs_str_eq(bs_str a, bs_str b)
{
    return bs_bytes_eq(bs_str_bytes(a), bs_str_bytes(b));
}

bool bs_str_eq_nocase(bs_str a, bs_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (fold((uint8_t)a.p[i]) != fold((uint8_t)b.p[i]))
            return false;
    return true;
}

bool bs_bytes_has_prefix(bs_bytes b, bs_bytes prefix)
{
    return b.n >= prefix.n && (prefix.n == 0 || memcmp(b.p, prefix.p, prefix.n) == 0);
}

bool bs_str_has_prefix(bs_str s, bs_str prefix)
{
    return bs_bytes_has_prefix(bs_str_bytes(s), bs_str_bytes(prefix));
}

int bs_bytes_cmp(bs_bytes a, bs_bytes b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

size_t bs_bytes_find(bs_bytes hay, bs_bytes needle, size_t from)
{
    if (needle.n == 0 || from > hay.n || needle.n > hay.n - from)
        return SIZE_MAX;
    const uint8_t *hit = memmem(hay.p + from, hay.n - from, needle.p, needle.n);
    return hit ? (size_t)(hit - hay.p) : SIZE_MAX;
}

static bool equal_folded(const uint8_t *a, const uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fold(a[i]) != fold(b[i]))
            return false;
    return true;
}

/* Both cases of the needle's first byte are looked for with memchr, each up to where the other
 * was found: cheap where neither occurs. */
size_t bs_bytes_find_nocase(bs_bytes hay, bs_bytes needle, size_t from)
{
    if (needle.n == 0 || from > hay.n || needle.n > hay.n - from)
        return SIZE_MAX;
    const size_t last = hay.n - needle.n; /* the last place a match can begin */
    const uint8_t lower = fold(needle.p[0]);
    const uint8_t upper = lower >= 'a' && lower <= 'z' ? (uint8_t)(lower - 32) : lower;
    while (from <= last) {
        const uint8_t *l = memchr(hay.p + from, lower, last - from + 1);
        size_t reach = l ? (size_t)(l - hay.p) - from : last - from + 1;
        const uint8_t *u = lower == upper || !reach ? NULL : memchr(hay.p + from, upper, reach);
        const uint8_t *hit = u ? u : l;
        if (!hit)
            return SIZE_MAX;
        if (equal_folded(hit, needle.p, needle.n))
            return (size_t)(hit - hay.p);
        from = (size_t)(hit - hay.p) + 1;
    }
    return SIZE_MAX;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bs_str bs_str_trim(bs_str s)
{
    while (s.n && is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool bs_str_split(bs_str *rest, char sep, bs_str *part)
{
    if (!rest->p)
        return false;
    const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!at) {
        *part = *rest;
        *rest = (bs_str){NULL, 0};
        return true;
    }
    size_t n = (size_t)(at - rest->p);
    *part = (bs_str){rest->p, n};
    *rest = (bs_str){at + 1, rest->n - n - 1};
    return true;
}

bool bs_str_u64(bs_str s, uint64_t *out)
{
    uint64_t v = 0;
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(s.p[i] - '0');
        if (v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *out = v;
    return true;
}

bool bs_str_i64(bs_str s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    uint64_t v;
    if (minus) {
        s.p++;
        s.n--;
    }
    if (!bs_str_u64(s, &v) || v > (uint64_t)INT64_MAX + minus)
        return false;
    *out = minus ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}
