/* The automaton against the plainest search there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ac.h"

struct hit {
    uint32_t word;
    size_t end;
};
struct hits {
    struct hit hit[4096];
    size_t n;
};

static void collect(void *ctx, uint32_t word, size_t end)
{
    struct hits *h = ctx;

    assert_true(h->n < BS_COUNT(h->hit));
    h->hit[h->n++] = (struct hit){word, end};
}

static bool ends_at(bs_bytes text, bs_str word, size_t end)
{
    if (word.n == 0 || word.n > end)
        return false;
    for (size_t i = 0; i < word.n; i++)
        if (bs_ac_fold(text.p[end - word.n + i]) != bs_ac_fold((uint8_t)word.p[i]))
            return false;
    return true;
}

/* Ends ascend; at one end the longest first, equal words in their order. */
static void naive(bs_bytes text, const bs_str *word, size_t n, struct hits *out)
{
    out->n = 0;
    for (size_t end = 1; end <= text.n; end++)
        for (size_t length = end; length > 0; length--)
            for (size_t w = 0; w < n; w++)
                if (word[w].n == length && ends_at(text, word[w], end))
                    collect(out, (uint32_t)w, end);
}

static void compare(bs_bytes text, const bs_str *word, size_t n)
{
    static struct hits mine, plain;
    struct bs_ac *ac;
    struct bs_error e;

    assert_int_equal(bs_ac_new(word, n, &ac, &e), BS_OK);
    mine.n = 0;
    bs_ac_scan(ac, text, collect, &mine);
    naive(text, word, n, &plain);
    assert_int_equal(mine.n, plain.n);
    for (size_t i = 0; i < mine.n; i++) {
        assert_int_equal(mine.hit[i].word, plain.hit[i].word);
        assert_int_equal(mine.hit[i].end, plain.hit[i].end);
    }
    bs_ac_free(ac);
}

/* A small generator of our own: the same numbers on every machine. */
static uint32_t next_number(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void test_agrees_with_naive_search(void **state)
{
    static const char letters[] = "abAB -_\x80";
    uint64_t seed = 1;

    (void)state;
    for (int round = 0; round < 400; round++) {
        char words[12][8], text[120];
        bs_str word[12];
        size_t n = next_number(&seed) % 12 + 1;
        for (size_t w = 0; w < n; w++) {
            word[w] = (bs_str){words[w], next_number(&seed) % 6};
            for (size_t i = 0; i < word[w].n; i++)
                words[w][i] = letters[next_number(&seed) % (sizeof letters - 1)];
        }
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = letters[next_number(&seed) % (sizeof letters - 1)];
        compare((bs_bytes){(const uint8_t *)text, next_number(&seed) % sizeof text}, word, n);
    }
}

static void test_suffixes_are_told(void **state)
{
    const bs_str word[] = {BS_STR("he"), BS_STR("she"), BS_STR("hers"), BS_STR("his"),
                           BS_STR("E"),  BS_STR(""),    BS_STR("he")};

    (void)state;
    compare(BS_BYTES("uSHErs and his hers"), word, BS_COUNT(word));
    compare(BS_BYTES(""), word, BS_COUNT(word));
}

/* More words than states have narrow names for: the same answers from the wide table. */
static void test_many_words(void **state)
{
    enum { WORDS = 5000, LENGTH = 16 };
    static char text[WORDS][LENGTH];
    static bs_str word[WORDS];
    static struct hits hits;
    uint64_t seed = 7;
    struct bs_ac *ac;

    (void)state;
    for (size_t w = 0; w < WORDS; w++) {
        for (size_t i = 0; i < LENGTH; i++)
            text[w][i] = (char)('a' + next_number(&seed) % 26);
        word[w] = (bs_str){text[w], LENGTH};
    }
    assert_int_equal(bs_ac_new(word, WORDS, &ac, NULL), BS_OK);
    assert_true(bs_ac_states(ac) > 0x8000);
    for (uint32_t w = 0; w < WORDS; w += 97) {
        hits.n = 0;
        bs_ac_scan(ac, bs_str_bytes(word[w]), collect, &hits);
        assert_int_equal(hits.n, 1);
        assert_int_equal(hits.hit[0].word, w);
        assert_int_equal(hits.hit[0].end, LENGTH);
    }
    bs_ac_free(ac);
    compare(BS_BYTES("the words of a list, and none of them"), word, 40);
}

static void test_no_words(void **state)
{
    (void)state;
    compare(BS_BYTES("anything"), NULL, 0);
}

static void test_all_bytes_are_letters(void **state)
{
    const bs_str word[] = {{"\0\xff", 2}, {"\0", 1}};

    (void)state;
    compare(BS_BYTES("\xff\0\xff\0\0"), word, 2);
}

static void test_too_long_a_word(void **state)
{
    char big[BS_AC_WORD_MAX + 1];
    struct bs_ac *ac;
    struct bs_error e;

    (void)state;
    memset(big, 'x', sizeof big);
    bs_str word = {big, sizeof big};
    assert_int_equal(bs_ac_new(&word, 1, &ac, &e), BS_E_LIMIT);
    assert_null(ac);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_naive_search),
        cmocka_unit_test(test_suffixes_are_told),
        cmocka_unit_test(test_many_words), cmocka_unit_test(test_no_words),
        cmocka_unit_test(test_all_bytes_are_letters),
        cmocka_unit_test(test_too_long_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
