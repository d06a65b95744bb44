#include "completion.h"

static void put(struct cli *c, const char *text)
{
    out_str(&c->out, bs_str_z(text));
}

/* Inside a quoted specification: [ ] and : would end the description. */
static void describe(struct cli *c, bs_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'')
            put(c, "'\\''");
        else if (strchr("[]:\\", text.p[i]))
            out_printf(&c->out, "\\%c", text.p[i]);
        else
            out_str(&c->out, (bs_str){text.p + i, 1});
    }
}

static void action(struct cli *c, enum words_kind kind, const struct bs_buf *words)
{
    switch (kind) {
    case WORDS_NONE:
        put(c, " ");
        break;
    case WORDS_FIXED:
        out_printf(&c->out, "(%.*s)", (int)words->len, (const char *)words->p);
        break;
    case WORDS_LIST:
        out_printf(&c->out, "_values -s , word %.*s", (int)words->len, (const char *)words->p);
        break;
    case WORDS_FILE:
        put(c, "_files");
        break;
    case WORDS_FOLDER:
        put(c, "_files -/");
        break;
    case WORDS_QUERY:
        put(c, "_bannerscope_query");
        break;
    }
}

static void spec(struct cli *c, const struct cli_option *o, const char *dashes, bs_str name)
{
    struct bs_buf words;
    bool maybe = o->arg && *o->arg == '[';
    bs_buf_init(&words, COMPLETION_WORDS_MAX);
    enum words_kind kind = words_of_option(c, o, &words);
    out_printf(&c->out, " \\\n        '%s%.*s%s[", dashes, (int)name.n, name.p,
               !o->arg                 ? ""
               : strlen(dashes) == 2 ? maybe ? "=-" : "="
                                     : "+");
    describe(c, bs_str_z(o->help));
    put(c, "]");
    if (o->arg) {
        put(c, maybe ? "::" : ":");
        describe(c, bs_str_z(maybe ? "FILE" : o->arg));
        put(c, ":");
        action(c, kind, &words);
    }
    put(c, "'");
    bs_buf_fini(&words);
}

static void option(struct cli *c, const struct cli_option *o)
{
    spec(c, o, "--", bs_str_z(o->name));
    if (o->letter)
        spec(c, o, "-", (bs_str){&o->letter, 1});
}

static void command(struct cli *c, const struct bs_command *cmd)
{
    struct bs_buf words;
    bs_buf_init(&words, COMPLETION_WORDS_MAX);
    enum words_kind kind = words_of_command(cmd, &words);
    out_printf(&c->out, "    %s) _arguments -s $everywhere", cmd->name);
    for (const struct cli_option *o = cmd->options; o && o->name; o++)
        option(c, o);
    if (kind != WORDS_NONE) {
        put(c, " \\\n        '*:");
        describe(c, bs_str_z(cmd->usage));
        put(c, ":");
        action(c, kind, &words);
        put(c, "'");
    }
    put(c, " ;;\n");
    bs_buf_fini(&words);
}

static void queries(struct cli *c)
{
    struct bs_buf filters;
    bs_buf_init(&filters, COMPLETION_WORDS_MAX);
    words_of_filters(&filters);
    put(c, "_bannerscope_query() {\n    compadd -S '' -- ");
    out_str(&c->out, bs_buf_str(&filters));
    put(c, "\n}\n");
    bs_buf_fini(&filters);
}

void completion_zsh(struct cli *c)
{
    put(c, "#compdef bannerscope\n# made by `bannerscope completion zsh`\n");
    queries(c);
    put(c, "_bannerscope() {\n    local curcontext=\"$curcontext\" state line\n    local -a commands everywhere\n"
           "    commands=(");
    for (size_t i = 0; bs_commands[i]; i++) {
        out_printf(&c->out, "\n        '%s:", bs_commands[i]->name);
        describe(c, words_first_line(bs_commands[i]->help));
        put(c, "'");
    }
    put(c, ")\n    everywhere=(");
    for (size_t i = 0; option_for_all(i); i++)
        option(c, option_for_all(i));
    put(c, ")\n    _arguments -s -C $everywhere '1:command:->command' '*::argument:->argument'\n"
           "    case $state in\n    command) _describe command commands; return ;;\n"
           "    argument) ;;\n    *) return ;;\n    esac\n    case $line[1] in\n");
    for (size_t i = 0; bs_commands[i]; i++)
        command(c, bs_commands[i]);
    put(c, "    esac\n}\nif [[ $funcstack[1] == _bannerscope ]]; then\n    _bannerscope \"$@\"\n"
           "else\n    compdef _bannerscope bannerscope\nfi\n");
}
