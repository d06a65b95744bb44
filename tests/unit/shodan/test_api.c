/* The API against tests/support/fake_shodan.py on loopback.  Pauses go by a clock of our own,
 * so nothing here waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../src/shodan/api.h"
#include "../../../src/shodan/pick.h"
#include "server.h"

#define KEY "FAKE1key2FOR3tests4ONLY5abcdefgh"

static struct server server;
static struct bs_key *key;
static struct bs_api *api;
static struct bs_buf body;
static struct bs_arena arena;
static struct bs_error err;
static bool stop;

static int64_t now_us, longest;
static int waits;

static int64_t fake_now(void *ctx)
{
    (void)ctx;
    return now_us;
}

static void fake_wait(void *ctx, int64_t us)
{
    (void)ctx;
    now_us += us;
    waits++;
    longest = us > longest ? us : longest;
}

static bool cancelled(void *ctx)
{
    (void)ctx;
    return stop;
}

/* Each argument is a fault. */
static void start(const char *const *fault)
{
    const char *args[64] = {NULL};
    for (size_t n = 0; *fault; fault++) {
        args[n++] = "--fault";
        args[n++] = *fault;
    }
    server_start(&server, args);
    const struct bs_clock clock = {fake_now, fake_wait, NULL};
    struct bs_api_options o = {.url = server.url, .key = key, .cancelled = cancelled};
    assert_int_equal(bs_api_new(&o, &api, &err), BS_OK);
    bs_api_set_clock(api, &clock);
    now_us = 0;
    waits = 0;
    longest = 0;
    stop = false;
}
#define START(...) start((const char *const[]){__VA_ARGS__, NULL})

static int setup(void **state)
{
    (void)state;
    bs_arena_init(&arena, 0);
    bs_buf_init(&body, 64 << 20);
    return bs_key_new(BS_STR(KEY), &key, &err);
}

static int teardown(void **state)
{
    (void)state;
    bs_api_free(api);
    api = NULL;
    server_stop(&server);
    bs_key_free(key);
    bs_arena_fini(&arena);
    bs_buf_fini(&body);
    return 0;
}

static size_t banners(bool *cut)
{
    struct bs_answer answer;
    struct bs_answer_iter it;
    bs_str element;
    size_t n = 0;
    assert_int_equal(bs_answer_read(bs_buf_str(&body), &arena, &answer, &err), BS_OK);
    bs_answer_begin(&answer, &it);
    while (bs_answer_next(&it, &element, cut)) {
        struct bs_record r;
        n += bs_record_read(element, &arena, &r, &err) == BS_OK;
    }
    return n;
}

static bs_err search(const char *query)
{
    memset(&err, 0, sizeof(err));
    bs_err rc = bs_api_search(api, bs_str_z(query), 1, &body, &err);
    assert_null(strstr(err.text, KEY));
    return rc;
}

static bs_err info(struct bs_api_info *out)
{
    memset(&err, 0, sizeof(err));
    bs_err rc = bs_api_info(api, &arena, out, &err);
    assert_null(strstr(err.text, KEY));
    return rc;
}

static void everything_goes_well(void **state)
{
    struct bs_api_info i;
    struct bs_facet *f;
    struct bs_addr ip;
    int64_t total;
    size_t n;
    bool cut;
    (void)state;
    start((const char *const[]){NULL});
    assert_int_equal(info(&i), BS_OK);
    assert_true(bs_str_eq(i.plan, BS_STR("dev")));
    assert_int_equal(i.query_credits, 100);
    assert_int_equal(bs_api_count(api, BS_STR("country:NL"), BS_STR("port:5,org"), &arena, &total,
                                  &f, &n, &err), BS_OK);
    assert_int_equal(total, 2);
    assert_int_equal(n, 4);
    assert_int_equal(search("port:69,104 -\"no & such + #thing\""), BS_OK);
    assert_int_equal(banners(&cut), 2);
    assert_false(cut);
    assert_true(bs_bytes_find((bs_bytes){body.p, body.len}, BS_BYTES("\"raw\""), 0) != SIZE_MAX);
    assert_int_equal(info(&i), BS_OK);
    assert_int_equal(i.query_credits, 99);
    assert_true(bs_addr_parse(BS_STR("2001:db8::22"), &ip));
    assert_int_equal(bs_api_host(api, &ip, true, &body, &err), BS_OK);
    assert_int_equal(banners(&cut), 1);
    assert_true(bs_addr_parse(BS_STR("192.0.2.99"), &ip));
    assert_int_equal(bs_api_host(api, &ip, false, &body, &err), BS_E_NOTFOUND);
    /* Six requests: five pauses of a second. */
    assert_true(now_us >= 5 * 1000000);
}

/* What arrives, character by character, by an encoder of the test's own. */
static void expect_target(struct bs_buf *want, const char *path, const bs_str *value, const char *const *name)
{
    bs_buf_printf(want, "%s", path);
    for (size_t i = 0; name[i]; i++) {
        bs_buf_printf(want, "%c%s=", i ? '&' : '?', name[i]);
        for (size_t k = 0; k < value[i].n; k++) {
            uint8_t c = (uint8_t)value[i].p[k];
            bool plain = c && (strchr("-._~", c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9'));
            bs_buf_printf(want, plain ? "%c" : "%%%02X", c);
        }
    }
    bs_buf_putc(want, '\n');
}

/* The targets of all requests, a line each: the fifth column of the log. */
static void targets(const char *log, struct bs_buf *out)
{
    struct bs_buf text;
    bs_str rest, line, column;
    bs_buf_init(&text, 1 << 20);
    FILE *f = fopen(log, "r");
    assert_non_null(f);
    for (int c; (c = fgetc(f)) != EOF;)
        bs_buf_putc(&text, (char)c);
    fclose(f);
    for (rest = bs_buf_str(&text); bs_str_split(&rest, '\n', &line);) {
        for (int i = 0; i < 5 && bs_str_split(&line, '\t', &column); i++)
            ;
        bs_buf_put(out, column);
        bs_buf_putc(out, '\n');
    }
    bs_buf_fini(&text);
}

static void nothing_is_injected(void **state)
{
    static const bs_str hostile[] = {
        BS_NAME("x\r\nX-Evil: 1\r\n\r\nGET /api-info HTTP/1.1\r\n"), BS_NAME("x&key=ANOTHER&page=9"),
        BS_NAME("x#fragment"), BS_NAME("x?a=b"), BS_NAME("%00"), BS_NAME("a\0b"), BS_NAME("%26key%3DANOTHER"),
        BS_NAME("a+b c"), BS_NAME("../../api-info"), BS_NAME("x HTTP/1.1"), BS_NAME("\xc3\xa9\xff\x80"),
        BS_NAME("\x1b]0;x\x07"), BS_NAME("{}[]|\\^`<>\"'"), BS_NAME("\n"), BS_NAME("="), BS_NAME("-._~Az09"),
    };
    static const bs_str key_text = BS_NAME(KEY);
    char log[] = "/tmp/bs-log-XXXXXX";
    struct bs_buf want, got;
    (void)state;
    close(mkstemp(log));
    server_start(&server, (const char *const[]){"--log", log, "--fault", "any@*=400badquery", NULL});
    const struct bs_clock clock = {fake_now, fake_wait, NULL};
    struct bs_api_options o = {.url = server.url, .key = key, .cancelled = cancelled};
    assert_int_equal(bs_api_new(&o, &api, &err), BS_OK);
    bs_api_set_clock(api, &clock);
    bs_buf_init(&want, 1 << 20);
    bs_buf_init(&got, 1 << 20);
    for (size_t i = 0; i < BS_COUNT(hostile); i++) {
        int64_t total;
        struct bs_facet *f;
        size_t n;
        if (bs_api_count(api, hostile[i], hostile[i], &arena, &total, &f, &n, &err) != BS_E_BADQUERY)
            fail_msg("%zu: %s", i, err.text);
        expect_target(&want, "/shodan/host/count", (const bs_str[]){hostile[i], hostile[i], key_text},
                      (const char *const[]){"query", "facets", "key", NULL});
        assert_int_equal(bs_api_search(api, hostile[i], 2, &body, &err), BS_E_BADQUERY);
        expect_target(&want, "/shodan/host/search",
                      (const bs_str[]){hostile[i], BS_STR("2"), BS_STR("false"), key_text},
                      (const char *const[]){"query", "page", "minify", "key", NULL});
    }
    server_stop(&server);
    targets(log, &got);
    unlink(log);
    bs_str got_rest = bs_buf_str(&got), want_rest = bs_buf_str(&want), g, w;
    while (bs_str_split(&want_rest, '\n', &w)) {
        bool there = bs_str_split(&got_rest, '\n', &g);
        if (!there || !bs_str_eq(g, w))
            fail_msg("wanted %.*s, not %.*s", (int)w.n, w.p, there ? (int)g.n : 0, there ? g.p : "");
    }
    assert_int_equal(got_rest.n, 0);
    bs_buf_fini(&want);
    bs_buf_fini(&got);
}

static void another_key_is_refused(void **state)
{
    struct bs_api_info i;
    (void)state;
    bs_key_free(key);
    assert_int_equal(bs_key_new(BS_STR("AnotherKeyThatNobodyKnows123"), &key, &err), BS_OK);
    start((const char *const[]){NULL});
    assert_int_equal(info(&i), BS_E_KEY);
    assert_null(strstr(err.text, "AnotherKey"));
}

static void patience_with_an_overloaded_server(void **state)
{
    struct bs_api_info i;
    bool cut;
    (void)state;
    START("info@1=429", "info@2=502", "info@3=504", "search@1=500badquery", "count@*=503",
          "search@2=cut:0.1", "search@4-=429after:30");
    assert_int_equal(info(&i), BS_OK);
    assert_true(now_us >= (1 + 2 + 4) * 1000000);
    assert_int_equal(search("port:22"), BS_OK);
    assert_int_equal(banners(&cut), 1);
    int64_t total;
    size_t n;
    struct bs_facet *f;
    assert_int_equal(bs_api_count(api, BS_STR("x"), BS_STR(""), &arena, &total, &f, &n, &err),
                     BS_E_NETWORK);
    int64_t before = now_us;
    assert_int_equal(search("port:22"), BS_E_RATE);
    assert_true(now_us - before >= 3 * 30000000LL);
    assert_true(now_us - before < 100000000LL);
}

static void no_retry_where_it_cannot_help(void **state)
{
    struct bs_api_info i;
    (void)state;
    START("info@1=401html", "info@2=401credits", "info@3=403html", "info@4=html200",
          "info@5=redirect", "info@6=400badquery", "info@7=headers:200", "info@8=http09");
    static const bs_err want[] = {BS_E_KEY,     BS_E_CREDITS,  BS_E_BLOCKED, BS_E_BLOCKED,
                                  BS_E_BLOCKED, BS_E_BADQUERY, BS_E_LIMIT, BS_E_NETWORK};
    for (size_t n = 0; n < BS_COUNT(want); n++) {
        bs_err got = info(&i);
        if (got != want[n])
            fail_msg("%zu: %s", n + 1, err.text);
    }
    assert_int_equal(info(&i), BS_OK);
}

static void hostile_texts_stay_outside(void **state)
{
    struct bs_api_info i;
    (void)state;
    START("info@1-4=escapes", "info@5-8=echokey", "info@9=wrongtypes");
    assert_int_equal(info(&i), BS_E_NETWORK);
    for (const char *p = err.text; *p; p++)
        assert_true(*p >= ' ' && *p < 0x7f);
    assert_int_equal(info(&i), BS_E_NETWORK);
    assert_non_null(strstr(err.text, "[key]"));
    assert_int_equal(info(&i), BS_OK);
    assert_int_equal(i.query_credits, -1);
}

static void a_page_that_was_paid_for_is_kept(void **state)
{
    bool cut;
    (void)state;
    START("search@1=cut:0.5", "search@2=cut:0.8", "search@3=cutclose:0.8",
          "search@4=cutclose:0.5", "search@5=cut:0.7", "search@7=longlength",
          "search@8-9=shortlength", "search@10=badbanner", "search@11=nul", "search@12=cut:0.8",
          "search@13=401credits", "search@14-15=wrongtypes", "search@16-17=badgzip",
          "search@18-19=cutgzip:0.9");
    /* Twice cut: the longer one, whichever came first. */
    for (int n = 0; n < 2; n++) {
        assert_int_equal(search("-port:1"), BS_E_CORRUPT);
        size_t got = banners(&cut);
        assert_true(cut && got >= 3 && got < 6);
        assert_int_equal(bs_answer_count(bs_buf_str(&body)), got);
    }
    /* Cut, then whole. */
    assert_int_equal(search("-port:1"), BS_OK);
    assert_int_equal(banners(&cut), 6);
    assert_false(cut);
    /* What libcurl calls cut is whole. */
    assert_int_equal(search("-port:1"), BS_OK);
    assert_int_equal(banners(&cut), 6);
    assert_false(cut);
    /* What libcurl calls whole is cut. */
    assert_int_equal(search("-port:1"), BS_E_CORRUPT);
    assert_true(banners(&cut) >= 5);
    assert_int_equal(search("-port:1"), BS_OK);
    assert_int_equal(banners(&cut), 5);
    assert_int_equal(search("-port:1"), BS_OK);
    assert_int_equal(banners(&cut), 6);
    /* The last credit went for a page that came cut. */
    assert_int_equal(search("-port:1"), BS_E_CORRUPT);
    assert_non_null(strstr(err.text, "credits"));
    assert_true(banners(&cut) >= 3);
    assert_int_equal(search("-port:1"), BS_E_CORRUPT);
    assert_int_equal(bs_answer_count(bs_buf_str(&body)), 0);
    /* Bytes that are not those which were sent, and gzip without its end. */
    assert_int_equal(search("-port:1"), BS_E_CORRUPT);
    assert_non_null(strstr(err.text, "unpacked"));
    assert_int_equal(search("-port:1"), BS_E_CORRUPT);
    assert_true(bs_answer_count(bs_buf_str(&body)) > 0);
}

static void a_host_that_came_cut_is_asked_for_once_more(void **state)
{
    struct bs_addr ip;
    bool cut;
    (void)state;
    START("host@1-2=cut:0.7", "host@3=cut:0.5");
    assert_true(bs_addr_parse(BS_STR("2001:db8::22"), &ip));
    assert_int_equal(bs_api_host(api, &ip, true, &body, &err), BS_E_CORRUPT);
    assert_true(body.len > 0);
    assert_int_equal(bs_api_host(api, &ip, true, &body, &err), BS_OK);
    assert_true(banners(&cut) >= 1);
}

static void names_of_filters_and_facets(void **state)
{
    bs_str *name;
    size_t n;
    (void)state;
    START("filters@1=cut:0.5", "facets@1-4=notobject");
    assert_int_equal(bs_api_names(api, false, &arena, &name, &n, &err), BS_OK);
    assert_true(n > 10);
    assert_true(bs_str_eq(name[0], BS_STR("all")));
    assert_int_equal(bs_api_names(api, true, &arena, &name, &n, &err), BS_E_CORRUPT);
    assert_int_equal(n, 0);
    for (int i = 0; i < 3; i++)
        (void)bs_api_names(api, true, &arena, &name, &n, &err);
    assert_int_equal(bs_api_names(api, true, &arena, &name, &n, &err), BS_OK);
    assert_true(bs_str_eq(name[0], BS_STR("asn")));
}

static void size_is_limited(void **state)
{
    (void)state;
    START("search@*=huge:70");
    assert_int_equal(search("x"), BS_E_LIMIT);
    assert_non_null(strstr(err.text, "too large"));
    assert_true(body.cap <= 64 << 20);
    assert_true(body.len > 60 << 20);
    assert_int_equal(waits, 0);
}

static int asked;
static bool stop_soon(void *ctx)
{
    (void)ctx;
    return ++asked > 3;
}

static void a_hanging_server_can_be_left(void **state)
{
    struct bs_api_info i;
    (void)state;
    START("info@*=hang:30");
    bs_api_free(api);
    struct bs_api_options o = {.url = server.url, .key = key, .cancelled = stop_soon};
    asked = 0;
    assert_int_equal(bs_api_new(&o, &api, &err), BS_OK);
    int64_t begun = bs_monotonic_us();
    assert_int_equal(info(&i), BS_E_CANCELLED);
    assert_true(bs_monotonic_us() - begun < 3000000);
}

static void nobody_there(void **state)
{
    struct bs_api_info i;
    (void)state;
    start((const char *const[]){NULL});
    server_stop(&server);
    assert_int_equal(info(&i), BS_E_NETWORK);
    assert_null(strstr(err.text, "127.0.0.1"));
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(everything_goes_well),
        T(nothing_is_injected),
        T(another_key_is_refused),
        T(patience_with_an_overloaded_server),
        T(no_retry_where_it_cannot_help),
        T(hostile_texts_stay_outside),
        T(a_page_that_was_paid_for_is_kept),
        T(a_host_that_came_cut_is_asked_for_once_more),
        T(names_of_filters_and_facets),
        T(size_is_limited),
        T(a_hanging_server_can_be_left),
        T(nobody_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
