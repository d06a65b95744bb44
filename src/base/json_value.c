/* Walking checked JSON.  Skips without checking again, but never leaves the text. */
#include "bannerscope/json.h"

#include "bannerscope/gate.h"

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

/* p at the opening quote; returns the place behind the closing one. */
static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end; p++) {
        if (*p == '"')
            return p + 1;
        if (*p == '\\' && ++p == end)
            break;
    }
    return end;
}

static const char *skip_value(const char *p, const char *end)
{
    size_t depth = 0;
    while (p < end) {
        if (*p == '"') {
            p = skip_string(p, end);
        } else if (*p == '{' || *p == '[') {
            depth++;
            p++;
        } else if (*p == '}' || *p == ']') {
            if (depth == 0)
                return p;
            depth--;
            p++;
        } else if (depth == 0) {
            while (p < end && *p && !strchr(",]} \t\r\n", *p))
                p++;
        } else {
            p++;
        }
        if (depth == 0)
            return p;
    }
    return end;
}

static enum bs_json_type type_at(const char *p, const char *end)
{
    if (p >= end)
        return BS_JSON_NONE;
    switch (*p) {
    case '{':
        return BS_JSON_OBJECT;
    case '[':
        return BS_JSON_ARRAY;
    case '"':
        return BS_JSON_STRING;
    case 't':
        return BS_JSON_TRUE;
    case 'f':
        return BS_JSON_FALSE;
    case 'n':
        return BS_JSON_NULL;
    default:
        return *p == '-' || (*p >= '0' && *p <= '9') ? BS_JSON_NUMBER : BS_JSON_NONE;
    }
}

void bs_json_begin(const struct bs_json *container, struct bs_json_iter *it)
{
    bs_str raw = container->raw;
    bool object = container->type == BS_JSON_OBJECT;
    if ((!object && container->type != BS_JSON_ARRAY) || raw.n < 2)
        raw = (bs_str){"", 0};
    else
        raw = (bs_str){raw.p + 1, raw.n - 2};
    *it = (struct bs_json_iter){raw.p, raw.p + raw.n, object};
}

bool bs_json_next(struct bs_json_iter *it, bs_str *key, struct bs_json *value)
{
    const char *p = skip_blanks(it->p, it->end);
    *key = (bs_str){"", 0};
    if (p < it->end && *p == ',')
        p = skip_blanks(p + 1, it->end);
    if (it->object) {
        if (p >= it->end || *p != '"')
            return false;
        const char *behind = skip_string(p, it->end);
        if (behind - p < 2)
            return false;
        *key = (bs_str){p + 1, (size_t)(behind - p) - 2};
        p = skip_blanks(behind, it->end);
        if (p >= it->end || *p != ':')
            return false;
        p = skip_blanks(p + 1, it->end);
    }
    value->type = type_at(p, it->end);
    if (value->type == BS_JSON_NONE)
        return false;
    it->p = skip_value(p, it->end);
    value->raw = (bs_str){p, (size_t)(it->p - p)};
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \uXXXX at p: its value, or -1. */
static int32_t unit(const char *p, const char *end)
{
    int32_t v = 0;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int d = hex_digit(p[i]);
        if (d < 0)
            return -1;
        v = v << 4 | d;
    }
    return v;
}

static size_t put_utf8(uint8_t *out, uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (uint8_t)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (uint8_t)(0xc0 | cp >> 6);
        out[1] = (uint8_t)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) { /* surrogates too: a lone one is kept, see json.h */
        out[0] = (uint8_t)(0xe0 | cp >> 12);
        out[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (uint8_t)(0x80 | (cp & 0x3f));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | cp >> 18);
    out[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3f));
    out[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3f));
    out[3] = (uint8_t)(0x80 | (cp & 0x3f));
    return 4;
}

/* One escape at p (at the backslash) to UTF-8; returns the place behind it. */
static const char *undo(const char *p, const char *end, uint8_t *out, size_t *n)
{
    static const uint8_t means[128] = {['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b',
                                       ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
    *n = 0;
    int32_t v = unit(p, end);
    if (v >= 0) {
        p += 6;
        int32_t low = v >= 0xd800 && v <= 0xdbff ? unit(p, end) : -1;
        if (low >= 0xdc00 && low <= 0xdfff) {
            v = 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
            p += 6;
        }
        *n = put_utf8(out, (uint32_t)v);
        return p;
    }
    if (end - p < 2)
        return end;
    uint8_t c = means[(uint8_t)p[1] & 0x7f];
    if (c && !((uint8_t)p[1] & 0x80)) {
        out[0] = c;
        *n = 1;
    }
    return p + 2;
}

/* The inside of a string (no quotes) into out, which has room for s.n bytes: an escape is never
 * shorter than what it stands for. */
static size_t unescape(bs_str s, uint8_t *out)
{
    const char *p = s.p, *end = s.p + s.n;
    size_t n = 0;
    while (p < end) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        size_t plain = (size_t)((slash ? slash : end) - p);
        memcpy(out + n, p, plain);
        n += plain;
        p += plain;
        if (slash) {
            size_t wrote;
            p = undo(p, end, out + n, &wrote);
            n += wrote;
        }
    }
    return n;
}

static bs_str inside(const struct bs_json *v)
{
    return v->raw.n >= 2 ? (bs_str){v->raw.p + 1, v->raw.n - 2} : (bs_str){"", 0};
}

bool bs_json_string(const struct bs_json *v, struct bs_arena *a, bs_bytes *out)
{
    *out = BS_BYTES("");
    if (v->type != BS_JSON_STRING)
        return false;
    bs_str s = inside(v);
    if (s.n == 0 || !memchr(s.p, '\\', s.n)) {
        *out = bs_str_bytes(s);
        return true;
    }
    uint8_t *p = bs_arena_alloc(a, s.n);
    if (!p)
        return false;
    *out = (bs_bytes){p, unescape(s, p)};
    return true;
}

bool bs_json_text(const struct bs_json *v, struct bs_arena *a, bs_str *out)
{
    bs_bytes b;
    *out = BS_STR("");
    if (v->type == BS_JSON_NUMBER || v->type == BS_JSON_TRUE || v->type == BS_JSON_FALSE) {
        *out = v->raw;
        return true;
    }
    if (!bs_json_string(v, a, &b))
        return false;
    *out = bs_bytes_str(b);
    return true;
}

bool bs_json_key_is(bs_str raw_key, const char *name)
{
    bs_str want = bs_str_z(name);
    if (raw_key.n == 0 || !memchr(raw_key.p, '\\', raw_key.n))
        return bs_str_eq(raw_key, want);
    uint8_t small[256];
    if (raw_key.n > sizeof small) /* no name of ours is that long, escaped or not */
        return false;
    size_t n = unescape(raw_key, small);
    return bs_str_eq((bs_str){(const char *)small, n}, want);
}

bool bs_json_member(const struct bs_json *object, const char *name, struct bs_json *out, bool *dup)
{
    struct bs_json_iter it;
    struct bs_json v;
    bs_str key;
    size_t found = 0;
    if (object->type == BS_JSON_OBJECT) {
        bs_json_begin(object, &it);
        while (bs_json_next(&it, &key, &v)) {
            if (bs_json_key_is(key, name)) {
                *out = v;
                found++;
            }
        }
    }
    if (dup)
        *dup = found > 1;
    return found > 0;
}

bool bs_json_path(const struct bs_json *object, const char *path, struct bs_json *out)
{
    struct bs_json at = *object;
    bs_str rest = bs_str_z(path), part;
    while (bs_str_split(&rest, '.', &part)) {
        char name[64];
        if (part.n >= sizeof name)
            return false;
        memcpy(name, part.p, part.n);
        name[part.n] = '\0';
        struct bs_json next;
        if (!bs_json_member(&at, name, &next, NULL))
            return false;
        at = next;
    }
    *out = at;
    return true;
}

/* Exact: digits, point and exponent as integers, no double in between. */
bool bs_json_i64(const struct bs_json *v, int64_t *out)
{
    if (v->type != BS_JSON_NUMBER)
        return false;
    if (bs_str_i64(v->raw, out))
        return true;
    bs_str s = v->raw;
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus, used = 0;
    char digits[24];
    int64_t scale = 0, exponent = 0;
    bool behind_point = false;
    for (; i < s.n && (s.p[i] | 0x20) != 'e'; i++) {
        if (s.p[i] == '.') {
            behind_point = true;
            continue;
        }
        if (used == 0 && s.p[i] == '0') {
            scale -= behind_point;
            continue;
        }
        if (used == sizeof digits) {
            if (s.p[i] != '0' || !behind_point)
                return false;
            continue;
        }
        digits[used++] = s.p[i];
        scale -= behind_point;
    }
    if (i < s.n) {
        bs_str ex = {s.p + i + 1, s.n - i - 1};
        if (ex.n && ex.p[0] == '+')
            ex = (bs_str){ex.p + 1, ex.n - 1};
        if (!bs_str_i64(ex, &exponent) || exponent > 64 || exponent < -64)
            return used == 0 ? (*out = 0, true) : false;
    }
    for (scale += exponent; scale < 0 && used && digits[used - 1] == '0'; scale++)
        used--;
    if (used == 0) {
        *out = 0;
        return true;
    }
    for (; scale > 0 && used < sizeof digits; scale--)
        digits[used++] = '0';
    char signed_text[26] = "-";
    memcpy(signed_text + minus, digits, used);
    return scale == 0 && bs_str_i64((bs_str){signed_text, used + minus}, out);
}
