/* The template of a shape: which bytes of a banner its siblings share, and what stands in the others.
 *
 * Banners of one shape have the same text outside of their masks, so the k-th mask of one is the k-th of all. */
#include "store_priv.h"

#include <stdlib.h>

enum { BANNERS_MAX = 1000, VALUES_MAX = 64, WIRE_MAX = 1 << 16 };

struct value {
    bs_bytes bytes;
    int64_t services;
};
struct values {
    struct value v[VALUES_MAX]; /* the first so many: the rest is only counted */
    size_t n;
    size_t others;
};
struct maker {
    struct bs_template *out;
    struct values *values; /* one for each part */
    struct bs_arena *arena; /* the caller's: what is kept */
    struct bs_arena work;
};

/* Of one banner: where its masks are; structs bs_shape_range in `out`. */
static void ranges_of(sqlite3_stmt *st, bs_bytes wire, struct bs_arena *a, struct bs_buf *out)
{
    struct bs_decoded first, whole;
    const struct bs_decode_in in = {.bytes = wire,
                                    .transport = (enum bs_transport)sql_choice(st, 2, BS_UDP + 1),
                                    .transport_known = true,
                                    .module = sql_text(st, 1, a)};
    bs_decode(&in, false, a, &first);
    bs_shape_ranges(wire, bs_shape_reading(&in, &first, a, &whole), out);
}

static void count_value(struct values *v, bs_bytes b, int64_t services, struct bs_arena *a)
{
    for (size_t i = 0; i < v->n; i++)
        if (bs_bytes_eq(v->v[i].bytes, b)) {
            v->v[i].services += services;
            return;
        }
    if (v->n < VALUES_MAX)
        v->v[v->n++] = (struct value){bs_arena_bytes(a, b), services};
    else
        v->others++; /* mostly new ones: what varies much varies always */
}

static bool first_banner(struct maker *m, const struct bs_shape_range *r, size_t n)
{
    m->out->part = bs_arena_alloc(m->arena, (n + 1) * sizeof *m->out->part);
    m->values = bs_arena_alloc(m->arena, (n + 1) * sizeof *m->values);
    if (!m->out->part || !m->values)
        return false;
    m->out->parts = n;
    for (size_t i = 0; i < n; i++)
        m->out->part[i] = (struct bs_template_part){.offset = r[i].offset, .length = r[i].length, .mark = r[i].mark};
    return true;
}

static bs_err one_banner(struct maker *m, sqlite3_stmt *st, struct bs_error *e)
{
    struct bs_buf ranges;
    bs_arena_reset(&m->work);
    bs_bytes wire = sql_blob(st, 0, &m->work);
    int64_t services = sqlite3_column_int64(st, 3);
    bool ok = true;
    bs_buf_init(&ranges, 4 << 20);
    ranges_of(st, wire, &m->work, &ranges);
    const struct bs_shape_range *r = (const void *)ranges.p;
    size_t n = ranges.len / sizeof *r;
    if (!m->values)
        ok = first_banner(m, r, n);
    if (ok && n == m->out->parts) {
        for (size_t i = 0; i < n; i++)
            count_value(&m->values[i], bs_bytes_sub(wire, r[i].offset, r[i].length), services, m->arena);
        m->out->banners++;
        m->out->services += services;
    }
    bs_buf_fini(&ranges);
    return ok ? BS_OK : bs_error_set(e, BS_E_LIMIT, "not enough memory for the template");
}

static int by_services(const void *x, const void *y)
{
    const struct value *a = x, *b = y;
    if (a->services != b->services)
        return a->services > b->services ? -1 : 1;
    return bs_bytes_cmp(a->bytes, b->bytes);
}

static void finish(struct maker *m)
{
    for (size_t i = 0; i < m->out->parts; i++) {
        struct bs_template_part *p = &m->out->part[i];
        struct values *v = &m->values[i];
        qsort(v->v, v->n, sizeof v->v[0], by_services);
        p->distinct = v->n + v->others;
        for (; p->tops < BS_COUNT(p->top) && p->tops < v->n; p->tops++) {
            p->top[p->tops].value = v->v[p->tops].bytes;
            p->top[p->tops].services = v->v[p->tops].services;
        }
    }
}

bs_err bs_store_template(struct bs_store *s, int64_t service, struct bs_arena *a, struct bs_template *out,
                         struct bs_error *e)
{
    struct maker m = {.out = out, .arena = a};
    sqlite3_stmt *st;
    bool row;
    *out = (struct bs_template){0};
    /* The service's own banner first: its bytes are what the parts are places in. */
    bs_err err = sql_cached(s, "SELECT coalesce(b.wire, b.raw, b.data), t.shodan_module, a.transport, sum(a.n) FROM"
                               " service x JOIN answer me ON me.id = x.answer JOIN answer a ON a.shape = me.shape JOIN"
                               " traits t ON t.id = a.traits JOIN banner b ON b.id = a.banner WHERE x.id = ?1 AND"
                               " me.response GROUP BY b.id ORDER BY b.id = me.banner DESC, sum(a.n) DESC, b.id LIMIT"
                               " ?2", &st, e);
    if (err != BS_OK)
        return err;
    bs_arena_init(&m.work, 64 << 20);
    sqlite3_bind_int64(st, 1, service);
    sqlite3_bind_int(st, 2, BANNERS_MAX + 1);
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row && !out->more) {
        out->more = out->banners == BANNERS_MAX;
        if (!out->more && sqlite3_column_bytes(st, 0) <= WIRE_MAX)
            err = one_banner(&m, st, e);
        if (err != BS_OK)
            break;
    }
    sql_reset(st);
    bs_arena_fini(&m.work);
    if (err == BS_OK && !out->banners)
        return bs_error_set(e, BS_E_NOTFOUND, "these bytes have no template");
    if (err == BS_OK)
        finish(&m);
    return err;
}
