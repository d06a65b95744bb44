/* Free counts: asked of Shodan, or remembered. */
#include "bannerscope/engine.h"

static void fill_local(struct bs_store *s, bs_str query, struct bs_count *out)
{
    struct bs_arena a;
    struct bs_query q;
    uint32_t at;
    out->stored = -1;
    out->newest = 0;
    bs_arena_init(&a, 0);
    if (bs_query_parse(query, BS_QUERY_LOCAL, &a, &q, &at, NULL) != BS_OK ||
        bs_store_count(s, &q, &out->stored, &out->newest, NULL) != BS_OK)
        out->stored = -1;
    bs_arena_fini(&a);
}

bs_err bs_count_ask(struct bs_store *s, struct bs_api *api, bs_str query, struct bs_count *out,
                    struct bs_error *e)
{
    struct bs_arena a;
    struct bs_facet *facet;
    size_t facets;
    *out = (struct bs_count){.stored = -1}; /* nobody looked */
    bs_arena_init(&a, 0);
    bs_err err = bs_api_count(api, query, BS_STR("org:1000"), &a, &out->hits, &facet, &facets, e);
    if (err == BS_OK) {
        out->when = bs_time_now();
        out->orgs = facets || out->hits == 0 ? (int64_t)facets : -1;
        out->price.pages = bs_query_pages(out->hits);
        out->price.credits = bs_query_text_price(query, out->price.pages);
    }
    bs_arena_fini(&a);
    if (err != BS_OK || !s)
        return err;
    const struct bs_ask ask = {.when = out->when,
                               .kind = BS_STR("count"),
                               .query = query,
                               .hits = out->hits,
                               .orgs = out->orgs,
                               .result = BS_STR("")};
    if (!bs_store_readonly(s))
        bs_store_ask_add(s, &ask, NULL); /* a convenience: the count is good without it */
    fill_local(s, query, out);
    return bs_collect_price(s, query, out->hits, 0, &out->price, e);
}

bs_err bs_count_known(struct bs_store *s, bs_str query, int64_t age, struct bs_count *out,
                      struct bs_error *e)
{
    struct bs_arena a;
    struct bs_ask ask;
    memset(out, 0, sizeof *out);
    bs_arena_init(&a, 1 << 20);
    bs_err err = bs_store_ask_count(s, query, &a, &ask, e);
    bs_arena_fini(&a);
    if (err != BS_OK)
        return err;
    if (!ask.when || bs_time_now() - ask.when > age)
        return bs_error_set(e, BS_E_NOTFOUND, "not counted lately");
    out->hits = ask.hits;
    out->orgs = ask.orgs;
    out->when = ask.when;
    fill_local(s, query, out);
    return bs_collect_price(s, query, out->hits, 0, &out->price, e);
}
