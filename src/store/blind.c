/* A second labelling that does not see the first. */
#include "store_priv.h"

#include <stdlib.h>

enum { BLIND_MAX = 10000 };

struct drawn {
    uint64_t place;
    int64_t service;
};

static int by_place(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x->service < y->service ? -1 : x->service > y->service;
}

/* The hash of the newest event is the seed: fixed before anybody asks. */
static bs_err seed_now(struct bs_store *s, struct bs_arena *a, bs_str *seed, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    *seed = BS_STR("");
    bs_err err = sql_cached(s, "SELECT hash FROM event ORDER BY id DESC LIMIT 1", &st, e);
    if (err != BS_OK)
        return err;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        *seed = sql_text(st, 0, a);
    sql_reset(st);
    return err;
}

static bs_err draw(struct bs_store *s, uint64_t seed, struct drawn **out, size_t *n, struct bs_error *e)
{
    sqlite3_stmt *st = NULL;
    size_t cap = 0;
    bool row;
    *out = NULL;
    *n = 0;
    bs_err err = sql_prepare(s, BS_STR("SELECT s.id, " SQL_NAME SQL_FROM " WHERE"
                                       " a.response AND " SQL_DECIDED), &st, e);
    while (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        uint64_t h = seed;
        for (int c = 1; c < 5; c++) {
            const void *p = sqlite3_column_blob(st, c);
            h = bs_hash64((bs_bytes){p ? p : "", (size_t)sqlite3_column_bytes(st, c)}, h);
        }
        if (*n == cap)
            *out = bs_realloc(*out, (cap = cap ? 2 * cap : 256) * sizeof **out);
        (*out)[(*n)++] = (struct drawn){h, sqlite3_column_int64(st, 0)};
    }
    sqlite3_finalize(st);
    if (*n)
        qsort(*out, *n, sizeof **out, by_place);
    return err;
}

static bs_err begin(struct bs_store *s, int64_t n, bs_str analyst, struct bs_arena *a,
                    struct bs_event *out, struct bs_error *e)
{
    bs_str seed;
    struct drawn *d = NULL;
    size_t there = 0;
    struct bs_buf names;
    struct event_row r = {.ev = {.analyst = analyst, .kind = BS_STR("blind")}};
    bs_err err = seed_now(s, a, &seed, e);
    if (err == BS_OK)
        err = draw(s, bs_id_of(bs_str_bytes(seed)), &d, &there, e);
    if (err == BS_OK && !there)
        err = bs_error_set(e, BS_E_NOTFOUND, "no service was decided yet: nothing to judge again");
    bs_buf_init(&names, 4 << 20);
    for (size_t i = 0; err == BS_OK && i < there && i < (size_t)n; i++) {
        struct subject on;
        if ((err = subject_find(s, BS_SCOPE_SERVICE, d[i].service, a, &on, e)) == BS_OK)
            bs_buf_printf(&names, "%.*s\n", (int)on.name.n, on.name.p);
        r.ev.services++;
    }
    free(d);
    r.ev.label = seed;
    r.ev.note = bs_arena_str(a, bs_buf_str(&names));
    bs_buf_fini(&names);
    if (err == BS_OK)
        err = event_time(s, &r.ev.when, e);
    if (err == BS_OK)
        err = event_append(s, &r, e);
    *out = r.ev;
    return err;
}

bs_err bs_store_blind_begin(struct bs_store *s, int64_t n, bs_str analyst, struct bs_arena *a,
                            struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    if (n < 1 || n > BLIND_MAX)
        return bs_error_set(e, BS_E_USAGE, "a sample of 1 to %d", BLIND_MAX);
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, begin(s, n, analyst, a, out, e), e) : err;
}

static bs_err read_drawn(struct bs_store *s, struct event_row *r, struct bs_arena *a,
                         struct bs_blind *out, struct bs_error *e)
{
    bs_err err = BS_OK;
    bs_str rest = r->ev.note, one;
    const size_t cap = (size_t)(r->ev.services > 0 && r->ev.services <= BLIND_MAX ? r->ev.services : 0);
    out->service = bs_arena_alloc(a, (cap + 1) * sizeof *out->service);
    out->second = bs_arena_alloc(a, (cap + 1) * sizeof *out->second);
    if (!out->service || !out->second)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the sample");
    while (err == BS_OK && out->n < cap && bs_str_split(&rest, '\n', &one)) {
        int64_t id;
        if ((err = service_named(s, one, &id, e)) == BS_OK && id)
            out->service[out->n++] = id;
    }
    return err;
}

static bs_err second_words(struct bs_store *s, struct bs_blind *b, struct bs_error *e)
{
    sqlite3_stmt *st;
    bs_err err = BS_OK;
    for (size_t i = 0; i < b->n && err == BS_OK; i++) {
        int64_t v;
        err = sql_cached(s, "SELECT verdict FROM event WHERE kind = 'second' AND about = ?1 AND subject ="
                            " ?2 ORDER BY time DESC, hash DESC LIMIT 1", &st, e);
        if (err != BS_OK)
            break;
        sqlite3_bind_int64(st, 1, b->event);
        sqlite3_bind_int64(st, 2, b->service[i]);
        if ((err = sql_number(s, st, 0, &v, e)) != BS_OK)
            break;
        b->second[i] = (enum bs_verdict)v;
        b->done += v != 0;
    }
    return err;
}

bs_err bs_store_blind(struct bs_store *s, bs_str analyst, struct bs_arena *a, struct bs_blind *out,
                      struct bs_error *e)
{
    sqlite3_stmt *st;
    struct event_row r = {0};
    int64_t id;
    *out = (struct bs_blind){.analyst = analyst,
                             .agreement = {.first = BS_STR("log"), .second = analyst}};
    bs_err err = sql_cached(s, "SELECT max(id) FROM event WHERE kind = 'blind' AND analyst = ?1", &st, e);
    if (err != BS_OK)
        return err;
    sql_bind_text(st, 1, analyst);
    if ((err = sql_number(s, st, 0, &id, e)) != BS_OK || !id)
        return err;
    out->event = id;
    if ((err = event_read(s, id, a, &r, e)) == BS_OK && (err = read_drawn(s, &r, a, out, e)) == BS_OK)
        err = second_words(s, out, e);
    for (size_t i = 0; i < out->n && err == BS_OK; i++) {
        struct bs_row row;
        if (out->second[i] == BS_VERDICT_NONE)
            continue;
        if ((err = bs_store_rows(s, &out->service[i], 1, a, &row, e)) != BS_OK)
            break;
        out->agreement.n[row.verdict & 3][out->second[i] & 3]++;
    }
    bs_agreement_finish(&out->agreement);
    return err;
}

static bs_err say(struct bs_store *s, int64_t service, enum bs_verdict v, bs_str analyst,
                  struct bs_arena *a, struct bs_event *out, struct bs_error *e)
{
    struct bs_blind b;
    struct subject on;
    size_t i = 0;
    bs_err err = bs_store_blind(s, analyst, a, &b, e);
    while (err == BS_OK && i < b.n && b.service[i] != service)
        i++;
    if (err == BS_OK && (!b.event || i == b.n))
        return bs_error_set(e, BS_E_NOTFOUND, "this service is not of your blind sample");
    if (err == BS_OK)
        err = subject_find(s, BS_SCOPE_SERVICE, service, a, &on, e);
    if (err != BS_OK)
        return err;
    struct event_row r = {.ev = {.analyst = analyst, .kind = BS_STR("second"), .about = b.event,
                                 .target = on.name, .verdict = v, .services = 1},
                          .target_id = service, .subject = service, .banner = on.banner};
    if ((err = event_time(s, &r.ev.when, e)) == BS_OK)
        err = event_append(s, &r, e);
    *out = r.ev;
    return err;
}

bs_err bs_store_blind_say(struct bs_store *s, int64_t service, enum bs_verdict v, bs_str analyst,
                          struct bs_arena *a, struct bs_event *out, struct bs_error *e)
{
    if (s->readonly)
        return bs_error_set(e, BS_E_READONLY, "the database is read-only");
    bs_err err = sql_begin(s, e);
    return err == BS_OK ? store_finish(s, say(s, service, v, analyst, a, out, e), e) : err;
}
