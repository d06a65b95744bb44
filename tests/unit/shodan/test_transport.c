/* One request, and what can become of its answer on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../../src/shodan/http.h"
#include "server.h"

#define KEY "FAKE1key2FOR3tests4ONLY5abcdefgh"

enum { INFO_MIN = 200 }; /* bytes of the answer to /api-info, more or less */

static struct server server;
static struct bs_http *http;
static struct bs_http_reply reply;
static struct bs_buf body;

static int setup(void **state)
{
    struct bs_error e;
    (void)state;
    bs_buf_init(&body, BS_HTTP_BODY_MAX);
    return bs_http_new(true, &(struct bs_cancel){NULL, NULL}, &http, &e);
}

static int teardown(void **state)
{
    (void)state;
    server_stop(&server);
    bs_http_free(http);
    bs_buf_fini(&body);
    return 0;
}

static void get(const char *what)
{
    char url[256];
    snprintf(url, sizeof(url), "%s%s?key=" KEY "&query=-port:1&minify=false", server.url, what);
    bs_http_get(http, url, &body, &reply);
    assert_true(body.len <= BS_HTTP_BODY_MAX && body.cap <= BS_HTTP_BODY_MAX);
}

static bool ends_as(const char *text)
{
    size_t n = strlen(text);
    return body.len >= n && memcmp(body.p + body.len - n, text, n) == 0;
}

/* What became of the answer to each number of request. */
static void each_way_to_lose_an_answer(void **state)
{
    static const struct {
        const char *fault;
        enum bs_http_end end;
        const char *why;
        bool whole; /* the JSON is closed */
    } table[] = {
        {"slow:0", BS_HTTP_WHOLE, NULL, true},
        {"cut", BS_HTTP_CUT, "cut off", false},
        {"cutclose", BS_HTTP_WHOLE, NULL, false}, /* HTTP cannot tell */
        {"cutgzip:0.9", BS_HTTP_WHOLE, NULL, false}, /* nor libcurl */
        {"badgzip", BS_HTTP_DAMAGED, "unpacked", true}, /* but its check sum is wrong */
        {"longlength", BS_HTTP_CUT, "cut off", true},
        {"shortlength", BS_HTTP_WHOLE, NULL, false},
        {"resetmid", BS_HTTP_CUT, "broke", false},
        {"reset", BS_HTTP_RETRY, "broke", false},
        {"close", BS_HTTP_RETRY, "without an answer", false},
        {"http09", BS_HTTP_GIVE_UP, "not HTTP", false},
        {"headers:200", BS_HTTP_TOO_LARGE, "too large", false},
        {"redirect", BS_HTTP_WHOLE, NULL, false},
    };
    char text[BS_COUNT(table)][64];
    const char *args[2 * BS_COUNT(table) + 1] = {NULL};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(table); i++) {
        snprintf(text[i], sizeof(text[i]), "search@%zu=%s", i + 1, table[i].fault);
        args[2 * i] = "--fault";
        args[2 * i + 1] = text[i];
    }
    server_start(&server, args);
    for (size_t i = 0; i < BS_COUNT(table); i++) {
        get("/shodan/host/search");
        bool as_wanted = reply.end == table[i].end && ends_as("}") == table[i].whole;
        if (!as_wanted || !reply.why != !table[i].why ||
            (reply.why && !strstr(reply.why, table[i].why)))
            fail_msg("%s: end %d, why %s, %zu bytes", table[i].fault, reply.end,
                     reply.why ? reply.why : "-", body.len);
    }
    assert_int_equal(reply.status, 302);
}

static void bombs_are_dropped_at_the_limit(void **state)
{
    (void)state;
    server_start(&server, (const char *const[]){"--fault", "info@1=gzipbomb:100", "--fault",
                                                "info@2=huge:70", NULL});
    for (int i = 0; i < 2; i++) {
        get("/api-info");
        assert_int_equal(reply.end, BS_HTTP_TOO_LARGE);
        assert_non_null(strstr(reply.why, "too large"));
    }
    get("/api-info");
    assert_int_equal(reply.end, BS_HTTP_WHOLE);
    assert_true(body.len > INFO_MIN);
}

/* Twenty MiB are a page like any other. */
static void large_pages_come_through(void **state)
{
    (void)state;
    server_start(&server, (const char *const[]){"--fault", "search@1=big:20", NULL});
    get("/shodan/host/search");
    assert_int_equal(reply.end, BS_HTTP_WHOLE);
    assert_true(body.len > 19 << 20);
    assert_true(ends_as("}"));
}

/* It is the speed that counts, not the time. */
static void patience_is_for_those_who_move(void **state)
{
    (void)state;
    server_start(&server, (const char *const[]){"--fault", "info@1=drip:0.008", "--fault",
                                                "info@2=drip:0.2", "--fault", "info@3=stall",
                                                "--fault", "info@4=hang", NULL});
    /* About 125 bytes a second against 25, for longer than the limit's one second. */
    bs_http_set_patience(http, 25, 1);
    int64_t begun = bs_monotonic_us();
    get("/api-info");
    assert_int_equal(reply.end, BS_HTTP_WHOLE);
    assert_true(ends_as("}"));
    assert_true(bs_monotonic_us() - begun > 1000000);
    for (int i = 0; i < 3; i++) {
        begun = bs_monotonic_us();
        get("/api-info");
        assert_int_equal(reply.end, i < 2 ? BS_HTTP_CUT : BS_HTTP_RETRY);
        assert_non_null(strstr(reply.why, "no answer in time"));
        assert_true(bs_monotonic_us() - begun < 20000000);
    }
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(each_way_to_lose_an_answer),
        T(bombs_are_dropped_at_the_limit),
        T(large_pages_come_through),
        T(patience_is_for_those_who_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
