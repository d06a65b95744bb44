/* An empty database: the three ways to begin, and doing them. */
#include "app.h"

#include <stdlib.h>

void welcome_demo(struct bs_app *app)
{
    if (app->o.demo)
        app_message(app, BS_ST_STATUS, "this is the demonstration");
    else
        app_wish(app, BS_WISH_DEMO, BS_STR(""));
}

static void run_import(struct bs_app *app)
{
    prompt_open(app, PROMPT_IMPORT, "");
}

void welcome_key(struct bs_app *app)
{
    app_wish(app, BS_WISH_KEY, BS_STR(""));
}

static void run_collect(struct bs_app *app)
{
    app->focus = BS_PANE_QUERY;
    app_message(app, BS_ST_STATUS, "check keywords, count them (free), then collect");
}

static const struct way {
    const char *name, *what;
    void (*run)(struct bs_app *app);
} ways[] = {
    {"look at the demonstration", "made-up data in a database of its own, no key", welcome_demo},
    {"import a file", "what `shodan download` wrote: .json.gz, NDJSON", run_import},
    {"enter your Shodan key", "checked at Shodan, then kept for you alone", welcome_key},
};
static const struct way with_key = {
    "ask Shodan", "keywords become queries; counting is free", run_collect};

static const struct way *way_at(const struct bs_app *app, size_t i)
{
    return i == BS_COUNT(ways) - 1 && app->o.have_key ? &with_key : &ways[i];
}

bool welcome_on(const struct bs_app *app)
{
    return !app->table.on && app->list.known && app->list.n == 0 && app->totals_known &&
           app->totals.services == 0;
}

void welcome_move(struct bs_app *app, int dir)
{
    app->welcome = step_clamped(app->welcome, dir, BS_COUNT(ways));
}

void welcome_run(struct bs_app *app)
{
    way_at(app, app->welcome)->run(app);
}

void welcome_click(struct bs_app *app, int row)
{
    if (row < 1 || row > (int)BS_COUNT(ways))
        return;
    app->welcome = (size_t)row - 1;
    welcome_run(app);
}

void welcome_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    char open[64]; /* in the results, wherever the focus is */
    bs_keymap_keys(&app->keymap, bs_action_find(BS_STR("open")), BS_PANE_RESULTS, open, sizeof open);
    bool beside = r.cols >= 78;
    bs_grid_printf(g, r.row, r.col, r.cols, BS_ST_TEXT, "Nothing here yet: three ways to begin (%s)",
                   *open ? open : "no key: open");
    for (size_t i = 0; i < BS_COUNT(ways) && (int)i + 1 < r.rows; i++) {
        const struct way *w = way_at(app, i);
        struct bs_rect line = {r.row + 1 + (int)i, r.col, 1, r.cols};
        bool here = i == app->welcome;
        enum bs_style st = !here ? BS_ST_TEXT : focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR;
        bs_grid_fill(g, line, st);
        bs_grid_printf(g, line.row, line.col, line.cols, st, "%s %-26s %s", here ? ">" : " ", w->name,
                       beside ? w->what : "");
        if (here && focus) {
            g->cursor_row = line.row;
            g->cursor_col = line.col;
            g->cursor_visible = true;
        }
    }
    struct sheet below = {.g = g, .r = {r.row + 4, r.col, r.rows - 4, r.cols}, .ascii = app->ascii};
    if (!beside)
        sheet_pair(&below, 2, "", BS_ST_DIM, bs_str_bytes(bs_str_z(way_at(app, app->welcome)->what)),
                   3);
    sheet_pair(&below, 0, "", BS_ST_DIM,
               BS_BYTES("Also: :host IP looks one address up (with a key)"), 2);
}

/* A path as a person types it.  The caller frees it. */
char *app_path(const struct bs_app *app, const char *text)
{
    bs_str path = bs_str_trim(bs_str_z(text));
    if (!app->o.home || path.n == 0 || path.p[0] != '~' || (path.n > 1 && path.p[1] != '/'))
        return bs_strdup(path);
    size_t n = strlen(app->o.home);
    char *made = bs_alloc(n + path.n);
    memcpy(made, app->o.home, n);
    memcpy(made + n, path.p + 1, path.n - 1); /* bs_alloc() ends it with a NUL */
    return made;
}
