/* Lists in place of the results, lookups from a row, completion, following what is typed. */
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

static void a_list_takes_the_place_of_the_results(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t");
    assert_int_equal(s.jobs[BS_JOB_TABLE], 1);
    assert_string_equal(s.last_text, "facets aside:no");
    assert_true(screen_has(&s, "[facets 1/3]"));
    assert_true(screen_has(&s, "Example Univ"));
    assert_true(screen_has(&s, "never"));
    screen_keys(&s, "q"); /* closes the list, not the program */
    assert_true(screen_has(&s, "Results 1/12"));
    screen_close(&s);
}

static void enter_narrows_the_list_and_the_query(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t j Enter");
    assert_string_equal(s.last_select, "org:\"Example University\" aside:no");
    assert_true(screen_has(&s, "country:NL org:\"Example University\""));
    assert_true(screen_has(&s, "Results 1/12"));
    screen_close(&s);
}

static void rows_are_sorted_turned_and_found(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t > > S");
    assert_true(screen_has(&s, "> org               75"));
    screen_keys(&s, "/ text:univ");
    assert_true(screen_has(&s, "[facets 1/1 | univ]"));
    assert_true(screen_lacks(&s, "Another"));
    screen_keys(&s, "Esc");
    assert_true(screen_has(&s, "[facets 1/3]"));
    screen_keys(&s, "/ text:zzz Enter");
    assert_true(screen_has(&s, "No row fits"));
    screen_close(&s);
}

static void a_row_with_a_service_shows_its_banner_and_takes_a_verdict(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t j");
    assert_true(screen_has(&s, "LDAP"));
    screen_keys(&s, "1");
    assert_int_equal(s.decisions, 1);
    assert_int_equal(s.decided[0], 3); /* the row's service, not the one under the list's cursor */
    assert_true(screen_has(&s, "[facets 3/3]"));
    screen_close(&s);
}

/* Two keys in one go: the banner of the second row has not come, the verdict holds all the same. */
static void a_quick_verdict_in_a_list_of_groups_is_not_lost(void **state)
{
    struct screen s = {.speaks_for = BS_SPEAKS_SHAPE};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t");
    screen_key(&s, (struct bs_key_event){.code = 'j'});
    screen_key(&s, (struct bs_key_event){.code = '2'});
    screen_settle(&s);
    assert_int_equal(s.decisions, 1);
    assert_int_equal(s.decided[0], 3);
    assert_int_equal(s.scopes[0], BS_SCOPE_SHAPE);
    assert_true(screen_has(&s, "saved non-medical for"));
    assert_int_equal(s.jobs[BS_JOB_TABLE], 2); /* the list tells what is left */
    assert_true(screen_has(&s, "[facets 3/3]"));
    screen_close(&s);
}

static void hostile_texts_stay_in_their_cells(void **state)
{
    static const int sizes[][2] = {{24, 80}, {40, 120}, {60, 200}, {24, 100}};
    for (size_t i = 0; i < BS_COUNT(sizes); i++) {
        struct screen s = {.hostile = true};
        (void)state;
        open_screen(&s);
        screen_resize(&s, sizes[i][0], sizes[i][1]);
        screen_keys(&s, "t > > j f text:org:e");
        screen_draw(&s);
        assert_null(screen_fault(&s.grid, false));
        screen_close(&s);
    }
}

static void from_a_row_to_all_of_its_kind(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "oo");
    assert_string_equal(s.last_select, "org:\"Example Hospital\" aside:no");
    assert_true(screen_has(&s, "Shodan org:\"Example Hospital\""));
    assert_true(screen_has(&s, "1699 hits in 43 orgs, 17 credits"));
    screen_keys(&s, "op");
    assert_string_equal(s.last_select, "port:389 aside:no");
    screen_keys(&s, "on");
    assert_string_equal(s.last_select, "net:192.0.2.0/24 aside:no");
    screen_keys(&s, "Ls");
    assert_string_equal(s.last_select, "shape:0000000000000009 aside:no");
    assert_true(screen_has(&s, "Shodan has no filter for this"));
    screen_keys(&s, "Lb");
    assert_true(screen_has(&s, "Shodan hash:"));
    screen_keys(&s, "oH");
    assert_int_equal(s.jobs[BS_JOB_HOST], 1);
    screen_keys(&s, ": text:org Space text:Some Space text:Clinic Enter");
    assert_string_equal(s.last_select, "org:\"Some Clinic\" aside:no");
    screen_close(&s);
}

static void a_filter_is_completed_by_name_and_value(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "F f text:coun");
    assert_true(screen_has(&s, "Tab completes"));
    screen_keys(&s, "Tab");
    assert_true(screen_has(&s, "filter: country:"));
    screen_keys(&s, "^U text:port:1 Space text:-org:Ex");
    assert_int_equal(s.jobs[BS_JOB_VALUES] > 0, 1);
    screen_keys(&s, "Tab");
    assert_true(screen_has(&s, "filter: port:1 -org:\"Example Hospital\""));
    screen_keys(&s, "Tab");
    assert_true(screen_has(&s, "filter: port:1 -org:\"Example University\""));
    screen_keys(&s, "^U text:verdict:un Tab Enter");
    assert_string_equal(s.last_select, "verdict:unknown aside:no");
    screen_close(&s);
}

static void a_label_is_completed_from_those_that_were_used(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "l ^U text:Example Space text:Un");
    assert_string_equal(s.last_text, "label:Example Un");
    screen_keys(&s, "Tab");
    assert_true(screen_has(&s, "label: Example University"));
    screen_keys(&s, "Enter");
    assert_string_equal(s.last_label, "Example University");
    screen_close(&s);
}

static void the_report_is_a_list_and_pages_are_written(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "B");
    assert_string_equal(s.last_text, "report");
    screen_keys(&s, "j Enter"); /* what a bar counts is what the list shows */
    assert_string_equal(s.last_select, "org:\"Example University\" aside:no");
    screen_keys(&s, ": text:handover Space text:/tmp/x.html Enter");
    assert_int_equal(s.jobs[BS_JOB_HANDOVER], 1);
    assert_string_equal(s.last_text, "/tmp/x.html");
    assert_string_equal(s.last_label, "org.is:\"Example Hospital\" verdict:medical response:yes");
    assert_true(screen_has(&s, "1 page written"));
    screen_keys(&s, ": text:handover Space text:y Space text:port:104 Enter");
    assert_string_equal(s.last_label, "port:104");
    screen_close(&s);
}

static void the_mistake_is_marked_under_its_character(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "f ^U text:port:104 Space text:contry:NL");
    screen_draw(&s);
    const struct bs_cell *row = &s.grid.cell[39 * 120];
    /* "filter: " takes 8 cells, "port:104 " nine */
    assert_int_equal(row[17].cp, '^');
    assert_true(screen_has(&s, "country"));
    screen_close(&s);
}

static void counts_follow_what_is_typed(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    size_t before = s.jobs[BS_JOB_FOLLOW];
    screen_keys(&s, "S-Tab");
    assert_int_equal(s.jobs[BS_JOB_FOLLOW], before + 1);
    assert_true(screen_has(&s, "1699 hits in 43 orgs, 17 credits, 812 stored"));
    screen_keys(&s, "e ^U text:port:10");
    assert_string_equal(s.last_text, "port:10");
    assert_true(screen_has(&s, "1699 hits"));
    before = s.jobs[BS_JOB_FOLLOW];
    screen_keys(&s, "text:4,"); /* "port:104," is no query: nothing is asked */
    assert_int_equal(s.jobs[BS_JOB_FOLLOW], before + 1);
    assert_int_equal(s.jobs[BS_JOB_COUNT], 0);
    screen_close(&s);
}

static void the_scope_can_be_changed(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "S-Tab E ^U text:country:BE Enter");
    assert_true(screen_has(&s, "Query country:BE"));
    assert_true(screen_has(&s, "Shodan country:BE"));
    screen_keys(&s, "E ^U text:verdict:medical Enter"); /* not one of Shodan's: stays open */
    assert_true(screen_has(&s, "scope of queries: verdict:medical"));
    screen_keys(&s, "Esc E ^U Enter");
    assert_true(screen_has(&s, "Query everywhere"));
    screen_close(&s);
}

static void long_jobs_pause_and_unfinished_ones_are_asked_about(void **state)
{
    struct screen s = {.unfinished = 2};
    bs_str arg;
    (void)state;
    open_screen(&s);
    assert_true(screen_has(&s, "2 unfinished: :resume goes on"));
    screen_keys(&s, "P");
    assert_int_equal(bs_app_wish(s.app, &arg), BS_WISH_PAUSE);
    assert_true(bs_str_eq(arg, BS_STR("on")));
    screen_keys(&s, ": text:resume Enter");
    assert_true(screen_has(&s, "go on with 2 unfinished collections for at most 7 credits? y/n"));
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 0);
    screen_keys(&s, "y");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 1);
    screen_close(&s);
}

static void what_the_purse_forbids_is_not_asked(void **state)
{
    const struct bs_app_options o = {
        .db_name = "nl.db", .scope = "country:NL", .have_key = true, .utf8 = true, .max_credits = 5};
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, &o, 40, 120);
    screen_keys(&s, "S-Tab C");
    assert_true(screen_has(&s, "max-credits is 5"));
    screen_keys(&s, "y Esc");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 0);
    screen_keys(&s, ": text:collect Space text:4 Enter y");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 1);
    screen_close(&s);
}

static void a_long_message_is_whole(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_resize(&s, 24, 80);
    bs_app_say(s.app, true, "collect: searching: the key is wrong or missing (HTTP 401: this server could not verify that"
                            " you are authorized). Run `bannerscope init` with the key of your account");
    assert_true(screen_has(&s, "with the key of your"));
    assert_null(screen_fault(&s.grid, false));
    screen_close(&s);
}

static void filters_that_only_shodan_has_are_completed_too(void **state)
{
    bs_str name[] = {BS_STR("brand.new"), BS_STR("country")};
    const struct bs_filter_names names = {name, 2};
    const struct bs_app_options o = {.utf8 = true, .have_key = true, .names = &names};
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, &o, 40, 120);
    screen_keys(&s, "S-Tab e ^U text:-bran");
    assert_true(screen_has(&s, "Shodan only"));
    screen_keys(&s, "Tab");
    assert_true(screen_has(&s, "Shodan query: -brand.new:"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_takes_the_place_of_the_results),
        cmocka_unit_test(enter_narrows_the_list_and_the_query),
        cmocka_unit_test(rows_are_sorted_turned_and_found),
        cmocka_unit_test(a_row_with_a_service_shows_its_banner_and_takes_a_verdict),
        cmocka_unit_test(a_quick_verdict_in_a_list_of_groups_is_not_lost),
        cmocka_unit_test(hostile_texts_stay_in_their_cells),
        cmocka_unit_test(from_a_row_to_all_of_its_kind),
        cmocka_unit_test(a_filter_is_completed_by_name_and_value),
        cmocka_unit_test(a_label_is_completed_from_those_that_were_used),
        cmocka_unit_test(the_report_is_a_list_and_pages_are_written),
        cmocka_unit_test(the_mistake_is_marked_under_its_character),
        cmocka_unit_test(counts_follow_what_is_typed),
        cmocka_unit_test(the_scope_can_be_changed),
        cmocka_unit_test(long_jobs_pause_and_unfinished_ones_are_asked_about),
        cmocka_unit_test(what_the_purse_forbids_is_not_asked),
        cmocka_unit_test(a_long_message_is_whole),
        cmocka_unit_test(filters_that_only_shodan_has_are_completed_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
