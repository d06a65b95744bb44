/* The text view.  There is no index of lines: a line is found from a near border. Wrapped
 * lines also end at every 4 KiB, so that a banner of one line of megabytes is laid out
 * from anywhere at the price of a short one, and the same whichever way one came. */
#include "app.h"

enum { CHUNK = 4096 };

/* The border at or before `at`, moved behind a character that straddles it. */
static size_t chunk_begin(bs_bytes b, size_t index)
{
    size_t at = index * CHUNK;
    for (int i = 0; i < 3 && at > 0 && at < b.n && (b.p[at] & 0xc0) == 0x80; i++)
        at++;
    return at;
}

static size_t chunk_end(bs_bytes b, size_t at)
{
    size_t end = chunk_begin(b, at / CHUNK + 1);
    if (at < chunk_begin(b, at / CHUNK))
        end = chunk_begin(b, at / CHUNK);
    return end < b.n ? end : b.n;
}

/* The end of the screen line that begins at `from`. */
static size_t line_end(const struct bs_app *app, size_t from, int width)
{
    bs_bytes b = banner_bytes(app);
    if (from >= b.n)
        return b.n;
    if (app->banner.nowrap) {
        const uint8_t *lf = memchr(b.p + from, '\n', b.n - from);
        return lf ? (size_t)(lf - b.p) + 1 : b.n;
    }
    return sheet_wrap(bs_bytes_sub(b, 0, chunk_end(b, from)), from, width, app_gate(app));
}

/* The beginning of the screen line that holds byte `at`. */
static size_t line_begin(const struct bs_app *app, size_t at, int width)
{
    bs_bytes b = banner_bytes(app);
    size_t floor = 0, line = at;
    if (at >= b.n)
        at = line = b.n ? b.n - 1 : 0;
    if (!app->banner.nowrap) {
        floor = chunk_begin(b, at / CHUNK);
        if (floor > at)
            floor = chunk_begin(b, at / CHUNK - 1);
    }
    const uint8_t *lf = line > floor ? memrchr(b.p + floor, '\n', line - floor) : NULL;
    line = lf ? (size_t)(lf - b.p) + 1 : floor;
    while (!app->banner.nowrap) {
        size_t next = line_end(app, line, width);
        if (next > at || next == line)
            break;
        line = next;
    }
    return line;
}

static size_t lines_back(const struct bs_app *app, size_t line, int width, int n)
{
    for (; n > 0 && line > 0; n--)
        line = line_begin(app, line - 1, width);
    return line;
}

static int margin(const struct bs_app *app, int cols)
{
    int digits = app->banner.bytes.n > 0x10000 ? 8 : 4;
    return app->banner.offsets && cols >= 40 ? digits + 2 : 0;
}

static struct bs_glyph glyph_at(const struct bs_app *app, size_t at)
{
    bs_bytes b = banner_bytes(app);
    struct bs_glyph gl;
    bs_gate_next(bs_bytes_sub(b, at, b.n), app_gate(app), &gl);
    return gl;
}

/* Where the visible part of a line begins: not wrapped, it may be further right. */
static size_t visible_from(const struct bs_app *app, size_t line, size_t end)
{
    bs_bytes b = banner_bytes(app);
    size_t at = line + (app->banner.nowrap ? app->banner.left : 0);
    if (at >= end)
        return end;
    for (int i = 0; i < 3 && at > line && (b.p[at] & 0xc0) == 0x80; i++)
        at--;
    return at;
}

/* -- drawing ------------------------------------------------------------------ */

static int draw_glyph(const struct bs_app *app, struct bs_grid *g, int row, int col,
                      int room, size_t at, const struct bs_glyph *gl, bool cursor)
{
    uint8_t attr = 0;
    enum bs_style st = cursor ? BS_ST_CURSOR : banner_style(app, at, BS_ST_TEXT, &attr);
    int used = bs_grid_data(g, row, col, room, st,
                            bs_bytes_sub(banner_bytes(app), at, gl->used));
    if (attr)
        bs_grid_add_attr(g, (struct bs_rect){row, col, 1, used}, attr);
    if (cursor) {
        g->cursor_row = row;
        g->cursor_col = col;
    }
    return used;
}

/* The end of a line is a byte too: the cursor on it, a hit or a selection over it are
 * seen. */
static void draw_line_end(const struct bs_app *app, struct bs_grid *g, int row, int col,
                          size_t at, bool cursor)
{
    uint8_t attr = 0;
    enum bs_style st = cursor ? BS_ST_CURSOR : banner_style(app, at, BS_ST_TEXT, &attr);
    if (st == BS_ST_TEXT && !attr)
        return;
    bs_grid_text(g, row, col, 1, st, " ");
    bs_grid_add_attr(g, (struct bs_rect){row, col, 1, 1}, attr);
    if (cursor) {
        g->cursor_row = row;
        g->cursor_col = col;
    }
}

static void draw_line(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                      size_t line, size_t end, bool focus)
{
    bs_bytes b = banner_bytes(app);
    size_t at = visible_from(app, line, end), here = app->banner.at;
    int col = 0;
    for (; at < end && col < r.cols;) {
        struct bs_glyph gl = glyph_at(app, at);
        bool cursor = focus && here >= at && here < at + gl.used;
        if (b.p[at] == '\n') {
            draw_line_end(app, g, r.row, r.col + col, at, cursor);
            return;
        }
        int used = draw_glyph(app, g, r.row, r.col + col, r.cols - col, at, &gl, cursor);
        if (used == 0)
            break;
        col += used;
        at += gl.used;
    }
    if (app->banner.nowrap && at < end && b.p[at] != '\n')
        bs_grid_text(g, r.row, r.col + r.cols - 1, 1, BS_ST_NOTATION, ">");
}

void text_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    bs_bytes b = banner_bytes(app);
    size_t at = app->banner.text_top;
    int edge = margin(app, r.cols);
    for (int i = 0; i < r.rows && at < b.n; i++) {
        size_t next = line_end(app, at, r.cols - edge);
        if (edge)
            bs_grid_printf(g, r.row + i, r.col, edge, BS_ST_OFFSET, "%0*zx", edge - 2,
                           at);
        draw_line(app, g, (struct bs_rect){r.row + i, r.col + edge, 1, r.cols - edge}, at,
                  next, focus);
        at = next;
    }
}

/* -- moving ------------------------------------------------------------------- */

/* Cells from where the line is visible; far beyond any width it is no longer counted. */
static int column_of(const struct bs_app *app, size_t line, size_t at)
{
    enum { FAR = 4096 };
    int col = 0;
    for (size_t i = visible_from(app, line, at); i < at && col < FAR;) {
        struct bs_glyph gl = glyph_at(app, i);
        if (i + gl.used > at)
            break;
        col += gl.width;
        i += gl.used;
    }
    return col;
}

/* The byte of a line at that column, or its last one. */
static size_t byte_at(const struct bs_app *app, size_t line, size_t end, int want)
{
    size_t at = visible_from(app, line, end);
    int col = 0;
    if (at == end && end > line)
        return end - 1;
    while (at < end) {
        struct bs_glyph gl = glyph_at(app, at);
        if (col + gl.width > want || at + gl.used >= end)
            break;
        col += gl.width;
        at += gl.used;
    }
    return at;
}

void text_scroll(struct bs_app *app, struct bs_rect r)
{
    struct banner_state *b = &app->banner;
    int width = r.cols - margin(app, r.cols), rows = r.rows > 0 ? r.rows : 1;
    if (width < 1 || b->bytes.n == 0)
        return;
    size_t here = line_begin(app, b->at, width);
    b->text_top = line_begin(app, b->text_top, width);
    if (here < b->text_top) {
        b->text_top = here;
    } else {
        size_t at = b->text_top;
        int i = 0;
        while (i < rows && at < here) {
            at = line_end(app, at, width);
            i++;
        }
        if (i == rows) /* below the last row: as far up as needed */
            b->text_top = lines_back(app, here, width, rows - 1);
    }
    if (!b->nowrap) {
        b->left = 0;
        return;
    }
    size_t within = b->at - here;
    if (within < b->left || column_of(app, here, b->at) >= width) {
        size_t half = (size_t)width / 2;
        b->left = within > half ? within - half : 0;
        if (within < (size_t)width)
            b->left = 0;
        for (int step = 0; step < 16 && column_of(app, here, b->at) >= width; step++)
            b->left =
                within - (within - b->left) / 2; /* notation is wider than its byte */
    }
}

void text_move(struct bs_app *app, enum move_unit unit, int dir)
{
    struct banner_state *s = &app->banner;
    struct banner_parts p;
    bs_bytes b = banner_bytes(app);
    banner_here(app, &p);
    int width = p.bytes.cols - margin(app, p.bytes.cols),
        n = (int)move_step(unit, p.bytes.rows, 0);
    if (b.n == 0 || width < 1)
        return;
    if (unit == MOVE_END) {
        s->at = dir > 0 ? b.n - 1 : 0;
        s->want_col = 0;
        tree_follow_bytes(app);
        return;
    }
    size_t line = line_begin(app, s->at, width),
           top = line_begin(app, s->text_top, width);
    int col = column_of(app, line, s->at);
    if (s->want_col < col || s->want_col > width)
        s->want_col = col;
    for (int i = 0; i < n; i++) {
        size_t next =
            dir > 0 ? line_end(app, line, width) : lines_back(app, line, width, 1);
        if (next >= b.n || next == line)
            break;
        line = next;
        if (unit != MOVE_LINE) /* a page moves the window along */
            top = dir > 0 ? line_end(app, top, width) : lines_back(app, top, width, 1);
    }
    s->text_top = top;
    s->at = byte_at(app, line, line_end(app, line, width), s->want_col);
    tree_follow_bytes(app);
}

void text_sideways(struct bs_app *app, int dir)
{
    struct banner_state *s = &app->banner;
    bs_bytes b = banner_bytes(app);
    if (b.n == 0)
        return;
    if (dir > 0) {
        size_t next = s->at + glyph_at(app, s->at).used;
        s->at = next < b.n ? next : s->at;
    } else if (s->at > 0) {
        s->at--; /* back to the first byte of the character */
        for (int i = 0; i < 3 && s->at > 0 && (b.p[s->at] & 0xc0) == 0x80; i++)
            s->at--;
    }
    s->want_col = 0;
    tree_follow_bytes(app);
}

size_t text_at(const struct bs_app *app, struct bs_rect r, int row, int col)
{
    int edge = margin(app, r.cols), width = r.cols - edge;
    size_t line = app->banner.text_top, n = banner_bytes(app).n;
    for (int i = r.row; i < row && line < n; i++)
        line = line_end(app, line, width);
    if (n == 0 || width < 1)
        return 0;
    if (line >= n)
        return n - 1;
    col -= r.col + edge;
    return byte_at(app, line, line_end(app, line, width), col > 0 ? col : 0);
}
