#include "ber.h"

#include <stdio.h>

bool bs_ber_next(struct bs_cursor *c, struct bs_ber *e)
{
    struct bs_cursor k = *c;
    uint8_t tag, first;
    e->start = bs_cur_pos(&k);
    if (!bs_cur_u8(&k, &tag) || (tag & 0x1f) == 0x1f || !bs_cur_u8(&k, &first))
        return false;
    uint64_t length = first;
    if (first & 0x80) {
        size_t width = first & 0x7f;
        if (width == 0 || width > 4 || !bs_cur_be(&k, width, &length))
            return false;
    }
    e->tag = tag;
    e->body = bs_cur_pos(&k);
    e->claimed = length;
    e->whole = bs_cur_sub(&k, length, &e->in);
    *c = k;
    return true;
}

bool bs_ber_int(const struct bs_ber *e, int64_t *out)
{
    bs_bytes b = e->in.b;
    if (!e->whole || b.n == 0 || b.n > 8)
        return false;
    uint64_t v = b.p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < b.n; i++)
        v = v << 8 | b.p[i];
    *out = (int64_t)v;
    return true;
}

void bs_ber_oid(const struct bs_ber *e, char *out, size_t size)
{
    bs_bytes b = e->in.b;
    size_t at = 0;
    uint64_t v = 0;
    out[0] = '\0';
    for (size_t i = 0, part = 0; i < b.n && at + 24 < size; i++) {
        v = v << 7 | (b.p[i] & 0x7f);
        if (b.p[i] & 0x80)
            continue;
        if (part++ == 0) {
            uint64_t top = v < 80 ? v / 40 : 2;
            at += (size_t)snprintf(out + at, size - at, "%llu.%llu", (unsigned long long)top,
                                   (unsigned long long)(v - top * 40));
        } else {
            at += (size_t)snprintf(out + at, size - at, ".%llu", (unsigned long long)v);
        }
        v = 0;
    }
}

void bs_ber_check(const struct bs_ber *e, const char *what, struct bs_decoded *d)
{
    if (!e->whole)
        bs_put_cut(d, what, e->body, e->claimed, e->in.b.n);
}

bool bs_ber_peel(bs_bytes b, uint8_t tag, bs_bytes *content, uint64_t *claimed)
{
    struct bs_cursor c = bs_cur(b, 0);
    struct bs_ber e;
    if (bs_at(b, 0) != tag || !bs_ber_next(&c, &e))
        return false;
    *content = e.in.b;
    *claimed = e.claimed;
    return true;
}
