/* The writing jobs: decisions and the long ones. */
#include "engine_priv.h"

#include <stdlib.h>

#include "bannerscope/gate.h"

/* Small enough that a verdict never waits longer than a blink for the write lock. */
enum { STEP_RECORDS = 200, BODY_MAX = 64 << 20 };

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

static void say_summary(struct bs_reply *r, const struct bs_import_summary *s,
                        const struct progress *p)
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
    const struct bs_import_options o = {.rules = w->engine->rules,
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
    bs_err err = bs_store_reclassify(w->store, w->engine->rules, progress_report, &p, &res, e);
    if (err != BS_OK)
        return err;
    r->text = bs_arena_printf(&r->arena, "%lld answers looked at, %lld changed, %lld services with them",
                              (long long)res.answers, (long long)res.changed,
                              (long long)res.services_changed);
    return BS_OK;
}

/* -- from Shodan ------------------------------------------------------------------------- */

static bool is_cancelled(void *ctx)
{
    return worker_cancelled(ctx);
}

static bs_err open_api(struct worker *w, struct bs_api **api, struct bs_error *e)
{
    const struct bs_engine *en = w->engine;
    if (!en->key)
        return bs_error_set(e, BS_E_KEY, "no Shodan key: run `bannerscope init` once");
    const struct bs_api_options o = {
        .url = en->api_url, .key = en->key, .cancelled = is_cancelled, .ctx = w};
    return bs_api_new(&o, api, e);
}

bs_err job_collect(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                   struct bs_error *e)
{
    struct progress p = {.w = w, .job = j};
    const struct bs_collect_options o = {.rules = w->engine->rules,
                                         .pages = j->limit,
                                         .complain = progress_complain,
                                         .progress = progress_report,
                                         .ctx = &p};
    struct bs_collect_summary sum;
    struct bs_api *api;
    bs_err err = open_api(w, &api, e);
    if (err != BS_OK)
        return err;
    err = bs_collect(w->store, api, bs_str_z(j->text), &o, &sum, e);
    bs_api_free(api);
    if (err == BS_OK)
        say_summary(r, &sum.records, &p);
    return err;
}

static bs_err store_host(struct worker *w, const struct bs_job *j, struct bs_api *api,
                         const struct bs_addr *ip, struct bs_buf *body, struct bs_reply *r,
                         struct bs_error *e)
{
    struct progress p = {.w = w, .job = j};
    struct bs_import_summary sum = {0};
    int64_t total;
    bs_err err = bs_api_host(api, ip, false, body, e);
    if (err == BS_OK || (err == BS_E_CORRUPT && bs_answer_count(bs_buf_str(body)) > 0))
        err = bs_take_answer(w->store, w->engine->rules,
                             bs_arena_printf(&r->arena, "host:%s", j->text), bs_buf_str(body),
                             progress_complain, &p, &sum, &total, e);
    if (err == BS_OK)
        say_summary(r, &sum, &p);
    return err;
}

bs_err job_host(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct bs_addr ip;
    if (!bs_addr_parse(bs_str_trim(bs_str_z(j->text)), &ip)) {
        char shown[64];
        return bs_error_set(e, BS_E_USAGE, "\"%s\" is not an address",
                            bs_gate_z(bs_str_bytes(bs_str_z(j->text)), shown, sizeof shown));
    }
    struct bs_api *api;
    bs_err err = open_api(w, &api, e);
    if (err != BS_OK)
        return err;
    struct bs_buf body;
    bs_buf_init(&body, BODY_MAX);
    err = store_host(w, j, api, &ip, &body, r, e);
    bs_buf_fini(&body);
    bs_api_free(api);
    return err;
}

/* -- free of charge ---------------------------------------------------------------------- */

static bs_err ask_credits(struct bs_api *api, struct bs_reply *r, struct bs_error *e)
{
    struct bs_api_info info;
    r->credits = -1;
    bs_err err = bs_api_info(api, &r->arena, &info, e);
    if (err != BS_OK)
        return err;
    r->credits = info.query_credits;
    char plan[64];
    r->text = bs_arena_printf(&r->arena, "plan %s, %lld query credits left",
                              bs_gate_z(bs_str_bytes(info.plan), plan, sizeof plan),
                              (long long)info.query_credits);
    return BS_OK;
}

bs_err job_info(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    (void)j;
    struct bs_api *api;
    bs_err err = open_api(w, &api, e);
    if (err != BS_OK)
        return err;
    err = ask_credits(api, r, e);
    bs_api_free(api);
    return err;
}

/* How many of a query's services are here already; -1 where the query cannot be asked locally. */
static int64_t count_stored(struct worker *w, bs_str text, struct bs_arena *a)
{
    struct bs_query q;
    uint32_t at;
    int64_t *ids = NULL;
    size_t n = 0;
    if (bs_query_parse(text, BS_QUERY_LOCAL, a, &q, &at, NULL) != BS_OK ||
        bs_store_select(w->store, &q, BS_SORT_IP, false, &ids, &n, NULL) != BS_OK)
        return -1;
    free(ids);
    return (int64_t)n;
}

bs_err job_count(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct bs_query q;
    uint32_t at;
    bs_str text = bs_str_z(j->text);
    bs_err err = bs_query_parse(text, BS_QUERY_SHODAN, &r->arena, &q, &at, e);
    if (err != BS_OK)
        return err;
    struct bs_api *api;
    if ((err = open_api(w, &api, e)) != BS_OK)
        return err;
    struct bs_facet *facet;
    size_t facets;
    err = bs_api_count(api, text, BS_STR(""), &r->arena, &r->total, &facet, &facets, e);
    if (err == BS_OK) {
        struct bs_error ignored; /* the count is worth showing without the credits */
        r->price = bs_query_price(&q, (r->total + 99) / 100);
        r->stored = count_stored(w, text, &r->arena);
        ask_credits(api, r, &ignored);
    }
    bs_api_free(api);
    return err;
}
