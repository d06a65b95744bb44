#include "bannerscope/record.h"

bs_bytes bs_wire_bytes(bs_bytes data, bs_bytes raw, struct bs_arena *a, enum bs_notation *notation)
{
    if (raw.n) {
        *notation = BS_NOTE_RAW;
        return raw;
    }
    *notation = BS_NOTE_TEXT;
    /* Most banners are text: no copy unless there is something that could be an escape. */
    if (bs_bytes_find(data, BS_BYTES("\\x"), 0) == SIZE_MAX)
        return data;
    struct bs_buf out;
    bs_buf_init(&out, data.n);
    bool changed = false;
    bs_bytes result = data;
    if (bs_unescape_strict(data, &out, &changed) == BS_OK && changed) {
        bs_bytes copy = bs_arena_bytes(a, (bs_bytes){out.p, out.len});
        if (copy.n == out.len) {
            *notation = BS_NOTE_ESCAPED;
            result = copy;
        }
    }
    bs_buf_fini(&out);
    return result;
}
