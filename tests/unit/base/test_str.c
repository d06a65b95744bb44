#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/base.h"

static bs_bytes bytes(const char *z)
{
    return bs_str_bytes(bs_str_z(z));
}

static void equality_counts_every_byte(void **state)
{
    (void)state;
    assert_true(bs_str_eq(BS_STR(""), (bs_str){NULL, 0}));
    assert_true(bs_str_eq(BS_STR("a\0b"), BS_STR("a\0b")));
    assert_false(bs_str_eq(BS_STR("a\0b"), BS_STR("a\0c")));
    assert_false(bs_str_eq(BS_STR("a"), BS_STR("ab")));
    assert_true(bs_str_eq_nocase(BS_STR("DiCoM"), BS_STR("dIcOm")));
    assert_false(bs_str_eq_nocase(BS_STR("@"), BS_STR("`"))); /* 20 apart, but no letters */
    assert_false(bs_str_eq_nocase(BS_STR("["), BS_STR("{")));
    assert_false(bs_str_eq_nocase(BS_STR("\xc3\x89"), BS_STR("\xc3\xa9"))); /* ASCII only */
}

static void order_is_that_of_bytes(void **state)
{
    (void)state;
    assert_true(bs_bytes_cmp(bytes("a"), bytes("b")) < 0);
    assert_true(bs_bytes_cmp(bytes("ab"), bytes("a")) > 0);
    assert_true(bs_bytes_cmp(BS_BYTES("\xff"), bytes("a")) > 0);
    assert_int_equal(bs_bytes_cmp((bs_bytes){NULL, 0}, bytes("")), 0);
}

static void prefixes(void **state)
{
    (void)state;
    assert_true(bs_str_has_prefix(BS_STR("http.title"), BS_STR("http.")));
    assert_true(bs_str_has_prefix(BS_STR("x"), BS_STR("")));
    assert_false(bs_str_has_prefix(BS_STR("x"), BS_STR("xy")));
    assert_true(bs_bytes_has_prefix((bs_bytes){NULL, 0}, (bs_bytes){NULL, 0}));
}

static void slices_never_leave_their_parent(void **state)
{
    (void)state;
    bs_bytes b = BS_BYTES("abcdef");
    assert_int_equal(bs_bytes_sub(b, 2, 3).n, 3);
    assert_int_equal(bs_bytes_sub(b, 4, SIZE_MAX).n, 2);
    assert_int_equal(bs_bytes_sub(b, 6, 1).n, 0);
    assert_int_equal(bs_bytes_sub(b, SIZE_MAX, SIZE_MAX).n, 0);
    assert_int_equal(bs_bytes_sub((bs_bytes){NULL, 0}, 1, 1).n, 0);
}

static void finding(void **state)
{
    (void)state;
    bs_bytes hay = BS_BYTES("xx\0DICOM dicom Dicom");
    assert_int_equal(bs_bytes_find(hay, bytes("dicom"), 0), 9);
    assert_int_equal(bs_bytes_find(hay, bytes("dicom"), 9), 9);
    assert_true(bs_bytes_find(hay, bytes("dicom"), 10) == SIZE_MAX);
    assert_int_equal(bs_bytes_find_nocase(hay, bytes("dIcOm"), 0), 3);
    assert_int_equal(bs_bytes_find_nocase(hay, bytes("DICOM"), 4), 9);
    assert_int_equal(bs_bytes_find_nocase(hay, bytes("dicom"), 10), 15);
    assert_true(bs_bytes_find_nocase(hay, bytes("dicom"), 16) == SIZE_MAX);
    assert_true(bs_bytes_find(hay, bytes(""), 0) == SIZE_MAX);
    assert_true(bs_bytes_find_nocase(hay, bytes(""), 0) == SIZE_MAX);
    assert_true(bs_bytes_find(hay, bytes("x"), SIZE_MAX) == SIZE_MAX);
    assert_true(bs_bytes_find((bs_bytes){NULL, 0}, bytes("x"), 0) == SIZE_MAX);
    assert_true(bs_bytes_find(bytes("ab"), bytes("abc"), 0) == SIZE_MAX);
    assert_int_equal(bs_bytes_find_nocase(BS_BYTES("ab\0cd"), BS_BYTES("\0C"), 0), 2);
}

static size_t find_slowly(bs_bytes hay, bs_bytes needle, size_t from, bool any_case)
{
    for (size_t i = from; i + needle.n <= hay.n; i++) {
        const bs_bytes here = {hay.p + i, needle.n};
        if (any_case ? bs_str_eq_nocase(bs_bytes_str(here), bs_bytes_str(needle)) : bs_bytes_eq(here, needle))
            return i;
    }
    return SIZE_MAX;
}

static void fill(uint32_t *seed, const char *letters, size_t kinds, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)letters[((*seed = *seed * 1664525u + 1013904223u) >> 16) % kinds];
}

/* The fast search against the obvious one, on text with few letters, so that matches are near: rare ones and common
 * ones, in needles of any length. */
static void finding_agrees_with_the_slow_way(void **state)
{
    static const char letters[] = "eEqQ\0";
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 6000; round++) {
        uint8_t text[300], word[80];
        const size_t kinds = 2 + (seed >> 9) % 4;
        const bs_bytes hay = {text, (seed >> 14) % sizeof text}, needle = {word, 1 + (seed >> 20) % 5};
        const bs_bytes piece = bs_bytes_sub(hay, hay.n / 3, 1 + (seed >> 12) % 80); /* long, and there */
        const size_t from = (seed >> 24) % 8;
        fill(&seed, letters, kinds, text, sizeof text);
        fill(&seed, letters, kinds, word, sizeof word);
        assert_true(bs_bytes_find(hay, needle, from) == find_slowly(hay, needle, from, false));
        assert_true(bs_bytes_find_nocase(hay, needle, from) == find_slowly(hay, needle, from, true));
        if (piece.n) {
            assert_true(bs_bytes_find(hay, piece, from) == find_slowly(hay, piece, from, false));
            assert_true(bs_bytes_find_nocase(hay, piece, from) == find_slowly(hay, piece, from, true));
        }
    }
}

static void trimming(void **state)
{
    (void)state;
    assert_true(bs_str_eq(bs_str_trim(BS_STR(" \t\r\nab c\n ")), BS_STR("ab c")));
    assert_int_equal(bs_str_trim(BS_STR(" \t ")).n, 0);
    assert_int_equal(bs_str_trim((bs_str){NULL, 0}).n, 0);
    assert_int_equal(bs_str_trim(BS_STR("\0 ")).n, 1); /* NUL is no blank */
}

static void splitting_gives_every_part(void **state)
{
    (void)state;
    bs_str rest = BS_STR(",a,,b"), part;
    const char *want[] = {"", "a", "", "b"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(bs_str_split(&rest, ',', &part));
        assert_true(bs_str_eq(part, bs_str_z(want[i])));
    }
    assert_false(bs_str_split(&rest, ',', &part));
    rest = BS_STR("a,"); /* what ends in the separator ends in an empty part */
    assert_true(bs_str_split(&rest, ',', &part));
    assert_true(bs_str_split(&rest, ',', &part));
    assert_int_equal(part.n, 0);
    assert_false(bs_str_split(&rest, ',', &part));
}

static void numbers_are_whole_and_fit(void **state)
{
    (void)state;
    uint64_t u;
    int64_t i;
    assert_true(bs_str_u64(BS_STR("18446744073709551615"), &u) && u == UINT64_MAX);
    assert_false(bs_str_u64(BS_STR("18446744073709551616"), &u));
    assert_false(bs_str_u64(BS_STR("99999999999999999999"), &u));
    assert_true(bs_str_i64(BS_STR("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_true(bs_str_i64(BS_STR("9223372036854775807"), &i) && i == INT64_MAX);
    assert_false(bs_str_i64(BS_STR("9223372036854775808"), &i));
    assert_false(bs_str_i64(BS_STR("-9223372036854775809"), &i));
    static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "0x1", "1.", "1e3", "--1", "1-"};
    for (size_t k = 0; k < BS_COUNT(bad); k++) {
        assert_false(bs_str_i64(bs_str_z(bad[k]), &i));
        assert_false(bs_str_u64(bs_str_z(bad[k]), &u));
    }
    assert_false(bs_str_u64(BS_STR("1\0"), &u));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality_counts_every_byte),
        cmocka_unit_test(order_is_that_of_bytes),
        cmocka_unit_test(prefixes),
        cmocka_unit_test(slices_never_leave_their_parent),
        cmocka_unit_test(finding),
        cmocka_unit_test(finding_agrees_with_the_slow_way),
        cmocka_unit_test(trimming),
        cmocka_unit_test(splitting_gives_every_part),
        cmocka_unit_test(numbers_are_whole_and_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
