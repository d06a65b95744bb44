/* The groups of a match put into a field's template. */
#include "nmap_priv.h"

#include "bannerscope/cpe.h"

enum { FIELD_MAX = 1024, ARGS_MAX = 3 };

struct call {
    bs_str arg[ARGS_MAX];
    size_t args;
};

static bool group(const struct nmap_groups *g, bs_str number, bs_bytes *out)
{
    uint64_t i;
    if (!bs_str_u64(number, &i) || i < 1 || i > 9 || i >= g->n)
        return false;
    const PCRE2_SIZE from = g->ov[2 * i], to = g->ov[2 * i + 1];
    *out = (bs_bytes){(const uint8_t *)"", 0};
    if (from != PCRE2_UNSET && from <= to)
        *out = bs_bytes_sub(g->subject, from, to - from);
    return true;
}

static bool printable(const struct call *c, bs_bytes b, struct bs_buf *out)
{
    if (c->args != 1)
        return false;
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] >= 0x20 && b.p[i] < 0x7f)
            bs_buf_putc(out, (char)b.p[i]);
    return true;
}

static bool substitute(const struct call *c, bs_bytes b, struct bs_buf *out)
{
    if (c->args != 3 || !c->arg[1].n)
        return false;
    for (size_t at = 0, next; at <= b.n; at = next + c->arg[1].n) {
        next = bs_bytes_find(b, bs_str_bytes(c->arg[1]), at);
        bs_buf_put(out, bs_bytes_str(bs_bytes_sub(b, at, next == SIZE_MAX ? b.n : next - at)));
        if (next == SIZE_MAX)
            break;
        bs_buf_put(out, c->arg[2]);
    }
    return true;
}

static bool number(const struct call *c, bs_bytes b, struct bs_buf *out)
{
    uint64_t v = 0;
    if (c->args != 2 || c->arg[1].n != 1 || b.n > 8)
        return false;
    const bool big = c->arg[1].p[0] == '>';
    if (!big && c->arg[1].p[0] != '<')
        return false;
    for (size_t i = 0; i < b.n; i++)
        v = v << 8 | b.p[big ? i : b.n - 1 - i];
    bs_buf_printf(out, "%llu", (unsigned long long)v);
    return true;
}

static const struct {
    const char *name;
    bool (*run)(const struct call *c, bs_bytes b, struct bs_buf *out);
} calls[] = {{"P", printable}, {"SUBST", substitute}, {"I", number}};

/* `1,"a","b")` and what follows; a quoted argument may hold commas and brackets. */
static bool arguments(bs_str *rest, struct call *c)
{
    for (;;) {
        const bool quoted = rest->n && *rest->p == '"';
        size_t n = quoted;
        while (n < rest->n && (quoted ? rest->p[n] != '"' : rest->p[n] != ',' && rest->p[n] != ')'))
            n++;
        if (c->args == ARGS_MAX || n + quoted >= rest->n)
            return false;
        c->arg[c->args++] = (bs_str){rest->p + quoted, n - quoted};
        const char end = rest->p[n + quoted];
        rest->p += n + quoted + 1;
        rest->n -= n + quoted + 1;
        if (end != ',')
            return end == ')';
    }
}

/* What stands behind a $. */
static bool expand(bs_str *rest, const struct nmap_groups *g, struct bs_buf *out)
{
    bs_bytes b;
    struct call c = {.args = 0};
    if (rest->n && *rest->p >= '1' && *rest->p <= '9') {
        if (!group(g, (bs_str){rest->p, 1}, &b))
            return false;
        rest->p++, rest->n--;
        bs_buf_put(out, bs_bytes_str(b));
        return true;
    }
    for (size_t i = 0; i < BS_COUNT(calls); i++) {
        const bs_str name = bs_str_z(calls[i].name);
        if (!bs_str_has_prefix(*rest, name) || rest->n <= name.n || rest->p[name.n] != '(')
            continue;
        rest->p += name.n + 1;
        rest->n -= name.n + 1;
        return arguments(rest, &c) && group(g, c.arg[0], &b) && calls[i].run(&c, b, out);
    }
    return false;
}

bs_str nmap_fill(bs_str tmpl, const struct nmap_groups *g, bool cpe, struct bs_arena *a)
{
    struct bs_buf b, value;
    bool ok = true;
    bs_buf_init(&b, FIELD_MAX);
    bs_buf_init(&value, FIELD_MAX);
    while (tmpl.n && ok) {
        const char c = *tmpl.p++;
        tmpl.n--;
        if (c != '$') {
            bs_buf_putc(&b, c);
            continue;
        }
        bs_buf_clear(&value);
        ok = expand(&tmpl, g, &value);
        if (cpe)
            bs_cpe_put(bs_buf_str(&value), &b);
        else
            bs_buf_put(&b, bs_buf_str(&value));
    }
    bs_str s = ok ? bs_arena_str(a, bs_str_trim(bs_buf_str(&b))) : BS_STR("");
    bs_buf_fini(&value);
    bs_buf_fini(&b);
    return s;
}
