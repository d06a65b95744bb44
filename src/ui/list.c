/* The list of results: which ids, in what order, and where the cursor is. */
#include "app.h"

#include <stdlib.h>

static bool asks_aside(const char *text)
{
    struct bs_arena a;
    struct bs_query q;
    uint32_t at;
    bool asks = false;
    bs_arena_init(&a, 0);
    if (bs_query_parse(bs_str_z(text), BS_QUERY_LOCAL, &a, &q, &at, NULL) == BS_OK)
        for (size_t i = 0; i < q.terms; i++)
            asks |= q.term[i].filter && q.term[i].filter->what == BS_F_ASIDE;
    bs_arena_fini(&a);
    return asks;
}

void list_effective(const struct bs_app *app, struct bs_buf *out)
{
    bs_buf_put(out, bs_str_z(app->list.filter));
    if (!app->list.show_aside && !asks_aside(app->list.filter))
        bs_buf_put(out, *app->list.filter ? BS_STR(" aside:no") : BS_STR("aside:no"));
}

static void post_select(struct bs_app *app)
{
    struct bs_job *j = bs_job_new(BS_JOB_SELECT);
    struct bs_buf text;
    bs_buf_init(&text, 2 * LINE_MAX_BYTES);
    list_effective(app, &text);
    j->text = bs_strdup(bs_buf_str(&text));
    j->sort = app->list.sort;
    j->descending = app->list.descending;
    bs_buf_fini(&text);
    outbox_drop(app, BS_JOB_SELECT, 0);
    app->list.serial = outbox_post(app, j);
    app->list.waiting = app->list.serial != 0;
    app->list.again = false;
}

void list_select(struct bs_app *app)
{
    app->seek.on = false;
    post_select(app);
}

void list_refresh(struct bs_app *app)
{
    if (app->list.waiting)
        app->list.again = true;
    else
        post_select(app);
}

bool list_filter(struct bs_app *app, const char *text)
{
    struct bs_arena a;
    struct bs_query q;
    struct bs_error e = {0};
    uint32_t at = 0;
    bs_arena_init(&a, 0);
    bs_err err = bs_query_parse(bs_str_z(text), BS_QUERY_LOCAL, &a, &q, &at, &e);
    bs_arena_fini(&a);
    if (err != BS_OK) {
        app_message(app, BS_ST_ERROR, "filter: %s", e.text);
        return false;
    }
    char *copy = bs_strdup(bs_str_trim(bs_str_z(text)));
    free(app->list.filter);
    app->list.filter = copy;
    app->list.fresh = true;
    list_select(app);
    return true;
}

/* A row keeps its place under the cursor when the list around it changes. */
static size_t find_again(const struct list *l, int64_t id, size_t fallback)
{
    if (id)
        for (size_t i = 0; i < l->n; i++)
            if (l->ids[i] == id)
                return i;
    return step_clamped(fallback, 0, l->n);
}

void list_selected(struct bs_app *app, struct bs_reply *r)
{
    struct list *l = &app->list;
    if (r->serial != l->serial)
        return;
    l->waiting = false;
    if (r->state == BS_REPLY_FAILED) {
        if (r->error.code != BS_E_CANCELLED)
            app_message(app, BS_ST_ERROR, "list: %s", r->error.text);
    } else {
        int64_t here = !l->known ? l->keep_id : l->cursor < l->n ? l->ids[l->cursor] : 0;
        size_t at = !l->known ? l->keep_at : l->fresh ? 0 : l->cursor;
        size_t offset = l->cursor - l->top;
        int64_t *old = l->ids;
        size_t old_n = l->n;
        l->ids = r->ids;
        l->n = r->ids ? r->n : 0;
        r->ids = NULL;
        l->known = true;
        l->fresh = false;
        rows_reconcile(app, old, old_n);
        free(old);
        l->cursor = find_again(l, here, at);
        l->top = l->cursor > offset ? l->cursor - offset : 0;
        app->seek.on = false;
    }
    if (l->again)
        post_select(app);
}

int64_t list_current_id(const struct bs_app *app)
{
    if (app->table.on && table_service(app))
        return table_service(app);
    const struct list *l = &app->list;
    return l->cursor < l->n ? l->ids[l->cursor] : 0;
}

const struct bs_row *list_current(const struct bs_app *app)
{
    if (app->table.on && table_service(app)) { /* the row comes with the banner beside */
        const struct bs_detail *d = app_detail(app);
        return d ? &d->row : NULL;
    }
    return list_row(app, app->list.cursor);
}

static size_t visible(const struct bs_app *app)
{
    int rows = app_pane_rows(app, BS_PANE_RESULTS) - 1; /* the header */
    return rows > 0 ? (size_t)rows : 1;
}

/* A terminal scrolls whole lines.  Beside another pane every row would be sent again with every
 * step over the edge: there the window goes on by half of itself. */
static size_t step_over_edge(const struct bs_app *app, size_t rows)
{
    return app_pane_cols(app, BS_PANE_RESULTS) == app->cols ? 1 : rows / 2 + 1;
}

size_t results_top(const struct bs_app *app, size_t top, size_t cursor, size_t rows, size_t n)
{
    size_t step = step_over_edge(app, rows);
    if (cursor + 1 == top)
        top -= size_min(step, top);
    else if (cursor == top + rows)
        top += step;
    else if (cursor < top)
        top = cursor;
    else if (cursor > top + rows)
        top = cursor - rows + 1;
    return top + rows <= n ? top : n > rows ? n - rows : 0;
}

void list_scroll(struct bs_app *app)
{
    struct list *l = &app->list;
    if (l->n == 0 || l->cursor >= l->n)
        l->cursor = l->n ? l->n - 1 : 0;
    l->top = results_top(app, l->top, l->cursor, visible(app), l->n);
}

void list_go(struct bs_app *app, size_t at)
{
    app->list.cursor = step_clamped(at, 0, app->list.n);
    list_scroll(app);
}

void list_move(struct bs_app *app, enum move_unit unit, int dir)
{
    int64_t by = move_step(unit, (int)visible(app), (int64_t)app->list.n);
    app->seek.on = false;
    if (welcome_on(app)) {
        welcome_move(app, unit == MOVE_LINE ? dir : 8 * dir);
        return;
    }
    list_go(app, step_clamped(app->list.cursor, by * dir, app->list.n));
}

/* -- the current row in full
 * ------------------------------------------------------------- */

static void post_detail(struct bs_app *app, int64_t id)
{
    struct bs_job *j = bs_job_new(BS_JOB_DETAIL);
    j->service = id;
    outbox_drop(app, BS_JOB_DETAIL, 0);
    app->detail_id = id;
    app->detail_serial = outbox_post(app, j);
}

void detail_want(struct bs_app *app)
{
    int64_t id = list_current_id(app);
    if (id == app->detail_id)
        return;
    if (id) {
        post_detail(app, id);
        return;
    }
    app->detail_id = 0;
    app->detail_serial = 0;
    bs_reply_free(app->detail);
    app->detail = NULL;
}

void detail_again(struct bs_app *app)
{
    app->template.asked = 0; /* the rules, and with them the shapes, may be others */
    int64_t id = list_current_id(app);
    if (id)
        post_detail(app, id);
}

void detail_arrived(struct bs_app *app, struct bs_reply *r)
{
    if (r->serial != app->detail_serial)
        return;
    app->detail_serial = 0;
    if (r->state == BS_REPLY_FAILED || !r->detail) {
        app_message(app, BS_ST_ERROR, "banner: %s", r->error.text);
        return;
    }
    bool same = app->detail && app->detail->service == r->service &&
                app->detail->wire.n == r->wire.n;
    bs_reply_free(app->detail);
    app->detail = r;
    if (same)
        banner_renew(app);
    else
        banner_reset(app);
}

const struct bs_detail *app_detail(const struct bs_app *app)
{
    int64_t id = list_current_id(app);
    return app->detail && id && app->detail->service == id ? app->detail->detail : NULL;
}
