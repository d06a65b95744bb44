#include "completion.h"

static void put(struct cli *c, const char *text)
{
    out_str(&c->out, bs_str_z(text));
}

static void quoted(struct cli *c, bs_str text)
{
    put_quoted(c, text, "\\'");
}

static void words_behind(struct cli *c, enum words_kind kind, const struct bs_buf *words)
{
    switch (kind) {
    case WORDS_NONE:
        put(c, " -x");
        break;
    case WORDS_FIXED:
    case WORDS_LIST:
        put(c, " -x -a ");
        quoted(c, bs_buf_str(words));
        break;
    case WORDS_FILE:
        put(c, " -r -F");
        break;
    case WORDS_FOLDER:
        put(c, " -x -a '(__fish_complete_directories)'");
        break;
    case WORDS_QUERY:
        put(c, " -x -a \"$__bannerscope_filters\"");
        break;
    }
}

static void option(struct cli *c, const struct bs_command *cmd, const struct cli_option *o)
{
    struct bs_buf words;
    bs_buf_init(&words, COMPLETION_WORDS_MAX);
    enum words_kind kind = words_of_option(c, o, &words);
    put(c, "complete -c bannerscope");
    if (cmd)
        out_printf(&c->out, " -n '__fish_seen_subcommand_from %s'", cmd->name);
    out_printf(&c->out, " -l %s", o->name);
    if (o->letter)
        out_printf(&c->out, " -s %c", o->letter);
    put(c, " -d ");
    quoted(c, bs_str_z(o->help));
    if (o->arg && *o->arg != '[')
        words_behind(c, kind, &words);
    put(c, "\n");
    bs_buf_fini(&words);
}

static void command(struct cli *c, const struct bs_command *cmd)
{
    struct bs_buf words;
    bs_buf_init(&words, COMPLETION_WORDS_MAX);
    enum words_kind kind = words_of_command(cmd, &words);
    out_printf(&c->out, "complete -c bannerscope -n __fish_use_subcommand -a %s -d ", cmd->name);
    quoted(c, words_first_line(cmd->help));
    put(c, "\n");
    if (words.len) {
        out_printf(&c->out, "complete -c bannerscope -n '__fish_seen_subcommand_from %s' -a ",
                   cmd->name);
        quoted(c, bs_buf_str(&words));
        put(c, "\n");
    }
    if (kind == WORDS_QUERY || kind == WORDS_FILE)
        out_printf(&c->out, "complete -c bannerscope -n '__fish_seen_subcommand_from %s'%s\n",
                   cmd->name, kind == WORDS_FILE ? " -F" : " -a \"$__bannerscope_filters\"");
    for (const struct cli_option *o = cmd->options; o && o->name; o++)
        option(c, cmd, o);
    bs_buf_fini(&words);
}

void completion_fish(struct cli *c)
{
    struct bs_buf filters;
    bs_buf_init(&filters, COMPLETION_WORDS_MAX);
    words_of_filters(&filters);
    put(c, "# fish completion for bannerscope; made by `bannerscope completion fish`\n"
           "complete -c bannerscope -f\nset -g __bannerscope_filters ");
    quoted(c, bs_buf_str(&filters));
    put(c, "\n");
    bs_buf_fini(&filters);
    for (size_t i = 0; option_for_all(i); i++)
        option(c, NULL, option_for_all(i));
    for (size_t i = 0; bs_commands[i]; i++)
        command(c, bs_commands[i]);
}
