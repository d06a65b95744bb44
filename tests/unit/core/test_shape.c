/* What varies is masked, what tells services apart is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/classify.h"
#include "bannerscope/identity.h"

static bs_id shape(bs_bytes wire, const struct bs_decoded *d)
{
    struct bs_buf out;

    bs_buf_init(&out, 4 * wire.n + 64);
    bs_shape_mask(wire, d, &out);
    bs_id id = bs_id_of((bs_bytes){out.p, out.len});
    bs_buf_fini(&out);
    return id;
}

static const struct {
    const char *a, *b;
    bool same;
} pairs[] = {
    {"HTTP/1.1 200 OK\r\nDate: Thu, 25 Feb 2021 01:35:44 GMT\r\nContent-Length: 5\r\n",
     "HTTP/1.1 200 OK\r\nDate: Mon, 01 Mar 2021 11:05:04 GMT\r\nContent-Length: 1534\r\n", true},
    {"HTTP/1.1 200 OK\r\nServer: nginx\r\n", "HTTP/1.1 200 OK\r\nServer: Apache\r\n", false},
    {"Set-Cookie: PHPSESSID=k3j4h5g6f7d8s9a0q1w2e3\r\n",
     "Set-Cookie: PHPSESSID=z9x8c7v6b5n4m3l2k1j0h9\r\n", true},
    {"ETag: \"5f3e1a2b-264\"\r\n", "ETag: \"00ab34cd-1f4\"\r\n", true},
    {"220 mail.example.org ESMTP Postfix\r\n", "220 mx7.example.net ESMTP Postfix\r\n", true},
    {"220 mail.example.org ESMTP Postfix\r\n", "220 mail.example.org ESMTP Exim\r\n", false},
    {"Key type: ssh-rsa\nKey: AAAAB3NzaC1yc2E/abc\nQQ==\nFingerprint: 00:11:22:33:44\n",
     "Key type: ssh-rsa\nKey: AAAAE2VjZHNhLXNoYTI+zzz\nHL7=\nFingerprint: aa:b1:c2:d3:e4\n",
     true},
    {"Key type: ssh-rsa\n", "Key type: ssh-dss\n", false},
    {"MAC Address: 00-40-9d-12-34-56 SW", "MAC Address: 00-ab-9d-cd-34-ef SW", true},
    {"Location: https://192.0.2.7/login\r\n", "Location: https://198.51.100.10/login\r\n", true},
    {"Location: https://a.example/login\r\n", "Location: https://bb.example/login\r\n", true},
    {"Token ab/k3j4h5g6f7d8s9 ready\r\n", "Token zx/q1w2e3r4t5y6u7 ready\r\n", true},
    {"Token ab/cdefghijklmnop ready\r\n", "Token zx/cdefghijklmnop ready\r\n", false},
    {"Location: app/explorer.html\r\n", "Location: app/index.html\r\n", false},
};

static void test_pairs(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(pairs); i++) {
        bool same = shape(bs_str_bytes(bs_str_z(pairs[i].a)), NULL) ==
                    shape(bs_str_bytes(bs_str_z(pairs[i].b)), NULL);
        if (same != pairs[i].same)
            fail_msg("pair %zu: %s", i, pairs[i].a);
    }
}

static void test_binary_is_kept(void **state)
{
    (void)state;
    assert_int_not_equal(shape(BS_BYTES("\x03\0\0\0\0\4\0\1\1\7"), NULL),
                         shape(BS_BYTES("\x03\0\0\0\0\4\0\1\1\1"), NULL));
}

static void test_decoded_fields_are_masked(void **state)
{
    struct bs_decoded d = {.certainty = BS_PROVEN, .service = BS_STR("modbus")};
    bs_bytes a = BS_BYTES("\x12\x34\0\0\0\3\1\x83\1"), b = BS_BYTES("\0\1\0\0\0\3\1\x83\1");

    (void)state;
    assert_int_equal(shape(a, &d), shape(b, &d));
    assert_int_not_equal(shape(a, NULL), shape(b, NULL));
}

/* A protocol nobody can read: head and length stay apart from what is drawn anew; another head is
 * another shape; short and plain answers stay as they are. */
static void test_unknown_templates(void **state)
{
    bs_bytes a = BS_BYTES("\x9b\xa7\x91\xd0\xe3\xf2\x85\xbc\xc1\x9e");
    bs_bytes b = BS_BYTES("\x9b\xa7\xff\x80\xc7\x99\xad\xb1\xee\xd2\x8c\xf9\xa0\x93");
    bs_bytes other = BS_BYTES("\xc3\xeb\x91\xd0\xe3\xf2\x85\xbc\xc1\x9e");

    (void)state;
    assert_int_equal(shape(a, NULL), shape(b, NULL));
    assert_int_not_equal(shape(a, NULL), shape(other, NULL));
    assert_int_not_equal(shape(BS_BYTES("\1\2\3\4\5\6\7\10\11"), NULL),
                         shape(BS_BYTES("\1\2\3\4\5\6\7\10\12"), NULL));
    assert_int_equal(shape(BS_BYTES("\x9b\xa7\0\x0a\xd0\xe3\xf2\x85\xbc\xc1\x9e\x81\xa9\x90"), NULL),
                     shape(BS_BYTES("\x9b\xa7\0\x0b\xd1\xe7\xf9\x82\xb4\xcc\x96\x8f\xa3\x99\xee"), NULL));
}

/* The places that are masked, in order and within the bytes. */
static void test_ranges(void **state)
{
    bs_bytes text = BS_BYTES("qzx 17 ready at mail.example.org\r\n");
    struct bs_buf out;
    struct bs_shape_range r[4];

    (void)state;
    bs_buf_init(&out, 4096);
    bs_shape_ranges(text, NULL, &out);
    assert_int_equal(out.len, 2 * sizeof r[0]);
    memcpy(r, out.p, out.len);
    assert_true(r[0].offset == 4 && r[0].length == 2 && r[0].mark == '#');
    assert_true(r[1].offset == 16 && r[1].length == 16 && r[1].mark == 'H');
    bs_buf_fini(&out);
}

/* A decoder's fields by their names, whatever their length. */
static void test_fields_by_name(void **state)
{
    struct bs_field fa[] = {{.name = "version", .offset = 0, .length = 1},
                            {.name = "server_random", .offset = 1, .length = 3}};
    struct bs_field fb[] = {{.name = "version", .offset = 0, .length = 1},
                            {.name = "server_random", .offset = 1, .length = 5}};
    struct bs_decoded a = {.certainty = BS_PROVEN, .service = BS_STR("some"), .field = fa, .fields = 2};
    struct bs_decoded b = {.certainty = BS_PROVEN, .service = BS_STR("some"), .field = fb, .fields = 2};

    (void)state;
    assert_int_equal(shape(BS_BYTES("\3\x11\x22\x33\7"), &a), shape(BS_BYTES("\3\x44\5\6\1\2\7"), &b));
    fb[1].name = "level";
    assert_int_not_equal(shape(BS_BYTES("\3\x11\x22\x33\7"), &a), shape(BS_BYTES("\3\x44\5\6\1\2\7"), &b));
}

/* Any bytes, cut anywhere, give a shape; the same bytes the same one. */
static void test_prefixes(void **state)
{
    static const uint8_t wire[] = "HTTP/1.1 200\r\nKey: AAA\nBBB=\n\0\1 00:11:22:33:44 //a.b.c "
                                  "user@h.example Mon 5f3e1a2b k3j4h5g6f7d8s9a0q1w2";

    (void)state;
    for (size_t n = 0; n <= sizeof wire; n++) {
        uint8_t *copy = malloc(n + 1);
        assert_non_null(copy);
        memcpy(copy, wire, n);
        assert_int_equal(shape((bs_bytes){copy, n}, NULL), shape((bs_bytes){wire, n}, NULL));
        free(copy);
    }
}

static void test_banner_id(void **state)
{
    bs_bytes none = {NULL, 0};

    (void)state;
    assert_int_equal(bs_banner_id(BS_BYTES("abc"), none), bs_id_of(BS_BYTES("abc")));
    assert_int_not_equal(bs_banner_id(BS_BYTES("ab"), BS_BYTES("c")),
                         bs_banner_id(BS_BYTES("a"), BS_BYTES("bc")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),       cmocka_unit_test(test_binary_is_kept),
        cmocka_unit_test(test_prefixes),    cmocka_unit_test(test_decoded_fields_are_masked),
        cmocka_unit_test(test_banner_id),   cmocka_unit_test(test_unknown_templates),
        cmocka_unit_test(test_ranges),      cmocka_unit_test(test_fields_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
