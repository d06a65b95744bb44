/* To the next item that waits for an analyst, through rows that may not be in memory. */
#include "app.h"

static bool decided_here(const struct bs_app *app, const struct bs_row *row)
{
    for (size_t i = 0; i < app->recents; i++) {
        const struct recent *d = &app->recent[i];
        if ((d->scope == BS_SCOPE_SERVICE && d->service == row->id) ||
            (d->scope == BS_SCOPE_BANNER && d->group == row->banner) ||
            (d->scope == BS_SCOPE_SHAPE && d->group == row->shape))
            return true;
    }
    return false;
}

bool row_is_open(const struct bs_app *app, const struct bs_row *row)
{
    return row->open && !decided_here(app, row);
}

static void found(struct bs_app *app)
{
    app->seek.on = false;
    list_go(app, app->seek.at);
}

static void exhausted(struct bs_app *app)
{
    app->seek.on = false;
    /* After a verdict the line belongs to "saved ..."; the facts beside it say that nothing is open. */
    if (app->seek.asked)
        app_message(app, BS_ST_STATUS, "nothing open is left in this list");
}

static void advance(struct seek *s, size_t n)
{
    s->left--;
    if (s->dir > 0)
        s->at = s->at + 1 < n ? s->at + 1 : 0;
    else
        s->at = s->at > 0 ? s->at - 1 : n - 1;
}

static void ask(struct bs_app *app)
{
    const struct list *l = &app->list;
    struct seek *s = &app->seek;
    size_t n = SEEK_ROWS, from = s->at;
    if (s->dir < 0) {
        n = size_min(n, s->at + 1);
        from = s->at + 1 - n;
    } else {
        n = size_min(n, l->n - s->at);
    }
    struct bs_job *j = bs_job_new(BS_JOB_ROWS);
    j->ids = bs_alloc(n * sizeof *j->ids);
    memcpy(j->ids, l->ids + from, n * sizeof *j->ids);
    j->n = n;
    s->serial = outbox_post(app, j);
    if (!s->serial)
        s->on = false;
}

static void walk(struct bs_app *app)
{
    struct seek *s = &app->seek;
    while (s->on && s->left > 0) {
        const struct bs_row *row = list_row(app, s->at);
        if (!row) {
            ask(app);
            return;
        }
        if (row_is_open(app, row)) {
            found(app);
            return;
        }
        advance(s, app->list.n);
    }
    if (s->on)
        exhausted(app);
}

void seek_open(struct bs_app *app, int dir, bool asked)
{
    const struct list *l = &app->list;
    if (l->n == 0)
        return;
    app->seek = (struct seek){.on = true, .dir = dir, .asked = asked, .at = l->cursor,
                               .left = l->n};
    advance(&app->seek, l->n);
    walk(app);
}

bool seek_arrived(struct bs_app *app, const struct bs_reply *r)
{
    struct seek *s = &app->seek;
    if (!s->serial || r->serial != s->serial)
        return false;
    s->serial = 0;
    if (!s->on)
        return true;
    if (r->state == BS_REPLY_FAILED || !r->row || r->n == 0) {
        s->on = false;
        app_message(app, BS_ST_ERROR, "rows: %s", r->error.text);
        return true;
    }
    for (size_t i = 0; i < r->n && s->left > 0; i++) {
        const struct bs_row *row = &r->row[s->dir > 0 ? i : r->n - 1 - i];
        if (row_is_open(app, row)) {
            found(app);
            return true;
        }
        advance(s, app->list.n);
    }
    walk(app);
    return true;
}
