#include "list_rows.h"

enum { OPT_FORMAT, OPT_COLUMNS, OPT_SORT, OPT_LIMIT };
static const struct cli_option options[] = {
    CLI_FORMAT_OPTION,
    {"columns", 0, "LIST", "names as in the JSON, with commas"},
    {"sort", 0, "NAME", "attention, ip, port, org, service, ...; -NAME the other way"},
    {"limit", 0, "N", "at most N rows"},
    {NULL, 0, NULL, NULL},
};

static bs_err run(struct cli *c, struct bs_error *e)
{
    int format;
    struct list_request r = {.query = words_joined(c),
                             .columns = c->opt[OPT_COLUMNS],
                             .sort = c->opt[OPT_SORT],
                             .sink = out_sink,
                             .ctx = &c->out};
    bs_err err = option_format(c, OPT_FORMAT, &format, e);
    if (err == BS_OK)
        err = option_number(c, OPT_LIMIT, 0, &r.limit, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err != BS_OK)
        return err;
    r.format = (enum list_format)format;
    if (r.format == LIST_CSV && !r.columns)
        r.columns = "*";
    if (r.format == LIST_TABLE && !r.columns)
        r.columns = c->list_columns;
    return list_rows(c, &r, e);
}

const struct bs_command bs_cmd_list = {
    .name = "list",
    .usage = "[QUERY]",
    .help = "the services in the database\n\n"
            "QUERY is a Shodan query and may also say verdict: by: service: label: response: open:\n"
            "and more (see the manual).  Put -- in front of a query that begins with -.",
    .options = options,
    .args_max = -1,
    .run = run,
};
