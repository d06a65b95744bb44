#include "label_out.h"

enum { OPT_FORMAT, OPT_LIMIT, OPT_SHAPES, OPT_SORT, OPT_REVERSE };
static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "table, csv or ndjson"},
    {"limit", 0, "N", "at most N banners"},
    {"shapes", 0, NULL, "shapes instead: banners that differ only in what varies"},
    {"sort", 0, "BY", "count (default), payoff, port, org, affiliation, age or disagree"},
    {"reverse", 0, NULL, "the other way round"},
    {NULL, 0, NULL, NULL},
};

struct printing {
    struct cli *c;
    int format;
};

static bool put_group(void *ctx, const struct bs_group *g)
{
    struct printing *p = ctx;
    group_print(p->c, p->format, g);
    return !out_stopped(&p->c->out);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct printing p = {.c = c};
    struct bs_query q;
    int sort;
    struct bs_group_ask ask = {.query = &q, .reverse = c->opt[OPT_REVERSE] != NULL,
                               .scope = c->opt[OPT_SHAPES] ? BS_SCOPE_SHAPE : BS_SCOPE_BANNER};
    bs_err err = option_choice(c, OPT_FORMAT, label_formats, FORMAT_TABLE, &p.format, e);
    if (err == BS_OK)
        err = option_number(c, OPT_LIMIT, 0, &ask.limit, e);
    if (err == BS_OK)
        err = option_choice(c, OPT_SORT, bs_group_sort_names, BS_GROUP_COUNT, &sort, e);
    if (err == BS_OK)
        err = parse_query(c, words_joined(c), BS_QUERY_LOCAL, &q, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err != BS_OK)
        return err;
    ask.sort = (enum bs_group_sort)sort;
    group_head(c, p.format);
    return bs_store_groups(c->store, &ask, put_group, &p, e);
}

const struct bs_command bs_cmd_dictionary = {
    .name = "dictionary",
    .usage = "[QUERY]",
    .help = "the distinct banners or shapes, most frequent first\n\n"
            "Each with the services that show it, how many of them are open, in how many\n"
            "organisations, how many have another verdict than the group, and when it was seen.",
    .options = options,
    .args_max = -1,
    .run = run,
};
