/* The window on the list: what a step over its edge does, what is read first, what a frame
 * waits for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "screen.h"

enum { TALL = 60, WIDE = 200 };

static void steps(struct screen *s, char key, int n)
{
    const char keys[] = {key, '\0'};
    for (int i = 0; i < n; i++)
        screen_keys(s, keys);
    screen_draw(s);
}

/* Down from the first row of the list over the last one shown; where these two are. */
static void over_the_edge(struct screen *s, int *first, int *last)
{
    screen_keys(s, "gg");
    screen_draw(s);
    *first = s->grid.cursor_row;
    do {
        *last = s->grid.cursor_row;
        steps(s, 'j', 1);
    } while (s->grid.cursor_row == *last + 1);
}

static void a_list_of_full_width_goes_on_by_a_line(void **state)
{
    struct screen s = {.services = 500};
    int first, last;
    (void)state;
    screen_open(&s, NULL, 24, 80);
    over_the_edge(&s, &first, &last);
    assert_int_equal(s.grid.cursor_row, last);
    steps(&s, 'j', 20);
    assert_int_equal(s.grid.cursor_row, last);
    steps(&s, 'k', last - first + 1);
    assert_int_equal(s.grid.cursor_row, first);
    steps(&s, 'k', 1);
    assert_int_equal(s.grid.cursor_row, first);
    screen_close(&s);
}

static void a_list_beside_others_goes_on_by_half(void **state)
{
    struct screen s = {.services = 500};
    int first, last;
    (void)state;
    screen_open(&s, NULL, TALL, WIDE);
    over_the_edge(&s, &first, &last);
    int middle = s.grid.cursor_row;
    assert_int_equal(middle, first + (last - first) / 2);
    steps(&s, 'j', last - middle);
    assert_int_equal(s.grid.cursor_row, last);
    steps(&s, 'j', 1);
    assert_int_equal(s.grid.cursor_row, middle);
    steps(&s, 'k', middle - first);
    assert_int_equal(s.grid.cursor_row, first);
    steps(&s, 'k', 1);
    assert_in_range(s.grid.cursor_row, middle, middle + 1);
    screen_keys(&s, "G"); /* no blank line below the last row */
    screen_draw(&s);
    assert_int_equal(s.grid.cursor_row, last);
    screen_keys(&s, "\\"); /* alone on the screen: lines again */
    over_the_edge(&s, &first, &last);
    assert_int_equal(s.grid.cursor_row, last);
    screen_close(&s);
}

static void answer(struct screen *s, struct bs_job *j)
{
    screen_reply(s, screen_answer(s, j));
    bs_job_free(j);
}

/* A key to another page, and the first job of the kind that is posted; those before are answered. */
static struct bs_job *press_until(struct screen *s, uint32_t key, enum bs_job_kind kind)
{
    struct bs_job *j;
    screen_key(s, (struct bs_key_event){.code = key});
    while ((j = bs_app_next_job(s->app)) != NULL && j->kind != kind)
        answer(s, j);
    assert_non_null(j);
    return j;
}

static void a_frame_waits_for_what_it_shows(void **state)
{
    struct screen s = {.services = 500};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    assert_false(bs_app_awaits_rows(s.app));
    struct bs_job *seen = press_until(&s, BS_KEY_END, BS_JOB_ROWS);
    struct bs_job *banner = bs_app_next_job(s.app), *ahead = bs_app_next_job(s.app);
    assert_true(banner && banner->kind == BS_JOB_DETAIL);
    assert_true(ahead && ahead->kind == BS_JOB_ROWS);
    assert_true(bs_app_awaits_rows(s.app));
    answer(&s, banner);
    assert_true(bs_app_awaits_rows(s.app));
    answer(&s, seen);
    assert_false(bs_app_awaits_rows(s.app)); /* though the page above is still on its way */
    answer(&s, ahead);
    answer(&s, press_until(&s, 'k', BS_JOB_DETAIL));
    assert_false(bs_app_awaits_rows(s.app));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_full_width_goes_on_by_a_line),
        cmocka_unit_test(a_list_beside_others_goes_on_by_half),
        cmocka_unit_test(a_frame_waits_for_what_it_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
