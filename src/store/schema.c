/* The tables.  docs/database.md explains them; a change is a new row in `steps`. */
#include "store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char schema_1[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB) STRICT, WITHOUT ROWID;"
    "CREATE TABLE banner(id INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, data BLOB NOT NULL,"
    " raw BLOB, wire BLOB, n INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE traits(id INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE,"
    " shodan_module TEXT, product TEXT, version TEXT, info TEXT, os TEXT, device TEXT, cpe TEXT,"
    " tag TEXT, http_title TEXT, http_server TEXT, http_location TEXT, http_host TEXT,"
    " http_html TEXT, http_status TEXT, http_favicon_hash TEXT, http_component TEXT,"
    " ssl_cert_subject TEXT, ssl_cert_issuer TEXT, ssl_cert_names TEXT, ssl_cert_serial TEXT,"
    " ssl_version TEXT, ssl_jarm TEXT) STRICT;"
    "CREATE TABLE answer(id INTEGER PRIMARY KEY, banner INTEGER NOT NULL, traits INTEGER NOT NULL"
    " REFERENCES traits, transport INTEGER NOT NULL, response INTEGER NOT NULL DEFAULT 0,"
    " verdict INTEGER NOT NULL DEFAULT 0, service TEXT, product TEXT, version TEXT, label TEXT,"
    " summary TEXT, flags INTEGER NOT NULL DEFAULT 0, marks INTEGER NOT NULL DEFAULT 0,"
    " shape INTEGER NOT NULL DEFAULT 0, n INTEGER NOT NULL DEFAULT 0,"
    " digest INTEGER NOT NULL DEFAULT 0, UNIQUE(banner, traits, transport)) STRICT;"
    "CREATE INDEX answer_shape ON answer(shape);"
    "CREATE TABLE rule(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE evidence(answer INTEGER NOT NULL REFERENCES answer, seq INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, strength INTEGER NOT NULL, rule INTEGER NOT NULL REFERENCES rule,"
    " field TEXT NOT NULL, at INTEGER NOT NULL, length INTEGER NOT NULL, note TEXT,"
    " PRIMARY KEY(answer, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE owner(id INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, org TEXT, isp TEXT,"
    " asn TEXT, country TEXT, city TEXT, hostnames TEXT, domains TEXT,"
    " hospital INTEGER NOT NULL DEFAULT 0, digest INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE owner_evidence(owner INTEGER NOT NULL REFERENCES owner, seq INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, strength INTEGER NOT NULL, rule INTEGER NOT NULL REFERENCES rule,"
    " field TEXT NOT NULL, at INTEGER NOT NULL, length INTEGER NOT NULL, note TEXT,"
    " PRIMARY KEY(owner, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE service(id INTEGER PRIMARY KEY, ip BLOB NOT NULL, port INTEGER NOT NULL,"
    " transport INTEGER NOT NULL, vhost TEXT NOT NULL, answer INTEGER NOT NULL REFERENCES answer,"
    " owner INTEGER NOT NULL REFERENCES owner, seen INTEGER NOT NULL,"
    " medical_port INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES source,"
    " UNIQUE(ip, port, transport, vhost)) STRICT;"
    "CREATE INDEX service_answer ON service(answer);"
    "CREATE TABLE earlier(service INTEGER NOT NULL REFERENCES service, seen INTEGER NOT NULL,"
    " answer INTEGER NOT NULL REFERENCES answer, PRIMARY KEY(service, seen, answer))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE found(service INTEGER NOT NULL REFERENCES service, source INTEGER NOT NULL"
    " REFERENCES source, PRIMARY KEY(service, source)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE record(service INTEGER PRIMARY KEY REFERENCES service, json BLOB NOT NULL) STRICT;"
    "CREATE TABLE event(id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
    " analyst TEXT NOT NULL, kind TEXT NOT NULL CHECK(kind IN ('verdict', 'undo', 'redo')),"
    " about INTEGER NOT NULL DEFAULT 0, scope INTEGER NOT NULL CHECK(scope BETWEEN 0 AND 2),"
    " target TEXT NOT NULL, target_id INTEGER NOT NULL,"
    " verdict INTEGER NOT NULL CHECK(verdict BETWEEN 0 AND 3), label TEXT, note TEXT,"
    " before INTEGER NOT NULL CHECK(before BETWEEN 0 AND 3), before_label TEXT, before_note TEXT,"
    " services INTEGER NOT NULL, banner INTEGER NOT NULL, tool TEXT NOT NULL,"
    " hash TEXT NOT NULL) STRICT;"
    "CREATE INDEX event_target ON event(scope, target_id);"
    "CREATE INDEX event_about ON event(about) WHERE about > 0;"
    "CREATE TABLE ruling(scope INTEGER NOT NULL, target INTEGER NOT NULL,"
    " verdict INTEGER NOT NULL CHECK(verdict BETWEEN 1 AND 3), label TEXT, note TEXT,"
    " event INTEGER NOT NULL REFERENCES event, banner INTEGER NOT NULL, PRIMARY KEY(scope, target))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE run(id INTEGER PRIMARY KEY, query TEXT NOT NULL, started INTEGER NOT NULL,"
    " ended INTEGER, total INTEGER NOT NULL DEFAULT -1) STRICT;"
    "CREATE TABLE page(run INTEGER NOT NULL REFERENCES run, page INTEGER NOT NULL,"
    " body BLOB NOT NULL, done INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(run, page)) STRICT;";

/* What was asked, what it cost, what a run showed; named queries. */
static const char schema_2[] =
    "ALTER TABLE run ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE run ADD COLUMN bought INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN time INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN hits INTEGER NOT NULL DEFAULT -1;"
    "CREATE TABLE page_failed(run INTEGER NOT NULL REFERENCES run, page INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, time INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY(run, page))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE run_service(run INTEGER NOT NULL REFERENCES run, service INTEGER NOT NULL"
    " REFERENCES service, answer INTEGER NOT NULL REFERENCES answer, PRIMARY KEY(run, service))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE ask(id INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL,"
    " query TEXT NOT NULL, hits INTEGER NOT NULL, orgs INTEGER NOT NULL, cost INTEGER NOT NULL,"
    " result TEXT NOT NULL) STRICT;"
    "CREATE INDEX ask_query ON ask(query, time);"
    "CREATE TABLE saved(name TEXT PRIMARY KEY, query TEXT NOT NULL, time INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;";

/* Logs of several people in one file: an event keeps its number and its forerunner in the log it was
 * written to, beside its place here; more kinds of events; what a sample said of a bulk verdict. */
static const char schema_3[] =
    "CREATE TABLE event3(id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
    " analyst TEXT NOT NULL, kind TEXT NOT NULL CHECK(kind <> ''),"
    " about INTEGER NOT NULL DEFAULT 0, scope INTEGER NOT NULL CHECK(scope BETWEEN 0 AND 2),"
    " target TEXT NOT NULL, target_id INTEGER NOT NULL,"
    " verdict INTEGER NOT NULL CHECK(verdict BETWEEN 0 AND 3), label TEXT, note TEXT,"
    " before INTEGER NOT NULL CHECK(before BETWEEN 0 AND 3), before_label TEXT, before_note TEXT,"
    " services INTEGER NOT NULL, banner INTEGER NOT NULL, tool TEXT NOT NULL,"
    " hash TEXT NOT NULL UNIQUE, number INTEGER NOT NULL, said_about INTEGER NOT NULL,"
    " previous TEXT NOT NULL, own INTEGER NOT NULL, subject INTEGER NOT NULL,"
    " changed INTEGER NOT NULL) STRICT;"
    "INSERT INTO event3 SELECT id, time, analyst, kind, about, scope, target, target_id, verdict,"
    " label, note, before, before_label, before_note, services, banner, tool, hash, id, about,"
    " ifnull(lag(hash) OVER (ORDER BY id), ''), 1, target_id, -1 FROM event ORDER BY id;"
    "DELETE FROM sqlite_sequence WHERE name = 'event3';"
    "INSERT INTO sqlite_sequence SELECT 'event3', seq FROM sqlite_sequence WHERE name = 'event';"
    "CREATE TABLE ruling3(scope INTEGER NOT NULL, target INTEGER NOT NULL,"
    " verdict INTEGER NOT NULL CHECK(verdict BETWEEN 1 AND 3), label TEXT, note TEXT,"
    " event INTEGER NOT NULL REFERENCES event3, banner INTEGER NOT NULL,"
    " state INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(scope, target)) STRICT, WITHOUT ROWID;"
    "INSERT INTO ruling3 SELECT scope, target, verdict, label, note, event, banner, 0 FROM ruling;"
    "DROP TABLE ruling;"
    "DROP TABLE event;"
    "ALTER TABLE event3 RENAME TO event;"
    "ALTER TABLE ruling3 RENAME TO ruling;"
    "CREATE INDEX event_target ON event(scope, subject);"
    "CREATE INDEX event_about ON event(about) WHERE about > 0;"
    "CREATE INDEX event_own ON event(number) WHERE own;"
    "CREATE INDEX event_merged ON event(id) WHERE own = 0;"
    "CREATE INDEX event_time ON event(time);"
    "CREATE INDEX event_homeless ON event(scope, target) WHERE subject = 0;"
    "CREATE TABLE mark(scope INTEGER NOT NULL, target INTEGER NOT NULL, kind TEXT NOT NULL,"
    " event INTEGER NOT NULL REFERENCES event, PRIMARY KEY(scope, target)) STRICT, WITHOUT ROWID;";

/* The name vulnerability lists know a product by. */
static const char schema_4[] = "ALTER TABLE answer ADD COLUMN cpe TEXT;";

/* Pages of HTML once, however many headers they come back with; an IPv4 address as a number, in four or five bytes
 * for sixteen, in the table and in its index; what nearly all evidence says as an empty text.  How many services have
 * a shape, from the index alone: with each banner one comes to, and some shapes have ten thousand answers. */
static const char schema_5[] =
    "CREATE TABLE html(id INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, data TEXT NOT NULL) STRICT;"
    "INSERT INTO html(key, data) SELECT bs_key(http_html), http_html FROM traits WHERE http_html IS NOT NULL GROUP BY 1"
    " ORDER BY min(id);"
    "ALTER TABLE traits ADD COLUMN html INTEGER REFERENCES html;"
    "UPDATE traits SET html = (SELECT h.id FROM html h WHERE h.key = bs_key(http_html)) WHERE http_html IS NOT NULL;"
    "ALTER TABLE traits DROP COLUMN http_html;"
    "CREATE TABLE service5(id INTEGER PRIMARY KEY, ip ANY NOT NULL, port INTEGER NOT NULL,"
    " transport INTEGER NOT NULL, vhost TEXT NOT NULL, answer INTEGER NOT NULL REFERENCES answer,"
    " owner INTEGER NOT NULL REFERENCES owner, seen INTEGER NOT NULL,"
    " medical_port INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES source,"
    " UNIQUE(ip, port, transport, vhost)) STRICT;"
    "INSERT INTO service5 SELECT id, bs_ip_kept(ip), port, transport, vhost, answer, owner, seen, medical_port, source"
    " FROM service ORDER BY id;"
    "DROP TABLE service;"
    "ALTER TABLE service5 RENAME TO service;"
    "CREATE INDEX service_answer ON service(answer);"
    "UPDATE evidence SET field = '' WHERE field = 'bytes';"
    "UPDATE evidence SET note = '' WHERE note = (SELECT summary FROM answer WHERE id = evidence.answer);"
    "DROP INDEX answer_shape;"
    "CREATE INDEX answer_shape ON answer(shape, n);";

/* step[v] leads from version v to v + 1. */
static const char *const steps[SCHEMA_VERSION] = {schema_1, schema_2, schema_3, schema_4, schema_5};
const struct schema schema_ours = {steps, SCHEMA_VERSION};

static bs_err version_now(struct bs_store *s, int *version, struct bs_error *e)
{
    sqlite3_stmt *st;
    int64_t n = 0;
    bs_err err = sql_prepare(s, BS_STR("PRAGMA user_version"), &st, e);
    if (err == BS_OK)
        err = sql_number(s, st, 0, &n, e);
    sqlite3_finalize(st);
    *version = (int)n;
    return err;
}

/* -- a backup before the migration ------------------------------------------------------- */

/* On disk, names included, before anything is changed. */
static bs_err sync_backup(const char *name, int fd, struct bs_error *e)
{
    char shown[200];
    const char *slash = strrchr(name, '/');
    char *dir = bs_strdup((bs_str){name, slash && slash > name ? (size_t)(slash - name) : 1});
    int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fsync(fd) == 0 && dirfd >= 0 && fsync(dirfd) == 0;
    int why = errno;
    if (dirfd >= 0)
        close(dirfd);
    free(dir);
    if (ok)
        return BS_OK;
    return bs_error_set(e, BS_E_IO, "%s: %s", place_shown(name, shown), strerror(why));
}

/* By a second handle: the first one holds the write lock, so this is what will be migrated. */
static bs_err copy_into(struct bs_store *s, const char *name, struct bs_error *e)
{
    struct bs_store reader = {.path = s->path};
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_open_v2(s->path, &reader.db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
                             NULL);
    bs_err err = rc == SQLITE_OK ? sql_prepare(&reader, BS_STR("VACUUM INTO ?1"), &st, e)
                                 : sql_error(&reader, rc, "opening", e);
    if (err == BS_OK) {
        sql_bind_text(st, 1, bs_str_z(name));
        err = sql_run(&reader, st, e);
    }
    sqlite3_finalize(st);
    sqlite3_close(reader.db);
    return err;
}

/* PATH.bak-N, or PATH.bak-N.2 and so on where an earlier migration made one and did not come to its end. */
static bs_err give_name(struct bs_store *s, const char *part, int version, int fd, struct bs_error *e)
{
    enum { BACKUPS_MAX = 99 };
    char shown[200];
    struct stat st;
    struct bs_buf b;
    bool taken = true;
    bs_buf_init(&b, 8192);
    for (int n = 1; taken && n <= BACKUPS_MAX; n++) {
        bs_buf_clear(&b);
        bs_buf_printf(&b, "%s.bak-%d", s->path, version);
        if (n > 1)
            bs_buf_printf(&b, ".%d", n);
        bs_buf_putc(&b, '\0');
        taken = lstat((const char *)b.p, &st) == 0;
    }
    const char *name = (const char *)b.p;
    if (taken)
        errno = EEXIST;
    if (taken || rename(part, name) != 0) {
        bs_error_set(e, BS_E_IO, "%s: %s", place_shown(name, shown), strerror(errno));
        bs_buf_fini(&b);
        return BS_E_IO;
    }
    bs_err err = sync_backup(name, fd, e);
    if (err != BS_OK)
        unlink(name);
    bs_buf_fini(&b);
    return err;
}

/* For the owner only: VACUUM INTO takes an empty file as it finds it and refuses any other.  Under the write
 * lock nobody else makes one, so a beginning that lies there is of a program that did not come to its end. */
static bs_err backup(struct bs_store *s, int version, struct bs_error *e)
{
    char shown[200];
    struct bs_buf part;
    bs_buf_init(&part, 8192);
    bs_buf_printf(&part, "%s.bak.part%c", s->path, 0);
    const char *name = (const char *)part.p;
    unlink(name);
    int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bs_err err = fd >= 0 ? copy_into(s, name, e)
                         : bs_error_set(e, BS_E_IO, "%s: %s", place_shown(name, shown), strerror(errno));
    if (err == BS_OK)
        err = sync_backup(name, fd, e);
    if (err == BS_OK)
        err = give_name(s, name, version, fd, e);
    if (err != BS_OK && fd >= 0)
        unlink(name); /* ours alone: O_EXCL made it */
    if (fd >= 0)
        close(fd);
    bs_buf_fini(&part);
    return err == BS_OK ? BS_OK : bs_error_ctx(e, err, "no backup could be made before the migration");
}

/* -- the steps --------------------------------------------------------------------------- */

/* A table that others refer to can only be made anew while references are not looked at; what a step leaves is. */
static bs_err references_hold(struct bs_store *s, struct bs_error *e)
{
    sqlite3_stmt *st;
    int64_t broken = 0;
    bs_err err = sql_prepare(s, BS_STR("SELECT count(*) FROM pragma_foreign_key_check"), &st, e);
    if (err == BS_OK)
        err = sql_number(s, st, 0, &broken, e);
    sqlite3_finalize(st);
    if (err == BS_OK && broken)
        err = bs_error_set(e, BS_E_CORRUPT, "%lld rows point nowhere", (long long)broken);
    return err;
}

/* Under the write lock somebody else may be found to have done it meanwhile. */
static bs_err migrate(struct bs_store *s, const struct schema *to, struct bs_error *e)
{
    char pragma[80];
    int from = 0;
    bs_err err = sql_begin(s, e);
    if (err != BS_OK)
        return err;
    err = version_now(s, &from, e);
    if (err == BS_OK && from > 0 && from < to->version)
        err = backup(s, from, e);
    for (int v = from; err == BS_OK && v < to->version; v++)
        err = sql_exec(s, to->step[v], e);
    if (err == BS_OK && from > 0 && from < to->version)
        err = references_hold(s, e);
    snprintf(pragma, sizeof pragma, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
             APPLICATION_ID, to->version);
    if (err == BS_OK)
        err = sql_exec(s, pragma, e);
    return store_finish(s, err, e);
}

bs_err schema_migrate(struct bs_store *s, const struct schema *to, struct bs_error *e)
{
    bs_err err = sql_exec(s, "PRAGMA foreign_keys=OFF", e); /* no effect within a transaction */
    if (err == BS_OK)
        err = migrate(s, to, e);
    if (err == BS_OK)
        err = sql_exec(s, "PRAGMA foreign_keys=ON", e);
    return err;
}

/* -- the check --------------------------------------------------------------------------- */

/* What somebody typed, without SQLite's own tables (sqlite_sequence, sqlite_stat1). */
static const char schema_text_sql[] = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND"
                                      " substr(name, 1, 7) <> 'sqlite_' ORDER BY name";

static bs_err schema_text(struct bs_store *s, struct bs_buf *out, struct bs_error *e)
{
    sqlite3_stmt *st = NULL;
    bool row;
    bs_err err = sql_prepare(s, bs_str_z(schema_text_sql), &st, e);
    while (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        bs_buf_put(out, bs_bytes_str((bs_bytes){sqlite3_column_blob(st, 0),
                                                (size_t)sqlite3_column_bytes(st, 0)}));
        bs_buf_putc(out, ';');
    }
    sqlite3_finalize(st);
    return err;
}

/* Our own, as an empty database would have it. */
static bs_err fresh_schema(const struct schema *of, struct bs_buf *out, struct bs_error *e)
{
    struct bs_store fresh = {.path = (char[]){"an empty database"}};
    int rc = sqlite3_open(":memory:", &fresh.db);
    bs_err err = rc == SQLITE_OK ? functions_register(&fresh, e) : sql_error(&fresh, rc, "opening", e);
    for (int v = 0; err == BS_OK && v < of->version; v++)
        err = sql_exec(&fresh, of->step[v], e);
    if (err == BS_OK)
        err = schema_text(&fresh, out, e);
    sqlite3_close(fresh.db);
    return err;
}

bs_err schema_check(struct bs_store *s, const struct schema *want, struct bs_error *e)
{
    struct bs_buf ours, theirs;
    bs_buf_init(&ours, 1 << 20);
    bs_buf_init(&theirs, 1 << 20);
    bs_err err = schema_text(s, &theirs, e);
    if (err == BS_OK)
        err = fresh_schema(want, &ours, e);
    if (err == BS_OK && !bs_str_eq(bs_buf_str(&ours), bs_buf_str(&theirs)))
        err = bs_error_set(e, BS_E_CORRUPT,
                           "its tables are not what bannerscope made: damaged or tampered with");
    bs_buf_fini(&ours);
    bs_buf_fini(&theirs);
    return err;
}
