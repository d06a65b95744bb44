/* The fields of a reading as a tree.  The tree and the bytes point at each other: the
 * field under the cursor lights up its bytes, the byte cursor chooses the innermost
 * field. */
#include "app.h"

static uint8_t field_depth(const void *ctx, size_t i)
{
    return ((const struct bs_decoded *)ctx)->field[i].depth;
}

void tree_made(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    const struct bs_decoded *d =
        b->reading_at < b->readings ? &b->reading[b->reading_at] : NULL;
    outline_make(&b->fields, d ? d->fields : 0, &b->arena);
    if (d)
        outline_depths(&b->fields, field_depth, d);
}

void tree_follow_bytes(struct bs_app *app)
{
    size_t i = banner_field_at(banner_reading(app), app->banner.at);
    if (i != SIZE_MAX)
        outline_go(&app->banner.fields, i);
}

void tree_lead_bytes(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    const struct bs_decoded *d = banner_reading(app);
    if (d && b->fields.at < d->fields)
        b->at = step_clamped(d->field[b->fields.at].offset, 0, b->bytes.n);
}

void tree_summary(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    const struct bs_decoded *d = banner_reading(app);
    if (r.rows < 1)
        return;
    bs_grid_fill(g, r, BS_ST_HEADER);
    if (!d || !d->decoder) {
        bs_grid_text(g, r.row, r.col, r.cols, BS_ST_HEADER,
                     "no decoder recognises these bytes");
        return;
    }
    int used =
        bs_grid_printf(g, r.row, r.col, r.cols, BS_ST_HEADER,
                       "%s, %s%s: ", d->decoder->title, bs_certainty_name(d->certainty),
                       app->banner.readings > 1 ? ", r next reading" : "");
    bs_grid_data(g, r.row, r.col + used, r.cols - used, BS_ST_HEADER,
                 bs_str_bytes(d->summary));
}

/* Does a reason for the verdict lie in this field?  Told of the innermost line that is
 * seen. */
static bool holds_evidence(const struct bs_app *app, size_t at, const struct bs_field *f)
{
    const struct banner_state *b = &app->banner;
    if (outline_parent(&b->fields, at) && !b->fields.folded[at])
        return false;
    for (size_t i = 0; i < b->ranges; i++)
        if (b->range[i].at < f->offset + f->length &&
            f->offset < b->range[i].at + b->range[i].n && !b->range[i].broad)
            return true;
    return false;
}

static void draw_field(struct bs_grid *g, struct bs_rect r, const struct bs_field *f,
                       enum bs_style st, char sign, bool proof)
{
    int col = 4 + 2 * (f->depth < 12 ? f->depth : 12);
    int range = r.cols >= 60 ? 10 : 0, room = r.cols - range;
    bool plain = st == BS_ST_TEXT;
    if (proof)
        bs_grid_text(g, r.row, r.col, 1, plain ? BS_ST_EVIDENCE : st, "*");
    if (col < r.cols)
        bs_grid_printf(g, r.row, r.col + col - 2, 1, st, "%c", sign);
    col +=
        bs_grid_text(g, r.row, r.col + col, room - col, plain ? BS_ST_KEY : st, f->name);
    col += 2;
    col += bs_grid_data(g, r.row, r.col + col, room - col,
                        plain && proof ? BS_ST_EVIDENCE : st, bs_str_bytes(f->value));
    if (f->meaning.n && col + 2 < room)
        bs_grid_data(g, r.row, r.col + col + 2, room - col - 2, plain ? BS_ST_DIM : st,
                     bs_str_bytes(f->meaning));
    if (range)
        bs_grid_printf(g, r.row, r.col + room + 1, range - 1, plain ? BS_ST_OFFSET : st,
                       "%04x-%04x", f->offset,
                       f->length ? f->offset + f->length - 1 : f->offset);
}

void tree_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    const struct bs_decoded *d = banner_reading(app);
    const struct outline *o = &app->banner.fields;
    size_t at = o->n ? o->top : SIZE_MAX;
    for (int i = 0; d && i < r.rows && at < d->fields; i++, at = outline_next(o, at)) {
        struct bs_rect line = {r.row + i, r.col, 1, r.cols};
        bool here = at == o->at;
        enum bs_style st = !here ? BS_ST_TEXT : focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR;
        if (here)
            bs_grid_fill(g, line, st);
        if (here && focus) {
            g->cursor_row = line.row;
            g->cursor_col = line.col;
        }
        draw_field(g, line, &d->field[at], st,
                   !outline_parent(o, at) ? ' '
                   : o->folded[at]        ? '+'
                                          : '-',
                   holds_evidence(app, at, &d->field[at]));
    }
}
