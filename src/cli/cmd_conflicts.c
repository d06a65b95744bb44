#include "label_out.h"

enum { OPT_JSON };
static const struct cli_option options[] = {
    {"json", 0, NULL, "one object a line"},
    {NULL, 0, NULL, NULL},
};

static void print_json(struct cli *c, const struct bs_conflict *f)
{
    struct json_line j;
    json_begin(&j);
    json_text(&j, "kind", bs_str_z(bs_conflict_names[f->kind]));
    json_text(&j, "scope", bs_str_z(bs_scope_name(f->scope)));
    json_text(&j, "target", f->target);
    json_text(&j, "service", service_name(c, f->service));
    json_number(&j, "services", f->services);
    json_number(&j, "event", f->verdict.id);
    json_text(&j, "analyst", f->verdict.analyst);
    json_verdict(&j, "verdict", f->verdict.verdict);
    json_text(&j, "note", f->verdict.note);
    json_verdict(&j, "other", f->other);
    json_text(&j, "other_analyst", f->analyst);
    json_number(&j, "other_event", f->event);
    json_text(&j, "rule", f->rule);
    json_text(&j, "reason", f->reason);
    json_end(c, &j);
}

static bool print(void *ctx, const struct bs_conflict *f)
{
    struct cli *c = ctx;
    if (c->opt[OPT_JSON]) {
        print_json(c, f);
        return !out_stopped(&c->out);
    }
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
    return err == BS_OK ? bs_store_conflicts(c->store, print, c, e) : err;
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
