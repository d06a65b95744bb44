/* ui.h - the screen as a pure function: events in, cells and jobs out.  Layer 4.
 *
 * No curses, no SQLite, no curl, no clock, no threads; sees layers 0 and 1 only.  Panes draw into
 * a grid; tui/term.c carries the grid to the terminal. */
#ifndef BS_UI_H
#define BS_UI_H

#include "bannerscope/gate.h"
#include "bannerscope/msg.h"
#include "bannerscope/query.h"

/* -- styles and themes ------------------------------------------------------------------- */

/* Roles, not colours.  Names as in theme files; the table is ui/theme.c. */
enum bs_style {
    BS_ST_TEXT, BS_ST_DIM, BS_ST_TITLE, BS_ST_TITLE_FOCUS, BS_ST_BORDER, BS_ST_BORDER_FOCUS,
    BS_ST_CURSOR, BS_ST_CURSOR_BLUR, BS_ST_MARKED, BS_ST_HEADER,
    BS_ST_MEDICAL, BS_ST_NON_MEDICAL, BS_ST_UNKNOWN, BS_ST_NO_RESPONSE, BS_ST_ANALYST,
    BS_ST_STALE, BS_ST_HONEYPOT,
    BS_ST_NOTATION, BS_ST_EVIDENCE, BS_ST_FIELD, BS_ST_SEARCH,
    BS_ST_HEX_NUL, BS_ST_HEX_CONTROL, BS_ST_HEX_PRINT, BS_ST_HEX_HIGH, BS_ST_OFFSET,
    BS_ST_KEY, BS_ST_STATUS, BS_ST_OK, BS_ST_ERROR, BS_ST_PROGRESS, BS_ST_INPUT, BS_ST_LIST,
    BS_STYLE_COUNT
};
enum { BS_A_BOLD = 1, BS_A_UNDERLINE = 2, BS_A_REVERSE = 4, BS_A_DIM = 8 };
/* colour: -1 default, 0..15 ANSI, 16..255, or 0x1000000 | rgb */
struct bs_style_def {
    int32_t fg, bg;
    uint8_t attr;
    int8_t fg16, bg16; /* for 16 and 8 colours; -1 default */
};
struct bs_theme {
    char name[32];
    struct bs_style_def style[BS_STYLE_COUNT];
};
const char *bs_style_name(enum bs_style s);
bool bs_style_parse(bs_str s, enum bs_style *out);
/* Reads a theme file; every error is complained about with FILE:LINE, missing styles too. */
bs_err bs_theme_load(const char *path, bs_complain_fn *complain, void *ctx, int *bad,
                     struct bs_theme *out, struct bs_error *e);
void bs_theme_builtin(struct bs_theme *out); /* 16 ANSI colours; what holds when no file is found */

/* -- the grid ---------------------------------------------------------------------------- */

struct bs_cell {
    uint32_t cp;     /* 0 = right half of a wide character */
    uint8_t style;   /* enum bs_style */
    uint8_t attr;    /* added to the style's: BS_A_* */
};
struct bs_grid {
    int rows, cols;
    struct bs_cell *cell; /* rows * cols */
    int cursor_row, cursor_col; /* the hardware cursor: always on the current item */
    bool cursor_visible;
    bool ascii;           /* borders and gate in ASCII */
};
struct bs_rect {
    int row, col, rows, cols;
};
/* Places and sizes outside of the grid are clipped; below a million either way, so that sums fit an int. */
void bs_grid_resize(struct bs_grid *g, int rows, int cols);
void bs_grid_fini(struct bs_grid *g);
void bs_grid_fill(struct bs_grid *g, struct bs_rect r, enum bs_style st);
/* THE door for strangers' bytes: at most `cols` cells, notation in BS_ST_NOTATION (or `st` with
 * underline where st is a cursor), clipped to the grid.  Returns the cells used. */
int bs_grid_data(struct bs_grid *g, int row, int col, int cols, enum bs_style st, bs_bytes data);
/* For our own words (ASCII literals and numbers). */
int bs_grid_text(struct bs_grid *g, int row, int col, int cols, enum bs_style st, const char *text);
int bs_grid_printf(struct bs_grid *g, int row, int col, int cols, enum bs_style st,
                   const char *fmt, ...) BS_PRINTF(6, 7);
/* n of `most` in eighths of a cell; in ASCII whole cells of '='.  Something is never nothing. */
void bs_grid_bar(struct bs_grid *g, int row, int col, int cols, enum bs_style st, int64_t n, int64_t most);
/* A cell for each number, as high as it is beside the largest; in ASCII digits 0 to 9. */
void bs_grid_spark(struct bs_grid *g, int row, int col, int cols, enum bs_style st, const int64_t *n,
                   size_t points);
/* Frame with a title in its top edge. */
void bs_grid_box(struct bs_grid *g, struct bs_rect r, bool focus, const char *title);
/* A rule of n cells from there on, in the border's characters. */
void bs_grid_line(struct bs_grid *g, int row, int col, int n, bool vertical, enum bs_style st);
/* Adds BS_A_* to what is there. */
void bs_grid_add_attr(struct bs_grid *g, struct bs_rect r, uint8_t attr);
/* The grid as text, trailing blanks cut (golden frames), and as style letters. */
void bs_grid_dump(const struct bs_grid *g, struct bs_buf *out);

/* -- events ------------------------------------------------------------------------------ */

enum bs_keycode { /* below 0x110000: a code point */
    BS_KEY_NONE = 0x110000,
    BS_KEY_UP, BS_KEY_DOWN, BS_KEY_LEFT, BS_KEY_RIGHT, BS_KEY_HOME, BS_KEY_END,
    BS_KEY_PGUP, BS_KEY_PGDN, BS_KEY_TAB, BS_KEY_BACKTAB, BS_KEY_ENTER, BS_KEY_ESC,
    BS_KEY_BACKSPACE, BS_KEY_DELETE, BS_KEY_INSERT, BS_KEY_F1, /* ..F12 */
    BS_KEY_F12 = BS_KEY_F1 + 11, BS_KEY_MOUSE
};
/* PASTE: text for a prompt, never an action. */
enum { BS_MOD_CTRL = 1, BS_MOD_ALT = 2, BS_MOD_PASTE = 4 };
enum bs_mouse_motion { BS_MOUSE_PRESS, BS_MOUSE_DRAG, BS_MOUSE_RELEASE };
struct bs_key_event {
    uint32_t code; /* 'a', or enum bs_keycode; with BS_MOD_CTRL the lower-case letter */
    uint8_t mods;
    int row, col, button; /* mouse: 1 left, 4 wheel up, 5 wheel down */
    enum bs_mouse_motion motion;
};
enum bs_event_kind { BS_EVENT_KEY, BS_EVENT_RESIZE, BS_EVENT_REPLY, BS_EVENT_TICK };
struct bs_ui_event {
    enum bs_event_kind kind;
    struct bs_key_event key;
    int rows, cols;
    struct bs_reply *reply; /* moved into the app */
    bs_time now;            /* wall clock, for "n s ago"; set on every event */
};

/* -- columns of the results list (ui/columns.c has the table) ------------------------------ */

enum { BS_SCREEN_COLUMNS_MAX = 12 };
#define BS_SCREEN_COLUMNS "target org service count banner" /* the default */
struct bs_screen_columns {
    uint8_t column[BS_SCREEN_COLUMNS_MAX];
    size_t n;
};
const char *bs_screen_column(size_t i); /* name of the i-th there is; NULL at the end */
/* Names with blanks between; the last one gets the room that is left.  BS_E_SYNTAX. */
bs_err bs_screen_columns_parse(bs_str text, struct bs_screen_columns *out, struct bs_error *e);

/* -- the application --------------------------------------------------------------------- */

struct bs_app;
struct bs_keymap;
struct bs_app_options {
    const struct bs_rules *rules;
    const char *db_name;    /* what the status line calls the database */
    const char *db_path;
    const char *query;      /* -q */
    const char *analyst;
    const char *session;    /* as bs_app_session() wrote it, or NULL */
    const char *pipe_command; /* what `|` sends bytes to, as the user wrote it; NULL = none */
    const struct bs_keymap *keymap; /* copied; NULL = the default (keymap.h) */
    const char *columns;    /* of the results; NULL = BS_SCREEN_COLUMNS */
    const char *home;       /* what ~/ in a typed path stands for, or NULL */
    const char *notice;     /* what the status line says first, or NULL: our own words */
    const struct bs_filter_names *names; /* Shodan's own list of filters, or NULL */
    const char *scope;      /* scope prefix of Shodan queries: "country:NL" */
    bool notice_error;
    bool have_key, readonly, ascii, demo;
    bool mouse;             /* the mouse is on from the start */
    bool bell;              /* errors ring */
    bool sure_shape, sure_quit; /* no question before a verdict on a shape, before leaving */
    bool utf8;
    int64_t max_credits, keep_credits; /* never to spend more, never to leave less; 0 = no limit */
};
struct bs_app *bs_app_new(const struct bs_app_options *o);
void bs_app_free(struct bs_app *app);
/* State only; effects go to the outbox. */
void bs_app_apply(struct bs_app *app, struct bs_ui_event *ev);
struct bs_job *bs_app_next_job(struct bs_app *app); /* caller posts it; NULL when none */
/* The engine did not take what bs_app_next_job() gave just now: it comes back. */
void bs_app_refused(struct bs_app *app, struct bs_job *job);
void bs_app_draw(const struct bs_app *app, struct bs_grid *g);
bool bs_app_dirty(struct bs_app *app); /* since the last call */
/* What only the loop can do. */
enum bs_app_wish {
    BS_WISH_NONE, BS_WISH_QUIT, BS_WISH_SUSPEND, BS_WISH_REDRAW, BS_WISH_CANCEL_JOBS,
    BS_WISH_MOUSE, BS_WISH_THEME, BS_WISH_COPY, BS_WISH_PAUSE, BS_WISH_PIPE, BS_WISH_EDIT,
    BS_WISH_PAGE,
    BS_WISH_DEMO, /* the demonstration instead of this database */
    BS_WISH_KEY   /* ask for the API key, then come back */
};
/* Taken once.  The argument (valid until the next call of any kind): THEME its name, MOUSE and
 * PAUSE "on" or "off", COPY what to copy (gated text: safe to paste into a terminal),
 * PIPE bytes for the pipe-command, EDIT the note to edit, PAGE gated text to read. */
enum bs_app_wish bs_app_wish(struct bs_app *app, bs_str *argument);
/* What the loop has to tell ("copied 43 bytes to the tmux buffer"): our own words, ASCII. */
void bs_app_say(struct bs_app *app, bool error, const char *text);
/* What became of the note that was to be edited: UTF-8, perhaps of several lines. */
void bs_app_edited(struct bs_app *app, bs_str note);
/* What the pipe-command answered (a stranger's text, gated when drawn); `cut`: there was more. */
void bs_app_output(struct bs_app *app, const char *title, bs_bytes text, bool cut);
/* Place, filter, views: to come back to the same screen. */
void bs_app_session(const struct bs_app *app, struct bs_buf *out);
/* Is what the list and the banner beside it will show still on its way? */
bool bs_app_awaits_rows(const struct bs_app *app);

/* Was an error told since the last call?  Never, unless the option `bell` is on. */
bool bs_app_bell(struct bs_app *app);

/* One row per action: key bindings, help, palette and man page come from this table. */
struct bs_action_def {
    const char *name;  /* "verdict-medical" */
    const char *keys;  /* default keys, blank-separated: "1", "^D", "Enter" */
    unsigned panes;    /* bit set of 1 << enum bs_pane; 0 = everywhere */
    const char *help;  /* one line */
    const char *short_help; /* for the key line at the bottom: "medical"; NULL = not there */
    void (*run)(struct bs_app *app, int arg); /* the screen's own */
    int arg;
};
enum bs_pane { BS_PANE_QUERY, BS_PANE_RESULTS, BS_PANE_BANNER, BS_PANE_VERDICT, BS_PANE_COUNT };
extern const struct bs_action_def bs_actions[]; /* name NULL at the end */

#endif
