/* The decoded view: the bytes above, the fields below; the field under the cursor lights
 * up. */
#include "app.h"

#include <stdio.h>

int tree_rows(int rows)
{
    int hex = rows / 3;
    if (hex < 1)
        hex = 1;
    return rows - hex - 1 > 0 ? rows - hex - 1 : 1; /* one line between: the summary */
}

static void draw_summary(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    const struct bs_decoded *d = banner_reading(app);
    bs_grid_fill(g, r, BS_ST_HEADER);
    if (!d || !d->decoder) {
        bs_grid_text(g, r.row, r.col, r.cols, BS_ST_HEADER,
                     "no decoder recognises these bytes");
        return;
    }
    int used =
        bs_grid_printf(g, r.row, r.col, r.cols, BS_ST_HEADER,
                       "%s, %s%s: ", d->decoder->title, bs_certainty_name(d->certainty),
                       app->detail->readings > 1 ? ", r next reading" : "");
    bs_grid_data(g, r.row, r.col + used, r.cols - used, BS_ST_HEADER,
                 bs_str_bytes(d->summary));
}

static void draw_field(struct bs_grid *g, struct bs_rect r, const struct bs_field *f,
                       enum bs_style st, bool parent)
{
    int indent = 2 + 2 * (f->depth < 12 ? f->depth : 12), col = indent;
    int range = r.cols >= 60 ? 10 : 0, room = r.cols - range;
    bool plain = st == BS_ST_TEXT;
    if (indent < r.cols)
        bs_grid_text(g, r.row, r.col + indent - 2, 2, st, parent ? "- " : "  ");
    col +=
        bs_grid_text(g, r.row, r.col + col, room - col, plain ? BS_ST_KEY : st, f->name);
    col += 2;
    col += bs_grid_data(g, r.row, r.col + col, room - col, st, bs_str_bytes(f->value));
    if (f->meaning.n && col + 2 < room)
        bs_grid_data(g, r.row, r.col + col + 2, room - col - 2, plain ? BS_ST_DIM : st,
                     bs_str_bytes(f->meaning));
    if (range)
        bs_grid_printf(g, r.row, r.col + room + 1, range - 1, plain ? BS_ST_OFFSET : st,
                       "%04x-%04x", f->offset,
                       f->length ? f->offset + f->length - 1 : f->offset);
}

static void draw_tree(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                      bool focus)
{
    const struct bs_decoded *d = banner_reading(app);
    for (int i = 0; d && i < r.rows; i++) {
        size_t at = app->banner.field_top + (size_t)i;
        struct bs_rect line = {r.row + i, r.col, 1, r.cols};
        if (at >= d->fields)
            break;
        bool here = at == app->banner.field;
        enum bs_style st = !here ? BS_ST_TEXT : focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR;
        if (here)
            bs_grid_fill(g, line, st);
        if (here && focus) {
            g->cursor_row = line.row;
            g->cursor_col = line.col;
        }
        draw_field(g, line, &d->field[at], st,
                   at + 1 < d->fields && d->field[at + 1].depth > d->field[at].depth);
    }
}

void tree_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    bs_bytes b = banner_bytes(app);
    const struct bs_decoded *d = banner_reading(app);
    int below = tree_rows(r.rows), above = r.rows - below - 1;
    size_t per = (size_t)hex_per_line(r.cols, b.n), top = 0;
    if (above < 0)
        above = 0;
    if (d && app->banner.field < d->fields &&
        above > 0) { /* the bytes follow the field */
        size_t line = d->field[app->banner.field].offset / per;
        top = line >= (size_t)above ? (line - (size_t)above / 2) * per : 0;
    }
    hex_dump(app, g, (struct bs_rect){r.row, r.col, above, r.cols}, top, 0, false);
    draw_summary(app, g, (struct bs_rect){r.row + above, r.col, 1, r.cols});
    draw_tree(app, g, (struct bs_rect){r.row + r.rows - below, r.col, below, r.cols},
              focus);
}

void tree_move(struct bs_app *app, int64_t by)
{
    struct banner_state *s = &app->banner;
    const struct bs_decoded *d = banner_reading(app);
    size_t rows = (size_t)tree_rows(app_pane_rows(app, BS_PANE_BANNER));
    size_t n = d ? d->fields : 0;
    s->field = step_clamped(s->field, by, n);
    if (s->field < s->field_top)
        s->field_top = s->field;
    if (s->field - s->field_top >= rows)
        s->field_top = s->field - rows + 1;
    if (by && n)
        s->hex_at = step_clamped(d->field[s->field].offset, 0, banner_bytes(app).n);
}
