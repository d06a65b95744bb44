#include "app.h"

#include <stdio.h>
#include <stdlib.h>

/* The local filter, the Shodan query, and its price: at the right where there is room for both. */
enum { ONE_LINE_COLS = 110 };
static int head_rows(int cols)
{
    return cols < ONE_LINE_COLS ? 3 : 2;
}

void query_title(const struct bs_app *app, char *out, size_t max)
{
    size_t checked = keywords_checked(app);
    char scope[60], find[60], marked[32] = "";
    bs_gate_z(bs_str_bytes(bs_str_z(app->scope)), scope, sizeof scope);
    bs_gate_z(bs_str_bytes(bs_str_z(app->keys.find)), find, sizeof find);
    if (checked)
        snprintf(marked, sizeof marked, ", %zu checked", checked);
    snprintf(out, max, "Query %s: %zu keywords%s%s%s", *scope ? scope : "everywhere", app->keys.n,
             marked, *find ? " | " : "", find);
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

/* "812 stored, newest 2 d old": how much of it is here, and whether it is worth buying again. */
static void stored_text(const struct bs_app *app, const struct count *c, char *out, size_t max)
{
    const int64_t hour = INT64_C(3600) * 1000000;
    int64_t age = c->newest > 0 && app->now > c->newest ? (app->now - c->newest) / hour : 0;
    *out = '\0';
    if (c->stored > 0 && c->newest > 0 && age >= 48)
        snprintf(out, max, ", %lld stored, newest %lld d old", (long long)c->stored,
                 (long long)(age / 24));
    else if (c->stored > 0 && c->newest > 0)
        snprintf(out, max, ", %lld stored, newest %lld h old", (long long)c->stored, (long long)age);
    else if (c->stored >= 0)
        snprintf(out, max, ", %lld stored", (long long)c->stored);
}

/* Several checked keywords: what is known of all together. */
static int sum_text(const struct bs_app *app, char *out, size_t max)
{
    struct counts_sum sum;
    counts_sum(app, &sum);
    if (sum.unknown == sum.queries)
        return snprintf(out, max, "c counts them, free");
    if (sum.unknown)
        return snprintf(out, max, "%zu of %zu not counted yet: c", sum.unknown, sum.queries);
    return snprintf(out, max, "%lld hits, %lld credits in all", (long long)sum.hits,
                    (long long)sum.price);
}

static int price_text(const struct bs_app *app, bs_str query, char *out, size_t max)
{
    const struct count *c = count_find(app, query);
    char stored[80], orgs[40] = "";
    if (app->prompt == PROMPT_QUERY && app->prompt_error[0])
        return snprintf(out, max, "not a query yet");
    if (app->o.have_key && !app->query && app->prompt != PROMPT_QUERY && keywords_checked(app) > 1)
        return sum_text(app, out, max);
    if (!app->o.have_key)
        return snprintf(out, max, "no key: bannerscope init");
    if (!c)
        return snprintf(out, max, "c counts, free");
    if (c->failed)
        return snprintf(out, max, "not counted: %s", c->why);
    if (!c->known)
        return snprintf(out, max, c->serial ? "counting..." : "c counts, free");
    if (c->orgs >= 0)
        snprintf(orgs, sizeof orgs, " in %lld%s orgs", (long long)c->orgs,
                 c->orgs >= 1000 ? "+" : "");
    if (!c->priced)
        return snprintf(out, max, "%lld hits%s", (long long)c->total, orgs);
    stored_text(app, c, stored, sizeof stored);
    return snprintf(out, max, "%lld hits%s, %lld credits%s", (long long)c->total, orgs,
                    (long long)c->price, stored);
}

/* What `c` and `C` speak of; several keywords are named by their number. */
static void chosen_text(const struct bs_app *app, struct bs_buf *out)
{
    size_t checked = app->query ? 0 : keywords_checked(app);
    if (app->prompt == PROMPT_QUERY) { /* its count follows the typing */
        bs_buf_put(out, bs_str_trim((bs_str){app->line.text, app->line.n}));
        return;
    }
    if (checked > 1)
        bs_buf_printf(out, "%zu queries: ", checked);
    if (checked == 0) {
        query_text(app, out);
        return;
    }
    for (size_t i = 0, n = 0; i < app->keys.n && out->len < 400; i++)
        if (app->keys.checked[i]) {
            if (n++)
                bs_buf_put(out, BS_STR(" | "));
            keyword_query(app, i, out);
        }
}

/* One line or two, as there is room. */
static void draw_query(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct bs_buf text;
    char price[240];
    bs_buf_init(&text, 8192);
    chosen_text(app, &text);
    int wide = price_text(app, bs_buf_str(&text), price, sizeof price);
    int used = bs_grid_text(g, r.row, r.col, r.cols, BS_ST_DIM, "Shodan ");
    int room = r.cols - used;
    if (r.rows > 1) {
        struct sheet s = {.g = g, .r = {r.row + 1, r.col, 1, r.cols}, .ascii = app->ascii};
        sheet_pair(&s, used, "price", BS_ST_PROGRESS, bs_str_bytes(bs_str_z(price)), 1); /* marks where it is cut */
    } else if (room - wide - 2 >= 12) {
        room -= wide + 2;
        bs_grid_text(g, r.row, r.col + r.cols - wide, wide, BS_ST_PROGRESS, price);
    }
    bs_grid_data(g, r.row, r.col + used, room, BS_ST_INPUT, bs_str_bytes(bs_buf_str(&text)));
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

/* How often the word was met here, and how often Shodan has it: "17 here, 1699 in 43 orgs". */
static void found_text(const struct bs_app *app, size_t kw, bool wide, char *out, size_t max)
{
    struct bs_buf query;
    char there[64] = "";
    bs_buf_init(&query, 8192);
    keyword_query(app, kw, &query);
    const struct count *c = count_find(app, bs_buf_str(&query));
    bs_buf_fini(&query);
    if (c && c->known && c->orgs >= 0 && wide)
        snprintf(there, sizeof there, ", Shodan %lld in %lld orgs", (long long)c->total,
                 (long long)c->orgs);
    else if (c && c->known)
        snprintf(there, sizeof there, ", Shodan %lld", (long long)c->total);
    else if (c && (c->failed || c->serial))
        snprintf(there, sizeof there, c->failed ? ", failed" : ", counting");
    if (app->keys.hits[kw] >= 0)
        snprintf(out, max, "%lld here%s", (long long)app->keys.hits[kw], there);
    else
        snprintf(out, max, "%s", *there ? there + 2 : "");
}

static void draw_keyword(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                         size_t kw, enum bs_style st)
{
    const struct bs_keyword *w = &app->keys.kw[kw];
    char found[96];
    found_text(app, kw, r.cols > 64, found, sizeof found);
    int wide = (int)strlen(found);
    int left = r.cols - wide - 1 > 12 ? r.cols - wide - 1 : 12;
    bs_grid_text(g, r.row, r.col, r.cols, st,
                 app->keys.checked[kw] ? "  [x] " : "  [ ] ");
    int used =
        w->text.n ? bs_grid_data(g, r.row, r.col + 6, left - 6, st, bs_str_bytes(w->text))
                  : bs_grid_printf(g, r.row, r.col + 6, left - 6, st, "port %u", w->port);
    if (w->label.n && !bs_str_eq(w->label, w->text) && used + 8 < left - 6)
        bs_grid_data(g, r.row, r.col + 8 + used, left - 8 - used,
                     st == BS_ST_TEXT ? BS_ST_DIM : st, bs_str_bytes(w->label));
    bs_grid_text(g, r.row, r.col + left + 1, r.cols - left - 1, st, found);
}

void query_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    size_t n = query_items(app);
    draw_filter(app, g, r);
    const int head = head_rows(r.cols);
    if (r.rows > 1)
        draw_query(app, g, (struct bs_rect){r.row + 1, r.col, r.rows > 2 ? head - 1 : 1, r.cols});
    for (int i = head; i < r.rows; i++) {
        size_t at = app->keys.top + (size_t)(i - head), kw;
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
    int rows = app_pane_rows(app, BS_PANE_QUERY) - head_rows(app_pane_cols(app, BS_PANE_QUERY));
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
        keywords_show(app);
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
    const int head = head_rows(app_pane_cols(app, BS_PANE_QUERY));
    if (row < head)
        return;
    app->keys.cursor =
        step_clamped(app->keys.top + (size_t)(row - head), 0, query_items(app));
    scroll(app);
}
