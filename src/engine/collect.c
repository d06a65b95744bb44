#include "bannerscope/engine.h"

enum { PAGE_HITS = 100, BODY_MAX = 64 << 20, FAILED_IN_A_ROW_MAX = 3 };

struct collecting {
    struct bs_store *s;
    struct bs_api *api;
    bs_str query;
    const struct bs_collect_options *o;
    struct bs_collect_summary *sum;
    struct bs_run run;
    struct bs_buf body, packed;
};

/* Errors after which every further page would end the same way. */
static bool hopeless(bs_err err)
{
    return err == BS_E_KEY || err == BS_E_PLAN || err == BS_E_CREDITS || err == BS_E_BLOCKED ||
           err == BS_E_CANCELLED || err == BS_E_IO || err == BS_E_READONLY || err == BS_E_BUSY;
}

/* The page's raw answer into c->body: from disk when it was bought before, else from Shodan and
 * then to disk, before anyone looks into it. */
static bs_err get_body(struct collecting *c, int64_t page, bool kept, struct bs_error *e)
{
    if (kept)
        return bs_inflate((bs_bytes){c->packed.p, c->packed.len}, &c->body);
    bs_err err = bs_api_search(c->api, c->query, page, &c->body, e);
    /* Cut, but with whole banners in it: paid for, so it is kept. */
    if (err == BS_E_CORRUPT && bs_answer_count(bs_buf_str(&c->body)) > 0)
        err = BS_OK;
    if (err != BS_OK)
        return err;
    c->sum->bought++;
    bs_buf_clear(&c->packed);
    if ((err = bs_deflate((bs_bytes){c->body.p, c->body.len}, &c->packed)) != BS_OK)
        return bs_error_set(e, err, "page %lld could not be compressed", (long long)page);
    return bs_store_page_keep(c->s, c->run.id, page, (bs_bytes){c->packed.p, c->packed.len}, e);
}

static bs_err one_page(struct collecting *c, int64_t page, struct bs_error *e)
{
    bool kept = false, done = false;
    bs_buf_clear(&c->body);
    bs_buf_clear(&c->packed);
    bs_err err = bs_store_page_get(c->s, c->run.id, page, &c->packed, &kept, &done, e);
    if (err != BS_OK || done)
        return err;
    if ((err = get_body(c, page, kept, e)) != BS_OK)
        return err;

    struct bs_buf source;
    bs_buf_init(&source, 8192);
    bs_buf_put(&source, BS_STR("query:"));
    bs_buf_put(&source, c->query);
    int64_t total = -1;
    err = bs_take_answer(c->s, c->o->rules, bs_buf_str(&source), bs_buf_str(&c->body),
                         c->o->complain, c->o->ctx, &c->sum->records, &total, e);
    bs_buf_fini(&source);
    if (err != BS_OK)
        return err;
    if (total >= 0)
        c->sum->total = total;
    return bs_store_page_done(c->s, c->run.id, page, total, e);
}

/* How many pages there are, as far as is known now. */
static int64_t last_page(const struct collecting *c)
{
    int64_t pages = c->sum->total < 0 ? 1 : (c->sum->total + PAGE_HITS - 1) / PAGE_HITS;
    if (pages < 1)
        pages = 1;
    return c->o->pages > 0 && c->o->pages < pages ? c->o->pages : pages;
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
        } else {
            if (hopeless(err) || page == 1 || ++in_a_row == FAILED_IN_A_ROW_MAX) {
                if (e)
                    *e = why;
                return err;
            }
            c->sum->failed_pages++;
            last = err;
            struct bs_error told = {0};
            bs_error_set(&told, err, "page %lld: %s", (long long)page, why.text);
            if (c->o->complain)
                c->o->complain(c->o->ctx, told.text);
        }
        if (c->o->progress && !c->o->progress(c->o->ctx, page, last_page(c)))
            return bs_error_set(e, BS_E_CANCELLED, "stopped; the pages so far are kept");
    }
    if (last != BS_OK)
        return bs_error_set(e, last, "%lld pages could not be fetched; run it again for those",
                            (long long)c->sum->failed_pages);
    return bs_store_run_end(c->s, c->run.id, e);
}

bs_err bs_collect(struct bs_store *s, struct bs_api *api, bs_str query,
                  const struct bs_collect_options *o, struct bs_collect_summary *sum,
                  struct bs_error *e)
{
    struct collecting c = {.s = s, .api = api, .query = query, .o = o, .sum = sum};
    memset(sum, 0, sizeof *sum);
    bs_err err = bs_store_run_begin(s, query, &c.run, e);
    if (err != BS_OK)
        return err;
    sum->total = c.run.total;
    bs_buf_init(&c.body, BODY_MAX);
    bs_buf_init(&c.packed, BODY_MAX);
    err = all_pages(&c, e);
    bs_buf_fini(&c.body);
    bs_buf_fini(&c.packed);
    return err;
}
