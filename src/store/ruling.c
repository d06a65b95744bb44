/* What the events of a target add up to: one row of `ruling`, which can be made again from them. */
#include "store_priv.h"

bs_err ruling_read(struct bs_store *s, enum bs_scope scope, int64_t target, struct bs_arena *a,
                   struct ruling *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *out = (struct ruling){.scope = scope, .target = target};
    bs_err err = sql_cached(s, "SELECT verdict, label, note, event, banner, state FROM ruling WHERE"
                               " scope = ?1 AND target = ?2", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(st, 1, (int)scope);
    sqlite3_bind_int64(st, 2, target);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        out->verdict = (enum bs_verdict)sql_choice(st, 0, BS_UNKNOWN + 1);
        out->label = sql_text(st, 1, a);
        out->note = sql_text(st, 2, a);
        out->event = sqlite3_column_int64(st, 3);
        out->banner = sqlite3_column_int64(st, 4);
        out->state = (enum bs_sample_state)sql_choice(st, 5, BS_SAMPLE_REOPENED + 1);
    }
    sql_reset(st);
    return err;
}

static bs_err write_ruling(struct bs_store *s, const struct ruling *r, struct bs_error *e)
{
    sqlite3_stmt *st;
    const bool gone = r->verdict == BS_VERDICT_NONE;
    bs_err err = gone ? sql_cached(s, "DELETE FROM ruling WHERE scope = ?1 AND target = ?2", &st, e)
                      : sql_cached(s, "INSERT INTO ruling VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON"
                                      " CONFLICT(scope, target) DO UPDATE SET verdict = ?3, label = ?4,"
                                      " note = ?5, event = ?6, banner = ?7, state = ?8", &st, e);
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
        sqlite3_bind_int(st, 8, (int)r->state);
    }
    return sql_run(s, st, e);
}

bs_err ruling_derive(struct bs_store *s, enum bs_scope scope, int64_t target, int64_t without,
                     int64_t with, struct bs_arena *a, struct ruling *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *out = (struct ruling){.scope = scope, .target = target};
    bs_err err = sql_cached(s, "SELECT v.verdict, v.label, v.note, v.id, v.banner FROM event v WHERE"
                               " v.scope = ?1 AND v.subject = ?2 AND v.kind = 'verdict' AND v.id <> ?3"
                               " AND (v.id = ?4 OR NOT " SQL_UNDONE ") ORDER BY v.time DESC, v.hash DESC"
                               " LIMIT 1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(st, 1, (int)scope);
    sqlite3_bind_int64(st, 2, target);
    sqlite3_bind_int64(st, 3, without);
    sqlite3_bind_int64(st, 4, with);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row && sqlite3_column_int(st, 0)) {
        out->verdict = (enum bs_verdict)sql_choice(st, 0, BS_UNKNOWN + 1);
        out->label = sql_text(st, 1, a);
        out->note = sql_text(st, 2, a);
        out->event = sqlite3_column_int64(st, 3);
        out->banner = sqlite3_column_int64(st, 4);
    }
    sql_reset(st);
    return err;
}

bs_err ruling_settle(struct bs_store *s, enum bs_scope scope, int64_t target, struct bs_arena *a,
                     struct bs_error *e)
{
    struct ruling r;
    bs_err err = ruling_derive(s, scope, target, 0, 0, a, &r, e);
    if (err == BS_OK && r.verdict != BS_VERDICT_NONE)
        err = sample_state(s, &r, &r.state, e);
    return err == BS_OK ? write_ruling(s, &r, e) : err;
}

/* -- all of them ------------------------------------------------------------------------- */

bs_err service_named(struct bs_store *s, bs_str name, int64_t *id, struct bs_error *e)
{
    struct bs_target t;
    bs_err err = bs_target_parse(name, &t, NULL) == BS_OK ? bs_store_find(s, &t, id, e) : BS_E_NOTFOUND;
    if (err == BS_OK)
        return BS_OK;
    *id = 0;
    return err == BS_E_NOTFOUND ? BS_OK : err;
}

/* Events on services that came later find their service. */
static bs_err settle_homeless(struct bs_store *s, struct bs_error *e)
{
    sqlite3_stmt *st = NULL, *up = NULL;
    bool row;
    bs_err err = sql_prepare(s, BS_STR("SELECT DISTINCT target FROM event WHERE scope = 0 AND subject = 0"
                                       " AND kind NOT IN ('merge', 'blind', 'rule')"),
                             &st, e);
    while (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        int64_t id;
        bs_str name = {(const char *)sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0)};
        if ((err = service_named(s, name, &id, e)) != BS_OK || !id)
            continue;
        err = sql_cached(s, "UPDATE event SET subject = ?2 WHERE subject = 0 AND scope = 0 AND target ="
                            " ?1", &up, e);
        if (err == BS_OK) {
            sql_bind_text(up, 1, name);
            sqlite3_bind_int64(up, 2, id);
            err = sql_run(s, up, e);
        }
    }
    sqlite3_finalize(st);
    return err;
}

static const char marks_sql[] =
    "DELETE FROM mark;"
    "INSERT INTO mark SELECT scope, subject, kind, id FROM (SELECT scope, subject, kind, id,"
    " row_number() OVER (PARTITION BY scope, subject ORDER BY time DESC, hash DESC) AS k FROM event"
    " WHERE kind IN ('skip', 'unsure', 'resume') AND subject <> 0) WHERE k = 1 AND kind <> 'resume';";

bs_err rulings_settle_all(struct bs_store *s, struct bs_error *e)
{
    sqlite3_stmt *st = NULL;
    struct bs_arena a;
    bool row;
    bs_err err = settle_homeless(s, e);
    bs_arena_init(&a, 4 << 20);
    if (err == BS_OK)
        err = sql_exec(s, marks_sql, e);
    if (err == BS_OK)
        err = sql_prepare(s, BS_STR("SELECT DISTINCT scope, subject FROM event WHERE kind = 'verdict' AND"
                                    " subject <> 0"), &st, e);
    while (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        bs_arena_reset(&a);
        err = ruling_settle(s, (enum bs_scope)sql_choice(st, 0, BS_SCOPE_SHAPE + 1), sqlite3_column_int64(st, 1), &a,
                            e);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}

bs_err rulings_find_homes(struct bs_store *s, struct bs_error *e)
{
    sqlite3_stmt *st;
    int64_t waiting = 0;
    bs_err err = sql_cached(s, "SELECT EXISTS(SELECT 1 FROM event WHERE scope = 0 AND subject = 0 AND kind NOT"
                               " IN ('merge', 'blind', 'rule'))", &st, e);
    if (err == BS_OK)
        err = sql_number(s, st, 0, &waiting, e);
    if (err != BS_OK || !waiting)
        return err;
    err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, rulings_settle_all(s, e), e) : err;
}
