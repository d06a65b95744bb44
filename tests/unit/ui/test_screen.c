/* Golden frames: what the screen looks like, as text.  BS_GOLDEN=write makes them anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/textfmt.h"

#include "screen.h"

static void golden(struct screen *s, const char *name)
{
    struct bs_buf seen, want;
    char path[1024];
    const char *how = getenv("BS_GOLDEN"), *dir = getenv("BS_SRCDIR");
    snprintf(path, sizeof path, "%s/tests/unit/ui/golden/%s.txt", dir ? dir : ".", name);
    bs_buf_init(&seen, 1 << 20);
    bs_buf_init(&want, 1 << 20);
    screen_draw(s);
    assert_null(screen_fault(&s->grid, false));
    bs_grid_dump(&s->grid, &seen);
    if (how && strcmp(how, "write") == 0) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(seen.p, 1, seen.len, f), seen.len);
        fclose(f);
    }
    assert_int_equal(bs_file_read(path, &want, NULL), BS_OK);
    bool same = seen.len == want.len && memcmp(seen.p, want.p, seen.len) == 0;
    if (!same)
        fprintf(stderr, "%s: expected\n%.*s--- seen\n%.*s", path, (int)want.len,
                (const char *)want.p, (int)seen.len, (const char *)seen.p);
    bs_buf_fini(&seen);
    bs_buf_fini(&want);
    assert_true(same);
}

static void frame(const char *name, int rows, int cols, int64_t services,
                  const char *keys)
{
    struct screen s = {.services = services};
    screen_open(&s, NULL, rows, cols);
    screen_keys(&s, keys);
    golden(&s, name);
    screen_close(&s);
}

static void sizes(void **state)
{
    (void)state;
    frame("40x10", 10, 40, 12, "j");
    frame("1x1", 1, 1, 12, "j");
    frame("80x24", 24, 80, 12, "j");
    frame("120x40", 40, 120, 36136, "j gx");
    frame("200x60", 60, 200, 36136, "j gd");
}

static void views(void **state)
{
    (void)state;
    frame("hex", 24, 80, 12, "Enter gx Right");
    frame("decoded", 24, 80, 12, "Enter gd j j j");
    frame("record", 24, 80, 12, "Enter gr \\");
    frame("verdict", 24, 80, 12, "j j j j Tab Tab \\");
    frame("query", 24, 80, 12, "S-Tab");
}

static void overlays(void **state)
{
    (void)state;
    frame("empty", 24, 80, 0, "j");
    frame("help", 40, 120, 12, "?");
    frame("palette", 24, 80, 12, ": s o");
    frame("sort-menu", 24, 80, 12, "s");
    frame("note", 24, 80, 12, "a text:seen");
}

static void a_large_list_is_drawn_where_it_is(void **state)
{
    struct screen s = {.services = 1000000};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_keys(&s, "G");
    assert_true(screen_has(&s, "1,000,000/1,000,000"));
    assert_true(screen_lacks(&s, "192.0.2.1:389 "));
    size_t before = s.jobs[BS_JOB_ROWS];
    screen_keys(&s, "k k k");
    assert_int_equal(s.jobs[BS_JOB_ROWS], before); /* the window is in memory */
    screen_keys(&s, "gg");
    assert_true(screen_has(&s, " 1/1,000,000"));
    screen_close(&s);
}

static void a_huge_banner_is_drawn_at_once(void **state)
{
    struct screen s = {.services = 3, .wire_size = 10 << 20};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_keys(&s, "Enter gt G k k gg j gx G gg gd G");
    screen_draw(&s);
    assert_null(screen_fault(&s.grid, false));
    screen_keys(&s, "/ text:xyzabc Enter n N");
    assert_true(screen_has(&s, "1 of 100000 or more, byte 23"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes),
        cmocka_unit_test(views),
        cmocka_unit_test(overlays),
        cmocka_unit_test(a_large_list_is_drawn_where_it_is),
        cmocka_unit_test(a_huge_banner_is_drawn_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
