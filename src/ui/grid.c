#include "bannerscope/ui.h"

#include <stdio.h>
#include <stdlib.h>

enum { GRID_SIDE_MAX = 2000 }; /* no terminal is larger; a resize event may lie */

static int clamp(int v, int lo, int hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

void bs_grid_resize(struct bs_grid *g, int rows, int cols)
{
    rows = clamp(rows, 1, GRID_SIDE_MAX);
    cols = clamp(cols, 1, GRID_SIDE_MAX);
    if (rows != g->rows || cols != g->cols || !g->cell) {
        g->cell = bs_realloc(g->cell, (size_t)rows * (size_t)cols * sizeof *g->cell);
        g->rows = rows;
        g->cols = cols;
        memset(g->cell, 0, (size_t)rows * (size_t)cols * sizeof *g->cell);
    }
    bs_grid_fill(g, (struct bs_rect){0, 0, rows, cols}, BS_ST_TEXT);
    g->cursor_row = g->cursor_col = 0;
    g->cursor_visible = false;
}

void bs_grid_fini(struct bs_grid *g)
{
    free(g->cell);
    g->cell = NULL;
    g->rows = g->cols = 0;
}

/* Writes one cell and leaves no half of a wide character behind. */
static void put(struct bs_grid *g, int row, int col, uint32_t cp, enum bs_style st,
                uint8_t attr)
{
    if (row < 0 || col < 0 || row >= g->rows || col >= g->cols)
        return;
    struct bs_cell *line = g->cell + (size_t)row * (size_t)g->cols;
    if (cp != 0 && line[col].cp == 0 && col > 0)
        line[col - 1].cp = ' ';
    if (col + 1 < g->cols && line[col + 1].cp == 0)
        line[col + 1].cp = ' ';
    line[col] = (struct bs_cell){cp, (uint8_t)st, attr};
}

void bs_grid_fill(struct bs_grid *g, struct bs_rect r, enum bs_style st)
{
    int left = clamp(r.col, 0, g->cols), right = clamp(r.col + r.cols, 0, g->cols);
    int bottom = clamp(r.row + r.rows, 0, g->rows);
    for (int row = clamp(r.row, 0, g->rows); row < bottom && left < right; row++) {
        struct bs_cell *line = g->cell + (size_t)row * (size_t)g->cols;
        if (left > 0 && line[left].cp == 0)
            line[left - 1].cp = ' ';
        if (right < g->cols && line[right].cp == 0)
            line[right].cp = ' ';
        for (int col = left; col < right; col++)
            line[col] = (struct bs_cell){' ', (uint8_t)st, 0};
    }
}

/* Styles that carry a meaning of their own: notation in them keeps the style, underlined.
 */
static bool keeps_style(enum bs_style st)
{
    return st == BS_ST_CURSOR || st == BS_ST_CURSOR_BLUR || st == BS_ST_MARKED ||
           st == BS_ST_EVIDENCE || st == BS_ST_FIELD || st == BS_ST_SEARCH ||
           st == BS_ST_INPUT;
}

static int put_glyph(struct bs_grid *g, int row, int col, int room, enum bs_style st,
                     const struct bs_glyph *gl)
{
    uint8_t attr = 0;
    if (gl->notation && keeps_style(st))
        attr = BS_A_UNDERLINE;
    else if (gl->notation)
        st = BS_ST_NOTATION;
    /* Also a doubled backslash: two characters, though not in the notation style. */
    if (gl->notation || (unsigned char)gl->text[0] < 0x80) {
        int n = gl->n < room ? gl->n : room;
        for (int i = 0; i < n; i++)
            put(g, row, col + i, (uint8_t)gl->text[i], st, attr);
        return n;
    }
    uint32_t cp = ' ';
    if (bs_utf8_next((bs_bytes){(const uint8_t *)gl->text, gl->n}, &cp) == 0 || cp < 0x20)
        cp = '?';
    if (gl->width > room || col + gl->width > g->cols)
        return 0;
    put(g, row, col, cp, st, attr);
    if (gl->width == 2)
        put(g, row, col + 1, 0, st, attr);
    return gl->width;
}

int bs_grid_data(struct bs_grid *g, int row, int col, int cols, enum bs_style st,
                 bs_bytes data)
{
    enum bs_gate_mode mode = g->ascii ? BS_GATE_ASCII : BS_GATE_UTF8;
    int used = 0;
    if (row < 0 || row >= g->rows || col < 0)
        return 0;
    if (cols > g->cols - col)
        cols = g->cols - col;
    while (data.n > 0 && used < cols) {
        struct bs_glyph gl;
        bs_gate_next(data, mode, &gl);
        int n = put_glyph(g, row, col + used, cols - used, st, &gl);
        if (n == 0)
            break;
        used += n;
        data = bs_bytes_sub(data, gl.used, data.n);
    }
    return used;
}

int bs_grid_text(struct bs_grid *g, int row, int col, int cols, enum bs_style st,
                 const char *text)
{
    int used = 0;
    if (col < 0)
        return 0;
    for (; used < cols && col + used < g->cols && text[used]; used++) {
        unsigned char c = (unsigned char)text[used];
        put(g, row, col + used, c >= 0x20 && c < 0x7f ? c : '?', st, 0);
    }
    return used;
}

void bs_grid_bar(struct bs_grid *g, int row, int col, int cols, enum bs_style st, int64_t n, int64_t most)
{
    enum { EIGHTH_CELL = 0x2590, FULL_CELL = 0x2588 }; /* 2590 - k: k eighths from the left */
    const int unit = g->ascii ? 1 : 8;
    int parts = most > 0 && n > 0 ? (int)((double)(n < most ? n : most) * unit * cols / (double)most) : 0;
    if (n > 0 && parts == 0)
        parts = 1;
    for (int i = 0; parts > 0 && i < cols; i++, parts -= unit)
        put(g, row, col + i, g->ascii ? '=' : parts >= unit ? FULL_CELL : (uint32_t)(EIGHTH_CELL - parts), st, 0);
}

void bs_grid_spark(struct bs_grid *g, int row, int col, int cols, enum bs_style st, const int64_t *n,
                   size_t points)
{
    enum { LOWEST = 0x2581 };
    int64_t most = 1;
    for (size_t i = 0; i < points; i++)
        most = n[i] > most ? n[i] : most;
    for (size_t i = 0; i < points && (int)i < cols; i++) {
        double share = n[i] > 0 ? (double)n[i] / (double)most : 0;
        put(g, row, col + (int)i, g->ascii ? '0' + (uint32_t)(share * 9) : LOWEST + (uint32_t)(share * 7), st, 0);
    }
}

int bs_grid_printf(struct bs_grid *g, int row, int col, int cols, enum bs_style st,
                   const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return bs_grid_text(g, row, col, cols, st, text);
}

void bs_grid_line(struct bs_grid *g, int row, int col, int n, bool vertical,
                  enum bs_style st)
{
    uint32_t cp = vertical ? (g->ascii ? '|' : 0x2502) : (g->ascii ? '-' : 0x2500);
    for (int i = 0; i < n; i++)
        put(g, vertical ? row + i : row, vertical ? col : col + i, cp, st, 0);
}

void bs_grid_box(struct bs_grid *g, struct bs_rect r, bool focus, const char *title)
{
    enum bs_style st = focus ? BS_ST_BORDER_FOCUS : BS_ST_BORDER;
    int bottom = r.row + r.rows - 1, right = r.col + r.cols - 1;
    if (r.rows < 2 || r.cols < 2)
        return;
    bs_grid_line(g, r.row, r.col, r.cols, false, st);
    bs_grid_line(g, bottom, r.col, r.cols, false, st);
    bs_grid_line(g, r.row, r.col, r.rows, true, st);
    bs_grid_line(g, r.row, right, r.rows, true, st);
    put(g, r.row, r.col, g->ascii ? '+' : 0x250c, st, 0);
    put(g, r.row, right, g->ascii ? '+' : 0x2510, st, 0);
    put(g, bottom, r.col, g->ascii ? '+' : 0x2514, st, 0);
    put(g, bottom, right, g->ascii ? '+' : 0x2518, st, 0);
    if (r.cols > 6 && title)
        bs_grid_printf(g, r.row, r.col + 2, r.cols - 4,
                       focus ? BS_ST_TITLE_FOCUS : BS_ST_TITLE, " %s ", title);
}

void bs_grid_add_attr(struct bs_grid *g, struct bs_rect r, uint8_t attr)
{
    int bottom = clamp(r.row + r.rows, 0, g->rows),
        right = clamp(r.col + r.cols, 0, g->cols);
    for (int row = clamp(r.row, 0, g->rows); row < bottom; row++)
        for (int col = clamp(r.col, 0, g->cols); col < right; col++)
            g->cell[(size_t)row * (size_t)g->cols + (size_t)col].attr |= attr;
}

static void put_utf8(struct bs_buf *out, uint32_t cp)
{
    if (cp < 0x80) {
        bs_buf_putc(out, (char)cp);
    } else if (cp < 0x800) {
        bs_buf_putc(out, (char)(0xc0 | (cp >> 6)));
        bs_buf_putc(out, (char)(0x80 | (cp & 0x3f)));
    } else if (cp < 0x10000) {
        bs_buf_putc(out, (char)(0xe0 | (cp >> 12)));
        bs_buf_putc(out, (char)(0x80 | ((cp >> 6) & 0x3f)));
        bs_buf_putc(out, (char)(0x80 | (cp & 0x3f)));
    } else {
        bs_buf_putc(out, (char)(0xf0 | (cp >> 18)));
        bs_buf_putc(out, (char)(0x80 | ((cp >> 12) & 0x3f)));
        bs_buf_putc(out, (char)(0x80 | ((cp >> 6) & 0x3f)));
        bs_buf_putc(out, (char)(0x80 | (cp & 0x3f)));
    }
}

void bs_grid_dump(const struct bs_grid *g, struct bs_buf *out)
{
    for (int row = 0; row < g->rows; row++) {
        const struct bs_cell *line = g->cell + (size_t)row * (size_t)g->cols;
        int end = g->cols;
        while (end > 0 && line[end - 1].cp == ' ')
            end--;
        for (int col = 0; col < end; col++)
            if (line[col].cp != 0)
                put_utf8(out, line[col].cp);
        bs_buf_putc(out, '\n');
    }
}
