/* Rows as lists show them: point reads by id. */
#include "store_priv.h"

static const char row_sql[] =
    "SELECT s.id, s.ip, s.port, s.transport, s.vhost, o.org, o.asn, o.country, o.hostnames,"
    " a.service, a.product, a.version, a.cpe, " SQL_LABEL ", " SQL_VERDICT ", a.verdict, " SQL_DECIDED ", "
    SQL_AFFILIATION ", a.response, " SQL_STALE ", " SQL_OPEN ", " SQL_ASIDE ", a.flags, b.key,"
    " a.shape, b.n, s.seen, 1 + (SELECT count(*) FROM earlier WHERE service = s.id),"
    " substr(coalesce(b.wire, b.raw, b.data), 1, 256), length(coalesce(b.wire, b.raw, b.data)),"
    " t.http_title" SQL_FROM " WHERE s.id = ?1";

static void read_row(sqlite3_stmt *st, struct bs_arena *a, struct bs_row *r)
{
    int c = 0;
    *r = (struct bs_row){.id = sqlite3_column_int64(st, c++)};
    sql_ip(st, c++, &r->target.ip);
    r->target.port = (uint16_t)sqlite3_column_int(st, c++);
    r->target.transport = (enum bs_transport)sql_choice(st, c++, BS_UDP + 1);
    bs_str *const text1[] = {&r->target.vhost, &r->org, &r->asn, &r->country, &r->hostnames,
                             &r->service, &r->product, &r->version, &r->cpe, &r->label};
    for (size_t i = 0; i < BS_COUNT(text1); i++)
        *text1[i] = sql_text(st, c++, a);
    r->verdict = (enum bs_verdict)sql_choice(st, c++, BS_UNKNOWN + 1);
    r->rule_verdict = (enum bs_verdict)sql_choice(st, c++, BS_UNKNOWN + 1);
    r->by_analyst = sqlite3_column_int(st, c++);
    r->affiliation = (enum bs_affiliation)sqlite3_column_int(st, c++);
    r->response = sqlite3_column_int(st, c++);
    r->stale = sqlite3_column_int(st, c++);
    r->open = sqlite3_column_int(st, c++);
    r->aside = sqlite3_column_int(st, c++);
    r->flags = (unsigned)sqlite3_column_int(st, c++);
    r->banner = (bs_id)sqlite3_column_int64(st, c++);
    r->shape = (bs_id)sqlite3_column_int64(st, c++);
    r->count = sqlite3_column_int64(st, c++);
    r->seen = sqlite3_column_int64(st, c++);
    r->sightings = sqlite3_column_int64(st, c++);
    r->preview = sql_blob(st, c++, a);
    r->length = sqlite3_column_int64(st, c++);
    r->title = sql_text(st, c++, a);
}

bs_err bs_store_rows(struct bs_store *s, const int64_t *ids, size_t n, struct bs_arena *a,
                     struct bs_row *rows, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool ours;
    bs_err err = sql_view(s, &ours, e); /* one lock for all of them, too */
    if (err == BS_OK)
        err = sql_cached(s, row_sql, &st, e);
    for (size_t i = 0; i < n && err == BS_OK; i++) {
        bool row;
        rows[i] = (struct bs_row){0};
        sqlite3_bind_int64(st, 1, ids[i]);
        if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
            read_row(st, a, &rows[i]);
        sql_reset(st);
    }
    sql_view_end(s, ours);
    return err;
}
