/* Where the key is in this process: in its own page and, behind a request, nowhere else; behind
 * bs_key_free nowhere at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../src/shodan/api.h"
#include "../../../src/shodan/key.h"
#include "server.h"

enum { KEY_SIZE = 32, RUN = 12, MASK = 0x5a };

/* Made at run time and kept masked, so that the test itself does not hold what it looks for. */
static uint8_t masked[KEY_SIZE];

static void make_key(char out[KEY_SIZE + 1])
{
    static const char letter[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    for (unsigned i = 0; i < KEY_SIZE; i++) {
        out[i] = letter[(i * 37 + 11 + i * i) % (sizeof letter - 1)];
        masked[i] = (uint8_t)out[i] ^ MASK;
    }
    out[KEY_SIZE] = '\0';
}

/* How long a piece of the key begins at p, if it is RUN or more. */
static size_t piece(const volatile uint8_t *p, const volatile uint8_t *end)
{
    for (size_t from = 0; from + RUN <= KEY_SIZE; from++) {
        size_t n = 0;
        while (from + n < KEY_SIZE && p + n < end && (p[n] ^ MASK) == masked[from + n])
            n++;
        if (n >= RUN)
            return n;
    }
    return 0;
}

static size_t pieces_in(uintptr_t from, uintptr_t to)
{
    size_t found = 0;
    const volatile uint8_t *end = (const volatile uint8_t *)to; /* NOLINT: addresses of /proc/self/maps */
    for (const volatile uint8_t *p = (const volatile uint8_t *)from; p < end;) {
        size_t n = piece(p, end);
        found += n > 0;
        p += n ? n : 1;
    }
    return found;
}

/* In all memory that can be written. */
static size_t pieces(void)
{
    char line[512];
    size_t found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps)) {
        char *end;
        uintptr_t from = strtoul(line, &end, 16), to = strtoul(end + 1, &end, 16);
        if (strncmp(end, " rw", 3) == 0)
            found += pieces_in(from, to);
    }
    fclose(maps);
    return found;
}

static void only_in_its_page(void **state)
{
    struct server server;
    struct bs_api *api;
    struct bs_key *key;
    struct bs_api_info info;
    struct bs_arena a;
    struct bs_buf body;
    struct bs_error e = {0};
    char text[KEY_SIZE + 1];
    (void)state;
    const char *preloaded = getenv("LD_PRELOAD");
    if (TEST_SANITIZED || (preloaded && strstr(preloaded, "vgpreload")))
        return; /* valgrind: the same */
    make_key(text);
    bs_arena_init(&a, 0);
    bs_buf_init(&body, 1 << 20);
    server_start(&server, (const char *const[]){"--key", text, "--fault", "info@2=echokey", "--fault",
                                                "search@1=echopage", NULL});
    assert_int_equal(bs_key_new((bs_str){text, KEY_SIZE}, &key, &e), BS_OK);
    assert_true(pieces() >= 2); /* the text, and the page: the search finds what is there */
    explicit_bzero(text, sizeof text);
    assert_int_equal(pieces(), 1);
    struct bs_api_options o = {.url = server.url, .key = key};
    assert_int_equal(bs_api_new(&o, &api, &e), BS_OK);
    assert_int_equal(bs_api_info(api, &a, &info, &e), BS_OK);
    assert_int_equal(pieces(), 1);
    assert_int_equal(bs_api_search(api, BS_STR("-port:1"), 1, &body, &e), BS_OK);
    assert_int_equal(pieces(), 1);
    server_stop(&server);
    assert_int_equal(bs_api_info(api, &a, &info, &e), BS_E_NETWORK);
    assert_int_equal(pieces(), 1);
    bs_api_free(api);
    bs_key_free(key);
    assert_int_equal(pieces(), 0);
    bs_buf_fini(&body);
    bs_arena_fini(&a);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_in_its_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
