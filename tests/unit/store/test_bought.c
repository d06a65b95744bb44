/* What was bought and asked: runs, their pages, what changed between two; queries with a name. */
#include "fixture.h"

#define QUERY BS_STR("port:104")

static void pages_are_paid_once(void **state)
{
    struct fixture *f = *state;
    struct bs_run run, again;
    struct bs_buf b;
    bool kept, done;
    bs_buf_init(&b, 1000);
    OK(bs_store_run_begin(f->s, BS_STR("port:104"), 0, &run, &f->e));
    assert_int_equal(run.total, -1);
    OK(bs_store_page_get(f->s, run.id, 1, &b, &kept, &done, &f->e));
    assert_false(kept || done);
    OK(bs_store_page_keep(f->s, run.id, 1, BS_BYTES("x\0y"), &f->e));
    OK(bs_store_page_keep(f->s, run.id, 2, BS_BYTES("two"), &f->e));
    int64_t on_disk = 0;
    bool first = false;
    OK(bs_store_run_kept(f->s, run.id, 1, &on_disk, &first, &f->e)); /* a limit counts only what is below it */
    assert_true(first);
    assert_int_equal(on_disk, 1);
    OK(bs_store_run_kept(f->s, run.id, 0, &on_disk, &first, &f->e));
    assert_int_equal(on_disk, 2);
    OK(bs_store_page_done(f->s, run.id, 1, 250, 100, &f->e));
    fixture_reopen(f, BS_STORE_WRITE);
    OK(bs_store_run_begin(f->s, BS_STR("port:104"), 0, &again, &f->e));
    assert_int_equal(again.id, run.id);
    assert_int_equal(again.total, 250);
    assert_int_equal(again.pages_kept, 2);
    assert_int_equal(again.pages_done, 1);
    OK(bs_store_page_get(f->s, run.id, 2, &b, &kept, &done, &f->e));
    assert_true(kept && !done);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.p, "two", 3);
    OK(bs_store_page_get(f->s, run.id, 1, &b, &kept, &done, &f->e));
    assert_true(kept && done);
    OK(bs_store_run_begin(f->s, BS_STR("port:105"), 0, &again, &f->e));
    assert_int_not_equal(again.id, run.id);
    OK(bs_store_run_end(f->s, run.id, &f->e));
    OK(bs_store_run_begin(f->s, BS_STR("port:104"), 0, &again, &f->e));
    assert_int_not_equal(again.id, run.id);
    bs_buf_fini(&b);
}

static struct bs_run run_of(struct fixture *f, int64_t agreed)
{
    struct bs_run run;
    OK(bs_store_run_begin(f->s, QUERY, agreed, &run, &f->e));
    return run;
}

static void what_was_agreed_can_change(void **state)
{
    struct fixture *f = *state;
    struct bs_run first = run_of(f, 3), again = run_of(f, 3), more = run_of(f, 7), found;
    assert_int_equal(again.id, first.id);
    assert_int_equal(more.id, first.id);
    assert_int_equal(more.agreed, 7);
    fixture_reopen(f, BS_STORE_WRITE);
    OK(bs_store_run_find(f->s, QUERY, &found, &f->e));
    assert_int_equal(found.agreed, 7);
}

/* Older than a week: Shodan's pages of now do not fit it. */
static void an_old_run_is_given_up(void **state)
{
    struct fixture *f = *state;
    struct bs_run old = run_of(f, 0), found, next;
    char sql[120];
    snprintf(sql, sizeof sql, "UPDATE run SET started = started - %lld", 7LL * 24 * 3600 * 1000000 + 1000000);
    fixture_sql(f, sql);
    OK(bs_store_run_find(f->s, QUERY, &found, &f->e));
    assert_int_equal(found.id, 0);
    next = run_of(f, 0);
    assert_int_not_equal(next.id, old.id);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM run WHERE ended IS NULL"), 1);
}

struct missing {
    int n;
    int64_t page, tries;
    char why[40];
};

static bool keep_missing(void *ctx, const struct bs_missing *m)
{
    struct missing *x = ctx;
    x->n++;
    x->page = m->page;
    x->tries = m->tries;
    snprintf(x->why, sizeof x->why, "%.*s", (int)m->why.n, m->why.p);
    return true;
}

static bool count_run(void *ctx, const struct bs_run *run)
{
    *(int64_t *)ctx += run->pages_failed + 1;
    return true;
}

static void a_page_that_failed_is_missing_until_it_is_there(void **state)
{
    struct fixture *f = *state;
    struct bs_run run = run_of(f, 0);
    struct missing m = {.n = 0};
    int64_t told = 0, dropped = 0;
    OK(bs_store_page_keep(f->s, run.id, 2, BS_BYTES("half"), &f->e));
    OK(bs_store_page_failed(f->s, run.id, 2, BS_STR("cut"), &f->e));
    OK(bs_store_page_failed(f->s, run.id, 2, BS_STR("cut again"), &f->e));
    OK(bs_store_pages_missing(f->s, keep_missing, &m, &f->e));
    assert_int_equal(m.n, 1);
    assert_int_equal(m.page, 2);
    assert_int_equal(m.tries, 2);
    assert_string_equal(m.why, "cut again");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM page"), 0); /* the half page is not kept */
    OK(bs_store_runs_open(f->s, count_run, &told, &f->e));
    assert_int_equal(told, 2);

    OK(bs_store_page_keep(f->s, run.id, 2, BS_BYTES("whole"), &f->e));
    OK(bs_store_page_done(f->s, run.id, 2, 150, 50, &f->e));
    m.n = 0;
    OK(bs_store_pages_missing(f->s, keep_missing, &m, &f->e));
    assert_int_equal(m.n, 0);

    OK(bs_store_page_failed(f->s, run.id, 3, BS_STR("cut"), &f->e));
    OK(bs_store_runs_drop(f->s, &dropped, &f->e)); /* no longer wanted */
    assert_int_equal(dropped, 1);
    OK(bs_store_pages_missing(f->s, keep_missing, &m, &f->e));
    assert_int_equal(m.n, 0);
    OK(bs_store_runs_drop(f->s, &dropped, &f->e));
    assert_int_equal(dropped, 0);
}

/* -- what changed ------------------------------------------------------------------------- */

static void collect(struct fixture *f, const struct plain *p, size_t n, int64_t agreed, int64_t total)
{
    struct bs_run run = run_of(f, agreed);
    struct bs_ingest *in;
    const struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("query:port:104"), .run = run.id};
    OK(bs_ingest_begin(f->s, &o, &in, &f->e));
    for (size_t i = 0; i < n; i++) {
        struct bs_record r;
        enum bs_put what;
        plain_record(&p[i], &r);
        OK(bs_ingest_put(in, &r, &what, &f->e));
    }
    OK(bs_ingest_end(in, true, &f->e));
    OK(bs_store_page_keep(f->s, run.id, 1, BS_BYTES("page"), &f->e));
    OK(bs_store_page_done(f->s, run.id, 1, total, (int64_t)n, &f->e));
    OK(bs_store_run_end(f->s, run.id, &f->e));
}

static bool keep_change(void *ctx, enum bs_change what, int64_t service)
{
    ((int64_t *)ctx)[what] = service;
    return true;
}

static void two_runs_are_compared(void **state)
{
    static const struct plain before[] = {
        {.ip = "192.0.2.1", .port = 104, .data = ODD_BANNER, .seen = 1},
        {.ip = "192.0.2.2", .port = 104, .data = ODD_BANNER, .seen = 1},
        {.ip = "192.0.2.3", .port = 104, .data = ODD_BANNER, .seen = 1},
    };
    static const struct plain after[] = {
        {.ip = "192.0.2.1", .port = 104, .data = ODD_BANNER, .seen = 2},
        {.ip = "192.0.2.2", .port = 104, .data = SSH_BANNER, .seen = 2},
        {.ip = "192.0.2.4", .port = 104, .data = ODD_BANNER, .seen = 2},
    };
    struct fixture *f = *state;
    struct bs_changes c;
    int64_t service[3] = {0};
    assert_int_equal(bs_store_changes(f->s, QUERY, NULL, NULL, &c, &f->e), BS_E_NOTFOUND);
    collect(f, before, BS_COUNT(before), 0, 3);
    OK(bs_store_changes(f->s, QUERY, keep_change, service, &c, &f->e)); /* nothing to compare with */
    assert_int_equal(c.before, 0);
    assert_int_equal(c.n[0] + c.n[1] + c.n[2], 0);
    collect(f, after, BS_COUNT(after), 0, 3);
    OK(bs_store_changes(f->s, QUERY, keep_change, service, &c, &f->e));
    for (int i = 0; i < 3; i++)
        assert_int_equal(c.n[i], 1);
    assert_int_equal(service[BS_CHANGE_NEW], id_of(f, "192.0.2.4:104"));
    assert_int_equal(service[BS_CHANGE_GONE], id_of(f, "192.0.2.3:104"));
    assert_int_equal(service[BS_CHANGE_OTHER], id_of(f, "192.0.2.2:104"));
    assert_true(c.before && c.before <= c.after && !c.partial);
    collect(f, after, BS_COUNT(after), 1, 250); /* one page of three was wanted */
    OK(bs_store_changes(f->s, QUERY, NULL, NULL, &c, &f->e));
    assert_true(c.partial);
    assert_int_equal(c.n[0] + c.n[1] + c.n[2], 0);
}

/* -- what was asked ----------------------------------------------------------------------- */

static bool last_ask(void *ctx, const struct bs_ask *ask)
{
    *(int64_t *)ctx = *(int64_t *)ctx * 100 + ask->when;
    return true;
}

static void the_newest_good_count_counts(void **state)
{
    static const struct {
        bs_time when;
        const char *kind, *result;
        int64_t hits;
    } asked[] = {{1, "count", "", 10}, {2, "count", "", 20}, {3, "count", "refused", -1}, {4, "search", "", 30}};
    struct fixture *f = *state;
    struct bs_ask newest;
    int64_t order = 0;
    OK(bs_store_ask_count(f->s, QUERY, &f->a, &newest, &f->e));
    assert_int_equal(newest.when, 0);
    for (size_t i = 0; i < BS_COUNT(asked); i++) {
        const struct bs_ask a = {.when = asked[i].when, .kind = bs_str_z(asked[i].kind), .query = QUERY,
                                 .hits = asked[i].hits, .orgs = -1, .result = bs_str_z(asked[i].result)};
        OK(bs_store_ask_add(f->s, &a, &f->e));
    }
    OK(bs_store_ask_count(f->s, QUERY, &f->a, &newest, &f->e));
    assert_int_equal(newest.when, 2);
    assert_int_equal(newest.hits, 20);
    OK(bs_store_asks(f->s, 3, last_ask, &order, &f->e));
    assert_int_equal(order, 40302);
    order = 0;
    OK(bs_store_ask_counts(f->s, last_ask, &order, &f->e));
    assert_int_equal(order, 2);
}

static void names_are_given_and_taken(void **state)
{
    struct fixture *f = *state;
    bs_str query = BS_STR("");
    assert_int_equal(bs_store_saved_get(f->s, BS_STR("mine"), &f->a, &query, &f->e), BS_E_NOTFOUND);
    OK(bs_store_saved_set(f->s, BS_STR("mine"), BS_STR("port:105"), &f->e));
    OK(bs_store_saved_set(f->s, BS_STR("mine"), QUERY, &f->e));
    OK(bs_store_saved_get(f->s, BS_STR("mine"), &f->a, &query, &f->e));
    assert_true(bs_str_eq(query, QUERY));
    OK(bs_store_saved_set(f->s, BS_STR("mine"), BS_STR(""), &f->e));
    assert_int_equal(bs_store_saved_set(f->s, BS_STR("mi\x1bne"), BS_STR(""), &f->e), BS_E_NOTFOUND);
    assert_string_equal(f->e.text, "no query is saved as \"mi\\x1bne\"");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(pages_are_paid_once),
        CASE(what_was_agreed_can_change),
        CASE(an_old_run_is_given_up),
        CASE(a_page_that_failed_is_missing_until_it_is_there),
        CASE(two_runs_are_compared),
        CASE(the_newest_good_count_counts),
        CASE(names_are_given_and_taken),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
