#include "app.h"

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

enum bs_style hex_class(uint8_t c)
{
    if (c == 0)
        return BS_ST_HEX_NUL;
    if (c >= 0x80)
        return BS_ST_HEX_HIGH;
    return c < 0x20 || c == 0x7f ? BS_ST_HEX_CONTROL : BS_ST_HEX_PRINT;
}

/* Without colour the right side still tells the classes apart. */
char hex_sign(uint8_t c)
{
    if (c == 0)
        return '.';
    if (c >= 0x80)
        return '+';
    return c < 0x20 || c == 0x7f ? '_' : (char)c;
}

struct columns {
    int hex, text, right; /* of the first byte; right: first column that is not ours */
};

static struct columns columns_of(struct bs_rect r, int per, size_t bytes)
{
    int start = r.col + digits_for(bytes) + 2;
    return (struct columns){start, start + 3 * per + (per - 1) / 8 + 1, r.col + r.cols};
}

struct look {
    enum bs_style st;
    uint8_t attr;
    char mark; /* of the template: stands in the byte's place */
};

static struct look look_of(const struct bs_app *app, size_t at, bool focus)
{
    /* The classes of bytes are for who reads them: beside the tree the field has to stand out, in
     * a pane that is passed by the proof.  The right side tells them, and runs of zeros stay dim. */
    uint8_t byte = banner_bytes(app).p[at];
    bool classes = focus || byte == 0;
    enum bs_style plain = app->banner.view != VIEW_DECODED && classes ? hex_class(byte) : BS_ST_TEXT;
    struct look l;
    l.st = banner_style(app, at, plain, &l.attr);
    l.mark = template_mark(app, at);
    if (l.mark && l.st == plain)
        l.st = BS_ST_NOTATION;
    if (at == app->banner.at)
        l = (struct look){focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR, 0, l.mark};
    return l;
}

static bool stands_out(struct look l)
{
    return l.st == BS_ST_FIELD || l.st == BS_ST_EVIDENCE || l.st == BS_ST_SEARCH ||
           l.attr;
}

static void draw_byte(struct bs_grid *g, int row, struct columns c, int i, uint8_t byte,
                      struct look l, bool joined)
{
    int hex = c.hex + 3 * i + i / 8, text = c.text + i,
        blanks = joined ? 1 + (i % 8 == 7) : 0;
    if (hex + 2 + blanks <= c.right) {
        if (l.mark)
            bs_grid_printf(g, row, hex, 2 + blanks, l.st, "%c%c%*s", l.mark, l.mark, blanks, "");
        else
            bs_grid_printf(g, row, hex, 2 + blanks, l.st, "%02x%*s", byte, blanks, "");
        bs_grid_add_attr(g, (struct bs_rect){row, hex, 1, 2 + blanks}, l.attr);
    }
    if (text < c.right) {
        bs_grid_printf(g, row, text, 1, l.st, "%c", hex_sign(byte));
        bs_grid_add_attr(g, (struct bs_rect){row, text, 1, 1}, l.attr);
    }
}

/* What is lit up is one bar: the blanks between two bytes of it belong to it. */
static void draw_row(const struct bs_app *app, struct bs_grid *g, int row,
                     struct columns c, size_t at, int n, bool focus)
{
    struct look now = look_of(app, at, focus), next = now;
    for (int i = 0; i < n; i++, now = next) {
        bool joined = false;
        if (i + 1 < n) {
            next = look_of(app, at + (size_t)i + 1, focus);
            joined = stands_out(now) && next.st == now.st && next.attr == now.attr;
        }
        draw_byte(g, row, c, i, banner_bytes(app).p[at + (size_t)i], now, joined);
        if (focus && at + (size_t)i == app->banner.at) {
            int hex = c.hex + 3 * i + i / 8;
            g->cursor_row = row;
            g->cursor_col = hex < c.right ? hex : c.right - 1;
        }
    }
}

void hex_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    bs_bytes b = banner_bytes(app);
    int per = hex_per_line(r.cols, b.n);
    struct columns c = columns_of(r, per, b.n);
    size_t top = app->banner.hex_top / (size_t)per * (size_t)per;
    for (int row = 0; row < r.rows; row++) {
        size_t at = top + (size_t)row * (size_t)per;
        if (at >= b.n)
            break;
        bs_grid_printf(g, r.row + row, r.col, r.cols, BS_ST_OFFSET, "%0*zx",
                       digits_for(b.n), at);
        draw_row(app, g, r.row + row, c, at, (int)size_min((size_t)per, b.n - at), focus);
    }
}

void hex_scroll(struct bs_app *app, struct bs_rect r)
{
    struct banner_state *s = &app->banner;
    size_t per = (size_t)hex_per_line(r.cols, s->bytes.n),
           rows = r.rows > 1 ? (size_t)r.rows : 1;
    size_t line = s->at / per, top = s->hex_top / per;
    if (line < top)
        top = line;
    if (line - top >= rows)
        top = line - rows + 1;
    size_t lines = (s->bytes.n + per - 1) / per;
    if (top + rows > lines) /* no empty rows while lines stand above */
        top = lines > rows ? lines - rows : 0;
    s->hex_top = top * per;
}

void hex_move(struct bs_app *app, int64_t by)
{
    struct banner_state *s = &app->banner;
    s->at = step_clamped(s->at, by, banner_bytes(app).n);
    tree_follow_bytes(app);
}

size_t hex_at(const struct bs_app *app, struct bs_rect r, int row, int col)
{
    bs_bytes b = banner_bytes(app);
    int per = hex_per_line(r.cols, b.n), i = 0;
    struct columns c = columns_of(r, per, b.n);
    if (col >= c.text)
        i = col - c.text;
    else if (col >= c.hex)
        while (i + 1 < per && c.hex + 3 * (i + 1) + (i + 1) / 8 <= col)
            i++;
    i = i < per ? i : per - 1;
    row = row < r.row ? 0 : row - r.row;
    size_t top = app->banner.hex_top / (size_t)per * (size_t)per;
    return step_clamped(top + (size_t)(row * per + i), 0, b.n);
}
