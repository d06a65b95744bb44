/* Verdicts: what a key means, what goes out, and what may be said about it.
 *
 * Nothing that could be read as saved is shown before the store said so. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

const char *verdict_word(enum bs_verdict v)
{
    return v == BS_VERDICT_NONE ? "clear" : bs_verdict_name(v);
}

enum bs_scope verdict_scope(const struct bs_app *app)
{
    const struct bs_row *row = list_current(app);
    if (app->marks.n)
        return marks_scope(app);
    if (table_speaks(app) != BS_SPEAKS_AS_LIST)
        return table_scope(app);
    return row && row->count > 1 ? BS_SCOPE_BANNER : BS_SCOPE_SERVICE;
}

int64_t verdict_reach(const struct bs_app *app, enum bs_scope scope)
{
    const struct bs_detail *d = app_detail(app);
    const struct bs_row *row = list_current(app);
    if (scope == BS_SCOPE_SERVICE)
        return 1;
    if (d)
        return d->scope_count[scope];
    return row && scope == BS_SCOPE_BANNER ? row->count : 0;
}

/* In a list of groups the row says what is judged, also before the banner beside it has come: a key must not
 * be lost for being quick. */
static const struct bs_row *judged(struct bs_app *app)
{
    const struct bs_row *row = list_current(app);
    if (!row && table_speaks(app) != BS_SPEAKS_AS_LIST) {
        app->judged_group = (struct bs_row){.id = table_service(app), .response = true};
        row = &app->judged_group;
    }
    if (app->o.readonly)
        app_message(app, BS_ST_ERROR, "NOT SAVED: the database is read-only");
    else if (!row)
        app_message(app, BS_ST_ERROR,
                    app->list.n ? "NOT SAVED: this row is still loading"
                                : "NOT SAVED: there is nothing to judge");
    else if (!row->response)
        app_message(app, BS_ST_ERROR, "NOT SAVED: no response, nothing to judge");
    else if (app->pendings == PENDING_MAX)
        app_message(app, BS_ST_ERROR,
                    "NOT SAVED: too many verdicts are waiting for the disk");
    else
        return row;
    return NULL;
}

static void remember(struct bs_app *app, const struct pending *p)
{
    if (app->recents == RECENT_MAX)
        memmove(app->recent, app->recent + 1, --app->recents * sizeof *app->recent);
    app->recent[app->recents++] = (struct recent){p->scope, p->service, p->group};
}

static void forget(struct bs_app *app, const struct pending *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < app->recents; i++) {
        const struct recent *d = &app->recent[i];
        if (d->scope != p->scope || d->group != p->group ||
            (d->scope == BS_SCOPE_SERVICE && d->service != p->service))
            app->recent[kept++] = *d;
    }
    app->recents = kept;
}

static void post(struct bs_app *app, const struct bs_row *row, enum bs_verdict v,
                 enum bs_scope scope, const char *label, const char *note)
{
    struct bs_job *j = bs_job_new(BS_JOB_DECIDE);
    struct pending p = {.service = row->id, .scope = scope, .verdict = v};
    struct bs_buf target;
    p.group = scope == BS_SCOPE_BANNER  ? row->banner
              : scope == BS_SCOPE_SHAPE ? row->shape
                                        : 0;
    bs_buf_init(&target, 512);
    if (row->target.port)
        bs_target_format(&row->target, &target);
    bs_gate_z(bs_str_bytes(bs_buf_str(&target)), p.target, sizeof p.target);
    bs_buf_fini(&target);
    j->service = row->id;
    j->scope = scope;
    j->verdict = v;
    j->label = label ? bs_strdup(bs_str_z(label)) : NULL;
    j->note = note ? bs_strdup(bs_str_z(note)) : NULL;
    p.serial = outbox_post(app, j);
    if (!p.serial) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: the engine takes no more jobs");
        return;
    }
    app->pending[app->pendings++] = p;
    rule_forget(app);
    if (v == BS_VERDICT_NONE)
        forget(app, &p);
    else
        remember(app, &p);
    app_message(app, BS_ST_STATUS, "writing...");
}

static bool sure_of_shape(struct bs_app *app, enum bs_verdict v, bool sure)
{
    int64_t reach = verdict_reach(app, BS_SCOPE_SHAPE);
    if (sure || reach == 1 || (reach && app->o.sure_shape))
        return true;
    if (reach == 0) {
        app_message(app, BS_ST_ERROR,
                    "NOT SAVED: the shape is still being counted, press again");
        return false;
    }
    app->confirm = CONFIRM_SHAPE;
    app->confirm_verdict = v;
    app->confirm_service = list_current_id(app);
    snprintf(app->confirm_text, sizeof app->confirm_text,
             "%s: apply to %lld services? y/n", verdict_word(v), (long long)reach);
    return false;
}

void verdict_give(struct bs_app *app, enum bs_verdict v, enum bs_scope scope, bool sure)
{
    if (table_speaks(app) == BS_SPEAKS_LOOK) {
        label_look(app, v);
        return;
    }
    if (label_is_blind(app)) {
        label_blind_say(app, v);
        return;
    }
    if (app->marks.n) {
        if (app->o.readonly)
            app_message(app, BS_ST_ERROR, "NOT SAVED: the database is read-only");
        else
            marks_judge(app, v, scope);
        return;
    }
    /* In a list of shapes the number stands in the row the key speaks for. */
    sure |= scope == BS_SCOPE_SHAPE && table_speaks(app) != BS_SPEAKS_AS_LIST;
    const struct bs_row *row = judged(app);
    if (!row || (scope == BS_SCOPE_SHAPE && !sure_of_shape(app, v, sure)))
        return;
    app->has_last = true;
    app->last_verdict = v;
    app->last_scope = scope;
    post(app, row, v, scope, NULL, NULL);
    if (app->table.on)
        table_move(app, MOVE_LINE, 1);
    else
        seek_open(app, 1, false);
}

void verdict_text(struct bs_app *app, const char *label, const char *note)
{
    const struct bs_row *row = judged(app);
    const struct bs_detail *d = app_detail(app);
    if (!row)
        return;
    if (!d) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: this banner is still loading");
        return;
    }
    /* The store takes both texts or keeps both: the one that is not edited goes along. */
    char *old_label = bs_strdup(row->by_analyst ? row->label : BS_STR(""));
    char *old_note = bs_strdup(d->note);
    post(app, row, row->verdict, verdict_scope(app), label ? label : old_label,
         note ? note : old_note);
    free(old_label);
    free(old_note);
}

void verdict_undo(struct bs_app *app, bool redo)
{
    struct bs_job *j;
    if (app->o.readonly || app->pendings == PENDING_MAX) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: %s",
                    app->o.readonly ? "the database is read-only"
                                    : "too many verdicts wait");
        return;
    }
    j = bs_job_new(BS_JOB_UNDO);
    j->redo = redo;
    struct pending p = {.undo = true, .redo = redo};
    p.serial = outbox_post(app, j);
    if (!p.serial)
        return;
    app->pending[app->pendings++] = p;
    app_message(app, BS_ST_STATUS, "writing...");
}

static void say_saved(struct bs_app *app, const struct pending *p,
                      const struct bs_event *ev)
{
    const char *word = verdict_word(p->verdict);
    if (app->unsaved)
        return;
    if (ev && (ev->services > 1 || !*p->target))
        app_message(app, BS_ST_OK, "saved %s for %lld services", word,
                    (long long)ev->services);
    else
        app_message(app, BS_ST_OK, "saved %s %s", word, p->target);
}

static void say_undone(struct bs_app *app, const struct pending *p,
                       const struct bs_event *ev)
{
    char target[160] = "";
    /* What was taken away, or brought back. */
    enum bs_verdict which = !ev ? BS_VERDICT_NONE : p->redo ? ev->verdict : ev->before;
    if (ev)
        bs_gate_z(bs_str_bytes(ev->target), target, sizeof target);
    if (ev && ev->services > 1)
        app_message(app, BS_ST_OK, "%s: %s for %lld services",
                    p->redo ? "redone" : "undone", verdict_word(which),
                    (long long)ev->services);
    else
        app_message(app, BS_ST_OK, "%s: %s %s", p->redo ? "redone" : "undone",
                    verdict_word(which), target);
}

static void say_failed(struct bs_app *app, const struct pending *p,
                       const struct bs_error *e)
{
    app->unsaved = true;
    if (p->undo && e->code == BS_E_NOTFOUND)
        app_message(app, BS_ST_STATUS, "nothing to %s", p->redo ? "redo" : "undo");
    else
        app_message(app, BS_ST_ERROR, "NOT SAVED: %s", e->text);
}

void verdict_replied(struct bs_app *app, const struct bs_reply *r)
{
    size_t i = 0;
    while (i < app->pendings && app->pending[i].serial != r->serial)
        i++;
    if (i == app->pendings || r->state == BS_REPLY_PART)
        return;
    struct pending p = app->pending[i];
    memmove(app->pending + i, app->pending + i + 1,
            (--app->pendings - i) * sizeof *app->pending);
    if (r->state == BS_REPLY_FAILED) {
        forget(app, &p);
        say_failed(app, &p, &r->error);
        return;
    }
    if (p.undo) {
        app->recents = 0;
        say_undone(app, &p, r->event);
    } else {
        say_saved(app, &p, r->event);
    }
    rows_stale(app);
    table_again(app);
    totals_want(app);
    detail_again(app);
    session_post(app);
}
