/* The action table: no two actions on one key, no key that begins another, all of it
 * reachable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "screen.h"

struct binding {
    const struct bs_action_def *action;
    bs_str key;
};

static bool is_named(bs_str key)
{
    static const char *const names[] = {"Up",    "Down", "Left",  "Right", "Home",
                                        "End",   "PgUp", "PgDn",  "Tab",   "S-Tab",
                                        "Enter", "Esc",  "Space", "F1",    "F5"};
    for (size_t i = 0; i < BS_COUNT(names); i++)
        if (bs_str_eq(key, bs_str_z(names[i])))
            return true;
    return key.n == 2 && key.p[0] == '^';
}

static size_t bindings(enum bs_pane pane, struct binding *out, size_t max)
{
    size_t n = 0;
    for (const struct bs_action_def *a = bs_actions; a->name; a++) {
        bs_str rest = bs_str_z(a->keys), key;
        if (a->panes && !(a->panes & 1u << pane))
            continue;
        while (bs_str_split(&rest, ' ', &key)) {
            assert_true(n < max);
            out[n++] = (struct binding){a, key};
        }
    }
    return n;
}

static void no_key_has_two_meanings(void **state)
{
    static struct binding b[512];
    (void)state;
    for (int pane = 0; pane < BS_PANE_COUNT; pane++) {
        size_t n = bindings((enum bs_pane)pane, b, BS_COUNT(b));
        assert_true(n > 50);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < n; k++) {
                bool same = i != k && bs_str_eq(b[i].key, b[k].key);
                bool begins = i != k && !is_named(b[i].key) && !is_named(b[k].key) &&
                              b[k].key.n > b[i].key.n &&
                              bs_str_has_prefix(b[k].key, b[i].key);
                if (same || begins)
                    fprintf(stderr, "pane %d: %s and %s share %.*s\n", pane,
                            b[i].action->name, b[k].action->name, (int)b[i].key.n,
                            b[i].key.p);
                assert_false(same || begins);
            }
    }
}

static void every_action_is_complete(void **state)
{
    (void)state;
    for (const struct bs_action_def *a = bs_actions; a->name; a++) {
        assert_true(*a->keys && *a->help && a->run);
        assert_true(a->panes < 1u << BS_PANE_COUNT);
        assert_true(strlen(a->help) < 80);
        for (const struct bs_action_def *b = bs_actions; b < a; b++)
            assert_string_not_equal(a->name, b->name);
        bs_str rest = bs_str_z(a->keys), key;
        while (bs_str_split(&rest, ' ', &key))
            assert_true(is_named(key) || key.n == 1 || key.n == 2);
    }
}

/* No letter is a verdict: a typo in a prompt that was not open cannot label. */
static void verdicts_are_digits(void **state)
{
    (void)state;
    for (const struct bs_action_def *a = bs_actions; a->name; a++)
        if (strncmp(a->name, "verdict-", 8) == 0 || strncmp(a->name, "one-", 4) == 0 ||
            strncmp(a->name, "shape-", 6) == 0) {
            char last = a->keys[strlen(a->keys) - 1];
            assert_true(last >= '0' && last <= '3');
        }
}

static void help_names_every_key_of_the_pane(void **state)
{
    static struct binding b[512];
    (void)state;
    for (int pane = 0; pane < BS_PANE_COUNT; pane++) {
        struct screen s = {.services = 3};
        screen_open(&s, NULL, 200, 120);               /* all of it on one screen */
        for (int i = 1; i < pane + BS_PANE_COUNT; i++) /* from the results to that pane */
            screen_keys(&s, "Tab");
        screen_keys(&s, "?");
        size_t n = bindings((enum bs_pane)pane, b, BS_COUNT(b));
        for (size_t i = 0; i < n; i++) {
            char line[128];
            snprintf(line, sizeof line, "%-11s%.60s", b[i].action->keys,
                     b[i].action->help);
            assert_true(screen_has(&s, line));
        }
        screen_close(&s);
    }
}

static void the_palette_runs_actions_by_name(void **state)
{
    struct screen s = {.services = 12};
    bs_str argument;
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_keys(&s, ": text:sort-po");
    assert_true(screen_has(&s, "sort by port"));
    screen_keys(&s, "Tab Enter");
    assert_true(screen_has(&s, "by port"));
    screen_keys(&s, ": text:verdict-medical Enter");
    assert_int_equal(s.decisions, 1);
    screen_keys(&s, ": text:theme Space text:dark Enter");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_THEME);
    assert_true(bs_str_eq(argument, BS_STR("dark")));
    screen_keys(&s, ": text:nonsense Enter");
    assert_true(screen_has(&s, "there is no command nonsense"));
    screen_keys(&s, ": text:import Enter");
    assert_true(screen_has(&s, "import wants FILE"));
    screen_keys(&s, "Z");
    assert_true(screen_has(&s, "Z does nothing here"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_has_two_meanings),
        cmocka_unit_test(every_action_is_complete),
        cmocka_unit_test(verdicts_are_digits),
        cmocka_unit_test(help_names_every_key_of_the_pane),
        cmocka_unit_test(the_palette_runs_actions_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
