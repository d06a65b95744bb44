/* The cursor and the looks of probes, at every position of every length up to 20 bytes that end at a page without
 * access: what they give is worked out here a second time, from the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/mman.h>
#include <unistd.h>

#include "cursor.h"

enum { LENGTHS = 20 };
static uint8_t *wall; /* the first byte that cannot be read */

static int set_up(void **state)
{
    (void)state;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED || mprotect(map + page, page, PROT_NONE) != 0)
        return -1;
    wall = map + page;
    for (size_t i = 0; i < LENGTHS; i++)
        wall[-1 - (ptrdiff_t)i] = (uint8_t)(i % 7 == 3 ? 0 : i % 5 == 2 ? '\n' : i % 5 == 3 ? '\r' : 0x80 + i);
    return 0;
}

static bs_bytes last(size_t n)
{
    return (bs_bytes){wall - n, n};
}

static struct bs_cursor at(size_t n, size_t pos)
{
    struct bs_cursor c = bs_cur(last(n), 1000);
    c.at = pos;
    return c;
}

#define EACH_PLACE(n, pos)                                                                       \
    for (size_t n = 0; n <= LENGTHS; n++)                                                        \
        for (size_t pos = 0; pos <= n; pos++)

static void check_moved(const struct bs_cursor *c, size_t pos, bool done, size_t by)
{
    assert_int_equal(c->at, done ? pos + by : pos);
    assert_int_equal(bs_cur_pos(c), 1000 + c->at);
    assert_int_equal(bs_cur_left(c), c->b.n - c->at);
}

static void numbers_need_their_bytes(void **state)
{
    (void)state;
    EACH_PLACE(n, pos)
    for (size_t width = 0; width <= 9; width++) {
        uint64_t be = 77, le = 77, want_be = 0, want_le = 0;
        const bool fits = width <= 8 && width <= n - pos;
        for (size_t i = 0; fits && i < width; i++) {
            want_be |= (uint64_t)last(n).p[pos + i] << 8 * (width - 1 - i);
            want_le |= (uint64_t)last(n).p[pos + i] << 8 * i;
        }
        struct bs_cursor c = at(n, pos);
        assert_int_equal(bs_cur_be(&c, width, &be), fits);
        check_moved(&c, pos, fits, width);
        assert_true(be == (fits ? want_be : 77));
        c = at(n, pos);
        assert_int_equal(bs_cur_le(&c, width, &le), fits);
        check_moved(&c, pos, fits, width);
        assert_true(le == (fits ? want_le : 77));
    }
}

static void single_bytes(void **state)
{
    (void)state;
    EACH_PLACE(n, pos)
    {
        struct bs_cursor c = at(n, pos);
        uint8_t byte = 77;
        assert_int_equal(bs_cur_u8(&c, &byte), pos < n);
        check_moved(&c, pos, pos < n, 1);
        assert_int_equal(byte, pos < n ? last(n).p[pos] : 77);
        for (size_t ahead = 0; ahead <= LENGTHS; ahead++) {
            c = at(n, pos);
            assert_int_equal(bs_cur_peek(&c, ahead), ahead < n - pos ? last(n).p[pos + ahead] : -1);
        }
        c = at(n, pos);
        assert_int_equal(bs_cur_peek(&c, SIZE_MAX), -1);
        assert_int_equal(bs_cur_rest(&c).n, n - pos);
    }
}

static void lengths_that_lie(void **state)
{
    (void)state;
    static const uint64_t far[] = {LENGTHS + 1, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
    EACH_PLACE(n, pos)
    for (size_t k = 0; k <= LENGTHS + BS_COUNT(far); k++) {
        const uint64_t want = k <= LENGTHS ? k : far[k - LENGTHS - 1];
        const bool fits = want <= n - pos;
        const size_t gets = fits ? (size_t)want : n - pos;
        bs_bytes part = {NULL, 77};
        struct bs_cursor sub, c = at(n, pos);
        assert_int_equal(bs_cur_skip(&c, want), fits);
        check_moved(&c, pos, fits, gets);
        c = at(n, pos);
        assert_int_equal(bs_cur_take(&c, want, &part), fits);
        check_moved(&c, pos, fits, gets);
        assert_int_equal(part.n, fits ? gets : 77);
        c = at(n, pos);
        assert_int_equal(bs_cur_sub(&c, want, &sub), fits);
        assert_int_equal(sub.b.n, gets);
        assert_int_equal(sub.at, 0);
        assert_int_equal(bs_cur_pos(&sub), 1000 + pos);
        assert_int_equal(c.at, pos + gets);
    }
}

static void lines_and_strings_end(void **state)
{
    (void)state;
    EACH_PLACE(n, pos)
    {
        bs_bytes b = last(n), got = {NULL, 77};
        size_t lf = pos, nul = pos;
        while (lf < n && b.p[lf] != '\n')
            lf++;
        while (nul < n && b.p[nul] != 0)
            nul++;
        struct bs_cursor c = at(n, pos);
        assert_int_equal(bs_cur_line(&c, &got), pos < n);
        if (pos < n) {
            assert_int_equal(c.at, lf < n ? lf + 1 : n); /* a byte at least */
            assert_int_equal(got.n, lf - pos - (lf > pos && b.p[lf - 1] == '\r'));
        }
        c = at(n, pos);
        assert_int_equal(bs_cur_zstr(&c, &got), nul < n);
        check_moved(&c, pos, nul < n, nul + 1 - pos);
    }
}

static void probes_look_inside_only(void **state)
{
    (void)state;
    static const size_t far[] = {LENGTHS + 1, SIZE_MAX - 4, SIZE_MAX - 1, SIZE_MAX};
    for (size_t n = 0; n <= LENGTHS; n++)
        for (size_t k = 0; k <= LENGTHS + BS_COUNT(far); k++) {
            bs_bytes b = last(n);
            const size_t i = k <= LENGTHS ? k : far[k - LENGTHS - 1];
            const bool two = i < n && n - i >= 2, four = i < n && n - i >= 4;
            assert_int_equal(bs_at(b, i), i < n ? b.p[i] : -1);
            if (i > LENGTHS)
                continue; /* the others take offsets of a known layout */
            assert_int_equal(bs_be16(b, i), two ? b.p[i] << 8 | b.p[i + 1] : 0);
            assert_int_equal(bs_le16(b, i), two ? b.p[i + 1] << 8 | b.p[i] : 0);
            assert_int_equal(bs_be32(b, i), four ? bs_be16(b, i) << 16 | bs_be16(b, i + 2) : 0);
            assert_int_equal(bs_le32(b, i), four ? bs_le16(b, i + 2) << 16 | bs_le16(b, i) : 0);
            assert_int_equal(bs_three_digits(b, i), -1);
        }
    for (size_t n = 0; n <= LENGTHS; n++) {
        assert_false(bs_begins(last(n), "\x94\x93\x92 and so on"));
        assert_false(bs_has(last(n), "not there", SIZE_MAX));
        assert_int_equal(bs_is_text(last(n)), n == 0);
        assert_true(bs_trimmed(last(n)).n <= n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_need_their_bytes), cmocka_unit_test(single_bytes),
        cmocka_unit_test(lengths_that_lie),         cmocka_unit_test(lines_and_strings_end),
        cmocka_unit_test(probes_look_inside_only),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
