/* The jobs that speak to Shodan. */
#include "engine_priv.h"

#include <stdio.h>
#include <stdlib.h>

#include "bannerscope/gate.h"

enum { FOLLOW_WAIT_MS = 400 };
#define KNOWN_US ((int64_t)24 * 3600 * 1000000)

static bool is_cancelled(void *ctx)
{
    return worker_cancelled(ctx);
}

/* One for each lane, for as long as it lives: its limiter and buffers serve every question. */
static bs_err need_api(struct worker *w, struct bs_error *e)
{
    const struct bs_engine *en = w->engine;
    if (w->api)
        return BS_OK;
    if (!en->key)
        return bs_error_set(e, BS_E_KEY, "no Shodan key: run `bannerscope init` once");
    const struct bs_api_options o = {.url = en->api_url,
                                     .key = en->key,
                                     .rate_file = en->rate_file,
                                     .cancelled = is_cancelled,
                                     .ctx = w};
    return bs_api_new(&o, &w->api, e);
}

/* -- free of charge ---------------------------------------------------------------------- */

static bs_err ask_credits(struct worker *w, struct bs_reply *r, struct bs_error *e)
{
    struct bs_api_info info;
    r->credits = -1;
    bs_err err = bs_api_info(w->api, &r->arena, &info, e);
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
    bs_err err = need_api(w, e);
    if (err == BS_OK)
        err = ask_credits(w, r, e);
    if (err == BS_OK && w->engine->names_file) /* for the next start; nothing depends on it */
        bs_names_refresh(w->api, w->engine->names_file, NULL);
    return err;
}

static void say_count(struct bs_reply *r, const struct bs_count *c)
{
    r->total = c->hits;
    r->orgs = c->orgs;
    r->counted = c->when;
    r->stored = c->stored;
    r->newest = c->newest;
    r->price = c->price.credits;
}

static bs_err count_one(struct worker *w, bs_str query, bool known, struct bs_count *c,
                        struct bs_error *e)
{
    if (known && bs_count_known(w->store, query, KNOWN_US, c, e) == BS_OK)
        return BS_OK;
    bs_err err = need_api(w, e);
    return err == BS_OK ? bs_count_ask(w->store, w->api, query, c, e) : err;
}

/* One after another, a second apart; each is told as soon as it is known. */
bs_err job_count(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    bs_str rest = bs_str_z(j->text), query;
    int64_t n = 1, at = 0;
    bs_err err = BS_OK;
    for (size_t i = 0; i < rest.n; i++)
        n += rest.p[i] == '\n';
    while (err == BS_OK && bs_str_split(&rest, '\n', &query)) {
        struct bs_count c;
        if (worker_cancelled(w))
            return bs_error_set(e, BS_E_CANCELLED, "stopped after %lld of %lld counts", (long long)at,
                                (long long)n);
        if ((err = count_one(w, query, n > 1, &c, e)) != BS_OK)
            break;
        at++;
        if (n == 1) {
            say_count(r, &c);
            continue;
        }
        struct bs_reply *part = bs_reply_new(j);
        part->state = BS_REPLY_PART;
        part->done = at;
        part->total = n;
        part->count = bs_arena_alloc(&part->arena, sizeof *part->count);
        if (part->count) {
            *part->count =
                (struct bs_counted){bs_arena_str(&part->arena, query), c.hits, c.orgs, c.when};
            part->counts = 1;
        }
        mailbox_post(w->engine->mail, part);
    }
    if (err == BS_OK && n > 1)
        r->text = bs_arena_printf(&r->arena, "%lld queries counted", (long long)n);
    return err;
}

/* Somebody is typing: a newer question within the wait takes this one's place, and what was
 * counted today is not asked again. */
bs_err job_follow(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct bs_count c;
    bs_str text = bs_str_z(j->text);
    bs_err err = bs_count_known(w->store, text, KNOWN_US, &c, e);
    if (err == BS_E_NOTFOUND) {
        /* Whoever types on is not finished. */
        if (shared_flag_wait(w->cancel, true, FOLLOW_WAIT_MS))
            return bs_error_set(e, BS_E_CANCELLED, "a newer query took its place");
        err = need_api(w, e);
        if (err == BS_OK)
            err = bs_count_ask(w->store, w->api, text, &c, e);
    }
    if (err == BS_OK)
        say_count(r, &c);
    return err;
}

bs_err job_facets(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    r->table = bs_arena_alloc(&r->arena, sizeof *r->table);
    bs_err err = r->table ? need_api(w, e) : bs_error_set(e, BS_E_LIMIT, "not enough memory");
    return err == BS_OK ? bs_table_facets(w->api, bs_str_z(j->text), BS_STR(""), &r->arena, r->table, e)
                        : err;
}

bs_err job_host(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct progress p = {.w = w, .job = j};
    struct bs_taken taken;
    struct bs_addr ip;
    if (!bs_addr_parse(bs_str_trim(bs_str_z(j->text)), &ip)) {
        char shown[64];
        return bs_error_set(e, BS_E_USAGE, "\"%s\" is not an address",
                            bs_gate_z(bs_str_bytes(bs_str_z(j->text)), shown, sizeof shown));
    }
    const struct bs_take_options o = {.rules = w->rules,
                                      .source = bs_arena_printf(&r->arena, "host:%s", j->text),
                                      .complain = progress_complain,
                                      .ctx = &p};
    bs_err err = need_api(w, e);
    if (err == BS_OK)
        err = bs_take_host(w->store, w->api, &ip, j->limit == 1, &o, &taken, e);
    if (err == BS_OK)
        say_summary(r, &taken.sum, &p);
    return err;
}

/* -- collecting -------------------------------------------------------------------------- */

/* The queries of a batch, one after another. */
struct batch {
    struct worker *w;
    struct progress p;
    bs_str *query;
    int64_t *limit; /* pages of each; 0 = all */
    size_t n, at;
    struct bs_import_summary sum;
    int64_t bought, missing;
};

static bool batch_progress(void *ctx, int64_t done, int64_t total)
{
    struct batch *b = ctx;
    snprintf(b->p.what, sizeof b->p.what, "query %zu of %zu, page %lld of %lld, %lld new", b->at + 1,
             b->n, (long long)done, (long long)total, (long long)b->sum.added);
    return progress_report(&b->p, done, total);
}

static void batch_complain(void *ctx, const char *message)
{
    progress_complain(&((struct batch *)ctx)->p, message);
}

static bool add_open_run(void *ctx, const struct bs_run *run)
{
    struct batch *b = ctx;
    enum { RUNS_MAX = 10000 };
    struct bs_arena *a = &b->p.reply->arena;
    if (b->n == RUNS_MAX)
        return false;
    b->query[b->n] = bs_arena_str(a, run->query);
    b->limit[b->n++] = run->agreed;
    return true;
}

static bs_err batch_fill(struct batch *b, const struct bs_job *j, struct bs_error *e)
{
    struct bs_arena *a = &b->p.reply->arena;
    enum { BATCH_MAX = 10000 };
    b->query = bs_arena_alloc(a, BATCH_MAX * sizeof *b->query);
    b->limit = bs_arena_alloc(a, BATCH_MAX * sizeof *b->limit);
    if (!b->query || !b->limit)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the queries");
    if (!j->text)
        return bs_store_runs_open(b->w->store, add_open_run, b, e);
    bs_str rest = bs_str_z(j->text), line;
    while (b->n < BATCH_MAX && bs_str_split(&rest, '\n', &line))
        if (bs_str_trim(line).n) {
            b->limit[b->n] = j->limit;
            b->query[b->n++] = bs_str_trim(line);
        }
    return BS_OK;
}

/* Page 1 tells how many hits there are: the price is known only where a count was made, so the
 * purse is asked again with what each query turns out to cost. */
static bs_err one_query(struct batch *b, struct bs_error *e)
{
    const struct bs_engine *en = b->w->engine;
    struct bs_collect_summary sum;
    struct bs_collect_options o = {.rules = b->w->rules,
                                   .pages = b->limit[b->at],
                                   .credits = -1,
                                   .complain = batch_complain,
                                   .progress = batch_progress,
                                   .ctx = b};
    if (en->purse.max_credits > 0)
        o.credits = en->purse.max_credits > b->bought ? en->purse.max_credits - b->bought : 0;
    bs_err err = bs_collect(b->w->store, b->w->api, b->query[b->at], &o, &sum, e);
    bs_import_add(&b->sum, &sum.records);
    b->bought += sum.bought;
    b->missing += sum.failed_pages;
    return err;
}

/* An error that the next query would meet as well. */
static bool ends_batch(bs_err err)
{
    return err == BS_E_KEY || err == BS_E_PLAN || err == BS_E_CREDITS || err == BS_E_BLOCKED ||
           err == BS_E_CANCELLED || err == BS_E_IO || err == BS_E_READONLY || err == BS_E_NETWORK;
}

static bs_err check_floor(struct batch *b, struct bs_reply *r, struct bs_error *e)
{
    struct bs_error ignored;
    const struct bs_purse *purse = &b->w->engine->purse;
    if (purse->keep_credits <= 0 || ask_credits(b->w, r, &ignored) != BS_OK)
        return BS_OK;
    return bs_purse_check(&(struct bs_purse){.keep_credits = purse->keep_credits}, 1, r->credits, e);
}

static void say_batch(const struct batch *b, struct bs_reply *r, const struct bs_changes *news)
{
    say_summary(r, &b->sum, &b->p);
    r->text = bs_arena_printf(&r->arena, "%.*s; %lld credits%s", (int)r->text.n, r->text.p,
                              (long long)b->bought, b->missing ? "; pages are missing, :missing" : "");
    if (news && news->before)
        r->text = bs_arena_printf(&r->arena, "%.*s; since the last run %lld new, %lld gone, %lld changed:"
                                             " :changes", (int)r->text.n, r->text.p,
                                  (long long)news->n[BS_CHANGE_NEW],
                                  (long long)news->n[BS_CHANGE_GONE],
                                  (long long)news->n[BS_CHANGE_OTHER]);
}

bs_err job_collect(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                   struct bs_error *e)
{
    struct batch b = {.w = w, .p = {.w = w, .job = j, .reply = r}};
    struct bs_error first = {0}, ignored;
    struct bs_changes news = {0};
    bs_err err = need_api(w, e), failed = BS_OK;
    if (err == BS_OK)
        err = batch_fill(&b, j, e);
    if (err != BS_OK)
        return err;
    if (b.n == 0)
        r->text = BS_STR("nothing is unfinished");
    for (; b.at < b.n && err == BS_OK; b.at++) {
        struct bs_error why = {0};
        if ((err = check_floor(&b, r, &why)) == BS_OK)
            err = one_query(&b, &why);
        if (err != BS_OK && failed == BS_OK) {
            failed = err;
            first = why;
        }
        if (!ends_batch(err))
            err = BS_OK;
    }
    if (b.n == 1 && failed == BS_OK)
        bs_store_changes(w->store, b.query[0], NULL, NULL, &news, &ignored);
    if (b.n)
        say_batch(&b, r, &news);
    bs_str said = r->text;
    if (ask_credits(w, r, &ignored) == BS_OK || failed == BS_OK)
        r->text = said;
    if (failed != BS_OK)
        return bs_error_set(e, failed, "%s (%.*s)", first.text, (int)said.n, said.p ? said.p : "");
    return BS_OK;
}
