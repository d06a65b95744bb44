#include "columns.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

/* SQLite counts its memory under one lock for all threads; nobody here asks it how much there is. */
void bs_store_prepare(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bs_err configure(struct bs_store *s, struct bs_error *e)
{
    static const struct {
        int op, value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},    {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    for (size_t i = 0; i < BS_COUNT(switches); i++)
        sqlite3_db_config(s->db, switches[i].op, switches[i].value, NULL);
    sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, 64 << 20);
    sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 1); /* VACUUM INTO, for the backup, needs one */
    sqlite3_busy_timeout(s->db, BUSY_MS);
    bs_err err = sql_exec(s, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;"
                       "PRAGMA temp_store=MEMORY;", e);
    if (err == BS_OK)
        err = sql_cache_size(s, CACHE_KIB, e);
    return err == BS_OK ? functions_register(s, e) : err;
}

static bs_err pragma_number(struct bs_store *s, const char *sql, int64_t *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = sql_prepare(s, bs_str_z(sql), &st, e);
    if (err == BS_OK)
        err = sql_number(s, st, 0, out, e);
    sqlite3_finalize(st);
    return err;
}

/* Damage is better met here than in the middle of the work.  Only where it takes no noticeable
 * time, and only before writing: reading a damaged file for what is left of it stays possible,
 * and `verify` looks at all of it. */
static bs_err quick_check(struct bs_store *s, struct bs_error *e)
{
    enum { CHECKED_MAX = 8 << 20 };
    sqlite3_stmt *st;
    struct stat file;
    bool row;
    if (s->readonly || stat(s->path, &file) != 0 || file.st_size > CHECKED_MAX)
        return BS_OK;
    bs_err err = sql_prepare(s, BS_STR("PRAGMA quick_check(1)"), &st, e);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        const char *said = (const char *)sqlite3_column_text(st, 0);
        if (!said || strcmp(said, "ok") != 0)
            err = bs_error_set(e, BS_E_CORRUPT, "the file is damaged; `verify` says where");
    }
    sqlite3_finalize(st);
    return err;
}

/* Whose file it is, before anything is written. */
static bs_err identify(struct bs_store *s, bool *fresh, struct bs_error *e)
{
    char name[200];
    int64_t id, version, objects;
    place_shown(s->path, name);
    /* One look: another program may be making the file between two. */
    bs_err err = sql_begin_read(s, e);
    if (err == BS_OK)
        err = pragma_number(s, "SELECT count(*) FROM sqlite_schema", &objects, e);
    if (err == BS_OK)
        err = pragma_number(s, "PRAGMA application_id", &id, e);
    if (err == BS_OK)
        err = pragma_number(s, "PRAGMA user_version", &version, e);
    sql_rollback(s);
    if (err != BS_OK)
        return err;
    *fresh = id == 0 && version == 0 && objects == 0;
    if (*fresh)
        return BS_OK;
    if (id != APPLICATION_ID)
        return bs_error_set(e, BS_E_FOREIGN, "%s: this is a database of another program", name);
    if (version > SCHEMA_VERSION)
        return bs_error_set(e, BS_E_NEWER, "%s: made by a newer bannerscope (schema %lld, this one "
                            "knows %d); nothing was changed", name, (long long)version,
                            SCHEMA_VERSION);
    if (version < 1)
        return bs_error_set(e, BS_E_CORRUPT, "%s: the schema version is missing", name);
    if (version < SCHEMA_VERSION && s->readonly)
        return bs_error_set(e, BS_E_READONLY, "%s: an older schema, and read-only: it cannot be "
                            "migrated", name);
    if (version < SCHEMA_VERSION)
        err = schema_migrate(s, &schema_ours, e);
    if (err == BS_OK)
        err = schema_check(s, &schema_ours, e);
    if (err == BS_OK)
        err = quick_check(s, e);
    return err == BS_OK ? BS_OK : bs_error_ctx(e, err, "%s", name);
}

/* The answer decides, not the question: SQLite may keep another mode without an error. */
static bs_err set_journal(struct bs_store *s, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row, wal = !place_is_network(s->path);
    bs_err err = sql_prepare(s, wal ? BS_STR("PRAGMA journal_mode=WAL")
                                    : BS_STR("PRAGMA journal_mode=DELETE"), &st, e);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        const char *mode = (const char *)sqlite3_column_text(st, 0);
        wal = mode && strcmp(mode, "wal") == 0;
    }
    sqlite3_finalize(st);
    s->journal = wal ? "wal" : "delete";
    if (err != BS_OK)
        return err;
    return sql_exec(s, wal ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=EXTRA", e);
}

static bool has_log(const struct bs_store *s)
{
    struct bs_buf name;
    struct stat st;
    bs_buf_init(&name, PATH_MAX + 8);
    bs_buf_printf(&name, "%s-wal%c", s->path, 0);
    bool has = stat((const char *)name.p, &st) == 0 && st.st_size > 0;
    bs_buf_fini(&name);
    return has;
}

/* A log in a directory that cannot be written has no place for the memory its readers share.
 * Without a log nothing is missing from the file itself: it is read as it lies there. */
static bs_err open_unshared(struct bs_store *s, int flags, struct bs_error *e)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
    struct bs_buf uri;
    if (has_log(s))
        return bs_error_set(e, BS_E_IO, "its log (-wal) holds changes, and the directory cannot be "
                                        "written: open it where it can be once, or copy both files");
    sqlite3_close(s->db);
    s->db = NULL;
    bs_buf_init(&uri, 3 * PATH_MAX + 64);
    bs_buf_put(&uri, BS_STR("file:"));
    for (const char *p = s->path; *p; p++) {
        if (strchr(plain, *p))
            bs_buf_putc(&uri, *p);
        else
            bs_buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
    }
    bs_buf_printf(&uri, "?immutable=1%c", 0);
    int rc = sqlite3_open_v2((const char *)uri.p, &s->db, flags | SQLITE_OPEN_URI, NULL);
    bs_buf_fini(&uri);
    return rc == SQLITE_OK ? configure(s, e) : sql_error(s, rc, "opening", e);
}

/* Another program's database is known by its header where it has an id: one statement, and SQLite
 * could write a log of that program's back into it.  What has no id is looked at by identify(). */
static bs_err check_header(struct bs_store *s, struct bs_error *e)
{
    static const char magic[16] = "SQLite format 3";
    enum { HEADER = 100, ID_AT = 68 }; /* SQLite's file format, 1.3 */
    uint8_t h[HEADER] = {0};
    char name[200];
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    int rc = sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (rc == SQLITE_OK)
        rc = file->pMethods->xFileSize(file, &size);
    if (rc == SQLITE_OK && size >= HEADER)
        rc = file->pMethods->xRead(file, h, sizeof h, 0);
    if (rc != SQLITE_OK)
        return sql_error(s, rc, "opening", e);
    if (size == 0)
        return BS_OK;
    if (memcmp(h, magic, sizeof magic) != 0)
        return bs_error_set(e, BS_E_FOREIGN, "%s: this is not a bannerscope database",
                            place_shown(s->path, name));
    uint32_t id = (uint32_t)h[ID_AT] << 24 | (uint32_t)h[ID_AT + 1] << 16 |
                  (uint32_t)h[ID_AT + 2] << 8 | h[ID_AT + 3];
    if (id != 0 && id != APPLICATION_ID)
        return bs_error_set(e, BS_E_FOREIGN, "%s: this is a database of another program",
                            place_shown(s->path, name));
    return BS_OK;
}

/* The first read tells whether the file can be opened at all. */
static bs_err connect_to(struct bs_store *s, struct bs_error *e)
{
    int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX |
                (s->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    int64_t version;
    int rc = sqlite3_open_v2(s->path, &s->db, flags, NULL);
    if (rc != SQLITE_OK)
        return sql_error(s, rc, "opening", e);
    bs_err err = check_header(s, e);
    if (err == BS_OK)
        err = configure(s, e);
    if (err == BS_OK)
        err = pragma_number(s, "PRAGMA schema_version", &version, e);
    int why = sqlite3_errcode(s->db) & 0xff;
    if (err != BS_OK && s->readonly && (why == SQLITE_CANTOPEN || why == SQLITE_READONLY))
        return open_unshared(s, flags, e);
    return err;
}

/* The log of a database that turns out not to be ours stays as it is. */
static void keep_log(struct bs_store *s, bool keep)
{
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)keep, NULL);
}

static bs_err open_file(struct bs_store *s, struct bs_error *e)
{
    bool fresh = false, log = has_log(s);
    bs_err err = connect_to(s, e);
    if (err != BS_OK)
        return err;
    keep_log(s, log);
    err = identify(s, &fresh, e);
    if (err == BS_OK && fresh && s->readonly)
        err = bs_error_set(e, BS_E_READONLY, "the database is empty and read-only");
    if (err != BS_OK)
        return err;
    keep_log(s, false);
    s->journal = place_is_network(s->path) ? "delete" : "wal";
    if (!s->readonly)
        err = set_journal(s, e);
    /* Where two make the file at once SQLite does not wait for the other's change of mode. */
    for (int ms = 0; err == BS_E_BUSY && ms < BUSY_MS; ms += BUSY_TICK_MS) {
        sqlite3_sleep(BUSY_TICK_MS);
        err = set_journal(s, e);
    }
    if (err == BS_OK && fresh)
        err = schema_migrate(s, &schema_ours, e);
    return err;
}

bs_err bs_store_open(const char *path, enum bs_store_role role, struct bs_store **out,
                     struct bs_error *e)
{
    struct bs_store *s = bs_alloc(sizeof *s);
    *out = NULL;
    s->readonly = role == BS_STORE_READ;
    s->path = place_resolve(path, e);
    bs_err err = s->path ? place_check(s->path, role == BS_STORE_WRITE, &s->readonly, e) : BS_E_IO;
    if (err == BS_OK)
        err = open_file(s, e);
    if (err != BS_OK) {
        bs_store_close(s);
        return err;
    }
    *out = s;
    return BS_OK;
}

void bs_store_close(struct bs_store *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->cached_n; i++)
        sqlite3_finalize(s->cached[i].st);
    free(s->cached);
    columns_free(s->columns);
    sqlite3_finalize(s->rollback);
    sqlite3_close(s->db);
    free(s->path);
    free(s);
}

const char *bs_store_path(const struct bs_store *s)
{
    return s->path;
}

bool bs_store_readonly(const struct bs_store *s)
{
    return s->readonly;
}

const char *bs_store_journal(const struct bs_store *s)
{
    return s->journal;
}

void bs_store_interrupt(struct bs_store *s)
{
    sqlite3_interrupt(s->db);
}

int64_t bs_store_version(struct bs_store *s)
{
    int64_t v = 0;
    if (pragma_number(s, "PRAGMA data_version", &v, NULL) != BS_OK)
        return 0;
    return v;
}

void bs_store_assert_idle(struct bs_store *s)
{
    for (sqlite3_stmt *st = NULL; (st = sqlite3_next_stmt(s->db, st));)
        if (sqlite3_stmt_busy(st))
            bs_fatal(sqlite3_sql(st)); /* a busy statement would keep the log from shrinking */
}
