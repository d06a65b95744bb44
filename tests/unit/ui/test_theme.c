#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bannerscope/ui.h"

static const char *const shipped[] = {
    "default",    "dark",  "light",          "colorblind",     "colorblind-light",
    "contrast",   "mono",  "solarized-dark", "solarized-light"};

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

/* What the folder holds is what is tested here. */
static void no_theme_is_left_out(void **state)
{
    const char *root = getenv("BS_SRCDIR");
    char path[1024];
    size_t files = 0;
    const struct dirent *entry;
    (void)state;
    snprintf(path, sizeof path, "%s/themes", root ? root : ".");
    DIR *dir = opendir(path);
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        bool known = false;
        size_t n = strlen(entry->d_name);
        if (n < 7 || strcmp(entry->d_name + n - 6, ".theme") != 0)
            continue;
        for (size_t i = 0; i < BS_COUNT(shipped); i++)
            known |= strlen(shipped[i]) == n - 6 && strncmp(entry->d_name, shipped[i], n - 6) == 0;
        assert_true(known);
        files++;
    }
    closedir(dir);
    assert_int_equal(files, BS_COUNT(shipped));
    assert_true(files >= 8);
}

/* Relative luminance in thousandths, gamma taken as 2: near enough to tell what can be read. */
static int luminance(int32_t rgb)
{
    int r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
    return (213 * r * r + 715 * g * g + 72 * b * b) / 65025;
}

static int contrast_tenths(const struct bs_style_def *d)
{
    int a = luminance(d->fg) + 50, b = luminance(d->bg) + 50;
    return 10 * (a > b ? a : b) / (a > b ? b : a);
}

/* Where a theme brings its own ground, every style can be read on it. */
static void own_grounds_can_be_read(void **state)
{
    enum { RGB = 0x1000000 };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(shipped); i++) {
        struct bs_theme t;
        assert_int_equal(load(shipped[i], &t), BS_OK);
        for (unsigned st = 0; st < BS_STYLE_COUNT; st++) {
            const struct bs_style_def *d = &t.style[st];
            bool faint = st == BS_ST_BORDER || st == BS_ST_HEX_NUL ||
                         st == BS_ST_NO_RESPONSE || st == BS_ST_OFFSET ||
                         strncmp(t.name, "solarized", 9) == 0; /* its palette is what it is */
            if (!(d->fg & RGB) || !(d->bg & RGB) || d->fg < 0 || d->bg < 0)
                continue;
            if (contrast_tenths(d) < (faint ? 18 : 36))
                fprintf(stderr, "%s: %s has %d\n", t.name, bs_style_name((enum bs_style)st),
                        contrast_tenths(d));
            assert_true(contrast_tenths(d) >= (faint ? 18 : 36));
        }
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
        assert_true(said > 0 && said <= bad); /* what is missing is told in one line */
    }
    assert_int_equal(bad, 7 + BS_STYLE_COUNT - 2);
    assert_int_equal(said, 7 + 1);
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
        cmocka_unit_test(no_theme_is_left_out),
        cmocka_unit_test(own_grounds_can_be_read),
        cmocka_unit_test(mono_has_no_colour),
        cmocka_unit_test(style_names_go_both_ways),
        cmocka_unit_test(errors_are_named_and_the_rest_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
