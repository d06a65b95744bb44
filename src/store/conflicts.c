/* Where judges differ: an analyst and strong evidence, two analysts, a verdict and what came after it. */
#include "store_priv.h"

#include <math.h>
#include <stdio.h>

const char *const bs_conflict_names[] = {"evidence", "analysts", "stale", NULL};

/* Columns: event that holds, the other verdict, services, one of them, rule, reason, the other
 * analyst, the other's event. */
#define SQL_EVENT "coalesce(r0.event, r1.event, r2.event)"
static const char evidence_sql[] =
    "SELECT c.event, c.rules, c.services, c.service, (SELECT u.name FROM evidence x JOIN rule u ON u.id ="
    " x.rule WHERE x.answer = c.answer ORDER BY x.seq LIMIT 1), (SELECT " SQL_REASON " FROM evidence v WHERE"
    " v.answer = c.answer ORDER BY v.seq LIMIT 1), NULL, 0 FROM (SELECT " SQL_EVENT " AS event, a.verdict AS"
    " rules, count(*) AS services, min(s.id) AS service, min(a.id) AS answer" SQL_FROM " WHERE " SQL_DECIDED
    " AND (a.verdict = 1 OR (a.verdict = 2 AND a.marks & 24)) AND " SQL_VERDICT " <> a.verdict AND NOT "
    SQL_STALE " GROUP BY 1, 2) c ORDER BY c.services DESC, c.event";

/* Each analyst's newest standing word on a target; the newest of all holds.  One that knew of the
 * other's (it replaces that, or something newer: `about`) is a decision, not a conflict. */
#define SQL_WORDS                                                                              \
    "WITH word AS (SELECT * FROM (SELECT id, scope, subject, target, analyst, verdict, note, time, hash,"  \
    " about, before, services, row_number() OVER (PARTITION BY scope, target, analyst ORDER BY time DESC,"  \
    " hash DESC) AS k FROM event v WHERE kind = 'verdict' AND NOT " SQL_UNDONE ") WHERE k = 1 AND verdict"  \
    " <> 0) "
static const char analysts_sql[] =
    SQL_WORDS ", ranked AS (SELECT *, row_number() OVER (PARTITION BY scope, target ORDER BY time DESC,"
    " hash DESC) AS place FROM word) SELECT w.id, m.verdict, w.services, CASE w.scope WHEN 0 THEN w.subject"
    " WHEN 1 THEN (SELECT min(s.id) FROM banner b JOIN answer a ON a.banner = b.id JOIN service s ON"
    " s.answer = a.id WHERE b.key = w.subject) ELSE (SELECT min(s.id) FROM answer a JOIN service s ON"
    " s.answer = a.id WHERE a.shape = w.subject) END, NULL, m.note, m.analyst, m.id FROM ranked w JOIN"
    " ranked m ON m.scope = w.scope AND m.target = w.target AND m.place > 1 AND m.verdict <> w.verdict LEFT"
    " JOIN event k ON k.id = w.about WHERE w.place = 1 AND (k.id IS NULL OR (m.time, m.hash) > (k.time,"
    " k.hash)) AND NOT (w.about = 0 AND w.before = m.verdict) ORDER BY w.services DESC, w.hash, m.hash";

static const char stale_sql[] =
    "SELECT r0.event, a.verdict, 1, s.id, NULL, NULL, NULL, 0" SQL_FROM " WHERE " SQL_STALE
    " AND a.response ORDER BY s.id";

static bs_err each_conflict(struct bs_store *s, enum bs_conflict_kind kind, const char *sql,
                            bs_conflict_fn *fn, void *ctx, bool *go_on, struct bs_error *e)
{
    sqlite3_stmt *st = NULL;
    struct bs_arena a;
    bool row;
    bs_err err = sql_prepare(s, bs_str_z(sql), &st, e);
    bs_arena_init(&a, 1 << 20);
    while (err == BS_OK && *go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct event_row ev;
        bs_arena_reset(&a);
        if ((err = event_read(s, sqlite3_column_int64(st, 0), &a, &ev, e)) != BS_OK)
            break;
        const struct bs_conflict c = {
            .kind = kind,
            .scope = ev.ev.scope,
            .target = ev.ev.target,
            .service = sqlite3_column_int64(st, 3),
            .services = sqlite3_column_int64(st, 2),
            .verdict = ev.ev,
            .other = (enum bs_verdict)sql_choice(st, 1, BS_UNKNOWN + 1),
            .rule = sql_text(st, 4, &a),
            .reason = sql_text(st, 5, &a),
            .analyst = sql_text(st, 6, &a),
            .event = sqlite3_column_int64(st, 7),
        };
        *go_on = fn(ctx, &c);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}

bs_err bs_store_conflicts(struct bs_store *s, bs_conflict_fn *fn, void *ctx, struct bs_error *e)
{
    static const char *const sql[] = {[BS_CONFLICT_EVIDENCE] = evidence_sql,
                                      [BS_CONFLICT_ANALYSTS] = analysts_sql,
                                      [BS_CONFLICT_STALE] = stale_sql};
    bool go_on = true;
    bs_err err = BS_OK;
    for (size_t i = 0; i < BS_COUNT(sql) && err == BS_OK && go_on; i++)
        err = each_conflict(s, (enum bs_conflict_kind)i, sql[i], fn, ctx, &go_on, e);
    return err;
}

/* -- agreement --------------------------------------------------------------------------- */

static double kappa(double same, double expected)
{
    return expected < 1 ? (same - expected) / (1 - expected) : NAN;
}

static void class_agreement(struct bs_agreement *g, int c, const int64_t by_first[4],
                            const int64_t by_second[4])
{
    int64_t both = g->n[c][c], either = by_first[c] + by_second[c] - both;
    double n = (double)g->total, f = (double)by_first[c] / n, t = (double)by_second[c] / n;
    double same = (n - (double)(either - both)) / n;
    g->class_raw[c] = either ? (double)both / (double)either : NAN;
    g->class_kappa[c] = kappa(same, f * t + (1 - f) * (1 - t));
}

void bs_agreement_finish(struct bs_agreement *g)
{
    int64_t by_first[4] = {0}, by_second[4] = {0};
    double expected = 0;
    g->total = g->same = 0;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++) {
            g->total += g->n[i][k];
            g->same += i == k ? g->n[i][k] : 0;
            by_first[i] += g->n[i][k];
            by_second[k] += g->n[i][k];
        }
    g->kappa = NAN;
    for (int c = 0; c < 4; c++)
        g->class_raw[c] = g->class_kappa[c] = NAN;
    if (!g->total)
        return;
    double n = (double)g->total;
    for (int c = 0; c < 4; c++) {
        expected += (double)by_first[c] / n * ((double)by_second[c] / n);
        class_agreement(g, c, by_first, by_second);
    }
    g->kappa = kappa((double)g->same / n, expected);
}

static bool text_is(bs_str a, sqlite3_stmt *st, int column)
{
    const char *p = (const char *)sqlite3_column_text(st, column);
    return p && bs_str_eq(a, (bs_str){p, (size_t)sqlite3_column_bytes(st, column)});
}

static bool tell(bs_agreement_fn *fn, void *ctx, struct bs_agreement *g)
{
    bs_agreement_finish(g);
    return g->total == 0 || fn(ctx, g);
}

bs_err bs_store_agreements(struct bs_store *s, bs_agreement_fn *fn, void *ctx, struct bs_error *e)
{
    sqlite3_stmt *st = NULL;
    struct bs_agreement g = {0};
    struct bs_arena a;
    bool row, go_on = true;
    bs_err err = sql_prepare(s, BS_STR(SQL_WORDS "SELECT x.analyst, y.analyst, x.verdict, y.verdict, count(*)"
                                       " FROM word x JOIN word y ON y.scope = x.scope AND y.target = x.target"
                                       " AND y.analyst > x.analyst GROUP BY 1, 2, 3, 4 ORDER BY 1, 2"),
                             &st, e);
    bs_arena_init(&a, 4 << 20);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        if (!text_is(g.first, st, 0) || !text_is(g.second, st, 1)) {
            go_on = tell(fn, ctx, &g);
            g = (struct bs_agreement){.first = sql_text(st, 0, &a), .second = sql_text(st, 1, &a)};
        }
        g.n[sqlite3_column_int(st, 2) & 3][sqlite3_column_int(st, 3) & 3] += sqlite3_column_int64(st, 4);
    }
    if (err == BS_OK && go_on)
        tell(fn, ctx, &g);
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}

/* -- why --------------------------------------------------------------------------------- */

static bs_err why_ruling(struct bs_store *s, enum bs_scope scope, int64_t target, bs_id banner,
                         struct bs_arena *a, struct bs_why *w, bool *there, struct bs_error *e)
{
    struct ruling r;
    struct event_row ev;
    bs_err err = target ? ruling_read(s, scope, target, a, &r, e) : BS_OK;
    *there = err == BS_OK && target && r.verdict != BS_VERDICT_NONE;
    if (!*there)
        return err;
    if ((err = event_read(s, r.event, a, &ev, e)) != BS_OK)
        return err;
    *w = (struct bs_why){.source = bs_str_z(bs_scope_name(scope)), .verdict = r.verdict, .label = r.label,
                         .note = r.note, .analyst = ev.ev.analyst, .when = ev.ev.when, .event = r.event,
                         .services = ev.ev.services, .state = r.state,
                         .stale = scope == BS_SCOPE_SERVICE && r.banner != (int64_t)banner};
    return BS_OK;
}

bs_err bs_store_why(struct bs_store *s, const struct bs_detail *d, struct bs_arena *a, struct bs_why out[4],
                    size_t *n, struct bs_error *e)
{
    bs_err err = BS_OK;
    out[0] = (struct bs_why){.source = BS_STR("rules"), .verdict = d->row.rule_verdict, .note = d->summary,
                             .rule = d->evidences ? d->evidence[0].rule : BS_STR(""), .label = BS_STR(""),
                             .analyst = BS_STR(""), .when = BS_TIME_NONE, .services = 1};
    *n = 1;
    const int64_t target[] = {d->row.id, (int64_t)d->row.banner, (int64_t)d->row.shape};
    for (int scope = BS_SCOPE_SHAPE; scope >= BS_SCOPE_SERVICE && err == BS_OK; scope--) {
        bool there;
        err = why_ruling(s, (enum bs_scope)scope, target[scope], d->row.banner, a, &out[*n], &there, e);
        *n += there;
    }
    out[*n - 1].effective = true;
    return err;
}
