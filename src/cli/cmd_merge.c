#include "label_out.h"

enum { OPT_JSON };
static const struct cli_option options[] = {
    {"json", 0, NULL, "one object a line: the merge, conflicts, agreements"},
    {NULL, 0, NULL, NULL},
};

static bool print_conflict(void *ctx, const struct bs_conflict *f)
{
    struct cli *c = ctx;
    if (f->kind != BS_CONFLICT_ANALYSTS)
        return true;
    if (c->opt[OPT_JSON]) {
        struct json_line j;
        json_begin(&j);
        json_text(&j, "conflict", f->target);
        json_text(&j, "analyst", f->verdict.analyst);
        json_verdict(&j, "verdict", f->verdict.verdict);
        json_text(&j, "note", f->verdict.note);
        json_text(&j, "other_analyst", f->analyst);
        json_verdict(&j, "other", f->other);
        json_text(&j, "reason", f->reason);
        json_end(c, &j);
        return !out_stopped(&c->out);
    }
    const struct {
        bs_str who, why;
        enum bs_verdict what;
    } side[] = {{f->verdict.analyst, f->verdict.note, f->verdict.verdict}, {f->analyst, f->reason, f->other}};
    out_str(&c->out, BS_STR("conflict on "));
    out_data(&c->out, bs_str_bytes(f->target));
    for (size_t i = 0; i < BS_COUNT(side); i++) {
        out_str(&c->out, i ? BS_STR("; ") : BS_STR(": "));
        out_data(&c->out, bs_str_bytes(side[i].who));
        out_printf(&c->out, " %s (", bs_verdict_name(side[i].what));
        out_data(&c->out, bs_str_bytes(side[i].why.n ? side[i].why : BS_STR("no reason given")));
        out_str(&c->out, BS_STR(")"));
    }
    out_str(&c->out, BS_STR("\n"));
    return !out_stopped(&c->out);
}

static bool print_agreement(void *ctx, const struct bs_agreement *g)
{
    struct cli *c = ctx;
    agreement_print(c, c->opt[OPT_JSON] != NULL, g);
    return !out_stopped(&c->out);
}

static void say(struct cli *c, const struct bs_merge_result *m)
{
    char when[32];
    if (m->future) {
        bs_time_format(m->latest, when);
        note_printf("%lld events have a time in the future, up to %s: one of the clocks is wrong",
                    (long long)m->future, when);
    }
    if (c->opt[OPT_JSON]) {
        struct json_line j;
        json_begin(&j);
        json_number(&j, "events", m->events);
        json_number(&j, "known", m->known);
        json_number(&j, "homeless", m->homeless);
        json_number(&j, "future", m->future);
        json_number(&j, "conflicts", m->conflicts);
        json_number(&j, "older_schema", m->older_schema);
        json_text(&j, "head", bs_str_z(m->head));
        json_end(c, &j);
        return;
    }
    out_printf(&c->out, "%lld events merged, %lld were there already, %lld conflicts", (long long)m->events,
               (long long)m->known, (long long)m->conflicts);
    if (m->homeless)
        out_printf(&c->out, "; %lld speak of services that are not here yet", (long long)m->homeless);
    out_str(&c->out, BS_STR("\n"));
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_merge_result m;
    bs_err err = need_existing_store(c, e);
    if (err == BS_OK)
        err = bs_store_merge(c->store, c->arg[0], bs_str_z(c->analyst), &m, e);
    if (err != BS_OK)
        return bs_error_ctx(e, err, "nothing was merged");
    say(c, &m);
    err = bs_store_conflicts(c->store, print_conflict, c, e);
    return err == BS_OK ? bs_store_agreements(c->store, print_agreement, c, e) : err;
}

const struct bs_command bs_cmd_merge = {
    .name = "merge",
    .usage = "OTHER.db",
    .help = "bring another analyst's decisions in\n\n"
            "The other file is checked first and only read.  All of its events come or none; again\n"
            "brings nothing new, and the order of several merges does not matter.  Conflicts are listed\n"
            "with both reasons: a new verdict resolves one.  Then how far the analysts agree.",
    .options = options,
    .args_min = 1,
    .args_max = 1,
    .uses = CLI_USES_OTHER_DB | CLI_USES_TEMPORARY,
    .run = run,
};
