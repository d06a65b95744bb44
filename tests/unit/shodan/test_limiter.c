#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../src/shodan/limiter.h"

/* A clock that only moves when somebody waits. */
static int64_t now_us, waited;
static int asked, cancel_at;

static int64_t fake_now(void *ctx)
{
    (void)ctx;
    return now_us;
}

static void fake_wait(void *ctx, int64_t us)
{
    (void)ctx;
    assert_in_range(us, 1, 50000);
    now_us += us;
    waited += us;
}

static bool cancelled(void *ctx)
{
    (void)ctx;
    return cancel_at && ++asked >= cancel_at;
}

static const struct bs_clock fake = {fake_now, fake_wait, NULL};
static const struct bs_cancel cancel = {cancelled, NULL};
static char path[] = "/tmp/bs-rate-XXXXXX";
static struct bs_error err;

static int setup(void **state)
{
    (void)state;
    strcpy(path, "/tmp/bs-rate-XXXXXX");
    int fd = mkstemp(path);
    close(fd);
    unlink(path);
    now_us = 5000000000;
    waited = 0;
    asked = cancel_at = 0;
    return fd < 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

static void turn(struct bs_limiter *l, int64_t takes, int64_t want_wait)
{
    waited = 0;
    assert_int_equal(bs_limiter_enter(l, &err), BS_OK);
    assert_int_equal(waited, want_wait);
    now_us += takes;
    bs_limiter_leave(l);
}

static void one_second_behind_the_answer(void **state)
{
    struct bs_limiter l;
    (void)state;
    bs_limiter_init(&l, NULL, &fake, &cancel);
    turn(&l, 3000000, 0);
    turn(&l, 10, BS_RATE_US);
    now_us += 400000;
    turn(&l, 10, BS_RATE_US - 400000);
    now_us += 2000000;
    turn(&l, 10, 0);
    bs_limiter_fini(&l);
}

static void shared_by_the_copies_of_the_program(void **state)
{
    struct bs_limiter a, b;
    struct stat st;
    (void)state;
    bs_limiter_init(&a, path, &fake, &cancel);
    bs_limiter_init(&b, path, &fake, &cancel);
    turn(&a, 3000000, 0);
    turn(&b, 3000000, BS_RATE_US);
    turn(&a, 3000000, BS_RATE_US);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    bs_limiter_fini(&a);
    bs_limiter_fini(&b);
}

static void only_one_copy_asks_at_a_time(void **state)
{
    struct bs_limiter a, b;
    (void)state;
    bs_limiter_init(&a, path, &fake, &cancel);
    bs_limiter_init(&b, path, &fake, &cancel);
    assert_int_equal(bs_limiter_enter(&a, &err), BS_OK);
    assert_int_equal(bs_limiter_enter(&b, &err), BS_E_RATE);
    assert_true(waited >= BS_RATE_LOCK_US);
    cancel_at = 3;
    assert_int_equal(bs_limiter_enter(&b, &err), BS_E_CANCELLED);
    cancel_at = 0;
    bs_limiter_leave(&a);
    assert_int_equal(bs_limiter_enter(&b, &err), BS_OK);
    bs_limiter_leave(&b);
    bs_limiter_fini(&a);
    bs_limiter_fini(&b);
}

static void write_file(const char *text)
{
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

static void odd_rate_files(void **state)
{
    static const char *const texts[] = {"", "junk", "99999999999999999999", "-5", "0"};
    struct bs_limiter l;
    (void)state;
    for (size_t i = 0; i < BS_COUNT(texts); i++) {
        write_file(texts[i]);
        bs_limiter_init(&l, path, &fake, &cancel);
        turn(&l, 1, 0);
        bs_limiter_fini(&l);
        now_us += 2 * BS_RATE_US;
    }
    /* Written before the last boot: a time that is not yet. */
    write_file("9000000000\n");
    bs_limiter_init(&l, path, &fake, &cancel);
    turn(&l, 1, 0);
    bs_limiter_fini(&l);
    /* No directory to write to: alone, but still paced. */
    bs_limiter_init(&l, "/nowhere/at/all", &fake, &cancel);
    turn(&l, 1, 0);
    turn(&l, 1, BS_RATE_US);
    bs_limiter_fini(&l);
}

static void waiting_can_be_stopped(void **state)
{
    struct bs_limiter l;
    (void)state;
    bs_limiter_init(&l, path, &fake, &cancel);
    turn(&l, 1, 0);
    cancel_at = 4;
    waited = 0;
    assert_int_equal(bs_limiter_enter(&l, &err), BS_E_CANCELLED);
    assert_true(waited < 4 * 50000);
    cancel_at = 0;
    /* The lock was given back. */
    turn(&l, 1, BS_RATE_US - waited);
    bs_limiter_fini(&l);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(one_second_behind_the_answer), T(shared_by_the_copies_of_the_program),
        T(only_one_copy_asks_at_a_time), T(odd_rate_files), T(waiting_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
