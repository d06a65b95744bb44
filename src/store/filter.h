/* filter.h - how the two files of filters share the work: filter_values.c has what each filter means, filter_sql.c puts
 * a query together. */
#ifndef BS_STORE_FILTER_H
#define BS_STORE_FILTER_H

#include "store_priv.h"

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

void filter_put(struct filter_sql *f, const char *sql);
/* Each appends a parameter. */
void filter_text(struct filter_sql *f, bs_str s);
void filter_number(struct filter_sql *f, int64_t n);
void filter_blob(struct filter_sql *f, bs_bytes b);

#endif
