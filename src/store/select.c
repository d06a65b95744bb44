/* Which services, in which order: an array of ids. */
#include "store_priv.h"

#include <stdlib.h>

/* What comes first: work to do by pay-off (identical banners side by side), then what was found. */
#define SQL_ATTENTION                                                                          \
    "CASE WHEN NOT a.response THEN 5 WHEN " SQL_OPEN " THEN " SQL_VERDICT " <> 3"              \
    " WHEN " SQL_VERDICT " = 1 THEN 2 WHEN " SQL_VERDICT " = 3 THEN 3 ELSE 4 END"

static const struct {
    const char *ascending, *descending;
} orders[BS_SORT_COUNT_] = {
    [BS_SORT_ATTENTION] = {SQL_ATTENTION ", b.n DESC, b.key", SQL_ATTENTION " DESC, b.n, b.key"},
    /* Sorted, not walked: in the order of the index each row of a large file is a page read from elsewhere. */
    [BS_SORT_IP] = {"+s.ip", "+s.ip DESC"},
    [BS_SORT_PORT] = {"s.port", "s.port DESC"},
    [BS_SORT_ORG] = {"o.org IS NULL, o.org COLLATE NOCASE", "o.org COLLATE NOCASE DESC"},
    [BS_SORT_SERVICE] = {"a.service IS NULL, a.service", "a.service DESC"},
    [BS_SORT_VERDICT] = {SQL_VERDICT " = 0, " SQL_VERDICT, SQL_VERDICT " DESC"},
    [BS_SORT_COUNT] = {"b.n, b.key", "b.n DESC, b.key"},
    [BS_SORT_SEEN] = {"s.seen", "s.seen DESC"},
    [BS_SORT_LABEL] = {SQL_LABEL " IS NULL, " SQL_LABEL " COLLATE NOCASE",
                       SQL_LABEL " COLLATE NOCASE DESC"},
    [BS_SORT_COUNTRY] = {"o.country IS NULL, o.country", "o.country DESC"},
};

static bs_err collect(struct bs_store *s, sqlite3_stmt *st, int64_t **ids, size_t *n,
                      struct bs_error *e)
{
    size_t cap = 0;
    bool row;
    bs_err err;
    *ids = NULL;
    *n = 0;
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        if (*n == cap) {
            cap = cap ? cap * 2 : 4096;
            *ids = bs_realloc(*ids, cap * sizeof **ids);
        }
        (*ids)[(*n)++] = sqlite3_column_int64(st, 0);
    }
    if (err != BS_OK) {
        free(*ids);
        *ids = NULL;
        *n = 0;
    }
    return err;
}

bs_err bs_store_select(struct bs_store *s, const struct bs_query *q, enum bs_sort sort,
                       bool descending, int64_t **ids, size_t *n, struct bs_error *e)
{
    struct filter_sql f;
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    *ids = NULL;
    *n = 0;
    bs_err err = filter_build(q, &f, e);
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 2 << 20);
    bs_buf_put(&sql, BS_STR("SELECT s.id" SQL_FROM));
    bs_buf_put(&sql, bs_buf_str(&f.sql));
    bs_buf_printf(&sql, " ORDER BY %s, s.ip, s.port, s.transport, s.vhost",
                  descending ? orders[sort].descending : orders[sort].ascending);
    err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    if (err == BS_OK) {
        filter_bind(&f, st);
        err = collect(s, st, ids, n, e);
    }
    sqlite3_finalize(st);
    bs_buf_fini(&sql);
    filter_fini(&f);
    return err;
}

bs_err bs_store_find(struct bs_store *s, const struct bs_target *t, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "SELECT id FROM service WHERE ip = ?1 AND port = ?2 AND transport = ?3"
                               " AND vhost = ?4", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_ip(st, 1, &t->ip);
    sqlite3_bind_int(st, 2, t->port);
    sqlite3_bind_int(st, 3, (int)t->transport);
    sqlite3_bind_text64(st, 4, t->vhost.n ? t->vhost.p : "", t->vhost.n, SQLITE_STATIC, SQLITE_UTF8);
    if ((err = sql_number(s, st, 0, id, e)) != BS_OK || *id)
        return err;
    struct bs_buf text;
    bs_buf_init(&text, 400);
    bs_target_format(t, &text);
    bs_buf_putc(&text, '\0');
    err = bs_error_set(e, BS_E_NOTFOUND, "%s is not in the database",
                       text.p ? (const char *)text.p : "");
    bs_buf_fini(&text);
    return err;
}
