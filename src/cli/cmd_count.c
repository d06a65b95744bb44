#include "json_line.h"

#include <unistd.h>

enum { OPT_FACETS, OPT_JSON };
static const struct cli_option options[] = {
    {"facets", 0, "LIST", "also the top values: org:10,port:5"},
    {"json", 0, NULL, "hits, organisations, price and what is stored, as JSON"},
    {NULL, 0, NULL, NULL},
};

/* What a plain count tells, with what is stored here beside it. */
static void print_json(struct cli *c, bs_str query, const struct bs_count *n)
{
    struct json_line j;
    json_begin(&j);
    json_text(&j, "query", query);
    json_known(&j, "hits", n->hits);
    json_known(&j, "organisations", n->orgs);
    json_known(&j, "pages", n->price.pages);
    json_known(&j, "credits", n->price.credits);
    json_known(&j, "stored", n->stored);
    json_end(c, &j);
}

/* A count is noted where there is a database; it never makes one. */
static bs_err count_only(struct cli *c, bs_str text, struct bs_error *e)
{
    struct bs_count n;
    if (access(c->db, F_OK) == 0 && bs_store_open(c->db, BS_STORE_WRITE, &c->store, NULL) != BS_OK)
        c->store = NULL;
    bs_err err = bs_count_ask(c->store, c->api, text, &n, e);
    if (err != BS_OK)
        return err;
    if (c->opt[OPT_JSON])
        print_json(c, text, &n);
    else
        out_printf(&c->out, "%lld\n", (long long)n.hits);
    return BS_OK;
}

static void print_facets(struct cli *c, const struct bs_facet *f, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !bs_str_eq(f[i].name, f[i - 1].name)) {
            out_str(&c->out, BS_STR("\n"));
            out_data(&c->out, bs_str_bytes(f[i].name));
            out_str(&c->out, BS_STR("\n"));
        }
        out_printf(&c->out, "%10lld  ", (long long)f[i].count);
        out_data(&c->out, bs_str_bytes(f[i].value));
        out_str(&c->out, BS_STR("\n"));
    }
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_query q;
    struct bs_facet *facet;
    size_t facets;
    int64_t total;
    bs_str text = words_joined(c);
    bs_err err = parse_query(c, text, BS_QUERY_SHODAN, &q, e);
    if (err == BS_OK)
        err = need_api(c, e);
    if (err == BS_OK && !c->opt[OPT_FACETS])
        return count_only(c, text, e);
    if (err == BS_OK)
        err = bs_api_count(c->api, text, bs_str_z(c->opt[OPT_FACETS]), &c->arena, &total, &facet,
                           &facets, e);
    if (err != BS_OK)
        return err;
    out_printf(&c->out, "%lld\n", (long long)total);
    print_facets(c, facet, facets);
    return BS_OK;
}

const struct bs_command bs_cmd_count = {
    .name = "count",
    .usage = "QUERY",
    .help = "how many services Shodan has for a query; free\n\n"
            "The query may be several words.  Put -- in front of one that begins with -.",
    .options = options,
    .args_min = 1,
    .args_max = -1,
    .uses = CLI_USES_SHODAN,
    .run = run,
};
