/* Tree to text, equality, price. */
#include "bannerscope/query.h"

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("._/<>@+=*!()[]{};&%$#|~^", c)) || (unsigned char)c >= 0x80;
}

/* A word that would read back as itself: no blank, quote, colon, comma, nor a minus in front. */
static bool needs_quotes(bs_str v, bool in_filter)
{
    if (v.n == 0 || (v.p[0] == '-' && !in_filter))
        return true;
    for (size_t i = 0; i < v.n; i++)
        if (!is_plain(v.p[i]) && v.p[i] != '-' && !(in_filter && v.p[i] == ':'))
            return true;
    return false;
}

static void put_inside(struct bs_buf *out, bs_str v)
{
    for (size_t i = 0; i < v.n; i++) {
        if (v.p[i] == '"' || v.p[i] == '\\')
            bs_buf_putc(out, '\\');
        bs_buf_putc(out, v.p[i]);
    }
}

void bs_query_quote(bs_str value, struct bs_buf *out)
{
    if (!needs_quotes(value, false)) {
        bs_buf_put(out, value);
        return;
    }
    bs_buf_putc(out, '"');
    put_inside(out, value);
    bs_buf_putc(out, '"');
}

/* Nothing that the parser would split, trim or read as something else. */
static bool can_be_written(bs_str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == ',' || (unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            return false;
    return value.p[0] != '#' && bs_str_trim(value).n == value.n && !bs_str_eq_nocase(value, BS_STR("none"));
}

void bs_query_put_exact(const char *name, bs_str value, struct bs_buf *out)
{
    bs_buf_printf(out, "%s:", name);
    if (value.n == 0)
        bs_buf_put(out, BS_STR("none"));
    else if (can_be_written(value))
        bs_query_quote(value, out);
    else
        bs_buf_printf(out, "#%08x", (unsigned)bs_murmur3(bs_str_bytes(value)));
}

bool bs_query_text_hash(bs_str value, int64_t *hash)
{
    uint32_t n = 0;
    if (value.n != 9 || value.p[0] != '#')
        return false;
    for (size_t i = 1; i < value.n; i++) {
        const char *digits = "0123456789abcdef", *at = value.p[i] ? strchr(digits, value.p[i]) : NULL;
        if (!at)
            return false;
        n = n << 4 | (uint32_t)(at - digits);
    }
    *hash = (int32_t)n;
    return true;
}

static void print_filter(const struct bs_term *t, struct bs_buf *out)
{
    bool quotes = false;
    for (size_t i = 0; i < t->values; i++)
        quotes |= needs_quotes(t->value[i], true);
    bs_buf_put(out, bs_str_z(t->filter->name));
    bs_buf_put(out, quotes ? BS_STR(":\"") : BS_STR(":"));
    for (size_t i = 0; i < t->values; i++) {
        if (i)
            bs_buf_putc(out, ',');
        put_inside(out, t->value[i]);
    }
    if (quotes)
        bs_buf_putc(out, '"');
}

void bs_query_print(const struct bs_query *q, struct bs_buf *out)
{
    for (size_t i = 0; i < q->terms; i++) {
        const struct bs_term *t = &q->term[i];
        if (i)
            bs_buf_putc(out, ' ');
        if (t->negated)
            bs_buf_putc(out, '-');
        if (t->filter)
            print_filter(t, out);
        else
            bs_query_quote(t->value[0], out);
    }
}

/* By name: one that is not in our table has a definition of its own for each parse. */
static bool same_filter(const struct bs_filter_def *a, const struct bs_filter_def *b)
{
    return a == b || (a && b && strcmp(a->name, b->name) == 0);
}

bool bs_query_equal(const struct bs_query *a, const struct bs_query *b)
{
    if (a->terms != b->terms)
        return false;
    for (size_t i = 0; i < a->terms; i++) {
        const struct bs_term *x = &a->term[i], *y = &b->term[i];
        if (x->negated != y->negated || !same_filter(x->filter, y->filter) || x->values != y->values)
            return false;
        for (size_t v = 0; v < x->values; v++)
            if (!bs_str_eq(x->value[v], y->value[v]))
                return false;
    }
    return true;
}

int64_t bs_query_text_price(bs_str text, int64_t pages)
{
    struct bs_arena a;
    struct bs_query q;
    uint32_t at;
    bs_arena_init(&a, 0);
    bool read = bs_query_parse(text, BS_QUERY_SHODAN, &a, &q, &at, NULL) == BS_OK;
    int64_t price = read ? bs_query_price(&q, pages) : pages > 0 ? pages : 0;
    bs_arena_fini(&a);
    return price;
}

int64_t bs_query_price(const struct bs_query *q, int64_t pages)
{
    bool filtered = false;
    for (size_t i = 0; i < q->terms; i++)
        filtered |= q->term[i].filter != NULL;
    if (pages <= 0)
        return 0;
    return filtered ? pages : pages - 1;
}
