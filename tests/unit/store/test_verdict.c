/* Decisions: precedence, staleness, undo and redo, the chain, what a crash may leave. */
#include "fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include "store_priv.h"

/* A, B: the same banner.  C: the same shape.  D: ssh.  E: no response. */
static const struct plain five[] = {
    {.ip = "192.0.2.1", .port = 10, .data = ODD_BANNER, .seen = 1},
    {.ip = "192.0.2.2", .port = 10, .data = ODD_BANNER, .seen = 1},
    {.ip = "192.0.2.3", .port = 10, .data = ODD_BANNER_2, .seen = 1},
    {.ip = "192.0.2.4", .port = 22, .data = SSH_BANNER, .seen = 1},
    {.ip = "192.0.2.5", .port = 104, .data = "", .seen = 1},
};
#define A_ "192.0.2.1:10"
#define B_ "192.0.2.2:10"
#define C_ "192.0.2.3:10"
#define D_ "192.0.2.4:22"
#define E_ "192.0.2.5:104"

static int with_five(void **state)
{
    if (fixture_open(state) != 0)
        return -1;
    put_all(*state, "file:five", five, BS_COUNT(five), NULL);
    return 0;
}

static bs_err try_decide(struct fixture *f, const char *target, enum bs_scope scope,
                         enum bs_verdict v, const char *label, struct bs_event *ev)
{
    struct bs_decision d = {.scope = scope, .service = id_of(f, target), .verdict = v,
                            .label = bs_str_z(label), .note = BS_STR(""),
                            .analyst = BS_STR("ann")};
    return bs_store_decide(f->s, &d, &f->a, ev, &f->e);
}

static struct bs_event decide(struct fixture *f, const char *target, enum bs_scope scope,
                              enum bs_verdict v, const char *label)
{
    struct bs_event ev;
    if (try_decide(f, target, scope, v, label, &ev) != BS_OK)
        fail_msg("%s", f->e.text);
    return ev;
}

static struct bs_event undo(struct fixture *f, bool redo)
{
    struct bs_event ev;
    if (bs_store_undo(f->s, BS_STR("ann"), redo, &f->a, &ev, &f->e) != BS_OK)
        fail_msg("%s", f->e.text);
    return ev;
}

static int findings(struct fixture *f)
{
    int bad;
    OK(bs_store_verify(f->s, NULL, NULL, &bad, &f->e));
    return bad;
}

static void service_before_banner_before_shape(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(row_of(f, A_).verdict, BS_UNKNOWN);
    assert_true(row_of(f, A_).open);
    assert_true(row_of(f, A_).shape == row_of(f, C_).shape);

    struct bs_event ev = decide(f, A_, BS_SCOPE_SHAPE, BS_MEDICAL, "pump");
    assert_int_equal(ev.services, 3);
    assert_int_equal(row_of(f, C_).verdict, BS_MEDICAL);
    assert_string_equal(row_of(f, C_).label.p, "pump");
    assert_true(row_of(f, C_).by_analyst);
    assert_false(row_of(f, C_).open);
    assert_int_equal(row_of(f, C_).rule_verdict, BS_UNKNOWN);

    ev = decide(f, A_, BS_SCOPE_BANNER, BS_NON_MEDICAL, "heater");
    assert_int_equal(ev.services, 2);
    assert_int_equal(row_of(f, B_).verdict, BS_NON_MEDICAL);
    assert_int_equal(row_of(f, C_).verdict, BS_MEDICAL);

    ev = decide(f, B_, BS_SCOPE_SERVICE, BS_UNKNOWN, "");
    assert_int_equal(ev.services, 1);
    assert_string_equal(ev.target.p, B_);
    assert_int_equal(row_of(f, B_).verdict, BS_UNKNOWN);
    assert_true(row_of(f, B_).by_analyst);
    assert_false(row_of(f, B_).open); /* "unknown" by an analyst is an answer */
    assert_int_equal(row_of(f, A_).verdict, BS_NON_MEDICAL);

    decide(f, B_, BS_SCOPE_SERVICE, BS_VERDICT_NONE, NULL);
    assert_int_equal(row_of(f, B_).verdict, BS_NON_MEDICAL);
    decide(f, B_, BS_SCOPE_BANNER, BS_VERDICT_NONE, NULL);
    assert_int_equal(row_of(f, B_).verdict, BS_MEDICAL);
    decide(f, B_, BS_SCOPE_SHAPE, BS_VERDICT_NONE, NULL);
    assert_int_equal(row_of(f, B_).verdict, BS_UNKNOWN);
    assert_true(row_of(f, B_).open);
    assert_int_equal(findings(f), 0);
}

static void what_cannot_be_judged(void **state)
{
    struct fixture *f = *state;
    struct bs_event ev;
    struct bs_totals t;
    for (int scope = BS_SCOPE_SERVICE; scope <= BS_SCOPE_SHAPE; scope++) {
        assert_int_equal(try_decide(f, E_, (enum bs_scope)scope, BS_MEDICAL, "", &ev), BS_E_USAGE);
        assert_non_null(strstr(f->e.text, "no response"));
        assert_int_equal(try_decide(f, A_, (enum bs_scope)scope, BS_VERDICT_NONE, "", &ev),
                         BS_E_NOTFOUND);
        assert_non_null(strstr(f->e.text, "nothing to clear"));
    }
    struct bs_decision d = {.service = 4711, .verdict = BS_MEDICAL};
    assert_int_equal(bs_store_decide(f->s, &d, &f->a, &ev, &f->e), BS_E_NOTFOUND);
    assert_int_equal(bs_store_undo(f->s, BS_STR("ann"), false, &f->a, &ev, &f->e), BS_E_NOTFOUND);
    assert_int_equal(bs_store_undo(f->s, BS_STR("ann"), true, &f->a, &ev, &f->e), BS_E_NOTFOUND);
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(t.events, 0); /* what was refused leaves no trace */
    assert_string_equal(t.last_hash, "");
}

static void changed_banner_is_shown_again(void **state)
{
    struct fixture *f = *state;
    struct plain p = five[0];
    decide(f, A_, BS_SCOPE_SERVICE, BS_MEDICAL, "pump");
    p.data = SSH_BANNER;
    p.seen = 2;
    put_all(f, "file:again", &p, 1, NULL);
    struct bs_row r = row_of(f, A_);
    assert_true(r.stale && r.open);
    assert_int_equal(r.verdict, BS_MEDICAL); /* still holds */
    assert_int_equal(matches(f, "stale:yes"), 1);

    /* Judged again, then that taken back: stale as before. */
    decide(f, A_, BS_SCOPE_SERVICE, BS_NON_MEDICAL, "ssh");
    assert_false(row_of(f, A_).stale);
    undo(f, false);
    r = row_of(f, A_);
    assert_true(r.stale && r.open);
    assert_int_equal(r.verdict, BS_MEDICAL);
    assert_string_equal(r.label.p, "pump");
    undo(f, true);
    assert_false(row_of(f, A_).stale);
    assert_int_equal(row_of(f, A_).verdict, BS_NON_MEDICAL);
    assert_int_equal(findings(f), 0);

    /* The banner of the verdict comes back: what was said of it holds without doubt. */
    undo(f, false);
    p = five[0];
    p.seen = 3;
    put_all(f, "file:back", &p, 1, NULL);
    assert_false(row_of(f, A_).stale);
    assert_int_equal(row_of(f, A_).verdict, BS_MEDICAL);

    /* And goes silent: nothing to judge, nothing open. */
    p.data = "";
    p.seen = 4;
    put_all(f, "file:silent", &p, 1, NULL);
    assert_true(row_of(f, A_).stale);
    assert_false(row_of(f, A_).open);
}

static void texts_kept_and_replaced(void **state)
{
    struct fixture *f = *state;
    struct bs_detail det;
    struct bs_event ev;
    struct bs_decision d = {.scope = BS_SCOPE_BANNER, .service = id_of(f, A_),
                            .verdict = BS_MEDICAL, .label = BS_STR("pump"),
                            .note = BS_STR("seen\nat the fair"), .analyst = BS_STR("ann")};
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
    d.verdict = BS_NON_MEDICAL;
    d.label = d.note = BS_STR("");
    d.keep_text = true;
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
    assert_int_equal(ev.before, BS_MEDICAL);
    assert_string_equal(ev.label.p, "pump");
    OK(bs_store_detail(f->s, d.service, &f->a, &det, &f->e));
    assert_string_equal(det.note.p, "seen\nat the fair");
    assert_string_equal(det.row.label.p, "pump");
    assert_int_equal(det.events, 2);
    assert_int_equal(det.event[0].id, 2); /* newest first */
    d.keep_text = false;
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
    OK(bs_store_detail(f->s, d.service, &f->a, &det, &f->e));
    assert_int_equal(det.note.n, 0);
    undo(f, false);
    OK(bs_store_detail(f->s, d.service, &f->a, &det, &f->e));
    assert_string_equal(det.note.p, "seen\nat the fair");
}

/* -- undo and redo against a model -------------------------------------------------------- */

struct model {
    struct {
        enum bs_scope scope;
        int target; /* index of the service it was given on */
        enum bs_verdict before, after;
    } done[400];
    int n, undone; /* decisions, and how many of the last are undone */
    enum bs_verdict holds[3][5];
};

static int class_of(enum bs_scope scope, int service)
{
    static const int same[3][5] = {{0, 1, 2, 3, 4}, {0, 0, 2, 3, 4}, {0, 0, 0, 3, 4}};
    return same[scope][service];
}

static void check_model(struct fixture *f, const struct model *m)
{
    static const char *const names[] = {A_, B_, C_, D_};
    static const enum bs_verdict rule[] = {BS_UNKNOWN, BS_UNKNOWN, BS_UNKNOWN, BS_NON_MEDICAL};
    for (int i = 0; i < 4; i++) {
        enum bs_verdict want = rule[i];
        for (int scope = 2; scope >= 0; scope--) {
            enum bs_verdict v = m->holds[scope][class_of((enum bs_scope)scope, i)];
            want = v ? v : want;
        }
        assert_int_equal(row_of(f, names[i]).verdict, want);
    }
}

static void undo_redo_as_the_model_says(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {A_, B_, C_, D_};
    struct model m = {.n = 0};
    struct bs_event ev;
    uint32_t x = 99;
    for (int step = 0; step < 300; step++) {
        x = x * 1664525u + 1013904223u;
        uint32_t what = x >> 28;
        if (what < 7) {
            enum bs_scope scope = (enum bs_scope)((x >> 8) % 3);
            int service = (int)((x >> 12) % 4), c = class_of(scope, service);
            enum bs_verdict v = (enum bs_verdict)((x >> 16) % 4), was = m.holds[scope][c];
            bs_err err = try_decide(f, names[service], scope, v, "", &ev);
            if (v == BS_VERDICT_NONE && was == BS_VERDICT_NONE) {
                assert_int_equal(err, BS_E_NOTFOUND);
                continue;
            }
            assert_int_equal(err, BS_OK);
            assert_int_equal(ev.before, was);
            m.n -= m.undone;
            m.undone = 0;
            m.done[m.n].scope = scope;
            m.done[m.n].target = c;
            m.done[m.n].before = was;
            m.done[m.n++].after = m.holds[scope][c] = v;
        } else {
            bool redo = what >= 12;
            bool can = redo ? m.undone > 0 : m.n > m.undone;
            assert_int_equal(bs_store_undo(f->s, BS_STR("ann"), redo, &f->a, &ev, &f->e),
                             can ? BS_OK : BS_E_NOTFOUND);
            if (!can)
                continue;
            int k = redo ? m.n - m.undone-- : m.n - ++m.undone;
            m.holds[m.done[k].scope][m.done[k].target] = redo ? m.done[k].after : m.done[k].before;
        }
        check_model(f, &m);
        bs_arena_reset(&f->a);
        if (step % 50 == 0)
            fixture_reopen(f, BS_STORE_WRITE); /* the same history after leaving */
    }
    assert_int_equal(findings(f), 0);
    assert_true(m.n > 20);
}

/* -- the chain ---------------------------------------------------------------------------- */

static void keep_line(void *ctx, const char *line)
{
    bs_buf_printf(ctx, "%s\n", line);
}

static void three_events(struct fixture *f)
{
    decide(f, A_, BS_SCOPE_BANNER, BS_MEDICAL, "pump");
    decide(f, A_, BS_SCOPE_SERVICE, BS_NON_MEDICAL, "heater");
    decide(f, D_, BS_SCOPE_BANNER, BS_UNKNOWN, "");
}

/* Whatever is changed in the log, verify names the event. */
static void tampering_shows(void **state)
{
    static const struct {
        const char *sql, *want;
    } attacks[] = {
        {"UPDATE event SET verdict = 2 WHERE id = 1", "event 1 "},
        {"UPDATE event SET verdict = 2 WHERE id = 1; UPDATE ruling SET verdict = 2 WHERE event = 1",
         "event 1 "},
        {"UPDATE event SET label = 'x' WHERE id = 2", "event 2 "},
        {"UPDATE event SET note = 'x' WHERE id = 2", "event 2 "},
        {"UPDATE event SET analyst = 'eve' WHERE id = 3", "event 3 "},
        {"UPDATE event SET time = time + 1 WHERE id = 1", "event 1 "},
        {"UPDATE event SET target_id = 77 WHERE id = 2", "event 2 "},
        {"UPDATE event SET target = 'x' WHERE id = 2", "event 2 "},
        {"UPDATE event SET scope = 2 WHERE id = 2", "event 2 "},
        {"UPDATE event SET before = 2 WHERE id = 1", "event 1 "},
        {"UPDATE event SET before_label = 'x' WHERE id = 1", "event 1 "},
        {"UPDATE event SET before_note = 'x' WHERE id = 1", "event 1 "},
        {"UPDATE event SET services = 5 WHERE id = 1", "event 1 "},
        {"UPDATE event SET banner = 5 WHERE id = 1", "event 1 "},
        {"UPDATE event SET tool = '9' WHERE id = 1", "event 1 "},
        {"UPDATE event SET about = 1 WHERE id = 3", "event 3 "},
        {"UPDATE event SET kind = 'undo' WHERE id = 3", "event 3 "},
        {"UPDATE event SET hash = 'x' || substr(hash, 2) WHERE id = 2", "event 2 "},
        {"DELETE FROM event WHERE id = 1", "event 2 "},
        {"DELETE FROM event WHERE id = 2", "event 3 "},
        {"DELETE FROM event WHERE id = 3", "events behind 2 are gone"},
        {"DELETE FROM ruling WHERE event = 3", "event 3 "},
        {"UPDATE ruling SET label = 'x' WHERE event = 2", "event 2 "},
        {"UPDATE ruling SET banner = 4 WHERE event = 2", "event 2 "},
        {"INSERT INTO ruling VALUES(2, 9, 1, NULL, NULL, 1, 0, 0)", "a ruling without an event"},
        {"UPDATE answer SET n = 9 WHERE id = 1", "answer 1: 9 counted"},
        {"UPDATE banner SET n = 9 WHERE id = 1", "banner 1: 9 counted"},
        {"UPDATE answer SET banner = 99 WHERE id = 1", "answer 1 points nowhere"},
        {"UPDATE service SET owner = 99 WHERE id = 1", "service row 1 points nowhere"},
    };
    for (size_t i = 0; i < BS_COUNT(attacks); i++) {
        struct fixture *f = *state;
        struct bs_buf lines;
        int bad;
        three_events(f);
        assert_int_equal(findings(f), 0);
        fixture_sql(f, "PRAGMA foreign_keys=OFF");
        fixture_sql(f, attacks[i].sql);
        bs_buf_init(&lines, 1 << 16);
        OK(bs_store_verify(f->s, keep_line, &lines, &bad, &f->e));
        bs_buf_putc(&lines, '\0');
        if (!bad || !strstr((const char *)lines.p, attacks[i].want))
            fail_msg("%s: %d findings: %s", attacks[i].sql, bad, (const char *)lines.p);
        bs_buf_fini(&lines);
        assert_int_equal(fixture_close(state), 0);
        assert_int_equal(with_five(state), 0);
    }
}

static bool as_the_log_goes(void *ctx, const struct bs_event *ev)
{
    struct bs_event *last = ctx;
    assert_true(ev->id == last->id + 1 && ev->when > last->when);
    assert_int_equal(ev->before, last->verdict); /* what held before is what the one before it said */
    *last = *ev;
    return true;
}

/* A clock that goes back, far and more than once: the log goes on in its order, and the newest decision holds. */
static void whatever_the_clock_does(void **state)
{
    struct fixture *f = *state;
    static const char *const clock[] = {"2030-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z",
                                        "2019-06-01T00:00:00Z", "2019-06-01T00:00:00Z"};
    struct bs_event last = {.when = 0};
    for (size_t i = 0; i < BS_COUNT(clock); i++) {
        setenv("BS_CLOCK", clock[i], 1);
        decide(f, A_, BS_SCOPE_SERVICE, (enum bs_verdict)(1 + i % 3), "pump");
        assert_int_equal(row_of(f, A_).verdict, 1 + i % 3);
    }
    unsetenv("BS_CLOCK");
    OK(bs_store_events(f->s, 0, as_the_log_goes, &last, &f->e));
    assert_int_equal(last.id, BS_COUNT(clock));
    assert_int_equal(findings(f), 0);
}

/* A log cut short stays visible after new decisions. */
static void a_cut_log_cannot_be_continued(void **state)
{
    struct fixture *f = *state;
    three_events(f);
    fixture_sql(f, "DELETE FROM ruling WHERE event = 3; DELETE FROM event WHERE id = 3");
    struct bs_event ev = decide(f, C_, BS_SCOPE_BANNER, BS_MEDICAL, "");
    assert_int_equal(ev.id, 4);
    assert_int_not_equal(findings(f), 0);
}

static bool count_event(void *ctx, const struct bs_event *ev)
{
    int64_t *last = ctx;
    assert_true(ev->id > *last);
    *last = ev->id;
    return true;
}

static void log_reaches_what_it_speaks_of(void **state)
{
    struct fixture *f = *state;
    struct bs_totals t;
    int64_t last = 0;
    three_events(f);
    struct bs_event ev = undo(f, false);
    assert_int_equal(ev.about, 3);
    assert_string_equal(ev.kind.p, "undo");
    OK(bs_store_events(f->s, 0, count_event, &last, &f->e));
    assert_int_equal(last, 4);
    last = 0;
    OK(bs_store_events(f->s, id_of(f, B_), count_event, &last, &f->e)); /* by its banner only */
    assert_int_equal(last, 1);
    last = 0;
    OK(bs_store_events(f->s, id_of(f, E_), count_event, &last, &f->e));
    assert_int_equal(last, 0);
    assert_int_equal(bs_store_events(f->s, 4711, count_event, &last, &f->e), BS_E_NOTFOUND);
    OK(bs_store_totals(f->s, &t, &f->e));
    assert_int_equal(t.events, 4);
    assert_string_equal(t.last_hash, ev.hash);
}

/* -- durability and company --------------------------------------------------------------- */

/* A process that dies right after BS_OK has lost nothing. */
static void survives_a_kill(void **state)
{
    struct fixture *f = *state;
    bs_store_close(f->s);
    f->s = NULL;
    pid_t child = fork();
    if (child == 0) {
        struct bs_event ev;
        if (bs_store_open(f->path, BS_STORE_WRITE, &f->s, &f->e) != BS_OK ||
            try_decide(f, A_, BS_SCOPE_BANNER, BS_MEDICAL, "pump", &ev) != BS_OK)
            _exit(1);
        _exit(0); /* no close, no checkpoint */
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    fixture_reopen(f, BS_STORE_WRITE);
    assert_int_equal(row_of(f, A_).verdict, BS_MEDICAL);
    assert_int_equal(findings(f), 0);
}

/* A decision that could not be committed is not there, also not in part. */
static void all_or_nothing(void **state)
{
    struct fixture *f = *state;
    struct bs_event ev;
    /* Somebody holds the write lock for longer than we wait. */
    sqlite3 *other;
    sqlite3_busy_timeout(f->s->db, 1);
    assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(try_decide(f, A_, BS_SCOPE_BANNER, BS_MEDICAL, "", &ev), BS_E_BUSY);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    assert_int_equal(row_of(f, A_).verdict, BS_UNKNOWN);
    decide(f, A_, BS_SCOPE_BANNER, BS_MEDICAL, "");
    assert_int_equal(findings(f), 0);
}

static void two_analysts_one_file(void **state)
{
    struct fixture *f = *state;
    struct fixture other = *f;
    bs_arena_init(&other.a, 0);
    OK(bs_store_open(f->path, BS_STORE_WRITE, &other.s, &f->e));
    int64_t seen = bs_store_version(f->s);
    decide(&other, A_, BS_SCOPE_BANNER, BS_MEDICAL, "pump");
    assert_int_not_equal(bs_store_version(f->s), seen);
    assert_int_equal(row_of(f, A_).verdict, BS_MEDICAL);
    seen = bs_store_version(f->s);
    struct bs_event ev = decide(f, A_, BS_SCOPE_BANNER, BS_NON_MEDICAL, "heater");
    assert_int_equal(ev.before, BS_MEDICAL);
    assert_int_equal(bs_store_version(f->s), seen); /* one's own writing is no news */
    assert_string_equal(row_of(&other, A_).label.p, "heater");
    assert_int_equal(findings(f), 0);
    bs_store_close(other.s);
    bs_arena_fini(&other.a);
    assert_int_equal(row_of(f, A_).verdict, BS_NON_MEDICAL);
}

static void a_reader_decides_nothing(void **state)
{
    struct fixture *f = *state;
    struct bs_event ev;
    fixture_reopen(f, BS_STORE_READ);
    assert_int_equal(try_decide(f, A_, BS_SCOPE_BANNER, BS_MEDICAL, "", &ev), BS_E_READONLY);
    assert_int_equal(bs_store_undo(f->s, BS_STR("x"), false, &f->a, &ev, &f->e), BS_E_READONLY);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, with_five, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(service_before_banner_before_shape),
        CASE(what_cannot_be_judged),
        CASE(changed_banner_is_shown_again),
        CASE(texts_kept_and_replaced),
        CASE(undo_redo_as_the_model_says),
        CASE(tampering_shows),
        CASE(whatever_the_clock_does),
        CASE(a_cut_log_cannot_be_continued),
        CASE(log_reaches_what_it_speaks_of),
        CASE(survives_a_kill),
        CASE(all_or_nothing),
        CASE(two_analysts_one_file),
        CASE(a_reader_decides_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
