/* Labelling through the lanes: marks, looks, blind samples, other people's logs, and the lists that show them. */
#include "../store/fixture.h"
#include "lanes.h"

static const struct plain pile[] = {
    {.ip = "192.0.2.1", .port = 104, .data = ODD_BANNER, .seen = 1, .org = "Example One"},
    {.ip = "192.0.2.2", .port = 104, .data = ODD_BANNER, .seen = 2, .org = "Example Two"},
    {.ip = "192.0.2.3", .port = 105, .data = ODD_BANNER_2, .seen = 3, .org = "Example Two"},
    {.ip = "192.0.2.4", .port = 106, .data = "vwk alpha\r\n", .seen = 4},
    {.ip = "192.0.2.5", .port = 106, .data = "vwk alpha\r\n", .seen = 5, .udp = true},
    {.ip = "192.0.2.7", .port = 22, .data = SSH_BANNER, .seen = 7},
};

static struct lanes lanes;

static struct lanes *start(struct fixture *f)
{
    put_all(f, "file:pile.ndjson", pile, BS_COUNT(pile), NULL);
    lanes_start(&lanes, &(struct bs_engine_options){.db_path = f->path, .rules = f->rules, .analyst = "ann"});
    return &lanes;
}

static int close_all(void **state)
{
    lanes_stop(&lanes);
    return fixture_close(state);
}

static struct bs_job *about(struct fixture *f, enum bs_job_kind kind, const char *target, enum bs_scope scope,
                            enum bs_verdict v)
{
    struct bs_job *j = bs_job_new(kind);
    j->service = id_of(f, target);
    j->scope = scope;
    j->verdict = v;
    return j;
}

static void judge(struct fixture *f, const char *target, enum bs_scope scope, enum bs_verdict v)
{
    bs_reply_free(lanes_done(&lanes, about(f, BS_JOB_DECIDE, target, scope, v)));
}

static struct bs_job *mark(struct fixture *f, const char *kind, const char *note)
{
    struct bs_job *j = about(f, BS_JOB_MARK, "192.0.2.1:104", BS_SCOPE_SHAPE, BS_VERDICT_NONE);
    j->text = bs_strdup(bs_str_z(kind));
    j->note = note ? bs_strdup(bs_str_z(note)) : NULL;
    return j;
}

static void what_is_put_off_comes_last_and_says_so(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    struct bs_reply *r = lanes_table(l, "queue");
    assert_int_equal(r->table->rows, 2);
    assert_int_equal(r->table->speaks_for, BS_SPEAKS_SHAPE);
    assert_number(r, 0, "open", 3);
    assert_cell(r, 0, "", "");
    bs_reply_free(r);

    lanes_says(l, mark(f, "unsure", "ask the vendor"), "unsure: 3 services");
    r = lanes_table(l, "queue");
    assert_number(r, 0, "open", 2);
    assert_number(r, 1, "open", 3);
    assert_cell(r, 1, "", "unsure");
    bs_reply_free(r);
    r = lanes_table(l, "log");
    assert_int_equal(r->table->rows, 1);
    assert_cell(r, 0, "kind", "unsure");
    assert_cell(r, 0, "analyst", "ann");
    assert_cell(r, 0, "", "ask the vendor");
    bs_reply_free(r);

    lanes_says(l, mark(f, "resume", NULL), "resume: 3 services");
    r = lanes_table(l, "queue port:104");
    assert_int_equal(r->table->rows, 1);
    assert_cell(r, 0, "", "");
    bs_reply_free(r);
    lanes_fails(l, mark(f, "later", NULL), BS_E_USAGE, "skip, unsure or resume");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM event"), 2);
}

/* Two banners of the shape: the one the verdict was given on counts as looked at, the other does not. */
static void another_opinion_reopens_a_group(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    judge(f, "192.0.2.1:104", BS_SCOPE_SHAPE, BS_MEDICAL);
    struct bs_reply *r = lanes_table(l, "samples");
    assert_int_equal(r->table->rows, 1);
    assert_int_equal(r->table->speaks_for, BS_SPEAKS_LOOK);
    assert_cell(r, 0, "state", "provisional");
    assert_cell(r, 0, "verdict", "medical");
    assert_cell(r, 0, "scope", "shape");
    assert_number(r, 0, "services", 3);
    assert_number(r, 0, "looked", 1);
    assert_number(r, 0, "needed", 2);
    assert_int_equal(r->table->row[0].service, id_of(f, "192.0.2.3:105"));
    assert_int_equal(r->table->row[0].scope, BS_SCOPE_SHAPE);
    bs_reply_free(r);

    lanes_says(l, about(f, BS_JOB_LOOK, "192.0.2.3:105", BS_SCOPE_SHAPE, BS_NON_MEDICAL),
               "2 of 2 looked at, 1 wrong: error at most 33.3 %, reopened");
    r = lanes_table(l, "samples");
    assert_cell(r, 0, "state", "reopened");
    assert_number(r, 0, "dissents", 1);
    assert_cell(r, 0, "error", "33.3 %");
    bs_reply_free(r);
    assert_int_equal(matches(f, "open:yes port:104,105"), 3);

    lanes_says(l, about(f, BS_JOB_LOOK, "192.0.2.3:105", BS_SCOPE_SHAPE, BS_MEDICAL),
               "2 of 2 looked at, 0 wrong: error at most 0.0 %, confirmed");
    r = lanes_table(l, "samples");
    assert_int_equal(r->table->rows, 0);
    bs_reply_free(r);
    assert_int_equal(matches(f, "open:yes port:104,105"), 0);
    lanes_fails(l, about(f, BS_JOB_LOOK, "192.0.2.4:106", BS_SCOPE_SHAPE, BS_MEDICAL), BS_E_NOTFOUND, "");
}

static bool tells(const struct bs_table *t, const char *word)
{
    for (size_t i = 0; i < t->rows; i++)
        for (size_t c = 0; c < t->columns; c++)
            if (bs_bytes_find(bs_str_bytes(t->row[i].cell[c].text), bs_str_bytes(bs_str_z(word)), 0) != SIZE_MAX)
                return true;
    return false;
}

static void say_blind(struct lanes *l, int64_t service, enum bs_verdict v)
{
    struct bs_job *j = bs_job_new(BS_JOB_BLIND);
    j->service = service;
    j->verdict = v;
    char text[32];
    snprintf(text, sizeof text, "kept: %s", bs_verdict_name(v));
    lanes_says(l, j, text);
}

static void a_blind_sample_shows_no_first_verdict(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    struct bs_reply *r = lanes_table(l, "blind");
    assert_int_equal(r->table->rows, 0);
    assert_non_null(strstr(r->table->empty, ":blind 20"));
    bs_reply_free(r);

    judge(f, "192.0.2.1:104", BS_SCOPE_SERVICE, BS_NON_MEDICAL);
    judge(f, "192.0.2.5:106/udp", BS_SCOPE_SERVICE, BS_MEDICAL);
    struct bs_job *j = bs_job_new(BS_JOB_BLIND);
    j->limit = 20;
    lanes_says(l, j, "2 services drawn: 1 2 3 say what each is");

    r = lanes_table(l, "blind");
    assert_int_equal(r->table->rows, 2);
    assert_int_equal(r->table->speaks_for, BS_SPEAKS_BLIND);
    assert_false(tells(r->table, "medical"));
    assert_str(r->table->about, "blind: 0 of 2 judged; the first verdicts are hidden until all are");
    int64_t udp = id_of(f, "192.0.2.5:106/udp");
    const size_t first = r->table->row[0].service == udp ? 0 : 1, other = 1 - first;
    assert_int_equal(r->table->row[other].service, id_of(f, "192.0.2.1:104"));
    assert_cell(r, first, "transport", "udp");
    assert_number(r, first, "port", 106);
    assert_cell(r, first, "banner", "vwk alpha\r\n");
    assert_cell(r, first, "second", "-");
    assert_cell(r, other, "transport", "tcp");
    assert_number(r, 1, "number", 2);
    bs_reply_free(r);

    say_blind(l, udp, BS_MEDICAL);
    r = lanes_table(l, "blind");
    assert_cell(r, first, "second", "medical");
    assert_cell(r, other, "second", "-");
    assert_str(r->table->about, "blind: 1 of 2 judged; the first verdicts are hidden until all are");
    bs_reply_free(r);

    say_blind(l, id_of(f, "192.0.2.1:104"), BS_UNKNOWN);
    r = lanes_table(l, "blind");
    assert_str(r->table->about, "all 2 judged: 1 alike, Cohen's kappa 0.33; :agreement has the classes");
    bs_reply_free(r);
    assert_int_equal(matches(f, "verdict:unknown by:analyst"), 0); /* a second label is no verdict */
    assert_int_equal(matches(f, "verdict:non-medical by:analyst"), 1);

    j = bs_job_new(BS_JOB_BLIND);
    j->service = id_of(f, "192.0.2.7:22");
    j->verdict = BS_MEDICAL;
    lanes_fails(l, j, BS_E_NOTFOUND, "");
}

/* Where all are alike there is nothing to measure. */
static void agreement_is_not_always_defined(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    judge(f, "192.0.2.1:104", BS_SCOPE_SERVICE, BS_MEDICAL);
    struct bs_job *j = bs_job_new(BS_JOB_BLIND);
    j->limit = 1;
    bs_reply_free(lanes_done(l, j));
    say_blind(l, id_of(f, "192.0.2.1:104"), BS_MEDICAL);
    struct bs_reply *r = lanes_table(l, "blind");
    assert_str(r->table->about, "all 1 judged: 1 alike; Cohen's kappa is not defined");
    bs_reply_free(r);
}

/* Another analyst's file: the same records, other verdicts. */
static void somebody_else(struct fixture *f, const char *path)
{
    const struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:pile.ndjson")};
    struct bs_store *mine = f->s, *s;
    struct bs_ingest *in;
    struct bs_event ev;
    OK(bs_store_open(path, BS_STORE_WRITE, &s, &f->e));
    OK(bs_ingest_begin(s, &o, &in, &f->e));
    for (size_t i = 0; i < BS_COUNT(pile); i++) {
        struct bs_record r;
        enum bs_put what;
        plain_record(&pile[i], &r);
        OK(bs_ingest_put(in, &r, &what, &f->e));
    }
    OK(bs_ingest_end(in, true, &f->e));
    f->s = s;
    const struct bs_decision d[] = {
        {.scope = BS_SCOPE_SHAPE, .service = id_of(f, "192.0.2.1:104"), .verdict = BS_NON_MEDICAL,
         .label = BS_STR("scales"), .note = BS_STR("a shop"), .analyst = BS_STR("bob")},
        {.scope = BS_SCOPE_SERVICE, .service = id_of(f, "192.0.2.4:106"), .verdict = BS_MEDICAL,
         .label = BS_STR(""), .note = BS_STR(""), .analyst = BS_STR("bob")},
    };
    for (size_t i = 0; i < BS_COUNT(d); i++)
        OK(bs_store_decide(s, &d[i], &f->a, &ev, &f->e));
    f->s = mine;
    bs_store_close(s);
}

static void another_log_comes_in_once(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    char path[240];
    snprintf(path, sizeof path, "%s/bob.db", f->dir);
    somebody_else(f, path);
    struct bs_reply *r = lanes_table(l, "conflicts");
    assert_int_equal(r->table->rows, 0);
    bs_reply_free(r);
    judge(f, "192.0.2.1:104", BS_SCOPE_SHAPE, BS_MEDICAL);

    lanes_says(l, lanes_job(BS_JOB_MERGE, path, NULL),
               "2 events came in, 0 were known; 1 conflicts: :conflicts");
    assert_int_equal(matches(f, "verdict:medical by:analyst port:106"), 1);
    lanes_says(l, lanes_job(BS_JOB_MERGE, path, NULL), "0 events came in, 2 were known; 1 conflicts: :conflicts");

    r = lanes_table(l, "conflicts");
    assert_int_equal(r->table->rows, 1);
    assert_cell(r, 0, "kind", "analysts");
    assert_number(r, 0, "services", 3);
    assert_int_equal(r->table->row[0].scope, BS_SCOPE_SHAPE);
    assert_true(r->table->row[0].service > 0);
    bs_reply_free(r);

    r = lanes_table(l, "log bob");
    assert_int_equal(r->table->rows, 2);
    assert_cell(r, 0, "verdict", "medical"); /* the newest first */
    assert_int_equal(r->table->row[0].filter.n, 0); /* one service: there is nothing to narrow to */
    assert_cell(r, 1, "", "scales: a shop");
    assert_cell(r, 1, "before", "");
    bs_str target = cell_of(r, 1, "target")->text;
    char filter[80];
    snprintf(filter, sizeof filter, "shape:%.*s", (int)target.n, target.p);
    assert_str(r->table->row[1].filter, filter);
    assert_int_equal(matches(f, filter), 3);
    bs_reply_free(r);

    r = lanes_table(l, "agreement");
    assert_int_equal(r->table->rows, 1);
    assert_cell(r, 0, "first", "ann");
    assert_cell(r, 0, "second", "bob");
    assert_number(r, 0, "total", 1);
    assert_number(r, 0, "same", 0);
    bs_reply_free(r);

    lanes_fails(l, lanes_job(BS_JOB_MERGE, f->path, NULL), BS_E_USAGE, "");
    snprintf(path, sizeof path, "%s/nobody.db", f->dir);
    lanes_fails(l, lanes_job(BS_JOB_MERGE, path, NULL), BS_E_NOTFOUND, "nobody.db");
}

static void rules_are_measured_by_what_analysts_said(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    judge(f, "192.0.2.7:22", BS_SCOPE_SERVICE, BS_MEDICAL); /* an ssh server: the rules say otherwise */
    struct bs_reply *r = lanes_table(l, "quality");
    assert_true(r->table->rows > 0);
    assert_number(r, 0, "refuted", 1); /* the worst comes first */
    assert_number(r, 0, "judged", 1);
    assert_number(r, 0, "medical", 1);
    assert_number(r, 0, "non_medical", 0);
    assert_int_equal(cell_of(r, 0, "precision")->text.p[0], '0');
    assert_int_equal(r->table->row[0].service, id_of(f, "192.0.2.7:22"));
    bs_str filter = r->table->row[0].filter;
    char *text = bs_strdup(filter);
    assert_int_equal(matches(f, text), 1);
    free(text);
    bs_reply_free(r);
    r = lanes_table(l, "conflicts");
    assert_int_equal(r->table->rows, 1);
    assert_cell(r, 0, "kind", "evidence");
    assert_cell(r, 0, "other", "non-medical");
    assert_cell(r, 0, "target", "192.0.2.7:22");
    bs_reply_free(r);
}

static void several_are_judged_and_taken_back_at_once(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    const int64_t ids[] = {id_of(f, "192.0.2.1:104"), id_of(f, "192.0.2.4:106")};
    for (int i = 0; i < 2; i++) { /* looked at, then done */
        struct bs_job *j = bs_job_new(i ? BS_JOB_DECIDE : BS_JOB_REACH);
        j->ids = bs_alloc(sizeof ids);
        memcpy(j->ids, ids, sizeof ids);
        j->n = BS_COUNT(ids);
        j->scope = BS_SCOPE_BANNER;
        j->verdict = BS_NON_MEDICAL;
        struct bs_reply *r = lanes_done(l, j);
        if (i == 0) {
            assert_int_equal(r->reach.targets, 2);
            assert_int_equal(r->reach.services, 4);
        }
        bs_reply_free(r);
        assert_int_equal(matches(f, "verdict:non-medical by:analyst"), i ? 4 : 0);
    }
    bs_reply_free(lanes_done(l, bs_job_new(BS_JOB_UNDO)));
    assert_int_equal(matches(f, "by:analyst"), 0);
    struct bs_job *redo = bs_job_new(BS_JOB_UNDO);
    redo->redo = true;
    struct bs_reply *r = lanes_done(l, redo);
    assert_int_equal(r->event->services, 4);
    bs_reply_free(r);
    assert_int_equal(matches(f, "verdict:non-medical by:analyst"), 4);
}

static void a_shape_shows_what_varies(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    struct bs_reply *r =
        lanes_done(l, about(f, BS_JOB_TEMPLATE, "192.0.2.3:105", BS_SCOPE_SHAPE, BS_VERDICT_NONE));
    assert_int_equal(r->service, id_of(f, "192.0.2.3:105"));
    assert_int_equal(r->template->banners, 2);
    assert_int_equal(r->template->parts, 1);
    assert_int_equal(r->template->part[0].offset, 4);
    bs_reply_free(r);
    struct bs_job *nobody = bs_job_new(BS_JOB_TEMPLATE);
    nobody->service = 4711;
    lanes_fails(l, nobody, BS_E_NOTFOUND, "");
}

/* What is not there is named: a list, a part of the report, a query. */
static void lists_that_cannot_be_had(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f);
    lanes_fails(l, lanes_job(BS_JOB_TABLE, "queues", NULL), BS_E_USAGE, "there is no list called queues");
    lanes_fails(l, lanes_job(BS_JOB_TABLE, "", NULL), BS_E_USAGE, "there is no list called");
    lanes_fails(l, lanes_job(BS_JOB_TABLE, "queue contry:NL", NULL), BS_E_SYNTAX, "did you mean country?");
    lanes_fails(l, lanes_job(BS_JOB_TABLE, "changes", NULL), BS_E_USAGE, "changes: of which query");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_put_off_comes_last_and_says_so),
        CASE(another_opinion_reopens_a_group),
        CASE(a_blind_sample_shows_no_first_verdict),
        CASE(agreement_is_not_always_defined),
        CASE(another_log_comes_in_once),
        CASE(rules_are_measured_by_what_analysts_said),
        CASE(several_are_judged_and_taken_back_at_once),
        CASE(a_shape_shows_what_varies),
        CASE(lists_that_cannot_be_had),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
