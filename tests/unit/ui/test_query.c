/* The query pane on the keyword lists as they are shipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "screen.h"

static struct bs_rules *rules;
static const struct bs_keyword *first[BS_LIST_COUNT];

static void complain(void *ctx, const char *message)
{
    (void)ctx;
    fprintf(stderr, "%s\n", message);
}

static int load(void **state)
{
    const char *dir = getenv("BS_SRCDIR");
    const struct bs_keyword *kw;
    int bad = 0;
    (void)state;
    if (bs_rules_load(dir ? dir : ".", NULL, complain, NULL, &bad, &rules, NULL) != BS_OK)
        return -1;
    size_t n = bs_rules_keywords(rules, &kw);
    for (size_t i = 0; i < n; i++)
        if (!first[kw[i].list])
            first[kw[i].list] = &kw[i];
    return first[BS_LIST_PROTOCOLS] && first[BS_LIST_DEVICES] ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    bs_rules_free(rules);
    return 0;
}

static void open_screen(struct screen *s, int64_t services)
{
    const struct bs_app_options o = {.rules = rules,
                                     .db_name = "nl.db",
                                     .scope = "country:NL",
                                     .have_key = true,
                                     .utf8 = true};
    s->services = services;
    screen_open(s, &o, 40, 120);
    screen_keys(s, "S-Tab");
}

static void z(bs_str s, char *out, size_t max)
{
    snprintf(out, max, "%.*s", (int)s.n, s.p);
}

static void a_list_opens_and_a_word_becomes_the_query(void **state)
{
    struct screen s = {0};
    char query[300], want[400];
    (void)state;
    open_screen(&s, 12);
    screen_keys(&s, "j Enter j");
    z(first[BS_LIST_DEVICES]->query, query, sizeof query);
    snprintf(want, sizeof want, "country:NL %s", query);
    screen_keys(&s, "c");
    assert_string_equal(s.last_text, want);
    assert_true(screen_has(&s, "Shodan 1699"));
    screen_keys(&s, "Left");
    assert_true(screen_has(&s, "+ "));
    screen_close(&s);
}

static void checked_words_are_counted_each(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, 12);
    screen_keys(&s, "j Enter j Space Space Space");
    assert_true(screen_has(&s, ", 3 checked"));
    assert_true(screen_has(&s, "[x]"));
    screen_keys(&s, "c");
    assert_int_equal(s.jobs[BS_JOB_COUNT], 1); /* all in one, a second apart */
    assert_true(screen_has(&s, "5097 hits, 51 credits in all"));
    screen_keys(&s, "C");
    assert_true(screen_has(&s, "of 3 queries for at most 51 of 98 credits? y/n"));
    screen_keys(&s, "y");
    assert_int_equal(s.jobs[BS_JOB_COLLECT], 1);
    screen_close(&s);
}

static void local_hits_and_the_way_to_them(void **state)
{
    const struct bs_keyword *kw = first[BS_LIST_DEVICES];
    struct screen s = {0};
    char rule[300];
    snprintf(rule, sizeof rule, "devices:%.*s", (int)kw->text.n, kw->text.p);
    (void)state;
    s.hit_rule = rule;
    open_screen(&s, 12);
    assert_true(screen_has(&s, "1 found here"));
    screen_keys(&s, "j Enter j");
    assert_true(screen_has(&s, "17 here"));
    screen_keys(&s, "Enter");
    assert_true(strstr(s.last_select, "evidence:") == s.last_select);
    assert_non_null(strstr(s.last_select, rule));
    screen_close(&s);
}

static void a_typed_query_wins_until_it_is_emptied(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, 12);
    screen_keys(&s, "e ^U text:port:104 Enter c");
    assert_string_equal(s.last_text, "port:104");
    screen_keys(&s, "e ^U text:verdict:medical Enter");
    assert_true(
        screen_has(&s, "Shodan query: verdict:medical")); /* refused: local only */
    screen_keys(&s, "Esc e ^U Enter c");
    assert_string_equal(s.last_text, "country:NL");
    screen_close(&s);
}

/* What is stored may be an hour old or years; what could not be counted says why.  Where the line is cut it says so:
 * half a number would be another one. */
static void a_count_says_how_old_what_is_stored_is(void **state)
{
    struct screen s = {.newest = 1600000000000000 - INT64_C(5) * 3600 * 1000000};
    (void)state;
    open_screen(&s, 12);
    assert_true(screen_has(&s, "price  1699 hits in 43 orgs, 17 credits, 812 stored, newest~"));
    screen_keys(&s, "\\");
    assert_true(screen_has(&s, "1699 hits in 43 orgs, 17 credits, 812 stored, newest 5 h old"));
    screen_close(&s);
    s = (struct screen){0};
    open_screen(&s, 12);
    screen_keys(&s, "\\");
    assert_true(screen_has(&s, "812 stored, newest 1157 d old"));
    screen_close(&s);
    s = (struct screen){.fails = UINT64_C(1) << BS_JOB_FOLLOW};
    bs_error_set(&s.failure, BS_E_NETWORK, "no answer from Shodan");
    open_screen(&s, 12);
    assert_true(screen_has(&s, "not counted: no answer from Shodan"));
    screen_close(&s);
}

static void words_say_how_their_count_went(void **state)
{
    struct screen s = {.fails = UINT64_C(1) << BS_JOB_COUNT};
    (void)state;
    open_screen(&s, 12);
    screen_keys(&s, "\\ j Enter j / text:ultrasound Enter A");
    assert_true(screen_has(&s, "not counted yet: c")); /* but the one under the cursor, by itself */
    assert_true(screen_has(&s, "Shodan 1699 in 43 orgs"));
    screen_key(&s, (struct bs_key_event){.code = 'c'});
    assert_true(screen_has(&s, "0 here, counting"));
    bs_error_set(&s.failure, BS_E_RATE, "too fast");
    screen_settle(&s);
    assert_true(screen_has(&s, "count: too fast"));
    assert_true(screen_has(&s, "0 here, failed"));
    s.fails = 0;
    screen_keys(&s, "c");
    assert_true(screen_lacks(&s, "failed"));
    assert_true(screen_has(&s, "credits in all"));
    screen_close(&s);
}

static void all_that_is_shown_is_checked_at_once(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, 12);
    screen_keys(&s, "/ text:dicom Enter A");
    assert_true(screen_has(&s, "keywords checked"));
    assert_true(screen_has(&s, "[x]"));
    assert_true(screen_lacks(&s, "[ ]"));
    screen_keys(&s, "I");
    assert_true(screen_has(&s, "0 keywords checked"));
    screen_keys(&s, "I N");
    assert_true(screen_lacks(&s, "[x]"));
    screen_keys(&s, "/ Esc gg Space"); /* a whole list, and none of it again */
    assert_true(screen_has(&s, "some checked"));
    screen_keys(&s, "Space");
    assert_true(screen_lacks(&s, "some checked"));
    screen_close(&s);
}

static void without_a_query_there_is_nothing_to_ask(void **state)
{
    const struct bs_app_options o = {.rules = rules, .have_key = true, .utf8 = true};
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, &o, 40, 120);
    screen_keys(&s, "S-Tab c");
    assert_true(screen_has(&s, "choose a keyword, or type a query with `e`"));
    screen_keys(&s, "j C");
    assert_true(screen_has(&s, "choose a keyword, or type a query with `e`"));
    assert_int_equal(s.jobs[BS_JOB_COUNT] + s.jobs[BS_JOB_COLLECT], 0);
    screen_close(&s);
}

static void an_empty_list_says_what_would_fill_it(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, 12);
    s.services = 0;
    screen_keys(&s, "f ^U text:port:1 Enter");
    assert_true(screen_has(&s, "No service fits the filter."));
    assert_true(screen_has(&s, "shows the 201 services that are set aside"));
    screen_keys(&s, "x");
    assert_true(screen_lacks(&s, "that are set aside"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_opens_and_a_word_becomes_the_query),
        cmocka_unit_test(checked_words_are_counted_each),
        cmocka_unit_test(local_hits_and_the_way_to_them),
        cmocka_unit_test(a_typed_query_wins_until_it_is_emptied),
        cmocka_unit_test(a_count_says_how_old_what_is_stored_is),
        cmocka_unit_test(words_say_how_their_count_went),
        cmocka_unit_test(all_that_is_shown_is_checked_at_once),
        cmocka_unit_test(without_a_query_there_is_nothing_to_ask),
        cmocka_unit_test(an_empty_list_says_what_would_fill_it),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
