#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/base.h"

static void a_buffer_stops_at_its_limit(void **state)
{
    (void)state;
    struct bs_buf b;
    bs_buf_init(&b, 10);
    assert_int_equal(bs_buf_add(&b, BS_BYTES("12345678")), BS_OK);
    assert_int_equal(bs_buf_add(&b, BS_BYTES("abc")), BS_E_LIMIT); /* unchanged */
    assert_int_equal(b.len, 8);
    assert_int_equal(bs_buf_add(&b, BS_BYTES("ab")), BS_OK);
    assert_int_equal(bs_buf_reserve(&b, 1), BS_E_LIMIT);
    assert_int_equal(bs_buf_reserve(&b, SIZE_MAX), BS_E_LIMIT);
    assert_true(b.cap <= b.max);
    assert_true(bs_str_eq(bs_buf_str(&b), BS_STR("12345678ab")));
    bs_buf_fini(&b);
    assert_int_equal(b.max, 10);
    assert_int_equal(bs_buf_add(&b, BS_BYTES("again")), BS_OK);
    bs_buf_fini(&b);
}

static void our_own_text_is_cut(void **state)
{
    (void)state;
    struct bs_buf b;
    bs_buf_init(&b, 6);
    bs_buf_put(&b, BS_STR("abcd"));
    bs_buf_put(&b, BS_STR("efgh"));
    bs_buf_putc(&b, 'x');
    bs_buf_printf(&b, "%d", 7);
    assert_true(bs_str_eq(bs_buf_str(&b), BS_STR("abcdef")));
    bs_buf_fini(&b);
}

static void printing_has_no_length_of_its_own(void **state)
{
    (void)state;
    struct bs_buf b;
    bs_buf_init(&b, 100000);
    for (int n = 500; n < 530; n++) { /* about the size of the small copy inside */
        bs_buf_clear(&b);
        bs_buf_printf(&b, "%0*d", n, 5);
        assert_int_equal(b.len, n);
        assert_int_equal(b.p[n - 1], '5');
    }
    bs_buf_fini(&b);
}

static void nothing_fits_in_a_buffer_without_a_limit(void **state)
{
    (void)state;
    struct bs_buf b = {0};
    assert_int_equal(bs_buf_add(&b, BS_BYTES("")), BS_OK);
    assert_int_equal(bs_buf_add(&b, BS_BYTES("x")), BS_E_LIMIT);
    bs_buf_fini(&b);
}

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    uint8_t *last = NULL;
    size_t last_n = 0;
    for (size_t n = 0; n < 2000; n += 7) {
        uint8_t *p = bs_arena_alloc(&a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        if (n)
            memset(p, 0xaa, n);
        for (size_t i = 0; last && i < last_n; i++)
            assert_int_equal(last[i], 0xaa);
        last = p;
        last_n = n;
    }
    bs_arena_fini(&a);
}

static void an_arena_stops_at_its_limit(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 1000);
    assert_null(bs_arena_alloc(&a, 1001));
    assert_null(bs_arena_alloc(&a, SIZE_MAX));
    assert_null(bs_arena_alloc(&a, SIZE_MAX - 8));
    assert_non_null(bs_arena_alloc(&a, 600));
    assert_null(bs_arena_alloc(&a, 600));
    bs_str cut = bs_arena_str(&a, (bs_str){"a", SIZE_MAX}); /* refused before it is read */
    assert_int_equal(cut.n, 0);
    assert_non_null(cut.p);
    bs_arena_reset(&a);
    assert_int_equal(a.used, 0);
    assert_non_null(bs_arena_alloc(&a, 600));
    bs_arena_fini(&a);
}

static void after_a_reset_pieces_are_zero_again(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    memset(bs_arena_alloc(&a, 100000), 0xff, 100000);
    memset(bs_arena_alloc(&a, 10), 0xff, 10);
    bs_arena_reset(&a);
    const uint8_t *p = bs_arena_alloc(&a, 100000); /* the large chunk was kept */
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(p[i], 0);
    bs_arena_fini(&a);
}

static void copies_are_terminated(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    bs_str s = bs_arena_str(&a, BS_STR("a\0b"));
    assert_int_equal(s.n, 3);
    assert_int_equal(s.p[3], 0);
    s = bs_arena_printf(&a, "%s-%d", "x", 12);
    assert_true(bs_str_eq(s, BS_STR("x-12")));
    assert_int_equal(s.p[4], 0);
    bs_arena_fini(&a);
    char *copy = bs_strdup(BS_STR("abc"));
    assert_string_equal(copy, "abc");
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_stops_at_its_limit),
        cmocka_unit_test(our_own_text_is_cut),
        cmocka_unit_test(printing_has_no_length_of_its_own),
        cmocka_unit_test(nothing_fits_in_a_buffer_without_a_limit),
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(an_arena_stops_at_its_limit),
        cmocka_unit_test(after_a_reset_pieces_are_zero_again),
        cmocka_unit_test(copies_are_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
