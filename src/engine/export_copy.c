/* A record's own text written anew: as ASCII, because it may hold raw controls above 7F and bidi
 * marks, and with each key once.  It was checked when it came in, so the depth is bounded. */
#include "export_json.h"

#include <stdlib.h>

static int by_key(const void *a, const void *b)
{
    const struct json_member *x = *(struct json_member *const *)a, *y = *(struct json_member *const *)b;
    int c = bs_bytes_cmp(bs_str_bytes(x->key), bs_str_bytes(y->key));
    return c ? c : x < y ? -1 : x > y; /* of equal ones the earlier member first */
}

/* By sorting: a stranger chooses the keys, and could choose them to collide in a table. */
void json_members_mark(struct bs_arena *a, struct json_member *m, size_t n)
{
    struct json_member **sorted = bs_arena_alloc(a, (n + 1) * sizeof(struct json_member *));
    if (!sorted)
        return;
    for (size_t i = 0; i < n; i++) {
        m[i].again = m[i].later = false;
        sorted[i] = &m[i];
    }
    qsort(sorted, n, sizeof(struct json_member *), by_key);
    for (size_t i = 1; i < n; i++)
        sorted[i - 1]->later = sorted[i]->again = bs_str_eq(sorted[i - 1]->key, sorted[i]->key);
}

static size_t read_members(const struct bs_json *object, struct bs_arena *a, struct json_member **out)
{
    struct bs_json_iter it;
    struct bs_json value;
    bs_str key;
    size_t n = 0, max = 0;
    for (bs_json_begin(object, &it); bs_json_next(&it, &key, &value);)
        max++;
    *out = bs_arena_alloc(a, (max + 1) * sizeof **out);
    for (bs_json_begin(object, &it); *out && n < max && bs_json_next(&it, &key, &value); n++) {
        const struct bs_json quoted = {BS_JSON_STRING, {key.p - 1, key.n + 2}};
        bs_bytes name;
        bs_json_string(&quoted, a, &name);
        (*out)[n] = (struct json_member){.key = bs_bytes_str(name), .value = value};
    }
    return n;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the door lets pass
static void copy_value(struct bs_jw *w, struct bs_arena *a, const struct bs_json *v)
{
    struct bs_json_iter it;
    struct bs_json element;
    bs_bytes text;
    bs_str key;
    switch (v->type) {
    case BS_JSON_OBJECT:
        bs_jw_object(w);
        json_copy_members(w, a, v, NULL);
        bs_jw_end(w, '}');
        break;
    case BS_JSON_ARRAY:
        bs_jw_array(w);
        for (bs_json_begin(v, &it); bs_json_next(&it, &key, &element);)
            copy_value(w, a, &element);
        bs_jw_end(w, ']');
        break;
    case BS_JSON_STRING:
        bs_json_string(v, a, &text);
        bs_jw_string(w, text);
        break;
    case BS_JSON_NONE:
    case BS_JSON_NULL:
    case BS_JSON_TRUE:
    case BS_JSON_FALSE:
    case BS_JSON_NUMBER:
        bs_jw_raw(w, v->raw);
        break;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the door lets pass
void json_copy_members(struct bs_jw *w, struct bs_arena *a, const struct bs_json *object, const char *but)
{
    struct json_member *m;
    const size_t n = read_members(object, a, &m);
    json_members_mark(a, m, n);
    for (size_t i = 0; i < n; i++) {
        if (m[i].later || (but && bs_str_eq(m[i].key, bs_str_z(but))))
            continue;
        bs_jw_key_str(w, m[i].key);
        copy_value(w, a, &m[i].value);
    }
}
