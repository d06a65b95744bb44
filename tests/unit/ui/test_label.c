/* Labelling beside verdicts: what is put off, looked at again, judged blind, brought in from others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "screen.h"

static const struct bs_app_options readonly = {.db_name = "nl.db", .readonly = true, .utf8 = true};

static void open_screen(struct screen *s)
{
    s->services = 12;
    screen_open(s, NULL, 40, 120);
}

static void press(struct screen *s, uint32_t code)
{
    screen_key(s, (struct bs_key_event){.code = code});
}

static void what_is_put_off_makes_room_for_the_next(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "zs");
    const struct posted *mark = &s.last[BS_JOB_MARK];
    assert_string_equal(mark->text, "skip");
    assert_int_equal(mark->service, 1);
    assert_int_equal(mark->scope, BS_SCOPE_BANNER);
    assert_true(screen_has(&s, "Results 3/12")); /* the next open one */
    screen_keys(&s, "zu text:ask Space text:Bob Enter");
    assert_string_equal(mark->text, "unsure");
    assert_string_equal(mark->note, "ask Bob");
    assert_int_equal(mark->service, 3);
    screen_keys(&s, "gg zr");
    assert_string_equal(mark->text, "resume");
    assert_int_equal(mark->service, 1);
    assert_int_equal(s.decisions, 0);
    screen_close(&s);

    s = (struct screen){.services = 12, .speaks_for = BS_SPEAKS_SHAPE};
    screen_open(&s, NULL, 40, 120);
    screen_keys(&s, "gq j zs");
    assert_int_equal(mark->scope, BS_SCOPE_SHAPE);
    assert_int_equal(mark->service, 3); /* the row's */
    assert_true(screen_has(&s, "3/3]"));
    screen_close(&s);

    s = (struct screen){0};
    screen_open(&s, NULL, 40, 120);
    screen_keys(&s, "zs");
    assert_true(screen_has(&s, "there is no row here"));
    assert_int_equal(s.jobs[BS_JOB_MARK], 0);
    screen_close(&s);
}

static void a_look_is_one_of_three(void **state)
{
    struct screen s = {.speaks_for = BS_SPEAKS_LOOK};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "gl j 0");
    assert_true(screen_has(&s, "say what this one is: 1 medical, 2 non-medical, 3 unknown"));
    assert_int_equal(s.jobs[BS_JOB_LOOK], 0);
    press(&s, '2');
    assert_true(screen_has(&s, "writing..."));
    size_t lists = s.jobs[BS_JOB_TABLE];
    screen_settle(&s);
    assert_true(screen_has(&s, "10 read, 10 new")); /* what the engine said of it */
    assert_int_equal(s.last[BS_JOB_LOOK].service, 3);
    assert_int_equal(s.last[BS_JOB_LOOK].verdict, BS_NON_MEDICAL);
    assert_int_equal(s.decisions, 0);
    assert_int_equal(s.jobs[BS_JOB_TABLE], lists + 1); /* what is left to look at */
    screen_close(&s);
}

static void what_was_said_before_is_hidden(void **state)
{
    struct screen s = {.speaks_for = BS_SPEAKS_BLIND, .overridden = true};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "gr"); /* the record, which tells the verdict */
    assert_true(screen_has(&s, "Verdict: "));
    screen_keys(&s, ": text:blind Space text:20 Enter");
    assert_int_equal(s.last[BS_JOB_BLIND].limit, 20);
    assert_int_equal(s.last[BS_JOB_BLIND].service, 0);
    assert_string_equal(s.last[BS_JOB_TABLE].text, "blind");
    screen_keys(&s, "j");
    assert_true(screen_has(&s, "Verdict: hidden"));
    assert_true(screen_has(&s, ":blind goes on.")); /* the end of the sheet */
    assert_true(screen_lacks(&s, "by analyst"));
    assert_true(screen_lacks(&s, "by rule"));
    assert_true(screen_lacks(&s, "anonymous bind accepted"));
    screen_keys(&s, "gj");
    assert_true(screen_lacks(&s, "ip_str"));
    screen_keys(&s, "gr");
    assert_true(screen_lacks(&s, "verdict by"));
    screen_keys(&s, "Tab p");
    assert_true(screen_has(&s, "no reason for the verdict lies in these bytes"));
    screen_close(&s);
}

/* The words of the first verdict would tell it, and new ones would be a verdict. */
static void a_blind_sample_takes_digits_alone(void **state)
{
    struct screen s = {.speaks_for = BS_SPEAKS_BLIND};
    bs_str wished;
    (void)state;
    open_screen(&s);
    screen_keys(&s, ": text:blind Enter j");
    assert_int_equal(s.jobs[BS_JOB_BLIND], 0); /* no new one is drawn */
    static const char *const keys[] = {"a", "l", "A"};
    for (size_t i = 0; i < BS_COUNT(keys); i++) {
        screen_keys(&s, keys[i]);
        assert_true(screen_has(&s, "a blind sample takes 1 2 3 alone"));
        assert_true(screen_lacks(&s, "seen before"));
        assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_NONE);
    }
    screen_keys(&s, "0");
    assert_true(screen_has(&s, "say what this one is"));
    screen_keys(&s, "z3");
    assert_int_equal(s.last[BS_JOB_BLIND].service, 3);
    assert_int_equal(s.last[BS_JOB_BLIND].verdict, BS_UNKNOWN);
    assert_true(screen_has(&s, "3/3]"));
    assert_int_equal(s.decisions, 0);
    screen_keys(&s, "1"); /* this row of the made-up list has no service */
    assert_true(screen_has(&s, "there is no row here"));
    assert_int_equal(s.jobs[BS_JOB_BLIND], 1);
    screen_keys(&s, "q gg j j j j a"); /* and afterwards notes are as before */
    assert_true(screen_has(&s, "note: seen before"));
    screen_close(&s);
}

/* Keys that are quicker than the list: what was shown before stays hidden, nothing is judged by mistake. */
static void blind_holds_before_the_list_is_there(void **state)
{
    struct screen s = {.speaks_for = BS_SPEAKS_BLIND};
    (void)state;
    open_screen(&s);
    screen_keys(&s, ": text:blind");
    press(&s, BS_KEY_ENTER);
    press(&s, '1');
    assert_true(screen_has(&s, "Verdict: hidden"));
    press(&s, 'g');
    press(&s, 'r');
    screen_settle(&s);
    assert_int_equal(s.decisions, 0);
    assert_int_equal(s.jobs[BS_JOB_BLIND], 0);
    screen_keys(&s, "j");
    assert_true(screen_lacks(&s, "verdict by"));
    screen_close(&s);
}

static void how_many_is_a_number(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, ": text:blind Space text:some Enter");
    assert_true(screen_has(&s, "blind: want the number of services to draw, or nothing"));
    assert_int_equal(s.jobs[BS_JOB_BLIND] + s.jobs[BS_JOB_TABLE], 0);
    screen_close(&s);
}

static void another_log_is_brought_in(void **state)
{
    const struct bs_app_options o = {.db_name = "nl.db", .analyst = "anna", .utf8 = true, .home = "/home/anna"};
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, &o, 40, 120);
    screen_keys(&s, ": text:merge Space text:~/bob.db");
    size_t totals = s.jobs[BS_JOB_TOTALS], details = s.jobs[BS_JOB_DETAIL];
    press(&s, BS_KEY_ENTER);
    assert_true(screen_has(&s, "reading the other log..."));
    screen_settle(&s);
    assert_string_equal(s.last[BS_JOB_MERGE].text, "/home/anna/bob.db");
    assert_true(screen_has(&s, "10 read, 10 new"));
    assert_int_equal(s.jobs[BS_JOB_TOTALS], totals + 1); /* what stands on the screen may be old */
    assert_int_equal(s.jobs[BS_JOB_DETAIL], details + 1);
    screen_keys(&s, ": text:merge Enter");
    assert_true(screen_has(&s, "merge wants FILE"));
    assert_int_equal(s.jobs[BS_JOB_MERGE], 1);
    screen_close(&s);
}

static void a_readonly_database_takes_none_of_it(void **state)
{
    static const char *const keys[] = {
        "zs", "zr", "zu text:x Enter", ": text:merge Space text:/x Enter", ": text:blind Space text:5 Enter", "gl j 1",
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(keys); i++) {
        struct screen s = {.services = 12, .speaks_for = BS_SPEAKS_LOOK};
        screen_open(&s, &readonly, 40, 120);
        screen_keys(&s, keys[i]);
        assert_true(screen_has(&s, "NOT SAVED: the database is read-only"));
        assert_int_equal(s.jobs[BS_JOB_MARK] + s.jobs[BS_JOB_LOOK] + s.jobs[BS_JOB_BLIND] + s.jobs[BS_JOB_MERGE], 0);
        screen_close(&s);
    }
    struct screen s = {.services = 12, .speaks_for = BS_SPEAKS_BLIND};
    screen_open(&s, &readonly, 40, 120);
    screen_keys(&s, ": text:blind Enter j 1"); /* a sample that is there can be seen */
    assert_true(screen_has(&s, "NOT SAVED: the database is read-only"));
    assert_true(screen_has(&s, "2/3]"));
    screen_close(&s);
}

static void a_failure_is_said_and_not_covered(void **state)
{
    struct screen s = {.fails = UINT64_C(1) << BS_JOB_MARK};
    struct bs_job *j;
    (void)state;
    bs_error_set(&s.failure, BS_E_IO, "the disk is full");
    open_screen(&s);
    screen_keys(&s, "zs");
    assert_true(screen_has(&s, "NOT SAVED: the disk is full"));
    screen_keys(&s, "gg");
    assert_true(screen_lacks(&s, "NOT SAVED"));
    /* Two at once, and the second is written. */
    press(&s, 'z');
    press(&s, 's');
    press(&s, 'z');
    press(&s, 's');
    size_t answered = 0;
    while ((j = bs_app_next_job(s.app)) != NULL) {
        struct bs_reply *r = screen_answer(&s, j);
        if (j->kind == BS_JOB_MARK && answered++ == 0) {
            r->state = BS_REPLY_FAILED;
            bs_error_set(&r->error, BS_E_IO, "the disk is full");
        }
        bs_job_free(j);
        screen_reply(&s, r);
    }
    assert_int_equal(answered, 2);
    assert_true(screen_has(&s, "NOT SAVED: the disk is full"));
    screen_close(&s);
}

/* The engine takes nothing any more: that is said of the very key, and the row stays. */
static void what_is_not_on_its_way_is_not_called_so(void **state)
{
    struct screen s = {.services = 5000};
    (void)state;
    screen_open(&s, NULL, 40, 120);
    screen_settle(&s);
    for (int i = 0; i < 200; i++) {
        press(&s, 'z');
        press(&s, 's');
    }
    assert_true(screen_has(&s, "NOT SAVED: too many jobs are waiting"));
    assert_true(screen_lacks(&s, "writing..."));
    screen_keys(&s, "zs"); /* once it has */
    assert_true(screen_lacks(&s, "NOT SAVED"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_off_makes_room_for_the_next),
        cmocka_unit_test(a_look_is_one_of_three),
        cmocka_unit_test(what_was_said_before_is_hidden),
        cmocka_unit_test(a_blind_sample_takes_digits_alone),
        cmocka_unit_test(blind_holds_before_the_list_is_there),
        cmocka_unit_test(how_many_is_a_number),
        cmocka_unit_test(another_log_is_brought_in),
        cmocka_unit_test(a_readonly_database_takes_none_of_it),
        cmocka_unit_test(a_failure_is_said_and_not_covered),
        cmocka_unit_test(what_is_not_on_its_way_is_not_called_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
