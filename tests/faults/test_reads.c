/* Reading while the disk fails, memory ends, or somebody stops it.  Whatever is asked gives the whole answer or an
 * error, never another answer, and the same handle gives it when it is asked again. */
#include "asks.h"
#include "ops.h"
#include "vfs.h"

struct reading {
    struct fixture *f;
    const struct ask *ask;
    char *whole;      /* the answer where nothing fails */
    size_t told;      /* pieces of it, where it is a list */
    long faults;
    char where[160];  /* for messages */
};

/* The answer as text, in *out even where there is an error; free(). */
static bs_err answer(struct reading *r, size_t limit, char **out, size_t *told)
{
    struct telling t = {.limit = limit};
    bs_buf_init(&t.b, 16 << 20);
    bs_arena_reset(&r->f->a);
    r->f->e.text[0] = '\0';
    bs_err err = r->ask->tell(r->f, &t);
    *out = bs_strdup(bs_buf_str(&t.b));
    if (told)
        *told = t.told;
    bs_buf_fini(&t.b);
    return err;
}

static void must_answer(struct reading *r, const char *when)
{
    char *text;
    if (answer(r, 0, &text, NULL) != BS_OK)
        fail_msg("%s, %s: %s", r->where, when, r->f->e.text);
    if (strcmp(text, r->whole) != 0)
        fail_msg("%s, %s:\n%s\nis not\n%s", r->where, when, text, r->whole);
    bs_store_assert_idle(r->f->s);
    free(text);
}

/* False when the answer came without meeting the fault. */
static bool once(struct reading *r, const struct fault *fault)
{
    bool failed;
    char *text;
    snprintf(r->where, sizeof r->where, "%s: call %ld of kind %x fails%s", r->ask->name, fault->at, fault->calls,
             fault->persistent ? " and all behind it" : "");
    fixture_reopen(r->f, BS_STORE_READ);
    fault_arm(fault);
    bs_err err = answer(r, 0, &text, NULL);
    fault_disarm(&failed);
    if (err != BS_OK && !r->f->e.text[0])
        fail_msg("%s: an error without a word", r->where);
    if (err != BS_OK && !failed)
        fail_msg("%s: an error without a fault: %s", r->where, r->f->e.text);
    if (err == BS_OK && strcmp(text, r->whole) != 0)
        fail_msg("%s: no error, but\n%s\nis not\n%s", r->where, text, r->whole);
    free(text);
    bs_store_assert_idle(r->f->s);
    if (failed) {
        r->faults++;
        must_answer(r, "asked again");
    }
    return failed;
}

static void over(struct reading *r, unsigned calls, bool persistent)
{
    struct fault fault = {.calls = calls, .persistent = persistent, .at = 1};
    while (once(r, &fault))
        fault.at += calls == CALL_PREPARE ? 1 : world_long() ? world_stride() : 1 + fault.at / 2;
}

/* Who has heard enough is told nothing more. */
static void stopped_early(struct reading *r)
{
    for (size_t limit = 1; limit < r->told && limit < 4; limit++) {
        char *text;
        size_t told;
        OK(answer(r, limit, &text, &told));
        assert_int_equal(told, limit);
        if (strncmp(text, r->whole, strlen(text)) != 0)
            fail_msg("%s, %zu of it:\n%s\ndoes not begin\n%s", r->ask->name, limit, text, r->whole);
        bs_store_assert_idle(r->f->s);
        free(text);
    }
}

static void the_whole_answer_or_an_error(void **state)
{
    static const struct {
        unsigned calls;
        bool persistent;
    } kinds[] = {{CALL_PREPARE, false}, {CALL_MEMORY, false}, {CALL_STEP, false}, {CALL_MEMORY, true},
                 {CALLS_READING, false}};
    struct fixture *f = *state;
    long faults = 0;
    asks_prepare(f);
    for (size_t n = 0; n < asks_n; n++) {
        struct reading r = {.f = f, .ask = &asks[n]};
        snprintf(r.where, sizeof r.where, "%s", r.ask->name);
        fixture_reopen(f, BS_STORE_READ);
        if (answer(&r, 0, &r.whole, &r.told) != BS_OK)
            fail_msg("%s: %s", r.where, f->e.text);
        if (!r.whole[0])
            fail_msg("%s: nothing to tell", r.where);
        must_answer(&r, "twice");
        stopped_early(&r);
        for (size_t k = 0; k < BS_COUNT(kinds); k++)
            if (world_long() || k < 3 || n % 2 == k % 2)
                over(&r, kinds[k].calls, kinds[k].persistent);
        print_message("# %s: %ld faults\n", r.ask->name, r.faults);
        faults += r.faults;
        free(r.whole);
    }
    print_message("# %ld faults\n", faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_whole_answer_or_an_error, fixture_open, fixture_close),
    };
    vfs_install();
    return cmocka_run_group_tests(tests, ops_begin, ops_end);
}
