/* Every number a report or a pane prints. */
#include "columns.h"

#include <stdio.h>
#include <stdlib.h>

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

/* -- hits of rules ----------------------------------------------------------------------- */

struct rule_count {
    int64_t id; /* first: find_id() */
    bs_str name;
    int64_t services, last; /* last: the answer that counted it before */
};
struct counting {
    struct rule_count *rule;
    size_t rules, cap;
    struct bs_arena names;
};

static bs_err read_rules(struct bs_store *s, struct counting *t, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT id, name FROM rule ORDER BY id", &st, e);
    if (err != BS_OK)
        return err;
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        array_room(&t->rule, &t->cap, t->rules, sizeof *t->rule);
        t->rule[t->rules++] = (struct rule_count){.id = sqlite3_column_int64(st, 0),
                                                  .name = sql_text(st, 1, &t->names)};
    }
    sql_reset(st);
    return err;
}

/* Rows of an answer stand side by side, so one that names a rule twice is seen without a set. */
static bs_err count_hits(struct bs_store *s, const struct columns *c, struct counting *t, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, "SELECT answer, rule FROM evidence ORDER BY answer", &st, e);
    if (err != BS_OK)
        return err;
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        const int64_t answer = sqlite3_column_int64(st, 0);
        const size_t a = find_id(c->answer, c->answers, sizeof *c->answer, answer);
        const size_t r = find_id(t->rule, t->rules, sizeof *t->rule, sqlite3_column_int64(st, 1));
        if (a == SIZE_MAX || r == SIZE_MAX || t->rule[r].last == answer)
            continue;
        t->rule[r].last = answer;
        t->rule[r].services += c->answer[a].services;
    }
    sql_reset(st);
    return err;
}

static int by_hits(const void *a, const void *b)
{
    const struct rule_count *x = a, *y = b;
    if (x->services != y->services)
        return x->services > y->services ? -1 : 1;
    const size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
    const int c = n ? memcmp(x->name.p, y->name.p, n) : 0;
    return c ? c : x->name.n < y->name.n ? -1 : x->name.n > y->name.n;
}

bs_err bs_store_hits(struct bs_store *s, bs_figure_fn *fn, void *ctx, struct bs_error *e)
{
    const struct columns *c;
    struct counting t = {.rule = NULL};
    bool ours;
    bs_arena_init(&t.names, 16 << 20);
    bs_err err = columns_view(s, &ours, &c, e);
    if (err == BS_OK)
        err = read_rules(s, &t, e);
    if (err == BS_OK)
        err = count_hits(s, c, &t, e);
    sql_view_end(s, ours);
    if (err == BS_OK && t.rules)
        qsort(t.rule, t.rules, sizeof *t.rule, by_hits);
    bool go_on = true;
    for (size_t i = 0; i < t.rules && err == BS_OK && go_on; i++) {
        const struct bs_figure f = {.key = {t.rule[i].name}, .n = {t.rule[i].services}};
        if (t.rule[i].last)
            go_on = fn(ctx, &f);
    }
    free(t.rule);
    bs_arena_fini(&t.names);
    return err;
}
