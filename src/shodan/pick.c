#include "pick.h"

enum { LIST_MAX = 256 << 10 };

static bool key_is(bs_str key, bs_str name, bool escaped)
{
    if (escaped)
        return bs_json_key_is(key, name.p);
    return key.n == name.n && memcmp(key.p, name.p, name.n) == 0;
}

bool bs_pick(const struct bs_json *object, const bs_str *names, size_t n, struct bs_json *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (struct bs_json){BS_JSON_NONE, {"", 0}};
    if (object->type != BS_JSON_OBJECT)
        return false;
    bool again = false;
    struct bs_json_iter it;
    struct bs_json value;
    bs_str key;
    bs_json_begin(object, &it);
    while (bs_json_next(&it, &key, &value)) {
        bool escaped = key.n && memchr(key.p, '\\', key.n);
        for (size_t i = 0; i < n; i++) {
            if (key_is(key, names[i], escaped)) {
                again |= out[i].type != BS_JSON_NONE;
                out[i] = value;
                break;
            }
        }
    }
    return again;
}

bs_str bs_pick_text(const struct bs_json *v, struct bs_arena *a)
{
    bs_str text;
    return bs_json_text(v, a, &text) ? text : BS_STR("");
}

bs_str bs_pick_key(bs_str key, struct bs_arena *a)
{
    if (key.n == 0 || !memchr(key.p, '\\', key.n))
        return key;
    /* The quotes stand on both sides of the slice: give them back, and it is a string value. */
    struct bs_json quoted = {BS_JSON_STRING, {key.p - 1, key.n + 2}};
    return bs_pick_text(&quoted, a);
}

void bs_list_add(struct bs_buf *out, bs_str piece)
{
    if (piece.n == 0)
        return;
    if (out->len)
        bs_buf_putc(out, '\n');
    while (piece.n) {
        const char *lf = memchr(piece.p, '\n', piece.n);
        size_t n = lf ? (size_t)(lf - piece.p) : piece.n;
        bs_buf_put(out, (bs_str){piece.p, n});
        if (lf)
            bs_buf_putc(out, ' ');
        n += lf ? 1 : 0;
        piece = (bs_str){piece.p + n, piece.n - n};
    }
}

/* The pieces in quotes of a Python set or list: set(['a', u'b']). */
static void add_quoted(struct bs_buf *out, bs_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char quote = text.p[i];
        if (quote != '\'' && quote != '"')
            continue;
        const char *from = text.p + i + 1;
        const char *to = memchr(from, quote, text.n - i - 1);
        if (!to)
            return;
        bs_list_add(out, (bs_str){from, (size_t)(to - from)});
        i = (size_t)(to - text.p);
    }
}

static bs_str kept(struct bs_buf *list, struct bs_arena *a)
{
    bs_str text = list->len ? bs_arena_str(a, bs_buf_str(list)) : BS_STR("");
    bs_buf_fini(list);
    return text;
}

static bs_str one_text(bs_str text, struct bs_arena *a)
{
    bool set = bs_str_has_prefix(text, BS_STR("set(["));
    if (!set && !(text.n && memchr(text.p, '\n', text.n)))
        return text;
    struct bs_buf list;
    bs_buf_init(&list, LIST_MAX);
    if (set)
        add_quoted(&list, text);
    else
        bs_list_add(&list, text);
    return kept(&list, a);
}

bs_str bs_pick_list(const struct bs_json *v, struct bs_arena *a)
{
    bs_str first = BS_STR(""), key;
    if (v->type != BS_JSON_ARRAY)
        return one_text(bs_pick_text(v, a), a);
    struct bs_json_iter it;
    struct bs_json value;
    size_t n = 0;
    struct bs_buf list;
    bs_buf_init(&list, LIST_MAX);
    bs_json_begin(v, &it);
    while (bs_json_next(&it, &key, &value)) {
        bs_str text = bs_pick_text(&value, a);
        /* Most lists have one element: it is used where it stands. */
        if (n++ == 0) {
            first = text;
            continue;
        }
        if (n == 2)
            bs_list_add(&list, first);
        bs_list_add(&list, text);
    }
    return n > 1 ? kept(&list, a) : one_text(first, a);
}

bool bs_pick_int(const struct bs_json *v, struct bs_arena *a, int64_t *out)
{
    if (v->type == BS_JSON_STRING)
        return bs_str_i64(bs_str_trim(bs_pick_text(v, a)), out);
    return bs_json_i64(v, out);
}
