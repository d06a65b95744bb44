/* The power goes between any two things that are asked of the disk.  What was called saved is there
 * afterwards, the log is whole, and what was under way can be done again. */
#include "world.h"

#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "store_priv.h"
#include "vfs.h"

/* -- calls of ours that do not go through SQLite ------------------------------------------- */

static bool on_network; /* the database lies where a log's memory cannot be shared */

int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __wrap_unlink(const char *path)
{
    int rc = __real_unlink(path);
    if (rc == 0)
        record_unlink(path);
    return rc;
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    int rc = __real_rename(from, to);
    if (rc == 0)
        record_rename(from, to);
    return rc;
}

int __real_statfs(const char *path, struct statfs *out);
int __wrap_statfs(const char *path, struct statfs *out);
int __wrap_statfs(const char *path, struct statfs *out)
{
    int rc = __real_statfs(path, out);
    if (on_network)
        out->f_type = 0x6969;
    return rc;
}

/* -- the work that is cut short ------------------------------------------------------------ */

static int64_t events(struct fixture *f)
{
    struct bs_totals t;
    OK(bs_store_totals(f->s, &t, &f->e));
    return t.events;
}

static bs_err decide(struct fixture *f, const char *target, enum bs_scope scope, enum bs_verdict v)
{
    struct bs_event ev;
    const struct bs_decision d = {.scope = scope, .service = id_of(f, target), .verdict = v,
                                  .label = BS_STR("pump"), .note = BS_STR("seen at the fair"),
                                  .analyst = BS_STR("ann")};
    return bs_store_decide(f->s, &d, &f->a, &ev, &f->e);
}

/* The n-th thing an analyst does.  BS_E_NOTFOUND: there is nothing to take back. */
static bs_err act(struct fixture *f, int n)
{
    static const char *const targets[] = {"192.0.2.1:10", "192.0.2.4:10", "192.0.2.6:22",
                                          "192.0.2.7:80"};
    struct bs_event ev;
    struct bs_decided done;
    struct bs_sample sample;
    int64_t many[10];
    struct bs_decision d = {.scope = BS_SCOPE_SERVICE, .verdict = BS_MEDICAL, .label = BS_STR("many"),
                            .note = BS_STR(""), .analyst = BS_STR("ann")};
    switch (n % 8) {
    case 3:
        return bs_store_undo(f->s, BS_STR("ann"), false, &f->a, &ev, &f->e);
    case 4:
        return bs_store_undo(f->s, BS_STR("ann"), true, &f->a, &ev, &f->e);
    case 5:
        return bs_store_mark(f->s, BS_SCOPE_SHAPE, id_of(f, targets[n / 8 % 4]),
                             n % 16 < 8 ? BS_STR("skip") : BS_STR("resume"), BS_STR("whom to ask"),
                             BS_STR("ann"), &f->a, &ev, &f->e);
    case 6:
        for (int i = 0; i < 10; i++)
            many[i] = i + 1;
        return bs_store_decide_many(f->s, &d, many, 10, &f->a, &done, &f->e);
    case 7:
        return bs_store_look(f->s, BS_SCOPE_SHAPE, id_of(f, targets[0]), BS_NON_MEDICAL, BS_STR("bob"),
                             &f->a, &sample, &f->e);
    default:
        return decide(f, targets[n % 4], (enum bs_scope)(n % 3), (enum bs_verdict)(1 + n % 3));
    }
}

static void ten(struct fixture *f)
{
    put_all(f, "file:ten", world_ten, BS_COUNT(world_ten), NULL);
}

/* Small logs are written back often: cuts fall into that, too. */
static void label_for_a_while(struct fixture *f, int acts)
{
    for (int n = 0; n < acts; n++) {
        sqlite3_wal_autocheckpoint(f->s->db, 12);
        bs_err err = act(f, n);
        if (err != BS_OK && err != BS_E_NOTFOUND && err != BS_E_USAGE)
            fail_msg("act %d: %s", n, f->e.text);
        record_ack((int)events(f));
        if (n % 20 == 19)
            fixture_reopen(f, BS_STORE_WRITE);
        bs_arena_reset(&f->a);
    }
}

/* -- after the cut ------------------------------------------------------------------------- */

static int cuts_made;

/* Calls `check` for a sample of all cuts, or for all of them. */
static void every_cut(const char *dir, int sample, void (*check)(size_t step, enum cut how, void *ctx),
                      void *ctx)
{
    const size_t steps = record_steps();
    const size_t stride = world_long() || steps < (size_t)sample ? 1 : steps / (size_t)sample;
    int made = 0;
    for (size_t step = 0; step <= steps; step += stride) {
        for (int how = CUT_SYNCED; how < CUTS; how++) {
            /* A sample takes the ways in turn. */
            if (stride > 1 && (step / stride) % CUTS != (size_t)how)
                continue;
            dir_clear(dir);
            record_replay(step, (enum cut)how, 7, dir);
            check(step, (enum cut)how, ctx);
            made++;
        }
    }
    print_message("# %d cuts at %zu steps\n", made, steps);
    cuts_made += made;
}

struct reference {
    struct fixture *f;
    char dir[80];
    char *log, *state;
    bool decides; /* a verdict must be possible afterwards */
    int version;  /* before the migration */
};

/* Lines of the log up to the n-th. */
static size_t log_up_to(const char *log, int n)
{
    const char *p = log;
    for (; n > 0; n--)
        p = strchr(p, '\n') + 1;
    return (size_t)(p - log);
}

static void open_again(struct fixture *f, size_t step, enum cut how)
{
    if (bs_store_open(f->path, BS_STORE_WRITE, &f->s, &f->e) != BS_OK)
        fail_msg("cut behind step %zu, way %d: %s", step, (int)how, f->e.text);
}

static void log_is_there(size_t step, enum cut how, void *ctx)
{
    struct reference *r = ctx;
    char when[80];
    snprintf(when, sizeof when, "cut behind step %zu, way %d", step, (int)how);
    open_again(r->f, step, how);
    must_verify(r->f, when);
    char *log = log_text(r->f);
    size_t n = strlen(log), least = log_up_to(r->log, record_acked(step));
    if (n < least || strncmp(log, r->log, n) != 0)
        fail_msg("%s: %d acknowledged\n%s\nis not the beginning of\n%s", when, record_acked(step), log,
                 r->log);
    free(log);
    if (r->decides) {
        if (decide(r->f, "192.0.2.6:22", BS_SCOPE_SERVICE, BS_MEDICAL) != BS_OK)
            fail_msg("%s: no verdict can be given: %s", when, r->f->e.text);
        must_verify(r->f, when);
    }
    bs_arena_reset(&r->f->a);
    bs_store_close(r->f->s);
    r->f->s = NULL;
}

/* The work is done in f->dir; what a cut leaves of it is opened in a directory beside it. */
static void begin(struct reference *r, struct fixture *f)
{
    *r = (struct reference){.f = f};
    snprintf(r->dir, sizeof r->dir, "%s/cut", f->dir);
    assert_int_equal(mkdir(r->dir, 0700), 0);
}

/* From here on, with all that lies there on disk. */
static void watch(struct fixture *f)
{
    bs_store_close(f->s);
    f->s = NULL;
    record_start(f->dir);
    OK(bs_store_open(f->path, BS_STORE_WRITE, &f->s, &f->e));
}

static void look_at_cuts(struct reference *r, int sample,
                         void (*check)(size_t step, enum cut how, void *ctx))
{
    struct fixture *f = r->f;
    bs_store_close(f->s);
    f->s = NULL;
    record_stop();
    snprintf(f->path, sizeof f->path, "%s/a.db", r->dir);
    every_cut(r->dir, sample, check, r);
    dir_clear(r->dir);
    record_free();
    free(r->log);
    free(r->state);
}

static void labelled(struct fixture *f)
{
    struct reference r;
    ten(f);
    begin(&r, f);
    watch(f);
    label_for_a_while(f, 64);
    r.log = log_text(f);
    r.decides = true;
    look_at_cuts(&r, 90, log_is_there);
}

static void verdicts_survive_a_power_cut(void **state)
{
    labelled(*state);
}

static void also_where_there_is_no_log(void **state)
{
    struct fixture *f = *state;
    on_network = true;
    fixture_reopen(f, BS_STORE_WRITE);
    assert_string_equal(bs_store_journal(f->s), "delete");
    labelled(f);
    on_network = false;
}

/* -- a new file ---------------------------------------------------------------------------- */

static void a_cut_in_the_beginning(void **state)
{
    struct fixture *f = *state;
    struct reference r;
    begin(&r, f);
    bs_store_close(f->s);
    dir_clear(f->dir);
    assert_int_equal(mkdir(r.dir, 0700), 0);
    record_start(f->dir);
    OK(bs_store_open(f->path, BS_STORE_WRITE, &f->s, &f->e));
    ten(f);
    decide(f, "192.0.2.1:10", BS_SCOPE_BANNER, BS_MEDICAL);
    record_ack(1);
    r.log = log_text(f);
    look_at_cuts(&r, 45, log_is_there);
}

/* -- an import ----------------------------------------------------------------------------- */

/* Synchronous=NORMAL: the last of it may be missing, and is there when it is imported again.  Verdicts
 * given between two of its transactions are there all the same. */
static void import_sixty(struct fixture *f, bool decides)
{
    const struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:more"), .batch = 3};
    struct bs_ingest *in;
    OK(bs_ingest_begin(f->s, &o, &in, &f->e));
    for (int k = 0; k < 60; k++) {
        struct bs_record r;
        enum bs_put what;
        struct plain p = world_ten[k % 10];
        char banner[64];
        snprintf(banner, sizeof banner, "qzx %d ready for number %d\r\n", k, k % 7);
        p.data = k % 10 < 5 ? banner : p.data;
        p.port = (uint16_t)(p.port + k / 20);
        p.seen = 1 + k;
        plain_record(&p, &r);
        OK(bs_ingest_put(in, &r, &what, &f->e));
        if (decides && k % 12 == 11) {
            OK(bs_ingest_commit(in, &f->e));
            OK(decide(f, "192.0.2.6:22", BS_SCOPE_SERVICE, (enum bs_verdict)(1 + k / 12 % 3)));
            record_ack((int)events(f));
        }
    }
    OK(bs_ingest_end(in, true, &f->e));
}

/* The same last word on the one service that was judged, then all that can be read. */
static char *settled(struct fixture *f)
{
    OK(decide(f, "192.0.2.6:22", BS_SCOPE_SERVICE, BS_NON_MEDICAL));
    return dump(f);
}

static void imported_again(size_t step, enum cut how, void *ctx)
{
    struct reference *r = ctx;
    log_is_there(step, how, ctx);
    open_again(r->f, step, how);
    import_sixty(r->f, false);
    must_verify(r->f, "imported again");
    char *state = settled(r->f);
    if (strcmp(state, r->state) != 0)
        fail_msg("cut behind step %zu, way %d: imported again\n%s\nis not\n%s", step, (int)how, state,
                 r->state);
    free(state);
    bs_arena_reset(&r->f->a);
    bs_store_close(r->f->s);
    r->f->s = NULL;
}

static void an_import_can_be_repeated(void **state)
{
    struct fixture *f = *state;
    struct reference r;
    ten(f);
    begin(&r, f);
    watch(f);
    import_sixty(f, true);
    r.log = log_text(f);
    record_stop();
    r.state = settled(f);
    look_at_cuts(&r, 60, imported_again);
}

/* -- a migration --------------------------------------------------------------------------- */

/* Old or new, and never without a way back: where the new schema is, a whole backup of the old one lies beside it. */
static void migrated_or_not(size_t step, enum cut how, void *ctx)
{
    struct reference *r = ctx;
    struct fixture beside = *r->f;
    if (fixture_number(r->f, "PRAGMA user_version") == SCHEMA_VERSION) {
        snprintf(beside.path, sizeof beside.path, "%.90s/a.db.bak-%d", r->dir, r->version);
        assert_int_equal(fixture_number(&beside, "PRAGMA user_version"), r->version);
        assert_int_equal(fixture_number(&beside, "SELECT count(*) FROM pragma_integrity_check WHERE"
                                                 " integrity_check <> 'ok'"), 0);
    }
    log_is_there(step, how, ctx);
}

static void a_migration_can_be_cut_off(void **state)
{
    struct fixture *f = *state;
    char own[sizeof f->path];
    snprintf(own, sizeof own, "%s", f->path);
    for (int version = 1; version < SCHEMA_VERSION; version++) {
        struct reference r;
        snprintf(f->path, sizeof f->path, "%s", own);
        world_older(f, version);
        begin(&r, f);
        r.version = version;
        watch(f);
        record_ack((int)events(f));
        r.log = log_text(f);
        look_at_cuts(&r, 20, migrated_or_not);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(verdicts_survive_a_power_cut),
        CASE(also_where_there_is_no_log),
        CASE(a_cut_in_the_beginning),
        CASE(an_import_can_be_repeated),
        CASE(a_migration_can_be_cut_off),
    };
    vfs_install();
    int failed = cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
    print_message("# %d power cuts\n", cuts_made);
    return failed;
}
