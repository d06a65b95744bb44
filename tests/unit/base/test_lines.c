#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/textfmt.h"

struct heard {
    char entries[2000], complaints[4000];
    int bad, refuse; /* `refuse`: the line that fn does not like */
};

static bs_err entry(void *ctx, const struct bs_line *l, struct bs_error *e)
{
    struct heard *h = ctx;
    size_t n = strlen(h->entries);
    for (size_t i = 0; i < l->words; i++)
        n += (size_t)snprintf(h->entries + n, sizeof h->entries - n, "%s%.*s", i ? "|" : "",
                              (int)l->word[i].n, l->word[i].p);
    snprintf(h->entries + n, sizeof h->entries - n, ";");
    return l->number == h->refuse ? bs_error_set(e, BS_E_SYNTAX, "no such kind") : BS_OK;
}

static void complain(void *ctx, const char *message)
{
    struct heard *h = ctx;
    size_t n = strlen(h->complaints);
    snprintf(h->complaints + n, sizeof h->complaints - n, "%s;", message);
}

static bs_err parse(struct heard *h, bs_str text, struct bs_error *e)
{
    return bs_lines_parse("list", bs_str_bytes(text), entry, complain, h, &h->bad, e);
}

static void words_and_quotes(void **state)
{
    (void)state;
    struct heard h = {0};
    struct bs_error e;
    assert_int_equal(parse(&h, BS_STR("\xef\xbb\xbf" "a  b\tc # rest\r\n\n# only\n   \n"
                                      "\"two words\" x=\"1 # 2\" \"\"\n"
                                      "\"a \\\"b\\\" \\\\ \\n\"\nlast"), &e), BS_OK);
    assert_string_equal(h.entries, "a|b|c;two words|x=1 # 2|;a \"b\" \\ \\n;last;");
    assert_string_equal(h.complaints, "");
    assert_int_equal(h.bad, 0);
}

static void bad_lines_are_named_and_passed(void **state)
{
    (void)state;
    struct heard h = {.refuse = 3};
    struct bs_error e;
    char text[400] = "good\n\"open\nrefused\n";
    for (int i = 0; i <= BS_LINE_WORDS_MAX; i++)
        memcpy(text + strlen(text), "w ", 3);
    memcpy(text + strlen(text), "\nalso", 6);
    assert_int_equal(parse(&h, bs_str_z(text), &e), BS_OK);
    assert_string_equal(h.entries, "good;refused;also;");
    assert_string_equal(h.complaints, "list:2: a quote is not closed;list:3: no such kind;"
                                      "list:4: more than 32 words;");
    assert_int_equal(h.bad, 3);
}

static void options(void **state)
{
    (void)state;
    struct bs_line l = {.words = 4};
    bs_str v;
    l.word[0] = BS_STR("kind=");
    l.word[1] = BS_STR("strength=strong");
    l.word[2] = BS_STR("strengths=x");
    l.word[3] = BS_STR("a=b=c");
    assert_true(bs_line_option(&l, "kind", &v) && v.n == 0);
    assert_true(bs_line_option(&l, "strength", &v) && bs_str_eq(v, BS_STR("strong")));
    assert_true(bs_line_option(&l, "a", &v) && bs_str_eq(v, BS_STR("b=c")));
    assert_false(bs_line_option(&l, "stren", &v));
    assert_false(bs_line_option(&l, "b", &v));
}

static void text_that_is_refused_whole(void **state)
{
    (void)state;
    struct heard h = {0};
    struct bs_error e;
    assert_int_equal(parse(&h, BS_STR("good\nbad \xff\n"), &e), BS_E_SYNTAX);
    assert_non_null(strstr(e.text, "UTF-8"));
    assert_string_equal(h.entries, "");
    char *big = calloc(1, BS_FILE_MAX + 1);
    assert_int_equal(parse(&h, (bs_str){big, BS_FILE_MAX + 1}, &e), BS_E_LIMIT);
    memset(big, 'x', BS_FILE_MAX); /* one line as long as a file may be, of several words */
    for (size_t i = 1; i < 20; i++)
        big[i * 100] = ' ';
    big[BS_FILE_MAX - 2] = '"';
    assert_int_equal(parse(&h, (bs_str){big, BS_FILE_MAX}, &e), BS_OK);
    assert_string_equal(h.complaints, "list:1: a quote is not closed;");
    free(big);
    assert_int_equal(parse(&h, BS_STR(""), &e), BS_OK);
}

static void every_prefix_is_read(void **state)
{
    (void)state;
    const bs_str all = BS_STR("\xef\xbb\xbf" "\"a \\\" b\" c=\"d\\\\\" # e\r\n\"f\" g\n");
    for (size_t n = 0; n <= all.n; n++) {
        struct heard h = {0};
        char *exact = malloc(n + !n);
        memcpy(exact, all.p, n);
        bs_err err = parse(&h, (bs_str){exact, n}, NULL);
        assert_int_equal(err, n == 1 || n == 2 ? BS_E_SYNTAX : BS_OK); /* within the mark */
        free(exact);
    }
}

static void files(void **state)
{
    (void)state;
    struct bs_error e;
    struct heard h = {0};
    struct bs_buf out;
    char path[] = "/tmp/bs-lines-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "one\ntwo", 7), 7);
    close(fd);
    assert_int_equal(bs_lines_read(path, entry, complain, &h, &h.bad, &e), BS_OK);
    assert_string_equal(h.entries, "one;two;");
    bs_buf_init(&out, 7);
    assert_int_equal(bs_file_read(path, &out, &e), BS_OK); /* exactly as large as may be */
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("one\ntwo")));
    bs_buf_fini(&out);
    bs_buf_init(&out, 6);
    assert_int_equal(bs_file_read(path, &out, &e), BS_E_LIMIT);
    bs_buf_fini(&out);
    assert_int_equal(unlink(path), 0);
    bs_buf_init(&out, 100);
    assert_int_equal(bs_file_read(path, &out, &e), BS_E_NOTFOUND);
    assert_int_equal(bs_file_read("/", &out, &e), BS_E_IO);
    assert_non_null(strstr(e.text, "directory"));
    assert_int_equal(bs_file_read("/nowhere/\x1b[2J", &out, &e), BS_E_NOTFOUND);
    assert_null(strchr(e.text, '\x1b'));
    bs_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_quotes),
        cmocka_unit_test(bad_lines_are_named_and_passed),
        cmocka_unit_test(options),
        cmocka_unit_test(text_that_is_refused_whole),
        cmocka_unit_test(every_prefix_is_read),
        cmocka_unit_test(files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
