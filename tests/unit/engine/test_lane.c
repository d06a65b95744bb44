/* Lanes and the mailbox: nothing lost, order kept, interrupts hit what they were meant for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <stdlib.h>

#include "../../../src/engine/lane.h"

struct world {
    struct mailbox *mail;
    struct shared_flag *gate; /* jobs wait here while it is not 0 */
};

static void answer(void *ctx, struct bs_job *job)
{
    struct world *w = ctx;
    shared_flag_wait(w->gate, false, 5000);
    struct bs_reply *r = bs_reply_new(job);
    r->state = BS_REPLY_DONE;
    mailbox_post(w->mail, r);
    bs_job_free(job);
}

static struct bs_job *job(enum bs_job_kind kind, uint64_t serial)
{
    struct bs_job *j = bs_job_new(kind);
    j->serial = serial;
    return j;
}

static struct bs_reply *wait_reply(struct mailbox *m)
{
    struct bs_reply *r;
    while (!(r = mailbox_take(m))) {
        struct pollfd p = {mailbox_fd(m), POLLIN, 0};
        assert_int_equal(poll(&p, 1, 5000), 1);
    }
    return r;
}

static int setup(void **state)
{
    struct world *w = bs_alloc(sizeof *w);
    w->mail = mailbox_new();
    w->gate = shared_flag_new();
    *state = w;
    return w->mail == NULL;
}

static int teardown(void **state)
{
    struct world *w = *state;
    mailbox_free(w->mail);
    shared_flag_free(w->gate);
    free(w);
    return 0;
}

static void post(struct world *w, struct lane *l, struct bs_job *j, bool first)
{
    mailbox_expect(w->mail);
    assert_true(lane_post(l, &j, first));
    assert_null(j);
}

static void test_every_job_is_answered_in_order(void **state)
{
    struct world *w = *state;
    struct lane *l = lane_new("t", answer, w, 64);
    for (uint64_t i = 0; i < 50; i++)
        post(w, l, job(BS_JOB_ROWS, i), false);
    for (uint64_t i = 0; i < 50; i++) {
        struct bs_reply *r = wait_reply(w->mail);
        assert_int_equal(r->serial, i);
        bs_reply_free(r);
    }
    assert_true(mailbox_quiet(w->mail));
    lane_free(l, false);
}

static void test_first_goes_before_what_waits(void **state)
{
    struct world *w = *state;
    shared_flag_set(w->gate, 1); /* job 0 is in hand and stays there */
    struct lane *l = lane_new("t", answer, w, 8);
    post(w, l, job(BS_JOB_TOTALS, 0), false);
    post(w, l, job(BS_JOB_TOTALS, 1), false);
    post(w, l, job(BS_JOB_SELECT, 2), true);
    shared_flag_set(w->gate, 0);
    uint64_t got[3];
    for (int i = 0; i < 3; i++) {
        struct bs_reply *r = wait_reply(w->mail);
        got[i] = r->serial;
        bs_reply_free(r);
    }
    /* 2 overtakes 1 whether or not the lane had taken 0 by then. */
    int at1 = got[0] == 1 ? 0 : got[1] == 1 ? 1 : 2;
    int at2 = got[0] == 2 ? 0 : got[1] == 2 ? 1 : 2;
    assert_true(at2 < at1);
    lane_free(l, false);
}

static void test_a_full_queue_gives_the_job_back(void **state)
{
    struct world *w = *state;
    shared_flag_set(w->gate, 1);
    struct lane *l = lane_new("t", answer, w, 2);
    size_t taken = 0;
    struct bs_job *j = NULL;
    for (uint64_t i = 0; i < 10; i++) {
        j = job(BS_JOB_ROWS, i);
        if (!lane_post(l, &j, false))
            break;
        mailbox_expect(w->mail);
        taken++;
        j = NULL;
    }
    assert_non_null(j);
    assert_in_range(taken, 2, 3);
    bs_job_free(j);
    shared_flag_set(w->gate, 0);
    for (size_t i = 0; i < taken; i++)
        bs_reply_free(wait_reply(w->mail));
    lane_free(l, false);
}

static void test_draining_finishes_what_waits(void **state)
{
    struct world *w = *state;
    struct lane *l = lane_new("t", answer, w, 64);
    for (uint64_t i = 0; i < 40; i++)
        post(w, l, job(BS_JOB_DECIDE, i), false);
    lane_free(l, true);
    for (int i = 0; i < 40; i++) {
        struct bs_reply *r = mailbox_take(w->mail);
        assert_non_null(r);
        bs_reply_free(r);
    }
    assert_true(mailbox_quiet(w->mail));
}

static void test_withdraw_takes_one_kind_only(void **state)
{
    struct world *w = *state;
    shared_flag_set(w->gate, 1);
    struct lane *l = lane_new("t", answer, w, 16);
    post(w, l, job(BS_JOB_ROWS, 99), false);
    for (uint64_t i = 0; i < 6; i++)
        post(w, l, job(i % 2 ? BS_JOB_SELECT : BS_JOB_TOTALS, i), false);
    struct bs_job *out[16];
    size_t n = lane_withdraw(l, BS_JOB_SELECT, out, 16);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(out[i]->serial, 2 * i + 1);
        mailbox_unexpect(w->mail);
        bs_job_free(out[i]);
    }
    shared_flag_set(w->gate, 0);
    for (int i = 0; i < 4; i++) {
        struct bs_reply *r = wait_reply(w->mail);
        assert_int_not_equal(r->kind, BS_JOB_SELECT);
        bs_reply_free(r);
    }
    assert_true(mailbox_quiet(w->mail));
    lane_free(l, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_job_is_answered_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_first_goes_before_what_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_full_queue_gives_the_job_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_draining_finishes_what_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_withdraw_takes_one_kind_only, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
