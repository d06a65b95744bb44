#include "gather.h"

#include <stdlib.h>

struct group {
    struct gathered g;
    uint64_t pick;                   /* verdict, then id, of the answer that speaks; UINT64_MAX: nobody is here */
    int64_t open_service, any_service;
    uint32_t open_org, any_org;      /* ranks by bytes, 0 = none */
    uint32_t answer;                 /* place of the one that speaks */
};
struct gathering {
    struct bs_store *s;
    const struct bs_group_ask *ask;
    const struct columns *c;
    struct group *group;
    size_t groups;
    uint32_t *of_answer;     /* place of its group; NOWHERE: no banner, no group */
    uint32_t *rank, *named;  /* of the symbol of an organisation by bytes; and the symbol of a rank */
    uint32_t *letters;       /* the same where capitals do not count */
    struct cache ruled;      /* shape -> verdict told about it; of groups that are shapes */
    struct cache marked;     /* target -> 1 */
};

/* -- which group an answer is in ----------------------------------------------------------- */

static uint32_t shape_group(struct gathering *t, struct cache *shapes, const struct col_answer *a)
{
    int64_t at;
    if (!cache_get(shapes, (uint64_t)a->shape, &at)) {
        at = (int64_t)++t->groups;
        cache_put(shapes, (uint64_t)a->shape, at);
    }
    return (uint32_t)(at - 1);
}

static void place_answers(struct gathering *t)
{
    const struct columns *c = t->c;
    const bool shapes = t->ask->scope == BS_SCOPE_SHAPE;
    struct cache known = {0};
    t->of_answer = bs_alloc((c->answers + 1) * sizeof *t->of_answer);
    for (size_t i = 0; i < c->answers; i++) {
        const struct col_answer *a = &c->answer[i];
        t->of_answer[i] = a->banner == NOWHERE ? NOWHERE : shapes ? shape_group(t, &known, a) : a->banner;
    }
    if (!shapes)
        t->groups = c->banners;
    t->group = bs_alloc((t->groups + 1) * sizeof *t->group);
    for (size_t i = 0; i < t->groups; i++)
        t->group[i].pick = UINT64_MAX;
    for (size_t i = 0; i < c->answers; i++)
        if (t->of_answer[i] != NOWHERE)
            t->group[t->of_answer[i]].g.id = shapes ? c->answer[i].shape : c->banner[c->answer[i].banner].key;
    cache_fini(&known);
}

/* -- a service joins its group ------------------------------------------------------------- */

static void least(uint32_t *org, uint32_t rank)
{
    if (rank && (!*org || rank < *org))
        *org = rank;
}

static void join(struct gathering *t, const struct col_service *v)
{
    const struct columns *c = t->c;
    const struct col_answer *a = &c->answer[v->answer];
    const uint32_t org = t->rank[c->owner[v->owner].org];
    const bool open = columns_open(a, columns_told(c, v));
    const uint64_t pick = (uint64_t)a->verdict << 40 | (uint64_t)a->id;
    const enum bs_affiliation stands = (enum bs_affiliation)columns_affiliation(c, v);
    struct group *g = &t->group[t->of_answer[v->answer]];
    const bool first = g->pick == UINT64_MAX;
    if (pick < g->pick) {
        g->pick = pick;
        g->answer = v->answer;
    }
    g->g.services++;
    g->g.open += open;
    g->g.of[columns_verdict(c, v)]++;
    least(&g->any_org, org);
    if (open)
        least(&g->open_org, org);
    if (first) /* services come in the order of their ids */
        g->any_service = v->id;
    if (open && !g->open_service)
        g->open_service = v->id;
    if (first || v->port < g->g.port)
        g->g.port = v->port;
    if (first || stands > g->g.affiliation)
        g->g.affiliation = stands;
    if (first || v->seen < g->g.first)
        g->g.first = v->seen;
    if (first || v->seen > g->g.last)
        g->g.last = v->seen;
}

/* The group's own verdict: told about it or what is wider, else the rules' weightiest. */
static void settle(const struct gathering *t, struct group *g)
{
    const struct col_answer *a = &t->c->answer[g->answer];
    int64_t verdict = a->told.decided ? a->told.verdict : a->verdict;
    if (t->ask->scope == BS_SCOPE_SHAPE && !cache_get(&t->ruled, (uint64_t)a->shape, &verdict))
        verdict = a->verdict;
    g->g.disagree = g->g.services - g->g.of[verdict == BS_MEDICAL || verdict == BS_NON_MEDICAL ? verdict : BS_UNKNOWN];
    g->g.answer = a->id;
    g->g.service = g->open_service ? g->open_service : g->any_service;
    g->g.org = t->named[g->open_org ? g->open_org : g->any_org];
}

/* -- order ----------------------------------------------------------------------------- */

struct place {
    uint64_t key[3]; /* ascending */
    int64_t id;
    uint32_t group;
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    for (size_t i = 0; i < BS_COUNT(x->key); i++)
        if (x->key[i] != y->key[i])
            return x->key[i] < y->key[i] ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* A number as a key: `up` from the least. */
static uint64_t key_of(int64_t n, bool up)
{
    const uint64_t key = (uint64_t)n ^ UINT64_C(1) << 63;
    return up ? key : ~key;
}

static struct place place_group(const struct gathering *t, size_t at)
{
    const struct gathered *g = &t->group[at].g;
    const bool back = t->ask->reverse;
    const uint32_t name = t->letters[g->org];
    struct place p = {.id = g->id, .group = (uint32_t)at, .key = {0, 0, key_of(g->open, false)}};
    switch (t->ask->sort) {
    case BS_GROUP_PAYOFF:
        p.key[1] = key_of(g->open, back);
        p.key[2] = key_of(g->services, back);
        break;
    case BS_GROUP_COUNT:
        p.key[1] = key_of(g->services, back);
        p.key[2] = 0;
        break;
    case BS_GROUP_PORT:
        p.key[1] = key_of(g->port, !back);
        break;
    case BS_GROUP_ORG:
        p.key[1] = name ? key_of(name, !back) : UINT64_MAX;
        break;
    case BS_GROUP_AFFILIATION:
        p.key[1] = key_of(g->affiliation, back);
        break;
    case BS_GROUP_AGE:
        p.key[1] = back ? key_of(g->last, false) : key_of(g->first, true);
        break;
    case BS_GROUP_DISAGREE:
        p.key[1] = key_of(g->disagree, back);
        p.key[2] = key_of(g->services, false);
        break;
    case BS_GROUP_SORT_COUNT:
        break;
    }
    return p;
}

/* What is put off comes last in the queue. */
static bool put_off(const struct gathering *t, const struct group *g)
{
    int64_t any;
    return t->ask->open_only && cache_get(&t->marked, (uint64_t)g->g.id, &any);
}

static size_t sort_groups(struct gathering *t, struct place **out)
{
    struct place *p = bs_alloc((t->groups + 1) * sizeof *p);
    size_t n = 0;
    for (size_t i = 0; i < t->groups; i++) {
        struct group *g = &t->group[i];
        if (!g->g.services || (t->ask->open_only && !g->g.open))
            continue;
        settle(t, g);
        g->g.put_off = put_off(t, g);
        p[n] = place_group(t, i);
        p[n++].key[0] = g->g.put_off;
    }
    qsort(p, n, sizeof *p, by_place);
    *out = p;
    return t->ask->limit > 0 && (size_t)t->ask->limit < n ? (size_t)t->ask->limit : n;
}

/* -- how many different ones --------------------------------------------------------------- */

/* Multiplied by an odd number each pair keeps a key of its own, and neighbours are far apart. */
static bool first_of(struct cache *seen, uint32_t group, uint32_t what)
{
    const size_t before = seen->used;
    cache_put(seen, ((uint64_t)group << 32 | what) * UINT64_C(0x9e3779b97f4a7c15), 1);
    return seen->used != before;
}

/* Of the groups given out, whose `pick` says by now where they stand. */
static void count_different(struct gathering *t, const bool *chosen, struct gathered *out)
{
    const struct columns *c = t->c;
    struct cache orgs = {0}, banners = {0};
    for (size_t i = 0; i < c->services; i++) {
        const struct col_service *v = &c->service[i];
        const uint32_t at = t->of_answer[v->answer];
        if (at == NOWHERE || (chosen && !chosen[i]) || t->group[at].pick == UINT64_MAX)
            continue;
        if (t->ask->open_only && !columns_open(&c->answer[v->answer], columns_told(c, v)))
            continue;
        struct gathered *g = &out[t->group[at].pick];
        const uint32_t org = c->owner[v->owner].org;
        g->organisations += org && first_of(&orgs, at, org);
        g->banners += first_of(&banners, at, c->answer[v->answer].banner);
    }
    cache_fini(&orgs);
    cache_fini(&banners);
}

/* -- the whole --------------------------------------------------------------------------- */

static bs_err read_numbers(struct bs_store *s, const char *sql, int64_t scope, struct cache *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, sql, &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_int64(st, 1, scope);
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row)
        cache_put(out, (uint64_t)sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1));
    sql_reset(st);
    return err;
}

static void rank_names(struct gathering *t)
{
    const struct bs_symbols *y = &t->c->symbols;
    t->rank = rank_symbols(y, true);
    t->letters = rank_symbols(y, false);
    t->named = bs_alloc(y->n * sizeof *t->named);
    for (size_t i = 1; i < y->n; i++)
        t->named[t->rank[i]] = (uint32_t)i;
}

static void join_all(struct gathering *t, const bool *chosen)
{
    const struct columns *c = t->c;
    for (size_t i = 0; i < c->services; i++) {
        const struct col_service *v = &c->service[i];
        if (t->of_answer[v->answer] == NOWHERE || (chosen && !chosen[i]))
            continue;
        if (!t->ask->open_only || columns_open(&c->answer[v->answer], columns_told(c, v)))
            join(t, v);
    }
}

static void give_out(struct gathering *t, const bool *chosen, struct gathered **out, size_t *n)
{
    struct place *p;
    *n = sort_groups(t, &p);
    *out = bs_alloc((*n + 1) * sizeof **out);
    for (size_t i = 0; i < t->groups; i++)
        t->group[i].pick = UINT64_MAX;
    for (size_t i = 0; i < *n; i++) {
        (*out)[i] = t->group[p[i].group].g;
        t->group[p[i].group].pick = i;
    }
    count_different(t, chosen, *out);
    free(p);
}

bs_err gather(struct bs_store *s, const struct bs_group_ask *ask, const struct columns *c, struct gathered **out,
              size_t *n, struct bs_error *e)
{
    static const struct bs_query all = {0};
    const struct bs_query *q = ask->query ? ask->query : &all;
    struct gathering t = {.s = s, .ask = ask, .c = c};
    bool *chosen = NULL;
    *out = NULL;
    *n = 0;
    bs_err err = q->terms ? choose_services(s, q, c, &chosen, e) : BS_OK;
    if (err == BS_OK && ask->scope == BS_SCOPE_SHAPE)
        err = read_numbers(s, "SELECT target, verdict FROM ruling WHERE scope = ?1", BS_SCOPE_SHAPE, &t.ruled, e);
    if (err == BS_OK && ask->open_only)
        err = read_numbers(s, "SELECT target, 1 FROM mark WHERE scope = ?1", ask->scope, &t.marked, e);
    if (err == BS_OK) {
        place_answers(&t);
        rank_names(&t);
        join_all(&t, chosen);
        give_out(&t, chosen, out, n);
    }
    cache_fini(&t.ruled);
    cache_fini(&t.marked);
    free(chosen);
    free(t.group);
    free(t.of_answer);
    free(t.rank);
    free(t.named);
    free(t.letters);
    return err;
}
