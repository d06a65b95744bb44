/* Actions that do something: verdicts, filter, sort, copy, leave. */
#include "actions.h"
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

void act_verdict_here(struct bs_app *app, int v)
{
    verdict_give(app, (enum bs_verdict)v, verdict_scope(app), false);
}

void act_verdict_one(struct bs_app *app, int v)
{
    verdict_give(app, (enum bs_verdict)v, BS_SCOPE_SERVICE, false);
}

void act_verdict_shape(struct bs_app *app, int v)
{
    verdict_give(app, (enum bs_verdict)v, BS_SCOPE_SHAPE, false);
}

void act_repeat(struct bs_app *app, int arg)
{
    (void)arg;
    if (app->has_last)
        verdict_give(app, app->last_verdict,
                     app->last_scope == BS_SCOPE_SERVICE ? BS_SCOPE_SERVICE
                     : app->last_scope == BS_SCOPE_SHAPE ? BS_SCOPE_SHAPE
                                                         : verdict_scope(app),
                     false);
    else
        app_message(app, BS_ST_STATUS, "no verdict to repeat yet");
}

void act_undo(struct bs_app *app, int redo)
{
    if (!rule_undo(app, redo != 0))
        verdict_undo(app, redo != 0);
}

static void edit_text(struct bs_app *app, enum prompt_kind kind)
{
    const struct bs_detail *d = app_detail(app);
    const struct bs_row *row = list_current(app);
    if (label_hides_words(app))
        return;
    if (!d || !row) {
        app_message(app, BS_ST_STATUS, "this banner is still loading");
        return;
    }
    if (kind == PROMPT_NOTE && (d->note.n > LINE_MAX_BYTES || (d->note.n && memchr(d->note.p, '\n', d->note.n)))) {
        act_note_editor(app, 0); /* a line could not show it whole */
        return;
    }
    char *text = bs_strdup(kind == PROMPT_NOTE ? d->note
                           : row->by_analyst   ? row->label
                                               : BS_STR(""));
    prompt_open(app, kind, text);
    free(text);
}

void act_note_editor(struct bs_app *app, int arg)
{
    const struct bs_detail *d = app_detail(app);
    (void)arg;
    if (label_hides_words(app))
        return;
    if (app->o.readonly)
        app_message(app, BS_ST_ERROR, "NOT SAVED: the database is read-only");
    else if (d && list_current(app))
        app_wish(app, BS_WISH_EDIT, d->note);
    else
        app_message(app, BS_ST_STATUS, "this banner is still loading");
}

void bs_app_edited(struct bs_app *app, bs_str note)
{
    const struct bs_detail *d = app_detail(app);
    app->dirty = true;
    if (!d || bs_str_eq(note, d->note)) {
        app_message(app, BS_ST_STATUS, "the note is as it was");
        return;
    }
    char *text = bs_strdup(note);
    verdict_text(app, NULL, text);
    free(text);
}

void act_prompt(struct bs_app *app, int kind)
{
    switch ((enum prompt_kind)kind) {
    case PROMPT_FILTER:
        if (app->table.on && app->focus == BS_PANE_RESULTS)
            prompt_open(app, PROMPT_TABLE, app->table.filter);
        else
            prompt_open(app, PROMPT_FILTER, app->list.filter);
        break;
    case PROMPT_KEYWORDS:
        prompt_open(app, PROMPT_KEYWORDS, app->keys.find);
        break;
    case PROMPT_UNSURE:
        prompt_open(app, PROMPT_UNSURE, "");
        break;
    case PROMPT_SCOPE:
        prompt_open(app, PROMPT_SCOPE, app->scope);
        break;
    case PROMPT_NOTE:
    case PROMPT_LABEL:
        edit_text(app, (enum prompt_kind)kind);
        break;
    case PROMPT_QUERY: {
        struct bs_buf text;
        bs_buf_init(&text, LINE_MAX_BYTES);
        query_text(app, &text);
        char *z = bs_strdup(bs_buf_str(&text));
        prompt_open(app, PROMPT_QUERY, z);
        free(z);
        bs_buf_fini(&text);
        break;
    }
    case PROMPT_WRITE:
        prompt_open(app, PROMPT_WRITE, app->save_path ? app->save_path : "");
        break;
    case PROMPT_IMPORT:
    case PROMPT_SEARCH:
    case PROMPT_GOTO:
    case PROMPT_COMMAND:
        prompt_open(app, (enum prompt_kind)kind, "");
        break;
    case PROMPT_TABLE: /* where a list is open, `/` means it */
    case PROMPT_NONE:
    case PROMPT_KINDS:
        break;
    }
}

void act_clear_filter(struct bs_app *app, int arg)
{
    (void)arg;
    list_filter(app, "");
}

void act_aside(struct bs_app *app, int arg)
{
    (void)arg;
    app->list.show_aside = !app->list.show_aside;
    list_select(app);
    app_message(app, BS_ST_STATUS,
                app->list.show_aside ? "what is set aside is shown"
                                     : "what is set aside is hidden");
}

void act_sort(struct bs_app *app, int sort)
{
    app->list.sort = (enum bs_sort)sort;
    app->list.descending = false;
    list_select(app);
}

void act_reverse(struct bs_app *app, int arg)
{
    (void)arg;
    if (app->table.on) {
        table_reverse(app);
        return;
    }
    app->list.descending = !app->list.descending;
    list_select(app);
}

void act_refresh(struct bs_app *app, int arg)
{
    (void)arg;
    table_again(app);
    list_select(app);
    totals_want(app);
    detail_again(app);
}

static void check(struct bs_app *app, size_t kw, bool on)
{
    app->keys.checked[kw] = on;
}

void act_toggle(struct bs_app *app, int arg)
{
    struct keywords *k = &app->keys;
    enum bs_list_kind list;
    size_t kw;
    bool any = false;
    (void)arg;
    query_item(app, k->cursor, &list, &kw);
    if (kw != SIZE_MAX) {
        check(app, kw, !k->checked[kw]);
        query_move(app, MOVE_LINE, 1);
        return;
    }
    for (size_t i = k->first[list]; i < k->first[list + 1]; i++)
        any |= k->checked[k->order[i]];
    for (size_t i = k->first[list]; i < k->first[list + 1]; i++)
        check(app, k->order[i], !any);
}

void act_enter(struct bs_app *app, int arg)
{
    (void)arg;
    query_enter(app);
}

void act_collect(struct bs_app *app, int arg)
{
    (void)arg;
    collect_ask(app, 0);
}

/* -- the screen
 * -------------------------------------------------------------------------- */

void act_help(struct bs_app *app, int arg)
{
    (void)arg;
    app->help = true;
    app->help_pane = app->focus;
    app->help_top = 0;
}

void act_wish(struct bs_app *app, int wish)
{
    app_wish(app, (enum bs_app_wish)wish, BS_STR(""));
}

void act_mouse(struct bs_app *app, int arg)
{
    (void)arg;
    app->mouse = !app->mouse;
    app_wish(app, BS_WISH_MOUSE, app->mouse ? BS_STR("on") : BS_STR("off"));
    app_message(app, BS_ST_STATUS,
                app->mouse ? "mouse on; m turns it off to select text"
                           : "mouse off: the terminal selects text");
}

void act_quit(struct bs_app *app, int arg)
{
    (void)arg;
    session_post(app);
    app_wish(app, BS_WISH_QUIT, BS_STR(""));
}

void act_interrupt(struct bs_app *app, int arg)
{
    (void)arg;
    if (app->interrupted) {
        act_quit(app, 0);
        return;
    }
    app->interrupted = true;
    app->seek.on = false;
    if (app->njobs || app->piping) {
        app_wish(app, BS_WISH_CANCEL_JOBS, BS_STR(""));
        app_message(app, BS_ST_STATUS, "cancelling; ^C again leaves");
    } else {
        app_message(app, BS_ST_STATUS, "nothing runs; ^C again leaves");
    }
}
