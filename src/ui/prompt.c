/* The line at the bottom where a person types, and the questions answered by y or n. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const names[PROMPT_KINDS] = {
    [PROMPT_FILTER] = "filter: ",      [PROMPT_SEARCH] = "find (text, or x:02 ?? 6f): ",
    [PROMPT_LABEL] = "label: ",        [PROMPT_NOTE] = "note: ",
    [PROMPT_QUERY] = "Shodan query: ", [PROMPT_COMMAND] = ":",
    [PROMPT_KEYWORDS] = "keyword: ",   [PROMPT_TABLE] = "rows with: ",
    [PROMPT_SCOPE] = "scope of queries: ", [PROMPT_UNSURE] = "ask whom, what: ",
    [PROMPT_GOTO] = "go to byte: ",    [PROMPT_WRITE] = "write bytes to file: ",
    [PROMPT_IMPORT] = "import file: ",
};

void prompt_open(struct bs_app *app, enum prompt_kind kind, const char *text)
{
    app->prompt = kind;
    app->line.history = &app->history[kind];
    complete_forget(app);
    lineedit_set(&app->line, text);
    prompt_check(app);
}

/* Lines in the query language. */
static bool is_query_line(const struct bs_app *app)
{
    return app->prompt == PROMPT_FILTER || app->prompt == PROMPT_QUERY || app->prompt == PROMPT_SCOPE;
}

bool prompt_completes(const struct bs_app *app)
{
    return is_query_line(app) || app->prompt == PROMPT_LABEL;
}

/* Lists that narrow while somebody types. */
static void narrow(struct bs_app *app)
{
    if (app->prompt == PROMPT_TABLE) {
        table_filter(app, app->line.text);
    } else if (app->prompt == PROMPT_KEYWORDS) {
        snprintf(app->keys.find, sizeof app->keys.find, "%.60s", app->line.text);
        app->keys.cursor = app->keys.top = 0;
        keywords_show(app);
        query_move(app, MOVE_LINE, app->keys.items > 1); /* from the list to its first word */
    }
}

/* While typing: what is wrong, before Enter. */
void prompt_check(struct bs_app *app)
{
    struct bs_arena a;
    struct bs_query q;
    struct bs_error e = {0};
    app->prompt_error[0] = '\0';
    if (!is_query_line(app))
        return;
    if (app->prompt != PROMPT_FILTER && app->line.n == 0)
        return; /* empty: back to the keywords, or everywhere */
    bs_arena_init(&a, 0);
    if (bs_query_parse_with(bs_str_z(app->line.text),
                       app->prompt == PROMPT_FILTER ? BS_QUERY_LOCAL : BS_QUERY_SHODAN,
                       app->o.names, &a, &q, &app->prompt_at, &e) != BS_OK)
        snprintf(app->prompt_error, sizeof app->prompt_error, "%.240s", e.text);
    bs_arena_fini(&a);
}

static void set_scope(struct bs_app *app, const char *text)
{
    free(app->scope);
    app->scope = bs_strdup(bs_str_trim(bs_str_z(text)));
    app_message(app, BS_ST_STATUS, "queries made from keywords begin with %s",
                *app->scope ? "this scope" : "nothing: the whole Internet");
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
        query_set(app, text);
        break;
    case PROMPT_SCOPE:
        set_scope(app, text);
        break;
    case PROMPT_UNSURE:
        label_mark(app, "unsure", text);
        break;
    case PROMPT_KEYWORDS:
    case PROMPT_TABLE:
        break; /* done while typing */
    case PROMPT_GOTO:
        banner_goto(app, text);
        break;
    case PROMPT_WRITE: {
        char *path = app_path(app, text);
        banner_save(app, path);
        free(path);
        break;
    }
    case PROMPT_IMPORT:
        if (*text)
            command_import(app, text);
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
        if (app->prompt == PROMPT_TABLE || app->prompt == PROMPT_KEYWORDS) {
            lineedit_set(&app->line, "");
            narrow(app);
        }
        app->prompt = PROMPT_NONE;
    } else if (k->code == BS_KEY_ENTER || (ctrl && (k->code == 'm' || k->code == 'j'))) {
        accept(app);
    } else if (k->code == BS_KEY_TAB) {
        if (app->prompt == PROMPT_COMMAND)
            command_complete(app);
        else if (prompt_completes(app))
            complete_line(app);
        prompt_check(app);
    } else if ((app->prompt == PROMPT_TABLE || app->prompt == PROMPT_KEYWORDS) &&
               (k->code == BS_KEY_UP || k->code == BS_KEY_DOWN)) {
        int dir = k->code == BS_KEY_DOWN ? 1 : -1;
        app->prompt == PROMPT_TABLE ? table_move(app, MOVE_LINE, dir)
                                    : query_move(app, MOVE_LINE, dir);
    } else if (lineedit_key(&app->line, k)) {
        complete_reset(app);
        prompt_check(app);
        narrow(app);
        if (prompt_completes(app))
            complete_want(app);
    }
}

void prompt_draw(const struct bs_app *app, struct bs_grid *g, int row)
{
    bool wrong = app->prompt_error[0] && row > 0;
    int line = wrong ? row - 1 : row;
    bs_grid_fill(g, (struct bs_rect){line, 0, 1, g->cols}, BS_ST_INPUT);
    int used = bs_grid_text(g, line, 0, g->cols, BS_ST_KEY, names[app->prompt]);
    lineedit_draw(&app->line, g, line, used, g->cols - used);
    if (!wrong)
        return;
    /* The mark under the wrong character, the words on the side with more room. */
    int at = lineedit_column(&app->line, app->prompt_at, g->cols - used, g->ascii) + used;
    int n = (int)strlen(app->prompt_error), behind = g->cols - at - 2;
    bs_grid_fill(g, (struct bs_rect){row, 0, 1, g->cols}, BS_ST_ERROR);
    bs_grid_text(g, row, at < g->cols ? at : g->cols - 1, 1, BS_ST_ERROR, "^");
    if (n <= behind || behind >= at - 1)
        bs_grid_text(g, row, at + 2, behind, BS_ST_ERROR, app->prompt_error);
    else
        bs_grid_text(g, row, n < at ? at - 1 - n : 0, at - 1, BS_ST_ERROR, app->prompt_error);
}

/* -- questions
 * --------------------------------------------------------------------------- */

bool prompt_busy(const struct bs_app *app)
{
    return app->prompt != PROMPT_NONE || app->confirm != CONFIRM_NONE || app->rule.on || app->help || app->pager.on;
}

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
                        kind == CONFIRM_SHAPE || kind == CONFIRM_MARKS ? "no verdict was given"
                        : kind == CONFIRM_REPLACE ? "nothing was written"
                                                  : "nothing was bought");
        return;
    }
    switch (kind) {
    case CONFIRM_SHAPE:
        if (list_current_id(app) == app->confirm_service)
            verdict_give(app, app->confirm_verdict, BS_SCOPE_SHAPE, true);
        else
            app_message(app, BS_ST_ERROR, "NOT SAVED: the list has changed, another row is here now");
        break;
    case CONFIRM_MARKS:
        marks_agreed(app);
        break;
    case CONFIRM_COLLECT:
        collect_agreed(app);
        break;
    case CONFIRM_RESUME:
        collect_resume(app);
        break;
    case CONFIRM_REPLACE:
        banner_replace(app);
        break;
    case CONFIRM_QUIT:
        session_post(app);
        app_wish(app, BS_WISH_QUIT, BS_STR(""));
        break;
    case CONFIRM_NONE:
        break;
    }
}
