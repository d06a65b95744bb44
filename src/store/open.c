#include "store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "bannerscope/gate.h"

static const char *shown(const char *path, char out[200])
{
    return bs_gate_z(bs_str_bytes(bs_str_z(path)), out, 200);
}

/* The directory resolved, the last component kept: SQLITE_OPEN_NOFOLLOW refuses a link anywhere
 * in the path, and a home directory that is a link is common. */
static char *resolve(const char *path, struct bs_error *e)
{
    char name[200];
    const char *slash = strrchr(path, '/');
    char *dir = slash ? bs_strdup((bs_str){path, (size_t)(slash - path) + (slash == path)})
                      : bs_strdup(BS_STR("."));
    char *real = realpath(dir, NULL);
    if (!real) {
        bs_error_set(e, BS_E_IO, "%s: %s", shown(dir, name), strerror(errno));
        free(dir);
        return NULL;
    }
    struct bs_buf b;
    bs_buf_init(&b, PATH_MAX);
    bs_buf_printf(&b, "%s/%s", strcmp(real, "/") == 0 ? "" : real, slash ? slash + 1 : path);
    char *out = bs_strdup(bs_buf_str(&b));
    bs_buf_fini(&b);
    free(real);
    free(dir);
    return out;
}

/* Makes or checks the file itself, before SQLite sees it. */
static bs_err check_file(const char *path, bool may_create, bool *readonly, struct bs_error *e)
{
    char name[200];
    struct stat st;
    shown(path, name);
    int fd = open(path, (*readonly ? O_RDONLY : O_RDWR | (may_create ? O_CREAT : 0)) |
                  O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0 && !*readonly && (errno == EROFS || errno == EACCES)) {
        *readonly = true;
        fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    }
    if (fd < 0 && errno == EISDIR)
        return bs_error_set(e, BS_E_IO, "%s: this is a directory, not a database", name);
    if (fd < 0 && errno == ELOOP)
        return bs_error_set(e, BS_E_IO, "%s: this is a symbolic link; name the file itself", name);
    if (fd < 0)
        return bs_error_set(e, errno == ENOENT ? BS_E_NOTFOUND : BS_E_IO, "%s: %s", name,
                            strerror(errno));
    bs_err err = BS_OK;
    if (fstat(fd, &st) != 0)
        err = bs_error_set(e, BS_E_IO, "%s: %s", name, strerror(errno));
    else if (S_ISDIR(st.st_mode))
        err = bs_error_set(e, BS_E_IO, "%s: this is a directory, not a database", name);
    else if (!S_ISREG(st.st_mode))
        err = bs_error_set(e, BS_E_IO, "%s: this is not a regular file", name);
    else if (st.st_nlink > 1)
        err = bs_error_set(e, BS_E_IO, "%s: the file has a second name (hard link)", name);
    close(fd);
    return err;
}

/* Memory shared between processes does not work over these. */
static bool network_mount(const char *path)
{
    static const unsigned long magics[] = {0x6969, 0xfe534d42, 0xff534d42, 0x65735546};
    struct statfs fs;
    if (statfs(path, &fs) != 0)
        return false;
    for (size_t i = 0; i < BS_COUNT(magics); i++)
        if (((unsigned long)fs.f_type & 0xffffffff) == magics[i])
            return true;
    return false;
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
    return sql_exec(s, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;"
                       "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;", e);
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

/* Whose file it is, before anything is written. */
static bs_err identify(struct bs_store *s, bool *fresh, struct bs_error *e)
{
    char name[200];
    int64_t id, version, objects;
    shown(s->path, name);
    bs_err err = pragma_number(s, "PRAGMA application_id", &id, e);
    if (err == BS_OK)
        err = pragma_number(s, "PRAGMA user_version", &version, e);
    if (err == BS_OK)
        err = pragma_number(s, "SELECT count(*) FROM sqlite_schema", &objects, e);
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
    if (version < SCHEMA_VERSION)
        return s->readonly ? bs_error_set(e, BS_E_READONLY, "%s: an older schema, and read-only: it "
                                          "cannot be migrated", name)
                           : schema_migrate(s, (int)version, e);
    if ((err = schema_check(s, e)) != BS_OK)
        return bs_error_ctx(e, err, "%s", name);
    return BS_OK;
}

/* The answer decides, not the question: SQLite may keep another mode without an error. */
static bs_err set_journal(struct bs_store *s, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row, wal = !network_mount(s->path);
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

static bs_err open_file(struct bs_store *s, struct bs_error *e)
{
    int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX |
                (s->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    bool fresh = false;
    int rc = sqlite3_open_v2(s->path, &s->db, flags, NULL);
    if (rc != SQLITE_OK)
        return sql_error(s, rc, "opening", e);
    bs_err err = configure(s, e);
    if (err == BS_OK)
        err = identify(s, &fresh, e);
    if (err == BS_OK && fresh && s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is empty and read-only");
    s->journal = "wal";
    if (err == BS_OK && !s->readonly)
        err = set_journal(s, e);
    if (err == BS_OK && fresh)
        err = schema_create(s, e);
    if (err == BS_OK)
        err = functions_register(s, e);
    return err;
}

bs_err bs_store_open(const char *path, enum bs_store_role role, struct bs_store **out,
                     struct bs_error *e)
{
    struct bs_store *s = bs_alloc(sizeof *s);
    *out = NULL;
    s->readonly = role == BS_STORE_READ;
    s->path = resolve(path, e);
    bs_err err = s->path ? check_file(s->path, role == BS_STORE_WRITE, &s->readonly, e) : BS_E_IO;
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
