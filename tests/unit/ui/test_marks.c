/* Several rows judged together: marked one by one or all, the number first, one undo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "screen.h"

static void open_screen(struct screen *s)
{
    s->services = 12;
    screen_open(s, NULL, 40, 120);
}

static void marked_rows_are_judged_together(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Space j Space");
    assert_true(screen_has(&s, "Results 4/12 2 marked"));
    assert_true(screen_has(&s, "2 marked: 1 2 3 0 judge them together"));
    screen_keys(&s, "2");
    assert_int_equal(s.jobs[BS_JOB_REACH], 1);
    assert_int_equal(s.decisions, 0); /* not before the number was seen */
    assert_true(screen_has(&s, "non-medical: 2 marked, 40 services by their banners, 3 of them decided before? y/n"));
    screen_keys(&s, "y");
    assert_int_equal(s.decisions, 1);
    assert_int_equal(s.scopes[0], BS_SCOPE_BANNER);
    assert_int_equal(s.many, 2);
    assert_true(screen_has(&s, "saved non-medical for"));
    assert_true(screen_lacks(&s, "marked"));
    screen_close(&s);
}

static void no_is_no(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Space 1 n");
    assert_int_equal(s.decisions, 0);
    assert_true(screen_has(&s, "no verdict was given"));
    assert_true(screen_has(&s, "1 marked"));
    screen_keys(&s, "Esc");
    assert_true(screen_lacks(&s, "1 marked"));
    screen_keys(&s, "1");
    assert_int_equal(s.decisions, 1);
    assert_int_equal(s.many, 0);
    screen_close(&s);
}

static void the_narrow_and_the_wide_scope(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Space Space z3");
    assert_true(screen_has(&s, "unknown: 2 marked, 40 services alone"));
    screen_keys(&s, "y");
    assert_int_equal(s.scopes[0], BS_SCOPE_SERVICE);
    screen_keys(&s, "Space g1 y");
    assert_int_equal(s.scopes[1], BS_SCOPE_SHAPE);
    screen_close(&s);
}

static void all_that_a_filter_shows(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "*");
    assert_true(screen_has(&s, "12 marked"));
    screen_keys(&s, "*");
    assert_true(screen_lacks(&s, "12 marked"));
    screen_keys(&s, "Space *");
    assert_true(screen_has(&s, "12 marked"));
    screen_keys(&s, "Space"); /* the second row is taken out again */
    assert_true(screen_has(&s, "11 marked"));
    screen_keys(&s, "1 y");
    assert_int_equal(s.many, 11);
    screen_close(&s);
}

/* In a list of groups the rows speak for their groups; marks end with the list. */
static void groups_are_marked_too(void **state)
{
    struct screen s = {.speaks_for = BS_SPEAKS_SHAPE};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t * 2 y");
    assert_int_equal(s.decisions, 1);
    assert_int_equal(s.scopes[0], BS_SCOPE_SHAPE);
    assert_int_equal(s.many, 1); /* one of its rows stands for a service */
    screen_keys(&s, "*");
    assert_true(screen_has(&s, "1 marked"));
    screen_keys(&s, "Esc Esc");
    assert_true(screen_lacks(&s, "1 marked"));
    screen_close(&s);
}

static void a_failure_is_said(void **state)
{
    struct screen s = {.fail_verdicts = true};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "* 1 y");
    assert_true(screen_has(&s, "NOT SAVED: the disk is full"));
    screen_close(&s);
}

static void every_verdict_tells_how_it_comes_about(void **state)
{
    struct screen s = {.overridden = true};
    (void)state;
    open_screen(&s);
    assert_true(screen_has(&s, "how it comes about"));
    assert_true(screen_has(&s, "   rules   unknown     decoder:ldap"));
    assert_true(screen_has(&s, "=> banner  non-medical STALE, anna, 2017-07-14, 214 serv"));
    screen_close(&s);
}

/* Other rows than those that were counted, or a key that meant something else, agree to nothing. */
static void what_was_counted_is_what_is_asked_about(void **state)
{
    static const uint32_t other[] = {' ', 'f', '?', ':'};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(other); i++) {
        struct screen s = {0};
        open_screen(&s);
        screen_keys(&s, "Space Space");
        screen_key(&s, (struct bs_key_event){.code = '1'});
        assert_true(screen_has(&s, "counting what this would speak for..."));
        screen_key(&s, (struct bs_key_event){.code = other[i]});
        screen_settle(&s);
        screen_keys(&s, "y Esc");
        assert_int_equal(s.decisions, 0);
        screen_close(&s);
    }
}

static void nothing_to_judge_is_said(void **state)
{
    struct screen s = {0};
    struct bs_job *j;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Space");
    screen_key(&s, (struct bs_key_event){.code = '1'});
    while ((j = bs_app_next_job(s.app)) != NULL) {
        struct bs_reply *r = screen_answer(&s, j);
        r->reach.services = 0;
        bs_job_free(j);
        screen_reply(&s, r);
    }
    assert_true(screen_has(&s, "NOT SAVED: no response, nothing to judge"));
    s.fails = UINT64_C(1) << BS_JOB_REACH;
    bs_error_set(&s.failure, BS_E_BUSY, "the database is locked");
    screen_keys(&s, "1");
    assert_true(screen_has(&s, "NOT SAVED: the database is locked"));
    assert_int_equal(s.decisions, 0);
    screen_close(&s);
}

static void there_is_a_limit_to_marks(void **state)
{
    struct screen s = {.services = 200001};
    (void)state;
    screen_open(&s, NULL, 40, 120);
    screen_settle(&s);
    screen_keys(&s, "*");
    assert_true(screen_has(&s, "rows can be marked: filter the list"));
    screen_close(&s);
    s = (struct screen){0};
    screen_open(&s, NULL, 40, 120);
    screen_keys(&s, "Space *");
    assert_true(screen_has(&s, "nothing is marked"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marked_rows_are_judged_together), cmocka_unit_test(no_is_no),
        cmocka_unit_test(the_narrow_and_the_wide_scope),   cmocka_unit_test(all_that_a_filter_shows),
        cmocka_unit_test(groups_are_marked_too),           cmocka_unit_test(a_failure_is_said),
         cmocka_unit_test(every_verdict_tells_how_it_comes_about),
        cmocka_unit_test(what_was_counted_is_what_is_asked_about),
        cmocka_unit_test(nothing_to_judge_is_said),
        cmocka_unit_test(there_is_a_limit_to_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
