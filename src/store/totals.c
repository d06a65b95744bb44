/* The totals of every screen: one scan of each table.  The same numbers out of the joined row (SQL_FROM) cost
 * seven look-ups a service, which is three seconds at a million. */
#include "store_priv.h"

#include <stdio.h>
#include <stdlib.h>

struct told { /* what a ruling says */
    bool decided, reopened, stale;
    uint8_t verdict;
};
struct answer {
    int64_t id; /* first: find_id() */
    int64_t banner;
    bool response, relevant, counted; /* relevant: a mark that keeps it from being set aside */
    uint8_t verdict;                  /* of the rules */
    struct told told;                 /* about its banner or shape */
};
struct owner {
    int64_t id; /* first: find_id() */
    uint64_t org; /* a hash; 0 = none */
    bool hospital, used;
};
struct totalling {
    struct bs_store *s;
    struct bs_totals *out;
    struct answer *answer;
    struct owner *owner;
    size_t answers, answers_cap, owners, owners_cap;
    struct cache alone; /* rulings on one service: id -> packed */
    struct cache orgs, banners;
    uint64_t seed;
};

typedef void row_fn(struct totalling *t, sqlite3_stmt *st);

static bs_err each(struct totalling *t, const char *sql, row_fn *fn, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(t->s, sql, &st, e);
    if (err != BS_OK)
        return err;
    while ((err = sql_step(t->s, st, &row, e)) == BS_OK && row)
        fn(t, st);
    sql_reset(st);
    return err;
}

static struct answer *answer_of(const struct totalling *t, int64_t id)
{
    size_t at = find_id(t->answer, t->answers, sizeof *t->answer, id);
    return at == SIZE_MAX ? NULL : &t->answer[at];
}

static struct owner *owner_of(const struct totalling *t, int64_t id)
{
    size_t at = find_id(t->owner, t->owners, sizeof *t->owner, id);
    return at == SIZE_MAX ? NULL : &t->owner[at];
}

static void add_answer(struct totalling *t, sqlite3_stmt *st)
{
    if (t->answers == t->answers_cap) {
        t->answers_cap = t->answers_cap ? 2 * t->answers_cap : 1024;
        t->answer = bs_realloc(t->answer, t->answers_cap * sizeof *t->answer);
    }
    t->answer[t->answers++] = (struct answer){.id = sqlite3_column_int64(st, 0),
                                              .banner = sqlite3_column_int64(st, 1),
                                              .response = sqlite3_column_int(st, 2),
                                              .verdict = (uint8_t)(sqlite3_column_int(st, 3) & 3),
                                              .relevant = sqlite3_column_int(st, 4)};
}

static void add_owner(struct totalling *t, sqlite3_stmt *st)
{
    if (t->owners == t->owners_cap) {
        t->owners_cap = t->owners_cap ? 2 * t->owners_cap : 1024;
        t->owner = bs_realloc(t->owner, t->owners_cap * sizeof *t->owner);
    }
    const uint8_t *org = sqlite3_column_blob(st, 1);
    const bs_bytes name = {org, (size_t)sqlite3_column_bytes(st, 1)};
    const bool none = sqlite3_column_type(st, 1) == SQLITE_NULL;
    t->owner[t->owners++] = (struct owner){.id = sqlite3_column_int64(st, 0),
                                           .org = none ? 0 : bs_hash64(name, t->seed) | 1,
                                           .hospital = sqlite3_column_int(st, 2)};
}

static struct told told_by(sqlite3_stmt *st)
{
    return (struct told){.decided = true,
                         .verdict = (uint8_t)(sqlite3_column_int(st, 1) & 3),
                         .reopened = sqlite3_column_int(st, 2) == BS_SAMPLE_REOPENED,
                         .stale = sqlite3_column_int(st, 3)};
}

static void add_ruling(struct totalling *t, sqlite3_stmt *st)
{
    struct answer *a = answer_of(t, sqlite3_column_int64(st, 0));
    if (a)
        a->told = told_by(st);
}

enum { PACKED = 1, PACKED_REOPENED = 2, PACKED_STALE = 4, PACKED_VERDICT = 3 /* the shift */ };

static void add_alone(struct totalling *t, sqlite3_stmt *st)
{
    const struct told told = told_by(st);
    cache_put(&t->alone, (uint64_t)sqlite3_column_int64(st, 0),
              PACKED | (told.reopened ? PACKED_REOPENED : 0) | (told.stale ? PACKED_STALE : 0) |
                  told.verdict << PACKED_VERDICT);
}

/* The narrowest scope wins. */
static struct told told_of(const struct totalling *t, int64_t service, const struct answer *a)
{
    int64_t p;
    if (!cache_get(&t->alone, (uint64_t)service, &p))
        return a->told;
    return (struct told){.decided = true,
                         .reopened = p & PACKED_REOPENED,
                         .stale = p & PACKED_STALE,
                         .verdict = (uint8_t)(p >> PACKED_VERDICT)};
}

static void add_service(struct totalling *t, sqlite3_stmt *st)
{
    struct bs_totals *out = t->out;
    struct answer *a = answer_of(t, sqlite3_column_int64(st, 1));
    struct owner *o = owner_of(t, sqlite3_column_int64(st, 2));
    if (!a || !o)
        return;
    const struct told told = told_of(t, sqlite3_column_int64(st, 0), a);
    const bool open = a->response && ((a->verdict == BS_UNKNOWN && !told.decided) || told.stale || told.reopened);
    out->services++;
    out->responses += a->response;
    out->decided += told.decided;
    out->stale += told.stale;
    out->aside += !sqlite3_column_int(st, 3) && !o->hospital && !a->relevant && !told.decided;
    if (a->response)
        out->verdict[told.decided ? told.verdict : a->verdict]++;
    out->open += open;
    if (open && a->banner && !a->counted) {
        a->counted = true;
        cache_put(&t->banners, (uint64_t)a->banner, 1);
    }
    if (o->org && !o->used) {
        o->used = true;
        cache_put(&t->orgs, o->org, 1);
    }
}

static void count_host(struct totalling *t, sqlite3_stmt *st)
{
    t->out->hosts = sqlite3_column_int64(st, 0);
}

static bs_err scan(struct totalling *t, struct bs_error *e)
{
    /* Shapes before banners: what is told about the banner is the narrower. */
    static const struct {
        const char *sql;
        row_fn *fn;
    } pass[] = {
        {"SELECT id, banner, response, verdict, marks & 7 FROM answer ORDER BY id", add_answer},
        {"SELECT id, org, hospital FROM owner ORDER BY id", add_owner},
        {"SELECT a.id, r.verdict, r.state, 0 FROM ruling r JOIN answer a ON a.shape = r.target WHERE r.scope = 2",
         add_ruling},
        {"SELECT a.id, r.verdict, r.state, 0 FROM ruling r JOIN banner b ON b.key = r.target JOIN answer a ON"
         " a.banner = b.id WHERE r.scope = 1", add_ruling},
        {SQL_RULED_SERVICES(""), add_alone},
        {"SELECT id, answer, owner, medical_port FROM service", add_service},
        {"SELECT count(*) FROM (SELECT DISTINCT ip FROM service)", count_host},
    };
    bs_err err = BS_OK;
    for (size_t i = 0; i < BS_COUNT(pass) && err == BS_OK; i++)
        err = each(t, pass[i].sql, pass[i].fn, e);
    t->out->organisations = (int64_t)t->orgs.used;
    t->out->open_banners = (int64_t)t->banners.used;
    return err;
}

static bs_err count_rest(struct bs_store *s, struct bs_totals *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT (SELECT count(*) FROM banner), (SELECT count(*) FROM event),"
                               " ifnull((SELECT hash FROM event ORDER BY id DESC LIMIT 1), ''),"
                               " (SELECT count(*) FROM run WHERE ended IS NULL), (SELECT ifnull(sum(max("
                               "CASE WHEN agreed > 0 AND (total < 0 OR agreed < (total + 99) / 100) THEN"
                               " agreed ELSE (max(total, 1) + 99) / 100 END - (SELECT count(*) FROM page"
                               " WHERE run = run.id), 0)), 0) FROM run WHERE ended IS NULL)", &st, e);
    if (err != BS_OK)
        return err;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        out->banners = sqlite3_column_int64(st, 0);
        out->events = sqlite3_column_int64(st, 1);
        out->unfinished = sqlite3_column_int64(st, 3);
        out->unfinished_credits = sqlite3_column_int64(st, 4);
        snprintf(out->last_hash, sizeof out->last_hash, "%s", (const char *)sqlite3_column_text(st, 2));
    }
    sql_reset(st);
    return err;
}

bs_err bs_store_totals(struct bs_store *s, struct bs_totals *out, struct bs_error *e)
{
    struct totalling t = {.s = s, .out = out};
    memset(out, 0, sizeof *out);
    sqlite3_randomness(sizeof t.seed, &t.seed);
    bs_err err = scan(&t, e);
    if (err == BS_OK)
        err = count_rest(s, out, e);
    cache_fini(&t.alone);
    cache_fini(&t.orgs);
    cache_fini(&t.banners);
    free(t.answer);
    free(t.owner);
    return err;
}
