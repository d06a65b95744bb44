/* The first minutes: an empty database and its three ways, the tour of seven steps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bannerscope/keymap.h"
#include "screen.h"

static void an_empty_database_offers_three_ways(void **state)
{
    struct screen s = {.services = 0};
    const struct bs_app_options o = {.utf8 = true, .scope = "country:NL", .home = "/home/anna"};
    bs_str argument;
    (void)state;
    screen_open(&s, &o, 24, 80);
    screen_settle(&s);
    assert_true(screen_has(&s, "> look at the demonstration"));
    screen_keys(&s, "S-Tab");
    assert_true(screen_has(&s, "three ways to begin (Enter)")); /* the key of this pane, also from another */
    screen_keys(&s, "Tab Enter");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_DEMO);
    screen_keys(&s, "G");
    assert_true(screen_has(&s, "> enter your Shodan key"));
    screen_keys(&s, "Enter");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_KEY);
    screen_keys(&s, "k Enter");
    assert_true(screen_has(&s, "import file:"));
    screen_keys(&s, "text:~/x.json Enter");
    assert_int_equal(s.jobs[BS_JOB_IMPORT], 1);
    assert_string_equal(s.last_text, "/home/anna/x.json");
    screen_keys(&s, ": text:tour Enter");
    assert_true(screen_has(&s, "the tour needs something to look at"));
    screen_close(&s);
}

static void with_a_key_the_third_way_is_to_ask(void **state)
{
    struct screen s = {.services = 0};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_settle(&s);
    screen_keys(&s, "G Enter");
    assert_true(screen_has(&s, "[Query"));
    screen_close(&s);
}

/* Each step is over when the thing was done; any other key leaves it where it is. */
static void the_tour_has_seven_steps(void **state)
{
    static const struct {
        const char *keys, *shows;
    } steps[] = {
        {"j",                 "Tour 2 of 7: read"     },
        {"k",                 "Tour 2 of 7: read"     },
        {"Enter",             "Tour 3 of 7: look"     },
        {"v",                 "Tour 4 of 7: decide"   },
        {"q 2",               "Tour 5 of 7: take back"},
        {"u",                 "Tour 6 of 7: find"     },
        {"/ Esc",             "Tour 7 of 7: the pile" },
        {"g q",               "that was the tour"     },
    };
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_settle(&s);
    screen_keys(&s, ": text:tour Enter");
    assert_true(screen_has(&s, "Tour 1 of 7: move"));
    assert_true(screen_has(&s, "j and k (or the arrows)"));
    for (size_t i = 0; i < BS_COUNT(steps); i++) {
        screen_keys(&s, steps[i].keys);
        assert_true(screen_has(&s, steps[i].shows));
    }
    assert_true(screen_lacks(&s, ":tour next"));
    screen_close(&s);
}

static void the_tour_can_be_left_and_names_the_real_keys(void **state)
{
    static struct bs_keymap m;
    struct bs_error e = {0};
    struct screen s = {.services = 12};
    const struct bs_app_options o = {.utf8 = true, .keymap = &m};
    (void)state;
    bs_keymap_default(&m);
    bs_keymap_unbind(&m, 0, BS_STR("j"), &e);
    bs_keymap_unbind(&m, 0, BS_STR("u"), &e);
    screen_open(&s, &o, 24, 80);
    screen_settle(&s);
    screen_keys(&s, ": text:tour Enter");
    assert_true(screen_has(&s, "Down and k"));
    for (int i = 0; i < 4; i++)
        screen_keys(&s, ": text:tour Space text:next Enter");
    assert_true(screen_has(&s, "(no key) takes the last verdict back"));
    screen_keys(&s, ": text:tour Space text:end Enter");
    assert_true(screen_lacks(&s, "Tour 5"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_database_offers_three_ways),
        cmocka_unit_test(with_a_key_the_third_way_is_to_ask),
        cmocka_unit_test(the_tour_has_seven_steps),
        cmocka_unit_test(the_tour_can_be_left_and_names_the_real_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
