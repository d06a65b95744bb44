/* The deeper checks: what loads, but should not be in a list. */
#include "rules_priv.h"

#include <stdio.h>
#include <stdlib.h>

struct lint {
    bs_complain_fn *complain;
    void *ctx;
    int *bad;
};

static void BS_PRINTF(4, 5) grumble(struct lint *lint, const char *file, int line,
                                    const char *fmt, ...)
{
    struct bs_error e;
    char text[400];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    ++*lint->bad;
    bs_error_set(&e, BS_E_SYNTAX, "%s:%d: %s", file, line, text);
    if (lint->complain)
        lint->complain(lint->ctx, e.text);
}

/* -- keywords ---------------------------------------------------------------------------- */

enum { SHORT_WORD = 4 };

static bool is_plain_word(bs_str t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!bs_is_word_byte((uint8_t)t.p[i]))
            return false;
    return true;
}

/* Short words that are strong all the same: said by nobody by accident, or spelt exactly. */
static bool may_be_short(const struct bs_keyword *k, const struct bs_word *w)
{
    return k->strength != BS_STRENGTH_STRONG || w->exact_case || w->negative ||
           !is_plain_word(k->text) || k->list >= BS_LIST_HOSPITAL_WORDS;
}

static void lint_keyword(struct lint *lint, const struct bs_keyword *k, const struct bs_word *w)
{
    if (k->source.n == 0)
        grumble(lint, k->file, k->line, "no source= says where this comes from");
    if (k->port)
        return;
    if (k->text.n < 2)
        grumble(lint, k->file, k->line, "one letter is not a word");
    if (k->text.n <= SHORT_WORD && !may_be_short(k, w))
        grumble(lint, k->file, k->line,
                "%d letters alone are too ambiguous: strength=supporting or case=exact",
                (int)k->text.n);
    bs_str trimmed = bs_str_trim(k->text);
    if (trimmed.n != k->text.n)
        grumble(lint, k->file, k->line, "blanks at an end of the word never match");
    if (w->vendor.n && k->list != BS_LIST_DEVICES)
        grumble(lint, k->file, k->line, "vendor= is for devices");
}

/* Keyword indices sorted by list, then folded text, then place in the file. */
struct key {
    const struct bs_keyword *k;
};

static int folded_cmp(bs_str a, bs_str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        int d = bs_ac_fold((uint8_t)a.p[i]) - bs_ac_fold((uint8_t)b.p[i]);
        if (d)
            return d;
    }
    return (a.n > b.n) - (a.n < b.n);
}

static int same_entry(const struct bs_keyword *x, const struct bs_keyword *y)
{
    if (x->list != y->list)
        return (int)x->list - (int)y->list;
    if (x->port != y->port)
        return (int)x->port - (int)y->port;
    if (x->port && x->transport != y->transport)
        return (int)x->transport - (int)y->transport;
    return folded_cmp(x->text, y->text);
}

static int key_cmp(const void *a, const void *b)
{
    const struct bs_keyword *x = ((const struct key *)a)->k, *y = ((const struct key *)b)->k;
    int d = same_entry(x, y);

    return d ? d : x < y ? -1 : x > y;
}

static void lint_duplicates(struct lint *lint, const struct bs_rules *r)
{
    struct key *key = bs_alloc((r->keywords + 1) * sizeof *key);

    for (size_t i = 0; i < r->keywords; i++)
        key[i].k = &r->keyword[i];
    qsort(key, r->keywords, sizeof *key, key_cmp);
    for (size_t i = 1; i < r->keywords; i++)
        if (same_entry(key[i - 1].k, key[i].k) == 0)
            grumble(lint, key[i].k->file, key[i].k->line, "the same as line %d",
                    key[i - 1].k->line);
    free(key);
}

/* -- patterns ---------------------------------------------------------------------------- */

static bool is_service_name(bs_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static bool names_more_than(bs_str tmpl, uint32_t groups)
{
    for (size_t i = 0; i + 1 < tmpl.n; i++)
        if (tmpl.p[i] == '$' && (uint32_t)(tmpl.p[i + 1] - '0') > groups)
            return true;
    return false;
}

/* Up to the first group: vendor and product. */
static bs_str before_version(bs_str cpe)
{
    const char *group = cpe.n ? memchr(cpe.p, '$', cpe.n) : NULL;
    bs_str s = {cpe.p, group ? (size_t)(group - cpe.p) : cpe.n};
    while (s.n && s.p[s.n - 1] == ':')
        s.n--;
    return s;
}

/* One product has one name, whichever pattern finds it. */
static void lint_cpes(struct lint *lint, const struct bs_rules *r)
{
    for (size_t i = 0; i < r->patterns; i++) {
        const struct bs_pattern *x = &r->pattern[i];
        for (size_t k = 0; k < i && x->cpe.n; k++) {
            const struct bs_pattern *y = &r->pattern[k];
            if (y->cpe.n && bs_str_eq_nocase(x->product, y->product) &&
                !bs_str_eq(before_version(x->cpe), before_version(y->cpe)))
                grumble(lint, x->file, x->line, "line %d gives this product another cpe", y->line);
        }
    }
}

static void lint_pattern(struct lint *lint, const struct bs_pattern *p)
{
    uint32_t groups = 0;

    if (p->literal.n < BS_PATTERN_LITERAL_MIN)
        grumble(lint, p->file, p->line,
                "no text of %d bytes that every match contains: it would be tried on every "
                "banner (give literal=)", BS_PATTERN_LITERAL_MIN);
    if (!is_service_name(p->service))
        grumble(lint, p->file, p->line, "a service is named in lower case: a-z 0-9 -");
    (void)pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (names_more_than(p->version, groups))
        grumble(lint, p->file, p->line, "the version names a group that is not there");
    if (names_more_than(p->cpe, groups))
        grumble(lint, p->file, p->line, "the cpe names a group that is not there");
    if (p->cpe.n && !p->product.n)
        grumble(lint, p->file, p->line, "a cpe without a product");
}

static void lint_duplicate_patterns(struct lint *lint, const struct bs_rules *r)
{
    for (size_t i = 0; i < r->patterns; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct bs_pattern *x = &r->pattern[i], *y = &r->pattern[k];
            if (x->trait == y->trait && bs_str_eq(x->regex, y->regex))
                grumble(lint, x->file, x->line, "the same pattern as line %d", y->line);
        }
    }
}

bs_err bs_rules_lint(const char *dir, bs_complain_fn *complain, void *ctx, int *bad,
                     struct bs_error *e)
{
    struct bs_rules *r;
    int ignored = 0;
    struct lint lint = {complain, ctx, bad ? bad : &ignored};
    bs_err err = bs_rules_load(dir, NULL, complain, ctx, lint.bad, &r, e);

    if (err)
        return err;
    for (size_t i = 0; i < r->keywords; i++)
        lint_keyword(&lint, &r->keyword[i], &r->word[i]);
    lint_duplicates(&lint, r);
    for (size_t i = 0; i < r->patterns; i++)
        lint_pattern(&lint, &r->pattern[i]);
    lint_duplicate_patterns(&lint, r);
    lint_cpes(&lint, r);
    bs_rules_free(r);
    return BS_OK;
}

/* -- keywords test TEXT ------------------------------------------------------------------ */

enum { TEST_EVIDENCE_MAX = 200 };

static void test_patterns(const struct bs_rules *r, const struct bs_hits *h, struct bs_arena *a,
                          struct bs_evidence *ev, size_t *n)
{
    pcre2_match_data *md = pcre2_match_data_create(10, NULL);

    if (!md)
        bs_fatal("out of memory");
    for (size_t i = 0; i < r->patterns && *n < TEST_EVIDENCE_MAX; i++) {
        const struct bs_pattern *p = &r->pattern[i];
        struct bs_match m;
        if (!bs_set_has(h->candidate, i) ||
            !bs_pattern_match(r, p, h->text, md, a, &m))
            continue;
        ev[(*n)++] = (struct bs_evidence){
            .kind = p->honeypot ? BS_EV_HONEYPOT : p->trait < 0 ? BS_EV_SIGNATURE : BS_EV_TRAIT,
            .strength = p->strength,
            .rule = p->rule,
            .field = BS_STR("text"),
            .offset = m.offset,
            .length = m.length,
            .note = p->label.n ? p->label : m.product.n ? m.product : p->service,
        };
    }
    pcre2_match_data_free(md);
}

size_t bs_rules_test(const struct bs_rules *r, bs_bytes text, struct bs_arena *a,
                     struct bs_evidence **out)
{
    struct bs_hits h;
    size_t n = 0;
    struct bs_evidence *ev = bs_arena_alloc(a, TEST_EVIDENCE_MAX * sizeof *ev);

    *out = ev;
    bs_rules_scan(r, text, a, &h);
    if (!ev || !h.candidate)
        return 0;
    test_patterns(r, &h, a, ev, &n);
    for (size_t i = 0; i < h.n && n < TEST_EVIDENCE_MAX; i++) {
        const struct bs_keyword *k = &r->keyword[h.hit[i].keyword];
        ev[n++] = (struct bs_evidence){
            .kind = k->list < BS_LIST_HOSPITAL_WORDS ? BS_EV_KEYWORD : BS_EV_INSTITUTION,
            .strength = k->strength,
            .rule = r->word[h.hit[i].keyword].rule,
            .field = BS_STR("text"),
            .offset = h.hit[i].offset,
            .length = h.hit[i].length,
            .note = k->label,
        };
    }
    return n;
}
