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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_opens_and_a_word_becomes_the_query),
        cmocka_unit_test(checked_words_are_counted_each),
        cmocka_unit_test(local_hits_and_the_way_to_them),
        cmocka_unit_test(a_typed_query_wins_until_it_is_emptied),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
