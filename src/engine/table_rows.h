/* table_rows.h - how a table is filled.  Private to src/engine. */
#ifndef BS_ENGINE_TABLE_ROWS_H
#define BS_ENGINE_TABLE_ROWS_H

#include "bannerscope/engine.h"

enum { TABLE_ROWS_MAX = 200000 };

struct table_maker {
    struct bs_table *t;
    struct bs_arena *a;
    size_t room;
};
/* `columns` is an array that lives for ever. */
void table_begin(struct table_maker *m, struct bs_table *t, struct bs_arena *a, const char *name,
                 const struct bs_table_column *column, size_t columns, const char *empty);
/* The next row, its cells 0 and empty; NULL when the table is full (t->more is set). */
struct bs_table_row *table_row(struct table_maker *m);
void table_text(struct table_maker *m, struct bs_table_row *row, size_t column, bs_str text);
void table_number(struct bs_table_row *row, size_t column, int64_t n);
/* `query` and the filter name:value, in the arena. */
bs_str table_term(struct table_maker *m, bs_str query, const char *name, bs_str value);

/* A query for the local list. */
bs_err table_query(bs_str text, struct bs_arena *a, struct bs_query *q, struct bs_error *e);

typedef bs_err table_load_fn(struct bs_store *s, bs_str argument, struct bs_arena *a,
                             struct bs_table *out, struct bs_error *e);
table_load_fn table_dictionary, table_shapes, table_queue, table_samples, table_conflicts, table_log;
table_load_fn table_quality, table_agreement, table_report;
table_load_fn table_facets, table_history, table_saved, table_missing, table_unfinished, table_changes;

/* What the line `line` would hit as a rule of the user's: its banners, what would change first. */
bs_err table_rule_hits(struct bs_store *s, const struct bs_rules_place *at, bs_str line, struct bs_arena *a,
                       struct bs_table *out, struct bs_error *e);

#endif
