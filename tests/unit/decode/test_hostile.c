/* What a stranger may send to the decoders: the samples cut at every byte, damaged at every byte, mutated 2,000 times
 * a protocol, and bombs.  The input ends where a page without access begins (and, for half of the runs, begins where
 * one ends), so that one byte too far ends this program, whatever it was built with.  A loop that stands still is
 * ended by the alarm, which names the sample; a recursion that does not end by the small stack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "samples.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { SLOWER = 20 };
#else
enum { SLOWER = 1 };
#endif
enum {
    MUTANTS = 2000,          /* a protocol */
    MUTANT_MAX = 4096,       /* bytes */
    BOMB_SIZE = 64 << 10,
    ROOM_SIZE = 4 << 20,
    BANNER_US = 5000 * SLOWER, /* of processor time, each */
    STANDSTILL_S = 30,
    STACK_SIZE = 1 << 20,    /* 64 KiB of nested pairs would take far more */
};

/* -- memory with walls ----------------------------------------------------------------------- */

static uint8_t *room; /* ROOM_SIZE bytes between two pages without access */
static char doing[600]; /* what the alarm says */

static void stands_still(int sig)
{
    (void)sig;
    if (write(STDERR_FILENO, doing, strlen(doing)) < 0)
        _exit(2);
    _exit(1);
}

static int set_up(void **state)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const struct rlimit stack = {STACK_SIZE, RLIM_INFINITY};
    uint8_t *map = mmap(NULL, ROOM_SIZE + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED || mprotect(map, page, PROT_NONE) != 0 ||
        mprotect(map + page + ROOM_SIZE, page, PROT_NONE) != 0)
        return -1;
    room = map + page;
    signal(SIGALRM, stands_still);
    if (setrlimit(RLIMIT_STACK, &stack) != 0)
        return -1;
    return samples_load(state);
}

/* A copy against the wall behind it or before it. */
static bs_bytes walled(bs_bytes b, bool behind)
{
    assert_true(b.n <= ROOM_SIZE);
    uint8_t *p = behind ? room + ROOM_SIZE - b.n : room;
    if (b.n)
        memcpy(p, b.p, b.n);
    return (bs_bytes){p, b.n};
}

static void now_doing(const char *what, const struct sample *s)
{
    snprintf(doing, sizeof doing, "no end: %s of %s\n", what, s->file);
    alarm(STANDSTILL_S);
}

static int64_t processor_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* -- one input ------------------------------------------------------------------------------- */

/* Kept or not, the fields change nothing of what is told. */
static void check_same(const struct bs_decoded *full, const struct bs_decoded *bare)
{
    assert_ptr_equal(bare->decoder, full->decoder);
    assert_int_equal(bare->certainty, full->certainty);
    assert_int_equal(bare->flags, full->flags);
    assert_int_equal(bare->fields, 0);
    assert_true(bs_str_eq(bare->service, full->service));
    assert_true(bs_str_eq(bare->summary, full->summary));
    assert_true(bs_str_eq(bare->product, full->product));
    assert_true(bs_str_eq(bare->version, full->version));
}

/* Each decoder is run on the bytes its probe accepts. */
static void run_all(const struct sample *s, bs_bytes b, bool behind, struct bs_arena *a)
{
    struct bs_decode_in in = sample_input(s, walled(b, behind));
    struct bs_decoded d[8], bare;
    size_t found = bs_decode_all(&in, a, d, BS_COUNT(d));
    for (size_t i = 0; i < found; i++) {
        check_bounds(&d[i], b.n);
        assert_true(d[i].certainty > BS_NOT);
        assert_true(i == 0 || d[i].certainty <= d[i - 1].certainty);
    }
    bs_decode(&in, false, a, &bare);
    if (found)
        check_same(&d[0], &bare);
    else
        assert_null(bare.decoder);
    bs_arena_reset(a);
}

static void every_prefix_runs(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < sample_count; i++) {
        now_doing("a prefix", &samples[i]);
        for (size_t n = 0; n <= samples[i].n && n < 2048; n++)
            run_all(&samples[i], (bs_bytes){samples[i].bytes, n}, true, &a);
    }
    bs_arena_fini(&a);
}

static void every_damaged_byte_runs(void **state)
{
    (void)state;
    static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < sample_count; i++) {
        struct sample *s = &samples[i];
        now_doing("a damaged byte", s);
        for (size_t at = 0; at < s->n && at < 512; at++) {
            uint8_t was = s->bytes[at];
            for (size_t v = 0; v < BS_COUNT(values); v++) {
                s->bytes[at] = values[v];
                run_all(s, (bs_bytes){s->bytes, s->n}, v % 2, &a);
            }
            s->bytes[at] = was;
        }
    }
    bs_arena_fini(&a);
}

/* -- mutants --------------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

struct mutant {
    uint8_t p[MUTANT_MAX];
    size_t n;
    uint32_t random;
};

static size_t below(struct mutant *m, size_t n)
{
    return n ? next_random(&m->random) % n : 0;
}

static void set_byte(struct mutant *m, const struct sample *other)
{
    static const uint8_t values[] = {0x00, 0x01, 0x0a, 0x0d, 0x20, 0x30, 0x3f, 0x7f, 0x80, 0x84, 0xc0, 0xfe, 0xff};
    (void)other;
    if (m->n)
        m->p[below(m, m->n)] = below(m, 3) ? values[below(m, sizeof values)] : (uint8_t)below(m, 256);
}

/* A length of 2 or 4 bytes, either end first: what is left, a little off, or far beyond. */
static void set_length(struct mutant *m, const struct sample *other)
{
    (void)other;
    size_t width = below(m, 2) ? 2 : 4, at = below(m, m->n);
    if (m->n - at < width)
        return;
    const size_t left = m->n - at - width;
    const size_t lengths[] = {0, 1, left, left - 1, left + 1, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 0x80000000};
    size_t v = lengths[below(m, BS_COUNT(lengths))];
    bool big = below(m, 2);
    for (size_t i = 0; i < width; i++)
        m->p[at + i] = (uint8_t)(v >> 8 * (big ? width - 1 - i : i));
}

static void cut_out(struct mutant *m, const struct sample *other)
{
    (void)other;
    size_t at = below(m, m->n), n = below(m, m->n - at) + 1;
    if (!m->n)
        return;
    memmove(m->p + at, m->p + at + n, m->n - at - n);
    m->n -= n;
}

/* A piece of itself or of another sample of the protocol, put somewhere. */
static void put_piece(struct mutant *m, const struct sample *other)
{
    uint8_t piece[256];
    const bool own = below(m, 2);
    const size_t from_n = own ? m->n : other->n, at = below(m, m->n + 1), from = below(m, from_n);
    size_t n = below(m, from_n - from < sizeof piece ? from_n - from : sizeof piece);
    if (n > MUTANT_MAX - m->n)
        n = MUTANT_MAX - m->n;
    memcpy(piece, (own ? m->p : other->bytes) + from, n);
    memmove(m->p + at + n, m->p + at, m->n - at);
    memcpy(m->p + at, piece, n);
    m->n += n;
}

static void shorten(struct mutant *m, const struct sample *other)
{
    (void)other;
    m->n = below(m, m->n + 1);
}

static void mutate(struct mutant *m, const struct sample *s, const struct sample *other)
{
    static void (*const ways[])(struct mutant *, const struct sample *) = {
        set_byte, set_byte, set_length, set_length, cut_out, put_piece, shorten,
    };
    m->n = s->n < MUTANT_MAX / 2 ? s->n : MUTANT_MAX / 2;
    memcpy(m->p, s->bytes, m->n);
    for (size_t i = below(m, 4) + 1; i > 0; i--)
        ways[below(m, BS_COUNT(ways))](m, other);
}

/* The samples of one decoder stand together: [from, to). */
static size_t end_of_protocol(size_t from)
{
    size_t to = from;
    while (to < sample_count && strcmp(samples[to].folder, samples[from].folder) == 0)
        to++;
    return to;
}

static void every_mutant_runs(void **state)
{
    (void)state;
    static struct mutant m;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t from = 0, to; from < sample_count; from = to) {
        to = end_of_protocol(from);
        m.random = 2463534242u;
        for (size_t i = 0; i < MUTANTS; i++) {
            const struct sample *s = &samples[from + i % (to - from)];
            if (i % 100 == 0)
                now_doing("a mutant", s);
            mutate(&m, s, &samples[from + below(&m, to - from)]);
            run_all(s, (bs_bytes){m.p, m.n}, i % 2, &a);
        }
    }
    bs_arena_fini(&a);
}

/* -- bombs ----------------------------------------------------------------------------------- */

/* The first `keep` bytes of a sample, then one short text again and again. */
static bs_bytes bomb(const struct sample *s, size_t keep, bs_bytes again)
{
    static uint8_t b[BOMB_SIZE];
    memcpy(b, s->bytes, keep);
    for (size_t i = keep; i < sizeof b; i++)
        b[i] = again.p[(i - keep) % again.n];
    return (bs_bytes){b, sizeof b};
}

static void check_bomb(const struct sample *s, bs_bytes b, struct bs_arena *a)
{
    struct bs_decode_in in = sample_input(s, walled(b, true));
    struct bs_decoded d;
    int64_t least = INT64_MAX; /* of three: a neighbour's cache misses are not the decoder's */
    for (int k = 0; k < 3 && least > BANNER_US; k++) {
        int64_t from = processor_us();
        bs_decode(&in, true, a, &d);
        int64_t took = processor_us() - from;
        least = took < least ? took : least;
        check_bounds(&d, b.n);
        bs_arena_reset(a);
    }
    if (least > BANNER_US)
        fail_msg("%s with %zu bytes more took %lld us", s->file, b.n, (long long)least);
    run_all(s, b, true, a);
}

static void bombs_are_bounded(void **state)
{
    (void)state;
    /* Nothing, the largest lengths, BER's open-ended and smallest pairs, BSON, text of every kind of list. */
    static const bs_bytes again[] = {
        BS_BYTES("\0"), BS_BYTES("\xff"), BS_BYTES("\x30\x80"), BS_BYTES("\x30\0"), BS_BYTES("\x03\0a\0"),
        BS_BYTES("\1"), BS_BYTES("{\"a\":["), BS_BYTES("<a>"), BS_BYTES("\r\n"), BS_BYTES("a: b\r\n"),
        BS_BYTES("\xc0\x0c"), BS_BYTES("1\r\na\r\n"), BS_BYTES("|^~\\&\r"),
    };
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < sample_count; i = end_of_protocol(i)) {
        const struct sample *s = &samples[i];
        const size_t keeps[] = {2, s->n / 2, s->n};
        now_doing("a bomb", s);
        for (size_t k = 0; k < BS_COUNT(keeps); k++)
            for (size_t r = 0; r < BS_COUNT(again); r++)
                check_bomb(s, bomb(s, keeps[k] < s->n ? keeps[k] : s->n, again[r]), &a);
        check_bomb(s, bomb(s, 0, (bs_bytes){s->bytes, s->n}), &a);
    }
    bs_arena_fini(&a);
}

static void noise_proves_nothing(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    uint32_t x = 2463534242u;
    for (int i = 0; i < 20000; i++) {
        uint8_t b[96];
        size_t n = next_random(&x) % sizeof b;
        for (size_t k = 0; k < n; k++)
            b[k] = (uint8_t)(next_random(&x) >> 11);
        struct bs_decode_in in = {.bytes = {b, n}, .module = BS_STR("")};
        struct bs_decoded d;
        bs_decode(&in, true, &a, &d);
        if (d.certainty == BS_PROVEN)
            fail_msg("noise %d was taken for %s", i, d.decoder->name);
        check_bounds(&d, n);
        bs_arena_reset(&a);
    }
    bs_arena_fini(&a);
}

/* An error that ends before its text once gave the summary a text that was never set. */
static void what_is_not_there_is_empty(void **state)
{
    (void)state;
    struct bs_arena a;
    struct bs_decoded d;
    bs_arena_init(&a, 0);
    struct bs_decode_in in = {.bytes = BS_BYTES("\4\1\0\x20\0\0\1\0" "\xab\x0c\0\1\0\0\0\1\n\1\0A\0\0\0"
                                                "\xaa\6\0\x18\x48\0\0\1\x0e"), .module = BS_STR("")};
    in.bytes = walled(in.bytes, true);
    bs_decode(&in, true, &a, &d);
    assert_true(bs_str_eq(d.service, BS_STR("mssql")));
    assert_true(bs_str_eq(d.summary, BS_STR("Microsoft SQL Server error 18456: ")));
    bs_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_empty),
        cmocka_unit_test(every_prefix_runs),
        cmocka_unit_test(every_damaged_byte_runs),
        cmocka_unit_test(every_mutant_runs),
        cmocka_unit_test(bombs_are_bounded),
        cmocka_unit_test(noise_proves_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, samples_unload);
}
