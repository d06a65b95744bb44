#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/base.h"

static void is(const char *text, const char *want)
{
    bs_time t;
    char out[32];
    assert_true(bs_time_parse(bs_str_z(text), &t));
    bs_time_format(t, out);
    assert_string_equal(out, want);
}

static void the_spellings_of_a_time(void **state)
{
    (void)state;
    bs_time t;
    assert_true(bs_time_parse(BS_STR("2021-02-25T01:35:44.959900"), &t));
    assert_true(t == INT64_C(1614216944959900));
    is("2021-02-25T01:35:44.959900", "2021-02-25T01:35:44Z");
    is("2014-04-15T07:34:40", "2014-04-15T07:34:40Z");
    is("2014-04-15 07:34:40Z", "2014-04-15T07:34:40Z");
    is("2014-04-15T07:34:40+00:00", "2014-04-15T07:34:40Z");
    is("2014-04-15T07:34:40.5+0200", "2014-04-15T05:34:40Z");
    is("2014-12-31T23:30:00-01:00", "2015-01-01T00:30:00Z");
    is("1970-01-01T00:00:00", "1970-01-01T00:00:00Z");
    is("1969-12-31T23:59:59.5", "1969-12-31T23:59:59Z");
    is("2024-02-29T00:00:00", "2024-02-29T00:00:00Z");
    is("2000-02-29T12:00:00", "2000-02-29T12:00:00Z");
    is("0001-01-01T00:00:00", "0001-01-01T00:00:00Z");
    is("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59Z");
}

static void what_is_no_time(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "2021", "2021-02-29T00:00:00", "1900-02-29T00:00:00", "2021-13-01T00:00:00",
        "2021-00-01T00:00:00", "2021-01-00T00:00:00", "2021-04-31T00:00:00", "0000-01-01T00:00:00",
        "2021-01-01T24:00:00", "2021-01-01T00:60:00", "2021-01-01T00:00:61", "2021-01-01T00:00:00.",
        "2021-01-01T00:00:00x", "2021-01-01T00:00:00Zx", "2021-01-01T00:00:00Z+01:00",
        "2021-01-01T00:00:00+1:00", "2021-01-01T00:00:00+24:00", "2021-01-01T00:00:00+01:60",
        "2021-01-01T00:00:00+01:00 ", " 2021-01-01T00:00:00", "-021-01-01T00:00:00",
        "2021/01/01T00:00:00",
    };
    bs_time t;
    for (size_t i = 0; i < BS_COUNT(bad); i++)
        if (bs_time_parse(bs_str_z(bad[i]), &t))
            fail_msg("%s was taken for a time", bad[i]);
    assert_false(bs_time_parse(BS_STR("2021-01-01\0" "00:00:00"), &t));
}

static void no_prefix_is_a_time_until_the_seconds(void **state)
{
    (void)state;
    const bs_str all = BS_STR("2021-02-25T01:35:44.959900+00:00");
    for (size_t n = 0; n <= all.n; n++) {
        bs_time t;
        bool want = n == 19 || (n >= 21 && n <= 26) || n == all.n;
        char *exact = malloc(n + !n); /* its exact size: a sanitizer sees one byte too far */
        memcpy(exact, all.p, n);
        if (bs_time_parse((bs_str){exact, n}, &t) != want)
            fail_msg("the first %zu characters", n);
        free(exact);
    }
}

static void every_day_comes_back(void **state)
{
    (void)state;
    const int64_t day = INT64_C(86400000000);
    for (bs_time t = -200 * 365 * day; t < 400 * 365 * day; t += day * 13 + 3601000000) {
        char out[32];
        bs_time back;
        bs_time_format(t, out);
        assert_true(bs_time_parse(bs_str_z(out), &back));
        assert_true(back / 1000000 == t / 1000000 - (t % 1000000 < 0));
    }
}

static void a_time_not_known_prints_as_nothing(void **state)
{
    (void)state;
    char out[32] = "x";
    bs_time_format(BS_TIME_NONE, out);
    assert_string_equal(out, "");
    bs_time_format(INT64_MAX, out);
    assert_string_equal(out, "");
    bs_time_format(INT64_MIN + 1, out);
    assert_string_equal(out, "");
}

static void the_clock_can_be_set(void **state)
{
    (void)state;
    bs_time t;
    assert_true(bs_time_parse(BS_STR("2019-06-01T12:00:00Z"), &t));
    assert_int_equal(setenv("BS_CLOCK", "2019-06-01T12:00:00Z", 1), 0);
    assert_true(bs_time_now() == t);
    assert_int_equal(setenv("BS_CLOCK", "yesterday", 1), 0);
    assert_true(bs_time_now() > t);
    assert_int_equal(unsetenv("BS_CLOCK"), 0);
    int64_t before = bs_monotonic_us();
    assert_true(bs_monotonic_us() >= before);
}

/* What Shodan wrote comes back to the microsecond: an export is no older than what it was made of. */
static void shodans_form_comes_back(void **state)
{
    static const char *const texts[] = {"2021-02-25T01:35:44.959900", "1969-12-31T23:59:59.000001",
                                        "2019-06-01T00:00:00.000000"};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(texts); i++) {
        char out[32];
        bs_time t;
        assert_true(bs_time_parse(bs_str_z(texts[i]), &t));
        bs_time_format_us(t, out);
        assert_string_equal(out, texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shodans_form_comes_back),
        cmocka_unit_test(the_spellings_of_a_time),
        cmocka_unit_test(what_is_no_time),
        cmocka_unit_test(no_prefix_is_a_time_until_the_seconds),
        cmocka_unit_test(every_day_comes_back),
        cmocka_unit_test(a_time_not_known_prints_as_nothing),
        cmocka_unit_test(the_clock_can_be_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
