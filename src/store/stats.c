/* Every number a report or a pane prints. */
#include "store_priv.h"

#include <stdio.h>

bs_err bs_store_last_event(struct bs_store *s, char out[65], struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    out[0] = '\0';
    bs_err err = sql_cached(s, "SELECT hash FROM event ORDER BY id DESC LIMIT 1", &st, e);
    if (err == BS_OK && (err = sql_step(s, st, &row, e)) == BS_OK && row)
        snprintf(out, 65, "%s", (const char *)sqlite3_column_text(st, 0));
    if (err == BS_OK)
        sql_reset(st);
    return err;
}

/* -- figures ----------------------------------------------------------------------------- */

/* Text columns first (keys), then numbers; how many of each. */
static const struct figure_table {
    const char *name;
    int keys, numbers;
    const char *sql;
} tables[] = {
    /* rule: services */
    {"hits", 1, 1, "SELECT r.name, sum(x.n) FROM (SELECT DISTINCT v.rule AS rule, a.id, a.n AS n FROM evidence v"
                   " JOIN answer a ON a.id = v.answer) x JOIN rule r ON r.id = x.rule GROUP BY x.rule ORDER BY"
                   " 2 DESC, 1"},
    /* analyst, day: events, services spoken for */
    {"labelling", 2, 2, "SELECT analyst, date(time / 1000000, 'unixepoch'), count(*), sum(services)"
                        " FROM event v WHERE kind = 'verdict' AND NOT " SQL_UNDONE " GROUP BY 1, 2 ORDER BY 2, 1"},
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
