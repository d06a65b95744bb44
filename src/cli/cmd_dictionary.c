#include "label_out.h"

enum { OPT_FORMAT, OPT_LIMIT, OPT_SHAPES, OPT_SORT, OPT_REVERSE };
static const struct cli_option options[] = {
    CLI_FORMAT_OPTION,
    {"limit", 0, "N", "at most N banners"},
    {"shapes", 0, NULL, "shapes instead: banners that differ only in what varies"},
    {"sort", 0, "BY", "count (default), payoff, port, org, affiliation, age or disagree"},
    {"reverse", 0, NULL, "the other way round"},
    {NULL, 0, NULL, NULL},
};

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_query q;
    int sort, format;
    struct bs_group_ask ask = {.query = &q, .reverse = c->opt[OPT_REVERSE] != NULL,
                               .scope = c->opt[OPT_SHAPES] ? BS_SCOPE_SHAPE : BS_SCOPE_BANNER};
    bs_err err = option_format(c, OPT_FORMAT, &format, e);
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
    return groups_print(c, format, &ask, e);
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
