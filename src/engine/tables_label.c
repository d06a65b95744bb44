/* Tables for labelling: the dictionary, shapes, the queue, samples, conflicts, the log, rules. */
#include "table_rows.h"

#include <math.h>
#include <stdio.h>

#include "bannerscope/label.h"

static bs_str id_filter(struct table_maker *m, enum bs_scope scope, bs_id id)
{
    char text[17];
    bs_id_format(id, text);
    return table_term(m, BS_STR(""), scope == BS_SCOPE_SHAPE ? "shape" : "banner", bs_str_z(text));
}

/* -- groups ------------------------------------------------------------------------------ */

/* In a narrow pane the last of the fixed ones are not shown. */
static const struct bs_table_column group_columns[] = {
    {"open", "open", BS_CELL_NUMBER, 6},          {"count", "services", BS_CELL_NUMBER, 8},
    {"verdict", "verdict", BS_CELL_TEXT, 11},     {"service", "service", BS_CELL_TEXT, 8},
    {"organisations", "orgs", BS_CELL_NUMBER, 5}, {"banners", "kinds", BS_CELL_NUMBER, 5},
    {"state", "checked", BS_CELL_TEXT, 11},       {"disagree", "differ", BS_CELL_NUMBER, 6},
    {"last", "last seen", BS_CELL_TIME, 10},      {"first", "first seen", BS_CELL_TIME, 10},
    {"preview", "banner", BS_CELL_TEXT, 0},
};
enum { G_OPEN, G_COUNT, G_VERDICT, G_SERVICE, G_ORGS, G_KINDS, G_STATE, G_DIFFER, G_LAST, G_FIRST, G_BANNER };

static bool add_group(void *ctx, const struct bs_group *g)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_number(row, G_OPEN, g->open);
    table_number(row, G_COUNT, g->count);
    table_number(row, G_ORGS, g->organisations);
    table_number(row, G_KINDS, g->banners);
    table_text(m, row, G_VERDICT, bs_str_z(bs_verdict_name(g->verdict)));
    table_text(m, row, G_STATE, g->mark.n ? g->mark
                          : bs_str_eq(g->by, BS_STR("analyst")) ? bs_str_z(bs_sample_state_names[g->state])
                                                                : BS_STR(""));
    table_number(row, G_DIFFER, g->disagree);
    table_text(m, row, G_SERVICE, g->protocol);
    table_number(row, G_LAST, g->last);
    table_number(row, G_FIRST, g->first);
    table_text(m, row, G_BANNER, bs_bytes_str(g->preview));
    row->filter = id_filter(m, g->scope, g->id);
    row->service = g->service;
    return true;
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
    table_begin(&m, out, a, name, group_columns, BS_COUNT(group_columns), empty);
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
    bs_err err = load_groups(s, "queue", argument, BS_SCOPE_SHAPE, true, "",
                "Nothing waits: all is judged.  New services do: :import FILE, or C in the query pane.",
                             a, out, e);
    if (err == BS_OK)
        err = bs_store_queue_progress(s, BS_STR(""), &p, e);
    if (err == BS_OK)
        out->about = bs_arena_printf(a, "%lld services in %lld shapes wait%s%s; 1 2 3 judge one, zs skips, zu asks; %lld"
                                        " put off%s%.*s", (long long)p.services, (long long)p.groups,
                                     p.per_hour > 0 && p.today >= PACE_LEAST ? ", " : "", pace(&p, a).p,
                                     (long long)p.marked, argument.n ? "; of " : "", (int)argument.n,
                                     argument.n ? argument.p : "");
    return err;
}

/* -- samples ----------------------------------------------------------------------------- */

static const struct bs_table_column sample_columns[] = {
    {"state", "state", BS_CELL_TEXT, 11},      {"services", "services", BS_CELL_NUMBER, 8},
    {"looked", "looked", BS_CELL_NUMBER, 6},   {"needed", "of", BS_CELL_NUMBER, 4},
    {"dissents", "wrong", BS_CELL_NUMBER, 5},  {"error", "error below", BS_CELL_TEXT, 11},
    {"verdict", "verdict", BS_CELL_TEXT, 11},  {"scope", "scope", BS_CELL_TEXT, 7},
    {"target", "target", BS_CELL_TEXT, 0},
};

static bool add_sample(void *ctx, const struct bs_sample *sample)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    char bound[16];
    if (!row)
        return false;
    snprintf(bound, sizeof bound, "%.1f %%", sample->bound * 100);
    table_text(m, row, 0, bs_str_z(bs_sample_state_names[sample->state]));
    table_number(row, 1, sample->services);
    table_number(row, 2, sample->looked);
    table_number(row, 3, sample->items);
    table_number(row, 4, sample->dissents);
    table_text(m, row, 5, bs_str_z(bound));
    table_text(m, row, 6, bs_str_z(bs_verdict_name(sample->verdict)));
    table_text(m, row, 7, bs_str_z(bs_scope_name(sample->scope)));
    table_text(m, row, 8, sample->target);
    row->scope = sample->scope;
    row->service = sample->next;
    return true;
}

bs_err table_samples(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                     struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "samples", sample_columns, BS_COUNT(sample_columns),
                "No verdict on many waits for a second look: g1 g2 g3 on a shape give one.");
    out->about = BS_STR("verdicts on many, to be checked on a sample: 1 2 3 say what the banner beside is;"
                        " another answer reopens the group");
    out->speaks_for = BS_SPEAKS_LOOK;
    return bs_store_samples(s, add_sample, &m, e);
}

/* -- conflicts, the log -------------------------------------------------------------------- */

static const struct bs_table_column conflict_columns[] = {
    {"kind", "kind", BS_CELL_TEXT, 8},        {"services", "services", BS_CELL_NUMBER, 8},
    {"verdict", "verdict", BS_CELL_TEXT, 11}, {"analyst", "by", BS_CELL_TEXT, 10},
    {"other", "but", BS_CELL_TEXT, 11},       {"against", "says", BS_CELL_TEXT, 20},
    {"target", "target", BS_CELL_TEXT, 24},   {"reason", "reason", BS_CELL_TEXT, 0},
};

static bool add_conflict(void *ctx, const struct bs_conflict *c)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_text(m, row, 0, bs_str_z(bs_conflict_names[c->kind]));
    table_number(row, 1, c->services);
    table_text(m, row, 2, bs_str_z(bs_verdict_name(c->verdict.verdict)));
    table_text(m, row, 3, c->verdict.analyst);
    table_text(m, row, 4, bs_str_z(bs_verdict_name(c->other)));
    table_text(m, row, 5, c->rule.n ? c->rule : c->analyst);
    table_text(m, row, 6, c->target);
    table_text(m, row, 7, c->reason.n ? c->reason : c->verdict.note);
    row->service = c->service;
    row->scope = c->scope;
    return true;
}

bs_err table_conflicts(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                       struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "conflicts", conflict_columns, BS_COUNT(conflict_columns),
                "Verdicts, evidence and analysts agree; :merge FILE brings somebody else's verdicts in.");
    out->about = BS_STR("verdicts that strong evidence, another analyst or a changed banner speaks against;"
                        " a new verdict settles one");
    out->speaks_for = BS_SPEAKS_ROW;
    return bs_store_conflicts(s, add_conflict, &m, e);
}

static const struct bs_table_column log_columns[] = {
    {"number", "no.", BS_CELL_NUMBER, 5},      {"time", "when", BS_CELL_TIME, 16},
    {"analyst", "analyst", BS_CELL_TEXT, 10},  {"kind", "kind", BS_CELL_TEXT, 8},
    {"scope", "scope", BS_CELL_TEXT, 7},       {"before", "was", BS_CELL_TEXT, 11},
    {"verdict", "became", BS_CELL_TEXT, 11},   {"services", "services", BS_CELL_NUMBER, 8},
    {"target", "target", BS_CELL_TEXT, 24},    {"note", "label and note", BS_CELL_TEXT, 0},
};

static bool add_event(void *ctx, const struct bs_event *ev)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_number(row, 0, ev->id);
    table_number(row, 1, ev->when);
    table_text(m, row, 2, ev->analyst);
    table_text(m, row, 3, ev->kind);
    table_text(m, row, 4, bs_str_z(bs_scope_name(ev->scope)));
    table_text(m, row, 5, bs_str_z(bs_verdict_name(ev->before)));
    table_text(m, row, 6, bs_str_z(bs_verdict_name(ev->verdict)));
    table_number(row, 7, ev->services);
    table_text(m, row, 8, ev->target);
    table_text(m, row, 9, bs_arena_printf(m->a, "%.*s%s%.*s", (int)ev->label.n, ev->label.n ? ev->label.p : "",
                                          ev->label.n && ev->note.n ? ": " : "", (int)ev->note.n,
                                          ev->note.n ? ev->note.p : ""));
    if (ev->target.n && ev->scope != BS_SCOPE_SERVICE)
        row->filter = table_term(m, BS_STR(""), ev->scope == BS_SCOPE_SHAPE ? "shape" : "banner", ev->target);
    return true;
}

static void newest_first(struct bs_table *t)
{
    for (size_t i = 0; i < t->rows / 2; i++) {
        struct bs_table_row swap = t->row[i];
        t->row[i] = t->row[t->rows - 1 - i];
        t->row[t->rows - 1 - i] = swap;
    }
}

bs_err table_log(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                 struct bs_error *e)
{
    struct table_maker m;
    const struct bs_log_ask ask = {.analyst = argument,
                                   .kind = BS_STR(""),
                                   .since = BS_TIME_NONE,
                                   .until = BS_TIME_NONE,
                                   .scope = -1,
                                   .limit = TABLE_ROWS_MAX};
    table_begin(&m, out, a, "log", log_columns, BS_COUNT(log_columns),
                "No verdict was given yet: 1 2 3 on a row give one.");
    out->about = BS_STR("every verdict and what was done about it, newest first; / finds, > sorts");
    bs_err err = bs_store_log(s, &ask, add_event, &m, e);
    newest_first(out);
    return err;
}

/* -- rules and analysts ---------------------------------------------------------------------- */

static const struct bs_table_column quality_columns[] = {
    {"hits", "hits", BS_CELL_NUMBER, 7},            {"judged", "judged", BS_CELL_NUMBER, 6},
    {"confirmed", "right", BS_CELL_NUMBER, 6},      {"refuted", "wrong", BS_CELL_NUMBER, 6},
    {"precision", "right, 95 % of", BS_CELL_TEXT, 18}, {"medical", "said M", BS_CELL_NUMBER, 6},
    {"non_medical", "said n", BS_CELL_NUMBER, 6},   {"unknown", "said ?", BS_CELL_NUMBER, 6},
    {"last", "last hit", BS_CELL_TIME, 10},         {"kind", "kind", BS_CELL_TEXT, 9},
    {"rule", "rule", BS_CELL_TEXT, 0},
};

static bool add_quality(void *ctx, const struct bs_rule_quality *q)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    char share[40] = "";
    if (!row)
        return false;
    if (!isnan(q->precision))
        snprintf(share, sizeof share, "%.0f %% (%.0f-%.0f)", q->precision * 100, q->low * 100, q->high * 100);
    table_number(row, 0, q->hits);
    table_number(row, 1, q->judged);
    table_number(row, 2, q->confirmed);
    table_number(row, 3, q->refuted);
    table_text(m, row, 4, bs_str_z(share));
    for (int said = BS_MEDICAL; said <= BS_UNKNOWN; said++)
        for (int rules = 0; rules < 4; rules++)
            row->cell[4 + said].n += q->said[rules][said];
    table_number(row, 8, q->last);
    table_text(m, row, 9, q->kind);
    table_text(m, row, 10, q->rule);
    row->filter = table_term(m, BS_STR(""), "evidence", q->rule);
    row->service = q->refuted_service;
    return true;
}

bs_err table_quality(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                     struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "quality", quality_columns, BS_COUNT(quality_columns),
                "No rule has a hit yet: :import FILE, or C in the query pane, brings services.");
    out->about = BS_STR("rules against analysts, worst first; Enter shows a rule's services, the banner beside"
                        " is one it got wrong");
    return bs_store_rule_quality(s, add_quality, &m, e);
}

static const struct bs_table_column agreement_columns[] = {
    {"first", "analyst", BS_CELL_TEXT, 14},   {"second", "and", BS_CELL_TEXT, 14},
    {"total", "both judged", BS_CELL_NUMBER, 11}, {"same", "alike", BS_CELL_NUMBER, 7},
    {"kappa", "Cohen's kappa", BS_CELL_TEXT, 13}, {"classes", "by class: raw, kappa", BS_CELL_TEXT, 0},
};

static bool add_agreement(void *ctx, const struct bs_agreement *g)
{
    static const enum bs_verdict classes[] = {BS_MEDICAL, BS_NON_MEDICAL, BS_UNKNOWN};
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    char text[200] = "";
    if (!row)
        return false;
    table_text(m, row, 0, g->first);
    table_text(m, row, 1, g->second);
    table_number(row, 2, g->total);
    table_number(row, 3, g->same);
    table_text(m, row, 4, isnan(g->kappa) ? BS_STR("not defined") : bs_arena_printf(m->a, "%.2f", g->kappa));
    for (size_t i = 0, at = 0; i < BS_COUNT(classes) && at < sizeof text; i++)
        if (!isnan(g->class_raw[classes[i]]))
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s %.0f %%, %.2f", at ? "; " : "",
                                   bs_verdict_name(classes[i]), g->class_raw[classes[i]] * 100,
                                   g->class_kappa[classes[i]]);
    table_text(m, row, 5, bs_str_z(text));
    return true;
}

bs_err table_agreement(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                       struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "agreement", agreement_columns, BS_COUNT(agreement_columns),
                "No two analysts judged the same yet; \":merge FILE\" brings somebody's verdicts in.");
    out->about = BS_STR("how far analysts agree on what both judged");
    return bs_store_agreements(s, add_agreement, &m, e);
}
