/* Distinct banners of what a query selects. */
#include "store_priv.h"

/* One banner may stand in several answers (other traits, other transport) with different findings:
 * the entry shows the weightiest (medical before non-medical before unknown).  A verdict on a
 * single service is that service's alone and is left out. */
#define SQL_PICK "min(a.verdict << 40 | a.id) & ((1 << 40) - 1)"
static const char select_before[] =
    "SELECT b.key, ra.shape, g.services, coalesce(r1.verdict, r2.verdict, ra.verdict),"
    " coalesce(r1.event, r2.event) IS NOT NULL, ra.service, ra.product, coalesce(CASE WHEN r1.event"
    " IS NOT NULL THEN r1.label WHEN r2.event IS NOT NULL THEN r2.label END, ra.label),"
    " substr(coalesce(b.wire, b.raw, b.data), 1, 256), length(coalesce(b.wire, b.raw, b.data)), g.lo,"
    " g.hi FROM (SELECT b.id AS banner, count(*) AS services, " SQL_PICK " AS answer, min(s.seen) AS"
    " lo, max(s.seen) AS hi" SQL_FROM;
static const char select_behind[] =
    " b.id IS NOT NULL GROUP BY b.id) g JOIN banner b ON b.id = g.banner JOIN answer ra ON ra.id ="
    " g.answer LEFT JOIN ruling r1 ON r1.scope = 1 AND r1.target = b.key LEFT JOIN ruling r2 ON"
    " r2.scope = 2 AND r2.target = ra.shape ORDER BY g.services DESC, b.key";

static void read_entry(sqlite3_stmt *st, struct bs_arena *a, struct bs_entry *en)
{
    *en = (struct bs_entry){
        .banner = (bs_id)sqlite3_column_int64(st, 0),
        .shape = (bs_id)sqlite3_column_int64(st, 1),
        .count = sqlite3_column_int64(st, 2),
        .verdict = (enum bs_verdict)sql_choice(st, 3, BS_UNKNOWN + 1),
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
    bs_err err = filter_build(q, FILTER_ALL, &f, e);
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 2 << 20);
    bs_arena_init(&a, 1 << 20);
    bs_buf_put(&sql, bs_str_z(select_before));
    bs_buf_put(&sql, bs_buf_str(&f.sql));
    bs_buf_put(&sql, f.sql.len ? BS_STR(" AND") : BS_STR(" WHERE"));
    bs_buf_put(&sql, bs_str_z(select_behind));
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
