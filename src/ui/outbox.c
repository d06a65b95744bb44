/* What leaves for the engine, and where its answers go. */
#include "app.h"

#include <assert.h>
#include <stdlib.h>

uint64_t outbox_post(struct bs_app *app, struct bs_job *job)
{
    struct outbox *o = &app->out;
    job->serial = ++app->serial;
    if (o->n ==
        BS_COUNT(o->job)) { /* the engine is stuck: what can be asked again gives way */
        for (size_t i = 0; i < o->n; i++)
            if (o->job[i]->kind == BS_JOB_ROWS || o->job[i]->kind == BS_JOB_DETAIL) {
                outbox_drop(app, o->job[i]->kind, o->job[i]->serial);
                break;
            }
    }
    if (o->n == BS_COUNT(o->job)) {
        app_message(app, BS_ST_ERROR,
                    "too many jobs are waiting; this one was not taken");
        bs_job_free(job);
        return 0;
    }
    o->job[o->n++] = job;
    return app->serial;
}

void outbox_drop(struct bs_app *app, enum bs_job_kind kind, uint64_t serial)
{
    struct outbox *o = &app->out;
    size_t kept = 0;
    for (size_t i = 0; i < o->n; i++) {
        if (o->job[i]->kind == kind && (serial == 0 || o->job[i]->serial == serial))
            bs_job_free(o->job[i]);
        else
            o->job[kept++] = o->job[i];
    }
    o->n = kept;
}

void outbox_free(struct bs_app *app)
{
    while (app->out.n)
        bs_job_free(app->out.job[--app->out.n]);
}

struct bs_job *bs_app_next_job(struct bs_app *app)
{
    struct outbox *o = &app->out;
    if (o->n == 0)
        return NULL;
    struct bs_job *job = o->job[0];
    memmove(o->job, o->job + 1, --o->n * sizeof *o->job);
    return job;
}

void bs_app_refused(struct bs_app *app, struct bs_job *job)
{
    struct outbox *o = &app->out;
    assert(o->n < BS_COUNT(o->job)); /* it left from here: nothing took its room meanwhile */
    memmove(o->job + 1, o->job, o->n++ * sizeof *o->job);
    o->job[0] = job;
}

/* -- long jobs
 * --------------------------------------------------------------------------- */

const char *job_name(enum bs_job_kind kind)
{
    static const char *const names[BS_JOB_COUNT_KINDS] = {
        [BS_JOB_IMPORT] = "import", [BS_JOB_CLASSIFY] = "classify",
        [BS_JOB_COUNT] = "count",   [BS_JOB_COLLECT] = "collect",
        [BS_JOB_HOST] = "host",     [BS_JOB_INFO] = "account",
        [BS_JOB_RULE_SET] = "rule", [BS_JOB_SAVE] = "saved",    [BS_JOB_DROP] = "unfinished",
        [BS_JOB_HANDOVER] = "handover",
    };
    return names[kind] ? names[kind] : "job";
}

uint64_t job_start(struct bs_app *app, enum bs_job_kind kind, const char *text,
                   int64_t limit)
{
    struct bs_job *j = bs_job_new(kind);
    j->text = text ? bs_strdup(bs_str_z(text)) : NULL;
    j->limit = limit;
    uint64_t serial = outbox_post(app, j);
    if (serial && app->njobs < LONG_MAX)
        app->jobs[app->njobs++] = (struct long_job){.serial = serial, .kind = kind};
    return serial;
}

static struct long_job *job_find(struct bs_app *app, uint64_t serial)
{
    for (size_t i = 0; i < app->njobs; i++)
        if (app->jobs[i].serial == serial)
            return &app->jobs[i];
    return NULL;
}

static void long_replied(struct bs_app *app, const struct bs_reply *r)
{
    struct long_job *j = job_find(app, r->serial);
    char text[400];
    if (r->state == BS_REPLY_PART) {
        if (j) {
            j->done = r->done;
            j->total = r->total;
            bs_gate_z(bs_str_bytes(r->text), j->what, sizeof j->what);
        }
        return;
    }
    if (j)
        *j = app->jobs[--app->njobs];
    const char *name = job_name(r->kind);
    if (r->state == BS_REPLY_FAILED)
        app_message(app, BS_ST_ERROR, "%s: %s", name, r->error.text);
    else if (r->text.n)
        app_message(app, BS_ST_OK, "%s: %s", name,
                    bs_gate_z(bs_str_bytes(r->text), text, sizeof text));
}

/* New rows appear while they come in, but the list is not asked for more than every two
 * seconds: on a million rows a selection costs more than it shows. */
static void data_changed(struct bs_app *app, bool finished)
{
    enum { EVERY_US = 2000000 };
    if (!finished && app->refreshed && app->now - app->refreshed < EVERY_US)
        return;
    app->refreshed = app->now;
    list_refresh(app);
    totals_want(app);
    if (finished) {
        counts_stale(app);
        table_again(app);
        rows_stale(app);
        detail_again(app);
    }
}

void totals_want(struct bs_app *app)
{
    if (app->totals_serial) {
        app->totals_again = true;
        return;
    }
    app->totals_again = false;
    app->totals_serial = outbox_post(app, bs_job_new(BS_JOB_TOTALS));
}

/* Once, at the beginning: what was interrupted is not forgotten. */
static void tell_unfinished(struct bs_app *app)
{
    const struct bs_totals *t = &app->totals;
    if (app->told_unfinished || !app->o.have_key || app->o.readonly)
        return;
    app->told_unfinished = true;
    if (t->unfinished)
        app_message(app, BS_ST_STATUS, "%lld unfinished: :resume goes on, :unfinished lists",
                    (long long)t->unfinished);
}

static void totals_arrived(struct bs_app *app, const struct bs_reply *r)
{
    if (r->serial != app->totals_serial)
        return;
    app->totals_serial = 0;
    if (r->state == BS_REPLY_FAILED) {
        if (r->error.code != BS_E_CANCELLED)
            app_message(app, BS_ST_ERROR, "totals: %s", r->error.text);
    } else if (r->totals) {
        app->totals = *r->totals;
        app->totals_known = true;
        keywords_hits(app, r);
        tell_unfinished(app);
    }
    if (app->totals_again)
        totals_want(app);
}

void reply_apply(struct bs_app *app, struct bs_reply *r)
{
    bool kept = false;
    if (r->credits >= 0)
        app->credits = r->credits;
    switch (r->kind) {
    case BS_JOB_SELECT:
        list_selected(app, r);
        break;
    case BS_JOB_ROWS:
        kept = !seek_arrived(app, r) && rows_arrived(app, r);
        break;
    case BS_JOB_DETAIL:
        detail_arrived(app, r);
        kept = app->detail == r;
        break;
    case BS_JOB_BANNER:
        compare_arrived(app, r);
        break;
    case BS_JOB_WRITE:
        banner_saved(app, r);
        break;
    case BS_JOB_TOTALS:
        totals_arrived(app, r);
        break;
    case BS_JOB_DECIDE:
    case BS_JOB_UNDO:
        verdict_replied(app, r);
        break;
    case BS_JOB_SESSION:
        break;
    case BS_JOB_TABLE:
    case BS_JOB_FACETS:
        kept = table_arrived(app, r);
        break;
    case BS_JOB_REACH:
        marks_reached(app, r);
        break;
    case BS_JOB_TEMPLATE:
        kept = template_arrived(app, r);
        break;
    case BS_JOB_RULE_TRY:
        kept = rule_tried(app, r);
        break;
    case BS_JOB_RULE_SET:
        rule_set(app, r);
        data_changed(app, r->state != BS_REPLY_PART);
        break;
    case BS_JOB_VALUES:
        complete_arrived(app, r);
        kept = app->complete.values == r;
        break;
    case BS_JOB_COUNTED:
        counted_arrived(app, r);
        break;
    case BS_JOB_FOLLOW:
        count_arrived(app, r);
        break;
    case BS_JOB_MARK:
    case BS_JOB_LOOK:
    case BS_JOB_BLIND:
    case BS_JOB_MERGE:
        label_replied(app, r);
        break;
    case BS_JOB_HANDOVER:
        long_replied(app, r);
        break;
    case BS_JOB_SAVE:
    case BS_JOB_DROP:
        long_replied(app, r);
        totals_want(app);
        table_again(app);
        break;
    case BS_JOB_COUNT:
        long_replied(app, r);
        count_arrived(app, r);
        break;
    case BS_JOB_INFO:
        if (r->state == BS_REPLY_FAILED || job_find(app, r->serial)) /* at the start it is quiet */
            long_replied(app, r);
        break;
    case BS_JOB_IMPORT:
    case BS_JOB_CLASSIFY:
    case BS_JOB_COLLECT:
    case BS_JOB_HOST:
        long_replied(app, r);
        data_changed(app, r->state != BS_REPLY_PART);
        break;
    case BS_JOB_COUNT_KINDS:
        break;
    }
    if (!kept)
        bs_reply_free(r);
}
