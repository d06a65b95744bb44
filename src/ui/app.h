/* app.h - the state of the screen.  Private to src/ui.
 *
 * bs_app_apply() alone changes it; drawing takes it const.  What waits for the engine is
 * known by the serial of its job: a reply with another serial is late and dropped. */
#ifndef BS_UI_APP_H
#define BS_UI_APP_H

#include "bannerscope/keymap.h"

#include "banner.h"
#include "layout.h"
#include "lineedit.h"
#include "rule.h"
#include "sheet.h"
#include "table.h"

enum {
    PAGE_ROWS = 64,
    PAGES = 32,
    SEEK_ROWS = 256,
    RECENT_MAX = 64,
    PENDING_MAX = 64,
    LONG_MAX = 8,
    COUNTS_MAX = 2048
};

/* -- the list
 * ---------------------------------------------------------------------------- */

struct page {
    size_t index;           /* rows index * PAGE_ROWS and on */
    uint64_t serial;        /* of the ROWS job on its way, or 0 */
    struct bs_reply *reply; /* owned, or NULL */
    bool used, stale;
    bool failed; /* asked again only after a key: no endless loop on a sick disk */
    uint64_t touched;
};
struct list {
    char *filter; /* what the user asked for, owned */
    bool show_aside;
    enum bs_sort sort;
    bool descending;
    int64_t *ids; /* owned */
    size_t n, cursor, top;
    bool known;      /* a selection has arrived */
    bool fresh;      /* another filter: begin at the top unless the row is still there */
    uint64_t serial; /* of the newest SELECT; replies to others are late */
    bool waiting, again;
    int64_t keep_id; /* the row to come back to */
    size_t keep_at;
    struct page page[PAGES];
    uint64_t clock;
};
struct seek {
    bool on;
    bool asked; /* by a key of its own, not by a verdict */
    int dir;
    size_t at, left;
    uint64_t serial;
};

/* -- the rest
 * ---------------------------------------------------------------------------- */

/* Text over the whole screen. */
struct pager {
    bool on;
    char title[120];
    struct bs_buf text;
    size_t *line; /* owned: where each screen line begins */
    size_t lines, top;
    int cols;     /* they were made for */
};
enum { ROW_MARKS_MAX = 200000 };
struct row_marks {
    int64_t *id;      /* services, ascending; owned */
    size_t n, room;
    enum bs_verdict verdict; /* asked about */
    enum bs_scope scope;
    uint64_t serial;  /* of the REACH job on its way, or 0 */
};
struct template_view {
    bool on;
    int64_t asked;          /* the service whose template was asked for; 0 = none */
    struct bs_reply *reply; /* owned, or NULL */
};
struct pending { /* a verdict on its way */
    uint64_t serial;
    int64_t service;
    enum bs_scope scope;
    bs_id group;
    enum bs_verdict verdict;
    bool undo, redo;
    char target[160];
};
struct recent { /* decided here, not yet seen in a fresh row */
    enum bs_scope scope;
    int64_t service;
    bs_id group;
};
struct long_job {
    uint64_t serial;
    enum bs_job_kind kind;
    int64_t done, total;
    char what[96];
};
struct count {   /* what Shodan said about a query */
    char *query; /* owned */
    uint64_t serial; /* of the job that asks for it, or 0 */
    bool known, failed;
    bool priced; /* price, stored and newest are known too */
    int64_t total, price, stored, orgs;
    bs_time when, newest;
    char why[120]; /* failed */
};
enum prompt_kind {
    PROMPT_NONE,
    PROMPT_FILTER,
    PROMPT_SEARCH,
    PROMPT_LABEL,
    PROMPT_NOTE,
    PROMPT_QUERY,
    PROMPT_COMMAND,
    PROMPT_KEYWORDS,
    PROMPT_TABLE,
    PROMPT_SCOPE,
    PROMPT_UNSURE,
    PROMPT_GOTO,
    PROMPT_WRITE,
    PROMPT_IMPORT,
    PROMPT_KINDS
};
enum confirm_kind {
    CONFIRM_NONE,
    CONFIRM_SHAPE,
    CONFIRM_MARKS,
    CONFIRM_COLLECT,
    CONFIRM_RESUME,
    CONFIRM_REPLACE,
    CONFIRM_QUIT
};
struct keywords {
    const struct bs_keyword *kw; /* the rules' */
    size_t n;
    size_t *order; /* indices by list; list i is order[first[i]..first[i + 1]] */
    size_t first[BS_LIST_COUNT + 1];
    bool open[BS_LIST_COUNT];
    bool *checked;
    int64_t *hits;           /* services with this keyword as evidence; -1 not known */
    struct keyword_key *key; /* hash of the rule name -> index, sorted by hash */
    size_t cursor, top;      /* items: lists, and the keywords of open ones */
    char find[64];           /* only keywords with this are items; "" = all */
    uint32_t *item;          /* index of a keyword, or KEYWORD_LIST + list; owned */
    size_t items;
};
enum { KEYWORD_LIST = 0x40000000 };
struct completion {
    char stem[64];           /* what was typed when Tab was first pressed */
    size_t at, from;         /* how often Tab was pressed; byte the completed part begins at */
    uint64_t serial;         /* of the VALUES job on its way */
    char asked[160];         /* its text */
    struct bs_reply *values; /* owned, or NULL */
};
struct outbox {
    struct bs_job *job[128];
    size_t n;
};

struct bs_app {
    struct bs_app_options o; /* strings are owned copies */
    char *owned[9];
    int rows, cols;
    bs_time now;
    bool dirty, ascii;
    enum bs_pane focus;
    bool zoom, mouse;
    bool dragging; /* the button went down in the banner and is still held */
    int grow[BS_PANE_COUNT];
    size_t welcome; /* the way to begin under the cursor */
    int tour;       /* its step, from 1; 0 = none */

    struct list list;
    struct seek seek;
    struct bs_reply *detail; /* of the current row, or NULL */
    uint64_t detail_serial;
    int64_t detail_id; /* asked for */
    struct banner_state banner;
    char copied[96];  /* what is on its way to the clipboard, for the message */
    char *save_path;  /* owned: where bytes were last written, or should be */
    uint8_t *save_bytes; /* owned: those */
    size_t save_n;
    struct pager pager;
    int verdict_top;
    struct table_view table;
    struct rule_form rule;
    struct template_view template;
    struct row_marks marks;
    struct rule_last rule_last;
    struct keywords keys;
    char *query; /* typed Shodan query, owned; NULL = from the lists */
    char *scope; /* prefix of queries made from keywords, owned */
    struct count *count; /* COUNTS_MAX, owned */
    size_t counts;
    char *followed;        /* the query whose count was asked for by itself; owned */
    uint64_t follow_serial;
    char *collect; /* queries to collect when the user agrees, one a line; owned */
    int64_t collect_pages;
    bool paused, told_unfinished;

    struct bs_totals totals;
    bool totals_known, totals_again;
    uint64_t totals_serial;
    int64_t credits;

    struct pending pending[PENDING_MAX];
    size_t pendings;
    struct recent recent[RECENT_MAX];
    size_t recents;
    struct bs_row judged_group; /* stands for a group whose banner has not come yet */
    bool has_last;
    enum bs_verdict last_verdict;
    enum bs_scope last_scope;

    struct long_job jobs[LONG_MAX];
    size_t njobs;
    bs_time refreshed;

    struct outbox out;
    uint64_t serial;
    enum bs_app_wish wish;
    struct bs_buf wish_arg;
    bool piping;      /* the pipe-command has not answered yet */
    bool interrupted; /* ^C was the key before */

    bool unsaved; /* a NOT SAVED stands until the next key */
    char message[600];
    enum bs_style message_style;
    bool rings; /* an error was told: see bs_app_bell() */

    struct bs_keymap keymap;
    struct bs_screen_columns columns;
    char prefix[BS_KEYS_MAX + 1]; /* keys typed of a sequence */
    enum prompt_kind prompt;
    struct lineedit line;
    struct history history[PROMPT_KINDS];
    char prompt_error[256];
    uint32_t prompt_at; /* byte the error speaks of */
    struct completion complete;
    enum confirm_kind confirm;
    char confirm_text[300];
    enum bs_verdict confirm_verdict;
    int64_t confirm_service; /* the row the question is about */
    enum bs_pane help_pane;
    bool help;
    int help_top;
};

/* -- app.c, outbox.c
 * ---------------------------------------------------------------------- */

void app_message(struct bs_app *app, enum bs_style st, const char *fmt, ...)
    BS_PRINTF(3, 4);
void app_wish(struct bs_app *app, enum bs_app_wish wish, bs_str argument);
void app_layout(const struct bs_app *app, struct layout *l);
/* Rows a pane has below its title; 0 when hidden. */
int app_pane_rows(const struct bs_app *app, enum bs_pane pane);
int app_pane_cols(const struct bs_app *app, enum bs_pane pane);
enum bs_gate_mode app_gate(const struct bs_app *app);
/* Gives the job a serial and takes it. */
uint64_t outbox_post(struct bs_app *app, struct bs_job *job);
/* Forgets jobs of that kind that are not on their way yet. */
void outbox_drop(struct bs_app *app, enum bs_job_kind kind, uint64_t serial);
void outbox_free(struct bs_app *app);
void reply_apply(struct bs_app *app, struct bs_reply *r);
const char *job_name(enum bs_job_kind kind); /* of a long one, for people */
uint64_t job_start(struct bs_app *app, enum bs_job_kind kind, const char *text,
                   int64_t limit);

/* -- list.c, rows.c, seek.c
 * ---------------------------------------------------------------- */

void list_select(struct bs_app *app);  /* filter or sort changed: ask again */
void list_refresh(struct bs_app *app); /* the data changed: ask again, stay on the row */
void list_selected(struct bs_app *app, struct bs_reply *r);
void list_go(struct bs_app *app, size_t at);
void list_move(struct bs_app *app, enum move_unit unit, int dir);
void list_scroll(struct bs_app *app); /* the cursor is visible again */
/* The first line shown of n in the results' place, so that the cursor is among its `rows`. */
size_t results_top(const struct bs_app *app, size_t top, size_t cursor, size_t rows, size_t n);
/* Sets the user's filter; false (with a message) when it does not parse. */
bool list_filter(struct bs_app *app, const char *text);
void list_effective(const struct bs_app *app, struct bs_buf *out);
int64_t list_current_id(const struct bs_app *app); /* 0 = no row */
const struct bs_row *list_row(const struct bs_app *app,
                              size_t at); /* NULL: not here yet */
const struct bs_row *list_current(const struct bs_app *app);
void rows_want(struct bs_app *app);  /* what is visible */
void rows_ahead(struct bs_app *app); /* what is visible after a page up or down */
bool rows_awaited(const struct bs_app *app);
void rows_retry(struct bs_app *app); /* what failed may be asked for again */
bool rows_arrived(struct bs_app *app, struct bs_reply *r); /* true: kept */
void rows_stale(struct bs_app *app);
void rows_reconcile(struct bs_app *app, const int64_t *old, size_t n);
void rows_free(struct bs_app *app);
void seek_open(struct bs_app *app, int dir, bool asked);
bool seek_arrived(struct bs_app *app, const struct bs_reply *r);
bool row_is_open(const struct bs_app *app, const struct bs_row *row);
void detail_want(struct bs_app *app);
void detail_again(struct bs_app *app);
void detail_arrived(struct bs_app *app, struct bs_reply *r);
const struct bs_detail *
app_detail(const struct bs_app *app); /* of the current row, or NULL */
void totals_want(struct bs_app *app);

/* -- table.c: a list of anything in the place of the results
 * ---------------------------------------------------------- */

/* kind TABLE or FACETS; text as in the job. */
void table_open(struct bs_app *app, enum bs_job_kind kind, const char *text);
/* The list that is open asks for something else, and shows what it has until that comes. */
void table_show(struct bs_app *app, enum bs_job_kind kind, const char *text);
void table_close(struct bs_app *app);
/* The text of a column in the current row; empty where there is none. */
bs_str table_filter_of(const struct bs_app *app); /* of the row at the cursor; may be empty */
bs_str table_text_of(const struct bs_app *app, const char *column);
void table_again(struct bs_app *app); /* the data changed */
bool table_arrived(struct bs_app *app, struct bs_reply *r); /* true: kept */
void table_filter(struct bs_app *app, const char *text);
void table_sort(struct bs_app *app, int dir);
void table_reverse(struct bs_app *app);
void table_move(struct bs_app *app, enum move_unit unit, int dir);
void table_scroll(struct bs_app *app);
void table_click(struct bs_app *app, int row);
void table_enter(struct bs_app *app);
int64_t table_service_at(const struct bs_app *app, size_t at); /* 0 = none */
int64_t table_service(const struct bs_app *app); /* of the current row; 0 = none */
enum bs_speaks table_speaks(const struct bs_app *app); /* AS_LIST where no table is open */
enum bs_scope table_scope(const struct bs_app *app);   /* of the current row */
void table_title(const struct bs_app *app, char *out, size_t max);
void table_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus);

/* -- rule.c, pane_rule.c: making a rule
 * ------------------------------------------------------------------------------- */

bool row_marked(const struct bs_app *app, int64_t id);
void marks_clear(struct bs_app *app);
enum bs_scope marks_scope(const struct bs_app *app);
void marks_judge(struct bs_app *app, enum bs_verdict v, enum bs_scope scope);
void marks_reached(struct bs_app *app, const struct bs_reply *r);
void marks_agreed(struct bs_app *app);
void template_want(struct bs_app *app);
bool template_arrived(struct bs_app *app, struct bs_reply *r); /* true: kept */
void template_free(struct bs_app *app);
char template_mark(const struct bs_app *app, size_t at); /* 'L' length, '~' varies, 0 */
/* What the siblings have at that byte; false where no template is shown. */
bool template_words(const struct bs_app *app, size_t at, char *out, size_t max);
struct pick banner_pick(const struct bs_app *app); /* of the banner that is shown */
void rule_key(struct bs_app *app, const struct bs_key_event *k);
bool rule_tried(struct bs_app *app, struct bs_reply *r); /* true: kept */
void rule_set(struct bs_app *app, const struct bs_reply *r);
bool rule_undo(struct bs_app *app, bool redo); /* false: the newest thing done was no rule */
void rule_forget(struct bs_app *app); /* a verdict is newer */
void rule_remove(struct bs_app *app, const char *id); /* "" = the one under the cursor */
void rule_free(struct bs_app *app);
void rule_draw(const struct bs_app *app, struct bs_grid *g, int below);
void rule_keyline(struct bs_grid *g, int row);

/* -- panes
 * -------------------------------------------------------------------------------- */

/* r is the pane without its title. */
void query_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                bool focus);
void results_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                  bool focus);
void banner_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                 bool focus);
void verdict_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                  bool focus);
void query_title(const struct bs_app *app, char *out, size_t max);
void columns_header(const struct bs_app *app, struct bs_grid *g, struct bs_rect r);
void columns_draw(const struct bs_app *app, const struct bs_row *row, struct bs_grid *g,
                  struct bs_rect r, enum bs_style st);
void results_title(const struct bs_app *app, char *out, size_t max);
void banner_title(const struct bs_app *app, char *out, size_t max);
void verdict_title(const struct bs_app *app, char *out, size_t max);
void query_move(struct bs_app *app, enum move_unit unit, int dir);
void banner_move(struct bs_app *app, enum move_unit unit, int dir);
void verdict_move(struct bs_app *app, enum move_unit unit, int dir);
void query_enter(struct bs_app *app);
void query_click(struct bs_app *app, int row);
void banner_click(struct bs_app *app, int row, int col);
void banner_drag(struct bs_app *app, int row, int col); /* row may be outside the pane */
void banner_sideways(struct bs_app *app, int dir);
void banner_goto(struct bs_app *app, const char *text);
void pager_open(struct bs_app *app, const char *title, bs_bytes text, bool cut);
void pager_free(struct bs_app *app);
void pager_settle(struct bs_app *app);
void pager_draw(const struct bs_app *app, struct bs_grid *g);
void pager_key(struct bs_app *app, const struct bs_key_event *k);
void pager_move(struct bs_app *app, int64_t by);

/* welcome.c: while there is nothing in the database */
bool welcome_on(const struct bs_app *app);
void welcome_move(struct bs_app *app, int dir);
void welcome_run(struct bs_app *app);
void welcome_demo(struct bs_app *app);
void welcome_key(struct bs_app *app);
void welcome_click(struct bs_app *app, int row);
void welcome_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus);
char *app_path(const struct bs_app *app, const char *text); /* ~/ undone; the caller frees it */
/* tour.c */
void tour_start(struct bs_app *app, const char *arg); /* "", "next", "end" */
void tour_step(struct bs_app *app);
void tour_ran(struct bs_app *app, const struct bs_action_def *a); /* the user did this */
void tour_draw(const struct bs_app *app, struct bs_grid *g, int below);

void keywords_init(struct bs_app *app);
void keywords_fini(struct bs_app *app);
void keywords_hits(struct bs_app *app, const struct bs_reply *r);
size_t query_items(const struct bs_app *app);
/* The item: *list set; *kw = index of the keyword, or SIZE_MAX for the list's own line.
 */
void query_item(const struct bs_app *app, size_t at, enum bs_list_kind *list, size_t *kw);
void keyword_rule(const struct bs_keyword *kw,
                  struct bs_buf *out); /* its evidence rule */
void keyword_query(const struct bs_app *app, size_t kw, struct bs_buf *out);
void query_text(const struct bs_app *app, struct bs_buf *out); /* what `c` would ask */
void query_set(struct bs_app *app, const char *text); /* typed; "" = from the lists again */
void keywords_show(struct bs_app *app); /* which items there are: after open, close, find */
size_t keywords_checked(const struct bs_app *app);
void keywords_check(struct bs_app *app, int how); /* of what is shown: 1 all, 0 none, -1 invert */
const struct count *count_find(const struct bs_app *app, bs_str query);
void count_arrived(struct bs_app *app, const struct bs_reply *r);
void counted_arrived(struct bs_app *app, const struct bs_reply *r);
void counts_stale(struct bs_app *app); /* what is stored, and so what is left to pay, changed */
/* The count of the query that is shown, by itself. */
void count_follow(struct bs_app *app);
void collect_ask(struct bs_app *app, int64_t pages);
void resume_ask(struct bs_app *app);
void collect_resume(struct bs_app *app);
/* What is known of all chosen queries together. */
struct counts_sum {
    size_t queries, unknown; /* unknown: not counted yet */
    int64_t hits, price;
};
void counts_sum(const struct bs_app *app, struct counts_sum *out);
/* The list shows name:value; the same stands in the query pane, and its count comes by itself. */
void look_up_value(struct bs_app *app, const char *name, bs_str value);
bool has_key(struct bs_app *app); /* says what to do when not */
void count_chosen(struct bs_app *app, int arg);
void collect_agreed(struct bs_app *app);
void counts_free(struct bs_app *app);

void verdict_sheet(const struct bs_app *app, struct sheet *s);

/* -- verdicts, prompts, keys
 * --------------------------------------------------------------- */

enum bs_scope verdict_scope(const struct bs_app *app); /* what a bare digit speaks for */
int64_t verdict_reach(const struct bs_app *app,
                      enum bs_scope scope);  /* services; 0 not known */
const char *verdict_word(enum bs_verdict v); /* "clear" for NONE */
void verdict_give(struct bs_app *app, enum bs_verdict v, enum bs_scope scope, bool sure);
void verdict_text(struct bs_app *app, const char *label, const char *note);
/* Marks, looks at a sample, other people's events. */
void label_mark(struct bs_app *app, const char *kind, const char *note);
void label_look(struct bs_app *app, enum bs_verdict v);
void label_merge(struct bs_app *app, const char *path);
void label_blind(struct bs_app *app, const char *arg);
void label_blind_say(struct bs_app *app, enum bs_verdict v);
bool label_is_blind(const struct bs_app *app); /* what was said before must not be shown */
bool label_hides_words(struct bs_app *app); /* so is the note; says it */
void label_replied(struct bs_app *app, const struct bs_reply *r);
void verdict_undo(struct bs_app *app, bool redo);
void verdict_replied(struct bs_app *app, const struct bs_reply *r);

void prompt_open(struct bs_app *app, enum prompt_kind kind, const char *text);
void prompt_key(struct bs_app *app, const struct bs_key_event *k);
void prompt_draw(const struct bs_app *app, struct bs_grid *g, int row);
void prompt_check(struct bs_app *app);
/* Somebody types, reads what lies over the screen, or is being asked: a question that came now would be answered by a
 * key that was meant for something else. */
bool prompt_busy(const struct bs_app *app);
/* What Tab completes to in a line of the query language. */
void complete_line(struct bs_app *app);
bool prompt_completes(const struct bs_app *app); /* Tab does something in this line */
void complete_want(struct bs_app *app); /* after typing: values may have to be asked for */
void complete_arrived(struct bs_app *app, struct bs_reply *r);
void complete_reset(struct bs_app *app);  /* something was typed: Tab begins anew */
void complete_forget(struct bs_app *app); /* another line, or the end */
void complete_draw(const struct bs_app *app, struct bs_grid *g, int below);
void confirm_key(struct bs_app *app, const struct bs_key_event *k);
void command_import(struct bs_app *app, const char *path);
void command_run(struct bs_app *app, const char *text);
void command_complete(struct bs_app *app);
void command_draw(const struct bs_app *app, struct bs_grid *g, int below);
void help_draw(const struct bs_app *app, struct bs_grid *g);
void help_key(struct bs_app *app, const struct bs_key_event *k);

void key_apply(struct bs_app *app, const struct bs_key_event *k);
void mouse_apply(struct bs_app *app, const struct bs_key_event *k);
/* "^D", "Enter", "x" of a key event; false for keys without a name. */
bool key_name(const struct bs_key_event *k, char out[BS_KEY_TEXT]);
void action_run(struct bs_app *app, const struct bs_action_def *a);
/* The first key of an action in the focused pane, for texts: "gg"; "" when it has none. */
void action_key(const struct bs_app *app, const struct bs_action_def *a, char out[BS_KEY_TEXT]);

void status_draw(const struct bs_app *app, struct bs_grid *g, int row);
void keyline_draw(const struct bs_app *app, struct bs_grid *g, int row);
void session_restore(struct bs_app *app, const char *text);
void session_post(struct bs_app *app);
size_t size_min(size_t a, size_t b);
/* How far a movement goes where `rows` are seen: a page keeps one of them in sight; `all` to the end. */
int64_t move_step(enum move_unit unit, int rows, int64_t all);
/* at + by, kept within 0..n-1 (0 when n is 0) */
size_t step_clamped(size_t at, int64_t by, size_t n);

#endif
