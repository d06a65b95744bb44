#include "bannerscope/shodan.h"

#include "pick.h"
#include "scan.h"

const char *bs_scan_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

/* `p` behind the opening quote; the result is behind the closing one. */
static const char *scan_string(const char *p, const char *end)
{
    while (p < end) {
        if (*p == '"')
            return p + 1;
        if (*p++ == '\\') {
            if (p == end)
                return NULL;
            p++;
        }
    }
    return NULL;
}

static const char *scan_brackets(const char *p, const char *end)
{
    size_t depth = 0;
    while (p && p < end) {
        char c = *p++;
        if (c == '"')
            p = scan_string(p, end);
        else if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return p;
    }
    return NULL;
}

const char *bs_scan_value(const char *p, const char *end)
{
    if (p == end)
        return NULL;
    if (*p == '"')
        return scan_string(p + 1, end);
    if (*p == '{' || *p == '[')
        return scan_brackets(p, end);
    while (p < end && !strchr(",]} \t\r\n", *p))
        p++;
    /* A bare word at the very end may go on behind the cut. */
    return p < end ? p : NULL;
}

/* One member at the top of the object; NULL at its end or where the text is cut. */
static const char *next_member(const char *p, const char *end, bs_str *key, bs_str *value)
{
    p = bs_scan_blanks(p, end);
    if (p < end && *p == ',')
        p = bs_scan_blanks(p + 1, end);
    if (p == end || *p != '"')
        return NULL;
    const char *behind = bs_scan_value(p, end);
    if (!behind)
        return NULL;
    *key = (bs_str){p + 1, (size_t)(behind - p) - 2};
    p = bs_scan_blanks(behind, end);
    if (p == end || *p != ':')
        return NULL;
    p = bs_scan_blanks(p + 1, end);
    if (p == end)
        return NULL;
    behind = bs_scan_value(p, end);
    if (!behind && *p != '[')
        return NULL;
    /* A cut array is worth having: its first elements are whole. */
    behind = behind ? behind : end;
    *value = (bs_str){p, (size_t)(behind - p)};
    return behind;
}

static void keep_member(struct bs_answer *ans, bs_str key, bs_str value, struct bs_arena *a)
{
    struct bs_json v;
    bool matches = bs_str_eq(key, BS_STR("matches"));
    if (matches || bs_str_eq(key, BS_STR("data"))) {
        bool taken = ans->banners.type != BS_JSON_NONE;
        if (value.n && value.p[0] == '[' && (matches || !taken))
            ans->banners = (struct bs_json){BS_JSON_ARRAY, value};
    } else if (bs_str_eq(key, BS_STR("total"))) {
        if (bs_json_check(value, &v, NULL) || !bs_json_i64(&v, &ans->total) || ans->total < 0)
            ans->total = -1;
    } else if (bs_str_eq(key, BS_STR("error"))) {
        if (!bs_json_check(value, &v, NULL))
            ans->error = bs_pick_text(&v, a);
    }
}

bs_err bs_answer_read(bs_str body, struct bs_arena *a, struct bs_answer *out, struct bs_error *e)
{
    *out = (struct bs_answer){.total = -1, .error = {"", 0}, .banners = {BS_JSON_NONE, {"", 0}}};
    if (bs_str_has_prefix(body, BS_STR("\xef\xbb\xbf")))
        body = (bs_str){body.p + 3, body.n - 3};
    const char *end = body.p + body.n;
    const char *p = body.n ? bs_scan_blanks(body.p, end) : end;
    if (body.n == 0 || p == end)
        return bs_error_set(e, BS_E_SYNTAX, "an empty answer");
    if (*p != '{')
        return bs_error_set(e, BS_E_SYNTAX, "the answer is not a JSON object");
    out->body = (struct bs_json){BS_JSON_OBJECT, {p, (size_t)(end - p)}};
    bs_str key, value;
    p++;
    for (const char *behind; (behind = next_member(p, end, &key, &value)) != NULL; p = behind)
        keep_member(out, key, value, a);
    p = bs_scan_blanks(p, end);
    out->cut = p == end || *p != '}';
    return BS_OK;
}

size_t bs_answer_count(bs_str body)
{
    struct bs_arena a;
    struct bs_answer answer;
    struct bs_answer_iter it;
    bs_str element;
    bool cut;
    size_t n = 0;
    bs_arena_init(&a, 0);
    if (bs_answer_read(body, &a, &answer, NULL) == BS_OK) {
        bs_answer_begin(&answer, &it);
        while (bs_answer_next(&it, &element, &cut))
            n++;
    }
    bs_arena_fini(&a);
    return n;
}

void bs_answer_begin(const struct bs_answer *ans, struct bs_answer_iter *it)
{
    *it = (struct bs_answer_iter){NULL, NULL, -1};
    if (ans->banners.type != BS_JSON_ARRAY || ans->banners.raw.n == 0)
        return;
    it->p = ans->banners.raw.p + 1;
    it->end = ans->banners.raw.p + ans->banners.raw.n;
}

bool bs_answer_next(struct bs_answer_iter *it, bs_str *element, bool *cut)
{
    *cut = false;
    if (!it->p)
        return false;
    const char *p = bs_scan_blanks(it->p, it->end);
    if (p < it->end && *p == ',')
        p = bs_scan_blanks(p + 1, it->end);
    const char *behind = p < it->end && *p == ']' ? NULL : bs_scan_value(p, it->end);
    if (!behind || behind == p) {
        *cut = p == it->end || *p != ']';
        it->p = NULL;
        return false;
    }
    *element = (bs_str){p, (size_t)(behind - p)};
    it->p = behind;
    it->index++;
    return true;
}
