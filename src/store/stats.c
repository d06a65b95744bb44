/* Every number a report or a pane prints. */
#include "store_priv.h"

#include <stdio.h>

/* -- totals ------------------------------------------------------------------------------ */

static const char totals_sql[] =
    "SELECT count(*), count(DISTINCT s.ip), sum(a.response), sum(" SQL_ASIDE "),"
    " sum(a.response AND " SQL_VERDICT " = 1), sum(a.response AND " SQL_VERDICT " = 2),"
    " sum(a.response AND " SQL_VERDICT " = 3), sum(" SQL_OPEN "),"
    " count(DISTINCT CASE WHEN " SQL_OPEN " THEN b.id END), sum(" SQL_DECIDED "), sum(" SQL_STALE "),"
    " count(DISTINCT o.org)" SQL_FROM;

bs_err bs_store_totals(struct bs_store *s, struct bs_totals *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    memset(out, 0, sizeof *out);
    bs_err err = sql_cached(s, totals_sql, &st, e);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        int64_t *const column[] = {
            &out->services, &out->hosts, &out->responses, &out->aside, &out->verdict[BS_MEDICAL],
            &out->verdict[BS_NON_MEDICAL], &out->verdict[BS_UNKNOWN], &out->open,
            &out->open_banners, &out->decided, &out->stale, &out->organisations,
        };
        for (int i = 0; i < (int)BS_COUNT(column); i++)
            *column[i] = sqlite3_column_int64(st, i);
    }
    if (err != BS_OK)
        return err;
    sql_reset(st);
    if ((err = sql_cached(s, "SELECT (SELECT count(*) FROM banner), (SELECT count(*) FROM event),"
                             " ifnull((SELECT hash FROM event ORDER BY id DESC LIMIT 1), ''),"
                             " (SELECT count(*) FROM run WHERE ended IS NULL), (SELECT ifnull(sum(max("
                             "CASE WHEN agreed > 0 AND (total < 0 OR agreed < (total + 99) / 100) THEN"
                             " agreed ELSE (max(total, 1) + 99) / 100 END - (SELECT count(*) FROM page"
                             " WHERE run = run.id), 0)), 0) FROM run WHERE ended IS NULL)", &st,
                          e)) != BS_OK)
        return err;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        out->banners = sqlite3_column_int64(st, 0);
        out->events = sqlite3_column_int64(st, 1);
        out->unfinished = sqlite3_column_int64(st, 3);
        out->unfinished_credits = sqlite3_column_int64(st, 4);
        snprintf(out->last_hash, sizeof out->last_hash, "%s", (const char *)sqlite3_column_text(st, 2));
    }
    sql_reset(st);
    return err;
}

/* -- figures ----------------------------------------------------------------------------- */

#define AFFILIATION_NAME                                                                       \
    "CASE " SQL_AFFILIATION " WHEN 2 THEN 'hospital' WHEN 1 THEN 'software' ELSE 'stand-alone' END"
#define VERDICT_NAME                                                                           \
    "CASE WHEN NOT a.response THEN 'no response' ELSE CASE " SQL_VERDICT                       \
    " WHEN 1 THEN 'medical' WHEN 2 THEN 'non-medical' ELSE 'unknown' END END"
/* Unknown to the method of 2019: bytes that no service pattern names. */
#define UNKNOWN_BEFORE "(a.response AND NOT (a.marks & 8))"

/* Text columns first (keys), then numbers; how many of each. */
static const struct figure_table {
    const char *name;
    int keys, numbers;
    const char *sql;
} tables[] = {
    /* verdict, affiliation: services */
    {"classes", 2, 1, "SELECT " VERDICT_NAME " AS v, " AFFILIATION_NAME " AS f, count(*)" SQL_FROM
                      " GROUP BY v, f ORDER BY v, f"},
    /* affiliation: services, blank, answered, hosts, set aside */
    {"groups", 1, 5, "SELECT " AFFILIATION_NAME " AS f, count(*), sum(NOT a.response),"
                     " sum(a.response), count(DISTINCT s.ip), sum(" SQL_ASIDE ")" SQL_FROM
                     " GROUP BY f ORDER BY count(*) DESC"},
    /* service: services, hosts, distinct banners */
    {"services", 1, 3, "SELECT ifnull(a.service, '(unknown)') AS k, count(*), count(DISTINCT s.ip),"
                       " count(DISTINCT b.id)" SQL_FROM " WHERE a.response GROUP BY k ORDER BY"
                       " count(*) DESC, k"},
    /* affiliation, service: services */
    {"services-by-affiliation", 2, 1, "SELECT " AFFILIATION_NAME " AS f, ifnull(a.service, '(unknown)')"
                                      " AS k, count(*)" SQL_FROM " WHERE a.response GROUP BY f, k"
                                      " ORDER BY f, count(*) DESC, k"},
    /* port/transport: services, blank, answered, medical, unknown */
    {"ports", 1, 5, "SELECT s.port || CASE s.transport WHEN 1 THEN '/udp' ELSE '/tcp' END AS k,"
                    " count(*), sum(NOT a.response), sum(a.response), sum(a.response AND " SQL_VERDICT
                    " = 1), sum(a.response AND " SQL_VERDICT " = 3)" SQL_FROM
                    " GROUP BY k ORDER BY count(*) DESC, k"},
    /* the same for the ports of list `protocols` */
    {"medical-ports", 1, 5, "SELECT s.port || CASE s.transport WHEN 1 THEN '/udp' ELSE '/tcp' END AS k,"
                            " count(*), sum(NOT a.response), sum(a.response), sum(a.response AND "
                            SQL_VERDICT " = 1), sum(a.response AND " SQL_VERDICT " = 3)" SQL_FROM
                            " WHERE s.medical_port GROUP BY k ORDER BY count(*) DESC, k"},
    /* organisation, AS, port, access, product: servers, with TLS */
    {"dicom", 5, 2, "SELECT ifnull(o.org, ''), ifnull(o.asn, ''), s.port, CASE WHEN a.flags & 1 THEN"
                    " 'open' WHEN a.flags & 2 THEN 'AE-checked' ELSE 'unclear' END, trim(ifnull(a.product,"
                    " '') || ' ' || ifnull(a.version, '')), count(*), sum(t.ssl_version IS NOT NULL)"
                    SQL_FROM " WHERE a.response AND a.service = 'dicom' GROUP BY 1, 2, 3, 4, 5 ORDER BY"
                    " count(*) DESC, 1, 3, 4, 5"},
    /* organisation, AS: services, answered, medical, unknown, hosts */
    {"organisations", 2, 5, "SELECT ifnull(o.org, ''), ifnull(o.asn, ''), count(*), sum(a.response),"
                            " sum(a.response AND " SQL_VERDICT " = 1), sum(a.response AND " SQL_VERDICT
                            " = 3), count(DISTINCT s.ip)" SQL_FROM " GROUP BY 1, 2 ORDER BY count(*)"
                            " DESC, 1, 2"},
    /* rule: services, distinct answers, confirmed and refuted by analysts */
    {"rules", 1, 4, "WITH judged AS (SELECT a.id AS answer, max(r.verdict = a.verdict) AS yes,"
                    " max(r.verdict <> a.verdict) AS no" SQL_FROM " JOIN ruling r ON r.event ="
                    " coalesce(r0.event, r1.event, r2.event) GROUP BY a.id)"
                    " SELECT r.name, sum(x.n), count(*), sum(ifnull(j.yes, 0)), sum(ifnull(j.no, 0))"
                    " FROM (SELECT DISTINCT v.rule AS rule, a.id AS answer, a.n AS n FROM evidence v"
                    " JOIN answer a ON a.id = v.answer) x JOIN rule r ON r.id = x.rule LEFT JOIN judged"
                    " j ON j.answer = x.answer GROUP BY x.rule ORDER BY 2 DESC, 1"},
    /* the same for owners: rule: services */
    {"owner-rules", 1, 1, "SELECT r.name, count(*) FROM service s JOIN owner_evidence v ON v.owner ="
                          " s.owner JOIN rule r ON r.id = v.rule GROUP BY r.id ORDER BY 2 DESC, 1"},
    /* software: services, hosts */
    {"software", 1, 2, "SELECT substr(r.name, instr(r.name, ':') + 1) AS k, count(DISTINCT s.id),"
                       " count(DISTINCT s.ip) FROM evidence v JOIN rule r ON r.id = v.rule JOIN service s"
                       " ON s.answer = v.answer WHERE r.name LIKE 'software:%' GROUP BY k ORDER BY 2"
                       " DESC, 1"},
    /* service the bytes gave away where patterns named nothing: services, distinct banners */
    {"decoded", 1, 2, "SELECT ifnull(a.service, '(still unknown)') AS k, count(*), count(DISTINCT b.id)"
                      SQL_FROM " WHERE " UNKNOWN_BEFORE " GROUP BY k ORDER BY count(*) DESC, k"},
    /* affiliation: answered, unknown to patterns, unknown after decoding, unknown now */
    {"unknown-by-group", 1, 4, "SELECT " AFFILIATION_NAME " AS f, sum(a.response), sum(" UNKNOWN_BEFORE
                               "), sum(a.response AND a.verdict = 3), sum(a.response AND " SQL_VERDICT
                               " = 3)" SQL_FROM " GROUP BY f ORDER BY f"},
    /* services on a host: hosts */
    {"services-per-host", 1, 1, "SELECT k, count(*) FROM (SELECT count(*) AS k FROM service GROUP BY ip)"
                                " GROUP BY k ORDER BY k"},
    /* service: likely honeypots */
    {"honeypots", 1, 1, "SELECT ifnull(a.service, '(unknown)') AS k, count(*)" SQL_FROM
                        " WHERE a.flags & 8 GROUP BY k ORDER BY count(*) DESC, k"},
    /* analyst, day: events, services spoken for */
    {"labelling", 2, 2, "SELECT analyst, date(time / 1000000, 'unixepoch'), count(*), sum(services)"
                        " FROM event v WHERE kind = 'verdict' AND NOT " SQL_UNDONE " GROUP BY 1, 2 ORDER BY 2, 1"},
    /* product, version: services */
    {"products", 2, 1, "SELECT a.product, ifnull(a.version, ''), count(*)" SQL_FROM " WHERE a.product IS"
                       " NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"},
};

static const struct figure_table *find_table(const char *name)
{
    for (size_t i = 0; i < BS_COUNT(tables); i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    return NULL;
}

bs_err bs_store_figures(struct bs_store *s, const char *table, int64_t limit, bs_figure_fn *fn,
                        void *ctx, struct bs_error *e)
{
    const struct figure_table *t = find_table(table);
    struct bs_arena a;
    sqlite3_stmt *st;
    bool row, go_on = true;
    if (!t)
        return bs_error_set(e, BS_E_FAILED, "there is no table of figures called %s", table);
    bs_err err = sql_prepare(s, bs_str_z(t->sql), &st, e);
    bs_arena_init(&a, 16 << 20);
    for (int64_t n = 0; err == BS_OK && go_on && (limit <= 0 || n < limit); n++) {
        struct bs_figure f = {0};
        if ((err = sql_step(s, st, &row, e)) != BS_OK || !row)
            break;
        bs_arena_reset(&a);
        for (int k = 0; k < t->keys; k++)
            f.key[k] = sql_text(st, k, &a);
        for (int k = 0; k < t->numbers; k++)
            f.n[k] = sqlite3_column_int64(st, t->keys + k);
        go_on = fn(ctx, &f);
    }
    sqlite3_finalize(st);
    bs_arena_fini(&a);
    return err;
}
