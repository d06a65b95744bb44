/* Working through a pile: what comes next, what a shape has in common. */
#include "fixture.h"

#include "bannerscope/label.h"

static const struct plain pile[] = {
    {.ip = "192.0.2.1", .port = 104, .data = ODD_BANNER, .seen = 1, .org = "Example One"},
    {.ip = "192.0.2.2", .port = 104, .data = ODD_BANNER, .seen = 2, .org = "Example Two"},
    {.ip = "192.0.2.3", .port = 105, .data = ODD_BANNER_2, .seen = 3, .org = "Example Two"},
    {.ip = "192.0.2.4", .port = 106, .data = "vwk alpha\r\n", .seen = 4},
    {.ip = "192.0.2.5", .port = 106, .data = "vwk alpha\r\n", .seen = 5},
    {.ip = "192.0.2.6", .port = 107, .data = "jjq omega\r\n", .seen = 6},
    {.ip = "192.0.2.7", .port = 22, .data = SSH_BANNER, .seen = 7},
};

static struct fixture *filled(void **state)
{
    struct fixture *f = *state;
    put_all(f, "file:pile.ndjson", pile, BS_COUNT(pile), NULL);
    return f;
}

static void decide(struct fixture *f, const char *target, enum bs_scope scope, enum bs_verdict v)
{
    const struct bs_decision d = {.scope = scope, .service = id_of(f, target), .verdict = v,
                                  .label = BS_STR(""), .note = BS_STR(""), .analyst = BS_STR("ann")};
    struct bs_event ev;
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
}

static struct bs_group next(struct fixture *f, const struct bs_group_ask *ask, bs_id after)
{
    struct bs_group g;
    OK(bs_store_queue_next(f->s, ask, after, &f->a, &g, &f->e));
    return g;
}

static void the_queue_is_walked_by_what_a_key_closes(void **state)
{
    struct fixture *f = filled(state);
    const struct bs_group_ask ask = {.scope = BS_SCOPE_SHAPE, .sort = BS_GROUP_PAYOFF, .open_only = true};
    struct bs_group a = next(f, &ask, 0), b = next(f, &ask, a.id), c = next(f, &ask, b.id);
    assert_int_equal(a.open, 3); /* two banners of one shape */
    assert_int_equal(a.banners, 2);
    assert_int_equal(b.open, 2);
    assert_int_equal(c.open, 1);
    assert_int_equal(next(f, &ask, c.id).id, 0); /* ssh does not wait */

    /* What was judged has left the queue: then it begins again at the front. */
    decide(f, "192.0.2.4:106", BS_SCOPE_SHAPE, BS_NON_MEDICAL);
    assert_int_equal(next(f, &ask, b.id).id, a.id);
    assert_int_equal(next(f, &ask, a.id).id, c.id);

    /* What was put off comes last. */
    struct bs_event ev;
    OK(bs_store_mark(f->s, BS_SCOPE_SHAPE, id_of(f, "192.0.2.1:104"), BS_STR("skip"), BS_STR(""), BS_STR("ann"), &f->a,
                     &ev, &f->e));
    assert_int_equal(next(f, &ask, 0).id, c.id);
    assert_int_equal(next(f, &ask, c.id).id, a.id);

    /* By banner there are more steps, and a query narrows them. */
    const struct bs_group_ask banners = {.scope = BS_SCOPE_BANNER, .sort = BS_GROUP_PAYOFF, .open_only = true};
    struct bs_query q;
    OK(bs_query_parse(BS_STR("port:105"), BS_QUERY_LOCAL, &f->a, &q, NULL, &f->e));
    struct bs_group_ask one = banners;
    one.query = &q;
    struct bs_group g = next(f, &one, 0);
    assert_int_equal(g.count, 1);
    assert_int_equal(next(f, &one, g.id).id, 0);
}

static void a_template_says_what_varies(void **state)
{
    struct fixture *f = filled(state);
    struct bs_template t;
    OK(bs_store_template(f->s, id_of(f, "192.0.2.3:105"), &f->a, &t, &f->e));
    assert_int_equal(t.banners, 2);
    assert_int_equal(t.services, 3);
    assert_int_equal(t.parts, 1);
    assert_int_equal(t.part[0].offset, 4);
    assert_int_equal(t.part[0].length, 2);
    assert_int_equal(t.part[0].mark, '#');
    assert_int_equal(t.part[0].distinct, 2);
    assert_int_equal(t.part[0].tops, 2);
    assert_true(bs_bytes_eq(t.part[0].top[0].value, BS_BYTES("17")));
    assert_int_equal(t.part[0].top[0].services, 2);
    assert_true(bs_bytes_eq(t.part[0].top[1].value, BS_BYTES("18")));

    OK(bs_store_template(f->s, id_of(f, "192.0.2.6:107"), &f->a, &t, &f->e));
    assert_int_equal(t.banners, 1);
    assert_int_equal(t.parts, 0); /* nothing in it varies */
    assert_int_equal(bs_store_template(f->s, 4711, &f->a, &t, &f->e), BS_E_NOTFOUND);
}

/* Several parts: what stands in one of them is counted, whatever stands in the others. */
static void each_part_has_its_values(void **state)
{
    static const struct plain parts[] = {
        {.ip = "192.0.2.21", .port = 1, .data = "qzx 17 of 3 ready\r\n", .seen = 1},
        {.ip = "192.0.2.22", .port = 1, .data = "qzx 17 of 4 ready\r\n", .seen = 1},
        {.ip = "192.0.2.23", .port = 1, .data = "qzx 18 of 4 ready\r\n", .seen = 1},
        {.ip = "192.0.2.24", .port = 1, .data = "qzx 17 of 4 ready\r\n", .seen = 1},
    };
    struct fixture *f = *state;
    struct bs_template t;
    struct bs_arena small;
    put_all(f, "file:parts.ndjson", parts, BS_COUNT(parts), NULL);
    OK(bs_store_template(f->s, id_of(f, "192.0.2.21:1"), &f->a, &t, &f->e));
    assert_int_equal(t.parts, 2);
    assert_int_equal(t.part[0].distinct, 2);
    assert_true(bs_bytes_eq(t.part[0].top[0].value, BS_BYTES("17")));
    assert_int_equal(t.part[0].top[0].services, 3);
    assert_int_equal(t.part[1].distinct, 2);
    assert_true(bs_bytes_eq(t.part[1].top[0].value, BS_BYTES("4")));
    assert_int_equal(t.part[1].top[0].services, 3);
    assert_int_equal(t.part[1].top[1].services, 1);
    bs_arena_init(&small, 1000); /* said, not a template without parts */
    assert_int_equal(bs_store_template(f->s, id_of(f, "192.0.2.21:1"), &small, &t, &f->e), BS_E_LIMIT);
    bs_arena_fini(&small);
}

static bool never(void *ctx, const struct bs_group *g)
{
    (void)ctx;
    (void)g;
    fail();
    return false;
}

static void what_is_no_group_and_no_mark(void **state)
{
    struct fixture *f = filled(state);
    const struct bs_group_ask services = {.scope = BS_SCOPE_SERVICE}, order = {.scope = BS_SCOPE_SHAPE,
                                                                               .sort = BS_GROUP_SORT_COUNT};
    struct bs_event ev;
    assert_int_equal(bs_store_groups(f->s, &services, never, NULL, &f->e), BS_E_USAGE);
    assert_int_equal(bs_store_groups(f->s, &order, never, NULL, &f->e), BS_E_USAGE);
    assert_int_equal(bs_store_mark(f->s, BS_SCOPE_SHAPE, 1, BS_STR("verdict"), BS_STR(""), BS_STR("ann"), &f->a, &ev,
                                   &f->e), BS_E_USAGE);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM event"), 0);
}

static void the_pace_of_one_and_of_all(void **state)
{
    struct fixture *f = filled(state);
    struct bs_queue_progress p;
    decide(f, "192.0.2.1:104", BS_SCOPE_SHAPE, BS_MEDICAL);
    decide(f, "192.0.2.4:106", BS_SCOPE_BANNER, BS_NON_MEDICAL);
    OK(bs_store_queue_progress(f->s, BS_STR("ann"), &p, &f->e));
    assert_int_equal(p.today, 2);
    assert_int_equal(p.services, 1);
    assert_true(p.per_hour > 0);
    OK(bs_store_queue_progress(f->s, BS_STR(""), &p, &f->e));
    assert_int_equal(p.today, 2);
    OK(bs_store_queue_progress(f->s, BS_STR("ben"), &p, &f->e));
    assert_int_equal(p.today, 0);
}

/* A shape of very many banners is looked at in part, and says so. */
static void a_template_has_a_limit(void **state)
{
    enum { MANY = 1200 };
    struct fixture *f = *state;
    struct plain *p = bs_alloc(MANY * sizeof *p);
    char (*text)[40] = bs_alloc(MANY * sizeof *text), (*ip)[20] = bs_alloc(MANY * sizeof *ip);
    struct bs_template t;
    for (int i = 0; i < MANY; i++) {
        snprintf(text[i], sizeof text[i], "qzx %d ready for nothing\r\n", 1000 + i);
        snprintf(ip[i], sizeof ip[i], "198.18.%d.%d", i / 250, 1 + i % 250);
        p[i] = (struct plain){.ip = ip[i], .port = 104, .data = text[i], .seen = 1 + i};
    }
    put_all(f, "file:many.ndjson", p, MANY, NULL);
    OK(bs_store_template(f->s, id_of(f, "198.18.4.100:104"), &f->a, &t, &f->e));
    assert_int_equal(t.banners, 1000);
    assert_true(t.more);
    assert_int_equal(t.parts, 1);
    assert_true(t.part[0].distinct > 900);
    free(p);
    free(text);
    free(ip);
}

static void many_at_once_are_one_step(void **state)
{
    struct fixture *f = filled(state);
    const char *const names[] = {"192.0.2.1:104", "192.0.2.2:104", "192.0.2.3:105", "192.0.2.7:22", "192.0.2.8:1"};
    const struct plain silent = {.ip = "192.0.2.8", .port = 1, .data = "", .seen = 1};
    int64_t ids[BS_COUNT(names)];
    struct bs_decision d = {.scope = BS_SCOPE_BANNER, .verdict = BS_NON_MEDICAL, .label = BS_STR("scales"),
                            .note = BS_STR("all of them"), .analyst = BS_STR("ann")};
    struct bs_decided done;
    struct bs_reach reach;
    struct bs_event ev;
    put_all(f, "file:silent.ndjson", &silent, 1, NULL);
    for (size_t i = 0; i < BS_COUNT(names); i++)
        ids[i] = id_of(f, names[i]);
    decide(f, "192.0.2.2:104", BS_SCOPE_SERVICE, BS_MEDICAL);

    OK(bs_store_reach(f->s, BS_SCOPE_BANNER, ids, BS_COUNT(ids), &reach, &f->e));
    assert_int_equal(reach.targets, 3);
    assert_int_equal(reach.services, 4);
    assert_int_equal(reach.decided, 1);
    assert_int_equal(reach.silent, 1);
    OK(bs_store_reach(f->s, BS_SCOPE_SHAPE, ids, 1, &reach, &f->e));
    assert_int_equal(reach.services, 3);

    OK(bs_store_decide_many(f->s, &d, ids, BS_COUNT(ids), &f->a, &done, &f->e));
    assert_int_equal(done.targets, 3); /* two of the services show one banner */
    assert_int_equal(done.silent, 1);
    assert_int_equal(done.event.services, 4);
    assert_int_equal(matches(f, "verdict:non-medical by:analyst"), 3);
    assert_int_equal(matches(f, "label:scales"), 3);
    int bad = 0;
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    assert_int_equal(bad, 0);

    /* One undo for all, and the single verdict before it stays; redo brings all back. */
    OK(bs_store_undo(f->s, BS_STR("ann"), false, &f->a, &ev, &f->e));
    assert_int_equal(ev.services, 4);
    assert_int_equal(matches(f, "verdict:non-medical by:analyst"), 0);
    assert_int_equal(matches(f, "verdict:medical by:analyst"), 1);
    OK(bs_store_undo(f->s, BS_STR("ann"), true, &f->a, &ev, &f->e));
    assert_int_equal(matches(f, "verdict:non-medical by:analyst"), 3);
    OK(bs_store_undo(f->s, BS_STR("ann"), false, &f->a, &ev, &f->e));
    OK(bs_store_undo(f->s, BS_STR("ann"), false, &f->a, &ev, &f->e));
    assert_int_equal(matches(f, "by:analyst"), 0);
    OK(bs_store_undo(f->s, BS_STR("ann"), true, &f->a, &ev, &f->e));
    OK(bs_store_undo(f->s, BS_STR("ann"), true, &f->a, &ev, &f->e));
    assert_int_equal(matches(f, "by:analyst"), 4);
    assert_int_equal(bs_store_undo(f->s, BS_STR("ann"), true, &f->a, &ev, &f->e), BS_E_NOTFOUND);
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    assert_int_equal(bad, 0);

    /* Nothing by half: one that does not exist ends the whole. */
    ids[1] = 4711;
    d.verdict = BS_MEDICAL;
    d.scope = BS_SCOPE_SERVICE;
    assert_int_not_equal(bs_store_decide_many(f->s, &d, ids, BS_COUNT(ids), &f->a, &done, &f->e), BS_OK);
    assert_int_equal(matches(f, "verdict:medical by:analyst"), 1);
    /* Only silent ones: there is nothing to say. */
    assert_int_equal(bs_store_decide_many(f->s, &d, ids + 4, 1, &f->a, &done, &f->e), BS_E_USAGE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_queue_is_walked_by_what_a_key_closes), CASE(a_template_says_what_varies),
        CASE(each_part_has_its_values),
        CASE(what_is_no_group_and_no_mark),
        CASE(the_pace_of_one_and_of_all),
        CASE(a_template_has_a_limit), CASE(many_at_once_are_one_step),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
