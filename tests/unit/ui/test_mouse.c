/* The mouse: what stands under it is what is meant, in every pane; the wheel moves what it is over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "screen.h"

static void open_at(struct screen *s, int rows, int cols, const char *keys)
{
    s->services = 12;
    screen_open(s, NULL, rows, cols);
    screen_settle(s);
    screen_keys(s, keys);
}

/* Where this ASCII text begins, from the left and top; fails the test where it is not. */
static void find(struct screen *s, const char *text, int *row, int *col)
{
    const struct bs_grid *g = &s->grid;
    screen_draw(s);
    for (*row = 0; *row < g->rows; ++*row)
        for (*col = 0; *col < g->cols; ++*col) {
            const struct bs_cell *c = &g->cell[*row * g->cols + *col];
            int n = 0;
            while (text[n] && *col + n < g->cols && c[n].cp == (uint8_t)text[n])
                n++;
            if (!text[n])
                return;
        }
    assert_true(screen_has(s, text));
}

static void mouse(struct screen *s, int button, enum bs_mouse_motion motion, int row, int col)
{
    screen_key(s, (struct bs_key_event){
                      .code = BS_KEY_MOUSE, .button = button, .motion = motion, .row = row, .col = col});
    screen_settle(s);
}

static void click(struct screen *s, int row, int col)
{
    mouse(s, 1, BS_MOUSE_PRESS, row, col);
    mouse(s, 1, BS_MOUSE_RELEASE, row, col);
}

static void click_on(struct screen *s, const char *text)
{
    int row, col;
    find(s, text, &row, &col);
    click(s, row, col);
}

enum { UP = 4, DOWN = 5 };

static void wheel_on(struct screen *s, const char *text, int button)
{
    int row, col;
    find(s, text, &row, &col);
    mouse(s, button, BS_MOUSE_PRESS, row, col);
}

/* The style of the cell where this text begins. */
static enum bs_style style_of(struct screen *s, const char *text)
{
    int row, col;
    find(s, text, &row, &col);
    return s->grid.cell[row * s->grid.cols + col].style;
}

static void a_row_is_chosen_by_a_click(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 40, 120, "");
    click_on(&s, "192.0.2.5:389");
    assert_true(screen_has(&s, "[Results 5/12"));
    click_on(&s, " V   ip:port"); /* the heading is no row */
    assert_true(screen_has(&s, "[Results 5/12"));
    int row, col;
    find(&s, "192.0.2.12:104", &row, &col);
    click(&s, row + 1, col); /* below the last one */
    assert_true(screen_has(&s, "[Results 5/12"));
    wheel_on(&s, "192.0.2.5:389", DOWN);
    assert_true(screen_has(&s, "[Results 8/12"));
    wheel_on(&s, "192.0.2.5:389", UP);
    assert_true(screen_has(&s, "[Results 5/12"));
    click_on(&s, "Verdict:"); /* a title takes the focus and nothing else */
    assert_true(screen_has(&s, "[Verdict:"));
    assert_int_equal(s.decisions, 0);
    screen_close(&s);
}

static void a_row_of_a_list_too(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 40, 120, "t");
    click_on(&s, "Another");
    assert_true(screen_has(&s, "[facets 3/3]"));
    click_on(&s, "all stored services");
    assert_true(screen_has(&s, "[facets 3/3]"));
    wheel_on(&s, "Another", UP);
    assert_true(screen_has(&s, "[facets 1/3]"));
    screen_close(&s);
}

static void a_keyword_list_too(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 40, 120, "");
    click_on(&s, "+ Devices");
    assert_true(screen_has(&s, "[Query"));
    assert_int_equal(style_of(&s, "+ Devices"), BS_ST_CURSOR);
    assert_int_not_equal(style_of(&s, "+ Protocols"), BS_ST_CURSOR);
    click_on(&s, "Shodan country:NL"); /* above the lists nothing is to be chosen */
    assert_int_equal(style_of(&s, "+ Devices"), BS_ST_CURSOR);
    wheel_on(&s, "+ Devices", UP);
    assert_int_equal(style_of(&s, "+ Protocols"), BS_ST_CURSOR);
    screen_close(&s);
}

static void a_way_to_begin_is_taken_by_a_click(void **state)
{
    struct screen s = {0};
    bs_str wished;
    (void)state;
    screen_open(&s, &(struct bs_app_options){.utf8 = true}, 40, 120);
    screen_settle(&s);
    click_on(&s, "three ways to begin");
    assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_NONE);
    click_on(&s, "enter your Shodan key");
    assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_KEY);
    click_on(&s, "import a file");
    assert_true(screen_has(&s, "import file:"));
    click_on(&s, "look at the demonstration"); /* a line is open: it is not left by a click */
    assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_NONE);
    screen_close(&s);
}

static void a_line_of_a_tree_is_chosen_and_then_folded(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 40, 120, "Enter gr");
    click_on(&s, "mail.example");
    assert_int_equal(style_of(&s, "-: mail.example"), BS_ST_CURSOR);
    click_on(&s, "hostnames:");
    assert_true(screen_has(&s, "mail.example"));
    click_on(&s, "hostnames:");
    assert_true(screen_lacks(&s, "mail.example"));
    click_on(&s, "hostnames:");
    assert_true(screen_has(&s, "mail.example"));
    int row, col;
    find(&s, "http.title", &row, &col);
    click(&s, row + 2, col); /* below the last line */
    assert_int_equal(style_of(&s, "- hostnames"), BS_ST_CURSOR);
    screen_close(&s);
}

static void a_byte_is_found_in_every_view(void **state)
{
    struct screen s = {.content = "first line\nsecond \x01 line\nthird"};
    (void)state;
    open_at(&s, 40, 120, "Enter gt");
    click_on(&s, "second");
    assert_true(screen_has(&s, "11: 115 0x73")); /* its first byte */
    int row, col;
    find(&s, "third", &row, &col);
    click(&s, row, col + 40); /* behind its end */
    assert_true(screen_has(&s, "29: 100 0x64"));
    click(&s, row + 3, col); /* below the text */
    assert_true(screen_has(&s, "29: 100 0x64"));
    screen_keys(&s, "#"); /* with offsets before the lines */
    find(&s, "second", &row, &col);
    click(&s, row, col + 2);
    assert_true(screen_has(&s, "13: 99 0x63"));
    click(&s, row, col - 2); /* on the offset itself: the line's first byte */
    assert_true(screen_has(&s, "11: 115 0x73"));
    screen_close(&s);

    s = (struct screen){0}; /* fields beside the bytes lead to them */
    open_at(&s, 60, 200, "Enter gx");
    click_on(&s, "resultCode");
    assert_true(screen_has(&s, "7: "));
    screen_close(&s);
}

/* A selection that is drawn out of the pane takes what comes into sight. */
static void dragging_beyond_the_edge_scrolls(void **state)
{
    struct screen s = {.wire_size = 5000};
    int row, col;
    (void)state;
    open_at(&s, 24, 80, "Enter gx \\ gg");
    find(&s, "0010  ", &row, &col);
    mouse(&s, 1, BS_MOUSE_PRESS, row, col + 6);
    for (int i = 0; i < 40; i++)
        mouse(&s, 1, BS_MOUSE_DRAG, 30, col + 6);
    assert_true(screen_has(&s, "0280  "));
    assert_true(screen_has(&s, "641 selected"));
    for (int i = 0; i < 80; i++)
        mouse(&s, 1, BS_MOUSE_DRAG, -1, col + 6);
    assert_true(screen_has(&s, "0000  "));
    assert_true(screen_has(&s, "17 selected"));
    mouse(&s, 1, BS_MOUSE_RELEASE, 3, col + 6);
    screen_close(&s);
}

static void what_lies_over_the_screen_takes_the_wheel(void **state)
{
    struct screen s = {0};
    char lines[2000] = "";
    (void)state;
    for (int i = 0; i < 100; i++)
        snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "line %d\n", i);
    open_at(&s, 24, 80, "");
    bs_app_output(s.app, "seq", bs_str_bytes(bs_str_z(lines)), false);
    mouse(&s, DOWN, BS_MOUSE_PRESS, 10, 10);
    assert_true(screen_lacks(&s, "line 2 "));
    assert_true(screen_has(&s, "line 3 "));
    mouse(&s, UP, BS_MOUSE_PRESS, 10, 10);
    assert_true(screen_has(&s, "line 0 "));
    click(&s, 10, 10);
    screen_keys(&s, "q");
    assert_true(screen_has(&s, "[Results 1/12"));

    screen_keys(&s, "?");
    assert_true(screen_has(&s, "filter the list"));
    mouse(&s, UP, BS_MOUSE_PRESS, 10, 10); /* already at the top */
    for (int i = 0; i < 12; i++)
        mouse(&s, DOWN, BS_MOUSE_PRESS, 10, 10);
    assert_true(screen_lacks(&s, "filter the list with"));
    for (int i = 0; i < 12; i++)
        mouse(&s, UP, BS_MOUSE_PRESS, 10, 10);
    assert_true(screen_has(&s, "filter the list with"));
    screen_keys(&s, "q");
    assert_true(screen_has(&s, "[Results 1/12"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_chosen_by_a_click),
        cmocka_unit_test(a_row_of_a_list_too),
        cmocka_unit_test(a_keyword_list_too),
        cmocka_unit_test(a_way_to_begin_is_taken_by_a_click),
        cmocka_unit_test(a_line_of_a_tree_is_chosen_and_then_folded),
        cmocka_unit_test(a_byte_is_found_in_every_view),
        cmocka_unit_test(dragging_beyond_the_edge_scrolls),
        cmocka_unit_test(what_lies_over_the_screen_takes_the_wheel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
