/* What each section counts.  docs/reports.md has the definitions in words. */
#include <stdio.h>

#include "report.h"

/* -- pieces ------------------------------------------------------------------------------ */

enum { COUNT_BANNERS, COUNT_ORGS, COUNT_ANSWERS, COUNT_SHAPES };

static uint32_t word(struct tally *t, const char *z)
{
    return bs_symbol(t->y, bs_str_z(z));
}

static uint32_t affiliation_of(struct tally *t, const struct bs_fact *f)
{
    return word(t, bs_affiliation_name(f->affiliation));
}

static uint32_t verdict_of(struct tally *t, const struct bs_fact *f)
{
    return word(t, f->answer->response ? bs_verdict_name(f->verdict) : "no response");
}

static uint32_t port_of(struct tally *t, const struct bs_fact *f)
{
    char text[16];
    snprintf(text, sizeof text, "%d/%s", f->port, f->transport == BS_UDP ? "udp" : "tcp");
    return word(t, text);
}

static uint32_t access_of(struct tally *t, const struct bs_fact *f)
{
    return word(t, f->answer->flags & BS_DEC_OPEN      ? "open"
                   : f->answer->flags & BS_DEC_CHECKED ? "AE-checked"
                                                       : "unclear");
}

/* The row with this key, one service more. */
static struct tally_row *count(struct tally *t, uint32_t a, uint32_t b)
{
    const uint32_t key[REPORT_KEYS] = {a, b};
    struct tally_row *row = tally_at(t, key);
    row->n[0]++;
    return row;
}

/* Facts come host by host: a host is new to the row when the one before was another. */
static void count_host(struct tally_row *row, int column, const struct bs_fact *f)
{
    if (row->host == f->host + 1)
        return;
    row->host = f->host + 1;
    row->n[column]++;
}

static void count_banner(struct tally *t, struct tally_row *row, int column, const struct bs_fact *f)
{
    if (f->answer->response && tally_first(t, row, COUNT_BANNERS, (uint64_t)f->answer->banner))
        row->n[column]++;
}

/* medical, non-medical, unknown in three columns */
static void count_verdict(struct tally_row *row, int column, const struct bs_fact *f)
{
    if (f->verdict != BS_VERDICT_NONE)
        row->n[column + (int)f->verdict - 1]++;
}

/* Unknown to the method of 2019: bytes that no service pattern names. */
static bool unknown_to_patterns(const struct bs_fact *f)
{
    return f->answer->response && !f->answer->pattern;
}

static bool honeypot(const struct bs_fact *f)
{
    return f->answer->flags & BS_DEC_HONEYPOT;
}

static bool is_dicom(const struct tally *t, const struct bs_fact *f)
{
    return f->answer->response && bs_str_eq(bs_symbol_text(t->y, f->answer->service), BS_STR("dicom"));
}

/* The name behind "software:" of the i-th rule, or empty. */
static bs_str software_of(const struct tally *t, const struct bs_fact *f, size_t i)
{
    bs_str rule = bs_symbol_text(t->y, f->answer->rules.rule[i]), list = BS_STR("software:");
    return bs_str_has_prefix(rule, list) ? (bs_str){rule.p + list.n, rule.n - list.n} : BS_STR("");
}

static bool names_software(const struct tally *t, const struct bs_fact *f)
{
    for (size_t i = 0; i < f->answer->rules.n; i++)
        if (software_of(t, f, i).n)
            return true;
    return false;
}

/* -- totals: rows of their own ------------------------------------------------------------ */

/* The same rows in the same order for every service: the `at`th is made once and found by its place. */
static struct tally_row *total_row(struct tally *t, size_t at, const char *what, const char *filter)
{
    if (at < t->rows)
        return &t->row[at];
    const uint32_t key[REPORT_KEYS] = {word(t, what), word(t, filter)};
    return tally_at(t, key);
}

static void total(struct tally *t, size_t *at, const char *what, const char *filter, bool counts)
{
    total_row(t, (*at)++, what, filter)->n[0] += counts;
}

void add_totals(struct tally *t, const struct bs_fact *f)
{
    const bool answered = f->answer->response;
    size_t at = 0;
    total(t, &at, "services", "response:yes,no", true);
    count_host(total_row(t, at++, "hosts", ""), 0, f);
    total(t, &at, "addresses with a port (2019's entries)", "", !f->another_vhost);
    struct tally_row *orgs = total_row(t, at++, "organisations", "");
    if (f->owner->org && tally_first(t, orgs, COUNT_ORGS, f->owner->org))
        orgs->n[0]++;
    total(t, &at, "blank (no response)", "response:no", !answered);
    total(t, &at, "answered", "response:yes", answered);
    count_banner(t, total_row(t, at++, "distinct banners", ""), 0, f);
    total(t, &at, "medical", "verdict:medical response:yes", f->verdict == BS_MEDICAL);
    total(t, &at, "non-medical", "verdict:non-medical response:yes", f->verdict == BS_NON_MEDICAL);
    total(t, &at, "unknown", "verdict:unknown response:yes", f->verdict == BS_UNKNOWN);
    total(t, &at, "set aside", "aside:yes", f->aside);
    total(t, &at, "decided by an analyst", "by:analyst", f->decided);
    total(t, &at, "waiting for an analyst", "open:yes", f->open);
    if (f->open)
        count_banner(t, total_row(t, at, "distinct banners among them", ""), 0, f);
    else
        total_row(t, at, "distinct banners among them", "");
    at++;
    total(t, &at, "changed since the verdict", "stale:yes", f->stale);
}

/* What the study of 2019 could not tell, and what the bytes tell now. */
void add_beyond(struct tally *t, const struct bs_fact *f)
{
    const bool answered = f->answer->response, dicom = is_dicom(t, f), fake = honeypot(f);
    const bool unnamed = unknown_to_patterns(f);
    const unsigned access = f->answer->flags & (BS_DEC_OPEN | BS_DEC_CHECKED);
    size_t at = 0;
    total(t, &at, "unknown to service patterns (2019's method)", "response:yes pattern:no", unnamed);
    total(t, &at, "of them named by decoding", "response:yes pattern:no -found:unknown",
          unnamed && f->answer->verdict != BS_UNKNOWN);
    total(t, &at, "unknown after decoding", "response:yes found:unknown",
          answered && f->answer->verdict == BS_UNKNOWN);
    total(t, &at, "unknown after analysts", "response:yes verdict:unknown", f->verdict == BS_UNKNOWN);
    total(t, &at, "DICOM, open to anybody", "response:yes service:dicom access:open", dicom && access & BS_DEC_OPEN);
    total(t, &at, "DICOM, AE titles checked", "response:yes service:dicom access:ae-checked",
          dicom && access == BS_DEC_CHECKED);
    total(t, &at, "medical software named", "evidence:software", names_software(t, f));
    total(t, &at, "likely honeypots", "honeypot:yes", fake);
    total(t, &at, "medical, honeypots apart", "verdict:medical response:yes honeypot:no",
          f->verdict == BS_MEDICAL && !fake);
}

/* -- by verdict and affiliation ------------------------------------------------------------ */

/* services, % of answered, hosts, banners, likely honeypots */
void add_verdicts(struct tally *t, const struct bs_fact *f)
{
    if (!f->answer->response)
        return;
    struct tally_row *row = count(t, verdict_of(t, f), 0);
    count_host(row, 2, f);
    count_banner(t, row, 3, f);
    row->n[4] += honeypot(f);
}

void add_classes(struct tally *t, const struct bs_fact *f)
{
    count(t, verdict_of(t, f), affiliation_of(t, f));
}

/* services, blank, answered, % answered, hosts, set aside */
void add_groups(struct tally *t, const struct bs_fact *f)
{
    struct tally_row *row = count(t, affiliation_of(t, f), 0);
    row->n[f->answer->response ? 2 : 1]++;
    count_host(row, 4, f);
    row->n[5] += f->aside;
}

/* -- by service ---------------------------------------------------------------------------- */

void add_services(struct tally *t, const struct bs_fact *f)
{
    if (!f->answer->response)
        return;
    struct tally_row *row = count(t, f->answer->service, 0);
    count_host(row, 1, f);
    count_banner(t, row, 2, f);
}

static void add_services_of(struct tally *t, const struct bs_fact *f, enum bs_affiliation of)
{
    if (!f->answer->response || f->affiliation != of)
        return;
    struct tally_row *row = count(t, f->answer->service, 0);
    count_verdict(row, 1, f);
    count_host(row, 4, f);
}

void add_services_software(struct tally *t, const struct bs_fact *f)
{
    add_services_of(t, f, BS_SOFTWARE);
}

void add_services_hospital(struct tally *t, const struct bs_fact *f)
{
    add_services_of(t, f, BS_HOSPITAL);
}

void add_services_by_affiliation(struct tally *t, const struct bs_fact *f)
{
    if (f->answer->response)
        count(t, affiliation_of(t, f), f->answer->service);
}

/* services, hosts, likely honeypots */
void add_software(struct tally *t, const struct bs_fact *f)
{
    for (size_t i = 0; i < f->answer->rules.n; i++) {
        bs_str name = software_of(t, f, i);
        if (!name.n)
            continue;
        struct tally_row *row = count(t, bs_symbol(t->y, name), 0);
        count_host(row, 1, f);
        row->n[2] += honeypot(f);
    }
}

void add_products(struct tally *t, const struct bs_fact *f)
{
    if (f->answer->product)
        count(t, f->answer->product, f->answer->version);
}

/* -- by owner ------------------------------------------------------------------------------ */

void add_hospitals(struct tally *t, const struct bs_fact *f)
{
    for (size_t i = 0; i < f->owner->rules.n; i++)
        count(t, f->owner->rules.rule[i], 0);
}

/* services, answered, medical, non-medical, unknown, hosts */
void add_organisations(struct tally *t, const struct bs_fact *f)
{
    struct tally_row *row = count(t, f->owner->org, f->owner->asn);
    row->n[1] += f->answer->response;
    count_verdict(row, 2, f);
    count_host(row, 5, f);
}

/* -- by port ------------------------------------------------------------------------------- */

/* services, blank, answered, medical, non-medical, unknown */
void add_medical_ports(struct tally *t, const struct bs_fact *f)
{
    if (!f->medical_port)
        return;
    struct tally_row *row = count(t, port_of(t, f), 0);
    row->n[f->answer->response ? 2 : 1]++;
    count_verdict(row, 3, f);
}

/* services, no response, medical, non-medical, unknown */
void add_ports_by_affiliation(struct tally *t, const struct bs_fact *f)
{
    if (!f->medical_port)
        return;
    struct tally_row *row = count(t, port_of(t, f), affiliation_of(t, f));
    row->n[1] += !f->answer->response;
    count_verdict(row, 2, f);
}

/* -- DICOM ---------------------------------------------------------------------------------- */

static uint32_t product_of(struct tally *t, const struct bs_fact *f)
{
    char text[200];
    bs_str product = bs_symbol_text(t->y, f->answer->product), version = bs_symbol_text(t->y, f->answer->version);
    snprintf(text, sizeof text, "%.*s%s%.*s", (int)product.n, product.p, product.n && version.n ? " " : "",
             (int)version.n, version.p);
    return word(t, text);
}

/* servers, with TLS, likely honeypots */
void add_dicom(struct tally *t, const struct bs_fact *f)
{
    if (!is_dicom(t, f))
        return;
    char port[8];
    snprintf(port, sizeof port, "%d", f->port);
    const uint32_t key[REPORT_KEYS] = {f->owner->org, f->owner->asn, word(t, port), access_of(t, f),
                                       product_of(t, f)};
    struct tally_row *row = tally_at(t, key);
    row->n[0]++;
    row->n[1] += f->answer->tls;
    row->n[2] += honeypot(f);
}

/* servers, organisations, with TLS, likely honeypots, hosts */
void add_dicom_access(struct tally *t, const struct bs_fact *f)
{
    if (!is_dicom(t, f))
        return;
    struct tally_row *row = count(t, access_of(t, f), 0);
    if (f->owner->org && tally_first(t, row, COUNT_ORGS, f->owner->org))
        row->n[1]++;
    row->n[2] += f->answer->tls;
    row->n[3] += honeypot(f);
    count_host(row, 4, f);
}

/* -- what decoding adds ---------------------------------------------------------------------- */

void add_decoded(struct tally *t, const struct bs_fact *f)
{
    if (!unknown_to_patterns(f))
        return;
    struct tally_row *row = count(t, f->answer->service, 0);
    count_banner(t, row, 1, f);
}

/* answered, unknown to patterns, after decoding, now */
void add_unknown_by_group(struct tally *t, const struct bs_fact *f)
{
    const uint32_t key[REPORT_KEYS] = {affiliation_of(t, f)};
    struct tally_row *row = tally_at(t, key);
    row->n[0] += f->answer->response;
    row->n[1] += unknown_to_patterns(f);
    row->n[2] += f->answer->response && f->answer->verdict == BS_UNKNOWN;
    row->n[3] += f->verdict == BS_UNKNOWN;
}

/* A host moves up one row with each of its services; rows that it left empty are not shown. */
void add_services_per_host(struct tally *t, const struct bs_fact *f)
{
    char text[24];
    t->run = t->run_host == f->host + 1 ? t->run + 1 : 1;
    t->run_host = f->host + 1;
    if (t->run > 1) {
        snprintf(text, sizeof text, "%lld", (long long)t->run - 1);
        const uint32_t before[REPORT_KEYS] = {word(t, text)};
        struct tally_row *row = tally_at(t, before);
        row->n[0]--;
        row->n[1] -= t->run - 1;
    }
    snprintf(text, sizeof text, "%lld", (long long)t->run);
    struct tally_row *row = count(t, word(t, text), 0);
    row->n[1] += t->run;
}

void add_honeypots(struct tally *t, const struct bs_fact *f)
{
    if (honeypot(f))
        count(t, f->answer->service, 0);
}

void add_sightings(struct tally *t, const struct bs_fact *f)
{
    char text[32];
    bs_time_format(f->seen, text);
    text[7] = '\0'; /* year and month */
    struct tally_row *row = count(t, word(t, text), 0);
    row->n[f->answer->response ? 2 : 1]++;
}

/* -- rules and people -------------------------------------------------------------------------- */

/* services, answers, confirmed, refuted: services that an analyst judged as the rules do, or not */
void add_rules(struct tally *t, const struct bs_fact *f)
{
    const bool judged = f->answer->response && f->decided, same = f->verdict == f->answer->verdict;
    for (size_t i = 0; i < f->answer->rules.n; i++) {
        struct tally_row *row = count(t, f->answer->rules.rule[i], 0);
        row->n[1] += tally_first(t, row, COUNT_ANSWERS, (uint64_t)(uintptr_t)f->answer);
        row->n[2] += judged && same;
        row->n[3] += judged && !same;
    }
}

static bool take_labelling(void *ctx, const struct bs_figure *figure)
{
    struct tally *t = ctx;
    const uint32_t key[REPORT_KEYS] = {bs_symbol(t->y, figure->key[1]), bs_symbol(t->y, figure->key[0])};
    struct tally_row *row = tally_at(t, key);
    row->n[0] = figure->n[0];
    row->n[1] = figure->n[1];
    return true;
}

bs_err load_labelling(struct bs_store *s, struct tally *t, struct bs_error *e)
{
    return bs_store_figures(s, "labelling", 0, take_labelling, t, e);
}

static bool take_agreement(void *ctx, const struct bs_agreement *g)
{
    struct tally *t = ctx;
    char kappa[32] = "not defined";
    if (g->kappa >= -1 && g->kappa <= 1) /* no NAN */
        snprintf(kappa, sizeof kappa, "%.2f", g->kappa);
    const uint32_t key[REPORT_KEYS] = {bs_symbol(t->y, g->first), bs_symbol(t->y, g->second), word(t, kappa)};
    struct tally_row *row = tally_at(t, key);
    row->n[0] = g->total;
    row->n[1] = g->same;
    return true;
}

bs_err load_agreement(struct bs_store *s, struct tally *t, struct bs_error *e)
{
    return bs_store_agreements(s, take_agreement, t, e);
}

void add_progress(struct tally *t, const struct bs_fact *f)
{
    size_t at = 0;
    total(t, &at, "services judged by an analyst", "by:analyst", f->decided);
    total(t, &at, "services that wait", "open:yes", f->open);
    struct tally_row *shapes = total_row(t, at, "shapes that wait", "");
    if (f->open && tally_first(t, shapes, COUNT_SHAPES, (uint64_t)f->answer->shape))
        shapes->n[0]++;
}
