/* From an event to an action: keys, sequences, the mouse. */
#include "app.h"

#include <stdio.h>

void action_key(const struct bs_app *app, const struct bs_action_def *a, char out[BS_KEY_TEXT])
{
    char all[64];
    bs_keymap_keys(&app->keymap, a, app->focus, all, sizeof all);
    snprintf(out, BS_KEY_TEXT, "%.*s", (int)strcspn(all, " "), all);
}

void action_run(struct bs_app *app, const struct bs_action_def *a)
{
    a->run(app, a->arg);
    tour_ran(app, a);
}

static void dispatch(struct bs_app *app, const char *name)
{
    char typed[BS_KEYS_MAX + BS_KEY_TEXT];
    bool longer = false;
    snprintf(typed, sizeof typed, "%s%s", app->prefix, name);
    const struct bs_action_def *a = bs_keymap_find(&app->keymap, app->focus, bs_str_z(typed), &longer);
    bool pending = app->prefix[0] != '\0';
    app->prefix[0] = '\0';
    if (a)
        action_run(app, a);
    else if (longer && strlen(typed) <= BS_KEYS_MAX)
        memcpy(app->prefix, typed, strlen(typed) + 1);
    else if (!pending || strcmp(name, "Esc") != 0)
        app_message(app, BS_ST_STATUS, "%s does nothing here; ? shows the keys", typed);
}

void key_apply(struct bs_app *app, const struct bs_key_event *k)
{
    char name[BS_KEY_TEXT];
    bool interrupt = (k->mods & BS_MOD_CTRL) && k->code == 'c';
    bool again = app->interrupted;
    if ((k->mods & BS_MOD_PASTE) &&
        (app->pager.on || app->help || app->confirm != CONFIRM_NONE ||
         (app->prompt == PROMPT_NONE && !app->rule.on))) {
        /* A paste into the wrong window must not judge, agree or leave. */
        app_message(app, BS_ST_STATUS,
                    "pasted text is not taken for keys; : or f opens a line for it");
        return;
    }
    app->unsaved = false;
    app->interrupted = false;
    if (app->pager.on) {
        pager_key(app, k);
    } else if (app->help) {
        help_key(app, k);
    } else if (app->confirm != CONFIRM_NONE) {
        confirm_key(app, k);
    } else if (app->rule.on) {
        rule_key(app, k);
    } else if (app->prompt != PROMPT_NONE) {
        prompt_key(app, k);
    } else if (key_name(k, name)) {
        if (interrupt)
            app->interrupted = again;
        else
            app_message(app, BS_ST_STATUS, "%s", app->pendings ? "writing..." : "");
        dispatch(app, name);
    }
}

/* -- mouse
 * ------------------------------------------------------------------------------- */

static void click(struct bs_app *app, enum bs_pane pane, int row, int col)
{
    app->focus = pane;
    if (row < 0)
        return;
    switch (pane) {
    case BS_PANE_QUERY:
        query_click(app, row);
        break;
    case BS_PANE_RESULTS:
        if (app->table.on)
            table_click(app, row);
        else if (welcome_on(app))
            welcome_click(app, row);
        else if (row > 0 && app->list.top + (size_t)row - 1 < app->list.n)
            list_go(app, app->list.top + (size_t)row - 1);
        break;
    case BS_PANE_BANNER:
        app->dragging = true;
        banner_click(app, row, col);
        break;
    case BS_PANE_VERDICT:
    case BS_PANE_COUNT:
        break;
    }
}

static void wheel(struct bs_app *app, enum bs_pane pane, int dir)
{
    static void (*const move[BS_PANE_COUNT])(struct bs_app *, enum move_unit, int) = {
        query_move, list_move, banner_move, verdict_move};
    for (int i = 0; i < 3; i++)
        (pane == BS_PANE_RESULTS && app->table.on ? table_move : move[pane])(app, MOVE_LINE, dir);
}

void mouse_apply(struct bs_app *app, const struct bs_key_event *k)
{
    struct layout l;
    app_layout(app, &l);
    if (l.too_small || app->rule.on || app->prompt != PROMPT_NONE || app->confirm != CONFIRM_NONE)
        return;
    if (app->pager.on) {
        if (k->button == 4 || k->button == 5)
            pager_move(app, k->button == 4 ? -3 : 3);
        return;
    }
    if (app->dragging && k->motion != BS_MOUSE_PRESS) {
        struct bs_rect r = l.pane[BS_PANE_BANNER];
        if (k->motion == BS_MOUSE_DRAG && r.rows > 1)
            banner_drag(app, k->row - r.row - 1, k->col - r.col);
        app->dragging = k->motion == BS_MOUSE_DRAG;
        return;
    }
    if (k->motion != BS_MOUSE_PRESS)
        return;
    app->dragging = false;
    if (app->help) {
        if (k->button == 4 || k->button == 5)
            app->help_top += k->button == 4 ? (app->help_top > 0 ? -1 : 0) : 1;
        return;
    }
    for (int p = 0; p < BS_PANE_COUNT; p++) {
        struct bs_rect r = l.pane[p];
        if (k->row < r.row || k->row >= r.row + r.rows || k->col < r.col ||
            k->col >= r.col + r.cols)
            continue;
        if (k->button == 1)
            click(app, (enum bs_pane)p, k->row - r.row - 1, k->col - r.col);
        else if (k->button == 4 || k->button == 5)
            wheel(app, (enum bs_pane)p, k->button == 4 ? -1 : 1);
        return;
    }
}
