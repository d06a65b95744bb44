/* The two lines at the bottom: what is going on, and which keys matter now. */
#include "app.h"

#include <stdio.h>

static void job_text(const struct long_job *j, char *out, size_t max)
{
    const char *name = job_name(j->kind);
    if (j->what[0])
        snprintf(out, max, "%s: %s", name, j->what);
    else if (j->total > 0)
        snprintf(out, max, "%s %d%%", name,
                 (int)(j->done >= j->total ? 100 : j->done * 100 / j->total));
    else if (j->done > 0)
        snprintf(out, max, "%s %lld", name, (long long)j->done);
    else
        snprintf(out, max, "%s...", name);
}

/* One piece after another, as long as there is room; none is shown in part. */
static int piece(struct bs_grid *g, int row, int col, int end, enum bs_style st,
                 const char *text)
{
    int n = (int)strlen(text);
    if (n == 0 || col + n + 2 > end)
        return col;
    bs_grid_text(g, row, col, n, st, text);
    return col + n + 2;
}

static void facts(const struct bs_app *app, struct bs_grid *g, int row, int end)
{
    char text[128];
    int col = 1;
    for (size_t i = 0; i < app->njobs; i++) {
        job_text(&app->jobs[i], text, sizeof text);
        col = piece(g, row, col, end, BS_ST_PROGRESS, text);
    }
    if (app->o.db_name) {
        bs_gate_z(bs_str_bytes(bs_str_z(app->o.db_name)), text, 40);
        col = piece(g, row, col, end, BS_ST_STATUS, text);
    }
    if (app->o.demo)
        col = piece(g, row, col, end, BS_ST_STATUS, "DEMO");
    if (app->o.readonly)
        col = piece(g, row, col, end, BS_ST_STATUS, "READ-ONLY");
    snprintf(text, sizeof text, "%zu/%zu", app->list.n ? app->list.cursor + 1 : 0,
             app->list.n);
    col = piece(g, row, col, end, BS_ST_STATUS, text);
    if (app->totals_known) {
        snprintf(text, sizeof text, "open %lld in %lld banners",
                 (long long)app->totals.open, (long long)app->totals.open_banners);
        col = piece(g, row, col, end, BS_ST_STATUS, text);
    }
    if (app->credits >= 0) {
        snprintf(text, sizeof text, "credits %lld", (long long)app->credits);
        col = piece(g, row, col, end, BS_ST_STATUS, text);
    }
    if (app->totals_known) {
        snprintf(text, sizeof text, "medical %lld  unknown %lld",
                 (long long)app->totals.verdict[BS_MEDICAL],
                 (long long)app->totals.verdict[BS_UNKNOWN]);
        col = piece(g, row, col, end, BS_ST_STATUS, text);
    }
    if (app->o.analyst) {
        bs_gate_z(bs_str_bytes(bs_str_z(app->o.analyst)), text, 40);
        piece(g, row, col, end, BS_ST_STATUS, text);
    }
}

/* What does not fit one line goes on upwards, at blanks: what to do often stands at the end. */
static void draw_long(struct bs_grid *g, int row, enum bs_style st, const char *text)
{
    enum { LINES_MAX = 5 };
    const char *line[LINES_MAX];
    int width[LINES_MAX], n = 0;
    for (; *text && n < LINES_MAX; n++) {
        int take = (int)strlen(text);
        if (take > g->cols) {
            take = g->cols;
            while (take > g->cols / 2 && text[take] != ' ')
                take--;
        }
        line[n] = text;
        width[n] = take;
        text += take;
        text += strspn(text, " ");
    }
    for (int i = 0; i < n && row - n + 1 >= 0; i++) {
        bs_grid_fill(g, (struct bs_rect){row - n + 1 + i, 0, 1, g->cols}, st);
        bs_grid_text(g, row - n + 1 + i, 0, width[i], st, line[i]);
    }
}

void status_draw(const struct bs_app *app, struct bs_grid *g, int row)
{
    const char *text = app->message;
    enum bs_style st = app->message_style;
    int room = g->cols, n;
    if (app->confirm == CONFIRM_QUIT)
        text = "leave bannerscope? y/n (q too)";
    else if (app->confirm != CONFIRM_NONE)
        text = app->confirm_text;
    if (app->confirm != CONFIRM_NONE)
        st = BS_ST_ERROR;
    else if (app->seek.on && !*text)
        text = "looking for the next open one...";
    bs_grid_fill(g, (struct bs_rect){row, 0, 1, g->cols}, BS_ST_STATUS);
    n = (int)strlen(text); /* the message is never cut for the sake of the facts */
    if (n > room) {
        draw_long(g, row, st, text);
        return;
    }
    facts(app, g, row, n ? room - n - 1 : room);
    if (n)
        bs_grid_text(g, row, room - n, n, st, text);
}

/* -- the key line
 * ------------------------------------------------------------------------ */

static int key_piece(struct bs_grid *g, int row, int col, int end, bs_str key,
                     const char *text)
{
    int n = (int)key.n + 1 + (int)strlen(text);
    if (col + n > end)
        return col;
    bs_grid_printf(g, row, col, (int)key.n, BS_ST_KEY, "%.*s", (int)key.n, key.p);
    bs_grid_text(g, row, col + (int)key.n + 1, end - col, BS_ST_TEXT, text);
    return col + n + 2;
}

/* While a sequence is begun: how it can go on. */
static void draw_pending(const struct bs_app *app, struct bs_grid *g, int row)
{
    int col = bs_grid_printf(g, row, 0, g->cols, BS_ST_KEY, "%s ", app->prefix) + 1;
    bs_str typed = bs_str_z(app->prefix);
    for (size_t i = 0; i < app->keymap.n; i++) {
        const struct bs_binding *b = &app->keymap.binding[i];
        bs_str key = bs_str_z(b->key);
        if (!(b->panes & 1u << app->focus) || bs_key_is_named(key) || key.n <= typed.n ||
            !bs_str_has_prefix(key, typed))
            continue;
        key.p += typed.n;
        key.n -= typed.n;
        const char *dash = strchr(b->action->name, '-');
        col = key_piece(g, row, col, g->cols, key, dash ? dash + 1 : b->action->name);
    }
}

void keyline_draw(const struct bs_app *app, struct bs_grid *g, int row)
{
    const struct bs_action_def *help = bs_action_find(BS_STR("help"));
    char key[BS_KEY_TEXT];
    action_key(app, help, key);
    int col = 0, end = g->cols - (int)strlen(key) - 5; /* blank, "help" */
    if (app->prefix[0]) {
        draw_pending(app, g, row);
        return;
    }
    if (*key)
        key_piece(g, row, end, g->cols, bs_str_z(key), "help");
    for (int own = 1; own >= 0; own--) /* the pane's own keys first */
        for (const struct bs_action_def *a = bs_actions; a->name; a++) {
            bool here = a->panes & 1u << app->focus;
            if (!a->short_help || a == help || (own ? !here : a->panes != 0))
                continue;
            action_key(app, a, key);
            if (*key)
                col = key_piece(g, row, col, end - 1, bs_str_z(key), a->short_help);
        }
}
