/* What collecting costs, and what it may cost. */
#include "bannerscope/engine.h"

bs_err bs_collect_price(struct bs_store *s, bs_str query, int64_t hits, int64_t limit,
                        struct bs_price *out, struct bs_error *e)
{
    struct bs_run run;
    bool first = false;
    memset(out, 0, sizeof *out);
    const int64_t all = bs_query_pages(hits);
    out->hits = hits;
    out->pages = limit > 0 && limit < all ? limit : all;
    bs_err err = bs_store_run_find(s, query, &run, e);
    if (err == BS_OK && run.id && out->pages)
        err = bs_store_run_kept(s, run.id, out->pages, &out->kept, &first, e);
    if (err != BS_OK)
        return err;
    out->credits = out->pages - out->kept;
    /* The first page of a query without filters is free, where it is still to come. */
    if (out->pages && !first && bs_query_text_price(query, 1) == 0)
        out->credits--;
    return BS_OK;
}

bs_err bs_purse_check(const struct bs_purse *p, int64_t price, int64_t left, struct bs_error *e)
{
    if (price <= 0)
        return BS_OK;
    if (p->max_credits > 0 && price > p->max_credits)
        return bs_error_set(e, BS_E_CREDITS,
                            "would cost up to %lld credits, and max-credits is %lld: nothing was spent",
                            (long long)price, (long long)p->max_credits);
    if (left >= 0 && price > left)
        return bs_error_set(e, BS_E_CREDITS,
                            "would cost up to %lld credits, and %lld are left: nothing was spent",
                            (long long)price, (long long)left);
    if (left >= 0 && p->keep_credits > 0 && left - price < p->keep_credits)
        return bs_error_set(e, BS_E_CREDITS, "would cost up to %lld of %lld credits, and keep-credits"
                                             " is %lld: nothing was spent",
                            (long long)price, (long long)left, (long long)p->keep_credits);
    return BS_OK;
}
