/* The literal of a regex: what every match must contain, or less; never more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rules_priv.h"

static const struct {
    const char *regex, *literal;
} table[] = {
    {"^SSH-2\\.0-OpenSSH_([\\w.]+)", "SSH-2.0-OpenSSH_"},
    {"abc|abcdef", ""},
    {"(?:abc|def)ghi", "ghi"},
    {"(?:abc)(def)+", "abc"},
    {"(?:abcdef)?gh", "gh"},
    {"(abcdef)*gh", "gh"},
    {"(abcdef){0,2}gh", "gh"},
    {"colou?r", "colo"},
    {"xy+z", "xy"},
    {"[abc]def[^]g]hi", "def"},
    {"(?i)Server: nginx", "Server: nginx"},
    {"a\\x41bc", "aAbc"},
    {"\\d+ foo", " foo"},
    {"(?=abcdef)gh", "gh"},
    {"\\r\\n\\r\\n", "\r\n\r\n"},
    {"a\\|b", "a|b"},
    {"(a(b|c)d)ef", "ef"},
    {"\\012345", ""},
    {"", ""},
    {"(", ""},
    {"abc\\", "abc\\"},
    {"ab{2}cd", "ab"},
};

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(table); i++) {
        char out[256];
        bs_str regex = bs_str_z(table[i].regex);
        bs_str got = {out, bs_pattern_literal(regex, out)};
        if (!bs_str_eq(got, bs_str_z(table[i].literal)))
            fail_msg("%s gives '%.*s'", table[i].regex, (int)got.n, got.p);
    }
}

static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(table); i++) {
        size_t n = strlen(table[i].regex);
        for (size_t k = 0; k <= n; k++) {
            char *copy = malloc(k + 1), *out = malloc(k + 1);
            assert_non_null(copy);
            assert_non_null(out);
            memcpy(copy, table[i].regex, k);
            assert_true(bs_pattern_literal((bs_str){copy, k}, out) <= k);
            free(copy);
            free(out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
