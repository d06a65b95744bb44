/* The action table: no two actions on one key, no key that begins another, all of it
 * reachable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bannerscope/keymap.h"
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

/* -- bindings of the user's own ---------------------------------------------------------- */

static const struct bs_action_def *bound(const struct bs_keymap *m, enum bs_pane pane,
                                         const char *key)
{
    bool longer = false;
    return bs_keymap_find(m, pane, bs_str_z(key), &longer);
}

static void a_binding_takes_the_key_where_it_says(void **state)
{
    static struct bs_keymap m;
    struct bs_error e = {0};
    char keys[64];
    (void)state;
    bs_keymap_default(&m);
    assert_int_equal(bs_keymap_bind(&m, 1u << BS_PANE_RESULTS, BS_STR("d"), BS_STR("undo"), 3, &e),
                     BS_OK);
    assert_string_equal(e.text, "");
    assert_string_equal(bound(&m, BS_PANE_RESULTS, "d")->name, "undo");
    assert_string_equal(bound(&m, BS_PANE_BANNER, "d")->name, "compare");
    bs_keymap_keys(&m, bs_action_find(BS_STR("undo")), BS_PANE_RESULTS, keys, sizeof keys);
    assert_string_equal(keys, "u d");
    bs_keymap_keys(&m, bs_action_find(BS_STR("undo")), BS_PANE_BANNER, keys, sizeof keys);
    assert_string_equal(keys, "u");
    assert_int_equal(bs_keymap_unbind(&m, 0, BS_STR("u"), &e), BS_OK);
    assert_null(bound(&m, BS_PANE_BANNER, "u"));
    assert_int_equal(bs_keymap_unbind(&m, 0, BS_STR("u"), &e), BS_E_SYNTAX);
}

static void collisions_are_told(void **state)
{
    static struct bs_keymap m;
    static const struct {
        const char *key, *action;
        unsigned panes;
        bs_err err;
        const char *says;
    } cases[] = {
        {"X",     "undo",  0,                    BS_OK,       ""                                  },
        {"X",     "redo",  0,                    BS_OK,       "bound to undo by line 1"           },
        {"s",     "skip",  0,                    BS_OK,       "s hides sa"                        },
        {"jj",    "redo",  0,                    BS_OK,       "jj can never be typed: j runs down"},
        {"^C",    "quit",  0,                    BS_E_SYNTAX, "^C always cancels"                 },
        {"Rot",   "undoo", 0,                    BS_E_SYNTAX, "no action is called \"undoo\""     },
        {"abcde", "undo",  0,                    BS_E_SYNTAX, "is no key"                         },
        {"\033",  "undo",  0,                    BS_E_SYNTAX, "is no key"                         },
        {"V",     "values", 1u << BS_PANE_QUERY, BS_E_SYNTAX, "does nothing in that pane"         },
    };
    (void)state;
    bs_keymap_default(&m);
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        struct bs_error e = {0};
        assert_int_equal(bs_keymap_bind(&m, cases[i].panes, bs_str_z(cases[i].key),
                                        bs_str_z(cases[i].action), (int)i + 1, &e),
                         cases[i].err);
        if (*cases[i].says)
            assert_non_null(strstr(e.text, cases[i].says));
        else
            assert_string_equal(e.text, "");
    }
}

static void help_and_key_line_show_the_real_keys(void **state)
{
    static struct bs_keymap m;
    struct bs_error e = {0};
    struct screen s = {.services = 3};
    struct bs_app_options o = {.utf8 = true, .keymap = &m};
    (void)state;
    bs_keymap_default(&m);
    assert_int_equal(bs_keymap_bind(&m, 0, BS_STR("X"), BS_STR("undo"), 1, &e), BS_OK);
    assert_int_equal(bs_keymap_unbind(&m, 0, BS_STR("u"), &e), BS_OK);
    assert_int_equal(bs_keymap_unbind(&m, 0, BS_STR("z0"), &e), BS_OK);
    screen_open(&s, &o, 200, 120);
    assert_true(screen_has(&s, "X undo"));
    screen_keys(&s, "u");
    assert_true(screen_has(&s, "u does nothing here"));
    screen_keys(&s, "?");
    assert_true(screen_has(&s, "X          take the last verdict back"));
    assert_true(screen_has(&s, "(no key)   one-clear"));
    screen_close(&s);
}

static void columns_are_the_users_choice(void **state)
{
    struct screen s = {.services = 3};
    struct bs_app_options o = {.utf8 = true, .columns = "port ip label"};
    struct bs_screen_columns c;
    struct bs_error e = {0};
    (void)state;
    screen_open(&s, &o, 24, 80);
    assert_true(screen_has(&s, " V   port   ip              label"));
    assert_true(screen_lacks(&s, "xN"));
    screen_close(&s);
    assert_int_equal(bs_screen_columns_parse(BS_STR("ip nonsense"), &c, &e), BS_E_SYNTAX);
    assert_non_null(strstr(e.text, "nonsense"));
    assert_int_equal(bs_screen_columns_parse(BS_STR("  "), &c, &e), BS_E_SYNTAX);
    for (size_t i = 0; bs_screen_column(i); i++)
        assert_int_equal(bs_screen_columns_parse(bs_str_z(bs_screen_column(i)), &c, &e), BS_OK);
}

static void every_column_shows_its_field(void **state)
{
    static const struct {
        const char *columns, *shows;
    } cases[] = {
        {"asn country ip", "AS64496  NL 192.0.2.1"},
        {"hostnames target", "host.example "},
        {"product label", "OpenLDAP     directory"},
        {"affiliation sightings seen", "stand-alone      2 2017-07-14"},
        {"length count banner", "      0"},
        {"title ip", "192.0.2.4"},
    };
    struct bs_screen_columns c;
    struct bs_error e = {0};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        struct bs_app_options o = {.utf8 = true, .columns = cases[i].columns};
        struct screen s = {.services = 5};
        screen_open(&s, &o, 24, 80);
        screen_settle(&s);
        assert_true(screen_has(&s, cases[i].shows));
        screen_close(&s);
    }
    assert_int_equal(bs_screen_columns_parse(BS_STR("ip ip ip ip ip ip ip ip ip ip ip ip ip"), &c, &e), BS_E_SYNTAX);
    assert_string_equal(e.text, "more than 12 columns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_has_two_meanings),
        cmocka_unit_test(every_action_is_complete),
        cmocka_unit_test(verdicts_are_digits),
        cmocka_unit_test(help_names_every_key_of_the_pane),
        cmocka_unit_test(the_palette_runs_actions_by_name),
        cmocka_unit_test(a_binding_takes_the_key_where_it_says),
        cmocka_unit_test(collisions_are_told),
        cmocka_unit_test(help_and_key_line_show_the_real_keys),
        cmocka_unit_test(columns_are_the_users_choice),
        cmocka_unit_test(every_column_shows_its_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
