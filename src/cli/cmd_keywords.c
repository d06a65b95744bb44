#include "cli.h"

static const struct cli_option options[] = {{NULL, 0, NULL, NULL}};

static bs_err list_all(struct cli *c, struct bs_error *e)
{
    const struct bs_keyword *k;
    bs_err err = need_rules(c, e);
    if (err != BS_OK)
        return err;
    size_t n = bs_rules_keywords(c->rules, &k);
    for (size_t i = 0; i < n && !out_stopped(&c->out); i++) {
        out_printf(&c->out, "%-14s %-10s ", bs_list_defs[k[i].list].name,
                   bs_strength_name(k[i].strength));
        if (k[i].port)
            out_printf(&c->out, "port %u/%s", k[i].port, k[i].transport == BS_UDP ? "udp" : "tcp");
        else
            out_data(&c->out, bs_str_bytes(k[i].text));
        out_str(&c->out, BS_STR("  "));
        out_data(&c->out, bs_str_bytes(k[i].label));
        out_str(&c->out, BS_STR("\n"));
    }
    return BS_OK;
}

static void complain(void *ctx, const char *message)
{
    (void)ctx;
    note_plain(message);
}

static bs_err lint(struct cli *c, struct bs_error *e)
{
    int bad = 0;
    bs_err err = bs_rules_lint(c->data_dir, complain, c, &bad, e);
    if (err != BS_OK)
        return err;
    if (bad)
        return bs_error_set(e, BS_E_FAILED, "%d findings in the lists", bad);
    out_str(&c->out, BS_STR("the lists are in order\n"));
    return BS_OK;
}

static bs_err test(struct cli *c, struct bs_error *e)
{
    struct bs_evidence *ev;
    bs_err err = need_rules(c, e);
    if (err != BS_OK)
        return err;
    c->arg++;
    c->args--;
    bs_str text = words_joined(c);
    size_t n = bs_rules_test(c->rules, bs_str_bytes(text), &c->arena, &ev);
    for (size_t i = 0; i < n; i++) {
        out_printf(&c->out, "%-11s %-10s at %u, %u bytes: ", bs_evidence_kind_name(ev[i].kind),
                   bs_strength_name(ev[i].strength), ev[i].offset, ev[i].length);
        out_data(&c->out, bs_str_bytes(ev[i].rule));
        out_str(&c->out, BS_STR("  "));
        out_data(&c->out, bs_str_bytes(ev[i].note));
        out_str(&c->out, BS_STR("\n"));
    }
    if (n == 0)
        out_str(&c->out, BS_STR("nothing matches\n"));
    return BS_OK;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    if (c->args == 0)
        return list_all(c, e);
    if (strcmp(c->arg[0], "lint") == 0 && c->args == 1)
        return lint(c, e);
    if (strcmp(c->arg[0], "test") == 0 && c->args > 1)
        return test(c, e);
    return bs_error_set(e, BS_E_USAGE, "keywords: expected nothing, lint, or test TEXT");
}

const struct bs_command bs_cmd_keywords = {
    .name = "keywords",
    .usage = "[lint | test TEXT]",
    .help = "show or check the keyword lists\n\n"
            "Without a word: every entry in force.  lint looks for duplicates, words that are too\n"
            "short and missing sources.  test shows what a text would match.",
    .options = options,
    .args_max = -1,
    .run = run,
};
