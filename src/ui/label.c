/* Labelling beside verdicts: what is put off, what a sample shows, what others said. */
#include "actions.h"

#include "app.h"

static bool may_write(struct bs_app *app)
{
    if (app->o.readonly)
        app_message(app, BS_ST_ERROR, "NOT SAVED: the database is read-only");
    return !app->o.readonly;
}

/* Is it on its way?  "writing..." is said of nothing else. */
static bool sent(struct bs_app *app, struct bs_job *j)
{
    bool taken = outbox_post(app, j) != 0;
    if (taken)
        app_message(app, BS_ST_STATUS, "writing...");
    else
        app_message(app, BS_ST_ERROR, "NOT SAVED: too many jobs are waiting");
    return taken;
}

/* For the banner or, in a list of shapes, the shape: the verdict can wait, the pile goes on. */
void label_mark(struct bs_app *app, const char *kind, const char *note)
{
    int64_t service = list_current_id(app);
    if (!service || !may_write(app)) {
        if (!service)
            app_message(app, BS_ST_STATUS, "there is no row here");
        return;
    }
    struct bs_job *j = bs_job_new(BS_JOB_MARK);
    j->text = bs_strdup(bs_str_z(kind));
    j->note = note && *note ? bs_strdup(bs_str_z(note)) : NULL;
    j->service = service;
    j->scope = table_speaks(app) == BS_SPEAKS_SHAPE ? BS_SCOPE_SHAPE : BS_SCOPE_BANNER;
    if (!sent(app, j))
        return;
    if (app->table.on)
        table_move(app, MOVE_LINE, 1);
    else
        seek_open(app, 1, false);
}

void act_mark(struct bs_app *app, int skip)
{
    label_mark(app, skip ? "skip" : "resume", NULL);
}

/* A second opinion is one of three. */
static bool is_opinion(struct bs_app *app, enum bs_verdict v)
{
    if (v == BS_VERDICT_NONE)
        app_message(app, BS_ST_STATUS, "say what this one is: 1 medical, 2 non-medical, 3 unknown");
    return v != BS_VERDICT_NONE;
}

void label_look(struct bs_app *app, enum bs_verdict v)
{
    if (!is_opinion(app, v) || !may_write(app))
        return;
    struct bs_job *j = bs_job_new(BS_JOB_LOOK);
    j->service = table_service(app);
    j->scope = table_scope(app);
    j->verdict = v;
    sent(app, j);
}

/* `service` 0: draw a sample of so many. */
static bool post_blind(struct bs_app *app, int64_t service, enum bs_verdict v, int64_t limit)
{
    if (!may_write(app))
        return false;
    struct bs_job *j = bs_job_new(BS_JOB_BLIND);
    j->service = service;
    j->verdict = v;
    j->limit = limit;
    return sent(app, j);
}

void label_blind_say(struct bs_app *app, enum bs_verdict v)
{
    if (!table_service(app))
        app_message(app, BS_ST_STATUS, "there is no row here");
    else if (is_opinion(app, v) && post_blind(app, table_service(app), v, 0))
        table_move(app, MOVE_LINE, 1);
}

/* "N" draws a new sample; nothing shows the newest one. */
void label_blind(struct bs_app *app, const char *arg)
{
    int64_t n = 0;
    if (*arg && !bs_str_i64(bs_str_z(arg), &n)) {
        app_message(app, BS_ST_ERROR, "blind: want the number of services to draw, or nothing");
        return;
    }
    if (*arg && !post_blind(app, 0, BS_VERDICT_NONE, n))
        return;
    if (banner_is_tree(app))
        banner_view(app, VIEW_TEXT);
    table_open(app, BS_JOB_TABLE, "blind");
}

bool label_is_blind(const struct bs_app *app)
{
    return app->table.on && strcmp(app->table.text, "blind") == 0; /* also before its rows are here */
}

bool label_hides_words(struct bs_app *app)
{
    if (label_is_blind(app))
        app_message(app, BS_ST_STATUS, "a blind sample takes 1 2 3 alone; notes and labels are hidden until q ends it");
    return label_is_blind(app);
}

void label_merge(struct bs_app *app, const char *path)
{
    if (!may_write(app))
        return;
    struct bs_job *j = bs_job_new(BS_JOB_MERGE);
    j->text = app_path(app, path);
    if (sent(app, j))
        app_message(app, BS_ST_STATUS, "reading the other log...");
}

void label_replied(struct bs_app *app, const struct bs_reply *r)
{
    char text[300];
    if (r->state == BS_REPLY_FAILED) {
        app_message(app, BS_ST_ERROR, "NOT SAVED: %s", r->error.text);
        app->unsaved = true;
        return;
    }
    if (!app->unsaved) /* a failure before it must be read */
        app_message(app, BS_ST_OK, "%s", bs_gate_z(bs_str_bytes(r->text), text, sizeof text));
    totals_want(app);
    table_again(app);
    rows_stale(app);
    detail_again(app);
}
