#include "print_table.h"

enum { OPT_FORMAT, OPT_REMOTE, OPT_FACETS };
static const struct cli_option options[] = {
    CLI_FORMAT_OPTION,
    {"remote", 0, NULL, "Shodan's facets (free) instead of those of what is stored"},
    {"facets", 0, "LIST", "which, at Shodan: org:10,port:5"},
    {NULL, 0, NULL, NULL},
};

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_table t;
    struct bs_query q;
    int format;
    if (!c->opt[OPT_REMOTE])
        return show_table(c, "facets", words_joined(c), OPT_FORMAT, e);
    bs_str query = words_joined(c);
    bs_err err = option_format(c, OPT_FORMAT, &format, e);
    if (err == BS_OK)
        err = parse_query(c, query, BS_QUERY_SHODAN, &q, e);
    if (err == BS_OK)
        err = need_api(c, e);
    if (err == BS_OK)
        err = bs_table_facets(c->api, query, bs_str_z(c->opt[OPT_FACETS]), &c->arena, &t, e);
    if (err == BS_OK)
        print_table(c, &t, format);
    return err;
}

const struct bs_command bs_cmd_facets = {
    .name = "facets",
    .usage = "[QUERY]",
    .help = "the top organisations, ports, AS numbers, products of a query\n\n"
            "Of what is stored here, or with --remote of all that Shodan knows; both are free.",
    .options = options,
    .args_max = -1,
    .uses = CLI_USES_SHODAN,
    .run = run,
};
