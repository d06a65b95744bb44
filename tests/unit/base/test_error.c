#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/base.h"

static void every_code_has_a_name_and_an_exit_status(void **state)
{
    (void)state;
    for (int i = 0; i < BS_ERR_COUNT; i++) {
        const char *name = bs_err_name((bs_err)i);
        assert_non_null(name);
        assert_true(strlen(name) > 1);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(name, bs_err_name((bs_err)j));
        assert_true((i == 0) == (bs_err_exit((bs_err)i) == 0));
    }
    assert_int_equal(bs_err_exit(BS_E_USAGE), 2);
    assert_int_equal(bs_err_exit(BS_E_REJECTED), 3);
    for (int i = BS_E_KEY; i <= BS_E_BADQUERY; i++)
        assert_int_equal(bs_err_exit((bs_err)i), 4);
    assert_int_equal(bs_err_exit(BS_E_CANCELLED), 130);
    assert_int_equal(bs_err_exit((bs_err)BS_ERR_COUNT), 1);
    assert_int_equal(bs_err_exit((bs_err)-1), 1);
}

static void context_goes_in_front(void **state)
{
    (void)state;
    struct bs_error e;
    assert_int_equal(bs_error_set(&e, BS_E_IO, "read %d", 5), BS_E_IO);
    assert_int_equal(bs_error_ctx(&e, BS_E_IO, "file %s", "x"), BS_E_IO);
    assert_string_equal(e.text, "file x: read 5");
    assert_int_equal(e.code, BS_E_IO);
    assert_int_equal(bs_error_set(NULL, BS_E_LIMIT, "unheard"), BS_E_LIMIT);
    assert_int_equal(bs_error_ctx(NULL, BS_E_LIMIT, "unheard"), BS_E_LIMIT);
}

static void long_texts_are_cut_and_terminated(void **state)
{
    (void)state;
    for (int before = 470; before < 490; before++) {
        for (int ctx = 470; ctx < 490; ctx++) {
            struct bs_error e;
            memset(e.text, 'X', sizeof e.text);
            bs_error_set(&e, BS_E_FAILED, "%0*d", before, 1);
            assert_true(strnlen(e.text, sizeof e.text) < sizeof e.text);
            bs_error_ctx(&e, BS_E_FAILED, "%0*d", ctx, 2);
            assert_true(strnlen(e.text, sizeof e.text) < sizeof e.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_name_and_an_exit_status),
        cmocka_unit_test(context_goes_in_front),
        cmocka_unit_test(long_texts_are_cut_and_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
