/* What the rules are worth: against what analysts said, and what other rules would say. */
#include "store_priv.h"

#include <math.h>
#include <stdlib.h>

/* -- quality ----------------------------------------------------------------------------- */

static const char quality_sql[] =
    "WITH judged AS (SELECT a.id AS answer, sum(" SQL_DECIDED " AND " SQL_VERDICT " = 1) AS v1, sum("
    SQL_DECIDED " AND " SQL_VERDICT " = 2) AS v2, sum(" SQL_DECIDED " AND " SQL_VERDICT " = 3) AS v3,"
    " max(s.seen) AS last, min(CASE WHEN " SQL_DECIDED " AND " SQL_VERDICT " <> a.verdict THEN s.id END) AS"
    " wrong" SQL_FROM " WHERE a.response GROUP BY a.id), hit AS (SELECT DISTINCT rule, kind, answer FROM"
    " evidence) SELECT u.name, h.kind, a.verdict, sum(a.n), count(DISTINCT a.banner), ifnull(sum(j.v1), 0),"
    " ifnull(sum(j.v2), 0), ifnull(sum(j.v3), 0), ifnull(max(j.last), 0), ifnull(min(j.wrong), 0) FROM hit h"
    " JOIN rule u ON u.id = h.rule JOIN answer a ON a.id = h.answer AND a.response LEFT JOIN judged j ON"
    " j.answer = a.id GROUP BY u.name, h.kind, a.verdict ORDER BY u.name, h.kind";

static void finish(struct bs_rule_quality *q)
{
    for (int rules = 0; rules < 4; rules++)
        for (int said = 1; said < 4; said++) {
            q->judged += q->said[rules][said];
            q->confirmed += rules == said ? q->said[rules][said] : 0;
        }
    q->refuted = q->judged - q->confirmed;
    q->precision = q->judged ? (double)q->confirmed / (double)q->judged : NAN;
    bs_wilson(q->confirmed, q->judged, &q->low, &q->high);
}

static int worse(const void *a, const void *b)
{
    const struct bs_rule_quality *x = a, *y = b;
    if (x->high < y->high || x->high > y->high)
        return x->high < y->high ? -1 : 1;
    if (x->refuted != y->refuted)
        return x->refuted > y->refuted ? -1 : 1;
    if (x->hits != y->hits)
        return x->hits > y->hits ? -1 : 1;
    return bs_bytes_cmp(bs_str_bytes(x->rule), bs_str_bytes(y->rule));
}

struct list {
    struct bs_rule_quality *q;
    size_t n, cap;
};

/* One row is a rule under one verdict of the rules. */
static void add_row(struct list *l, sqlite3_stmt *st, struct bs_arena *a)
{
    bs_str kind = bs_str_z(bs_evidence_kind_name((enum bs_evidence_kind)sqlite3_column_int(st, 1)));
    bs_str name = sql_text(st, 0, a);
    struct bs_rule_quality *q = l->n ? &l->q[l->n - 1] : NULL;
    if (!q || !bs_str_eq(q->rule, name) || !bs_str_eq(q->kind, kind)) {
        if (l->n == l->cap)
            l->q = bs_realloc(l->q, (l->cap = l->cap ? 2 * l->cap : 256) * sizeof *l->q);
        q = &l->q[l->n++];
        *q = (struct bs_rule_quality){.rule = name, .kind = kind};
    }
    int rules = sqlite3_column_int(st, 2) & 3;
    bs_time last = sqlite3_column_int64(st, 8);
    q->hits += sqlite3_column_int64(st, 3);
    q->banners += sqlite3_column_int64(st, 4);
    for (int v = 1; v < 4; v++)
        q->said[rules][v] += sqlite3_column_int64(st, 4 + v);
    q->last = last > q->last ? last : q->last;
    if (!q->refuted_service)
        q->refuted_service = sqlite3_column_int64(st, 9);
}

bs_err bs_store_rule_quality(struct bs_store *s, bs_rule_quality_fn *fn, void *ctx, struct bs_error *e)
{
    struct list l = {0};
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    bool row, go_on = true;
    bs_err err = sql_prepare(s, bs_str_z(quality_sql), &st, e);
    bs_arena_init(&a, 64 << 20);
    while (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row)
        add_row(&l, st, &a);
    sqlite3_finalize(st);
    for (size_t i = 0; i < l.n; i++)
        finish(&l.q[i]);
    if (l.n)
        qsort(l.q, l.n, sizeof *l.q, worse);
    for (size_t i = 0; err == BS_OK && go_on && i < l.n; i++)
        go_on = fn(ctx, &l.q[i]);
    free(l.q);
    bs_arena_fini(&a);
    return err;
}

/* -- what other rules would say ---------------------------------------------------------- */

struct look {
    struct bs_store *s;
    const struct bs_rules *would;
    bs_str rule;
    bs_rule_hit_fn *fn;
    void *ctx;
    struct bs_rule_preview *out;
    struct bs_arena a;
    bool go_on;
};

/* Effective verdicts behind one answer: rules' and analysts' apart. */
static bs_err tell_hit(struct look *l, int64_t answer, struct bs_rule_hit *hit, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(l->s, "SELECT count(*), min(s.id), " SQL_VERDICT ", " SQL_DECIDED SQL_FROM
                                  " WHERE s.answer = ?1 GROUP BY 3, 4", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, answer);
    while (l->go_on && (err = sql_step(l->s, st, &row, e)) == BS_OK && row) {
        hit->services = sqlite3_column_int64(st, 0);
        hit->service = sqlite3_column_int64(st, 1);
        hit->effective = (enum bs_verdict)sql_choice(st, 2, BS_UNKNOWN + 1);
        hit->by_analyst = sqlite3_column_int(st, 3);
        hit->flips = !hit->by_analyst && hit->rules_then != hit->effective;
        l->out->services += hit->hit ? hit->services : 0;
        l->out->flip_services += hit->flips ? hit->services : 0;
        l->out->against += hit->hit && hit->by_analyst && hit->effective != hit->rules_then ? hit->services : 0;
        l->out->flips += hit->flips;
        l->go_on = !l->fn || l->fn(l->ctx, hit);
    }
    sql_reset(st);
    l->out->banners += hit->hit;
    return err;
}

static bs_err one_answer(struct look *l, sqlite3_stmt *st, struct bs_error *e)
{
    struct bs_traits traits;
    struct bs_finding f;
    enum bs_notation notation;
    bs_arena_reset(&l->a);
    const struct bs_subject subject = {.data = sql_blob(st, 3, &l->a),
                                       .raw = sql_blob(st, 4, &l->a),
                                       .transport = (enum bs_transport)sql_choice(st, 1, BS_UDP + 1),
                                       .traits = &traits};
    answer_read_traits(st, 6, &l->a, &traits);
    bs_classify(l->would, &subject, &l->a, &f);
    struct bs_rule_hit hit = {.banner = (bs_id)sqlite3_column_int64(st, 5),
                              .rules_now = (enum bs_verdict)sql_choice(st, 2, BS_UNKNOWN + 1),
                              .rules_then = f.response ? f.verdict : BS_VERDICT_NONE,
                              .label = f.label};
    for (size_t i = 0; i < f.evidences; i++)
        hit.hit |= bs_str_eq(f.evidence[i].rule, l->rule);
    if (!hit.hit && hit.rules_now == hit.rules_then)
        return BS_OK;
    bs_bytes wire = bs_wire_bytes(subject.data, subject.raw, &l->a, &notation);
    hit.preview = bs_bytes_sub(wire, 0, 256);
    return tell_hit(l, sqlite3_column_int64(st, 0), &hit, e);
}

bs_err bs_store_rule_preview(struct bs_store *s, const struct bs_rules *would, bs_str rule,
                             bs_rule_hit_fn *fn, void *ctx, struct bs_rule_preview *out,
                             struct bs_error *e)
{
    struct look l = {.s = s, .would = would, .rule = rule, .fn = fn, .ctx = ctx, .out = out, .go_on = true};
    struct bs_buf sql;
    sqlite3_stmt *st = NULL;
    bool row;
    memset(out, 0, sizeof *out);
    bs_buf_init(&sql, 4096);
    bs_arena_init(&l.a, 64 << 20);
    bs_buf_printf(&sql, "SELECT a.id, a.transport, a.verdict, b.data, b.raw, b.key, %s FROM answer a JOIN traits t"
                        " ON t.id = a.traits JOIN banner b ON b.id = a.banner ORDER BY a.n DESC, a.id",
                  SQL_TRAITS);
    bs_err err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    while (err == BS_OK && l.go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row)
        err = one_answer(&l, st, e);
    sqlite3_finalize(st);
    bs_arena_fini(&l.a);
    bs_buf_fini(&sql);
    return err;
}
