#include "label_out.h"
#include "verdict_lines.h"

#include <stdlib.h>

enum { OPT_SCOPE, OPT_LABEL, OPT_NOTE, OPT_ALL, OPT_DRY_RUN, OPT_FROM, OPT_WHY, OPT_JSON };
static const struct cli_option options[] = {
    {"scope", 0, "SCOPE", "service (default), banner or shape"},
    {"label", 0, "TEXT", "what it is, in words"},
    {"note", 0, "TEXT", "why you think so"},
    {"all", 0, NULL, "TARGET is a query: everything it selects, in one step that one undo takes back"},
    {"dry-run", 0, NULL, "with --all: say how many services it would speak for, and decide nothing"},
    {"from", 0, "FILE", "decisions, a JSON object a line: target, verdict, perhaps scope, label, note (- : standard input)"},
    {"why", 0, NULL, "decide nothing: say how the verdict comes about, from the rules to the narrowest scope"},
    {"json", 0, NULL, "with --why: one object a line"},
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
void verdict_say_saved(struct cli *c, const struct bs_decision *d, const struct bs_event *ev)
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

static void print_why(struct cli *c, const struct bs_why *w)
{
    char when[32] = "";
    if (w->when != BS_TIME_NONE)
        bs_time_format(w->when, when);
    out_printf(&c->out, "%s %-8s %-11s", w->effective ? "=>" : "  ", w->source.p, bs_verdict_name(w->verdict));
    if (w->event)
        out_printf(&c->out, "  event %lld, %s, %s, for %lld services, by ", (long long)w->event, when,
                   bs_sample_state_names[w->state], (long long)w->services);
    else
        out_str(&c->out, BS_STR("  "));
    out_data(&c->out, bs_str_bytes(w->event ? w->analyst : w->rule));
    if (w->stale)
        out_str(&c->out, BS_STR(", stale: the banner changed since"));
    if (w->note.n) {
        out_str(&c->out, BS_STR(": "));
        out_data(&c->out, bs_str_bytes(w->note));
    }
    out_str(&c->out, BS_STR("\n"));
}

static void json_why(struct cli *c, const struct bs_why *w)
{
    struct json_line j;
    json_begin(&j);
    json_text(&j, "source", w->source);
    json_verdict(&j, "verdict", w->verdict);
    json_flag(&j, "effective", w->effective);
    json_flag(&j, "stale", w->stale);
    json_text(&j, "label", w->label);
    json_text(&j, "note", w->note);
    json_text(&j, "analyst", w->analyst);
    json_text(&j, "rule", w->rule);
    json_when(&j, "time", w->when);
    json_number(&j, "event", w->event);
    json_number(&j, "services", w->services);
    json_text(&j, "state", bs_str_z(bs_sample_state_names[w->state]));
    json_end(c, &j);
}

static bs_err why(struct cli *c, struct bs_error *e)
{
    struct bs_why w[4];
    struct bs_detail d;
    size_t n = 0;
    int64_t id;
    bs_err err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK)
        err = find_target(c, c->arg[0], &id, e);
    if (err == BS_OK)
        err = bs_store_detail(c->store, id, &c->arena, &d, e);
    if (err == BS_OK)
        err = bs_store_why(c->store, &d, &c->arena, w, &n, e);
    for (size_t i = 0; i < n && err == BS_OK; i++) {
        if (c->opt[OPT_JSON])
            json_why(c, &w[i]);
        else
            print_why(c, &w[i]);
    }
    return err;
}

/* Contract: `saved VERDICT for N services`. */
static bs_err decide_all(struct cli *c, struct bs_decision *d, struct bs_error *e)
{
    struct bs_query q;
    struct bs_decided done;
    struct bs_reach reach;
    int64_t *ids = NULL;
    size_t n = 0;
    bs_err err = parse_query(c, bs_str_z(c->arg[0]), BS_QUERY_LOCAL, &q, e);
    if (err == BS_OK)
        err = bs_store_select(c->store, &q, BS_SORT_IP, false, &ids, &n, e);
    if (err == BS_OK && n == 0)
        err = bs_error_set(e, BS_E_NOTFOUND, "nothing that is stored fits this query");
    if (err == BS_OK && c->opt[OPT_DRY_RUN]) {
        if ((err = bs_store_reach(c->store, d->scope, ids, n, &reach, e)) == BS_OK)
            out_printf(&c->out, "would speak for %lld services by %lld events; an analyst decided %lld of them, %zu"
                                " were selected, %lld of those without a response\n", (long long)reach.services,
                       (long long)reach.targets, (long long)reach.decided, n, (long long)reach.silent);
    } else if (err == BS_OK) {
        err = bs_store_decide_many(c->store, d, ids, n, &c->arena, &done, e);
        if (err == BS_OK)
            out_printf(&c->out, "saved %s for %lld services\n",
                       d->verdict == BS_VERDICT_NONE ? "clear" : bs_verdict_name(d->verdict),
                       (long long)done.event.services);
        else
            bs_error_ctx(e, err, "NOT SAVED");
    }
    free(ids);
    return err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_decision d = {0};
    struct bs_event ev;
    if (c->opt[OPT_FROM])
        return c->args ? bs_error_set(e, BS_E_USAGE, "verdict --from takes its targets from the file")
                       : verdict_lines(c, c->opt[OPT_FROM], e);
    if (c->opt[OPT_WHY] && c->args)
        return why(c, e);
    if (c->args < 2)
        return bs_error_set(e, BS_E_USAGE, "verdict: expected %s", c->cmd->usage);
    bs_err err = read_decision(c, &d, e);
    if (err == BS_OK)
        err = need_existing_store(c, e);
    if (err == BS_OK && c->opt[OPT_ALL])
        return decide_all(c, &d, e);
    if (err == BS_OK)
        err = find_target(c, c->arg[0], &d.service, e);
    if (err != BS_OK)
        return err;
    if ((err = bs_store_decide(c->store, &d, &c->arena, &ev, e)) != BS_OK)
        return bs_error_ctx(e, err, "NOT SAVED");
    verdict_say_saved(c, &d, &ev);
    return BS_OK;
}

const struct bs_command bs_cmd_verdict = {
    .name = "verdict",
    .usage = "TARGET medical|non-medical|unknown|clear",
    .help = "decide what a service is\n\n"
            "Overrides the rules for this service, for all that show the same banner, or for all of\n"
            "the same shape; the narrower scope wins.  It is on disk when it says saved, and\n"
            "survives imports and classify.  clear takes the analysts' verdict off.\n"
            "--from decides line by line; a line that cannot be used is named and the others count.",
    .options = options,
    .args_max = 2,
    .run = run,
};
