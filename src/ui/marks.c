/* Several rows at once: marked by key or all that the list shows, judged together after the number was seen. */
#include "actions.h"

#include <stdio.h>
#include <stdlib.h>

#include "app.h"

static int by_id(const void *x, const void *y)
{
    const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

static size_t place_of(const struct row_marks *m, int64_t id)
{
    size_t low = 0, high = m->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (m->id[mid] < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool row_marked(const struct bs_app *app, int64_t id)
{
    const struct row_marks *m = &app->marks;
    size_t at = place_of(m, id);
    return at < m->n && m->id[at] == id;
}

static void make_room(struct row_marks *m, size_t n)
{
    if (n <= m->room)
        return;
    m->room = n < 64 ? 64 : n * 2;
    m->id = bs_realloc(m->id, m->room * sizeof *m->id);
}

void marks_clear(struct bs_app *app)
{
    free(app->marks.id);
    app->marks = (struct row_marks){0};
}

static void say_marked(struct bs_app *app)
{
    if (app->marks.n)
        app_message(app, BS_ST_STATUS, "%zu marked: 1 2 3 0 judge them together, the number of services is shown first",
                    app->marks.n);
    else
        app_message(app, BS_ST_STATUS, "nothing is marked");
}

void act_mark_row(struct bs_app *app, int arg)
{
    struct row_marks *m = &app->marks;
    int64_t id = list_current_id(app);
    (void)arg;
    if (!id)
        return;
    m->serial = 0; /* what is being counted is not what is marked now */
    size_t at = place_of(m, id);
    if (at < m->n && m->id[at] == id) {
        memmove(m->id + at, m->id + at + 1, (--m->n - at) * sizeof *m->id);
    } else if (m->n == ROW_MARKS_MAX) {
        app_message(app, BS_ST_ERROR, "at most %d rows can be marked", ROW_MARKS_MAX);
        return;
    } else {
        make_room(m, m->n + 1);
        memmove(m->id + at + 1, m->id + at, (m->n++ - at) * sizeof *m->id);
        m->id[at] = id;
    }
    if (app->table.on)
        table_move(app, MOVE_LINE, 1);
    else
        list_move(app, MOVE_LINE, 1);
    say_marked(app);
}

/* All rows of the list that is open; where all are marked already, none. */
void act_mark_all(struct bs_app *app, int arg)
{
    struct row_marks *m = &app->marks;
    size_t n = app->table.on ? app->table.n : app->list.n, had = m->n;
    (void)arg;
    if (n > ROW_MARKS_MAX) {
        app_message(app, BS_ST_ERROR, "at most %d rows can be marked: filter the list", ROW_MARKS_MAX);
        return;
    }
    marks_clear(app);
    make_room(m, n + 1);
    for (size_t i = 0; i < n; i++) {
        int64_t id = app->table.on ? table_service_at(app, i) : app->list.ids[i];
        if (id)
            m->id[m->n++] = id;
    }
    if (m->n)
        qsort(m->id, m->n, sizeof *m->id, by_id);
    if (had == m->n)
        marks_clear(app);
    say_marked(app);
}

/* A bare digit means what it means for one row of the list: in a list of shapes the shape, else the banner. */
enum bs_scope marks_scope(const struct bs_app *app)
{
    const struct bs_reply *r = app->table.on ? app->table.reply : NULL;
    return r && r->table->speaks_for == BS_SPEAKS_SHAPE ? BS_SCOPE_SHAPE : BS_SCOPE_BANNER;
}

/* -- judging them ------------------------------------------------------------------------ */

static struct bs_job *job_of_marks(const struct bs_app *app, enum bs_job_kind kind)
{
    const struct row_marks *m = &app->marks;
    struct bs_job *j = bs_job_new(kind);
    j->ids = bs_alloc(m->n * sizeof *j->ids);
    memcpy(j->ids, m->id, m->n * sizeof *j->ids);
    j->n = m->n;
    j->scope = m->scope;
    j->verdict = m->verdict;
    return j;
}

/* The number first: it is asked for, then told with the question. */
void marks_judge(struct bs_app *app, enum bs_verdict v, enum bs_scope scope)
{
    app->marks.verdict = v;
    app->marks.scope = scope;
    app->marks.serial = outbox_post(app, job_of_marks(app, BS_JOB_REACH));
    if (app->marks.serial)
        app_message(app, BS_ST_STATUS, "counting what this would speak for...");
    else
        app_message(app, BS_ST_ERROR, "NOT SAVED: the engine takes no more jobs");
}

void marks_reached(struct bs_app *app, const struct bs_reply *r)
{
    static const char *const by[] = {"alone", "by their banners", "by their shapes"};
    struct row_marks *m = &app->marks;
    if (r->serial != m->serial || !m->n)
        return;
    m->serial = 0;
    if (r->state == BS_REPLY_FAILED) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: %s", r->error.text);
        return;
    }
    if (r->reach.services == 0) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: no response, nothing to judge");
        return;
    }
    if (prompt_busy(app)) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: something else was begun meanwhile; press the digit again");
        return;
    }
    char decided[64] = "";
    if (r->reach.decided)
        snprintf(decided, sizeof decided, ", %lld of them decided before", (long long)r->reach.decided);
    app->confirm = CONFIRM_MARKS;
    snprintf(app->confirm_text, sizeof app->confirm_text, "%s: %zu marked, %lld services %s%s? y/n",
             verdict_word(m->verdict), m->n, (long long)r->reach.services, by[m->scope], decided);
}

void marks_agreed(struct bs_app *app)
{
    struct row_marks *m = &app->marks;
    if (app->pendings == PENDING_MAX || !m->n) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: too many verdicts are waiting for the disk");
        return;
    }
    struct pending p = {.service = m->id[0], .scope = m->scope, .verdict = m->verdict};
    p.serial = outbox_post(app, job_of_marks(app, BS_JOB_DECIDE));
    if (!p.serial) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: the engine takes no more jobs");
        return;
    }
    app->pending[app->pendings++] = p;
    rule_forget(app);
    marks_clear(app);
    app_message(app, BS_ST_STATUS, "writing...");
}
