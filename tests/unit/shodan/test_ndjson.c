#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "bannerscope/shodan.h"

static char dir[] = "/tmp/bs-ndjson-XXXXXX";
static char path[sizeof(dir) + 16];
static struct bs_error err;

static int setup(void **state)
{
    (void)state;
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof(path), "%s/f", dir);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(dir);
}

static void put(bs_bytes content)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(content.p, 1, content.n, f), content.n);
    assert_int_equal(fclose(f), 0);
}

/* One gzip member behind what is in `out`. */
static void add_member(struct bs_buf *out, bs_bytes text, int level)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
    size_t bound = deflateBound(&z, text.n);
    assert_int_equal(bs_buf_reserve(out, bound), BS_OK);
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = out->p + out->len;
    z.avail_out = (uInt)bound;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

/* All lines, each followed by '|', and how it ended. */
static bs_err all(char *joined, size_t max)
{
    struct bs_ndjson *r;
    bs_str line;
    int64_t number;
    joined[0] = 0;
    bs_err rc = bs_ndjson_open(path, &r, &err);
    if (rc)
        return rc;
    while ((rc = bs_ndjson_next(r, &line, &number, &err)) == BS_OK) {
        assert_true(strlen(joined) + line.n + 2 < max);
        strncat(joined, line.p, line.n);
        strcat(joined, "|");
    }
    bs_ndjson_close(r);
    return rc;
}

static void gives(bs_bytes content, const char *want, bs_err end)
{
    char joined[256];
    put(content);
    assert_int_equal(all(joined, sizeof(joined)), end);
    assert_string_equal(joined, want);
}

static void plain_lines(void **state)
{
    (void)state;
    gives(BS_BYTES("{a}\n{b}\n"), "{a}|{b}|", BS_E_NOTFOUND);
    gives(BS_BYTES("{a}\n{b}"), "{a}|{b}|", BS_E_NOTFOUND);
    gives(BS_BYTES("{a}\r\n\r\n  {b} \r\n"), "{a}|{b}|", BS_E_NOTFOUND);
    gives(BS_BYTES("\xef\xbb\xbf{a}\n"), "{a}|", BS_E_NOTFOUND);
    gives(BS_BYTES(""), "", BS_E_NOTFOUND);
    gives(BS_BYTES("\n\n"), "", BS_E_NOTFOUND);
}

static void lines_keep_their_numbers(void **state)
{
    struct bs_ndjson *r;
    bs_str line;
    int64_t number;
    (void)state;
    put(BS_BYTES("\n{a}\n\n{b}"));
    assert_int_equal(bs_ndjson_open(path, &r, &err), BS_OK);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_OK);
    assert_int_equal(number, 2);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_OK);
    assert_int_equal(number, 4);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_E_NOTFOUND);
    assert_int_equal(number, 4);
    int64_t done, total;
    bs_ndjson_progress(r, &done, &total);
    assert_int_equal(done, 9);
    assert_int_equal(total, 9);
    bs_ndjson_close(r);
}

static void members_follow_each_other(void **state)
{
    struct bs_buf b;
    (void)state;
    bs_buf_init(&b, 1 << 20);
    add_member(&b, BS_BYTES("{a}\n{b"), 9);
    add_member(&b, BS_BYTES(""), 9);
    add_member(&b, BS_BYTES("}\n{c}\n"), 1);
    gives((bs_bytes){b.p, b.len}, "{a}|{b}|{c}|", BS_E_NOTFOUND);
    bs_buf_put(&b, (bs_str){"\0\0\0", 3});
    gives((bs_bytes){b.p, b.len}, "{a}|{b}|{c}|", BS_E_NOTFOUND);
    bs_buf_put(&b, BS_STR("junk"));
    gives((bs_bytes){b.p, b.len}, "{a}|{b}|{c}|", BS_E_CORRUPT);
    assert_non_null(strstr(err.text, "not gzip"));
    bs_buf_fini(&b);
}

static void every_cut_of_a_gzip_file_is_reported(void **state)
{
    struct bs_buf b;
    char joined[256];
    (void)state;
    bs_buf_init(&b, 1 << 20);
    add_member(&b, BS_BYTES("{a}\n{bb}\n"), 9);
    size_t first = b.len;
    add_member(&b, BS_BYTES("{ccc}\n"), 9);
    for (size_t n = 3; n < b.len; n++) {
        put((bs_bytes){b.p, n});
        bs_err rc = all(joined, sizeof(joined));
        /* Whole behind a whole member; one byte of the next is already a cut. */
        assert_int_equal(rc, n == first ? BS_E_NOTFOUND : BS_E_CORRUPT);
        if (n >= first)
            assert_true(strncmp(joined, "{a}|{bb}|", 9) == 0);
        if (rc == BS_E_CORRUPT)
            assert_non_null(strstr(err.text, "byte"));
    }
    bs_buf_fini(&b);
}

static void every_flipped_byte_of_the_trailer_is_reported(void **state)
{
    struct bs_buf b;
    char joined[256];
    (void)state;
    bs_buf_init(&b, 1 << 20);
    add_member(&b, BS_BYTES("{a}\n{bb}\n"), 9);
    for (size_t i = b.len - 8; i < b.len; i++) {
        b.p[i] ^= 0x40;
        put((bs_bytes){b.p, b.len});
        assert_int_equal(all(joined, sizeof(joined)), BS_E_CORRUPT);
        assert_string_equal(joined, "{a}|{bb}|");
        b.p[i] ^= 0x40;
    }
    bs_buf_fini(&b);
}

static void what_is_no_ndjson_is_told(void **state)
{
    static const struct {
        bs_bytes head;
        const char *word;
    } others[] = {
        {{(const uint8_t *)"[\n {\"a\": 1}]", 12}, "array"},
        {{(const uint8_t *)"\xff\xfe{\0\"\0", 6}, "UTF-16"},
        {{(const uint8_t *)"\xfe\xff\0{\0\"", 6}, "UTF-16"},
        {{(const uint8_t *)"{\0\"\0a\0", 6}, "UTF-16"},
        {{(const uint8_t *)"PK\3\4....", 8}, "zip"},
        {{(const uint8_t *)"BZh91AY&SY", 10}, "bzip2"},
        {{(const uint8_t *)"\xfd" "7zXZ\0", 6}, "xz"},
        {{(const uint8_t *)"\x28\xb5\x2f\xfd....", 8}, "zstd"},
    };
    char joined[256];
    (void)state;
    for (size_t i = 0; i < BS_COUNT(others); i++) {
        put(others[i].head);
        assert_int_equal(all(joined, sizeof(joined)), BS_E_SYNTAX);
        assert_non_null(strstr(err.text, others[i].word));
        assert_non_null(strstr(err.text, path));
    }
    struct bs_ndjson *r;
    assert_int_equal(bs_ndjson_open(dir, &r, &err), BS_E_IO);
    assert_non_null(strstr(err.text, "directory"));
    assert_null(r);
    assert_int_equal(bs_ndjson_open("/nowhere/at/all", &r, &err), BS_E_NOTFOUND);
}

static void pipes_work(void **state)
{
    struct bs_ndjson *r;
    bs_str line;
    int64_t number, done, total;
    int fd[2];
    (void)state;
    assert_int_equal(pipe(fd), 0);
    assert_int_equal(write(fd[1], "{a}\n{b}", 7), 7);
    close(fd[1]);
    int saved = dup(0);
    assert_int_equal(dup2(fd[0], 0), 0);
    assert_int_equal(bs_ndjson_open("-", &r, &err), BS_OK);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_OK);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_OK);
    assert_true(bs_str_eq(line, BS_STR("{b}")));
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_E_NOTFOUND);
    bs_ndjson_progress(r, &done, &total);
    assert_int_equal(total, -1);
    bs_ndjson_close(r);
    dup2(saved, 0);
    close(saved);
    close(fd[0]);
}

static void one_line_too_long_is_skipped(void **state)
{
    struct bs_ndjson *r;
    bs_str line;
    int64_t number;
    struct bs_buf b;
    (void)state;
    size_t n = BS_JSON_LINE_MAX + 70000U;
    char *text = malloc(n);
    memset(text, 'x', n);
    memcpy(text, "{a}\n", 4);
    memcpy(text + n - 5, "\n{b}\n", 5);
    bs_buf_init(&b, 64 << 20);
    add_member(&b, (bs_bytes){(uint8_t *)text, n}, 1);
    put((bs_bytes){b.p, b.len});
    assert_int_equal(bs_ndjson_open(path, &r, &err), BS_OK);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_OK);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_E_LIMIT);
    assert_int_equal(number, 2);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_OK);
    assert_int_equal(number, 3);
    assert_true(bs_str_eq(line, BS_STR("{b}")));
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_E_NOTFOUND);
    bs_ndjson_close(r);
    bs_buf_fini(&b);
    free(text);
}

static void a_bomb_is_stopped(void **state)
{
    struct bs_ndjson *r;
    bs_str line;
    int64_t number;
    struct bs_buf b;
    (void)state;
    /* One member a mebibyte: 320 MiB of blank lines in 320 KiB. */
    size_t n = 1 << 20;
    char *text = malloc(n);
    memset(text, '\n', n);
    bs_buf_init(&b, 4 << 20);
    add_member(&b, (bs_bytes){(uint8_t *)text, n}, 9);
    size_t one = b.len;
    for (int i = 1; i < 320; i++) {
        assert_int_equal(bs_buf_reserve(&b, one), BS_OK);
        assert_int_equal(bs_buf_add(&b, (bs_bytes){b.p, one}), BS_OK);
    }
    put((bs_bytes){b.p, b.len});
    assert_int_equal(bs_ndjson_open(path, &r, &err), BS_OK);
    assert_int_equal(bs_ndjson_next(r, &line, &number, &err), BS_E_CORRUPT);
    assert_non_null(strstr(err.text, "bomb"));
    bs_ndjson_close(r);
    bs_buf_fini(&b);
    free(text);
}

static void deflate_goes_round(void **state)
{
    struct bs_buf packed, back;
    (void)state;
    size_t n = 100000;
    uint8_t *text = malloc(n);
    for (size_t i = 0; i < n; i++)
        text[i] = (uint8_t)(i * i >> 7);
    bs_buf_init(&packed, 1 << 20);
    bs_buf_init(&back, n);
    assert_int_equal(bs_deflate((bs_bytes){text, n}, &packed), BS_OK);
    assert_true(packed.len < n);
    /* Exactly as much room as there is content: enough. */
    assert_int_equal(bs_inflate((bs_bytes){packed.p, packed.len}, &back), BS_OK);
    assert_true(bs_bytes_eq((bs_bytes){back.p, back.len}, (bs_bytes){text, n}));
    bs_buf_fini(&back);
    bs_buf_init(&back, n - 1);
    assert_int_equal(bs_inflate((bs_bytes){packed.p, packed.len}, &back), BS_E_LIMIT);
    assert_int_equal(back.len, 0);
    for (size_t cut = 0; cut < 64; cut++)
        assert_int_equal(bs_inflate((bs_bytes){packed.p, cut}, &back), BS_E_CORRUPT);
    bs_buf_fini(&packed);
    bs_buf_init(&packed, 100);
    assert_int_equal(bs_deflate((bs_bytes){text, n}, &packed), BS_E_LIMIT);
    bs_buf_clear(&packed);
    bs_buf_fini(&back);
    bs_buf_init(&back, n);
    assert_int_equal(bs_deflate(BS_BYTES(""), &packed), BS_OK);
    assert_int_equal(bs_inflate((bs_bytes){packed.p, packed.len}, &back), BS_OK);
    assert_int_equal(back.len, 0);
    bs_buf_fini(&packed);
    bs_buf_fini(&back);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines),
        cmocka_unit_test(lines_keep_their_numbers),
        cmocka_unit_test(members_follow_each_other),
        cmocka_unit_test(every_cut_of_a_gzip_file_is_reported),
        cmocka_unit_test(every_flipped_byte_of_the_trailer_is_reported),
        cmocka_unit_test(what_is_no_ndjson_is_told),
        cmocka_unit_test(pipes_work),
        cmocka_unit_test(one_line_too_long_is_skipped),
        cmocka_unit_test(a_bomb_is_stopped),
        cmocka_unit_test(deflate_goes_round),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
