#include "store_priv.h"

bs_err bs_store_meta_get(struct bs_store *s, const char *key, struct bs_buf *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT value FROM meta WHERE key = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, bs_str_z(key));
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        const uint8_t *p = sqlite3_column_blob(st, 0);
        err = bs_buf_add(out, (bs_bytes){p ? p : (const uint8_t *)"",
                                         (size_t)sqlite3_column_bytes(st, 0)});
    } else if (err == BS_OK) {
        err = bs_error_set(e, BS_E_NOTFOUND, "%s: not set", key);
    }
    sql_reset(st);
    return err;
}

bs_err bs_store_meta_set(struct bs_store *s, const char *key, bs_str value, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value ="
                               " excluded.value", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, bs_str_z(key));
    sql_bind_blob(st, 2, bs_str_bytes(value));
    return sql_run(s, st, e);
}
