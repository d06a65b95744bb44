#include "label_out.h"

enum { OPT_SCOPE, OPT_LOOK, OPT_JSON };
static const struct cli_option options[] = {
    {"scope", 0, "SCOPE", "of the verdict: shape (default) or banner"},
    {"look", 0, "VERDICT", "TARGET was looked at, and this is what it is"},
    {"json", 0, NULL, "one object a line"},
    {NULL, 0, NULL, NULL},
};

static void print_json(struct cli *c, const struct bs_sample *s)
{
    struct json_line j;
    json_begin(&j);
    json_number(&j, "event", s->event);
    json_text(&j, "scope", bs_str_z(bs_scope_name(s->scope)));
    json_text(&j, "target", s->target);
    json_verdict(&j, "verdict", s->verdict);
    json_text(&j, "state", bs_str_z(bs_sample_state_names[s->state]));
    json_number(&j, "services", s->services);
    json_number(&j, "needed", s->needed);
    json_number(&j, "items", s->items);
    json_number(&j, "looked", s->looked);
    json_number(&j, "covered", s->covered);
    json_number(&j, "dissents", s->dissents);
    json_real(&j, "bound", s->bound);
    json_text(&j, "next", s->next ? service_name(c, s->next) : BS_STR(""));
    json_end(c, &j);
}

static bool print(void *ctx, const struct bs_sample *s)
{
    struct cli *c = ctx;
    if (c->opt[OPT_JSON]) {
        print_json(c, s);
        return !out_stopped(&c->out);
    }
    out_printf(&c->out, "%s ", bs_scope_name(s->scope));
    out_data(&c->out, bs_str_bytes(s->target));
    out_printf(&c->out, " %s, %s: %lld of %lld wrong: error %s %.0f %% of %lld services", bs_verdict_name(s->verdict),
               bs_sample_state_names[s->state], (long long)s->dissents, (long long)s->covered,
               s->dissents ? "up to" : "<", 100 * s->bound + 0.5, (long long)s->services);
    if (s->next) {
        out_str(&c->out, BS_STR("; next "));
        out_data(&c->out, bs_str_bytes(service_name(c, s->next)));
    }
    out_str(&c->out, BS_STR("\n"));
    return !out_stopped(&c->out);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    enum bs_scope scope;
    enum bs_verdict verdict = BS_VERDICT_NONE;
    struct bs_sample sample;
    int64_t id;
    bs_err err = option_group_scope(c, OPT_SCOPE, BS_SCOPE_SHAPE, &scope, e);
    if (err == BS_OK && c->opt[OPT_LOOK] && (c->args == 0 || !bs_verdict_parse(bs_str_z(c->opt[OPT_LOOK]), &verdict)))
        return bs_error_set(e, BS_E_USAGE, "sample TARGET --look medical|non-medical|unknown");
    if (err == BS_OK)
        err = c->opt[OPT_LOOK] ? need_existing_store(c, e) : need_store(c, BS_STORE_READ, e);
    if (err == BS_OK && c->args == 0)
        return bs_store_samples(c->store, print, c, e);
    if (err == BS_OK)
        err = find_target(c, c->arg[0], &id, e);
    if (err == BS_OK)
        err = c->opt[OPT_LOOK] ? bs_store_look(c->store, scope, id, verdict, bs_str_z(c->analyst), &c->arena,
                                               &sample, e)
                               : bs_store_sample(c->store, scope, id, &c->arena, &sample, e);
    if (err == BS_OK)
        print(c, &sample);
    return err;
}

const struct bs_command bs_cmd_sample = {
    .name = "sample",
    .usage = "[TARGET]",
    .help = "check a verdict on many by a random sample\n\n"
            "Without TARGET: every verdict on many that is not checked yet.  With it: where the check of\n"
            "the verdict on its shape or banner stands, and whom to look at next.  --look says what was\n"
            "seen; another verdict than the group's reopens the group.",
    .options = options,
    .args_max = 1,
    .run = run,
};
