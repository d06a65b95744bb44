#include "label_out.h"

enum { OPT_FORMAT, OPT_LIMIT, OPT_SCOPE, OPT_SORT, OPT_REVERSE, OPT_MARK, OPT_NOTE };
static const struct cli_option options[] = {
    CLI_FORMAT_OPTION,
    {"limit", 0, "N", "at most N groups"},
    {"scope", 0, "SCOPE", "groups by shape (default) or banner"},
    {"sort", 0, "BY", "payoff (default), count, port, org, affiliation, age or disagree"},
    {"reverse", 0, NULL, "the other way round"},
    {"mark", 0, "TARGET", "set a mark on the group of this service; the word behind is skip, unsure or resume"},
    {"note", 0, "TEXT", "with --mark: whom to ask, and what"},
    {NULL, 0, NULL, NULL},
};

static bs_err set_mark(struct cli *c, enum bs_scope scope, struct bs_error *e)
{
    int64_t id;
    struct bs_event ev;
    if (c->args != 1)
        return bs_error_set(e, BS_E_USAGE, "queue --mark TARGET: expected skip, unsure or resume");
    bs_err err = need_existing_store(c, e);
    if (err == BS_OK)
        err = find_target(c, c->opt[OPT_MARK], &id, e);
    if (err == BS_OK)
        err = bs_store_mark(c->store, scope, id, bs_str_z(c->arg[0]), bs_str_z(c->opt[OPT_NOTE]),
                            bs_str_z(c->analyst), &c->arena, &ev, e);
    if (err == BS_OK)
        out_printf(&c->out, "marked %s: %lld services\n", ev.kind.p, (long long)ev.services);
    return err;
}

static bs_err progress_line(struct cli *c, struct bs_error *e)
{
    struct bs_queue_progress p;
    bs_err err = bs_store_queue_progress(c->store, bs_str_z(c->analyst), &p, e);
    if (err != BS_OK)
        return err;
    out_printf(&c->out, "%lld services in %lld groups are open", (long long)p.services, (long long)p.groups);
    if (p.marked)
        out_printf(&c->out, ", %lld of them marked", (long long)p.marked);
    if (p.per_hour > 0)
        out_printf(&c->out, "; %lld decisions today, %.0f services an hour", (long long)p.today, p.per_hour);
    out_str(&c->out, BS_STR("\n"));
    return BS_OK;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_query q;
    int sort, format;
    struct bs_group_ask ask = {.query = &q, .reverse = c->opt[OPT_REVERSE] != NULL, .open_only = true};
    bs_err err = option_format(c, OPT_FORMAT, &format, e);
    if (err == BS_OK)
        err = option_number(c, OPT_LIMIT, 0, &ask.limit, e);
    if (err == BS_OK)
        err = option_choice(c, OPT_SORT, bs_group_sort_names, BS_GROUP_PAYOFF, &sort, e);
    if (err == BS_OK)
        err = option_group_scope(c, OPT_SCOPE, BS_SCOPE_SHAPE, &ask.scope, e);
    if (err == BS_OK && c->opt[OPT_MARK])
        return set_mark(c, ask.scope, e);
    if (err == BS_OK)
        err = parse_query(c, words_joined(c), BS_QUERY_LOCAL, &q, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err != BS_OK)
        return err;
    ask.sort = (enum bs_group_sort)sort;
    err = groups_print(c, format, &ask, e);
    return err == BS_OK && format == FORMAT_TABLE ? progress_line(c, e) : err;
}

const struct bs_command bs_cmd_queue = {
    .name = "queue",
    .usage = "[QUERY]",
    .help = "what waits for a verdict, by what one verdict closes\n\n"
            "Groups of open services, marked ones last.  --mark TARGET skip|unsure|resume puts a group\n"
            "off or asks somebody; both are events of the log and survive restarts.",
    .options = options,
    .args_max = -1,
    .run = run,
};
