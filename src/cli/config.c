/* The configuration file: `set NAME = VALUE`, one a line; # begins a comment. */
#include "cli.h"

#include <stddef.h>
#include <unistd.h>

#include "bannerscope/textfmt.h"

enum setting_type { SET_TEXT, SET_BOOL, SET_NUMBER };
struct setting {
    const char *name;
    enum setting_type type;
    size_t offset; /* in struct cli */
};
static const struct setting settings[] = {
    {"analyst", SET_TEXT, offsetof(struct cli, analyst)},
    {"api-url", SET_TEXT, offsetof(struct cli, api_url)},
    {"ascii", SET_BOOL, offsetof(struct cli, ascii)},
    {"db", SET_TEXT, offsetof(struct cli, db)},
    {"keep-credits", SET_NUMBER, offsetof(struct cli, keep_credits)},
    {"max-credits", SET_NUMBER, offsetof(struct cli, max_credits)},
    {"mouse", SET_BOOL, offsetof(struct cli, mouse)},
    {"no-color", SET_BOOL, offsetof(struct cli, no_color)},
    {"pipe-command", SET_TEXT, offsetof(struct cli, pipe_command)},
    {"scope", SET_TEXT, offsetof(struct cli, scope)},
    {"theme", SET_TEXT, offsetof(struct cli, theme)},
};

static const struct setting *setting_find(bs_str name)
{
    for (size_t i = 0; i < BS_COUNT(settings); i++)
        if (bs_str_eq(name, bs_str_z(settings[i].name)))
            return &settings[i];
    return NULL;
}

static bool parse_bool(bs_str s, bool *out)
{
    *out = bs_str_eq(s, BS_STR("yes")) || bs_str_eq(s, BS_STR("true")) || bs_str_eq(s, BS_STR("on"));
    return *out || bs_str_eq(s, BS_STR("no")) || bs_str_eq(s, BS_STR("false")) ||
           bs_str_eq(s, BS_STR("off"));
}

static bs_err take_line(void *ctx, const struct bs_line *l, struct bs_error *e)
{
    struct cli *c = ctx;
    char shown[64];
    if (l->words != 4 || !bs_str_eq(l->word[0], BS_STR("set")) ||
        !bs_str_eq(l->word[2], BS_STR("=")))
        return bs_error_set(e, BS_E_SYNTAX, "expected: set NAME = VALUE");
    const struct setting *s = setting_find(l->word[1]);
    if (!s)
        return bs_error_set(e, BS_E_SYNTAX, "no setting is called \"%s\"",
                            bs_gate_z(bs_str_bytes(l->word[1]), shown, sizeof shown));
    char *field = (char *)c + s->offset;
    bool yes;
    int64_t number;
    switch (s->type) {
    case SET_TEXT: /* what the command line gave wins */
        if (!*(const char **)(void *)field)
            *(const char **)(void *)field =
                bs_arena_printf(&c->arena, "%.*s", (int)l->word[3].n, l->word[3].p).p;
        break;
    case SET_BOOL:
        if (!parse_bool(l->word[3], &yes))
            return bs_error_set(e, BS_E_SYNTAX, "%s is yes or no", s->name);
        *(bool *)(void *)field = *(bool *)(void *)field || yes;
        break;
    case SET_NUMBER:
        if (!bs_str_i64(l->word[3], &number) || number < 0)
            return bs_error_set(e, BS_E_SYNTAX, "%s is a number", s->name);
        *(int64_t *)(void *)field = number;
        break;
    }
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
    int bad = 0;
    bool named = c->config != NULL;
    if (!named)
        c->config = path_join(c, path_config_home(c), "config");
    if (!named && access(c->config, F_OK) != 0)
        return;
    if (bs_lines_read(c->config, take_line, complain, c, &bad, &e) != BS_OK)
        note_printf("%s", e.text);
}
