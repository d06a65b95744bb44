/* The report as a list: what Enter on a row selects is what the row counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "report.h"

#define OK(call) do { bs_err err_ = (call); if (err_ != BS_OK) fail_msg("%s", w->e.text); } while (0)

struct world {
    char dir[64], db[96];
    struct bs_rules *rules;
    struct bs_store *s;
    struct bs_arena a;
    struct bs_error e;
};

static const char *source_dir(void)
{
    const char *src = getenv("BS_SRCDIR");
    return src ? src : ".";
}

static void judge(struct world *w, const char *query, enum bs_scope scope, enum bs_verdict v, const char *who)
{
    struct bs_query q;
    struct bs_event ev;
    int64_t *ids;
    size_t n;
    uint32_t at;
    OK(bs_query_parse(bs_str_z(query), BS_QUERY_LOCAL, &w->a, &q, &at, &w->e));
    OK(bs_store_select(w->s, &q, BS_SORT_IP, false, &ids, &n, &w->e));
    assert_true(n > 0);
    const struct bs_decision d = {.scope = scope, .service = ids[0], .verdict = v, .label = BS_STR("x"),
                                  .analyst = bs_str_z(who)};
    OK(bs_store_decide(w->s, &d, &w->a, &ev, &w->e));
    free(ids);
}

/* `records` of the file: 0 = all */
static bs_err import(struct world *w, const char *name, int records)
{
    const struct bs_import_options o = {.rules = w->rules};
    struct bs_import_summary sum = {0};
    struct bs_import *i;
    char file[400];
    snprintf(file, sizeof file, "%s/%s", source_dir(), name);
    if (!records)
        return bs_import_file(w->s, file, &o, &sum, &w->e);
    bs_err err = bs_import_begin(w->s, file, &o, &i, &w->e);
    if (err == BS_OK) {
        err = bs_import_step(i, records, &sum, &w->e);
        bs_import_end(i, err == BS_OK, &w->e);
    }
    return err;
}

static int setup(void **state)
{
    struct world *w = bs_alloc(sizeof *w);
    int bad = 0;
    snprintf(w->dir, sizeof w->dir, "/tmp/bs-report-XXXXXX");
    if (!mkdtemp(w->dir))
        return 1;
    snprintf(w->db, sizeof w->db, "%s/t.db", w->dir);
    bs_arena_init(&w->a, 0);
    *state = w;
    if (bs_rules_load(source_dir(), NULL, NULL, NULL, &bad, &w->rules, &w->e) != BS_OK ||
        bs_store_open(w->db, BS_STORE_WRITE, &w->s, &w->e) != BS_OK)
        return 1;
    if (import(w, "tests/tui/small.ndjson", 0) != BS_OK || import(w, "tests/data/demo.ndjson.gz", 4000) != BS_OK)
        return 1;
    judge(w, "verdict:non-medical", BS_SCOPE_SERVICE, BS_MEDICAL, "ann");
    judge(w, "service:http", BS_SCOPE_BANNER, BS_UNKNOWN, "bob");
    judge(w, "service:ssh", BS_SCOPE_SHAPE, BS_NON_MEDICAL, "ann");
    judge(w, "service:dicom", BS_SCOPE_SERVICE, BS_NON_MEDICAL, "bob");
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    static const char *const names[] = {"t.db", "t.db-wal", "t.db-shm"};
    bs_store_close(w->s);
    for (size_t i = 0; i < BS_COUNT(names); i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", w->dir, names[i]);
        unlink(path);
    }
    rmdir(w->dir);
    bs_rules_free(w->rules);
    bs_arena_fini(&w->a);
    free(w);
    return 0;
}

/* Returns how many rows led somewhere. */
static int rows_select_what_they_count(struct world *w, const char *name)
{
    struct bs_table t;
    int leading = 0;
    OK(bs_table_load(w->s, NULL, bs_str_z(name), &w->a, &t, &w->e));
    for (size_t i = 0; i < t.rows; i++) {
        const struct bs_table_row *row = &t.row[i];
        struct bs_query q;
        int64_t n;
        bs_time newest;
        uint32_t at;
        if (!row->filter.n)
            continue;
        leading++;
        OK(bs_query_parse(row->filter, BS_QUERY_LOCAL, &w->a, &q, &at, &w->e));
        OK(bs_store_count(w->s, &q, &n, &newest, &w->e));
        if (n != row->cell[1].n)
            fail_msg("%.*s %.*s: counts %lld, but %.*s selects %lld", (int)row->cell[0].text.n,
                     row->cell[0].text.p, (int)row->cell[3].text.n, row->cell[3].text.p,
                     (long long)row->cell[1].n, (int)row->filter.n, row->filter.p, (long long)n);
    }
    return leading;
}

static void enter_shows_what_a_bar_counts(void **state)
{
    struct world *w = *state;
    assert_true(rows_select_what_they_count(w, "report") > 150);
}

static void also_of_a_part(void **state)
{
    struct world *w = *state;
    assert_true(rows_select_what_they_count(w, "report response:yes -service:http") > 100);
    assert_true(rows_select_what_they_count(w, "report services service:dicom,hl7") == 2);
    assert_int_equal(rows_select_what_they_count(w, "report services port:47110"), 0);
}

static void every_section_is_one(void **state)
{
    struct world *w = *state;
    for (size_t i = 0; bs_report_sections[i]; i++) {
        char name[80];
        struct bs_table t;
        snprintf(name, sizeof name, "report %s", bs_report_sections[i]);
        OK(bs_table_load(w->s, NULL, bs_str_z(name), &w->a, &t, &w->e));
        for (size_t k = 0; k < t.rows; k++)
            assert_true(bs_str_eq(t.row[k].cell[0].text, bs_str_z(bs_report_sections[i])));
    }
}

static void sparklines_hold_every_sighting_and_decision(void **state)
{
    struct world *w = *state;
    struct bs_table t;
    struct bs_totals now;
    int64_t sum = 0;
    OK(bs_store_totals(w->s, &now, &w->e));
    OK(bs_table_load(w->s, NULL, BS_STR("report"), &w->a, &t, &w->e));
    assert_int_equal(t.sparks, 2);
    for (size_t i = 0; i < t.spark[0].points; i++)
        sum += t.spark[0].n[i];
    assert_int_equal(sum, now.services);
    assert_int_equal(t.spark[1].points, 1); /* two analysts on one day */
    assert_int_equal(t.spark[1].n[0], 4);
}

/* Readable where it is harmless; no markup where it is not. */
static void strangers_text_makes_no_markdown(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"198.51.100.7:104", "198.51.100.7:104"},
        {"DCMTK 3.6.7 (open), a-b; \"x\" 50% = 1/2", "DCMTK 3.6.7 (open), a-b; \"x\" 50% = 1/2"},
        {"[x](http://e.example)", "&#91;x&#93;(http&#58;//e.example)"},
        {"www.e.example WWW.E", "www&#46;e.example WWW&#46;E"},
        {"a@e.example <b>&amp;|`_*~#!\\", "a&#92;x40e.example &#60;b&#62;&#38;amp;&#124;&#96;&#95;&#42;&#126;&#35;&#33;&#92;&#92;"},
        {"\\x40", "&#92;&#92;x40"},
        {"- item", "&#45; item"},
        {"  - item", "&#32; - item"},
        {"+ item", "&#43; item"},
        {"=====", "&#61;===="},
        {"1. first", "1&#46; first"},
        {"12) first", "12&#41; first"},
        {"1.2 first", "1.2 first"},
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        struct bs_buf out;
        bs_buf_init(&out, 4096);
        md_data(bs_str_z(cases[i].text), &out);
        bs_buf_putc(&out, '\0');
        assert_string_equal((const char *)out.p, cases[i].want);
        bs_buf_fini(&out);
    }
    struct bs_buf own;
    bs_buf_init(&own, 4096);
    md_contact(BS_STR("<ann@e.example>"), &own); /* may be written to, but is no markup either */
    assert_true(bs_str_eq(bs_buf_str(&own), BS_STR("&#60;ann&#64;e.example&#62;")));
    bs_buf_fini(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_shows_what_a_bar_counts),
        cmocka_unit_test(also_of_a_part),
        cmocka_unit_test(every_section_is_one),
        cmocka_unit_test(strangers_text_makes_no_markdown),
        cmocka_unit_test(sparklines_hold_every_sighting_and_decision),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
