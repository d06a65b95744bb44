/* banner.h - the state of the banner viewer.  Private to src/ui; app.h includes it.
 *
 * All views are draws over the same bytes with one byte cursor.  What is made for a
 * banner (other readings of it, trees) lives in `arena` until the next banner comes. */
#ifndef BS_UI_BANNER_H
#define BS_UI_BANNER_H

#include "bannerscope/bytes.h"
#include "bannerscope/tree.h"
#include "bannerscope/ui.h"

#include "outline.h"

enum view { VIEW_TEXT, VIEW_HEX, VIEW_DECODED, VIEW_RECORD, VIEW_JSON, VIEW_COUNT };
extern const char *const view_names[VIEW_COUNT];

/* Which bytes the views show. */
enum byte_mode {
    BYTES_SENT,      /* as the service sent them, as far as can be told */
    BYTES_STORED,    /* the text as Shodan wrote it */
    BYTES_UNESCAPED, /* that text with every escape read, also where the strict rule says
                        no */
    BYTE_MODES
};

enum move_unit { MOVE_LINE, MOVE_HALF, MOVE_PAGE, MOVE_END };

enum {
    MARKS_MAX = 100000,
    RANGES_MAX = 64,
    COMPARE_BYTES_MAX = 16 << 20,
    OUTPUT_MAX = 1 << 18
};

struct marks {
    struct bs_needle needle;
    size_t *at; /* owned: byte offsets, or lines of the tree in view */
    size_t n, room, current;
    bool in_tree; /* what `at` counts */
    bool more;    /* there are more than MARKS_MAX */
};

struct byte_range {
    size_t at, n;
    size_t evidence; /* its index */
    bool broad;      /* covers so much that marking it would tell nothing apart */
};

/* One of two banners that are compared; the bytes are owned. */
struct side {
    uint8_t *p;
    size_t n;
    char name[128]; /* gated */
};
struct compare {
    bool on, text;     /* text, else hex */
    bool wanted;       /* asked for while the banner was on its way */
    struct side mark;  /* what D marked; name "" = nothing */
    struct side other; /* what the present banner is compared with */
    uint64_t serial;   /* of the BANNER job on its way, or 0 */
    char asked[128];   /* what that job is for */
    size_t choice;     /* which of the candidates `other` is */
    struct bs_arena arena;
    struct bs_diff diff;
    struct bs_diff_rows rows;
    int cut_cols;   /* the rows are for this width, */
    bool cut_text;  /* and this view */
    bool done;      /* diff holds */
    uint32_t *line; /* in the arena: row * 2 + side; a row that is equal has one line */
    size_t lines, at, top;
};

struct banner_state {
    enum view view;
    bool chosen; /* by the analyst; else the view follows what the banner is */
    enum byte_mode mode;
    struct bs_arena arena;
    bs_bytes bytes;
    const struct bs_decoded *reading; /* best first */
    size_t readings, reading_at;
    struct byte_range range[RANGES_MAX]; /* evidence in these bytes */
    size_t ranges, range_at; /* range_at: the one `p` went to last, + 1 */

    size_t at;     /* the byte cursor */
    size_t mark;   /* the other end of the selection, SIZE_MAX = nothing selected */
    size_t anchor; /* where the mouse button went down */
    size_t text_top, hex_top; /* bytes the first lines begin with */
    size_t left;  /* text, not wrapped: bytes of each line to the left of the pane */
    int want_col; /* text: the column up and down keep to */
    bool nowrap, offsets, values;
    struct outline fields, record, json;
    struct bs_tree record_tree, json_tree;
    bool record_made, json_made;
    struct marks hits;
    struct compare compare;
};

/* Where things stand in the pane; what has no rows is not shown. */
struct banner_parts {
    struct bs_rect bytes, tree, values, info, summary;
};

/* -- banner.c: bytes, readings, places ---------------------------------------- */

void banner_init(struct bs_app *app);
void banner_fini(struct bs_app *app);
bs_bytes banner_bytes(const struct bs_app *app);
const struct bs_decoded *banner_reading(const struct bs_app *app);
void banner_reset(struct bs_app *app); /* another banner has come */
/* The same one has come again: stay where we are. */
void banner_renew(struct bs_app *app);
void banner_settle(struct bs_app *app); /* after every event: all cursors are visible */
void banner_show(struct bs_app *app, size_t at); /* the cursor goes there in every view */
void banner_mode(struct bs_app *app, enum byte_mode mode);
void banner_view(struct bs_app *app, enum view view);
void banner_next_reading(struct bs_app *app);
/* The selected bytes, or the whole banner; *selected tells which. */
bs_bytes banner_selected(const struct bs_app *app, bool *selected);
bool banner_is_tree(const struct bs_app *app);      /* record or json is in view */
struct outline *banner_outline(struct bs_app *app); /* of the tree in view, or NULL */

/* -- banner_marks.c ----------------------------------------------------------- */

void marks_collect(struct bs_app *app); /* where the reasons lie in these bytes */
size_t banner_field_at(const struct bs_decoded *d, size_t at); /* deepest; SIZE_MAX */
/* The style of one byte: match, field under the cursor, evidence, or `plain`; *attr is
 * added. */
enum bs_style banner_style(const struct bs_app *app, size_t at, enum bs_style plain,
                           uint8_t *attr);
/* The narrowest evidence at a byte, or NULL. */
const struct bs_evidence *banner_evidence(const struct bs_app *app, size_t at);

/* -- banner_find.c ------------------------------------------------------------ */

bool banner_search(struct bs_app *app, const char *text);
void banner_search_next(struct bs_app *app, int dir);
void hits_refresh(struct bs_app *app); /* other bytes or another view: look again */
void hits_clear(struct bs_app *app);
/* The hit that covers the byte, or SIZE_MAX. */
size_t hits_cover(const struct marks *h, size_t at);

/* -- banner_out.c: what leaves ------------------------------------------------ */

void banner_save(struct bs_app *app, const char *path);
void banner_replace(struct bs_app *app); /* the file that was in the way: agreed to */
void banner_saved(struct bs_app *app, const struct bs_reply *r);
void banner_pipe(struct bs_app *app);

/* -- the panes ---------------------------------------------------------------- */

void banner_parts(const struct bs_app *app, struct bs_rect r, struct banner_parts *p);
/* The same without a grid: the pane at 0, 0 with its present size. */
void banner_here(const struct bs_app *app, struct banner_parts *p);
void text_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus);
void text_move(struct bs_app *app, enum move_unit unit, int dir);
void text_sideways(struct bs_app *app, int dir);
void text_scroll(struct bs_app *app, struct bs_rect r);
size_t text_at(const struct bs_app *app, struct bs_rect r, int row, int col);
void hex_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus);
int hex_per_line(int cols, size_t bytes);
void hex_move(struct bs_app *app, int64_t by);
void hex_scroll(struct bs_app *app, struct bs_rect r);
size_t hex_at(const struct bs_app *app, struct bs_rect r, int row, int col);
char hex_sign(uint8_t c); /* one cell that tells the classes of bytes apart */
enum bs_style hex_class(uint8_t c);
void tree_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus);
void tree_summary(const struct bs_app *app, struct bs_grid *g, struct bs_rect r);
void tree_made(struct bs_app *app);         /* the outline of the reading in view */
void tree_follow_bytes(struct bs_app *app); /* the innermost field at the byte cursor */
void tree_lead_bytes(struct bs_app *app);   /* the byte cursor goes to the field */
void values_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r);
void info_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r);
void record_made(struct bs_app *app); /* the tree in view exists */
void record_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                 bool focus);
void node_info_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r);
const struct bs_tree *banner_tree(const struct bs_app *app);

/* -- compare.c, pane_compare.c ------------------------------------------------ */

void compare_mark(struct bs_app *app);
void compare_open(struct bs_app *app); /* with what is marked, else the banner before;
                                          again: the next */
void compare_close(struct bs_app *app);
void compare_arrived(struct bs_app *app, const struct bs_reply *r);
void compare_again(struct bs_app *app); /* another banner is the present one */
void compare_settle(struct bs_app *app);
void compare_step(struct bs_app *app, int dir); /* next or previous difference */
void compare_move(struct bs_app *app, int64_t by);
void compare_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                  bool focus);
void compare_free(struct bs_app *app);
void compare_name(const struct bs_app *app, char *out,
                  size_t max); /* of the present banner */
int compare_columns(int cols, bool text);

#endif
