/* The text view: no index of lines.  The top of the view is a byte; the line before it is
 * found from a near anchor, so a banner of one line of megabytes costs no more than a
 * short one. */
#include "app.h"

enum { LOOK_BACK = 8192 };

static bool anchor_byte(bs_bytes b, size_t at)
{
    return at == 0 || (b.p[at] & 0xc0) != 0x80;
}

size_t text_line_before(const struct bs_app *app, size_t at, int width)
{
    bs_bytes b = banner_bytes(app);
    size_t from = at > LOOK_BACK ? at - LOOK_BACK : 0, line = 0;
    if (at == 0 || at > b.n)
        return 0;
    /* Lines begin behind a real LF: the last one that is not the end of the line before.
     */
    for (line = at - 1; line > from && b.p[line - 1] != '\n';)
        line--;
    while (line > 0 && line == from && !anchor_byte(b, line))
        line++;
    for (;;) {
        size_t next = sheet_wrap(b, line, width, app_gate(app));
        if (next >= at || next == line)
            return line;
        line = next;
    }
}

/* One screen line.  Runs of one style are drawn in one go. */
static void draw_line(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                      size_t from, size_t end)
{
    bs_bytes b = banner_bytes(app);
    int col = 0;
    if (end > from && b.p[end - 1] == '\n')
        end--;
    while (from < end && col < r.cols) {
        enum bs_style st = banner_style(app, from, BS_ST_TEXT);
        struct bs_glyph gl;
        bs_gate_next(bs_bytes_sub(b, from, b.n), app_gate(app), &gl);
        int used = bs_grid_data(g, r.row, r.col + col, r.cols - col, st,
                                bs_bytes_sub(b, from, gl.used));
        if (used == 0)
            break;
        col += used;
        from += gl.used;
    }
}

void text_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    bs_bytes b = banner_bytes(app);
    size_t at = app->banner.text_top;
    (void)focus; /* the cursor stands at the first line, set by the pane */
    for (int i = 0; i < r.rows && at < b.n; i++) {
        size_t next = sheet_wrap(b, at, r.cols, app_gate(app));
        draw_line(app, g, (struct bs_rect){r.row + i, r.col, 1, r.cols}, at, next);
        at = next;
    }
}

static size_t last_top(const struct bs_app *app, int rows, int width)
{
    bs_bytes b = banner_bytes(app);
    size_t top = b.n;
    for (int i = 0; i < rows && top > 0; i++)
        top = text_line_before(app, top, width);
    return top;
}

void text_move(struct bs_app *app, int lines)
{
    struct banner_state *s = &app->banner;
    bs_bytes b = banner_bytes(app);
    int width = app_pane_cols(app, BS_PANE_BANNER),
        rows = app_pane_rows(app, BS_PANE_BANNER);
    size_t last = last_top(app, rows, width);
    if (lines <= -1000) {
        s->text_top = 0;
    } else if (lines >= 1000) {
        s->text_top = last;
    } else {
        for (; lines < 0 && s->text_top > 0; lines++)
            s->text_top = text_line_before(app, s->text_top, width);
        for (; lines > 0 && s->text_top < last; lines--)
            s->text_top = sheet_wrap(b, s->text_top, width, app_gate(app));
    }
    if (s->text_top > last)
        s->text_top = last;
    s->hex_at =
        step_clamped(s->text_top, 0, b.n); /* the other views open at the same place */
}
