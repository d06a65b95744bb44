/* The place to come back to: what is written down, and what of it holds at the next start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "screen.h"

static const struct bs_app_options plain = {.db_name = "nl.db", .scope = "country:NL", .have_key = true, .utf8 = true};

/* Leaves with these keys, and comes back. */
static void come_back(struct screen *s, const char *keys)
{
    struct bs_buf session;
    struct bs_app_options o = plain;
    *s = (struct screen){.services = 12};
    screen_open(s, &o, 24, 80);
    screen_settle(s);
    screen_keys(s, keys);
    bs_buf_init(&session, 4096);
    bs_app_session(s->app, &session);
    char *text = bs_strdup(bs_buf_str(&session));
    bs_buf_fini(&session);
    screen_close(s);
    *s = (struct screen){.services = 12};
    o.session = text;
    screen_open(s, &o, 24, 80);
    free(text);
}

static void the_place_is_found_again(void **state)
{
    struct screen s;
    (void)state;
    come_back(&s, "/ text:org:kpn Enter j j j j v Tab + s i");
    assert_string_equal(s.last_select, "org:kpn aside:no");
    assert_true(screen_has(&s, "Results 5/12 (201 aside) by ip | org:kpn"));
    assert_true(screen_has(&s, "[Banner: text hex decoded <record> json"));
    screen_close(&s);
}

static void queries_and_their_scope_too(void **state)
{
    struct screen s;
    (void)state;
    come_back(&s, "S-Tab e ^U text:port:104 Enter");
    assert_true(screen_has(&s, "Shodan port:104"));
    screen_close(&s);
    come_back(&s, "S-Tab E ^U text:country:BE Enter");
    assert_true(screen_has(&s, "Query country:BE"));
    screen_close(&s);
    come_back(&s, "S-Tab E ^U Enter"); /* none at all is a choice as well */
    assert_true(screen_has(&s, "Query everywhere"));
    screen_close(&s);
}

static void how_the_banner_is_looked_at_too(void **state)
{
    struct screen s;
    (void)state;
    come_back(&s, "x S Enter gt # w i \\");
    assert_string_equal(s.last_select, "");
    assert_true(screen_has(&s, "[Banner: <text>"));
    assert_true(screen_has(&s, "0000  0\\x0c")); /* offsets */
    assert_true(screen_lacks(&s, "Results")); /* full size */
    screen_keys(&s, "i");
    assert_true(screen_has(&s, "value inspector off"));
    screen_keys(&s, "w");
    assert_true(screen_has(&s, "line wrapping on"));
    screen_close(&s);
}

/* Somebody edited it, or another version wrote it: what cannot be read is passed over. */
static void nonsense_is_passed_over(void **state)
{
    struct bs_app_options o = plain;
    struct screen s = {.services = 12};
    (void)state;
    o.session = "sort size\nservice -4\nposition x\nview nowhere\nfocus attic\nsizes 900,x,1\nfilter contry:NL\n"
                "\n\nlook sideways\nunheard of\nzoom perhaps\nposition 3";
    screen_open(&s, &o, 24, 80);
    screen_settle(&s);
    assert_string_equal(s.last_select, "aside:no");
    assert_true(screen_has(&s, "[Results 4/12"));
    assert_true(screen_lacks(&s, "country?")); /* nobody asked for it just now */
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_place_is_found_again),
        cmocka_unit_test(queries_and_their_scope_too),
        cmocka_unit_test(how_the_banner_is_looked_at_too),
        cmocka_unit_test(nonsense_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
