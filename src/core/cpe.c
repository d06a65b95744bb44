#include "bannerscope/cpe.h"

enum { PARTS_23 = 13 }; /* cpe, 2.3, part, vendor ... other */

static bool is_23(bs_str s)
{
    return bs_str_has_prefix(s, BS_STR("cpe:2.3:"));
}

static bool is_plain(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

static uint8_t folded(char c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : (uint8_t)c;
}

const char *bs_cpe_fault(bs_str s)
{
    bool v23 = is_23(s);
    bs_str rest = bs_bytes_str(bs_bytes_sub(bs_str_bytes(s), v23 ? 8 : 5, SIZE_MAX)),
           part;
    size_t parts = 0;
    if (!v23 && !bs_str_has_prefix(s, BS_STR("cpe:/")))
        return "begins with neither cpe:/ nor cpe:2.3:";
    if (!rest.n || !memchr("aho", rest.p[0], 3) || (rest.n > 1 && rest.p[1] != ':'))
        return "the part behind cpe: is a, h or o";
    for (size_t i = 0; i < rest.n; i++) {
        uint8_t c = (uint8_t)rest.p[i];
        if (!is_plain(c) && !memchr(v23 ? ":$*\\" : ":$%~", c, 4))
            return "has a character that must be encoded, or a capital letter";
    }
    while (bs_str_split(&rest, ':', &part)) {
        parts++;
        if (parts <= 3 && !part.n)
            return "names no vendor or no product";
    }
    if (parts < 3)
        return "names no vendor or no product";
    if (v23 ? parts != PARTS_23 - 2 : parts > 7)
        return v23 ? "has not the thirteen parts of cpe:2.3"
                   : "has more than seven parts";
    return NULL;
}

void bs_cpe_put(bs_str value, struct bs_buf *out)
{
    for (size_t i = 0; i < value.n; i++) {
        uint8_t c = folded(value.p[i]);
        if (is_plain(c) || c == '~' || c == ' ')
            bs_buf_putc(out, c == ' ' ? '_' : (char)c);
        else
            bs_buf_printf(out, "%%%02x", c);
    }
}

/* In the formatted string of 2.3 a backslash stands before what is not plain. */
static void put_23(bs_str value, struct bs_buf *out)
{
    for (size_t i = 0; i < value.n; i++) {
        uint8_t c = folded(value.p[i]);
        if (!is_plain(c) && c > ' ' && c < 0x7f)
            bs_buf_putc(out, '\\');
        if (c >= ' ' && c < 0x7f) /* others cannot be written there */
            bs_buf_putc(out, c == ' ' ? '_' : (char)c);
    }
    if (!value.n)
        bs_buf_putc(out, '*');
}

/* Without empty parts at the end; a buffer that was full is no name. */
static bs_str finish(struct bs_buf *b, bool v23, struct bs_arena *a)
{
    while (!v23 && b->len && b->p[b->len - 1] == ':')
        b->len--;
    bs_str s = b->len > BS_CPE_MAX ? BS_STR("") : bs_arena_str(a, bs_buf_str(b));
    bs_buf_fini(b);
    return s;
}

bs_str bs_cpe_fill(bs_str tmpl, const bs_str *value, size_t n, struct bs_arena *a)
{
    struct bs_buf b;
    bool v23 = is_23(tmpl);
    bs_buf_init(&b, BS_CPE_MAX + 8);
    for (size_t i = 0; i < tmpl.n; i++) {
        bool group = tmpl.p[i] == '$' && i + 1 < tmpl.n && tmpl.p[i + 1] >= '1' &&
                     tmpl.p[i + 1] <= '9';
        if (!group) {
            bs_buf_putc(&b, tmpl.p[i]);
            continue;
        }
        size_t which = (size_t)(tmpl.p[++i] - '1');
        bs_str v = which < n ? bs_str_trim(value[which]) : BS_STR("");
        if (v23)
            put_23(v, &b);
        else
            bs_cpe_put(v, &b);
    }
    return finish(&b, v23, a);
}

bs_str bs_cpe_version(bs_str tmpl, bs_str version, struct bs_arena *a)
{
    struct bs_buf b;
    bool v23 = is_23(tmpl);
    const char *group = tmpl.n ? memchr(tmpl.p, '$', tmpl.n) : NULL;
    if (!group)
        return tmpl;
    size_t from = (size_t)(group - tmpl.p), to = from;
    while (v23 && to < tmpl.n && tmpl.p[to] != ':')
        to++;
    bs_buf_init(&b, BS_CPE_MAX + 8);
    bs_buf_put(&b, (bs_str){tmpl.p, from});
    if (v23) {
        put_23(bs_str_trim(version), &b);
        bs_buf_put(&b, (bs_str){tmpl.p + to, tmpl.n - to});
    } else {
        bs_cpe_put(bs_str_trim(version), &b);
    }
    return finish(&b, v23, a);
}
