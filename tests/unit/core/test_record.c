#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/record.h"

static void parses_to(const char *text, const char *canonical)
{
    struct bs_addr a;
    char out[46];
    assert_true(bs_addr_parse(bs_str_z(text), &a));
    bs_addr_format(&a, out);
    assert_string_equal(out, canonical);
}

static void addresses_have_one_spelling(void **state)
{
    (void)state;
    parses_to("192.0.2.1", "192.0.2.1");
    parses_to("255.255.255.255", "255.255.255.255");
    parses_to("::ffff:192.0.2.1", "192.0.2.1");
    parses_to("2001:0DB8:0000:0000:0000:0000:0000:0022", "2001:db8::22");
    parses_to("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
    parses_to("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
    parses_to("2001:db8:0:0:0:1:0:0", "2001:db8::1:0:0");
    parses_to("::", "::");
    parses_to("::1", "::1");
    parses_to("1::", "1::");
    parses_to("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8");
    parses_to("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void what_is_no_address(void **state)
{
    static const char *const bad[] = {
        "", ".", "1", "192.0.2", "192.0.2.256", "192.0.2.1.1", "192.0.2.1 ", " 192.0.2.1",
        "2001:db8", ":::", "1::2::3", "[::1]", "::1%lo", "::1/128", "a.example",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    };
    struct bs_addr a;
    (void)state;
    for (size_t i = 0; i < BS_COUNT(bad); i++)
        assert_false(bs_addr_parse(bs_str_z(bad[i]), &a));
    assert_false(bs_addr_parse(BS_STR("192.0.2.1\0evil"), &a));
}

static void v4_addresses_are_mapped(void **state)
{
    struct bs_addr a, b;
    (void)state;
    bs_addr_from_v4(0xc0000201, &a);
    assert_true(bs_addr_parse(BS_STR("192.0.2.1"), &b));
    assert_memory_equal(&a, &b, sizeof(a));
    assert_true(bs_addr_is_v4(&a));
    assert_true(bs_addr_parse(BS_STR("2001:db8::1"), &b));
    assert_false(bs_addr_is_v4(&b));
}

static bool in_net(const char *address, const char *net)
{
    struct bs_addr a, n;
    int bits;
    assert_true(bs_addr_parse(bs_str_z(address), &a));
    assert_true(bs_net_parse(bs_str_z(net), &n, &bits));
    return bs_addr_in_net(&a, &n, bits);
}

static void networks(void **state)
{
    static const char *const bad[] = {"", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1",
                                      "192.0.2.0/8x", "2001:db8::/129", "/24", "192.0.2.0/24/8"};
    struct bs_addr n;
    int bits;
    (void)state;
    assert_true(in_net("192.0.2.255", "192.0.2.0/24"));
    assert_true(in_net("192.0.2.255", "192.0.2.77/24"));
    assert_false(in_net("192.0.3.0", "192.0.2.0/24"));
    assert_true(in_net("192.0.2.5", "192.0.2.4/31"));
    assert_false(in_net("192.0.2.6", "192.0.2.4/31"));
    assert_true(in_net("192.0.2.5", "192.0.2.5"));
    assert_false(in_net("192.0.2.4", "192.0.2.5"));
    assert_true(in_net("203.0.113.9", "0.0.0.0/0"));
    assert_false(in_net("2001:db8::1", "0.0.0.0/0"));
    assert_true(in_net("2001:db8:0:ffff::1", "2001:db8::/32"));
    assert_false(in_net("2001:db9::1", "2001:db8::/32"));
    for (size_t i = 0; i < BS_COUNT(bad); i++)
        assert_false(bs_net_parse(bs_str_z(bad[i]), &n, &bits));
}

static void target_prints(const char *text, const char *canonical)
{
    struct bs_target t;
    struct bs_buf out;
    struct bs_error e = {0};
    bs_buf_init(&out, 1024);
    assert_int_equal(bs_target_parse(bs_str_z(text), &t, &e), BS_OK);
    bs_target_format(&t, &out);
    assert_true(bs_str_eq(bs_buf_str(&out), bs_str_z(canonical)));
    bs_buf_fini(&out);
}

static void targets_go_round(void **state)
{
    (void)state;
    target_prints("192.0.2.1:104", "192.0.2.1:104");
    target_prints("192.0.2.1:104/tcp", "192.0.2.1:104");
    target_prints("192.0.2.1:53/UDP", "192.0.2.1:53/udp");
    target_prints("[2001:DB8::0:1]:443@a.example", "[2001:db8::1]:443@a.example");
    target_prints("[2001:db8::1]:53/udp@a@b", "[2001:db8::1]:53/udp@a@b");
}

static void bad_targets_say_why(void **state)
{
    static const char *const bad[] = {
        "", "192.0.2.1", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:1/sctp",
        "192.0.2.1:1/", "192.0.2.1:1@", "2001:db8::1:443", "[192.0.2.1]:1", "[2001:db8::1]",
        "[2001:db8::1", "[]:1", ":1", "x:1", "192.0.2.1:+1", "192.0.2.1:1/udp/tcp",
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(bad); i++) {
        struct bs_target t;
        struct bs_error e = {0};
        assert_int_equal(bs_target_parse(bs_str_z(bad[i]), &t, &e), BS_E_SYNTAX);
        assert_int_equal(e.code, BS_E_SYNTAX);
        assert_true(strlen(e.text) > 0);
    }
}

static void every_prefix_of_a_target_is_safe(void **state)
{
    static const char text[] = "[2001:db8::1]:53/udp@a.example";
    (void)state;
    for (size_t n = 0; n < sizeof(text); n++) {
        struct bs_target t;
        char *exact = bs_strdup((bs_str){text, n});
        (void)bs_target_parse((bs_str){exact, n}, &t, NULL);
        bs_str whole = {exact, n};
        assert_true(t.vhost.n <= whole.n);
        free(exact);
    }
}

static void the_trait_table_covers_the_struct(void **state)
{
    struct bs_traits t;
    (void)state;
    memset(&t, 0, sizeof(t));
    t.jarm = BS_STR("j");
    t.module = BS_STR("m");
    assert_true(bs_str_eq(bs_trait(&t, 0), t.module));
    assert_true(bs_str_eq(bs_trait(&t, BS_TRAIT_COUNT - 1), t.jarm));
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++) {
        assert_int_equal(bs_trait_defs[i].offset, i * sizeof(bs_str));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(bs_trait_defs[i].name, bs_trait_defs[j].name);
    }
}

static void wire_is(bs_bytes data, bs_bytes raw, enum bs_notation want, bs_bytes bytes)
{
    struct bs_arena a;
    enum bs_notation how;
    bs_arena_init(&a, 0);
    bs_bytes got = bs_wire_bytes(data, raw, &a, &how);
    assert_int_equal(how, want);
    assert_true(bs_bytes_eq(got, bytes));
    bs_arena_fini(&a);
}

static void wire_bytes_in_their_order_of_trust(void **state)
{
    (void)state;
    wire_is(BS_BYTES("\\x00"), BS_BYTES("\1\2"), BS_NOTE_RAW, BS_BYTES("\1\2"));
    wire_is(BS_BYTES("\\xff\\xfd\\'"), BS_BYTES(""), BS_NOTE_ESCAPED, BS_BYTES("\xff\xfd\x27"));
    wire_is(BS_BYTES("HTTP/1.1 200 OK\r\n"), BS_BYTES(""), BS_NOTE_TEXT,
            BS_BYTES("HTTP/1.1 200 OK\r\n"));
    wire_is(BS_BYTES("C:\\xampp\\htdocs"), BS_BYTES(""), BS_NOTE_TEXT,
            BS_BYTES("C:\\xampp\\htdocs"));
    wire_is(BS_BYTES("DICOM Server Response\n\\x02\\x00"), BS_BYTES(""), BS_NOTE_ESCAPED,
            BS_BYTES("DICOM Server Response\n\x02\x00"));
    wire_is(BS_BYTES(""), BS_BYTES(""), BS_NOTE_TEXT, BS_BYTES(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_one_spelling),
        cmocka_unit_test(what_is_no_address),
        cmocka_unit_test(v4_addresses_are_mapped),
        cmocka_unit_test(networks),
        cmocka_unit_test(targets_go_round),
        cmocka_unit_test(bad_targets_say_why),
        cmocka_unit_test(every_prefix_of_a_target_is_safe),
        cmocka_unit_test(the_trait_table_covers_the_struct),
        cmocka_unit_test(wire_bytes_in_their_order_of_trust),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
