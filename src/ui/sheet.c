#include "sheet.h"

#include <stdio.h>

int sheet_row(const struct sheet *s)
{
    int row = s->line - s->skip;
    return s->g && row >= 0 && row < s->r.rows ? s->r.row + row : -1;
}

void sheet_line(struct sheet *s, enum bs_style st, const char *fmt, ...)
{
    int row = sheet_row(s);
    s->line++;
    if (row < 0)
        return;
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    bs_grid_text(s->g, row, s->r.col, s->r.cols, st, text);
}

size_t sheet_wrap(bs_bytes b, size_t from, int width, enum bs_gate_mode mode)
{
    int used = 0;
    size_t at = from;
    while (at < b.n) {
        struct bs_glyph gl;
        if (b.p[at] == '\n')
            return at + 1;
        bs_gate_next(bs_bytes_sub(b, at, b.n), mode, &gl);
        if (used + gl.width > width && at > from)
            return at;
        used += gl.width;
        at += gl.used;
    }
    return at;
}

void sheet_pair(struct sheet *s, int indent, const char *name, enum bs_style st,
                bs_bytes value, int max_lines)
{
    int left = s->r.cols - indent;
    enum bs_gate_mode mode = s->ascii ? BS_GATE_ASCII : BS_GATE_UTF8;
    size_t at = 0;
    if (left < 8) {
        left = s->r.cols;
        indent = 0;
    }
    for (int i = 0; i < max_lines && (i == 0 || at < value.n); i++) {
        size_t next = sheet_wrap(value, at, left, mode);
        bs_bytes part = bs_bytes_sub(value, at, next - at);
        int row = sheet_row(s);
        s->line++;
        if (part.n && part.p[part.n - 1] == '\n')
            part.n--;
        if (row >= 0) {
            if (i == 0 && indent)
                bs_grid_text(s->g, row, s->r.col, indent - 1, BS_ST_DIM, name);
            int used = bs_grid_data(s->g, row, s->r.col + indent, left, st, part);
            if (i == max_lines - 1 && next < value.n)
                bs_grid_text(s->g, row,
                             s->r.col + indent + (used < left ? used : left - 1), 1,
                             BS_ST_NOTATION, "~");
        }
        at = next;
    }
}
