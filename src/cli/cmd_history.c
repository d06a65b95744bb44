#include "print_table.h"

enum { OPT_FORMAT, OPT_UNFINISHED, OPT_MISSING };
static const struct cli_option options[] = {
    CLI_FORMAT_OPTION,
    {"unfinished", 0, NULL, "collections that did not come to their end"},
    {"missing", 0, NULL, "pages that could not be fetched"},
    {NULL, 0, NULL, NULL},
};

static bs_err run(struct cli *c, struct bs_error *e)
{
    const char *name = c->opt[OPT_MISSING]      ? "missing"
                       : c->opt[OPT_UNFINISHED] ? "unfinished"
                                                : "history";
    return show_table(c, name, BS_STR(""), OPT_FORMAT, e);
}

const struct bs_command bs_cmd_history = {
    .name = "history",
    .usage = "",
    .help = "what was asked of Shodan: when, hits, organisations, credits, result",
    .options = options,
    .run = run,
};
