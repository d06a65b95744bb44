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

static bs_err decide_on(struct bs_store *s, const struct bs_decision *d, const struct subject *at, bs_time when,
                        struct bs_arena *a, struct bs_event *out, struct bs_error *e)
{
    const struct subject on = *at;
    struct ruling was;
    bs_err err = ruling_read(s, on.scope, on.target, a, &was, e);
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

static bs_err decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e)
{
    struct subject on;
    bs_time when = 0;
    bs_err err = subject_find(s, d->scope, d->service, a, &on, e);
    if (err == BS_OK)
        err = event_time(s, &when, e);
    return err == BS_OK ? decide_on(s, d, &on, when, a, out, e) : err;
}

bs_err bs_store_decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                       struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, decide(s, d, a, out, e), e) : err;
}

/* -- many at once ------------------------------------------------------------------------ */

/* The n-th of several that are told as one. */
static void event_sum(struct bs_event *sum, const struct bs_event *one, int64_t n)
{
    if (n == 0) {
        *sum = *one;
        return;
    }
    sum->services += one->services;
    sum->changed += one->changed;
    sum->target = BS_STR("");
}

/* Another of them spoke for this banner or shape already. */
static bs_err decided_now(struct bs_store *s, const struct subject *on, bs_time when, int64_t *same, struct bs_error *e)
{
    sqlite3_stmt *st;
    /* "+": all of them share the time, the subject tells them apart. */
    bs_err err = sql_cached(s, "SELECT count(*) FROM event WHERE own AND scope = ?1 AND subject = ?2 AND +time = ?3",
                            &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(st, 1, (int)on->scope);
    sqlite3_bind_int64(st, 2, on->target);
    sqlite3_bind_int64(st, 3, when);
    return sql_number(s, st, 0, same, e);
}

static bs_err decide_one(struct bs_store *s, const struct bs_decision *d, int64_t service, bs_time when,
                         struct bs_arena *a, struct bs_decided *out, struct bs_error *e)
{
    struct bs_event one = {0};
    struct subject on = {0};
    int64_t same = 0;
    bs_err err = subject_find(s, d->scope, service, a, &on, e);
    if (err == BS_E_USAGE) { /* no response, nothing to judge */
        out->silent++;
        return BS_OK;
    }
    if (err == BS_OK)
        err = decided_now(s, &on, when, &same, e);
    if (err != BS_OK || same)
        return err;
    err = decide_on(s, d, &on, when, a, &one, e);
    if (err == BS_OK)
        event_sum(&out->event, &one, out->targets++);
    return err == BS_E_NOTFOUND && d->verdict == BS_VERDICT_NONE ? BS_OK : err; /* nothing to clear on this one */
}

static bs_err decide_many(struct bs_store *s, const struct bs_decision *d, const int64_t *service, size_t n,
                          struct bs_arena *a, struct bs_decided *out, struct bs_error *e)
{
    bs_time when;
    bs_err err = event_time(s, &when, e);
    for (size_t i = 0; i < n && err == BS_OK; i++)
        err = decide_one(s, d, service[i], when, a, out, e);
    if (err == BS_OK && out->targets == 0)
        return bs_error_set(e, BS_E_USAGE, out->silent ? "no response, nothing to judge" : "nothing to clear");
    return err;
}

bs_err bs_store_decide_many(struct bs_store *s, const struct bs_decision *d, const int64_t *service, size_t n,
                            struct bs_arena *a, struct bs_decided *out, struct bs_error *e)
{
    memset(out, 0, sizeof *out);
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    if (n > BS_DECIDE_MAX)
        return bs_error_set(e, BS_E_LIMIT, "at most %d at once", BS_DECIDE_MAX);
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, decide_many(s, d, service, n, a, out, e), e) : err;
}

/* -- undo and redo ----------------------------------------------------------------------- */

/* Undo: this analyst's newest verdict of this file that is not taken back.  Redo: the one taken back
 * last, as long as the analyst gave no newer one since (a new decision ends what could be brought
 * back). */
#define UNDO_FROM " FROM event v WHERE v.own AND v.kind = 'verdict' AND v.analyst = ?1 AND NOT " SQL_UNDONE
#define REDO_FROM                                                                              \
    " FROM event w WHERE w.own AND w.kind = 'undo' AND w.analyst = ?1 AND w.id = (SELECT max(id) FROM"   \
    " event x WHERE x.about = w.about AND x.about > 0 AND x.kind IN ('undo', 'redo'))"
/* The next one, with its time; and all that share this time: they were decided, or undone, together. */
static const char *const next_sql[] = {
    "SELECT v.id, v.time" UNDO_FROM " ORDER BY v.number DESC LIMIT 1",
    "SELECT w.about, w.time" REDO_FROM " AND w.number > ifnull((SELECT n.number FROM event n WHERE n.own AND"
    " n.kind = 'verdict' AND n.analyst = ?1 ORDER BY n.number DESC LIMIT 1), 0) ORDER BY w.number DESC LIMIT 1",
};
static const char *const together_sql[] = {
    "SELECT v.id" UNDO_FROM " AND v.time = ?2 ORDER BY v.number DESC",
    "SELECT w.about" REDO_FROM " AND w.time = ?2 ORDER BY w.number DESC",
};

static void bind_analyst(sqlite3_stmt *st, bs_str analyst)
{
    sqlite3_bind_text64(st, 1, analyst.n ? analyst.p : "", analyst.n, SQLITE_STATIC, SQLITE_UTF8);
}

/* 0 = there is none. */
static bs_err next_time(struct bs_store *s, bs_str analyst, bool redo, bs_time *when, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, next_sql[redo], &st, e);
    *when = 0;
    if (err != BS_OK)
        return err;
    bind_analyst(st, analyst);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        *when = sqlite3_column_int64(st, 1);
    sql_reset(st);
    return err;
}

/* The ids, before anything is written that would change which they are. */
static bs_err decided_together(struct bs_store *s, bs_str analyst, bool redo, bs_time when, struct bs_buf *ids,
                               struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, together_sql[redo], &st, e);
    if (err != BS_OK)
        return err;
    bind_analyst(st, analyst);
    sqlite3_bind_int64(st, 2, when);
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        int64_t id = sqlite3_column_int64(st, 0);
        bs_buf_put(ids, (bs_str){(const char *)&id, sizeof id});
    }
    sql_reset(st);
    return err;
}

static bs_err take_back(struct bs_store *s, int64_t id, bs_str analyst, bool redo, bs_time now_is,
                        struct bs_arena *a, struct bs_event *out, struct bs_error *e)
{
    struct event_row r = {0};
    struct ruling now, then;
    bs_err err = event_read(s, id, a, &r, e);
    if (err == BS_OK)
        err = ruling_read(s, r.ev.scope, r.subject, a, &now, e);
    if (err == BS_OK)
        err = ruling_derive(s, r.ev.scope, r.subject, redo ? 0 : id, redo ? id : 0, a, &then, e);
    if (err == BS_OK)
        err = count_changed(s, &r, now.verdict, then.verdict, e);
    if (err != BS_OK)
        return err;
    r.ev.when = now_is;
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

/* What was decided together is taken back together. */
static bs_err take_back_all(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a, struct bs_event *out,
                            struct bs_error *e)
{
    struct bs_event one;
    struct bs_buf ids;
    bs_time when, now_is;
    bs_err err = next_time(s, analyst, redo, &when, e);
    if (err == BS_OK && !when)
        return bs_error_set(e, BS_E_NOTFOUND, redo ? "nothing to redo" : "nothing to undo");
    bs_buf_init(&ids, (BS_DECIDE_MAX + 1) * sizeof(int64_t));
    if (err == BS_OK)
        err = event_time(s, &now_is, e);
    if (err == BS_OK)
        err = decided_together(s, analyst, redo, when, &ids, e);
    for (size_t i = 0; err == BS_OK && i < ids.len / sizeof(int64_t); i++) {
        int64_t id;
        memcpy(&id, ids.p + i * sizeof id, sizeof id);
        if ((err = take_back(s, id, analyst, redo, now_is, a, &one, e)) == BS_OK)
            event_sum(out, &one, (int64_t)i);
    }
    bs_buf_fini(&ids);
    return err;
}

bs_err bs_store_undo(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, take_back_all(s, analyst, redo, a, out, e), e) : err;
}
