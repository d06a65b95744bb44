/* Actions that move: in a pane, between panes, between results. */
#include "actions.h"
#include "app.h"

int64_t move_step(enum move_unit unit, int rows, int64_t all)
{
    switch (unit) {
    case MOVE_LINE:
        return 1;
    case MOVE_HALF:
        return rows > 1 ? rows / 2 : 1;
    case MOVE_PAGE:
        return rows > 1 ? rows - 1 : 1;
    case MOVE_END:
        break;
    }
    return all;
}

static void results_move(struct bs_app *app, enum move_unit unit, int dir)
{
    if (app->table.on)
        table_move(app, unit, dir);
    else
        list_move(app, unit, dir);
}

static void (*const move_in[BS_PANE_COUNT])(struct bs_app *, enum move_unit, int) = {
    [BS_PANE_QUERY] = query_move,
    [BS_PANE_RESULTS] = results_move,
    [BS_PANE_BANNER] = banner_move,
    [BS_PANE_VERDICT] = verdict_move,
};

void act_move(struct bs_app *app, int arg)
{
    move_in[app->focus](app, (enum move_unit)(arg / 2), arg % 2 ? 1 : -1);
}

void act_sideways(struct bs_app *app, int dir)
{
    if (app->focus == BS_PANE_QUERY) {
        enum bs_list_kind list;
        size_t kw;
        query_item(app, app->keys.cursor, &list, &kw);
        if (dir < 0 && kw != SIZE_MAX) /* from a keyword to its list */
            while (kw != SIZE_MAX) {
                query_move(app, MOVE_LINE, -1);
                query_item(app, app->keys.cursor, &list, &kw);
            }
        app->keys.open[list] = dir > 0;
        keywords_show(app);
        query_move(app, MOVE_LINE, 0);
    } else {
        banner_sideways(app, dir);
    }
}

void act_next_result(struct bs_app *app, int dir)
{
    results_move(app, MOVE_LINE, dir);
}

void act_pane(struct bs_app *app, int dir)
{
    app->focus = (enum bs_pane)(((int)app->focus + dir + BS_PANE_COUNT) % BS_PANE_COUNT);
}

void act_open(struct bs_app *app, int arg)
{
    (void)arg;
    if (app->table.on && app->focus == BS_PANE_RESULTS)
        table_enter(app);
    else if (welcome_on(app) && app->focus == BS_PANE_RESULTS)
        welcome_run(app);
    else if (list_current_id(app))
        app->focus = BS_PANE_BANNER;
}

void act_back(struct bs_app *app, int arg)
{
    (void)arg;
    bool banner = app->focus == BS_PANE_BANNER;
    if (app->marks.n && app->focus == BS_PANE_RESULTS)
        marks_clear(app);
    else if (banner && app->banner.mark != SIZE_MAX)
        app->banner.mark = SIZE_MAX;
    else if (banner && app->banner.compare.on)
        compare_close(app);
    else if (app->zoom)
        app->zoom = false;
    else if (app->focus != BS_PANE_RESULTS)
        app->focus = BS_PANE_RESULTS;
    else if (app->table.on)
        table_close(app);
    else if (app->o.sure_quit)
        act_quit(app, 0);
    else
        app->confirm = CONFIRM_QUIT;
}

void act_next_open(struct bs_app *app, int dir)
{
    if (app->table.on)
        table_move(app, MOVE_LINE, dir);
    else
        seek_open(app, dir, true);
}

void act_zoom(struct bs_app *app, int arg)
{
    (void)arg;
    app->zoom = !app->zoom;
}

void act_grow(struct bs_app *app, int by)
{
    int *grow = &app->grow[app->focus];
    if (*grow + by >= -200 && *grow + by <= 200)
        *grow += by;
}

void act_reset_size(struct bs_app *app, int arg)
{
    (void)arg;
    memset(app->grow, 0, sizeof app->grow);
    app->zoom = false;
}
