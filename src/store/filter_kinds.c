/* Filters that ask which of a few kinds a service is of. */
#include "filter.h"

#include <assert.h>

static int kind_decided(const struct columns *c, const struct col_service *v)
{
    return columns_told(c, v)->decided;
}

static int kind_stale(const struct columns *c, const struct col_service *v)
{
    return columns_told(c, v)->stale;
}

static int kind_open(const struct columns *c, const struct col_service *v)
{
    return columns_open(&c->answer[v->answer], columns_told(c, v));
}

static bs_err names_boolean(const struct bs_term *t, bs_str v, int *kind, struct bs_error *e)
{
    (void)t;
    (void)e;
    *kind = filter_yes(v);
    return BS_OK;
}

static bs_err names_verdict(const struct bs_term *t, bs_str v, int *kind, struct bs_error *e)
{
    enum bs_verdict want = BS_VERDICT_NONE;
    if (!bs_str_eq_nocase(v, BS_STR("none")) && !bs_verdict_parse(v, &want))
        return filter_wrong(t, v, "medical, non-medical, unknown or none", e);
    *kind = (int)want;
    return BS_OK;
}

static bs_err names_judge(const struct bs_term *t, bs_str v, int *kind, struct bs_error *e)
{
    *kind = bs_str_eq_nocase(v, BS_STR("analyst"));
    return *kind || bs_str_eq_nocase(v, BS_STR("rule")) ? BS_OK : filter_wrong(t, v, "rule or analyst", e);
}

static bs_err names_affiliation(const struct bs_term *t, bs_str v, int *kind, struct bs_error *e)
{
    for (*kind = BS_STAND_ALONE; *kind <= BS_HOSPITAL; ++*kind)
        if (bs_str_eq_nocase(v, bs_str_z(bs_affiliation_name((enum bs_affiliation)*kind))))
            return BS_OK;
    return filter_wrong(t, v, "hospital, software or stand-alone", e);
}

static const struct kind {
    enum bs_filter_what what;
    kind_fn *kind; /* NULL: SQL asks */
    bs_err (*names)(const struct bs_term *t, bs_str v, int *kind, struct bs_error *e);
} kinds[] = {
    {BS_F_VERDICT, columns_verdict, names_verdict},
    {BS_F_FOUND, NULL, names_verdict},
    {BS_F_BY, kind_decided, names_judge},
    {BS_F_AFFILIATION, columns_affiliation, names_affiliation},
    {BS_F_ASIDE, columns_aside, names_boolean},
    {BS_F_OPEN, kind_open, names_boolean},
    {BS_F_STALE, kind_stale, names_boolean},
};

static const struct kind *kind_of(const struct bs_term *t)
{
    for (size_t i = 0; t->filter && i < BS_COUNT(kinds); i++)
        if (kinds[i].what == t->filter->what)
            return &kinds[i];
    return NULL;
}

bool filter_has_kind(const struct bs_term *t)
{
    const struct kind *k = kind_of(t);
    return k && k->kind;
}

bs_err filter_names(const struct bs_term *t, bs_str v, int *kind, struct bs_error *e)
{
    const struct kind *k = kind_of(t);
    assert(k); /* filter_values.c asks for those of the table */
    return k->names(t, v, kind, e);
}

bs_err filter_kinds(const struct bs_query *q, struct filter_kind *out, size_t *n, struct bs_error *e)
{
    bs_err err = BS_OK;
    *n = 0;
    for (size_t i = 0; i < q->terms && err == BS_OK; i++) {
        const struct bs_term *t = &q->term[i];
        const struct kind *k = kind_of(t);
        unsigned wanted = 0;
        int named = 0;
        if (!k || !k->kind)
            continue;
        for (size_t v = 0; v < t->values && err == BS_OK; v++)
            if ((err = k->names(t, t->value[v], &named, e)) == BS_OK)
                wanted |= 1u << named;
        out[(*n)++] = (struct filter_kind){k->kind, t->negated ? ~wanted : wanted};
    }
    return err;
}
