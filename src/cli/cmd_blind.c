#include "label_out.h"

enum { OPT_SAY, OPT_JSON };
static const struct cli_option options[] = {
    {"say", 0, "TARGET", "judge one of the sample; the word behind is the verdict"},
    {"json", 0, NULL, "one object a line"},
    {NULL, 0, NULL, NULL},
};

static bs_err list(struct cli *c, struct bs_error *e)
{
    struct bs_blind b;
    bool json = c->opt[OPT_JSON] != NULL;
    bs_err err = bs_store_blind(c->store, bs_str_z(c->analyst), &c->arena, &b, e);
    if (err == BS_OK && !b.event)
        return bs_error_set(e, BS_E_NOTFOUND, "no blind sample of yours: `blind N` draws one");
    for (size_t i = 0; err == BS_OK && i < b.n && !out_stopped(&c->out); i++) {
        bs_str name = service_name(c, b.service[i]);
        if (json) {
            struct json_line j;
            json_begin(&j);
            json_text(&j, "target", name);
            json_verdict(&j, "second", b.second[i]);
            json_end(c, &j);
            continue;
        }
        out_data(&c->out, bs_str_bytes(name));
        out_printf(&c->out, "  %s\n", b.second[i] ? bs_verdict_name(b.second[i]) : "-");
    }
    if (err == BS_OK && b.done)
        agreement_print(c, json, &b.agreement);
    return err;
}

static bs_err say(struct cli *c, struct bs_error *e)
{
    enum bs_verdict v;
    struct bs_event ev;
    int64_t id;
    if (c->args != 1 || !bs_verdict_parse(bs_str_z(c->arg[0]), &v) || v == BS_VERDICT_NONE)
        return bs_error_set(e, BS_E_USAGE, "blind --say TARGET medical|non-medical|unknown");
    bs_err err = find_target(c, c->opt[OPT_SAY], &id, e);
    if (err == BS_OK)
        err = bs_store_blind_say(c->store, id, v, bs_str_z(c->analyst), &c->arena, &ev, e);
    if (err == BS_OK)
        out_printf(&c->out, "kept: %s\n", bs_verdict_name(v));
    return err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    int64_t n = 0;
    struct bs_event ev;
    bool draw = c->args == 1 && !c->opt[OPT_SAY];
    if (draw && !bs_str_i64(bs_str_z(c->arg[0]), &n))
        return bs_error_set(e, BS_E_USAGE, "blind N: how many?");
    bs_err err = draw || c->opt[OPT_SAY] ? need_existing_store(c, e) : need_store(c, BS_STORE_READ, e);
    if (err == BS_OK && c->opt[OPT_SAY])
        return say(c, e);
    if (err == BS_OK && draw)
        err = bs_store_blind_begin(c->store, n, bs_str_z(c->analyst), &c->arena, &ev, e);
    return err == BS_OK ? list(c, e) : err;
}

const struct bs_command bs_cmd_blind = {
    .name = "blind",
    .usage = "[N]",
    .help = "judge a random sample again without seeing the first verdict\n\n"
            "blind N draws N decided services; blind lists them with what you said; --say judges one.\n"
            "At the end: how far the second labelling agrees with the first.",
    .options = options,
    .args_max = 1,
    .run = run,
};
