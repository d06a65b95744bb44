/* Groups of services as lists: the dictionary, shapes, the queue. */
#include "table_rows.h"

#include "bannerscope/label.h"

/* In a narrow pane the last of the fixed ones are not shown.  JSON and CSV have what stands behind the banner too. */
static const struct bs_table_column group_columns[] = {
    {"open", "open", BS_CELL_NUMBER, 6},          {"count", "services", BS_CELL_NUMBER, 8},
    {"verdict", "verdict", BS_CELL_NAME, 11},     {"service", "service", BS_CELL_NAME, 8},
    {"organisations", "orgs", BS_CELL_NUMBER, 5}, {"banners", "kinds", BS_CELL_NUMBER, 5},
    {"", "checked", BS_CELL_TEXT, 11},            {"disagree", "differ", BS_CELL_NUMBER, 6},
    {"last", "last seen", BS_CELL_TIME, 10},      {"first", "first seen", BS_CELL_TIME, 10},
    {"id", "id", BS_CELL_NAME, 16},               {"preview", "banner", BS_CELL_TEXT, 0},
    {"scope", NULL, BS_CELL_NAME, 0},             {"banner", NULL, BS_CELL_NAME, 0},
    {"shape", NULL, BS_CELL_NAME, 0},             {"by", NULL, BS_CELL_NAME, 0},
    {"product", NULL, BS_CELL_NAME, 0},           {"label", NULL, BS_CELL_NAME, 0},
    {"target", NULL, BS_CELL_NAME, 0},            {"port", NULL, BS_CELL_NUMBER, 0},
    {"org", NULL, BS_CELL_NAME, 0},               {"affiliation", NULL, BS_CELL_NAME, 0},
    {"state", NULL, BS_CELL_NAME, 0},             {"mark", NULL, BS_CELL_NAME, 0},
    {"response", NULL, BS_CELL_FLAG, 0},          {"length", NULL, BS_CELL_NUMBER, 0},
};
enum {
    G_OPEN, G_COUNT, G_VERDICT, G_SERVICE, G_ORGS, G_KINDS, G_CHECKED, G_DIFFER, G_LAST, G_FIRST, G_ID, G_PREVIEW,
    G_SHOWN, G_SCOPE = G_SHOWN, G_BANNER, G_SHAPE, G_BY, G_PRODUCT, G_LABEL, G_TARGET, G_PORT, G_ORG,
    G_AFFILIATION, G_STATE, G_MARK, G_RESPONSE, G_LENGTH, G_ALL
};
_Static_assert(BS_COUNT(group_columns) == G_ALL, "a name for each column");

static void group_fields(struct table_maker *m, struct bs_table_row *row, const struct bs_group *g)
{
    table_text(m, row, G_SCOPE, bs_str_z(bs_scope_name(g->scope)));
    table_id(m, row, G_BANNER, g->banner);
    table_id(m, row, G_SHAPE, g->shape);
    table_text(m, row, G_BY, g->by);
    table_text(m, row, G_PRODUCT, g->product);
    table_text(m, row, G_LABEL, g->label);
    table_text(m, row, G_TARGET, bs_service_name(m->store, g->service, m->a));
    table_number(row, G_PORT, g->port);
    table_text(m, row, G_ORG, g->org);
    table_text(m, row, G_AFFILIATION, bs_str_z(bs_affiliation_name(g->affiliation)));
    table_text(m, row, G_STATE, bs_str_z(bs_sample_state_names[g->state]));
    table_text(m, row, G_MARK, g->mark);
    table_number(row, G_RESPONSE, g->length > 0);
    table_number(row, G_LENGTH, g->length);
}

/* What was put off, or how far a verdict on the group was checked. */
static bs_str checked(const struct bs_group *g)
{
    if (g->mark.n)
        return g->mark;
    return bs_str_eq(g->by, BS_STR("analyst")) ? bs_str_z(bs_sample_state_names[g->state]) : BS_STR("");
}

static bool add_group(void *ctx, const struct bs_group *g)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    char id[17];
    if (!row)
        return false;
    bs_id_format(g->id, id);
    table_number(row, G_OPEN, g->open);
    table_number(row, G_COUNT, g->count);
    table_number(row, G_ORGS, g->organisations);
    table_number(row, G_KINDS, g->banners);
    table_text(m, row, G_VERDICT, bs_str_z(bs_verdict_name(g->verdict)));
    table_text(m, row, G_CHECKED, checked(g));
    table_number(row, G_DIFFER, g->disagree);
    table_text(m, row, G_SERVICE, g->protocol);
    table_time(row, G_LAST, g->last);
    table_time(row, G_FIRST, g->first);
    table_text(m, row, G_ID, bs_str_z(id));
    table_text(m, row, G_PREVIEW, bs_bytes_str(g->preview));
    row->filter = table_term(m, BS_STR(""), bs_scope_name(g->scope), bs_str_z(id));
    row->service = g->service;
    if (m->store)
        group_fields(m, row, g);
    return table_done(m, row);
}

/* "641 banners, 2,103 services: 402 medical, 1,701 unknown" */
static bs_str groups_sum(const struct bs_table *t, struct bs_arena *a)
{
    int64_t services = 0, of[4] = {0};
    bs_str out;
    for (size_t i = 0; i < t->rows; i++) {
        enum bs_verdict v;
        services += t->row[i].cell[G_COUNT].n;
        if (bs_verdict_parse(t->row[i].cell[G_VERDICT].text, &v))
            of[v] += t->row[i].cell[G_COUNT].n;
    }
    out = bs_arena_printf(a, "%zu group%s, %lld services:", t->rows, t->rows == 1 ? "" : "s",
                          (long long)services);
    for (int v = BS_MEDICAL; v <= BS_UNKNOWN; v++)
        if (of[v])
            out = bs_arena_printf(a, "%.*s %lld %s", (int)out.n, out.p, (long long)of[v],
                                  bs_verdict_name((enum bs_verdict)v));
    return out;
}

static bs_err load_groups(struct bs_store *s, const char *name, bs_str argument, enum bs_scope scope,
                          bool open_only, const char *about, const char *empty, struct bs_arena *a,
                          struct bs_table *out, struct bs_error *e)
{
    struct table_maker m;
    struct bs_query q;
    table_begin(&m, out, a, name, group_columns, G_SHOWN, empty);
    bs_err err = table_query(argument, a, &q, e);
    const struct bs_group_ask ask = {.query = &q,
                                     .scope = scope,
                                     .sort = BS_GROUP_PAYOFF,
                                     .open_only = open_only,
                                     .limit = TABLE_ROWS_MAX};
    if (err == BS_OK)
        err = bs_store_groups(s, &ask, add_group, &m, e);
    bs_str sum = groups_sum(out, a);
    out->about = bs_arena_printf(a, "%.*s%s%.*s; %s", (int)sum.n, sum.p, argument.n ? "; of " : "", (int)argument.n,
                                 argument.n ? argument.p : "", about);
    out->speaks_for = scope == BS_SCOPE_SHAPE ? BS_SPEAKS_SHAPE : BS_SPEAKS_BANNER;
    return err;
}

bs_err table_dictionary(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                        struct bs_error *e)
{
    return load_groups(s, "dictionary", argument, BS_SCOPE_BANNER, false,
                       "1 2 3 judge all services that show a banner",
                       "No banner fits the query: q goes back, F clears the filter.", a, out, e);
}

bs_err table_shapes(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                    struct bs_error *e)
{
    return load_groups(s, "shapes", argument, BS_SCOPE_SHAPE, false,
                       "1 2 3 judge a whole shape: what differs only in what varies",
                       "No banner fits the query: q goes back, F clears the filter.", a, out, e);
}

enum { PACE_LEAST = 3 }; /* decisions that make a pace */

/* "41 an hour: 2.3 hours left", or nothing. */
static bs_str pace(const struct bs_queue_progress *p, struct bs_arena *a)
{
    double hours = p->per_hour > 0 ? (double)p->services / p->per_hour : 0;
    if (p->per_hour <= 0 || p->today < PACE_LEAST)
        return BS_STR("");
    if (hours < 1)
        return bs_arena_printf(a, "%.0f an hour: %.0f minutes left", p->per_hour, hours * 60);
    return bs_arena_printf(a, "%.0f an hour: %.1f hours left", p->per_hour, hours);
}

bs_err table_queue(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                   struct bs_error *e)
{
    struct bs_queue_progress p;
    const char *empty =
        argument.n ? "Nothing of the list's filter waits.  F clears the filter, gq shows what else does."
                   : "Nothing waits: all is judged.  New services do: :import FILE, or C in the query pane.";
    bs_err err = load_groups(s, "queue", argument, BS_SCOPE_SHAPE, true, "", empty, a, out, e);
    if (err == BS_OK)
        err = bs_store_queue_progress(s, BS_STR(""), &p, e);
    if (err == BS_OK)
        out->about = bs_arena_printf(a, "%lld services in %lld shapes wait%s%s; 1 2 3 judge one, zs skips, zu asks;"
                                        " %lld put off%s%.*s", (long long)p.services, (long long)p.groups,
                                     p.per_hour > 0 && p.today >= PACE_LEAST ? ", " : "", pace(&p, a).p,
                                     (long long)p.marked, argument.n ? "; of " : "", (int)argument.n,
                                     argument.n ? argument.p : "");
    return err;
}

bs_err bs_groups_each(struct bs_store *s, const struct bs_group_ask *ask, bs_table_row_fn *fn, void *ctx,
                      struct bs_error *e)
{
    struct bs_table t;
    struct table_maker m;
    table_stream(&m, &t, group_columns, G_SHOWN, G_ALL, s, fn, ctx);
    bs_err err = bs_store_groups(s, ask, add_group, &m, e);
    table_end(&m);
    return err;
}
