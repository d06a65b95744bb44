#include "words.h"

#include <ctype.h>

#include "bannerscope/label.h"
#include "bannerscope/query.h"

static void add(struct bs_buf *out, bs_str word)
{
    bs_buf_printf(out, "%s%.*s", out->len ? " " : "", (int)word.n, word.p);
}

/* -- options ----------------------------------------------------------------------------- */

/* Help that names the choices does so as "one (default), two or three"; what stands in brackets
 * explains, and of several words between commas the last is the choice. */
static void from_help(const char *help, struct bs_buf *out)
{
    const char *at = help, *colon = strrchr(help, ':');
    if (colon)
        at = colon + 1;
    while (*at) {
        bs_str word = {NULL, 0};
        for (; *at && *at != ','; at++) {
            if (*at == '(')
                while (at[1] && *at != ')')
                    at++;
            else if (*at == ' ' && word.n && strncmp(at, " or ", 4) == 0)
                break;
            else if (islower((unsigned char)*at) && (at == help || at[-1] == ' '))
                word = (bs_str){at, strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-")};
        }
        if (word.n && !bs_str_eq(word, BS_STR("or")))
            add(out, word);
        at += strncmp(at, " or ", 4) == 0 ? 4 : *at == ',';
    }
}

static void from_names(const char *const *names, struct bs_buf *out)
{
    for (; *names; names++)
        add(out, bs_str_z(*names));
}

static void columns(struct cli *c, struct bs_buf *out)
{
    (void)c;
    for (const struct bs_column *col = bs_columns; col->name; col++)
        add(out, bs_str_z(col->name));
}

static void sections(struct cli *c, struct bs_buf *out)
{
    (void)c;
    from_names(bs_report_sections, out);
}

static void sorts(struct cli *c, struct bs_buf *out)
{
    (void)c;
    for (int s = 0; *bs_sort_name((enum bs_sort)s); s++)
        add(out, bs_str_z(bs_sort_name((enum bs_sort)s)));
}

static void themes(struct cli *c, struct bs_buf *out)
{
    char all[400];
    themes_list(c, all, sizeof all);
    add(out, bs_str_z(all));
}

/* Where help does not spell the choices out. */
static const struct {
    const char *option, *arg;
    enum words_kind kind;
    void (*words)(struct cli *c, struct bs_buf *out); /* NULL: of the help, for FIXED */
} sources[] = {
    {"theme", "NAME", WORDS_FIXED, themes},   {"section", "NAME", WORDS_FIXED, sections},
    {"sort", "NAME", WORDS_FIXED, sorts},     {"columns", "LIST", WORDS_LIST, columns},
    {NULL, "FORMAT", WORDS_FIXED, NULL},      {NULL, "KIND", WORDS_FIXED, NULL},
    {NULL, "VIEW", WORDS_FIXED, NULL},        {NULL, "SCOPE", WORDS_FIXED, NULL},
    {NULL, "STRENGTH", WORDS_FIXED, NULL},    {NULL, "BY", WORDS_FIXED, NULL},
    {NULL, "FILE", WORDS_FILE, NULL},         {NULL, "[=FILE]", WORDS_FILE, NULL},
    {NULL, "DIR", WORDS_FOLDER, NULL},        {NULL, "QUERY", WORDS_QUERY, NULL},
};

enum words_kind words_of_option(struct cli *c, const struct cli_option *o, struct bs_buf *out)
{
    for (size_t i = 0; o->arg && i < BS_COUNT(sources); i++) {
        if (strcmp(o->arg, sources[i].arg) != 0 ||
            (sources[i].option && strcmp(o->name, sources[i].option) != 0))
            continue;
        if (sources[i].words)
            sources[i].words(c, out);
        else if (sources[i].kind == WORDS_FIXED)
            from_help(o->help, out);
        return sources[i].kind;
    }
    if (o->arg && strcmp(o->arg, "VERDICT") == 0) {
        add(out, BS_STR("medical non-medical unknown"));
        return WORDS_FIXED;
    }
    return WORDS_NONE;
}

/* -- commands ---------------------------------------------------------------------------- */

enum words_kind words_of_command(const struct bs_command *cmd, struct bs_buf *out)
{
    enum words_kind kind = WORDS_NONE;
    for (const char *at = cmd->usage; *at;) {
        size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyz-");
        size_t big = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ.db");
        if (n > 1)
            add(out, (bs_str){at, n});
        else if (strncmp(at, "QUERY", 5) == 0)
            kind = WORDS_QUERY;
        else if (strncmp(at, "FILE", 4) == 0 || strncmp(at, "OTHER.db", 8) == 0)
            kind = WORDS_FILE;
        at += n > 1 ? n : big ? big : 1;
    }
    return kind == WORDS_NONE && out->len ? WORDS_FIXED : kind;
}

void words_of_filters(struct bs_buf *out)
{
    static const char *const yes_no[] = {"yes", "no", NULL};
    for (const struct bs_filter_def *f = bs_filter_defs; f->name; f++) {
        const char *const *value = f->type == BS_FT_BOOL && f->local_only ? yes_no : f->values;
        bs_buf_printf(out, "%s%s:", out->len ? " " : "", f->name);
        for (; value && *value; value++)
            bs_buf_printf(out, " %s:%s", f->name, *value);
    }
}

bs_str words_first_line(const char *help)
{
    bs_str rest = bs_str_z(help), first;
    bs_str_split(&rest, '\n', &first);
    return first;
}
