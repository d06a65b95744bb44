/* Lists in the place of the results: their order, what stays under the cursor, where a row leads, what can go wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "screen.h"

static void open_screen(struct screen *s)
{
    s->services = 12;
    screen_open(s, NULL, 40, 120);
    screen_settle(s);
}

static void press(struct screen *s, uint32_t code)
{
    screen_key(s, (struct bs_key_event){.code = code});
}

/* Does the first text stand above the second? */
static bool above(struct screen *s, const char *first, const char *second)
{
    struct bs_buf out;
    screen_draw(s);
    bs_buf_init(&out, 1 << 20);
    bs_grid_dump(&s->grid, &out);
    bs_bytes all = {out.p, out.len};
    size_t a = bs_bytes_find(all, bs_str_bytes(bs_str_z(first)), 0);
    size_t b = bs_bytes_find(all, bs_str_bytes(bs_str_z(second)), 0);
    bs_buf_fini(&out);
    assert_true(a != SIZE_MAX && b != SIZE_MAX);
    return a < b;
}

static void rows_are_ordered_by_any_column(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t / text:example Enter"); /* two of the three */
    assert_true(screen_has(&s, "[facets 1/2 | example]"));
    assert_true(above(&s, "Example Hosp", "Example Univ"));
    screen_keys(&s, "<"); /* the last column: its texts */
    assert_true(screen_has(&s, "sorted by value"));
    assert_true(above(&s, "Example Hosp", "Example Univ"));
    screen_keys(&s, "S");
    assert_true(above(&s, "Example Univ", "Example Hosp"));
    screen_keys(&s, "<");
    assert_true(screen_has(&s, "sorted by when, largest first"));
    assert_true(above(&s, "Example Univ", "Example Hosp")); /* never seen comes last */
    screen_keys(&s, "<"); /* a bar is its number: it is passed over */
    assert_true(screen_has(&s, "sorted by services, largest first"));
    screen_keys(&s, "< <");
    assert_true(screen_has(&s, "sorted by the list's own order"));
    screen_close(&s);
}

static void the_cursor_stays_on_its_row(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, "t");
    s.reversed = true;
    screen_keys(&s, "R");
    assert_true(screen_has(&s, "[facets 3/3]"));
    screen_close(&s);
    s = (struct screen){.dead_ends = true};
    open_screen(&s);
    screen_keys(&s, "t j"); /* where a row has no filter, its service tells it */
    s.reversed = true;
    screen_keys(&s, "R");
    assert_true(screen_has(&s, "[facets 2/3]"));
    screen_close(&s);
}

static void a_row_leads_where_it_says(void **state)
{
    struct screen s = {.dead_ends = true};
    (void)state;
    open_screen(&s);
    size_t selects = s.jobs[BS_JOB_SELECT];
    screen_keys(&s, "t Enter");
    assert_true(screen_has(&s, "this row leads nowhere"));
    assert_true(screen_has(&s, "[facets 1/3]"));
    screen_keys(&s, "G Enter"); /* only a query for Shodan */
    assert_true(screen_has(&s, "[Query"));
    assert_true(screen_has(&s, "Shodan country:NL org:\"Another\""));
    assert_int_equal(s.jobs[BS_JOB_SELECT], selects);
    screen_close(&s);
}

/* What a digit means in each kind of list; the number of services was in the row. */
static void a_digit_speaks_for_what_the_list_is_of(void **state)
{
    static const struct {
        enum bs_speaks speaks;
        enum bs_scope scope;
    } cases[] = {
        {BS_SPEAKS_BANNER, BS_SCOPE_BANNER}, {BS_SPEAKS_SHAPE, BS_SCOPE_SHAPE}, {BS_SPEAKS_ROW, BS_SCOPE_SERVICE},
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        struct screen s = {.speaks_for = cases[i].speaks};
        open_screen(&s);
        screen_keys(&s, "gb j 2");
        assert_int_equal(s.decisions, 1);
        assert_int_equal(s.decided[0], 3);
        assert_int_equal(s.scopes[0], cases[i].scope);
        screen_close(&s);
    }
}

static void before_it_is_there_nothing_moves(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    press(&s, 't');
    assert_true(screen_has(&s, "reading the database..."));
    press(&s, '>');
    press(&s, BS_KEY_ENTER);
    press(&s, 'G');
    screen_settle(&s);
    assert_true(screen_has(&s, "[facets 1/3]"));
    press(&s, 'T');
    assert_true(screen_has(&s, "asking Shodan (free)..."));
    screen_settle(&s);
    assert_true(screen_has(&s, "[Shodan's facets 1/3]"));
    screen_close(&s);
}

static void a_list_that_fails_leaves_the_results(void **state)
{
    struct screen s = {.fails = UINT64_C(1) << BS_JOB_TABLE};
    (void)state;
    open_screen(&s);
    bs_error_set(&s.failure, BS_E_CORRUPT, "the database is damaged");
    screen_keys(&s, "t");
    assert_true(screen_has(&s, "the database is damaged"));
    assert_true(screen_has(&s, "[Results 1/12"));
    s.fails = 0;
    screen_keys(&s, "t j"); /* what is there stays when only the new one fails */
    s.fails = UINT64_C(1) << BS_JOB_TABLE;
    screen_keys(&s, "R");
    assert_true(screen_has(&s, "the database is damaged"));
    assert_true(screen_has(&s, "[facets 2/3]"));
    bs_error_set(&s.failure, BS_E_CANCELLED, "a newer list took its place");
    screen_keys(&s, "R"); /* no fault of anybody's */
    assert_true(screen_lacks(&s, "took its place"));
    assert_true(screen_has(&s, "[facets 2/3]"));
    screen_close(&s);
}

static void lines_stand_beside_the_heading(void **state)
{
    struct screen s = {.sparks = true};
    (void)state;
    open_screen(&s);
    screen_resize(&s, 60, 200);
    screen_keys(&s, "B");
    assert_true(screen_has(&s, "all stored services  seen \xe2\x96\x81\xe2\x96\x84\xe2\x96\x88  judged "
                               "\xe2\x96\x88\xe2\x96\x81"));
    screen_resize(&s, 24, 80);
    screen_keys(&s, "\\ + + + +");
    assert_null(screen_fault(&s.grid, false));
    screen_close(&s);
}

/* The results themselves go round their orders with the same keys. */
static void the_results_are_ordered_too(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s);
    screen_keys(&s, ">");
    assert_true(screen_has(&s, "by ip"));
    screen_keys(&s, "S");
    assert_true(screen_has(&s, "by -ip"));
    screen_keys(&s, "<");
    assert_true(screen_has(&s, "by attention"));
    screen_keys(&s, "<");
    assert_true(screen_has(&s, "by country"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_ordered_by_any_column),
        cmocka_unit_test(the_cursor_stays_on_its_row),
        cmocka_unit_test(a_row_leads_where_it_says),
        cmocka_unit_test(a_digit_speaks_for_what_the_list_is_of),
        cmocka_unit_test(before_it_is_there_nothing_moves),
        cmocka_unit_test(a_list_that_fails_leaves_the_results),
        cmocka_unit_test(lines_stand_beside_the_heading),
        cmocka_unit_test(the_results_are_ordered_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
