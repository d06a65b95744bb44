/* Banners and shapes as groups of services: the dictionary, and the queue of what is open. */
#include "store_priv.h"

#define SQL_PICK "min(a.verdict << 40 | a.id) & ((1 << 40) - 1)"
static const char members_sql[] =
    " AS id, count(*) AS services, sum(" SQL_OPEN ") AS open, count(DISTINCT o.org) AS orgs,"
    " count(DISTINCT b.id) AS banners, " SQL_PICK " AS answer, coalesce(min(CASE WHEN " SQL_OPEN
    " THEN s.id END), min(s.id)) AS service, min(s.port) AS port, coalesce(min(CASE WHEN " SQL_OPEN
    " THEN o.org END), min(o.org)) AS org, max(" SQL_AFFILIATION ") AS affiliation, min(s.seen) AS lo,"
    " max(s.seen) AS hi, sum(" SQL_VERDICT " = 1) AS v1, sum(" SQL_VERDICT " = 2) AS v2, sum("
    SQL_VERDICT " = 3) AS v3" SQL_FROM;
static const char entry_sql[] =
    " SELECT g.id, rb.key, ra.shape, g.service, g.services, g.open, g.orgs, g.banners, g.services - CASE"
    " coalesce(r1.verdict, r2.verdict, ra.verdict) WHEN 1 THEN g.v1 WHEN 2 THEN g.v2 ELSE g.v3 END AS"
    " disagree, g.port, g.org, g.affiliation, coalesce(r1.verdict, r2.verdict, ra.verdict),"
    " coalesce(r1.event, r2.event) IS NOT NULL, ra.service, ra.product, CASE WHEN r1.event IS NOT NULL"
    " THEN r1.label WHEN r2.event IS NOT NULL THEN r2.label ELSE ra.label END, coalesce(r1.state,"
    " r2.state, 0), m.kind, substr(coalesce(rb.wire, rb.raw, rb.data), 1, 256),"
    " length(coalesce(rb.wire, rb.raw, rb.data)), g.lo, g.hi FROM g JOIN answer ra ON ra.id = g.answer"
    " JOIN banner rb ON rb.id = ra.banner LEFT JOIN ruling r1 ON r1.scope = 1 AND r1.target = rb.key"
    " AND ?999 = 1 LEFT JOIN ruling r2 ON r2.scope = 2 AND r2.target = ra.shape LEFT JOIN mark m ON"
    " m.scope = ?999 AND m.target = g.id";
enum { SCOPE_PARAMETER = 999 };

const char *const bs_group_sort_names[] = {"payoff", "count", "port", "org", "affiliation", "age",
                                           "disagree", NULL};
static const struct {
    const char *forward, *reverse;
} orders[BS_GROUP_SORT_COUNT] = {
    [BS_GROUP_PAYOFF] = {"g.open DESC, g.services DESC", "g.open, g.services"},
    [BS_GROUP_COUNT] = {"g.services DESC", "g.services"},
    [BS_GROUP_PORT] = {"g.port, g.open DESC", "g.port DESC, g.open DESC"},
    [BS_GROUP_ORG] = {"g.org IS NULL, g.org COLLATE NOCASE, g.open DESC", "g.org COLLATE NOCASE DESC, g.open DESC"},
    [BS_GROUP_AFFILIATION] = {"g.affiliation DESC, g.open DESC", "g.affiliation, g.open DESC"},
    [BS_GROUP_AGE] = {"g.lo, g.open DESC", "g.hi DESC, g.open DESC"},
    [BS_GROUP_DISAGREE] = {"disagree DESC, g.services DESC", "disagree, g.services DESC"},
};

static void read_group(sqlite3_stmt *st, enum bs_scope scope, struct bs_arena *a, struct bs_group *g)
{
    *g = (struct bs_group){
        .scope = scope,
        .id = (bs_id)sqlite3_column_int64(st, 0),
        .banner = (bs_id)sqlite3_column_int64(st, 1),
        .shape = (bs_id)sqlite3_column_int64(st, 2),
        .service = sqlite3_column_int64(st, 3),
        .count = sqlite3_column_int64(st, 4),
        .open = sqlite3_column_int64(st, 5),
        .organisations = sqlite3_column_int64(st, 6),
        .banners = sqlite3_column_int64(st, 7),
        .disagree = sqlite3_column_int64(st, 8),
        .port = (uint16_t)sqlite3_column_int(st, 9),
        .org = sql_text(st, 10, a),
        .affiliation = (enum bs_affiliation)sqlite3_column_int(st, 11),
        .verdict = (enum bs_verdict)sql_choice(st, 12, BS_UNKNOWN + 1),
        .by = sqlite3_column_int(st, 13) ? BS_STR("analyst") : BS_STR("rule"),
        .protocol = sql_text(st, 14, a),
        .product = sql_text(st, 15, a),
        .label = sql_text(st, 16, a),
        .state = (enum bs_sample_state)sql_choice(st, 17, BS_SAMPLE_REOPENED + 1),
        .mark = sql_text(st, 18, a),
        .preview = sql_blob(st, 19, a),
        .length = sqlite3_column_int64(st, 20),
        .first = sqlite3_column_int64(st, 21),
        .last = sqlite3_column_int64(st, 22),
    };
}

static void build_sql(const struct bs_group_ask *ask, const struct filter_sql *f, struct bs_buf *sql)
{
    bs_buf_put(sql, BS_STR("WITH g AS (SELECT "));
    bs_buf_put(sql, ask->scope == BS_SCOPE_SHAPE ? BS_STR("a.shape") : BS_STR("b.key"));
    bs_buf_put(sql, bs_str_z(members_sql));
    bs_buf_put(sql, bs_buf_str(&f->sql));
    bs_buf_put(sql, f->sql.len ? BS_STR(" AND") : BS_STR(" WHERE"));
    if (ask->open_only)
        bs_buf_put(sql, BS_STR(" " SQL_OPEN " AND"));
    bs_buf_printf(sql, " b.id IS NOT NULL GROUP BY %s)",
                  ask->scope == BS_SCOPE_SHAPE ? "a.shape" : "b.key");
    bs_buf_put(sql, bs_str_z(entry_sql));
    bs_buf_printf(sql, " ORDER BY %s%s, g.id LIMIT %lld",
                  ask->open_only ? "m.kind IS NOT NULL, " : "",
                  ask->reverse ? orders[ask->sort].reverse : orders[ask->sort].forward,
                  ask->limit > 0 ? (long long)ask->limit : -1LL);
}

bs_err bs_store_groups(struct bs_store *s, const struct bs_group_ask *ask, bs_group_fn *fn, void *ctx,
                       struct bs_error *e)
{
    static const struct bs_query all = {0};
    struct filter_sql f;
    struct bs_buf sql;
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    bool row, go_on = true;
    if (ask->scope == BS_SCOPE_SERVICE || (unsigned)ask->sort >= BS_GROUP_SORT_COUNT)
        return bs_error_set(e, BS_E_USAGE, "groups are banners or shapes");
    bs_err err = filter_build(ask->query ? ask->query : &all, FILTER_ALL, &f, e);
    if (err != BS_OK)
        return err;
    bs_buf_init(&sql, 2 << 20);
    bs_arena_init(&a, 1 << 20);
    build_sql(ask, &f, &sql);
    err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    if (err == BS_OK) {
        filter_bind(&f, st);
        sqlite3_bind_int(st, SCOPE_PARAMETER, (int)ask->scope);
    }
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct bs_group g;
        bs_arena_reset(&a);
        read_group(st, ask->scope, &a, &g);
        go_on = fn(ctx, &g);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    bs_buf_fini(&sql);
    filter_fini(&f);
    return err;
}

/* -- the queue --------------------------------------------------------------------------- */

struct walk {
    bs_id after;
    struct bs_arena *a;
    struct bs_group first, next;
    bool passed;
};

static void keep(struct bs_group *to, const struct bs_group *g, struct bs_arena *a)
{
    *to = *g;
    bs_str *const texts[] = {&to->org, &to->by, &to->protocol, &to->product, &to->label, &to->mark};
    for (size_t i = 0; i < BS_COUNT(texts); i++)
        *texts[i] = bs_arena_str(a, *texts[i]);
    to->preview = bs_arena_bytes(a, to->preview);
}

static bool walk_on(void *ctx, const struct bs_group *g)
{
    struct walk *w = ctx;
    if (!w->first.id)
        keep(&w->first, g, w->a);
    if (w->passed || !w->after) {
        keep(&w->next, g, w->a);
        return false;
    }
    w->passed = g->id == w->after;
    return true;
}

bs_err bs_store_queue_next(struct bs_store *s, const struct bs_group_ask *ask, bs_id after,
                           struct bs_arena *a, struct bs_group *out, struct bs_error *e)
{
    struct walk w = {.after = after, .a = a};
    struct bs_group_ask q = *ask;
    q.open_only = true;
    q.limit = 0;
    bs_err err = bs_store_groups(s, &q, walk_on, &w, e);
    *out = w.passed || !after ? w.next : w.first;
    return err;
}

enum { PAUSE_US = 300 * 1000000 };
static const char pace_sql[] =
    "SELECT count(*), ifnull(sum(max(changed, 0)), 0), ifnull(sum(min(time - before, ?3)), 0) FROM"
    " (SELECT changed, time, lag(time, 1, time) OVER (ORDER BY time, id) AS before FROM event WHERE own"
    " AND kind = 'verdict' AND (ifnull(?1, '') = '' OR analyst = ?1) AND time > ?2)";

bs_err bs_store_queue_progress(struct bs_store *s, bs_str analyst, struct bs_queue_progress *out,
                               struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    memset(out, 0, sizeof *out);
    bs_err err = sql_cached(s, "SELECT count(*), count(DISTINCT a.shape), count(DISTINCT CASE WHEN m.kind"
                               " IS NOT NULL THEN a.shape END)" SQL_FROM " LEFT JOIN mark m ON m.scope ="
                               " 2 AND m.target = a.shape WHERE " SQL_OPEN, &st, e);
    if (err != BS_OK)
        return err;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        out->services = sqlite3_column_int64(st, 0);
        out->groups = sqlite3_column_int64(st, 1);
        out->marked = sqlite3_column_int64(st, 2);
    }
    sql_reset(st);
    if (err == BS_OK)
        err = sql_cached(s, pace_sql, &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, analyst);
    sqlite3_bind_int64(st, 2, bs_time_now() - INT64_C(86400) * 1000000);
    sqlite3_bind_int64(st, 3, PAUSE_US);
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        int64_t busy = sqlite3_column_int64(st, 2);
        out->today = sqlite3_column_int64(st, 0);
        if (busy > 0)
            out->per_hour = (double)sqlite3_column_int64(st, 1) * 3600e6 / (double)busy;
    }
    sql_reset(st);
    return err;
}

/* -- marks ------------------------------------------------------------------------------- */

static bs_err mark(struct bs_store *s, enum bs_scope scope, int64_t service, bs_str kind, bs_str note,
                   bs_str analyst, struct bs_arena *a, struct bs_event *out, struct bs_error *e)
{
    struct subject on;
    sqlite3_stmt *st;
    bs_time when = 0;
    bs_err err = subject_find(s, scope, service, a, &on, e);
    if (err == BS_OK)
        err = event_time(s, &when, e);
    if (err != BS_OK)
        return err;
    struct event_row r = {.ev = {.when = when, .analyst = analyst, .kind = kind, .scope = scope,
                                 .target = on.name, .note = note, .services = on.services},
                          .target_id = on.target, .subject = on.target, .banner = on.banner};
    if ((err = event_append(s, &r, e)) != BS_OK)
        return err;
    *out = r.ev;
    err = bs_str_eq(kind, BS_STR("resume"))
              ? sql_cached(s, "DELETE FROM mark WHERE scope = ?1 AND target = ?2", &st, e)
              : sql_cached(s, "INSERT OR REPLACE INTO mark VALUES(?1, ?2, ?3, ?4)", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int(st, 1, (int)scope);
    sqlite3_bind_int64(st, 2, on.target);
    if (!bs_str_eq(kind, BS_STR("resume"))) {
        sql_bind_text(st, 3, kind);
        sqlite3_bind_int64(st, 4, r.ev.id);
    }
    return sql_run(s, st, e);
}

bs_err bs_store_mark(struct bs_store *s, enum bs_scope scope, int64_t service, bs_str kind, bs_str note,
                     bs_str analyst, struct bs_arena *a, struct bs_event *out, struct bs_error *e)
{
    static const char *const kinds[] = {"skip", "unsure", "resume"};
    size_t i = 0;
    while (i < BS_COUNT(kinds) && !bs_str_eq(kind, bs_str_z(kinds[i])))
        i++;
    if (i == BS_COUNT(kinds))
        return bs_error_set(e, BS_E_USAGE, "a mark is skip, unsure or resume");
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, mark(s, scope, service, kind, note, analyst, a, out, e), e)
                        : err;
}
