/* The n-th call of SQLite to the disk fails, for every n until the work comes through without: whatever is
 * said to be done is done, whatever is not has left no trace, and it can be done when the cause is gone. */
#include "ops.h"

#include <unistd.h>

#include "vfs.h"

static long faults_made;

struct loop {
    struct fixture *f;
    const struct op *op;
    struct image before;     /* the files */
    char *state, *log;       /* what they say */
    char *done;              /* what they say when it was done */
    struct fault fault;
    char where[160];
};

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

static void prepare(struct loop *l, struct fixture *f, const struct op *op)
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

static void finish(struct loop *l)
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

/* The same handle, no fault any more: it is what it says, and the op can be done. */
static void afterwards(struct loop *l, bs_err err)
{
    if (l->op->opens && err != BS_OK)
        assert_null(l->f->s);
    else
        look(l, err, l->where);
    if (err != BS_OK && l->op->run(l->f) != BS_OK)
        fail_msg("%s: again, without a fault: %s", l->where, l->f->e.text);
    look(l, BS_OK, l->where);
    reopen(l);
    look(l, BS_OK, l->where);
}

/* False when it came through without. */
static bool once(struct loop *l)
{
    bool failed;
    snprintf(l->where, sizeof l->where, "%s, call %ld of %x fails (%d, %s)", l->op->name, l->fault.at,
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
        faults_made++;
        afterwards(l, err);
    }
    return failed;
}

/* A sample: the first ones, then wider and wider apart. */
static long step_from(long at)
{
    return world_long() || at < 3 ? 1 : 1 + at / 2;
}

static void loop_over(struct loop *l, unsigned calls, enum fault_how how, bool persistent)
{
    l->fault = (struct fault){.calls = calls, .how = how, .persistent = persistent, .at = 1};
    while (once(l))
        l->fault.at += step_from(l->fault.at);
}

static void one_op(struct fixture *f, const struct op *op)
{
    struct loop l;
    long before = faults_made;
    prepare(&l, f, op);
    for (int persistent = 0; persistent < 2; persistent++) {
        for (int how = 0; how < FAULT_HOWS; how++)
            if (world_long() || persistent == (how == FAULT_FULL))
                loop_over(&l, CALLS_WRITING, (enum fault_how)how, persistent);
        if (world_long() || !persistent)
            loop_over(&l, CALL_READ | CALL_SHM | CALL_LOCK, FAULT_EIO, persistent);
    }
    finish(&l);
    print_message("# %s: %ld faults\n", op->name, faults_made - before);
}

static void every_op_meets_every_fault(void **state)
{
    const char *only = getenv("BS_FAULTS_OP");
    for (size_t i = 0; i < ops_n; i++)
        if (!only || strcmp(only, ops[i].name) == 0) {
            one_op(*state, &ops[i]);
            fixture_close(state);
            assert_int_equal(fixture_open(state), 0);
        }
}

static int files_and_rules(void **state)
{
    return fixture_rules(state) == 0 && ops_files() == 0 ? 0 : -1;
}

static int all_gone(void **state)
{
    ops_files_gone();
    return fixture_rules_free(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_op_meets_every_fault, fixture_open, fixture_close),
    };
    vfs_install();
    int failed = cmocka_run_group_tests(tests, files_and_rules, all_gone);
    print_message("# %ld faults\n", faults_made);
    return failed;
}
