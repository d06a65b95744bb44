/* Is everything as it was written? */
#include "store_priv.h"

#include <stdio.h>

struct checking {
    struct bs_store *s;
    bs_complain_fn *complain;
    void *ctx;
    int *bad;
};

static void found(struct checking *c, const char *text)
{
    ++*c->bad;
    if (c->complain)
        c->complain(c->ctx, text);
}

/* Every row of the statement is a finding; its first column says what. */
static bs_err rows_are_findings(struct checking *c, const char *what, const char *sql,
                                const char *fine, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_prepare(c->s, bs_str_z(sql), &st, e);
    while (err == BS_OK && (err = sql_step(c->s, st, &row, e)) == BS_OK && row) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        char line[512];
        if (fine && text && strcmp(text, fine) == 0)
            continue;
        snprintf(line, sizeof line, "%s: %s", what, text ? text : "?");
        found(c, line);
    }
    sqlite3_finalize(st);
    return err;
}

static bs_err check_chain(struct checking *c, struct bs_error *e)
{
    struct bs_buf sql;
    struct bs_arena a;
    sqlite3_stmt *st = NULL;
    bool row, whole = true;
    char previous[65] = "";
    int64_t last = 0;
    bs_buf_init(&sql, 1024);
    bs_arena_init(&a, 16 << 20);
    bs_buf_printf(&sql, "SELECT %s FROM event ORDER BY id", event_columns);
    bs_err err = sql_prepare(c->s, bs_buf_str(&sql), &st, e);
    while (err == BS_OK && whole && (err = sql_step(c->s, st, &row, e)) == BS_OK && row) {
        struct bs_event ev;
        char hash[65], line[160];
        bs_arena_reset(&a);
        event_from_row(st, &a, &ev);
        event_hash(&ev, previous, hash);
        whole = strcmp(hash, ev.hash) == 0 && ev.id == last + 1;
        if (!whole) {
            snprintf(line, sizeof line, "log: event %lld is the first that does not continue the chain",
                     (long long)ev.id);
            found(c, line);
        }
        snprintf(previous, sizeof previous, "%s", ev.hash);
        last = ev.id;
    }
    sqlite3_finalize(st);
    bs_buf_fini(&sql);
    bs_arena_fini(&a);
    return err;
}

/* A ruling is what its target's newest event says; a target without one was cleared last. */
static const char rulings_sql[] =
    "WITH newest AS (SELECT scope, target_id, max(id) AS id FROM event GROUP BY scope, target_id)"
    " SELECT 'event ' || ev.id || ' on ' || ev.target || ' is not what holds' FROM newest"
    " JOIN event ev ON ev.id = newest.id LEFT JOIN ruling r ON r.scope = ev.scope AND r.target ="
    " ev.target_id WHERE ifnull(r.verdict, 0) <> ev.verdict OR (r.event IS NOT NULL AND (r.event <>"
    " ev.id OR r.label IS NOT ev.label OR r.note IS NOT ev.note))"
    " UNION ALL SELECT 'a ruling without an event: scope ' || r.scope || ' target ' || r.target FROM"
    " ruling r WHERE NOT EXISTS (SELECT 1 FROM event ev WHERE ev.id = r.event)";

static const char counts_sql[] =
    "SELECT 'answer ' || a.id || ': ' || a.n || ' counted, ' || count(s.id) || ' there' FROM answer a"
    " LEFT JOIN service s ON s.answer = a.id GROUP BY a.id HAVING a.n <> count(s.id)"
    " UNION ALL SELECT 'banner ' || b.id || ': ' || b.n || ' counted, ' || ifnull(sum(a.n), 0) ||"
    " ' there' FROM banner b LEFT JOIN answer a ON a.banner = b.id GROUP BY b.id HAVING b.n <>"
    " ifnull(sum(a.n), 0)";

static const char undone_sql[] =
    "SELECT 'event ' || v.id || ' is marked wrongly as undone or not' FROM event v WHERE v.kind ="
    " 'verdict' AND v.undone <> ifnull((SELECT u.kind = 'undo' FROM event u WHERE u.about = v.id"
    " ORDER BY u.id DESC LIMIT 1), 0)";

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
        {"rulings", rulings_sql, NULL},
        {"log", undone_sql, NULL},
        {"counts", counts_sql, NULL},
    };
    *bad = 0;
    bs_err err = BS_OK;
    for (size_t i = 0; i < BS_COUNT(checks) && err == BS_OK; i++)
        err = rows_are_findings(&c, checks[i].what, checks[i].sql, checks[i].fine, e);
    return err == BS_OK ? check_chain(&c, e) : err;
}
