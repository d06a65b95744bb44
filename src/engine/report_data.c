/* From services to tables: one pass over the facts for all sections, then order, shares, filters. */
#include <stdio.h>
#include <stdlib.h>

#include "report.h"

struct reading {
    const struct report_section *section[REPORT_SECTIONS_MAX];
    struct tally tally[REPORT_SECTIONS_MAX];
    size_t n;
    struct bs_symbols symbols;
    bs_str query;
    struct bs_arena *a;
};

static void take_fact(void *ctx, const struct bs_fact *f)
{
    struct reading *r = ctx;
    for (size_t i = 0; i < r->n; i++)
        if (r->section[i]->add)
            r->section[i]->add(&r->tally[i], f);
}

/* Rows that are always there begin with nothing: made by a service that does not count. */
static void make_fixed_rows(struct reading *r)
{
    static const struct bs_fact_answer no_answer = {.verdict = BS_VERDICT_NONE};
    static const struct bs_fact_owner no_owner = {.org = 0};
    const struct bs_fact none = {.answer = &no_answer, .owner = &no_owner};
    for (size_t i = 0; i < r->n; i++) {
        struct tally *t = &r->tally[i];
        if (!r->section[i]->fixed || !r->section[i]->add)
            continue;
        r->section[i]->add(t, &none);
        for (size_t k = 0; k < t->rows; k++) {
            memset(t->row[k].n, 0, sizeof t->row[k].n);
            t->row[k].host = 0;
        }
    }
}

/* -- order ------------------------------------------------------------------------------- */

static int compare_text(bs_str a, bs_str b)
{
    int64_t x, y;
    if (bs_str_i64(a, &x) && bs_str_i64(b, &y) && x != y)
        return x < y ? -1 : 1;
    return bs_bytes_cmp(bs_str_bytes(a), bs_str_bytes(b));
}

static int compare_rows(const struct report_row *x, const struct report_row *y, enum report_order order)
{
    int c = 0;
    if (order == ORDER_FIRST_KEY)
        c = compare_text(x->key[0], y->key[0]);
    if (c == 0 && order != ORDER_KEYS && x->n[0] != y->n[0])
        return x->n[0] > y->n[0] ? -1 : 1;
    for (int i = 0; c == 0 && i < REPORT_KEYS; i++)
        c = compare_text(x->key[i], y->key[i]);
    return c;
}

static int by_count(const void *a, const void *b)
{
    return compare_rows(a, b, ORDER_COUNT);
}

static int by_keys(const void *a, const void *b)
{
    return compare_rows(a, b, ORDER_KEYS);
}

static int by_first_key(const void *a, const void *b)
{
    return compare_rows(a, b, ORDER_FIRST_KEY);
}

static void sort_rows(struct report_table *t)
{
    static int (*const by[])(const void *, const void *) = {
        [ORDER_COUNT] = by_count, [ORDER_KEYS] = by_keys, [ORDER_FIRST_KEY] = by_first_key};
    if (t->rows && t->section->order != ORDER_MADE)
        qsort(t->row, t->rows, sizeof *t->row, by[t->section->order]);
}

/* -- shares ------------------------------------------------------------------------------ */

bool report_is_share(const struct report_section *s, int number)
{
    return s->share.column && s->share.column == number;
}

void report_number_text(const struct report_table *t, size_t row, int number, char out[32])
{
    const long long n = (long long)t->row[row].n[number];
    if (report_is_share(t->section, number))
        snprintf(out, 32, "%lld.%02lld", n / 100, n % 100);
    else
        snprintf(out, 32, "%lld", n);
}

/* Hundredths of a percent, rounded. */
static int64_t share(int64_t part, int64_t whole)
{
    return whole > 0 && part >= 0 ? (int64_t)((double)part * 10000 / (double)whole + 0.5) : 0;
}

static void fill_shares(struct report_table *t)
{
    const struct report_share *h = &t->section->share;
    int64_t sum = 0;
    if (!h->column)
        return;
    for (size_t i = 0; i < t->rows; i++)
        sum += t->row[i].n[h->part];
    for (size_t i = 0; i < t->rows; i++) {
        struct report_row *row = &t->row[i];
        row->n[h->column] = share(row->n[h->part], h->whole < 0 ? sum : row->n[h->whole]);
    }
}

/* -- filters ------------------------------------------------------------------------------ */

static void put_term(struct bs_buf *b, const char *name, bs_str value)
{
    bs_buf_put(b, b->len ? BS_STR(" ") : BS_STR(""));
    bs_query_put_exact(name, value, b);
}

/* What the filter of a key says of its text. */
static void put_key(struct bs_buf *b, const char *name, const struct report_row *row, int key)
{
    bs_str rest = row->key[key], part;
    if (strcmp(name, "verdict") == 0 && bs_str_eq(rest, BS_STR("no response"))) {
        put_term(b, "response", BS_STR("no"));
    } else if (strcmp(name, "verdict") == 0) {
        put_term(b, name, rest);
        put_term(b, "response", BS_STR("yes"));
    } else if (strcmp(name, "port") == 0 && bs_str_split(&rest, '/', &part)) {
        put_term(b, name, part);
        if (rest.p)
            put_term(b, "transport", rest);
    } else if (strcmp(name, "software") == 0) {
        struct bs_buf rule;
        bs_buf_init(&rule, 4096);
        bs_buf_put(&rule, BS_STR("software:"));
        bs_buf_put(&rule, rest);
        put_term(b, "evidence", bs_buf_str(&rule));
        bs_buf_fini(&rule);
    } else {
        put_term(b, name, rest);
    }
}

/* A product with its version where that is a key of its own. */
static void put_named(struct bs_buf *b, const struct report_section *s, const struct report_row *row, int key)
{
    struct bs_buf named;
    bs_buf_init(&named, 4096);
    bs_buf_put(&named, row->key[key]);
    if (key + 1 < s->keys) {
        bs_buf_putc(&named, ' ');
        bs_buf_put(&named, row->key[key + 1]);
    }
    put_term(b, "named", bs_str_trim(bs_buf_str(&named)));
    bs_buf_fini(&named);
}

/* "2019-03": from its first day to the first of the month behind it. */
static void put_month(struct bs_buf *b, bs_str text)
{
    int64_t year, month;
    if (text.n != 7 || !bs_str_i64((bs_str){text.p, 4}, &year) ||
        !bs_str_i64((bs_str){text.p + 5, 2}, &month))
        return;
    bs_buf_printf(b, "%sseen:%04d-%02d-01", b->len ? " " : "", (int)year, (int)month);
    bs_buf_printf(b, " before:%04d-%02d-01", (int)(month == 12 ? year + 1 : year),
                  (int)(month == 12 ? 1 : month + 1));
}

static bs_str make_filter(const struct reading *r, const struct report_section *s, const struct report_row *row)
{
    enum { FILTER_MAX = 64 << 10 };
    struct bs_buf b;
    if ((s->whole && r->query.n) || !s->filter[0])
        return BS_STR("");
    bs_buf_init(&b, FILTER_MAX);
    bs_buf_put(&b, r->query);
    if (s->also)
        bs_buf_printf(&b, "%s%s", b.len ? " " : "", s->also);
    for (int i = 0; i < s->keys && s->filter[i]; i++) {
        if (strcmp(s->filter[i], "named") == 0)
            put_named(&b, s, row, i);
        else if (strcmp(s->filter[i], "month") == 0)
            put_month(&b, row->key[i]);
        else
            put_key(&b, s->filter[i], row, i);
    }
    bs_str out = bs_arena_str(r->a, bs_buf_str(&b));
    bs_buf_fini(&b);
    return out;
}

/* A row of a fixed section brings its own. */
static bs_str fixed_filter(const struct reading *r, bs_str own)
{
    if (!own.n || !r->query.n)
        return bs_arena_str(r->a, own);
    return bs_arena_printf(r->a, "%.*s %.*s", (int)r->query.n, r->query.p, (int)own.n, own.p);
}

/* -- tables ------------------------------------------------------------------------------ */

static void fill_row(const struct reading *r, const struct report_section *s, const struct tally_row *from,
                     struct report_row *row)
{
    for (int k = 0; k < s->keys; k++)
        row->key[k] = bs_symbol_text(&r->symbols, from->key[k]);
    memcpy(row->n, from->n, sizeof row->n);
    if (s->fixed)
        row->filter = fixed_filter(r, bs_symbol_text(&r->symbols, from->key[1]));
}

/* Texts move into the arena; an absent one gets its name. */
static void finish_rows(const struct reading *r, struct report_table *t)
{
    const struct report_section *s = t->section;
    for (size_t i = 0; i < t->rows; i++) {
        struct report_row *row = &t->row[i];
        if (!s->fixed)
            row->filter = make_filter(r, s, row);
        for (int k = 0; k < s->keys; k++)
            row->key[k] = row->key[k].n || !s->absent ? bs_arena_str(r->a, row->key[k]) : bs_str_z(s->absent);
        if (row->n[0] > t->most)
            t->most = row->n[0];
    }
}

static bs_err fill_table(const struct reading *r, size_t at, struct report_table *t, struct bs_error *e)
{
    const struct report_section *s = r->section[at];
    const struct tally *from = &r->tally[at];
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): memory that failed is an error before
    *t = (struct report_table){.section = s};
    if (from->rows == 0)
        return BS_OK;
    struct report_row *row = bs_arena_alloc(r->a, from->rows * sizeof *row);
    if (!row)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for section %s", s->name);
    t->row = row;
    for (size_t i = 0; i < from->rows; i++)
        if (s->fixed || from->row[i].n[0] || from->row[i].n[1]) /* hosts that moved on left nothing */
            fill_row(r, s, &from->row[i], &t->row[t->rows++]);
    fill_shares(t);
    sort_rows(t);
    if (s->limit && t->rows > (size_t)s->limit) {
        t->left_out = t->rows - (size_t)s->limit;
        t->rows = (size_t)s->limit;
    }
    finish_rows(r, t);
    return BS_OK;
}

/* -- reading ------------------------------------------------------------------------------ */

static bs_err choose(struct reading *r, const char *only, bool *facts, bool *rules, struct bs_error *e)
{
    for (const struct report_section *s = report_sections; s->name; s++) {
        if (only && strcmp(only, s->name) != 0)
            continue;
        tally_init(&r->tally[r->n], &r->symbols);
        r->section[r->n++] = s;
        *facts |= s->add != NULL;
        *rules |= s->rules;
    }
    if (r->n)
        return BS_OK;
    char shown[64];
    return bs_error_set(e, BS_E_USAGE, "no section is called '%s'; `report --section list` names them",
                        bs_gate_z(bs_str_bytes(bs_str_z(only)), shown, sizeof shown));
}

static bs_err count_all(struct reading *r, struct bs_store *s, const struct bs_query *q, bool facts, bool rules,
                        struct bs_error *e)
{
    bs_err err = BS_OK;
    make_fixed_rows(r);
    if (facts)
        err = bs_store_facts(s, q, rules, &r->symbols, take_fact, r, e);
    for (size_t i = 0; err == BS_OK && i < r->n; i++)
        if (r->section[i]->load)
            err = r->section[i]->load(s, &r->tally[i], e);
    return err;
}

bs_err report_read(struct bs_store *s, const struct bs_query *q, bs_str query, const char *only,
                   struct bs_arena *a, struct report_table **tables, size_t *n, struct bs_error *e)
{
    struct reading r = {.query = query, .a = a};
    bool facts = false, rules = false;
    bs_symbols_init(&r.symbols);
    bs_err err = choose(&r, only, &facts, &rules, e);
    if (err == BS_OK)
        err = count_all(&r, s, q, facts, rules, e);
    *n = r.n;
    *tables = err == BS_OK ? bs_arena_alloc(a, r.n * sizeof **tables) : NULL;
    if (err == BS_OK && !*tables)
        err = bs_error_set(e, BS_E_LIMIT, "not enough memory for the report");
    for (size_t i = 0; err == BS_OK && i < r.n; i++)
        err = fill_table(&r, i, &(*tables)[i], e);
    for (size_t i = 0; i < r.n; i++)
        tally_fini(&r.tally[i]);
    bs_symbols_fini(&r.symbols);
    return err;
}
