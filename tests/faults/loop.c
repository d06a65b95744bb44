/* One op, one fault after another (loop.h). */
#include "loop.h"

#include "store_priv.h"

static void reopen(struct loop *l)
{
    bs_store_close(l->f->s);
    l->f->s = NULL;
    if (bs_store_open(l->f->path, BS_STORE_WRITE, &l->f->s, &l->f->e) != BS_OK)
        fail_msg("%s: it cannot be opened afterwards: %s", l->where, l->f->e.text);
}

static void close_it(struct loop *l)
{
    bs_store_close(l->f->s);
    l->f->s = NULL;
    bs_arena_reset(&l->f->a);
}

/* The files as before the op, the store open unless that is what the op does. */
static void set_up(struct loop *l)
{
    close_it(l);
    image_put(&l->before, l->f->dir);
    ops_files_reset();
    if (!l->op->opens)
        reopen(l);
}

void loop_begin(struct loop *l, struct fixture *f, const struct op *op)
{
    *l = (struct loop){.f = f, .op = op};
    snprintf(l->where, sizeof l->where, "%s", op->name);
    op->prepare(f);
    close_it(l);
    image_take(&l->before, f->dir);
    if (!op->opens) {
        set_up(l);
        l->state = state_text(f);
        l->log = log_text(f);
    }
    set_up(l);
    if (op->run(f) != BS_OK)
        fail_msg("%s: %s", op->name, f->e.text);
    l->done = state_text(f);
    close_it(l);
}

void loop_end(struct loop *l)
{
    close_it(l);
    image_free(&l->before);
    free(l->state);
    free(l->log);
    free(l->done);
}

static void must_be(struct loop *l, const char *want, const char *what)
{
    char *is = state_text(l->f);
    if (strcmp(is, want) != 0)
        fail_msg("%s: %s\n%s\nis not\n%s", l->where, what, is, want);
    free(is);
}

/* All that was acknowledged before is in the log as it was. */
static void log_must_stand(struct loop *l)
{
    char *log = log_text(l->f);
    if (l->log && strncmp(log, l->log, strlen(l->log)) != 0)
        fail_msg("%s: the log\n%s\ndoes not begin with\n%s", l->where, log, l->log);
    free(log);
}

static void look(struct loop *l, bs_err err, const char *when)
{
    must_verify(l->f, when);
    log_must_stand(l);
    if (err == BS_OK)
        must_be(l, l->done, "done, but");
    else if (!l->op->stepwise && !l->op->opens)
        must_be(l, l->state, "not done, but");
}

static int pragma_of(struct loop *l, const char *sql)
{
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(l->f->s->db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int n = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return n;
}

/* What is written next is on disk when it is called saved: an import that failed leaves no handle that is less
 * careful. */
static void must_be_careful(struct loop *l)
{
    OK(bs_store_meta_set(l->f->s, "loop", BS_STR("was here"), &l->f->e));
    if (pragma_of(l, "PRAGMA synchronous") != 2 || pragma_of(l, "PRAGMA foreign_keys") != 1)
        fail_msg("%s: the handle writes carelessly", l->where);
}

/* The same handle, no fault any more: it is what it says, and the op can be done. */
static void afterwards(struct loop *l, bs_err err)
{
    if (l->op->opens && err != BS_OK)
        assert_null(l->f->s);
    else {
        look(l, err, l->where);
        must_be_careful(l);
    }
    if (err != BS_OK && l->op->run(l->f) != BS_OK)
        fail_msg("%s: again, without a fault: %s", l->where, l->f->e.text);
    look(l, BS_OK, l->where);
    reopen(l);
    look(l, BS_OK, l->where);
}

bool loop_once(struct loop *l, const struct fault *fault)
{
    bool failed;
    l->fault = *fault;
    snprintf(l->where, sizeof l->where, "%s: call %ld of kind %x fails (%d, %s)", l->op->name, l->fault.at,
             l->fault.calls, (int)l->fault.how, l->fault.persistent ? "and all behind it" : "once");
    set_up(l);
    l->f->e.text[0] = '\0';
    fault_arm(&l->fault);
    bs_err err = l->op->run(l->f);
    fault_disarm(&failed);
    if (err != BS_OK && !l->f->e.text[0])
        fail_msg("%s: an error without a word", l->where);
    if (!failed && err != BS_OK)
        fail_msg("%s: an error without a fault: %s", l->where, l->f->e.text);
    if (failed) {
        l->faults++;
        afterwards(l, err);
    }
    return failed;
}

void loop_over(struct loop *l, unsigned calls, enum fault_how how, bool persistent, long sample)
{
    struct fault fault = {.calls = calls, .how = how, .persistent = persistent, .at = 1};
    const long every = calls == CALL_MEMORY ? world_stride() : 1;
    while (loop_once(l, &fault))
        fault.at += world_long() ? every : fault.at < sample ? 1 : 1 + fault.at * 3 / 4;
}

void loop_all(void **state, void (*each)(struct loop *l, size_t n))
{
    const char *only = getenv("BS_FAULTS_OP");
    long faults = 0;
    for (size_t n = 0; n < ops_n; n++) {
        struct loop l;
        if (only && strcmp(only, ops[n].name) != 0)
            continue;
        loop_begin(&l, *state, &ops[n]);
        each(&l, n);
        loop_end(&l);
        print_message("# %s: %ld faults\n", ops[n].name, l.faults);
        faults += l.faults;
        assert_int_equal(fixture_close(state), 0);
        assert_int_equal(fixture_open(state), 0);
    }
    print_message("# %ld faults\n", faults);
}
