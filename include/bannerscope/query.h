/* query.h - the one query language: Shodan's, and the same for the local list.  Layer 1.
 *
 *   words and "phrases"            all must hold
 *   name:value name:"two words"    a filter; name:a,b any of
 *   -                              in front negates
 *
 * parse(print(q)) = q for every q.  The tree knows nothing of SQLite. */
#ifndef BS_QUERY_H
#define BS_QUERY_H

#include "bannerscope/record.h"

/* What a filter's values are. */
enum bs_filter_type {
    BS_FT_TEXT,    /* words, case-insensitive */
    BS_FT_EXACT,   /* whole value, case-insensitive: country, asn, service */
    BS_FT_NUMBER,  /* whole number; local only also a-b ranges, >n, <n */
    BS_FT_NET,     /* address or CIDR */
    BS_FT_DATE,    /* dd/mm/yyyy (Shodan), also yyyy-mm-dd locally */
    BS_FT_BOOL,    /* true/false, locally also yes/no, 1/0 */
    BS_FT_ENUM,    /* one of `values` */
    BS_FT_BYTES,   /* hex digits, ? for any: 0a01??04 */
};
/* What it looks at; the store maps these to SQL, a warehouse could map them to its own. */
enum bs_filter_what {
    BS_F_REMOTE, /* Shodan knows it, we do not store it: an error locally */
    BS_F_NET, BS_F_PORT, BS_F_TRANSPORT, BS_F_VHOST,
    BS_F_ORG, BS_F_ISP, BS_F_ASN, BS_F_COUNTRY, BS_F_CITY, BS_F_HOSTNAME,
    BS_F_TRAIT,  /* trait index in def->trait */
    BS_F_SSL,    /* any of the certificate traits */
    BS_F_HASH,   /* Shodan's murmur3 of data */
    BS_F_SEEN_AFTER, BS_F_SEEN_BEFORE, BS_F_HAS_SSL,
    BS_F_VERDICT, BS_F_BY, BS_F_SERVICE, BS_F_LABEL, BS_F_AFFILIATION, BS_F_EVIDENCE, BS_F_BYTES,
    BS_F_SHAPE, BS_F_BANNER, BS_F_RESPONSE, BS_F_NOTE, BS_F_QUERY, BS_F_ASIDE,
    BS_F_OPEN,   /* open:yes = still waits for an analyst */
    BS_F_STALE, BS_F_HONEYPOT,
    BS_F_ACCESS, BS_F_FOUND, BS_F_HOST_SERVICES, BS_F_NAMED, BS_F_ORG_IS, BS_F_PATTERN,
};
struct bs_filter_def {
    const char *name;          /* "http.title" */
    enum bs_filter_type type;
    enum bs_filter_what what;
    const char *trait;         /* for BS_F_TRAIT */
    bool local_only;           /* an error in a query meant for Shodan */
    const char *const *values; /* BS_FT_ENUM: NULL-terminated */
    const char *help;
};
extern const struct bs_filter_def bs_filter_defs[]; /* sorted by name; name NULL at the end */
const struct bs_filter_def *bs_filter_find(bs_str name);
/* Smallest edit distance; at most 3, less for short names.  NULL when none is near. */
const struct bs_filter_def *bs_filter_nearest(bs_str name);

struct bs_term {
    bool negated;
    const struct bs_filter_def *filter; /* NULL: a word or phrase */
    bs_str *value; /* any of these (words: exactly one) */
    size_t values;
    uint32_t at, length; /* bytes of the text it was parsed from */
};
struct bs_query {
    struct bs_term *term;
    size_t terms;
};

enum bs_query_use { BS_QUERY_LOCAL, BS_QUERY_SHODAN };

/* e->text names what is wrong and the nearest known name; *at is the byte where.  The tree lives
 * in `a`.  An empty text is a valid local query (all), and an error for Shodan. */
bs_err bs_query_parse(bs_str text, enum bs_query_use use, struct bs_arena *a,
                      struct bs_query *out, uint32_t *at, struct bs_error *e);
/* The same, where Shodan's own list of filters is at hand (newest names, one by one): a name that
 * only that list has is a filter of text that Shodan alone knows. */
struct bs_filter_names {
    const bs_str *name;
    size_t n;
};
bs_err bs_query_parse_with(bs_str text, enum bs_query_use use, const struct bs_filter_names *more,
                           struct bs_arena *a, struct bs_query *out, uint32_t *at,
                           struct bs_error *e);
void bs_query_print(const struct bs_query *q, struct bs_buf *out);
bool bs_query_equal(const struct bs_query *a, const struct bs_query *b);
/* Pages of 100 for so many results; 0 where the number is not known (below 0). */
enum { BS_QUERY_PAGE = 100 };
static inline int64_t bs_query_pages(int64_t results)
{
    return results > 0 ? (results - 1) / BS_QUERY_PAGE + 1 : 0;
}
/* Credits for the first `pages` pages of 100: 1 a page, but page 1 of a query without
 * filters is free. */
int64_t bs_query_price(const struct bs_query *q, int64_t pages);
/* The same for a text; one that our table of filters cannot read has some, and is priced so. */
int64_t bs_query_text_price(bs_str text, int64_t pages);
/* A term that holds for exactly this text: name:value; name:none for the empty text; name:#xxxxxxxx (its
 * hash) for one that the language cannot write.  Only for filters of whole values. */
void bs_query_put_exact(const char *name, bs_str value, struct bs_buf *out);
bool bs_query_text_hash(bs_str value, int64_t *hash); /* is it #xxxxxxxx? */
/* `value` quoted where the language needs it, for building queries. */
void bs_query_quote(bs_str value, struct bs_buf *out);

#endif
