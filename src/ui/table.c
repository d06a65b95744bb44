/* A list of anything in the results pane: facets, history, saved queries, the dictionary...
 *
 * The engine sends the rows whole; sorting and filtering them happens here. */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>

#include "app.h"

static const struct bs_table *table_of(const struct bs_app *app)
{
    return app->table.reply ? app->table.reply->table : NULL;
}

static const struct bs_table_row *row_at(const struct bs_app *app, size_t at)
{
    const struct bs_table *t = table_of(app);
    return t && at < app->table.n ? &t->row[app->table.order[at]] : NULL;
}

/* -- asking ------------------------------------------------------------------------------ */

static void ask(struct bs_app *app)
{
    struct table_view *v = &app->table;
    struct bs_job *j = bs_job_new(v->kind);
    j->text = bs_strdup(bs_str_z(v->text));
    outbox_drop(app, v->kind, 0);
    v->serial = outbox_post(app, j);
}

static void forget(struct table_view *v)
{
    bs_reply_free(v->reply);
    free(v->order);
    v->reply = NULL;
    v->order = NULL;
    v->n = v->cursor = v->top = 0;
}

void table_open(struct bs_app *app, enum bs_job_kind kind, const char *text)
{
    struct table_view *v = &app->table;
    char *copy = bs_strdup(bs_str_trim(bs_str_z(text)));
    forget(v);
    free(v->text);
    *v = (struct table_view){.on = true, .kind = kind, .text = copy, .sort = -1};
    app->focus = BS_PANE_RESULTS;
    ask(app);
}

void table_show(struct bs_app *app, enum bs_job_kind kind, const char *text)
{
    struct table_view *v = &app->table;
    if (!v->on || v->kind != kind) {
        table_open(app, kind, text);
        return;
    }
    free(v->text);
    v->text = bs_strdup(bs_str_z(text));
    ask(app);
}

void table_close(struct bs_app *app)
{
    struct table_view *v = &app->table;
    marks_clear(app);
    outbox_drop(app, v->kind, v->serial);
    forget(v);
    free(v->text);
    *v = (struct table_view){0};
}

void table_again(struct bs_app *app)
{
    if (app->table.on && app->table.kind == BS_JOB_TABLE)
        ask(app);
}

/* -- which rows, in what order ------------------------------------------------------------- */

static bool is_text(enum bs_cell_kind kind)
{
    return kind == BS_CELL_TEXT || kind == BS_CELL_NAME;
}

static bool row_fits(const struct bs_table *t, const struct bs_table_row *row, bs_bytes needle)
{
    for (size_t i = 0; i < t->columns; i++)
        if (is_text(t->column[i].kind) &&
            bs_bytes_find_nocase(bs_str_bytes(row->cell[i].text), needle, 0) != SIZE_MAX)
            return true;
    return needle.n == 0;
}

static int compare(const struct bs_table *t, size_t column, size_t a, size_t b)
{
    const struct bs_table_cell *x = &t->row[a].cell[column], *y = &t->row[b].cell[column];
    if (!is_text(t->column[column].kind))
        return x->n < y->n ? -1 : x->n > y->n;
    return bs_bytes_cmp(bs_str_bytes(x->text), bs_str_bytes(y->text));
}

/* Stable, without recursion: rows may be many, and ties keep the order they came in. */
static void sort_rows(const struct bs_table *t, size_t column, bool descending, size_t *order,
                      size_t n)
{
    size_t *other = bs_alloc((n + 1) * sizeof *other), *from = order, *to = other;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            size_t mid = size_min(lo + width, n), hi = size_min(lo + 2 * width, n);
            size_t a = lo, b = mid;
            for (size_t k = lo; k < hi; k++) {
                bool left = a < mid;
                if (left && b < hi) {
                    int c = compare(t, column, from[a], from[b]);
                    left = descending ? c >= 0 : c <= 0;
                }
                to[k] = left ? from[a++] : from[b++];
            }
        }
        size_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != order)
        memcpy(order, from, n * sizeof *order);
    free(other);
}

static void arrange(struct bs_app *app)
{
    struct table_view *v = &app->table;
    const struct bs_table *t = table_of(app);
    size_t cursor = v->cursor;
    free(v->order);
    v->order = NULL;
    v->n = 0;
    if (!t)
        return;
    v->order = bs_alloc((t->rows + 1) * sizeof *v->order);
    for (size_t i = 0; i < t->rows; i++)
        if (row_fits(t, &t->row[i], bs_str_bytes(bs_str_z(v->filter))))
            v->order[v->n++] = i;
    if (v->sort >= 0 && (size_t)v->sort < t->columns)
        sort_rows(t, (size_t)v->sort, v->descending, v->order, v->n);
    v->cursor = step_clamped(cursor, 0, v->n);
}

static bool same_row(const struct bs_table_row *a, const struct bs_table_row *b)
{
    if (a->filter.n || b->filter.n)
        return bs_str_eq(a->filter, b->filter) && bs_str_eq(a->query, b->query);
    return a->service && a->service == b->service;
}

/* The row that was under the cursor, wherever it is now; the place stays where it is gone. */
static void find_again(struct bs_app *app, const struct bs_table_row *was)
{
    struct table_view *v = &app->table;
    if (!was || (v->cursor < v->n && same_row(row_at(app, v->cursor), was)))
        return;
    for (size_t i = 0; i < v->n; i++)
        if (same_row(row_at(app, i), was)) {
            v->cursor = i;
            return;
        }
}

bool table_arrived(struct bs_app *app, struct bs_reply *r)
{
    struct table_view *v = &app->table;
    if (!v->on || r->serial != v->serial)
        return false;
    v->serial = 0;
    if (r->state == BS_REPLY_FAILED || !r->table) {
        if (r->error.code == BS_E_CANCELLED)
            return false;
        app_message(app, BS_ST_ERROR, "%s", r->error.text);
        if (!v->reply)
            table_close(app);
        return false;
    }
    struct bs_reply *old = v->reply;
    const struct bs_table_row *was = row_at(app, v->cursor);
    v->reply = r;
    arrange(app);
    find_again(app, was);
    table_scroll(app);
    bs_reply_free(old);
    return true;
}

void table_filter(struct bs_app *app, const char *text)
{
    snprintf(app->table.filter, sizeof app->table.filter, "%s", text);
    arrange(app);
    table_scroll(app);
}

void table_sort(struct bs_app *app, int dir)
{
    struct table_view *v = &app->table;
    const struct bs_table *t = table_of(app);
    if (!t)
        return;
    const int columns = (int)t->columns;
    do /* a bar is its number, drawn */
        v->sort = (v->sort + 1 + dir + columns + 1) % (columns + 1) - 1;
    while (v->sort >= 0 && t->column[v->sort].kind == BS_CELL_BAR);
    v->descending = v->sort >= 0 && !is_text(t->column[v->sort].kind);
    v->cursor = 0;
    arrange(app);
    app_message(app, BS_ST_STATUS, "sorted by %s%s",
                v->sort < 0 ? "the list's own order" : t->column[v->sort].title,
                v->descending ? ", largest first" : "");
}

void table_reverse(struct bs_app *app)
{
    app->table.descending = !app->table.descending;
    arrange(app);
}

/* -- the cursor -------------------------------------------------------------------------- */

enum { HEAD_ROWS = 2 };

static size_t visible(const struct bs_app *app)
{
    int rows = app_pane_rows(app, BS_PANE_RESULTS) - HEAD_ROWS;
    return rows > 0 ? (size_t)rows : 1;
}

void table_scroll(struct bs_app *app)
{
    struct table_view *v = &app->table;
    v->cursor = step_clamped(v->cursor, 0, v->n);
    v->top = results_top(app, v->top, v->cursor, visible(app), v->n);
}

void table_move(struct bs_app *app, enum move_unit unit, int dir)
{
    struct table_view *v = &app->table;
    int64_t by = move_step(unit, (int)visible(app), (int64_t)v->n);
    v->cursor = step_clamped(v->cursor, by * dir, v->n);
    table_scroll(app);
}

void table_click(struct bs_app *app, int row)
{
    struct table_view *v = &app->table;
    if (row >= HEAD_ROWS && v->top + (size_t)(row - HEAD_ROWS) < v->n)
        v->cursor = v->top + (size_t)(row - HEAD_ROWS);
}

int64_t table_service_at(const struct bs_app *app, size_t at)
{
    const struct bs_table_row *row = row_at(app, at);
    return row ? row->service : 0;
}

int64_t table_service(const struct bs_app *app)
{
    return table_service_at(app, app->table.cursor);
}

bs_str table_filter_of(const struct bs_app *app)
{
    const struct bs_table_row *row = row_at(app, app->table.cursor);
    return app->table.on && row ? row->filter : BS_STR("");
}

bs_str table_text_of(const struct bs_app *app, const char *column)
{
    const struct bs_table *t = table_of(app);
    const struct bs_table_row *row = row_at(app, app->table.cursor);
    for (size_t i = 0; row && i < t->columns; i++)
        if (strcmp(t->column[i].name, column) == 0)
            return row->cell[i].text;
    return BS_STR("");
}

enum bs_speaks table_speaks(const struct bs_app *app)
{
    const struct bs_table *t = table_of(app);
    return app->table.on && t && table_service(app) ? t->speaks_for : BS_SPEAKS_AS_LIST;
}

enum bs_scope table_scope(const struct bs_app *app)
{
    const struct bs_table_row *row = row_at(app, app->table.cursor);
    switch (table_speaks(app)) {
    case BS_SPEAKS_BANNER:
        return BS_SCOPE_BANNER;
    case BS_SPEAKS_SHAPE:
        return BS_SCOPE_SHAPE;
    case BS_SPEAKS_ROW:
    case BS_SPEAKS_LOOK:
    case BS_SPEAKS_BLIND:
    case BS_SPEAKS_AS_LIST:
        break;
    }
    return row ? row->scope : BS_SCOPE_SERVICE;
}

/* What the row speaks of: the list, the query for Shodan, or both. */
void table_enter(struct bs_app *app)
{
    const struct bs_table_row *row = row_at(app, app->table.cursor);
    if (!row)
        return;
    char *filter = row->filter.n ? bs_strdup(row->filter) : NULL;
    char *query = row->query.n ? bs_strdup(row->query) : NULL;
    if (query)
        query_set(app, query);
    if (filter && list_filter(app, filter))
        table_close(app);
    else if (query) {
        table_close(app);
        app->focus = BS_PANE_QUERY;
    } else if (!filter)
        app_message(app, BS_ST_STATUS, "this row leads nowhere");
    free(filter);
    free(query);
}

/* -- drawing ----------------------------------------------------------------------------- */

void table_title(const struct bs_app *app, char *out, size_t max)
{
    const struct table_view *v = &app->table;
    const struct bs_table *t = table_of(app);
    char text[80], filter[60];
    if (!t) {
        bs_gate_z(bs_str_bytes(bs_str_z(v->text)), text, sizeof text);
        snprintf(out, max, "%s ...", text);
        return;
    }
    bs_gate_z(bs_str_bytes(bs_str_z(v->filter)), filter, sizeof filter);
    snprintf(out, max, "%s%s %zu/%zu%s%s%s%s", v->kind == BS_JOB_FACETS ? "Shodan's " : "", t->name,
             v->n ? v->cursor + 1 : 0, v->n, t->more ? "+" : "", *filter ? " | " : "", filter,
             v->serial ? " ..." : "");
}

/* Against the largest of the same first column: each facet has its own scale. */
static void draw_bar(const struct bs_table *t, size_t column, const struct bs_table_row *row,
                     struct bs_grid *g, int line, int col, int width, enum bs_style st)
{
    const int64_t n = row->cell[column].n;
    int64_t most = 0;
    for (size_t k = 0; k < t->rows; k++)
        if (t->row[k].cell[column].n > most && bs_str_eq(t->row[k].cell[0].text, row->cell[0].text))
            most = t->row[k].cell[column].n;
    bs_grid_bar(g, line, col, width, st == BS_ST_TEXT ? BS_ST_PROGRESS : st, n, most);
}

enum { COLUMNS_MAX = 16, REST_LEAST = 12, COLUMN_LEAST = 11 };

/* What is left beside the columns of fixed width goes to those that want it (width 0); in a narrow
 * pane the widest give way first. */
static void column_widths(const struct bs_table *t, int cols, int width[COLUMNS_MAX])
{
    const size_t n = size_min(t->columns, COLUMNS_MAX);
    int fixed = 0, wanting = 0;
    for (size_t i = 0; i < n; i++) {
        width[i] = t->column[i].width;
        fixed += width[i] + 1;
        wanting += width[i] == 0;
    }
    while (n && fixed + REST_LEAST * wanting > cols) {
        size_t widest = 0;
        for (size_t i = 1; i < n; i++)
            if (width[i] > width[widest])
                widest = i;
        if (width[widest] <= COLUMN_LEAST)
            break;
        width[widest]--;
        fixed--;
    }
    /* Still too much: what stands last is seen in a wider pane only. */
    for (size_t i = n; i > 1 && fixed + REST_LEAST * wanting > cols; i--)
        if (t->column[i - 1].width) {
            fixed -= width[i - 1] + 1;
            width[i - 1] = -1;
        }
    for (size_t i = 0; i < n; i++)
        if (t->column[i].width == 0)
            width[i] = cols > fixed ? (cols - fixed) / wanting : 1;
}

static void draw_cell(const struct bs_table *t, size_t i, const struct bs_table_row *row,
                      struct bs_grid *g, int line, int col, int width, enum bs_style st)
{
    char text[32];
    const struct bs_table_cell *cell = &row->cell[i];
    switch (t->column[i].kind) {
    case BS_CELL_TEXT:
    case BS_CELL_NAME:
    case BS_CELL_REAL:
        bs_grid_data(g, line, col, width, st, bs_str_bytes(cell->text));
        break;
    case BS_CELL_NUMBER:
        snprintf(text, sizeof text, cell->n < 0 ? "?" : "%lld", (long long)cell->n);
        bs_grid_printf(g, line, col, width, st, "%*s", width, text);
        break;
    case BS_CELL_TIME:
        bs_time_format(cell->n, text);
        text[16] = '\0'; /* to the minute */
        bs_grid_text(g, line, col, width, st, cell->n ? text : "never");
        break;
    case BS_CELL_BAR:
        draw_bar(t, i, row, g, line, col, width, st);
        break;
    case BS_CELL_FLAG: /* not to look at */
        break;
    }
}

static void draw_line(const struct bs_table *t, const struct bs_table_row *row, struct bs_grid *g,
                      struct bs_rect r, enum bs_style st)
{
    int widths[COLUMNS_MAX] = {0}, col = r.col + 2, end = r.col + r.cols;
    column_widths(t, r.cols - 2, widths);
    for (size_t i = 0; i < t->columns && i < COLUMNS_MAX && col < end; i++) {
        if (widths[i] < 0)
            continue;
        int width = widths[i] < end - col ? widths[i] : end - col;
        if (row)
            draw_cell(t, i, row, g, r.row, col, width, st);
        else if (t->column[i].kind == BS_CELL_NUMBER)
            bs_grid_printf(g, r.row, col, width, st, "%*s", width, t->column[i].title);
        else
            bs_grid_text(g, r.row, col, width, st, t->column[i].title);
        col += width + 1;
    }
}

/* Whole ones, as many as there is room for. */
static void draw_sparks(const struct bs_table *t, struct bs_grid *g, struct bs_rect r)
{
    for (size_t i = 0; i < t->sparks; i++) {
        const struct bs_spark *spark = &t->spark[i];
        const int name = (int)strlen(spark->name) + 1, points = (int)spark->points;
        if (name + points > r.cols)
            return;
        bs_grid_text(g, r.row, r.col, name, BS_ST_DIM, spark->name);
        bs_grid_spark(g, r.row, r.col + name, points, BS_ST_PROGRESS, spark->n, spark->points);
        r.col += name + points + 2;
        r.cols -= name + points + 2;
    }
}

void table_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r, bool focus)
{
    const struct table_view *v = &app->table;
    const struct bs_table *t = table_of(app);
    if (!t) {
        bs_grid_text(g, r.row, r.col + 1, r.cols - 1, BS_ST_DIM,
                     v->kind == BS_JOB_FACETS ? "asking Shodan (free)..." : "reading the database...");
        return;
    }
    int used = bs_grid_data(g, r.row, r.col + 1, r.cols - 1, BS_ST_DIM, bs_str_bytes(t->about)) + 3;
    draw_sparks(t, g, (struct bs_rect){r.row, r.col + used, 1, r.cols - used});
    if (r.rows < HEAD_ROWS)
        return;
    struct bs_rect line = {r.row + 1, r.col, 1, r.cols};
    bs_grid_fill(g, line, BS_ST_HEADER);
    draw_line(t, NULL, g, line, BS_ST_HEADER);
    if (v->n == 0)
        bs_grid_text(g, r.row + 2, r.col + 2, r.cols - 2, BS_ST_TEXT,
                     t->rows ? "No row fits what was typed." : t->empty);
    for (int i = HEAD_ROWS; i < r.rows; i++) {
        size_t at = v->top + (size_t)(i - HEAD_ROWS);
        const struct bs_table_row *row = row_at(app, at);
        if (!row)
            break;
        bool here = at == v->cursor;
        enum bs_style st = !here ? BS_ST_TEXT : focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR;
        line.row = r.row + i;
        if (here)
            bs_grid_fill(g, line, st);
        draw_line(t, row, g, line, st);
        if (row->service && row_marked(app, row->service))
            bs_grid_text(g, line.row, line.col + 1, 1, here ? st : BS_ST_MARKED, "+");
        if (here)
            bs_grid_text(g, line.row, line.col, 1, st, ">");
        if (here && focus) {
            g->cursor_row = line.row;
            g->cursor_col = line.col;
            g->cursor_visible = true;
        }
    }
}
