#include "cli.h"

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
    int64_t id = 0;
    bs_err err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK && c->args)
        err = find_target(c, c->arg[0], &id, e);
    return err == BS_OK ? bs_store_events(c->store, id, print_event, c, e) : err;
}

const struct bs_command bs_cmd_log = {
    .name = "log",
    .usage = "[TARGET]",
    .help = "the log of decisions, oldest first\n\n"
            "With a TARGET: those that reach this service, also through its banner or shape.",
    .args_max = 1,
    .run = run,
};
