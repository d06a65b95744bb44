/* The configuration file: `set NAME = VALUE`, `bind PANE KEY ACTION`, `unbind PANE KEY`, one a
 * line; # begins a comment.  A line that is wrong is named and left out, the rest holds. */
#include "config.h"

#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "bannerscope/keymap.h"
#include "bannerscope/textfmt.h"

/* -- the table --------------------------------------------------------------------------- */

static bs_err check_theme(struct cli *c, const char *value, struct bs_error *e)
{
    char shown[64], all[400];
    if (theme_find(c, value))
        return BS_OK;
    themes_list(c, all, sizeof all);
    return bs_error_set(e, BS_E_SYNTAX, "there is no theme \"%s\"; there are: %s",
                        bs_gate_z(bs_str_bytes(bs_str_z(value)), shown, sizeof shown), all);
}

static bs_err check_columns(struct cli *c, const char *value, struct bs_error *e)
{
    struct bs_screen_columns ignored;
    (void)c;
    return bs_screen_columns_parse(bs_str_z(value), &ignored, e);
}

static bs_err check_list_columns(struct cli *c, const char *value, struct bs_error *e)
{
    bs_str rest = bs_str_z(value), name;
    char shown[64];
    (void)c;
    while (bs_str_split(&rest, ',', &name))
        if (!bs_column_find(name))
            return bs_error_set(e, BS_E_SYNTAX, "no column of `list` is called \"%s\"",
                                bs_gate_z(bs_str_bytes(name), shown, sizeof shown));
    return BS_OK;
}

#define AT(field) offsetof(struct cli, field)
/* clang-format off */
const struct setting settings[] = {
    {"db", SET_TEXT, AT(db), "", NULL, "the database; without it one below $XDG_DATA_HOME", NULL},
    {"analyst", SET_TEXT, AT(analyst), "", NULL, "whose verdicts these are; without it the login name", NULL},
    {"scope", SET_TEXT, AT(scope), "country:NL", NULL, "what queries made from keywords begin with", NULL},
    {"api-url", SET_TEXT, AT(api_url), "", NULL, "the Shodan API, where it is not Shodan's own", NULL},
    {"max-credits", SET_NUMBER, AT(max_credits), "0", NULL, "never spend more on one collection; 0 = no limit", NULL},
    {"keep-credits", SET_NUMBER, AT(keep_credits), "0", NULL, "never leave fewer in the account; 0 = no limit", NULL},
    {"theme", SET_TEXT, AT(theme), "default", NULL, "colours of the screen", check_theme},
    {"columns", SET_TEXT, AT(columns), BS_SCREEN_COLUMNS, NULL, "of the results on the screen; the last one gets the room left", check_columns},
    {"list-columns", SET_TEXT, AT(list_columns), "", NULL, "of the table that `list` prints, with commas", check_list_columns},
    {"ascii", SET_BOOL, AT(ascii), "no", NULL, "nothing but ASCII on the terminal", NULL},
    {"no-color", SET_BOOL, AT(no_color), "no", NULL, "no colours; NO_COLOR does the same", NULL},
    {"mouse", SET_BOOL, AT(mouse), "no", NULL, "the mouse is on from the start; m switches", NULL},
    {"bell", SET_BOOL, AT(bell), "no", NULL, "errors ring the terminal's bell", NULL},
    {"title", SET_BOOL, AT(title), "no", NULL, "the window's title names the database", NULL},
    {"confirm-shape", SET_BOOL, AT(confirm_shape), "yes", NULL, "ask before a verdict on a whole shape", NULL},
    {"confirm-quit", SET_BOOL, AT(confirm_quit), "yes", NULL, "ask before q leaves; what costs credits is always asked", NULL},
    {"clipboard", SET_CHOICE, AT(clipboard), "auto", "auto tmux screen osc52 command off", "how copies leave; auto sees tmux and screen", NULL},
    {"clipboard-command", SET_TEXT, AT(clipboard_command), "", NULL, "gets what is copied on its input: \"wl-copy\"", NULL},
    {"pipe-command", SET_TEXT, AT(pipe_command), "", NULL, "gets the bytes that | sends: \"file -\"", NULL},
    {"editor", SET_TEXT, AT(editor), "", NULL, "for notes; without it $VISUAL, $EDITOR, vi", NULL},
    {"pager", SET_TEXT, AT(pager), "", NULL, "for long text; without it $PAGER, less", NULL},
    {"sandbox", SET_CHOICE, AT(sandbox), "commands", "commands all off", "what gives up files and network it does not need; all: the screen too, with its editor and pager", NULL},
    {NULL, SET_TEXT, 0, NULL, NULL, NULL, NULL},
};
/* clang-format on */

/* -- set --------------------------------------------------------------------------------- */

static const struct setting *setting_find(bs_str name)
{
    for (const struct setting *s = settings; s->name; s++)
        if (bs_str_eq(name, bs_str_z(s->name)))
            return s;
    return NULL;
}

static bool parse_bool(bs_str s, bool *out)
{
    *out = bs_str_eq(s, BS_STR("yes")) || bs_str_eq(s, BS_STR("true")) || bs_str_eq(s, BS_STR("on"));
    return *out || bs_str_eq(s, BS_STR("no")) || bs_str_eq(s, BS_STR("false")) ||
           bs_str_eq(s, BS_STR("off"));
}

static bool is_choice(const struct setting *s, bs_str value)
{
    bs_str rest = bs_str_z(s->choices), word;
    while (bs_str_split(&rest, ' ', &word))
        if (bs_str_eq(word, value))
            return true;
    return false;
}

static bs_err set_text(struct cli *c, const struct setting *s, bs_str value, struct bs_error *e)
{
    const char **field = (const char **)(void *)((char *)c + s->offset);
    if (value.n == 0) /* as if nobody had set it */
        return BS_OK;
    const char *text = bs_arena_str(&c->arena, value).p;
    bs_err err = s->check ? s->check(c, text, e) : BS_OK;
    if (err == BS_OK && !*field) /* what the command line gave wins */
        *field = text;
    return err;
}

static bs_err take_set(struct cli *c, const struct bs_line *l, struct bs_error *e)
{
    char shown[64];
    bool yes;
    int64_t number;
    if (l->words != 4 || !bs_str_eq(l->word[2], BS_STR("=")))
        return bs_error_set(e, BS_E_SYNTAX, "expected: set NAME = VALUE");
    const struct setting *s = setting_find(l->word[1]);
    if (!s)
        return bs_error_set(e, BS_E_SYNTAX, "no setting is called \"%s\"",
                            bs_gate_z(bs_str_bytes(l->word[1]), shown, sizeof shown));
    char *field = (char *)c + s->offset;
    switch (s->type) {
    case SET_TEXT:
        return set_text(c, s, l->word[3], e);
    case SET_CHOICE:
        if (!is_choice(s, l->word[3]))
            return bs_error_set(e, BS_E_SYNTAX, "%s is one of: %s", s->name, s->choices);
        return set_text(c, s, l->word[3], e);
    case SET_BOOL:
        if (!parse_bool(l->word[3], &yes))
            return bs_error_set(e, BS_E_SYNTAX, "%s is yes or no", s->name);
        /* A switch of the command line stays as it was set there. */
        if (yes != (strcmp(s->otherwise, "yes") == 0))
            *(bool *)(void *)field = yes;
        break;
    case SET_NUMBER:
        if (!bs_str_i64(l->word[3], &number) || number < 0)
            return bs_error_set(e, BS_E_SYNTAX, "%s is a number", s->name);
        *(int64_t *)(void *)field = number;
        break;
    }
    return BS_OK;
}

/* -- bind -------------------------------------------------------------------------------- */

static bs_err pane_of(bs_str word, unsigned *panes, struct bs_error *e)
{
    for (unsigned i = 0; bs_pane_names[i]; i++)
        if (bs_str_eq(word, bs_str_z(bs_pane_names[i]))) {
            *panes = i < BS_PANE_COUNT ? 1u << i : 0;
            return BS_OK;
        }
    return bs_error_set(e, BS_E_SYNTAX, "a pane is query, results, banner, verdict or all");
}

static bs_err take_bind(struct cli *c, const struct bs_line *l, struct bs_error *e)
{
    unsigned panes = 0;
    bool bind = bs_str_eq(l->word[0], BS_STR("bind"));
    if (l->words != (bind ? 4u : 3u))
        return bs_error_set(e, BS_E_SYNTAX, bind ? "expected: bind PANE KEY ACTION"
                                                 : "expected: unbind PANE KEY");
    bs_err err = pane_of(l->word[1], &panes, e);
    if (err != BS_OK)
        return err;
    if (!bind)
        return bs_keymap_unbind(c->keymap, panes, l->word[2], e);
    return bs_keymap_bind(c->keymap, panes, l->word[2], l->word[3], l->number, e);
}

/* -- the file ---------------------------------------------------------------------------- */

static bs_err take_line(void *ctx, const struct bs_line *l, struct bs_error *e)
{
    struct cli *c = ctx;
    if (bs_str_eq(l->word[0], BS_STR("set")))
        return take_set(c, l, e);
    if (!bs_str_eq(l->word[0], BS_STR("bind")) && !bs_str_eq(l->word[0], BS_STR("unbind")))
        return bs_error_set(e, BS_E_SYNTAX, "expected: set NAME = VALUE, or bind, or unbind");
    bs_err err = take_bind(c, l, e);
    if (err != BS_OK || !e->text[0])
        return err;
    char shown[256];
    note_printf("%s:%d: %s", bs_gate_z(bs_str_bytes(bs_str_z(l->file)), shown, sizeof shown),
                l->number, e->text);
    c->config_warned++;
    return BS_OK;
}

static void complain(void *ctx, const char *message)
{
    (void)ctx;
    note_printf("%s", message);
}

void config_read(struct cli *c)
{
    struct bs_error e = {0};
    bool named = c->config != NULL;
    c->keymap = bs_arena_alloc(&c->arena, sizeof *c->keymap);
    bs_keymap_default(c->keymap);
    c->confirm_shape = c->confirm_quit = true;
    if (!named)
        c->config = path_join(c, path_config_home(c), "config");
    if (!named && access(c->config, F_OK) != 0)
        return;
    if (bs_lines_read(c->config, take_line, complain, c, &c->config_bad, &e) != BS_OK) {
        note_printf("%s", e.text);
        c->config_bad++;
    }
}
