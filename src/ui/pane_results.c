#include "app.h"

#include <stdio.h>

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
    char at[32], n[32], aside[32];
    char filter[80];
    if (app->table.on) {
        table_title(app, out, max);
        return;
    }
    thousands(l->n ? (int64_t)l->cursor + 1 : 0, at);
    thousands((int64_t)l->n, n);
    thousands(app->totals.aside, aside);
    bs_gate_z(bs_str_bytes(bs_str_z(l->filter)), filter, sizeof filter);
    snprintf(out, max, "Results %s/%s (%s aside%s) by %s%s%s%s%s", at, n, aside,
             l->show_aside ? ", shown" : "", l->descending ? "-" : "",
             bs_sort_name(l->sort), *filter ? " | " : "", filter,
             l->waiting ? " ..." : "");
}

/* -- columns
 * ----------------------------------------------------------------------------- */

struct columns {
    int target, org, service, count;
};

static struct columns widths(int cols)
{
    if (cols >= 110)
        return (struct columns){24, 22, 16, 7};
    if (cols >= 74)
        return (struct columns){21, 14, 10, 6};
    if (cols >= 49 &&
        cols < 53) /* half of a screen of 100: nothing may reach over the edge */
        return (struct columns){21, cols - 43, 8, 6};
    return (struct columns){21, 10, 8, 6};
}

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

static void draw_header(struct bs_grid *g, struct bs_rect r)
{
    struct columns w = widths(r.cols);
    int col = r.col;
    bs_grid_fill(g, (struct bs_rect){r.row, r.col, 1, r.cols}, BS_ST_HEADER);
    bs_grid_text(g, r.row, col, r.cols, BS_ST_HEADER, " V");
    col += 5;
    bs_grid_text(g, r.row, col, w.target, BS_ST_HEADER, "ip:port");
    col += w.target + 1;
    bs_grid_text(g, r.row, col, w.org, BS_ST_HEADER, "org");
    col += w.org + 1;
    bs_grid_text(g, r.row, col, w.service, BS_ST_HEADER, "service");
    col += w.service + 1;
    bs_grid_text(g, r.row, col, w.count, BS_ST_HEADER, "    xN");
    col += w.count + 1;
    bs_grid_text(g, r.row, col, r.col + r.cols - col, BS_ST_HEADER, "banner");
}

/* Text that does not fit ends in ~. */
static void cell(struct bs_grid *g, int row, int col, int width, enum bs_style st,
                 bs_bytes text)
{
    struct bs_buf fit;
    bs_buf_init(&fit, 1024);
    bs_gate_fit(bs_bytes_sub(text, 0, 512), g->ascii ? BS_GATE_ASCII : BS_GATE_UTF8,
                width, false, &fit);
    /* bs_gate_fit() made it displayable: only its cut mark is not the data's. */
    bool cut =
        fit.len && fit.p[fit.len - 1] == '~' && !(text.n && text.p[text.n - 1] == '~');
    int used = bs_grid_data(g, row, col, width, st, text);
    if (cut)
        bs_grid_text(g, row, col + (used < width ? used : width - 1), 1, BS_ST_DIM, "~");
    bs_buf_fini(&fit);
}

static void draw_service(const struct bs_row *row, struct bs_grid *g, int line, int col,
                         int width, enum bs_style st)
{
    int used = bs_grid_data(g, line, col, width, st, bs_str_bytes(row->service));
    if (row->product.n && width - used > 3)
        cell(g, line, col + used + (used > 0), width - used - (used > 0), st,
             bs_str_bytes(row->product));
}

static void draw_row(const struct bs_app *app, const struct bs_row *row,
                     struct bs_grid *g, struct bs_rect r, enum bs_style st)
{
    struct columns w = widths(r.cols);
    struct bs_buf target;
    int col = r.col;
    bool plain = st == BS_ST_TEXT;
    const char *mark = row->stale ? "!" : row_is_open(app, row) ? "*" : " ";
    bs_grid_text(g, r.row, col, 1, plain && row->stale ? BS_ST_STALE : st, mark);
    bs_grid_printf(g, r.row, col + 1, 1, plain ? verdict_style(row) : st, "%c",
                   verdict_letter(row));
    bs_grid_text(g, r.row, col + 2, 1, plain ? BS_ST_ANALYST : st,
                 row->by_analyst ? "a" : " ");
    bs_grid_text(g, r.row, col + 3, 1, plain ? BS_ST_HONEYPOT : st,
                 row->flags & (BS_DEC_HONEYPOT | BS_DEC_ECHO) ? "h"
                 : row->flags & BS_DEC_OPEN                   ? "o"
                                                              : " ");
    col += 5;
    bs_buf_init(&target, 1024);
    bs_target_format(&row->target, &target);
    cell(g, r.row, col, w.target, st, bs_str_bytes(bs_buf_str(&target)));
    bs_buf_fini(&target);
    col += w.target + 1;
    cell(g, r.row, col, w.org, st, bs_str_bytes(row->org));
    col += w.org + 1;
    draw_service(row, g, r.row, col, w.service, st);
    col += w.service + 1;
    if (row->count > 1) {
        char n[24];
        snprintf(n, sizeof n, "x%lld", (long long)row->count);
        bs_grid_printf(g, r.row, col, w.count, st, "%6s", n);
    }
    col += w.count + 1;
    bs_bytes shown = row->preview.n ? row->preview : bs_str_bytes(row->title);
    if (r.col + r.cols > col)
        bs_grid_data(g, r.row, col, r.col + r.cols - col,
                     plain && !row->preview.n ? BS_ST_DIM : st, shown);
}

/* What would fill the pane, and how. */
static void draw_blank(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct sheet s = {.g = g, .r = r};
    if (!app->list.known || !app->totals_known) {
        sheet_line(&s, BS_ST_DIM, "reading the database...");
    } else if (app->totals.services == 0) {
        sheet_line(&s, BS_ST_TEXT, "Nothing here yet.  To fill it:");
        sheet_line(&s, BS_ST_TEXT,
                   "  :import FILE   what `shodan download` wrote (.json.gz)");
        sheet_line(&s, BS_ST_TEXT, "  :host IP       look one address up on Shodan%s",
                   app->o.have_key ? "" : " (needs a key)");
        sheet_line(&s, BS_ST_TEXT,
                   app->o.have_key
                       ? "  Tab, c, C      count a query (free), then collect it"
                       : "  bannerscope init   stores your Shodan key");
        sheet_line(&s, BS_ST_TEXT,
                   "  bannerscope demo   shows all this with made-up data");
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
    if (l->n == 0) {
        draw_blank(app, g, r);
        return;
    }
    draw_header(g, r);
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
