/* The result of an import does not depend on order, repetition or batches. */
#include "fixture.h"
#include "bannerscope/identity.h"

enum { MANY = 160 };

static uint32_t next(uint32_t *x)
{
    return (*x = *x * 1664525u + 1013904223u) >> 8;
}

/* Few addresses, times, banners and owners, so that every kind of tie occurs. */
static void random_records(struct plain *p, size_t n, uint32_t seed)
{
    static const char *const ips[] = {"192.0.2.1", "192.0.2.2", "198.51.100.7", "2001:db8::1"};
    static const char *const datas[] = {SSH_BANNER, DICOM_REJECT, ODD_BANNER, ODD_BANNER_2, "",
                                        HTTP_BANNER};
    static const char *const orgs[] = {"St. Example Hospital", "Example Telecom", NULL};
    static const char *const hosts[] = {"a.example.org", "b.example.org\nc.example.net", NULL};
    static const char *const titles[] = {NULL, "Orthanc Explorer"};
    for (size_t i = 0; i < n; i++) {
        p[i] = (struct plain){
            .ip = ips[next(&seed) % BS_COUNT(ips)],
            .port = (uint16_t)(next(&seed) % 2 ? 104 : 22),
            .data = datas[next(&seed) % BS_COUNT(datas)],
            .seen = next(&seed) % 4 * 1000,
            .org = orgs[next(&seed) % BS_COUNT(orgs)],
            .hostnames = hosts[next(&seed) % BS_COUNT(hosts)],
            .title = titles[next(&seed) % BS_COUNT(titles)],
            .udp = next(&seed) % 5 == 0,
        };
    }
}

static void shuffle(struct plain *p, size_t n, uint32_t seed)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t j = next(&seed) % (i + 1);
        struct plain t = p[i];
        p[i] = p[j];
        p[j] = t;
    }
}

static void order_does_not_matter(void **state)
{
    struct plain p[MANY];
    char *want = NULL;
    random_records(p, MANY, 42);
    for (uint32_t run = 0; run < 8; run++) {
        struct fixture *f = *state;
        put_all(f, "file:x", p, MANY, NULL);
        char *got = dump(f);
        if (want)
            assert_string_equal(got, want);
        else
            want = got;
        if (got != want)
            free(got);
        assert_int_equal(fixture_close(state), 0);
        assert_int_equal(fixture_open(state), 0);
        shuffle(p, MANY, run + 7);
    }
    free(want);
}

static void twice_is_once(void **state)
{
    struct fixture *f = *state;
    struct plain p[MANY];
    int count[3], bad;
    random_records(p, MANY, 7);
    put_all(f, "file:x", p, MANY, count);
    assert_int_equal(count[0] + count[1] + count[2], MANY);
    char *once = dump(f);
    put_all(f, "file:x", p, MANY, count);
    assert_int_equal(count[BS_PUT_DUPLICATE], MANY);
    shuffle(p, MANY, 3);
    put_all(f, "file:x", p, MANY, count);
    assert_int_equal(count[BS_PUT_DUPLICATE], MANY);
    char *thrice = dump(f);
    assert_string_equal(once, thrice);
    free(once);
    free(thrice);
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    assert_int_equal(bad, 0);
}

static void newer_wins_older_is_kept(void **state)
{
    struct fixture *f = *state;
    struct plain p = {.ip = "192.0.2.9", .port = 22, .data = SSH_BANNER, .seen = 2000};
    int count[3];
    struct bs_detail d;
    put_all(f, "file:1", &p, 1, count);
    assert_int_equal(count[BS_PUT_NEW], 1);
    p.data = ODD_BANNER;
    p.seen = 1000;
    put_all(f, "file:2", &p, 1, count);
    assert_int_equal(count[BS_PUT_DUPLICATE], 1);
    struct bs_row r = row_of(f, "192.0.2.9:22");
    assert_string_equal(r.service.p, "ssh");
    assert_int_equal(r.sightings, 2);
    p.data = "";
    p.seen = 3000;
    put_all(f, "query:port:22", &p, 1, count);
    assert_int_equal(count[BS_PUT_UPDATED], 1);
    OK(bs_store_detail(f->s, r.id, &f->a, &d, &f->e));
    assert_false(d.row.response);
    assert_int_equal(d.row.verdict, BS_VERDICT_NONE);
    assert_int_equal(d.row.count, 0);
    assert_int_equal(d.earliers, 2);
    assert_int_equal(d.earlier[0].seen, 2000);
    assert_int_equal(d.earlier[0].banner, r.banner);
    assert_int_equal(d.earlier[1].seen, 1000);
    assert_string_equal(d.sources.p, "file:1\nfile:2\nquery:port:22");
}

/* The bytes come out as they went in, NUL included; so do the traits. */
static void content_survives(void **state)
{
    struct fixture *f = *state;
    static const char data[] = "a\0b\xff\xed\xa0\x80 c";
    struct plain p = {.ip = "2001:db8::5", .port = 8080, .data = "", .title = "T\xc3\xa4gliche Visite",
                      .server = "nginx", .cert = "CN=pacs.example.org", .tls = "TLSv1.2",
                      .vhost = "pacs.example.org", .seen = 5};
    struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x"), .keep_json = true};
    struct bs_record r;
    struct bs_ingest *i;
    struct bs_detail d;
    enum bs_put what;
    plain_record(&p, &r);
    r.data = (bs_bytes){(const uint8_t *)data, sizeof data - 1};
    r.json = BS_STR("{\"data\":\"a\\u0000b\"}");
    OK(bs_ingest_begin(f->s, &o, &i, &f->e));
    OK(bs_ingest_put(i, &r, &what, &f->e));
    OK(bs_ingest_end(i, true, &f->e));
    fixture_reopen(f, BS_STORE_READ);
    OK(bs_store_detail(f->s, id_of(f, "[2001:db8::5]:8080@pacs.example.org"), &f->a, &d, &f->e));
    assert_true(bs_bytes_eq(d.data, r.data));
    assert_true(bs_bytes_eq(d.row.preview, r.data));
    assert_int_equal(d.row.length, r.data.n);
    assert_true(bs_str_eq(d.json, r.json));
    for (size_t t = 0; t < BS_TRAIT_COUNT; t++)
        assert_true(bs_str_eq(bs_trait(&d.traits, t), bs_trait(&r.traits, t)));
    assert_int_equal(d.row.banner, bs_banner_id(r.data, r.raw));
}

static int64_t shown_by(struct fixture *f, struct bs_store *s, int64_t id)
{
    struct bs_detail d;
    OK(bs_store_detail(s, id, &f->a, &d, &f->e));
    return d.scope_count[BS_SCOPE_SHAPE];
}

/* The number is remembered; not beyond a change, by this handle or by another. */
static void a_shape_counts_those_that_come(void **state)
{
    struct fixture *f = *state;
    static const struct plain p[] = {
        {.ip = "192.0.2.1", .port = 104, .data = ODD_BANNER, .seen = 1},
        {.ip = "192.0.2.2", .port = 104, .data = ODD_BANNER_2, .seen = 1},
        {.ip = "192.0.2.3", .port = 104, .data = SSH_BANNER, .seen = 1},
    };
    struct bs_store *other;
    put_all(f, "file:a", p, 1, NULL);
    const int64_t id = id_of(f, "192.0.2.1:104");
    OK(bs_store_open(f->path, BS_STORE_READ, &other, &f->e));
    assert_int_equal(shown_by(f, f->s, id), 1);
    assert_int_equal(shown_by(f, other, id), 1);
    put_all(f, "file:b", p + 1, 2, NULL);
    assert_int_equal(shown_by(f, f->s, id), 2);
    assert_int_equal(shown_by(f, other, id), 2);
    assert_int_equal(shown_by(f, other, id_of(f, "192.0.2.3:104")), 1);
    bs_store_close(other);
}

/* Each trait has a column of its own, and comes back out of it. */
static void every_trait_has_its_column(void **state)
{
    struct fixture *f = *state;
    struct plain p = {.ip = "192.0.2.9", .port = 22, .data = SSH_BANNER, .seen = 2000};
    struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x")};
    struct bs_record r;
    struct bs_ingest *i;
    struct bs_detail d;
    enum bs_put what;
    plain_record(&p, &r);
    for (size_t k = 0; k < BS_TRAIT_COUNT; k++)
        *(bs_str *)((char *)&r.traits + bs_trait_defs[k].offset) = bs_str_z(bs_trait_defs[k].name);
    OK(bs_ingest_begin(f->s, &o, &i, &f->e));
    OK(bs_ingest_put(i, &r, &what, &f->e));
    OK(bs_ingest_end(i, true, &f->e));
    OK(bs_store_detail(f->s, id_of(f, "192.0.2.9:22"), &f->a, &d, &f->e));
    for (size_t k = 0; k < BS_TRAIT_COUNT; k++) {
        char sql[200], name[64];
        assert_string_equal(bs_trait(&d.traits, k).p, bs_trait_defs[k].name);
        snprintf(name, sizeof name, "%s", bs_trait_defs[k].name);
        for (char *c = name; *c; c++)
            *c = *c == '.' ? '_' : *c;
        if (strcmp(name, "http_html") != 0) {
            snprintf(sql, sizeof sql, "SELECT count(*) FROM traits WHERE %s = '%s'", name, bs_trait_defs[k].name);
            assert_int_equal(fixture_number(f, sql), 1);
        }
    }
}

/* The same page with other headers is stored once. */
static void a_page_is_stored_once(void **state)
{
    struct fixture *f = *state;
    struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x")};
    static const char *const servers[] = {"a", "b", "c"};
    struct bs_ingest *i;
    OK(bs_ingest_begin(f->s, &o, &i, &f->e));
    for (size_t k = 0; k < BS_COUNT(servers); k++) {
        struct plain p = {.ip = "192.0.2.9", .port = (uint16_t)(80 + k), .data = servers[k], .seen = 2000};
        struct bs_record r;
        enum bs_put what;
        plain_record(&p, &r);
        r.traits.http_html = k < 2 ? BS_STR("<p>one page</p>") : BS_STR("<p>two page</p>");
        r.traits.http_server = bs_str_z(servers[k]);
        OK(bs_ingest_put(i, &r, &what, &f->e));
    }
    OK(bs_ingest_end(i, true, &f->e));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM traits"), 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM html"), 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM traits WHERE html = 1"), 2);
}

/* A text that was not kept at first is kept when it comes again with the wish to. */
static void text_can_be_kept_later(void **state)
{
    struct fixture *f = *state;
    struct plain p = {.ip = "192.0.2.9", .port = 22, .data = SSH_BANNER, .seen = 2000};
    struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x"), .keep_json = true};
    struct bs_record r;
    struct bs_ingest *i;
    struct bs_detail d;
    enum bs_put what;
    put_all(f, "file:x", &p, 1, NULL);
    plain_record(&p, &r);
    OK(bs_ingest_begin(f->s, &o, &i, &f->e));
    OK(bs_ingest_put(i, &r, &what, &f->e));
    assert_int_equal(what, BS_PUT_DUPLICATE);
    r.seen = 1000;
    r.json = BS_STR("{\"older\":1}");
    OK(bs_ingest_put(i, &r, &what, &f->e));
    OK(bs_ingest_end(i, true, &f->e));
    OK(bs_store_detail(f->s, id_of(f, "192.0.2.9:22"), &f->a, &d, &f->e));
    assert_string_equal(d.json.p, "{\"a\":1}");
}

/* What a cancelled import had not committed is gone, what it had is there; counts agree. */
static void rollback_leaves_whole_batches(void **state)
{
    struct fixture *f = *state;
    struct plain p[MANY];
    struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x"), .batch = 3};
    struct bs_ingest *i;
    struct bs_totals t;
    int bad;
    for (int k = 0; k < MANY; k++)
        p[k] = (struct plain){.ip = "192.0.2.77", .port = (uint16_t)(k + 1), .data = SSH_BANNER};
    OK(bs_ingest_begin(f->s, &o, &i, &f->e));
    for (int k = 0; k < 8; k++) {
        struct bs_record r;
        enum bs_put what;
        plain_record(&p[k], &r);
        OK(bs_ingest_put(i, &r, &what, &f->e));
    }
    OK(bs_ingest_end(i, false, &f->e));
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(t.services, 6);
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    assert_int_equal(bad, 0);
    put_all(f, "file:x", p, MANY, NULL);
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(t.services, MANY);
}

/* Between two batches the same handle gives verdicts: those are on disk at once. */
static void verdicts_between_batches_are_durable(void **state)
{
    struct fixture *f = *state;
    struct plain p = {.ip = "192.0.2.9", .port = 22, .data = SSH_BANNER, .seen = 2000};
    struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x")};
    struct bs_record r;
    struct bs_ingest *i;
    struct bs_event ev;
    enum bs_put what;
    OK(bs_ingest_begin(f->s, &o, &i, &f->e));
    plain_record(&p, &r);
    OK(bs_ingest_put(i, &r, &what, &f->e));
    OK(bs_ingest_commit(i, &f->e));
    struct bs_decision d = {.scope = BS_SCOPE_BANNER, .service = id_of(f, "192.0.2.9:22"),
                            .verdict = BS_MEDICAL, .analyst = BS_STR("a")};
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
    r.target.port = 23;
    OK(bs_ingest_put(i, &r, &what, &f->e));
    OK(bs_ingest_end(i, true, &f->e));
    assert_int_equal(row_of(f, "192.0.2.9:23").verdict, BS_MEDICAL);
}

static void two_spellings_are_two_services(void **state)
{
    struct fixture *f = *state;
    const struct plain p[] = {
        {.ip = "192.0.2.9", .port = 161, .data = "x", .udp = true},
        {.ip = "192.0.2.9", .port = 161, .data = "x"},
        {.ip = "192.0.2.9", .port = 161, .data = "x", .vhost = "www.example.org"},
        {.ip = "::ffff:192.0.2.9", .port = 161, .data = "x"}, /* the same as the second */
    };
    int count[3];
    put_all(f, "file:x", p, BS_COUNT(p), count);
    assert_int_equal(count[BS_PUT_NEW], 3);
    assert_int_equal(count[BS_PUT_DUPLICATE], 1);
    /* One banner, two transports: two answers, one entry of three services. */
    assert_int_equal(row_of(f, "192.0.2.9:161/udp").count, 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM answer"), 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(order_does_not_matter),
        CASE(twice_is_once),
        CASE(a_shape_counts_those_that_come),
        CASE(newer_wins_older_is_kept),
        CASE(content_survives),
        CASE(every_trait_has_its_column),
        CASE(a_page_is_stored_once),
        CASE(text_can_be_kept_later),
        CASE(rollback_leaves_whole_batches),
        CASE(verdicts_between_batches_are_durable),
        CASE(two_spellings_are_two_services),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
