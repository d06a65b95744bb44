#include "rules_priv.h"

#include <stdlib.h>

#include "bannerscope/cpe.h"

/* -- the line: SERVICE REGEX [OPTION=VALUE]... ------------------------------------------- */

struct draft {
    struct bs_pattern p;
    bs_str id;
};

static bool put_text(bs_str *to, bs_str v)
{
    *to = v;
    return v.n > 0;
}
static bool set_product(struct draft *d, bs_str v)
{
    return put_text(&d->p.product, v);
}
static bool set_version(struct draft *d, bs_str v)
{
    return put_text(&d->p.version, v);
}
static bool set_label(struct draft *d, bs_str v)
{
    return put_text(&d->p.label, v);
}
static bool set_cpe(struct draft *d, bs_str v)
{
    return put_text(&d->p.cpe, v) && !bs_cpe_fault(v);
}
static bool set_literal(struct draft *d, bs_str v)
{
    return put_text(&d->p.literal, v) && v.n <= BS_AC_WORD_MAX;
}
static bool set_id(struct draft *d, bs_str v)
{
    return put_text(&d->id, v);
}
static bool set_strength(struct draft *d, bs_str v)
{
    return bs_strength_parse(v, &d->p.strength);
}
static bool set_medical(struct draft *d, bs_str v)
{
    return bs_option_bool(v, &d->p.medical);
}
static bool set_software(struct draft *d, bs_str v)
{
    return bs_option_bool(v, &d->p.software);
}
static bool set_honeypot(struct draft *d, bs_str v)
{
    return bs_option_bool(v, &d->p.honeypot);
}
static bool set_open(struct draft *d, bs_str v)
{
    return bs_option_bool(v, &d->p.open);
}
static bool set_checked(struct draft *d, bs_str v)
{
    return bs_option_bool(v, &d->p.checked);
}
static bool set_field(struct draft *d, bs_str v)
{
    d->p.trait = -1;
    if (bs_str_eq(v, BS_STR("data")))
        return true;
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++) {
        if (bs_str_eq(v, bs_str_z(bs_trait_defs[i].name))) {
            d->p.trait = (int)i;
            return true;
        }
    }
    return false;
}

static const struct {
    const char *name;
    bool (*set)(struct draft *d, bs_str value);
    const char *expects;
} options[] = {
    {"product", set_product, "a name"},
    {"version", set_version, "a version or $1"},
    {"label", set_label, "some words"},
    {"cpe", set_cpe, "a name like cpe:/a:vendor:product:$1, in lower case"},
    {"literal", set_literal, "a short text that every match contains"},
    {"id", set_id, "a name"},
    {"strength", set_strength, "strong, supporting or hint"},
    {"medical", set_medical, "yes or no"},
    {"software", set_software, "yes or no"},
    {"honeypot", set_honeypot, "yes or no"},
    {"open", set_open, "yes or no"},
    {"checked", set_checked, "yes or no"},
    {"field", set_field, "data or the name of a trait (http.title ...)"},
};

static bs_err apply_option(struct draft *d, const struct bs_line *l, size_t i,
                           struct bs_error *e)
{
    struct bs_option o;

    if (!bs_option_split(l, i, &o))
        return bs_error_set(e, BS_E_SYNTAX, "word %zu is not name=value (quotes missing?)",
                            i + 1);
    for (size_t k = 0; k < BS_COUNT(options); k++) {
        if (!bs_str_eq(o.name, bs_str_z(options[k].name)))
            continue;
        if (options[k].set(d, o.value))
            return BS_OK;
        return bs_error_set(e, BS_E_SYNTAX, "option '%s' wants %s", options[k].name,
                            options[k].expects);
    }
    return bs_error_set(e, BS_E_SYNTAX, "unknown option in word %zu", i + 1);
}

static bs_err compile(struct bs_pattern *p, bs_str regex, struct bs_error *e)
{
    int code;
    PCRE2_SIZE at;
    PCRE2_UCHAR why[160];

    p->code = pcre2_compile((PCRE2_SPTR)regex.p, regex.n, PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C,
                            &code, &at, NULL);
    if (!p->code && code == PCRE2_ERROR_HEAP_FAILED)
        bs_fatal("out of memory"); /* a rule less would be another verdict */
    if (!p->code) {
        pcre2_get_error_message(code, why, sizeof why);
        return bs_error_set(e, BS_E_SYNTAX, "the pattern does not compile: %s at byte %zu",
                            (const char *)why, (size_t)at);
    }
    /* Without JIT the interpreter does the same, slower. */
    (void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
    return BS_OK;
}

/* "OpenSSH" -> "openssh", "Microsoft IIS" -> "microsoft-iis" */
static bs_str rule_name(struct bs_arena *a, const struct draft *d)
{
    bs_str from = d->id.n ? d->id : d->p.product.n ? d->p.product : d->p.service;
    struct bs_buf b;

    bs_buf_init(&b, 256);
    bs_buf_put(&b, BS_STR("services:"));
    for (size_t i = 0; i < from.n; i++) {
        uint8_t c = bs_ac_fold((uint8_t)from.p[i]);
        bool keep = bs_is_word_byte(c) || c == '.';
        if (keep)
            bs_buf_putc(&b, (char)c);
        else if (b.len && b.p[b.len - 1] != '-' && i + 1 < from.n)
            bs_buf_putc(&b, '-');
    }
    bs_str s = bs_arena_str(a, bs_buf_str(&b));
    bs_buf_fini(&b);
    return s;
}

static void keep(struct bs_rules *r, struct draft *d, bs_str regex, const struct bs_line *l)
{
    struct bs_arena *a = &r->arena;
    struct bs_pattern *p = &d->p;
    char literal[1024];

    if (p->literal.n == 0)
        p->literal = (bs_str){literal, bs_pattern_literal(regex, literal)};
    if (p->literal.n > BS_AC_WORD_MAX)
        p->literal.n = BS_AC_WORD_MAX;
    if (p->literal.n < BS_PATTERN_LITERAL_MIN)
        p->literal.n = 0; /* tried on every banner; lint complains */
    p->literal = bs_arena_str(a, p->literal);
    p->regex = bs_arena_str(a, regex);
    p->rule = rule_name(a, d);
    p->service = bs_str_eq(p->service, BS_STR("-")) ? BS_STR("") : bs_arena_str(a, p->service);
    p->product = bs_arena_str(a, p->product);
    p->version = bs_arena_str(a, p->version);
    p->label = bs_arena_str(a, p->label);
    p->cpe = bs_arena_str(a, p->cpe);
    p->file = bs_arena_str(a, bs_str_z(l->file)).p;
    p->line = l->number;
    if (r->patterns == r->pattern_room) {
        r->pattern_room = r->pattern_room ? 2 * r->pattern_room : 256;
        r->pattern = bs_realloc(r->pattern, r->pattern_room * sizeof *r->pattern);
    }
    r->pattern[r->patterns++] = *p;
}

bs_err bs_pattern_parse(struct bs_rules *r, const struct bs_line *l, struct bs_error *e)
{
    struct draft d = {.p = {.trait = -1, .strength = BS_STRENGTH_STRONG}};
    bs_err err = BS_OK;

    if (l->words < 2)
        return bs_error_set(e, BS_E_SYNTAX, "a pattern is: SERVICE REGEX [OPTION=VALUE]...");
    if (l->word[1].n == 0 || l->word[1].n > 1000)
        return bs_error_set(e, BS_E_LIMIT, "the pattern is empty or longer than 1000 bytes");
    d.p.service = l->word[0];
    for (size_t i = 2; i < l->words && !err; i++)
        err = apply_option(&d, l, i, e);
    if (!err)
        err = compile(&d.p, l->word[1], e);
    if (!err)
        keep(r, &d, l->word[1], l);
    return err;
}

/* -- matching ---------------------------------------------------------------------------- */

static bs_str group_text(bs_bytes text, const PCRE2_SIZE *ov, uint32_t groups, uint32_t g)
{
    if (g >= groups || ov[2 * g] == PCRE2_UNSET || ov[2 * g] > ov[2 * g + 1])
        return (bs_str){"", 0};
    return bs_bytes_str(bs_bytes_sub(text, ov[2 * g], ov[2 * g + 1] - ov[2 * g]));
}

/* "$1" and "$2" are replaced; the rest is taken as it stands. */
static bs_str fill(bs_str tmpl, bs_bytes text, const PCRE2_SIZE *ov, uint32_t groups,
                   struct bs_arena *a)
{
    if (bs_bytes_find(bs_str_bytes(tmpl), BS_BYTES("$"), 0) == SIZE_MAX)
        return tmpl;
    struct bs_buf b;
    bs_buf_init(&b, 256);
    for (size_t i = 0; i < tmpl.n; i++) {
        bool group = tmpl.p[i] == '$' && i + 1 < tmpl.n && tmpl.p[i + 1] >= '1' &&
                     tmpl.p[i + 1] <= '9';
        if (group)
            bs_buf_put(&b, group_text(text, ov, groups, (uint32_t)(tmpl.p[++i] - '0')));
        else
            bs_buf_putc(&b, tmpl.p[i]);
    }
    bs_str s = bs_arena_str(a, bs_str_trim(bs_buf_str(&b)));
    bs_buf_fini(&b);
    return s;
}

/* The name with the groups of this match. */
static bs_str fill_cpe(bs_str tmpl, bs_bytes text, const PCRE2_SIZE *ov, uint32_t groups,
                       struct bs_arena *a)
{
    bs_str value[9];
    for (uint32_t g = 0; g < BS_COUNT(value); g++)
        value[g] = group_text(text, ov, groups, g + 1);
    return tmpl.n ? bs_cpe_fill(tmpl, value, BS_COUNT(value), a) : tmpl;
}

bs_str bs_rules_cpe(const struct bs_rules *r, bs_str product, bs_str version, struct bs_arena *a)
{
    for (size_t i = 0; i < r->patterns && product.n; i++) {
        const struct bs_pattern *p = &r->pattern[i];
        if (p->cpe.n && bs_str_eq_nocase(p->product, product))
            return bs_cpe_version(p->cpe, version, a);
    }
    return BS_STR("");
}

bool bs_pattern_match(const struct bs_rules *r, const struct bs_pattern *p, bs_bytes text,
                      pcre2_match_data *md, struct bs_arena *a, struct bs_match *out)
{
    bs_bytes subject = bs_bytes_sub(text, 0, BS_PATTERN_SUBJECT_MAX);
    int n = pcre2_match(p->code, subject.n ? subject.p : (PCRE2_SPTR) "", subject.n, 0, 0, md,
                        r->limits);

    if (n == PCRE2_ERROR_NOMEMORY)
        bs_fatal("out of memory");
    if (n <= 0) /* no match, or a limit: both mean "not identified" */
        return false;
    const PCRE2_SIZE *ov = pcre2_get_ovector_pointer(md);
    size_t from = ov[0] <= ov[1] ? ov[0] : ov[1]; /* \K can turn them round */
    out->offset = (uint32_t)from;
    out->length = (uint32_t)(ov[1] - from);
    out->product = fill(p->product, subject, ov, (uint32_t)n, a);
    out->version = fill(p->version, subject, ov, (uint32_t)n, a);
    out->cpe = fill_cpe(p->cpe, subject, ov, (uint32_t)n, a);
    return true;
}
