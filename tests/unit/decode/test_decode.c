/* Every sample of tests/data/decode is recognised as its .expect file says, whole, cut at every
 * byte and damaged at every byte.  Lines of an .expect file:
 *   service: NAME   certainty: NAME   summary: PART   product: P   version: V   flag: NAME
 *   probe: PART   field: NAME=PART   port: N   transport: udp   module: NAME */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "bannerscope/decode.h"

enum { SAMPLE_MAX = 65536, SAMPLES_MAX = 1000 };

struct sample {
    char folder[256], file[520];
    uint8_t *bytes;
    size_t n;
    char *expect;
};
static struct sample samples[SAMPLES_MAX];
static size_t sample_count;

static const struct {
    const char *name;
    unsigned bit;
} flags[] = {
    {"open", BS_DEC_OPEN},         {"checked", BS_DEC_CHECKED},     {"echo", BS_DEC_ECHO},
    {"honeypot", BS_DEC_HONEYPOT}, {"truncated", BS_DEC_TRUNCATED}, {"report", BS_DEC_REPORT},
    {"odd", BS_DEC_ODD},
};

static uint8_t *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    uint8_t *p = calloc(1, SAMPLE_MAX + 1);
    assert_non_null(p);
    *n = fread(p, 1, SAMPLE_MAX, f);
    fclose(f);
    return p;
}

static void load_folder(const char *base, const char *folder)
{
    char path[2048];
    snprintf(path, sizeof path, "%s/%s", base, folder);
    DIR *d = opendir(path);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        size_t len = strlen(e->d_name), n;
        if (len < 5 || strcmp(e->d_name + len - 4, ".bin") != 0)
            continue;
        assert_true(sample_count < SAMPLES_MAX);
        struct sample *s = &samples[sample_count++];
        snprintf(s->folder, sizeof s->folder, "%s", folder);
        snprintf(s->file, sizeof s->file, "%s/%s", folder, e->d_name);
        snprintf(path, sizeof path, "%s/%s/%s", base, folder, e->d_name);
        s->bytes = read_file(path, &s->n);
        assert_non_null(s->bytes);
        snprintf(path, sizeof path, "%s/%s/%.*s.expect", base, folder, (int)(len - 4), e->d_name);
        s->expect = (char *)read_file(path, &n);
        if (!s->expect)
            fail_msg("%s has no .expect file", s->file);
    }
    closedir(d);
}

static int load(void **state)
{
    (void)state;
    char base[1024];
    const char *src = getenv("BS_SRCDIR");
    snprintf(base, sizeof base, "%s/tests/data/decode", src ? src : ".");
    DIR *d = opendir(base);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.')
            load_folder(base, e->d_name);
    closedir(d);
    return sample_count > 0 ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_count; i++) {
        free(samples[i].bytes);
        free(samples[i].expect);
    }
    return 0;
}

/* Value of the next line "KEY: VALUE" with this key; *from walks. */
static bool next_value(const char **from, const char *key, bs_str *out)
{
    size_t k = strlen(key);
    while (*from && **from) {
        const char *line = *from, *end = strchr(line, '\n');
        size_t n = end ? (size_t)(end - line) : strlen(line);
        *from = end ? end + 1 : line + n;
        if (n > k + 2 && strncmp(line, key, k) == 0 && line[k] == ':') {
            *out = (bs_str){line + k + 2, n - k - 2};
            return true;
        }
    }
    return false;
}

static bool one_value(const struct sample *s, const char *key, bs_str *out)
{
    const char *from = s->expect;
    return next_value(&from, key, out);
}

static bool contains(bs_str hay, bs_str needle)
{
    return bs_bytes_find(bs_str_bytes(hay), bs_str_bytes(needle), 0) != SIZE_MAX;
}

static struct bs_decode_in input_of(const struct sample *s, bs_bytes bytes)
{
    struct bs_decode_in in = {.bytes = bytes, .module = BS_STR("")};
    bs_str v;
    uint64_t port;
    if (one_value(s, "port", &v) && bs_str_u64(v, &port))
        in.port = (uint16_t)port;
    if (one_value(s, "transport", &v)) {
        in.transport_known = true;
        in.transport = bs_str_eq(v, BS_STR("udp")) ? BS_UDP : BS_TCP;
    }
    if (one_value(s, "module", &v))
        in.module = v;
    return in;
}

/* What holds for every reading of any bytes. */
static void check_bounds(const struct bs_decoded *d, size_t n)
{
    assert_true(d->fields <= BS_FIELDS_MAX);
    assert_true(d->offset <= n && d->length <= n - d->offset);
    assert_true(d->summary.n <= 500);
    for (size_t i = 0; i < d->fields; i++) {
        const struct bs_field *f = &d->field[i];
        assert_non_null(f->name);
        assert_true(f->value.n <= 500);
        assert_true(f->offset <= n);
        assert_true(f->length <= n - f->offset);
        assert_true(f->depth < BS_DEPTH_MAX);
        assert_true(f->depth <= (i ? d->field[i - 1].depth + 1 : 0));
    }
}

static void expect_text(const struct sample *s, const char *key, bs_str got, bool whole)
{
    const char *from = s->expect;
    for (bs_str want; next_value(&from, key, &want);)
        if (whole ? !bs_str_eq(got, want) : !contains(got, want))
            fail_msg("%s: %s is \"%.*s\", expected \"%.*s\"", s->file, key, (int)got.n, got.p,
                     (int)want.n, want.p);
}

static void expect_fields(const struct sample *s, const struct bs_decoded *d)
{
    const char *from = s->expect;
    for (bs_str want; next_value(&from, "field", &want);) {
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
    for (bs_str v; next_value(&from, "flag", &v);)
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
        struct bs_decode_in in = input_of(s, (bs_bytes){s->bytes, s->n});
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
    char *page = (char *)read_file(path, &n), *at = page;
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

/* Each decoder is run on the bytes its probe accepts, in memory of exactly their size. */
static void run_all(const struct sample *s, const uint8_t *p, size_t n, struct bs_arena *a)
{
    uint8_t *exact = malloc(n ? n : 1);
    assert_non_null(exact);
    if (n)
        memcpy(exact, p, n);
    struct bs_decode_in in = input_of(s, (bs_bytes){exact, n});
    struct bs_decoded d[8];
    size_t found = bs_decode_all(&in, a, d, BS_COUNT(d));
    for (size_t i = 0; i < found; i++) {
        check_bounds(&d[i], n);
        assert_true(d[i].certainty > BS_NOT);
        assert_true(i == 0 || d[i].certainty <= d[i - 1].certainty);
    }
    bs_arena_reset(a);
    free(exact);
}

static void every_prefix_runs(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < sample_count; i++)
        for (size_t n = 0; n < samples[i].n && n < 2048; n++)
            run_all(&samples[i], samples[i].bytes, n, &a);
    bs_arena_fini(&a);
}

static void every_damaged_byte_runs(void **state)
{
    (void)state;
    static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < sample_count; i++) {
        struct sample *s = &samples[i];
        for (size_t at = 0; at < s->n && at < 512; at++) {
            uint8_t was = s->bytes[at];
            for (size_t v = 0; v < BS_COUNT(values); v++) {
                s->bytes[at] = values[v];
                run_all(s, s->bytes, s->n, &a);
            }
            s->bytes[at] = was;
        }
    }
    bs_arena_fini(&a);
}

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

static void noise_proves_nothing(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    uint32_t x = 2463534242u;
    for (int i = 0; i < 20000; i++) {
        uint8_t b[96];
        size_t n = next_random(&x) % sizeof b;
        for (size_t k = 0; k < n; k++)
            b[k] = (uint8_t)(next_random(&x) >> 11);
        struct bs_decode_in in = {.bytes = {b, n}, .module = BS_STR("")};
        struct bs_decoded d;
        bs_decode(&in, true, &a, &d);
        if (d.certainty == BS_PROVEN)
            fail_msg("noise %d was taken for %s", i, d.decoder->name);
        check_bounds(&d, n);
        bs_arena_reset(&a);
    }
    bs_arena_fini(&a);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_recognised),
        cmocka_unit_test(every_decoder_has_a_sample),
        cmocka_unit_test(the_page_lists_every_decoder),
        cmocka_unit_test(every_prefix_runs),
        cmocka_unit_test(every_damaged_byte_runs),
        cmocka_unit_test(noise_proves_nothing),
        cmocka_unit_test(collisions_are_settled),
        cmocka_unit_test(headings_keep_offsets),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
