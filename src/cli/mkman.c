/* Makes a manual page of a template: a line "@NAME@" becomes the table of that name, from the
 * program's own tables.  A tool of the build, not installed. */
#include <stdio.h>
#include <stdlib.h>

#include "bannerscope/keymap.h"
#include "bannerscope/query.h"
#include "bannerscope/textfmt.h"
#include "config.h"
#include "words.h"

enum { TEMPLATE_MAX = 1 << 20 };

/* -- roff -------------------------------------------------------------------------------- */

/* Our own words: no request at the beginning of a line, hyphens that can be copied, lines that
 * stay short. */
static void text(struct out *o, bs_str s)
{
    enum { LINE = 56 };
    size_t begun = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' && i - begun > LINE) {
            out_str(o, BS_STR("\n"));
            begun = i + 1;
            continue;
        }
        if (i == begun && strchr(".'", s.p[i]))
            out_str(o, BS_STR("\\&"));
        if (s.p[i] == '\\')
            out_str(o, BS_STR("\\e"));
        else if (s.p[i] == '-')
            out_str(o, BS_STR("\\-"));
        else if (s.p[i] == '~')
            out_str(o, BS_STR("\\(ti"));
        else if (s.p[i] == '^')
            out_str(o, BS_STR("\\(ha"));
        else if (s.p[i] == '`')
            out_str(o, BS_STR("\\(ga"));
        else
            out_str(o, (bs_str){s.p + i, 1});
    }
}

static void word(struct out *o, const char *before, const char *z, const char *after)
{
    out_str(o, bs_str_z(before));
    text(o, bs_str_z(z));
    out_str(o, bs_str_z(after));
}

/* -- tables ------------------------------------------------------------------------------ */

static void option(struct out *o, const struct cli_option *option)
{
    out_str(o, BS_STR(".TP\n"));
    if (option->letter)
        out_printf(o, "\\fB\\-%c\\fR, ", option->letter);
    word(o, "\\fB\\-\\-", option->name, "\\fR");
    if (option->arg && option->arg[0] == '[')
        word(o, "", option->arg, "");
    else if (option->arg)
        word(o, "=\\fI", option->arg, "\\fR");
    out_str(o, BS_STR("\n"));
    word(o, "", option->help, "\n");
}

static void options(struct out *o)
{
    for (size_t i = 0; option_for_all(i); i++)
        option(o, option_for_all(i));
}

/* Help is lines of text; what is indented or empty begins a new one. */
static void paragraphs(struct out *o, const char *help)
{
    bs_str rest = bs_str_z(help), line;
    bool blank = false;
    while (bs_str_split(&rest, '\n', &line)) {
        if (line.n == 0) {
            blank = true;
            continue;
        }
        if (blank)
            out_str(o, BS_STR(".IP\n"));
        else if (line.p[0] == ' ')
            out_str(o, BS_STR(".br\n"));
        blank = false;
        text(o, bs_str_trim(line));
        out_str(o, BS_STR("\n"));
    }
}

static void commands(struct out *o)
{
    for (size_t i = 0; bs_commands[i]; i++) {
        const struct bs_command *c = bs_commands[i];
        word(o, ".TP\n\\fB", c->name, "\\fR");
        word(o, *c->usage ? " \\fI" : "", c->usage, *c->usage ? "\\fR\n" : "\n");
        paragraphs(o, c->help);
        if (!c->options || !c->options->name)
            continue;
        out_str(o, BS_STR(".RS\n"));
        for (const struct cli_option *p = c->options; p->name; p++)
            option(o, p);
        out_str(o, BS_STR(".RE\n"));
    }
}

static void keys_of(struct out *o, const struct bs_keymap *m, unsigned panes)
{
    char keys[64];
    for (const struct bs_action_def *a = bs_actions; a->name; a++) {
        if (a->panes != panes)
            continue;
        bs_keymap_keys(m, a, BS_PANE_COUNT, keys, sizeof keys);
        word(o, ".TP\n\\fB", keys, "\\fR ");
        word(o, "(\\fI", a->name, "\\fR)\n");
        word(o, "", a->help, "\n");
    }
}

/* Every set of panes that some action has, once, in the order of the table. */
static void keys(struct out *o)
{
    struct bs_keymap *m = bs_alloc(sizeof *m);
    bool done[1u << BS_PANE_COUNT] = {false};
    bs_keymap_default(m);
    for (const struct bs_action_def *a = bs_actions; a->name; a++) {
        if (done[a->panes])
            continue;
        done[a->panes] = true;
        out_str(o, a->panes ? BS_STR(".SS In the pane") : BS_STR(".SS Everywhere"));
        for (unsigned p = 0; p < BS_PANE_COUNT; p++)
            if (a->panes & 1u << p)
                out_printf(o, " %s", bs_pane_names[p]);
        out_str(o, BS_STR("\n"));
        keys_of(o, m, a->panes);
    }
    free(m);
}

static void filters(struct out *o, bool remote)
{
    char value[256];
    for (const struct bs_filter_def *f = bs_filter_defs; f->name; f++) {
        if ((f->what == BS_F_REMOTE) != remote)
            continue;
        if (remote) {
            word(o, ".br\n\\fB", f->name, ":\\fR\n");
            continue;
        }
        word(o, ".TP\n\\fB", f->name, ":\\fR");
        size_t n = 0;
        *value = '\0';
        for (const char *const *v = f->values; v && *v && n < sizeof value; v++)
            n += (size_t)snprintf(value + n, sizeof value - n, "%s%s", n ? " " : "", *v);
        word(o, *value ? " (\\fI" : "", value, *value ? "\\fR)" : "");
        out_str(o, f->local_only ? BS_STR(" [local]\n") : BS_STR("\n"));
        word(o, "", f->help ? f->help : "", "\n");
    }
}

static void filters_stored(struct out *o)
{
    filters(o, false);
}

static void filters_remote(struct out *o)
{
    filters(o, true);
}

static void setting_list(struct out *o)
{
    for (const struct setting *s = settings; s->name; s++) {
        word(o, ".TP\n\\fBset ", s->name, "\\fR");
        word(o, " = \\fI", *s->otherwise ? s->otherwise : "\"\"", "\\fR\n");
        word(o, "", s->help, ".\n");
        if (s->choices)
            word(o, "One of: ", s->choices, ".\n");
    }
}

static void columns(struct out *o)
{
    out_str(o, BS_STR("On the screen:"));
    for (size_t i = 0; bs_screen_column(i); i++)
        word(o, "\n", bs_screen_column(i), "");
    out_str(o, BS_STR(".\n.PP\nOf \\fBlist\\fR and \\fBexport\\fR:"));
    for (const struct bs_column *c = bs_columns; c->name; c++)
        word(o, "\n", c->name, "");
    out_str(o, BS_STR(".\n"));
}

static void sections(struct out *o)
{
    for (const char *const *s = bs_report_sections; *s; s++)
        word(o, s == bs_report_sections ? "" : ",\n", *s, "");
    out_str(o, BS_STR(".\n"));
}

static const struct {
    const char *name;
    void (*print)(struct out *o);
} tables[] = {
    {"OPTIONS", options},          {"COMMANDS", commands},
    {"KEYS", keys},                {"FILTERS", filters_stored},
    {"SHODAN-FILTERS", filters_remote}, {"SETTINGS", setting_list},
    {"COLUMNS", columns},          {"SECTIONS", sections},
};

/* -- the template ------------------------------------------------------------------------ */

static void put_line(struct out *o, bs_str line)
{
    for (size_t i = 0; i < BS_COUNT(tables); i++) {
        bs_str name = bs_str_z(tables[i].name);
        if (line.n == name.n + 2 && line.p[0] == '@' && line.p[line.n - 1] == '@' &&
            bs_str_eq((bs_str){line.p + 1, name.n}, name)) {
            tables[i].print(o);
            return;
        }
    }
    out_str(o, line);
    out_str(o, BS_STR("\n"));
}

int main(int argc, char **argv)
{
    struct out o;
    struct bs_buf template;
    struct bs_error e = {0};
    bs_str rest, line;
    if (argc != 2) {
        note_printf("mkman: expected TEMPLATE");
        return 2;
    }
    bs_buf_init(&template, TEMPLATE_MAX);
    bs_err err = bs_file_read(argv[1], &template, &e);
    out_init(&o, BS_GATE_ASCII);
    for (rest = bs_buf_str(&template); err == BS_OK && bs_str_split(&rest, '\n', &line);)
        if (line.n || rest.n)
            put_line(&o, line);
    if (err == BS_OK)
        err = out_flush(&o, &e);
    if (err != BS_OK)
        note_printf("mkman: %s", e.text);
    out_fini(&o);
    bs_buf_fini(&template);
    return err != BS_OK;
}
