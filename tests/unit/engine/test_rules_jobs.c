/* Making a rule through the lanes: looked at, put in force, taken back; files and database say the same. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/textfmt.h"
#include "lanes.h"

#define OK(call) do { bs_err err_ = (call); if (err_ != BS_OK) fail_msg("%s", w->e.text); } while (0)

struct world {
    char dir[64], db[96], own[96], patterns[140], lines[96];
    struct bs_rules *rules;
    struct lanes lanes;
    struct bs_error e;
};

static void quiet(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

static void import(struct world *w)
{
    static const char lines[] =
        "{\"ip_str\":\"192.0.2.1\",\"port\":4242,\"transport\":\"tcp\",\"timestamp\":\"2019-06-01T00:00:00\","
        "\"data\":\"WIDGET 1 ready\"}\n"
        "{\"ip_str\":\"192.0.2.2\",\"port\":4242,\"transport\":\"tcp\",\"timestamp\":\"2019-06-01T00:00:00\","
        "\"data\":\"my widget sleeps\"}\n"
        "{\"ip_str\":\"192.0.2.3\",\"port\":4242,\"transport\":\"tcp\",\"timestamp\":\"2019-06-01T00:00:00\","
        "\"data\":\"widgets are another thing\"}\n";
    struct bs_import_options o = {.rules = w->rules, .complain = quiet};
    struct bs_import_summary sum;
    struct bs_store *s;
    FILE *f = fopen(w->lines, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(lines, 1, sizeof lines - 1, f), sizeof lines - 1);
    assert_int_equal(fclose(f), 0);
    OK(bs_store_open(w->db, BS_STORE_WRITE, &s, &w->e));
    OK(bs_import_file(s, w->lines, &o, &sum, &w->e));
    assert_int_equal(sum.added, 3);
    bs_store_close(s);
}

static int setup(void **state)
{
    struct world *w = bs_alloc(sizeof *w);
    int bad = 0;
    const char *src = getenv("BS_SRCDIR");
    src = src ? src : ".";
    *state = w;
    snprintf(w->dir, sizeof w->dir, "/tmp/bs-rules-XXXXXX");
    if (!mkdtemp(w->dir))
        return 1;
    snprintf(w->db, sizeof w->db, "%s/t.db", w->dir);
    snprintf(w->lines, sizeof w->lines, "%s/lines", w->dir);
    snprintf(w->own, sizeof w->own, "%s/own", w->dir);
    snprintf(w->patterns, sizeof w->patterns, "%s/services.patterns", w->own);
    if (bs_rules_load(src, NULL, quiet, w, &bad, &w->rules, &w->e) != BS_OK)
        return 1;
    import(w);
    const struct bs_engine_options o = {.db_path = w->db, .rules = w->rules, .analyst = "anna", .data_dir = src,
                                        .rules_dir = w->own};
    lanes_start(&w->lanes, &o);
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    char command[100];
    static const char *const names[] = {"t.db", "t.db-wal", "t.db-shm", "lines", "own/services.patterns",
                                        "own/services.patterns.old", "own"};
    lanes_stop(&w->lanes);
    for (size_t i = 0; i < BS_COUNT(names); i++) {
        snprintf(command, sizeof command, "%s/%s", w->dir, names[i]);
        remove(command);
    }
    assert_int_equal(rmdir(w->dir), 0);
    bs_rules_free(w->rules);
    free(w);
    return 0;
}

static struct bs_reply *run(struct world *w, enum bs_job_kind kind, const char *text, const char *label)
{
    return lanes_wait(&w->lanes, lanes_post(&w->lanes, lanes_job(kind, text, label)));
}

/* As the form makes it: the word in any case, not a part of a longer one. */
static char *widget(struct world *w, enum bs_promote_kind kind)
{
    const struct bs_promotion p = {.bytes = bs_str_bytes(BS_STR("Widget")), .kind = kind, .field = BS_STR(""),
                                   .verdict = BS_MEDICAL, .strength = BS_STRENGTH_STRONG,
                                   .label = BS_STR("a widget"), .service = BS_STR("")};
    struct bs_arena a;
    bs_str line, rule;
    bs_arena_init(&a, 1 << 16);
    OK(bs_promote(&p, &a, &line, &rule, &w->e));
    char *z = bs_strdup(line);
    bs_arena_fini(&a);
    return z;
}

static int64_t medical(struct world *w)
{
    struct bs_reply *r = run(w, BS_JOB_TOTALS, NULL, NULL);
    assert_int_equal(r->state, BS_REPLY_DONE);
    int64_t n = r->totals->verdict[BS_MEDICAL];
    bs_reply_free(r);
    return n;
}

static void looking_changes_nothing(void **state)
{
    struct world *w = *state;
    char *line = widget(w, BS_PROMOTE_WORD);
    struct bs_reply *r = run(w, BS_JOB_RULE_TRY, line, NULL);
    if (r->state != BS_REPLY_DONE)
        fail_msg("%s", r->error.text);
    assert_int_equal(r->table->rows, 2);
    assert_memory_equal(r->table->about.p, "hits 2 banners, 2 services; 2 services change", 45);
    bs_reply_free(r);
    assert_int_not_equal(access(w->own, F_OK), 0);
    assert_int_equal(medical(w), 0);
    free(line);
}

static void a_rule_holds_at_once_and_goes_again(void **state)
{
    struct world *w = *state;
    char *line = widget(w, BS_PROMOTE_WORD);
    struct stat st;
    struct bs_reply *r = run(w, BS_JOB_RULE_SET, line, NULL);
    if (r->state != BS_REPLY_DONE)
        fail_msg("%s", r->error.text);
    assert_true(bs_str_eq(r->rule, bs_str_z(line)));
    assert_int_equal(r->done, 1);
    bs_reply_free(r);
    assert_int_equal(medical(w), 2);
    assert_int_equal(stat(w->patterns, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);

    /* What comes in later is judged by it too: the engine has the new rules. */
    FILE *f = fopen(w->lines, "wb");
    assert_non_null(f);
    fputs("{\"ip_str\":\"192.0.2.9\",\"port\":4242,\"transport\":\"tcp\",\"timestamp\":\"2019-06-01T00:00:00\","
          "\"data\":\"another widget\"}\n", f);
    assert_int_equal(fclose(f), 0);
    r = run(w, BS_JOB_IMPORT, w->lines, NULL);
    assert_int_equal(r->state, BS_REPLY_DONE);
    bs_reply_free(r);
    assert_int_equal(medical(w), 3);

    r = run(w, BS_JOB_TABLE, "rules ", NULL);
    assert_int_equal(r->state, BS_REPLY_DONE);
    assert_int_equal(r->table->rows, 1);
    assert_int_equal(r->table->row[0].cell[0].n, 3);
    bs_reply_free(r);

    r = run(w, BS_JOB_RULE_SET, line, NULL); /* twice is refused */
    assert_int_equal(r->state, BS_REPLY_FAILED);
    bs_reply_free(r);

    char *id = bs_strdup(bs_rule_line_id(bs_str_z(line)));
    r = run(w, BS_JOB_RULE_SET, NULL, id);
    if (r->state != BS_REPLY_DONE)
        fail_msg("%s", r->error.text);
    assert_int_equal(r->done, 0);
    bs_reply_free(r);
    assert_int_equal(medical(w), 0);
    free(id);
    free(line);
}

static void a_bad_rule_is_named_and_not_written(void **state)
{
    struct world *w = *state;
    struct bs_reply *r = run(w, BS_JOB_RULE_SET, "- \"(unclosed\" id=user-1 label=\"x\" medical=yes", NULL);
    assert_int_equal(r->state, BS_REPLY_FAILED);
    assert_non_null(strstr(r->error.text, "services.patterns:1"));
    bs_reply_free(r);
    assert_int_not_equal(access(w->patterns, F_OK), 0);
    r = run(w, BS_JOB_RULE_SET, NULL, "user-nobody");
    assert_int_equal(r->state, BS_REPLY_FAILED);
    assert_int_equal(r->error.code, BS_E_NOTFOUND);
    bs_reply_free(r);
}

/* What would change comes first, then what most services show. */
static void hits_are_in_the_order_of_their_weight(void **state)
{
    struct world *w = *state;
    char *line = widget(w, BS_PROMOTE_LITERAL);
    FILE *f = fopen(w->lines, "wb");
    assert_non_null(f);
    for (int i = 0; i < 3; i++) /* one banner of three hosts */
        fprintf(f, "{\"ip_str\":\"192.0.2.%d\",\"port\":4242,\"transport\":\"tcp\",\"timestamp\":"
                   "\"2019-06-01T00:00:00\",\"data\":\"a Widget\"}\n", 20 + i);
    assert_int_equal(fclose(f), 0);
    bs_reply_free(run(w, BS_JOB_IMPORT, w->lines, NULL));
    struct bs_reply *r = run(w, BS_JOB_RULE_TRY, line, NULL);
    assert_int_equal(r->state, BS_REPLY_DONE);
    assert_true(r->table->rows >= 1);
    assert_number(r, 0, "services", 3);
    for (size_t i = 1; i < r->table->rows; i++)
        assert_true(cell_of(r, i, "services")->n <= cell_of(r, i - 1, "services")->n);
    bs_reply_free(r);
    free(line);
}

/* Right and wrong by what analysts made of the hits. */
static void the_list_of_rules_has_their_figures(void **state)
{
    struct world *w = *state;
    char *line = widget(w, BS_PROMOTE_WORD);
    bs_reply_free(run(w, BS_JOB_RULE_SET, line, NULL));
    struct bs_reply *r = run(w, BS_JOB_SELECT, "label:\"a widget\"", NULL);
    assert_int_equal(r->n, 2);
    const int64_t ids[] = {r->ids[0], r->ids[1]};
    bs_reply_free(r);
    for (size_t i = 0; i < BS_COUNT(ids); i++) {
        struct bs_job *j = bs_job_new(BS_JOB_DECIDE);
        j->service = ids[i];
        j->scope = BS_SCOPE_SERVICE;
        j->verdict = i ? BS_NON_MEDICAL : BS_MEDICAL;
        bs_reply_free(lanes_done(&w->lanes, j));
    }
    r = lanes_table(&w->lanes, "rules");
    assert_int_equal(r->table->rows, 1);
    assert_number(r, 0, "hits", 2);
    assert_number(r, 0, "confirmed", 1);
    assert_number(r, 0, "refuted", 1);
    assert_str(cell_of(r, 0, "line")->text, line);
    assert_memory_equal(cell_of(r, 0, "precision")->text.p, "50 % (", 6);
    assert_int_equal(r->table->row[0].service, ids[1]); /* one it got wrong */
    bs_reply_free(r);
    free(line);
}

/* The folder cannot be written: neither the file nor a verdict changes. */
static void what_cannot_be_written_changes_nothing(void **state)
{
    struct world *w = *state;
    char *line = widget(w, BS_PROMOTE_LITERAL);
    FILE *f = fopen(w->own, "wb"); /* a file stands where the folder should */
    assert_non_null(f);
    fclose(f);
    struct bs_reply *r = run(w, BS_JOB_RULE_SET, line, NULL);
    assert_int_equal(r->state, BS_REPLY_FAILED);
    bs_reply_free(r);
    assert_int_equal(medical(w), 0);
    free(line);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(looking_changes_nothing), CASE(a_rule_holds_at_once_and_goes_again),
        CASE(a_bad_rule_is_named_and_not_written), CASE(what_cannot_be_written_changes_nothing),
        CASE(hits_are_in_the_order_of_their_weight), CASE(the_list_of_rules_has_their_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
