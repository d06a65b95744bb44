/* The tables.  docs/database.md explains them; a change is a new row in `steps`. */
#include "store_priv.h"

#include <stdio.h>

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
    " services INTEGER NOT NULL, banner INTEGER, tool TEXT NOT NULL, hash TEXT NOT NULL,"
    " undone INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX event_target ON event(scope, target_id);"
    "CREATE TABLE ruling(scope INTEGER NOT NULL, target INTEGER NOT NULL,"
    " verdict INTEGER NOT NULL CHECK(verdict BETWEEN 1 AND 3), label TEXT, note TEXT,"
    " event INTEGER NOT NULL REFERENCES event, banner INTEGER, PRIMARY KEY(scope, target))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE run(id INTEGER PRIMARY KEY, query TEXT NOT NULL, started INTEGER NOT NULL,"
    " ended INTEGER, total INTEGER NOT NULL DEFAULT -1) STRICT;"
    "CREATE TABLE page(run INTEGER NOT NULL REFERENCES run, page INTEGER NOT NULL,"
    " body BLOB NOT NULL, done INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(run, page)) STRICT;";

/* steps[v] leads from version v to v + 1. */
static const char *const steps[SCHEMA_VERSION] = {schema_1};

static bs_err run_steps(struct bs_store *s, int from, struct bs_error *e)
{
    char pragma[64];
    bs_err err = sql_begin(s, e);
    for (int v = from; err == BS_OK && v < SCHEMA_VERSION; v++)
        err = sql_exec(s, steps[v], e);
    snprintf(pragma, sizeof pragma, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
             APPLICATION_ID, SCHEMA_VERSION);
    if (err == BS_OK)
        err = sql_exec(s, pragma, e);
    if (err == BS_OK)
        return sql_commit(s, e);
    sql_rollback(s);
    return err;
}

bs_err schema_create(struct bs_store *s, struct bs_error *e)
{
    return run_steps(s, 0, e);
}

/* PATH.bak-N, whole or not at all: VACUUM INTO refuses a file that is there. */
static bs_err backup(struct bs_store *s, int version, struct bs_error *e)
{
    sqlite3_stmt *st;
    struct bs_buf name;
    bs_buf_init(&name, 8192);
    bs_buf_printf(&name, "%s.bak-%d", s->path, version);
    bs_err err = sql_prepare(s, BS_STR("VACUUM INTO ?1"), &st, e);
    if (err == BS_OK) {
        sql_bind_text(st, 1, bs_buf_str(&name));
        err = sql_run(s, st, e);
        sqlite3_finalize(st);
    }
    bs_buf_fini(&name);
    return err;
}

bs_err schema_migrate(struct bs_store *s, int version, struct bs_error *e)
{
    bs_err err = backup(s, version, e);
    if (err != BS_OK)
        return bs_error_ctx(e, err, "no backup could be made before the migration");
    return run_steps(s, version, e);
}

/* What somebody typed, without SQLite's own tables (sqlite_sequence, sqlite_stat1). */
static const char schema_text_sql[] = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND"
                                      " substr(name, 1, 7) <> 'sqlite_' ORDER BY name";

/* Our own text of the schema, as an empty database would have it. */
static bs_err fresh_schema(struct bs_buf *out)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_open(":memory:", &db);
    for (int v = 0; rc == SQLITE_OK && v < SCHEMA_VERSION; v++)
        rc = sqlite3_exec(db, steps[v], NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, schema_text_sql, -1, &st, NULL);
    while (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        bs_buf_printf(out, "%s;", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return rc == SQLITE_OK ? BS_OK : BS_E_FAILED;
}

bs_err schema_check(struct bs_store *s, struct bs_error *e)
{
    struct bs_buf ours, theirs;
    sqlite3_stmt *st = NULL;
    bool row;
    bs_buf_init(&ours, 1 << 20);
    bs_buf_init(&theirs, 1 << 20);
    bs_err err = sql_prepare(s, bs_str_z(schema_text_sql), &st, e);
    while (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        bs_buf_put(&theirs, bs_bytes_str((bs_bytes){sqlite3_column_blob(st, 0),
                                                    (size_t)sqlite3_column_bytes(st, 0)}));
        bs_buf_putc(&theirs, ';');
    }
    sqlite3_finalize(st);
    if (err == BS_OK)
        err = fresh_schema(&ours);
    if (err == BS_OK && !bs_str_eq(bs_buf_str(&ours), bs_buf_str(&theirs)))
        err = bs_error_set(e, BS_E_CORRUPT,
                           "its tables are not what bannerscope made: damaged or tampered with");
    bs_buf_fini(&ours);
    bs_buf_fini(&theirs);
    return err;
}
