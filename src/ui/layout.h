/* layout.h - where the panes are, for any size of the screen. */
#ifndef BS_UI_LAYOUT_H
#define BS_UI_LAYOUT_H

#include "bannerscope/ui.h"

enum { LAYOUT_ROWS_MIN = 24, LAYOUT_COLS_MIN = 80 };

struct layout {
    bool too_small;
    struct bs_rect
        pane[BS_PANE_COUNT]; /* the first row is the title; rows 0 = hidden by zoom */
    int bar[3];              /* columns of vertical rules */
    int bars;
    int status_row, key_row;
};
void layout_compute(int rows, int cols, enum bs_pane focus, bool zoom,
                    const int grow[BS_PANE_COUNT], struct layout *out);

#endif
