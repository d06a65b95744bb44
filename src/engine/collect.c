#include "bannerscope/engine.h"

enum { BODY_MAX = 64 << 20, FAILED_IN_A_ROW_MAX = 3 };

struct collecting {
    struct bs_store *s;
    struct bs_api *api;
    bs_str query;
    const struct bs_collect_options *o;
    struct bs_collect_summary *sum;
    struct bs_run run;
    bool first_free; /* page 1 of a query without filters costs nothing */
    struct bs_buf body, packed, source;
};

/* Errors after which every further page would end the same way. */
static bool hopeless(bs_err err)
{
    return err == BS_E_KEY || err == BS_E_PLAN || err == BS_E_CREDITS || err == BS_E_BLOCKED ||
           err == BS_E_CANCELLED || err == BS_E_IO || err == BS_E_READONLY || err == BS_E_BUSY ||
           err == BS_E_LIMIT;
}

static bs_err may_buy(const struct collecting *c, int64_t page, struct bs_error *e)
{
    if (c->o->credits < 0 || c->sum->bought < c->o->credits || (page == 1 && c->first_free))
        return BS_OK;
    return bs_error_set(e, BS_E_CREDITS, "the %lld credits agreed to are spent, page %lld is missing",
                        (long long)c->o->credits, (long long)page);
}

/* An answer is here.  That it was one is written down before anything can go wrong with it. */
static bs_err note_bought(struct collecting *c, int64_t page, struct bs_error *e)
{
    if (page == 1 && c->first_free)
        return BS_OK;
    c->sum->bought++;
    return bs_store_run_bought(c->s, c->run.id, e);
}

/* The page's raw answer into c->body: from disk when it was bought before, else from Shodan and
 * then to disk, before anyone looks into it. */
static bs_err get_body(struct collecting *c, int64_t page, bool kept, struct bs_error *e)
{
    if (kept)
        return bs_inflate((bs_bytes){c->packed.p, c->packed.len}, &c->body);
    bs_err err = may_buy(c, page, e);
    if (err != BS_OK)
        return err;
    err = bs_api_search(c->api, c->query, page, &c->body, e);
    bool some = err == BS_OK || (err == BS_E_CORRUPT && bs_answer_count(bs_buf_str(&c->body)) > 0);
    if (!some)
        return err;
    struct bs_error cut = e ? *e : (struct bs_error){0};
    bs_err noted = note_bought(c, page, e);
    if (noted != BS_OK)
        return noted;
    bs_buf_clear(&c->packed);
    bs_err packed = bs_deflate((bs_bytes){c->body.p, c->body.len}, &c->packed);
    if (packed != BS_OK)
        return bs_error_set(e, packed, "page %lld could not be compressed", (long long)page);
    noted = bs_store_page_keep(c->s, c->run.id, page, (bs_bytes){c->packed.p, c->packed.len}, e);
    if (noted == BS_OK && err != BS_OK && e)
        *e = cut;
    return noted == BS_OK ? err : noted;
}

/* How many pages there are, as far as is known now: one has to be looked at in any case. */
static int64_t pages_there(const struct collecting *c)
{
    int64_t pages = bs_query_pages(c->sum->total);
    return pages < 1 ? 1 : pages;
}

/* The last that is wanted. */
static int64_t last_page(const struct collecting *c)
{
    int64_t pages = pages_there(c);
    return c->o->pages > 0 && c->o->pages < pages ? c->o->pages : pages;
}

static bs_err take_body(struct collecting *c, struct bs_taken *taken, struct bs_error *e)
{
    const struct bs_take_options o = {.rules = c->o->rules,
                                      .source = bs_buf_str(&c->source),
                                      .run = c->run.id,
                                      .complain = c->o->complain,
                                      .ctx = c->o->ctx};
    bs_err err = bs_take_answer(c->s, &o, bs_buf_str(&c->body), taken, e);
    if (err != BS_OK)
        return err;
    bs_import_add(&c->sum->records, &taken->sum);
    if (taken->total >= 0)
        c->sum->total = taken->total;
    return BS_OK;
}

/* Is this the page, or only something in its place?  Pages can be short, or empty in the middle
 * (the index moves while it is read); an empty one is worth another try, a short one is not. */
static bs_err judge_page(struct collecting *c, int64_t page, const struct bs_taken *t,
                         struct bs_error *e)
{
    const int64_t last = pages_there(c);
    if (t->cut)
        return bs_error_set(e, BS_E_CORRUPT, "cut short; its %lld complete banners are kept",
                            (long long)t->banners);
    if (t->banners == 0 && page < last)
        return bs_error_set(e, BS_E_CORRUPT, "empty, though %lld hits were announced",
                            (long long)c->sum->total);
    if (t->banners < BS_QUERY_PAGE && page < last)
        c->sum->short_pages++;
    return BS_OK;
}

static bs_err one_page(struct collecting *c, int64_t page, struct bs_error *e)
{
    bool kept = false, done = false;
    struct bs_taken taken;
    struct bs_error cut = {0};
    bs_buf_clear(&c->body);
    bs_buf_clear(&c->packed);
    bs_err err = bs_store_page_get(c->s, c->run.id, page, &c->packed, &kept, &done, e);
    if (err != BS_OK || done)
        return err;
    err = get_body(c, page, kept, &cut);
    if (err != BS_OK && (err != BS_E_CORRUPT || bs_answer_count(bs_buf_str(&c->body)) == 0)) {
        if (e)
            *e = cut;
        return err;
    }
    if ((err = take_body(c, &taken, e)) != BS_OK || (err = judge_page(c, page, &taken, e)) != BS_OK)
        return err;
    return bs_store_page_done(c->s, c->run.id, page, taken.total, taken.banners, e);
}

/* Written down, told, and passed over. */
static bs_err page_failed(struct collecting *c, int64_t page, const struct bs_error *why,
                          struct bs_error *e)
{
    struct bs_error told = {0};
    c->sum->failed_pages++;
    bs_error_set(&told, why->code, "page %lld: %s", (long long)page, why->text);
    if (c->o->complain)
        c->o->complain(c->o->ctx, told.text);
    return bs_store_page_failed(c->s, c->run.id, page, bs_str_z(why->text), e);
}

static bs_err all_pages(struct collecting *c, struct bs_error *e)
{
    int in_a_row = 0;
    bs_err last = BS_OK;
    for (int64_t page = 1; page <= last_page(c); page++) {
        struct bs_error why = {0};
        bs_err err = one_page(c, page, &why);
        if (err == BS_OK) {
            c->sum->pages++;
            in_a_row = 0;
        } else if (hopeless(err)) {
            if (e)
                *e = why;
            return err;
        } else {
            bs_err noted = page_failed(c, page, &why, e);
            if (noted != BS_OK)
                return noted;
            last = err;
            if (c->sum->total < 0 || ++in_a_row == FAILED_IN_A_ROW_MAX)
                return bs_error_set(e, err, "%s%s", page == 1 ? "" : "stopped after 3 bad pages: ",
                                    why.text);
        }
        if (c->o->progress && !c->o->progress(c->o->ctx, page, last_page(c)) && page < last_page(c))
            return bs_error_set(e, BS_E_CANCELLED, "stopped; the pages so far are kept");
    }
    if (last != BS_OK)
        return bs_error_set(e, last, "%lld of %lld pages are missing; the same command fetches them",
                            (long long)c->sum->failed_pages, (long long)last_page(c));
    return bs_store_run_end(c->s, c->run.id, e);
}

/* For the history: what was asked, what it cost, how it ended. */
static void note_ask(const struct collecting *c, bs_err err, const struct bs_error *e)
{
    const struct bs_ask ask = {.when = bs_time_now(),
                               .kind = BS_STR("search"),
                               .query = c->query,
                               .hits = c->sum->total,
                               .orgs = -1,
                               .cost = c->sum->bought,
                               .result = err == BS_OK ? BS_STR("") : bs_str_z(e->text)};
    bs_store_ask_add(c->s, &ask, NULL); /* a history that misses a line is no reason to fail */
}

bs_err bs_collect(struct bs_store *s, struct bs_api *api, bs_str query,
                  const struct bs_collect_options *o, struct bs_collect_summary *sum,
                  struct bs_error *e)
{
    struct collecting c = {.s = s, .api = api, .query = query, .o = o, .sum = sum};
    struct bs_error why = {0};
    memset(sum, 0, sizeof *sum);
    bs_err err = bs_store_run_begin(s, query, o->pages, &c.run, e);
    if (err != BS_OK)
        return err;
    sum->total = c.run.total;
    c.first_free = bs_query_text_price(query, 1) == 0;
    bs_buf_init(&c.body, BODY_MAX);
    bs_buf_init(&c.packed, BODY_MAX);
    bs_buf_init(&c.source, 8192);
    bs_buf_put(&c.source, BS_STR("query:"));
    bs_buf_put(&c.source, query);
    err = all_pages(&c, &why);
    note_ask(&c, err, &why);
    if (err != BS_OK && e)
        *e = why;
    bs_buf_fini(&c.body);
    bs_buf_fini(&c.packed);
    bs_buf_fini(&c.source);
    return err;
}
