/* table_rows.h - how a table is filled.  Private to src/engine. */
#ifndef BS_ENGINE_TABLE_ROWS_H
#define BS_ENGINE_TABLE_ROWS_H

#include "bannerscope/engine.h"

enum { TABLE_ROWS_MAX = 200000 };

struct table_maker {
    struct bs_table *t;
    struct bs_arena *a;
    size_t room;
    struct bs_store *store; /* where all fields are wanted (table_stream), to name services by; else NULL */
    bs_table_row_fn *fn;    /* told each row; NULL: the rows are kept */
    void *ctx;
    struct bs_arena own;    /* of the row in hand */
    struct bs_table_row one;
};
/* `columns` is an array that lives for ever. */
void table_begin(struct table_maker *m, struct bs_table *t, struct bs_arena *a, const char *name,
                 const struct bs_table_column *column, size_t columns, const char *empty);
/* Nothing is kept: each row has all `fields` and goes to fn; table_end() frees what the last one took. */
void table_stream(struct table_maker *m, struct bs_table *t, const struct bs_table_column *column, size_t columns,
                  size_t fields, struct bs_store *s, bs_table_row_fn *fn, void *ctx);
void table_end(struct table_maker *m);
/* The next row, its cells 0 and empty; NULL when the table is full (t->more is set). */
struct bs_table_row *table_row(struct table_maker *m);
void table_text(struct table_maker *m, struct bs_table_row *row, size_t column, bs_str text);
void table_number(struct bs_table_row *row, size_t column, int64_t n);
void table_time(struct bs_table_row *row, size_t column, bs_time t);
void table_id(struct table_maker *m, struct bs_table_row *row, size_t column, bs_id id);
void table_real(struct table_maker *m, struct bs_table_row *row, size_t column, double v);
/* The row is filled; false = no more are wanted. */
bool table_done(struct table_maker *m, const struct bs_table_row *row);
/* `query` and the filter name:value, in the arena. */
bs_str table_term(struct table_maker *m, bs_str query, const char *name, bs_str value);

/* A query for the local list. */
bs_err table_query(bs_str text, struct bs_arena *a, struct bs_query *q, struct bs_error *e);

typedef bs_err table_load_fn(struct bs_store *s, bs_str argument, struct bs_arena *a,
                             struct bs_table *out, struct bs_error *e);
table_load_fn table_dictionary, table_shapes, table_queue, table_samples, table_conflicts, table_log;
table_load_fn table_quality, table_agreement, table_report;
table_load_fn table_facets, table_history, table_saved, table_missing, table_unfinished, table_changes;

typedef bs_err table_own_fn(struct bs_store *s, const struct bs_table_reader *reader, struct bs_arena *a,
                            struct bs_table *out, struct bs_error *e);
/* The user's rules with what analysts made of their hits; the newest blind sample without the first verdicts. */
table_own_fn table_rules, table_blind;

/* What the line `line` would hit as a rule of the user's: its banners, what would change first. */
bs_err table_rule_hits(struct bs_store *s, const struct bs_rules_place *at, bs_str line, struct bs_arena *a,
                       struct bs_table *out, struct bs_error *e);

#endif
