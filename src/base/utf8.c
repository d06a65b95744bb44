/* Strict UTF-8: RFC 3629 section 4.  mbrtowc() is no validator (it takes F4 90 80 80). */
#include "bannerscope/gate.h"

size_t bs_utf8_next(bs_bytes b, uint32_t *cp)
{
    if (b.n == 0)
        return 0;
    const uint8_t c = b.p[0];
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    size_t n = c >= 0xc2 && c <= 0xdf ? 2 : (c & 0xf0) == 0xe0 ? 3 : c >= 0xf0 && c <= 0xf4 ? 4 : 0;
    if (n == 0 || b.n < n)
        return 0;
    /* The second byte rules out overlong forms, surrogates and what lies above 10FFFF. */
    uint8_t low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    uint8_t high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (b.p[1] < low || b.p[1] > high)
        return 0;
    uint32_t v = c & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((b.p[i] & 0xc0) != 0x80)
            return 0;
        v = v << 6 | (b.p[i] & 0x3f);
    }
    *cp = v;
    return n;
}

bool bs_utf8_valid(bs_bytes b)
{
    for (size_t i = 0; i < b.n;) {
        uint32_t cp;
        size_t n = b.p[i] < 0x80 ? 1 : bs_utf8_next(bs_bytes_sub(b, i, SIZE_MAX), &cp);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}
