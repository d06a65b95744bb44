/* What Shodan was asked: free counts first, then the price, then - agreed - the banners. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHOSEN_MAX = 1 << 20 }; /* bytes of the queries that are checked */

static struct count *find(const struct bs_app *app, bs_str query)
{
    for (size_t i = app->counts; i > 0; i--)
        if (bs_str_eq(bs_str_z(app->count[i - 1].query), query))
            return &app->count[i - 1];
    return NULL;
}

const struct count *count_find(const struct bs_app *app, bs_str query)
{
    return find(app, query);
}

/* The entry of a query, made if need be; the oldest gives way. */
static struct count *entry(struct bs_app *app, bs_str query)
{
    struct count *c = find(app, query);
    if (c)
        return c;
    if (app->counts == COUNTS_MAX) {
        free(app->count[0].query);
        memmove(app->count, app->count + 1, --app->counts * sizeof *app->count);
    }
    c = &app->count[app->counts++];
    *c = (struct count){.query = bs_strdup(query), .orgs = -1};
    return c;
}

static struct count *by_serial(struct bs_app *app, uint64_t serial)
{
    for (size_t i = 0; serial && i < app->counts; i++)
        if (app->count[i].serial == serial)
            return &app->count[i];
    return NULL;
}

/* -- answers ----------------------------------------------------------------------------- */

static void keep_known(struct bs_app *app, const struct bs_counted *n)
{
    struct count *c = entry(app, n->query);
    c->known = true;
    c->failed = c->priced = false;
    c->serial = 0;
    c->total = n->total;
    c->orgs = n->orgs;
    c->when = n->when;
}

void counted_arrived(struct bs_app *app, const struct bs_reply *r)
{
    for (size_t i = 0; i < r->counts; i++)
        keep_known(app, &r->count[i]);
}

static void not_known(struct count *c, const struct bs_reply *r)
{
    c->serial = 0;
    c->failed = r->state == BS_REPLY_FAILED && r->error.code != BS_E_CANCELLED;
    if (c->failed)
        snprintf(c->why, sizeof c->why, "%.110s", r->error.text);
}

/* The end of a job that counts: what it was asked for and did not bring is not known. */
static void count_ended(struct bs_app *app, const struct bs_reply *r)
{
    struct count *c;
    while ((c = by_serial(app, r->serial)) != NULL)
        not_known(c, r);
}

static void count_one(struct bs_app *app, struct count *c, const struct bs_reply *r)
{
    *c = (struct count){.query = c->query, .known = true, .priced = true, .total = r->total,
                        .price = r->price, .stored = r->stored, .orgs = r->orgs,
                        .when = r->counted, .newest = r->newest};
    if (r->kind == BS_JOB_COUNT)
        app_message(app, BS_ST_STATUS, "count: %lld hits, %lld credits for all of them",
                    (long long)c->total, (long long)c->price);
}

void count_arrived(struct bs_app *app, const struct bs_reply *r)
{
    struct count *c = by_serial(app, r->serial);
    counted_arrived(app, r);
    if (r->state == BS_REPLY_PART)
        return;
    if (c && r->state == BS_REPLY_DONE && !r->text.n)
        count_one(app, c, r);
    else
        count_ended(app, r);
    if (r->kind == BS_JOB_FOLLOW && r->serial == app->follow_serial)
        app->follow_serial = 0;
}

void counts_stale(struct bs_app *app)
{
    for (size_t i = 0; i < app->counts; i++)
        app->count[i].priced = false;
    free(app->followed);
    app->followed = NULL; /* asked again; what Shodan said today is still known */
}

void counts_free(struct bs_app *app)
{
    while (app->counts)
        free(app->count[--app->counts].query);
    free(app->count);
    free(app->followed);
    free(app->collect);
}

/* -- the chosen queries --------------------------------------------------------------------- */

bool has_key(struct bs_app *app)
{
    if (!app->o.have_key)
        app_message(app, BS_ST_ERROR, "no Shodan key: leave and run `bannerscope init` once");
    return app->o.have_key;
}

/* Every checked keyword's query, or else the one that is shown; one a line.  How many. */
static size_t chosen(const struct bs_app *app, struct bs_buf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < app->keys.n && !app->query; i++)
        if (app->keys.checked[i]) {
            if (n++)
                bs_buf_putc(out, '\n');
            keyword_query(app, i, out);
        }
    if (n == 0) {
        query_text(app, out);
        n = out->len > 0;
    }
    return n;
}

static size_t want_chosen(struct bs_app *app, struct bs_buf *out)
{
    bs_buf_init(out, CHOSEN_MAX);
    size_t n = chosen(app, out);
    if (n == 0)
        app_message(app, BS_ST_ERROR, "choose a keyword, or type a query with `e`");
    return n;
}

/* One job for all of them: it goes on in the background, a second apart, until cancelled. */
static void ask(struct bs_app *app, bs_str queries)
{
    char *text = bs_strdup(queries);
    uint64_t serial = job_start(app, BS_JOB_COUNT, text, 0);
    bs_str rest = queries, query;
    while (serial && bs_str_split(&rest, '\n', &query))
        entry(app, query)->serial = serial;
    free(text);
}

void count_chosen(struct bs_app *app, int arg)
{
    struct bs_buf text;
    (void)arg;
    if (!has_key(app))
        return;
    if (want_chosen(app, &text))
        ask(app, bs_buf_str(&text));
    bs_buf_fini(&text);
}

/* Of queries one a line; `pages` as for a collection. */
static void sum_of(const struct bs_app *app, bs_str queries, int64_t pages, struct counts_sum *out)
{
    bs_str query;
    *out = (struct counts_sum){0};
    while (queries.n && bs_str_split(&queries, '\n', &query)) {
        const struct count *c = find(app, query);
        out->queries++;
        if (!c || !c->known) {
            out->unknown++;
            continue;
        }
        /* Not priced yet: nothing of it is on disk, as far as is known. */
        int64_t price = c->priced ? c->price : bs_query_pages(c->total);
        out->hits += c->total;
        out->price += pages > 0 && pages < price ? pages : price;
    }
}

void counts_sum(const struct bs_app *app, struct counts_sum *out)
{
    struct bs_buf text;
    bs_buf_init(&text, CHOSEN_MAX);
    chosen(app, &text);
    sum_of(app, bs_buf_str(&text), 0, out);
    bs_buf_fini(&text);
}

/* -- following what is typed ------------------------------------------------------------------ */

/* The query somebody looks at or types just now. */
static bool looked_at(const struct bs_app *app, struct bs_buf *out)
{
    if (app->prompt == PROMPT_QUERY && !app->prompt_error[0])
        bs_buf_put(out, bs_str_trim((bs_str){app->line.text, app->line.n}));
    else if (app->prompt == PROMPT_NONE && (app->focus == BS_PANE_QUERY || app->query))
        query_text(app, out);
    return out->len > 0;
}

static bool is_query(const struct bs_app *app, bs_str text)
{
    struct bs_arena a;
    struct bs_query q;
    uint32_t at;
    bs_arena_init(&a, 0);
    bool is = bs_query_parse_with(text, BS_QUERY_SHODAN, app->o.names, &a, &q, &at, NULL) == BS_OK;
    bs_arena_fini(&a);
    return is;
}

static void follow(struct bs_app *app, bs_str text)
{
    struct bs_job *j = bs_job_new(BS_JOB_FOLLOW);
    j->text = bs_strdup(text);
    outbox_drop(app, BS_JOB_FOLLOW, 0);
    struct count *old = by_serial(app, app->follow_serial);
    if (old)
        old->serial = 0;
    app->follow_serial = outbox_post(app, j);
    struct count *c = entry(app, text);
    if (!c->serial)
        c->serial = app->follow_serial;
}

void count_follow(struct bs_app *app)
{
    struct bs_buf text;
    if (!app->o.have_key || app->o.demo)
        return;
    bs_buf_init(&text, 64 << 10);
    if (looked_at(app, &text) &&
        !(app->followed && bs_str_eq(bs_str_z(app->followed), bs_buf_str(&text)))) {
        free(app->followed);
        app->followed = bs_strdup(bs_buf_str(&text));
        const struct count *c = find(app, bs_buf_str(&text));
        if (!(c && (c->priced || c->serial)) && is_query(app, bs_buf_str(&text)))
            follow(app, bs_buf_str(&text));
    }
    bs_buf_fini(&text);
}

/* -- collecting -------------------------------------------------------------------------- */

static bool may_collect(struct bs_app *app)
{
    if (!has_key(app))
        return false;
    if (app->o.readonly)
        app_message(app, BS_ST_ERROR, "the database is read-only: nothing can be collected");
    return !app->o.readonly;
}

/* What the configuration forbids is not even asked about. */
static bool in_purse(struct bs_app *app, int64_t price)
{
    if (app->o.max_credits > 0 && price > app->o.max_credits)
        app_message(app, BS_ST_ERROR, "that would cost %lld credits, max-credits is %lld",
                    (long long)price, (long long)app->o.max_credits);
    else if (app->credits >= 0 && price > app->credits)
        app_message(app, BS_ST_ERROR, "that would cost %lld credits, %lld are left; \":collect PAGES\" buys"
                                      " less", (long long)price, (long long)app->credits);
    else if (app->credits >= 0 && price > 0 && app->credits - price < app->o.keep_credits)
        app_message(app, BS_ST_ERROR, "that would leave %lld credits, keep-credits is %lld",
                    (long long)(app->credits - price), (long long)app->o.keep_credits);
    else
        return true;
    return false;
}

static void ask_price(struct bs_app *app, const struct counts_sum *sum)
{
    char left[40] = "";
    if (app->credits >= 0)
        snprintf(left, sizeof left, " of %lld", (long long)app->credits);
    app->confirm = CONFIRM_COLLECT;
    snprintf(app->confirm_text, sizeof app->confirm_text,
             "collect %lld hits of %zu %s for at most %lld%s credits? y/n", (long long)sum->hits,
             sum->queries, sum->queries == 1 ? "query" : "queries", (long long)sum->price, left);
}

/* Nothing is bought before its price was on the screen. */
void collect_ask(struct bs_app *app, int64_t pages)
{
    struct counts_sum sum;
    struct bs_buf text;
    if (!may_collect(app))
        return;
    want_chosen(app, &text);
    sum_of(app, bs_buf_str(&text), pages, &sum);
    if (sum.unknown) {
        ask(app, bs_buf_str(&text));
        app_message(app, BS_ST_STATUS, "counting first (free); then ask again for the price");
    } else if (sum.queries && in_purse(app, sum.price)) {
        free(app->collect);
        app->collect = bs_strdup(bs_buf_str(&text));
        app->collect_pages = pages;
        ask_price(app, &sum);
    }
    bs_buf_fini(&text);
}

void collect_agreed(struct bs_app *app)
{
    if (job_start(app, BS_JOB_COLLECT, app->collect, app->collect_pages))
        app_message(app, BS_ST_STATUS, "collecting; P pauses, ^C stops, :resume goes on later");
}

void resume_ask(struct bs_app *app)
{
    const struct bs_totals *t = &app->totals;
    if (!may_collect(app))
        return;
    if (t->unfinished == 0)
        app_message(app, BS_ST_STATUS, "every collection came to its end");
    else if (in_purse(app, t->unfinished_credits)) {
        app->confirm = CONFIRM_RESUME;
        snprintf(app->confirm_text, sizeof app->confirm_text,
                 "go on with %lld unfinished %s for at most %lld credits? y/n",
                 (long long)t->unfinished, t->unfinished == 1 ? "collection" : "collections",
                 (long long)t->unfinished_credits);
    }
}

void collect_resume(struct bs_app *app)
{
    if (job_start(app, BS_JOB_COLLECT, NULL, 0))
        app_message(app, BS_ST_STATUS, "going on; P pauses, ^C stops");
}
