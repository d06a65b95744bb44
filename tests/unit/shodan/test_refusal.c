#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../../src/shodan/api.h"
#include "../../../src/shodan/envelope.h"
#include "../../../src/shodan/refusal.h"

#define KEY "FAKE1key2FOR3tests4ONLY5abcdefgh"
#define J(text) "{\"error\": \"" text "\"}"

static struct bs_key *key;
static struct bs_error err;

static int setup(void **state)
{
    (void)state;
    return bs_key_new(BS_STR(KEY), &key, &err);
}

static int teardown(void **state)
{
    (void)state;
    bs_key_free(key);
    return 0;
}

/* Section by section what comes back, and what it must be taken for. */
static const struct {
    long status;
    const char *body;
    bs_err want;
    bool retry;
    const char *says;
} table[] = {
    {200, "{\"matches\": [], \"total\": 0}", BS_OK, false, ""},
    {200, "{\"error\": null, \"total\": 0}", BS_OK, false, ""},
    {401, "<html><h1>401 Unauthorized</h1>could not verify</html>", BS_E_KEY, false, "wrong"},
    {401, J("Insufficient query credits, please upgrade your API plan or wait for the monthly "
            "limit to reset"), BS_E_CREDITS, false, "monthly"},
    {401, J("Please upgrade your API plan to use filters or paging."), BS_E_PLAN, false, "plan"},
    {401, J("Something new"), BS_E_KEY, false, "Something new"},
    {401, "", BS_E_KEY, false, "key"},
    {402, J("Requires membership or higher to access"), BS_E_PLAN, false, "plan"},
    {403, J("Requires membership or higher to access"), BS_E_PLAN, false, "plan"},
    {403, J("Access denied (403 Forbidden)"), BS_E_PLAN, false, "plan"},
    {403, "<html><title>Just a moment...</title><script>x<b>\"evil\"</script></html>",
     BS_E_BLOCKED, false, "Just a moment..."},
    {404, J("No information available for that IP."), BS_E_NOTFOUND, false, "nothing"},
    {404, "<html>Not Found</html>", BS_E_FAILED, false, "URL"},
    {429, J("Request rate limit reached (1 request/ second)."), BS_E_RATE, true, "many"},
    {429, "", BS_E_RATE, true, "many"},
    {400, J("The search request timed out or your query was invalid."), BS_E_BADQUERY, false,
     "query"},
    {500, J("The search request timed out or your query was invalid."), BS_E_BADQUERY, true,
     "query"},
    {504, J("The search request timed out or your query was invalid."), BS_E_BADQUERY, true,
     "query"},
    {200, J("The search request timed out or your query was invalid."), BS_E_BADQUERY, true,
     "query"},
    {502, "<html>Bad Gateway</html>", BS_E_NETWORK, true, "overloaded"},
    {503, "", BS_E_NETWORK, true, "overloaded"},
    {520, "<html/>", BS_E_NETWORK, true, "overloaded"},
    {200, J("Insufficient query credits"), BS_E_CREDITS, false, "credits"},
    {200, J("Who knows"), BS_E_FAILED, false, "Who knows"},
    {200, "<html>Welcome to the hotel</html>", BS_E_BLOCKED, false, "hotel"},
    {200, "", BS_E_BLOCKED, false, "not Shodan"},
    {200, "[1]", BS_OK, false, ""},
    {500, "[1]", BS_E_NETWORK, true, "overloaded"},
    {302, "", BS_E_BLOCKED, false, "not followed"},
    {418, "{}", BS_E_FAILED, false, "418"},
    {0, "", BS_E_FAILED, false, "nobody"},
};

static void what_answers_mean(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(table); i++) {
        bool retry;
        memset(&err, 0, sizeof(err));
        bs_err got = bs_refusal_read(table[i].status, bs_str_z(table[i].body), key, &retry, &err);
        if (got != table[i].want || retry != table[i].retry)
            fail_msg("%ld %s: %s, retry %d", table[i].status, table[i].body, bs_err_name(got),
                     retry);
        if (!strstr(err.text, table[i].says))
            fail_msg("%ld %s: %s", table[i].status, table[i].body, err.text);
        assert_null(strstr(err.text, "evil"));
    }
}

static void texts_from_outside_are_tame(void **state)
{
    bool retry;
    (void)state;
    bs_refusal_read(500, BS_STR(J("GET /x?key=" KEY " \\u001b[31m\\u202e")), key, &retry, &err);
    assert_null(strstr(err.text, KEY));
    assert_null(strstr(err.text, "abcdefgh"));
    assert_non_null(strstr(err.text, "[key]"));
    for (const char *p = err.text; *p; p++)
        assert_true(*p >= ' ' && *p < 0x7f);
    bs_refusal_read(502, BS_STR("<p>\x1b]0;x\x07 key=" KEY "</p>"), key, &retry, &err);
    assert_null(strstr(err.text, KEY));
    for (const char *p = err.text; *p; p++)
        assert_true(*p >= ' ' && *p < 0x7f);
}

/* -- URLs ----------------------------------------------------------------------------------- */

static void urls_that_may_have_the_key(void **state)
{
    static const char *const good[] = {
        "https://api.shodan.io", "https://api.shodan.io/", "https://api.shodan.io:8443/mirror",
        "http://127.0.0.1:8080", "http://[::1]:1", "http://localhost", "http://127.9.9.9/",
    };
    static const char *const bad[] = {
        "", "api.shodan.io", "ftp://127.0.0.1", "http://api.shodan.io", "http://127.0.0.1.x.org",
        "https://", "https:///x", "https://user@host", "http://127.0.0.1@evil.example/",
        "https://a?b", "https://a#b", "https://a b", "https://a\nb", "https://a:0", "https://a:x",
        "https://a:99999", "http://localhost.example", "http://2130706433", "http://[::1",
        "HTTPS://a", "file:///etc/passwd", "http://127.0.0.1\\@evil.example",
    };
    bool plain;
    (void)state;
    for (size_t i = 0; i < BS_COUNT(good); i++) {
        if (bs_api_check_url(bs_str_z(good[i]), &plain, &err) != BS_OK)
            fail_msg("%s: %s", good[i], err.text);
        assert_int_equal(plain, good[i][4] == ':');
    }
    for (size_t i = 0; i < BS_COUNT(bad); i++) {
        if (bs_api_check_url(bs_str_z(bad[i]), &plain, &err) != BS_E_USAGE)
            fail_msg("%s was taken", bad[i]);
    }
}

static void queries_are_encoded(void **state)
{
    struct bs_buf out;
    (void)state;
    bs_buf_init(&out, 1024);
    bs_url_encode(BS_STR("a b+c&key=x#\"%\xc3\xa9-._~\0Z9"), &out);
    assert_true(bs_str_eq(bs_buf_str(&out),
                          BS_STR("a%20b%2Bc%26key%3Dx%23%22%25%C3%A9-._~%00Z9")));
    bs_buf_fini(&out);
}

/* -- small answers ------------------------------------------------------------------------ */

static void plans_are_read(void **state)
{
    struct bs_arena a;
    struct bs_api_info info;
    (void)state;
    bs_arena_init(&a, 0);
    assert_int_equal(bs_envelope_info(BS_STR("{\"plan\": \"dev\", \"query_credits\": 85, "
                                             "\"scan_credits\": \"7\", \"usage_limits\": "
                                             "{\"query_credits\": -1}}"), &a, &info, &err), BS_OK);
    assert_true(bs_str_eq(info.plan, BS_STR("dev")));
    assert_int_equal(info.query_credits, 85);
    assert_int_equal(info.scan_credits, 7);
    assert_int_equal(info.query_limit, -1);
    assert_int_equal(bs_envelope_info(BS_STR("{\"plan\": 7, \"query_credits\": 1e999, "
                                             "\"usage_limits\": [1]}"), &a, &info, &err), BS_OK);
    assert_int_equal(info.plan.n, 0);
    assert_int_equal(info.query_credits, -1);
    assert_int_equal(bs_envelope_info(BS_STR("{\"plan\": \"de"), &a, &info, &err), BS_E_CORRUPT);
    assert_int_equal(bs_envelope_info(BS_STR("[]"), &a, &info, &err), BS_E_CORRUPT);
    bs_arena_fini(&a);
}

static void facet_values_keep_what_cjson_would_lose(void **state)
{
    static const char text[] =
        "{\"total\": 9007199254740993, \"facets\": {\"o\\u0072g\": [{\"value\": \"a\\u0000b\", "
        "\"count\": 9223372036854775807}, {\"value\": \"\\ud800\", \"count\": -1}, "
        "{\"value\": 9007199254740993, \"count\": 2.5}]}}";
    struct bs_arena a;
    struct bs_facet *f;
    int64_t total;
    size_t n;
    (void)state;
    bs_arena_init(&a, 0);
    char *body = bs_strdup(bs_str_z(text));
    assert_int_equal(bs_envelope_count(bs_str_z(body), &a, &total, &f, &n, &err), BS_OK);
    memset(body, 'x', sizeof(text) - 1); /* nothing may point into it */
    free(body);
    assert_int_equal(total, 9007199254740993);
    assert_int_equal(n, 3);
    assert_true(bs_str_eq(f[0].name, BS_STR("org")));
    assert_true(bs_str_eq(f[0].value, BS_STR("a\0b")));
    assert_int_equal(f[0].count, INT64_MAX);
    assert_true(bs_str_eq(f[1].value, BS_STR("\xed\xa0\x80")));
    assert_int_equal(f[1].count, 0);
    assert_true(bs_str_eq(f[2].value, BS_STR("9007199254740993")));
    assert_int_equal(f[2].count, 0);
    bs_arena_fini(&a);
}

static void names_are_read(void **state)
{
    static const char text[] = "[\"all\", \"http.title\", 7, \"\", \"Bad Name\", \"a\\u0000\", "
                               "\"cloud.region\", [\"x\"], \"ssl.cert.pubkey.bits\"]";
    struct bs_arena a;
    struct bs_buf many;
    bs_str *name;
    size_t n;
    (void)state;
    bs_arena_init(&a, 0);
    assert_int_equal(bs_envelope_names(bs_str_z(text), &a, &name, &n, &err), BS_OK);
    assert_int_equal(n, 4);
    assert_true(bs_str_eq(name[1], BS_STR("http.title")));
    assert_true(bs_str_eq(name[3], BS_STR("ssl.cert.pubkey.bits")));
    for (size_t i = 0; i < sizeof(text) - 1; i++)
        assert_int_equal(bs_envelope_names((bs_str){text, i}, &a, &name, &n, &err), BS_E_CORRUPT);
    assert_int_equal(bs_envelope_names(BS_STR("[]"), &a, &name, &n, &err), BS_E_CORRUPT);
    assert_int_equal(bs_envelope_names(BS_STR("{}"), &a, &name, &n, &err), BS_E_CORRUPT);
    bs_buf_init(&many, 1 << 20);
    bs_buf_put(&many, BS_STR("[\"a\""));
    for (int i = 0; i < 5000; i++)
        bs_buf_put(&many, BS_STR(",\"a\""));
    bs_buf_putc(&many, ']');
    assert_int_equal(bs_envelope_names(bs_buf_str(&many), &a, &name, &n, &err), BS_OK);
    assert_int_equal(n, 1000);
    bs_buf_fini(&many);
    bs_arena_fini(&a);
}

static void counts_and_facets_are_read(void **state)
{
    static const char text[] =
        "{\"matches\": [], \"facets\": {\"port\": [{\"count\": 9000000000, \"value\": 104}, 7, "
        "{\"count\": \"3\", \"value\": true}], \"org\": [{\"value\": \"a\\u00e9\", \"count\": 1},"
        "{}], \"x\": null}, \"total\": 3405803786}";
    struct bs_arena a;
    struct bs_facet *f;
    int64_t total;
    size_t n;
    (void)state;
    bs_arena_init(&a, 0);
    assert_int_equal(bs_envelope_count(bs_str_z(text), &a, &total, &f, &n, &err), BS_OK);
    assert_int_equal(total, 3405803786);
    assert_int_equal(n, 3);
    assert_true(bs_str_eq(f[0].name, BS_STR("port")));
    assert_true(bs_str_eq(f[0].value, BS_STR("104")));
    assert_int_equal(f[0].count, 9000000000);
    assert_true(bs_str_eq(f[1].value, BS_STR("true")));
    assert_int_equal(f[1].count, 3);
    assert_true(bs_str_eq(f[2].value, BS_STR("a\xc3\xa9")));
    for (size_t i = 0; i < sizeof(text) - 1; i++)
        assert_int_equal(bs_envelope_count((bs_str){text, i}, &a, &total, &f, &n, &err),
                         BS_E_CORRUPT);
    assert_int_equal(bs_envelope_count(BS_STR("{\"total\": \"many\"}"), &a, &total, &f, &n, &err),
                     BS_E_CORRUPT);
    bs_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_answers_mean),
        cmocka_unit_test(texts_from_outside_are_tame),
        cmocka_unit_test(urls_that_may_have_the_key),
        cmocka_unit_test(queries_are_encoded),
        cmocka_unit_test(plans_are_read),
        cmocka_unit_test(counts_and_facets_are_read),
        cmocka_unit_test(facet_values_keep_what_cjson_would_lose),
        cmocka_unit_test(names_are_read),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
