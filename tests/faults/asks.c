#include "asks.h"

#define ANN BS_STR("ann")
#define BOB BS_STR("bob")
#define QUERY BS_STR("qzx")

/* Every service that a query selects, in an order of its own. */
static bs_err services(struct fixture *f, const char *query, enum bs_sort sort, int64_t **ids, size_t *n)
{
    struct bs_query q;
    OK(bs_query_parse(bs_str_z(query), BS_QUERY_LOCAL, &f->a, &q, NULL, &f->e));
    *ids = NULL;
    *n = 0;
    return bs_store_select(f->s, &q, sort, false, ids, n, &f->e);
}

static bs_err ask_list(struct fixture *f, struct telling *t)
{
    int64_t *ids;
    size_t n;
    struct bs_row row[32];
    bs_err err = services(f, "port:10,22 by:analyst ready", BS_SORT_ATTENTION, &ids, &n);
    assert_true(n <= BS_COUNT(row));
    if (err == BS_OK)
        err = bs_store_rows(f->s, ids, n, &f->a, row, &f->e);
    for (size_t i = 0; i < n && err == BS_OK; i++) {
        tell_row(t, &row[i]);
        bs_buf_putc(&t->b, '\n');
    }
    free(ids);
    return err;
}

static bs_err ask_detail(struct fixture *f, struct telling *t)
{
    static const int64_t ids[] = {5, 8, 9};
    bs_err err = BS_OK;
    for (size_t i = 0; i < BS_COUNT(ids) && err == BS_OK; i++) {
        struct bs_detail d;
        struct bs_why why[4];
        size_t n = 0;
        err = bs_store_detail(f->s, ids[i], &f->a, &d, &f->e);
        if (err != BS_OK)
            break;
        tell_detail(t, &d);
        err = bs_store_why(f->s, &d, &f->a, why, &n, &f->e);
        for (size_t k = 0; k < n && err == BS_OK; k++) {
            tell_text(t, why[k].source);
            tell_text(t, why[k].analyst);
            tell_number(t, why[k].verdict * 100 + why[k].effective * 10 + why[k].stale);
        }
        bs_buf_putc(&t->b, '\n');
    }
    return err;
}

static bs_err ask_record(struct fixture *f, struct telling *t)
{
    struct bs_detail d;
    bs_err err = bs_store_record(f->s, 1, &f->a, &d, &f->e);
    if (err == BS_OK)
        tell_detail(t, &d);
    return err;
}

static bs_err ask_find(struct fixture *f, struct telling *t)
{
    struct bs_target target;
    struct bs_row row;
    bs_bytes data, raw;
    int64_t id;
    OK(bs_target_parse(BS_STR("192.0.2.6:22"), &target, &f->e));
    bs_err err = bs_store_find(f->s, &target, &id, &f->e);
    if (err == BS_OK)
        err = bs_store_rows(f->s, &id, 1, &f->a, &row, &f->e);
    if (err == BS_OK)
        err = bs_store_banner(f->s, row.banner, &f->a, &data, &raw, &f->e);
    if (err == BS_OK)
        tell_text(t, bs_bytes_str(data));
    return err;
}

static bs_err ask_count(struct fixture *f, struct telling *t)
{
    struct bs_query q;
    int64_t n;
    bs_time newest;
    OK(bs_query_parse(BS_STR("qzx"), BS_QUERY_LOCAL, &f->a, &q, NULL, &f->e));
    bs_err err = bs_store_count(f->s, &q, &n, &newest, &f->e);
    if (err == BS_OK) {
        tell_number(t, n);
        tell_number(t, newest);
    }
    return err;
}

static bs_err ask_groups(struct fixture *f, struct telling *t)
{
    const struct bs_group_ask ask = {.scope = BS_SCOPE_BANNER, .sort = BS_GROUP_DISAGREE};
    return bs_store_groups(f->s, &ask, tell_group, t, &f->e);
}

static bs_err ask_queue(struct fixture *f, struct telling *t)
{
    const struct bs_group_ask ask = {.scope = BS_SCOPE_SHAPE, .sort = BS_GROUP_PAYOFF, .open_only = true};
    struct bs_group g;
    bs_err err = bs_store_queue_next(f->s, &ask, 0, &f->a, &g, &f->e);
    if (err == BS_OK)
        tell_group_of(t, &g);
    return err;
}

static bs_err ask_progress(struct fixture *f, struct telling *t)
{
    struct bs_queue_progress p;
    bs_err err = bs_store_queue_progress(f->s, ANN, &p, &f->e);
    if (err == BS_OK) {
        tell_number(t, p.services);
        tell_number(t, p.groups);
        tell_number(t, p.marked);
        tell_number(t, p.today);
        tell_real(t, p.per_hour);
    }
    return err;
}

static bs_err ask_template(struct fixture *f, struct telling *t)
{
    struct bs_template m;
    bs_err err = bs_store_template(f->s, 1, &f->a, &m, &f->e);
    for (size_t i = 0; i < m.parts && err == BS_OK; i++) {
        tell_number(t, m.part[i].offset);
        tell_number(t, m.part[i].length);
        for (size_t k = 0; k < m.part[i].tops; k++) {
            tell_text(t, bs_bytes_str(m.part[i].top[k].value));
            tell_number(t, m.part[i].top[k].services);
        }
    }
    return err;
}

static bs_err ask_sample(struct fixture *f, struct telling *t)
{
    struct bs_sample p;
    bs_err err = bs_store_sample(f->s, BS_SCOPE_SHAPE, 1, &f->a, &p, &f->e);
    if (err == BS_OK)
        tell_sample_of(t, &p);
    if (err == BS_OK)
        err = bs_store_sample(f->s, BS_SCOPE_BANNER, 6, &f->a, &p, &f->e);
    if (err == BS_OK)
        tell_sample_of(t, &p);
    return err;
}

static bs_err ask_samples(struct fixture *f, struct telling *t)
{
    return bs_store_samples(f->s, tell_sample, t, &f->e);
}

static bs_err ask_conflicts(struct fixture *f, struct telling *t)
{
    return bs_store_conflicts(f->s, tell_conflict, t, &f->e);
}

static bs_err ask_agreements(struct fixture *f, struct telling *t)
{
    return bs_store_agreements(f->s, tell_agreement, t, &f->e);
}

static bs_err ask_blind(struct fixture *f, struct telling *t)
{
    struct bs_blind b;
    bs_err err = bs_store_blind(f->s, BOB, &f->a, &b, &f->e);
    if (err != BS_OK)
        return err;
    tell_number(t, b.event);
    for (size_t i = 0; i < b.n; i++)
        tell_number(t, b.service[i] * 10 + (int)b.second[i]);
    tell_agreement_of(t, &b.agreement);
    return BS_OK;
}

static bs_err ask_log(struct fixture *f, struct telling *t)
{
    const struct bs_log_ask ask = {.service = 8, .since = 1, .until = INT64_MAX, .scope = -1};
    return bs_store_log(f->s, &ask, tell_event, t, &f->e);
}

static bs_err ask_all_events(struct fixture *f, struct telling *t)
{
    bs_err err = bs_store_events(f->s, 0, tell_event, t, &f->e);
    char newest[65];
    if (err == BS_OK && !t->limit && (err = bs_store_last_event(f->s, newest, &f->e)) == BS_OK)
        tell_text(t, bs_str_z(newest));
    return err;
}

static bs_err ask_quality(struct fixture *f, struct telling *t)
{
    return bs_store_rule_quality(f->s, tell_quality, t, &f->e);
}

static bs_err ask_preview(struct fixture *f, struct telling *t)
{
    struct bs_rule_preview p;
    bs_err err = bs_store_rule_preview(f->s, f->rules, BS_STR("decoder:dicom"), tell_hit, t, &p, &f->e);
    if (err == BS_OK && !t->limit) {
        tell_number(t, p.banners);
        tell_number(t, p.services);
        tell_number(t, p.against);
    }
    return err;
}

static bs_err ask_judging(struct fixture *f, struct telling *t)
{
    struct bs_judging *j = NULL;
    struct bs_judged_batch *b;
    bs_err err = bs_judging_begin(f->s, f->rules, 0, 1, &j, &f->e);
    while (err == BS_OK && (b = bs_judging_next(j))) {
        for (size_t i = 0; i < b->n; i++)
            tell_number(t, b->item[i].answer * 10 + (int)b->item[i].after);
        err = b->err == BS_OK ? BS_OK : bs_error_set(&f->e, b->err, "%s", b->why.text);
        bs_judged_free(b);
    }
    if (j)
        bs_judging_end(j);
    return err;
}

static bs_err ask_facts(struct fixture *f, struct telling *t)
{
    struct bs_symbols y;
    struct bs_query q;
    OK(bs_query_parse(BS_STR("-port:80"), BS_QUERY_LOCAL, &f->a, &q, NULL, &f->e));
    bs_symbols_init(&y);
    bs_err err = bs_store_facts(f->s, &q, true, &y, tell_fact, t, &f->e);
    bs_symbols_fini(&y);
    return err;
}

static bs_err ask_totals(struct fixture *f, struct telling *t)
{
    struct bs_totals o;
    bs_err err = bs_store_totals(f->s, &o, &f->e);
    const int64_t numbers[] = {o.services, o.hosts, o.responses, o.banners, o.organisations, o.aside,
                               o.verdict[1], o.verdict[2], o.verdict[3], o.open, o.open_banners, o.decided,
                               o.stale, o.events, o.unfinished, o.unfinished_credits};
    for (size_t i = 0; i < BS_COUNT(numbers) && err == BS_OK; i++)
        tell_number(t, numbers[i]);
    if (err == BS_OK)
        tell_text(t, bs_str_z(o.last_hash));
    return err;
}

static bs_err ask_hits(struct fixture *f, struct telling *t)
{
    return bs_store_hits(f->s, tell_figure, t, &f->e);
}

static bs_err ask_labelling(struct fixture *f, struct telling *t)
{
    return bs_store_figures(f->s, "labelling", 0, tell_figure, t, &f->e);
}

static bs_err ask_run(struct fixture *f, struct telling *t)
{
    struct bs_run run;
    int64_t n;
    bool first, kept, done;
    struct bs_buf body;
    bs_buf_init(&body, 1 << 16);
    bs_err err = bs_store_run_find(f->s, QUERY, &run, &f->e);
    if (err == BS_OK)
        tell_run_of(t, &run);
    if (err == BS_OK && (err = bs_store_run_kept(f->s, run.id, 0, &n, &first, &f->e)) == BS_OK)
        tell_number(t, n * 10 + first);
    if (err == BS_OK && (err = bs_store_page_get(f->s, run.id, 1, &body, &kept, &done, &f->e)) == BS_OK) {
        tell_number(t, kept * 10 + done);
        tell_text(t, bs_buf_str(&body));
    }
    bs_buf_fini(&body);
    return err;
}

static bs_err ask_runs(struct fixture *f, struct telling *t)
{
    return bs_store_runs_open(f->s, tell_run, t, &f->e);
}

static bs_err ask_missing(struct fixture *f, struct telling *t)
{
    return bs_store_pages_missing(f->s, tell_missing, t, &f->e);
}

static bs_err ask_changes(struct fixture *f, struct telling *t)
{
    struct bs_changes c;
    bs_err err = bs_store_changes(f->s, QUERY, tell_change, t, &c, &f->e);
    for (int i = 0; i < 3 && err == BS_OK && !t->limit; i++)
        tell_number(t, c.n[i]);
    return err;
}

static bs_err ask_asked(struct fixture *f, struct telling *t)
{
    return bs_store_asks(f->s, 0, tell_ask, t, &f->e);
}

static bs_err ask_counted(struct fixture *f, struct telling *t)
{
    struct bs_ask newest;
    bs_err err = bs_store_ask_counts(f->s, tell_ask, t, &f->e);
    if (err == BS_OK && (err = bs_store_ask_count(f->s, QUERY, &f->a, &newest, &f->e)) == BS_OK)
        tell_ask_of(t, &newest);
    return err;
}

static bs_err ask_saved(struct fixture *f, struct telling *t)
{
    return bs_store_saved_list(f->s, tell_saved, t, &f->e);
}

static bs_err ask_values(struct fixture *f, struct telling *t)
{
    bs_str query = BS_STR("");
    struct bs_buf b;
    bs_buf_init(&b, 100);
    bs_err err = bs_store_saved_get(f->s, BS_STR("mine"), &f->a, &query, &f->e);
    if (err == BS_OK)
        err = bs_store_meta_get(f->s, "session", &b, &f->e);
    if (err == BS_OK) {
        tell_text(t, query);
        tell_text(t, bs_buf_str(&b));
    }
    bs_buf_fini(&b);
    return err;
}

static bs_err ask_facet(struct fixture *f, struct telling *t)
{
    struct bs_query q;
    OK(bs_query_parse(BS_STR("-port:80"), BS_QUERY_LOCAL, &f->a, &q, NULL, &f->e));
    return bs_store_facet(f->s, &q, "ip", BS_STR("192"), 0, tell_value, t, &f->e);
}

static bs_err ask_reach(struct fixture *f, struct telling *t)
{
    static const int64_t ids[] = {1, 4, 9};
    struct bs_reach r;
    bs_err err = bs_store_reach(f->s, BS_SCOPE_BANNER, ids, BS_COUNT(ids), &r, &f->e);
    if (err == BS_OK)
        tell_number(t, r.targets * 1000 + r.services * 100 + r.decided * 10 + r.silent);
    return err;
}

static void keep_finding(void *ctx, const char *line)
{
    struct telling *t = ctx;
    tell_text(t, bs_str_z(line));
}

static bs_err ask_verify(struct fixture *f, struct telling *t)
{
    int bad;
    bs_err err = bs_store_verify(f->s, keep_finding, t, &bad, &f->e);
    if (err == BS_OK)
        tell_number(t, bad);
    return err;
}

const struct ask asks[] = {
    {"a list", ask_list},
    {"all about a service", ask_detail},
    {"a record", ask_record},
    {"a service by its address", ask_find},
    {"a count", ask_count},
    {"groups", ask_groups},
    {"the queue", ask_queue},
    {"the pace", ask_progress},
    {"a template", ask_template},
    {"a sample", ask_sample},
    {"samples", ask_samples},
    {"conflicts", ask_conflicts},
    {"agreements", ask_agreements},
    {"a blind sample", ask_blind},
    {"the log of a service", ask_log},
    {"the log", ask_all_events},
    {"how rules did", ask_quality},
    {"a rule tried", ask_preview},
    {"rules again", ask_judging},
    {"facts", ask_facts},
    {"totals", ask_totals},
    {"hits of rules", ask_hits},
    {"labelling by day", ask_labelling},
    {"a run", ask_run},
    {"runs without an end", ask_runs},
    {"pages that are missing", ask_missing},
    {"what changed", ask_changes},
    {"what was asked", ask_asked},
    {"what was counted", ask_counted},
    {"saved queries", ask_saved},
    {"small values", ask_values},
    {"a facet", ask_facet},
    {"what a verdict reaches", ask_reach},
    {"verify", ask_verify},
};
const size_t asks_n = BS_COUNT(asks);
