/* Alignment of two byte strings in bounded time: Myers' shortest edit script where the
 * difference is small; for long ones on pieces first, and on the bytes of what differs
 * then. */
#include "bannerscope/bytes.h"

#include <stdlib.h>

enum {
    EDITS_MAX = 1024,  /* memory of one run: about the square of it, in int32 */
    BYTES_MAX = 16384, /* both sides together, for a run on bytes */
    PIECE_MAX = 256,   /* bytes of a piece */
    PIECE_MASK = 0x1f, /* a piece ends on average after 32 bytes */
    CRUMB = 4,         /* equal stretches shorter than this do not part two differences */
};

/* A run of equal tokens. */
struct match {
    size_t a, b, n;
};
struct matches {
    struct match *m;
    size_t n, room;
};

static void match_add(struct matches *list, size_t a, size_t b, size_t n)
{
    struct match *last = list->n ? &list->m[list->n - 1] : NULL;
    if (n == 0)
        return;
    if (last && last->a + last->n == a && last->b + last->n == b) {
        last->n += n;
        return;
    }
    if (list->n == list->room) {
        list->room = list->room ? 2 * list->room : 64;
        list->m = bs_realloc(list->m, list->room * sizeof *list->m);
    }
    list->m[list->n++] = (struct match){a, b, n};
}

/* -- Myers -------------------------------------------------------------------- */

/* Row d of the trace holds the furthest x on diagonals -d..d, from index d * d. */
static int32_t *trace_row(int32_t *trace, int d)
{
    return trace + (size_t)d * (size_t)d;
}

static int reach(const int32_t *before, int d, int k)
{
    if (d == 0)
        return 0;
    /* `before` is row d - 1, whose middle is at index d - 1 */
    if (k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]))
        return before[k + 1 + d - 1]; /* down: one of b is added */
    return before[k - 1 + d - 1] + 1; /* right: one of a is gone */
}

/* The number of edits, or -1 when it is above the bound.  Every second place of a row is
 * unused. */
static int search(const uint64_t *a, int n, const uint64_t *b, int m, int32_t *trace)
{
    for (int d = 0; d <= EDITS_MAX && d <= n + m; d++) {
        int32_t *row = trace_row(trace, d);
        const int32_t *before = d ? trace_row(trace, d - 1) : NULL;
        for (int k = -d; k <= d; k += 2) {
            int x = reach(before, d, k), y = x - k;
            while (x < n && y >= 0 && y < m && a[x] == b[y]) {
                x++;
                y++;
            }
            row[k + d] = x;
            if (x == n && y == m)
                return d;
        }
    }
    return -1;
}

/* Backwards along the trace; the matches come out last first. */
static void walk_back(int32_t *trace, int d, int n, int m, struct matches *out)
{
    int x = n, y = m;
    for (; d >= 0; d--) {
        int k = x - y;
        const int32_t *before = d ? trace_row(trace, d - 1) : NULL;
        int from = reach(before, d, k);
        int run = x - from;
        x -= run;
        y -= run;
        match_add(out, (size_t)x, (size_t)y, (size_t)run);
        if (d == 0)
            break;
        if (k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]))
            y--;
        else
            x--;
    }
}

/* Equal runs in order; false when there are more than EDITS_MAX edits. */
static bool myers(const uint64_t *a, size_t n, const uint64_t *b, size_t m,
                  struct matches *out)
{
    size_t d_max = n + m < EDITS_MAX ? n + m : EDITS_MAX;
    int32_t *trace = bs_alloc((d_max + 1) * (d_max + 1) * sizeof *trace);
    struct matches back = {0};
    int d = search(a, (int)n, b, (int)m, trace);
    if (d >= 0)
        walk_back(trace, d, (int)n, (int)m, &back);
    free(trace);
    for (size_t i = back.n; i > 0; i--)
        match_add(out, back.m[i - 1].a, back.m[i - 1].b, back.m[i - 1].n);
    free(back.m);
    return d >= 0;
}

/* -- parts -------------------------------------------------------------------- */

struct builder {
    bs_bytes a, b;
    struct matches equal; /* of bytes, in order */
    bool coarse;
};

static size_t common_prefix(bs_bytes a, bs_bytes b)
{
    size_t n = 0, max = a.n < b.n ? a.n : b.n;
    while (n < max && a.p[n] == b.p[n])
        n++;
    return n;
}

static size_t common_suffix(bs_bytes a, bs_bytes b, size_t max)
{
    size_t n = 0;
    while (n < max && a.p[a.n - 1 - n] == b.p[b.n - 1 - n])
        n++;
    return n;
}

static void match_bytes(struct builder *s, size_t a, size_t an, size_t b, size_t bn)
{
    if (an == 0 || bn == 0)
        return;
    if (an + bn > BYTES_MAX) {
        s->coarse = true;
        return;
    }
    uint64_t *tokens = bs_alloc((an + bn) * sizeof *tokens);
    struct matches found = {0};
    for (size_t i = 0; i < an; i++)
        tokens[i] = s->a.p[a + i];
    for (size_t i = 0; i < bn; i++)
        tokens[an + i] = s->b.p[b + i];
    if (myers(tokens, an, tokens + an, bn, &found))
        for (size_t i = 0; i < found.n; i++)
            match_add(&s->equal, a + found.m[i].a, b + found.m[i].b, found.m[i].n);
    else
        s->coarse = true;
    free(found.m);
    free(tokens);
}

/* Pieces end behind a line end or where a rolling sum of the content says so: an
 * insertion moves no border behind it. */
struct pieces {
    uint64_t *hash;
    size_t *from; /* n + 1 */
    size_t n;
};

static void cut(bs_bytes b, struct pieces *out)
{
    size_t room = 1024, start = 0;
    uint32_t roll = 0;
    *out = (struct pieces){.hash = bs_alloc(room * sizeof *out->hash),
                           .from = bs_alloc((room + 1) * sizeof *out->from)};
    for (size_t i = 0; i < b.n; i++) {
        roll = (roll << 1) + b.p[i] * 2654435761u;
        bool end = b.p[i] == '\n' || (roll >> 16 & PIECE_MASK) == 0 ||
                   i - start + 1 >= PIECE_MAX || i + 1 == b.n;
        if (!end)
            continue;
        if (out->n == room) {
            room *= 2;
            out->hash = bs_realloc(out->hash, room * sizeof *out->hash);
            out->from = bs_realloc(out->from, (room + 1) * sizeof *out->from);
        }
        out->hash[out->n] = bs_hash64(bs_bytes_sub(b, start, i + 1 - start), 0);
        out->from[out->n++] = start;
        start = i + 1;
        roll = 0;
    }
    out->from[out->n] = b.n;
}

static void pieces_free(struct pieces *p)
{
    free(p->hash);
    free(p->from);
}

static void match_pieces(struct builder *s, size_t a, size_t an, size_t b, size_t bn)
{
    struct pieces pa, pb;
    struct matches found = {0};
    cut(bs_bytes_sub(s->a, a, an), &pa);
    cut(bs_bytes_sub(s->b, b, bn), &pb);
    size_t at = 0, bt = 0;
    if (!myers(pa.hash, pa.n, pb.hash, pb.n, &found)) {
        s->coarse = true;
        found.n = 0;
    }
    for (size_t i = 0; i < found.n; i++) {
        const struct match *m = &found.m[i];
        size_t a0 = pa.from[m->a], b0 = pb.from[m->b], n = pa.from[m->a + m->n] - a0;
        bool true_match = n == pb.from[m->b + m->n] - b0 &&
                          memcmp(s->a.p + a + a0, s->b.p + b + b0, n) == 0;
        if (!true_match) /* two pieces with one hash: no match */
            continue;
        match_bytes(s, a + at, a0 - at, b + bt, b0 - bt);
        match_add(&s->equal, a + a0, b + b0, n);
        at = a0 + n;
        bt = b0 + n;
    }
    if (found.n)
        match_bytes(s, a + at, an - at, b + bt, bn - bt);
    free(found.m);
    pieces_free(&pa);
    pieces_free(&pb);
}

static void part_add(struct bs_diff *out, size_t a, size_t an, size_t b, size_t bn,
                     bool same)
{
    if (an == 0 && bn == 0)
        return;
    out->part[out->parts++] = (struct bs_diff_part){a, an, b, bn, same};
    out->differences += !same;
    out->equal += same ? an : 0;
}

/* A short equal run between two differences only looks like agreement. */
static bool crumb(const struct builder *s, const struct match *m)
{
    bool at_an_end =
        (m->a == 0 && m->b == 0) || (m->a + m->n == s->a.n && m->b + m->n == s->b.n);
    return m->n < CRUMB && !at_an_end;
}

static bs_err make_parts(const struct builder *s, struct bs_arena *arena,
                         struct bs_diff *out)
{
    size_t a = 0, b = 0;
    out->part = bs_arena_alloc(arena, (2 * s->equal.n + 2) * sizeof *out->part);
    if (!out->part)
        return BS_E_LIMIT;
    for (size_t i = 0; i < s->equal.n; i++) {
        const struct match *m = &s->equal.m[i];
        if (crumb(s, m))
            continue;
        part_add(out, a, m->a - a, b, m->b - b, false);
        part_add(out, m->a, m->n, m->b, m->n, true);
        a = m->a + m->n;
        b = m->b + m->n;
    }
    part_add(out, a, s->a.n - a, b, s->b.n - b, false);
    return BS_OK;
}

bs_err bs_diff_bytes(bs_bytes a, bs_bytes b, struct bs_arena *arena, struct bs_diff *out)
{
    struct builder s = {.a = a, .b = b};
    size_t front = common_prefix(a, b);
    size_t most = (a.n < b.n ? a.n : b.n) - front, back = common_suffix(a, b, most);
    size_t an = a.n - front - back, bn = b.n - front - back;
    memset(out, 0, sizeof *out);
    match_add(&s.equal, 0, 0, front);
    if (an + bn <= BYTES_MAX)
        match_bytes(&s, front, an, front, bn);
    else
        match_pieces(&s, front, an, front, bn);
    match_add(&s.equal, a.n - back, b.n - back, back);
    bs_err err = make_parts(&s, arena, out);
    out->coarse = s.coarse;
    free(s.equal.m);
    return err;
}
