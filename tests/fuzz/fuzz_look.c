/* Search, values, differences, trees and written forms of any bytes. */
#include <stdlib.h>

#include "bannerscope/bytes.h"
#include "bannerscope/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void differ(bs_bytes a, bs_bytes b, struct bs_arena *arena)
{
    struct bs_diff d;
    struct bs_diff_rows rows;
    size_t at = 0, bt = 0;
    if (bs_diff_bytes(a, b, arena, &d) != BS_OK)
        return;
    for (size_t i = 0; i < d.parts; i++) {
        const struct bs_diff_part *p = &d.part[i];
        if (p->a != at || p->b != bt ||
            (p->same && (p->an != p->bn || memcmp(a.p + at, b.p + bt, p->an) != 0)))
            abort();
        at += p->an;
        bt += p->bn;
    }
    if (at != a.n || bt != b.n)
        abort();
    bs_diff_cut(&d, a, b, 16, true, arena, &rows);
    for (size_t i = 0; i < rows.n; i++) {
        struct bs_diff_cell cell[BS_DIFF_COLS_MAX];
        if (bs_diff_cells(&d, a, b, &rows.row[i], cell) != rows.row[i].cols)
            abort();
    }
}

static void find(bs_bytes typed, bs_bytes hay)
{
    struct bs_needle needle;
    if (bs_needle_parse(bs_bytes_str(typed), &needle, NULL) != BS_OK)
        return;
    for (size_t at = 0; (at = bs_needle_find(&needle, hay, at)) != SIZE_MAX; at++)
        if (at > hay.n || needle.n > hay.n - at)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bs_bytes all = {data, size}, a = bs_bytes_sub(all, 0, size / 2),
             b = bs_bytes_sub(all, size / 2, size);
    struct bs_arena arena;
    struct bs_value v[BS_VALUES_MAX];
    struct bs_tree tree;
    struct bs_buf out;
    bs_arena_init(&arena, 64 << 20);
    bs_buf_init(&out, 64 << 20);
    differ(a, b, &arena);
    find(bs_bytes_sub(all, 0, 12), b);
    for (size_t at = 0; at < size && at < 64; at++)
        if (bs_inspect(all, at, size - at, v) > BS_VALUES_MAX)
            abort();
    if (bs_tree_json(bs_bytes_str(all), &arena, &tree, NULL) == BS_OK)
        bs_tree_text(&tree, BS_GATE_ASCII, &out);
    for (int form = 0; form < BS_FORM_COUNT; form++)
        bs_form_write((enum bs_form)form, a, BS_GATE_UTF8, &out);
    bs_buf_fini(&out);
    bs_arena_fini(&arena);
    return 0;
}
