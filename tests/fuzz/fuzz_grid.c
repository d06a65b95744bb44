/* The grid alone: everything that writes into it, at places and in sizes that come from the input, so also far
 * outside; what is then in its cells can be shown, and a wide character is whole. */
#include <stdlib.h>

#include "bannerscope/ui.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FAR = 100000 }; /* beyond any terminal: the kernel counts rows in 16 bits */

struct input {
    bs_bytes left;
};

static int take(struct input *in)
{
    int v = in->left.n ? in->left.p[0] : 0;
    in->left = bs_bytes_sub(in->left, 1, SIZE_MAX);
    return v;
}

/* Mostly on a screen, sometimes nowhere near. */
static int place(struct input *in)
{
    int v = take(in);
    return v == 255 ? FAR : v == 254 ? -FAR : v == 253 ? -1 : v;
}

static void check(const struct bs_grid *g)
{
    for (int i = 0; i < g->rows * g->cols; i++) {
        const uint32_t cp = g->cell[i].cp;
        const bool ours = cp >= 0x2500 && cp < 0x25a0; /* borders and bars */
        if ((cp > 0 && cp < 0x20) || cp == 0x7f || (cp >= 0x80 && !ours && bs_gate_width(cp) == 0))
            abort();
        if (g->ascii && cp >= 0x80)
            abort();
        const bool first = i % g->cols == 0, last = (i + 1) % g->cols == 0;
        if (cp == 0 && (first || bs_gate_width(g->cell[i - 1].cp) != 2))
            abort();
        if (bs_gate_width(cp) == 2 && (last || g->cell[i + 1].cp != 0))
            abort();
    }
}

static void write_some(struct input *in, struct bs_grid *g)
{
    const int what = take(in), row = place(in), col = place(in), cols = place(in);
    const enum bs_style st = (enum bs_style)(take(in) % BS_STYLE_COUNT);
    const struct bs_rect r = {row, col, place(in), cols};
    const bs_bytes text = bs_bytes_sub(in->left, 0, (size_t)take(in) % 64);
    const int64_t points[] = {what, row, cols, INT64_MAX, INT64_MIN};
    switch (what % 9) {
    case 0:
        bs_grid_fill(g, r, st);
        break;
    case 1:
    case 2: {
        int used = bs_grid_data(g, row, col, cols, st, text);
        if (used < 0 || (cols >= 0 && used > cols))
            abort();
        in->left = bs_bytes_sub(in->left, text.n, SIZE_MAX);
        break;
    }
    case 3:
        bs_grid_printf(g, row, col, cols, st, "%d of %d", row, col);
        break;
    case 4:
        bs_grid_bar(g, row, col, cols % 300, st, take(in), take(in));
        break;
    case 5:
        bs_grid_spark(g, row, col, cols % 300, st, points, BS_COUNT(points));
        break;
    case 6:
        bs_grid_box(g, r, what & 1, "title");
        break;
    case 7:
        bs_grid_line(g, row, col, cols % 300, what & 1, st);
        break;
    case 8:
        bs_grid_add_attr(g, r, BS_A_BOLD);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {{data, size}};
    struct bs_grid g = {0};
    struct bs_buf out;
    bs_buf_init(&out, 16 << 20);
    g.ascii = take(&in) & 1;
    bs_grid_resize(&g, take(&in), take(&in));
    while (in.left.n) {
        write_some(&in, &g);
        check(&g);
    }
    bs_grid_dump(&g, &out);
    bs_buf_fini(&out);
    bs_grid_fini(&g);
    return 0;
}
