#include "outline.h"

void outline_make(struct outline *o, size_t n, struct bs_arena *a)
{
    *o = (struct outline){.n = n};
    o->parent = bs_arena_alloc(a, (n + 1) * sizeof *o->parent);
    o->end = bs_arena_alloc(a, (n + 1) * sizeof *o->end);
    o->folded = bs_arena_alloc(a, n + 1);
    if (!o->parent || !o->end || !o->folded)
        o->n = 0;
}

void outline_depths(struct outline *o, uint8_t (*depth)(const void *ctx, size_t i),
                    const void *ctx)
{
    uint32_t open[256] = {0}; /* the last line of each depth */
    size_t deep = 0;
    for (size_t i = 0; i < o->n; i++) {
        size_t d = depth(ctx, i);
        if (d > deep)
            d = deep; /* a level left out counts as none */
        while (deep > d)
            o->end[open[--deep]] = (uint32_t)i;
        o->parent[i] = d ? open[d - 1] : UINT32_MAX;
        open[deep++] = (uint32_t)i;
        if (deep == BS_COUNT(open))
            o->end[open[--deep]] = (uint32_t)i + 1;
    }
    while (deep > 0)
        o->end[open[--deep]] = (uint32_t)o->n;
}

size_t outline_next(const struct outline *o, size_t i)
{
    size_t next = i >= o->n ? SIZE_MAX : o->folded[i] ? o->end[i] : i + 1;
    return next < o->n ? next : SIZE_MAX;
}

/* The line itself, or the outermost folded one around it. */
static size_t visible(const struct outline *o, size_t i)
{
    size_t best = i;
    for (uint32_t up = o->parent[i]; up != UINT32_MAX; up = o->parent[up])
        if (o->folded[up])
            best = up;
    return best;
}

size_t outline_before(const struct outline *o, size_t i)
{
    return i == 0 || i > o->n ? SIZE_MAX : visible(o, i - 1);
}

bool outline_parent(const struct outline *o, size_t i)
{
    return i < o->n && o->end[i] > i + 1;
}

void outline_move(struct outline *o, int64_t by)
{
    size_t to;
    for (; by > 0 && (to = outline_next(o, o->at)) != SIZE_MAX; by--)
        o->at = to;
    for (; by < 0 && (to = outline_before(o, o->at)) != SIZE_MAX; by++)
        o->at = to;
}

void outline_go(struct outline *o, size_t i)
{
    if (i >= o->n)
        return;
    for (uint32_t up = o->parent[i]; up != UINT32_MAX; up = o->parent[up])
        o->folded[up] = false;
    o->at = i;
}

/* Up by as many visible lines, or to the first. */
static size_t lines_up(const struct outline *o, size_t from, size_t lines)
{
    for (size_t to; lines > 0 && (to = outline_before(o, from)) != SIZE_MAX; lines--)
        from = to;
    return from;
}

void outline_scroll(struct outline *o, size_t rows)
{
    size_t seen = 0, i;
    bool here = false;
    if (o->n == 0)
        return;
    rows = rows < 1 ? 1 : rows;
    o->at = visible(o, o->at < o->n ? o->at : o->n - 1);
    o->top = visible(o, o->top < o->n ? o->top : o->n - 1);
    if (o->at < o->top)
        o->top = o->at;
    for (i = o->top; i != SIZE_MAX && seen < rows; i = outline_next(o, i), seen++)
        here |= i == o->at;
    if (!here)
        o->top = lines_up(o, o->at, rows - 1);
    else if (seen < rows) /* no empty rows while lines stand above */
        o->top = lines_up(o, o->top, rows - seen);
}

size_t outline_row(const struct outline *o, size_t row)
{
    size_t i = o->top;
    for (; row > 0 && i != SIZE_MAX; row--)
        i = outline_next(o, i);
    return i < o->n ? i : SIZE_MAX;
}

void outline_toggle(struct outline *o)
{
    if (o->at >= o->n)
        return;
    if (!outline_parent(o, o->at) && o->parent[o->at] != UINT32_MAX)
        o->at = o->parent[o->at];
    if (outline_parent(o, o->at))
        o->folded[o->at] = !o->folded[o->at];
}

void outline_fold_all(struct outline *o, bool fold)
{
    for (size_t i = 0; i < o->n; i++)
        o->folded[i] = fold && outline_parent(o, i);
    if (o->n)
        o->at = visible(o, o->at);
}
