#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>

#include "bannerscope/json.h"

static struct bs_arena arena;

static int setup(void **state)
{
    (void)state;
    bs_arena_init(&arena, 8 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bs_arena_fini(&arena);
    return 0;
}

static struct bs_json parsed(bs_str text)
{
    struct bs_json v = {0};
    struct bs_error e;
    if (bs_json_check(text, &v, &e) != BS_OK)
        fail_msg("%s", e.text);
    return v;
}

static void what_is_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum bs_json_type type;
    } good[] = {
        {"null", BS_JSON_NULL}, {" true\n", BS_JSON_TRUE}, {"false", BS_JSON_FALSE},
        {"0", BS_JSON_NUMBER}, {"-0.5e+10", BS_JSON_NUMBER}, {"1E-2", BS_JSON_NUMBER},
        {"\"\"", BS_JSON_STRING}, {"\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\"", BS_JSON_STRING},
        {"\"\xc3\xa9\x7f\"", BS_JSON_STRING}, {"\"\\ud800\"", BS_JSON_STRING}, {"[]", BS_JSON_ARRAY},
        {"[ ]", BS_JSON_ARRAY}, {"{ }", BS_JSON_OBJECT}, {"[[],{},[{}]]", BS_JSON_ARRAY},
        {"{\"a\":1,\"a\":2}", BS_JSON_OBJECT}, {"\t{ \"a\" : [ 1 , 2 ] } \r\n", BS_JSON_OBJECT},
    };
    for (size_t i = 0; i < BS_COUNT(good); i++) {
        struct bs_json v = parsed(bs_str_z(good[i].text));
        assert_int_equal(v.type, good[i].type);
        assert_true(bs_str_eq(v.raw, bs_str_trim(bs_str_z(good[i].text))));
    }
}

static void what_is_not(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-", "+1", ".5", "1.", "1e", "1e+", "01", "-01", "0x1",
        "1 2", "\"", "\"a", "\"\\\"", "\"\\", "\"\\x41\"", "\"\\u00g0\"", "\"\\u12\"", "\"\\u\"", "\"\\U0041\"",
        "\"a\nb\"", "\"\t\"", "'a'", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{", "}", "{\"a\"",
        "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1]", "{,}",
        "{\"a\":1 \"b\":2}", "{\"a\"}", "{}{}", "[]]", "{} x", "//x\n1", "\xef\xbb\xbf{}", "\"\xc0\x9b\"", "\"\xff\"",
        "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xc3\"", "\x01{}", "{}\x0c", "\xa0{}",
    };
    for (size_t i = 0; i < BS_COUNT(bad); i++) {
        struct bs_json v;
        struct bs_error e = {0};
        bs_str s = bs_str_z(bad[i]);
        char *exact = malloc(s.n + !s.n);
        memcpy(exact, s.p, s.n);
        if (bs_json_check((bs_str){exact, s.n}, &v, &e) != BS_E_SYNTAX)
            fail_msg("%s was taken for JSON", bad[i]);
        assert_non_null(strstr(e.text, "byte"));
        free(exact);
    }
    struct bs_json v;
    assert_int_equal(bs_json_check(BS_STR("\"a\0b\""), &v, NULL), BS_E_SYNTAX);
    assert_int_equal(bs_json_check(BS_STR("{}\0"), &v, NULL), BS_E_SYNTAX);
    assert_int_equal(bs_json_check(BS_STR("\0{}"), &v, NULL), BS_E_SYNTAX);
    assert_int_equal(bs_json_check((bs_str){NULL, 0}, &v, NULL), BS_E_SYNTAX);
}

static const char record[] =
    "{\"ip\": 3221225985, \"data\": \"a\\u0000b\\ud83d\\ude00\\ud800\", \"http\": {\"title\": \"\\\\]}\\\"\","
    " \"status\": 200, \"x\": [1, [2, {\"a\": []}], \"]\"]}, \"serial\": 123456789012345678901234567890,"
    " \"none\": null, \"DATA\": \"upper\", \"da\\u0074a2\": true, \"version\": 47, \"v\": 1.5e3}";

static void no_prefix_is_json(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof record - 1; n++) {
        struct bs_json v, out;
        char *exact = malloc(n + !n);
        memcpy(exact, record, n);
        assert_int_equal(bs_json_check((bs_str){exact, n}, &v, NULL), BS_E_SYNTAX);
        /* and walking it unchecked stays within it */
        v = (struct bs_json){BS_JSON_OBJECT, {exact, n}};
        bs_json_path(&v, "http.x", &out);
        bs_json_member(&v, "no such", &out, NULL);
        free(exact);
    }
}

static void members(void **state)
{
    (void)state;
    struct bs_json v = parsed(bs_str_z(record)), out;
    bool dup;
    int64_t n;
    bs_str text;
    bs_bytes b;
    assert_true(bs_json_member(&v, "ip", &out, &dup) && !dup);
    assert_true(bs_json_i64(&out, &n) && n == 3221225985);
    assert_true(bs_json_member(&v, "data", &out, NULL)); /* not DATA */
    assert_true(bs_json_string(&out, &arena, &b));
    assert_true(bs_bytes_eq(b, BS_BYTES("a\0b\xf0\x9f\x98\x80\xed\xa0\x80")));
    assert_true(bs_json_member(&v, "data2", &out, NULL) && out.type == BS_JSON_TRUE); /* escaped key */
    assert_true(bs_json_path(&v, "http.title", &out) && bs_json_string(&out, &arena, &b));
    assert_true(bs_bytes_eq(b, BS_BYTES("\\]}\"")));
    assert_true(bs_json_path(&v, "http.x", &out) && out.type == BS_JSON_ARRAY);
    assert_true(bs_str_eq(out.raw, BS_STR("[1, [2, {\"a\": []}], \"]\"]")));
    assert_false(bs_json_path(&v, "http.title.x", &out));
    assert_false(bs_json_path(&v, "nothing", &out));
    assert_false(bs_json_path(&v, "", &out));
    assert_true(bs_json_member(&v, "serial", &out, NULL) && bs_json_text(&out, &arena, &text));
    assert_true(bs_str_eq(text, BS_STR("123456789012345678901234567890")));
    assert_false(bs_json_i64(&out, &n));
    assert_true(bs_json_member(&v, "none", &out, NULL) && !bs_json_text(&out, &arena, &text));
    assert_false(bs_json_string(&out, &arena, &b));
    assert_true(bs_json_member(&v, "version", &out, NULL) && bs_json_text(&out, &arena, &text));
    assert_true(bs_str_eq(text, BS_STR("47")));
    assert_true(bs_json_member(&v, "v", &out, NULL) && bs_json_i64(&out, &n) && n == 1500);
}

/* A NUL within a name must not make it another name; of repeated names the last counts. */
static void names_that_pretend(void **state)
{
    (void)state;
    struct bs_json v = parsed(BS_STR("{\"data\\u0000x\":\"EVIL\",\"data\":\"real\",\"dat\":1}")), out;
    bool dup;
    assert_true(bs_json_member(&v, "data", &out, &dup) && !dup);
    assert_true(bs_str_eq(out.raw, BS_STR("\"real\"")));
    v = parsed(BS_STR("{\"a\":1,\"\\u0061\":2}"));
    assert_true(bs_json_member(&v, "a", &out, &dup) && dup);
    assert_true(bs_str_eq(out.raw, BS_STR("2")));
    assert_true(bs_json_key_is(BS_STR("a\\\"b"), "a\"b"));
    assert_false(bs_json_key_is(BS_STR("a\\\"b"), "a\\\"b"));
    assert_false(bs_json_key_is(BS_STR(""), "a"));
    assert_true(bs_json_key_is(BS_STR(""), ""));
}

static void walking(void **state)
{
    (void)state;
    struct bs_json v = parsed(BS_STR(" [ 1 ,\"a,]\", [ ] , {\"k\":[1,{}]},null ] ")), e;
    static const char *const want[] = {"1", "\"a,]\"", "[ ]", "{\"k\":[1,{}]}", "null"};
    struct bs_json_iter it;
    bs_str key;
    bs_json_begin(&v, &it);
    for (size_t i = 0; i < BS_COUNT(want); i++) {
        assert_true(bs_json_next(&it, &key, &e));
        assert_int_equal(key.n, 0);
        assert_true(bs_str_eq(e.raw, bs_str_z(want[i])));
    }
    assert_false(bs_json_next(&it, &key, &e));
    assert_false(bs_json_next(&it, &key, &e));
    v = parsed(BS_STR("17")); /* no container: nothing to walk */
    bs_json_begin(&v, &it);
    assert_false(bs_json_next(&it, &key, &e));
}

static bool whole(const char *text, int64_t want)
{
    struct bs_json v = parsed(bs_str_z(text));
    int64_t n;
    return bs_json_i64(&v, &n) && n == want;
}

static void whole_numbers(void **state)
{
    (void)state;
    assert_true(whole("0", 0) && whole("-0", 0) && whole("0.0", 0) && whole("0e999", 0));
    assert_true(whole("5.0", 5) && whole("1e3", 1000) && whole("-1.5e1", -15) && whole("100e-2", 1));
    assert_true(whole("9223372036854775807", INT64_MAX));
    assert_true(whole("-9223372036854775808", INT64_MIN));
    assert_true(whole("9007199254740993.0", 9007199254740993)); /* a double would lose the 3 */
    assert_true(whole("0.001e3", 1) && whole("1.000000000000000000000000000000", 1));
    static const char *const bad[] = {"0.5", "1e-1", "1e19", "9223372036854775808", "1e999", "1e-999",
                                      "-9223372036854775809", "1.0000000000000000000000000000001",
                                      "1e99999999999999999999"};
    for (size_t i = 0; i < BS_COUNT(bad); i++) {
        struct bs_json v = parsed(bs_str_z(bad[i]));
        int64_t n;
        if (bs_json_i64(&v, &n))
            fail_msg("%s was taken for a whole number", bad[i]);
    }
}

static void limits(void **state)
{
    (void)state;
    struct bs_json v;
    char deep[2 * BS_JSON_DEPTH_MAX + 3];
    for (size_t n = 1; n <= BS_JSON_DEPTH_MAX + 1; n++) {
        memset(deep, '[', n);
        memset(deep + n, ']', n);
        assert_int_equal(bs_json_check((bs_str){deep, 2 * n}, &v, NULL),
                         n < BS_JSON_DEPTH_MAX ? BS_OK : BS_E_SYNTAX);
    }
    for (size_t n = BS_JSON_NODES_MAX - 1; n <= BS_JSON_NODES_MAX; n++) { /* and the array itself */
        char *wide = malloc(2 * n + 1);
        for (size_t i = 0; i < n; i++)
            memcpy(wide + 2 * i, i ? ",0" : "[0", 2);
        wide[2 * n] = ']';
        assert_int_equal(bs_json_check((bs_str){wide, 2 * n + 1}, &v, NULL),
                         n < BS_JSON_NODES_MAX ? BS_OK : BS_E_SYNTAX);
        free(wide);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json),
        cmocka_unit_test(what_is_not),
        cmocka_unit_test(no_prefix_is_json),
        cmocka_unit_test(members),
        cmocka_unit_test(names_that_pretend),
        cmocka_unit_test(walking),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
