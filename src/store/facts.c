/* One scan of each table, joined in memory: a report of a million services asks SQLite for each row
 * once, instead of once for each of its sections. */
#include "bannerscope/facts.h"

#include <stdlib.h>

#include "store_priv.h"

struct known {
    int64_t id; /* first: find_id() */
    uint32_t rule_at, rules;
};
struct held {
    enum bs_verdict verdict;
    bool reopened, stale;
};
struct place {
    struct bs_addr ip;
    int64_t id, seen;
    uint32_t answer, owner;
    uint16_t port;
    uint8_t transport;
    bool medical_port;
};

struct loading {
    struct bs_store *s;
    struct bs_symbols *y;
    struct known *answer_id, *owner_id;
    struct bs_fact_answer *answer;
    struct bs_fact_owner *owner;
    size_t answers, answers_cap, owners, owners_cap;
    uint32_t *rule;
    size_t rules, rules_cap;
    struct cache ruled[3]; /* service, banner, shape -> place in `held` + 1 */
    struct held *held;
    size_t helds, held_cap;
    int64_t *only; /* ids the query selects, ascending; NULL = all */
    size_t onlys;
    struct place *place;
    size_t places, places_cap;
};

typedef void row_fn(struct loading *l, sqlite3_stmt *st);

static bs_err each(struct loading *l, const char *sql, row_fn *fn, struct bs_error *e)
{
    sqlite3_stmt *st = NULL;
    bool row;
    bs_err err = sql_prepare(l->s, bs_str_z(sql), &st, e);
    while (err == BS_OK && (err = sql_step(l->s, st, &row, e)) == BS_OK && row)
        fn(l, st);
    sqlite3_finalize(st);
    return err;
}

/* -- answers and owners ------------------------------------------------------------------ */

static void add_answer(struct loading *l, sqlite3_stmt *st)
{
    size_t cap = l->answers_cap;
    array_room(&l->answer_id, &cap, l->answers, sizeof *l->answer_id);
    array_room(&l->answer, &l->answers_cap, l->answers, sizeof *l->answer);
    const int marks = sqlite3_column_int(st, 4);
    l->answer_id[l->answers] = (struct known){.id = sqlite3_column_int64(st, 0)};
    l->answer[l->answers++] = (struct bs_fact_answer){
        .response = sqlite3_column_int(st, 1),
        .verdict = (enum bs_verdict)sql_choice(st, 2, BS_UNKNOWN + 1),
        .flags = (unsigned)sqlite3_column_int(st, 3),
        .pattern = marks & MARK_PATTERN,
        .software = marks & MARK_SOFTWARE,
        .hospital = marks & MARK_HOSPITAL,
        .medical_hint = marks & MARK_MEDICAL_HINT,
        .banner = sqlite3_column_int64(st, 5),
        .shape = sqlite3_column_int64(st, 6),
        .service = sql_symbol(st, 7, l->y),
        .product = sql_symbol(st, 8, l->y),
        .version = sql_symbol(st, 9, l->y),
        .tls = sqlite3_column_int(st, 10),
    };
}

static void add_owner(struct loading *l, sqlite3_stmt *st)
{
    size_t cap = l->owners_cap;
    array_room(&l->owner_id, &cap, l->owners, sizeof *l->owner_id);
    array_room(&l->owner, &l->owners_cap, l->owners, sizeof *l->owner);
    l->owner_id[l->owners] = (struct known){.id = sqlite3_column_int64(st, 0)};
    l->owner[l->owners++] = (struct bs_fact_owner){.org = sql_symbol(st, 1, l->y),
                                                   .asn = sql_symbol(st, 2, l->y),
                                                   .hospital = sqlite3_column_int(st, 3)};
}

/* -- rules: pairs in the order of what they were found in --------------------------------- */

static void add_rule(struct loading *l, struct known *k, uint32_t rule)
{
    if (k->rules == 0)
        k->rule_at = (uint32_t)l->rules;
    for (uint32_t i = 0; i < k->rules; i++)
        if (l->rule[k->rule_at + i] == rule)
            return; /* found in more than one place */
    array_room(&l->rule, &l->rules_cap, l->rules, sizeof *l->rule);
    l->rule[l->rules++] = rule;
    k->rules++;
}

static void add_answer_rule(struct loading *l, sqlite3_stmt *st)
{
    size_t at = find_id(l->answer_id, l->answers, sizeof *l->answer_id, sqlite3_column_int64(st, 0));
    if (at < l->answers)
        add_rule(l, &l->answer_id[at], sql_symbol(st, 1, l->y));
}

static void add_owner_rule(struct loading *l, sqlite3_stmt *st)
{
    size_t at = find_id(l->owner_id, l->owners, sizeof *l->owner_id, sqlite3_column_int64(st, 0));
    if (at < l->owners)
        add_rule(l, &l->owner_id[at], sql_symbol(st, 1, l->y));
}

static struct bs_fact_rules rules_of(const struct loading *l, const struct known *k)
{
    return (struct bs_fact_rules){k->rules ? l->rule + k->rule_at : NULL, k->rules};
}

static bs_err read_rules(struct loading *l, struct bs_error *e)
{
    bs_err err = each(l, "SELECT v.answer, r.name FROM evidence v CROSS JOIN rule r ON r.id = v.rule ORDER BY"
                         " v.answer, v.seq", add_answer_rule, e);
    if (err == BS_OK)
        err = each(l, "SELECT v.owner, r.name FROM owner_evidence v CROSS JOIN rule r ON r.id = v.rule ORDER BY"
                      " v.owner, v.seq", add_owner_rule, e);
    for (size_t i = 0; i < l->answers; i++) /* the array moves no more */
        l->answer[i].rules = rules_of(l, &l->answer_id[i]);
    for (size_t i = 0; i < l->owners; i++)
        l->owner[i].rules = rules_of(l, &l->owner_id[i]);
    return err;
}

/* -- rulings ----------------------------------------------------------------------------- */

static void add_ruling(struct loading *l, sqlite3_stmt *st)
{
    array_room(&l->held, &l->held_cap, l->helds, sizeof *l->held);
    l->held[l->helds++] = (struct held){.verdict = (enum bs_verdict)sql_choice(st, 2, BS_UNKNOWN + 1),
                                        .reopened = sqlite3_column_int(st, 3) == BS_SAMPLE_REOPENED,
                                        .stale = sqlite3_column_int(st, 4)};
    cache_put(&l->ruled[sqlite3_column_int(st, 0)], (uint64_t)sqlite3_column_int64(st, 1),
              (int64_t)l->helds);
}

static bs_err read_rulings(struct loading *l, struct bs_error *e)
{
    bs_err err = each(l, SQL_RULED_SERVICES("0, ", ""), add_ruling, e);
    if (err == BS_OK)
        err = each(l, "SELECT 1, b.id, r.verdict, r.state, 0 FROM ruling r JOIN banner b ON b.key = r.target"
                      " WHERE r.scope = 1", add_ruling, e);
    if (err == BS_OK)
        err = each(l, "SELECT 2, target, verdict, state, 0 FROM ruling WHERE scope = 2", add_ruling, e);
    return err;
}

/* The narrowest scope wins. */
static const struct held *ruling_of(const struct loading *l, const struct place *p)
{
    const struct bs_fact_answer *a = &l->answer[p->answer];
    int64_t at;
    if (cache_get(&l->ruled[0], (uint64_t)p->id, &at) || cache_get(&l->ruled[1], (uint64_t)a->banner, &at) ||
        cache_get(&l->ruled[2], (uint64_t)a->shape, &at))
        return &l->held[at - 1];
    return NULL;
}

/* -- services ---------------------------------------------------------------------------- */

static bool wanted(const struct loading *l, int64_t id)
{
    size_t lo = 0, hi = l->onlys;
    if (!l->only)
        return true;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (l->only[mid] < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < l->onlys && l->only[lo] == id;
}

static void add_place(struct loading *l, sqlite3_stmt *st)
{
    struct place p = {.id = sqlite3_column_int64(st, 0),
                      .port = (uint16_t)sqlite3_column_int(st, 2),
                      .transport = (uint8_t)sql_choice(st, 3, BS_UDP + 1),
                      .medical_port = sqlite3_column_int(st, 6),
                      .seen = sqlite3_column_int64(st, 7)};
    size_t answer = find_id(l->answer_id, l->answers, sizeof *l->answer_id, sqlite3_column_int64(st, 4));
    size_t owner = find_id(l->owner_id, l->owners, sizeof *l->owner_id, sqlite3_column_int64(st, 5));
    if (answer == SIZE_MAX || owner == SIZE_MAX || !wanted(l, p.id) || !sql_ip(st, 1, &p.ip))
        return;
    p.answer = (uint32_t)answer;
    p.owner = (uint32_t)owner;
    array_room(&l->place, &l->places_cap, l->places, sizeof *l->place);
    l->place[l->places++] = p;
}

static int by_address(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int c = memcmp(x->ip.b, y->ip.b, sizeof x->ip.b);
    if (c == 0)
        c = x->port < y->port ? -1 : x->port > y->port;
    if (c == 0)
        c = (int)x->transport - (int)y->transport;
    return c ? c : x->id < y->id ? -1 : x->id > y->id;
}

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void fill_fact(const struct loading *l, const struct place *p, struct bs_fact *f)
{
    const struct bs_fact_answer *a = &l->answer[p->answer];
    const struct bs_fact_owner *o = &l->owner[p->owner];
    const struct held *held = ruling_of(l, p);
    f->service = p->id;
    f->port = p->port;
    f->transport = (enum bs_transport)p->transport;
    f->medical_port = p->medical_port;
    f->seen = p->seen;
    f->answer = a;
    f->owner = o;
    f->decided = held != NULL;
    f->stale = held && held->stale;
    f->verdict = !a->response ? BS_VERDICT_NONE : held ? held->verdict : a->verdict;
    f->open = a->response && ((a->verdict == BS_UNKNOWN && !held) || f->stale || (held && held->reopened));
    f->aside = !p->medical_port && !o->hospital && !a->medical_hint && !a->software && !a->hospital && !held;
    f->affiliation = o->hospital || a->hospital ? BS_HOSPITAL : a->software ? BS_SOFTWARE : BS_STAND_ALONE;
}

static void tell(struct loading *l, bs_fact_fn *fn, void *ctx)
{
    struct bs_fact f = {.host = 0};
    if (l->places)
        qsort(l->place, l->places, sizeof *l->place, by_address);
    for (size_t i = 0; i < l->places; i++) {
        const struct place *p = &l->place[i];
        bool same = i && memcmp(p->ip.b, p[-1].ip.b, sizeof p->ip.b) == 0;
        f.host += i && !same;
        f.another_vhost = same && p->port == p[-1].port && p->transport == p[-1].transport;
        fill_fact(l, p, &f);
        fn(ctx, &f);
    }
}

static void loading_fini(struct loading *l)
{
    for (size_t i = 0; i < BS_COUNT(l->ruled); i++)
        cache_fini(&l->ruled[i]);
    free(l->answer_id);
    free(l->owner_id);
    free(l->answer);
    free(l->owner);
    free(l->rule);
    free(l->held);
    free(l->only);
    free(l->place);
}

bs_err bs_store_facts(struct bs_store *s, const struct bs_query *q, bool rules, struct bs_symbols *y,
                      bs_fact_fn *fn, void *ctx, struct bs_error *e)
{
    struct loading l = {.s = s, .y = y};
    bs_err err = BS_OK;
    if (q && q->terms) {
        err = bs_store_select(s, q, BS_SORT_IP, false, &l.only, &l.onlys, e);
        if (err == BS_OK && l.onlys)
            qsort(l.only, l.onlys, sizeof *l.only, by_number);
        if (err == BS_OK && !l.only)
            l.only = bs_alloc(sizeof *l.only);
    }
    if (err == BS_OK)
        err = each(&l, "SELECT id, response, verdict, flags, marks, banner, shape, service, product, version,"
                       " CASE WHEN service = 'dicom' THEN (SELECT ssl_version IS NOT NULL FROM traits WHERE"
                       " id = a.traits) ELSE 0 END FROM answer a ORDER BY id", add_answer, e);
    if (err == BS_OK)
        err = each(&l, "SELECT id, org, asn, hospital FROM owner ORDER BY id", add_owner, e);
    if (err == BS_OK && rules)
        err = read_rules(&l, e);
    if (err == BS_OK)
        err = read_rulings(&l, e);
    if (err == BS_OK)
        err = each(&l, "SELECT id, ip, port, transport, answer, owner, medical_port, seen FROM service",
                   add_place, e);
    if (err == BS_OK)
        tell(&l, fn, ctx);
    loading_fini(&l);
    return err;
}
