/* The form in which a rule is made: what it begins with, what it asks, what Enter and Esc do. */
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

static void the_whole_banner_is_masked(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "M");
    assert_int_equal(s.jobs[BS_JOB_RULE_TRY], 1);
    assert_true(screen_has(&s, "A rule of your own: nothing is written before Enter"));
    assert_true(screen_has(&s, "14 at 0: 30 0c 02 01 01"));
    assert_true(screen_has(&s, "[at the start, masked]"));
    assert_true(screen_has(&s, "[medical]"));
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 0);
    screen_close(&s);
}

static void selected_bytes_are_what_it_is_made_of(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Tab gx gg Right Right V Right Right Right Right M");
    assert_true(screen_has(&s, "5 at 2: 02 01 01 61 07"));
    assert_true(screen_has(&s, "[anywhere]"));
    assert_string_equal(s.last_text, "ldap \"\\x02\\x01\\x01a\\x07\" id=user-2c52380b label=\"-\" medical=yes strength=strong");
    screen_close(&s);
}

static void every_choice_is_looked_up_and_words_are_not(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "M Right");
    assert_int_equal(s.jobs[BS_JOB_RULE_TRY], 2);
    assert_true(screen_has(&s, "[as a word]"));
    screen_keys(&s, "Down Right");
    assert_true(screen_has(&s, "[non-medical]"));
    assert_null(strstr(s.last_text, "medical=yes"));
    size_t asked = s.jobs[BS_JOB_RULE_TRY];
    screen_keys(&s, "Down Down text:abc"); /* a label changes nothing about the hits */
    assert_int_equal(s.jobs[BS_JOB_RULE_TRY], asked);
    screen_close(&s);
}

static void what_is_missing_is_said_and_nothing_is_written(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "M Down Down Down ^U Enter");
    assert_true(screen_has(&s, "a rule needs a label"));
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 0);
    screen_keys(&s, "text:A Space text:widget Enter");
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 1);
    assert_non_null(strstr(s.last_text, "label=\"A widget\""));
    assert_true(screen_has(&s, "it is done; u takes it back"));
    assert_true(screen_has(&s, "Results 1/12"));
    screen_close(&s);
}

static void esc_leaves_everything_as_it_was(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t j M");
    assert_true(screen_lacks(&s, "[facets 2/3]"));
    screen_keys(&s, "Esc");
    assert_true(screen_has(&s, "[facets 2/3]")); /* the list that was open, on its row */
    assert_true(screen_has(&s, "no rule was made"));
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 0);
    screen_keys(&s, "q Space Tab M Esc"); /* rows that are marked, the pane that has the focus */
    assert_true(screen_has(&s, "[Banner"));
    assert_true(screen_has(&s, "1 marked"));
    screen_close(&s);
}

static void undo_means_the_rule_until_a_verdict_is_newer(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "M Down Down Down text:w Enter u");
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 2);
    assert_memory_equal(s.last_label, "user-", 5);
    assert_int_equal(s.jobs[BS_JOB_UNDO], 0);
    assert_true(screen_has(&s, "it is done; ^R brings it back"));
    screen_keys(&s, "^R");
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 3);
    assert_int_equal(s.jobs[BS_JOB_UNDO], 0);
    screen_keys(&s, "1 u");
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 3);
    assert_int_equal(s.jobs[BS_JOB_UNDO], 1);
    screen_close(&s);
}

static void a_paste_fills_a_line_and_agrees_to_nothing(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "M");
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_ENTER, .mods = BS_MOD_PASTE});
    screen_keys(&s, "Down Down Down");
    screen_key(&s, (struct bs_key_event){.code = 'q', .mods = BS_MOD_PASTE});
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_ENTER, .mods = BS_MOD_PASTE});
    screen_settle(&s);
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 0);
    assert_true(screen_has(&s, "A rule of your own"));
    screen_close(&s);
}

static void nothing_to_make_a_rule_of(void **state)
{
    struct screen s = {0};
    struct bs_app_options o = {.readonly = true, .utf8 = true};
    (void)state;
    s.services = 12;
    screen_open(&s, &o, 40, 120);
    screen_keys(&s, "M");
    assert_true(screen_has(&s, "read-only"));
    assert_int_equal(s.jobs[BS_JOB_RULE_TRY], 0);
    screen_close(&s);
}

static void hostile_bytes_stay_in_the_form(void **state)
{
    static const int sizes[][2] = {{24, 80}, {40, 120}, {60, 200}};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(sizes); i++) {
        struct screen s = {.hostile = true};
        open_screen(&s);
        screen_resize(&s, sizes[i][0], sizes[i][1]);
        screen_keys(&s, "M Down Down Down");
        screen_draw(&s);
        assert_null(screen_fault(&s.grid, false));
        screen_close(&s);
    }
}

static void where_else_the_selected_bytes_stand(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Tab gx gg X");
    assert_true(screen_has(&s, "where else: select bytes"));
    screen_keys(&s, "Right Right V Right Right X");
    assert_string_equal(s.last_text, "dictionary bytes:020101");
    screen_close(&s);
}

static void the_template_stands_over_the_bytes(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_resize(&s, 40, 160);
    screen_keys(&s, "Tab gx gg %");
    assert_int_equal(s.jobs[BS_JOB_TEMPLATE], 1);
    assert_true(screen_has(&s, "0000  30 LL 02 01 01 61 07 0a  01 ~~ 04"));
    assert_true(screen_has(&s, "the same in all 229 banners"));
    screen_keys(&s, "Right");
    assert_true(screen_has(&s, "a length: 1 value in 229 banners: 0c x412"));
    for (int i = 0; i < 8; i++)
        screen_keys(&s, "Right");
    assert_true(screen_has(&s, "varies: 3 values in 229 banners: 00 x400, 31 x12, ..."));
    screen_keys(&s, "J"); /* the next banner has its own */
    assert_int_equal(s.jobs[BS_JOB_TEMPLATE], 2);
    screen_keys(&s, "%");
    assert_true(screen_has(&s, "0000  30 0c 02 01 01 61 07 0a"));
    screen_close(&s);
}

static void the_form_is_walked_both_ways(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "M Left");
    assert_true(screen_has(&s, "[at the start]"));
    screen_keys(&s, "Down Down Right"); /* the strength: the strongest stands first */
    assert_non_null(strstr(s.last[BS_JOB_RULE_TRY].text, "strength=supporting"));
    screen_keys(&s, "Left");
    assert_non_null(strstr(s.last[BS_JOB_RULE_TRY].text, "strength=strong"));
    screen_keys(&s, "Up Space");
    assert_true(screen_has(&s, "[non-medical]"));
    screen_keys(&s, "PgDn");
    assert_true(screen_has(&s, "3/3")); /* of what it would hit */
    screen_keys(&s, "PgUp");
    assert_true(screen_has(&s, "1/3"));
    screen_close(&s);
}

static void what_the_rules_said_is_what_it_begins_with(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "j M"); /* a row that is non-medical */
    assert_true(screen_has(&s, "[non-medical]"));
    assert_null(strstr(s.last[BS_JOB_RULE_TRY].text, "medical=yes"));
    screen_close(&s);
}

/* A value of the record that rules can look at, and a field of a decoded answer, are what is meant. */
static void a_value_under_the_cursor_is_what_it_is_made_of(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Enter gr / text:http.title Enter M");
    assert_true(screen_has(&s, "  http.title 5 at 0: Login"));
    assert_non_null(strstr(s.last[BS_JOB_RULE_TRY].text, "http.title"));
    screen_keys(&s, "Esc gg M"); /* no value there: the banner */
    assert_true(screen_has(&s, "14 at 0: 30 0c 02 01 01"));
    screen_keys(&s, "Esc gd gg j j j M");
    assert_true(screen_has(&s, "3 at 7: 0a 01 00"));
    screen_keys(&s, "Esc X");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "dictionary bytes:0a0100");
    screen_close(&s);
}

static void why_no_rule_can_be_made_is_said(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "Enter gx E M");
    assert_true(screen_has(&s, "rules look at the bytes as they were sent: E shows them"));
    screen_keys(&s, "E E q");
    for (const char *k = "jM"; *k; k++) /* the next banner is still on its way */
        screen_key(&s, (struct bs_key_event){.code = (uint8_t)*k});
    assert_true(screen_has(&s, "this banner is still loading"));
    screen_settle(&s);
    screen_close(&s);
    s = (struct screen){0};
    screen_open(&s, NULL, 40, 120);
    screen_keys(&s, "M");
    assert_true(screen_has(&s, "there is no banner to make a rule of"));
    assert_int_equal(s.jobs[BS_JOB_RULE_TRY], 0);
    screen_close(&s);
}

static void what_the_engine_says_against_it_stands_in_the_form(void **state)
{
    struct screen s = {.fails = UINT64_C(1) << BS_JOB_RULE_TRY};
    (void)state;
    bs_error_set(&s.failure, BS_E_USAGE, "line 1: too long");
    open_screen(&s);
    screen_keys(&s, "M");
    assert_true(screen_has(&s, "line 1: too long"));
    screen_keys(&s, "Enter");
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 0);
    s.fails = UINT64_C(1) << BS_JOB_RULE_SET;
    bs_error_set(&s.failure, BS_E_IO, "the disk is full");
    screen_keys(&s, "Right Down Down Down text:w");
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_UP}); /* what it would hit is known */
    screen_settle(&s);
    screen_keys(&s, "Enter");
    assert_true(screen_has(&s, "NOT SAVED: the disk is full"));
    screen_keys(&s, "u"); /* there is no rule to take back: a verdict is meant */
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 1);
    assert_int_equal(s.jobs[BS_JOB_UNDO], 1);
    screen_close(&s);
}

static void enter_waits_for_what_it_would_hit(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "M Down Down Down text:w Up Up Up");
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_RIGHT});
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_ENTER});
    assert_true(screen_has(&s, "wait: what it would hit is still being looked up"));
    screen_settle(&s);
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 0);
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_DOWN});
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_ENTER});
    screen_key(&s, (struct bs_key_event){.code = 'u'});
    assert_true(screen_has(&s, "the rule is still being written"));
    screen_settle(&s);
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 1);
    screen_close(&s);
}

static void a_rule_of_ones_own_is_taken_away_by_name_or_place(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, ": text:rules Enter j : text:unrule Enter");
    assert_string_equal(s.last[BS_JOB_RULE_SET].label, "user-2");
    assert_string_equal(s.last[BS_JOB_RULE_SET].text, "");
    assert_true(screen_has(&s, "it is done; ^R brings it back"));
    screen_keys(&s, ": text:unrule Space text:user-7 Enter");
    assert_string_equal(s.last[BS_JOB_RULE_SET].label, "user-7");
    screen_keys(&s, "q t : text:unrule Enter"); /* another list has no rules */
    assert_true(screen_has(&s, "unrule wants the name of a rule"));
    assert_int_equal(s.jobs[BS_JOB_RULE_SET], 2);
    screen_close(&s);
}

static void a_template_that_cannot_be_had_is_told(void **state)
{
    struct screen s = {.fails = UINT64_C(1) << BS_JOB_TEMPLATE};
    (void)state;
    bs_error_set(&s.failure, BS_E_CORRUPT, "the database is damaged");
    open_screen(&s);
    screen_keys(&s, "Enter gt %");
    assert_true(screen_has(&s, "<hex>")); /* it lies over bytes */
    assert_true(screen_has(&s, "template: the database is damaged"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_banner_is_masked),
        cmocka_unit_test(selected_bytes_are_what_it_is_made_of),
        cmocka_unit_test(every_choice_is_looked_up_and_words_are_not),
        cmocka_unit_test(what_is_missing_is_said_and_nothing_is_written),
        cmocka_unit_test(esc_leaves_everything_as_it_was),
        cmocka_unit_test(undo_means_the_rule_until_a_verdict_is_newer),
        cmocka_unit_test(a_paste_fills_a_line_and_agrees_to_nothing),
        cmocka_unit_test(nothing_to_make_a_rule_of),
        cmocka_unit_test(hostile_bytes_stay_in_the_form),
        cmocka_unit_test(where_else_the_selected_bytes_stand),
        cmocka_unit_test(the_template_stands_over_the_bytes),
        cmocka_unit_test(the_form_is_walked_both_ways),
        cmocka_unit_test(what_the_rules_said_is_what_it_begins_with),
        cmocka_unit_test(a_value_under_the_cursor_is_what_it_is_made_of),
        cmocka_unit_test(why_no_rule_can_be_made_is_said),
        cmocka_unit_test(what_the_engine_says_against_it_stands_in_the_form),
        cmocka_unit_test(enter_waits_for_what_it_would_hit),
        cmocka_unit_test(a_rule_of_ones_own_is_taken_away_by_name_or_place),
        cmocka_unit_test(a_template_that_cannot_be_had_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
