/* The line at the bottom where a person types, and the questions answered by y or n. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const names[PROMPT_KINDS] = {
    [PROMPT_FILTER] = "filter: ",      [PROMPT_SEARCH] = "find: ",
    [PROMPT_LABEL] = "label: ",        [PROMPT_NOTE] = "note: ",
    [PROMPT_QUERY] = "Shodan query: ", [PROMPT_COMMAND] = ":",
};

void prompt_open(struct bs_app *app, enum prompt_kind kind, const char *text)
{
    app->prompt = kind;
    app->line.history = &app->history[kind];
    app->complete = 0;
    lineedit_set(&app->line, text);
    prompt_check(app);
}

/* While typing: what is wrong, before Enter. */
void prompt_check(struct bs_app *app)
{
    struct bs_arena a;
    struct bs_query q;
    struct bs_error e = {0};
    uint32_t at = 0;
    app->prompt_error[0] = '\0';
    if (app->prompt != PROMPT_FILTER && app->prompt != PROMPT_QUERY)
        return;
    if (app->prompt == PROMPT_QUERY && app->line.n == 0)
        return; /* empty: back to the keywords */
    bs_arena_init(&a, 0);
    if (bs_query_parse(bs_str_z(app->line.text),
                       app->prompt == PROMPT_FILTER ? BS_QUERY_LOCAL : BS_QUERY_SHODAN,
                       &a, &q, &at, &e) != BS_OK)
        snprintf(app->prompt_error, sizeof app->prompt_error, "%.240s", e.text);
    bs_arena_fini(&a);
}

static void set_query(struct bs_app *app, const char *text)
{
    free(app->query);
    app->query = *text ? bs_strdup(bs_str_trim(bs_str_z(text))) : NULL;
}

static void accept(struct bs_app *app)
{
    enum prompt_kind kind = app->prompt;
    const char *text = app->line.text;
    if (app->prompt_error[0])
        return; /* the error stands above the line; the text can be mended */
    history_add(&app->history[kind], text);
    app->prompt = PROMPT_NONE;
    switch (kind) {
    case PROMPT_FILTER:
        if (list_filter(app, text))
            app_message(app, BS_ST_STATUS, "%s", "");
        break;
    case PROMPT_SEARCH:
        banner_search(app, text);
        break;
    case PROMPT_LABEL:
        verdict_text(app, text, NULL);
        break;
    case PROMPT_NOTE:
        verdict_text(app, NULL, text);
        break;
    case PROMPT_QUERY:
        set_query(app, text);
        break;
    case PROMPT_COMMAND:
        command_run(app, text);
        break;
    case PROMPT_NONE:
    case PROMPT_KINDS:
        break;
    }
}

void prompt_key(struct bs_app *app, const struct bs_key_event *k)
{
    bool ctrl = k->mods & BS_MOD_CTRL;
    if (k->code == BS_KEY_ESC || (ctrl && (k->code == 'c' || k->code == 'g'))) {
        app->prompt = PROMPT_NONE;
    } else if (k->code == BS_KEY_ENTER || (ctrl && (k->code == 'm' || k->code == 'j'))) {
        accept(app);
    } else if (k->code == BS_KEY_TAB) {
        if (app->prompt == PROMPT_COMMAND)
            command_complete(app);
    } else if (lineedit_key(&app->line, k)) {
        app->complete = 0;
        prompt_check(app);
    }
}

void prompt_draw(const struct bs_app *app, struct bs_grid *g, int row)
{
    bs_grid_fill(g, (struct bs_rect){row, 0, 1, g->cols}, BS_ST_INPUT);
    int used = bs_grid_text(g, row, 0, g->cols, BS_ST_KEY, names[app->prompt]);
    lineedit_draw(&app->line, g, row, used, g->cols - used);
    if (app->prompt_error[0] && row > 0) {
        bs_grid_fill(g, (struct bs_rect){row - 1, 0, 1, g->cols}, BS_ST_ERROR);
        bs_grid_text(g, row - 1, 0, g->cols, BS_ST_ERROR, app->prompt_error);
    }
}

/* -- questions
 * --------------------------------------------------------------------------- */

void confirm_key(struct bs_app *app, const struct bs_key_event *k)
{
    enum confirm_kind kind = app->confirm;
    bool yes = k->mods == 0 && (k->code == 'y' || k->code == 'Y');
    app->confirm = CONFIRM_NONE;
    if (kind == CONFIRM_QUIT && k->mods == 0 && k->code == 'q')
        yes = true; /* q twice leaves */
    if (!yes) {
        if (kind != CONFIRM_QUIT)
            app_message(app, BS_ST_STATUS,
                        kind == CONFIRM_COLLECT ? "nothing was bought"
                                                : "no verdict was given");
        return;
    }
    switch (kind) {
    case CONFIRM_SHAPE:
        verdict_give(app, app->confirm_verdict, BS_SCOPE_SHAPE, true);
        break;
    case CONFIRM_COLLECT:
        collect_agreed(app);
        break;
    case CONFIRM_QUIT:
        session_post(app);
        app_wish(app, BS_WISH_QUIT, BS_STR(""));
        break;
    case CONFIRM_NONE:
        break;
    }
}
