#include <stdio.h>
#include <unistd.h>

#include "cli.h"

enum { OPT_LIMIT, OPT_YES };
static const struct cli_option options[] = {
    {"limit", 0, "N", "at most N results (pages of 100; default: all)"},
    {"yes", 'y', NULL, "spend the credits without asking"},
    {NULL, 0, NULL, NULL},
};
enum { PAGE_HITS = 100 };

struct plan {
    int64_t total, pages, price, credits;
};

/* Free: how many there are, and what they would cost. */
static bs_err make_plan(struct cli *c, bs_str text, const struct bs_query *q, struct plan *p,
                        struct bs_error *e)
{
    struct bs_facet *facet;
    struct bs_api_info info;
    size_t facets;
    int64_t limit;
    bs_err err = option_number(c, OPT_LIMIT, 0, &limit, e);
    if (err == BS_OK)
        err = need_api(c, e);
    if (err == BS_OK)
        err = bs_api_count(c->api, text, BS_STR(""), &c->arena, &p->total, &facet, &facets, e);
    if (err == BS_OK)
        err = bs_api_info(c->api, &c->arena, &info, e);
    if (err != BS_OK)
        return err;
    int64_t wanted = limit > 0 && limit < p->total ? limit : p->total;
    p->pages = (wanted + PAGE_HITS - 1) / PAGE_HITS;
    p->price = bs_query_price(q, p->pages);
    p->credits = info.query_credits;
    note_printf("%lld results, %lld pages, at most %lld query credits; %lld left",
                (long long)p->total, (long long)p->pages, (long long)p->price,
                (long long)p->credits);
    return BS_OK;
}

static bs_err agree(struct cli *c, const struct plan *p, struct bs_error *e)
{
    char question[96];
    if (c->opt[OPT_YES] || p->price == 0)
        return BS_OK;
    if (!ask_possible())
        return bs_error_set(e, BS_E_USAGE,
                            "search: would cost up to %lld query credits; say --yes to agree",
                            (long long)p->price);
    snprintf(question, sizeof question, "Spend up to %lld query credits?", (long long)p->price);
    return ask_yes(question) ? BS_OK : bs_error_set(e, BS_E_CANCELLED, "nothing was spent");
}

static bs_err collect(struct cli *c, bs_str text, const struct plan *p, struct bs_error *e)
{
    struct bs_collect_summary sum;
    const struct bs_collect_options o = {.rules = c->rules,
                                         .pages = p->pages,
                                         .complain = complain_input,
                                         .progress = progress_show,
                                         .ctx = c};
    interrupt_defer();
    bs_err err = bs_collect(c->store, c->api, text, &o, &sum, e);
    progress_clear(c);
    const struct bs_import_summary *r = &sum.records;
    out_printf(&c->out, "%lld pages, %lld bought\n", (long long)sum.pages, (long long)sum.bought);
    out_printf(&c->out, "%lld read, %lld new, %lld updated, %lld duplicate, %lld rejected\n",
               (long long)r->read, (long long)r->added, (long long)r->updated,
               (long long)r->duplicate, (long long)r->rejected);
    if (err != BS_OK)
        note_printf("the pages so far are kept; the same command goes on from there");
    return err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_query q;
    struct plan p;
    bs_str text = words_joined(c);
    bs_err err = parse_query(c, text, BS_QUERY_SHODAN, &q, e);
    if (err == BS_OK)
        err = need_rules(c, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_WRITE, e);
    if (err == BS_OK)
        err = make_plan(c, text, &q, &p, e);
    if (err == BS_OK && p.pages == 0) {
        out_str(&c->out, BS_STR("0 read, 0 new, 0 updated, 0 duplicate, 0 rejected\n"));
        return BS_OK;
    }
    if (err == BS_OK)
        err = agree(c, &p, e);
    return err == BS_OK ? collect(c, text, &p, e) : err;
}

const struct bs_command bs_cmd_search = {
    .name = "search",
    .usage = "QUERY",
    .help = "collect the results of a Shodan query into the database\n\n"
            "Counts first (free), says what it will cost and asks.  Every page is on disk before it\n"
            "is looked into; the same command goes on where it was interrupted and never pays twice.",
    .options = options,
    .args_min = 1,
    .args_max = -1,
    .run = run,
};
