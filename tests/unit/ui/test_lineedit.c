#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../src/ui/lineedit.h"

static void type(struct lineedit *l, const char *text)
{
    for (; *text; text++)
        lineedit_key(l, &(struct bs_key_event){.code = (uint8_t)*text});
}

static void key(struct lineedit *l, uint32_t code)
{
    assert_true(lineedit_key(l, &(struct bs_key_event){.code = code}));
}

static void ctrl(struct lineedit *l, char c)
{
    assert_true(lineedit_key(
        l, &(struct bs_key_event){.code = (uint32_t)c, .mods = BS_MOD_CTRL}));
}

static void typing_and_cutting(void **state)
{
    struct lineedit l = {0};
    (void)state;
    type(&l, "one two  three");
    ctrl(&l, 'w');
    assert_string_equal(l.text, "one two  ");
    ctrl(&l, 'w');
    assert_string_equal(l.text, "one ");
    ctrl(&l, 'a');
    type(&l, "x");
    key(&l, BS_KEY_RIGHT);
    ctrl(&l, 'k');
    assert_string_equal(l.text, "xo");
    ctrl(&l, 'u');
    assert_string_equal(l.text, "");
    type(&l, "abc");
    key(&l, BS_KEY_LEFT);
    key(&l, BS_KEY_BACKSPACE);
    key(&l, BS_KEY_DELETE);
    assert_string_equal(l.text, "a");
    key(&l, BS_KEY_DELETE);
    key(&l, BS_KEY_HOME);
    key(&l, BS_KEY_BACKSPACE);
    assert_string_equal(l.text, "a");
    assert_false(lineedit_key(&l, &(struct bs_key_event){.code = BS_KEY_ENTER}));
    assert_false(lineedit_key(&l, &(struct bs_key_event){.code = BS_KEY_ESC}));
}

static void code_points_are_never_split(void **state)
{
    struct lineedit l = {0};
    (void)state;
    key(&l, 0xe9);
    key(&l, 0x4e2d);
    key(&l, 0x1f600);
    assert_int_equal(l.n, 2 + 3 + 4);
    key(&l, BS_KEY_LEFT);
    assert_int_equal(l.at, 5);
    key(&l, BS_KEY_BACKSPACE);
    assert_int_equal(l.at, 2);
    key(&l, BS_KEY_DELETE);
    assert_string_equal(l.text, "\xc3\xa9");
    assert_false(lineedit_key(&l, &(struct bs_key_event){.code = 0x1b}));
    assert_false(lineedit_key(&l, &(struct bs_key_event){.code = 0x9b}));
    assert_false(lineedit_key(&l, &(struct bs_key_event){.code = 0xd800}));
}

static void a_line_has_an_end(void **state)
{
    static char longer[2 * LINE_MAX_BYTES];
    struct lineedit l = {0};
    (void)state;
    for (int i = 0; i < 2 * LINE_MAX_BYTES; i++)
        key(&l, 0xe9);
    assert_int_equal(l.n, LINE_MAX_BYTES);
    for (size_t i = 0; i + 2 < sizeof longer; i += 3)
        memcpy(longer + i, "\xe4\xb8\xad", 3);
    lineedit_set(&l, longer);
    assert_int_equal(l.n, LINE_MAX_BYTES / 3 * 3);
    assert_true(bs_utf8_valid((bs_bytes){(const uint8_t *)l.text, l.n}));
}

static void history(void **state)
{
    struct history h = {0};
    struct lineedit l = {.history = &h};
    (void)state;
    history_add(&h, "first");
    history_add(&h, "second");
    history_add(&h, "second");
    history_add(&h, "");
    assert_int_equal(h.n, 2);
    type(&l, "now");
    key(&l, BS_KEY_UP);
    assert_string_equal(l.text, "second");
    key(&l, BS_KEY_UP);
    key(&l, BS_KEY_UP);
    assert_string_equal(l.text, "first");
    key(&l, BS_KEY_DOWN);
    key(&l, BS_KEY_DOWN);
    assert_string_equal(l.text, "now");
    for (int i = 0; i < 2 * HISTORY_MAX; i++)
        history_add(&h, i % 2 ? "a" : "b");
    assert_int_equal(h.n, HISTORY_MAX);
    history_fini(&h);
}

static void a_long_line_shows_its_cursor(void **state)
{
    struct lineedit l = {0};
    struct bs_grid g = {0};
    (void)state;
    bs_grid_resize(&g, 1, 10);
    for (int i = 0; i < 100; i++)
        type(&l, "ab");
    lineedit_draw(&l, &g, 0, 3, 7);
    assert_true(g.cursor_col >= 3 && g.cursor_col < 10 && g.cursor_visible);
    bs_grid_fini(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_and_cutting),
        cmocka_unit_test(code_points_are_never_split),
        cmocka_unit_test(a_line_has_an_end),
        cmocka_unit_test(history),
        cmocka_unit_test(a_long_line_shows_its_cursor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
