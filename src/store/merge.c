/* Another file's events: verified, then all of them or none. */
#include "store_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AHEAD_US = 300 * 1000000 };

/* -- the other file ---------------------------------------------------------------------- */

/* Where a copy lies while an older schema is brought up to date in it. */
struct copy {
    char dir[80];
    char file[100];
};

static void copy_remove(struct copy *c)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char name[140];
    if (!c->dir[0])
        return;
    for (size_t i = 0; i < BS_COUNT(ends); i++) {
        snprintf(name, sizeof name, "%s%s", c->file, ends[i]);
        unlink(name);
    }
    for (int version = 1; version < SCHEMA_VERSION; version++) {
        snprintf(name, sizeof name, "%s.bak-%d", c->file, version);
        unlink(name);
    }
    rmdir(c->dir);
}

/* SQLite's own copy: also what lies in the log.  The file itself is only read. */
static bs_err copy_make(const char *path, struct copy *c, struct bs_error *e)
{
    sqlite3 *db = NULL, *to = NULL;
    snprintf(c->dir, sizeof c->dir, "/tmp/bannerscope-merge.XXXXXX");
    if (!mkdtemp(c->dir)) {
        c->dir[0] = '\0';
        return bs_error_set(e, BS_E_IO, "no place for a copy of the older file: %s", strerror(errno));
    }
    snprintf(c->file, sizeof c->file, "%s/copy.db", c->dir);
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_open(c->file, &to);
    sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", db, "main") : NULL;
    if (b) {
        sqlite3_backup_step(b, -1);
        rc = sqlite3_backup_finish(b);
    }
    sqlite3_close(db);
    sqlite3_close(to);
    return b && rc == SQLITE_OK ? BS_OK
                                : bs_error_set(e, BS_E_IO, "the older file could not be copied");
}

/* The schema's number of a file, 0 where it cannot be read: opening it will say why. */
static int schema_of(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    int version = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT user_version FROM pragma_user_version, pragma_application_id WHERE"
                               " application_id = 1112752976", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        version = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return version;
}

static bs_err refuse_self(struct bs_store *s, const char *path, struct bs_error *e)
{
    struct stat a, b;
    if (stat(s->path, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return bs_error_set(e, BS_E_USAGE, "this is the database itself: nothing to merge");
    return BS_OK;
}

static bs_err open_other(const char *path, struct bs_store **o, struct copy *c,
                         struct bs_merge_result *out, struct bs_error *e)
{
    char *real = place_resolve(path, e);
    bool readonly = true;
    if (!real)
        return BS_E_IO;
    bs_err err = place_check(real, false, &readonly, e);
    int version = err == BS_OK ? schema_of(real) : 0;
    if (err == BS_OK && version > 0 && version < SCHEMA_VERSION) {
        out->older_schema = version;
        err = copy_make(real, c, e);
        if (err == BS_OK)
            err = bs_store_open(c->file, BS_STORE_WRITE, o, e);
    } else if (err == BS_OK) {
        err = bs_store_open(real, BS_STORE_READ, o, e);
    }
    free(real);
    return err;
}

static bs_err verify_other(struct bs_store *o, struct bs_error *e)
{
    int64_t broken, gone = 0;
    sqlite3_stmt *st;
    bs_err err = chain_check(o, &broken, e);
    if (err == BS_OK && broken)
        return bs_error_set(e, BS_E_CORRUPT, "its event %lld is the first that does not continue the chain:"
                            " damaged or tampered with; nothing was merged", (long long)broken);
    if (err == BS_OK)
        err = sql_cached(o, "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0) -"
                            " ifnull((SELECT max(id) FROM event), 0)", &st, e);
    if (err == BS_OK)
        err = sql_number(o, st, 0, &gone, e);
    if (err == BS_OK && gone > 0)
        return bs_error_set(e, BS_E_CORRUPT, "the last %lld of its events are gone: tampered with; nothing"
                            " was merged", (long long)gone);
    return err;
}

/* -- event by event ---------------------------------------------------------------------- */

static bs_err id_by_hash(struct bs_store *s, const char *hash, int64_t *id, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_cached(s, "SELECT id FROM event WHERE hash = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_text(st, 1, hash, -1, SQLITE_STATIC);
    return sql_number(s, st, 0, id, e);
}

/* The other file's ids are not ours: `about` is followed by its hash. */
static bs_err about_here(struct bs_store *s, struct bs_store *o, struct event_row *r, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    char hash[65] = "";
    if (!r->ev.about)
        return BS_OK;
    bs_err err = sql_cached(o, "SELECT hash FROM event WHERE id = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, r->ev.about);
    if ((err = sql_step(o, st, &row, e)) == BS_OK && row)
        snprintf(hash, sizeof hash, "%s", (const char *)sqlite3_column_text(st, 0));
    sql_reset(st);
    return err == BS_OK ? id_by_hash(s, hash, &r->ev.about, e) : err;
}

/* Banners and shapes are named by their content; a service by its address. */
static bs_err subject_here(struct bs_store *s, struct event_row *r, struct bs_merge_result *out,
                           struct bs_error *e)
{
    r->subject = r->target_id;
    if (r->ev.scope != BS_SCOPE_SERVICE || r->target_id == 0)
        return BS_OK;
    bs_err err = service_named(s, r->ev.target, &r->subject, e);
    out->homeless += err == BS_OK && r->subject == 0;
    return err;
}

static bs_err take(struct bs_store *s, struct bs_store *o, struct event_row *r,
                   struct bs_merge_result *out, struct bs_error *e)
{
    int64_t there = 0;
    bs_err err = id_by_hash(s, r->ev.hash, &there, e);
    if (err != BS_OK || there) {
        out->known += there != 0;
        return err;
    }
    if (r->ev.when > bs_time_now() + AHEAD_US) {
        out->future++;
        out->latest = r->ev.when > out->latest ? r->ev.when : out->latest;
    }
    r->own = false;
    r->ev.changed = -1;
    if ((err = about_here(s, o, r, e)) == BS_OK && (err = subject_here(s, r, out, e)) == BS_OK)
        err = event_insert(s, r, e);
    out->events += err == BS_OK;
    out->news += err == BS_OK && !bs_str_eq(r->ev.kind, BS_STR("merge"));
    return err;
}

static bs_err take_all(struct bs_store *s, struct bs_store *o, struct bs_merge_result *out,
                       struct bs_error *e)
{
    struct bs_buf sql;
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    bool row;
    bs_buf_init(&sql, 1024);
    bs_arena_init(&a, 16 << 20);
    bs_buf_printf(&sql, "SELECT %s FROM event ORDER BY id", SQL_EVENT_COLUMNS);
    bs_err err = sql_prepare(o, bs_buf_str(&sql), &st, e);
    while (err == BS_OK && (err = sql_step(o, st, &row, e)) == BS_OK && row) {
        struct event_row r;
        bs_arena_reset(&a);
        event_from_row(st, &a, &r);
        if (r.own)
            memcpy(out->head, r.ev.hash, sizeof out->head);
        err = take(s, o, &r, out, e);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    bs_buf_fini(&sql);
    return err;
}

/* The own log vouches for what was brought in: the last hash of the other's. */
static bs_err say_merged(struct bs_store *s, bs_str analyst, const struct bs_merge_result *m,
                         struct bs_error *e)
{
    struct event_row r = {.ev = {.analyst = analyst, .kind = BS_STR("merge"),
                                 .target = bs_str_z(m->head), .services = m->events}};
    bs_err err = event_time(s, &r.ev.when, e);
    return err == BS_OK ? event_append(s, &r, e) : err;
}

static bool count_conflict(void *ctx, const struct bs_conflict *c)
{
    int64_t *n = ctx;
    *n += c->kind == BS_CONFLICT_ANALYSTS;
    return true;
}

bs_err bs_store_merge(struct bs_store *s, const char *other, bs_str analyst,
                      struct bs_merge_result *out, struct bs_error *e)
{
    struct bs_store *o = NULL;
    struct copy c = {.dir = ""};
    memset(out, 0, sizeof *out);
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = refuse_self(s, other, e);
    if (err == BS_OK)
        err = open_other(other, &o, &c, out, e);
    /* One view of the other file for the check and the reading, whoever writes to it meanwhile. */
    if (err == BS_OK)
        err = sql_begin_read(o, e);
    if (err == BS_OK)
        err = verify_other(o, e);
    if (err == BS_OK && (err = sql_begin(s, e)) == BS_OK) {
        err = take_all(s, o, out, e);
        /* Two files that do nothing but merge each other come to rest. */
        if (err == BS_OK && out->news)
            err = say_merged(s, analyst, out, e);
        if (err == BS_OK && out->events)
            err = rulings_settle_all(s, e);
        /* Before the end: an error means that nothing was merged. */
        if (err == BS_OK)
            err = bs_store_conflicts(s, count_conflict, &out->conflicts, e);
        err = store_finish(s, err, e);
    }
    if (o)
        sql_rollback(o);
    bs_store_close(o);
    copy_remove(&c);
    return err;
}
