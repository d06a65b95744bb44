/* Tables about queries: facets here and at Shodan, history, saved ones, runs and their pages. */
#include "table_rows.h"

#include <stdio.h>

/* The text if the local list can be asked with it, else nothing. */
static bs_str local_or_nothing(bs_str text, struct bs_arena *a)
{
    struct bs_query q;
    return table_query(text, a, &q, NULL) == BS_OK ? bs_arena_str(a, text) : BS_STR("");
}

/* -- facets ------------------------------------------------------------------------------ */

static const struct bs_table_column facet_columns[] = {
    {"facet", "facet", BS_CELL_TEXT, 10},
    {"count", "services", BS_CELL_NUMBER, 9},
    {"bar", "", BS_CELL_BAR, 20},
    {"value", "value", BS_CELL_TEXT, 0},
};
static const char *const facets_shown[] = {"org", "port", "asn", "service", "product", "country",
                                           "verdict"};
enum { FACET_TOP = 12 };

struct facets {
    struct table_maker m;
    const char *name;
    bs_str query;
};

static bool add_value(void *ctx, bs_str value, int64_t count, int64_t organisations)
{
    struct facets *f = ctx;
    struct bs_table_row *row = table_row(&f->m);
    (void)organisations;
    if (!row)
        return false;
    table_text(&f->m, row, 0, bs_str_z(f->name));
    table_number(row, 1, count);
    table_number(row, 2, count);
    table_text(&f->m, row, 3, value);
    row->filter = table_term(&f->m, f->query, f->name, value);
    return true;
}

bs_err table_facets(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                    struct bs_error *e)
{
    /* The list itself adds this: in a filter made here it would only be in the way. */
    static const bs_str added = {"aside:no", 8};
    bs_str own = argument;
    if (own.n >= added.n && bs_str_eq((bs_str){own.p + own.n - added.n, added.n}, added))
        own = bs_str_trim((bs_str){own.p, own.n - added.n});
    struct facets f = {.query = bs_arena_str(a, own)};
    struct bs_query q;
    bs_err err = table_query(argument, a, &q, e);
    table_begin(&f.m, out, a, "facets", facet_columns, BS_COUNT(facet_columns),
                "No service fits the filter: F clears it.");
    out->about = own.n ? bs_arena_printf(a, "stored services with %.*s", (int)own.n, own.p)
                       : BS_STR("all stored services");
    for (size_t i = 0; i < BS_COUNT(facets_shown) && err == BS_OK; i++) {
        f.name = facets_shown[i];
        err = bs_store_facet(s, &q, f.name, BS_STR(""), FACET_TOP, add_value, &f, e);
    }
    return err;
}

bs_err bs_table_facets(struct bs_api *api, bs_str query, bs_str facets, struct bs_arena *a,
                       struct bs_table *out, struct bs_error *e)
{
    struct table_maker m;
    struct bs_facet *facet;
    size_t n;
    int64_t total;
    table_begin(&m, out, a, "facets", facet_columns, BS_COUNT(facet_columns),
                "Shodan has no hits for this query: e in the query pane changes it.");
    bs_err err = bs_api_count(api, query, facets.n ? facets : BS_STR("org:12,port:12,asn:12,product:12,"
                                                                     "country:12"),
                              a, &total, &facet, &n, e);
    if (err != BS_OK)
        return err;
    out->about = bs_arena_printf(a, "%lld hits at Shodan for %.*s", (long long)total, (int)query.n,
                                 query.p);
    for (size_t i = 0; i < n; i++) {
        struct bs_table_row *row = table_row(&m);
        if (!row)
            break;
        table_text(&m, row, 0, facet[i].name);
        table_number(row, 1, facet[i].count);
        table_number(row, 2, facet[i].count);
        table_text(&m, row, 3, facet[i].value);
        char name[64];
        if (facet[i].name.n < sizeof name && facet[i].value.n) {
            memcpy(name, facet[i].name.p, facet[i].name.n);
            name[facet[i].name.n] = '\0';
            row->query = table_term(&m, query, name, facet[i].value);
        }
    }
    return BS_OK;
}

/* -- history, saved queries -------------------------------------------------------------- */

static const struct bs_table_column history_columns[] = {
    {"time", "when", BS_CELL_TIME, 16},       {"kind", "kind", BS_CELL_TEXT, 6},
    {"hits", "hits", BS_CELL_NUMBER, 9},      {"organisations", "orgs", BS_CELL_NUMBER, 6},
    {"credits", "credits", BS_CELL_NUMBER, 7}, {"query", "query", BS_CELL_TEXT, 40},
    {"result", "result", BS_CELL_TEXT, 0},
};
enum { HISTORY_MAX = 10000 };

static bool add_ask(void *ctx, const struct bs_ask *ask)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_number(row, 0, ask->when);
    table_text(m, row, 1, ask->kind);
    table_number(row, 2, ask->hits);
    table_number(row, 3, ask->orgs);
    table_number(row, 4, ask->cost);
    table_text(m, row, 5, ask->query);
    table_text(m, row, 6, ask->result.n ? ask->result : BS_STR("done"));
    if (bs_str_eq(ask->kind, BS_STR("host"))) {
        row->filter = table_term(m, BS_STR(""), "net", ask->query);
    } else {
        row->query = bs_arena_str(m->a, ask->query);
        row->filter = bs_str_eq(ask->kind, BS_STR("search"))
                          ? table_term(m, BS_STR(""), "query", ask->query)
                          : local_or_nothing(ask->query, m->a);
    }
    return true;
}

bs_err table_history(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                     struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "history", history_columns, BS_COUNT(history_columns),
                "Nothing was asked of Shodan yet: c counts a query, free of charge.");
    out->about = BS_STR("what was asked of Shodan, newest first");
    return bs_store_asks(s, HISTORY_MAX, add_ask, &m, e);
}

static const struct bs_table_column saved_columns[] = {
    {"name", "name", BS_CELL_TEXT, 20},
    {"saved", "saved", BS_CELL_TIME, 16},
    {"last_run", "last run", BS_CELL_TIME, 16},
    {"query", "query", BS_CELL_TEXT, 0},
};

static bool add_saved(void *ctx, const struct bs_saved *saved)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_text(m, row, 0, saved->name);
    table_number(row, 1, saved->when);
    table_number(row, 2, saved->last_run);
    table_text(m, row, 3, saved->query);
    row->query = bs_arena_str(m->a, saved->query);
    row->filter = local_or_nothing(saved->query, m->a);
    return true;
}

bs_err table_saved(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                   struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "saved", saved_columns, BS_COUNT(saved_columns),
                "No query has a name yet: \":save NAME\" keeps the one in the query pane.");
    out->about = BS_STR("saved queries; Enter takes one into the query pane");
    return bs_store_saved_list(s, add_saved, &m, e);
}

/* -- runs -------------------------------------------------------------------------------- */

static const struct bs_table_column run_columns[] = {
    {"started", "started", BS_CELL_TIME, 16},  {"hits", "hits", BS_CELL_NUMBER, 9},
    {"pages_done", "pages", BS_CELL_NUMBER, 6}, {"pages_agreed", "of", BS_CELL_NUMBER, 6},
    {"failed", "failed", BS_CELL_NUMBER, 6},   {"credits", "credits", BS_CELL_NUMBER, 7},
    {"query", "query", BS_CELL_TEXT, 0},
};

static bool add_run(void *ctx, const struct bs_run *run)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    int64_t all = run->total < 0 ? run->agreed : bs_query_pages(run->total);
    if (!row)
        return false;
    table_number(row, 0, run->started);
    table_number(row, 1, run->total);
    table_number(row, 2, run->pages_done);
    table_number(row, 3, run->agreed > 0 && run->agreed < all ? run->agreed : all);
    table_number(row, 4, run->pages_failed);
    table_number(row, 5, run->bought);
    table_text(m, row, 6, run->query);
    row->query = bs_arena_str(m->a, run->query);
    row->filter = table_term(m, BS_STR(""), "query", run->query);
    return true;
}

bs_err table_unfinished(struct bs_store *s, bs_str argument, struct bs_arena *a,
                        struct bs_table *out, struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "unfinished", run_columns, BS_COUNT(run_columns),
                "Every collection came to its end; what is interrupted is listed here.");
    out->about = BS_STR("unfinished collections; \":resume\" goes on with all, \":drop\" gives them up");
    return bs_store_runs_open(s, add_run, &m, e);
}

static const struct bs_table_column missing_columns[] = {
    {"page", "page", BS_CELL_NUMBER, 6},  {"tries", "tries", BS_CELL_NUMBER, 6},
    {"time", "last try", BS_CELL_TIME, 16}, {"query", "query", BS_CELL_TEXT, 40},
    {"why", "why", BS_CELL_TEXT, 0},
};

static bool add_missing(void *ctx, const struct bs_missing *missing)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_number(row, 0, missing->page);
    table_number(row, 1, missing->tries);
    table_number(row, 2, missing->when);
    table_text(m, row, 3, missing->query);
    table_text(m, row, 4, missing->why);
    row->query = bs_arena_str(m->a, missing->query);
    return true;
}

bs_err table_missing(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                     struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "missing", missing_columns, BS_COUNT(missing_columns),
                "No page is missing; one that Shodan did not give is listed here.");
    out->about = BS_STR("pages that failed; \":resume\" tries them again");
    return bs_store_pages_missing(s, add_missing, &m, e);
}

/* -- changes ----------------------------------------------------------------------------- */

static const struct bs_table_column change_columns[] = {
    {"change", "change", BS_CELL_TEXT, 8},   {"target", "ip:port", BS_CELL_TEXT, 24},
    {"org", "organisation", BS_CELL_TEXT, 24}, {"service", "service", BS_CELL_TEXT, 12},
    {"verdict", "verdict", BS_CELL_TEXT, 12}, {"label", "label", BS_CELL_TEXT, 0},
};

static bool add_change(void *ctx, enum bs_change what, int64_t service)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_text(m, row, 0, bs_str_z(bs_change_names[what]));
    row->service = service;
    return true;
}

static void fill_change(struct table_maker *m, struct bs_table_row *row, const struct bs_row *r)
{
    struct bs_buf b;
    char ip[46], port[8];
    bs_buf_init(&b, 1024);
    bs_target_format(&r->target, &b);
    table_text(m, row, 1, bs_buf_str(&b));
    bs_buf_fini(&b);
    table_text(m, row, 2, r->org);
    table_text(m, row, 3, r->service);
    table_text(m, row, 4, r->response ? bs_str_z(bs_verdict_name(r->verdict)) : BS_STR("no response"));
    table_text(m, row, 5, r->label);
    bs_addr_format(&r->target.ip, ip);
    snprintf(port, sizeof port, "%u", (unsigned)r->target.port);
    row->filter = table_term(m, table_term(m, BS_STR(""), "net", bs_str_z(ip)), "port",
                               bs_str_z(port));
}

static bs_err fill_changes(struct bs_store *s, struct table_maker *m, struct bs_error *e)
{
    struct bs_row r;
    bs_err err = BS_OK;
    for (size_t i = 0; i < m->t->rows && err == BS_OK; i++) {
        err = bs_store_rows(s, &m->t->row[i].service, 1, m->a, &r, e);
        if (err == BS_OK && r.id)
            fill_change(m, &m->t->row[i], &r);
    }
    return err;
}

/* A saved name, or the query itself. */
static bs_str named_query(struct bs_store *s, bs_str argument, struct bs_arena *a)
{
    bs_str query;
    return bs_store_saved_get(s, argument, a, &query, NULL) == BS_OK ? query : argument;
}

bs_err table_changes(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                     struct bs_error *e)
{
    struct table_maker m;
    struct bs_changes sum;
    char before[32], after[32];
    bs_str query = named_query(s, argument, a);
    table_begin(&m, out, a, "changes", change_columns, BS_COUNT(change_columns),
                "Both runs found the same; collect again later (C).");
    if (!query.n)
        return bs_error_set(e, BS_E_USAGE, "changes: of which query, or which saved name?");
    bs_err err = bs_store_changes(s, query, add_change, &m, &sum, e);
    if (err == BS_OK && !sum.before)
        out->empty = "The query was collected once: the next run will show what changed.";
    if (err == BS_OK)
        err = fill_changes(s, &m, e);
    if (err != BS_OK)
        return err;
    bs_time_format(sum.before, before);
    bs_time_format(sum.after, after);
    out->about = sum.before ? bs_arena_printf(a, "%lld new, %lld gone, %lld changed from %s to %s%s: %.*s",
                                              (long long)sum.n[BS_CHANGE_NEW],
                                              (long long)sum.n[BS_CHANGE_GONE],
                                              (long long)sum.n[BS_CHANGE_OTHER], before, after,
                                              sum.partial ? " (one of the runs was limited)" : "",
                                              (int)query.n, query.p)
                            : bs_arena_printf(a, "collected once, at %s: %.*s", after, (int)query.n, query.p);
    return BS_OK;
}
