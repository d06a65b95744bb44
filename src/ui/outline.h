/* outline.h - lines that fold: which are visible, where the cursor is.  Private to
 * src/ui. */
#ifndef BS_UI_OUTLINE_H
#define BS_UI_OUTLINE_H

#include "bannerscope/base.h"

/* Lines in preorder; the arrays live in the arena given to outline_make().  Invariant:
 * `at` and `top` are visible lines (or 0). */
struct outline {
    size_t n;
    uint32_t *parent; /* UINT32_MAX at the top */
    uint32_t *end;    /* index behind the last line below it */
    bool *folded;
    size_t at, top;
};
/* Everything open.  Empty when the arena is full. */
void outline_make(struct outline *o, size_t n, struct bs_arena *a);
/* From the depth of each line; `parent` and `end` are filled. */
void outline_depths(struct outline *o, uint8_t (*depth)(const void *ctx, size_t i),
                    const void *ctx);
/* The visible line behind or before; SIZE_MAX when there is none. */
size_t outline_next(const struct outline *o, size_t i);
size_t outline_before(const struct outline *o, size_t i);
bool outline_parent(const struct outline *o, size_t i); /* has lines below it */
void outline_move(struct outline *o, int64_t by);
void outline_go(struct outline *o, size_t i);        /* opens what hides it */
void outline_scroll(struct outline *o, size_t rows); /* the cursor is visible again */
size_t outline_row(const struct outline *o,
                   size_t row); /* line in that row, or SIZE_MAX */
/* Folds or opens the line; one without lines below folds what it stands in. */
void outline_toggle(struct outline *o);
void outline_fold_all(struct outline *o, bool fold);

#endif
