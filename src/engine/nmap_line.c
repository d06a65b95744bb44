/* One match line: SERVICE m|REGEX|FLAGS FIELD... */
#include "nmap_priv.h"

static const char letters[] = "pvihod"; /* in the order of enum bs_nmap_field */

static void skip_blanks(bs_str *s)
{
    while (s->n && (*s->p == ' ' || *s->p == '\t'))
        s->p++, s->n--;
}

/* A delimiter, text, the delimiter again. */
static bool delimited(bs_str *rest, bs_str *out)
{
    if (rest->n < 2)
        return false;
    const char *end = memchr(rest->p + 1, rest->p[0], rest->n - 1);
    if (!end)
        return false;
    *out = (bs_str){rest->p + 1, (size_t)(end - rest->p) - 1};
    rest->n -= out->n + 2;
    rest->p = end + 1;
    return true;
}

static bs_err flags(bs_str *rest, uint32_t *options, struct bs_error *e)
{
    for (; rest->n && *rest->p != ' ' && *rest->p != '\t'; rest->p++, rest->n--) {
        if (*rest->p == 'i')
            *options |= PCRE2_CASELESS;
        else if (*rest->p == 's')
            *options |= PCRE2_DOTALL;
        else
            return bs_error_set(e, BS_E_SYNTAX, "unknown flag behind the expression (i and s are known)");
    }
    return BS_OK;
}

static bs_err compile(bs_str regex, uint32_t options, pcre2_code **out, struct bs_error *e)
{
    int code;
    PCRE2_SIZE at;
    PCRE2_UCHAR why[160];
    /* Not JIT-compiled: for the one banner this is asked about, compiling thousands of
     * expressions to machine code takes far longer than it saves. */
    *out = pcre2_compile((PCRE2_SPTR)regex.p, regex.n,
                         options | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C, &code,
                         &at, NULL);
    if (*out)
        return BS_OK;
    pcre2_get_error_message(code, why, sizeof why);
    return bs_error_set(e, BS_E_SYNTAX, "the expression does not compile: %s at byte %zu",
                        (const char *)why, (size_t)at);
}

static bs_err one_field(bs_str *rest, struct nmap_rule *r, struct bs_error *e)
{
    if (bs_str_has_prefix(*rest, BS_STR("cpe:"))) {
        bs_str cpe;
        rest->p += 4, rest->n -= 4;
        if (!delimited(rest, &cpe) || !cpe.n)
            return bs_error_set(e, BS_E_SYNTAX, "cpe: without its end");
        if (rest->n && *rest->p == 'a') /* "always", of no meaning here */
            rest->p++, rest->n--;
        if (r->cpes == BS_NMAP_CPES_MAX)
            return bs_error_set(e, BS_E_LIMIT, "more than %d cpe:", BS_NMAP_CPES_MAX);
        r->cpe[r->cpes++] = cpe;
        return BS_OK;
    }
    const char *at = *rest->p ? strchr(letters, *rest->p) : NULL;
    if (!at)
        return bs_error_set(e, BS_E_SYNTAX, "unknown field (p v i h o d and cpe: are known)");
    bs_str *to = &r->field[at - letters];
    if (to->p)
        return bs_error_set(e, BS_E_SYNTAX, "field %c stands twice", *at);
    rest->p++, rest->n--;
    if (!delimited(rest, to))
        return bs_error_set(e, BS_E_SYNTAX, "field %c without its end", *at);
    return BS_OK;
}

bs_err nmap_rule_parse(bs_str rest, struct nmap_rule *r, struct bs_error *e)
{
    bs_str regex;
    uint32_t options = 0;
    skip_blanks(&rest);
    r->service.p = rest.p;
    while (rest.n && *rest.p != ' ' && *rest.p != '\t')
        rest.p++, rest.n--, r->service.n++;
    skip_blanks(&rest);
    if (!r->service.n || !rest.n || *rest.p != 'm')
        return bs_error_set(e, BS_E_SYNTAX, "expected: SERVICE m|EXPRESSION|");
    rest.p++, rest.n--;
    if (!delimited(&rest, &regex))
        return bs_error_set(e, BS_E_SYNTAX, "the expression has no end");
    bs_err err = flags(&rest, &options, e);
    for (skip_blanks(&rest); rest.n && err == BS_OK; skip_blanks(&rest))
        err = one_field(&rest, r, e);
    return err == BS_OK ? compile(regex, options, &r->code, e) : err;
}
