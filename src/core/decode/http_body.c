#include "http_body.h"

static int hex_digit(int c)
{
    if (bs_is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct chunk {
    uint64_t size; /* as claimed */
    uint32_t at;   /* of the size line */
    struct bs_cursor data;
    bool whole;
};

/* False at the last chunk's end, and where no size stands. */
static bool next_chunk(struct bs_cursor *c, struct chunk *k)
{
    bs_bytes line;
    size_t digits = 0;
    k->at = bs_cur_pos(c);
    if (!bs_cur_line(c, &line))
        return false;
    k->size = 0;
    for (int v; digits < 8 && (v = hex_digit(bs_at(line, digits))) >= 0; digits++)
        k->size = k->size << 4 | (uint64_t)(unsigned)v;
    int end = bs_at(line, digits); /* the line's, or the begin of extensions */
    if (!digits || (end >= 0 && end != ';' && end != ' '))
        return false;
    k->whole = bs_cur_sub(c, k->size, &k->data);
    if (k->size && bs_cur_peek(c, 0) == '\r')
        bs_cur_skip(c, 1);
    if (k->size && bs_cur_peek(c, 0) == '\n')
        bs_cur_skip(c, 1);
    return true;
}

bs_bytes bs_http_join(bs_bytes body, struct bs_arena *a)
{
    struct bs_cursor c = bs_cur(body, 0);
    struct chunk k;
    uint8_t joined[BS_HTTP_JOINED_MAX];
    size_t n = 0;
    for (int i = 0; i < BS_HTTP_CHUNKS_MAX && next_chunk(&c, &k) && k.size; i++) {
        bs_bytes part = bs_bytes_sub(k.data.b, 0, sizeof joined - n);
        if (part.n)
            memcpy(joined + n, part.p, part.n);
        n += part.n;
    }
    return n ? bs_arena_bytes(a, (bs_bytes){joined, n}) : BS_BYTES("");
}

void bs_http_put_chunks(struct bs_cursor *c, struct bs_decoded *d)
{
    struct chunk k;
    for (int i = 0; i < BS_HTTP_CHUNKS_MAX && bs_budget(d) && next_chunk(c, &k); i++) {
        bs_put(d, BS_MARK("chunk", "RFC 9112 7.1", k.at, bs_cur_pos(c) - k.at),
               k.size ? NULL : "the last one", "%llu bytes", (unsigned long long)k.size);
        if (!k.whole)
            bs_put_cut(d, "the chunk", k.data.base, k.size, k.data.b.n);
        if (!k.size)
            return;
    }
}
