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

/* Do these two bytes belong to one run of letters and digits? */
static bool joined(bs_bytes text, size_t at)
{
    return at > 0 && at < text.n && bs_is_word_byte(text.p[at - 1]) && bs_is_word_byte(text.p[at]);
}

static bool ends_at(bs_bytes text, const struct bs_ac_word *word, size_t end)
{
    const bs_str w = word->text;

    if (w.n == 0 || w.n > end)
        return false;
    for (size_t i = 0; i < w.n; i++)
        if (bs_ac_fold(text.p[end - w.n + i]) != bs_ac_fold((uint8_t)w.p[i]))
            return false;
    return !(word->left && joined(text, end - w.n)) && !(word->right && joined(text, end));
}

/* Ends ascend; at one end the longest first, equal words in their order. */
static void naive(bs_bytes text, const struct bs_ac_word *word, size_t n, struct hits *out)
{
    out->n = 0;
    for (size_t end = 1; end <= text.n; end++)
        for (size_t length = end; length > 0; length--)
            for (size_t w = 0; w < n; w++)
                if (word[w].text.n == length && ends_at(text, &word[w], end))
                    collect(out, (uint32_t)w, end);
}

static void compare(bs_bytes text, const struct bs_ac_word *word, size_t n)
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

/* Long ones are built from short ones, so that their beginnings, too, occur in the text. */
static size_t make_word(uint64_t *seed, const char *letters, size_t kinds, char *out, size_t most)
{
    size_t n = next_number(seed) % (most + 1);

    for (size_t i = 0; i < n; i++)
        out[i] = letters[next_number(seed) % kinds];
    return n;
}

static void compare_random(uint64_t *seed, const char *letters, size_t kinds, size_t most)
{
    enum { WORDS = 12, LONGEST = 12, TEXT = 200 };
    char words[WORDS][LONGEST], text[TEXT];
    struct bs_ac_word word[WORDS];
    size_t n = next_number(seed) % WORDS + 1, length = 0, room = next_number(seed) % TEXT;

    for (size_t w = 0; w < n; w++) {
        const size_t letters_n = make_word(seed, letters, kinds, words[w], most);
        const bool left = next_number(seed) & 1;
        word[w] = (struct bs_ac_word){{words[w], letters_n}, left, next_number(seed) & 1};
    }
    while (length < room) { /* words, cut words, and what is none */
        bs_str w = word[next_number(seed) % n].text;
        size_t cut = w.n ? next_number(seed) % w.n + 1 : 0;
        for (size_t i = 0; i < cut && length < room; i++)
            text[length++] = w.p[i];
        if (length < room)
            text[length++] = letters[next_number(seed) % kinds];
    }
    compare((bs_bytes){(const uint8_t *)text, length}, word, n);
}

static void test_agrees_with_naive_search(void **state)
{
    static const char few[] = "abAB -_\x80", many[] = "aetnrsETN019 .-_/\r\n<\0\xff";
    uint64_t seed = 1;

    (void)state;
    for (int round = 0; round < 1500; round++) {
        compare_random(&seed, few, sizeof few - 1, 6);
        compare_random(&seed, many, sizeof many - 1, 12);
    }
}

static void test_suffixes_are_told(void **state)
{
    const struct bs_ac_word word[] = {{.text = BS_STR("he")},  {.text = BS_STR("she")}, {.text = BS_STR("hers")},
                                      {.text = BS_STR("his")}, {.text = BS_STR("E")},   {.text = BS_STR("")},
                                      {.text = BS_STR("he")}};

    (void)state;
    compare(BS_BYTES("uSHErs and his hers"), word, BS_COUNT(word));
    compare(BS_BYTES(""), word, BS_COUNT(word));
}

static void test_edges(void **state)
{
    const struct bs_ac_word word[] = {{BS_STR("mc"), true, true},
                                      {BS_STR("lab"), true, false},
                                      {BS_STR("his"), false, true},
                                      {BS_STR(".nl"), true, true}}; /* a dot is free */

    (void)state;
    compare(BS_BYTES("mc lab umc mcx label flab this history xmc.nl.nlx mc"), word, BS_COUNT(word));
    compare(BS_BYTES("mc"), word, BS_COUNT(word));
    compare(BS_BYTES("lab1his"), word, BS_COUNT(word));
}

/* As many as the largest lists have, and some that begin alike. */
static void test_many_words(void **state)
{
    enum { WORDS = 5000, LENGTH = 16 };
    static char text[WORDS][LENGTH];
    static struct bs_ac_word word[WORDS];
    static struct hits hits;
    uint64_t seed = 7;
    struct bs_ac *ac;

    (void)state;
    for (size_t w = 0; w < WORDS; w++) {
        for (size_t i = 0; i < LENGTH; i++)
            text[w][i] = (char)('a' + next_number(&seed) % 26);
        word[w].text = (bs_str){text[w], LENGTH};
    }
    assert_int_equal(bs_ac_new(word, WORDS, &ac, NULL), BS_OK);
    for (uint32_t w = 0; w < WORDS; w += 97) {
        hits.n = 0;
        bs_ac_scan(ac, bs_str_bytes(word[w].text), collect, &hits);
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
    const struct bs_ac_word word[] = {{.text = {"\0\xff", 2}}, {.text = {"\0", 1}}};

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
    const struct bs_ac_word word = {.text = {big, sizeof big}};
    assert_int_equal(bs_ac_new(&word, 1, &ac, &e), BS_E_LIMIT);
    assert_null(ac);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_naive_search),
        cmocka_unit_test(test_suffixes_are_told),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_no_words),
        cmocka_unit_test(test_all_bytes_are_letters),
        cmocka_unit_test(test_too_long_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
