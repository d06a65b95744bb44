#include "app.h"

#include <stdio.h>

static int digits_for(size_t bytes)
{
    return bytes > 0x10000 ? 8 : 4;
}

/* offset, two blanks, "xx " a byte with one more blank every eight, two blanks, the
 * characters */
static int width_for(int per, size_t bytes)
{
    return digits_for(bytes) + 2 + 3 * per + (per - 1) / 8 + 2 + per;
}

int hex_per_line(int cols, size_t bytes)
{
    for (int per = 32; per > 4; per /= 2)
        if (width_for(per, bytes) <= cols)
            return per;
    return 4;
}

static enum bs_style class_of(uint8_t c)
{
    if (c == 0)
        return BS_ST_HEX_NUL;
    if (c >= 0x80)
        return BS_ST_HEX_HIGH;
    return c < 0x20 || c == 0x7f ? BS_ST_HEX_CONTROL : BS_ST_HEX_PRINT;
}

/* Without colour the right side still tells the classes apart. */
static char sign_of(uint8_t c)
{
    if (c == 0)
        return '.';
    if (c >= 0x80)
        return '+';
    return c < 0x20 || c == 0x7f ? '_' : (char)c;
}

static void draw_byte(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                      int per, int i, size_t at, bool cursor)
{
    bs_bytes b = banner_bytes(app);
    int start = r.col + digits_for(b.n) + 2;
    int hex = start + 3 * i + i / 8, text = start + 3 * per + (per - 1) / 8 + 1 + i;
    enum bs_style st = cursor ? BS_ST_CURSOR : banner_style(app, at, class_of(b.p[at]));
    int right = r.col + r.cols;
    if (hex + 2 <= right)
        bs_grid_printf(g, r.row, hex, 2, st, "%02x", b.p[at]);
    if (text < right)
        bs_grid_printf(g, r.row, text, 1, st, "%c", sign_of(b.p[at]));
    if (cursor) {
        g->cursor_row = r.row;
        g->cursor_col = hex < right ? hex : right - 1;
    }
}

void hex_dump(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, size_t top,
              size_t cursor, bool focus)
{
    bs_bytes b = banner_bytes(app);
    int per = hex_per_line(r.cols, b.n);
    for (int row = 0; row < r.rows; row++) {
        size_t at = top + (size_t)row * (size_t)per;
        struct bs_rect line = {r.row + row, r.col, 1, r.cols};
        if (at >= b.n)
            break;
        bs_grid_printf(g, line.row, line.col, line.cols, BS_ST_OFFSET, "%0*zx",
                       digits_for(b.n), at);
        for (int i = 0; i < per && at + (size_t)i < b.n; i++)
            draw_byte(app, g, line, per, i, at + (size_t)i,
                      focus && at + (size_t)i == cursor);
    }
}

/* The field the cursor is in, in words. */
static void draw_meaning(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    bs_bytes b = banner_bytes(app);
    const struct bs_decoded *d = banner_reading(app);
    size_t at = app->banner.hex_at, i = banner_field_at(d, at);
    if (at >= b.n)
        return;
    int used = bs_grid_printf(g, r.row, r.col, r.cols, BS_ST_DIM, "%zu: %u 0x%02x ", at,
                              b.p[at], b.p[at]);
    if (i == SIZE_MAX)
        return;
    const struct bs_field *f = &d->field[i];
    used +=
        bs_grid_printf(g, r.row, r.col + used, r.cols - used, BS_ST_KEY, "%s ", f->name);
    used += bs_grid_data(g, r.row, r.col + used, r.cols - used, BS_ST_TEXT,
                         bs_str_bytes(f->value));
    if (f->meaning.n && used + 2 < r.cols)
        bs_grid_data(g, r.row, r.col + used + 2, r.cols - used - 2, BS_ST_DIM,
                     bs_str_bytes(f->meaning));
}

void hex_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    int rows = r.rows > 2 ? r.rows - 1 : r.rows;
    hex_dump(app, g, (struct bs_rect){r.row, r.col, rows, r.cols}, app->banner.hex_top,
             app->banner.hex_at, focus);
    if (rows < r.rows)
        draw_meaning(app, g, (struct bs_rect){r.row + rows, r.col, 1, r.cols});
}

void hex_move(struct bs_app *app, int64_t by)
{
    struct banner_state *s = &app->banner;
    bs_bytes b = banner_bytes(app);
    size_t per = (size_t)hex_per_line(app_pane_cols(app, BS_PANE_BANNER), b.n);
    int rows = app_pane_rows(app, BS_PANE_BANNER);
    size_t shown = rows > 2 ? (size_t)rows - 1 : 1;
    s->hex_at = step_clamped(s->hex_at, by, b.n);
    size_t line = s->hex_at / per, top = s->hex_top / per;
    if (line < top)
        top = line;
    if (line - top >= shown)
        top = line - shown + 1;
    s->hex_top = top * per;
    size_t field = banner_field_at(banner_reading(app), s->hex_at);
    s->field = field != SIZE_MAX ? field : 0;
    if (by) {
        s->text_top = 0;
        size_t at = s->hex_at;
        s->text_top = text_line_before(app, at + 1 <= b.n ? at + 1 : at,
                                       app_pane_cols(app, BS_PANE_BANNER));
    }
}
