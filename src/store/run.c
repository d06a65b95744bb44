/* What was bought: runs of a query, their pages, what each run showed. */
#include "store_priv.h"

#include "bannerscope/gate.h"

#define RESUME_US ((int64_t)7 * 24 * 3600 * 1000000)
#define RUN_COLUMNS                                                                            \
    "r.id, r.started, ifnull(r.ended, 0), r.total, r.agreed, r.bought,"                        \
    " (SELECT count(*) FROM page WHERE run = r.id AND done),"                                  \
    " (SELECT count(*) FROM page WHERE run = r.id),"                                           \
    " (SELECT count(*) FROM page_failed WHERE run = r.id), r.query"

const char *const bs_change_names[] = {"new", "gone", "changed", NULL};

static void read_run(sqlite3_stmt *st, struct bs_run *out)
{
    *out = (struct bs_run){.id = sqlite3_column_int64(st, 0),
                           .started = sqlite3_column_int64(st, 1),
                           .ended = sqlite3_column_int64(st, 2),
                           .total = sqlite3_column_int64(st, 3),
                           .agreed = sqlite3_column_int64(st, 4),
                           .bought = sqlite3_column_int64(st, 5),
                           .pages_done = sqlite3_column_int64(st, 6),
                           .pages_kept = sqlite3_column_int64(st, 7),
                           .pages_failed = sqlite3_column_int64(st, 8)};
}

bs_err bs_store_run_find(struct bs_store *s, bs_str query, struct bs_run *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *out = (struct bs_run){.total = -1};
    bs_err err = sql_cached(s, "SELECT " RUN_COLUMNS " FROM run r WHERE r.query = ?1 AND r.ended IS"
                               " NULL AND r.started > ?2 ORDER BY r.id DESC LIMIT 1", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, query);
    sqlite3_bind_int64(st, 2, bs_time_now() - RESUME_US);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        read_run(st, out);
    sql_reset(st);
    return err;
}

static bs_err set_agreed(struct bs_store *s, struct bs_run *run, int64_t agreed, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE run SET agreed = ?2 WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run->id);
    sqlite3_bind_int64(st, 2, agreed);
    run->agreed = agreed;
    return sql_run(s, st, e);
}

/* A run that is too old to go on with is given up when its query is asked again; without a total it is none
 * that a later one is compared with. */
static bs_err give_up_old(struct bs_store *s, bs_str query, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE run SET ended = ?2, total = -1 WHERE query = ?1 AND ended IS NULL",
                            &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, query);
    sqlite3_bind_int64(st, 2, bs_time_now());
    return sql_run(s, st, e);
}

bs_err bs_store_run_begin(struct bs_store *s, bs_str query, int64_t agreed, struct bs_run *out,
                          struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = bs_store_run_find(s, query, out, e);
    if (err != BS_OK)
        return err;
    if (out->id)
        return out->agreed == agreed ? BS_OK : set_agreed(s, out, agreed, e);
    if ((err = give_up_old(s, query, e)) != BS_OK)
        return err;
    out->started = bs_time_now();
    out->agreed = agreed;
    if ((err = sql_cached(s, "INSERT INTO run(query, started, agreed) VALUES(?1, ?2, ?3)", &st,
                          e)) != BS_OK)
        return err;
    sql_bind_text(st, 1, query);
    sqlite3_bind_int64(st, 2, out->started);
    sqlite3_bind_int64(st, 3, agreed);
    err = sql_run(s, st, e);
    out->id = sqlite3_last_insert_rowid(s->db);
    return err;
}

bs_err bs_store_runs_open(struct bs_store *s, bs_run_fn *fn, void *ctx, struct bs_error *e)
{
    struct bs_arena a;
    sqlite3_stmt *st;
    bool row, go_on = true;
    bs_err err = sql_prepare(s, BS_STR("SELECT " RUN_COLUMNS " FROM run r WHERE r.ended IS NULL ORDER"
                                       " BY r.id"), &st, e);
    bs_arena_init(&a, 1 << 20);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct bs_run run;
        bs_arena_reset(&a);
        read_run(st, &run);
        run.query = sql_text(st, 9, &a);
        go_on = fn(ctx, &run);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}

/* One statement about one run, for what needs no other parameter. */
static bs_err about_run(struct bs_store *s, sqlite3_stmt *st, int64_t run, struct bs_error *e)
{
    sqlite3_bind_int64(st, 1, run);
    return sql_run(s, st, e);
}

bs_err bs_store_run_bought(struct bs_store *s, int64_t run, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE run SET bought = bought + 1 WHERE id = ?1", &st, e);
    return err == BS_OK ? about_run(s, st, run, e) : err;
}

bs_err bs_store_run_kept(struct bs_store *s, int64_t run, int64_t last, int64_t *kept, bool *first,
                         struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *kept = 0;
    *first = false;
    bs_err err = sql_cached(s, "SELECT count(*), ifnull(min(page), 0) FROM page WHERE run = ?1 AND"
                               " (?2 = 0 OR page <= ?2)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, last);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        *kept = sqlite3_column_int64(st, 0);
        *first = sqlite3_column_int64(st, 1) == 1;
    }
    sql_reset(st);
    return err;
}

/* -- pages ------------------------------------------------------------------------------- */

bs_err bs_store_page_keep(struct bs_store *s, int64_t run, int64_t page, bs_bytes deflated,
                          struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "INSERT OR IGNORE INTO page(run, page, body, time) VALUES(?1, ?2, ?3,"
                               " ?4)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, page);
    sql_bind_blob(st, 3, deflated);
    sqlite3_bind_int64(st, 4, bs_time_now());
    return sql_run(s, st, e);
}

bs_err bs_store_page_get(struct bs_store *s, int64_t run, int64_t page, struct bs_buf *out,
                         bool *kept, bool *done, struct bs_error *e)
{
    sqlite3_stmt *st;
    *kept = *done = false;
    bs_err err = sql_cached(s, "SELECT done, body FROM page WHERE run = ?1 AND page = ?2", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, page);
    if ((err = sql_step(s, st, kept, e)) == BS_OK && *kept) {
        const uint8_t *p = sqlite3_column_blob(st, 1);
        *done = sqlite3_column_int(st, 0);
        if (!*done)
            err = bs_buf_add(out, (bs_bytes){p ? p : (const uint8_t *)"",
                                             (size_t)sqlite3_column_bytes(st, 1)});
    }
    sql_reset(st);
    return err;
}

static bs_err mark_done(struct bs_store *s, int64_t run, int64_t page, int64_t hits,
                        struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE page SET done = 1, hits = ?3 WHERE run = ?1 AND page = ?2",
                            &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, page);
    sqlite3_bind_int64(st, 3, hits);
    return sql_run(s, st, e);
}

static bs_err forget_failed(struct bs_store *s, int64_t run, int64_t page, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "DELETE FROM page_failed WHERE run = ?1 AND page = ?2", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, page);
    return sql_run(s, st, e);
}

bs_err bs_store_page_done(struct bs_store *s, int64_t run, int64_t page, int64_t total,
                          int64_t hits, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_begin(s, e);
    if (err != BS_OK)
        return err;
    if ((err = mark_done(s, run, page, hits, e)) == BS_OK)
        err = forget_failed(s, run, page, e);
    if (err == BS_OK && total >= 0 &&
        (err = sql_cached(s, "UPDATE run SET total = ?2 WHERE id = ?1", &st, e)) == BS_OK) {
        sqlite3_bind_int64(st, 2, total);
        err = about_run(s, st, run, e);
    }
    if (err == BS_OK)
        return sql_commit(s, e);
    sql_rollback(s);
    return err;
}

static bs_err note_failed(struct bs_store *s, int64_t run, int64_t page, bs_str why,
                          struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "INSERT INTO page_failed VALUES(?1, ?2, 1, ?3, ?4) ON CONFLICT DO"
                               " UPDATE SET tries = tries + 1, time = excluded.time,"
                               " why = excluded.why", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, page);
    sqlite3_bind_int64(st, 3, bs_time_now());
    sqlite3_bind_text64(st, 4, why.n ? why.p : "", why.n, SQLITE_STATIC, SQLITE_UTF8);
    return sql_run(s, st, e);
}

bs_err bs_store_page_failed(struct bs_store *s, int64_t run, int64_t page, bs_str why,
                            struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_begin(s, e);
    if (err != BS_OK)
        return err;
    err = note_failed(s, run, page, why, e);
    if (err == BS_OK &&
        (err = sql_cached(s, "DELETE FROM page WHERE run = ?1 AND page = ?2", &st, e)) == BS_OK) {
        sqlite3_bind_int64(st, 2, page);
        err = about_run(s, st, run, e);
    }
    if (err == BS_OK)
        return sql_commit(s, e);
    sql_rollback(s);
    return err;
}

bs_err bs_store_pages_missing(struct bs_store *s, bs_missing_fn *fn, void *ctx,
                              struct bs_error *e)
{
    struct bs_arena a;
    sqlite3_stmt *st;
    bool row, go_on = true;
    bs_err err = sql_prepare(s, BS_STR("SELECT f.run, f.page, f.tries, f.time, r.query, f.why FROM"
                                       " page_failed f JOIN run r ON r.id = f.run WHERE r.ended IS"
                                       " NULL ORDER BY f.run, f.page"), &st, e);
    bs_arena_init(&a, 1 << 20);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        bs_arena_reset(&a);
        struct bs_missing m = {.run = sqlite3_column_int64(st, 0),
                               .page = sqlite3_column_int64(st, 1),
                               .tries = sqlite3_column_int64(st, 2),
                               .when = sqlite3_column_int64(st, 3),
                               .query = sql_text(st, 4, &a),
                               .why = sql_text(st, 5, &a)};
        go_on = fn(ctx, &m);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}

bs_err bs_store_run_end(struct bs_store *s, int64_t run, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE run SET ended = ?2 WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 2, bs_time_now());
    return about_run(s, st, run, e);
}

bs_err bs_store_runs_drop(struct bs_store *s, int64_t *n, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE run SET ended = ?1, total = -1 WHERE ended IS NULL", &st, e);
    if (err != BS_OK)
        return err;
    err = about_run(s, st, bs_time_now(), e);
    *n = sqlite3_changes(s->db);
    return err;
}

/* -- what changed ------------------------------------------------------------------------ */

struct two_runs {
    int64_t before, after; /* ids; 0 = none */
};

static bs_err newest_two(struct bs_store *s, bs_str query, struct two_runs *two,
                         struct bs_changes *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *two = (struct two_runs){0, 0};
    bs_err err = sql_cached(s, "SELECT id, started, agreed > 0 AND agreed < (total + 99) / 100 FROM run"
                               " WHERE query = ?1 AND ended IS NOT NULL AND total >= 0 ORDER BY id"
                               " DESC LIMIT 2", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, query);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        two->after = sqlite3_column_int64(st, 0);
        out->after = sqlite3_column_int64(st, 1);
        out->partial = sqlite3_column_int(st, 2);
        if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
            two->before = sqlite3_column_int64(st, 0);
            out->before = sqlite3_column_int64(st, 1);
            out->partial |= sqlite3_column_int(st, 2) != 0;
        }
    }
    sql_reset(st);
    return err;
}

static const char changes_sql[] =
    "SELECT 0 AS what, n.service AS service FROM run_service n WHERE n.run = ?2 AND NOT EXISTS"
    " (SELECT 1 FROM run_service o WHERE o.run = ?1 AND o.service = n.service) UNION ALL"
    " SELECT 1, o.service FROM run_service o WHERE o.run = ?1 AND NOT EXISTS"
    " (SELECT 1 FROM run_service n WHERE n.run = ?2 AND n.service = o.service) UNION ALL"
    " SELECT 2, n.service FROM run_service n JOIN run_service o ON o.run = ?1 AND o.service ="
    " n.service WHERE n.run = ?2 AND n.answer <> o.answer ORDER BY 1, 2";

bs_err bs_store_changes(struct bs_store *s, bs_str query, bs_change_fn *fn, void *ctx,
                        struct bs_changes *out, struct bs_error *e)
{
    struct two_runs two;
    sqlite3_stmt *st;
    bool row, go_on = true;
    char shown[120];
    memset(out, 0, sizeof *out);
    bs_err err = newest_two(s, query, &two, out, e);
    if (err == BS_OK && !two.after)
        err = bs_error_set(e, BS_E_NOTFOUND, "never collected to its end: %s",
                           bs_gate_z(bs_str_bytes(query), shown, sizeof shown));
    if (err != BS_OK || !two.before)
        return err;
    if ((err = sql_cached(s, changes_sql, &st, e)) != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, two.before);
    sqlite3_bind_int64(st, 2, two.after);
    while (go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        enum bs_change what = (enum bs_change)sqlite3_column_int(st, 0);
        out->n[what]++;
        if (fn)
            go_on = fn(ctx, what, sqlite3_column_int64(st, 1));
    }
    sql_reset(st);
    return err;
}
