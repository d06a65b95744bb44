/* Decisions: event and ruling in one transaction, synchronous=FULL, saved only when COMMIT says so. */
#include "store_priv.h"

#include <stdio.h>

/* What a decision speaks of. */
struct subject {
    enum bs_scope scope;
    int64_t target;  /* ruling.target */
    bs_str name;     /* event.target */
    int64_t banner;  /* key of the banner shown now, for staleness */
    int64_t services;
};

static bs_str id_name(struct bs_arena *a, int64_t id)
{
    char hex[17];
    bs_id_format((bs_id)id, hex);
    return bs_arena_str(a, bs_str_z(hex));
}

static bs_err find_subject(struct bs_store *s, enum bs_scope scope, int64_t service,
                           struct bs_arena *a, struct subject *out, struct bs_error *e)
{
    struct bs_row row;
    struct bs_buf name;
    bs_err err = bs_store_rows(s, &service, 1, a, &row, e);
    if (err != BS_OK)
        return err;
    if (!row.id)
        return bs_error_set(e, BS_E_NOTFOUND, "this service is not in the database");
    if (!row.response)
        return bs_error_set(e, BS_E_USAGE, "no response: there is nothing to judge");
    *out = (struct subject){.scope = scope, .target = service, .banner = (int64_t)row.banner,
                            .services = 1};
    if (scope == BS_SCOPE_SERVICE) {
        bs_buf_init(&name, 1024);
        bs_target_format(&row.target, &name);
        out->name = bs_arena_str(a, bs_buf_str(&name));
        bs_buf_fini(&name);
        return BS_OK;
    }
    out->target = scope == BS_SCOPE_BANNER ? (int64_t)row.banner : (int64_t)row.shape;
    out->name = id_name(a, out->target);
    out->services = row.count;
    if (scope == BS_SCOPE_BANNER)
        return BS_OK;
    sqlite3_stmt *st;
    if ((err = sql_cached(s, "SELECT sum(n) FROM answer WHERE shape = ?1", &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, out->target);
    return sql_number(s, st, 0, &out->services, e);
}

static bs_err read_ruling(struct bs_store *s, enum bs_scope scope, int64_t target,
                          struct bs_arena *a, struct ruling *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *out = (struct ruling){.scope = scope, .target = target};
    bs_err err = sql_cached(s, "SELECT verdict, label, note, event, banner FROM ruling WHERE scope = ?1"
                               " AND target = ?2", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(st, 1, (int)scope);
    sqlite3_bind_int64(st, 2, target);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        out->verdict = (enum bs_verdict)sqlite3_column_int(st, 0);
        out->label = sql_text(st, 1, a);
        out->note = sql_text(st, 2, a);
        out->event = sqlite3_column_int64(st, 3);
        out->banner = sqlite3_column_int64(st, 4);
    }
    sql_reset(st);
    return err;
}

static bs_err write_ruling(struct bs_store *s, const struct ruling *r, struct bs_error *e)
{
    sqlite3_stmt *st;
    const bool gone = r->verdict == BS_VERDICT_NONE;
    bs_err err = gone ? sql_cached(s, "DELETE FROM ruling WHERE scope = ?1 AND target = ?2", &st, e)
                      : sql_cached(s, "INSERT INTO ruling VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT"
                                      "(scope, target) DO UPDATE SET verdict = ?3, label = ?4, note ="
                                      " ?5, event = ?6, banner = ?7", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(st, 1, (int)r->scope);
    sqlite3_bind_int64(st, 2, r->target);
    if (!gone) {
        sqlite3_bind_int(st, 3, (int)r->verdict);
        sql_bind_text(st, 4, r->label);
        sql_bind_text(st, 5, r->note);
        sqlite3_bind_int64(st, 6, r->event);
        sqlite3_bind_int64(st, 7, r->banner);
    }
    return sql_run(s, st, e);
}

static bs_err chain_end(struct bs_store *s, int64_t *last_id, char hash[65], struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    hash[0] = '\0';
    bs_err err = sql_cached(s, "SELECT id, hash FROM event ORDER BY id DESC LIMIT 1", &st, e);
    if (err != BS_OK)
        return err;
    *last_id = 0;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        *last_id = sqlite3_column_int64(st, 0);
        snprintf(hash, 65, "%s", (const char *)sqlite3_column_text(st, 1));
    }
    sql_reset(st);
    return err;
}

/* Appends; gives the event its number and hash. */
static bs_err append_event(struct bs_store *s, struct bs_event *ev, int64_t target_id,
                           bs_str before_note, int64_t banner, struct bs_error *e)
{
    sqlite3_stmt *st;
    char previous[65];
    int64_t last;
    bs_err err = chain_end(s, &last, previous, e);
    if (err != BS_OK)
        return err;
    ev->id = last + 1;
    event_hash(ev, previous, ev->hash);
    if ((err = sql_cached(s, "INSERT INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                             " ?13, ?14, ?15, ?16, ?17, ?18, 0)", &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, ev->id);
    sqlite3_bind_int64(st, 2, ev->when);
    sqlite3_bind_text64(st, 3, ev->analyst.n ? ev->analyst.p : "", ev->analyst.n, SQLITE_STATIC,
                        SQLITE_UTF8);
    sql_bind_text(st, 4, ev->kind);
    sqlite3_bind_int64(st, 5, ev->about);
    sqlite3_bind_int(st, 6, (int)ev->scope);
    sql_bind_text(st, 7, ev->target);
    sqlite3_bind_int64(st, 8, target_id);
    sqlite3_bind_int(st, 9, (int)ev->verdict);
    sql_bind_text(st, 10, ev->label);
    sql_bind_text(st, 11, ev->note);
    sqlite3_bind_int(st, 12, (int)ev->before);
    sql_bind_text(st, 13, ev->before_label);
    sql_bind_text(st, 14, before_note);
    sqlite3_bind_int64(st, 15, ev->services);
    sqlite3_bind_int64(st, 16, banner);
    sqlite3_bind_text(st, 17, PACKAGE_VERSION, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 18, ev->hash, -1, SQLITE_STATIC);
    return sql_run(s, st, e);
}

static bs_err decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                     struct bs_event *ev, struct bs_error *e)
{
    struct subject on;
    struct ruling r;
    bs_err err = find_subject(s, d->scope, d->service, a, &on, e);
    if (err == BS_OK)
        err = read_ruling(s, on.scope, on.target, a, &r, e);
    if (err != BS_OK)
        return err;
    if (d->verdict == BS_VERDICT_NONE && r.verdict == BS_VERDICT_NONE)
        return bs_error_set(e, BS_E_NOTFOUND, "no analyst's verdict stands here: nothing to clear");
    *ev = (struct bs_event){
        .when = bs_time_now(),
        .analyst = d->analyst,
        .kind = BS_STR("verdict"),
        .scope = on.scope,
        .target = on.name,
        .verdict = d->verdict,
        .label = d->keep_text ? r.label : d->label,
        .note = d->keep_text ? r.note : d->note,
        .before = r.verdict,
        .before_label = r.label,
        .services = on.services,
    };
    if (d->verdict == BS_VERDICT_NONE)
        ev->label = ev->note = BS_STR("");
    if ((err = append_event(s, ev, on.target, r.note, on.banner, e)) != BS_OK)
        return err;
    r.verdict = ev->verdict;
    r.label = ev->label;
    r.note = ev->note;
    r.event = ev->id;
    r.banner = on.banner;
    return write_ruling(s, &r, e);
}

/* BEGIN IMMEDIATE ... COMMIT around one of the two. */
static bs_err finish(struct bs_store *s, bs_err err, struct bs_error *e)
{
    if (err == BS_OK)
        return sql_commit(s, e);
    sql_rollback(s);
    return err;
}

bs_err bs_store_decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                       struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? finish(s, decide(s, d, a, out, e), e) : err;
}

/* -- undo and redo ----------------------------------------------------------------------- */

/* An event that can be taken back, with what held before and after it. */
struct step {
    struct bs_event ev;
    int64_t target_id, banner;
    bs_str before_note;
};

/* Undo: the newest verdict that is not undone.  Redo: the verdict undone last, as long as no
 * newer verdict was given since (a new decision ends what could be brought back). */
static const char undo_sql[] = "SELECT id FROM event WHERE kind = 'verdict' AND NOT undone ORDER BY id"
                               " DESC LIMIT 1";
static const char redo_sql[] =
    "SELECT about FROM event u WHERE kind = 'undo' AND EXISTS (SELECT 1 FROM event v WHERE v.id ="
    " u.about AND v.undone) AND u.id > (SELECT ifnull(max(id), 0) FROM event WHERE kind = 'verdict')"
    " AND NOT EXISTS (SELECT 1 FROM event r WHERE r.kind = 'redo' AND r.about = u.about AND r.id >"
    " u.id) ORDER BY u.id DESC LIMIT 1";

static bs_err read_step(struct bs_store *s, int64_t id, struct bs_arena *a, struct step *out,
                        struct bs_error *e)
{
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    bool row;
    bs_buf_init(&sql, 1024);
    bs_buf_printf(&sql, "SELECT %s, target_id, banner, before_note FROM event WHERE id = ?1",
                  event_columns);
    bs_err err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    bs_buf_fini(&sql);
    if (err == BS_OK)
        sqlite3_bind_int64(st, 1, id);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        event_from_row(st, a, &out->ev);
        out->target_id = sqlite3_column_int64(st, 14);
        out->banner = sqlite3_column_int64(st, 15);
        out->before_note = sql_text(st, 16, a);
    }
    sqlite3_finalize(st);
    return err;
}

static bs_err mark_undone(struct bs_store *s, int64_t id, bool undone, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE event SET undone = ?2 WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int(st, 2, undone);
    return sql_run(s, st, e);
}

static bs_err take_back(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                        struct bs_event *out, struct bs_error *e)
{
    struct step was;
    sqlite3_stmt *st;
    int64_t id;
    bs_err err = redo ? sql_cached(s, redo_sql, &st, e) : sql_cached(s, undo_sql, &st, e);
    if (err == BS_OK)
        err = sql_number(s, st, 0, &id, e);
    if (err == BS_OK && !id)
        return bs_error_set(e, BS_E_NOTFOUND, redo ? "nothing to redo" : "nothing to undo");
    if (err == BS_OK)
        err = read_step(s, id, a, &was, e);
    if (err != BS_OK)
        return err;
    *out = (struct bs_event){
        .when = bs_time_now(),
        .analyst = analyst,
        .kind = redo ? BS_STR("redo") : BS_STR("undo"),
        .about = id,
        .scope = was.ev.scope,
        .target = was.ev.target,
        .verdict = redo ? was.ev.verdict : was.ev.before,
        .label = redo ? was.ev.label : was.ev.before_label,
        .note = redo ? was.ev.note : was.before_note,
        .before = redo ? was.ev.before : was.ev.verdict,
        .before_label = redo ? was.ev.before_label : was.ev.label,
        .services = was.ev.services,
    };
    if ((err = append_event(s, out, was.target_id, redo ? was.before_note : was.ev.note, was.banner,
                            e)) != BS_OK ||
        (err = mark_undone(s, id, !redo, e)) != BS_OK)
        return err;
    const struct ruling r = {.scope = out->scope, .target = was.target_id, .verdict = out->verdict,
                             .label = out->label, .note = out->note, .event = out->id,
                             .banner = was.banner};
    return write_ruling(s, &r, e);
}

bs_err bs_store_undo(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? finish(s, take_back(s, analyst, redo, a, out, e), e) : err;
}
