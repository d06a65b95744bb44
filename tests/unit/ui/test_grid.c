/* The grid: clipping, wide characters, the door for strangers' bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "screen.h"

static void is(struct bs_grid *g, const char *want)
{
    struct bs_buf out;
    bs_buf_init(&out, 65536);
    bs_grid_dump(g, &out);
    bs_buf_putc(&out, '\0');
    assert_string_equal((const char *)out.p, want);
    bs_buf_fini(&out);
    assert_null(screen_fault(g, false));
}

static void strangers_bytes_become_cells(void **state)
{
    struct bs_grid g = {0};
    (void)state;
    bs_grid_resize(&g, 1, 20);
    assert_int_equal(bs_grid_data(&g, 0, 0, 20, BS_ST_TEXT, BS_BYTES("a\x1b[b\\")), 9);
    is(&g, "a\\x1b[b\\\\\n");
    assert_int_equal(g.cell[1].style, BS_ST_NOTATION);
    assert_int_equal(g.cell[5].style, BS_ST_TEXT);
    bs_grid_data(&g, 0, 0, 20, BS_ST_CURSOR, BS_BYTES("\x07"));
    assert_int_equal(g.cell[0].style, BS_ST_CURSOR);
    assert_int_equal(g.cell[0].attr, BS_A_UNDERLINE);
    bs_grid_fini(&g);
}

static void nothing_leaves_the_grid(void **state)
{
    struct bs_grid g = {0};
    (void)state;
    bs_grid_resize(&g, 2, 4);
    bs_grid_data(&g, 0, 2, 50, BS_ST_TEXT, BS_BYTES("abcdef"));
    bs_grid_data(&g, 5, 0, 4, BS_ST_TEXT, BS_BYTES("zz"));
    bs_grid_data(&g, -1, 0, 4, BS_ST_TEXT, BS_BYTES("zz"));
    bs_grid_text(&g, 1, 3, 9, BS_ST_TEXT, "yz");
    bs_grid_text(&g, 1, -1, 9, BS_ST_TEXT, "zz");
    bs_grid_box(&g, (struct bs_rect){-3, -3, 1, 1}, false, "x");
    bs_grid_fill(&g, (struct bs_rect){1, 0, 100, 1}, BS_ST_DIM);
    bs_grid_fill(&g, (struct bs_rect){-5, -5, 2, 2}, BS_ST_DIM);
    is(&g, "  ab\n   y\n");
    bs_grid_fini(&g);
}

static void wide_characters_are_whole_or_not_there(void **state)
{
    static const bs_bytes wide = {(const uint8_t *)"\xe4\xb8\xad\xe6\x96\x87", 6};
    struct bs_grid g = {0};
    (void)state;
    bs_grid_resize(&g, 1, 5);
    assert_int_equal(bs_grid_data(&g, 0, 0, 3, BS_ST_TEXT, wide), 2);
    is(&g, "\xe4\xb8\xad\n");
    bs_grid_data(&g, 0, 0, 5, BS_ST_TEXT, wide);
    is(&g, "\xe4\xb8\xad\xe6\x96\x87\n");
    bs_grid_text(&g, 0, 1, 1, BS_ST_TEXT, "x"); /* over a right half */
    is(&g, " x\xe6\x96\x87\n");
    bs_grid_fill(&g, (struct bs_rect){0, 2, 1, 1}, BS_ST_TEXT); /* over a left half */
    is(&g, " x\n");
    bs_grid_data(&g, 0, 1, 4, BS_ST_TEXT, wide);
    bs_grid_data(&g, 0, 0, 4, BS_ST_TEXT, wide);
    is(&g, "\xe4\xb8\xad\xe6\x96\x87\n");
    g.ascii = true;
    bs_grid_resize(&g, 1, 20);
    bs_grid_data(&g, 0, 0, 20, BS_ST_TEXT, wide);
    is(&g, "\\u{4E2D}\\u{6587}\n");
    bs_grid_fini(&g);
}

static void boxes(void **state)
{
    struct bs_grid g = {.ascii = true};
    (void)state;
    bs_grid_resize(&g, 3, 10);
    bs_grid_box(&g, (struct bs_rect){0, 0, 3, 10}, true, "t");
    is(&g, "+- t ----+\n|        |\n+--------+\n");
    bs_grid_resize(&g, 100000, -5); /* a resize event may lie */
    assert_true(g.rows > 0 && g.rows < 100000 && g.cols == 1);
    bs_grid_fini(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strangers_bytes_become_cells),
        cmocka_unit_test(nothing_leaves_the_grid),
        cmocka_unit_test(wide_characters_are_whole_or_not_there),
        cmocka_unit_test(boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
