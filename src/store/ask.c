/* What was asked of Shodan and what it said; queries with a name. */
#include "store_priv.h"

#include "bannerscope/gate.h"

#define ASK_COLUMNS "time, kind, query, hits, orgs, cost, result"

/* TEXT NOT NULL: an empty slice is "", not NULL. */
static void bind_words(sqlite3_stmt *st, int at, bs_str s)
{
    sqlite3_bind_text64(st, at, s.n ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

bs_err bs_store_ask_add(struct bs_store *s, const struct bs_ask *ask, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "INSERT INTO ask(" ASK_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                            &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, ask->when);
    bind_words(st, 2, ask->kind);
    bind_words(st, 3, ask->query);
    sqlite3_bind_int64(st, 4, ask->hits);
    sqlite3_bind_int64(st, 5, ask->orgs);
    sqlite3_bind_int64(st, 6, ask->cost);
    bind_words(st, 7, ask->result);
    return sql_run(s, st, e);
}

static void read_ask(sqlite3_stmt *st, struct bs_arena *a, struct bs_ask *out)
{
    *out = (struct bs_ask){.when = sqlite3_column_int64(st, 0),
                           .kind = sql_text(st, 1, a),
                           .query = sql_text(st, 2, a),
                           .hits = sqlite3_column_int64(st, 3),
                           .orgs = sqlite3_column_int64(st, 4),
                           .cost = sqlite3_column_int64(st, 5),
                           .result = sql_text(st, 6, a)};
}

bs_err bs_store_ask_count(struct bs_store *s, bs_str query, struct bs_arena *a, struct bs_ask *out,
                          struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    memset(out, 0, sizeof *out);
    bs_err err = sql_cached(s, "SELECT " ASK_COLUMNS " FROM ask WHERE query = ?1 AND kind = 'count' AND"
                               " result = '' ORDER BY time DESC LIMIT 1", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, query);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        read_ask(st, a, out);
    sql_reset(st);
    return err;
}

static bs_err each_ask(struct bs_store *s, bs_str sql, int64_t limit, bs_ask_fn *fn, void *ctx,
                       struct bs_error *e)
{
    struct bs_arena a;
    sqlite3_stmt *st;
    bool row, go_on = true;
    bs_err err = sql_prepare(s, sql, &st, e);
    bs_arena_init(&a, 1 << 20);
    if (err == BS_OK && limit)
        sqlite3_bind_int64(st, 1, limit);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct bs_ask ask;
        bs_arena_reset(&a);
        read_ask(st, &a, &ask);
        go_on = fn(ctx, &ask);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}

bs_err bs_store_asks(struct bs_store *s, int64_t limit, bs_ask_fn *fn, void *ctx, struct bs_error *e)
{
    return each_ask(s, BS_STR("SELECT " ASK_COLUMNS " FROM ask ORDER BY time DESC, id DESC LIMIT ?1"),
                    limit > 0 ? limit : -1, fn, ctx, e);
}

bs_err bs_store_ask_counts(struct bs_store *s, bs_ask_fn *fn, void *ctx, struct bs_error *e)
{
    return each_ask(s, BS_STR("SELECT max(time), kind, query, hits, orgs, cost, result FROM ask WHERE"
                              " kind = 'count' AND result = '' GROUP BY query"), 0, fn, ctx, e);
}

/* -- names ------------------------------------------------------------------------------- */

static bs_err unknown_name(bs_str name, struct bs_error *e)
{
    char shown[80];
    return bs_error_set(e, BS_E_NOTFOUND, "no query is saved as \"%s\"",
                        bs_gate_z(bs_str_bytes(name), shown, sizeof shown));
}

bs_err bs_store_saved_set(struct bs_store *s, bs_str name, bs_str query, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = query.n ? sql_cached(s, "INSERT INTO saved VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET"
                                         " query = excluded.query, time = excluded.time", &st, e)
                         : sql_cached(s, "DELETE FROM saved WHERE name = ?1", &st, e);
    if (err != BS_OK)
        return err;
    bind_words(st, 1, name);
    if (query.n) {
        bind_words(st, 2, query);
        sqlite3_bind_int64(st, 3, bs_time_now());
    }
    err = sql_run(s, st, e);
    return err == BS_OK && !query.n && sqlite3_changes(s->db) == 0 ? unknown_name(name, e) : err;
}

bs_err bs_store_saved_get(struct bs_store *s, bs_str name, struct bs_arena *a, bs_str *query,
                          struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT query FROM saved WHERE name = ?1", &st, e);
    if (err != BS_OK)
        return err;
    bind_words(st, 1, name);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        *query = sql_text(st, 0, a);
    else if (err == BS_OK)
        err = unknown_name(name, e);
    sql_reset(st);
    return err;
}

bs_err bs_store_saved_list(struct bs_store *s, bs_saved_fn *fn, void *ctx, struct bs_error *e)
{
    struct bs_arena a;
    sqlite3_stmt *st;
    bool row, go_on = true;
    bs_err err = sql_prepare(s, BS_STR("SELECT name, query, time, ifnull((SELECT max(started) FROM run"
                                       " r WHERE r.query = saved.query), 0) FROM saved ORDER BY"
                                       " name"), &st, e);
    bs_arena_init(&a, 1 << 20);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        bs_arena_reset(&a);
        struct bs_saved saved = {sql_text(st, 0, &a), sql_text(st, 1, &a),
                                 sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3)};
        go_on = fn(ctx, &saved);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}
