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
    if (!out->target)
        return bs_error_set(e, BS_E_USAGE, "this answer has no %s to judge", bs_scope_name(scope));
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

/* The number is SQLite's own memory of the highest one ever given: an event cut off the end of
 * the log leaves a gap that `verify` names. */
static bs_err chain_end(struct bs_store *s, int64_t *last_id, char hash[65], struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    hash[0] = '\0';
    *last_id = 0;
    bs_err err = sql_cached(s, "SELECT max((SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name ="
                               " 'event'), (SELECT ifnull(max(id), 0) FROM event)), ifnull((SELECT hash"
                               " FROM event ORDER BY id DESC LIMIT 1), '')", &st, e);
    if (err != BS_OK)
        return err;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        *last_id = sqlite3_column_int64(st, 0);
        snprintf(hash, 65, "%s", (const char *)sqlite3_column_text(st, 1));
    }
    sql_reset(st);
    return err;
}

/* Appends; gives the event its number and hash. */
static bs_err append_event(struct bs_store *s, struct event_row *r, struct bs_error *e)
{
    sqlite3_stmt *st;
    struct bs_event *ev = &r->ev;
    char previous[65];
    int64_t last;
    bs_err err = chain_end(s, &last, previous, e);
    if (err != BS_OK)
        return err;
    ev->id = last + 1;
    r->tool = BS_STR(PACKAGE_VERSION);
    event_hash(r, previous, ev->hash);
    if ((err = sql_cached(s, "INSERT INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                             " ?13, ?14, ?15, ?16, ?17, ?18)", &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, ev->id);
    sqlite3_bind_int64(st, 2, ev->when);
    sqlite3_bind_text64(st, 3, ev->analyst.n ? ev->analyst.p : "", ev->analyst.n, SQLITE_STATIC,
                        SQLITE_UTF8);
    sql_bind_text(st, 4, ev->kind);
    sqlite3_bind_int64(st, 5, ev->about);
    sqlite3_bind_int(st, 6, (int)ev->scope);
    sql_bind_text(st, 7, ev->target);
    sqlite3_bind_int64(st, 8, r->target_id);
    sqlite3_bind_int(st, 9, (int)ev->verdict);
    sql_bind_text(st, 10, ev->label);
    sql_bind_text(st, 11, ev->note);
    sqlite3_bind_int(st, 12, (int)ev->before);
    sql_bind_text(st, 13, ev->before_label);
    sql_bind_text(st, 14, r->before_note);
    sqlite3_bind_int64(st, 15, ev->services);
    sqlite3_bind_int64(st, 16, r->banner);
    sql_bind_text(st, 17, r->tool);
    sqlite3_bind_text(st, 18, ev->hash, -1, SQLITE_STATIC);
    return sql_run(s, st, e);
}

/* Appends the event, and makes its ruling the one that holds. */
static bs_err put_in_force(struct bs_store *s, struct event_row *r, struct bs_error *e)
{
    bs_err err = append_event(s, r, e);
    if (err != BS_OK)
        return err;
    const struct ruling now = {.scope = r->ev.scope, .target = r->target_id,
                               .verdict = r->ev.verdict, .label = r->ev.label, .note = r->ev.note,
                               .event = r->ev.id, .banner = r->banner};
    return write_ruling(s, &now, e);
}

static bs_err decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e)
{
    struct subject on;
    struct ruling was;
    bs_err err = find_subject(s, d->scope, d->service, a, &on, e);
    if (err == BS_OK)
        err = read_ruling(s, on.scope, on.target, a, &was, e);
    if (err != BS_OK)
        return err;
    const bool clear = d->verdict == BS_VERDICT_NONE;
    if (clear && was.verdict == BS_VERDICT_NONE)
        return bs_error_set(e, BS_E_NOTFOUND, "no analyst's verdict stands here: nothing to clear");
    struct event_row r = {
        .ev = {
            .when = bs_time_now(),
            .analyst = d->analyst,
            .kind = BS_STR("verdict"),
            .scope = on.scope,
            .target = on.name,
            .verdict = d->verdict,
            .label = clear ? BS_STR("") : d->keep_text ? was.label : d->label,
            .note = clear ? BS_STR("") : d->keep_text ? was.note : d->note,
            .before = was.verdict,
            .before_label = was.label,
            .services = on.services,
        },
        .target_id = on.target,
        .banner = on.banner,
        .before_note = was.note,
    };
    err = put_in_force(s, &r, e);
    *out = r.ev;
    return err;
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

/* Undo: the newest verdict that is not taken back.  Redo: the verdict taken back last, as long as
 * no newer verdict was given since (a new decision ends what could be brought back). */
static const char undo_sql[] = "SELECT v.id FROM event v WHERE v.kind = 'verdict' AND NOT " SQL_UNDONE
                               " ORDER BY v.id DESC LIMIT 1";
static const char redo_sql[] =
    "SELECT w.about FROM event w JOIN event v ON v.id = w.about WHERE w.kind = 'undo' AND w.id >"
    " (SELECT max(id) FROM event WHERE kind = 'verdict') AND w.id = (SELECT max(id) FROM event x"
    " WHERE x.about = v.id AND x.about > 0) ORDER BY w.id DESC LIMIT 1";

static bs_err read_event(struct bs_store *s, int64_t id, struct bs_arena *a, struct event_row *out,
                         struct bs_error *e)
{
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    bool row;
    bs_buf_init(&sql, 1024);
    bs_buf_printf(&sql, "SELECT %s FROM event WHERE id = ?1", event_columns);
    bs_err err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    bs_buf_fini(&sql);
    if (err == BS_OK)
        sqlite3_bind_int64(st, 1, id);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row)
        event_from_row(st, a, out);
    sqlite3_finalize(st);
    return err;
}

/* The banner that what held before the event was given on: what an undo brings back must be stale
 * again if it was stale. */
static bs_err banner_before(struct bs_store *s, const struct event_row *r, int64_t *banner,
                            struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "SELECT banner FROM event WHERE scope = ?1 AND target_id = ?2 AND id < ?3"
                               " ORDER BY id DESC LIMIT 1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(st, 1, (int)r->ev.scope);
    sqlite3_bind_int64(st, 2, r->target_id);
    sqlite3_bind_int64(st, 3, r->ev.id);
    return sql_number(s, st, 0, banner, e);
}

static bs_err take_back(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                        struct bs_event *out, struct bs_error *e)
{
    struct event_row was = {0};
    sqlite3_stmt *st;
    int64_t id, banner;
    bs_err err = redo ? sql_cached(s, redo_sql, &st, e) : sql_cached(s, undo_sql, &st, e);
    if (err == BS_OK)
        err = sql_number(s, st, 0, &id, e);
    if (err == BS_OK && !id)
        return bs_error_set(e, BS_E_NOTFOUND, redo ? "nothing to redo" : "nothing to undo");
    if (err == BS_OK)
        err = read_event(s, id, a, &was, e);
    if (err == BS_OK)
        err = banner_before(s, &was, &banner, e);
    if (err != BS_OK)
        return err;
    struct event_row r = was;
    r.ev.when = bs_time_now();
    r.ev.analyst = analyst;
    r.ev.kind = redo ? BS_STR("redo") : BS_STR("undo");
    r.ev.about = id;
    if (!redo) {
        r.ev.verdict = was.ev.before;
        r.ev.label = was.ev.before_label;
        r.ev.note = was.before_note;
        r.ev.before = was.ev.verdict;
        r.ev.before_label = was.ev.label;
        r.before_note = was.ev.note;
        r.banner = banner;
    }
    err = put_in_force(s, &r, e);
    *out = r.ev;
    return err;
}

bs_err bs_store_undo(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? finish(s, take_back(s, analyst, redo, a, out, e), e) : err;
}
