/* The lanes and Shodan: what is counted, bought, gone on with and refused; asked of tests/support/fake_shodan.py on
 * loopback.  Pauses go by a clock of our own, so nothing here waits. */
#include "../shodan/server.h"
#include "../store/fixture.h"
#include "lanes.h"

#include <unistd.h>

#include "../../../src/engine/engine_priv.h"
#include "../../../src/shodan/api.h"

#define KEY "FAKE1key2FOR3tests4ONLY5abcdefgh"

enum { HITS = 230, FEW = 20 };

struct world {
    struct fixture *f;
    struct lanes lanes;
    struct server server;
    struct bs_key *key;
    char records[200], log[200], names[200];
    int64_t clock[LANE_COUNT];
};
static struct world the;

/* -- a world with no waiting in it ------------------------------------------------------- */

static int64_t clock_now(void *ctx)
{
    return *(int64_t *)ctx;
}

static void clock_wait(void *ctx, int64_t us)
{
    *(int64_t *)ctx += us;
}

static bool is_cancelled(void *ctx)
{
    return worker_cancelled(ctx);
}

/* As the lane's first question would make it, but patient. */
static void make_api(struct world *w, enum lane_id lane)
{
    struct worker *worker = &w->lanes.en->worker[lane];
    const struct bs_api_options o = {
        .url = w->server.url, .key = w->key, .cancelled = is_cancelled, .ctx = worker};
    const struct bs_clock clock = {clock_now, clock_wait, &w->clock[lane]};
    OK(bs_api_new(&o, &worker->api, &w->f->e));
    bs_api_set_clock(worker->api, &clock);
}

static void write_records(const struct world *w)
{
    FILE *f = fopen(w->records, "wb");
    assert_non_null(f);
    for (int i = 0; i < HITS + FEW; i++)
        fprintf(f, "{\"ip_str\":\"198.51.100.%d\",\"port\":%d,\"transport\":\"tcp\",\"org\":\"Example %s\","
                   "\"timestamp\":\"2021-02-25T01:35:44.000000\",\"data\":\"qzx %d ready\\r\\n\","
                   "\"location\":{\"country_code\":\"NL\"}}\n",
                i % HITS + 1, i < HITS ? 4242 : 4343, i % 3 ? "One" : "Two", i);
    assert_int_equal(fclose(f), 0);
}

/* `more`: arguments of the fake's, NULL at the end. */
static struct lanes *start_with(struct world *w, const struct bs_purse *purse, const char *const *more)
{
    const char *args[32] = {"--data", w->records, "--log", w->log};
    for (size_t n = 4; *more; n++)
        args[n] = *more++;
    write_records(w);
    server_start(&w->server, args);
    lanes_start(&w->lanes, &(struct bs_engine_options){.db_path = w->f->path, .rules = w->f->rules, .key = w->key,
                                                       .api_url = w->server.url, .names_file = w->names,
                                                       .analyst = "ann", .purse = *purse});
    make_api(w, LANE_NET);
    make_api(w, LANE_WORK);
    return &w->lanes;
}
#define START(w, ...) start_with(w, &(struct bs_purse){0}, (const char *const[]){__VA_ARGS__})

static int open_world(void **state)
{
    struct world *w = &the;
    *w = (struct world){0};
    if (fixture_open(state) != 0)
        return -1;
    w->f = *state;
    *state = w;
    snprintf(w->records, sizeof w->records, "%s/records.ndjson", w->f->dir);
    snprintf(w->log, sizeof w->log, "%s/log", w->f->dir);
    snprintf(w->names, sizeof w->names, "%s/names", w->f->dir);
    return bs_key_new(BS_STR(KEY), &w->key, &w->f->e);
}

static int close_world(void **state)
{
    struct world *w = *state;
    lanes_stop(&w->lanes);
    server_stop(&w->server);
    bs_key_free(w->key);
    *state = w->f;
    return fixture_close(state);
}

/* How often that endpoint was asked. */
static int asked(const struct world *w, const char *endpoint)
{
    char line[8192], want[40];
    int n = 0;
    FILE *f = fopen(w->log, "r");
    snprintf(want, sizeof want, "\t%s\t", endpoint);
    while (f && fgets(line, sizeof line, f))
        n += strstr(line, want) != NULL;
    if (f)
        fclose(f);
    return n;
}

static struct bs_job *collect(const char *queries, int64_t pages)
{
    struct bs_job *j = lanes_job(BS_JOB_COLLECT, queries, NULL);
    j->limit = pages;
    return j;
}

/* -- free of charge ---------------------------------------------------------------------- */

static void the_account_and_the_names_of_filters(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, NULL);
    struct bs_reply *r = lanes_done(l, bs_job_new(BS_JOB_INFO));
    assert_str(r->text, "plan dev, 100 query credits left");
    assert_int_equal(r->credits, 100);
    bs_reply_free(r);
    assert_int_equal(asked(w, "filters"), 1);
    assert_int_equal(access(w->names, R_OK), 0);
    bs_reply_free(lanes_done(l, bs_job_new(BS_JOB_INFO)));
    assert_int_equal(asked(w, "info"), 2);
    assert_int_equal(asked(w, "filters"), 1); /* they are still fresh */
}

static void a_count_has_its_price_and_is_remembered(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, NULL);
    struct bs_reply *r = lanes_done(l, lanes_job(BS_JOB_COUNT, "port:4242", NULL));
    assert_int_equal(r->total, HITS);
    assert_int_equal(r->orgs, 2);
    assert_int_equal(r->price, 3);
    assert_int_equal(r->stored, 0);
    assert_true(r->counted > 0);
    assert_int_equal(r->newest, 0);
    bs_reply_free(r);
    r = lanes_table(l, "history");
    assert_int_equal(r->table->rows, 1);
    assert_cell(r, 0, "kind", "count");
    assert_number(r, 0, "hits", HITS);
    assert_cell(r, 0, "result", "done");
    assert_str(r->table->row[0].query, "port:4242");
    bs_reply_free(r);
    r = lanes_done(l, bs_job_new(BS_JOB_COUNTED));
    assert_int_equal(r->counts, 1);
    assert_str(r->count[0].query, "port:4242");
    assert_int_equal(r->count[0].total, HITS);
    assert_int_equal(r->count[0].orgs, 2);
    bs_reply_free(r);
    /* Once more by hand is asked anew; what follows the typing takes what is known. */
    bs_reply_free(lanes_done(l, lanes_job(BS_JOB_COUNT, "port:4242", NULL)));
    assert_int_equal(asked(w, "count"), 2);
    r = lanes_done(l, lanes_job(BS_JOB_FOLLOW, "port:4242", NULL));
    assert_int_equal(r->total, HITS);
    assert_int_equal(r->price, 3);
    bs_reply_free(r);
    assert_int_equal(asked(w, "count"), 2);
}

static void note_part(struct lanes *l, const struct bs_reply *r)
{
    struct bs_buf *seen = l->ctx;
    assert_int_equal(r->counts, 1);
    bs_buf_printf(seen, "%lld/%lld %.*s %lld; ", (long long)r->done, (long long)r->total, (int)r->count[0].query.n,
                  r->count[0].query.p, (long long)r->count[0].total);
}

static void each_of_several_counts_is_told(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, NULL);
    struct bs_buf seen;
    bs_buf_init(&seen, 4096);
    l->part = note_part;
    l->ctx = &seen;
    lanes_says(l, lanes_job(BS_JOB_COUNT, "port:4343\nport:4242\nport:1", NULL), "3 queries counted");
    assert_str(bs_buf_str(&seen), "1/3 port:4343 20; 2/3 port:4242 230; 3/3 port:1 0; ");
    assert_int_equal(asked(w, "count"), 3);
    lanes_says(l, lanes_job(BS_JOB_COUNT, "port:4343\nport:4242", NULL), "2 queries counted");
    assert_int_equal(asked(w, "count"), 3); /* all of it was known */
    bs_buf_fini(&seen);
}

static void stop_at_the_first(struct lanes *l, const struct bs_reply *r)
{
    assert_int_equal(r->done, 1);
    bs_engine_cancel(l->en);
}

/* The second answer never comes. */
static void counting_can_be_stopped(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, "--fault", "count@2=hang:30", NULL);
    l->part = stop_at_the_first;
    lanes_fails(l, lanes_job(BS_JOB_COUNT, "port:4343\nport:4242\nport:1", NULL), BS_E_CANCELLED, "");
    assert_int_equal(asked(w, "count"), 1);
}

static void whoever_types_on_is_not_finished(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, NULL);
    uint64_t first = lanes_post(l, lanes_job(BS_JOB_FOLLOW, "port:4", NULL));
    uint64_t second = lanes_post(l, lanes_job(BS_JOB_FOLLOW, "port:4343", NULL));
    struct bs_reply *r = lanes_wait(l, first);
    assert_int_equal(r->error.code, BS_E_CANCELLED);
    assert_string_equal(r->error.text, "a newer query took its place");
    bs_reply_free(r);
    r = lanes_wait(l, second);
    assert_int_equal(r->state, BS_REPLY_DONE);
    assert_int_equal(r->total, FEW);
    bs_reply_free(r);
    assert_int_equal(asked(w, "count"), 1);
}

static void facets_lead_to_narrower_queries(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, NULL);
    struct bs_reply *r = lanes_done(l, lanes_job(BS_JOB_FACETS, "port:4242", NULL));
    assert_str(r->table->about, "230 hits at Shodan for port:4242");
    assert_cell(r, 0, "facet", "org");
    assert_cell(r, 0, "value", "Example One");
    assert_number(r, 0, "count", 153);
    assert_str(r->table->row[0].query, "port:4242 org:\"Example One\"");
    bs_reply_free(r);
}

static void one_address_is_looked_up(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, "--history", "2", NULL);
    lanes_says(l, lanes_job(BS_JOB_HOST, "198.51.100.7", NULL),
               "2 read, 2 new, 0 updated, 0 duplicate, 0 rejected");
    assert_int_equal(matches(w->f, "net:198.51.100.7"), 2);
    struct bs_job *older = lanes_job(BS_JOB_HOST, "198.51.100.7", NULL);
    older->limit = 1;
    struct bs_reply *r = lanes_done(l, older);
    bs_str read = r->text;
    assert_true(bs_str_has_prefix(read, BS_STR("6 read, ")));
    bs_reply_free(r);
    lanes_fails(l, lanes_job(BS_JOB_HOST, "203.0.113.9", NULL), BS_E_NOTFOUND, "");
    lanes_fails(l, lanes_job(BS_JOB_HOST, "example.com", NULL), BS_E_USAGE, "\"example.com\" is not an address");
    assert_int_equal(asked(w, "host"), 3);
    r = lanes_table(l, "history");
    assert_int_equal(r->table->rows, 3);
    assert_cell(r, 2, "kind", "host");
    assert_str(r->table->row[2].filter, "net:198.51.100.7");
    bs_reply_free(r);
}

/* -- collecting -------------------------------------------------------------------------- */

static void collecting_says_what_came_and_what_it_cost(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, NULL);
    struct bs_reply *r = lanes_done(l, collect("port:4343\n\nport:4242", 0));
    assert_str(r->text, "250 read, 250 new, 0 updated, 0 duplicate, 0 rejected; 4 credits");
    assert_int_equal(r->credits, 96);
    bs_reply_free(r);
    assert_int_equal(matches(w->f, ""), HITS + FEW);
    assert_int_equal(asked(w, "search"), 4);
    r = lanes_table(l, "changes port:4343");
    assert_int_equal(r->table->rows, 0);
    assert_string_equal(r->table->empty, "The query was collected once: the next run will show what changed.");
    bs_reply_free(r);
}

/* Shodan gave half of them the first time. */
static void the_next_run_tells_what_changed(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, "--fault", "search@1=short", NULL);
    lanes_says(l, lanes_job(BS_JOB_SAVE, "few", "port:4343"), "kept as \"few\"");
    lanes_says(l, collect("port:4343", 0), "10 read, 10 new, 0 updated, 0 duplicate, 0 rejected; 1 credits");
    lanes_says(l, collect("port:4343", 0),
               "20 read, 10 new, 0 updated, 10 duplicate, 0 rejected; 1 credits; since the last run 10 new, 0 gone, "
               "0 changed: :changes");
    struct bs_reply *r = lanes_table(l, "changes few");
    assert_int_equal(r->table->rows, 10);
    assert_cell(r, 0, "change", "new");
    assert_cell(r, 0, "verdict", "unknown");
    assert_cell(r, 0, "target", "198.51.100.11:4343");
    assert_str(r->table->row[0].filter, "net:198.51.100.11 port:4343");
    assert_true(bs_str_has_prefix(r->table->about, BS_STR("10 new, 0 gone, 0 changed from ")));
    bs_reply_free(r);
    r = lanes_table(l, "saved");
    assert_int_equal(r->table->rows, 1);
    assert_cell(r, 0, "name", "few");
    assert_true(cell_of(r, 0, "last_run")->n > 0);
    assert_str(r->table->row[0].query, "port:4343");
    assert_str(r->table->row[0].filter, "port:4343");
    bs_reply_free(r);
    lanes_says(l, lanes_job(BS_JOB_SAVE, "few", NULL), "removed \"few\"");
    r = lanes_table(l, "saved");
    assert_int_equal(r->table->rows, 0);
    bs_reply_free(r);
}

static void a_page_that_failed_is_gone_on_with(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, "--fault", "search@2=empty", NULL);
    lanes_fails(l, collect("port:4242", 0), BS_E_CORRUPT, "pages are missing, :missing");
    assert_int_equal(matches(w->f, ""), 130);
    struct bs_reply *r = lanes_table(l, "missing");
    assert_int_equal(r->table->rows, 1);
    assert_number(r, 0, "page", 2);
    assert_cell(r, 0, "query", "port:4242");
    bs_reply_free(r);
    r = lanes_table(l, "unfinished");
    assert_int_equal(r->table->rows, 1);
    assert_number(r, 0, "pages_done", 2);
    assert_number(r, 0, "pages_agreed", 3);
    assert_number(r, 0, "failed", 1);
    assert_str(r->table->row[0].filter, "query:\"port:4242\"");
    bs_reply_free(r);

    int before = asked(w, "search");
    lanes_says(l, collect(NULL, 0), "100 read, 100 new, 0 updated, 0 duplicate, 0 rejected; 1 credits");
    assert_int_equal(asked(w, "search") - before, 1);
    assert_int_equal(matches(w->f, ""), HITS);
    lanes_says(l, collect(NULL, 0), "nothing is unfinished");
    lanes_says(l, bs_job_new(BS_JOB_DROP), "0 unfinished collections given up; what they found stays");
}

static void what_is_given_up_is_not_gone_on_with(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, "--fault", "search@2=empty", NULL);
    lanes_fails(l, collect("port:4242", 2), BS_E_CORRUPT, "100 read, 100 new");
    lanes_says(l, bs_job_new(BS_JOB_DROP), "1 unfinished collections given up; what they found stays");
    lanes_says(l, collect(NULL, 0), "nothing is unfinished");
    assert_int_equal(matches(w->f, ""), 100);
    assert_int_equal(asked(w, "search"), 2);
}

/* Something is wrong with one of them: the others are bought all the same. */
static void one_bad_query_does_not_cost_the_others(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, "--fault", "search@1=400badquery", NULL);
    lanes_fails(l, collect("port:1\nport:4343", 0), BS_E_BADQUERY, "20 read, 20 new");
    assert_int_equal(matches(w->f, ""), FEW);
}

static void a_wrong_key_ends_the_batch(void **state)
{
    struct world *w = *state;
    struct lanes *l = START(w, "--key", "another1KEY2another3KEY4another5", NULL);
    lanes_fails(l, collect("port:4242\nport:4343", 0), BS_E_KEY, "(0 read");
    assert_int_equal(asked(w, "search"), 1);
}

static void the_purse_is_asked_again(void **state)
{
    struct world *w = *state;
    /* Two credits at most: what is counted later turns out to cost more. */
    struct lanes *l = start_with(w, &(struct bs_purse){.max_credits = 2}, (const char *const[]){NULL});
    lanes_fails(l, collect("port:4343\nport:4242", 0), BS_E_CREDITS, "120 read, 120 new");
    assert_int_equal(asked(w, "search"), 2);
    lanes_stop(l);
    server_stop(&w->server);
    unlink(w->log);
    /* One would be left: less than what is to be kept. */
    l = start_with(w, &(struct bs_purse){.keep_credits = 5}, (const char *const[]){"--credits", "5", NULL});
    lanes_fails(l, collect("port:4343", 0), BS_E_CREDITS, "keep-credits is 5: nothing was spent");
    assert_int_equal(asked(w, "search"), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_account_and_the_names_of_filters),
        CASE(a_count_has_its_price_and_is_remembered),
        CASE(each_of_several_counts_is_told),
        CASE(counting_can_be_stopped),
        CASE(whoever_types_on_is_not_finished),
        CASE(facets_lead_to_narrower_queries),
        CASE(one_address_is_looked_up),
        CASE(collecting_says_what_came_and_what_it_cost),
        CASE(the_next_run_tells_what_changed),
        CASE(a_page_that_failed_is_gone_on_with),
        CASE(what_is_given_up_is_not_gone_on_with),
        CASE(one_bad_query_does_not_cost_the_others),
        CASE(a_wrong_key_ends_the_batch),
        CASE(the_purse_is_asked_again),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
