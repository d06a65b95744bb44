#include "layout.h"

struct part {
    int min, weight, grow;
};

/* Shares `total` out: the least each needs, the rest by weight, then what the user moved.
 * What one part gains, the largest of the others loses; nobody goes below its least. */
static void share(int total, const struct part *p, int n, int *out)
{
    int rest = total, weights = 0, given = 0;
    for (int i = 0; i < n; i++) {
        rest -= p[i].min;
        weights += p[i].weight;
    }
    for (int i = 0; i < n; i++) {
        out[i] = p[i].min + (weights ? rest * p[i].weight / weights : 0);
        given += out[i];
    }
    out[n - 1] += total - given;
    for (int i = 0; i < n; i++)
        for (int step = p[i].grow; step != 0 && n > 1; step += step > 0 ? -1 : 1) {
            int other = i == 0 ? 1 : 0;
            for (int k = 0; k < n; k++)
                if (k != i && out[k] > out[other])
                    other = k;
            int from = step > 0 ? other : i, to = step > 0 ? i : other;
            if (out[from] <= p[from].min)
                break;
            out[from]--;
            out[to]++;
        }
}

static void stack(struct layout *l, struct bs_rect r, const enum bs_pane *pane,
                  const struct part *p, int n)
{
    int rows[BS_PANE_COUNT];
    share(r.rows, p, n, rows);
    for (int i = 0, row = r.row; i < n; row += rows[i++])
        l->pane[pane[i]] = (struct bs_rect){row, r.col, rows[i], r.cols};
}

static void one_column(struct layout *l, struct bs_rect r, enum bs_pane focus,
                       const int *grow)
{
    static const enum bs_pane order[] = {BS_PANE_QUERY, BS_PANE_RESULTS, BS_PANE_BANNER,
                                         BS_PANE_VERDICT};
    bool q = focus == BS_PANE_QUERY, b = focus == BS_PANE_BANNER,
         v = focus == BS_PANE_VERDICT;
    /* What is worked with gets the room; nothing disappears. */
    const struct part p[] = {
        {q ? 9 : 3, q ? 2 : 0,      grow[0]},
        {4,         b || v ? 1 : 3, grow[1]},
        {4,
         q   ? 1
         : b ? 5
             : 2,
         grow[2]                           },
        {q ? 3 : 4, v ? 5 : 1,      grow[3]}
    };
    stack(l, r, order, p, 4);
}

static void two_columns(struct layout *l, struct bs_rect r, enum bs_pane focus,
                        const int *grow)
{
    static const enum bs_pane left[] = {BS_PANE_QUERY, BS_PANE_RESULTS};
    static const enum bs_pane right[] = {BS_PANE_BANNER, BS_PANE_VERDICT};
    bool q = focus == BS_PANE_QUERY;
    const struct part lp[] = {
        {q ? 10 : 6, q ? 2 : 0, grow[0]},
        {6,          3,         grow[1]}
    };
    const struct part rp[] = {
        {8, 3, grow[2]},
        {6, 2, grow[3]}
    };
    /* Sixteen bytes a line need 74 columns. */
    int wide = r.cols >= 132 ? r.cols - 75 : r.cols / 2;
    l->bar[l->bars++] = r.col + wide;
    stack(l, (struct bs_rect){r.row, r.col, r.rows, wide}, left, lp, 2);
    stack(l, (struct bs_rect){r.row, r.col + wide + 1, r.rows, r.cols - wide - 1}, right,
          rp, 2);
}

static void three_columns(struct layout *l, struct bs_rect r, const int *grow)
{
    static const enum bs_pane right[] = {BS_PANE_BANNER, BS_PANE_VERDICT};
    const struct part rp[] = {
        {8, 3, 0      },
        {8, 2, grow[3]}
    };
    const struct part cp[] = {
        {30, 1, grow[0]},
        {54, 2, grow[1]},
        {74, 0, grow[2]}
    };
    int cols[3];
    share(r.cols - 2, cp, 3, cols);
    int second = r.col + cols[0] + 1, third = second + cols[1] + 1;
    l->bar[l->bars++] = second - 1;
    l->bar[l->bars++] = third - 1;
    l->pane[BS_PANE_QUERY] = (struct bs_rect){r.row, r.col, r.rows, cols[0]};
    l->pane[BS_PANE_RESULTS] = (struct bs_rect){r.row, second, r.rows, cols[1]};
    stack(l, (struct bs_rect){r.row, third, r.rows, cols[2]}, right, rp, 2);
}

static void four_columns(struct layout *l, struct bs_rect r, const int *grow)
{
    const struct part cp[] = {
        {32, 0, grow[0]},
        {51, 2, grow[1]},
        {74, 0, grow[2]},
        {40, 1, grow[3]}
    };
    int cols[4], at = r.col;
    share(r.cols - 3, cp, 4, cols);
    for (int i = 0; i < 4; i++) {
        l->pane[i] = (struct bs_rect){r.row, at, r.rows, cols[i]};
        at += cols[i] + 1;
        if (i < 3)
            l->bar[l->bars++] = at - 1;
    }
}

void layout_compute(int rows, int cols, enum bs_pane focus, bool zoom,
                    const int grow[BS_PANE_COUNT], struct layout *out)
{
    *out = (struct layout){.status_row = rows - 2, .key_row = rows - 1};
    if (rows < LAYOUT_ROWS_MIN || cols < LAYOUT_COLS_MIN) {
        out->too_small = true;
        return;
    }
    struct bs_rect all = {0, 0, rows - 2, cols};
    if (zoom)
        out->pane[focus] = all;
    else if (cols < 100)
        one_column(out, all, focus, grow);
    else if (cols < 160)
        two_columns(out, all, focus, grow);
    else if (cols < 230)
        three_columns(out, all, grow);
    else
        four_columns(out, all, grow);
}
