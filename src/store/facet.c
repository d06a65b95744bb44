/* Facets of what is stored: the values of one property, most frequent first. */
#include "store_priv.h"

#include "bannerscope/gate.h"

/* Shodan's names for facets, and a few of ours; `expression` over SQL_FROM. */
static const struct facet {
    const char *name, *expression;
} facets[] = {
    {"affiliation", "CASE " SQL_AFFILIATION " WHEN 2 THEN 'hospital' WHEN 1 THEN 'software' ELSE"
                    " 'stand-alone' END"},
    {"asn", "o.asn"},
    {"city", "o.city"},
    {"country", "o.country"},
    {"http.favicon.hash", "t.http_favicon_hash"},
    {"http.server", "t.http_server"},
    {"http.title", "t.http_title"},
    {"ip", "bs_ip(s.ip)"},
    {"isp", "o.isp"},
    {"label", SQL_LABEL},
    {"org", "o.org"},
    {"os", "t.os"},
    {"port", "CAST(s.port AS TEXT)"},
    {"product", "coalesce(a.product, t.product)"},
    {"service", "a.service"},
    {"shodan.module", "t.shodan_module"},
    {"ssl.cert.issuer.cn", "t.ssl_cert_issuer"},
    {"ssl.cert.subject.cn", "t.ssl_cert_subject"},
    {"ssl.version", "t.ssl_version"},
    {"transport", "CASE s.transport WHEN 1 THEN 'udp' ELSE 'tcp' END"},
    {"verdict", "CASE WHEN NOT a.response THEN 'no response' ELSE CASE " SQL_VERDICT
                " WHEN 1 THEN 'medical' WHEN 2 THEN 'non-medical' ELSE 'unknown' END END"},
    {"version", "coalesce(a.version, t.version)"},
};

static const struct facet *facet_find(const char *name)
{
    for (size_t i = 0; i < BS_COUNT(facets); i++)
        if (strcmp(facets[i].name, name) == 0)
            return &facets[i];
    return NULL;
}

/* The query's condition, the prefix (compared without case, as ASCII), the limit. */
static void write_sql(const struct facet *facet, const struct filter_sql *f, bs_str prefix,
                      struct bs_buf *sql)
{
    bs_buf_printf(sql, "SELECT v, count(*) AS n, count(DISTINCT org) FROM (SELECT %s AS v, o.org AS org",
                  facet->expression);
    bs_buf_put(sql, BS_STR(SQL_FROM));
    bs_buf_put(sql, bs_buf_str(&f->sql));
    bs_buf_put(sql, BS_STR(") WHERE v IS NOT NULL AND v <> ''"));
    if (prefix.n)
        bs_buf_put(sql, BS_STR(" AND substr(v, 1, length(:prefix)) = :prefix COLLATE NOCASE"));
    bs_buf_put(sql, BS_STR(" GROUP BY v ORDER BY n DESC, v LIMIT :limit"));
}

static bs_err each_value(struct bs_store *s, sqlite3_stmt *st, bs_facet_fn *fn, void *ctx,
                         struct bs_error *e)
{
    struct bs_arena a;
    bool row, go_on = true;
    bs_err err = BS_OK;
    bs_arena_init(&a, 16 << 20);
    while (go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        bs_arena_reset(&a);
        go_on = fn(ctx, sql_text(st, 0, &a), sqlite3_column_int64(st, 1),
                   sqlite3_column_int64(st, 2));
    }
    bs_arena_fini(&a);
    return err;
}

bs_err bs_store_facet(struct bs_store *s, const struct bs_query *q, const char *name, bs_str prefix,
                      int64_t limit, bs_facet_fn *fn, void *ctx, struct bs_error *e)
{
    const struct facet *facet = facet_find(name);
    struct filter_sql f;
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    char shown[64];
    if (!facet)
        return bs_error_set(e, BS_E_NOTFOUND, "no such facet is stored here: %s",
                            bs_gate_z(bs_str_bytes(bs_str_z(name)), shown, sizeof shown));
    bs_err err = filter_build(q, FILTER_ALL, &f, e);
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 2 << 20);
    write_sql(facet, &f, prefix, &sql);
    err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    if (err == BS_OK) {
        filter_bind(&f, st);
        sqlite3_bind_int64(st, sqlite3_bind_parameter_index(st, ":limit"), limit > 0 ? limit : -1);
        if (prefix.n)
            sql_bind_text(st, sqlite3_bind_parameter_index(st, ":prefix"), prefix);
        err = each_value(s, st, fn, ctx, e);
    }
    sqlite3_finalize(st);
    bs_buf_fini(&sql);
    filter_fini(&f);
    return err;
}

bs_err bs_store_count(struct bs_store *s, const struct bs_query *q, int64_t *n, bs_time *newest,
                      struct bs_error *e)
{
    struct filter_sql f;
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    bool row;
    bs_err err = filter_build(q, FILTER_ALL, &f, e);
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 2 << 20);
    bs_buf_put(&sql, BS_STR("SELECT count(*), ifnull(max(s.seen), 0)" SQL_FROM));
    bs_buf_put(&sql, bs_buf_str(&f.sql));
    err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    if (err == BS_OK)
        filter_bind(&f, st);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        *n = sqlite3_column_int64(st, 0);
        *newest = sqlite3_column_int64(st, 1);
    }
    sqlite3_finalize(st);
    bs_buf_fini(&sql);
    filter_fini(&f);
    return err;
}
