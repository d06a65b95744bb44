/* What is opened, what is refused and stays as it was, migrations, two programs at once. */
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_priv.h"

static void in_dir(const struct fixture *f, const char *name, char out[200])
{
    snprintf(out, 200, "%s/%s", f->dir, name);
}

static void write_file(const char *path, const void *p, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, p, n), n);
    close(fd);
}

static void sql_file(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* Refused with `want`, and not a byte of it changed. */
static void refused(struct fixture *f, const char *path, bs_err want)
{
    struct bs_store *s = (struct bs_store *)f;
    size_t n, after;
    uint8_t *before = fixture_bytes(path, &n);
    f->e.text[0] = '\0';
    bs_err err = bs_store_open(path, BS_STORE_WRITE, &s, &f->e);
    if (err != want)
        fail_msg("%s: %d: %s", path, err, f->e.text);
    assert_null(s);
    assert_true(strlen(f->e.text) > 10);
    uint8_t *now = fixture_bytes(path, &after);
    assert_int_equal(n, after);
    assert_memory_equal(before, now, n);
    free(before);
    free(now);
}

static void a_new_file_is_ours_alone(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    char path[220];
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    snprintf(path, sizeof path, "%s-wal", f->path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_string_equal(bs_store_path(f->s), f->path);
    assert_string_equal(bs_store_journal(f->s), "wal");
    assert_false(bs_store_readonly(f->s));
    assert_int_equal(fixture_number(f, "PRAGMA application_id"), 0x42534350);
    assert_int_equal(fixture_number(f, "PRAGMA user_version"), SCHEMA_VERSION);
    bs_store_assert_idle(f->s);
    fixture_reopen(f, BS_STORE_WRITE);
    fixture_reopen(f, BS_STORE_READ);
    assert_true(bs_store_readonly(f->s));
}

static void names_are_names(void **state)
{
    struct fixture *f = *state;
    struct bs_store *s;
    static const char *const names[] = {"file:x?mode=memory", ":memory:", "a b%20#?.db", "-x", "\xc3\xa4"};
    for (size_t i = 0; i < BS_COUNT(names); i++) {
        char path[200];
        struct stat st;
        in_dir(f, names[i], path);
        OK(bs_store_open(path, BS_STORE_WRITE, &s, &f->e));
        bs_store_close(s);
        assert_int_equal(stat(path, &st), 0);
        assert_true(st.st_size > 4096);
    }
    char path[200];
    in_dir(f, "none.db", path);
    assert_int_equal(bs_store_open(path, BS_STORE_READ, &s, &f->e), BS_E_NOTFOUND);
    in_dir(f, "none/none.db", path);
    assert_int_equal(bs_store_open(path, BS_STORE_WRITE, &s, &f->e), BS_E_IO);
}

static void others_files_stay_as_they_are(void **state)
{
    struct fixture *f = *state;
    char path[200], other[200];
    static const char text[] = "This is a letter, not a database.  It is long enough to look like "
                               "one to somebody who reads a hundred bytes and no more than that.\n";
    in_dir(f, "letter", path);
    write_file(path, text, sizeof text - 1);
    refused(f, path, BS_E_FOREIGN);
    write_file(path, text, 5);
    refused(f, path, BS_E_FOREIGN);
    write_file(path, text, 1);
    refused(f, path, BS_E_FOREIGN);

    in_dir(f, "with-id.db", path);
    sql_file(path, "PRAGMA application_id=7; CREATE TABLE t(x)");
    refused(f, path, BS_E_FOREIGN);
    in_dir(f, "no-id.db", path);
    sql_file(path, "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
    refused(f, path, BS_E_FOREIGN);

    in_dir(f, "link.db", other);
    assert_int_equal(symlink(path, other), 0);
    refused(f, other, BS_E_IO);
    unlink(other);
    assert_int_equal(link(path, other), 0);
    refused(f, other, BS_E_IO);

    struct bs_store *s;
    assert_int_equal(bs_store_open(f->dir, BS_STORE_WRITE, &s, &f->e), BS_E_IO);
    assert_non_null(strstr(f->e.text, "directory"));
    in_dir(f, "fifo", path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(bs_store_open(path, BS_STORE_WRITE, &s, &f->e), BS_E_IO);
}

/* A database whose program died has a log; opening and closing it must not write that log back. */
static void a_strangers_log_stays(void **state)
{
    struct fixture *f = *state;
    char path[200], log[210];
    size_t n, m, after;
    in_dir(f, "live.db", path);
    snprintf(log, sizeof log, "%s-wal", path);
    if (fork() == 0) {
        sqlite3 *db;
        sqlite3_open(path, &db);
        sqlite3_exec(db, "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)", NULL,
                     NULL, NULL);
        _exit(0);
    }
    assert_true(wait(NULL) > 0);
    uint8_t *before = fixture_bytes(log, &n);
    assert_true(n > 0);
    refused(f, path, BS_E_FOREIGN);
    uint8_t *now = fixture_bytes(log, &after);
    assert_int_equal(n, after);
    assert_memory_equal(before, now, n);
    free(before);
    free(now);
    before = fixture_bytes(path, &m);
    free(before);
}

static void newer_and_changed_are_refused(void **state)
{
    struct fixture *f = *state;
    bs_store_close(f->s);
    f->s = NULL;
    static const char *const wrong[] = {
        "CREATE TRIGGER x AFTER INSERT ON service BEGIN DELETE FROM event; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE extra(x)",
        "DROP INDEX service_answer",
        "ALTER TABLE ruling ADD COLUMN x TEXT",
    };
    sql_file(f->path, "PRAGMA user_version=99");
    refused(f, f->path, BS_E_NEWER);
    sql_file(f->path, "PRAGMA user_version=0");
    refused(f, f->path, BS_E_CORRUPT);
    char version[40];
    snprintf(version, sizeof version, "PRAGMA user_version=%d", SCHEMA_VERSION);
    sql_file(f->path, version);
    for (size_t i = 0; i < BS_COUNT(wrong); i++) {
        char path[200];
        in_dir(f, "changed.db", path);
        size_t n;
        uint8_t *p = fixture_bytes(f->path, &n);
        write_file(path, p, n);
        free(p);
        sql_file(path, wrong[i]);
        refused(f, path, BS_E_CORRUPT);
        unlink(path);
    }
    fixture_reopen(f, BS_STORE_WRITE);
}

/* Damage: writing is refused, and whatever is done with a damaged file, nothing crashes. */
static void damage_is_met_early(void **state)
{
    struct fixture *f = *state;
    struct plain p = {.ip = "192.0.2.9", .port = 22, .data = SSH_BANNER, .seen = 2000};
    char path[200];
    size_t n;
    int opened = 0, bad;
    put_all(f, "file:x", &p, 1, NULL);
    bs_store_close(f->s);
    f->s = NULL;
    uint8_t *good = fixture_bytes(f->path, &n);
    in_dir(f, "bad.db", path);
    for (size_t at = 100; at < n; at += 997) {
        struct bs_store *s;
        uint8_t was = good[at];
        good[at] ^= 0x55;
        write_file(path, good, n);
        if (bs_store_open(path, BS_STORE_READ, &s, &f->e) == BS_OK) {
            opened++;
            bs_err err = bs_store_verify(s, NULL, NULL, &bad, &f->e);
            assert_true(err == BS_OK || err == BS_E_CORRUPT || err == BS_E_FAILED);
            bs_store_close(s);
        }
        good[at] = was;
    }
    assert_true(opened > 0);
    memset(good + 8192, 0xa5, 4096);
    write_file(path, good, n);
    refused(f, path, BS_E_CORRUPT);
    /* Cut short anywhere: refused, or read as far as it goes. */
    for (size_t cut = 0; cut < n; cut += 1531) {
        struct bs_store *s;
        write_file(path, good, cut);
        if (bs_store_open(path, BS_STORE_READ, &s, &f->e) == BS_OK)
            bs_store_close(s);
    }
    free(good);
}

/* -- migrations --------------------------------------------------------------------------- */

static const char *const three_steps[] = {
    "CREATE TABLE t(x INTEGER) STRICT; INSERT INTO t VALUES(1);",
    "ALTER TABLE t ADD COLUMN y INTEGER; UPDATE t SET y = x + 1;",
    "CREATE INDEX t_y ON t(y);",
};

static bs_err migrate(struct fixture *f, const char *path, const struct schema *to)
{
    struct bs_store s = {.path = (char *)(uintptr_t)path, .journal = "wal"};
    assert_int_equal(sqlite3_open(path, &s.db), SQLITE_OK);
    bs_err err = schema_migrate(&s, to, &f->e);
    if (err == BS_OK)
        err = schema_check(&s, to, &f->e);
    for (size_t i = 0; i < s.cached_n; i++)
        sqlite3_finalize(s.cached[i].st);
    free(s.cached);
    sqlite3_finalize(s.rollback);
    sqlite3_close(s.db);
    return err;
}

static int64_t number_in(const char *path, const char *sql)
{
    struct fixture at;
    snprintf(at.path, sizeof at.path, "%s", path);
    return fixture_number(&at, sql);
}

static void older_is_migrated_after_a_backup(void **state)
{
    struct fixture *f = *state;
    char path[100], saved[120];
    struct stat st;
    snprintf(path, sizeof path, "%s/old.db", f->dir);
    snprintf(saved, sizeof saved, "%s.bak-1", path);
    sql_file(path, three_steps[0]);
    sql_file(path, "PRAGMA user_version=1");
    OK(migrate(f, path, &(struct schema){three_steps, 3}));
    assert_int_equal(number_in(path, "PRAGMA user_version"), 3);
    assert_int_equal(number_in(path, "SELECT y FROM t"), 2);
    assert_int_equal(number_in(path, "PRAGMA application_id"), 0x42534350);
    assert_int_equal(number_in(saved, "PRAGMA user_version"), 1);
    assert_int_equal(number_in(saved, "SELECT x FROM t"), 1);
    assert_int_equal(stat(saved, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);

    /* A program that died between backup and migration, or in the middle of the backup, locks nobody out: the
     * second backup has a name of its own. */
    snprintf(saved, sizeof saved, "%s.bak.part", path);
    sql_file(saved, "CREATE TABLE half(x)");
    unlink(path);
    sql_file(path, three_steps[0]);
    sql_file(path, "PRAGMA user_version=1");
    OK(migrate(f, path, &(struct schema){three_steps, 3}));
    assert_int_equal(number_in(path, "PRAGMA user_version"), 3);
    assert_int_not_equal(stat(saved, &st), 0);
    snprintf(saved, sizeof saved, "%s.bak-1.2", path);
    assert_int_equal(number_in(saved, "PRAGMA user_version"), 1);
    assert_int_equal(stat(saved, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_failed_step_changes_nothing(void **state)
{
    struct fixture *f = *state;
    static const char *const broken[] = {"", "ALTER TABLE t ADD COLUMN z INTEGER", "CREATE TABLE t(x)"};
    char path[100];
    snprintf(path, sizeof path, "%s/old.db", f->dir);
    sql_file(path, three_steps[0]);
    sql_file(path, "PRAGMA user_version=1");
    assert_int_not_equal(migrate(f, path, &(struct schema){broken, 3}), BS_OK);
    assert_int_equal(number_in(path, "PRAGMA user_version"), 1);
    assert_int_equal(number_in(path, "SELECT count(*) FROM pragma_table_info('t')"), 1);
}

/* -- company ------------------------------------------------------------------------------ */

/* Several programs make the same new file at the same moment. */
static void many_may_begin_at_once(void **state)
{
    struct fixture *f = *state;
    enum { PROGRAMS = 6 };
    char path[200];
    in_dir(f, "new.db", path);
    for (int round = 0; round < 5; round++) {
        int failed = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            if (fork() == 0) {
                struct bs_store *s;
                if (bs_store_open(path, BS_STORE_WRITE, &s, &f->e) != BS_OK) {
                    fprintf(stderr, "%s\n", f->e.text);
                    _exit(1);
                }
                bs_store_close(s);
                _exit(0);
            }
        }
        for (int i = 0; i < PROGRAMS; i++) {
            int status;
            assert_true(wait(&status) > 0);
            failed += status != 0;
        }
        assert_int_equal(failed, 0);
        assert_int_equal(number_in(path, "PRAGMA user_version"), SCHEMA_VERSION);
        unlink(path);
    }
}

/* POSIX drops all locks of a process on a file when any descriptor of it is closed: opening a
 * second handle (or being refused one) must not do that to the first. */
static void the_first_handle_keeps_its_locks(void **state)
{
    struct fixture *f = *state;
    struct bs_store *second;
    struct bs_totals t;
    OK(bs_store_totals(f->s, &t, &f->e));
    OK(bs_store_open(f->path, BS_STORE_READ, &second, &f->e));
    OK(bs_store_totals(second, &t, &f->e));
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    pid_t child = fork();
    if (child == 0) {
        int fd = open(f->path, O_RDWR);
        struct flock any = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        _exit(fd >= 0 && fcntl(fd, F_GETLK, &any) == 0 && any.l_type != F_UNLCK ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    bs_store_close(second);
}

/* As another user, who may read and not write (what a test run by root needs). */
static int as_nobody(struct fixture *f, int (*fn)(struct fixture *))
{
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && seteuid(65534) != 0)
            _exit(9);
        _exit(fn(f));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static int read_only_opens(struct fixture *f)
{
    struct bs_store *s;
    struct bs_totals t;
    for (int role = BS_STORE_WRITE; role <= BS_STORE_READ; role++) {
        if (bs_store_open(f->path, (enum bs_store_role)role, &s, &f->e) != BS_OK ||
            bs_store_totals(s, &t, &f->e) != BS_OK) {
            fprintf(stderr, "%s\n", f->e.text);
            return 1;
        }
        if (!bs_store_readonly(s) || t.services != 1)
            return 2;
        if (bs_store_meta_set(s, "x", BS_STR("y"), &f->e) != BS_E_READONLY)
            return 3;
        struct bs_ingest *i;
        const struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x")};
        if (bs_ingest_begin(s, &o, &i, &f->e) != BS_E_READONLY)
            return 4;
        bs_store_close(s);
    }
    return 0;
}

static int not_even_readable(struct fixture *f)
{
    struct bs_store *s;
    return bs_store_open(f->path, BS_STORE_WRITE, &s, &f->e) == BS_E_IO && !s ? 0 : 1;
}

static void what_cannot_be_written_is_read(void **state)
{
    struct fixture *f = *state;
    struct plain p = {.ip = "192.0.2.9", .port = 22, .data = SSH_BANNER, .seen = 2000};
    put_all(f, "file:x", &p, 1, NULL);
    bs_store_close(f->s);
    f->s = NULL;
    assert_int_equal(chmod(f->path, 0444), 0);
    assert_int_equal(chmod(f->dir, 0777), 0);
    assert_int_equal(as_nobody(f, read_only_opens), 0); /* the file alone */
    assert_int_equal(chmod(f->dir, 0555), 0);
    assert_int_equal(as_nobody(f, read_only_opens), 0); /* nor the directory */
    assert_int_equal(chmod(f->path, 0), 0);
    assert_int_equal(as_nobody(f, not_even_readable), 0);
    assert_int_equal(chmod(f->dir, 0700), 0);
    assert_int_equal(chmod(f->path, 0600), 0);
}

static int refuses_a_planted_file(struct fixture *f)
{
    struct bs_store *s;
    return bs_store_open(f->path, BS_STORE_WRITE, &s, &f->e) == BS_E_IO &&
                   strstr(f->e.text, "another user")
               ? 0
               : 1;
}

static void a_file_anyone_may_write_is_not_trusted(void **state)
{
    struct fixture *f = *state;
    if (geteuid() != 0)
        skip(); /* the file must be another user's */
    bs_store_close(f->s);
    f->s = NULL;
    assert_int_equal(chmod(f->path, 0666), 0);
    assert_int_equal(chmod(f->dir, 0777), 0);
    assert_int_equal(as_nobody(f, refuses_a_planted_file), 0);
}

/* SQLite makes no file where there can be none. */
static void no_file_can_be_made(void **state)
{
    struct fixture *f = *state;
    struct bs_store *s;
    char long_name[400];
    assert_int_equal(bs_store_open("/proc/self/a.db", BS_STORE_WRITE, &s, &f->e), BS_E_IO);
    assert_null(s);
    assert_non_null(strstr(f->e.text, "/a.db: "));
    memset(long_name, 'a', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    assert_int_equal(bs_store_open(long_name, BS_STORE_WRITE, &s, &f->e), BS_E_IO);
    assert_false(place_is_network("/none/a.db"));
}

static bool while_busy(void *ctx, const struct bs_event *ev)
{
    struct fixture *f = ctx;
    (void)ev;
    dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
    bs_store_assert_idle(f->s);
    return true;
}

/* A statement that is left open is met where work ends, not when the log has grown for a day. */
static void a_busy_statement_is_no_idle_handle(void **state)
{
    struct fixture *f = *state;
    struct bs_event ev;
    int status;
    struct plain p = {.ip = "192.0.2.9", .port = 22, .data = SSH_BANNER, .seen = 1};
    const struct bs_decision d = {.service = 1, .verdict = BS_MEDICAL, .analyst = BS_STR("ann")};
    put_all(f, "file:x", &p, 1, NULL);
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
    pid_t child = fork();
    if (child == 0) {
        bs_store_events(f->s, 0, while_busy, f, &f->e);
        _exit(77);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    bs_store_assert_idle(f->s);
}

static void small_values(void **state)
{
    struct fixture *f = *state;
    struct bs_buf b;
    bs_buf_init(&b, 1000);
    assert_int_equal(bs_store_meta_get(f->s, "session", &b, &f->e), BS_E_NOTFOUND);
    OK(bs_store_meta_set(f->s, "session", (bs_str){"a\0b", 3}, &f->e));
    OK(bs_store_meta_set(f->s, "session", (bs_str){"c\0d", 3}, &f->e));
    fixture_reopen(f, BS_STORE_WRITE);
    OK(bs_store_meta_get(f->s, "session", &b, &f->e));
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.p, "c\0d", 3);
    bs_buf_fini(&b);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_new_file_is_ours_alone),
        CASE(names_are_names),
        CASE(others_files_stay_as_they_are),
        CASE(a_strangers_log_stays),
        CASE(newer_and_changed_are_refused),
        CASE(damage_is_met_early),
        CASE(older_is_migrated_after_a_backup),
        CASE(a_failed_step_changes_nothing),
        CASE(many_may_begin_at_once),
        CASE(the_first_handle_keeps_its_locks),
        CASE(what_cannot_be_written_is_read),
        CASE(a_file_anyone_may_write_is_not_trusted),
        CASE(no_file_can_be_made),
        CASE(a_busy_statement_is_no_idle_handle),
        CASE(small_values),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
