/* The pipeline inline and on its lanes: lines against counts, damage, decisions that outlive a stop. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lanes.h"

#define OK(call) do { bs_err err_ = (call); if (err_ != BS_OK) fail_msg("%s", w->e.text); } while (0)

struct world {
    char dir[64], db[96], file[96];
    struct bs_rules *rules;
    struct bs_error e;
    int complaints;
    char complaint[600]; /* the last */
    int64_t stop_at;     /* progress says stop from here on */
};

static void complain(void *ctx, const char *text)
{
    struct world *w = ctx;
    w->complaints++;
    snprintf(w->complaint, sizeof w->complaint, "%s", text);
}

static bool go_on(void *ctx, int64_t done, int64_t total)
{
    struct world *w = ctx;
    (void)total;
    return w->stop_at == 0 || done < w->stop_at;
}

static int setup(void **state)
{
    struct world *w = bs_alloc(sizeof *w);
    int bad = 0;
    snprintf(w->dir, sizeof w->dir, "/tmp/bs-engine-XXXXXX");
    if (!mkdtemp(w->dir))
        return 1;
    snprintf(w->db, sizeof w->db, "%s/t.db", w->dir);
    snprintf(w->file, sizeof w->file, "%s/records", w->dir);
    const char *src = getenv("BS_SRCDIR");
    *state = w;
    return bs_rules_load(src ? src : ".", NULL, complain, w, &bad, &w->rules, &w->e) != BS_OK;
}

static int teardown(void **state)
{
    struct world *w = *state;
    static const char *const names[] = {"t.db", "t.db-wal", "t.db-shm", "records"};
    for (size_t i = 0; i < BS_COUNT(names); i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", w->dir, names[i]);
        unlink(path);
    }
    rmdir(w->dir);
    bs_rules_free(w->rules);
    free(w);
    return 0;
}

static void write_file(const struct world *w, const void *bytes, size_t n)
{
    FILE *f = fopen(w->file, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

#define RECORD(last, port, data)                                                               \
    "{\"ip_str\":\"192.0.2." last "\",\"port\":" port ",\"transport\":\"tcp\",\"timestamp\":"  \
    "\"2019-06-01T00:00:00\",\"data\":\"" data "\"}\n"
#define LDAP "0\\\\x0c\\\\x02\\\\x01\\\\x01a\\\\x07\\\\n\\\\x01\\\\x00\\\\x04\\\\x00\\\\x04\\\\x00"

static struct bs_store *import(struct world *w, struct bs_import_summary *sum, bs_err want)
{
    struct bs_store *s;
    const struct bs_import_options o = {
        .rules = w->rules, .complain = complain, .progress = go_on, .ctx = w};
    OK(bs_store_open(w->db, BS_STORE_WRITE, &s, &w->e));
    assert_int_equal(bs_import_file(s, w->file, &o, sum, &w->e), want);
    return s;
}

static void bad_lines_cost_only_themselves(void **state)
{
    struct world *w = *state;
    struct bs_import_summary sum;
    static const char text[] = RECORD("1", "104", LDAP) "{\"ip_str\":\"192.0.2.2\"}\n"
                               "not json\n\n" RECORD("3", "80", "HTTP/1.1 200 OK\\r\\n")
                               "{\"port\":80}\n" RECORD("1", "104", LDAP) RECORD("4", "22", "SSH-2.0-x");
    write_file(w, text, sizeof text - 2); /* the last line has no end */
    struct bs_store *s = import(w, &sum, BS_OK);
    assert_int_equal(sum.read, 7);
    assert_int_equal(sum.added, 3);
    assert_int_equal(sum.duplicate, 1);
    assert_int_equal(sum.rejected, 3);
    assert_int_equal(sum.added + sum.updated + sum.duplicate + sum.rejected, sum.read);
    assert_int_equal(w->complaints, 3);
    assert_non_null(strstr(w->complaint, ":6: ")); /* empty lines are counted as lines */
    bs_store_close(s);
}

static void a_cut_gzip_keeps_what_could_be_read(void **state)
{
    struct world *w = *state;
    struct bs_import_summary sum;
    const char *src = getenv("BS_SRCDIR");
    char path[512];
    static uint8_t bytes[200000];
    snprintf(path, sizeof path, "%s/tests/data/demo.ndjson.gz", src ? src : ".");
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_int_equal(n, sizeof bytes);
    write_file(w, bytes, n);
    struct bs_store *s = import(w, &sum, BS_OK);
    assert_true(sum.damaged);
    assert_true(sum.added > 1000);
    assert_int_equal(sum.added + sum.updated + sum.duplicate + sum.rejected, sum.read);
    struct bs_totals t;
    OK(bs_store_totals(s, &t, &w->e));
    assert_int_equal(t.services, sum.added);
    bs_store_close(s);
}

static void a_stop_keeps_what_was_read(void **state)
{
    struct world *w = *state;
    struct bs_import_summary sum;
    struct bs_buf b;
    bs_buf_init(&b, 8 << 20);
    for (int i = 0; i < 4000; i++)
        bs_buf_printf(&b, "{\"ip_str\":\"198.18.%d.%d\",\"port\":%d,\"data\":\"\"}\n", i / 200, i % 200,
                      104 + i % 7);
    write_file(w, b.p, b.len);
    bs_buf_fini(&b);
    w->stop_at = 1;
    struct bs_store *s = import(w, &sum, BS_E_CANCELLED);
    struct bs_totals t;
    OK(bs_store_totals(s, &t, &w->e));
    assert_true(t.services < 4000);
    assert_int_equal(t.services, sum.added);
    bs_store_close(s);
    w->stop_at = 0; /* again, to the end: the same set as without the stop */
    s = import(w, &sum, BS_OK);
    OK(bs_store_totals(s, &t, &w->e));
    assert_int_equal(t.services, 4000);
    bs_store_close(s);
}

/* Enough distinct answers for two judges.  What they find out is what one handle finds, and a stop changes nothing. */
static void two_judges_are_one(void **state)
{
    enum { ANSWERS = 2600 };
    static const char word[] = "zorblaxscan";
    struct world *w = *state;
    struct bs_import_summary sum;
    struct bs_reclassify_result two, one;
    struct bs_rules *more;
    struct bs_totals t[3];
    struct bs_buf b;
    int bad = 0;

    bs_buf_init(&b, 8 << 20);
    for (int i = 0; i < ANSWERS; i++)
        bs_buf_printf(&b, "{\"ip_str\":\"198.18.%d.%d\",\"port\":104,\"data\":\"%s number %d\"}\n", i / 200, i % 200,
                      i % 3 == 0 ? word : "something", i);
    write_file(w, b.p, b.len);
    bs_buf_fini(&b);
    struct bs_store *s = import(w, &sum, BS_OK);
    assert_int_equal(bs_store_answers(s), ANSWERS);

    snprintf(w->file, sizeof w->file, "%s/devices.list", w->dir);
    write_file(w, word, sizeof word - 1);
    const char *src = getenv("BS_SRCDIR");
    OK(bs_rules_load(src ? src : ".", w->dir, complain, w, &bad, &more, &w->e));
    unlink(w->file);
    snprintf(w->file, sizeof w->file, "%s/records", w->dir);

    OK(bs_store_totals(s, &t[0], &w->e));
    w->stop_at = 1;
    assert_int_equal(bs_reclassify(s, more, NULL, go_on, w, &two, &w->e), BS_E_CANCELLED);
    w->stop_at = 0;
    OK(bs_store_totals(s, &t[1], &w->e));
    assert_memory_equal(&t[0], &t[1], sizeof t[0]);

    OK(bs_reclassify(s, more, NULL, go_on, w, &two, &w->e));
    OK(bs_store_totals(s, &t[1], &w->e));
    assert_int_equal(two.answers, ANSWERS);
    assert_true(two.changed >= ANSWERS / 3);
    OK(bs_store_reclassify(s, w->rules, NULL, NULL, NULL, NULL, &one, &w->e)); /* back, with one handle */
    assert_int_equal(one.changed, two.changed);
    OK(bs_store_totals(s, &t[2], &w->e));
    assert_memory_equal(&t[0], &t[2], sizeof t[0]);
    OK(bs_store_reclassify(s, more, NULL, NULL, NULL, NULL, &one, &w->e));
    assert_memory_equal(&one, &two, sizeof one);
    OK(bs_store_totals(s, &t[2], &w->e));
    assert_memory_equal(&t[1], &t[2], sizeof t[1]);
    bs_rules_free(more);
    bs_store_close(s);
}

/* -- on the lanes ------------------------------------------------------------------------ */

static struct bs_engine *start(struct world *w)
{
    struct bs_engine *en;
    const struct bs_engine_options o = {.db_path = w->db, .rules = w->rules, .analyst = "ana"};
    OK(bs_engine_start(&o, &en, &w->e));
    return en;
}

static struct bs_reply *wait_done(struct bs_engine *en, uint64_t serial)
{
    struct lanes l = {.en = en};
    return lanes_wait(&l, serial);
}

static void post(struct bs_engine *en, struct bs_job *j, uint64_t serial)
{
    j->serial = serial;
    assert_int_equal(bs_engine_post(en, &j), BS_OK);
}

static void fill(struct world *w)
{
    struct bs_import_summary sum;
    static const char text[] = RECORD("1", "104", LDAP) RECORD("2", "104", LDAP) RECORD("3", "22", "SSH-2.0-x");
    write_file(w, text, sizeof text - 1);
    bs_store_close(import(w, &sum, BS_OK));
}

static int64_t first_id(struct bs_engine *en, const char *query)
{
    struct bs_job *j = bs_job_new(BS_JOB_SELECT);
    j->text = bs_strdup(bs_str_z(query));
    post(en, j, 1000);
    struct bs_reply *r = wait_done(en, 1000);
    assert_int_equal(r->state, BS_REPLY_DONE);
    assert_true(r->n > 0);
    int64_t id = r->ids[0];
    bs_reply_free(r);
    return id;
}

static struct bs_job *decide(int64_t service, enum bs_verdict verdict)
{
    struct bs_job *j = bs_job_new(BS_JOB_DECIDE);
    j->service = service;
    j->scope = BS_SCOPE_BANNER;
    j->verdict = verdict;
    return j;
}

static void a_reply_means_it_is_on_disk(void **state)
{
    struct world *w = *state;
    struct bs_store *s;
    struct bs_totals t;
    fill(w);
    struct bs_engine *en = start(w);
    post(en, decide(first_id(en, "service:ldap"), BS_MEDICAL), 1);
    struct bs_reply *r = wait_done(en, 1);
    assert_int_equal(r->state, BS_REPLY_DONE);
    assert_int_equal(r->event->services, 2);
    OK(bs_store_open(w->db, BS_STORE_READ, &s, &w->e)); /* seen from outside, while it runs */
    OK(bs_store_totals(s, &t, &w->e));
    assert_int_equal(t.decided, 2);
    bs_store_close(s);
    bs_reply_free(r);
    assert_true(bs_engine_idle(en));
    bs_engine_stop(en);
}

static void verdicts_that_wait_are_saved_at_a_stop(void **state)
{
    struct world *w = *state;
    struct bs_store *s;
    struct bs_totals t;
    fill(w);
    struct bs_engine *en = start(w);
    int64_t id = first_id(en, "service:ldap");
    for (uint64_t i = 0; i < 20; i++)
        post(en, decide(id, i % 2 ? BS_MEDICAL : BS_NON_MEDICAL), i);
    bs_engine_stop(en);
    OK(bs_store_open(w->db, BS_STORE_READ, &s, &w->e));
    OK(bs_store_totals(s, &t, &w->e));
    assert_int_equal(t.events, 20);
    bs_store_close(s);
}

static void every_selection_is_answered(void **state)
{
    struct world *w = *state;
    int done = 0, replaced = 0;
    fill(w);
    struct bs_engine *en = start(w);
    for (uint64_t i = 0; i < 30; i++) {
        struct bs_job *j = bs_job_new(BS_JOB_SELECT);
        j->text = bs_strdup(BS_STR(""));
        post(en, j, i);
    }
    while (done + replaced < 30) {
        struct bs_reply *r = bs_engine_take(en);
        if (!r) {
            struct pollfd p = {bs_engine_fd(en), POLLIN, 0};
            assert_int_equal(poll(&p, 1, 10000), 1);
            continue;
        }
        if (r->serial == 29)
            assert_int_equal(r->state, BS_REPLY_DONE); /* the newest always gets through */
        if (r->state == BS_REPLY_DONE)
            done++;
        else
            replaced += r->error.code == BS_E_CANCELLED;
        bs_reply_free(r);
    }
    assert_true(done >= 1);
    assert_true(bs_engine_idle(en));
    bs_engine_stop(en);
}

static void net_jobs_without_a_key_say_so(void **state)
{
    struct world *w = *state;
    fill(w);
    struct bs_engine *en = start(w);
    struct bs_job *j = bs_job_new(BS_JOB_COUNT);
    j->text = bs_strdup(BS_STR("port:104"));
    post(en, j, 7);
    struct bs_reply *r = wait_done(en, 7);
    assert_int_equal(r->state, BS_REPLY_FAILED);
    assert_int_equal(r->error.code, BS_E_KEY);
    bs_reply_free(r);
    bs_engine_stop(en);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(bad_lines_cost_only_themselves), CASE(a_cut_gzip_keeps_what_could_be_read),
        CASE(a_stop_keeps_what_was_read),     CASE(two_judges_are_one), CASE(a_reply_means_it_is_on_disk),
        CASE(verdicts_that_wait_are_saved_at_a_stop), CASE(every_selection_is_answered),
        CASE(net_jobs_without_a_key_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
