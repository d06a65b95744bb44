/* An alignment as lines to read. */
#include "bannerscope/bytes.h"

struct place {
    size_t part, off;
};

static size_t width(const struct bs_diff_part *p)
{
    return p->an > p->bn ? p->an : p->bn;
}

static struct bs_diff_cell cell_at(const struct bs_diff *d, bs_bytes a, bs_bytes b,
                                   struct place at)
{
    const struct bs_diff_part *p = &d->part[at.part];
    return (struct bs_diff_cell){at.off < p->an ? a.p[p->a + at.off] : (int16_t)-1,
                                 at.off < p->bn ? b.p[p->b + at.off] : (int16_t)-1};
}

static void step(const struct bs_diff *d, struct place *at)
{
    if (++at->off >= width(&d->part[at->part]))
        *at = (struct place){at->part + 1, 0};
}

/* A long equal stretch keeps a line behind the difference before it, and one before the
 * next. */
static size_t to_skip(const struct bs_diff *d, struct place at, size_t per)
{
    const struct bs_diff_part *p = &d->part[at.part];
    size_t rest = p->an - at.off, keep = at.part + 1 < d->parts ? per : 0;
    if (!p->same || rest <= 2 * per + keep || (at.part > 0 && at.off < per))
        return 0;
    return rest - keep;
}

static struct bs_diff_row begin(const struct bs_diff *d, struct place at)
{
    const struct bs_diff_part *p = &d->part[at.part];
    return (struct bs_diff_row){.part = at.part,
                                .off = at.off,
                                .a = p->a + (at.off < p->an ? at.off : p->an),
                                .b = p->b + (at.off < p->bn ? at.off : p->bn)};
}

static void fill(const struct bs_diff *d, bs_bytes a, bs_bytes b, size_t per, bool lines,
                 struct place *at, struct bs_diff_row *row)
{
    while (row->cols < per && at->part < d->parts) {
        struct bs_diff_cell c = cell_at(d, a, b, *at);
        row->cols++;
        row->differs |= c.a != c.b;
        step(d, at);
        if (lines && (c.a == '\n' || c.b == '\n'))
            return;
    }
}

void bs_diff_cut(const struct bs_diff *d, bs_bytes a, bs_bytes b, size_t per, bool lines,
                 struct bs_arena *arena, struct bs_diff_rows *out)
{
    struct place at = {0, 0};
    size_t room = 0;
    *out = (struct bs_diff_rows){.n = 0};
    per = per < 1 ? 1 : per > BS_DIFF_COLS_MAX ? BS_DIFF_COLS_MAX : per;
    while (at.part < d->parts) {
        if (out->n == room) {
            size_t more = room ? 2 * room : 64;
            struct bs_diff_row *row = bs_arena_alloc(arena, more * sizeof *row);
            if (!row || out->n >= BS_DIFF_ROWS_MAX) {
                out->cut = true;
                return;
            }
            if (room)
                memcpy(row, out->row, room * sizeof *row);
            out->row = row;
            room = more;
        }
        struct bs_diff_row row = begin(d, at);
        row.skipped = to_skip(d, at, per);
        at.off += row.skipped;
        if (!row.skipped)
            fill(d, a, b, per, lines, &at, &row);
        else if (at.off == d->part[at.part].an)
            at = (struct place){at.part + 1, 0};
        out->row[out->n++] = row;
    }
}

size_t bs_diff_cells(const struct bs_diff *d, bs_bytes a, bs_bytes b,
                     const struct bs_diff_row *row,
                     struct bs_diff_cell out[BS_DIFF_COLS_MAX])
{
    struct place at = {row->part, row->off};
    size_t n = 0;
    for (; n < row->cols && at.part < d->parts; n++) {
        out[n] = cell_at(d, a, b, at);
        step(d, &at);
    }
    return n;
}

bool bs_diff_side(const struct bs_diff_cell *cell, size_t n, int side)
{
    for (size_t i = 0; i < n; i++) {
        int16_t byte = side ? cell[i].b : cell[i].a;
        bool shared_end = cell[i].a == cell[i].b && (byte == '\r' || byte == '\n');
        if (byte >= 0 && !shared_end)
            return true;
    }
    return false;
}
