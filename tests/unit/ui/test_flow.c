/* What is said about verdicts, filters, purchases: exactly, and only when it is true. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "screen.h"

static const struct bs_app_options readonly = {
    .db_name = "nl.db", .readonly = true, .utf8 = true};

static void open_screen(struct screen *s)
{
    *s = (struct screen){.services = 12};
    screen_open(s, NULL, 24, 80);
}

/* Presses without letting the engine answer. */
static void press(struct screen *s, uint32_t code)
{
    screen_key(s, (struct bs_key_event){.code = code});
}

static void nothing_is_called_saved_before_it_is(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    press(&s, '1');
    assert_true(screen_has(&s, "writing..."));
    screen_settle(&s);
    assert_true(screen_has(&s, "saved medical 192.0.2.1:389"));
    assert_int_equal(s.decided[0], 1);
    assert_int_equal(s.scopes[0], BS_SCOPE_SERVICE);
    screen_close(&s);
}

static void a_banner_shown_by_many_is_decided_for_all(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "j");
    assert_true(screen_has(&s, "214 services"));
    screen_keys(&s, "2");
    assert_true(screen_has(&s, "saved non-medical for 214 services"));
    assert_int_equal(s.scopes[0], BS_SCOPE_BANNER);
    screen_close(&s);
    open_screen(&s);
    screen_keys(&s, "j z 3");
    assert_true(screen_has(&s, "saved unknown 192.0.2.2:389"));
    assert_int_equal(s.scopes[0], BS_SCOPE_SERVICE);
    screen_close(&s);
    open_screen(&s);
    screen_keys(&s, "0");
    assert_true(screen_has(&s, "saved clear 192.0.2.1:389"));
    screen_close(&s);
}

static void a_shape_is_asked_for_first(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "g 1");
    assert_true(screen_has(&s, "medical: apply to 229 services? y/n"));
    screen_keys(&s, "n");
    assert_int_equal(s.decisions, 0);
    assert_true(screen_has(&s, "no verdict was given"));
    screen_keys(&s, "g 1 y");
    assert_true(screen_has(&s, "saved medical for 229 services"));
    screen_close(&s);
}

static void the_cursor_goes_to_the_next_open_one_at_once(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    press(&s, '1');
    assert_true(screen_has(&s, "Results 3/12")); /* before the engine answered */
    screen_settle(&s);
    screen_keys(&s, "1");
    assert_true(screen_has(&s, "Results 6/12"));
    screen_keys(&s, "[");
    assert_true(screen_has(&s, "Results 12/12")); /* around the beginning; 3 is decided */
    screen_close(&s);
}

static void the_next_open_one_may_be_far_away(void **state)
{
    struct screen s = {.services = 5000};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_keys(&s, "G [ ]");
    assert_true(screen_has(&s, "/5,000"));
    screen_keys(&s, "gg [");
    assert_true(screen_has(&s, "Results 4,995/5,000"));
    screen_close(&s);
}

static void what_failed_is_said(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    s.fail_verdicts = true;
    screen_keys(&s, "1");
    assert_true(screen_has(&s, "NOT SAVED: the disk is full"));
    s.fail_verdicts = false;
    screen_keys(&s, "gg j j j j j j 1"); /* 7 has no response */
    assert_true(screen_has(&s, "NOT SAVED: no response, nothing to judge"));
    assert_int_equal(s.jobs[BS_JOB_DECIDE], 1);
    screen_close(&s);
}

static void a_failure_is_not_covered_by_a_later_success(void **state)
{
    struct screen s;
    struct bs_job *first = NULL, *second = NULL, *j;
    (void)state;
    open_screen(&s);
    press(&s, '1');
    press(&s, '1');
    while ((j = bs_app_next_job(s.app)) != NULL) {
        if (j->kind == BS_JOB_DECIDE && !first)
            first = j;
        else if (j->kind == BS_JOB_DECIDE)
            second = j;
        else
            bs_job_free(j);
    }
    s.fail_verdicts = true;
    screen_reply(&s, screen_answer(&s, first));
    s.fail_verdicts = false;
    screen_reply(&s, screen_answer(&s, second));
    assert_true(screen_has(&s, "NOT SAVED: the disk is full"));
    bs_job_free(first);
    bs_job_free(second);
    screen_close(&s);
}

static void a_readonly_database_takes_no_verdict(void **state)
{
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, &readonly, 24, 80);
    screen_keys(&s, "1");
    assert_true(screen_has(&s, "NOT SAVED: the database is read-only"));
    screen_keys(&s, "u");
    assert_true(screen_has(&s, "NOT SAVED: the database is read-only"));
    assert_int_equal(s.jobs[BS_JOB_DECIDE] + s.jobs[BS_JOB_UNDO] + s.jobs[BS_JOB_SESSION],
                     0);
    screen_close(&s);
}

static void undo_and_repeat(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "u");
    assert_true(screen_has(&s, "nothing to undo"));
    screen_keys(&s, "1 .");
    assert_int_equal(s.decisions, 2);
    assert_int_equal(s.verdicts[1], BS_MEDICAL);
    screen_keys(&s, "u");
    assert_true(screen_has(&s, "undone: medical 192.0.2.1:389"));
    screen_keys(&s, "^R");
    assert_true(screen_has(&s, "nothing to redo"));
    screen_close(&s);
}

static void notes_and_labels_keep_each_other(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "j j j j a"); /* 5 has a note */
    assert_true(screen_has(&s, "note: seen before"));
    screen_keys(&s, "^U text:1 Enter"); /* a digit in a prompt is text */
    assert_int_equal(s.decisions, 1);
    assert_string_equal(s.last_note, "1");
    assert_string_equal(s.last_label, "");
    screen_keys(&s, "l text:bed Enter");
    assert_string_equal(s.last_label, "bed");
    assert_string_equal(s.last_note, "seen before");
    screen_keys(&s, "l text:x Esc");
    assert_int_equal(s.decisions, 2);
    screen_close(&s);
}

static void filters(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    assert_string_equal(s.last_select, "aside:no");
    screen_keys(&s, "/ text:org:kpn Enter");
    assert_string_equal(s.last_select, "org:kpn aside:no");
    screen_keys(&s, "x");
    assert_string_equal(s.last_select, "org:kpn");
    screen_keys(&s, "F");
    assert_string_equal(s.last_select, "");
    size_t selects = s.jobs[BS_JOB_SELECT];
    screen_keys(&s, "f text:contry:NL Enter"); /* stays open with the reason above it */
    assert_true(screen_has(&s, "filter: contry:NL"));
    assert_true(screen_has(&s, "country"));
    assert_int_equal(s.jobs[BS_JOB_SELECT], selects);
    screen_keys(&s, "Esc : text:sort Space text:-seen Enter");
    assert_true(screen_has(&s, "by -seen"));
    screen_close(&s);
}

static void nothing_is_bought_unasked(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "S-Tab C");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 0);
    assert_true(screen_has(&s, "1699 hits in 43 orgs, 17 credits, 812 stored"));
    assert_true(
        screen_has(&s, "collect 1699 hits of 1 query for at most 17 of 98 credits? y/n"));
    screen_keys(&s, "n");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 0);
    screen_keys(&s, "C y");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 1);
    assert_true(screen_has(&s, "collect: 10 read, 10 new"));
    screen_close(&s);
    s = (struct screen){.services = 12};
    screen_open(&s, &readonly, 24, 80);
    screen_keys(&s, "S-Tab c");
    assert_true(screen_has(&s, "bannerscope init"));
    assert_int_equal(s.jobs[BS_JOB_COUNT], 0);
    screen_close(&s);
}

static void paste(struct screen *s, const char *text)
{
    for (; *text; text++)
        screen_key(s,
                   (struct bs_key_event){.code = (uint8_t)*text, .mods = BS_MOD_PASTE});
    screen_settle(s);
}

static void pasted_text_is_never_a_key(void **state)
{
    struct screen s;
    bs_str argument;
    (void)state;
    open_screen(&s);
    paste(&s, "1 2 3 Qyy");
    assert_int_equal(s.decisions, 0);
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_NONE);
    assert_true(screen_has(&s, "pasted text"));
    screen_keys(&s, "g 1");
    paste(&s, "y");
    assert_int_equal(s.decisions, 0);
    screen_keys(&s, "n f");
    paste(&s, "port:22");
    assert_true(screen_has(&s, "filter: port:22"));
    screen_close(&s);
}

static void leaving(void **state)
{
    struct screen s;
    bs_str argument;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "q n");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_NONE);
    screen_keys(&s, "q y");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_QUIT);
    screen_keys(&s, "^C j ^C");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_NONE);
    screen_keys(&s, "^C");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_QUIT);
    screen_keys(&s, "y x");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_COPY);
    assert_true(bs_str_eq(argument, BS_STR("300c02010161070a010004000400")));
    screen_keys(&s, "y b");
    bs_app_wish(s.app, &argument);
    assert_true(bs_str_eq(argument, BS_STR("MAwCAQFhBwoBAAQABAA=")));
    screen_close(&s);
}

/* The question was about a row that has gone meanwhile. */
static void a_question_is_about_its_row(void **state)
{
    struct screen s;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "G g 1");
    assert_true(screen_has(&s, "medical: apply to 229 services? y/n"));
    struct bs_job *j = bs_job_new(BS_JOB_IMPORT); /* something came in: the list is read again */
    s.services = 11;
    screen_reply(&s, bs_reply_new(j));
    bs_job_free(j);
    screen_settle(&s);
    screen_keys(&s, "y");
    assert_int_equal(s.decisions, 0);
    assert_true(screen_has(&s, "NOT SAVED: the list has changed, another row is here now"));
    screen_close(&s);
}

static void what_the_account_or_the_purse_forbids(void **state)
{
    static const struct bs_app_options keep = {
        .db_name = "nl.db", .scope = "country:NL", .have_key = true, .utf8 = true, .keep_credits = 90};
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, &keep, 24, 80);
    screen_settle(&s);
    screen_keys(&s, "S-Tab C");
    assert_true(screen_has(&s, "that would leave 81 credits, keep-credits is 90"));
    screen_keys(&s, ": text:collect Space text:5 Enter");
    assert_true(screen_has(&s, "credits? y/n"));
    screen_keys(&s, "n");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 0);
    screen_close(&s);
    s = (struct screen){.services = 12, .hits = 1000000};
    screen_open(&s, NULL, 24, 80);
    screen_settle(&s);
    screen_keys(&s, "S-Tab C");
    assert_true(screen_has(&s, "that would cost 10000 credits, 98 are left"));
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 0);
    screen_close(&s);
}

static void an_edited_note_is_a_verdict_with_new_words(void **state)
{
    struct screen s;
    bs_str wished;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "j j j j A");
    assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_EDIT);
    assert_true(bs_str_eq(wished, BS_STR("seen before")));
    bs_app_edited(s.app, BS_STR("seen before"));
    assert_true(screen_has(&s, "the note is as it was"));
    screen_settle(&s);
    assert_int_equal(s.decisions, 0);
    bs_app_edited(s.app, BS_STR("seen again"));
    screen_settle(&s);
    assert_int_equal(s.decisions, 1);
    assert_string_equal(s.last_note, "seen again");
    press(&s, 'j');
    press(&s, 'A');
    assert_true(screen_has(&s, "this banner is still loading"));
    screen_close(&s);
}

static void q_twice_leaves_and_once_asks(void **state)
{
    struct screen s;
    bs_str argument;
    (void)state;
    open_screen(&s);
    screen_keys(&s, "q");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_NONE);
    screen_keys(&s, "q");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_QUIT);
    assert_int_equal(s.jobs[BS_JOB_SESSION], 1);
    screen_close(&s);
}

/* The disk is slow: verdicts pile up, and one that finds no room is said to be lost at its very key. */
static void verdicts_that_find_no_room_are_told(void **state)
{
    struct screen s = {.services = 5000};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_settle(&s);
    for (int i = 0; i < 100; i++)
        press(&s, 'u');
    assert_true(screen_has(&s, "NOT SAVED: too many verdicts wait"));
    press(&s, '1');
    assert_true(screen_has(&s, "NOT SAVED: too many verdicts are waiting for the disk"));
    screen_settle(&s);
    assert_int_equal(s.jobs[BS_JOB_UNDO], 64);
    screen_keys(&s, "1"); /* by now there is room again */
    assert_true(screen_has(&s, "saved medical"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_called_saved_before_it_is),
        cmocka_unit_test(a_banner_shown_by_many_is_decided_for_all),
        cmocka_unit_test(a_shape_is_asked_for_first),
        cmocka_unit_test(the_cursor_goes_to_the_next_open_one_at_once),
        cmocka_unit_test(the_next_open_one_may_be_far_away),
        cmocka_unit_test(what_failed_is_said),
        cmocka_unit_test(a_failure_is_not_covered_by_a_later_success),
        cmocka_unit_test(a_readonly_database_takes_no_verdict),
        cmocka_unit_test(undo_and_repeat),
        cmocka_unit_test(notes_and_labels_keep_each_other),
        cmocka_unit_test(filters),
        cmocka_unit_test(nothing_is_bought_unasked),
        cmocka_unit_test(pasted_text_is_never_a_key),
        cmocka_unit_test(leaving),
        cmocka_unit_test(a_question_is_about_its_row),
        cmocka_unit_test(what_the_account_or_the_purse_forbids),
        cmocka_unit_test(an_edited_note_is_a_verdict_with_new_words),
        cmocka_unit_test(q_twice_leaves_and_once_asks),
        cmocka_unit_test(verdicts_that_find_no_room_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
