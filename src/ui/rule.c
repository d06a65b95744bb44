/* From what is selected to a rule of one's own: a form over the screen's lower part, and above it, in the place of
 * the results, what the rule would hit.  Nothing is written before Enter. */
#include "actions.h"

#include <stdio.h>
#include <stdlib.h>

#include "app.h"

/* -- the line of rules ------------------------------------------------------------------- */

/* With what is not told yet filled in, so that its hits can be seen while it is told. */
static bs_err make_line(const struct rule_form *f, bool whole, struct bs_arena *a, bs_str *line, struct bs_error *e)
{
    bs_str rule, label = bs_str_trim(bs_str_z(f->label.text)), service = bs_str_trim(bs_str_z(f->service.text));
    if (!whole) {
        label = BS_STR("-");
        service = service.n || f->verdict != BS_NON_MEDICAL ? service : BS_STR("unnamed");
    }
    const struct bs_promotion p = {.bytes = {f->bytes, f->n}, .kind = f->kind, .field = bs_str_z(f->field),
                                   .verdict = f->verdict, .strength = f->strength, .label = label,
                                   .service = service};
    return bs_promote(&p, a, line, &rule, e);
}

/* The list above the form follows it. */
static void look(struct bs_app *app)
{
    struct bs_arena a;
    struct bs_error e = {0};
    bs_str line;
    bs_arena_init(&a, 1 << 16);
    app->rule.why[0] = '\0';
    if (make_line(&app->rule, false, &a, &line, &e) != BS_OK)
        snprintf(app->rule.why, sizeof app->rule.why, "%.230s", e.text);
    else if (!app->table.on || app->table.kind != BS_JOB_RULE_TRY || !bs_str_eq(line, bs_str_z(app->table.text)))
        table_show(app, BS_JOB_RULE_TRY, line.p);
    bs_arena_fini(&a);
}

/* Bytes that begin the banner are most often meant to. */
static enum bs_promote_kind likely_kind(const struct pick *p)
{
    return p->whole ? BS_PROMOTE_MASKED : p->at ? BS_PROMOTE_LITERAL : BS_PROMOTE_ANCHORED;
}

static bool may_begin(struct bs_app *app)
{
    const char *why = NULL;
    if (app->o.readonly)
        why = "the database is read-only: no rule can be made";
    else if (!app_detail(app))
        why = list_current_id(app) ? "this banner is still loading" : "there is no banner to make a rule of";
    else if (app->banner.view != VIEW_RECORD && app->banner.mode != BYTES_SENT)
        why = "rules look at the bytes as they were sent: E shows them";
    if (why)
        app_message(app, BS_ST_ERROR, "%s", why);
    return !why;
}

static void begin_with(struct lineedit *l, bs_str text)
{
    char *z = bs_strdup(text);
    lineedit_set(l, z);
    free(z);
}

void act_rule(struct bs_app *app, int arg)
{
    struct rule_form *f = &app->rule;
    (void)arg;
    if (!may_begin(app))
        return;
    *f = (struct rule_form){.verdict = BS_MEDICAL, .strength = BS_STRENGTH_STRONG};
    const struct pick p = banner_pick(app);
    if (p.bytes.n == 0) {
        app_message(app, BS_ST_STATUS, "no response: there are no bytes to make a rule of");
        return;
    }
    f->cut = p.bytes.n > sizeof f->bytes;
    f->n = size_min(p.bytes.n, sizeof f->bytes);
    memcpy(f->bytes, p.bytes.p, f->n);
    f->at = p.at;
    f->kind = likely_kind(&p);
    snprintf(f->field, sizeof f->field, "%s", p.field);
    const struct bs_row *row = &app_detail(app)->row;
    if (row->verdict == BS_NON_MEDICAL)
        f->verdict = BS_NON_MEDICAL;
    begin_with(&f->label, row->label);
    begin_with(&f->service, row->service);
    f->on = true;
    f->back = app->table;
    f->focus = app->focus;
    app->table = (struct table_view){0};
    look(app);
}

/* -- keys -------------------------------------------------------------------------------- */

static void leave(struct bs_app *app)
{
    struct row_marks marks = app->marks; /* of the list below, not of the one that closes */
    app->rule.on = false;
    app->marks = (struct row_marks){0};
    table_close(app);
    app->marks = marks;
    app->focus = app->rule.focus;
    app->table = app->rule.back;
    app->rule.back = (struct table_view){0};
    table_again(app);
}

/* Posts the change; text = a line to add, or id = a rule to remove. */
static bool set_rule(struct bs_app *app, bs_str line, bs_str id)
{
    struct bs_job *j = bs_job_new(BS_JOB_RULE_SET);
    j->text = line.n ? bs_strdup(line) : NULL;
    j->label = id.n ? bs_strdup(id) : NULL;
    app->rule_last.serial = outbox_post(app, j);
    if (app->rule_last.serial)
        app_message(app, BS_ST_STATUS, "writing the rule, classifying again...");
    return app->rule_last.serial != 0;
}

static void accept(struct bs_app *app)
{
    struct bs_arena a;
    struct bs_error e = {0};
    bs_str line;
    if (app->table.serial) {
        snprintf(app->rule.why, sizeof app->rule.why, "wait: what it would hit is still being looked up");
        return;
    }
    if (app->rule.why[0])
        return;
    bs_arena_init(&a, 1 << 16);
    if (make_line(&app->rule, true, &a, &line, &e) != BS_OK)
        snprintf(app->rule.why, sizeof app->rule.why, "%.230s", e.text);
    else if (set_rule(app, line, BS_STR("")))
        leave(app);
    bs_arena_fini(&a);
}

static struct lineedit *line_here(struct rule_form *f)
{
    return f->line == RULE_LABEL ? &f->label : f->line == RULE_SERVICE ? &f->service : NULL;
}

static int turn(int now, int dir, int n)
{
    return (now + dir + n) % n;
}

static void choose(struct rule_form *f, int dir)
{
    if (f->line == RULE_MATCH)
        f->kind = (enum bs_promote_kind)turn((int)f->kind, dir, BS_PROMOTE_KINDS);
    else if (f->line == RULE_SAYS)
        f->verdict = f->verdict == BS_MEDICAL ? BS_NON_MEDICAL : BS_MEDICAL;
    else if (f->line == RULE_STRENGTH) /* the strongest stands first on the screen */
        f->strength = (enum bs_strength)turn((int)f->strength, -dir, BS_STRENGTH_STRONG + 1);
}

void rule_key(struct bs_app *app, const struct bs_key_event *k)
{
    struct rule_form *f = &app->rule;
    struct lineedit *text = line_here(f);
    bool ctrl = k->mods & BS_MOD_CTRL, paste = k->mods & BS_MOD_PASTE;
    if (paste && (!text || k->code == BS_KEY_ENTER || k->code == BS_KEY_TAB))
        return; /* a paste fills a line, it does not agree */
    if (k->code == BS_KEY_ESC || (ctrl && (k->code == 'c' || k->code == 'g'))) {
        leave(app);
        app_message(app, BS_ST_STATUS, "no rule was made");
        return;
    }
    if (k->code == BS_KEY_ENTER || (ctrl && (k->code == 'm' || k->code == 'j'))) {
        accept(app);
        return;
    }
    if (k->code == BS_KEY_DOWN || k->code == BS_KEY_TAB)
        f->line = turn(f->line, 1, RULE_LINES);
    else if (k->code == BS_KEY_UP || k->code == BS_KEY_BACKTAB)
        f->line = turn(f->line, -1, RULE_LINES);
    else if (k->code == BS_KEY_PGDN || k->code == BS_KEY_PGUP)
        table_move(app, MOVE_PAGE, k->code == BS_KEY_PGDN ? 1 : -1);
    else if (text)
        lineedit_key(text, k);
    else if (k->code == BS_KEY_RIGHT || k->code == ' ')
        choose(f, 1);
    else if (k->code == BS_KEY_LEFT)
        choose(f, -1);
    look(app);
}

/* -- what came of it --------------------------------------------------------------------- */

/* True: the reply was kept. */
bool rule_tried(struct bs_app *app, struct bs_reply *r)
{
    bool mine = app->rule.on && r->serial == app->table.serial;
    if (!mine || r->state != BS_REPLY_FAILED || r->error.code == BS_E_CANCELLED)
        return table_arrived(app, r);
    app->table.serial = 0;
    snprintf(app->rule.why, sizeof app->rule.why, "%.230s", r->error.text);
    return false;
}

void rule_set(struct bs_app *app, const struct bs_reply *r)
{
    struct rule_last *last = &app->rule_last;
    if (r->state == BS_REPLY_PART)
        return;
    if (r->state == BS_REPLY_FAILED) {
        last->serial = 0;
        app->unsaved = true;
        app_message(app, BS_ST_ERROR, "NOT SAVED: %s", r->error.text);
        return;
    }
    char text[300];
    bs_gate_z(bs_str_bytes(r->text), text, sizeof text);
    app_message(app, BS_ST_OK, "%s; %s", text, r->done ? "u takes it back" : "^R brings it back");
    if (last->serial == r->serial) {
        free(last->line);
        *last = (struct rule_last){.line = bs_strdup(r->rule), .there = r->done != 0};
    }
}

/* The newest thing done was a rule: undo and redo mean it.  False: they mean verdicts. */
bool rule_undo(struct bs_app *app, bool redo)
{
    struct rule_last *last = &app->rule_last;
    if (last->serial) {
        app_message(app, BS_ST_STATUS, "the rule is still being written");
        return true;
    }
    if (!last->line || last->there == redo)
        return false;
    char *line = bs_strdup(bs_str_z(last->line));
    set_rule(app, redo ? bs_str_z(line) : BS_STR(""), redo ? BS_STR("") : bs_rule_line_id(bs_str_z(line)));
    free(line);
    return true;
}

void rule_forget(struct bs_app *app)
{
    free(app->rule_last.line);
    app->rule_last.line = NULL;
}

void rule_remove(struct bs_app *app, const char *id)
{
    bs_str name = bs_str_trim(bs_str_z(id));
    if (!name.n && app->table.on && app->table.reply && strcmp(app->table.reply->table->name, "rules") == 0)
        name = table_text_of(app, "id");
    if (app->o.readonly)
        app_message(app, BS_ST_ERROR, "NOT SAVED: the database is read-only");
    else if (!name.n)
        app_message(app, BS_ST_ERROR, "unrule wants the name of a rule, or the cursor on one in :rules");
    else
        set_rule(app, BS_STR(""), name);
}

void rule_free(struct bs_app *app)
{
    if (app->rule.on)
        leave(app);
    rule_forget(app);
}
