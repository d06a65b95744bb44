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

#define HTML_401                                                                                  \
    "<html>\n <head>\n  <title>401 Unauthorized</title>\n </head>\n <body>\n  <h1>401 "           \
    "Unauthorized</h1>\n  This server could not verify that you are authorized to access the "    \
    "document you requested.  Either you supplied the wrong credentials (e.g., bad password), "   \
    "or your browser does not understand how to supply the credentials required.<br /><br />\n"   \
    "\n\n\n </body>\n</html>"
#define HTML_MOMENT                                                                               \
    "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title><SCRIPT>(function"  \
    "(){window._cf_chl_opt={cvId:'2',x:\"<b>evil\"};}());</SCRIPT><style>p{evil:1}</style>"       \
    "</head><body class=\"no-js\"><noscript>Enable JavaScript and cookies to continue"            \
    "</noscript></body></html>"
#define HTML_BLOCKED                                                                              \
    "<!DOCTYPE html>\n<html class=\"no-js\"><head>\n<title>Attention Required! | Cloudflare"      \
    "</title></head><body><h1>Sorry, you have been blocked</h1></body></html>"
#define HTML_502                                                                                  \
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "     \
    "Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
#define HTML_520                                                                                  \
    "<!DOCTYPE html>\n<head>\n<title>api.shodan.io | 520: Web server is returning an unknown "    \
    "error</title></head><body>Cloudflare Ray ID</body>"
#define SPENT                                                                                     \
    "Insufficient query credits, please upgrade your API plan or wait for the monthly limit to "  \
    "reset"
#define TOO_FAST                                                                                  \
    "Request rate limit reached (1 request/ second). Please wait a second before trying again "   \
    "and slow down your API calls."
#define BAD "The search request timed out or your query was invalid."
#define MEMBERS "Requires membership or higher to access"

/* What comes back, what it must be taken for, what is said about it and to do about it. */
static const struct {
    long status;
    const char *body;
    bs_err want;
    bool retry;
    const char *says, *next;
} table[] = {
    {200, "{\"matches\": [], \"total\": 0}", BS_OK, false, "", ""},
    {200, "{\"error\": null, \"total\": 0}", BS_OK, false, "", ""},
    {200, "[1]", BS_OK, false, "", ""},
    {200, "", BS_OK, false, "", ""},
    {200, " \r\n", BS_OK, false, "", ""},
    /* the key */
    {401, HTML_401, BS_E_KEY, false, "key is wrong", "bannerscope init"},
    {401, J("Something new"), BS_E_KEY, false, "Something new", "bannerscope init"},
    {401, "", BS_E_KEY, false, "key is wrong", "bannerscope init"},
    {403, J("Invalid API key"), BS_E_KEY, false, "key is wrong", "bannerscope init"},
    {200, J("Please provide a valid API key"), BS_E_KEY, false, "key", "bannerscope init"},
    /* credits: a good key must not be called wrong */
    {401, J(SPENT), BS_E_CREDITS, false, "monthly limit", "on the 1st of the month"},
    {200, J(SPENT), BS_E_CREDITS, false, "no query credits", "host lookups still work"},
    {402, J("Insufficient credits"), BS_E_CREDITS, false, "no query credits", "Counts"},
    /* the plan */
    {401, J("Please upgrade your API plan to use filters or paging."), BS_E_PLAN, false,
     "no filters and no paging", "membership"},
    {402, J(MEMBERS), BS_E_PLAN, false, "plan", "bannerscope info"},
    {403, J(MEMBERS), BS_E_PLAN, false, "plan", "membership"},
    {403, J("Access denied (403 Forbidden)"), BS_E_PLAN, false, "plan", "bannerscope info"},
    {402, "", BS_E_PLAN, false, "plan", "bannerscope info"},
    /* a web firewall */
    {403, HTML_MOMENT, BS_E_BLOCKED, false, "Just a moment...", "another network"},
    {503, HTML_MOMENT, BS_E_BLOCKED, false, "web firewall", "not touched"},
    {200, HTML_MOMENT, BS_E_BLOCKED, false, "web firewall", "another network"},
    {403, HTML_BLOCKED, BS_E_BLOCKED, false, "web firewall", "another network"},
    {403, "error code: 1020", BS_E_BLOCKED, false, "1020", "another network"},
    {403, "<html><body>Forbidden</body></html>", BS_E_BLOCKED, false, "firewall", "Wait"},
    /* the rate */
    {429, J(TOO_FAST), BS_E_RATE, true, "too many", "another program"},
    {429, "", BS_E_RATE, true, "too many", "Wait a minute"},
    {429, "error code: 1015", BS_E_RATE, true, "1015", "Wait a minute"},
    {200, J(TOO_FAST), BS_E_RATE, true, "too many", "Wait a minute"},
    /* the query, or overload: one sentence of Shodan's for both */
    {400, J(BAD), BS_E_BADQUERY, false, "could not read", "filter names"},
    {500, J(BAD), BS_E_BADQUERY, true, "timed out", "narrower"},
    {504, J(BAD), BS_E_BADQUERY, true, "timed out", "narrower"},
    {200, J(BAD), BS_E_BADQUERY, true, "timed out", "narrower"},
    {400, J("Empty search query"), BS_E_BADQUERY, false, "read the query", "count"},
    {400, "", BS_E_BADQUERY, false, "read the query", "count"},
    {404, J("Invalid IP"), BS_E_BADQUERY, false, "address", "public"},
    {414, "<html>Request-URI Too Large</html>", BS_E_BADQUERY, false, "too long", "Split"},
    /* overload */
    {500, J("Internal error"), BS_E_NETWORK, true, "overloaded", "Try again"},
    {500, "[1]", BS_E_NETWORK, true, "overloaded", "Try again"},
    {502, HTML_502, BS_E_NETWORK, true, "502 Bad Gateway", "Try again"},
    {503, "", BS_E_NETWORK, true, "overloaded", "Try again"},
    {504, HTML_502, BS_E_NETWORK, true, "overloaded", "Try again"},
    {520, HTML_520, BS_E_NETWORK, true, "overloaded", "Try again"},
    {524, HTML_520, BS_E_NETWORK, true, "overloaded", "Try again"},
    /* no data */
    {404, J("No information available for that IP."), BS_E_NOTFOUND, false, "nothing", "answer"},
    {404, J("Not found"), BS_E_NOTFOUND, false, "nothing", "answer"},
    /* somebody else */
    {200, "<html><head><title>Hotel Wi-Fi</title></head><body>Log in</body></html>", BS_E_BLOCKED,
     false, "Hotel Wi-Fi", "captive portal"},
    {200, "It works!", BS_E_BLOCKED, false, "not Shodan", "browser"},
    {511, "<html>Network Authentication Required</html>", BS_E_BLOCKED, false, "not Shodan",
     "captive portal"},
    {301, "", BS_E_BLOCKED, false, "not followed", "--api-url"},
    {302, "<html>Found</html>", BS_E_BLOCKED, false, "not followed", "captive portal"},
    {307, "{}", BS_E_BLOCKED, false, "not followed", "captive portal"},
    {404, "<html><h1>404 Not Found</h1></html>", BS_E_FAILED, false, "path", "--api-url"},
    {407, "", BS_E_NETWORK, false, "proxy", "https_proxy"},
    /* the unheard of */
    {200, J("Who knows"), BS_E_FAILED, false, "Who knows", "later"},
    {418, "{}", BS_E_FAILED, false, "418", "--api-url"},
    {0, "", BS_E_FAILED, false, "nobody", "--api-url"},
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
        if (!strstr(err.text, table[i].says) || !strstr(err.text, table[i].next))
            fail_msg("%ld %s: %s", table[i].status, table[i].body, err.text);
        assert_null(strstr(err.text, "evil"));
        assert_true(strlen(err.text) < 360); /* room for what was being done */
    }
}

/* Whatever the status and the form, an answer that quotes the request shows no key. */
static void no_text_shows_the_key(void **state)
{
    static const char *const echo[] = {
        J("GET /shodan/host/count?query=x&key=" KEY),
        J("key=fake1KEY2for3TESTS4only5ABCDEFGH"),
        J("%2Fx%3Fkey%3D%46%41%4b%45%31%6B%65%79%32%46%4F%52%33%74%65%73%74%73"),
        J("RkFLRTFrZXkyRk9SM3Rlc3RzNE9OTFk1YWJjZGVmZ2g="),
        J("\\u0046AKE1key2FOR3\\u0074ests4ONLY5abcdefgh"),
        "<html><title>" KEY "</title><p>/?key=" KEY "</p></html>",
        "<a href=\"" KEY "\">46414B45316b657932464F5233746573747334</a>",
        "cannot GET " KEY,
    };
    static const long status[] = {200, 302, 400, 401, 402, 403, 404, 429, 500, 502, 599};
    static const char *const trace[] = {"FAKE1k", "fake1k", "KEY2f", "%46%41", "RkFLR", "46414",
                                        "abcdefgh", "ABCDEF"};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(echo) * BS_COUNT(status); i++) {
        bool retry;
        const char *body = echo[i / BS_COUNT(status)];
        assert_int_not_equal(bs_refusal_read(status[i % BS_COUNT(status)], bs_str_z(body), key,
                                             &retry, &err), BS_OK);
        for (size_t t = 0; t < BS_COUNT(trace); t++) {
            if (strstr(err.text, trace[t]))
                fail_msg("%s: %s", body, err.text);
        }
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
    assert_int_equal(bs_envelope_info(BS_STR("{}"), &a, &info, &err), BS_E_CORRUPT);
    assert_int_equal(bs_envelope_info(BS_STR("{\"matches\": [], \"total\": 0}"), &a, &info, &err),
                     BS_E_CORRUPT);
    assert_int_equal(bs_envelope_info(BS_STR("{\"plan\": \"\\ud800\"}"), &a, &info, &err),
                     BS_E_CORRUPT);
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
        cmocka_unit_test(no_text_shows_the_key),
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
