/* Distinct banners of what a query selects. */
#include "store_priv.h"

static const char select_part[] =
    "SELECT b.key, a.shape, count(*) AS services, " SQL_VERDICT ", " SQL_DECIDED ", a.service,"
    " a.product, " SQL_LABEL ", substr(coalesce(b.wire, b.raw, b.data), 1, 256),"
    " length(coalesce(b.wire, b.raw, b.data)), min(s.seen), max(s.seen)" SQL_FROM;

static void read_entry(sqlite3_stmt *st, struct bs_arena *a, struct bs_entry *en)
{
    *en = (struct bs_entry){
        .banner = (bs_id)sqlite3_column_int64(st, 0),
        .shape = (bs_id)sqlite3_column_int64(st, 1),
        .count = sqlite3_column_int64(st, 2),
        .verdict = (enum bs_verdict)sqlite3_column_int(st, 3),
        .by = sqlite3_column_int(st, 4) ? BS_STR("analyst") : BS_STR("rule"),
        .service = sql_text(st, 5, a),
        .product = sql_text(st, 6, a),
        .label = sql_text(st, 7, a),
        .preview = sql_blob(st, 8, a),
        .length = sqlite3_column_int64(st, 9),
        .first = sqlite3_column_int64(st, 10),
        .last = sqlite3_column_int64(st, 11),
    };
}

bs_err bs_store_dictionary(struct bs_store *s, const struct bs_query *q, bs_entry_fn *fn, void *ctx,
                           struct bs_error *e)
{
    struct filter_sql f;
    struct bs_buf sql;
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    bool row, go_on = true;
    bs_err err = filter_build(q, &f, e);
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 2 << 20);
    bs_arena_init(&a, 1 << 20);
    bs_buf_put(&sql, bs_str_z(select_part));
    bs_buf_put(&sql, bs_buf_str(&f.sql));
    bs_buf_put(&sql, f.sql.len ? BS_STR(" AND") : BS_STR(" WHERE"));
    bs_buf_put(&sql, BS_STR(" b.id IS NOT NULL GROUP BY b.id ORDER BY services DESC, b.key"));
    err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    if (err == BS_OK)
        filter_bind(&f, st);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct bs_entry en;
        bs_arena_reset(&a);
        read_entry(st, &a, &en);
        go_on = fn(ctx, &en);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    bs_buf_fini(&sql);
    filter_fini(&f);
    return err;
}
