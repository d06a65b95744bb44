/* How many services a verdict on several would speak for. */
#include "store_priv.h"

/* What a target is, and the services behind it; ?1 is a JSON array of service ids. */
#define CHOSEN "(SELECT value FROM json_each(?1))"
#define REACH(key, services)                                                                       \
    "WITH t AS (SELECT DISTINCT " key " AS k FROM service c JOIN answer ca ON ca.id = c.answer"    \
    " WHERE ca.response AND c.id IN " CHOSEN ") SELECT (SELECT count(*) FROM t), count(*), sum("    \
    SQL_DECIDED "), (SELECT count(*) FROM service c JOIN answer ca ON ca.id = c.answer WHERE NOT"   \
    " ca.response AND c.id IN " CHOSEN ")" SQL_FROM " WHERE " services " IN (SELECT k FROM t)"
static const char *const reach_sql[] = {
    [BS_SCOPE_SERVICE] = REACH("c.id", "s.id"),
    [BS_SCOPE_BANNER] = REACH("ca.banner", "a.banner"),
    [BS_SCOPE_SHAPE] = REACH("ca.shape", "a.shape"),
};

bs_err bs_store_reach(struct bs_store *s, enum bs_scope scope, const int64_t *service, size_t n,
                      struct bs_reach *out, struct bs_error *e)
{
    struct bs_buf ids;
    sqlite3_stmt *st;
    bool row;
    memset(out, 0, sizeof *out);
    bs_buf_init(&ids, 32 << 20);
    bs_buf_putc(&ids, '[');
    for (size_t i = 0; i < n; i++)
        bs_buf_printf(&ids, "%s%lld", i ? "," : "", (long long)service[i]);
    bs_buf_putc(&ids, ']');
    bs_err err = sql_cached(s, reach_sql[scope], &st, e);
    if (err == BS_OK) {
        sql_bind_text(st, 1, bs_buf_str(&ids));
        if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
            *out = (struct bs_reach){sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                                     sqlite3_column_int64(st, 2), sqlite3_column_int64(st, 3)};
        sql_reset(st);
    }
    bs_buf_fini(&ids);
    return err;
}
