#include "app.h"

#include <stdio.h>
#include <stdlib.h>

size_t size_min(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t step_clamped(size_t at, int64_t by, size_t n)
{
    if (n == 0)
        return 0;
    if (by < 0)
        return (uint64_t)-by > at ? 0 : at - (size_t)-by;
    return (uint64_t)by > n - 1 || at > n - 1 - (size_t)by ? n - 1 : at + (size_t)by;
}

static const char *own(struct bs_app *app, size_t slot, const char *text)
{
    app->owned[slot] = text ? bs_strdup(bs_str_z(text)) : NULL;
    return app->owned[slot];
}

struct bs_app *bs_app_new(const struct bs_app_options *o)
{
    struct bs_app *app = bs_alloc(sizeof *app);
    app->o = *o;
    app->o.db_name = own(app, 0, o->db_name);
    app->o.db_path = own(app, 1, o->db_path);
    app->o.query = own(app, 2, o->query);
    app->o.analyst = own(app, 3, o->analyst);
    app->o.scope = own(app, 4, o->scope);
    app->o.pipe_command = own(app, 7, o->pipe_command);
    app->o.home = own(app, 8, o->home);
    app->o.session = NULL;
    app->o.notice = NULL;
    app->o.keymap = NULL;
    app->o.columns = NULL;
    if (!o->columns || bs_screen_columns_parse(bs_str_z(o->columns), &app->columns, NULL) != BS_OK)
        bs_screen_columns_parse(BS_STR(BS_SCREEN_COLUMNS), &app->columns, NULL);
    if (o->keymap)
        app->keymap = *o->keymap;
    else
        bs_keymap_default(&app->keymap);
    app->ascii = o->ascii || !o->utf8;
    app->mouse = o->mouse;
    app->rows = LAYOUT_ROWS_MIN;
    app->cols = LAYOUT_COLS_MIN;
    app->focus = BS_PANE_RESULTS;
    app->credits = -1;
    app->dirty = true;
    app->message_style = BS_ST_STATUS;
    app->list.filter = bs_strdup(BS_STR(""));
    bs_buf_init(&app->wish_arg, 64 << 20);
    app->scope = bs_strdup(bs_str_z(o->scope));
    app->count = bs_alloc(COUNTS_MAX * sizeof *app->count);
    banner_init(app);
    keywords_init(app);
    outbox_post(app, bs_job_new(BS_JOB_COUNTED));
    if (o->session)
        session_restore(app, o->session);
    if (!o->query || !list_filter(app, o->query))
        list_select(app);
    if (o->notice)
        app_message(app, o->notice_error ? BS_ST_ERROR : BS_ST_STATUS, "%s", o->notice);
    totals_want(app);
    if (o->have_key)
        outbox_post(app, bs_job_new(BS_JOB_INFO));
    return app;
}

void bs_app_free(struct bs_app *app)
{
    if (!app)
        return;
    for (size_t i = 0; i < BS_COUNT(app->owned); i++)
        free(app->owned[i]);
    for (size_t i = 0; i < PROMPT_KINDS; i++)
        history_fini(&app->history[i]);
    free(app->list.filter);
    free(app->list.ids);
    free(app->query);
    free(app->scope);
    rule_free(app);
    template_free(app);
    marks_clear(app);
    table_close(app);
    complete_forget(app);
    rows_free(app);
    bs_reply_free(app->detail);
    keywords_fini(app);
    counts_free(app);
    outbox_free(app);
    bs_buf_fini(&app->wish_arg);
    banner_fini(app);
    pager_free(app);
    free(app->save_path);
    free(app->save_bytes);
    free(app);
}

void app_message(struct bs_app *app, enum bs_style st, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(app->message, sizeof app->message, fmt, ap);
    va_end(ap);
    app->message_style = st;
    app->rings |= st == BS_ST_ERROR && app->o.bell;
}

void bs_app_say(struct bs_app *app, bool error, const char *text)
{
    app_message(app, error ? BS_ST_ERROR : BS_ST_STATUS, "%s%s%s", app->copied,
                app->copied[0] ? ": " : "", text);
    app->copied[0] = '\0';
    app->piping = app->piping && !error;
    app->dirty = true;
}

void app_wish(struct bs_app *app, enum bs_app_wish wish, bs_str argument)
{
    app->wish = wish;
    bs_buf_clear(&app->wish_arg);
    bs_buf_put(&app->wish_arg, argument);
}

enum bs_app_wish bs_app_wish(struct bs_app *app, bs_str *argument)
{
    enum bs_app_wish wish = app->wish;
    if (argument)
        *argument = bs_buf_str(&app->wish_arg);
    app->wish = BS_WISH_NONE;
    return wish;
}

bool bs_app_bell(struct bs_app *app)
{
    bool rings = app->rings;
    app->rings = false;
    return rings;
}

bool bs_app_awaits_rows(const struct bs_app *app)
{
    return app->list.waiting || app->detail_serial || rows_awaited(app);
}

bool bs_app_dirty(struct bs_app *app)
{
    bool dirty = app->dirty;
    app->dirty = false;
    return dirty;
}

void app_layout(const struct bs_app *app, struct layout *l)
{
    layout_compute(app->rows, app->cols, app->focus, app->zoom, app->grow, l);
}

int app_pane_rows(const struct bs_app *app, enum bs_pane pane)
{
    struct layout l;
    app_layout(app, &l);
    return l.pane[pane].rows > 1 ? l.pane[pane].rows - 1 : 0;
}

int app_pane_cols(const struct bs_app *app, enum bs_pane pane)
{
    struct layout l;
    app_layout(app, &l);
    return l.pane[pane].cols > 0 ? l.pane[pane].cols : 1;
}

enum bs_gate_mode app_gate(const struct bs_app *app)
{
    return app->ascii ? BS_GATE_ASCII : BS_GATE_UTF8;
}

static void resize(struct bs_app *app, int rows, int cols)
{
    app->rows = rows < 1 ? 1 : rows;
    app->cols = cols < 1 ? 1 : cols;
}

void bs_app_apply(struct bs_app *app, struct bs_ui_event *ev)
{
    app->now = ev->now;
    switch (ev->kind) {
    case BS_EVENT_KEY:
        app->dirty = true;
        rows_retry(app);
        if (ev->key.code == BS_KEY_MOUSE)
            mouse_apply(app, &ev->key);
        else
            key_apply(app, &ev->key);
        break;
    case BS_EVENT_RESIZE:
        app->dirty = true;
        resize(app, ev->rows, ev->cols);
        break;
    case BS_EVENT_REPLY:
        app->dirty = true;
        if (ev->reply)
            reply_apply(app, ev->reply);
        ev->reply = NULL;
        break;
    case BS_EVENT_TICK:
        break;
    }
    list_scroll(app);
    if (app->table.on)
        table_scroll(app);
    rows_want(app);
    detail_want(app);
    rows_ahead(app);
    template_want(app);
    count_follow(app);
    banner_settle(app);
    pager_settle(app);
}

static const struct {
    void (*draw)(const struct bs_app *, struct bs_grid *, struct bs_rect, bool);
    void (*title)(const struct bs_app *, char *, size_t);
} panes[BS_PANE_COUNT] = {
    [BS_PANE_QUERY] = {query_draw,   query_title  },
    [BS_PANE_RESULTS] = {results_draw, results_title},
    [BS_PANE_BANNER] = {banner_draw,  banner_title },
    [BS_PANE_VERDICT] = {verdict_draw, verdict_title},
};

static void draw_pane(const struct bs_app *app, struct bs_grid *g, enum bs_pane pane,
                      struct bs_rect r)
{
    char title[256];
    bool focus = app->focus == pane;
    if (r.rows < 1)
        return;
    panes[pane].title(app, title, sizeof title);
    bs_grid_line(g, r.row, r.col, r.cols, false,
                 focus ? BS_ST_BORDER_FOCUS : BS_ST_BORDER);
    /* The focus is told by brackets too: a terminal may have neither colour nor bold. */
    bs_grid_printf(g, r.row, r.col + 1, r.cols - 2,
                   focus ? BS_ST_TITLE_FOCUS : BS_ST_TITLE, focus ? "[%s]" : " %s ",
                   title);
    struct bs_rect inner = {r.row + 1, r.col, r.rows - 1, r.cols};
    if (inner.rows > 0 && inner.cols > 0)
        panes[pane].draw(app, g, inner, focus && !app->help && !app->pager.on);
}

void bs_app_draw(const struct bs_app *app, struct bs_grid *g)
{
    struct layout l;
    g->ascii = app->ascii;
    bs_grid_fill(g, (struct bs_rect){0, 0, g->rows, g->cols}, BS_ST_TEXT);
    g->cursor_row = g->cursor_col = 0;
    g->cursor_visible = false;
    layout_compute(g->rows, g->cols, app->focus, app->zoom, app->grow, &l);
    if (l.too_small) {
        bs_grid_printf(g, 0, 0, g->cols, BS_ST_TEXT,
                       "bannerscope needs 80x24, this is %dx%d", g->cols, g->rows);
        return;
    }
    for (int i = 0; i < l.bars; i++)
        bs_grid_line(g, 0, l.bar[i], g->rows - 2, true, BS_ST_BORDER);
    for (int p = 0; p < BS_PANE_COUNT; p++)
        draw_pane(app, g, (enum bs_pane)p, l.pane[p]);
    status_draw(app, g, l.status_row);
    keyline_draw(app, g, l.key_row);
    if (app->tour && !app->help)
        tour_draw(app, g, l.status_row);
    if (app->help)
        help_draw(app, g);
    if (app->pager.on)
        pager_draw(app, g);
    if (app->rule.on) {
        rule_draw(app, g, l.status_row);
        rule_keyline(g, l.key_row);
    }
    if (app->prompt != PROMPT_NONE) {
        if (app->prompt == PROMPT_COMMAND)
            command_draw(app, g, l.status_row);
        else
            complete_draw(app, g, l.status_row);
        prompt_draw(app, g, l.key_row);
    }
}
