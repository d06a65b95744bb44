#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/base.h"

static struct bs_buf out;

static int setup(void **state)
{
    (void)state;
    bs_buf_init(&out, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bs_buf_fini(&out);
    return 0;
}

static bool undoes(bs_str text, bs_str want)
{
    bool changed;
    bs_buf_clear(&out);
    assert_int_equal(bs_unescape_strict(bs_str_bytes(text), &out, &changed), BS_OK);
    assert_true(bs_str_eq(bs_buf_str(&out), want));
    return changed;
}

static void bytes_the_crawler_wrote_come_back(void **state)
{
    (void)state;
    assert_true(undoes(BS_STR("\\x00\\x05\\x00\\x01File not found.\\x00"),
                       BS_STR("\x00\x05\x00\x01" "File not found.\x00")));
    assert_true(undoes(BS_STR("\\xff\\xfd\\'"), BS_STR("\xff\xfd'")));
    assert_true(undoes(BS_STR("\\x124"), BS_STR("\x12" "4"))); /* always two digits */
    assert_true(undoes(BS_STR("\\x00\\\\x41"), BS_STR("\x00\\x41")));
    assert_true(undoes(BS_STR("\\x00\n\\x01"), BS_STR("\x00\n\x01")));
    assert_true(undoes(BS_STR("\\x7f\\t\\r\\n"), BS_STR("\x7f\t\r\n")));
    assert_true(undoes(BS_STR("Remote Desktop Protocol\n\\x03\\x00\n"),
                       BS_STR("Remote Desktop Protocol\n\x03\x00\n")));
    assert_true(undoes(BS_STR("\\x0bMSH|^~\\\\&|A|\\rMSA|AE\\r\\x1c\\r"),
                       BS_STR("\x0bMSH|^~\\&|A|\rMSA|AE\r\x1c\r")));
}

static void what_only_looks_escaped_stays(void **state)
{
    (void)state;
    static const char *const text[] = {
        "", "plain", "a\\\\x41", "\\x41", "\\xFF", "it's \\x00", "\\x00\\", "\\x00\\x", "\\x00\\x0",
        "C:\\xampp\\htdocs", "D:\\x64\\bin", "\\x00\\xZZ", "\\x00\\q", "\\x00\\u0041", "\\x0a", "\\x09\\x00",
        "\\x0d", "\\x20\\x00", "\\x7e\\x00", "\\x00\x01", "\\x00\t", "\\x00\xc3\xa9", "\\x00\x7f", "\\x00\r",
        "\\t\\n\\r", "\\\\", "\\'",
    };
    for (size_t i = 0; i < BS_COUNT(text); i++)
        if (undoes(bs_str_z(text[i]), bs_str_z(text[i])))
            fail_msg("\"%s\" was taken for escaped", text[i]);
    assert_false(undoes(BS_STR("\\x00\0"), BS_STR("\\x00\0"))); /* a real NUL: no escaper left it */
}

static void lines_are_judged_one_by_one(void **state)
{
    (void)state;
    assert_true(undoes(BS_STR("it's\n\\x01\n\\x41\n"), BS_STR("it's\n\x01\n\\x41\n")));
    assert_true(undoes(BS_STR("\n\n\\x01"), BS_STR("\n\n\x01")));
}

static void every_byte_survives_the_crawler(void **state)
{
    (void)state;
    uint32_t seed = 7;
    struct bs_buf escaped;
    bs_buf_init(&escaped, 4096);
    for (int round = 0; round < 5000; round++) {
        uint8_t raw[64];
        bool changed, hex = false;
        size_t n = 1 + (seed >> 9) % sizeof raw;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525u + 1013904223u;
            raw[i] = (uint8_t)(seed >> 24 & (round % 2 ? 0xff : 0x7f));
        }
        bs_buf_clear(&escaped);
        bs_buf_clear(&out);
        bs_escape((bs_bytes){raw, n}, &escaped);
        for (size_t i = 0; i + 1 < escaped.len; i++)
            hex |= escaped.p[i] == '\\' && escaped.p[i + 1] == 'x';
        assert_int_equal(bs_unescape_strict((bs_bytes){escaped.p, escaped.len}, &out, &changed), BS_OK);
        if (changed) {
            assert_int_equal(out.len, n);
            assert_memory_equal(out.p, raw, n);
        } else { /* without \xhh it cannot be told from text */
            assert_true(bs_str_eq(bs_buf_str(&out), bs_buf_str(&escaped)));
            for (size_t i = 0; i < n; i++)
                assert_true(!hex || (raw[i] >= 0x20 && raw[i] < 0x7f) || raw[i] == '\t' ||
                            raw[i] == '\n' || raw[i] == '\r');
        }
    }
    bs_buf_fini(&escaped);
}

static void prefixes_are_safe_and_limits_hold(void **state)
{
    (void)state;
    const bs_bytes all = BS_BYTES("\\x00\\'\\\\ab\n\\xff\\t'\n\\x01");
    for (size_t n = 0; n <= all.n; n++) {
        uint8_t *exact = malloc(n + !n);
        bool changed;
        memcpy(exact, all.p, n);
        bs_buf_clear(&out);
        assert_int_equal(bs_unescape_strict((bs_bytes){exact, n}, &out, &changed), BS_OK);
        assert_true(out.len <= n);
        bs_buf_clear(&out);
        assert_int_equal(bs_unescape_lenient((bs_bytes){exact, n}, &out), BS_OK);
        assert_true(out.len <= n);
        free(exact);
    }
    struct bs_buf small;
    bool changed;
    bs_buf_init(&small, 3);
    assert_int_equal(bs_unescape_strict(BS_BYTES("plain text"), &small, &changed), BS_E_LIMIT);
    assert_int_equal(bs_unescape_lenient(BS_BYTES("plain text"), &small), BS_E_LIMIT);
    bs_buf_fini(&small);
}

static void lenient(const char *text, bs_str want)
{
    bs_buf_clear(&out);
    assert_int_equal(bs_unescape_lenient(bs_str_bytes(bs_str_z(text)), &out), BS_OK);
    assert_true(bs_str_eq(bs_buf_str(&out), want));
}

static void what_a_person_typed(void **state)
{
    (void)state;
    lenient("\\xFF\\x0a\\x41", BS_STR("\xff\nA"));
    lenient("\\0\\a\\b\\f\\v\\\"", BS_STR("\0\a\b\f\v\""));
    lenient("\\q\\x4\\", BS_STR("\\q\\x4\\"));
    lenient("it's \\x00", BS_STR("it's \0"));
}

static void hex(void **state)
{
    (void)state;
    char text[9];
    struct bs_error e;
    bs_hex_encode(BS_BYTES("\x00\x7f\xfe\x01"), text);
    assert_string_equal(text, "007ffe01");
    assert_int_equal(bs_hex_decode(BS_STR("0x00 7F\nfe\t01 "), &out, &e), BS_OK);
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("\x00\x7f\xfe\x01")));
    static const char *const bad[] = {"0", "0 0", "0g", "zz", "00,01", "0x", "00x01"};
    for (size_t i = 0; i < BS_COUNT(bad); i++) {
        bs_buf_clear(&out);
        bs_err err = bs_hex_decode(bs_str_z(bad[i]), &out, &e);
        if (i == 5) /* the sign alone: no bytes */
            assert_int_equal(err, BS_OK);
        else
            assert_int_equal(err, BS_E_SYNTAX);
    }
    bs_buf_clear(&out);
    assert_int_equal(bs_hex_decode(BS_STR("0011zz"), &out, &e), BS_E_SYNTAX);
    assert_non_null(strstr(e.text, "byte 4"));
}

/* RFC 4648 section 10. */
static void base64(void **state)
{
    (void)state;
    static const char *const vector[][2] = {
        {"", ""}, {"Zg==", "f"}, {"Zm8=", "fo"}, {"Zm9v", "foo"}, {"Zm9vYg==", "foob"},
        {"Zm9vYmE=", "fooba"}, {"Zm9vYmFy", "foobar"}, {"Zm9v\nYmFy\n", "foobar"}, {"Zg", "f"},
        {"Zm8", "fo"},
    };
    static const char *const bad[] = {"Z", "Zg=", "Z===", "Zg==Zg==", "Zm9v=", "Zm9v!", "=", "Zg=g"};
    for (size_t i = 0; i < BS_COUNT(vector); i++) {
        bs_buf_clear(&out);
        assert_int_equal(bs_base64_decode(bs_str_z(vector[i][0]), &out, NULL), BS_OK);
        assert_true(bs_str_eq(bs_buf_str(&out), bs_str_z(vector[i][1])));
    }
    for (size_t i = 0; i < BS_COUNT(bad); i++)
        if (bs_base64_decode(bs_str_z(bad[i]), &out, NULL) != BS_E_SYNTAX)
            fail_msg("%s was taken for base64", bad[i]);
    bs_buf_clear(&out);
    assert_int_equal(bs_base64_decode(BS_STR("+/-_"), &out, NULL), BS_OK); /* both alphabets */
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("\xfb\xff\xbf")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_the_crawler_wrote_come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(what_only_looks_escaped_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_are_judged_one_by_one, setup, teardown),
        cmocka_unit_test_setup_teardown(every_byte_survives_the_crawler, setup, teardown),
        cmocka_unit_test_setup_teardown(prefixes_are_safe_and_limits_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_person_typed, setup, teardown),
        cmocka_unit_test_setup_teardown(hex, setup, teardown),
        cmocka_unit_test_setup_teardown(base64, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
