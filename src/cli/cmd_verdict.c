#include "cli.h"

enum { OPT_SCOPE, OPT_LABEL, OPT_NOTE };
static const struct cli_option options[] = {
    {"scope", 0, "SCOPE", "service (default), banner or shape"},
    {"label", 0, "TEXT", "what it is, in words"},
    {"note", 0, "TEXT", "why you think so"},
    {NULL, 0, NULL, NULL},
};

static bs_err read_decision(struct cli *c, struct bs_decision *d, struct bs_error *e)
{
    char shown[64];
    d->scope = BS_SCOPE_SERVICE;
    if (!bs_verdict_parse(bs_str_z(c->arg[1]), &d->verdict))
        return bs_error_set(e, BS_E_USAGE,
                            "a verdict is medical, non-medical, unknown or clear, not '%s'",
                            bs_gate_z(bs_str_bytes(bs_str_z(c->arg[1])), shown, sizeof shown));
    if (c->opt[OPT_SCOPE] && !bs_scope_parse(bs_str_z(c->opt[OPT_SCOPE]), &d->scope))
        return bs_error_set(e, BS_E_USAGE, "--scope is service, banner or shape, not '%s'",
                            bs_gate_z(bs_str_bytes(bs_str_z(c->opt[OPT_SCOPE])), shown,
                                      sizeof shown));
    d->label = bs_str_z(c->opt[OPT_LABEL]);
    d->note = bs_str_z(c->opt[OPT_NOTE]);
    d->keep_text = !c->opt[OPT_LABEL] && !c->opt[OPT_NOTE];
    d->analyst = bs_str_z(c->analyst);
    if (!bs_utf8_valid(bs_str_bytes(d->label)) || !bs_utf8_valid(bs_str_bytes(d->note)))
        return bs_error_set(e, BS_E_USAGE, "label and note have to be UTF-8");
    return BS_OK;
}

/* The two forms are contract: `saved VERDICT TARGET`, `saved VERDICT for N services`. */
static void say_saved(struct cli *c, const struct bs_decision *d, const struct bs_event *ev)
{
    const char *verdict = d->verdict == BS_VERDICT_NONE ? "clear" : bs_verdict_name(d->verdict);
    if (d->scope != BS_SCOPE_SERVICE) {
        out_printf(&c->out, "saved %s for %lld services\n", verdict, (long long)ev->services);
        return;
    }
    out_printf(&c->out, "saved %s ", verdict);
    out_data(&c->out, bs_str_bytes(ev->target));
    out_str(&c->out, BS_STR("\n"));
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_decision d = {0};
    struct bs_event ev;
    bs_err err = read_decision(c, &d, e);
    if (err == BS_OK)
        err = need_existing_store(c, e);
    if (err == BS_OK)
        err = find_target(c, c->arg[0], &d.service, e);
    if (err != BS_OK)
        return err;
    if ((err = bs_store_decide(c->store, &d, &c->arena, &ev, e)) != BS_OK)
        return bs_error_ctx(e, err, "NOT SAVED");
    say_saved(c, &d, &ev);
    return BS_OK;
}

const struct bs_command bs_cmd_verdict = {
    .name = "verdict",
    .usage = "TARGET medical|non-medical|unknown|clear",
    .help = "decide what a service is\n\n"
            "Overrides the rules for this service, for all that show the same banner, or for all of\n"
            "the same shape; the narrower scope wins.  It is on disk when it says saved, and\n"
            "survives imports and classify.  clear takes the analysts' verdict off.",
    .options = options,
    .args_min = 2,
    .args_max = 2,
    .run = run,
};
