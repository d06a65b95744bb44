#include "label_out.h"

enum { OPT_BY, OPT_KIND, OPT_SINCE, OPT_UNTIL, OPT_SCOPE, OPT_LIMIT, OPT_JSON };
static const struct cli_option options[] = {
    {"by", 0, "NAME", "this analyst's only"},
    {"kind", 0, "KIND", "verdict, undo, redo, skip, unsure, look, merge ..."},
    {"since", 0, "TIME", "from this day or time on"},
    {"until", 0, "TIME", "before this day or time"},
    {"scope", 0, "SCOPE", "service, banner or shape"},
    {"limit", 0, "N", "the newest N"},
    {"json", 0, NULL, "one object a line"},
    {NULL, 0, NULL, NULL},
};

static bool print_event(void *ctx, const struct bs_event *ev)
{
    struct cli *c = ctx;
    char when[32];
    bs_time_format(ev->when, when);
    out_printf(&c->out, "%lld  %s  ", (long long)ev->id, when);
    out_data(&c->out, bs_str_bytes(ev->analyst));
    out_str(&c->out, BS_STR("  "));
    out_data(&c->out, bs_str_bytes(ev->kind));
    if (ev->about)
        out_printf(&c->out, " of %lld", (long long)ev->about);
    out_printf(&c->out, "  %s ", bs_scope_name(ev->scope));
    out_data(&c->out, bs_str_bytes(ev->target));
    out_printf(&c->out, " (%lld)  %s -> %s", (long long)ev->services,
               ev->before == BS_VERDICT_NONE ? "none" : bs_verdict_name(ev->before),
               ev->verdict == BS_VERDICT_NONE ? "none" : bs_verdict_name(ev->verdict));
    if (ev->changed >= 0)
        out_printf(&c->out, ", %lld changed", (long long)ev->changed);
    if (ev->label.n) {
        out_str(&c->out, BS_STR("  label: "));
        out_data(&c->out, bs_str_bytes(ev->label));
    }
    if (ev->note.n) {
        out_str(&c->out, BS_STR("  note: "));
        out_data(&c->out, bs_str_bytes(ev->note));
    }
    out_str(&c->out, BS_STR("\n"));
    return !out_stopped(&c->out);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_log_ask ask = {.analyst = bs_str_z(c->opt[OPT_BY]), .kind = bs_str_z(c->opt[OPT_KIND]), .scope = -1};
    enum bs_scope scope;
    bs_err err = option_time(c, OPT_SINCE, &ask.since, e);
    if (err == BS_OK)
        err = option_time(c, OPT_UNTIL, &ask.until, e);
    if (err == BS_OK)
        err = option_number(c, OPT_LIMIT, 0, &ask.limit, e);
    if (err == BS_OK && c->opt[OPT_SCOPE]) {
        if (!bs_scope_parse(bs_str_z(c->opt[OPT_SCOPE]), &scope))
            return bs_error_set(e, BS_E_USAGE, "--scope is service, banner or shape");
        ask.scope = (int)scope;
    }
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK && c->args)
        err = find_target(c, c->arg[0], &ask.service, e);
    if (err != BS_OK)
        return err;
    return c->opt[OPT_JSON] ? bs_log_each(c->store, &ask, json_row, c, e)
                            : bs_store_log(c->store, &ask, print_event, c, e);
}

const struct bs_command bs_cmd_log = {
    .name = "log",
    .usage = "[TARGET]",
    .help = "the log of decisions, oldest first\n\n"
            "With a TARGET: those that reach this service, also through its banner or shape.  Each says\n"
            "how many services it spoke for, and how many effective verdicts it changed.",
    .options = options,
    .args_max = 1,
    .run = run,
};
