/* The log of decisions and its chain. */
#include "store_priv.h"

#include <stdio.h>

const char event_columns[] = "id, time, analyst, kind, about, scope, target, verdict, label, note,"
                             " before, before_label, services, hash, target_id, banner,"
                             " before_note, tool";

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
void event_hash(const struct event_row *row, const char *previous, char out[65])
{
    const struct bs_event *ev = &row->ev;
    struct bs_buf b;
    uint8_t digest[32];
    bs_buf_init(&b, 8 << 20);
    add_field(&b, bs_str_z(previous));
    add_number(&b, ev->id);
    add_number(&b, ev->when);
    add_field(&b, ev->analyst);
    add_field(&b, ev->kind);
    add_number(&b, ev->about);
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
            .scope = (enum bs_scope)sqlite3_column_int(st, 5),
            .target = sql_text(st, 6, a),
            .verdict = (enum bs_verdict)sqlite3_column_int(st, 7),
            .label = sql_text(st, 8, a),
            .note = sql_text(st, 9, a),
            .before = (enum bs_verdict)sqlite3_column_int(st, 10),
            .before_label = sql_text(st, 11, a),
            .services = sqlite3_column_int64(st, 12),
        },
        .target_id = sqlite3_column_int64(st, 14),
        .banner = sqlite3_column_int64(st, 15),
        .before_note = sql_text(st, 16, a),
        .tool = sql_text(st, 17, a),
    };
    bs_str hash = sql_text(st, 13, a);
    snprintf(row->ev.hash, sizeof row->ev.hash, "%.*s", (int)(hash.n < 64 ? hash.n : 64), hash.p);
}

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

bs_err bs_store_events(struct bs_store *s, int64_t service, bs_event_fn *fn, void *ctx,
                       struct bs_error *e)
{
    struct bs_buf sql;
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    int64_t id[3] = {0};
    bool row, go_on = true;
    bs_err err = service ? target_ids(s, service, id, e) : BS_OK;
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 4096);
    bs_arena_init(&a, 16 << 20);
    bs_buf_printf(&sql, "SELECT %s FROM event", event_columns);
    if (service)
        bs_buf_put(&sql, BS_STR(" WHERE (scope = 0 AND target_id = ?1) OR (scope = 1 AND target_id = ?2"
                                " AND ?2 <> 0) OR (scope = 2 AND target_id = ?3 AND ?3 <> 0)"));
    bs_buf_put(&sql, BS_STR(" ORDER BY id"));
    err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    for (int i = 0; err == BS_OK && service && i < 3; i++)
        sqlite3_bind_int64(st, i + 1, id[i]);
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
