/* Tables for labelling: samples, conflicts, the log, rules and analysts. */
#include "table_rows.h"

#include <math.h>
#include <stdio.h>

#include "bannerscope/label.h"

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
    {"kind", "kind", BS_CELL_NAME, 8},        {"services", "services", BS_CELL_NUMBER, 8},
    {"verdict", "verdict", BS_CELL_NAME, 11}, {"analyst", "by", BS_CELL_NAME, 10},
    {"other", "but", BS_CELL_NAME, 11},       {"", "says", BS_CELL_TEXT, 20},
    {"target", "target", BS_CELL_NAME, 24},   {"", "reason", BS_CELL_TEXT, 0},
    {"scope", NULL, BS_CELL_NAME, 0},         {"service", NULL, BS_CELL_NAME, 0},
    {"event", NULL, BS_CELL_NUMBER, 0},       {"note", NULL, BS_CELL_NAME, 0},
    {"other_analyst", NULL, BS_CELL_NAME, 0}, {"other_event", NULL, BS_CELL_NUMBER, 0},
    {"rule", NULL, BS_CELL_NAME, 0},          {"reason", NULL, BS_CELL_NAME, 0},
};
enum {
    C_KIND, C_SERVICES, C_VERDICT, C_ANALYST, C_OTHER, C_SAYS, C_TARGET, C_WHY, C_SHOWN,
    C_SCOPE = C_SHOWN, C_SERVICE, C_EVENT, C_NOTE, C_OTHER_ANALYST, C_OTHER_EVENT, C_RULE, C_REASON, C_ALL
};
_Static_assert(BS_COUNT(conflict_columns) == C_ALL, "a name for each column");

static void conflict_fields(struct table_maker *m, struct bs_table_row *row, const struct bs_conflict *c)
{
    table_text(m, row, C_SCOPE, bs_str_z(bs_scope_name(c->scope)));
    table_text(m, row, C_SERVICE, bs_service_name(m->store, c->service, m->a));
    table_number(row, C_EVENT, c->verdict.id);
    table_text(m, row, C_NOTE, c->verdict.note);
    table_text(m, row, C_OTHER_ANALYST, c->analyst);
    table_number(row, C_OTHER_EVENT, c->event);
    table_text(m, row, C_RULE, c->rule);
    table_text(m, row, C_REASON, c->reason);
}

static bool add_conflict(void *ctx, const struct bs_conflict *c)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_text(m, row, C_KIND, bs_str_z(bs_conflict_names[c->kind]));
    table_number(row, C_SERVICES, c->services);
    table_text(m, row, C_VERDICT, bs_str_z(bs_verdict_name(c->verdict.verdict)));
    table_text(m, row, C_ANALYST, c->verdict.analyst);
    table_text(m, row, C_OTHER, bs_str_z(bs_verdict_name(c->other)));
    table_text(m, row, C_SAYS, c->rule.n ? c->rule : c->analyst);
    table_text(m, row, C_TARGET, c->target);
    table_text(m, row, C_WHY, c->reason.n ? c->reason : c->verdict.note);
    row->service = c->service;
    row->scope = c->scope;
    if (m->store)
        conflict_fields(m, row, c);
    return table_done(m, row);
}

bs_err table_conflicts(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                       struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "conflicts", conflict_columns, C_SHOWN,
                "Verdicts, evidence and analysts agree; :merge FILE brings somebody else's verdicts in.");
    out->about = BS_STR("verdicts that strong evidence, another analyst or a changed banner speaks against;"
                        " a new verdict settles one");
    out->speaks_for = BS_SPEAKS_ROW;
    return bs_store_conflicts(s, add_conflict, &m, e);
}

bs_err bs_conflicts_each(struct bs_store *s, bs_table_row_fn *fn, void *ctx, struct bs_error *e)
{
    struct bs_table t;
    struct table_maker m;
    table_stream(&m, &t, conflict_columns, C_SHOWN, C_ALL, s, fn, ctx);
    bs_err err = bs_store_conflicts(s, add_conflict, &m, e);
    table_end(&m);
    return err;
}

static const struct bs_table_column log_columns[] = {
    {"event", "no.", BS_CELL_NUMBER, 5},       {"time", "when", BS_CELL_TIME, 16},
    {"analyst", "analyst", BS_CELL_NAME, 10},  {"kind", "kind", BS_CELL_NAME, 8},
    {"scope", "scope", BS_CELL_NAME, 7},       {"before", "was", BS_CELL_NAME, 11},
    {"verdict", "became", BS_CELL_NAME, 11},   {"services", "services", BS_CELL_NUMBER, 8},
    {"target", "target", BS_CELL_NAME, 24},    {"", "label and note", BS_CELL_TEXT, 0},
    {"about", NULL, BS_CELL_NUMBER, 0},        {"label", NULL, BS_CELL_NAME, 0},
    {"note", NULL, BS_CELL_NAME, 0},           {"changed", NULL, BS_CELL_NUMBER, 0},
    {"merged", NULL, BS_CELL_FLAG, 0},         {"hash", NULL, BS_CELL_NAME, 0},
};
enum {
    L_EVENT, L_TIME, L_ANALYST, L_KIND, L_SCOPE, L_BEFORE, L_VERDICT, L_SERVICES, L_TARGET, L_WORDS, L_SHOWN,
    L_ABOUT = L_SHOWN, L_LABEL, L_NOTE, L_CHANGED, L_MERGED, L_HASH, L_ALL
};
_Static_assert(BS_COUNT(log_columns) == L_ALL, "a name for each column");

static void event_fields(struct table_maker *m, struct bs_table_row *row, const struct bs_event *ev)
{
    table_number(row, L_ABOUT, ev->about);
    table_text(m, row, L_LABEL, ev->label);
    table_text(m, row, L_NOTE, ev->note);
    table_number(row, L_CHANGED, ev->changed);
    table_number(row, L_MERGED, ev->merged);
    table_text(m, row, L_HASH, bs_str_z(ev->hash));
}

static bool add_event(void *ctx, const struct bs_event *ev)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    if (!row)
        return false;
    table_number(row, L_EVENT, ev->id);
    table_time(row, L_TIME, ev->when);
    table_text(m, row, L_ANALYST, ev->analyst);
    table_text(m, row, L_KIND, ev->kind);
    table_text(m, row, L_SCOPE, bs_str_z(bs_scope_name(ev->scope)));
    table_text(m, row, L_BEFORE, bs_str_z(bs_verdict_name(ev->before)));
    table_text(m, row, L_VERDICT, bs_str_z(bs_verdict_name(ev->verdict)));
    table_number(row, L_SERVICES, ev->services);
    table_text(m, row, L_TARGET, ev->target);
    table_text(m, row, L_WORDS, bs_arena_printf(m->a, "%.*s%s%.*s", (int)ev->label.n, ev->label.n ? ev->label.p : "",
                                                ev->label.n && ev->note.n ? ": " : "", (int)ev->note.n,
                                                ev->note.n ? ev->note.p : ""));
    if (ev->target.n && ev->scope != BS_SCOPE_SERVICE)
        row->filter = table_term(m, BS_STR(""), bs_scope_name(ev->scope), ev->target);
    if (m->store)
        event_fields(m, row, ev);
    return table_done(m, row);
}

bs_err bs_log_each(struct bs_store *s, const struct bs_log_ask *ask, bs_table_row_fn *fn, void *ctx,
                   struct bs_error *e)
{
    struct bs_table t;
    struct table_maker m;
    table_stream(&m, &t, log_columns, L_SHOWN, L_ALL, s, fn, ctx);
    bs_err err = bs_store_log(s, ask, add_event, &m, e);
    table_end(&m);
    return err;
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
    table_begin(&m, out, a, "log", log_columns, L_SHOWN,
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
    {"first", "analyst", BS_CELL_NAME, 14},   {"second", "and", BS_CELL_NAME, 14},
    {"total", "both judged", BS_CELL_NUMBER, 11}, {"same", "alike", BS_CELL_NUMBER, 7},
    {"", "Cohen's kappa", BS_CELL_TEXT, 13},  {"", "by class: raw, kappa", BS_CELL_TEXT, 0},
    {"kappa", NULL, BS_CELL_REAL, 0},
    {"medical_raw", NULL, BS_CELL_REAL, 0},     {"medical_kappa", NULL, BS_CELL_REAL, 0},
    {"non-medical_raw", NULL, BS_CELL_REAL, 0}, {"non-medical_kappa", NULL, BS_CELL_REAL, 0},
    {"unknown_raw", NULL, BS_CELL_REAL, 0},     {"unknown_kappa", NULL, BS_CELL_REAL, 0},
};
enum { A_FIRST, A_SECOND, A_TOTAL, A_SAME, A_KAPPA_WORDS, A_CLASSES, A_SHOWN, A_KAPPA = A_SHOWN, A_CLASS, A_ALL = 13 };
_Static_assert(BS_COUNT(agreement_columns) == A_ALL, "a name for each column");

static const enum bs_verdict classes[] = {BS_MEDICAL, BS_NON_MEDICAL, BS_UNKNOWN};

static void agreement_fields(struct table_maker *m, struct bs_table_row *row, const struct bs_agreement *g)
{
    table_real(m, row, A_KAPPA, g->kappa);
    for (size_t i = 0; i < BS_COUNT(classes); i++) {
        table_real(m, row, A_CLASS + 2 * i, g->class_raw[classes[i]]);
        table_real(m, row, A_CLASS + 2 * i + 1, g->class_kappa[classes[i]]);
    }
}

static bool add_agreement(void *ctx, const struct bs_agreement *g)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    char text[200] = "";
    if (!row)
        return false;
    table_text(m, row, A_FIRST, g->first);
    table_text(m, row, A_SECOND, g->second);
    table_number(row, A_TOTAL, g->total);
    table_number(row, A_SAME, g->same);
    table_text(m, row, A_KAPPA_WORDS,
               isnan(g->kappa) ? BS_STR("not defined") : bs_arena_printf(m->a, "%.2f", g->kappa));
    for (size_t i = 0, at = 0; i < BS_COUNT(classes) && at < sizeof text; i++)
        if (!isnan(g->class_raw[classes[i]]))
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s %.0f %%, %.2f", at ? "; " : "",
                                   bs_verdict_name(classes[i]), g->class_raw[classes[i]] * 100,
                                   g->class_kappa[classes[i]]);
    table_text(m, row, A_CLASSES, bs_str_z(text));
    if (m->fn)
        agreement_fields(m, row, g);
    return table_done(m, row);
}

void bs_agreement_row(const struct bs_agreement *g, bs_table_row_fn *fn, void *ctx)
{
    struct bs_table t;
    struct table_maker m;
    table_stream(&m, &t, agreement_columns, A_SHOWN, A_ALL, NULL, fn, ctx);
    add_agreement(&m, g);
    table_end(&m);
}

bs_err table_agreement(struct bs_store *s, bs_str argument, struct bs_arena *a, struct bs_table *out,
                       struct bs_error *e)
{
    struct table_maker m;
    (void)argument;
    table_begin(&m, out, a, "agreement", agreement_columns, A_SHOWN,
                "No two analysts judged the same yet; \":merge FILE\" brings somebody's verdicts in.");
    out->about = BS_STR("how far analysts agree on what both judged");
    return bs_store_agreements(s, add_agreement, &m, e);
}
