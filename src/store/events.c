/* The log of decisions and its chain. */
#include "store_priv.h"

#include <stdio.h>

static void add_field(struct bs_buf *b, bs_str v)
{
    bs_buf_printf(b, "%zu:", v.n);
    bs_buf_put(b, v);
}

static void add_number(struct bs_buf *b, int64_t v)
{
    bs_buf_printf(b, "%lld;", (long long)v);
}

/* Netstrings and decimal numbers: no two events have the same text.  docs/database.md. */
void event_hash(const struct event_row *row, char out[65])
{
    const struct bs_event *ev = &row->ev;
    struct bs_buf b;
    uint8_t digest[32];
    bs_buf_init(&b, 8 << 20);
    add_field(&b, bs_str_z(row->previous));
    add_number(&b, row->number);
    add_number(&b, ev->when);
    add_field(&b, ev->analyst);
    add_field(&b, ev->kind);
    add_number(&b, row->said_about);
    add_number(&b, ev->scope);
    add_field(&b, ev->target);
    add_number(&b, row->target_id);
    add_number(&b, ev->verdict);
    add_field(&b, ev->label);
    add_field(&b, ev->note);
    add_number(&b, ev->before);
    add_field(&b, ev->before_label);
    add_field(&b, row->before_note);
    add_number(&b, ev->services);
    add_number(&b, row->banner);
    add_field(&b, row->tool);
    bs_sha256((bs_bytes){b.p, b.len}, digest);
    bs_hex_encode((bs_bytes){digest, 32}, out);
    bs_buf_fini(&b);
}

void event_from_row(sqlite3_stmt *st, struct bs_arena *a, struct event_row *row)
{
    *row = (struct event_row){
        .ev = {
            .id = sqlite3_column_int64(st, 0),
            .when = sqlite3_column_int64(st, 1),
            .analyst = sql_text(st, 2, a),
            .kind = sql_text(st, 3, a),
            .about = sqlite3_column_int64(st, 4),
            .scope = (enum bs_scope)sql_choice(st, 5, BS_SCOPE_SHAPE + 1),
            .target = sql_text(st, 6, a),
            .verdict = (enum bs_verdict)sql_choice(st, 7, BS_UNKNOWN + 1),
            .label = sql_text(st, 8, a),
            .note = sql_text(st, 9, a),
            .before = (enum bs_verdict)sql_choice(st, 10, BS_UNKNOWN + 1),
            .before_label = sql_text(st, 11, a),
            .services = sqlite3_column_int64(st, 12),
            .changed = sqlite3_column_int64(st, 23),
            .merged = !sqlite3_column_int(st, 21),
        },
        .target_id = sqlite3_column_int64(st, 14),
        .banner = sqlite3_column_int64(st, 15),
        .before_note = sql_text(st, 16, a),
        .tool = sql_text(st, 17, a),
        .number = sqlite3_column_int64(st, 18),
        .said_about = sqlite3_column_int64(st, 19),
        .own = sqlite3_column_int(st, 21),
        .subject = sqlite3_column_int64(st, 22),
    };
    bs_str hash = sql_text(st, 13, a), previous = sql_text(st, 20, a);
    snprintf(row->ev.hash, sizeof row->ev.hash, "%.*s", (int)(hash.n < 64 ? hash.n : 64), hash.p);
    snprintf(row->previous, sizeof row->previous, "%.*s", (int)(previous.n < 64 ? previous.n : 64),
             previous.p);
}

/* -- writing ----------------------------------------------------------------------------- */

/* The number is SQLite's own memory of the highest one ever given: an event cut off the end of
 * the log leaves a gap that `verify` names. */
static bs_err next_id(struct bs_store *s, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "SELECT 1 + max((SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE"
                               " name = 'event'), (SELECT ifnull(max(id), 0) FROM event))", &st, e);
    return err == BS_OK ? sql_number(s, st, 1, id, e) : err;
}

/* The end of this file's own log.  Numbers count on from the highest id where nothing was merged
 * yet, so that a cut log cannot be continued unseen. */
static bs_err own_end(struct bs_store *s, int64_t id, struct event_row *r, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    r->number = id;
    r->previous[0] = '\0';
    bs_err err = sql_cached(s, "SELECT number, hash, merged FROM (SELECT EXISTS(SELECT 1 FROM event WHERE"
                               " own = 0) AS merged) LEFT JOIN event ON own ORDER BY number DESC LIMIT 1",
                            &st, e);
    if (err != BS_OK)
        return err;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        const char *hash = (const char *)sqlite3_column_text(st, 1);
        if (sqlite3_column_int(st, 2))
            r->number = sqlite3_column_int64(st, 0) + 1; /* none of ours yet: NULL + 1 is 1 */
        snprintf(r->previous, sizeof r->previous, "%s", hash ? hash : "");
    }
    sql_reset(st);
    return err;
}

bs_err event_insert(struct bs_store *s, struct event_row *r, struct bs_error *e)
{
    sqlite3_stmt *st;
    const struct bs_event *ev = &r->ev;
    bs_err err = next_id(s, &r->ev.id, e);
    if (err == BS_OK)
        err = sql_cached(s, "INSERT INTO event(id, time, analyst, kind, about, scope, target, target_id,"
                            " verdict, label, note, before, before_label, before_note, services, banner,"
                            " tool, hash, number, said_about, previous, own, subject, changed) VALUES(?1,"
                            " ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
                            " ?18, ?19, ?20, ?21, ?22, ?23, ?24)", &st, e);
    if (err != BS_OK)
        return err;
    const struct {
        int at;
        int64_t n;
    } numbers[] = {{1, ev->id}, {2, ev->when}, {5, ev->about}, {6, ev->scope}, {8, r->target_id},
                   {9, ev->verdict}, {12, ev->before}, {15, ev->services}, {16, r->banner},
                   {19, r->number}, {20, r->said_about}, {22, r->own}, {23, r->subject},
                   {24, ev->changed}};
    for (size_t i = 0; i < BS_COUNT(numbers); i++)
        sqlite3_bind_int64(st, numbers[i].at, numbers[i].n);
    sqlite3_bind_text64(st, 3, ev->analyst.n ? ev->analyst.p : "", ev->analyst.n, SQLITE_STATIC,
                        SQLITE_UTF8);
    sqlite3_bind_text64(st, 4, ev->kind.p, ev->kind.n, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_text64(st, 7, ev->target.n ? ev->target.p : "", ev->target.n, SQLITE_STATIC,
                        SQLITE_UTF8);
    sql_bind_text(st, 10, ev->label);
    sql_bind_text(st, 11, ev->note);
    sql_bind_text(st, 13, ev->before_label);
    sql_bind_text(st, 14, r->before_note);
    sql_bind_text(st, 17, r->tool);
    sqlite3_bind_text(st, 18, ev->hash, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 21, r->previous, -1, SQLITE_STATIC);
    return sql_run(s, st, e);
}

/* Of what an event is about, the number in its own log. */
static bs_err number_of(struct bs_store *s, int64_t id, int64_t *number, struct bs_error *e)
{
    sqlite3_stmt *st;
    *number = 0;
    if (!id)
        return BS_OK;
    bs_err err = sql_cached(s, "SELECT number FROM event WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, id);
    return sql_number(s, st, 0, number, e);
}

bs_err event_append(struct bs_store *s, struct event_row *r, struct bs_error *e)
{
    int64_t id;
    bs_err err = next_id(s, &id, e);
    if (err == BS_OK)
        err = own_end(s, id, r, e);
    if (err == BS_OK)
        err = number_of(s, r->ev.about, &r->said_about, e);
    if (err != BS_OK)
        return err;
    r->tool = BS_STR(PACKAGE_VERSION);
    r->own = true;
    event_hash(r, r->ev.hash);
    return event_insert(s, r, e);
}

bs_err event_time(struct bs_store *s, bs_time *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    int64_t newest;
    bs_err err = sql_cached(s, "SELECT ifnull(max(time), 0) + 1 FROM event", &st, e);
    if (err == BS_OK)
        err = sql_number(s, st, 0, &newest, e);
    *out = bs_time_now();
    if (err == BS_OK && newest > *out)
        *out = newest;
    return err;
}

bs_err event_read(struct bs_store *s, int64_t id, struct bs_arena *a, struct event_row *out,
                  struct bs_error *e)
{
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    bool row = false;
    bs_buf_init(&sql, 1024);
    bs_buf_printf(&sql, "SELECT %s FROM event WHERE id = ?1", SQL_EVENT_COLUMNS);
    bs_err err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    bs_buf_fini(&sql);
    if (err == BS_OK)
        sqlite3_bind_int64(st, 1, id);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row)
        event_from_row(st, a, out);
    sqlite3_finalize(st);
    if (err == BS_OK && !row)
        return bs_error_set(e, BS_E_NOTFOUND, "there is no event %lld", (long long)id);
    return err;
}

/* -- the log, filtered ------------------------------------------------------------------- */

static bs_err target_ids(struct bs_store *s, int64_t service, int64_t id[3], struct bs_error *e)
{
    struct bs_row row;
    struct bs_arena a;
    bs_arena_init(&a, 1 << 20);
    bs_err err = bs_store_rows(s, &service, 1, &a, &row, e);
    if (err == BS_OK && !row.id)
        err = bs_error_set(e, BS_E_NOTFOUND, "this service is not in the database");
    id[0] = service;
    id[1] = (int64_t)row.banner;
    id[2] = (int64_t)row.shape;
    bs_arena_fini(&a);
    return err;
}

/* Conditions of the question, parameters by fixed numbers so that the text says it all. */
static void log_sql(const struct bs_log_ask *ask, struct bs_buf *sql)
{
    bs_buf_printf(sql, "SELECT * FROM (SELECT %s FROM event WHERE 1", SQL_EVENT_COLUMNS);
    if (ask->service)
        bs_buf_put(sql, BS_STR(" AND ((scope = 0 AND subject = ?1) OR (scope = 1 AND subject = ?2 AND ?2"
                               " <> 0) OR (scope = 2 AND subject = ?3 AND ?3 <> 0))"));
    if (ask->analyst.n)
        bs_buf_put(sql, BS_STR(" AND analyst = ?4"));
    if (ask->kind.n)
        bs_buf_put(sql, BS_STR(" AND kind = ?5"));
    if (ask->since != BS_TIME_NONE)
        bs_buf_put(sql, BS_STR(" AND time >= ?6"));
    if (ask->until != BS_TIME_NONE)
        bs_buf_put(sql, BS_STR(" AND time < ?7"));
    if (ask->scope >= 0)
        bs_buf_printf(sql, " AND scope = %d", ask->scope);
    bs_buf_printf(sql, " ORDER BY id DESC LIMIT %lld) ORDER BY id",
                  ask->limit > 0 ? (long long)ask->limit : -1LL);
}

static void log_bind(sqlite3_stmt *st, const struct bs_log_ask *ask, const int64_t id[3])
{
    for (int i = 0; ask->service && i < 3; i++)
        sqlite3_bind_int64(st, i + 1, id[i]);
    if (ask->analyst.n)
        sql_bind_text(st, 4, ask->analyst);
    if (ask->kind.n)
        sql_bind_text(st, 5, ask->kind);
    if (ask->since != BS_TIME_NONE)
        sqlite3_bind_int64(st, 6, ask->since);
    if (ask->until != BS_TIME_NONE)
        sqlite3_bind_int64(st, 7, ask->until);
}

bs_err bs_store_log(struct bs_store *s, const struct bs_log_ask *ask, bs_event_fn *fn, void *ctx,
                    struct bs_error *e)
{
    struct bs_buf sql;
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    int64_t id[3] = {0};
    bool row, go_on = true;
    bs_err err = ask->service ? target_ids(s, ask->service, id, e) : BS_OK;
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 4096);
    bs_arena_init(&a, 16 << 20);
    log_sql(ask, &sql);
    err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    if (err == BS_OK)
        log_bind(st, ask, id);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct event_row r;
        bs_arena_reset(&a);
        event_from_row(st, &a, &r);
        go_on = fn(ctx, &r.ev);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    bs_buf_fini(&sql);
    return err;
}

bs_err bs_store_events(struct bs_store *s, int64_t service, bs_event_fn *fn, void *ctx,
                       struct bs_error *e)
{
    const struct bs_log_ask ask = {.service = service, .since = BS_TIME_NONE, .until = BS_TIME_NONE,
                                   .scope = -1};
    return bs_store_log(s, &ask, fn, ctx, e);
}
