/* From a key to an action: names of keys, sequences, prefixes. */
#include "app.h"

#include <stdio.h>

static const struct {
    uint32_t code;
    const char *name;
} named[] = {
    {BS_KEY_UP,        "Up"       },
    {BS_KEY_DOWN,      "Down"     },
    {BS_KEY_LEFT,      "Left"     },
    {BS_KEY_RIGHT,     "Right"    },
    {BS_KEY_HOME,      "Home"     },
    {BS_KEY_END,       "End"      },
    {BS_KEY_PGUP,      "PgUp"     },
    {BS_KEY_PGDN,      "PgDn"     },
    {BS_KEY_TAB,       "Tab"      },
    {BS_KEY_BACKTAB,   "S-Tab"    },
    {BS_KEY_ENTER,     "Enter"    },
    {BS_KEY_ESC,       "Esc"      },
    {BS_KEY_BACKSPACE, "Backspace"},
    {BS_KEY_DELETE,    "Delete"   },
    {BS_KEY_INSERT,    "Insert"   },
    {BS_KEY_F1,        "F1"       },
    {BS_KEY_F1 + 4,    "F5"       },
    {' ',              "Space"    },
};

bool key_name(const struct bs_key_event *k, char out[12])
{
    if (k->mods & BS_MOD_ALT)
        return false;
    if (k->mods & BS_MOD_CTRL) {
        if (k->code < 'a' || k->code > 'z')
            return false;
        snprintf(out, 12, "^%c", (int)(k->code - 'a' + 'A'));
        return true;
    }
    for (size_t i = 0; i < BS_COUNT(named); i++)
        if (named[i].code == k->code) {
            snprintf(out, 12, "%s", named[i].name);
            return true;
        }
    if (k->code <= ' ' || k->code >= 0x7f)
        return false;
    snprintf(out, 12, "%c", (int)k->code);
    return true;
}

static bool is_named(bs_str key)
{
    for (size_t i = 0; i < BS_COUNT(named); i++)
        if (bs_str_eq(key, bs_str_z(named[i].name)))
            return true;
    return key.n == 2 && key.p[0] == '^';
}

bool key_split(bs_str *rest, char out[12])
{
    if (rest->n == 0)
        return false;
    size_t n = is_named(*rest) ? rest->n : 1;
    snprintf(out, 12, "%.*s", (int)n, rest->p);
    rest->p += n;
    rest->n -= n;
    return true;
}

bs_str action_key(const struct bs_action_def *a)
{
    bs_str rest = bs_str_z(a->keys), key;
    return bs_str_split(&rest, ' ', &key) ? key : BS_STR("");
}

const struct bs_action_def *action_find(bs_str name)
{
    for (const struct bs_action_def *a = bs_actions; a->name; a++)
        if (bs_str_eq(name, bs_str_z(a->name)))
            return a;
    return NULL;
}

/* The action of exactly these keys in this pane; *longer when they begin a longer
 * sequence. */
static const struct bs_action_def *match(enum bs_pane pane, bs_str typed, bool *longer)
{
    const struct bs_action_def *hit = NULL;
    for (const struct bs_action_def *a = bs_actions; a->name; a++) {
        bs_str rest = bs_str_z(a->keys), key;
        if (a->panes && !(a->panes & 1u << pane))
            continue;
        while (bs_str_split(&rest, ' ', &key)) {
            if (bs_str_eq(key, typed))
                hit = a;
            else if (!is_named(key) && !is_named(typed) && bs_str_has_prefix(key, typed))
                *longer = true;
        }
    }
    return hit;
}

static void dispatch(struct bs_app *app, const char *name)
{
    char typed[PREFIX_MAX + 12];
    bool longer = false;
    snprintf(typed, sizeof typed, "%s%s", app->prefix, name);
    const struct bs_action_def *a = match(app->focus, bs_str_z(typed), &longer);
    bool pending = app->prefix[0] != '\0';
    app->prefix[0] = '\0';
    if (a)
        a->run(app, a->arg);
    else if (longer && strlen(typed) <= PREFIX_MAX)
        memcpy(app->prefix, typed, strlen(typed) + 1);
    else if (!pending || strcmp(name, "Esc") != 0)
        app_message(app, BS_ST_STATUS, "%s does nothing here; ? shows the keys", typed);
}

void key_apply(struct bs_app *app, const struct bs_key_event *k)
{
    char name[12];
    bool interrupt = (k->mods & BS_MOD_CTRL) && k->code == 'c';
    bool again = app->interrupted;
    if ((k->mods & BS_MOD_PASTE) &&
        (app->pager.on || app->help || app->confirm != CONFIRM_NONE || app->prompt == PROMPT_NONE)) {
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
    if (l.too_small || app->prompt != PROMPT_NONE || app->confirm != CONFIRM_NONE)
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
