/* The rules once more over everything that is stored.  Analysts' verdicts are not looked at. */
#include "store_priv.h"

enum { PROGRESS_EVERY = 256 };

struct pass {
    struct bs_store *s;
    const struct bs_rules *rules;
    const struct bs_judges *by;
    struct cache rule_ids;
    struct bs_arena arena;
    struct bs_reclassify_result *out;
    bs_progress_fn *progress;
    void *ctx;
    int64_t total, done;
};

static bs_err step(struct pass *p, struct bs_error *e)
{
    if (++p->done % PROGRESS_EVERY == 0 && p->progress && !p->progress(p->ctx, p->done, p->total))
        return bs_error_set(e, BS_E_CANCELLED, "stopped; nothing was changed");
    return BS_OK;
}

static bs_err one_answer(struct pass *p, const struct bs_judged *x, struct bs_error *e)
{
    p->out->answers++;
    p->out->from_to[x->before][x->after] += x->services;
    if (x->reworded) {
        p->out->changed++;
        p->out->services_changed += x->services;
    }
    bs_err err = x->differs ? answer_change(p->s, x->answer, &x->finding, &p->rule_ids, e) : BS_OK;
    return err == BS_OK ? step(p, e) : err;
}

static bs_err one_batch(struct pass *p, const struct bs_judged_batch *b, struct bs_error *e)
{
    bs_err err = BS_OK;
    for (size_t i = 0; i < b->n && err == BS_OK; i++)
        err = one_answer(p, &b->item[i], e);
    return err == BS_OK && b->err != BS_OK ? bs_error_set(e, b->err, "%s", b->why.text) : err;
}

static struct bs_judged_batch *own_next(void *j)
{
    return bs_judging_next(j);
}

static bs_err all_answers(struct pass *p, struct bs_error *e)
{
    struct bs_judging *own = NULL;
    struct bs_judges by = {own_next, NULL};
    struct bs_judged_batch *b;
    bs_err err = BS_OK;
    if (p->by)
        by = *p->by;
    else
        err = bs_judging_begin(p->s, p->rules, 0, 1, &own, e);
    if (own)
        by.ctx = own;
    while (err == BS_OK && (b = by.next(by.ctx))) {
        err = one_batch(p, b, e);
        bs_judged_free(b);
    }
    bs_judging_end(own);
    return err;
}

static bs_err each_row(struct pass *p, bs_str sql,
                       bs_err (*fn)(struct pass *, sqlite3_stmt *, struct bs_error *),
                       struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_prepare(p->s, sql, &st, e);
    while (err == BS_OK && (err = sql_step(p->s, st, &row, e)) == BS_OK && row) {
        err = fn(p, st, e);
        if (err == BS_OK)
            err = step(p, e);
    }
    sqlite3_finalize(st);
    return err;
}

static bs_err one_owner(struct pass *p, sqlite3_stmt *st, struct bs_error *e)
{
    bs_arena_reset(&p->arena);
    const struct bs_owner o = {
        .org = sql_text(st, 1, &p->arena),       .isp = sql_text(st, 2, &p->arena),
        .asn = sql_text(st, 3, &p->arena),       .country = sql_text(st, 4, &p->arena),
        .city = sql_text(st, 5, &p->arena),      .hostnames = sql_text(st, 6, &p->arena),
        .domains = sql_text(st, 7, &p->arena),
    };
    struct bs_evidence *ev;
    size_t n;
    bool hospital = bs_classify_owner(p->rules, &o, &p->arena, &ev, &n);
    if (owner_digest(hospital, ev, n) == sqlite3_column_int64(st, 8))
        return BS_OK;
    return owner_write(p->s, sqlite3_column_int64(st, 0), hospital, ev, n, &p->rule_ids, e);
}

static bs_err one_port(struct pass *p, sqlite3_stmt *st, struct bs_error *e)
{
    int port = sqlite3_column_int(st, 0), medical = bs_rules_medical_port(p->rules, (uint16_t)port);
    if (sqlite3_column_int(st, 1) == medical && sqlite3_column_int(st, 2) == medical)
        return BS_OK;
    sqlite3_stmt *up;
    bs_err err = sql_cached(p->s, "UPDATE service SET medical_port = ?2 WHERE port = ?1", &up, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(up, 1, port);
    sqlite3_bind_int(up, 2, medical);
    return sql_run(p->s, up, e);
}

/* Only ports whose membership changed: each of them is a scan.  Grouping reads all before the first row comes. */
static bs_err all_ports(struct pass *p, struct bs_error *e)
{
    return each_row(p, BS_STR("SELECT port, min(m), max(m) FROM (SELECT DISTINCT port, medical_port AS m FROM service)"
                               " GROUP BY port"),
                    one_port, e);
}

static bs_err everything(struct pass *p, struct bs_error *e)
{
    bs_err err = all_answers(p, e);
    if (err == BS_OK)
        err = each_row(p, BS_STR("SELECT id, org, isp, asn, country, city, hostnames, domains, digest FROM"
                                 " owner ORDER BY id"), one_owner, e);
    if (err == BS_OK)
        err = all_ports(p, e);
    return err == BS_OK ? rulings_settle_all(p->s, e) : err; /* shapes may have changed, and samples */
}

static bs_err say_rule(struct bs_store *s, const struct bs_rule_note *n, struct bs_error *e)
{
    struct event_row r = {.ev = {.analyst = n->analyst, .kind = BS_STR("rule"), .note = n->line,
                                 .label = n->added ? BS_STR("added") : BS_STR("removed"),
                                 .services = n->services}};
    bs_err err = event_time(s, &r.ev.when, e);
    return err == BS_OK ? event_append(s, &r, e) : err;
}

/* `note`: why, for the log; NULL where nobody changed a rule. */
static bs_err reclassify(struct pass *p, const struct bs_rule_note *note, struct bs_error *e)
{
    sqlite3_stmt *st;
    memset(p->out, 0, sizeof *p->out);
    if (p->s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_cached(p->s, "SELECT (SELECT count(*) FROM answer) + (SELECT count(*) FROM owner)",
                            &st, e);
    if (err == BS_OK)
        err = sql_number(p->s, st, 0, &p->total, e);
    if (err == BS_OK)
        err = sql_begin(p->s, e);
    if (err != BS_OK)
        return err;
    bs_arena_init(&p->arena, 64 << 20);
    err = everything(p, e);
    if (err == BS_OK && note)
        err = say_rule(p->s, note, e);
    err = store_finish(p->s, err, e);
    cache_fini(&p->rule_ids);
    bs_arena_fini(&p->arena);
    return err;
}

bs_err bs_store_reclassify(struct bs_store *s, const struct bs_rules *r, const struct bs_judges *by,
                           const struct bs_rule_note *note, bs_progress_fn *progress, void *ctx,
                           struct bs_reclassify_result *out, struct bs_error *e)
{
    struct pass p = {.s = s, .rules = r, .by = by, .out = out, .progress = progress, .ctx = ctx};
    return reclassify(&p, note, e);
}

int64_t bs_store_answers(struct bs_store *s)
{
    sqlite3_stmt *st;
    int64_t n = 0;
    if (sql_cached(s, "SELECT count(*) FROM answer", &st, NULL) == BS_OK)
        sql_number(s, st, 0, &n, NULL);
    return n;
}
