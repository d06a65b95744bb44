/* The strict check: RFC 8259 grammar, RFC 3629 text, limits.  One pass, no recursion. */
#include "bannerscope/json.h"

#include "bannerscope/gate.h"

struct scan {
    const uint8_t *start, *p, *end;
    uint64_t object; /* bit per depth: this container is an object */
    int depth, nodes;
    const char *why; /* set with the first error */
};

static bool fail(struct scan *s, const char *why)
{
    s->why = why;
    return false;
}

static void blanks(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
        s->p++;
}

static bool hex4(struct scan *s)
{
    if (s->end - s->p < 4)
        return fail(s, "the text ends within an escape");
    for (int i = 0; i < 4; i++, s->p++) {
        uint8_t c = *s->p;
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return fail(s, "\\u without four hex digits");
    }
    return true;
}

static bool escape(struct scan *s)
{
    if (++s->p == s->end)
        return fail(s, "the text ends within an escape");
    uint8_t c = *s->p++;
    if (c == 'u')
        return hex4(s);
    if (c != '"' && c != '\\' && c != '/' && c != 'b' && c != 'f' && c != 'n' && c != 'r' && c != 't')
        return fail(s, "an escape that JSON does not have");
    return true;
}

/* Bytes of a string that need no second look. */
static bool plain(uint8_t c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))
/* Non-zero when one of eight bytes below 0x80 is smaller than c; what is at or above 0x80 may count or not. */
#define SMALLER(v, c) ((v) - EACH_BYTE(c))

/* Past the plain bytes, eight at a time: most of a download is the inside of strings. */
static const uint8_t *skip_plain(const uint8_t *p, const uint8_t *end)
{
    while (end - p >= 8) {
        uint64_t v;
        memcpy(&v, p, sizeof v);
        uint64_t quote = v ^ EACH_BYTE('"'), slash = v ^ EACH_BYTE('\\');
        if ((v | SMALLER(v, 0x20) | SMALLER(quote, 1) | SMALLER(slash, 1)) & EACH_BYTE(0x80))
            break;
        p += 8;
    }
    while (p < end && plain(*p))
        p++;
    return p;
}

static bool string(struct scan *s)
{
    for (s->p++; s->p < s->end;) {
        s->p = skip_plain(s->p, s->end);
        if (s->p == s->end)
            break;
        uint32_t cp;
        size_t n;
        if (*s->p == '"') {
            s->p++;
            return true;
        }
        if (*s->p == '\\') {
            if (!escape(s))
                return false;
        } else if (*s->p < 0x20) {
            return fail(s, "a raw control character in a string");
        } else if ((n = bs_utf8_next((bs_bytes){s->p, (size_t)(s->end - s->p)}, &cp)) == 0) {
            return fail(s, "bytes that are not UTF-8");
        } else {
            s->p += n;
        }
    }
    return fail(s, "a string that does not end");
}

static bool digits(struct scan *s)
{
    const uint8_t *from = s->p;
    while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
        s->p++;
    return s->p > from || fail(s, "a number without digits");
}

static bool number(struct scan *s)
{
    if (*s->p == '-')
        s->p++;
    if (s->p < s->end && *s->p == '0')
        s->p++;
    else if (!digits(s))
        return false;
    if (s->p < s->end && *s->p == '.') {
        s->p++;
        if (!digits(s))
            return false;
    }
    if (s->p < s->end && (*s->p | 0x20) == 'e') {
        s->p++;
        if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
            s->p++;
        return digits(s);
    }
    return true;
}

static bool word(struct scan *s, const char *w, size_t n)
{
    if ((size_t)(s->end - s->p) < n || memcmp(s->p, w, n) != 0)
        return fail(s, "not a JSON value");
    s->p += n;
    return true;
}

static bool open_container(struct scan *s, bool object)
{
    if (s->depth == BS_JSON_DEPTH_MAX - 1)
        return fail(s, "nested too deeply");
    s->p++;
    s->depth++;
    s->object = (s->object & ~(UINT64_C(1) << s->depth)) | (uint64_t)object << s->depth;
    return true;
}

static bool in_object(const struct scan *s)
{
    return s->object >> s->depth & 1;
}

/* A scalar is passed whole; of a container only the opening bracket (*opened). */
static bool value(struct scan *s, bool *opened)
{
    *opened = false;
    if (s->p == s->end)
        return fail(s, "the text ends where a value should be");
    if (++s->nodes > BS_JSON_NODES_MAX)
        return fail(s, "more values than a record may have");
    switch (*s->p) {
    case '"':
        return string(s);
    case '{':
    case '[':
        *opened = true;
        return open_container(s, *s->p == '{');
    case 't':
        return word(s, "true", 4);
    case 'f':
        return word(s, "false", 5);
    case 'n':
        return word(s, "null", 4);
    default:
        if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'))
            return number(s);
        return fail(s, "not a JSON value");
    }
}

static bool member_name(struct scan *s)
{
    blanks(s);
    if (s->p == s->end || *s->p != '"')
        return fail(s, "a member name was expected");
    if (!string(s))
        return false;
    blanks(s);
    if (s->p == s->end || *s->p != ':')
        return fail(s, "a colon was expected");
    s->p++;
    blanks(s);
    return true;
}

/* Behind a value: closes what ends here, up to the next value's place. */
static bool after_value(struct scan *s)
{
    while (s->depth > 0) {
        blanks(s);
        if (s->p == s->end)
            return fail(s, "the text ends within an array or object");
        if (*s->p == ',') {
            s->p++;
            blanks(s);
            return !in_object(s) || member_name(s);
        }
        if (*s->p != (in_object(s) ? '}' : ']'))
            return fail(s, "a comma or closing bracket was expected");
        s->p++;
        s->depth--;
    }
    return true;
}

/* Just behind an opening bracket: an empty container closes at once (*closed). */
static bool first_place(struct scan *s, bool *closed)
{
    blanks(s);
    *closed = s->p < s->end && *s->p == (in_object(s) ? '}' : ']');
    if (*closed) {
        s->p++;
        s->depth--;
        return true;
    }
    return !in_object(s) || member_name(s);
}

static bool document(struct scan *s)
{
    blanks(s);
    for (;;) {
        bool opened, closed = true;
        if (!value(s, &opened))
            return false;
        if (opened && !first_place(s, &closed))
            return false;
        if (!closed)
            continue;
        if (!after_value(s))
            return false;
        if (s->depth == 0)
            return true;
    }
}

static enum bs_json_type type_of(char c)
{
    return c == '{' ? BS_JSON_OBJECT : c == '[' ? BS_JSON_ARRAY : c == '"' ? BS_JSON_STRING
           : c == 't' ? BS_JSON_TRUE : c == 'f' ? BS_JSON_FALSE : c == 'n' ? BS_JSON_NULL
                                                                           : BS_JSON_NUMBER;
}

bs_err bs_json_check(bs_str text, struct bs_json *out, struct bs_error *e)
{
    struct scan s = {.start = (const uint8_t *)text.p,
                     .p = (const uint8_t *)text.p,
                     .end = (const uint8_t *)text.p + text.n};
    blanks(&s);
    const uint8_t *from = s.p;
    bool ok = document(&s);
    const uint8_t *to = s.p;
    if (ok) {
        blanks(&s);
        if (s.p != s.end)
            ok = fail(&s, "something follows the JSON value");
    }
    if (!ok)
        return bs_error_set(e, BS_E_SYNTAX, "not JSON: %s (byte %zu)", s.why, (size_t)(s.p - s.start));
    *out = (struct bs_json){type_of((char)*from), {(const char *)from, (size_t)(to - from)}};
    return BS_OK;
}
