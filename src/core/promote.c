/* From what an analyst selected to a line of the rules. */
#include "rules_priv.h"

#include "bannerscope/gate.h"

static bool plain(uint8_t c)
{
    return bs_is_word_byte(c) || c == ' ' || c == '_' || c == '-' || c == ':' || c == '/' || c == ',' || c == '=';
}

static void put_literal(struct bs_buf *out, bs_bytes b)
{
    for (size_t i = 0; i < b.n; i++) {
        if (plain(b.p[i]) && b.p[i] < 0x80)
            bs_buf_putc(out, (char)b.p[i]);
        else
            bs_buf_printf(out, "\\x%02x", b.p[i]);
    }
}

static void put_masked(struct bs_buf *out, bs_bytes b)
{
    struct bs_buf ranges;
    size_t at = 0;

    bs_buf_init(&ranges, 1 << 16);
    bs_shape_ranges(b, NULL, &ranges);
    for (size_t i = 0; (i + 1) * sizeof(struct bs_shape_range) <= ranges.len; i++) {
        struct bs_shape_range r;
        memcpy(&r, ranges.p + i * sizeof r, sizeof r);
        put_literal(out, bs_bytes_sub(b, at, r.offset - at));
        if (r.mark == '#')
            bs_buf_put(out, BS_STR("[0-9]+"));
        else if (r.mark == 'x')
            bs_buf_put(out, BS_STR("[0-9A-Fa-f:-]+"));
        else if (r.mark == 'D')
            bs_buf_put(out, BS_STR("[A-Za-z]+"));
        else if (r.mark == 'R')
            bs_buf_put(out, BS_STR("(?s:.*)"));
        else if (r.mark == 'L')
            bs_buf_printf(out, "(?s:.{%u})", r.length);
        else
            bs_buf_put(out, BS_STR("[^\\r\\n]+"));
        at = r.offset + r.length;
    }
    put_literal(out, bs_bytes_sub(b, at, b.n));
    bs_buf_fini(&ranges);
}

/* A word's edge is asked for only where the word has one. */
static void put_word(struct bs_buf *out, bs_bytes b)
{
    bs_buf_put(out, BS_STR("(?i)"));
    if (bs_is_word_byte(b.p[0]))
        bs_buf_put(out, BS_STR("\\b"));
    put_literal(out, b);
    if (bs_is_word_byte(b.p[b.n - 1]))
        bs_buf_put(out, BS_STR("\\b"));
}

static void put_regex(struct bs_buf *out, const struct bs_promotion *p)
{
    switch (p->kind) {
    case BS_PROMOTE_ANCHORED:
        bs_buf_putc(out, '^');
        put_literal(out, p->bytes);
        break;
    case BS_PROMOTE_MASKED:
        bs_buf_putc(out, '^');
        put_masked(out, p->bytes);
        break;
    case BS_PROMOTE_WORD:
        put_word(out, p->bytes);
        break;
    case BS_PROMOTE_LITERAL:
    case BS_PROMOTE_KINDS:
        put_literal(out, p->bytes);
        break;
    }
}

static void put_option(struct bs_buf *out, const char *name, bs_str v)
{
    bs_buf_printf(out, " %s=\"", name);
    for (size_t i = 0; i < v.n; i++) {
        if (v.p[i] == '"' || v.p[i] == '\\')
            bs_buf_putc(out, '\\');
        bs_buf_putc(out, (uint8_t)v.p[i] < 0x20 || v.p[i] == 0x7f ? ' ' : v.p[i]);
    }
    bs_buf_putc(out, '"');
}

static bs_err refuse(const struct bs_promotion *p, struct bs_error *e)
{
    if (p->bytes.n < 4)
        return bs_error_set(e, BS_E_USAGE, "a rule of less than 4 bytes would hit anything");
    if (p->bytes.n > BS_PROMOTE_MAX)
        return bs_error_set(e, BS_E_LIMIT, "a rule of more than %d bytes is no rule", BS_PROMOTE_MAX);
    if (p->verdict != BS_MEDICAL && p->verdict != BS_NON_MEDICAL)
        return bs_error_set(e, BS_E_USAGE, "a rule says medical or non-medical");
    if (p->label.n == 0 || !bs_utf8_valid(bs_str_bytes(p->label)))
        return bs_error_set(e, BS_E_USAGE, "a rule needs a label: what it is, in words");
    if (p->verdict == BS_NON_MEDICAL && p->service.n == 0)
        return bs_error_set(e, BS_E_USAGE, "a non-medical rule names the service it has found");
    for (size_t i = 0; i < p->service.n; i++)
        if (!bs_is_word_byte((uint8_t)p->service.p[i]) && p->service.p[i] != '-')
            return bs_error_set(e, BS_E_USAGE, "a service is one word: dicom, http, my-protocol");
    return BS_OK;
}

bs_err bs_promote(const struct bs_promotion *p, struct bs_arena *a, bs_str *line, bs_str *rule,
                  struct bs_error *e)
{
    struct bs_buf regex, out;
    char id[17];
    bs_err err = refuse(p, e);

    if (err != BS_OK)
        return err;
    bs_buf_init(&regex, 4096);
    bs_buf_init(&out, 8192);
    put_regex(&regex, p);
    bs_id_format(bs_id_of((bs_bytes){regex.p, regex.len}), id);
    if (p->service.n)
        bs_buf_put(&out, p->service);
    else
        bs_buf_putc(&out, '-');
    bs_buf_printf(&out, " \"%.*s\" id=user-%.8s", (int)regex.len, (const char *)regex.p, id);
    put_option(&out, "label", p->label);
    if (p->verdict == BS_MEDICAL)
        bs_buf_put(&out, BS_STR(" medical=yes"));
    bs_buf_printf(&out, " strength=%s", bs_strength_name(p->strength));
    if (p->field.n)
        bs_buf_printf(&out, " field=%.*s", (int)p->field.n, p->field.p);
    *line = bs_arena_str(a, bs_buf_str(&out));
    *rule = bs_arena_printf(a, "services:user-%.8s", id);
    if (regex.len > 1000)
        err = bs_error_set(e, BS_E_LIMIT, "the rule would be longer than 1000 bytes: select less");
    bs_buf_fini(&regex);
    bs_buf_fini(&out);
    return err;
}

/* Where the pattern has ended: it may hold what looks like an option. */
static size_t behind_pattern(bs_str line)
{
    bool open = false;
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '\\')
            i++;
        else if (line.p[i] == '"' && open)
            return i + 1;
        else
            open = open || line.p[i] == '"';
    }
    return 0;
}

bs_str bs_rule_line_id(bs_str line)
{
    size_t i = bs_bytes_find(bs_str_bytes(line), BS_BYTES(" id="), behind_pattern(line));
    bs_str rest = bs_bytes_str(bs_bytes_sub(bs_str_bytes(line), i == SIZE_MAX ? line.n : i + 4, line.n)), id;
    return rest.n && bs_str_split(&rest, ' ', &id) ? id : BS_STR("");
}
