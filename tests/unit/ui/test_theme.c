#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "bannerscope/ui.h"

static const char *const shipped[] = {"default", "dark",     "light",
                                      "mono",    "contrast", "colorblind"};

static void show(void *ctx, const char *message)
{
    int *n = ctx;
    ++*n;
    fprintf(stderr, "%s\n", message);
}

static void count(void *ctx, const char *message)
{
    int *n = ctx;
    ++*n;
    assert_non_null(message);
}

static bs_err load(const char *name, struct bs_theme *out)
{
    char path[1024];
    int bad = 0, said = 0;
    struct bs_error e = {0};
    const char *dir = getenv("BS_SRCDIR");
    snprintf(path, sizeof path, "%s/themes/%s.theme", dir ? dir : ".", name);
    bs_err err = bs_theme_load(path, show, &said, &bad, out, &e);
    assert_int_equal(bad, 0);
    assert_int_equal(said, 0);
    return err;
}

static void every_shipped_theme_sets_every_style(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(shipped); i++) {
        struct bs_theme t;
        assert_int_equal(load(shipped[i], &t), BS_OK);
        assert_string_equal(t.name, shipped[i]);
        /* Meaning is never in colour alone: the verdicts differ in attributes too. */
        assert_int_not_equal(t.style[BS_ST_MEDICAL].attr,
                             t.style[BS_ST_NON_MEDICAL].attr);
        assert_int_not_equal(t.style[BS_ST_UNKNOWN].attr,
                             t.style[BS_ST_NON_MEDICAL].attr);
        assert_int_not_equal(t.style[BS_ST_MEDICAL].attr, t.style[BS_ST_UNKNOWN].attr);
        for (unsigned st = 0; st < BS_STYLE_COUNT; st++)
            assert_true(t.style[st].fg16 >= -1 && t.style[st].fg16 < 16);
    }
}

static void the_file_of_the_default_is_what_is_built_in(void **state)
{
    struct bs_theme file, builtin;
    (void)state;
    assert_int_equal(load("default", &file), BS_OK);
    bs_theme_builtin(&builtin);
    for (unsigned st = 0; st < BS_STYLE_COUNT; st++) {
        const struct bs_style_def *a = &file.style[st], *b = &builtin.style[st];
        assert_true(a->fg == b->fg && a->bg == b->bg && a->attr == b->attr &&
                    a->fg16 == b->fg16 && a->bg16 == b->bg16);
    }
}

static void mono_has_no_colour(void **state)
{
    struct bs_theme t;
    (void)state;
    assert_int_equal(load("mono", &t), BS_OK);
    for (unsigned st = 0; st < BS_STYLE_COUNT; st++)
        assert_true(t.style[st].fg == -1 && t.style[st].bg == -1);
}

static void style_names_go_both_ways(void **state)
{
    enum bs_style back;
    (void)state;
    for (unsigned st = 0; st < BS_STYLE_COUNT; st++) {
        assert_true(bs_style_parse(bs_str_z(bs_style_name((enum bs_style)st)), &back));
        assert_int_equal(back, st);
    }
    assert_false(bs_style_parse(BS_STR("colour"), &back));
    assert_string_equal(bs_style_name(BS_STYLE_COUNT), "");
}

static void errors_are_named_and_the_rest_holds(void **state)
{
    static const char text[] = "color text red default bold\n"
                               "color nonsense red default\n"
                               "color dim puce default\n"
                               "color key \"#12345\" default\n"
                               "color ok 256 default\n"
                               "color error red default blink\n"
                               "color status \"#ff0000\" 232 fg16=bright-red bg16=17\n"
                               "colour title red default\n"
                               "color list \"#0000f0\" default\n";
    char path[] = "/tmp/bs-theme-XXXXXX";
    int bad = 0, said = 0, fd = mkstemp(path);
    struct bs_theme t;
    (void)state;
    assert_true(fd >= 0);
    for (size_t n = 0; n < sizeof text; n++) { /* every beginning of it, too */
        bad = said = 0;
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_int_equal(pwrite(fd, text, n, 0), (ssize_t)n);
        assert_int_equal(bs_theme_load(path, count, &said, &bad, &t, NULL), BS_OK);
        assert_int_equal(said, bad);
        assert_true(bad > 0);
    }
    assert_int_equal(bad, 7 + BS_STYLE_COUNT - 2);
    assert_int_equal(t.style[BS_ST_TEXT].fg, 1);
    assert_int_equal(t.style[BS_ST_TEXT].attr, BS_A_BOLD);
    assert_int_equal(t.style[BS_ST_LIST].fg, 0x10000f0);
    assert_int_equal(t.style[BS_ST_LIST].fg16, 4);
    close(fd);
    unlink(path);
    assert_int_not_equal(bs_theme_load(path, count, &said, &bad, &t, NULL), BS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shipped_theme_sets_every_style),
        cmocka_unit_test(the_file_of_the_default_is_what_is_built_in),
        cmocka_unit_test(mono_has_no_colour),
        cmocka_unit_test(style_names_go_both_ways),
        cmocka_unit_test(errors_are_named_and_the_rest_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
