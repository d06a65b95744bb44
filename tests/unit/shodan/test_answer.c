#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/shodan.h"

#include "../../../src/shodan/record_tls.h"

static struct bs_arena arena;
static struct bs_answer answer;

static int setup(void **state)
{
    (void)state;
    bs_arena_init(&arena, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bs_arena_fini(&arena);
    return 0;
}

static size_t walk(bs_str body, bool *cut)
{
    struct bs_answer_iter it;
    bs_str element;
    size_t n = 0;
    bool again;
    assert_int_equal(bs_answer_read(body, &arena, &answer, NULL), BS_OK);
    bs_answer_begin(&answer, &it);
    while (bs_answer_next(&it, &element, cut)) {
        assert_int_equal(it.index, (int64_t)n);
        assert_true(element.n > 0);
        assert_true(element.p >= body.p && element.p + element.n <= body.p + body.n);
        n++;
    }
    assert_false(bs_answer_next(&it, &element, &again));
    return n;
}

static void one_bad_banner_costs_one(void **state)
{
    bool cut;
    (void)state;
    bs_str body = BS_STR("{\"matches\": [{\"data\":\"\\ud800\\q]}\"}, {\"x\":NaN},7 ,\"]\",[1]"
                         "], \"total\": 5000000000, \"error\": null}");
    assert_int_equal(walk(body, &cut), 5);
    assert_int_equal(answer.total, 5000000000);
    assert_int_equal(answer.error.n, 0);
}

static void host_answers_call_it_data(void **state)
{
    bool cut;
    (void)state;
    assert_int_equal(walk(BS_STR("{\"ports\":[1,2],\"data\":[{},{}],\"ip\":1}"), &cut), 2);
    assert_int_equal(answer.total, -1);
    assert_int_equal(walk(BS_STR("{\"data\":\"text\"}"), &cut), 0);
    assert_int_equal(answer.banners.type, BS_JSON_NONE);
}

static void errors_are_read(void **state)
{
    bool cut;
    (void)state;
    walk(BS_STR("\xef\xbb\xbf {\"error\": \"Invalid \\u0049P\"}"), &cut);
    assert_true(bs_str_eq(answer.error, BS_STR("Invalid IP")));
}

static void every_cut_keeps_what_is_whole(void **state)
{
    static const char text[] = "{\"total\": 3, \"matches\": [{\"a\": \"}\\\"\"}, {\"b\": [1]}, {}]}";
    static const size_t ends[] = {37, 49, 53};
    (void)state;
    for (size_t n = 1; n < sizeof(text) - 1; n++) {
        bool cut = false;
        char *exact = malloc(n);
        memcpy(exact, text, n);
        size_t want = 0;
        for (size_t i = 0; i < BS_COUNT(ends); i++)
            want += n >= ends[i];
        assert_int_equal(walk((bs_str){exact, n}, &cut), want);
        if (answer.banners.type == BS_JSON_ARRAY)
            assert_int_equal(cut, n < sizeof(text) - 2);
        if (n < 12)
            assert_int_equal(answer.total, -1);
        free(exact);
    }
}

static void what_is_no_object_is_refused(void **state)
{
    static const char *const bad[] = {"", "  ", "[]", "<html>", "\"x\"", "7", "null"};
    struct bs_error e;
    (void)state;
    for (size_t i = 0; i < BS_COUNT(bad); i++)
        assert_int_equal(bs_answer_read(bs_str_z(bad[i]), &arena, &answer, &e), BS_E_SYNTAX);
}

static void certificate_names_never_over_read(void **state)
{
    static const uint8_t der[] = {0x30, 0x1d, 0x82, 5,    'a', '.', 'b', '.', 'c', 0x81, 3,
                                  'm',  '@',  'x',  0x87, 4,   192, 0,   2,   1,   0x86, 2,
                                  'u',  ':',  0x87, 1,    9,   0xa0, 2,  5,   0};
    struct bs_buf out;
    (void)state;
    bs_buf_init(&out, 1024);
    bs_san_names((bs_bytes){der, sizeof(der)}, &out);
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("a.b.c\nm@x\n192.0.2.1\nu:")));
    for (size_t n = 0; n < sizeof(der); n++) {
        uint8_t *exact = malloc(n ? n : 1);
        memcpy(exact, der, n);
        bs_buf_clear(&out);
        bs_san_names((bs_bytes){exact, n}, &out);
        assert_int_equal(out.len, 0);
        free(exact);
    }
    static const uint8_t huge[] = {0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x82, 1, 'a'};
    bs_san_names((bs_bytes){huge, sizeof(huge)}, &out);
    assert_int_equal(out.len, 0);
    bs_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bad_banner_costs_one),
        cmocka_unit_test(host_answers_call_it_data),
        cmocka_unit_test(errors_are_read),
        cmocka_unit_test(every_cut_keeps_what_is_whole),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(certificate_names_never_over_read),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
