/* Several who judge: samples of a verdict on many, blind seconds, agreement, conflicts, other people's logs. */
#include "fixture.h"

#include <math.h>

#include "bannerscope/label.h"
#include "store_priv.h"

#define ANN BS_STR("ann")
#define BOB BS_STR("bob")

/* 1 to 3: one shape of two banners.  4: another.  5: DICOM.  6: silent. */
static const struct plain six[] = {
    {.ip = "192.0.2.1", .port = 10, .data = ODD_BANNER, .seen = 1},
    {.ip = "192.0.2.2", .port = 10, .data = ODD_BANNER, .seen = 1},
    {.ip = "192.0.2.3", .port = 10, .data = ODD_BANNER_2, .seen = 1},
    {.ip = "192.0.2.4", .port = 22, .data = SSH_BANNER, .seen = 1},
    {.ip = "192.0.2.5", .port = 104, .data = DICOM_REJECT, .seen = 1},
    {.ip = "192.0.2.6", .port = 104, .data = "", .seen = 1},
};

static int with_six(void **state)
{
    if (fixture_open(state) != 0)
        return -1;
    put_all(*state, "file:six", six, BS_COUNT(six), NULL);
    return 0;
}

static struct bs_event decide(struct fixture *f, int64_t service, enum bs_scope scope, enum bs_verdict v,
                              bs_str analyst)
{
    struct bs_event ev;
    const struct bs_decision d = {.scope = scope, .service = service, .verdict = v, .label = BS_STR("pump"),
                                  .note = BS_STR(""), .analyst = analyst};
    if (bs_store_decide(f->s, &d, &f->a, &ev, &f->e) != BS_OK)
        fail_msg("%s", f->e.text);
    return ev;
}

/* -- the arithmetic ---------------------------------------------------------------------- */

static void near(double is, double wanted)
{
    if (!(fabs(is - wanted) < 0.0005))
        fail_msg("%.6f is not %.6f", is, wanted);
}

/* How likely n of all, of which `wrong` are wrong, show none of them: by logarithms of factorials. */
static double none_among(int64_t all, int64_t wrong, int64_t n)
{
    if (n > all - wrong)
        return 0;
    return exp(lgamma((double)(all - wrong) + 1) - lgamma((double)(all - wrong - n) + 1) -
               lgamma((double)all + 1) + lgamma((double)(all - n) + 1));
}

static void samples_are_large_enough_and_no_larger(void **state)
{
    (void)state;
    assert_int_equal(bs_sample_needed(0), 0);
    assert_int_equal(bs_sample_needed(1), 1);
    assert_int_equal(bs_sample_needed(20), 16);
    assert_int_equal(bs_sample_needed(1000000), 49);
    for (int64_t all = 2; all < 2000; all += 1 + all / 7) {
        int64_t n = bs_sample_needed(all), wrong = (all * 6 + 99) / 100;
        assert_true(n == all || none_among(all, wrong, n) <= 0.0500001);
        assert_true(none_among(all, wrong, n - 1) > 0.0499999);
    }
}

static void the_bound_is_exact(void **state)
{
    (void)state;
    near(bs_sample_bound(0, 0, 0), 1);
    near(bs_sample_bound(100, 0, 0), 1);
    near(bs_sample_bound(7, 7, 2), 2 / 7.0); /* all were looked at */
    for (int64_t all = 10; all < 3000; all *= 2)
        for (int64_t n = 1; n < all; n += 1 + n / 3) { /* none seen: as many as may still hide */
            int64_t hide = (int64_t)(bs_sample_bound(all, n, 0) * (double)all + 0.5);
            assert_true(none_among(all, hide, n) > 0.0499999);
            assert_true(none_among(all, hide + 1, n) <= 0.0500001);
        }
    near(bs_sample_bound(1000000, 10, 1), 0.3942); /* Clopper and Pearson's tables, one side */
    near(bs_sample_bound(1000000, 20, 2), 0.2826);
    near(bs_sample_bound(1000000, 10, 5), 0.7776);
    near(bs_sample_bound(1000000, 10, 10), 1);
}

static void intervals_are_wilsons(void **state)
{
    static const struct {
        int64_t hits, n;
        double low, high;
    } known[] = {{0, 0, 0, 1}, {8, 10, 0.4902, 0.9433}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1},
                 {1, 2, 0.0945, 0.9055}};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(known); i++) {
        double low, high;
        bs_wilson(known[i].hits, known[i].n, &low, &high);
        near(low, known[i].low);
        near(high, known[i].high);
    }
}

static void agreement_is_cohens(void **state)
{
    struct bs_agreement g = {.n = {[1] = {[1] = 20, [2] = 5}, [2] = {[1] = 10, [2] = 15}}};
    (void)state;
    bs_agreement_finish(&g); /* the example of the textbooks */
    assert_int_equal(g.total, 50);
    assert_int_equal(g.same, 35);
    near(g.kappa, 0.4);
    near(g.class_raw[1], 20 / 35.0);
    near(g.class_raw[2], 15 / 30.0);
    near(g.class_kappa[1], 0.4);
    assert_true(isnan(g.class_raw[3])); /* nobody called anything so */
    assert_true(isnan(g.class_kappa[3]));

    g = (struct bs_agreement){.n = {{0}, {0, 5}}};
    bs_agreement_finish(&g);
    near(g.class_raw[1], 1);
    assert_true(isnan(g.kappa)); /* one class alone says nothing about chance */
    g = (struct bs_agreement){.total = 7};
    bs_agreement_finish(&g);
    assert_int_equal(g.total, 0);
    assert_true(isnan(g.kappa));
}

/* -- samples ----------------------------------------------------------------------------- */

static enum bs_sample_state state_of(struct fixture *f)
{
    struct bs_sample p;
    OK(bs_store_sample(f->s, BS_SCOPE_SHAPE, 1, &f->a, &p, &f->e));
    return p.state;
}

static void a_dissent_reopens_and_can_be_corrected(void **state)
{
    struct fixture *f = *state;
    struct bs_sample p;
    decide(f, 1, BS_SCOPE_SHAPE, BS_MEDICAL, ANN);
    OK(bs_store_sample(f->s, BS_SCOPE_SHAPE, 2, &f->a, &p, &f->e));
    assert_int_equal(p.state, BS_SAMPLE_PROVISIONAL);
    assert_int_equal(p.services, 3);
    assert_int_equal(p.needed, 3);
    assert_int_equal(p.items, 2);
    assert_int_equal(p.covered, 2); /* the banner it was given on counts */
    assert_int_equal(p.next, 3);
    assert_false(row_of(f, "192.0.2.1:10").open);

    OK(bs_store_look(f->s, BS_SCOPE_SHAPE, 3, BS_NON_MEDICAL, BOB, &f->a, &p, &f->e));
    assert_int_equal(p.state, BS_SAMPLE_REOPENED);
    assert_int_equal(p.dissents, 1);
    assert_int_equal(p.next, 0);
    assert_true(row_of(f, "192.0.2.1:10").open); /* all of the shape wait again */

    OK(bs_store_look(f->s, BS_SCOPE_SHAPE, 3, BS_MEDICAL, BOB, &f->a, &p, &f->e)); /* the last word counts */
    assert_int_equal(p.state, BS_SAMPLE_CONFIRMED);
    assert_int_equal(p.looked, p.items);
    near(p.bound, 0);
    assert_int_equal(state_of(f), BS_SAMPLE_CONFIRMED);
    assert_false(row_of(f, "192.0.2.1:10").open);
}

static void what_has_no_sample(void **state)
{
    struct fixture *f = *state;
    struct bs_sample p;
    assert_int_equal(bs_store_sample(f->s, BS_SCOPE_SERVICE, 1, &f->a, &p, &f->e), BS_E_USAGE);
    assert_int_equal(bs_store_sample(f->s, BS_SCOPE_SHAPE, 1, &f->a, &p, &f->e), BS_E_NOTFOUND);
    assert_non_null(strstr(f->e.text, "no analyst's verdict stands on this shape"));
    assert_int_equal(bs_store_look(f->s, BS_SCOPE_SHAPE, 1, BS_MEDICAL, BOB, &f->a, &p, &f->e), BS_E_NOTFOUND);
    decide(f, 1, BS_SCOPE_SHAPE, BS_MEDICAL, ANN);
    assert_int_equal(bs_store_look(f->s, BS_SCOPE_SERVICE, 1, BS_MEDICAL, BOB, &f->a, &p, &f->e), BS_E_USAGE);
    assert_int_equal(bs_store_look(f->s, BS_SCOPE_SHAPE, 1, BS_VERDICT_NONE, BOB, &f->a, &p, &f->e), BS_E_USAGE);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM event"), 1);
}

/* -- blind seconds ----------------------------------------------------------------------- */

static void a_second_word_is_compared(void **state)
{
    struct fixture *f = *state;
    struct bs_event ev;
    struct bs_blind b;
    assert_int_equal(bs_store_blind_begin(f->s, 2, BOB, &f->a, &ev, &f->e), BS_E_NOTFOUND);
    assert_non_null(strstr(f->e.text, "nothing to judge again"));
    OK(bs_store_blind(f->s, BOB, &f->a, &b, &f->e));
    assert_int_equal(b.event, 0);
    decide(f, 1, BS_SCOPE_BANNER, BS_MEDICAL, ANN); /* services 1 and 2 */
    decide(f, 4, BS_SCOPE_SERVICE, BS_NON_MEDICAL, ANN);
    assert_int_equal(bs_store_blind_begin(f->s, 0, BOB, &f->a, &ev, &f->e), BS_E_USAGE);
    assert_int_equal(bs_store_blind_begin(f->s, 10001, BOB, &f->a, &ev, &f->e), BS_E_USAGE);

    OK(bs_store_blind_begin(f->s, 100, BOB, &f->a, &ev, &f->e));
    assert_int_equal(ev.services, 3); /* no more than there are */
    assert_int_equal(bs_store_blind_say(f->s, 5, BS_MEDICAL, BOB, &f->a, &ev, &f->e), BS_E_NOTFOUND);
    assert_int_equal(bs_store_blind_say(f->s, 1, BS_MEDICAL, ANN, &f->a, &ev, &f->e), BS_E_NOTFOUND);
    OK(bs_store_blind_say(f->s, 1, BS_MEDICAL, BOB, &f->a, &ev, &f->e));
    OK(bs_store_blind_say(f->s, 2, BS_NON_MEDICAL, BOB, &f->a, &ev, &f->e));
    OK(bs_store_blind_say(f->s, 4, BS_UNKNOWN, BOB, &f->a, &ev, &f->e));
    OK(bs_store_blind_say(f->s, 4, BS_NON_MEDICAL, BOB, &f->a, &ev, &f->e)); /* thought better of it */
    OK(bs_store_blind(f->s, BOB, &f->a, &b, &f->e));
    assert_int_equal(b.n, 3);
    assert_int_equal(b.done, 3);
    assert_int_equal(b.agreement.total, 3);
    assert_int_equal(b.agreement.n[BS_MEDICAL][BS_MEDICAL], 1);
    assert_int_equal(b.agreement.n[BS_MEDICAL][BS_NON_MEDICAL], 1);
    assert_int_equal(b.agreement.n[BS_NON_MEDICAL][BS_NON_MEDICAL], 1);
    assert_int_equal(row_of(f, "192.0.2.2:10").verdict, BS_MEDICAL); /* it decides nothing */

    struct bs_arena small;
    bs_arena_init(&small, 1024);
    fixture_sql(f, "UPDATE event SET services = 10000 WHERE kind = 'blind'");
    assert_int_equal(bs_store_blind(f->s, BOB, &small, &b, &f->e), BS_E_LIMIT); /* said, not a sample of none */
    bs_arena_fini(&small);
}

/* -- other people's logs ------------------------------------------------------------------ */

/* Another file with the same services, where eve decides. */
static void other_file(struct fixture *f, struct fixture *o)
{
    *o = *f;
    bs_arena_init(&o->a, 0);
    snprintf(o->path, sizeof o->path, "%s/other.db", f->dir);
    OK(bs_store_open(o->path, BS_STORE_WRITE, &o->s, &f->e));
    put_all(o, "file:six", six, BS_COUNT(six), NULL);
    decide(o, 1, BS_SCOPE_BANNER, BS_NON_MEDICAL, BS_STR("eve"));
    decide(o, 4, BS_SCOPE_SERVICE, BS_MEDICAL, BS_STR("eve"));
    bs_store_close(o->s);
    o->s = NULL;
    bs_arena_fini(&o->a);
}

static bool count_kinds(void *ctx, const struct bs_conflict *c)
{
    ((int *)ctx)[c->kind]++;
    return true;
}

static bool keep_agreement(void *ctx, const struct bs_agreement *g)
{
    *(struct bs_agreement *)ctx = *g;
    return true;
}

static void two_logs_become_one(void **state)
{
    struct fixture *f = *state, o;
    struct bs_merge_result r;
    struct bs_agreement g = {.total = 0};
    int kinds[3] = {0};
    other_file(f, &o);
    decide(f, 1, BS_SCOPE_BANNER, BS_MEDICAL, ANN);
    decide(f, 5, BS_SCOPE_SERVICE, BS_NON_MEDICAL, ANN); /* against the evidence */
    OK(bs_store_merge(f->s, o.path, ANN, &r, &f->e));
    assert_int_equal(r.events, 2);
    assert_int_equal(r.homeless, 0);
    assert_int_equal(r.conflicts, 1);
    assert_int_equal(row_of(f, "192.0.2.4:22").verdict, BS_MEDICAL);
    OK(bs_store_conflicts(f->s, count_kinds, kinds, &f->e));
    assert_int_equal(kinds[BS_CONFLICT_EVIDENCE], 2); /* ann on DICOM, eve on ssh */
    assert_int_equal(kinds[BS_CONFLICT_ANALYSTS], 1);
    assert_int_equal(kinds[BS_CONFLICT_STALE], 0);
    OK(bs_store_agreements(f->s, keep_agreement, &g, &f->e));
    assert_int_equal(g.total, 1);
    assert_int_equal(g.n[BS_MEDICAL][BS_NON_MEDICAL], 1); /* ann before eve, by name */

    OK(bs_store_merge(f->s, o.path, ANN, &r, &f->e)); /* again: nothing is new */
    assert_int_equal(r.events, 0);
    assert_int_equal(r.known, 2);
    int bad = 0;
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    assert_int_equal(bad, 0);
}

/* Nothing of a log that is not whole is taken. */
static void merges_that_are_refused(void **state)
{
    static const struct {
        const char *sql, *says;
    } damage[] = {
        {"UPDATE event SET verdict = 3 WHERE id = 1", "event 1 is the first that does not continue"},
        {"DELETE FROM event WHERE id = 2", "the last 1 of its events are gone"},
    };
    struct fixture *f = *state, o;
    struct bs_merge_result r;
    char nowhere[300];
    snprintf(nowhere, sizeof nowhere, "%s/none/other.db", f->dir);
    assert_int_equal(bs_store_merge(f->s, nowhere, ANN, &r, &f->e), BS_E_IO);
    assert_int_equal(bs_store_merge(f->s, f->path, ANN, &r, &f->e), BS_E_USAGE);
    for (size_t i = 0; i < BS_COUNT(damage); i++) {
        other_file(f, &o);
        fixture_sql(&o, damage[i].sql);
        assert_int_equal(bs_store_merge(f->s, o.path, ANN, &r, &f->e), BS_E_CORRUPT);
        if (!strstr(f->e.text, damage[i].says))
            fail_msg("%s", f->e.text);
        assert_int_equal(fixture_number(f, "SELECT count(*) FROM event"), 0);
        assert_int_equal(remove(o.path), 0);
    }
}

/* -- who only reads ---------------------------------------------------------------------- */

static void a_reader_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct bs_merge_result r;
    struct bs_reclassify_result rules;
    struct bs_ingest *in;
    struct bs_sample p;
    struct bs_event ev;
    struct bs_decided done;
    const int64_t one = 1;
    const struct bs_decision d = {.scope = BS_SCOPE_BANNER, .verdict = BS_MEDICAL, .analyst = ANN};
    const struct bs_ingest_options o = {.rules = f->rules, .source = BS_STR("file:x")};
    decide(f, 1, BS_SCOPE_SHAPE, BS_MEDICAL, ANN);
    fixture_reopen(f, BS_STORE_READ);
    char *before = dump(f);
    assert_int_equal(bs_store_merge(f->s, f->path, ANN, &r, &f->e), BS_E_READONLY);
    assert_int_equal(bs_store_reclassify(f->s, f->rules, NULL, NULL, NULL, NULL, &rules, &f->e), BS_E_READONLY);
    assert_int_equal(bs_ingest_begin(f->s, &o, &in, &f->e), BS_E_READONLY);
    assert_int_equal(bs_store_look(f->s, BS_SCOPE_SHAPE, 3, BS_MEDICAL, BOB, &f->a, &p, &f->e), BS_E_READONLY);
    assert_int_equal(bs_store_blind_begin(f->s, 1, BOB, &f->a, &ev, &f->e), BS_E_READONLY);
    assert_int_equal(bs_store_blind_say(f->s, 1, BS_MEDICAL, BOB, &f->a, &ev, &f->e), BS_E_READONLY);
    assert_int_equal(bs_store_mark(f->s, BS_SCOPE_SHAPE, 1, BS_STR("skip"), BS_STR(""), ANN, &f->a, &ev, &f->e),
                     BS_E_READONLY);
    assert_int_equal(bs_store_decide_many(f->s, &d, &one, 1, &f->a, &done, &f->e), BS_E_READONLY);
    char *after = dump(f);
    assert_string_equal(after, before);
    free(before);
    free(after);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, with_six, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_large_enough_and_no_larger),
        cmocka_unit_test(the_bound_is_exact),
        cmocka_unit_test(intervals_are_wilsons),
        cmocka_unit_test(agreement_is_cohens),
        CASE(a_dissent_reopens_and_can_be_corrected),
        CASE(what_has_no_sample),
        CASE(a_second_word_is_compared),
        CASE(two_logs_become_one),
        CASE(merges_that_are_refused),
        CASE(a_reader_changes_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
