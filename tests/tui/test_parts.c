/* The parts of the terminal layer that need no terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui_priv.h"

static struct bs_theme theme_with(struct bs_style_def def)
{
    struct bs_theme t;

    bs_theme_builtin(&t);
    t.style[BS_ST_TEXT] = def;
    t.style[BS_ST_CURSOR] = def;
    return t;
}

static void test_pen_256(void **state)
{
    (void)state;
    static const struct {
        int32_t color;
        int want;
    } row[] = {
        {-1,        -1 },
        {0,         0  },
        {15,        15 },
        {255,       255},
        {0x1000000, 16 },
        {0x1ffffff, 231},
        {0x1ff0000, 196},
        {0x1080808, 232},
        {0x1767676, 243},
        {0x15f87af, 67 },
        {0x1eeeeee, 255},
    };

    for (size_t i = 0; i < BS_COUNT(row); i++) {
        struct bs_theme t = theme_with((struct bs_style_def){row[i].color, -1, 0, 3, -1});
        assert_int_equal(bs_pen_of(&t, BS_ST_TEXT, 256).fg, row[i].want);
    }
}

static void test_pen_small(void **state)
{
    (void)state;
    struct bs_theme t = theme_with((struct bs_style_def){200, 20, 0, 12, 1});
    struct bs_pen pen = bs_pen_of(&t, BS_ST_TEXT, 16);

    assert_int_equal(pen.fg, 12);
    assert_int_equal(pen.bg, 1);
    pen = bs_pen_of(&t, BS_ST_TEXT, 8);
    assert_int_equal(pen.fg, 4);
    assert_int_equal(pen.attr, BS_A_BOLD);
}

static void test_pen_never_hides(void **state)
{
    (void)state;
    struct bs_theme t =
        theme_with((struct bs_style_def){200, 20, 0, 12, 4}); /* 12 & 7 == 4 */
    struct bs_pen pen = bs_pen_of(&t, BS_ST_TEXT, 8);

    assert_true(pen.fg != pen.bg || pen.fg < 0);
    assert_true(pen.attr & BS_A_REVERSE);
}

static void test_pen_mono(void **state)
{
    (void)state;
    struct bs_theme t = theme_with((struct bs_style_def){200, 20, 0, 12, 1});

    for (int colors = -1; colors < 8; colors++) {
        for (int s = 0; s < BS_STYLE_COUNT; s++) {
            struct bs_pen pen = bs_pen_of(&t, (enum bs_style)s, colors);
            assert_int_equal(pen.fg, -1);
            assert_int_equal(pen.bg, -1);
        }
        assert_true(bs_pen_of(&t, BS_ST_CURSOR, colors).attr & BS_A_REVERSE);
    }
}

static void test_chars(void **state)
{
    (void)state;
    static const struct {
        uint32_t c, code;
        uint8_t mods;
    } row[] = {
        {'a',    'a',              0          },
        {'A',    'A',              0          },
        {0,      ' ',              BS_MOD_CTRL},
        {3,      'c',              BS_MOD_CTRL},
        {26,     'z',              BS_MOD_CTRL},
        {28,     '\\',             BS_MOD_CTRL},
        {9,      BS_KEY_TAB,       0          },
        {10,     BS_KEY_ENTER,     0          },
        {13,     BS_KEY_ENTER,     0          },
        {27,     BS_KEY_ESC,       0          },
        {8,      BS_KEY_BACKSPACE, 0          },
        {127,    BS_KEY_BACKSPACE, 0          },
        {0xe9,   0xe9,             0          },
        {0x4e2d, 0x4e2d,           0          },
    };
    struct bs_key_event ev;

    for (size_t i = 0; i < BS_COUNT(row); i++) {
        assert_true(bs_input_char(row[i].c, &ev));
        assert_int_equal(ev.code, row[i].code);
        assert_int_equal(ev.mods, row[i].mods);
    }
    assert_false(bs_input_char(0x9b, &ev)); /* a C1 control is no key */
    assert_false(bs_input_char(0xffffffff, &ev));
}

static void assert_copied(enum bs_copy_way way, const char *text, const char *want)
{
    struct bs_buf out;

    bs_buf_init(&out, 1 << 20);
    bs_copy_encode(way, bs_str_bytes(bs_str_z(text)), &out);
    assert_int_equal(out.len, strlen(want));
    assert_memory_equal(out.p, want, out.len);
    bs_buf_fini(&out);
}

static void test_copy(void **state)
{
    (void)state;
    assert_int_equal(bs_copy_way_of(NULL, "/tmp/x", NULL), BS_COPY_TMUX);
    assert_int_equal(bs_copy_way_of("auto", "/tmp/x", "1.pts"), BS_COPY_TMUX);
    assert_int_equal(bs_copy_way_of(NULL, "", "1.pts"), BS_COPY_SCREEN);
    assert_int_equal(bs_copy_way_of(NULL, NULL, ""), BS_COPY_OSC52);
    assert_int_equal(bs_copy_way_of("osc52", "/tmp/x", NULL), BS_COPY_OSC52);
    assert_int_equal(bs_copy_way_of("command", "/tmp/x", NULL), BS_COPY_COMMAND);
    assert_int_equal(bs_copy_way_of("off", "/tmp/x", NULL), BS_COPY_OFF);
    assert_copied(BS_COPY_OSC52, "", "\033]52;c;\a");
    assert_copied(BS_COPY_OSC52, "f", "\033]52;c;Zg==\a");
    assert_copied(BS_COPY_OSC52, "fo", "\033]52;c;Zm8=\a");
    assert_copied(BS_COPY_OSC52, "foobar", "\033]52;c;Zm9vYmFy\a");
    assert_copied(BS_COPY_TMUX, "foo", "\033Ptmux;\033\033]52;c;Zm9v\a\033\\");
    assert_copied(BS_COPY_SCREEN, "foo", "\033P\033]52;c;Zm9v\a\033\\");
}

/* What GNU screen passes on is the sequence again, in pieces it takes. */
static void test_copy_pieces(void **state)
{
    (void)state;
    struct bs_buf whole, pieces, joined;
    char text[5000];

    memset(text, 'x', sizeof(text));
    bs_buf_init(&whole, 1 << 20);
    bs_buf_init(&pieces, 1 << 20);
    bs_buf_init(&joined, 1 << 20);
    bs_copy_encode(BS_COPY_OSC52, (bs_bytes){(uint8_t *)text, sizeof(text)}, &whole);
    bs_copy_encode(BS_COPY_SCREEN, (bs_bytes){(uint8_t *)text, sizeof(text)}, &pieces);
    for (size_t i = 0; i < pieces.len;) {
        bs_bytes rest = {pieces.p + i, pieces.len - i};
        assert_true(bs_bytes_has_prefix(rest, BS_BYTES("\033P")));
        size_t end = bs_bytes_find(rest, BS_BYTES("\033\\"), 2);
        assert_true(end != SIZE_MAX && end - 2 <= 768);
        assert_int_equal(bs_buf_add(&joined, bs_bytes_sub(rest, 2, end - 2)), BS_OK);
        i += end + 2;
    }
    assert_int_equal(joined.len, whole.len);
    assert_memory_equal(joined.p, whole.p, whole.len);
    bs_buf_fini(&whole);
    bs_buf_fini(&pieces);
    bs_buf_fini(&joined);
}

static void test_theme_names(void **state)
{
    (void)state;
    struct bs_tui_options o = {.data_dir = "/nonexistent"};
    struct bs_theme t;
    int bad = 0;
    struct bs_error e;

    assert_int_equal(bs_tui_theme(&o, NULL, false, &bad, &t, &e), BS_OK);
    assert_int_equal(bs_tui_theme(&o, "default", false, &bad, &t, &e), BS_OK);
    assert_int_equal(bs_tui_theme(&o, "nope", false, &bad, &t, &e), BS_E_USAGE);
    assert_non_null(strstr(e.text, "nope"));
    assert_int_equal(bs_tui_theme(&o, "../../etc/passwd", false, &bad, &t, &e), BS_E_USAGE);
    assert_int_equal(bs_tui_theme(&o, ".hidden", false, &bad, &t, &e), BS_E_USAGE);
}

/* What terminals send for the mouse, behind the introducer. */
static void mouse_reports_are_read(void **state)
{
    static const struct {
        const char *text;
        bool old, fine;
        int button, row, col;
        enum bs_mouse_motion motion;
    } reports[] = {
        {"0;70;2M",    false, true,  1, 1,  69, BS_MOUSE_PRESS  },
        {"0;70;2m",    false, true,  1, 1,  69, BS_MOUSE_RELEASE},
        {"32;300;2M",  false, true,  1, 1,  299, BS_MOUSE_DRAG  },
        {"64;1;1M",    false, true,  4, 0,  0,  BS_MOUSE_PRESS  },
        {"65;1;1M",    false, true,  5, 0,  0,  BS_MOUSE_PRESS  },
        {"16;1;1M",    false, true,  1, 0,  0,  BS_MOUSE_PRESS  }, /* with Ctrl */
        {"2;1;1M",     false, false, 0, 0,  0,  BS_MOUSE_PRESS  }, /* the right button */
        {"0;0;1M",     false, false, 0, 0,  0,  BS_MOUSE_PRESS  },
        {"0;1M",       false, false, 0, 0,  0,  BS_MOUSE_PRESS  },
        {"M",          false, false, 0, 0,  0,  BS_MOUSE_PRESS  },
        {" !\"",      true,  true,  1, 1,  0,  BS_MOUSE_PRESS  },
        {"#!\"",      true,  true,  1, 1,  0,  BS_MOUSE_RELEASE},
        {"@!!",        true,  true,  1, 0,  0,  BS_MOUSE_DRAG   },
        {"`!!",        true,  true,  4, 0,  0,  BS_MOUSE_PRESS  },
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(reports); i++) {
        struct bs_key_event ev = {0};
        bool fine = bs_input_mouse(reports[i].text, strlen(reports[i].text), reports[i].old, &ev);
        if (fine != reports[i].fine)
            fail_msg("%s", reports[i].text);
        if (!fine)
            continue;
        assert_int_equal(ev.code, BS_KEY_MOUSE);
        assert_int_equal(ev.button, reports[i].button);
        assert_int_equal(ev.row, reports[i].row);
        assert_int_equal(ev.col, reports[i].col);
        assert_int_equal(ev.motion, reports[i].motion);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mouse_reports_are_read),
        cmocka_unit_test(test_pen_256),         cmocka_unit_test(test_pen_small),
        cmocka_unit_test(test_pen_never_hides), cmocka_unit_test(test_pen_mono),
        cmocka_unit_test(test_chars),           cmocka_unit_test(test_copy),
        cmocka_unit_test(test_copy_pieces),     cmocka_unit_test(test_theme_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
