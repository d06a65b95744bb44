/* sheet.h - a long page of lines seen through a pane.  Draws what is visible, counts the
 * rest. */
#ifndef BS_UI_SHEET_H
#define BS_UI_SHEET_H

#include "bannerscope/ui.h"

struct sheet {
    struct bs_grid *g; /* NULL: only count */
    struct bs_rect r;
    int skip; /* lines scrolled off the top */
    int line; /* next line, from 0 */
    bool ascii;
};
/* Screen row of the line that comes next, or -1 when it is not visible. */
int sheet_row(const struct sheet *s);
void sheet_line(struct sheet *s, enum bs_style st, const char *fmt, ...) BS_PRINTF(3, 4);
/* "name   value": the value is a stranger's, wrapped, LF breaks lines, at most max_lines.
 */
void sheet_pair(struct sheet *s, int indent, const char *name, enum bs_style st,
                bs_bytes value, int max_lines);
/* Where the screen line that begins at `from` ends: the next line's first byte. */
size_t sheet_wrap(bs_bytes b, size_t from, int width, enum bs_gate_mode mode);

#endif
