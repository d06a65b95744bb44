#include "app.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEAD_ROWS = 2 }; /* the local filter, the Shodan query */

void query_title(const struct bs_app *app, char *out, size_t max)
{
    size_t checked = 0;
    for (size_t i = 0; i < app->keys.n; i++)
        checked += app->keys.checked[i];
    if (checked)
        snprintf(out, max, "Query: %zu keywords checked", checked);
    else
        snprintf(out, max, "Query: %zu keywords", app->keys.n);
}

/* "label  value" on one row; the price of the query stands at the right. */
static void draw_filter(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct bs_buf text;
    int used = bs_grid_text(g, r.row, r.col, r.cols, BS_ST_DIM, "list   ");
    bs_buf_init(&text, 2 * LINE_MAX_BYTES);
    list_effective(app, &text);
    if (text.len)
        bs_grid_data(g, r.row, r.col + used, r.cols - used, BS_ST_INPUT,
                     bs_str_bytes(bs_buf_str(&text)));
    else
        bs_grid_text(g, r.row, r.col + used, r.cols - used, BS_ST_DIM, "everything");
    bs_buf_fini(&text);
}

static int price_text(const struct bs_app *app, bs_str query, char *out, size_t max)
{
    const struct count *c = count_find(app, query);
    if (!app->o.have_key)
        return snprintf(out, max, "no key: bannerscope init");
    if (!c)
        return snprintf(out, max, "c counts, free");
    if (c->failed)
        return snprintf(out, max, "count failed");
    if (!c->known)
        return snprintf(out, max, "counting...");
    if (c->stored >= 0)
        return snprintf(out, max, "%lld hits, %lld pages, %lld credits, %lld stored",
                        (long long)c->total, (long long)((c->total + 99) / 100),
                        (long long)c->price, (long long)c->stored);
    return snprintf(out, max, "%lld hits, %lld pages, %lld credits", (long long)c->total,
                    (long long)((c->total + 99) / 100), (long long)c->price);
}

static void draw_query(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct bs_buf text;
    char price[160];
    bs_buf_init(&text, 8192);
    query_text(app, &text);
    int wide = price_text(app, bs_buf_str(&text), price, sizeof price);
    int used = bs_grid_text(g, r.row, r.col, r.cols, BS_ST_DIM, "Shodan ");
    int room = r.cols - used - wide - 2;
    if (room < 12) { /* a narrow pane: the query first, the price where it ends */
        room = r.cols - used;
        wide = 0;
    }
    bs_grid_data(g, r.row, r.col + used, room, BS_ST_INPUT,
                 bs_str_bytes(bs_buf_str(&text)));
    if (wide)
        bs_grid_text(g, r.row, r.col + r.cols - wide, wide, BS_ST_PROGRESS, price);
    bs_buf_fini(&text);
}

static void draw_list(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                      enum bs_list_kind list, enum bs_style st)
{
    const struct keywords *k = &app->keys;
    int64_t hits = 0;
    size_t checked = 0, n = k->first[list + 1] - k->first[list];
    for (size_t i = k->first[list]; i < k->first[list + 1]; i++) {
        hits += k->hits[k->order[i]] > 0;
        checked += k->checked[k->order[i]];
    }
    int used =
        bs_grid_printf(g, r.row, r.col, r.cols, st == BS_ST_TEXT ? BS_ST_LIST : st,
                       "%c %s", k->open[list] ? '-' : '+', bs_list_defs[list].title);
    bs_grid_printf(g, r.row, r.col + used, r.cols - used,
                   st == BS_ST_TEXT ? BS_ST_DIM : st, "  %zu words, %lld found here%s", n,
                   (long long)hits, checked ? ", some checked" : "");
}

static void draw_keyword(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                         size_t kw, enum bs_style st)
{
    const struct bs_keyword *w = &app->keys.kw[kw];
    struct bs_buf query;
    char here[32] = "", there[48] = "";
    int left = r.cols > 64 ? r.cols - 34 : r.cols > 48 ? r.cols - 18 : r.cols - 12;
    bs_grid_text(g, r.row, r.col, r.cols, st,
                 app->keys.checked[kw] ? "  [x] " : "  [ ] ");
    int used =
        w->text.n ? bs_grid_data(g, r.row, r.col + 6, left - 6, st, bs_str_bytes(w->text))
                  : bs_grid_printf(g, r.row, r.col + 6, left - 6, st, "port %u", w->port);
    if (w->label.n && !bs_str_eq(w->label, w->text) && used + 8 < left - 6)
        bs_grid_data(g, r.row, r.col + 8 + used, left - 8 - used,
                     st == BS_ST_TEXT ? BS_ST_DIM : st, bs_str_bytes(w->label));
    bs_buf_init(&query, 8192);
    keyword_query(app, kw, &query);
    const struct count *c = count_find(app, bs_buf_str(&query));
    bs_buf_fini(&query);
    if (app->keys.hits[kw] >= 0)
        snprintf(here, sizeof here, "%lld here", (long long)app->keys.hits[kw]);
    if (c)
        c->known ? snprintf(there, sizeof there,
                            r.cols > 48 ? "%lld on Shodan" : "Shodan %lld",
                            (long long)c->total)
                 : snprintf(there, sizeof there, c->failed ? "failed" : "counting");
    bs_grid_printf(g, r.row, r.col + left, r.cols - left, st,
                   r.cols > 64 ? " %11s  %s" : " %11s", c && r.cols <= 64 ? there : here,
                   there);
}

void query_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    size_t n = query_items(app);
    draw_filter(app, g, r);
    if (r.rows > 1)
        draw_query(app, g, (struct bs_rect){r.row + 1, r.col, 1, r.cols});
    for (int i = HEAD_ROWS; i < r.rows; i++) {
        size_t at = app->keys.top + (size_t)(i - HEAD_ROWS), kw;
        enum bs_list_kind list;
        struct bs_rect line = {r.row + i, r.col, 1, r.cols};
        if (at >= n)
            break;
        bool here = at == app->keys.cursor;
        enum bs_style st = !here ? BS_ST_TEXT : focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR;
        if (here && focus) {
            bs_grid_fill(g, line, st);
            g->cursor_row = line.row;
            g->cursor_col = line.col;
            g->cursor_visible = true;
        }
        query_item(app, at, &list, &kw);
        if (kw == SIZE_MAX)
            draw_list(app, g, line, list, st);
        else
            draw_keyword(app, g, line, kw, st);
    }
}

static size_t list_rows(const struct bs_app *app)
{
    int rows = app_pane_rows(app, BS_PANE_QUERY) - HEAD_ROWS;
    return rows > 0 ? (size_t)rows : 1;
}

static void scroll(struct bs_app *app)
{
    struct keywords *k = &app->keys;
    size_t rows = list_rows(app);
    k->cursor = step_clamped(k->cursor, 0, query_items(app));
    if (k->cursor < k->top)
        k->top = k->cursor;
    if (k->cursor - k->top >= rows)
        k->top = k->cursor - rows + 1;
}

void query_move(struct bs_app *app, enum move_unit unit, int dir)
{
    size_t n = query_items(app), rows = list_rows(app);
    int64_t by = unit == MOVE_LINE   ? 1
                 : unit == MOVE_HALF ? (int64_t)(rows + 1) / 2
                 : unit == MOVE_PAGE ? (int64_t)rows
                                     : (int64_t)n;
    app->keys.cursor = step_clamped(app->keys.cursor, by * dir, n);
    scroll(app);
}

/* A list opens; a keyword becomes the filter: what has it as evidence. */
void query_enter(struct bs_app *app)
{
    enum bs_list_kind list;
    size_t kw;
    query_item(app, app->keys.cursor, &list, &kw);
    if (kw == SIZE_MAX) {
        app->keys.open[list] = !app->keys.open[list];
        scroll(app);
        return;
    }
    const struct bs_keyword *w = &app->keys.kw[kw];
    struct bs_buf rule, text;
    bs_buf_init(&rule, 1024);
    bs_buf_init(&text, 1024);
    keyword_rule(w, &rule);
    bs_buf_put(&text, BS_STR("evidence:"));
    bs_query_quote(bs_buf_str(&rule), &text);
    char *filter = bs_strdup(bs_buf_str(&text));
    if (list_filter(app, filter))
        app->focus = BS_PANE_RESULTS;
    free(filter);
    bs_buf_fini(&rule);
    bs_buf_fini(&text);
}

void query_click(struct bs_app *app, int row)
{
    if (row < HEAD_ROWS)
        return;
    app->keys.cursor =
        step_clamped(app->keys.top + (size_t)(row - HEAD_ROWS), 0, query_items(app));
    scroll(app);
}
