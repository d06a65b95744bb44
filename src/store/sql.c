#include "store_priv.h"

#include "bannerscope/facts.h"

#include <stdio.h>
#include <stdlib.h>

#include "bannerscope/gate.h"

static const struct {
    int rc;
    bs_err err;
    const char *what;
} results[] = {
    {SQLITE_BUSY, BS_E_BUSY, "another program is writing to it; try again in a moment"},
    {SQLITE_LOCKED, BS_E_BUSY, "another program is writing to it; try again in a moment"},
    {SQLITE_FULL, BS_E_IO, "the disk is full"},
    {SQLITE_IOERR, BS_E_IO, "reading or writing failed"},
    {SQLITE_READONLY, BS_E_READONLY, "it is read-only"},
    {SQLITE_CORRUPT, BS_E_CORRUPT, "it is damaged"},
    {SQLITE_NOTADB, BS_E_FOREIGN, "it is not a bannerscope database"},
    {SQLITE_INTERRUPT, BS_E_CANCELLED, "stopped"},
    {SQLITE_TOOBIG, BS_E_LIMIT, "a value is too large"},
    {SQLITE_NOMEM, BS_E_LIMIT, "not enough memory"},
    {SQLITE_CANTOPEN, BS_E_IO, "it cannot be opened"},
    {SQLITE_PERM, BS_E_IO, "permission denied"},
};

bs_err sql_error(struct bs_store *s, int rc, const char *doing, struct bs_error *e)
{
    char name[160], detail[160];
    bs_gate_z(bs_str_bytes(bs_str_z(s->path)), name, sizeof name);
    for (size_t i = 0; i < BS_COUNT(results); i++)
        if ((rc & 0xff) == results[i].rc)
            return bs_error_set(e, results[i].err, "%s: %s: %s", name, doing, results[i].what);
    bs_gate_z(bs_str_bytes(bs_str_z(sqlite3_errmsg(s->db))), detail, sizeof detail);
    return bs_error_set(e, BS_E_FAILED, "%s: %s: %s", name, doing, detail);
}

bs_err sql_exec(struct bs_store *s, const char *sql, struct bs_error *e)
{
    int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? BS_OK : sql_error(s, rc, "the database", e);
}

bs_err sql_cache_size(struct bs_store *s, int kib, struct bs_error *e)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA cache_size=-%d", kib);
    return sql_exec(s, sql, e);
}

bs_err sql_prepare(struct bs_store *s, bs_str sql, sqlite3_stmt **out, struct bs_error *e)
{
    *out = NULL;
    int rc = sqlite3_prepare_v3(s->db, sql.p, (int)sql.n, 0, out, NULL);
    return rc == SQLITE_OK ? BS_OK : sql_error(s, rc, "preparing a statement", e);
}

bs_err sql_cached(struct bs_store *s, const char *sql, sqlite3_stmt **out, struct bs_error *e)
{
    for (size_t i = 0; i < s->cached_n; i++) {
        if (s->cached[i].sql == sql) {
            *out = s->cached[i].st;
            return BS_OK;
        }
    }
    int rc = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (rc != SQLITE_OK)
        return sql_error(s, rc, "preparing a statement", e);
    if (s->cached_n == s->cached_cap) {
        s->cached_cap = s->cached_cap ? s->cached_cap * 2 : 32;
        s->cached = bs_realloc(s->cached, s->cached_cap * sizeof *s->cached);
    }
    s->cached[s->cached_n++] = (struct statement){sql, *out};
    return BS_OK;
}

bs_err sql_step(struct bs_store *s, sqlite3_stmt *st, bool *row, struct bs_error *e)
{
    int rc = sqlite3_step(st);
    *row = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? BS_OK : sql_error(s, rc, "the database", e);
}

void sql_reset(sqlite3_stmt *st)
{
    if (st) {
        sqlite3_reset(st);
        sqlite3_clear_bindings(st);
    }
}

/* What a statement writes outside a transaction is committed when it ends: one that gave a row ends here, and
 * may fail only now. */
static bs_err end_of(struct bs_store *s, sqlite3_stmt *st, const char *doing, struct bs_error *e)
{
    int rc = sqlite3_reset(st);
    sqlite3_clear_bindings(st);
    return rc == SQLITE_OK ? BS_OK : sql_error(s, rc, doing, e);
}

/* -- careful, or fast where what is written can be read again ------------------------------ */

static bool has_log(const struct bs_store *s)
{
    return strcmp(s->journal, "wal") == 0;
}

/* Where this fails (for want of memory) nothing is written by the handle until it succeeds. */
static bs_err be_careful(struct bs_store *s, struct bs_error *e)
{
    if (!s->careless)
        return BS_OK;
    bs_err err = sql_exec(s, has_log(s) ? "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA"
                                          " wal_autocheckpoint=1000"
                                        : "PRAGMA foreign_keys=ON", e);
    s->careless = err != BS_OK;
    return err;
}

bs_err sql_run(struct bs_store *s, sqlite3_stmt *st, struct bs_error *e)
{
    bs_err err = s->careless && sqlite3_get_autocommit(s->db) ? be_careful(s, e) : BS_OK;
    if (err == BS_OK)
        sqlite3_step(st); /* sqlite3_reset() says the same, and what comes after */
    bs_err ended = end_of(s, st, "writing", err == BS_OK ? e : NULL);
    return err == BS_OK ? ended : err;
}

bs_err sql_number(struct bs_store *s, sqlite3_stmt *st, int64_t fallback, int64_t *out,
                  struct bs_error *e)
{
    int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : fallback;
    bs_err err = end_of(s, st, "the database", e);
    *out = err == BS_OK ? n : fallback;
    return err;
}

void sql_bind_text(sqlite3_stmt *st, int at, bs_str t)
{
    if (t.n == 0)
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_text64(st, at, t.p, t.n, SQLITE_STATIC, SQLITE_UTF8);
}

void sql_bind_blob(sqlite3_stmt *st, int at, bs_bytes b)
{
    if (b.n == 0)
        sqlite3_bind_zeroblob(st, at, 0);
    else
        sqlite3_bind_blob64(st, at, b.p, b.n, SQLITE_STATIC);
}

bs_bytes sql_blob(sqlite3_stmt *st, int column, struct bs_arena *a)
{
    const uint8_t *p = sqlite3_column_blob(st, column);
    int n = sqlite3_column_bytes(st, column);
    return p && n > 0 ? bs_arena_bytes(a, (bs_bytes){p, (size_t)n}) : BS_BYTES("");
}

uint32_t sql_symbol(sqlite3_stmt *st, int column, struct bs_symbols *y)
{
    const char *p = (const char *)sqlite3_column_text(st, column);
    return p ? bs_symbol(y, (bs_str){p, (size_t)sqlite3_column_bytes(st, column)}) : 0;
}

bs_str sql_text(sqlite3_stmt *st, int column, struct bs_arena *a)
{
    return bs_bytes_str(sql_blob(st, column, a));
}

int sql_choice(sqlite3_stmt *st, int column, int n)
{
    int64_t v = sqlite3_column_int64(st, column);
    return v >= 0 && v < n ? (int)v : 0;
}

/* The way back is made before the way in: a rollback for want of memory may not need any.  Made anew each time,
 * since pragmas in between spoil what was prepared. */
static bs_err begin(struct bs_store *s, const char *how, struct bs_error *e)
{
    sqlite3_stmt *st;
    sql_rollback(s); /* what could not be at its time */
    sqlite3_finalize(s->rollback);
    bs_err err = sql_prepare(s, BS_STR("ROLLBACK"), &s->rollback, e);
    if (err == BS_OK)
        err = sql_cached(s, how, &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_step(st);
    return end_of(s, st, "writing", e);
}

bs_err sql_begin(struct bs_store *s, struct bs_error *e)
{
    bs_err err = be_careful(s, e);
    return err == BS_OK ? begin(s, "BEGIN IMMEDIATE", e) : err;
}

/* Verdicts given between two batches go through the same handle and may not be lost, so carelessness holds for one
 * transaction only. */
bs_err sql_begin_batch(struct bs_store *s, struct bs_error *e)
{
    s->careless = true;
    bs_err err = sql_exec(s, has_log(s) ? "PRAGMA foreign_keys=OFF; PRAGMA synchronous=NORMAL; PRAGMA"
                                          " wal_autocheckpoint=8192"
                                        : "PRAGMA foreign_keys=OFF", e);
    return err == BS_OK ? begin(s, "BEGIN IMMEDIATE", e) : err;
}

bs_err sql_end_batch(struct bs_store *s, bs_err err, struct bs_error *e)
{
    err = store_finish(s, err, e);
    be_careful(s, NULL); /* where that fails the next to write tries again */
    return err;
}

bs_err sql_begin_read(struct bs_store *s, struct bs_error *e)
{
    return begin(s, "BEGIN", e);
}

bs_err sql_view(struct bs_store *s, bool *ours, struct bs_error *e)
{
    *ours = sqlite3_get_autocommit(s->db);
    return *ours ? sql_begin_read(s, e) : BS_OK;
}

void sql_view_end(struct bs_store *s, bool ours)
{
    if (ours)
        sql_rollback(s);
}

void sql_rollback(struct bs_store *s)
{
    /* After a full disk or an I/O error SQLite may have rolled back by itself. */
    if (s->rollback && !sqlite3_get_autocommit(s->db))
        sql_run(s, s->rollback, NULL);
}

bs_err sql_commit(struct bs_store *s, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "COMMIT", &st, e);
    if (err == BS_OK) {
        sqlite3_step(st);
        err = end_of(s, st, "saving", e);
    }
    if (err != BS_OK)
        sql_rollback(s);
    return err;
}
