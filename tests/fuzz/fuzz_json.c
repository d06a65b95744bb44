/* The JSON scanner: any text is checked and walked; what it takes, it takes the same again. */
#include <stdint.h>
#include <stdlib.h>

#include "bannerscope/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const struct bs_json *v, struct bs_arena *a, int depth)
{
    struct bs_json_iter it;
    struct bs_json member;
    bs_str key, text;
    bs_bytes bytes;
    int64_t n;
    bs_json_string(v, a, &bytes);
    bs_json_text(v, a, &text);
    bs_json_i64(v, &n);
    if (depth > 80 || (v->type != BS_JSON_OBJECT && v->type != BS_JSON_ARRAY))
        return;
    bs_json_begin(v, &it);
    for (int i = 0; i < 1000 && bs_json_next(&it, &key, &member); i++) {
        bs_json_key_is(key, "data");
        walk(&member, a, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_json v, again;
    struct bs_arena a;
    bs_str text = {(const char *)data, size};
    bs_arena_init(&a, 8 << 20);
    if (bs_json_check(text, &v, NULL) == BS_OK) {
        walk(&v, &a, 0);
        if (bs_json_check(v.raw, &again, NULL) != BS_OK || again.type != v.type)
            abort();
        bs_bytes s, back;
        if (bs_json_string(&v, &a, &s)) { /* writing and reading back gives the same bytes */
            struct bs_buf out;
            struct bs_jw w;
            bs_buf_init(&out, 64 << 20);
            bs_jw_init(&w, &out);
            bs_jw_string(&w, s);
            if (bs_json_check(bs_buf_str(&out), &again, NULL) != BS_OK ||
                !bs_json_string(&again, &a, &back) || !bs_bytes_eq(s, back))
                abort();
            bs_buf_fini(&out);
        }
    } else { /* unchecked text must be safe to walk too */
        const struct bs_json wild = {size ? BS_JSON_OBJECT : BS_JSON_NONE, text};
        walk(&wild, &a, 0);
    }
    bs_arena_fini(&a);
    return 0;
}
