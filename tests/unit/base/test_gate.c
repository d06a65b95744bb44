#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <langinfo.h>
#include <locale.h>
#include <wchar.h>

#include "bannerscope/gate.h"

static bool gates(enum bs_gate_mode mode, bs_str in, const char *want)
{
    struct bs_buf out;
    bs_buf_init(&out, 1 << 16);
    bs_gate_text(bs_str_bytes(in), mode, false, &out);
    bool same = bs_str_eq(bs_buf_str(&out), bs_str_z(want));
    if (!same)
        print_message("# got \"%.*s\", want \"%s\"\n", (int)out.len, (char *)out.p, want);
    bs_buf_fini(&out);
    return same;
}

static void controls_become_notation(void **state)
{
    (void)state;
    assert_true(gates(BS_GATE_UTF8, BS_STR("a\t\r\n\x1b[31m\x7f\0b"), "a\\t\\r\\n\\x1b[31m\\x7f\\x00b"));
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xc2\x9b" "31m"), "\\u{9B}31m")); /* C1 as UTF-8 */
    assert_true(gates(BS_GATE_UTF8, BS_STR("\x9b" "31m"), "\\x9b31m"));       /* C1 raw */
    assert_true(gates(BS_GATE_UTF8, BS_STR("\\x1b"), "\\\\x1b")); /* the data's backslash is doubled */
}

static void what_has_power_without_being_seen(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want;
    } c[] = {
        {"\xe2\x80\xae", "\\u{202E}"}, {"\xe2\x81\xa6", "\\u{2066}"},  /* bidi override, isolate */
        {"\xe2\x80\x8b", "\\u{200B}"}, {"\xe2\x80\x8d", "\\u{200D}"},  /* zero-width space, joiner */
        {"\xef\xbb\xbf", "\\u{FEFF}"}, {"\xc2\xad", "\\u{AD}"},        /* byte order mark, soft hyphen */
        {"\xe2\x80\xa8", "\\u{2028}"}, {"\xe3\x80\x80", "\\u{3000}"},  /* line separator, wide blank */
        {"\xc2\xa0", "\\u{A0}"},       {"\xe3\x85\xa4", "\\u{3164}"},  /* no-break blank, filler */
        {"\xcc\x81", "\\u{301}"},      {"\xd7\x90", "\\u{5D0}"},       /* combining, Hebrew */
        {"\xd8\xa7", "\\u{627}"},      {"\xee\x80\x80", "\\u{E000}"},  /* Arabic, private use */
        {"\xef\xbf\xbf", "\\u{FFFF}"}, {"\xf0\x9f\x98\x80", "\\u{1F600}"}, /* noncharacter, emoji */
        {"\xf3\xa0\x81\x81", "\\u{E0041}"}, {"\xef\xb8\x8f", "\\u{FE0F}"}, /* tag, variation selector */
        {"\xe2\xa0\x80", "\\u{2800}"}, {"\xe1\x85\x9f", "\\u{115F}"},  /* blank braille, Jamo filler */
        {"\xcd\xb8", "\\u{378}"},      {"\xf4\x8f\xbf\xbf", "\\u{10FFFF}"}, /* unassigned, the last */
    };
    for (size_t i = 0; i < BS_COUNT(c); i++)
        assert_true(gates(BS_GATE_UTF8, bs_str_z(c[i].in), c[i].want));
}

static void letters_pass(void **state)
{
    (void)state;
    assert_true(gates(BS_GATE_UTF8, BS_STR("Zorgcaf\xc3\xa9"), "Zorgcaf\xc3\xa9"));
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xe2\x82\xac"), "\\u{20AC}")); /* of ambiguous width */
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xe6\x97\xa5"), "\xe6\x97\xa5")); /* a wide one */
    assert_int_equal(bs_gate_width(0x65e5), 2);
    assert_int_equal(bs_gate_width('a'), 1);
    assert_int_equal(bs_gate_width(0xe9), 1);
    assert_true(gates(BS_GATE_ASCII, BS_STR("caf\xc3\xa9"), "caf\\u{E9}"));
}

/* Bytes that are no UTF-8 cost themselves only: the neighbour stays. */
static void damage_stays_where_it_is(void **state)
{
    (void)state;
    assert_true(gates(BS_GATE_UTF8, BS_STR("A\xc3" "B"), "A\\xc3B"));
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xe0\x80\x9b"), "\\xe0\\x80\\x9b"));         /* overlong */
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xc0\x9b"), "\\xc0\\x9b"));
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xed\xa0\x80"), "\\xed\\xa0\\x80"));         /* surrogate */
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80")); /* > 10FFFF */
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xf8\x88\x80\x80\x80"), "\\xf8\\x88\\x80\\x80\\x80"));
    assert_true(gates(BS_GATE_UTF8, BS_STR("\xe2\x82"), "\\xe2\\x82"));                  /* cut */
}

static void utf8_by_the_table(void **state)
{
    (void)state;
    uint32_t valid = 0;
    for (uint32_t cp = 0; cp < 0x110000; cp++) { /* every code point there is */
        uint8_t b[4];
        size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
        uint32_t rest = cp, got = 0;
        for (size_t i = n; i-- > 1; rest >>= 6)
            b[i] = (uint8_t)(0x80 | (rest & 0x3f));
        b[0] = (uint8_t)(n == 1 ? rest : n == 2 ? 0xc0 | rest : n == 3 ? 0xe0 | rest : 0xf0 | rest);
        size_t used = bs_utf8_next((bs_bytes){b, n}, &got);
        bool surrogate = cp >= 0xd800 && cp < 0xe000;
        assert_int_equal(used, surrogate ? 0 : n);
        if (used) {
            assert_int_equal(got, cp);
            valid++;
        }
        for (size_t cut = 0; cut < n; cut++)
            assert_int_equal(bs_utf8_next((bs_bytes){b, cut}, &got), 0);
    }
    assert_int_equal(valid, 0x110000 - 0x800);
    assert_true(bs_utf8_valid(BS_BYTES("")));
    assert_true(bs_utf8_valid(BS_BYTES("a\0\xc3\xa9")));
    assert_false(bs_utf8_valid(BS_BYTES("a\xc3")));
}

/* What the gate lets through, over all code points: never a control, a blank beyond U+0020, a
 * surrogate; and nothing above the first plane. */
static void the_allow_list_is_an_allow_list(void **state)
{
    (void)state;
    int allowed = 0;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        int w = bs_gate_width(cp);
        assert_true(w >= 0 && w <= 2);
        if (!w)
            continue;
        allowed++;
        assert_true(cp >= 0x20 && cp <= 0xffff && (cp < 0x7f || cp > 0xa0));
        assert_false(cp >= 0xd800 && cp < 0xf900);   /* surrogates, private use */
        assert_false(cp >= 0x0590 && cp < 0x0600);   /* Hebrew */
        assert_false(cp >= 0x2000 && cp <= 0x200f);  /* blanks, joiners, marks of direction */
        assert_false(cp >= 0x2028 && cp <= 0x202f);
        assert_false(cp >= 0x205f && cp <= 0x206f);
        assert_false(cp >= 0x0300 && cp < 0x0370);   /* combining */
        assert_false(cp >= 0xfe00 && cp < 0xfe10);   /* variation selectors */
        assert_false(cp >= 0xfff0);
    }
    assert_true(allowed > 20000);
}

/* curses asks the C library how wide a character is: both must say the same. */
static void widths_are_those_of_the_system(void **state)
{
    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        skip();
    for (uint32_t cp = 0x20; cp <= 0xffff; cp++) {
        int w = bs_gate_width(cp);
        if (w && wcwidth((wchar_t)cp) != w)
            fail_msg("U+%04X: %d here, %d there", (unsigned)cp, w, wcwidth((wchar_t)cp));
    }
}

static uint32_t next(uint32_t *seed)
{
    return *seed = *seed * 1664525u + 1013904223u;
}

/* Two inputs that differ never look the same: the output can be read back. */
static void nothing_is_lost(void **state)
{
    (void)state;
    uint32_t seed = 3;
    struct bs_buf out, back;
    bs_buf_init(&out, 1 << 16);
    bs_buf_init(&back, 1 << 16);
    for (int round = 0; round < 4000; round++) {
        uint8_t in[40];
        size_t n = next(&seed) >> 8 & 31;
        for (size_t i = 0; i < n; i++)
            in[i] = (uint8_t)(next(&seed) >> 24);
        bs_buf_clear(&out);
        bs_buf_clear(&back);
        bs_gate_text((bs_bytes){in, n}, BS_GATE_ASCII, false, &out);
        for (size_t i = 0; i < out.len;) {
            if (out.p[i] != '\\') {
                bs_buf_putc(&back, (char)out.p[i++]);
            } else if (out.p[i + 1] == 'u') {
                char *end;
                unsigned long cp = strtoul((char *)out.p + i + 3, &end, 16);
                assert_int_equal(*end, '}');
                if (cp < 0x800) {
                    bs_buf_putc(&back, (char)(0xc0 | cp >> 6));
                } else if (cp < 0x10000) {
                    bs_buf_putc(&back, (char)(0xe0 | cp >> 12));
                    bs_buf_putc(&back, (char)(0x80 | (cp >> 6 & 0x3f)));
                } else {
                    bs_buf_putc(&back, (char)(0xf0 | cp >> 18));
                    bs_buf_putc(&back, (char)(0x80 | (cp >> 12 & 0x3f)));
                    bs_buf_putc(&back, (char)(0x80 | (cp >> 6 & 0x3f)));
                }
                bs_buf_putc(&back, (char)(0x80 | (cp & 0x3f)));
                i = (size_t)(end - (char *)out.p) + 1;
            } else {
                size_t m = out.p[i + 1] == 'x' ? 4 : 2;
                assert_int_equal(bs_unescape_lenient((bs_bytes){out.p + i, m}, &back), BS_OK);
                i += m;
            }
        }
        assert_int_equal(back.len, n);
        assert_true(n == 0 || memcmp(back.p, in, n) == 0);
    }
    bs_buf_fini(&out);
    bs_buf_fini(&back);
}

static void fit(bs_str in, int width, bool pad, const char *want)
{
    struct bs_buf out;
    bs_buf_init(&out, 1 << 12);
    bs_gate_fit(bs_str_bytes(in), BS_GATE_UTF8, width, pad, &out);
    if (!bs_str_eq(bs_buf_str(&out), bs_str_z(want)))
        fail_msg("got \"%.*s\", want \"%s\"", (int)out.len, (char *)out.p, want);
    bs_buf_fini(&out);
}

static void cells_are_cut_and_padded(void **state)
{
    (void)state;
    fit(BS_STR("abc"), 3, true, "abc");
    fit(BS_STR("abcd"), 3, true, "ab~");
    fit(BS_STR("ab"), 4, true, "ab  ");
    fit(BS_STR("ab"), 4, false, "ab");
    fit(BS_STR(""), 2, true, "  ");
    fit(BS_STR("abc"), 0, true, "");
    fit(BS_STR("abc"), -1, true, "");
    fit(BS_STR("abc"), 1, true, "~");
    fit(BS_STR("a\x1b"), 4, true, "a~  ");  /* notation is whole or not there */
    fit(BS_STR("a\x1b"), 5, true, "a\\x1b");
    fit(BS_STR("\xe6\x97\xa5\xe6\x9c\xac"), 3, true, "\xe6\x97\xa5~");
    fit(BS_STR("\xe6\x97\xa5\xe6\x9c\xac"), 2, true, "~ "); /* half of a wide one is none */
}

static void error_texts_are_one_line_of_ascii(void **state)
{
    (void)state;
    char out[16];
    assert_string_equal(bs_gate_z(BS_BYTES("a\n\xc3\xa9"), out, sizeof out), "a\\n\\u{E9}");
    for (size_t max = 1; max <= sizeof out; max++) {
        memset(out, 'X', sizeof out);
        bs_gate_z(BS_BYTES("abc\x1b" "def\xff" "ghi"), out, max);
        assert_true(strlen(out) < max);
    }
    assert_string_equal(bs_gate_z(BS_BYTES("abc\x1b"), out, 7), "abc");
    assert_string_equal(bs_gate_z(BS_BYTES("abc\x1b"), out, 8), "abc\\x1b");
}

static void lines_can_be_kept(void **state)
{
    (void)state;
    struct bs_buf out;
    bs_buf_init(&out, 100);
    bs_gate_text(BS_BYTES("a\r\nb\x0b"), BS_GATE_UTF8, true, &out);
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("a\\r\nb\\x0b")));
    bs_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_become_notation),
        cmocka_unit_test(what_has_power_without_being_seen),
        cmocka_unit_test(letters_pass),
        cmocka_unit_test(damage_stays_where_it_is),
        cmocka_unit_test(utf8_by_the_table),
        cmocka_unit_test(the_allow_list_is_an_allow_list),
        cmocka_unit_test(widths_are_those_of_the_system),
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(cells_are_cut_and_padded),
        cmocka_unit_test(error_texts_are_one_line_of_ascii),
        cmocka_unit_test(lines_can_be_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
