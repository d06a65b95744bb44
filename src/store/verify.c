/* Is everything as it was written? */
#include "store_priv.h"

#include <stdio.h>
#include <stdlib.h>

#include "bannerscope/gate.h"

struct checking {
    struct bs_store *s;
    bs_complain_fn *complain;
    void *ctx;
    int *bad;
};

/* The texts of findings may hold a stranger's (a virtual host in a target). */
static void found(struct checking *c, const char *what, const char *text)
{
    char safe[400], line[512];
    bs_gate_z(bs_str_bytes(bs_str_z(text)), safe, sizeof safe);
    snprintf(line, sizeof line, "%s: %s", what, safe);
    ++*c->bad;
    if (c->complain)
        c->complain(c->ctx, line);
}

/* SQLite's check takes a page that the disk did not give, or that there is no memory for, for a damaged one, and
 * goes on: only its words tell. */
static int not_read(const char *finding)
{
    static const char code[] = "unable to get the page. error code=";
    const char *at = strstr(finding, code);
    int rc = at ? (int)strtol(at + sizeof code - 1, NULL, 10) & 0xff : SQLITE_OK;
    if (rc == SQLITE_IOERR || rc == SQLITE_NOMEM)
        return rc;
    return strstr(finding, "failed to get page") ? SQLITE_IOERR : SQLITE_OK;
}

/* Every row of the statement is a finding; its first column says what.  Damage that stops SQLite
 * itself is a finding too, and the other checks go on. */
static bs_err rows_are_findings(struct checking *c, const char *what, const char *sql,
                                const char *fine, struct bs_error *e)
{
    sqlite3_stmt *st;
    struct bs_error why = {0};
    bool row;
    bs_err err = sql_prepare(c->s, bs_str_z(sql), &st, &why);
    while (err == BS_OK && (err = sql_step(c->s, st, &row, &why)) == BS_OK && row) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        int rc = text ? not_read(text) : SQLITE_OK;
        if (rc != SQLITE_OK)
            err = sql_error(c->s, rc, "the database", &why);
        else if (!fine || !text || strcmp(text, fine) != 0)
            found(c, what, text ? text : "?");
    }
    sqlite3_finalize(st);
    if (err == BS_E_CORRUPT) {
        found(c, what, why.text);
        return BS_OK;
    }
    if (err != BS_OK && e)
        *e = why;
    return err;
}

/* Is it what was written, and is what it follows there with the number before it?  `about` and
 * `subject` say here what said_about and target_id said in the log the event was written to. */
static bs_err continues(struct bs_store *s, const struct event_row *r, int64_t last, bool *good,
                        struct bs_error *e)
{
    char hash[65];
    sqlite3_stmt *st;
    int64_t links;
    event_hash(r, hash);
    *good = strcmp(hash, r->ev.hash) == 0 && r->ev.id == last + 1 &&
            (r->ev.scope == BS_SCOPE_SERVICE ? !r->own || r->subject == r->target_id
                                             : r->subject == r->target_id);
    if (!*good)
        return BS_OK;
    bs_err err = sql_cached(s, "SELECT CASE WHEN ?1 = '' THEN ?2 = 1 ELSE EXISTS(SELECT 1 FROM event WHERE"
                               " hash = ?1 AND id < ?3 AND number = ?2 - 1) END AND (?4 = 0 OR EXISTS(SELECT"
                               " 1 FROM event WHERE id = ?4 AND id < ?3 AND number = ?5)) AND (?4 <> 0 OR"
                               " ?5 = 0) AND NOT (?6 AND EXISTS(SELECT 1 FROM event WHERE own AND id < ?3"
                               " AND number >= ?2))", &st, e);
    if (err != BS_OK)
        return err;
    sqlite3_bind_text(st, 1, r->previous, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, r->number);
    sqlite3_bind_int64(st, 3, r->ev.id);
    sqlite3_bind_int64(st, 4, r->ev.about);
    sqlite3_bind_int64(st, 5, r->said_about);
    sqlite3_bind_int(st, 6, r->own);
    err = sql_number(s, st, 0, &links, e);
    *good = links == 1;
    return err;
}

bs_err chain_check(struct bs_store *s, int64_t *broken, struct bs_error *e)
{
    struct bs_buf sql;
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    bool row, good = true;
    int64_t last = 0;
    *broken = 0;
    bs_buf_init(&sql, 1024);
    bs_arena_init(&a, 16 << 20);
    bs_buf_printf(&sql, "SELECT %s FROM event ORDER BY id", SQL_EVENT_COLUMNS);
    bs_err err = sql_prepare(s, bs_buf_str(&sql), &st, e);
    while (err == BS_OK && good && (err = sql_step(s, st, &row, e)) == BS_OK && row) {
        struct event_row r;
        bs_arena_reset(&a);
        event_from_row(st, &a, &r);
        err = continues(s, &r, last, &good, e);
        if (!good)
            *broken = r.ev.id;
        last = r.ev.id;
    }
    sqlite3_finalize(st);
    bs_buf_fini(&sql);
    bs_arena_fini(&a);
    return err;
}

/* Names the first event that is not what was written; what follows cannot be judged. */
static bs_err check_chain(struct checking *c, struct bs_error *e)
{
    char text[120];
    int64_t broken;
    bs_err err = chain_check(c->s, &broken, e);
    if (err != BS_OK || !broken)
        return err;
    snprintf(text, sizeof text, "event %lld is the first that does not continue the chain",
             (long long)broken);
    found(c, "log", text);
    return BS_OK;
}

/* SQLite remembers the highest number it ever gave. */
static const char log_end_sql[] =
    "SELECT 'events behind ' || last || ' are gone: numbers up to ' || seq || ' were given' FROM"
    " (SELECT ifnull(max(id), 0) AS last FROM event), (SELECT ifnull(max(seq), 0) AS seq FROM"
    " sqlite_sequence WHERE name = 'event') WHERE seq > last";

/* A ruling is what its target's newest standing verdict says; where that says nothing there is none. */
static const char rulings_sql[] =
    "WITH standing AS (SELECT scope, subject, id, row_number() OVER (PARTITION BY scope, subject ORDER"
    " BY time DESC, hash DESC) AS k FROM event v WHERE kind = 'verdict' AND subject <> 0 AND NOT "
    SQL_UNDONE ") SELECT 'event ' || ev.id || ' on ' || ev.target || ' is not what holds' FROM standing"
    " JOIN event ev ON ev.id = standing.id LEFT JOIN ruling r ON r.scope = ev.scope AND r.target ="
    " ev.subject WHERE k = 1 AND (ifnull(r.verdict, 0) <> ev.verdict OR (r.event IS NOT NULL AND"
    " (r.event <> ev.id OR r.label IS NOT ev.label OR r.note IS NOT ev.note OR r.banner IS NOT"
    " ev.banner)))"
    " UNION ALL SELECT 'a ruling without an event: scope ' || r.scope || ' target ' || r.target FROM"
    " ruling r WHERE NOT EXISTS (SELECT 1 FROM event v WHERE v.id = r.event AND v.scope = r.scope"
    " AND v.subject = r.target AND v.kind = 'verdict' AND NOT " SQL_UNDONE ")";

static const char counts_sql[] =
    "SELECT 'answer ' || a.id || ': ' || a.n || ' counted, ' || count(s.id) || ' there' FROM answer a"
    " LEFT JOIN service s ON s.answer = a.id GROUP BY a.id HAVING a.n <> count(s.id)"
    " UNION ALL SELECT 'banner ' || b.id || ': ' || b.n || ' counted, ' || ifnull(sum(a.n), 0) ||"
    " ' there' FROM banner b LEFT JOIN answer a ON a.banner = b.id GROUP BY b.id HAVING b.n <>"
    " ifnull(sum(a.n), 0)";

/* answer.banner is 0 where nothing was answered, so it cannot be a declared reference. */
static const char banners_sql[] =
    "SELECT 'answer ' || id || ' points nowhere' FROM answer WHERE banner <> 0 AND banner NOT IN"
    " (SELECT id FROM banner) LIMIT 20";

bs_err bs_store_verify(struct bs_store *s, bs_complain_fn *complain, void *ctx, int *bad,
                       struct bs_error *e)
{
    struct checking c = {s, complain, ctx, bad};
    static const struct {
        const char *what, *sql, *fine;
    } checks[] = {
        {"file", "PRAGMA integrity_check(20)", "ok"},
        {"reference", "SELECT \"table\" || ' row ' || ifnull(rowid, '?') || ' points nowhere' FROM"
                      " pragma_foreign_key_check LIMIT 20", NULL},
        {"reference", banners_sql, NULL},
        {"rulings", rulings_sql, NULL},
        {"counts", counts_sql, NULL},
        {"log", log_end_sql, NULL},
    };
    *bad = 0;
    bs_err err = BS_OK;
    for (size_t i = 0; i < BS_COUNT(checks) && err == BS_OK; i++)
        err = rows_are_findings(&c, checks[i].what, checks[i].sql, checks[i].fine, e);
    return err == BS_OK ? check_chain(&c, e) : err;
}
