/* Decisions: event and ruling in one transaction, synchronous=FULL, saved only when COMMIT says so. */
#include "store_priv.h"

static bs_str id_name(struct bs_arena *a, int64_t id)
{
    char hex[17];
    bs_id_format((bs_id)id, hex);
    return bs_arena_str(a, bs_str_z(hex));
}

bs_err subject_find(struct bs_store *s, enum bs_scope scope, int64_t service, struct bs_arena *a,
                    struct subject *out, struct bs_error *e)
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


bs_err store_finish(struct bs_store *s, bs_err err, struct bs_error *e)
{
    if (err == BS_OK)
        return sql_commit(s, e);
    sql_rollback(s);
    return err;
}

/* How many effective verdicts change when what holds at a scope goes from ?2 to ?3 (0 = nothing
 * holds, what is wider shows through); narrower rulings stand in front of it. */
#define CHANGED_SUM(wider)                                                                     \
    "SELECT ifnull(sum(coalesce(nullif(?2, 0), " wider ") <> coalesce(nullif(?3, 0), " wider  \
    ")), 0) FROM "
static const char *const changed_sql[] = {
    [BS_SCOPE_SERVICE] =
        CHANGED_SUM("r1.verdict, r2.verdict, a.verdict") "service s JOIN answer a ON a.id = s.answer"
        " LEFT JOIN banner b ON b.id = a.banner LEFT JOIN ruling r1 ON r1.scope = 1 AND r1.target ="
        " b.key LEFT JOIN ruling r2 ON r2.scope = 2 AND r2.target = a.shape WHERE s.id = ?1",
    [BS_SCOPE_BANNER] =
        CHANGED_SUM("r2.verdict, a.verdict") "banner b JOIN answer a ON a.banner = b.id JOIN service s"
        " ON s.answer = a.id LEFT JOIN ruling r0 ON r0.scope = 0 AND r0.target = s.id LEFT JOIN ruling"
        " r2 ON r2.scope = 2 AND r2.target = a.shape WHERE b.key = ?1 AND r0.event IS NULL",
    [BS_SCOPE_SHAPE] =
        CHANGED_SUM("a.verdict") "answer a JOIN service s ON s.answer = a.id LEFT JOIN banner b ON b.id"
        " = a.banner LEFT JOIN ruling r0 ON r0.scope = 0 AND r0.target = s.id LEFT JOIN ruling r1 ON"
        " r1.scope = 1 AND r1.target = b.key WHERE a.shape = ?1 AND r0.event IS NULL AND r1.event IS"
        " NULL",
};

static bs_err count_changed(struct bs_store *s, struct event_row *r, enum bs_verdict now,
                            enum bs_verdict then, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, changed_sql[r->ev.scope], &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, r->subject);
    sqlite3_bind_int(st, 2, (int)now);
    sqlite3_bind_int(st, 3, (int)then);
    return sql_number(s, st, 0, &r->ev.changed, e);
}

static bs_err decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e)
{
    struct subject on;
    struct ruling was;
    bs_time when = 0;
    bs_err err = subject_find(s, d->scope, d->service, a, &on, e);
    if (err == BS_OK)
        err = ruling_read(s, on.scope, on.target, a, &was, e);
    if (err == BS_OK)
        err = event_time(s, &when, e);
    if (err != BS_OK)
        return err;
    const bool clear = d->verdict == BS_VERDICT_NONE;
    if (clear && was.verdict == BS_VERDICT_NONE)
        return bs_error_set(e, BS_E_NOTFOUND, "no analyst's verdict stands here: nothing to clear");
    struct event_row r = {
        .ev = {
            .when = when,
            .analyst = d->analyst,
            .kind = BS_STR("verdict"),
            .about = was.event,
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
        .subject = on.target,
        .banner = on.banner,
        .before_note = was.note,
    };
    err = count_changed(s, &r, was.verdict, d->verdict, e);
    if (err == BS_OK)
        err = event_append(s, &r, e);
    if (err == BS_OK)
        err = ruling_settle(s, on.scope, on.target, a, e);
    *out = r.ev;
    return err;
}

bs_err bs_store_decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                       struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, decide(s, d, a, out, e), e) : err;
}

/* -- undo and redo ----------------------------------------------------------------------- */

/* Undo: this analyst's newest verdict of this file that is not taken back.  Redo: the one taken back
 * last, as long as the analyst gave no newer one since (a new decision ends what could be brought
 * back). */
static const char undo_sql[] = "SELECT v.id FROM event v WHERE v.own AND v.kind = 'verdict' AND"
                               " v.analyst = ?1 AND NOT " SQL_UNDONE " ORDER BY v.number DESC LIMIT 1";
static const char redo_sql[] =
    "SELECT w.about FROM event w WHERE w.own AND w.kind = 'undo' AND w.analyst = ?1 AND w.number >"
    " ifnull((SELECT max(number) FROM event WHERE own AND kind = 'verdict' AND analyst = ?1), 0) AND"
    " w.id = (SELECT max(id) FROM event x WHERE x.about = w.about AND x.kind IN ('undo', 'redo'))"
    " ORDER BY w.number DESC LIMIT 1";

static bs_err take_back(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                        struct bs_event *out, struct bs_error *e)
{
    struct event_row r = {0};
    struct ruling now, then;
    sqlite3_stmt *st;
    int64_t id = 0;
    bs_err err = redo ? sql_cached(s, redo_sql, &st, e) : sql_cached(s, undo_sql, &st, e);
    if (err == BS_OK) {
        sqlite3_bind_text64(st, 1, analyst.n ? analyst.p : "", analyst.n, SQLITE_STATIC, SQLITE_UTF8);
        err = sql_number(s, st, 0, &id, e);
    }
    if (err == BS_OK && !id)
        return bs_error_set(e, BS_E_NOTFOUND, redo ? "nothing to redo" : "nothing to undo");
    if (err == BS_OK)
        err = event_read(s, id, a, &r, e);
    if (err == BS_OK)
        err = ruling_read(s, r.ev.scope, r.subject, a, &now, e);
    if (err == BS_OK)
        err = ruling_derive(s, r.ev.scope, r.subject, redo ? 0 : id, redo ? id : 0, a, &then, e);
    if (err == BS_OK)
        err = event_time(s, &r.ev.when, e);
    if (err == BS_OK)
        err = count_changed(s, &r, now.verdict, then.verdict, e);
    if (err != BS_OK)
        return err;
    r.ev.analyst = analyst;
    r.ev.kind = redo ? BS_STR("redo") : BS_STR("undo");
    r.ev.about = id;
    r.ev.before = now.verdict;
    r.ev.before_label = now.label;
    r.before_note = now.note;
    r.ev.verdict = then.verdict;
    r.ev.label = then.label;
    r.ev.note = then.note;
    r.banner = then.banner;
    if ((err = event_append(s, &r, e)) == BS_OK)
        err = ruling_settle(s, r.ev.scope, r.subject, a, e);
    *out = r.ev;
    return err;
}

bs_err bs_store_undo(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, take_back(s, analyst, redo, a, out, e), e) : err;
}
