/* A configuration that changes nothing, to begin from: every setting and every key, commented. */
#include <stdlib.h>
#include <unistd.h>

#include "bannerscope/keymap.h"
#include "config.h"

enum { CONFIG_MAX = 256 << 10 };

static void put_settings(struct cli *c, struct bs_buf *out)
{
    char themes[400];
    for (const struct setting *s = settings; s->name; s++) {
        bs_buf_printf(out, "\n# %s\n", s->help);
        if (s->choices)
            bs_buf_printf(out, "# one of: %s\n", s->choices);
        if (strcmp(s->name, "theme") == 0) {
            themes_list(c, themes, sizeof themes);
            bs_buf_printf(out, "# one of: %s\n", themes);
        }
        if (strcmp(s->name, "columns") == 0) {
            bs_buf_put(out, BS_STR("# any of:"));
            for (size_t i = 0; bs_screen_column(i); i++)
                bs_buf_printf(out, " %s", bs_screen_column(i));
            bs_buf_putc(out, '\n');
        }
        bool quoted = !*s->otherwise || strchr(s->otherwise, ' ');
        bs_buf_printf(out, "# set %s = %s%s%s\n", s->name, quoted ? "\"" : "", s->otherwise,
                      quoted ? "\"" : "");
    }
}

/* A word as it has to stand in the file. */
static void put_key(struct bs_buf *out, const char *key)
{
    bool quote = strpbrk(key, "#\"") != NULL;
    if (quote)
        bs_buf_putc(out, '"');
    for (; *key; key++) {
        if (quote && (*key == '"' || *key == '\\'))
            bs_buf_putc(out, '\\');
        bs_buf_putc(out, *key);
    }
    if (quote)
        bs_buf_putc(out, '"');
}

static void put_binding(struct bs_buf *out, const struct bs_binding *b, const char *pane)
{
    bs_buf_printf(out, "# bind %-7s ", pane);
    put_key(out, b->key);
    bs_buf_printf(out, "%*s %s\n", strlen(b->key) < 6 ? (int)(6 - strlen(b->key)) : 1, "",
                  b->action->name);
}

static void put_keys(struct bs_buf *out)
{
    struct bs_keymap *m = bs_alloc(sizeof *m);
    bs_keymap_default(m);
    for (size_t i = 0; i < m->n; i++) {
        const struct bs_binding *b = &m->binding[i];
        if (strcmp(b->key, "^C") == 0)
            continue; /* cannot be bound */
        if (i == 0 || b->action != m->binding[i - 1].action)
            bs_buf_printf(out, "# -- %s\n", b->action->help);
        if (!b->action->panes)
            put_binding(out, b, bs_pane_names[BS_PANE_COUNT]);
        for (unsigned p = 0; b->action->panes && p < BS_PANE_COUNT; p++)
            if (b->panes & 1u << p)
                put_binding(out, b, bs_pane_names[p]);
    }
    free(m);
}

static void config_text(struct cli *c, struct bs_buf *out)
{
    bs_buf_put(out, BS_STR("# Configuration of bannerscope.  Everything is commented out and says what\n"
                           "# holds anyway.  Words with blanks or # stand in \"quotes\".  Options of the\n"
                           "# command line win over this file.  A line that is wrong is named when the\n"
                           "# program starts; the rest holds.\n"));
    put_settings(c, out);
    bs_buf_put(out, BS_STR("\n# Keys: bind PANE KEY ACTION, unbind PANE KEY.  PANE is query, results, banner,\n"
                           "# verdict or all.  KEY is a character, ^X, F1 to F12, Enter, Esc, Space, Tab,\n"
                           "# S-Tab, Up, Down, Left, Right, Home, End, PgUp, PgDn, Insert, Delete,\n"
                           "# Backspace, or up to four characters typed one after another.  A key means one\n"
                           "# thing in a pane: what had it loses it.  ^C always cancels.\n\n"));
    put_keys(out);
}

bs_err config_write(struct cli *c, struct bs_error *e)
{
    struct bs_outfile *file;
    struct bs_buf text;
    char shown[256];
    bs_err err = BS_OK;
    if (strcmp(c->config, path_join(c, path_config_home(c), "config")) == 0)
        err = bs_make_dirs(path_config_home(c), e);
    if (err == BS_OK)
        err = bs_outfile_open(c->config, false, &file, e);
    if (err == BS_E_IO && access(c->config, F_OK) == 0)
        return bs_error_set(e, err, "%s is there already; it is never overwritten",
                            bs_gate_z(bs_str_bytes(bs_str_z(c->config)), shown, sizeof shown));
    if (err != BS_OK)
        return err;
    bs_buf_init(&text, CONFIG_MAX);
    config_text(c, &text);
    err = bs_outfile_write(file, bs_buf_str(&text), e);
    bs_buf_fini(&text);
    if (err != BS_OK) {
        bs_outfile_abort(file);
        return err;
    }
    if ((err = bs_outfile_commit(file, e)) != BS_OK)
        return err;
    out_str(&c->out, BS_STR("written: "));
    out_data(&c->out, bs_str_bytes(bs_str_z(c->config)));
    out_str(&c->out, BS_STR("\n"));
    return BS_OK;
}
