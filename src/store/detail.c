/* Everything about one service. */
#include "store_priv.h"

#include <zlib.h>

enum { EARLIER_MAX = 50, EVENTS_MAX = 50, JSON_MAX = 32 << 20 };

static bs_err read_content(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *d,
                           int64_t *answer, int64_t *owner, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT s.answer, s.owner, b.data, b.raw, a.summary, o.org, o.isp, o.asn, o.country,"
                               " o.city, o.hostnames, o.domains, " SQL_NOTE ", " SQL_TRAITS SQL_FROM " WHERE s.id ="
                               " ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, id);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        *answer = sqlite3_column_int64(st, 0);
        *owner = sqlite3_column_int64(st, 1);
        d->data = sql_blob(st, 2, a);
        d->raw = sql_blob(st, 3, a);
        d->summary = sql_text(st, 4, a);
        bs_str *const text[] = {&d->owner.org, &d->owner.isp, &d->owner.asn, &d->owner.country,
                                &d->owner.city, &d->owner.hostnames, &d->owner.domains, &d->note};
        for (int i = 0; i < (int)BS_COUNT(text); i++)
            *text[i] = sql_text(st, 5 + i, a);
        answer_read_traits(st, 13, a, &d->traits);
    }
    sql_reset(st);
    return err;
}

static bs_err read_earlier(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *d,
                           struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT x.seen, b.key FROM earlier x JOIN answer a ON a.id = x.answer LEFT"
                               " JOIN banner b ON b.id = a.banner WHERE x.service = ?1 ORDER BY x.seen"
                               " DESC, b.key LIMIT 50", &st, e);
    d->earlier = bs_arena_alloc(a, EARLIER_MAX * sizeof *d->earlier);
    if (err != BS_OK || !d->earlier)
        return err;
    sqlite3_bind_int64(st, 1, id);
    while (d->earliers < EARLIER_MAX && (err = sql_step(s, st, &row, e)) == BS_OK && row)
        d->earlier[d->earliers++] = (struct bs_sighting){sqlite3_column_int64(st, 0),
                                                         (bs_id)sqlite3_column_int64(st, 1)};
    sql_reset(st);
    return err;
}

static bs_err read_sources(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *d,
                           struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT group_concat(name, char(10)) FROM (SELECT q.name FROM source q"
                               " WHERE q.id = (SELECT source FROM service WHERE id = ?1) OR q.id IN"
                               " (SELECT source FROM found WHERE service = ?1) ORDER BY q.id)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, id);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        d->sources = sql_text(st, 0, a);
    sql_reset(st);
    return err;
}

static bs_err read_json(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *d,
                        struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT json FROM record WHERE service = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, id);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        z_stream z = {.next_in = (Bytef *)(uintptr_t)sqlite3_column_blob(st, 0),
                      .avail_in = (uInt)sqlite3_column_bytes(st, 0)};
        struct bs_buf out;
        bs_buf_init(&out, JSON_MAX);
        int rc = inflateInit(&z);
        while (rc == Z_OK && bs_buf_reserve(&out, 65536) == BS_OK) {
            z.next_out = out.p + out.len;
            z.avail_out = 65536;
            rc = inflate(&z, Z_NO_FLUSH);
            out.len += 65536 - z.avail_out;
        }
        inflateEnd(&z);
        if (rc == Z_MEM_ERROR)
            err = bs_error_set(e, BS_E_LIMIT, "not enough memory for the record");
        if (rc == Z_STREAM_END)
            d->json = bs_arena_str(a, bs_buf_str(&out));
        bs_buf_fini(&out);
    }
    sql_reset(st);
    return err;
}

static bs_err sum_shape(struct bs_store *s, int64_t shape, int64_t *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    struct shape_sum *known = &s->shape_sum[(uint64_t)shape % SHAPE_SUMS];
    const struct shape_sum now = {.shape = shape, .version = bs_store_version(s),
                                  .changes = sqlite3_total_changes(s->db)};
    const bool same = now.version && known->version == now.version && known->changes == now.changes;
    if (known->shape != shape || !same) {
        struct shape_sum fresh = now;
        bs_err err = sql_cached(s, "SELECT sum(n) FROM answer WHERE shape = ?1", &st, e);
        if (err != BS_OK)
            return err;
        sqlite3_bind_int64(st, 1, shape);
        if ((err = sql_number(s, st, 0, &fresh.sum, e)) != BS_OK)
            return err;
        *known = fresh;
    }
    *out = known->sum;
    return BS_OK;
}

/* How many services each scope of a verdict would speak for. */
static bs_err read_scopes(struct bs_store *s, struct bs_detail *d, struct bs_error *e)
{
    d->scope_count[BS_SCOPE_SERVICE] = 1;
    d->scope_count[BS_SCOPE_BANNER] = d->row.count;
    d->scope_count[BS_SCOPE_SHAPE] = 0;
    if (!d->row.shape)
        return BS_OK;
    return sum_shape(s, (int64_t)d->row.shape, &d->scope_count[BS_SCOPE_SHAPE], e);
}

static bs_err read_events(struct bs_store *s, struct bs_arena *a, struct bs_detail *d,
                          struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT " SQL_EVENT_COLUMNS " FROM event WHERE (scope = 0 AND subject = ?1) OR"
                               " (scope = 1 AND subject = ?2) OR (scope = 2 AND subject = ?3) ORDER BY id DESC"
                               " LIMIT 50", &st, e);
    d->event = bs_arena_alloc(a, EVENTS_MAX * sizeof *d->event);
    if (err != BS_OK || !d->event)
        return err;
    sqlite3_bind_int64(st, 1, d->row.id);
    if (d->row.banner) /* unbound: NULL, equal to nothing */
        sqlite3_bind_int64(st, 2, (int64_t)d->row.banner);
    if (d->row.shape)
        sqlite3_bind_int64(st, 3, (int64_t)d->row.shape);
    while (d->events < EVENTS_MAX && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct event_row r;
        event_from_row(st, a, &r);
        d->event[d->events++] = r.ev;
    }
    sql_reset(st);
    return err;
}

bs_err bs_store_record(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *out,
                       struct bs_error *e)
{
    int64_t answer = 0, owner = 0;
    memset(out, 0, sizeof *out);
    bs_err err = bs_store_rows(s, &id, 1, a, &out->row, e);
    if (err == BS_OK && !out->row.id)
        return bs_error_set(e, BS_E_NOTFOUND, "this service is not in the database");
    if (err == BS_OK)
        err = read_content(s, id, a, out, &answer, &owner, e);
    if (err == BS_OK)
        err = answer_read_evidence(s, answer, owner, a, &out->evidence, &out->evidences, e);
    if (err == BS_OK)
        err = read_json(s, id, a, out, e);
    return err == BS_OK ? read_events(s, a, out, e) : err;
}

bs_err bs_store_detail(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *out,
                       struct bs_error *e)
{
    bool ours;
    bs_err err = sql_view(s, &ours, e);
    if (err == BS_OK)
        err = bs_store_record(s, id, a, out, e);
    if (err == BS_OK)
        err = read_earlier(s, id, a, out, e);
    if (err == BS_OK)
        err = read_sources(s, id, a, out, e);
    if (err == BS_OK)
        err = read_scopes(s, out, e);
    sql_view_end(s, ours);
    return err;
}

bs_err bs_store_banner(struct bs_store *s, bs_id banner, struct bs_arena *a, bs_bytes *data,
                       bs_bytes *raw, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT data, raw FROM banner WHERE key = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, (int64_t)banner);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        *data = sql_blob(st, 0, a);
        *raw = sql_blob(st, 1, a);
    } else if (err == BS_OK) {
        err = bs_error_set(e, BS_E_NOTFOUND, "this banner is no longer in the database");
    }
    sql_reset(st);
    return err;
}
