/* lineedit.h - one line of text a person types: cursor, words, history. */
#ifndef BS_UI_LINEEDIT_H
#define BS_UI_LINEEDIT_H

#include "bannerscope/ui.h"

enum { LINE_MAX_BYTES = 1000, HISTORY_MAX = 50 };

struct history {
    char *entry[HISTORY_MAX]; /* oldest first, owned */
    size_t n;
};
void history_add(struct history *h,
                 const char *text); /* empty and repeated ones are dropped */
void history_fini(struct history *h);

struct lineedit {
    char text[LINE_MAX_BYTES + 1]; /* UTF-8, terminated */
    size_t n, at;                  /* bytes; at is on a code point's first byte */
    struct history *history;       /* may be NULL */
    size_t back;                   /* steps into the history; 0 = what is typed */
    char kept[LINE_MAX_BYTES + 1]; /* what was typed before the history was entered */
};
void lineedit_set(struct lineedit *l, const char *text);
/* False when the key means nothing to a line (Enter, Esc, Tab...). */
bool lineedit_key(struct lineedit *l, const struct bs_key_event *k);
/* The screen column of byte `at` when the line is drawn into `cols` cells. */
int lineedit_column(const struct lineedit *l, size_t at, int cols, bool ascii);
/* Draws into one row and puts the hardware cursor there. */
void lineedit_draw(const struct lineedit *l, struct bs_grid *g, int row, int col,
                   int cols);

#endif
