/* Jobs that take long or have to wait: paused, stopped, behind somebody else's lock; and lists of what they leave. */
#include "../store/fixture.h"
#include "lanes.h"

#include <sqlite3.h>

enum { RECORDS = 500, STEP = 200 }; /* an import commits so many at a time */

static struct lanes lanes;

static struct lanes *start(struct fixture *f)
{
    lanes_start(&lanes, &(struct bs_engine_options){.db_path = f->path, .rules = f->rules, .analyst = "ann"});
    return &lanes;
}

static int close_all(void **state)
{
    lanes_stop(&lanes);
    return fixture_close(state);
}

static void write_records(const char *path)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    for (int i = 0; i < RECORDS; i++)
        fprintf(f, "{\"ip_str\":\"198.51.100.%d\",\"port\":%d,\"timestamp\":\"2021-02-25T01:35:44\",\"data\":\"x %d\"}\n",
                i % 250 + 1, 1000 + i / 250, i);
    assert_int_equal(fclose(f), 0);
}

static bool is_paused(const struct bs_reply *r)
{
    return bs_str_eq(r->text, BS_STR("paused"));
}

/* While it stands still a verdict goes through: then it goes on. */
static void judge_and_go_on(struct lanes *l, const struct bs_reply *r)
{
    struct fixture *f = l->ctx;
    if (!is_paused(r))
        return;
    assert_int_equal(matches(f, ""), STEP); /* what came so far can be seen */
    struct bs_job *j = bs_job_new(BS_JOB_DECIDE);
    j->service = id_of(f, "198.51.100.1:1000");
    j->scope = BS_SCOPE_SERVICE;
    j->verdict = BS_MEDICAL;
    bs_reply_free(lanes_done(l, j));
    bs_engine_pause(l->en, false);
}

static void a_long_job_stands_still_and_goes_on(void **state)
{
    struct fixture *f = *state;
    char path[240];
    snprintf(path, sizeof path, "%s/many.ndjson", f->dir);
    write_records(path);
    struct lanes *l = start(f);
    l->part = judge_and_go_on;
    l->ctx = f;
    bs_engine_pause(l->en, true);
    struct bs_reply *r = lanes_wait(l, lanes_post(l, lanes_job(BS_JOB_IMPORT, path, NULL)));
    assert_int_equal(r->state, BS_REPLY_DONE);
    assert_str(r->text, "500 read, 500 new, 0 updated, 0 duplicate, 0 rejected");
    bs_reply_free(r);
    assert_int_equal(matches(f, ""), RECORDS);
    assert_int_equal(matches(f, "by:analyst verdict:medical"), 1);
    assert_true(bs_engine_idle(l->en));
}

static void cancel(struct lanes *l, const struct bs_reply *r)
{
    if (is_paused(r))
        bs_engine_cancel(l->en);
}

static void what_came_before_a_stop_is_kept(void **state)
{
    struct fixture *f = *state;
    char path[240];
    snprintf(path, sizeof path, "%s/many.ndjson", f->dir);
    write_records(path);
    struct lanes *l = start(f);
    l->part = cancel;
    bs_engine_pause(l->en, true);
    struct bs_reply *r = lanes_wait(l, lanes_post(l, lanes_job(BS_JOB_IMPORT, path, NULL)));
    assert_str(r->text, "200 read, 200 new, 0 updated, 0 duplicate, 0 rejected");
    bs_reply_free(r);
    assert_int_equal(matches(f, ""), STEP);
    bs_engine_pause(l->en, false);
    l->part = NULL;
    lanes_says(l, lanes_job(BS_JOB_IMPORT, path, NULL), "500 read, 300 new, 0 updated, 200 duplicate, 0 rejected");
}

/* Somebody else writes: verdicts queue up behind it.  One that finds no room is given back, the others are all saved. */
static void a_full_queue_loses_nothing(void **state)
{
    enum { TRIES = 80 };
    struct fixture *f = *state;
    const struct plain one = {.ip = "192.0.2.1", .port = 104, .data = ODD_BANNER, .seen = 1};
    put_all(f, "file:x", &one, 1, NULL);
    struct lanes *l = start(f);
    const int64_t id = id_of(f, "192.0.2.1:104");
    sqlite3 *other;
    int taken = 0;
    assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < TRIES; i++) {
        struct bs_job *j = bs_job_new(BS_JOB_DECIDE);
        j->service = id;
        j->scope = BS_SCOPE_SERVICE;
        j->verdict = i % 2 ? BS_MEDICAL : BS_NON_MEDICAL;
        j->serial = ++l->serial;
        if (bs_engine_post(l->en, &j) == BS_OK) {
            taken++;
            continue;
        }
        assert_non_null(j); /* still ours */
        bs_job_free(j);
        break;
    }
    assert_true(taken >= 64 && taken < TRIES);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    for (int i = 1; i <= taken; i++) {
        struct bs_reply *r = lanes_wait(l, (uint64_t)i); /* in the order they were given */
        assert_int_equal(r->state, BS_REPLY_DONE);
        bs_reply_free(r);
    }
    assert_true(bs_engine_idle(l->en));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM event"), taken);
}

static void what_cannot_be_opened_does_not_begin(void **state)
{
    struct fixture *f = *state;
    struct bs_engine *en = NULL;
    const struct bs_engine_options o = {.db_path = f->dir, .rules = f->rules};
    assert_int_not_equal(bs_engine_start(&o, &en, &f->e), BS_OK);
    assert_null(en);
    assert_non_null(strstr(f->e.text, f->dir));
}

/* -- what is listed -------------------------------------------------------------------------- */

static void an_earlier_banner_can_be_read(void **state)
{
    struct fixture *f = *state;
    const struct plain seen[] = {
        {.ip = "192.0.2.1", .port = 104, .data = "older\\x01", .seen = 1},
        {.ip = "192.0.2.1", .port = 104, .data = "newer", .seen = 2},
    };
    put_all(f, "file:x", seen, BS_COUNT(seen), NULL);
    struct lanes *l = start(f);
    struct bs_job *j = bs_job_new(BS_JOB_DETAIL);
    j->service = id_of(f, "192.0.2.1:104");
    struct bs_reply *r = lanes_done(l, j);
    assert_true(bs_bytes_eq(r->wire, BS_BYTES("newer")));
    assert_int_equal(r->detail->earliers, 1);
    j = bs_job_new(BS_JOB_BANNER);
    j->banner = r->detail->earlier[0].banner;
    bs_reply_free(r);
    r = lanes_done(l, j);
    assert_true(bs_bytes_eq(r->wire, BS_BYTES("older\x01")));
    bs_reply_free(r);
    j = bs_job_new(BS_JOB_BANNER);
    j->banner = 4711;
    lanes_fails(l, j, BS_E_NOTFOUND, "");
    j = bs_job_new(BS_JOB_DETAIL);
    j->service = 4711;
    lanes_fails(l, j, BS_E_NOTFOUND, "");
    lanes_fails(l, lanes_job(BS_JOB_SELECT, "contry:NL", NULL), BS_E_SYNTAX, "country");
}

static void banners_and_shapes_are_listed_with_the_pace(void **state)
{
    struct fixture *f = *state;
    const struct plain pile[] = {
        {.ip = "192.0.2.1", .port = 104, .data = ODD_BANNER, .seen = 1},
        {.ip = "192.0.2.2", .port = 104, .data = ODD_BANNER, .seen = 2},
        {.ip = "192.0.2.3", .port = 105, .data = ODD_BANNER_2, .seen = 3},
        {.ip = "192.0.2.4", .port = 106, .data = "vwk alpha\r\n", .seen = 4},
    };
    put_all(f, "file:x", pile, BS_COUNT(pile), NULL);
    struct lanes *l = start(f);
    struct bs_reply *r = lanes_table(l, "dictionary");
    assert_int_equal(r->table->rows, 3);
    assert_int_equal(r->table->speaks_for, BS_SPEAKS_BANNER);
    assert_number(r, 0, "count", 2);
    assert_true(bs_str_has_prefix(r->table->about, BS_STR("3 groups, 4 services: 4 unknown; ")));
    bs_reply_free(r);
    r = lanes_table(l, "shapes port:104,105");
    assert_int_equal(r->table->rows, 1);
    assert_int_equal(r->table->speaks_for, BS_SPEAKS_SHAPE);
    assert_number(r, 0, "count", 3);
    assert_number(r, 0, "banners", 2);
    assert_true(bs_str_has_prefix(r->table->about, BS_STR("1 group, 3 services: 3 unknown; of port:104,105; ")));
    bs_reply_free(r);
    for (int i = 0; i < 3; i++) { /* three make a pace */
        struct bs_job *j = bs_job_new(BS_JOB_DECIDE);
        j->service = id_of(f, i == 2 ? "192.0.2.3:105" : i ? "192.0.2.2:104" : "192.0.2.1:104");
        j->scope = BS_SCOPE_SERVICE;
        j->verdict = BS_NON_MEDICAL;
        bs_reply_free(lanes_done(l, j));
    }
    r = lanes_table(l, "queue");
    assert_int_equal(r->table->rows, 1);
    assert_true(bs_str_has_prefix(r->table->about, BS_STR("1 services in 1 shapes wait, ")));
    assert_true(bs_bytes_find(bs_str_bytes(r->table->about), BS_BYTES(" an hour: 0 minutes left; "), 0) != SIZE_MAX);
    bs_reply_free(r);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_long_job_stands_still_and_goes_on),
        CASE(what_came_before_a_stop_is_kept),
        CASE(a_full_queue_loses_nothing),
        CASE(what_cannot_be_opened_does_not_begin),
        CASE(an_earlier_banner_can_be_read),
        CASE(banners_and_shapes_are_listed_with_the_pace),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
