#include "app.h"

#include <stdio.h>

enum { SIGNS = 5 }; /* cells in front of the columns */

static void thousands(int64_t v, char out[32])
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)v), at = 0;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

void results_title(const struct bs_app *app, char *out, size_t max)
{
    const struct list *l = &app->list;
    char at[32], n[32], aside[32], marked[40] = "";
    char filter[80];
    if (app->table.on) {
        table_title(app, out, max);
        return;
    }
    thousands(l->n ? (int64_t)l->cursor + 1 : 0, at);
    thousands((int64_t)l->n, n);
    thousands(app->totals.aside, aside);
    bs_gate_z(bs_str_bytes(bs_str_z(l->filter)), filter, sizeof filter);
    if (app->marks.n)
        snprintf(marked, sizeof marked, " %zu marked", app->marks.n);
    snprintf(out, max, "Results %s/%s%s (%s aside%s) by %s%s%s%s%s", at, n, marked, aside,
             l->show_aside ? ", shown" : "", l->descending ? "-" : "",
             bs_sort_name(l->sort), *filter ? " | " : "", filter,
             l->waiting ? " ..." : "");
}

/* -- rows --------------------------------------------------------------------------------- */

static enum bs_style verdict_style(const struct bs_row *row)
{
    if (!row->response)
        return BS_ST_NO_RESPONSE;
    switch (row->verdict) {
    case BS_MEDICAL:
        return BS_ST_MEDICAL;
    case BS_NON_MEDICAL:
        return BS_ST_NON_MEDICAL;
    case BS_UNKNOWN:
    case BS_VERDICT_NONE:
        return BS_ST_UNKNOWN;
    }
    return BS_ST_TEXT;
}

static char verdict_letter(const struct bs_row *row)
{
    if (!row->response)
        return '-';
    switch (row->verdict) {
    case BS_MEDICAL:
        return 'M';
    case BS_NON_MEDICAL:
        return 'n';
    case BS_UNKNOWN:
        return '?';
    case BS_VERDICT_NONE:
        return ' ';
    }
    return ' ';
}

static void draw_header(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    bs_grid_fill(g, (struct bs_rect){r.row, r.col, 1, r.cols}, BS_ST_HEADER);
    bs_grid_text(g, r.row, r.col, r.cols, BS_ST_HEADER, " V");
    columns_header(app, g, (struct bs_rect){r.row, r.col + SIGNS, 1, r.cols - SIGNS});
}

static void draw_row(const struct bs_app *app, const struct bs_row *row,
                     struct bs_grid *g, struct bs_rect r, enum bs_style st)
{
    int col = r.col;
    bool plain = st == BS_ST_TEXT;
    bool marked = row_marked(app, row->id);
    const char *mark = marked ? "+" : row->stale ? "!" : row_is_open(app, row) ? "*" : " ";
    bs_grid_text(g, r.row, col, 1, !plain ? st : marked ? BS_ST_MARKED : row->stale ? BS_ST_STALE : st, mark);
    bs_grid_printf(g, r.row, col + 1, 1, plain ? verdict_style(row) : st, "%c",
                   verdict_letter(row));
    bs_grid_text(g, r.row, col + 2, 1, plain ? BS_ST_ANALYST : st,
                 row->by_analyst ? "a" : " ");
    bs_grid_text(g, r.row, col + 3, 1, plain ? BS_ST_HONEYPOT : st,
                 row->flags & (BS_DEC_HONEYPOT | BS_DEC_ECHO) ? "h"
                 : row->flags & BS_DEC_OPEN                   ? "o"
                                                              : " ");
    columns_draw(app, row, g, (struct bs_rect){r.row, col + SIGNS, 1, r.cols - SIGNS}, st);
}

/* What would fill the pane, and how. */
static void draw_blank(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct sheet s = {.g = g, .r = r};
    if (!app->list.known || !app->totals_known) {
        sheet_line(&s, BS_ST_DIM, "reading the database...");
    } else {
        sheet_line(&s, BS_ST_TEXT, "No service fits the filter.");
        sheet_line(&s, BS_ST_TEXT, "  F   clears the filter");
        if (!app->list.show_aside)
            sheet_line(&s, BS_ST_TEXT, "  x   shows the %lld services that are set aside",
                       (long long)app->totals.aside);
    }
}

void results_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                  bool focus)
{
    const struct list *l = &app->list;
    if (app->table.on) {
        table_draw(app, g, r, focus);
        return;
    }
    if (welcome_on(app)) {
        welcome_draw(app, g, r, focus);
        return;
    }
    if (l->n == 0) {
        draw_blank(app, g, r);
        return;
    }
    draw_header(app, g, r);
    for (int i = 1; i < r.rows; i++) {
        size_t at = l->top + (size_t)i - 1;
        struct bs_rect line = {r.row + i, r.col, 1, r.cols};
        const struct bs_row *row = list_row(app, at);
        if (at >= l->n)
            break;
        bool here = at == l->cursor;
        enum bs_style st = !here ? BS_ST_TEXT : focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR;
        if (here)
            bs_grid_fill(g, line, st);
        if (here && focus) {
            g->cursor_row = line.row;
            g->cursor_col = line.col;
            g->cursor_visible = true;
        }
        if (row)
            draw_row(app, row, g, line, st);
        else
            bs_grid_text(g, line.row, line.col + 5, line.cols - 5, here ? st : BS_ST_DIM,
                         "...");
        if (here)
            bs_grid_text(g, line.row, line.col + 4, 1, st, ">");
    }
}
