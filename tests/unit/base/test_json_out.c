#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/json.h"

static struct bs_buf out;
static struct bs_jw w;

static int setup(void **state)
{
    (void)state;
    bs_buf_init(&out, 1 << 20);
    bs_jw_init(&w, &out);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bs_buf_fini(&out);
    return 0;
}

static void commas_and_brackets(void **state)
{
    (void)state;
    bs_jw_object(&w);
    bs_jw_key(&w, "a");
    bs_jw_array(&w);
    bs_jw_int(&w, INT64_MIN);
    bs_jw_bool(&w, true);
    bs_jw_null(&w);
    bs_jw_array(&w);
    bs_jw_end(&w, ']');
    bs_jw_object(&w);
    bs_jw_end(&w, '}');
    bs_jw_end(&w, ']');
    bs_jw_key(&w, "k\"");
    bs_jw_z(&w, NULL);
    bs_jw_key(&w, "h");
    bs_jw_hex(&w, BS_BYTES("\x00\xff"));
    bs_jw_key(&w, "r");
    bs_jw_raw(&w, BS_STR("[1, 2]"));
    bs_jw_end(&w, '}');
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("{\"a\":[-9223372036854775808,true,null,[],{}],"
                                                   "\"k\\\"\":null,\"h\":\"00ff\",\"r\":[1, 2]}")));
    struct bs_json v;
    assert_int_equal(bs_json_check(bs_buf_str(&out), &v, NULL), BS_OK);
}

static void keys_of_strangers_are_whole(void **state)
{
    (void)state;
    bs_jw_object(&w);
    bs_jw_key_str(&w, BS_STR("a\0b"));
    bs_jw_bool(&w, true);
    bs_jw_key_str(&w, BS_STR("\xe2\x80\xae"));
    bs_jw_int(&w, 1);
    bs_jw_end(&w, '}');
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("{\"a\\u0000b\":true,\"\\u202e\":1}")));
}

static void writes(bs_str in, const char *want)
{
    bs_buf_clear(&out);
    bs_jw_init(&w, &out);
    bs_jw_str(&w, in);
    if (!bs_str_eq(bs_buf_str(&out), bs_str_z(want)))
        fail_msg("got %.*s, want %s", (int)out.len, (char *)out.p, want);
}

static void strings_are_safe_to_show(void **state)
{
    (void)state;
    writes(BS_STR(""), "\"\"");
    writes(BS_STR("\"\\/\b\f\n\r\t"), "\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
    writes(BS_STR("\0\x1b\x7f"), "\"\\u0000\\u001b\\u007f\"");
    writes(BS_STR("\xc2\x9b\xe2\x80\xae"), "\"\\u009b\\u202e\"");
    writes(BS_STR("\xf0\x9f\x98\x80"), "\"\\ud83d\\ude00\"");
    writes(BS_STR("\xed\xa0\x80\xed\xbf\xbf"), "\"\\ud800\\udfff\""); /* kept surrogates */
    writes(BS_STR("\xff\xc3"), "\"\\u00ff\\u00c3\"");                 /* no UTF-8: byte by byte */
}

/* Any text that came through the scanner is written so that it comes back. */
static void text_comes_back(void **state)
{
    (void)state;
    struct bs_arena a;
    uint32_t seed = 11;
    bs_arena_init(&a, 0);
    for (int round = 0; round < 3000; round++) {
        static const char *const piece[] = {"a", "\"", "\\", "\n", "\x7f", "\xc3\xa9", "\xe6\x97\xa5",
                                            "\xf0\x9f\x98\x80", "\xed\xa0\x80", "\x1b"};
        char text[64];
        size_t n = 0;
        for (int i = 0; i < 10; i++) {
            seed = seed * 1664525u + 1013904223u;
            const char *p = piece[(seed >> 16) % BS_COUNT(piece)];
            memcpy(text + n, p, strlen(p));
            n += strlen(p);
        }
        bs_buf_clear(&out);
        bs_jw_init(&w, &out);
        bs_jw_str(&w, (bs_str){text, n});
        struct bs_json v;
        bs_bytes back;
        assert_int_equal(bs_json_check(bs_buf_str(&out), &v, NULL), BS_OK);
        assert_true(bs_json_string(&v, &a, &back));
        assert_true(bs_bytes_eq(back, (bs_bytes){(uint8_t *)text, n}));
        for (size_t i = 0; i < out.len; i++)
            assert_true(out.p[i] >= 0x20 && out.p[i] < 0x7f);
        bs_arena_reset(&a);
    }
    bs_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(commas_and_brackets, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_of_strangers_are_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(strings_are_safe_to_show, setup, teardown),
        cmocka_unit_test_setup_teardown(text_comes_back, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
