/* The totals of every screen. */
#include "columns.h"

#include <stdio.h>
#include <stdlib.h>

/* Which banners are open and which organisations are there, each counted once. */
struct seen {
    bool *banner, *org;
};

static void count_once(bool *seen, size_t at, int64_t *count)
{
    *count += !seen[at];
    seen[at] = true;
}

static void add_service(const struct columns *c, const struct col_service *v, struct seen *seen,
                        struct bs_totals *out)
{
    const struct col_answer *a = &c->answer[v->answer];
    const struct col_owner *o = &c->owner[v->owner];
    const struct told *told = columns_told(c, v);
    const bool open = columns_open(a, told);
    out->services++;
    out->responses += a->response;
    out->decided += told->decided;
    out->stale += told->stale;
    out->aside += columns_aside(c, v);
    if (a->response)
        out->verdict[columns_verdict(c, v)]++;
    out->open += open;
    if (open && a->banner != NOWHERE)
        count_once(seen->banner, a->banner, &out->open_banners);
    if (o->org)
        count_once(seen->org, o->org, &out->organisations);
}

static void count_services(const struct columns *c, struct bs_totals *out)
{
    struct seen seen = {bs_alloc(c->banners + 1), bs_alloc(c->symbols.n)};
    for (size_t i = 0; i < c->services; i++)
        add_service(c, &c->service[i], &seen, out);
    out->hosts = c->hosts;
    out->banners = (int64_t)c->banners;
    free(seen.banner);
    free(seen.org);
}

static bs_err count_rest(struct bs_store *s, struct bs_totals *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT (SELECT count(*) FROM event),"
                               " ifnull((SELECT hash FROM event ORDER BY id DESC LIMIT 1), ''),"
                               " (SELECT count(*) FROM run WHERE ended IS NULL), (SELECT ifnull(sum(max("
                               "CASE WHEN agreed > 0 AND (total < 0 OR agreed < (total + 99) / 100) THEN"
                               " agreed ELSE (max(total, 1) + 99) / 100 END - (SELECT count(*) FROM page"
                               " WHERE run = run.id), 0)), 0) FROM run WHERE ended IS NULL)", &st, e);
    if (err != BS_OK)
        return err;
    if ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        out->events = sqlite3_column_int64(st, 0);
        out->unfinished = sqlite3_column_int64(st, 2);
        out->unfinished_credits = sqlite3_column_int64(st, 3);
        snprintf(out->last_hash, sizeof out->last_hash, "%s", (const char *)sqlite3_column_text(st, 1));
    }
    sql_reset(st);
    return err;
}

bs_err bs_store_totals(struct bs_store *s, struct bs_totals *out, struct bs_error *e)
{
    const struct columns *c;
    bool ours;
    memset(out, 0, sizeof *out);
    bs_err err = columns_view(s, &ours, &c, e);
    if (err == BS_OK) {
        count_services(c, out);
        err = count_rest(s, out, e);
    }
    sql_view_end(s, ours);
    return err;
}
