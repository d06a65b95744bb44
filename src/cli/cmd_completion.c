/* Completion for shells, printed from the program's own tables. */
#include "completion.h"

void put_quoted(struct cli *c, bs_str text, const char *quote_within)
{
    out_str(&c->out, BS_STR("'"));
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\'')
            out_str(&c->out, bs_str_z(quote_within));
        else
            out_str(&c->out, (bs_str){text.p + i, 1});
    out_str(&c->out, BS_STR("'"));
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    static const struct {
        const char *shell;
        void (*print)(struct cli *c);
    } shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
    char shown[64];
    for (size_t i = 0; i < BS_COUNT(shells); i++)
        if (strcmp(c->arg[0], shells[i].shell) == 0) {
            shells[i].print(c);
            return BS_OK;
        }
    return bs_error_set(e, BS_E_USAGE, "completion is for bash, zsh or fish, not '%s'",
                        bs_gate_z(bs_str_bytes(bs_str_z(c->arg[0])), shown, sizeof shown));
}

const struct bs_command bs_cmd_completion = {
    .name = "completion",
    .usage = "bash|zsh|fish",
    .help = "print what makes the shell complete commands, options, filters, themes\n\n"
            "`make install` puts all three where the shells look.  Without it:\n"
            "  bash: eval \"$(bannerscope completion bash)\"\n"
            "  zsh:  bannerscope completion zsh >~/.zfunc/_bannerscope, with ~/.zfunc in fpath\n"
            "  fish: bannerscope completion fish | source",
    .args_min = 1,
    .args_max = 1,
    .run = run,
};
