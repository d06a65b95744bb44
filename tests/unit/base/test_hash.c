#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/base.h"
#include "sha256.h"

static void digest(bs_bytes b, const char *want)
{
    uint8_t out[32];
    char hex[65];
    bs_sha256(b, out);
    bs_hex_encode((bs_bytes){out, 32}, hex);
    assert_string_equal(hex, want);
}

/* FIPS 180-4's examples (NIST CSRC), and the empty message. */
static void sha256_examples(void **state)
{
    (void)state;
    digest(BS_BYTES(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest(BS_BYTES("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest(BS_BYTES("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    uint8_t *million = malloc(1000000);
    memset(million, 'a', 1000000);
    digest((bs_bytes){million, 1000000},
           "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

static void sha256_does_not_care_how_it_is_fed(void **state)
{
    (void)state;
    uint8_t data[200], whole[32], parts[32];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7);
    for (size_t n = 0; n <= sizeof data; n++) {
        bs_sha256((bs_bytes){data, n}, whole);
        for (size_t step = 1; step < 130; step += 21) {
            struct bs_sha256 s;
            bs_sha256_init(&s);
            for (size_t at = 0; at < n; at += step)
                bs_sha256_add(&s, bs_bytes_sub((bs_bytes){data, n}, at, step));
            bs_sha256_end(&s, parts);
            assert_memory_equal(whole, parts, 32);
        }
    }
}

/* Whatever this processor has: the instructions, where it has them, say what plain C says. */
static void sha256_both_ways(void **state)
{
    (void)state;
    enum { BLOCKS = 5 };
    uint8_t data[64 * BLOCKS + 1];
    uint32_t plain[8], quick[8];
    bs_sha256_blocks *way = bs_sha256_quick();
    if (!way)
        skip();
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * i * 31 + i / 7);
    for (uint32_t round = 0; round < 100; round++) {
        for (uint32_t i = 0; i < 8; i++)
            plain[i] = quick[i] = (round + i) * 0x9e3779b9U;
        bs_sha256_plain(plain, data + round % 2, round % (BLOCKS + 1));
        way(quick, data + round % 2, round % (BLOCKS + 1));
        assert_memory_equal(plain, quick, sizeof plain);
        data[round] ^= 0x5a;
    }
}

/* Shodan's own example, and a TFTP record whose hash is published with it: the hash is taken of the
 * escaped text, not of the bytes behind it. */
static void murmur3_is_shodans(void **state)
{
    (void)state;
    assert_int_equal(bs_murmur3(BS_BYTES("")), 0);
    assert_int_equal(bs_murmur3(BS_BYTES("SOMETHING")), -82460412);
    assert_int_equal(bs_murmur3(BS_BYTES("\\x00\\x05\\x00\\x01File not found.\\x00")), -795816946);
    assert_int_equal(bs_murmur3(BS_BYTES("\x00\x05\x00\x01" "File not found.\x00")), -193830773);
}

static void ids(void **state)
{
    (void)state;
    char text[17];
    bs_id id;
    bs_id_format(bs_id_of(BS_BYTES("abc")), text);
    assert_string_equal(text, "ba7816bf8f01cfea"); /* the front of its SHA-256 */
    assert_true(bs_id_parse(BS_STR("ba7816bf8f01cfea"), &id) && id == bs_id_of(BS_BYTES("abc")));
    assert_true(bs_id_parse(BS_STR("BA7816BF8F01CFEA"), &id) && id == bs_id_of(BS_BYTES("abc")));
    assert_true(bs_id_parse(BS_STR("ffffffffffffffff"), &id) && id == UINT64_MAX);
    assert_false(bs_id_parse(BS_STR("ba7816bf8f01cfe"), &id));
    assert_false(bs_id_parse(BS_STR("ba7816bf8f01cfeaa"), &id));
    assert_false(bs_id_parse(BS_STR("ba7816bf8f01cfeg"), &id));
    assert_false(bs_id_parse(BS_STR(""), &id));
}

static void table_hashes_differ_where_input_differs(void **state)
{
    (void)state;
    uint8_t zeros[40] = {0};
    uint64_t seen[41];
    for (size_t n = 0; n <= 40; n++) { /* zeros of every length: the length counts */
        seen[n] = bs_hash64((bs_bytes){zeros, n}, 1);
        assert_true(seen[n] != bs_hash64((bs_bytes){zeros, n}, 2));
        for (size_t i = 0; i < n; i++)
            assert_true(seen[i] != seen[n]);
    }
    for (size_t at = 0; at < 40; at++) { /* and each byte */
        zeros[at] = 1;
        assert_true(bs_hash64((bs_bytes){zeros, 40}, 1) != seen[40]);
        zeros[at] = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_examples),
        cmocka_unit_test(sha256_does_not_care_how_it_is_fed),
        cmocka_unit_test(sha256_both_ways),
        cmocka_unit_test(murmur3_is_shodans),
        cmocka_unit_test(ids),
        cmocka_unit_test(table_hashes_differ_where_input_differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
