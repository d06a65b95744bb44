/* filter.h - how the files of filters share the work: filter_values.c has what each filter means, filter_sql.c puts a
 * query together, filter_kinds.c asks memory. */
#ifndef BS_STORE_FILTER_H
#define BS_STORE_FILTER_H

#include "columns.h"

/* What is asked once for each banner, set of traits, page, answer or owner, and what for each service: a text is looked
 * for in 230,000 banners, not in the million rows that show them. */
enum asked { OF_SERVICE, OF_ANSWER, OF_BANNER, OF_TRAITS, OF_PAGE, OF_OWNER };

/* Appends the condition for one value of a term; `column` is the filter's own. */
typedef bs_err value_fn(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                        struct bs_error *e);
struct filter {
    enum bs_filter_what what;
    enum asked asked;
    value_fn *fn;
    const char *column;
};
/* What the term's filter is; BS_E_SYNTAX for one that looks at what is not stored.  `column` is for the name of a
 * trait's.  A bare word is looked for in the bytes. */
bs_err filter_of(const struct bs_term *t, char column[64], struct filter *out, struct bs_error *e);

/* -- filter_kinds.c: what memory knows of a service is not asked of every row by SQL --------- */

/* Which of a few kinds a service is of. */
typedef int kind_fn(const struct columns *c, const struct col_service *v);
struct filter_kind {
    kind_fn *kind;
    unsigned wanted; /* bit 1 << kind */
};
bool filter_has_kind(const struct bs_term *t);
/* The kind that a value names, also of a filter that memory does not answer. */
bs_err filter_names(const struct bs_term *t, bs_str v, int *kind, struct bs_error *e);
/* The terms of a query that memory answers; `out` has room for as many as the query has. */
bs_err filter_kinds(const struct bs_query *q, struct filter_kind *out, size_t *n, struct bs_error *e);

/* -- what they share ----------------------------------------------------------------------- */

bs_err filter_wrong(const struct bs_term *t, bs_str value, const char *want, struct bs_error *e);
bool filter_yes(bs_str v);
void filter_put(struct filter_sql *f, const char *sql);
/* Each appends a parameter. */
void filter_text(struct filter_sql *f, bs_str s);
void filter_number(struct filter_sql *f, int64_t n);
void filter_blob(struct filter_sql *f, bs_bytes b);

#endif
