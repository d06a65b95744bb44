/* What was bought: runs of a query and their pages. */
#include "store_priv.h"

bs_err bs_store_run_begin(struct bs_store *s, bs_str query, struct bs_run *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *out = (struct bs_run){.total = -1};
    bs_err err = sql_cached(s, "SELECT r.id, r.started, r.total, (SELECT count(*) FROM page WHERE run ="
                               " r.id AND done), (SELECT count(*) FROM page WHERE run = r.id) FROM run r"
                               " WHERE r.query = ?1 AND r.ended IS NULL ORDER BY r.id DESC LIMIT 1",
                            &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, query);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        *out = (struct bs_run){sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                               sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3),
                               sqlite3_column_int64(st, 4)};
    sql_reset(st);
    if (err != BS_OK || out->id)
        return err;
    out->started = bs_time_now();
    if ((err = sql_cached(s, "INSERT INTO run(query, started) VALUES(?1, ?2)", &st, e)) != BS_OK)
        return err;
    sql_bind_text(st, 1, query);
    sqlite3_bind_int64(st, 2, out->started);
    err = sql_run(s, st, e);
    out->id = sqlite3_last_insert_rowid(s->db);
    return err;
}

bs_err bs_store_page_keep(struct bs_store *s, int64_t run, int64_t page, bs_bytes deflated,
                          struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "INSERT OR IGNORE INTO page(run, page, body) VALUES(?1, ?2, ?3)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, page);
    sql_bind_blob(st, 3, deflated);
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

bs_err bs_store_page_done(struct bs_store *s, int64_t run, int64_t page, int64_t total,
                          struct bs_error *e)
{
    sqlite3_stmt *a, *b;
    bs_err err = sql_cached(s, "UPDATE page SET done = 1 WHERE run = ?1 AND page = ?2", &a, e);
    if (err == BS_OK)
        err = sql_cached(s, "UPDATE run SET total = ?2 WHERE id = ?1 AND ?2 >= 0", &b, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(a, 1, run);
    sqlite3_bind_int64(a, 2, page);
    sqlite3_bind_int64(b, 1, run);
    sqlite3_bind_int64(b, 2, total);
    err = sql_run(s, a, e);
    return err == BS_OK ? sql_run(s, b, e) : err;
}

bs_err bs_store_run_end(struct bs_store *s, int64_t run, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "UPDATE run SET ended = ?2 WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, bs_time_now());
    return sql_run(s, st, e);
}
