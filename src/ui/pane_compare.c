#include "app.h"

static char mark_of(const struct bs_diff_row *row, int side)
{
    return !row->differs ? ' ' : side ? '+' : '-';
}

/* Told apart by style, and in hex by the star of `compare` too. */
static void draw_hex(struct bs_grid *g, struct bs_rect r, const struct bs_diff_cell *cell,
                     size_t n, int side, size_t at, int per)
{
    int col = r.col + 2, text = col + 10 + 3 * per + 2;
    bs_grid_printf(g, r.row, col, 8, BS_ST_OFFSET, "%08zx", at);
    col += 9;
    for (size_t i = 0; i < n; i++, col += 3) {
        int16_t byte = side ? cell[i].b : cell[i].a;
        bool differs = cell[i].a != cell[i].b;
        enum bs_style st = differs    ? BS_ST_SEARCH
                           : byte < 0 ? BS_ST_DIM
                                      : hex_class((uint8_t)byte);
        if (col + 3 > r.col + r.cols)
            return;
        bs_grid_text(g, r.row, col, 1, differs ? BS_ST_KEY : BS_ST_TEXT,
                     differs ? "*" : " ");
        if (byte < 0)
            bs_grid_text(g, r.row, col + 1, 2, st, "--");
        else
            bs_grid_printf(g, r.row, col + 1, 2, st, "%02x", (unsigned)byte);
        if (text + (int)i < r.col + r.cols)
            bs_grid_printf(g, r.row, text + (int)i, 1, st, "%c",
                           byte < 0 ? ' ' : hex_sign((uint8_t)byte));
    }
}

/* One cell a byte, so that the columns stay below each other. */
static void draw_text(struct bs_grid *g, struct bs_rect r,
                      const struct bs_diff_cell *cell, size_t n, int side)
{
    for (size_t i = 0; i < n && (int)i + 2 < r.cols; i++) {
        int16_t byte = side ? cell[i].b : cell[i].a;
        bool differs = cell[i].a != cell[i].b;
        bool end = byte == '\n' || byte == '\r' || byte < 0;
        enum bs_style st = differs                                ? BS_ST_SEARCH
                           : !end && (byte < 0x20 || byte > 0x7e) ? BS_ST_NOTATION
                                                                  : BS_ST_TEXT;
        bs_grid_printf(g, r.row, r.col + 2 + (int)i, 1, st, "%c",
                       end ? ' ' : hex_sign((uint8_t)byte));
    }
}

static void draw_line(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                      size_t line, bool focus)
{
    const struct compare *c = &app->banner.compare;
    const struct bs_diff_row *row = &c->rows.row[c->line[line] / 2];
    int side = (int)(c->line[line] % 2);
    struct bs_diff_cell cell[BS_DIFF_COLS_MAX];
    bool here = line == c->at;
    if (here && focus) {
        g->cursor_row = r.row;
        g->cursor_col = r.col;
    }
    bs_grid_printf(g, r.row, r.col, 1,
                   here ? focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR : BS_ST_KEY, "%c",
                   mark_of(row, side));
    if (row->skipped) {
        bs_grid_printf(g, r.row, r.col + 2, r.cols - 2, BS_ST_DIM, "... %zu equal bytes",
                       row->skipped);
        return;
    }
    bs_bytes a = {c->other.p, c->other.n}, b = banner_bytes(app);
    size_t n = bs_diff_cells(&c->diff, a, b, row, cell);
    if (c->text)
        draw_text(g, r, cell, n, side);
    else
        draw_hex(g, r, cell, n, side, side ? row->b : row->a,
                 compare_columns(r.cols, false));
}

void compare_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                  bool focus)
{
    const struct compare *c = &app->banner.compare;
    char here[100];
    if (!c->done)
        return;
    compare_name(app, here, sizeof here);
    bs_grid_printf(g, r.row, r.col, r.cols, BS_ST_HEADER, "- %s, %zu bytes",
                   c->other.name, c->other.n);
    bs_grid_printf(g, r.row + 1, r.col, r.cols, BS_ST_HEADER,
                   "+ %s, %zu bytes: %zu difference%s%s", here, banner_bytes(app).n,
                   c->diff.differences, c->diff.differences == 1 ? "" : "s",
                   c->rows.cut ? " (not all can be shown)" : "");
    for (int i = 0; i + 2 < r.rows && c->top + (size_t)i < c->lines; i++)
        draw_line(app, g, (struct bs_rect){r.row + 2 + i, r.col, 1, r.cols},
                  c->top + (size_t)i, focus);
}
