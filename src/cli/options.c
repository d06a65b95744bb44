#include "cli.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum global_type { G_TEXT, G_SWITCH, G_COUNT };
struct global {
    struct cli_option o;
    enum global_type type;
    size_t offset; /* in struct cli */
};
static const struct global globals[] = {
    {{"db", 0, "FILE", "the database (default: $BANNERSCOPE_DB, else below $XDG_DATA_HOME)"},
     G_TEXT, offsetof(struct cli, db)},
    {{"data-dir", 0, "DIR", "where keywords/ and themes/ are"}, G_TEXT,
     offsetof(struct cli, data_dir)},
    {{"config", 0, "FILE", "configuration instead of $XDG_CONFIG_HOME/bannerscope/config"}, G_TEXT,
     offsetof(struct cli, config)},
    {{"theme", 0, "NAME", "colours of the screen"}, G_TEXT, offsetof(struct cli, theme)},
    {{"ascii", 0, NULL, "nothing but ASCII on the terminal"}, G_SWITCH, offsetof(struct cli, ascii)},
    {{"plain-ui", 0, NULL, "no screen: the labelling line by line (also: TERM=dumb)"}, G_SWITCH,
     offsetof(struct cli, plain_ui)},
    {{"no-color", 0, NULL, "no colours (also: NO_COLOR)"}, G_SWITCH,
     offsetof(struct cli, no_color)},
    {{"analyst", 0, "NAME", "whose verdicts these are (default: the login name)"}, G_TEXT,
     offsetof(struct cli, analyst)},
    {{"api-url", 0, "URL", "the Shodan API (https, or http to this machine)"}, G_TEXT,
     offsetof(struct cli, api_url)},
    {{"query", 'q', "QUERY", "what the screen or a list opens with"}, G_TEXT,
     offsetof(struct cli, query)},
    {{"verbose", 'v', NULL, "say more on stderr"}, G_COUNT, offsetof(struct cli, verbose)},
    {{"help", 'h', NULL, "this help; behind a command, that command's"}, G_SWITCH,
     offsetof(struct cli, want_help)},
    {{"version", 'V', NULL, "print the version"}, G_SWITCH, offsetof(struct cli, want_version)},
};
enum { GLOBALS = sizeof globals / sizeof globals[0], CODE_BASE = 1000 };

const struct cli_option *option_for_all(size_t i)
{
    return i < GLOBALS ? &globals[i].o : NULL;
}

/* getopt's tables, made from ours: option i has the code CODE_BASE + i, the command's behind. */
struct table {
    struct option longs[GLOBALS + CLI_OPTIONS_MAX + 1];
    char shorts[2 * (GLOBALS + CLI_OPTIONS_MAX) + 4];
    char letter[GLOBALS + CLI_OPTIONS_MAX];
    size_t n;
};

static void table_add(struct table *t, const struct cli_option *o)
{
    t->longs[t->n] = (struct option){o->name, !o->arg            ? no_argument
                                              : o->arg[0] == '[' ? optional_argument
                                                                 : required_argument,
                                     NULL, CODE_BASE + (int)t->n};
    t->letter[t->n++] = o->letter;
    if (!o->letter)
        return;
    size_t at = strlen(t->shorts);
    t->shorts[at++] = o->letter;
    if (o->arg)
        t->shorts[at++] = ':';
    t->shorts[at] = '\0';
}

static void table_make(struct table *t, const char *mode, const struct cli_option *more)
{
    memset(t, 0, sizeof *t);
    memcpy(t->shorts, mode, strlen(mode) + 1);
    for (size_t i = 0; i < GLOBALS; i++)
        table_add(t, &globals[i].o);
    for (; more && more->name; more++)
        table_add(t, more);
}

static void set_option(struct cli *c, size_t i, const char *value)
{
    if (i >= GLOBALS) {
        c->opt[i - GLOBALS] = value ? value : "";
        return;
    }
    char *field = (char *)c + globals[i].offset;
    switch (globals[i].type) {
    case G_TEXT:
        *(const char **)(void *)field = value;
        break;
    case G_SWITCH:
        *(bool *)(void *)field = true;
        break;
    case G_COUNT:
        (*(int *)(void *)field)++;
        break;
    }
}

/* What getopt calls the option it could not take. */
static bs_err refuse(int code, char *const *argv, struct bs_error *e)
{
    char shown[128], letter[3] = {'-', (char)optopt, '\0'};
    const char *word = optopt && optopt < CODE_BASE ? letter : argv[optind - 1];
    bs_gate_z(bs_str_bytes(bs_str_z(word)), shown, sizeof shown);
    if (code == ':')
        return bs_error_set(e, BS_E_USAGE, "option '%s' needs an argument", shown);
    if (optopt >= CODE_BASE)
        return bs_error_set(e, BS_E_USAGE, "option '%s' takes no argument", shown);
    return bs_error_set(e, BS_E_USAGE, "unknown or ambiguous option '%s'", shown);
}

static bs_err read_options(struct cli *c, const struct table *t, int argc, char **argv,
                           struct bs_error *e)
{
    int code;
    opterr = 0;
    optind = 0; /* GNU: start over */
    while ((code = getopt_long(argc, argv, t->shorts, t->longs, NULL)) != -1) {
        if (code == '?' || code == ':')
            return refuse(code, argv, e);
        size_t i = code >= CODE_BASE ? (size_t)(code - CODE_BASE) : 0;
        if (code < CODE_BASE)
            while (t->letter[i] != code)
                i++;
        set_option(c, i, optarg);
    }
    return BS_OK;
}

const struct bs_command *command_find(const char *name)
{
    for (size_t i = 0; bs_commands[i]; i++)
        if (strcmp(bs_commands[i]->name, name) == 0)
            return bs_commands[i];
    return NULL;
}

bs_err options_parse(struct cli *c, int argc, char **argv, struct bs_error *e)
{
    struct table t;
    char shown[64];
    table_make(&t, "+:", NULL);
    bs_err err = read_options(c, &t, argc, argv, e);
    if (err != BS_OK || optind >= argc)
        return err;
    c->cmd = command_find(argv[optind]);
    if (!c->cmd)
        return bs_error_set(e, BS_E_USAGE, "unknown command '%s'",
                            bs_gate_z(bs_str_bytes(bs_str_z(argv[optind])), shown, sizeof shown));
    argv += optind;
    argc -= optind;
    table_make(&t, ":", c->cmd->options);
    if ((err = read_options(c, &t, argc, argv, e)) != BS_OK)
        return err;
    c->arg = argv + optind;
    c->args = argc - optind;
    if (c->want_help || c->want_version)
        return BS_OK;
    if (c->args < c->cmd->args_min)
        return bs_error_set(e, BS_E_USAGE, "%s: expected %s", c->cmd->name, c->cmd->usage);
    if (c->cmd->args_max >= 0 && c->args > c->cmd->args_max)
        return bs_error_set(e, BS_E_USAGE, "%s: one word too many: '%s'", c->cmd->name,
                            bs_gate_z(bs_str_bytes(bs_str_z(c->arg[c->cmd->args_max])), shown,
                                      sizeof shown));
    return BS_OK;
}

static void help_option(struct cli *c, const struct cli_option *o)
{
    char left[64];
    snprintf(left, sizeof left, "%s%c%s --%s%s%s", o->letter ? "-" : " ",
             o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
             o->arg && o->arg[0] != '[' ? "=" : "",
             o->arg ? o->arg : "");
    out_printf(&c->out, "  %-26s %s\n", left, o->help);
}

void help_program(struct cli *c)
{
    out_str(&c->out, BS_STR("Usage: bannerscope [OPTION]... [COMMAND [ARG]...]\n"
                            "Find exposed medical devices in Shodan's banners, without touching "
                            "them.\n\nWithout a command: the full screen.  Commands:\n"));
    for (size_t i = 0; bs_commands[i]; i++) {
        bs_str help = bs_str_z(bs_commands[i]->help), first;
        bs_str_split(&help, '\n', &first);
        out_printf(&c->out, "  %-12s %.*s\n", bs_commands[i]->name, (int)first.n, first.p);
    }
    out_str(&c->out, BS_STR("\nOptions for all:\n"));
    for (size_t i = 0; i < GLOBALS; i++)
        help_option(c, &globals[i].o);
    out_str(&c->out,
            BS_STR("\nbannerscope COMMAND --help tells more.  -- ends the options, so that a query "
                   "may\nbegin with -.  Exit status: 0 done, 1 failed, 2 usage, 3 some input was "
                   "rejected,\n4 Shodan refused, 130 interrupted.\n"));
}

void help_command(struct cli *c, const struct bs_command *cmd)
{
    out_printf(&c->out, "Usage: bannerscope %s%s%s%s\n", cmd->name,
               cmd->options && cmd->options->name ? " [OPTION]..." : "", *cmd->usage ? " " : "",
               cmd->usage);
    out_str(&c->out, bs_str_z(cmd->help));
    out_str(&c->out, BS_STR("\n"));
    if (cmd->options && cmd->options->name)
        out_str(&c->out, BS_STR("\nOptions:\n"));
    for (const struct cli_option *o = cmd->options; o && o->name; o++)
        help_option(c, o);
    out_str(&c->out, BS_STR("\nOptions for all: see bannerscope --help.\n"));
}

bs_err option_number(const struct cli *c, int opt, int64_t otherwise, int64_t *out,
                     struct bs_error *e)
{
    *out = otherwise;
    if (!c->opt[opt] || (bs_str_i64(bs_str_z(c->opt[opt]), out) && *out >= 0))
        return BS_OK;
    return bs_error_set(e, BS_E_USAGE, "--%s: a number is expected", c->cmd->options[opt].name);
}

bs_err option_choice(const struct cli *c, int opt, const char *const *names, int otherwise,
                     int *out, struct bs_error *e)
{
    char shown[64], all[256];
    struct bs_buf list;
    *out = otherwise;
    if (!c->opt[opt])
        return BS_OK;
    bs_buf_init(&list, sizeof all - 1);
    for (int i = 0; names[i]; i++) {
        if (strcmp(names[i], c->opt[opt]) == 0) {
            *out = i;
            bs_buf_fini(&list);
            return BS_OK;
        }
        bs_buf_printf(&list, "%s%s", i ? ", " : "", names[i]);
    }
    bs_gate_z((bs_bytes){list.p, list.len}, all, sizeof all);
    bs_buf_fini(&list);
    return bs_error_set(e, BS_E_USAGE, "--%s is one of %s, not '%s'", c->cmd->options[opt].name, all,
                        bs_gate_z(bs_str_bytes(bs_str_z(c->opt[opt])), shown, sizeof shown));
}

bs_err option_format(const struct cli *c, int opt, int *out, struct bs_error *e)
{
    static const char *const names[] = {"table", "csv", "ndjson", NULL};
    return option_choice(c, opt, names, FORMAT_TABLE, out, e);
}

bs_str words_joined(struct cli *c)
{
    bs_str all = bs_str_z(c->args ? c->arg[0] : c->query);
    for (int i = 1; i < c->args; i++)
        all = bs_arena_printf(&c->arena, "%s %s", all.p, c->arg[i]);
    return all;
}
