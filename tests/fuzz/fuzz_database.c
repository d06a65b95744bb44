/* A small database that somebody else has written into: bytes of the file (first byte even), or values of any kind in
 * any column behind the schema's back (odd).  It is refused with a reason, or opened, verified, read in every list and
 * written to; what comes out of it is in range. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/engine.h"
#include "bannerscope/facts.h"
#include "bannerscope/label.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BASE_MAX = 1 << 20, EDITS_MAX = 12, COLUMNS_MAX = 64, TABLES_MAX = 40, ROWS_MAX = 8 };
#define ANN BS_STR("ann")

static struct {
    char dir[64], path[80];
    struct bs_rules *rules;
    uint8_t base[BASE_MAX], loose[BASE_MAX]; /* as it was made; without types and NOT NULL */
    size_t base_n, loose_n;
    struct {
        char name[32], *sql;
        int columns;
        char column[COLUMNS_MAX][24];
    } table[TABLES_MAX];
    int tables;
} the;

/* -- the database ------------------------------------------------------------------------- */

static void broken(int line)
{
    fprintf(stderr, "line %d\n", line);
    abort();
}
#define must(ok) ((ok) ? (void)0 : broken(__LINE__))

static void remove_files(void)
{
    static const char *const files[] = {"", "-wal", "-shm", "-journal"};
    char name[100];
    for (size_t i = 0; i < BS_COUNT(files); i++) {
        snprintf(name, sizeof name, "%s%s", the.path, files[i]);
        unlink(name);
    }
}

static void leave_nothing(void)
{
    remove_files();
    rmdir(the.dir);
}

static void run(const char *sql)
{
    sqlite3 *db;
    must(sqlite3_open(the.path, &db) == SQLITE_OK && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
}

static size_t keep(uint8_t *into)
{
    int fd = open(the.path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, into, BASE_MAX);
    must(n > 0 && n < BASE_MAX);
    close(fd);
    return (size_t)n;
}

static void fill(struct bs_store *s, struct bs_arena *a)
{
    static const char answer[] =
        "{\"total\":4,\"matches\":["
        "{\"ip_str\":\"192.0.2.1\",\"port\":80,\"transport\":\"tcp\",\"timestamp\":\"2021-02-25T01:35:44\",\"org\":"
        "\"Ward\",\"data\":\"qzx 17 ready\",\"ssl\":{\"jarm\":\"x\"},\"http\":{\"title\":\"Log in\"}},"
        "{\"ip_str\":\"192.0.2.2\",\"port\":81,\"transport\":\"udp\",\"timestamp\":\"2021-02-25T01:35:44\",\"data\":"
        "\"qzx 18 ready\"},"
        "{\"ip_str\":\"2001:db8::3\",\"port\":22,\"transport\":\"tcp\",\"timestamp\":\"2021-02-25T01:35:44\",\"data\":"
        "\"SSH-2.0-OpenSSH_8.2p1\",\"org\":\"City Hospital\"},"
        "{\"ip_str\":\"192.0.2.4\",\"port\":104,\"transport\":\"tcp\",\"timestamp\":\"2021-02-25T01:35:44\",\"data\":"
        "\"\"}]}";
    struct bs_error e;
    struct bs_run r;
    struct bs_event ev;
    struct bs_sample p;
    struct bs_taken taken;
    const struct bs_ask ask = {.when = 1, .kind = BS_STR("count"), .query = BS_STR("qzx"), .result = BS_STR("")};
    for (int i = 0; i < 2; i++) {
        must(bs_store_run_begin(s, BS_STR("qzx"), 0, &r, &e) == BS_OK);
        const struct bs_take_options o = {.rules = the.rules, .source = BS_STR("query:qzx"), .run = r.id};
        must(bs_take_answer(s, &o, bs_str_z(answer), &taken, &e) == BS_OK);
        must(bs_store_page_keep(s, r.id, 1, BS_BYTES("page"), &e) == BS_OK);
        must(bs_store_page_done(s, r.id, 1, 4, 4, &e) == BS_OK && bs_store_run_end(s, r.id, &e) == BS_OK);
    }
    must(bs_store_run_begin(s, BS_STR("qzx"), 2, &r, &e) == BS_OK);
    must(bs_store_page_failed(s, r.id, 1, BS_STR("cut"), &e) == BS_OK && bs_store_ask_add(s, &ask, &e) == BS_OK);
    must(bs_store_saved_set(s, BS_STR("mine"), BS_STR("qzx"), &e) == BS_OK);
    static const struct {
        int64_t service;
        enum bs_scope scope;
    } on[] = {{1, BS_SCOPE_SHAPE}, {3, BS_SCOPE_SERVICE}, {2, BS_SCOPE_BANNER}};
    for (size_t i = 0; i < BS_COUNT(on); i++) {
        const struct bs_decision d = {.scope = on[i].scope, .service = on[i].service, .verdict = BS_MEDICAL,
                                      .label = BS_STR("pump"), .note = BS_STR("n"), .analyst = ANN};
        must(bs_store_decide(s, &d, a, &ev, &e) == BS_OK);
    }
    must(bs_store_undo(s, ANN, false, a, &ev, &e) == BS_OK);
    must(bs_store_look(s, BS_SCOPE_SHAPE, 2, BS_MEDICAL, ANN, a, &p, &e) == BS_OK);
    must(bs_store_mark(s, BS_SCOPE_SHAPE, 3, BS_STR("skip"), BS_STR(""), ANN, a, &ev, &e) == BS_OK);
    must(bs_store_blind_begin(s, 2, ANN, a, &ev, &e) == BS_OK);
}

static int name_table(void *unused, int n, char **v, char **names)
{
    (void)unused, (void)n, (void)names;
    must(the.tables < TABLES_MAX);
    snprintf(the.table[the.tables].name, sizeof the.table[0].name, "%s", v[0]);
    the.table[the.tables++].sql = bs_strdup(bs_str_z(v[1]));
    return 0;
}

static int name_column(void *table, int n, char **v, char **names)
{
    int t = *(int *)table;
    (void)n, (void)names;
    must(the.table[t].columns < COLUMNS_MAX);
    snprintf(the.table[t].column[the.table[t].columns++], sizeof the.table[0].column[0], "%s", v[0]);
    return 0;
}

static void learn_tables(void)
{
    sqlite3 *db;
    char sql[120];
    must(sqlite3_open(the.path, &db) == SQLITE_OK);
    sqlite3_exec(db, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY"
                     " name", name_table, NULL, NULL);
    for (int t = 0; t < the.tables; t++) {
        snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')", the.table[t].name);
        sqlite3_exec(db, sql, name_column, &t, NULL);
    }
    sqlite3_close(db);
}

static void begin(void)
{
    const char *src = getenv("BS_SRCDIR");
    struct bs_error e;
    struct bs_store *s;
    struct bs_arena a;
    int bad;
    snprintf(the.dir, sizeof the.dir, "%s/bs-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    must(mkdtemp(the.dir) != NULL);
    atexit(leave_nothing);
    snprintf(the.path, sizeof the.path, "%s/a.db", the.dir);
    must(bs_rules_load(src ? src : ".", NULL, NULL, NULL, &bad, &the.rules, &e) == BS_OK);
    must(bs_store_open(the.path, BS_STORE_WRITE, &s, &e) == BS_OK);
    bs_arena_init(&a, 0);
    fill(s, &a);
    bs_arena_fini(&a);
    bs_store_close(s);
    run("PRAGMA journal_mode=DELETE; PRAGMA page_size=512; VACUUM");
    the.base_n = keep(the.base);
    learn_tables();
    run("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ' STRICT,', ''),"
        " ' STRICT', ''), ' NOT NULL', '') WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    the.loose_n = keep(the.loose);
}

/* -- what is written into it --------------------------------------------------------------- */

struct input {
    const uint8_t *p;
    size_t n;
};

static unsigned byte_of(struct input *in)
{
    return in->n ? in->n--, *in->p++ : 0;
}

static bs_bytes bytes_of(struct input *in, size_t n)
{
    const bs_bytes b = {in->p, n < in->n ? n : in->n};
    in->p += b.n;
    in->n -= b.n;
    return b;
}

static void put_file(const uint8_t *p, size_t n)
{
    remove_files();
    int fd = open(the.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(fd >= 0 && write(fd, p, n) == (ssize_t)n);
    close(fd);
}

/* Place (three bytes), length, bytes. */
static void edit_bytes(struct input *in)
{
    static uint8_t file[BASE_MAX];
    size_t n = the.base_n;
    memcpy(file, the.base, n);
    for (int i = 0; i < EDITS_MAX && in->n; i++) {
        size_t at = (byte_of(in) << 16 | byte_of(in) << 8);
        at = (at | byte_of(in)) % n;
        bs_bytes b = bytes_of(in, byte_of(in) % 17);
        memcpy(file + at, b.p, b.n < n - at ? b.n : n - at);
        if (b.n == 0) /* no bytes: the file ends here */
            n = at > 0 ? at : n;
    }
    put_file(file, n);
}

static void bind_value(sqlite3_stmt *st, int at, struct input *in)
{
    int64_t number = 0;
    switch (byte_of(in) % 6) {
    case 0:
        sqlite3_bind_int(st, at, (int8_t)byte_of(in));
        break;
    case 1:
        for (int i = 0; i < 8; i++)
            number = (int64_t)((uint64_t)number << 8 | byte_of(in));
        sqlite3_bind_int64(st, at, number);
        break;
    case 2: {
        bs_bytes b = bytes_of(in, byte_of(in));
        sqlite3_bind_text(st, at, (const char *)b.p, (int)b.n, SQLITE_TRANSIENT);
        break;
    }
    case 3: {
        bs_bytes b = bytes_of(in, byte_of(in));
        sqlite3_bind_blob(st, at, b.p, (int)b.n, SQLITE_TRANSIENT);
        break;
    }
    case 4:
        sqlite3_bind_double(st, at, (double)byte_of(in) * 1e17);
        break;
    default:
        sqlite3_bind_null(st, at);
    }
}

/* Table, column, row, value; a row above 250 is every row. */
static void edit_cell(sqlite3 *db, struct input *in)
{
    const unsigned t = byte_of(in) % (unsigned)the.tables, c = byte_of(in) % (unsigned)the.table[t].columns,
                   row = byte_of(in);
    char sql[200];
    sqlite3_stmt *st = NULL;
    const char *key = the.table[t].column[0];
    snprintf(sql, sizeof sql, "UPDATE OR IGNORE \"%s\" SET \"%s\" = ?1 WHERE ?2 OR \"%s\" IS (SELECT \"%s\" FROM \"%s\""
                              " LIMIT 1 OFFSET ?3)", the.table[t].name, the.table[t].column[c], key, key,
             the.table[t].name);
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK) {
        bind_value(st, 1, in);
        sqlite3_bind_int(st, 2, row > 250);
        sqlite3_bind_int(st, 3, (int)(row % ROWS_MAX));
        sqlite3_step(st);
    }
    sqlite3_finalize(st);
}

/* In the end the schema is ours again, to the letter. */
static void edit_cells(struct input *in)
{
    sqlite3 *db;
    sqlite3_stmt *st;
    put_file(the.loose, the.loose_n);
    must(sqlite3_open(the.path, &db) == SQLITE_OK);
    sqlite3_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA ignore_check_constraints=ON; PRAGMA"
                     " writable_schema=ON; BEGIN", NULL, NULL, NULL);
    for (int i = 0; i < EDITS_MAX && in->n; i++)
        edit_cell(db, in);
    must(sqlite3_prepare_v2(db, "UPDATE sqlite_schema SET sql = ?1 WHERE name = ?2", -1, &st, NULL) == SQLITE_OK);
    for (int t = 0; t < the.tables; t++) {
        sqlite3_bind_text(st, 1, the.table[t].sql, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, the.table[t].name, -1, SQLITE_STATIC);
        must(sqlite3_step(st) == SQLITE_DONE);
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
}

/* -- what is made of it --------------------------------------------------------------------- */

static bs_err said(bs_err err, const struct bs_error *e)
{
    must(err == BS_OK || e->text[0]);
    return err;
}

static void complain(void *ctx, const char *line)
{
    ++*(int *)ctx;
    for (; *line; line++)
        must((unsigned char)*line >= 0x20 && (unsigned char)*line <= 0x7e);
}

static void row_in_range(const struct bs_row *r)
{
    must((unsigned)r->verdict <= BS_UNKNOWN && (unsigned)r->rule_verdict <= BS_UNKNOWN &&
         (unsigned)r->affiliation <= BS_HOSPITAL && (unsigned)r->target.transport <= BS_UDP);
}

static bool event_in_range(void *ctx, const struct bs_event *ev)
{
    (void)ctx;
    must((unsigned)ev->verdict <= BS_UNKNOWN && (unsigned)ev->before <= BS_UNKNOWN &&
         (unsigned)ev->scope <= BS_SCOPE_SHAPE);
    return true;
}

static bs_err swallow(void *ctx, bs_str piece, struct bs_error *e)
{
    (void)ctx, (void)piece, (void)e;
    return BS_OK;
}

static void fact_in_range(void *ctx, const struct bs_fact *f)
{
    (void)ctx;
    must((unsigned)f->verdict <= BS_UNKNOWN && (unsigned)f->affiliation <= BS_HOSPITAL &&
         (unsigned)f->transport <= BS_UDP && (unsigned)f->answer->verdict <= BS_UNKNOWN);
}

static void read_services(struct bs_store *s, struct bs_arena *a)
{
    static const struct bs_query all;
    struct bs_error e = {0};
    int64_t *ids = NULL;
    size_t n = 0;
    if (said(bs_store_select(s, &all, BS_SORT_ATTENTION, false, &ids, &n, &e), &e) == BS_OK)
        for (size_t i = 0; i < n && i < ROWS_MAX; i++) {
            struct bs_detail d;
            struct bs_why why[4];
            struct bs_template t;
            struct bs_buf out;
            size_t whys;
            if (said(bs_store_detail(s, ids[i], a, &d, &e), &e) != BS_OK)
                continue;
            row_in_range(&d.row);
            for (size_t k = 0; k < d.events; k++)
                event_in_range(NULL, &d.event[k]);
            said(bs_store_why(s, &d, a, why, &whys, &e), &e);
            said(bs_store_template(s, ids[i], a, &t, &e), &e);
            bs_buf_init(&out, 64 << 20);
            bs_detail_ndjson(&d, &out);
            bs_buf_fini(&out);
        }
    free(ids);
}

static void read_lists(struct bs_store *s, bool report, struct bs_arena *a)
{
    static const char *const lists[] = {"facets", "history", "saved", "unfinished", "missing", "changes qzx",
                                        "dictionary", "shapes", "queue", "samples", "conflicts", "log", "quality",
                                        "agreement", "report", "blind"};
    const struct bs_table_reader reader = {.analyst = ANN};
    const struct bs_report_options o = {.format = BS_REPORT_JSON, .query = BS_STR("")};
    struct bs_error e = {0};
    struct bs_table t;
    struct bs_totals totals;
    struct bs_symbols y;
    for (size_t i = 0; i < BS_COUNT(lists); i++)
        said(bs_table_load(s, &reader, bs_str_z(lists[i]), a, &t, &e), &e);
    said(bs_store_events(s, 0, event_in_range, NULL, &e), &e);
    said(bs_store_totals(s, &totals, &e), &e);
    bs_symbols_init(&y);
    said(bs_store_facts(s, NULL, true, &y, fact_in_range, NULL, &e), &e);
    bs_symbols_fini(&y);
    if (report)
        said(bs_report(s, the.rules, &o, swallow, NULL, &e), &e);
}

static void write_to(struct bs_store *s, struct bs_arena *a)
{
    struct bs_error e = {0};
    struct bs_event ev;
    struct bs_sample p;
    struct bs_reclassify_result r;
    const struct bs_decision d = {.scope = BS_SCOPE_SHAPE, .service = 1, .verdict = BS_UNKNOWN, .label = BS_STR("x"),
                                  .note = BS_STR(""), .analyst = ANN};
    said(bs_store_undo(s, ANN, false, a, &ev, &e), &e);
    said(bs_store_undo(s, ANN, true, a, &ev, &e), &e);
    said(bs_store_look(s, BS_SCOPE_SHAPE, 2, BS_UNKNOWN, ANN, a, &p, &e), &e);
    said(bs_store_blind_say(s, 1, BS_UNKNOWN, ANN, a, &ev, &e), &e);
    said(bs_store_decide(s, &d, a, &ev, &e), &e);
    said(bs_store_reclassify(s, the.rules, NULL, NULL, NULL, NULL, &r, &e), &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    struct bs_error e = {0};
    struct bs_store *s;
    struct bs_arena a;
    int bad = 0, told = 0;
    if (!the.rules)
        begin();
    const unsigned how = byte_of(&in);
    if (how & 1)
        edit_cells(&in);
    else
        edit_bytes(&in);
    bs_arena_init(&a, 64 << 20);
    if (said(bs_store_open(the.path, how & 2 ? BS_STORE_WRITE : BS_STORE_READ, &s, &e), &e) == BS_OK) {
        if (said(bs_store_verify(s, complain, &told, &bad, &e), &e) == BS_OK)
            must(bad == told);
        read_services(s, &a);
        read_lists(s, how & 4, &a);
        if (how & 2)
            write_to(s, &a);
        bs_store_close(s);
    }
    bs_arena_fini(&a);
    return 0;
}
