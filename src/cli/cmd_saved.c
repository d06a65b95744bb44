#include "print_table.h"

enum { OPT_FORMAT };
static const struct cli_option options[] = {
    CLI_FORMAT_OPTION,
    {NULL, 0, NULL, NULL},
};

/* The words behind the name, as one query. */
static bs_str query_words(struct cli *c)
{
    struct cli rest = *c;
    rest.arg += 2;
    rest.args -= 2;
    bs_str query = words_joined(&rest);
    c->arena = rest.arena;
    return query;
}

static bs_err add(struct cli *c, struct bs_error *e)
{
    struct bs_query q;
    bs_str query = query_words(c);
    bs_err err = parse_query(c, query, BS_QUERY_SHODAN, &q, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_WRITE, e);
    return err == BS_OK ? bs_store_saved_set(c->store, bs_str_z(c->arg[1]), query, e) : err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    if (c->args == 0)
        return show_table(c, "saved", BS_STR(""), OPT_FORMAT, e);
    if (strcmp(c->arg[0], "add") == 0 && c->args >= 3)
        return add(c, e);
    if (strcmp(c->arg[0], "remove") == 0 && c->args == 2) {
        bs_err err = need_existing_store(c, e);
        return err == BS_OK ? bs_store_saved_set(c->store, bs_str_z(c->arg[1]), BS_STR(""), e) : err;
    }
    return bs_error_set(e, BS_E_USAGE, "saved: nothing, or add NAME QUERY, or remove NAME");
}

const struct bs_command bs_cmd_saved = {
    .name = "saved",
    .usage = "[add NAME QUERY | remove NAME]",
    .help = "queries with a name\n\n"
            "Without words: the list.  `search --saved NAME` runs one again, `changes NAME` tells what\n"
            "is new, gone and changed since.",
    .options = options,
    .args_max = -1,
    .uses = CLI_USES_DATA,
    .run = run,
};
