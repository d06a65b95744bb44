/* Services in the order of a list: a number for each, then numbers are sorted.  In SQL a million joined rows took
 * longer than reading all of them. */
#include "columns.h"

#include <stdlib.h>

enum { RADIX = 256, DIGITS = 8, BANNER_BITS = 28, COUNT_BITS = 32 };

struct item {
    uint64_t key;
    uint32_t service; /* its place */
};

struct ordering {
    struct bs_store *s;
    const struct columns *c;
    bool descending;
    uint32_t *rank; /* of a text: by place of answer or owner, or of the service; 0 = there is none */
};

/* -- texts as ranks ------------------------------------------------------------------------ */

struct text {
    bs_str text;
    uint32_t symbol;
};

static int by_bytes(const void *a, const void *b)
{
    const struct text *x = a, *y = b;
    const size_t n = x->text.n < y->text.n ? x->text.n : y->text.n;
    const int c = n ? memcmp(x->text.p, y->text.p, n) : 0;
    return c ? c : x->text.n < y->text.n ? -1 : x->text.n > y->text.n;
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static int by_letters(const void *a, const void *b)
{
    const struct text *x = a, *y = b;
    const size_t n = x->text.n < y->text.n ? x->text.n : y->text.n;
    for (size_t i = 0; i < n; i++)
        if (lower(x->text.p[i]) != lower(y->text.p[i]))
            return lower(x->text.p[i]) < lower(y->text.p[i]) ? -1 : 1;
    return x->text.n < y->text.n ? -1 : x->text.n > y->text.n;
}

/* The empty text is symbol 0. */
uint32_t *rank_symbols(const struct bs_symbols *y, bool capitals)
{
    int (*const compare)(const void *a, const void *b) = capitals ? by_bytes : by_letters;
    uint32_t *rank = bs_alloc(y->n * sizeof *rank), at = 0;
    struct text *t = bs_alloc(y->n * sizeof *t);
    for (size_t i = 1; i < y->n; i++)
        t[i - 1] = (struct text){y->text[i], (uint32_t)i};
    qsort(t, y->n - 1, sizeof *t, compare);
    for (size_t i = 0; i + 1 < y->n; i++) {
        at += i == 0 || compare(&t[i - 1], &t[i]) != 0;
        rank[t[i].symbol] = at;
    }
    free(t);
    return rank;
}

/* The symbol of the text in a table's second column for each place of an array whose ids stand first. */
static bs_err read_symbols(struct bs_store *s, const char *sql, const void *array, size_t n, size_t size,
                           struct bs_symbols *y, uint32_t *out, struct bs_error *e)
{
    sqlite3_stmt *st;
    bool row;
    bs_err err = sql_cached(s, sql, &st, e);
    if (err != BS_OK)
        return err;
    while ((err = sql_step(s, st, &row, e)) == BS_OK && row) {
        const size_t at = find_id(array, n, size, sqlite3_column_int64(st, 0));
        if (at != SIZE_MAX)
            out[at] = sql_symbol(st, 1, y);
    }
    sql_reset(st);
    return err;
}

static void to_ranks(uint32_t *symbol, size_t n, const struct bs_symbols *y, bool capitals)
{
    uint32_t *rank = rank_symbols(y, capitals);
    for (size_t i = 0; i < n; i++)
        symbol[i] = rank[symbol[i]];
    free(rank);
}

static bs_err prepare_texts(struct ordering *o, const char *sql, const void *array, size_t n, size_t size,
                            bool capitals, struct bs_error *e)
{
    struct bs_symbols y;
    bs_symbols_init(&y);
    o->rank = bs_alloc((n + 1) * sizeof *o->rank);
    bs_err err = read_symbols(o->s, sql, array, n, size, &y, o->rank, e);
    if (err == BS_OK)
        to_ranks(o->rank, n, &y, capitals);
    bs_symbols_fini(&y);
    return err;
}

static bs_err prepare_org(struct ordering *o, struct bs_error *e)
{
    const struct columns *c = o->c;
    (void)e;
    o->rank = bs_alloc((c->owners + 1) * sizeof *o->rank);
    for (size_t i = 0; i < c->owners; i++)
        o->rank[i] = c->owner[i].org;
    to_ranks(o->rank, c->owners, &c->symbols, false);
    return BS_OK;
}

static bs_err prepare_country(struct ordering *o, struct bs_error *e)
{
    return prepare_texts(o, "SELECT id, country FROM owner ORDER BY id", o->c->owner, o->c->owners,
                         sizeof *o->c->owner, true, e);
}

static bs_err prepare_service(struct ordering *o, struct bs_error *e)
{
    return prepare_texts(o, "SELECT id, service FROM answer ORDER BY id", o->c->answer, o->c->answers,
                         sizeof *o->c->answer, true, e);
}

/* Of each service: what was told about it, else what the rules say of its answer. */
static bs_err prepare_label(struct ordering *o, struct bs_error *e)
{
    const struct columns *c = o->c;
    struct bs_symbols y;
    uint32_t *said = bs_alloc((c->answers + 1) * sizeof *said);
    bs_symbols_init(&y);
    o->rank = bs_alloc((c->services + 1) * sizeof *o->rank);
    bs_err err = read_symbols(o->s, "SELECT id, label FROM answer ORDER BY id", c->answer, c->answers,
                              sizeof *c->answer, &y, said, e);
    for (size_t i = 0; i < c->services && err == BS_OK; i++) {
        const struct told *told = columns_told(c, &c->service[i]);
        o->rank[i] = told->label ? bs_symbol(&y, bs_symbol_text(&c->symbols, told->label))
                                 : said[c->service[i].answer];
    }
    if (err == BS_OK)
        to_ranks(o->rank, c->services, &y, false);
    bs_symbols_fini(&y);
    free(said);
    return err;
}

/* -- the number a service is sorted by ------------------------------------------------------ */

typedef uint64_t key_fn(const struct ordering *o, const struct col_service *v);

/* Nothing to sort by comes last in either direction. */
static uint64_t ranked(const struct ordering *o, uint64_t rank)
{
    return !rank ? UINT64_MAX : o->descending ? ~rank : rank;
}

static uint64_t number(const struct ordering *o, uint64_t n)
{
    return o->descending ? ~n : n;
}

static uint64_t key_ip(const struct ordering *o, const struct col_service *v)
{
    return number(o, v->host);
}

static uint64_t key_port(const struct ordering *o, const struct col_service *v)
{
    return number(o, v->port);
}

static uint64_t key_seen(const struct ordering *o, const struct col_service *v)
{
    return number(o, (uint64_t)v->seen ^ UINT64_C(1) << 63); /* before 1970, too */
}

static uint64_t key_of_owner(const struct ordering *o, const struct col_service *v)
{
    return ranked(o, o->rank[v->owner]);
}

static uint64_t key_of_answer(const struct ordering *o, const struct col_service *v)
{
    return ranked(o, o->rank[v->answer]);
}

static uint64_t key_label(const struct ordering *o, const struct col_service *v)
{
    return ranked(o, o->rank[v - o->c->service]);
}

static uint64_t key_verdict(const struct ordering *o, const struct col_service *v)
{
    return ranked(o, (uint64_t)columns_verdict(o->c, v));
}

/* How many show the banner, then which it is: identical banners side by side. */
static uint64_t banner_key(const struct ordering *o, const struct col_service *v, bool most_first)
{
    const uint32_t at = o->c->answer[v->answer].banner;
    const uint32_t n = at == NOWHERE ? 0 : o->c->banner[at].services;
    const uint64_t order = at == NOWHERE ? 0 : o->c->banner[at].order;
    return (uint64_t)(most_first ? ~n : n) << BANNER_BITS | (order & ((1u << BANNER_BITS) - 1));
}

static uint64_t key_count(const struct ordering *o, const struct col_service *v)
{
    return banner_key(o, v, o->descending);
}

/* What comes first: work to do by pay-off, then what was found. */
static uint64_t key_attention(const struct ordering *o, const struct col_service *v)
{
    enum { UNKNOWN, OTHER_OPEN, MEDICAL, LEFT_UNKNOWN, REST, NO_RESPONSE };
    const struct col_answer *a = &o->c->answer[v->answer];
    const struct told *told = columns_told(o->c, v);
    const int verdict = columns_verdict(o->c, v);
    const uint64_t place = !a->response              ? NO_RESPONSE
                           : columns_open(a, told)   ? (verdict == BS_UNKNOWN ? UNKNOWN : OTHER_OPEN)
                           : verdict == BS_MEDICAL   ? MEDICAL
                           : verdict == BS_UNKNOWN   ? LEFT_UNKNOWN
                                                     : REST;
    return (o->descending ? NO_RESPONSE - place : place) << (BANNER_BITS + COUNT_BITS) |
           banner_key(o, v, !o->descending);
}

static const struct {
    key_fn *key;
    bs_err (*prepare)(struct ordering *o, struct bs_error *e);
} orders[BS_SORT_COUNT_] = {
    [BS_SORT_ATTENTION] = {key_attention, NULL},
    [BS_SORT_IP] = {key_ip, NULL},
    [BS_SORT_PORT] = {key_port, NULL},
    [BS_SORT_ORG] = {key_of_owner, prepare_org},
    [BS_SORT_SERVICE] = {key_of_answer, prepare_service},
    [BS_SORT_VERDICT] = {key_verdict, NULL},
    [BS_SORT_COUNT] = {key_count, NULL},
    [BS_SORT_SEEN] = {key_seen, NULL},
    [BS_SORT_LABEL] = {key_label, prepare_label},
    [BS_SORT_COUNTRY] = {key_of_owner, prepare_country},
};

/* -- sorting ----------------------------------------------------------------------------- */

static unsigned digit_of(uint64_t key, int digit)
{
    return (unsigned)(key >> (8 * digit)) & (RADIX - 1);
}

/* Stable, one pass a byte in which keys differ; returns where the result is. */
static struct item *radix_sort(struct item *from, struct item *to, size_t n)
{
    size_t (*count)[RADIX] = bs_alloc(DIGITS * sizeof *count);
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < DIGITS; d++)
            count[d][digit_of(from[i].key, d)]++;
    for (int d = 0; d < DIGITS && n; d++) {
        if (count[d][digit_of(from[0].key, d)] == n)
            continue;
        size_t at = 0;
        for (unsigned k = 0; k < RADIX; k++) {
            const size_t here = count[d][k];
            count[d][k] = at;
            at += here;
        }
        for (size_t i = 0; i < n; i++)
            to[count[d][digit_of(from[i].key, d)]++] = from[i];
        struct item *swap = from;
        from = to;
        to = swap;
    }
    free(count);
    return from;
}

bs_err order_services(struct bs_store *s, const struct columns *c, const bool *chosen, enum bs_sort sort,
                      bool descending, int64_t **ids, size_t *n, struct bs_error *e)
{
    struct ordering o = {.s = s, .c = c, .descending = descending};
    bs_err err = orders[sort].prepare ? orders[sort].prepare(&o, e) : BS_OK;
    *n = 0;
    *ids = NULL;
    if (err == BS_OK) {
        struct item *item = bs_alloc(2 * (c->by_addresses + 1) * sizeof *item);
        for (size_t i = 0; i < c->by_addresses; i++) {
            const uint32_t at = c->by_address[i];
            if (!chosen || chosen[at])
                item[(*n)++] = (struct item){orders[sort].key(&o, &c->service[at]), at};
        }
        const struct item *sorted = radix_sort(item, item + c->by_addresses + 1, *n);
        *ids = bs_alloc((*n + 1) * sizeof **ids);
        for (size_t i = 0; i < *n; i++)
            (*ids)[i] = c->service[sorted[i].service].id;
        free(item);
    }
    free(o.rank);
    return err;
}
