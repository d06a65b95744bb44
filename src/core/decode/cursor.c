#include "cursor.h"

bool bs_cur_u8(struct bs_cursor *c, uint8_t *out)
{
    if (!bs_cur_left(c))
        return false;
    *out = c->b.p[c->at++];
    return true;
}

bool bs_cur_be(struct bs_cursor *c, size_t width, uint64_t *out)
{
    if (width > 8 || width > bs_cur_left(c))
        return false;
    uint64_t v = 0;
    for (size_t i = 0; i < width; i++)
        v = v << 8 | c->b.p[c->at + i];
    c->at += width;
    *out = v;
    return true;
}

bool bs_cur_le(struct bs_cursor *c, size_t width, uint64_t *out)
{
    if (width > 8 || width > bs_cur_left(c))
        return false;
    uint64_t v = 0;
    for (size_t i = width; i-- > 0;)
        v = v << 8 | c->b.p[c->at + i];
    c->at += width;
    *out = v;
    return true;
}

bool bs_cur_skip(struct bs_cursor *c, uint64_t n)
{
    if (n > bs_cur_left(c))
        return false;
    c->at += (size_t)n;
    return true;
}

bool bs_cur_take(struct bs_cursor *c, uint64_t n, bs_bytes *out)
{
    if (n > bs_cur_left(c))
        return false;
    *out = bs_bytes_sub(c->b, c->at, (size_t)n);
    c->at += (size_t)n;
    return true;
}

bool bs_cur_sub(struct bs_cursor *c, uint64_t n, struct bs_cursor *sub)
{
    bool whole = n <= bs_cur_left(c);
    size_t take = whole ? (size_t)n : bs_cur_left(c);
    *sub = bs_cur(bs_bytes_sub(c->b, c->at, take), bs_cur_pos(c));
    c->at += take;
    return whole;
}

bool bs_cur_zstr(struct bs_cursor *c, bs_bytes *out)
{
    if (!bs_cur_left(c))
        return false;
    const uint8_t *end = memchr(c->b.p + c->at, 0, bs_cur_left(c));
    if (!end)
        return false;
    size_t n = (size_t)(end - (c->b.p + c->at));
    *out = bs_bytes_sub(c->b, c->at, n);
    c->at += n + 1;
    return true;
}

bool bs_cur_line(struct bs_cursor *c, bs_bytes *out)
{
    size_t left = bs_cur_left(c);
    if (!left)
        return false;
    const uint8_t *end = memchr(c->b.p + c->at, '\n', left);
    size_t n = end ? (size_t)(end - (c->b.p + c->at)) : left;
    size_t keep = n && c->b.p[c->at + n - 1] == '\r' ? n - 1 : n;
    *out = bs_bytes_sub(c->b, c->at, keep);
    c->at += end ? n + 1 : n;
    return true;
}

bool bs_has(bs_bytes b, const char *z, size_t within)
{
    bs_bytes needle = {(const uint8_t *)z, strlen(z)};
    return bs_bytes_find_nocase(bs_bytes_sub(b, 0, within), needle, 0) != SIZE_MAX;
}

int bs_three_digits(bs_bytes b, size_t i)
{
    if (!bs_is_digit(bs_at(b, i)) || !bs_is_digit(bs_at(b, i + 1)) ||
        !bs_is_digit(bs_at(b, i + 2)))
        return -1;
    return (b.p[i] - '0') * 100 + (b.p[i + 1] - '0') * 10 + (b.p[i + 2] - '0');
}

bool bs_is_text(bs_bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if ((b.p[i] < 0x20 && b.p[i] != '\t' && b.p[i] != '\n' && b.p[i] != '\r') ||
            b.p[i] > 0x7e)
            return false;
    return true;
}

bs_bytes bs_trimmed(bs_bytes b)
{
    return bs_str_bytes(bs_str_trim(bs_bytes_str(b)));
}
