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

/* How common bytes are in banners and pages, roughly: a needle is looked for by its rarest, which memchr does for many
 * bytes at once.  What is not named is rare. */
static const uint8_t common[256] = {
    [' '] = 30, ['e'] = 29, ['t'] = 28, ['a'] = 27, ['o'] = 26, ['n'] = 25, ['i'] = 24, ['r'] = 23, ['s'] = 22,
    ['l'] = 21, ['c'] = 20, ['d'] = 19, ['p'] = 18, ['h'] = 17, ['m'] = 16, ['u'] = 15, ['\0'] = 15, ['0'] = 14,
    ['/'] = 14, ['\n'] = 13, ['\r'] = 13, ['-'] = 12, ['.'] = 12, ['"'] = 12, ['='] = 11, [':'] = 11, ['>'] = 10,
    ['<'] = 10, ['1'] = 10, ['2'] = 10, ['g'] = 9, ['f'] = 8, ['b'] = 7, ['y'] = 6, ['w'] = 6, ['v'] = 5,
    ['3'] = 5, ['4'] = 5, ['5'] = 5, ['6'] = 5, ['7'] = 5, ['8'] = 5, ['9'] = 5, ['k'] = 4, ['x'] = 3, ['j'] = 2,
    ['z'] = 2, ['q'] = 1, ['A'] = 4, ['C'] = 4, ['D'] = 3, ['E'] = 3, ['H'] = 3, ['I'] = 3, ['N'] = 3, ['O'] = 3,
    ['P'] = 4, ['R'] = 3, ['S'] = 4, ['T'] = 4,
};

/* Among the first few; `bit` is the one in which letters of either case differ, or 0. */
static size_t rarest(bs_bytes needle, uint8_t bit)
{
    enum { FEW = 16 };
    const size_t n = needle.n < FEW ? needle.n : FEW;
    size_t best = 0;
    uint8_t least = common[needle.p[0] | bit];
    for (size_t i = 1; i < n; i++) {
        const uint8_t c = common[needle.p[i] | bit];
        best = c < least ? i : best;
        least = c < least ? c : least;
    }
    return best;
}

/* A byte that is not rare here is given up soon, and a long needle is not worth the question. */
size_t bs_bytes_find(bs_bytes hay, bs_bytes needle, size_t from)
{
    enum { MISSES = 16, SHORT = 64 };
    if (needle.n == 0 || from > hay.n || needle.n > hay.n - from)
        return SIZE_MAX;
    const size_t last = hay.n - needle.n; /* the last place a match can begin */
    if (needle.n <= SHORT) {
        const size_t rare = rarest(needle, 0);
        for (int misses = 0; misses < MISSES; misses++, from++) {
            const uint8_t *hit = from > last ? NULL : memchr(hay.p + from + rare, needle.p[rare], last - from + 1);
            if (!hit)
                return SIZE_MAX;
            from = (size_t)(hit - hay.p) - rare;
            if (memcmp(hay.p + from, needle.p, needle.n) == 0)
                return from;
        }
    }
    const uint8_t *hit = from > last ? NULL : memmem(hay.p + from, hay.n - from, needle.p, needle.n);
    return hit ? (size_t)(hit - hay.p) : SIZE_MAX;
}

static bool equal_folded(const uint8_t *a, const uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fold(a[i]) != fold(b[i]))
            return false;
    return true;
}

/* Both cases of the byte are looked for, each up to where the other was found: cheap where neither occurs. */
size_t bs_bytes_find_nocase(bs_bytes hay, bs_bytes needle, size_t from)
{
    if (needle.n == 0 || from > hay.n || needle.n > hay.n - from)
        return SIZE_MAX;
    const size_t last = hay.n - needle.n, rare = rarest(needle, 0x20);
    const uint8_t lower = fold(needle.p[rare]);
    const uint8_t upper = lower >= 'a' && lower <= 'z' ? (uint8_t)(lower - 32) : lower;
    for (; from <= last; from++) {
        const uint8_t *at = hay.p + from + rare, *l = memchr(at, lower, last - from + 1);
        const size_t reach = l ? (size_t)(l - at) : last - from + 1;
        const uint8_t *u = lower == upper || !reach ? NULL : memchr(at, upper, reach);
        const uint8_t *hit = u ? u : l;
        if (!hit)
            return SIZE_MAX;
        from = (size_t)(hit - hay.p) - rare;
        if (equal_folded(hay.p + from, needle.p, needle.n))
            return from;
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
