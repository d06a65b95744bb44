/* Whatever the fake Shodan can get wrong, at every endpoint: the call ends soon, in little memory, after at
 * most four tries, with a text of ours, and with a whole answer or none that poses as one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../src/shodan/api.h"
#include "../../../src/shodan/http.h"
#include "server.h"

#define KEY "FAKE1key2FOR3tests4ONLY5abcdefgh"

enum { KIB_MAX = (TEST_SANITIZED ? 2000 : 400) << 10, SECONDS_MAX = 20 };

static struct server server;
static struct bs_key *key;
static struct bs_api *api;
static struct bs_buf body;
static struct bs_arena arena;
static struct bs_error err;
static char control[64], asked[80];
static int64_t now_us;

static int64_t fake_now(void *ctx)
{
    (void)ctx;
    return now_us;
}

static void fake_wait(void *ctx, int64_t us)
{
    (void)ctx;
    now_us += us;
}

static void set_fault(const char *fault)
{
    FILE *f = fopen(control, "w");
    assert_non_null(f);
    fputs(fault, f);
    assert_int_equal(fclose(f), 0);
    assert_true(truncate(asked, 0) == 0 || !*fault);
}

static long tries(void)
{
    struct stat st;
    return stat(asked, &st) == 0 ? (long)st.st_size : 0;
}

static int setup(void **state)
{
    static const struct bs_clock clock = {fake_now, fake_wait, NULL};
    (void)state;
    strcpy(control, "/tmp/bs-fault-XXXXXX");
    int fd = mkstemp(control);
    if (fd < 0)
        return -1;
    close(fd);
    snprintf(asked, sizeof asked, "%s.asked", control);
    close(open(asked, O_WRONLY | O_CREAT, 0600));
    server_start(&server, (const char *const[]){"--fault-file", control, "--credits", "1000000", NULL});
    bs_arena_init(&arena, 0);
    bs_buf_init(&body, BS_HTTP_BODY_MAX);
    assert_int_equal(bs_key_new(BS_STR(KEY), &key, &err), BS_OK);
    struct bs_api_options o = {.url = server.url, .key = key};
    assert_int_equal(bs_api_new(&o, &api, &err), BS_OK);
    bs_api_set_clock(api, &clock);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bs_api_free(api);
    server_stop(&server);
    bs_key_free(key);
    bs_arena_fini(&arena);
    bs_buf_fini(&body);
    unlink(control);
    unlink(asked);
    return 0;
}

/* -- the calls ----------------------------------------------------------------------------- */

static bs_err search(void)
{
    return bs_api_search(api, BS_STR("-port:1"), 1, &body, &err);
}

static bs_err host(void)
{
    struct bs_addr ip;
    assert_true(bs_addr_parse(BS_STR("2001:db8::22"), &ip));
    return bs_api_host(api, &ip, true, &body, &err);
}

static bs_err count(void)
{
    int64_t total = -1;
    struct bs_facet *f;
    size_t n;
    bs_err rc = bs_api_count(api, BS_STR("-port:1"), BS_STR("org"), &arena, &total, &f, &n, &err);
    assert_true(rc || total >= 0);
    return rc;
}

static bs_err info(void)
{
    struct bs_api_info i;
    return bs_api_info(api, &arena, &i, &err);
}

static bs_err names(void)
{
    bs_str *name;
    size_t n;
    return bs_api_names(api, false, &arena, &name, &n, &err);
}

static const struct call {
    const char *name;
    bs_err (*ask)(void);
    bool banners;
} calls[] = {{"search", search, true}, {"host", host, true}, {"count", count, false}, {"info", info, false},
             {"names", names, false}};

/* -- what comes of each ---------------------------------------------------------------------- */

enum { SEARCH, HOST, COUNT, INFO, NAMES };

static const struct fault {
    const char *name;
    bs_err search;   /* what becomes of a page */
    int tries;       /* and after how many requests; 0 = a matter of chance, as the end is */
    int banners;     /* that are whole in what is left, -1 = a matter of chance */
} faults[] = {
    {"401html", BS_E_KEY, 1, 0}, {"401credits", BS_E_CREDITS, 1, 0}, {"402", BS_E_PLAN, 1, 0},
    {"403", BS_E_BLOCKED, 1, 0}, {"403html", BS_E_BLOCKED, 1, 0}, {"403json", BS_E_PLAN, 1, 0},
    {"404json", BS_E_NOTFOUND, 1, 0}, {"404html", BS_E_FAILED, 1, 0},
    {"400badquery", BS_E_BADQUERY, 1, 0}, {"500badquery", BS_E_BADQUERY, 4, 0},
    {"500", BS_E_NETWORK, 4, 0}, {"500html", BS_E_NETWORK, 4, 0}, {"502", BS_E_NETWORK, 4, 0},
    {"503", BS_E_NETWORK, 4, 0}, {"504", BS_E_NETWORK, 4, 0}, {"520", BS_E_NETWORK, 4, 0},
    {"429", BS_E_RATE, 4, 0}, {"html200", BS_E_BLOCKED, 1, 0}, {"wall200", BS_E_BLOCKED, 1, 0},
    {"invalid", BS_E_CORRUPT, 2, 0}, {"empty200", BS_E_CORRUPT, 2, 0},
    {"notobject", BS_E_CORRUPT, 2, 0}, {"wrongtypes", BS_E_CORRUPT, 2, 0}, {"empty", BS_OK, 1, 0},
    {"short", BS_OK, 1, 3}, {"dup", BS_OK, 1, 6}, {"reorder", BS_OK, 1, 6},
    {"badbanner", BS_OK, 1, 5}, {"nul", BS_OK, 1, 6}, {"nan", BS_OK, 1, 5},
    {"surrogate", BS_OK, 1, 6}, {"badtypes", BS_OK, 1, 6}, {"big:5", BS_OK, 1, 6},
    {"nototal", BS_OK, 1, 6}, {"facetjunk", BS_OK, 1, 6}, {"slow:0.1", BS_OK, 1, 6},
    {"drip:0.0001", BS_OK, 1, 6}, {"longlength", BS_OK, 1, 6}, {"echopage", BS_OK, 1, 6},
    {"cut", BS_E_CORRUPT, 2, 2}, {"cutclose", BS_E_CORRUPT, 2, 2}, {"cutgzip", BS_E_CORRUPT, 2, -1},
    {"badgzip", BS_E_CORRUPT, 2, -1}, {"shortlength", BS_E_CORRUPT, 2, 5},
    {"reset", BS_E_NETWORK, 4, 0}, {"resetmid", BS_E_CORRUPT, 0, -1}, {"close", BS_E_NETWORK, 4, 0},
    {"hang:0.1", BS_E_NETWORK, 4, 0}, {"stall:0.1", BS_E_CORRUPT, 2, 2},
    {"429after:99999", BS_E_RATE, 3, 0}, {"error200", BS_E_FAILED, 1, 0},
    {"echokey", BS_E_NETWORK, 4, 0}, {"redirect", BS_E_BLOCKED, 1, 0},
    {"redirectfile", BS_E_BLOCKED, 1, 0}, {"gzipbomb:66", BS_E_LIMIT, 1, 0},
    {"huge:66", BS_E_LIMIT, 1, 0}, {"headers", BS_E_LIMIT, 1, 0}, {"escapes", BS_E_NETWORK, 4, 0},
    {"http09", BS_E_NETWORK, 1, 0}, {"status999", BS_E_FAILED, 1, 0},
    {"longstatus", BS_E_NETWORK, 1, 0}, {"longerror", BS_E_NETWORK, 4, 0},
    {"continues", BS_E_LIMIT, 1, 0}, {"neglength", BS_E_NETWORK, 1, 0}, {"twolengths", BS_OK, 1, 6},
    {"badchunk", BS_E_CORRUPT, 2, 0}, {"endlesschunks:66", BS_E_LIMIT, 1, 0},
    {"unknownpacking", BS_E_CORRUPT, 2, 0}, {"packedtwice", BS_OK, 1, 6}, {"cookie", BS_OK, 1, 6},
    {"trailing", BS_OK, 1, 6}, {"bom", BS_OK, 1, 6}, {"utf16", BS_E_BLOCKED, 1, 0},
    {"deep", BS_OK, 1, 0}, {"wide:2", BS_OK, 1, 0}, {"twomatches", BS_OK, 1, 6},
    {"hugetotal", BS_OK, 1, 6}, {"negativetotal", BS_OK, 1, 6}, {"badnames", BS_E_CORRUPT, 2, 0},
};

/* No banner of a page that is called whole is missing or cut. */
static size_t whole_banners(bool *cut)
{
    struct bs_answer answer;
    struct bs_answer_iter it;
    bs_str element;
    size_t n = 0;
    *cut = false;
    if (bs_answer_read(bs_buf_str(&body), &arena, &answer, NULL) != BS_OK)
        return 0;
    bs_answer_begin(&answer, &it);
    while (bs_answer_next(&it, &element, cut)) {
        struct bs_record r;
        n += bs_record_read(element, &arena, &r, NULL) == BS_OK;
    }
    *cut |= answer.cut;
    return n;
}

static void text_is_tame(const char *what)
{
    for (const unsigned char *p = (const unsigned char *)err.text; *p; p++)
        if (*p < ' ' || *p == 0x7f)
            fail_msg("%s: a control in: %s", what, err.text);
    if (strlen(err.text) >= 500)
        fail_msg("%s: %zu bytes of text", what, strlen(err.text));
    if (strstr(err.text, "FAKE1key") || strstr(err.text, "abcdefgh"))
        fail_msg("%s: the key in: %s", what, err.text);
}

static void ask(const struct call *c, const struct fault *f, bs_err *rc, size_t *banners)
{
    char what[80];
    bool cut = false;
    struct rusage used;
    snprintf(what, sizeof what, "%s %s", c->name, f->name);
    memset(&err, 0, sizeof err);
    bs_arena_reset(&arena);
    set_fault(f->name);
    int64_t begun = bs_monotonic_us();
    *rc = c->ask();
    int64_t took = bs_monotonic_us() - begun;
    *banners = c->banners ? whole_banners(&cut) : 0;
    text_is_tame(what);
    getrusage(RUSAGE_SELF, &used);
    if (took > (int64_t)SECONDS_MAX * 1000000 || used.ru_maxrss > KIB_MAX)
        fail_msg("%s: %lld ms, %ld KiB", what, (long long)took / 1000, used.ru_maxrss);
    if (tries() < 1 || tries() > 4)
        fail_msg("%s: asked %ld times", what, tries());
    if (*rc && !err.text[0])
        fail_msg("%s: fails without a word", what);
    if (*rc == BS_OK && cut)
        fail_msg("%s: called whole, and is cut", what);
    if (*rc && *rc != BS_E_CORRUPT && *rc != BS_E_LIMIT && body.len && c->banners)
        fail_msg("%s: %s, and %zu bytes stay", what, bs_err_name(*rc), body.len);
    bs_str said = bs_buf_str(&body);
    if (bs_bytes_find_nocase(bs_str_bytes(said), BS_BYTES(KEY), 0) != SIZE_MAX)
        fail_msg("%s: the key in what would be stored", what);
}

static void a_page(void **state)
{
    size_t n;
    bs_err rc;
    (void)state;
    for (size_t i = 0; i < BS_COUNT(faults); i++) {
        ask(&calls[SEARCH], &faults[i], &rc, &n);
        if (faults[i].tries == 0)
            continue;
        if (rc != faults[i].search || tries() != faults[i].tries ||
            (faults[i].banners >= 0 && n != (size_t)faults[i].banners))
            fail_msg("%s: %s after %ld tries, %zu banners: %s", faults[i].name, bs_err_name(rc), tries(), n,
                     err.text);
    }
    set_fault("");
    assert_int_equal(search(), BS_OK);
}

static void everywhere_else(void **state)
{
    size_t n;
    bs_err rc;
    (void)state;
    for (size_t i = 0; i < BS_COUNT(faults); i++)
        for (size_t c = HOST; c <= (strstr(faults[i].name, "bomb") ? HOST : NAMES); c++) /* they take a second */
            ask(&calls[c], &faults[i], &rc, &n);
    set_fault("");
    for (size_t c = 0; c < BS_COUNT(calls); c++)
        assert_int_equal(calls[c].ask(), BS_OK);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page),
        cmocka_unit_test(everywhere_else),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
