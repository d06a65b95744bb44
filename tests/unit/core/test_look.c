/* Ways to look at bytes: written forms, search, values, differences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/bytes.h"
#include "bannerscope/tree.h"

/* -- forms ------------------------------------------------------------------------------- */

static const struct {
    enum bs_form form;
    const char *want;
} forms[] = {
    {BS_FORM_TEXT,    "A\\x00\\\\\\xff"                                                             },
    {BS_FORM_HEX,     "41005cff"                                                                    },
    {BS_FORM_C,       "static const unsigned char banner[4] = {\n    0x41, 0x00, 0x5c, 0xff,\n};\n"},
    {BS_FORM_ESCAPED, "A\\x00\\\\\\xff"                                                             },
    {BS_FORM_BASE64,  "QQBc/w=="                                                                    },
};

static void forms_are_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(forms); i++) {
        struct bs_buf out;
        bs_buf_init(&out, 1000);
        bs_form_write(forms[i].form, BS_BYTES("A\0\\\xff"), BS_GATE_ASCII, &out);
        assert_true(bs_str_eq(bs_buf_str(&out), bs_str_z(forms[i].want)));
        bs_buf_fini(&out);
    }
}

static void forms_read_back(void **state)
{
    (void)state;
    uint8_t all[256];
    for (int n = 0; n < 256; n++) {
        struct bs_buf text, back;
        for (int i = 0; i < n; i++)
            all[i] = (uint8_t)(i * 7 + n);
        bs_bytes b = {all, (size_t)n};
        bs_buf_init(&text, 4096);
        bs_buf_init(&back, 4096);
        bs_form_write(BS_FORM_BASE64, b, BS_GATE_ASCII, &text);
        assert_int_equal(bs_base64_decode(bs_buf_str(&text), &back, NULL), BS_OK);
        assert_true(bs_bytes_eq(b, (bs_bytes){back.p, back.len}));
        bs_buf_clear(&text);
        bs_buf_clear(&back);
        bs_form_write(BS_FORM_ESCAPED, b, BS_GATE_ASCII, &text);
        assert_int_equal(bs_unescape_lenient((bs_bytes){text.p, text.len}, &back), BS_OK);
        assert_true(bs_bytes_eq(b, (bs_bytes){back.p, back.len}));
        bs_buf_fini(&text);
        bs_buf_fini(&back);
    }
}

/* -- search ------------------------------------------------------------------------------ */

static const struct {
    const char *pattern;
    bs_bytes hay;
    size_t at; /* SIZE_MAX: not there */
    bool bytes, folded;
} searches[] = {
    {"x:02 01 ?? 61",  BS_BYTES("..\x02\x01\x07\x61"), 2,        true,  false},
    {"x:0201??61",     BS_BYTES("..\x02\x01\x07\x61"), 2,        true,  false},
    {"0x02 01 ? 61",   BS_BYTES("..\x02\x01\x07\x61"), 2,        true,  false},
    {"x:6?",           BS_BYTES("\x5f\x6f"),           1,        true,  false},
    {"x:?f",           BS_BYTES("\x50\x6f"),           1,        true,  false},
    {"0xyz",           BS_BYTES("a 0XYZ"),             2,        false, true },
    {"dicom",          BS_BYTES("a DiCom"),            2,        false, true },
    {"Dicom",          BS_BYTES("a dicom Dicom"),      8,        false, false},
    {"\\x02\\x01",     BS_BYTES("a\x02\x01"),          1,        false, true },
    {"\\x61",          BS_BYTES("Aa"),                 1,        false, true }, /* a byte has no case */
    {"a\\0b",          BS_BYTES("xa\0b"),              1,        false, true },
    {"a\\qb",          BS_BYTES("xa\\qb"),             1,        false, true },
    {"@",              BS_BYTES("`@"),                 1,        false, true },
    {"long needle",    BS_BYTES("short"),              SIZE_MAX, false, true },
    {"x:ff",           BS_BYTES("abc"),                SIZE_MAX, true,  false},
};

static void patterns_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(searches); i++) {
        struct bs_needle p;
        assert_int_equal(bs_needle_parse(bs_str_z(searches[i].pattern), &p, NULL), BS_OK);
        if (bs_needle_find(&p, searches[i].hay, 0) != searches[i].at)
            fail_msg("%s at %zu", searches[i].pattern, bs_needle_find(&p, searches[i].hay, 0));
        assert_int_equal(p.bytes, searches[i].bytes);
        assert_int_equal(p.folded, searches[i].folded);
    }
}

static void patterns_refuse(void **state)
{
    static const char *const bad[] = {"", "x:", "x:0", "x:02 0", "x:zz", "x:0 2"};
    struct bs_needle p;
    struct bs_error e;
    char text[BS_NEEDLE_MAX + 2];
    (void)state;
    for (size_t i = 0; i < BS_COUNT(bad); i++)
        assert_int_equal(bs_needle_parse(bs_str_z(bad[i]), &p, &e), BS_E_SYNTAX);
    memset(text, 'a', sizeof text);
    assert_int_equal(bs_needle_parse((bs_str){text, sizeof text}, &p, &e), BS_E_LIMIT);
    assert_int_equal(bs_needle_parse((bs_str){text, BS_NEEDLE_MAX}, &p, &e), BS_OK);
}

/* -- values ------------------------------------------------------------------------------ */

static bool inspects(bs_bytes b, size_t at, const char *name, const char *want)
{
    struct bs_value v[BS_VALUES_MAX];
    size_t n = bs_inspect(b, at, 0, v);
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].name, name) == 0 && (!want || strstr(v[i].text, want)))
            return true;
    return false;
}

static void values_are_read(void **state)
{
    (void)state;
    assert_true(inspects(BS_BYTES("\x80\x01"), 0, "u8", "128  i8 -128  0x80"));
    assert_true(inspects(BS_BYTES("\x80\x01"), 0, "u16 BE", "32769  signed -32767"));
    assert_true(inspects(BS_BYTES("\x80\x01"), 0, "u16 LE", "384"));
    assert_false(inspects(BS_BYTES("\x80\x01"), 0, "u32 BE", NULL));
    assert_true(inspects(BS_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), 0, "u64 BE",
                         "18446744073709551615  signed -1"));
    assert_true(inspects(BS_BYTES("\x3f\x80\x00\x00"), 0, "f32 BE", "1"));
    assert_true(inspects(BS_BYTES("\x60\x36\xfe\xf0"), 0, "Unix 32 BE", "2021-02-25T01:35:44Z"));
    assert_false(inspects(BS_BYTES("\x00\x00\x00\x01"), 0, "Unix 32 BE", NULL));
    assert_true(inspects(BS_BYTES("\xe3\xe1\x7d\x70\x00\x00\x00\x00"), 0, "NTP time",
                         "2021-02-25T01:35:44Z"));
    assert_true(inspects(BS_BYTES("\x00\x80\x3e\xd5\xde\xb1\x9d\x01"), 0, "FILETIME LE",
                         "1970-01-01") == false); /* before 1990: not worth a line */
    assert_true(inspects(BS_BYTES("\x00\x98\x9e\x88\x16\x0b\xd7\x01"), 0, "FILETIME LE", "2021-02-25T01:35:44Z"));
    assert_true(inspects(BS_BYTES("\xc0\x00\x02\x07"), 0, "IPv4", "192.0.2.7"));
    assert_true(inspects(BS_BYTES("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"), 0, "IPv6", "2001:db8::1"));
    assert_true(inspects(BS_BYTES("\x02\x00\x5e\x00\x53\x01"), 0, "MAC", "02:00:5e:00:53:01"));
    assert_true(inspects(BS_BYTES("0\x02\x05\x00"), 0, "BER tag",
                         "SEQUENCE, constructed, length 2 = bytes that follow"));
    assert_true(inspects(BS_BYTES("\x61\x07"), 0, "BER tag", "application 1, constructed, length 7"));
    assert_true(inspects(BS_BYTES("\x0a"), 0, "ASCII", "LF"));
    assert_true(inspects(BS_BYTES("\xc3\xa9"), 0, "UTF-8", "U+00E9, 2 bytes"));
    assert_true(inspects(BS_BYTES("x\x00\x03" "abc"), 1, "length?", "u16be here = 3 = bytes that follow"));
    assert_true(inspects(BS_BYTES("\x05\x00" "abc"), 0, "length?", "u16le here = 5 = bytes that follow, itself included"));
    assert_int_equal(bs_inspect(BS_BYTES("a"), 1, 0, (struct bs_value[BS_VALUES_MAX]){0}), 0);
}

static void values_never_read_past_the_end(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 20; n++) { /* exact allocations: a sanitizer sees one byte too far */
        uint8_t *p = malloc(n + 1);
        struct bs_value v[BS_VALUES_MAX];
        for (size_t i = 0; i < n; i++)
            p[i] = (uint8_t)(0x30 + 37 * i);
        for (size_t at = 0; at <= n; at++) {
            size_t found = bs_inspect((bs_bytes){p, n}, at, 0, v);
            assert_true(at < n ? found > 0 : found == 0);
            for (size_t i = 0; i < found; i++)
                for (const char *c = v[i].text; *c; c++)
                    assert_true(*c >= 0x20 && *c < 0x7f);
        }
        free(p);
    }
}

/* -- differences ------------------------------------------------------------------------- */

/* Covers both sides without a hole, and says "same" of nothing that differs. */
static size_t check(bs_bytes a, bs_bytes b, struct bs_diff *d, struct bs_arena *arena)
{
    size_t at = 0, bt = 0, equal = 0;
    assert_int_equal(bs_diff_bytes(a, b, arena, d), BS_OK);
    for (size_t i = 0; i < d->parts; i++) {
        const struct bs_diff_part *p = &d->part[i];
        assert_int_equal(p->a, at);
        assert_int_equal(p->b, bt);
        assert_true(p->an + p->bn > 0);
        if (p->same) {
            assert_int_equal(p->an, p->bn);
            assert_memory_equal(a.p + p->a, b.p + p->b, p->an);
            equal += p->an;
        }
        if (i)
            assert_true(p->same != d->part[i - 1].same);
        at += p->an;
        bt += p->bn;
    }
    assert_int_equal(at, a.n);
    assert_int_equal(bt, b.n);
    assert_int_equal(equal, d->equal);
    return d->differences;
}

static size_t differences(bs_bytes a, bs_bytes b)
{
    struct bs_arena arena;
    struct bs_diff d;
    bs_arena_init(&arena, 0);
    size_t n = check(a, b, &d, &arena);
    bs_arena_fini(&arena);
    return n;
}

static void differences_are_found(void **state)
{
    (void)state;
    assert_int_equal(differences(BS_BYTES(""), BS_BYTES("")), 0);
    assert_int_equal(differences(BS_BYTES("same"), BS_BYTES("same")), 0);
    assert_int_equal(differences(BS_BYTES(""), BS_BYTES("new")), 1);
    assert_int_equal(differences(BS_BYTES("old"), BS_BYTES("")), 1);
    assert_int_equal(differences(BS_BYTES("HTTP/1.1 200 OK"), BS_BYTES("HTTP/1.0 200 OK")), 1);
    assert_int_equal(differences(BS_BYTES("one line here"), BS_BYTES("one new line here")), 1);
    assert_int_equal(differences(BS_BYTES("aXbbbbbYc"), BS_BYTES("aPbbbbbQc")), 2);
    assert_int_equal(differences(BS_BYTES("aXbYc"), BS_BYTES("aPbQc")), 1); /* a crumb between */
}

static uint32_t seed = 12345;
static uint32_t next_random(void)
{
    return seed = seed * 1664525u + 1013904223u, seed >> 8;
}

static void random_edits_are_aligned(void **state)
{
    (void)state;
    for (int round = 0; round < 60; round++) {
        size_t n = round % 3 == 0 ? 200000 : 3000, m = 0;
        uint8_t *a = malloc(n), *b = malloc(2 * n);
        int edits = (int)(next_random() % 12);
        for (size_t i = 0; i < n; i++)
            a[i] = (uint8_t)(round % 2 ? next_random() : (uint32_t)"text lines\n"[next_random() % 11]);
        for (size_t i = 0; i < n; i++) {
            uint32_t r = next_random() % (uint32_t)n;
            if (r < (uint32_t)edits && r % 3 == 0)
                continue;
            b[m++] = r < (uint32_t)edits && r % 3 == 1 ? (uint8_t)~a[i] : a[i];
            if (r < (uint32_t)edits && r % 3 == 2)
                b[m++] = 'N';
        }
        struct bs_arena arena;
        struct bs_diff d;
        bs_arena_init(&arena, 0);
        check((bs_bytes){a, n}, (bs_bytes){b, m}, &d, &arena);
        assert_false(d.coarse);
        assert_true(d.equal >= n - 40 * 4 - 40);
        bs_arena_fini(&arena);
        free(a);
        free(b);
    }
}

/* Nothing in common: bounded work, and it is said that the alignment is rough. */
static void strangers_are_coarse(void **state)
{
    enum { N = 4 << 20 };
    uint8_t *a = malloc(N), *b = malloc(N);
    struct bs_arena arena;
    struct bs_diff d;
    (void)state;
    for (size_t i = 0; i < N; i++) {
        a[i] = (uint8_t)next_random();
        b[i] = (uint8_t)next_random();
    }
    bs_arena_init(&arena, 0);
    check((bs_bytes){a, N}, (bs_bytes){b, N}, &d, &arena);
    assert_true(d.coarse);
    bs_arena_fini(&arena);
    free(a);
    free(b);
}

/* -- lines of an alignment ---------------------------------------------------------------- */

/* Every byte of both sides stands in one row, or was said to be left out. */
static void rows_hold_every_byte(void **state)
{
    static char a[5000], b[5100];
    struct bs_arena arena;
    (void)state;
    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    b[40] = '\n';
    b[4000] = 'x';
    bs_arena_init(&arena, 0);
    for (size_t per = 1; per < 80; per += 7)
        for (int lines = 0; lines < 2; lines++) {
            struct bs_diff d;
            struct bs_diff_rows rows;
            bs_bytes ab = {(const uint8_t *)a, sizeof a}, bb = {(const uint8_t *)b, sizeof b};
            size_t an = 0, bn = 0, differ = 0, skipped = 0;
            assert_int_equal(bs_diff_bytes(ab, bb, &arena, &d), BS_OK);
            bs_diff_cut(&d, ab, bb, per, lines, &arena, &rows);
            assert_false(rows.cut);
            for (size_t i = 0; i < rows.n; i++) {
                struct bs_diff_cell cell[BS_DIFF_COLS_MAX];
                size_t n = bs_diff_cells(&d, ab, bb, &rows.row[i], cell);
                assert_int_equal(rows.row[i].a, an);
                assert_int_equal(rows.row[i].b, bn);
                assert_true(n <= per && (n > 0) != (rows.row[i].skipped > 0));
                for (size_t k = 0; k < n; k++) {
                    an += cell[k].a >= 0;
                    bn += cell[k].b >= 0;
                }
                differ += rows.row[i].differs;
                skipped += rows.row[i].skipped;
                an += rows.row[i].skipped;
                bn += rows.row[i].skipped;
            }
            assert_int_equal(an, sizeof a);
            assert_int_equal(bn, sizeof b);
            assert_true(differ >= 3 && skipped > 3000);
        }
    bs_arena_fini(&arena);
}

/* -- trees ------------------------------------------------------------------------------- */

static void json_becomes_a_tree(void **state)
{
    static const char want[] = "  {3}\n  a\\x1b: \"x\\ny\"\n  b: [2]\n    0: 1.50\n    1: {1}\n"
                               "      c: null\n  d: {0}\n";
    struct bs_arena arena;
    struct bs_tree t;
    struct bs_buf out;
    (void)state;
    bs_arena_init(&arena, 0);
    bs_buf_init(&out, 1000);
    assert_int_equal(bs_tree_json(BS_STR("{\"a\\u001b\": \"x\\ny\", \"b\": [1.50, {\"c\":null}], \"d\":{}}"),
                                  &arena, &t, NULL), BS_OK);
    bs_tree_text(&t, BS_GATE_ASCII, &out);
    if (!bs_str_eq(bs_buf_str(&out), bs_str_z(want + 2)))
        fail_msg("%.*s", (int)out.len, (const char *)out.p);
    assert_int_equal(t.nodes, 7);
    assert_int_equal(t.node[2].end, 6);
    assert_int_equal(t.node[5].parent, 4);
    bs_buf_clear(&out);
    bs_tree_path(&t, 5, &out);
    assert_true(bs_str_eq(bs_buf_str(&out), BS_STR("b.1.c")));
    assert_int_equal(bs_tree_json(BS_STR("{"), &arena, &t, NULL), BS_E_SYNTAX);
    bs_buf_fini(&out);
    bs_arena_fini(&arena);
}

static void a_huge_tree_is_cut(void **state)
{
    struct bs_arena arena;
    struct bs_tree t;
    struct bs_buf json;
    (void)state;
    bs_arena_init(&arena, 1 << 20); /* too small for all */
    bs_buf_init(&json, 1 << 20);
    bs_buf_putc(&json, '[');
    for (int i = 0; i < 100000; i++)
        bs_buf_put(&json, BS_STR("1,"));
    bs_buf_put(&json, BS_STR("1]"));
    assert_int_equal(bs_tree_json(bs_buf_str(&json), &arena, &t, NULL), BS_OK);
    assert_true(t.cut && t.nodes > 1000);
    assert_int_equal(t.node[0].end, t.nodes);
    bs_buf_fini(&json);
    bs_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_written),
        cmocka_unit_test(forms_read_back),
        cmocka_unit_test(patterns_find),
        cmocka_unit_test(patterns_refuse),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(values_never_read_past_the_end),
        cmocka_unit_test(differences_are_found),
        cmocka_unit_test(random_edits_are_aligned),
        cmocka_unit_test(strangers_are_coarse),
        cmocka_unit_test(rows_hold_every_byte),
        cmocka_unit_test(json_becomes_a_tree),
        cmocka_unit_test(a_huge_tree_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
