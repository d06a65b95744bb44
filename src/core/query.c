/* Text to tree and back.  The grammar stands in query.h. */
#include "bannerscope/query.h"

#include <stdio.h>

#include "bannerscope/bytes.h"
#include "bannerscope/gate.h"

enum { TERMS_MAX = 256, VALUES_MAX = 1024 };

struct parser {
    bs_str text;
    size_t at;
    enum bs_query_use use;
    struct bs_arena *arena;
    struct bs_error *e;
    uint32_t error_at;
    const struct bs_filter_names *more; /* Shodan's own list, or NULL */
};

static bs_err fail(struct parser *p, size_t at, const char *fmt, ...) BS_PRINTF(3, 4);
static bs_err fail(struct parser *p, size_t at, const char *fmt, ...)
{
    char text[300];
    va_list ap;
    p->error_at = (uint32_t)at;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return bs_error_set(p->e, BS_E_SYNTAX, "%s (at character %zu)", text, at + 1);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

static bool at_end(const struct parser *p)
{
    return p->at >= p->text.n;
}

static const char *shown(bs_str s, char out[80])
{
    return bs_gate_z(bs_str_bytes(s), out, 80);
}

/* "quoted", with \" and \\ inside; p->at is at the opening quote. */
static bs_err quoted(struct parser *p, bs_str *out)
{
    size_t from = p->at++, n = 0;
    char *text = bs_arena_alloc(p->arena, p->text.n - from + 1);
    if (!text)
        return fail(p, from, "the query is too long");
    for (; !at_end(p) && p->text.p[p->at] != '"'; p->at++) {
        if (p->text.p[p->at] == '\\' && p->at + 1 < p->text.n &&
            (p->text.p[p->at + 1] == '"' || p->text.p[p->at + 1] == '\\'))
            p->at++;
        text[n++] = p->text.p[p->at];
    }
    if (at_end(p))
        return fail(p, from, "a quote is not closed");
    p->at++;
    *out = (bs_str){text, n};
    return BS_OK;
}

static bs_str bare(struct parser *p)
{
    size_t from = p->at;
    while (!at_end(p) && !is_blank(p->text.p[p->at]) && p->text.p[p->at] != '"')
        p->at++;
    return (bs_str){p->text.p + from, p->at - from};
}

/* A value may not run on behind its closing quote: port:"80"x is a slip, not a value. */
static bs_err ends_here(struct parser *p)
{
    if (!at_end(p) && !is_blank(p->text.p[p->at]))
        return fail(p, p->at, "a blank is missing behind the quote");
    return BS_OK;
}

/* Commas part values, inside quotes too: that is Shodan's rule. */
static bs_err split_values(struct parser *p, size_t at, bs_str all, struct bs_term *t)
{
    size_t n = 1;
    for (size_t i = 0; i < all.n; i++)
        n += all.p[i] == ',';
    if (n > VALUES_MAX)
        return fail(p, at, "more than %d values", VALUES_MAX);
    t->value = bs_arena_alloc(p->arena, n * sizeof *t->value);
    if (!t->value)
        return fail(p, at, "the query is too long");
    bs_str rest = all, part;
    while (bs_str_split(&rest, ',', &part)) {
        part = bs_str_trim(part);
        if (part.n == 0)
            return fail(p, at, "%s: a value is missing", t->filter->name);
        t->value[t->values++] = part;
    }
    return BS_OK;
}

static bool one_of(bs_str v, const char *const *values)
{
    for (; *values; values++)
        if (bs_str_eq_nocase(v, bs_str_z(*values)))
            return true;
    return false;
}

/* Ranges are ours: Shodan would answer with nothing and take the credit. */
static bool is_number(bs_str v, enum bs_query_use use)
{
    int64_t n;
    const char *dash = v.n > 1 ? memchr(v.p + 1, '-', v.n - 1) : NULL;
    if (bs_str_i64(v, &n) || use == BS_QUERY_SHODAN)
        return bs_str_i64(v, &n);
    if (v.n > 1 && (v.p[0] == '>' || v.p[0] == '<'))
        return bs_str_i64((bs_str){v.p + 1, v.n - 1}, &n);
    return dash && bs_str_i64((bs_str){v.p, (size_t)(dash - v.p)}, &n) &&
           bs_str_i64((bs_str){dash + 1, v.n - (size_t)(dash - v.p) - 1}, &n);
}

static bool is_date(bs_str v, enum bs_query_use use)
{
    char iso[40];
    bs_time t;
    if (v.n == 10 && v.p[2] == '/' && v.p[5] == '/')
        snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT00:00:00", v.p + 6, v.p + 3, v.p);
    else if (use == BS_QUERY_SHODAN)
        return false;
    else if (v.n == 10)
        snprintf(iso, sizeof iso, "%.10sT00:00:00", v.p);
    else
        return bs_time_parse(v, &t);
    return bs_time_parse(bs_str_z(iso), &t);
}

static bool is_bool(bs_str v, enum bs_query_use use)
{
    static const char *const words[] = {"true", "false", NULL};
    static const char *const ours[] = {"yes", "no", "1", "0", NULL};
    return one_of(v, words) || (use == BS_QUERY_LOCAL && one_of(v, ours));
}

static bool is_bytes(bs_str v)
{
    struct bs_needle needle;
    return bs_needle_hex(v, &needle) && needle.mask[0];
}

static bs_err check_port(struct parser *p, size_t at, const struct bs_term *t, bs_str v)
{
    int64_t n;
    if (t->filter->what == BS_F_PORT && bs_str_i64(v, &n) && (n < 0 || n > 65535))
        return fail(p, at, "port: %lld is not a port (0 to 65535)", (long long)n);
    return BS_OK;
}

static bs_err check_value(struct parser *p, size_t at, const struct bs_term *t, bs_str v)
{
    char text[80];
    struct bs_addr net;
    int bits;
    const char *want = NULL;
    switch (t->filter->type) {
    case BS_FT_TEXT:
    case BS_FT_EXACT:
        return BS_OK;
    case BS_FT_NUMBER:
        want = is_number(v, p->use) ? NULL : "a number";
        break;
    case BS_FT_NET:
        want = bs_net_parse(v, &net, &bits) ? NULL : "an address or network";
        break;
    case BS_FT_DATE:
        want = is_date(v, p->use) ? NULL : "a date (dd/mm/yyyy)";
        break;
    case BS_FT_BOOL:
        want = is_bool(v, p->use) ? NULL : p->use == BS_QUERY_LOCAL ? "yes or no" : "true or false";
        break;
    case BS_FT_BYTES:
        want = is_bytes(v) ? NULL : "pairs of hex digits (? for any, not at the start)";
        break;
    case BS_FT_ENUM:
        want = one_of(v, t->filter->values) ? NULL : "one of its values";
        break;
    }
    if (!want)
        return check_port(p, at, t, v);
    if (t->filter->type != BS_FT_ENUM)
        return fail(p, at, "%s: \"%s\" is not %s", t->filter->name, shown(v, text), want);
    char values[160] = "";
    for (size_t i = 0, n = 0; t->filter->values[i] && n < sizeof values; i++)
        n += (size_t)snprintf(values + n, sizeof values - n, "%s%s", i ? ", " : "",
                              t->filter->values[i]);
    return fail(p, at, "%s: \"%s\" is none of %s", t->filter->name, shown(v, text), values);
}

static bs_err unknown_filter(struct parser *p, size_t at, bs_str name)
{
    char text[80];
    const struct bs_filter_def *near = bs_filter_nearest(name);
    if (near)
        return fail(p, at, "there is no filter \"%s\"; did you mean %s?", shown(name, text),
                    near->name);
    return fail(p, at, "there is no filter \"%s\"; put the text in quotes to search for it as it is",
                shown(name, text));
}

/* A definition for a name that only Shodan's own list has. */
static const struct bs_filter_def *listed_filter(struct parser *p, bs_str name)
{
    for (size_t i = 0; p->more && i < p->more->n; i++)
        if (bs_str_eq(p->more->name[i], name)) {
            struct bs_filter_def *def = bs_arena_alloc(p->arena, sizeof *def);
            if (def)
                *def = (struct bs_filter_def){
                    .name = bs_arena_printf(p->arena, "%.*s", (int)name.n, name.p).p,
                    .type = BS_FT_TEXT,
                    .what = BS_F_REMOTE,
                    .help = "Shodan only"};
            return def;
        }
    return NULL;
}

static bs_err filter_term(struct parser *p, size_t name_at, bs_str name, struct bs_term *t)
{
    bs_str all = BS_STR("");
    size_t value_at = p->at;
    t->filter = bs_filter_find(name);
    if (!t->filter)
        t->filter = listed_filter(p, name);
    if (!t->filter)
        return unknown_filter(p, name_at, name);
    if (t->filter->local_only && p->use == BS_QUERY_SHODAN)
        return fail(p, name_at, "%s: is only known to the local list; Shodan has no such filter",
                    t->filter->name);
    if (t->filter->what == BS_F_REMOTE && p->use == BS_QUERY_LOCAL)
        return fail(p, name_at, "%s: only Shodan knows this; it is not stored here", t->filter->name);
    bs_err err = BS_OK;
    if (!at_end(p) && p->text.p[p->at] == '"') {
        if ((err = quoted(p, &all)) == BS_OK)
            err = ends_here(p);
    } else {
        all = bare(p);
        if (!at_end(p) && p->text.p[p->at] == '"')
            return fail(p, p->at, "a quote in the middle of a value; quote the whole of it");
    }
    if (err == BS_OK && bs_str_trim(all).n == 0)
        err = fail(p, value_at, "%s: a value is missing", t->filter->name);
    if (err == BS_OK)
        err = split_values(p, value_at, all, t);
    for (size_t i = 0; i < t->values && err == BS_OK; i++)
        err = check_value(p, value_at, t, t->value[i]);
    return err;
}

static bs_err word_term(struct parser *p, struct bs_term *t)
{
    bs_err err = BS_OK;
    size_t at = p->at;
    t->value = bs_arena_alloc(p->arena, sizeof *t->value);
    if (!t->value)
        return fail(p, at, "the query is too long");
    t->values = 1;
    if (p->text.p[p->at] == '"') {
        if ((err = quoted(p, &t->value[0])) == BS_OK)
            err = ends_here(p);
    } else {
        t->value[0] = bare(p);
        if (!at_end(p) && p->text.p[p->at] == '"')
            return fail(p, p->at, "a quote in the middle of a word; quote the whole of it");
    }
    if (err == BS_OK && bs_str_trim(t->value[0]).n == 0)
        err = fail(p, at, "an empty phrase");
    return err;
}

/* "name:" with something right behind the colon; "Server: nginx" is text. */
static bool filter_name(const struct parser *p, bs_str *name)
{
    size_t i = p->at;
    while (i < p->text.n && is_name(p->text.p[i]))
        i++;
    if (i == p->at || i >= p->text.n || p->text.p[i] != ':')
        return false;
    bool blank_behind = i + 1 >= p->text.n || is_blank(p->text.p[i + 1]);
    *name = (bs_str){p->text.p + p->at, i - p->at};
    return !blank_behind || bs_filter_find(*name);
}

static bs_err term(struct parser *p, struct bs_term *t)
{
    bs_str name;
    size_t from = p->at;
    if (p->text.p[p->at] == '-') {
        t->negated = true; // NOLINT(clang-analyzer-core.NullDereference): without the array nothing is parsed
        p->at++;
        if (at_end(p) || is_blank(p->text.p[p->at]))
            return fail(p, from, "nothing stands behind the minus");
    }
    size_t name_at = p->at;
    bs_err err;
    if (filter_name(p, &name)) {
        p->at += name.n + 1;
        err = filter_term(p, name_at, name, t);
    } else {
        err = word_term(p, t);
    }
    t->at = (uint32_t)from;
    t->length = (uint32_t)(p->at - from);
    return err;
}

bs_err bs_query_parse(bs_str text, enum bs_query_use use, struct bs_arena *a,
                      struct bs_query *out, uint32_t *at, struct bs_error *e)
{
    return bs_query_parse_with(text, use, NULL, a, out, at, e);
}

bs_err bs_query_parse_with(bs_str text, enum bs_query_use use, const struct bs_filter_names *more,
                           struct bs_arena *a, struct bs_query *out, uint32_t *at,
                           struct bs_error *e)
{
    struct parser p = {.use = use, .more = more, .arena = a, .e = e};
    bs_err err = BS_OK;
    *out = (struct bs_query){0};
    p.text = bs_arena_str(a, text); /* the tree's slices outlive the caller's text */
    out->term = bs_arena_alloc(a, TERMS_MAX * sizeof *out->term);
    if (!out->term || p.text.n != text.n)
        err = fail(&p, 0, "the query is too long");
    else if (!bs_utf8_valid(bs_str_bytes(text)))
        err = fail(&p, 0, "the query is not UTF-8 text");
    while (err == BS_OK) {
        while (!at_end(&p) && is_blank(p.text.p[p.at]))
            p.at++;
        if (at_end(&p))
            break;
        if (out->terms == TERMS_MAX)
            err = fail(&p, p.at, "more than %d terms", TERMS_MAX);
        else
            err = term(&p, &out->term[out->terms++]);
    }
    if (err == BS_OK && use == BS_QUERY_SHODAN && out->terms == 0)
        err = fail(&p, 0, "the query is empty");
    if (at)
        *at = p.error_at;
    return err;
}
