/* The longest run of bytes that every match of a regex must contain.
 *
 * Not a full parser: what it does not understand ends the run, so it can only find too little,
 * never too much.  Groups count when they are plain, have no alternatives and must occur. */
#include "rules_priv.h"

struct lit {
    const char *p, *end;
    char *run;  /* the run being collected */
    size_t n;
    char *best;
    size_t best_n;
};

static void end_run(struct lit *l)
{
    if (l->n > l->best_n) {
        memcpy(l->best, l->run, l->n);
        l->best_n = l->n;
    }
    l->n = 0;
}

/* Steps over [...]; p stands behind the '['. */
static const char *skip_class(const char *p, const char *end)
{
    if (p < end && *p == '^')
        p++;
    if (p < end && *p == ']')
        p++;
    while (p < end && *p != ']')
        p += *p == '\\' && end - p > 1 ? 2 : 1;
    return p < end ? p + 1 : end;
}

/* Steps over a group; p stands behind the '('.  *alternatives tells of a '|' inside. */
static const char *skip_group(const char *p, const char *end, bool *alternatives)
{
    int depth = 1;

    *alternatives = false;
    while (p < end && depth > 0) {
        char c = *p++;
        if (c == '\\' && p < end)
            p++;
        else if (c == '[')
            p = skip_class(p, end);
        else if (c == '(')
            depth++;
        else if (c == ')')
            depth--;
        else if (c == '|')
            *alternatives = true;
    }
    return p;
}

/* What stands behind an atom: may it be absent, may it be repeated? */
static const char *quantifier(const char *p, const char *end, bool *optional, bool *repeats)
{
    *optional = *repeats = false;
    if (p == end || !strchr("?*+{", *p) || *p == '\0')
        return p;
    *optional = *p == '?' || *p == '*';
    *repeats = true;
    if (*p == '{') {
        *optional = end - p > 1 && (p[1] == '0' || p[1] == ',');
        while (p < end && *p != '}')
            p++;
    }
    if (p < end)
        p++;
    if (p < end && (*p == '?' || *p == '+'))
        p++;
    return p;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* An escape; p stands behind the backslash.  *byte is -1 where it is not one certain byte. */
static const char *escape(const char *p, const char *end, int *byte)
{
    static const char plain[] = "nrtfae";
    static const char bytes[] = "\n\r\t\f\a\x1b";
    char c = *p++;
    const char *at = c ? strchr(plain, c) : NULL;

    *byte = -1;
    if (at) {
        *byte = (uint8_t)bytes[at - plain];
    } else if (c == 'x' && end - p >= 2 && hex_digit(p[0]) >= 0 && hex_digit(p[1]) >= 0) {
        *byte = hex_digit(p[0]) * 16 + hex_digit(p[1]);
        p += 2;
    } else if (!bs_is_word_byte((uint8_t)c)) {
        *byte = (uint8_t)c;
    } else if ((c >= '0' && c <= '9') || (c && strchr("xQpPkgoNc", c))) {
        p = end; /* forms that take more text: give up on the rest */
    }
    return p;
}

static void add_byte(struct lit *l, int byte)
{
    bool optional, repeats;

    l->p = quantifier(l->p, l->end, &optional, &repeats);
    if (byte < 0 || optional) {
        end_run(l);
        return;
    }
    l->run[l->n++] = (char)byte;
    if (repeats)
        end_run(l);
}

static void sequence(struct lit *l);

/* l->p stands behind the '('. */
// NOLINTNEXTLINE(misc-no-recursion): a pattern has at most 1,000 bytes
static void group(struct lit *l)
{
    const char *inner = l->p, *stop = l->end;
    bool alternatives, optional, repeats;
    const char *behind = skip_group(inner, stop, &alternatives);
    const char *next = quantifier(behind, stop, &optional, &repeats);

    end_run(l);
    if (stop - inner > 1 && inner[0] == '?' && inner[1] == ':')
        inner += 2;
    if (!alternatives && !optional && behind > inner && *inner != '?' && *inner != '*') {
        l->p = inner;
        l->end = behind - 1;
        sequence(l);
        l->end = stop;
    }
    l->p = next;
}

// NOLINTNEXTLINE(misc-no-recursion): a pattern has at most 1,000 bytes
static void sequence(struct lit *l)
{
    while (l->p < l->end) {
        char c = *l->p++;
        int byte = -1;
        if (c == '(') {
            group(l);
            continue;
        }
        if (c == '[')
            l->p = skip_class(l->p, l->end);
        else if (c == '\\' && l->p < l->end)
            l->p = escape(l->p, l->end, &byte);
        else if (c == '^' || c == '$' || c == '.')
            byte = -1;
        else
            byte = (uint8_t)c;
        add_byte(l, byte);
    }
    end_run(l);
}

size_t bs_pattern_literal(bs_str regex, char *out)
{
    bool alternatives;
    const char *end = regex.p + regex.n;
    char run[1024];
    struct lit l = {.p = regex.p, .end = end, .run = run, .best = out};

    if (regex.n > sizeof run)
        return 0;
    /* A '|' outside of all groups: nothing is certain.  skip_group sees those inside too, so
     * it runs over the top level only, group by group. */
    for (const char *p = regex.p; p < end;) {
        char c = *p++;
        if (c == '\\' && p < end)
            p++;
        else if (c == '[')
            p = skip_class(p, end);
        else if (c == '(')
            p = skip_group(p, end, &alternatives);
        else if (c == '|')
            return 0;
    }
    sequence(&l);
    return l.best_n;
}
