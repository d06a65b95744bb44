/* Is a verdict on many right?  Random members are looked at: the bound is exact, the draw is anybody's. */
#include "store_priv.h"

#include <stdlib.h>

const char *const bs_sample_state_names[] = {"final", "provisional", "confirmed", "reopened", NULL};

/* -- the arithmetic ---------------------------------------------------------------------- */

enum { WRONG_SHARE = 6, MISSED = 5 }; /* percent: error below 6 at 95 % */

/* How likely `looked` of `services` show none of the `wrong` ones there are. */
static double none_seen(int64_t services, int64_t looked, int64_t wrong)
{
    double p = 1;
    for (int64_t i = 0; i < looked && p > 0; i++)
        p *= services - wrong - i > 0 ? (double)(services - wrong - i) / (double)(services - i) : 0;
    return p;
}

int64_t bs_sample_needed(int64_t services)
{
    int64_t wrong = (services * WRONG_SHARE + 99) / 100;
    double p = 1;
    if (services <= 1)
        return services > 0;
    for (int64_t n = 0; n < services; n++) {
        if (p <= MISSED / 100.0)
            return n;
        p *= services - wrong - n > 0 ? (double)(services - wrong - n) / (double)(services - n) : 0;
    }
    return services;
}

/* P(at most `wrong` of n) for a share of p. */
static double at_most(int64_t n, int64_t wrong, double p)
{
    double term = 1, sum;
    for (int64_t i = 0; i < n; i++)
        term *= 1 - p;
    sum = term;
    for (int64_t k = 0; k < wrong; k++)
        sum += term *= (double)(n - k) / (double)(k + 1) * p / (1 - p);
    return sum;
}

double bs_sample_bound(int64_t services, int64_t looked, int64_t wrong)
{
    if (services <= 0 || looked <= 0)
        return 1;
    if (looked >= services)
        return (double)wrong / (double)services;
    if (wrong == 0) { /* the largest number of wrong ones that could still hide */
        int64_t low = 0, high = services - looked + 1;
        while (high - low > 1) {
            int64_t mid = low + (high - low) / 2;
            if (none_seen(services, looked, mid) > MISSED / 100.0)
                low = mid;
            else
                high = mid;
        }
        return (double)low / (double)services;
    }
    double low = (double)wrong / (double)looked, high = 1;
    for (int i = 0; i < 50 && low < high; i++) { /* Clopper-Pearson */
        double mid = (low + high) / 2;
        if (mid < 1 && at_most(looked, wrong, mid) > MISSED / 100.0)
            low = mid;
        else
            high = mid;
    }
    return high;
}

/* Newton's square root: the only one of the store, and not worth a library. */
static double root(double x)
{
    double r = x > 1 ? x : 1;
    for (int i = 0; i < 60; i++)
        r = (r + x / r) / 2;
    return x > 0 ? r : 0;
}

void bs_wilson(int64_t hits, int64_t n, double *low, double *high)
{
    static const double z = 1.959963984540054;
    *low = 0;
    *high = 1;
    if (n <= 0)
        return;
    double m = (double)n, p = (double)hits / m, d = 1 + z * z / m;
    double mid = p + z * z / (2 * m), half = z * root(p * (1 - p) / m + z * z / (4 * m * m));
    *low = hits == 0 ? 0 : (mid - half) / d;
    *high = hits == n ? 1 : (mid + half) / d;
}

/* -- the draw ---------------------------------------------------------------------------- */

/* A member, its place in the draw, and what of it is looked at (banner of a shape, answer of a
 * banner). */
struct member {
    uint64_t place;
    int64_t service, item;
    bool looked;
};

static int by_place(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x->service < y->service ? -1 : x->service > y->service;
}

static const char *const members_sql[] = {
    [BS_SCOPE_BANNER] = "SELECT s.id, a.id, " SQL_NAME ", 0 FROM banner b JOIN answer a"
                        " ON a.banner = b.id JOIN service s ON s.answer = a.id LEFT JOIN ruling r0 ON"
                        " r0.scope = 0 AND r0.target = s.id WHERE b.key = ?1 AND r0.event IS NULL",
    [BS_SCOPE_SHAPE] = "SELECT s.id, b.key, " SQL_NAME ", b.key = ?2 FROM answer a JOIN"
                       " service s ON s.answer = a.id JOIN banner b ON b.id = a.banner LEFT JOIN ruling r0"
                       " ON r0.scope = 0 AND r0.target = s.id LEFT JOIN ruling r1 ON r1.scope = 1 AND"
                       " r1.target = b.key WHERE a.shape = ?1 AND r0.event IS NULL AND r1.event IS NULL",
};

/* Members by the hash of their names, the event's hash as the seed; *m is malloc'ed. */
static bs_err draw(struct bs_store *s, const struct ruling *r, struct member **m, size_t *n,
                   struct bs_error *e)
{
    sqlite3_stmt *st, *seed_st;
    bool row;
    size_t cap = 0;
    uint64_t seed = 0;
    *m = NULL;
    *n = 0;
    bs_err err = sql_cached(s, "SELECT hash FROM event WHERE id = ?1", &seed_st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(seed_st, 1, r->event);
    if ((err = sql_step(s, seed_st, &row, e)) == BS_OK && row)
        seed = bs_id_of((bs_bytes){sqlite3_column_blob(seed_st, 0),
                                   (size_t)sqlite3_column_bytes(seed_st, 0)});
    sql_reset(seed_st);
    if (err == BS_OK)
        err = sql_cached(s, members_sql[r->scope], &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, r->target);
    if (r->scope == BS_SCOPE_SHAPE)
        sqlite3_bind_int64(st, 2, r->banner);
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        uint64_t h = seed;
        for (int c = 2; c < 6; c++) {
            const void *p = sqlite3_column_blob(st, c);
            h = bs_hash64((bs_bytes){p ? p : "", (size_t)sqlite3_column_bytes(st, c)}, h);
        }
        if (*n == cap)
            *m = bs_realloc(*m, (cap = cap ? 2 * cap : 256) * sizeof **m);
        (*m)[(*n)++] = (struct member){h, sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                                       sqlite3_column_int(st, 6)};
    }
    sql_reset(st);
    if (*n)
        qsort(*m, *n, sizeof **m, by_place);
    return err;
}

/* -- what was looked at ------------------------------------------------------------------ */

/* Newest look at each item by its latest word. */
/* "about > 0" says that the index event_about holds them. */
static const char *const looks_sql[] = {
    [BS_SCOPE_BANNER] = "SELECT s.answer, v.verdict FROM event v JOIN service s ON s.id = v.subject WHERE"
                        " v.about = ?1 AND v.about > 0 AND v.kind = 'look' ORDER BY v.time, v.hash",
    [BS_SCOPE_SHAPE] = "SELECT v.banner, v.verdict FROM event v WHERE v.about = ?1 AND v.about > 0 AND"
                       " v.kind = 'look' ORDER BY v.time, v.hash",
};

/* What was said of an item last; a look can be corrected by a later one. */
struct look {
    int64_t item;
    int verdict;
};

static void take_look(struct look **looks, size_t *n, struct look l)
{
    for (size_t i = 0; i < *n; i++)
        if ((*looks)[i].item == l.item) {
            (*looks)[i] = l;
            return;
        }
    *looks = bs_realloc(*looks, (*n + 1) * sizeof **looks);
    (*looks)[(*n)++] = l;
}

static bs_err apply_looks(struct bs_store *s, const struct ruling *r, struct member *m, size_t n,
                          struct bs_sample *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    struct look *looks = NULL;
    size_t count = 0;
    const int64_t *given = NULL; /* what counts as looked at so far: the one the verdict was given on */
    bool row;
    for (size_t i = 0; i < n && !given; i++)
        given = m[i].looked ? &m[i].item : NULL;
    bs_err err = sql_cached(s, looks_sql[r->scope], &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, r->event);
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        int64_t item = sqlite3_column_int64(st, 0);
        take_look(&looks, &count, (struct look){item, sqlite3_column_int(st, 1)});
        for (size_t i = 0; i < n; i++)
            m[i].looked |= m[i].item == item;
    }
    sql_reset(st);
    out->looked = (int64_t)count + (given != NULL);
    for (size_t i = 0; i < count; i++) {
        out->looked -= given && looks[i].item == *given;
        out->dissents += looks[i].verdict != (int)r->verdict;
    }
    free(looks);
    return err;
}

static bool item_before(const struct member *m, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (m[k].item == m[i].item)
            return true;
    return false;
}

static void judge(const struct member *m, size_t n, struct bs_sample *out)
{
    out->services = (int64_t)n;
    out->needed = bs_sample_needed((int64_t)n);
    for (size_t i = 0; i < n && i < (size_t)out->needed; i++) {
        out->items += !item_before(m, i);
        out->covered += m[i].looked;
        if (!m[i].looked && !out->next)
            out->next = m[i].service;
    }
    out->bound = bs_sample_bound(out->services, out->covered, out->dissents);
    out->state = out->dissents ? BS_SAMPLE_REOPENED
                 : out->next   ? BS_SAMPLE_PROVISIONAL
                 : n > 1       ? BS_SAMPLE_CONFIRMED
                               : BS_SAMPLE_FINAL;
}

static bs_err sample_of(struct bs_store *s, const struct ruling *r, struct bs_sample *out,
                        struct bs_error *e)
{
    struct member *m;
    size_t n;
    *out = (struct bs_sample){.event = r->event, .scope = r->scope, .verdict = r->verdict};
    bs_err err = draw(s, r, &m, &n, e);
    if (err == BS_OK && r->scope == BS_SCOPE_BANNER) { /* the one it was given on, by its place */
        bool one = true;
        for (size_t i = 1; i < n; i++)
            one &= m[i].item == m[0].item;
        for (size_t i = 0; i < n && one; i++)
            m[i].looked = true;
    }
    if (err == BS_OK)
        err = apply_looks(s, r, m, n, out, e);
    if (err == BS_OK)
        judge(m, n, out);
    free(m);
    return err;
}

bs_err sample_state(struct bs_store *s, const struct ruling *r, enum bs_sample_state *out,
                    struct bs_error *e)
{
    struct bs_sample sample;
    *out = BS_SAMPLE_FINAL;
    if (r->scope == BS_SCOPE_SERVICE || r->verdict == BS_VERDICT_NONE)
        return BS_OK;
    bs_err err = sample_of(s, r, &sample, e);
    if (err == BS_OK)
        *out = sample.state;
    return err;
}

/* -- the calls --------------------------------------------------------------------------- */

bs_err bs_store_sample(struct bs_store *s, enum bs_scope scope, int64_t service, struct bs_arena *a,
                       struct bs_sample *out, struct bs_error *e)
{
    struct subject on;
    struct ruling r;
    *out = (struct bs_sample){0};
    if (scope == BS_SCOPE_SERVICE)
        return bs_error_set(e, BS_E_USAGE, "a verdict on one service has no sample: banner or shape");
    bs_err err = subject_find(s, scope, service, a, &on, e);
    if (err == BS_OK)
        err = ruling_read(s, scope, on.target, a, &r, e);
    if (err == BS_OK && r.verdict == BS_VERDICT_NONE)
        return bs_error_set(e, BS_E_NOTFOUND, "no analyst's verdict stands on this %s",
                            bs_scope_name(scope));
    if (err == BS_OK)
        err = sample_of(s, &r, out, e);
    out->target = on.name;
    return err;
}

bs_err bs_store_samples(struct bs_store *s, bs_sample_fn *fn, void *ctx, struct bs_error *e)
{
    sqlite3_stmt *st = NULL;
    bool row, go_on = true;
    bs_err err = sql_prepare(s, BS_STR("SELECT r.scope, r.target, r.verdict, r.event, r.banner, v.target FROM"
                                       " ruling r JOIN event v ON v.id = r.event WHERE r.state IN (1, 3) AND"
                                       " r.scope IN (1, 2) ORDER BY v.services DESC, r.event"), &st, e);
    while (err == BS_OK && go_on && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct bs_sample sample;
        const struct ruling r = {.scope = (enum bs_scope)sql_choice(st, 0, BS_SCOPE_SHAPE + 1),
                                 .target = sqlite3_column_int64(st, 1),
                                 .verdict = (enum bs_verdict)sql_choice(st, 2, BS_UNKNOWN + 1),
                                 .event = sqlite3_column_int64(st, 3),
                                 .banner = sqlite3_column_int64(st, 4)};
        if ((err = sample_of(s, &r, &sample, e)) != BS_OK)
            break;
        sample.target = (bs_str){(const char *)sqlite3_column_text(st, 5),
                                 (size_t)sqlite3_column_bytes(st, 5)};
        go_on = fn(ctx, &sample);
    }
    sqlite3_finalize(st);
    return err;
}

static bs_err look(struct bs_store *s, enum bs_scope scope, int64_t service, enum bs_verdict verdict,
                   bs_str analyst, struct bs_arena *a, struct bs_sample *out, struct bs_error *e)
{
    struct subject group, one;
    struct ruling r;
    bs_time when = 0;
    bs_err err = subject_find(s, scope, service, a, &group, e);
    if (err == BS_OK)
        err = subject_find(s, BS_SCOPE_SERVICE, service, a, &one, e);
    if (err == BS_OK)
        err = ruling_read(s, scope, group.target, a, &r, e);
    if (err == BS_OK && r.verdict == BS_VERDICT_NONE)
        return bs_error_set(e, BS_E_NOTFOUND, "no analyst's verdict stands on this %s: nothing to check",
                            bs_scope_name(scope));
    if (err == BS_OK)
        err = event_time(s, &when, e);
    if (err != BS_OK)
        return err;
    struct event_row ev = {.ev = {.when = when, .analyst = analyst, .kind = BS_STR("look"),
                                  .about = r.event, .target = one.name, .verdict = verdict,
                                  .before = r.verdict, .services = 1},
                           .target_id = service, .subject = service, .banner = one.banner};
    if ((err = event_append(s, &ev, e)) == BS_OK)
        err = ruling_settle(s, scope, group.target, a, e);
    return err == BS_OK ? bs_store_sample(s, scope, service, a, out, e) : err;
}

bs_err bs_store_look(struct bs_store *s, enum bs_scope scope, int64_t service, enum bs_verdict verdict,
                     bs_str analyst, struct bs_arena *a, struct bs_sample *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    if (scope == BS_SCOPE_SERVICE || verdict == BS_VERDICT_NONE)
        return bs_error_set(e, BS_E_USAGE, "a look is at a member of a banner or shape, with a verdict");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, look(s, scope, service, verdict, analyst, a, out, e), e) : err;
}
