/* Every sample of tests/data/decode is recognised as its .expect file says (test_hostile.c cuts and
 * damages them).  Lines of an .expect file:
 *   service: NAME   certainty: NAME   summary: PART   product: P   version: V   flag: NAME
 *   probe: PART   field: NAME=PART   port: N   transport: udp   module: NAME */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "samples.h"

static const struct {
    const char *name;
    unsigned bit;
} flags[] = {
    {"open", BS_DEC_OPEN},         {"checked", BS_DEC_CHECKED},     {"echo", BS_DEC_ECHO},
    {"honeypot", BS_DEC_HONEYPOT}, {"truncated", BS_DEC_TRUNCATED}, {"report", BS_DEC_REPORT},
    {"odd", BS_DEC_ODD},
};

static bool contains(bs_str hay, bs_str needle)
{
    return bs_bytes_find(bs_str_bytes(hay), bs_str_bytes(needle), 0) != SIZE_MAX;
}

static void expect_text(const struct sample *s, const char *key, bs_str got, bool whole)
{
    const char *from = s->expect;
    for (bs_str want; sample_next_value(&from, key, &want);)
        if (whole ? !bs_str_eq(got, want) : !contains(got, want))
            fail_msg("%s: %s is \"%.*s\", expected \"%.*s\"", s->file, key, (int)got.n, got.p,
                     (int)want.n, want.p);
}

static void expect_fields(const struct sample *s, const struct bs_decoded *d)
{
    const char *from = s->expect;
    for (bs_str want; sample_next_value(&from, "field", &want);) {
        bs_str name;
        assert_true(bs_str_split(&want, '=', &name));
        bool found = false;
        for (size_t i = 0; i < d->fields && !found; i++)
            found = bs_str_eq(bs_str_z(d->field[i].name), name) &&
                    contains(d->field[i].value, want);
        if (!found)
            fail_msg("%s: no field %.*s with %.*s", s->file, (int)name.n, name.p, (int)want.n,
                     want.p);
    }
}

static void expect_flags(const struct sample *s, const struct bs_decoded *d)
{
    const char *from = s->expect;
    unsigned want = 0;
    for (bs_str v; sample_next_value(&from, "flag", &v);)
        for (size_t i = 0; i < BS_COUNT(flags); i++)
            if (bs_str_eq(v, bs_str_z(flags[i].name)))
                want |= flags[i].bit;
    if (d->flags != want)
        fail_msg("%s: flags are 0x%x, expected 0x%x", s->file, d->flags, want);
}

static void samples_are_recognised(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < sample_count; i++) {
        const struct sample *s = &samples[i];
        struct bs_decode_in in = sample_input(s, (bs_bytes){s->bytes, s->n});
        struct bs_decoded d, bare;
        bs_decode(&in, true, &a, &d);
        if (!d.decoder)
            fail_msg("%s is not recognised", s->file);
        check_bounds(&d, s->n);
        if (strcmp(d.decoder->name, s->folder) != 0)
            fail_msg("%s was read by %s", s->file, d.decoder->name);
        assert_true(d.fields > 0);
        expect_text(s, "service", d.service, true);
        expect_text(s, "certainty", bs_str_z(bs_certainty_name(d.certainty)), true);
        expect_text(s, "summary", d.summary, false);
        if (!d.probe.n)
            fail_msg("%s: no word on what drew this answer", s->file);
        expect_text(s, "probe", d.probe, false);
        expect_text(s, "product", d.product, true);
        expect_text(s, "version", d.version, true);
        expect_fields(s, &d);
        expect_flags(s, &d);
        bs_decode(&in, false, &a, &bare);
        assert_int_equal(bare.fields, 0);
        assert_true(bare.decoder == d.decoder && bare.certainty == d.certainty);
        assert_int_equal(bare.flags, d.flags);
        assert_true(bs_str_eq(bare.summary, d.summary));
        bs_arena_reset(&a);
    }
    bs_arena_fini(&a);
}

static void every_decoder_has_a_sample(void **state)
{
    (void)state;
    for (size_t i = 0; bs_decoders[i]; i++) {
        bool found = false;
        for (size_t k = 0; k < sample_count && !found; k++)
            found = strcmp(samples[k].folder, bs_decoders[i]->name) == 0;
        if (!found)
            fail_msg("tests/data/decode/%s has no sample", bs_decoders[i]->name);
        assert_ptr_equal(bs_decoder_find(bs_str_z(bs_decoders[i]->name)), bs_decoders[i]);
        assert_non_null(bs_decoders[i]->title);
        assert_non_null(bs_decoders[i]->standard);
        if (!bs_decoders[i]->drawn_by)
            fail_msg("%s does not say what draws its answers", bs_decoders[i]->name);
    }
    assert_null(bs_decoder_find(BS_STR("no such")));
}

/* docs/decoders.md has a row for each, in the order of the table. */
static void the_page_lists_every_decoder(void **state)
{
    (void)state;
    char path[2048];
    size_t n;
    const char *src = getenv("BS_SRCDIR");
    snprintf(path, sizeof path, "%s/docs/decoders.md", src ? src : ".");
    char *page = (char *)sample_file(path, &n), *at = page;
    assert_non_null(page);
    for (size_t i = 0; bs_decoders[i]; i++) {
        char row[400];
        snprintf(row, sizeof row, "\n| %s | %s | %s | ", bs_decoders[i]->name, bs_decoders[i]->title,
                 bs_decoders[i]->standard);
        at = strstr(at, row);
        if (!at)
            fail_msg("docs/decoders.md lacks, or has in another place:%s", row);
    }
    free(page);
}

/* Bytes that fit more than one protocol: which one it is. */
static void collisions_are_settled(void **state)
{
    (void)state;
    static const struct {
        bs_bytes bytes;
        const char *service;
    } cases[] = {
        {BS_BYTES("\x03\0\0\0\0\4\0\1\1\7"), "dicom"},            /* a valid Modbus frame too */
        {BS_BYTES("\7\0\0\0\0\4\0\0\0\0"), "dicom"},              /* the same */
        {BS_BYTES("\3\0\0\x0b\6\xd0\0\0\x12" "4\0"), "rdp"},      /* begins as DICOM RJ does */
        {BS_BYTES("0\x0c\2\1\1a\7\n\1\0\4\0\4\0"), "ldap"},       /* BER as SNMP is */
        {BS_BYTES("\x04\x01\0\x25\0\0\1\0\0\0\x15\0\6\1\0\x1b"), "mssql"}, /* not P-DATA */
        {BS_BYTES("GET / HTTP/1.0\r\n\r\n"), "echo"},
        {BS_BYTES("0\x0c\2\1\1`\7\2\1\3\4\0\x80\0"), "echo"},     /* a BindRequest */
        {BS_BYTES("RTSP/1.0 501 Not Implemented\r\nServer: mini_httpd/1.30\r\n\r\n"), "http"},
        {BS_BYTES("Remote Desktop Protocol\n\3\0\0\x0b\6\xd0\0\0\x12" "4\0"), "rdp"},
        {BS_BYTES("Remote Desktop Protocol\n\\x03\\x00\\x00\\x0b\\x06\\xd0\\x00\\x00\\x124\\x00"),
         "rdp"},
        {BS_BYTES("DICOM Server Response\n07000000000400000000"), "dicom"},
        {BS_BYTES(""), ""},
        {BS_BYTES("\n"), ""},
    };
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        struct bs_decode_in in = {.bytes = cases[i].bytes, .module = BS_STR("")};
        struct bs_decoded d;
        bs_decode(&in, true, &a, &d);
        bool fits = d.certainty >= BS_LIKELY ? bs_str_eq(d.service, bs_str_z(cases[i].service))
                                             : !*cases[i].service;
        if (!fits)
            fail_msg("case %zu was read as \"%.*s\"", i, (int)d.service.n, d.service.p);
        assert_false((d.flags & BS_DEC_ECHO) && d.medical);
        check_bounds(&d, in.bytes.n);
    }
    bs_arena_fini(&a);
}

/* Offsets under a heading count in the text as it stands. */
static void headings_keep_offsets(void **state)
{
    (void)state;
    static const char text[] = "DICOM Server Response\n0300 0000 0004 0001 0107";
    struct bs_arena a;
    bs_arena_init(&a, 0);
    struct bs_decode_in in = {.bytes = BS_BYTES(text), .module = BS_STR("")};
    struct bs_decoded d;
    bs_decode(&in, true, &a, &d);
    assert_int_equal(d.certainty, BS_PROVEN);
    const struct bs_field *reason = &d.field[d.fields - 1];
    assert_string_equal(reason->name, "Reason/Diag.");
    assert_memory_equal(text + reason->offset, "07", 2);
    assert_int_equal(reason->length, 2);
    bs_arena_fini(&a);
}

/* What is nested deeper than BS_DEPTH_MAX is not followed. */
static void nests_are_followed_so_deep(void **state)
{
    (void)state;
    enum { LEVELS = 60 };
    uint8_t nest[2 * LEVELS]; /* SEQUENCEs, each all that the one before it holds */
    for (size_t i = 0; i < LEVELS; i++) {
        nest[2 * i] = 0x30;
        nest[2 * i + 1] = (uint8_t)(sizeof nest - 2 * (i + 1));
    }
    struct bs_arena a;
    bs_arena_init(&a, 0);
    struct bs_decode_in in = {.bytes = {nest, sizeof nest}, .module = BS_STR("")};
    struct bs_decoded d;
    bs_decode(&in, true, &a, &d);
    assert_string_equal(d.decoder->name, "ber");
    assert_int_equal(d.fields, BS_DEPTH_MAX);
    for (size_t i = 0; i < d.fields; i++)
        assert_int_equal(d.field[i].depth, i);
    bs_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_recognised),
        cmocka_unit_test(every_decoder_has_a_sample),
        cmocka_unit_test(the_page_lists_every_decoder),
        cmocka_unit_test(collisions_are_settled),
        cmocka_unit_test(headings_keep_offsets),
        cmocka_unit_test(nests_are_followed_so_deep),
    };
    return cmocka_run_group_tests(tests, samples_load, samples_unload);
}
