/* Banners and shapes as groups of services: the dictionary, and the queue of what is open. */
#include "gather.h"

#include <stdlib.h>

/* What memory does not have of a group: texts, and what was told about it.  ?1 the answer that speaks for it, ?2 the
 * scope, ?3 its id. */
static const char entry_sql[] =
    "SELECT rb.key, ra.shape, coalesce(r1.verdict, r2.verdict, ra.verdict), coalesce(r1.event, r2.event) IS NOT NULL,"
    " ra.service, ra.product, CASE WHEN r1.event IS NOT NULL THEN r1.label WHEN r2.event IS NOT NULL THEN r2.label ELSE"
    " ra.label END, coalesce(r1.state, r2.state, 0), m.kind, substr(coalesce(rb.wire, rb.raw, rb.data), 1, 256),"
    " length(coalesce(rb.wire, rb.raw, rb.data)) FROM answer ra JOIN banner rb ON rb.id = ra.banner LEFT JOIN ruling r1"
    " ON r1.scope = 1 AND r1.target = rb.key AND ?2 = 1 LEFT JOIN ruling r2 ON r2.scope = 2 AND r2.target = ra.shape"
    " LEFT JOIN mark m ON m.scope = ?2 AND m.target = ?3 WHERE ra.id = ?1";

const char *const bs_group_sort_names[] = {"payoff", "count", "port", "org", "affiliation", "age",
                                           "disagree", NULL};
static void read_group(sqlite3_stmt *st, const struct columns *c, const struct gathered *from, enum bs_scope scope,
                       struct bs_arena *a, struct bs_group *g)
{
    *g = (struct bs_group){
        .scope = scope,
        .id = (bs_id)from->id,
        .banner = (bs_id)sqlite3_column_int64(st, 0),
        .shape = (bs_id)sqlite3_column_int64(st, 1),
        .service = from->service,
        .count = from->services,
        .open = from->open,
        .organisations = from->organisations,
        .banners = from->banners,
        .disagree = from->disagree,
        .port = from->port,
        .org = bs_arena_str(a, bs_symbol_text(&c->symbols, from->org)),
        .affiliation = from->affiliation,
        .verdict = (enum bs_verdict)sql_choice(st, 2, BS_UNKNOWN + 1),
        .by = sqlite3_column_int(st, 3) ? BS_STR("analyst") : BS_STR("rule"),
        .protocol = sql_text(st, 4, a),
        .product = sql_text(st, 5, a),
        .label = sql_text(st, 6, a),
        .state = (enum bs_sample_state)sql_choice(st, 7, BS_SAMPLE_REOPENED + 1),
        .mark = sql_text(st, 8, a),
        .preview = sql_blob(st, 9, a),
        .length = sqlite3_column_int64(st, 10),
        .first = from->first,
        .last = from->last,
    };
}

static bs_err tell_groups(struct bs_store *s, const struct bs_group_ask *ask, const struct columns *c,
                          const struct gathered *from, size_t n, bs_group_fn *fn, void *ctx, struct bs_error *e)
{
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    bool row, go_on = true;
    bs_arena_init(&a, 1 << 20);
    bs_err err = sql_prepare(s, bs_str_z(entry_sql), &st, e);
    for (size_t i = 0; i < n && err == BS_OK && go_on; i++) {
        struct bs_group g;
        bs_arena_reset(&a);
        sqlite3_bind_int64(st, 1, from[i].answer);
        sqlite3_bind_int(st, 2, (int)ask->scope);
        sqlite3_bind_int64(st, 3, from[i].id);
        if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
            read_group(st, c, &from[i], ask->scope, &a, &g);
            go_on = fn(ctx, &g);
        }
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}

bs_err bs_store_groups(struct bs_store *s, const struct bs_group_ask *ask, bs_group_fn *fn, void *ctx,
                       struct bs_error *e)
{
    const struct columns *c;
    struct gathered *g = NULL;
    size_t n = 0;
    bool ours;
    if (ask->scope == BS_SCOPE_SERVICE || (unsigned)ask->sort >= BS_GROUP_SORT_COUNT)
        return bs_error_set(e, BS_E_USAGE, "groups are banners or shapes");
    bs_err err = columns_view(s, &ours, &c, e);
    if (err == BS_OK)
        err = gather(s, ask, c, &g, &n, e);
    if (err == BS_OK)
        err = tell_groups(s, ask, c, g, n, fn, ctx, e);
    sql_view_end(s, ours);
    free(g);
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

/* What waits, in how many shapes, and how many of those were put off. */
static bs_err count_open(struct bs_store *s, struct bs_queue_progress *out, struct bs_error *e)
{
    const struct bs_group_ask ask = {.scope = BS_SCOPE_SHAPE, .open_only = true};
    const struct columns *c;
    struct gathered *g = NULL;
    size_t n = 0;
    bool ours;
    bs_err err = columns_view(s, &ours, &c, e);
    if (err == BS_OK)
        err = gather(s, &ask, c, &g, &n, e);
    sql_view_end(s, ours);
    out->groups = (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        out->services += g[i].services;
        out->marked += g[i].put_off;
    }
    free(g);
    return err;
}

bs_err bs_store_queue_progress(struct bs_store *s, bs_str analyst, struct bs_queue_progress *out,
                               struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    memset(out, 0, sizeof *out);
    bs_err err = count_open(s, out, e);
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
