#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/textfmt.h"

static void cell(bs_str in, const char *want)
{
    struct bs_buf out;
    bs_buf_init(&out, 1 << 12);
    bs_csv_cell(&out, bs_str_bytes(in), true);
    if (!bs_str_eq(bs_buf_str(&out), bs_str_z(want)))
        fail_msg("got %.*s, want %s", (int)out.len, (char *)out.p, want);
    bs_buf_fini(&out);
}

static void cells_are_quoted(void **state)
{
    (void)state;
    cell(BS_STR(""), "\"\"");
    cell(BS_STR("a,b"), "\"a,b\"");
    cell(BS_STR("say \"hi\""), "\"say \"\"hi\"\"\"");
    cell(BS_STR("a\r\nb\0c"), "\"a\\r\\nb\\x00c\"");
    cell(BS_STR("\xe2\x80\xae"), "\"\\u{202E}\"");
    cell(BS_STR("caf\xc3\xa9"), "\"caf\xc3\xa9\"");
}

static void no_cell_is_a_formula(void **state)
{
    (void)state;
    cell(BS_STR("=1+1"), "\"'=1+1\"");
    cell(BS_STR("+1"), "\"'+1\"");
    cell(BS_STR("-1"), "\"'-1\"");
    cell(BS_STR("@SUM(A1)"), "\"'@SUM(A1)\"");
    cell(BS_STR("|cmd"), "\"'|cmd\"");
    cell(BS_STR("%00"), "\"'%00\"");
    cell(BS_STR("\t=1"), "\"'\\t=1\"");
    cell(BS_STR("\r=1"), "\"'\\r=1\"");
    cell(BS_STR("  =1"), "\"'  =1\"");
    cell(BS_STR("\"=1"), "\"'\"\"=1\"");
    cell(BS_STR("' \"=1"), "\"'' \"\"=1\"");
    cell(BS_STR("\0=1"), "\"'\\x00=1\"");
    cell(BS_STR("\xef\xbc\x9d" "1"), "\"'\xef\xbc\x9d" "1\"");
    cell(BS_STR("\xef\xbc\xa0x"), "\"'\xef\xbc\xa0x\"");
    cell(BS_STR("a=1"), "\"a=1\"");
    cell(BS_STR("1-2"), "\"1-2\"");
}

static void a_row(void **state)
{
    (void)state;
    struct bs_buf out;
    bs_buf_init(&out, 100);
    bs_csv_cell(&out, BS_BYTES("x"), true);
    bs_csv_int(&out, -5, false);
    bs_csv_cell(&out, BS_BYTES("y"), false);
    bs_csv_end(&out);
    bs_csv_int(&out, INT64_MIN, true);
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("\"x\",-5,\"y\"\r\n-9223372036854775808")));
    bs_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted),
        cmocka_unit_test(no_cell_is_a_formula),
        cmocka_unit_test(a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
