#include "engine_priv.h"

#include <stdlib.h>

enum { QUEUE_CAPACITY = 64, PROGRESS_US = 100000 };

static const char *const lane_names[LANE_COUNT] = {
    [LANE_PAGE] = "bs-page", [LANE_SURVEY] = "bs-survey", [LANE_VERDICT] = "bs-verdict",
    [LANE_WORK] = "bs-work", [LANE_NET] = "bs-net",
};

const struct job_def bs_job_table[BS_JOB_COUNT_KINDS] = {
    [BS_JOB_SELECT] = {LANE_SURVEY, true, true, job_select},
    [BS_JOB_ROWS] = {LANE_PAGE, true, false, job_rows},
    [BS_JOB_DETAIL] = {LANE_PAGE, true, false, job_detail},
    [BS_JOB_BANNER] = {LANE_PAGE, true, false, job_banner},
    [BS_JOB_TEMPLATE] = {LANE_PAGE, true, false, job_template},
    [BS_JOB_HANDOVER] = {LANE_SURVEY, true, false, job_handover},
    [BS_JOB_WRITE] = {LANE_NET, false, true, job_write},
    [BS_JOB_TOTALS] = {LANE_SURVEY, true, false, job_totals},
    [BS_JOB_DECIDE] = {LANE_VERDICT, true, false, job_decide},
    [BS_JOB_REACH] = {LANE_PAGE, true, false, job_reach},
    [BS_JOB_UNDO] = {LANE_VERDICT, true, false, job_undo},
    [BS_JOB_SESSION] = {LANE_VERDICT, true, false, job_session},
    [BS_JOB_IMPORT] = {LANE_WORK, true, false, job_import},
    [BS_JOB_CLASSIFY] = {LANE_WORK, true, false, job_classify},
    [BS_JOB_INFO] = {LANE_NET, false, false, job_info},
    [BS_JOB_COUNT] = {LANE_NET, true, false, job_count},
    [BS_JOB_COLLECT] = {LANE_WORK, true, false, job_collect},
    [BS_JOB_HOST] = {LANE_WORK, true, false, job_host},
    [BS_JOB_FOLLOW] = {LANE_NET, true, false, job_follow},
    [BS_JOB_TABLE] = {LANE_SURVEY, true, true, job_table},
    [BS_JOB_FACETS] = {LANE_NET, false, true, job_facets},
    [BS_JOB_VALUES] = {LANE_SURVEY, true, true, job_values},
    [BS_JOB_COUNTED] = {LANE_PAGE, true, false, job_counted},
    [BS_JOB_SAVE] = {LANE_VERDICT, true, false, job_save},
    [BS_JOB_MARK] = {LANE_VERDICT, true, false, job_mark},
    [BS_JOB_LOOK] = {LANE_VERDICT, true, false, job_look},
    [BS_JOB_BLIND] = {LANE_VERDICT, true, false, job_blind},
    [BS_JOB_MERGE] = {LANE_VERDICT, true, false, job_merge},
    [BS_JOB_DROP] = {LANE_VERDICT, true, false, job_drop},
    [BS_JOB_RULE_TRY] = {LANE_SURVEY, true, true, job_rule_try},
    [BS_JOB_RULE_SET] = {LANE_WORK, true, false, job_rule_set},
};

static enum bs_store_role lane_role(enum lane_id lane)
{
    /* The net lane notes what was counted. */
    return lane == LANE_PAGE || lane == LANE_SURVEY ? BS_STORE_READ : BS_STORE_WRITE;
}

static bs_err handle_open(const struct bs_engine *en, enum lane_id lane, struct bs_store **out, struct bs_error *e)
{
    return bs_store_open(en->db_path, lane_role(lane), out, e);
}

struct opened {
    struct worker *w;
    struct bs_store *store;
};

static void handle_is_open(void *arg)
{
    const struct opened *o = arg;
    o->w->store = o->store;
}

/* In the lane's thread, while others may look for a handle to interrupt. */
static bs_err worker_open(struct worker *w, struct bs_error *e)
{
    if (w->store)
        return BS_OK;
    struct opened o = {.w = w};
    bs_err err = handle_open(w->engine, (enum lane_id)(w - w->engine->worker), &o.store, e);
    if (err == BS_OK)
        lane_locked(w->lane, handle_is_open, &o);
    return err;
}

static void reply_with(struct bs_engine *en, struct bs_reply *r, bs_err err,
                       const struct bs_error *e)
{
    r->state = err == BS_OK ? BS_REPLY_DONE : BS_REPLY_FAILED;
    r->error = *e;
    if (err != BS_OK)
        r->error.code = err;
    mailbox_post(en->mail, r);
}

/* Runs one job in its lane's thread. */
static void run_job(void *ctx, struct bs_job *job)
{
    struct worker *w = ctx;
    const struct job_def *def = &bs_job_table[job->kind];
    struct bs_reply *r = bs_reply_new(job);
    struct bs_error e = {0};
    shared_flag_set(w->cancel, 0);
    w->rules = rules_box_take(w->engine->rules);
    bs_err err = def->needs_store ? worker_open(w, &e) : BS_OK;
    if (err == BS_OK)
        err = def->run(w, job, r, &e);
    rules_box_give(w->engine->rules, w->rules);
    if (w->store)
        bs_store_assert_idle(w->store);
    if (def->lane == LANE_VERDICT)
        shared_flag_add(w->engine->urgent, -1);
    reply_with(w->engine, r, err, &e);
    bs_job_free(job);
}

bool worker_cancelled(const struct worker *w)
{
    return shared_flag_get(w->cancel) || shared_flag_get(w->engine->stopping);
}

static void progress_tell(struct progress *p, int64_t done, int64_t total, const char *what)
{
    struct bs_reply *r = bs_reply_new(p->job);
    r->state = BS_REPLY_PART;
    r->done = done;
    r->total = total;
    r->text = bs_arena_str(&r->arena, bs_str_z(what));
    mailbox_post(p->w->engine->mail, r);
}

bool progress_report(void *ctx, int64_t done, int64_t total)
{
    struct progress *p = ctx;
    struct bs_engine *en = p->w->engine;
    shared_flag_wait(en->urgent, false, 1000);
    if (shared_flag_get(en->paused)) {
        progress_tell(p, done, total, "paused");
        while (shared_flag_get(en->paused) && !worker_cancelled(p->w))
            shared_flag_wait(en->paused, false, 200);
    }
    if (worker_cancelled(p->w))
        return false;
    int64_t now = bs_monotonic_us();
    if (now - p->last_us < PROGRESS_US)
        return true;
    p->last_us = now;
    progress_tell(p, done, total, p->what);
    return true;
}

void progress_complain(void *ctx, const char *message)
{
    struct progress *p = ctx;
    if (p->rejected++ == 0) {
        size_t n = strlen(message);
        if (n >= sizeof p->complaint)
            n = sizeof p->complaint - 1;
        memcpy(p->complaint, message, n);
        p->complaint[n] = '\0';
    }
}

static char *copy_or_null(const char *z)
{
    return z ? bs_strdup(bs_str_z(z)) : NULL;
}

bs_err bs_engine_start(const struct bs_engine_options *o, struct bs_engine **out,
                       struct bs_error *e)
{
    struct bs_engine *en = bs_alloc(sizeof *en);
    en->db_path = copy_or_null(o->db_path);
    en->api_url = copy_or_null(o->api_url);
    en->rate_file = copy_or_null(o->rate_file);
    en->names_file = copy_or_null(o->names_file);
    en->purse = o->purse;
    en->analyst = bs_strdup(bs_str_z(o->analyst ? o->analyst : ""));
    en->data_dir = copy_or_null(o->data_dir);
    en->rules_dir = copy_or_null(o->rules_dir);
    en->rules = rules_box_new(o->rules);
    en->key = o->key;
    en->stopping = shared_flag_new();
    en->urgent = shared_flag_new();
    en->paused = shared_flag_new();
    en->mail = mailbox_new();
    for (int i = 0; i < LANE_COUNT; i++) {
        en->worker[i].engine = en;
        en->worker[i].cancel = shared_flag_new();
    }

    /* The first connection makes the file, so that the others find it. */
    bs_err err = en->mail ? handle_open(en, LANE_VERDICT, &en->worker[LANE_VERDICT].store, e)
                          : bs_error_set(e, BS_E_FAILED, "no eventfd is to be had");
    if (err != BS_OK) {
        bs_engine_stop(en);
        return err;
    }
    en->readonly = bs_store_readonly(en->worker[LANE_VERDICT].store);
    for (int i = 0; i < LANE_COUNT; i++)
        en->worker[i].lane = lane_new(lane_names[i], run_job, &en->worker[i], QUEUE_CAPACITY);
    *out = en;
    return BS_OK;
}

void bs_engine_stop(struct bs_engine *en)
{
    if (!en)
        return;
    shared_flag_set(en->stopping, 1);
    /* Verdicts first: whatever else is in hand is cancelled, they are all finished. */
    static const enum lane_id order[] = {LANE_VERDICT, LANE_WORK, LANE_NET, LANE_SURVEY, LANE_PAGE};
    for (size_t i = 0; i < BS_COUNT(order); i++) {
        struct worker *w = &en->worker[order[i]];
        if (w->store && order[i] == LANE_SURVEY)
            bs_store_interrupt(w->store);
        lane_free(w->lane, order[i] == LANE_VERDICT);
        bs_store_close(w->store);
        shared_flag_free(w->cancel);
        bs_api_free(w->api);
    }
    mailbox_free(en->mail);
    shared_flag_free(en->stopping);
    shared_flag_free(en->urgent);
    shared_flag_free(en->paused);
    rules_box_free(en->rules);
    free(en->data_dir);
    free(en->rules_dir);
    free(en->rate_file);
    free(en->names_file);
    free(en->db_path);
    free(en->api_url);
    free(en->analyst);
    free(en);
}

int bs_engine_fd(const struct bs_engine *en)
{
    return mailbox_fd(en->mail);
}

static void interrupt_store(void *arg)
{
    struct worker *w = arg;
    if (w->store)
        bs_store_interrupt(w->store);
}

static void cancel_worker(void *arg)
{
    struct worker *w = arg;
    shared_flag_set(w->cancel, 1);
}

/* A newer job of such a kind makes the older ones pointless, waiting or running. */
static const struct {
    enum bs_job_kind kind;
    const char *why;
    void (*stop)(void *worker);
} superseding[] = {
    {BS_JOB_SELECT, "a newer selection took its place", interrupt_store},
    {BS_JOB_TABLE, "a newer list took its place", interrupt_store},
    {BS_JOB_RULE_TRY, "the rule was changed", interrupt_store},
    {BS_JOB_VALUES, "something else was typed", interrupt_store},
    {BS_JOB_FOLLOW, "a newer query took its place", cancel_worker},
};

static void supersede(struct bs_engine *en, enum bs_job_kind kind)
{
    for (size_t k = 0; k < BS_COUNT(superseding); k++) {
        if (superseding[k].kind != kind)
            continue;
        struct worker *w = &en->worker[bs_job_table[kind].lane];
        struct bs_job *old[QUEUE_CAPACITY];
        size_t n = lane_withdraw(w->lane, kind, old, QUEUE_CAPACITY);
        for (size_t i = 0; i < n; i++) {
            struct bs_error e = {0};
            bs_error_set(&e, BS_E_CANCELLED, "%s", superseding[k].why);
            reply_with(en, bs_reply_new(old[i]), BS_E_CANCELLED, &e);
            bs_job_free(old[i]);
        }
        lane_if_running(w->lane, kind, superseding[k].stop, w);
    }
}

bs_err bs_engine_post(struct bs_engine *en, struct bs_job **job)
{
    enum bs_job_kind kind = (*job)->kind;
    const struct job_def *def = &bs_job_table[kind];
    supersede(en, kind);
    if (def->lane == LANE_VERDICT)
        shared_flag_add(en->urgent, 1);
    mailbox_expect(en->mail);
    if (lane_post(en->worker[def->lane].lane, job, def->first))
        return BS_OK;
    if (def->lane == LANE_VERDICT)
        shared_flag_add(en->urgent, -1);
    mailbox_unexpect(en->mail);
    return BS_E_LIMIT;
}

struct bs_reply *bs_engine_take(struct bs_engine *en)
{
    return mailbox_take(en->mail);
}

void bs_engine_cancel(struct bs_engine *en)
{
    for (int i = 0; i < LANE_COUNT; i++)
        shared_flag_set(en->worker[i].cancel, 1);
}

void bs_engine_pause(struct bs_engine *en, bool pause)
{
    shared_flag_set(en->paused, pause);
}

bool bs_engine_idle(const struct bs_engine *en)
{
    return mailbox_quiet(en->mail);
}

bool bs_engine_readonly(const struct bs_engine *en)
{
    return en->readonly;
}
