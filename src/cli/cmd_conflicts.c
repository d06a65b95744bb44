#include "label_out.h"

enum { OPT_JSON };
static const struct cli_option options[] = {
    {"json", 0, NULL, "one object a line"},
    {NULL, 0, NULL, NULL},
};

static bool print(void *ctx, const struct bs_conflict *f)
{
    struct cli *c = ctx;
    out_printf(&c->out, "%-8s  %s ", bs_conflict_names[f->kind], bs_scope_name(f->scope));
    out_data(&c->out, bs_str_bytes(f->target));
    out_printf(&c->out, " (%lld): ", (long long)f->services);
    out_data(&c->out, bs_str_bytes(f->verdict.analyst));
    out_printf(&c->out, " said %s", bs_verdict_name(f->verdict.verdict));
    if (f->verdict.note.n) {
        out_str(&c->out, BS_STR(" ("));
        out_data(&c->out, bs_str_bytes(f->verdict.note));
        out_str(&c->out, BS_STR(")"));
    }
    out_str(&c->out, BS_STR("; "));
    if (f->kind == BS_CONFLICT_STALE) {
        out_str(&c->out, BS_STR("the banner changed since\n"));
        return !out_stopped(&c->out);
    }
    out_data(&c->out, bs_str_bytes(f->analyst.n ? f->analyst : f->rule));
    out_printf(&c->out, " says %s", bs_verdict_name(f->other));
    if (f->reason.n) {
        out_str(&c->out, BS_STR(" ("));
        out_data(&c->out, bs_str_bytes(f->reason));
        out_str(&c->out, BS_STR(")"));
    }
    out_str(&c->out, BS_STR("\n"));
    return !out_stopped(&c->out);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    bs_err err = need_store(c, BS_STORE_READ, e);
    if (err != BS_OK)
        return err;
    return c->opt[OPT_JSON] ? bs_conflicts_each(c->store, json_row, c, e)
                            : bs_store_conflicts(c->store, print, c, e);
}

const struct bs_command bs_cmd_conflicts = {
    .name = "conflicts",
    .usage = "",
    .help = "verdicts to review\n\n"
            "Against strong evidence, against another analyst's (resolved by a new verdict), and on\n"
            "services whose banner changed since.",
    .options = options,
    .run = run,
};
