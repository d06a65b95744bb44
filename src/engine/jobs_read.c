/* The reading jobs: rows, details, selections, totals. */
#include "engine_priv.h"

enum { READINGS_MAX = 8, HITS_MAX = 8192 };

static bs_err parse_local(const struct bs_job *j, struct bs_arena *a, struct bs_query *q,
                          struct bs_error *e)
{
    uint32_t at;
    return bs_query_parse(bs_str_z(j->text), BS_QUERY_LOCAL, a, q, &at, e);
}

bs_err job_select(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                  struct bs_error *e)
{
    struct bs_query q;
    bs_err err = parse_local(j, &r->arena, &q, e);
    if (err != BS_OK)
        return err;
    return bs_store_select(w->store, &q, j->sort, j->descending, &r->ids, &r->n, e);
}

bs_err job_rows(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                struct bs_error *e)
{
    r->row = bs_arena_alloc(&r->arena, (j->n ? j->n : 1) * sizeof *r->row);
    if (!r->row)
        return bs_error_set(e, BS_E_LIMIT, "too many rows were asked for at once");
    r->n = j->n;
    return bs_store_rows(w->store, j->ids, j->n, &r->arena, r->row, e);
}

static bs_err read_steps(struct worker *w, struct bs_reply *r, struct bs_error *e)
{
    struct bs_why why[4];
    bs_err err = bs_store_why(w->store, r->detail, &r->arena, why, &r->steps, e);
    for (size_t i = 0; err == BS_OK && i < r->steps; i++)
        r->step[i] = (struct bs_step){.source = why[i].source,
                                      .verdict = why[i].verdict,
                                      .who = why[i].event ? why[i].analyst : why[i].rule,
                                      .when = why[i].when,
                                      .services = why[i].services,
                                      .effective = why[i].effective,
                                      .stale = why[i].stale};
    return err;
}

bs_err job_detail(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                  struct bs_error *e)
{
    struct bs_detail *d = bs_arena_alloc(&r->arena, sizeof *d);
    struct bs_decoded *reading = bs_arena_alloc(&r->arena, READINGS_MAX * sizeof *reading);
    if (!d || !reading)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for this banner");
    r->service = j->service;
    bs_err err = bs_store_detail(w->store, j->service, &r->arena, d, e);
    if (err != BS_OK)
        return err;
    r->detail = d;
    r->wire = bs_wire_bytes(d->data, d->raw, &r->arena, &r->notation);
    const struct bs_decode_in in = {.bytes = r->wire,
                                    .port = d->row.target.port,
                                    .transport = d->row.target.transport,
                                    .transport_known = true,
                                    .module = d->traits.module};
    r->reading = reading;
    r->readings = bs_decode_all(&in, &r->arena, reading, READINGS_MAX);
    r->json = detail_made_json(d, &r->arena);
    /* Where only the rules spoke there is nothing to tell apart. */
    return d->row.by_analyst ? read_steps(w, r, e) : BS_OK;
}

struct hits {
    struct bs_reply *r;
    size_t room;
};

static bool keep_hit(void *ctx, const struct bs_figure *f)
{
    struct hits *h = ctx;
    if (h->r->nhits == h->room)
        return false;
    h->r->hits[h->r->nhits++] =
        (struct bs_rule_hits){bs_arena_str(&h->r->arena, f->key[0]), f->n[0]};
    return true;
}

bs_err job_totals(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                  struct bs_error *e)
{
    (void)j;
    struct hits h = {r, HITS_MAX};
    r->totals = bs_arena_alloc(&r->arena, sizeof *r->totals);
    r->hits = bs_arena_alloc(&r->arena, HITS_MAX * sizeof *r->hits);
    if (!r->totals || !r->hits)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the totals");
    bs_err err = bs_store_totals(w->store, r->totals, e);
    if (err != BS_OK)
        return err;
    return bs_store_hits(w->store, keep_hit, &h, e);
}

bs_err job_table(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    r->table = bs_arena_alloc(&r->arena, sizeof *r->table);
    if (!r->table)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the list");
    const struct bs_table_reader reader = {bs_str_z(w->engine->analyst), w->engine->rules_dir};
    return bs_table_load(w->store, &reader, bs_str_z(j->text), &r->arena, r->table, e);
}

/* -- for the query pane ------------------------------------------------------------------ */

enum { VALUES_MAX = 64, COUNTED_MAX = 4096 };

static bool keep_value(void *ctx, bs_str value, int64_t count, int64_t organisations)
{
    struct bs_reply *r = ctx;
    (void)count;
    (void)organisations;
    if (r->names == VALUES_MAX)
        return false;
    r->name[r->names++] = bs_arena_str(&r->arena, value);
    return true;
}

/* The stored values of a filter that begin so, most frequent first; none where none are stored. */
bs_err job_values(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    bs_str rest = bs_str_z(j->text), name;
    const struct bs_query all = {0};
    char facet[40];
    if (!bs_str_split(&rest, ':', &name) || name.n >= sizeof facet)
        return BS_OK;
    memcpy(facet, name.p, name.n);
    facet[name.n] = '\0';
    r->text = bs_arena_str(&r->arena, bs_str_z(j->text));
    r->name = bs_arena_alloc(&r->arena, VALUES_MAX * sizeof *r->name);
    if (!r->name)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the values");
    bs_err err = bs_store_facet(w->store, &all, facet, rest.p ? rest : BS_STR(""), VALUES_MAX,
                                keep_value, r, e);
    return err == BS_E_NOTFOUND ? BS_OK : err;
}

static bool keep_counted(void *ctx, const struct bs_ask *ask)
{
    struct bs_reply *r = ctx;
    if (r->counts == COUNTED_MAX)
        return false;
    r->count[r->counts++] = (struct bs_counted){bs_arena_str(&r->arena, ask->query), ask->hits,
                                                ask->orgs, ask->when};
    return true;
}

bs_err job_counted(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    (void)j;
    r->count = bs_arena_alloc(&r->arena, COUNTED_MAX * sizeof *r->count);
    if (!r->count)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the counts");
    return bs_store_ask_counts(w->store, keep_counted, r, e);
}
