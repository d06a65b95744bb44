/* The writing jobs: decisions and the long ones. */
#include "engine_priv.h"

#include <stdlib.h>

#include "bannerscope/gate.h"

/* Small enough that a verdict never waits longer than a blink for the write lock. */
enum { STEP_RECORDS = 200 };

bs_err job_decide(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                  struct bs_error *e)
{
    const struct bs_decision d = {.scope = j->scope,
                                  .service = j->service,
                                  .verdict = j->verdict,
                                  .label = bs_str_z(j->label),
                                  .note = bs_str_z(j->note),
                                  .analyst = bs_str_z(w->engine->analyst),
                                  .keep_text = !j->label && !j->note};
    r->service = j->service;
    r->event = bs_arena_alloc(&r->arena, sizeof *r->event);
    if (j->n) {
        struct bs_decided done;
        bs_err err = bs_store_decide_many(w->store, &d, j->ids, j->n, &r->arena, &done, e);
        *r->event = done.event;
        return err;
    }
    return bs_store_decide(w->store, &d, &r->arena, r->event, e);
}

bs_err job_undo(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                struct bs_error *e)
{
    r->event = bs_arena_alloc(&r->arena, sizeof *r->event);
    return bs_store_undo(w->store, bs_str_z(w->engine->analyst), j->redo, &r->arena, r->event, e);
}

bs_err job_session(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                   struct bs_error *e)
{
    (void)r;
    if (bs_store_readonly(w->store))
        return BS_OK;
    return bs_store_meta_set(w->store, "session", bs_str_z(j->text), e);
}

void say_summary(struct bs_reply *r, const struct bs_import_summary *s, const struct progress *p)
{
    r->text = bs_arena_printf(&r->arena,
                              "%lld read, %lld new, %lld updated, %lld duplicate, %lld rejected%s%s",
                              (long long)s->read, (long long)s->added, (long long)s->updated,
                              (long long)s->duplicate, (long long)s->rejected,
                              p->rejected ? ": " : "", p->complaint);
}

bs_err job_import(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                  struct bs_error *e)
{
    struct progress p = {.w = w, .job = j};
    const struct bs_import_options o = {.rules = w->rules,
                                        .batch = STEP_RECORDS,
                                        .complain = progress_complain,
                                        .ctx = &p};
    struct bs_import *imp;
    struct bs_import_summary sum;
    bs_err err = bs_import_begin(w->store, bs_str_z(j->text).p, &o, &imp, e);
    if (err != BS_OK)
        return err;
    while ((err = bs_import_step(imp, STEP_RECORDS, &sum, e)) == BS_OK) {
        int64_t done, total;
        bs_import_progress(imp, &done, &total);
        if (!progress_report(&p, done, total))
            break; /* cancelled: every step so far is kept */
    }
    bs_err ended = bs_import_end(imp, err == BS_OK || err == BS_E_NOTFOUND, NULL);
    say_summary(r, &sum, &p);
    if (err == BS_E_NOTFOUND)
        err = ended;
    return err;
}

bs_err job_classify(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                    struct bs_error *e)
{
    struct progress p = {.w = w, .job = j};
    struct bs_reclassify_result res;
    bs_err err = bs_reclassify(w->store, w->rules, NULL, progress_report, &p, &res, e);
    if (err != BS_OK)
        return err;
    r->text = bs_arena_printf(&r->arena, "%lld answers looked at, %lld changed, %lld services with them",
                              (long long)res.answers, (long long)res.changed,
                              (long long)res.services_changed);
    return BS_OK;
}

/* -- queries with a name, runs without an end ---------------------------------------------- */

bs_err job_save(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    char shown[80];
    bs_err err = bs_store_saved_set(w->store, bs_str_z(j->text), bs_str_z(j->label), e);
    if (err == BS_OK)
        r->text = bs_arena_printf(&r->arena, "%s \"%s\"", j->label ? "kept as" : "removed",
                                  bs_gate_z(bs_str_bytes(bs_str_z(j->text)), shown, sizeof shown));
    return err;
}

bs_err job_drop(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    int64_t n;
    (void)j;
    bs_err err = bs_store_runs_drop(w->store, &n, e);
    if (err == BS_OK)
        r->text = bs_arena_printf(&r->arena, "%lld unfinished collections given up; what they found"
                                             " stays", (long long)n);
    return err;
}
