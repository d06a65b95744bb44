#include "print_table.h"

enum { OPT_FORMAT };
static const struct cli_option options[] = {
    CLI_FORMAT_OPTION,
    {NULL, 0, NULL, NULL},
};

static bs_err run(struct cli *c, struct bs_error *e)
{
    return show_table(c, "changes", words_joined(c), OPT_FORMAT, e);
}

const struct bs_command bs_cmd_changes = {
    .name = "changes",
    .usage = "NAME|QUERY",
    .help = "what is new, gone and changed between the last two runs of a query\n\n"
            "NAME is that of a saved query.  A service is changed when its answer is another one.",
    .options = options,
    .args_min = 1,
    .args_max = -1,
    .run = run,
};
