/* The banner pane: which parts it has, and who draws and moves in them. */
#include "app.h"

#include <stdio.h>

enum {
    SIDE_COLS = 112, /* from here on the tree stands beside sixteen bytes a line */
    BYTES_COLS = 74,
    VALUES_ROWS = 9,
    INFO_ROWS_MIN = 8, /* a lower pane that is only looked at has no line to spare */
};

void banner_title(const struct bs_app *app, char *out, size_t max)
{
    static const char *const notations[] = {"raw", "unescaped", "as text"};
    static const char *const modes[BYTE_MODES] = {"", "AS STORED", "ALL ESCAPES READ"};
    const struct banner_state *b = &app->banner;
    const struct bs_detail *d = app_detail(app);
    const struct bs_decoded *r = banner_reading(app);
    char views[64] = "";
    size_t n = 0;
    if (b->compare.on) {
        snprintf(out, max, "Banner: compared, %s  ) ( differences  q back",
                 b->compare.text ? "text" : "hex");
        return;
    }
    for (int v = 0; v < VIEW_COUNT; v++)
        n += (size_t)snprintf(views + n, sizeof views - n,
                              v == (int)b->view ? "<%s> " : "%s ", view_names[v]);
    if (!d) {
        snprintf(out, max, "Banner: %s", views);
        return;
    }
    int used = snprintf(out, max, "Banner: %s %zu bytes %s", views, b->bytes.n,
                        b->mode == BYTES_SENT ? notations[app->detail->notation]
                                              : modes[b->mode]);
    if (r && used > 0 && (size_t)used < max)
        snprintf(out + used, max - (size_t)used, ", reading %zu/%zu %s",
                 b->reading_at + 1, b->readings, r->decoder ? r->decoder->name : "none");
}

/* -- parts -------------------------------------------------------------------- */

/* Takes rows off the bottom. */
static struct bs_rect bottom(struct bs_rect *r, int rows)
{
    if (rows > r->rows - 1)
        rows = r->rows - 1;
    if (rows < 0)
        rows = 0;
    r->rows -= rows;
    return (struct bs_rect){r->row + r->rows, r->col, rows, r->cols};
}

static struct bs_rect top(struct bs_rect *r, int rows)
{
    struct bs_rect taken = {r->row, r->col, rows < r->rows ? rows : r->rows, r->cols};
    r->row += taken.rows;
    r->rows -= taken.rows;
    return taken;
}

/* The tree beside the bytes where both fit, else one above the other. */
static void split(struct bs_rect r, bool decoded, size_t bytes, struct banner_parts *p)
{
    if (r.cols >= SIDE_COLS) {
        p->bytes = (struct bs_rect){r.row, r.col, r.rows, BYTES_COLS};
        p->tree = (struct bs_rect){r.row, r.col + BYTES_COLS + 1, r.rows,
                                   r.cols - BYTES_COLS - 1};
        p->summary = decoded ? top(&p->tree, 1) : (struct bs_rect){0};
    } else if (decoded) {
        size_t per = (size_t)hex_per_line(r.cols, bytes);
        int hex = (int)size_min((size_t)(r.rows / 3), (bytes + per - 1) / per);
        p->bytes = top(&r, hex < 1 && r.rows > 2 ? 1 : hex);
        p->summary = top(&r, 1);
        p->tree = r;
    } else {
        p->bytes = r;
    }
}

void banner_parts(const struct bs_app *app, struct bs_rect r, struct banner_parts *p)
{
    const struct banner_state *b = &app->banner;
    bool focus = app->focus == BS_PANE_BANNER;
    bool fields = b->fields.n > 0;
    *p = (struct banner_parts){.bytes = r};
    if (b->compare.on)
        return;
    if (banner_is_tree(app)) {
        p->info =
            bottom(&r, r.rows >= 12 ? (r.rows / 4 < 8 ? r.rows / 4 : 8) : r.rows >= 5);
        p->bytes.rows = 0;
        p->tree = r;
        return;
    }
    if (r.rows >= INFO_ROWS_MIN || (focus && r.rows >= 3))
        p->info = bottom(&r, 1);
    if (b->values)
        p->values = bottom(&r, r.rows / 2 < VALUES_ROWS ? r.rows / 2 : VALUES_ROWS);
    p->bytes = r;
    if (b->view == VIEW_DECODED || (b->view == VIEW_HEX && fields))
        split(r, b->view == VIEW_DECODED, b->bytes.n, p);
}

void banner_here(const struct bs_app *app, struct banner_parts *p)
{
    banner_parts(app,
                 (struct bs_rect){0, 0, app_pane_rows(app, BS_PANE_BANNER),
                                  app_pane_cols(app, BS_PANE_BANNER)},
                 p);
}

/* -- drawing ------------------------------------------------------------------ */

static void draw_nothing(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct sheet s = {.g = g, .r = r, .ascii = app->ascii};
    const struct bs_detail *d = app_detail(app);
    if (!d) {
        if (list_current_id(app))
            sheet_line(&s, BS_ST_DIM, "...");
        else
            sheet_pair(&s, 0, "", BS_ST_DIM,
                       welcome_on(app) ? BS_BYTES("The banner of a row comes here, as text, bytes and "
                                                  "decoded fields: begin in the results.")
                                       : BS_BYTES("The banner of a row comes here: F in the results "
                                                  "clears the filter, then there are rows."),
                       3);
        return;
    }
    sheet_line(&s, BS_ST_NO_RESPONSE, "no response: the service sent no bytes");
    if (d->row.title.n)
        sheet_pair(&s, 12, "http.title", BS_ST_TEXT, bs_str_bytes(d->row.title), 3);
    sheet_line(&s, BS_ST_DIM, "gr shows the record: owner, traits, where it was found");
}

static void draw_bytes(const struct bs_app *app, struct bs_grid *g,
                       const struct banner_parts *p, bool focus)
{
    enum view view = app->banner.view;
    bool tree = view == VIEW_DECODED;
    if (view == VIEW_TEXT)
        text_draw(app, g, p->bytes, focus);
    else
        hex_draw(app, g, p->bytes, focus && !tree);
    if (p->tree.rows > 0 && p->tree.col > p->bytes.col)
        bs_grid_line(g, p->bytes.row, p->tree.col - 1, p->bytes.rows, true, BS_ST_BORDER);
    if (p->tree.rows > 0) {
        tree_summary(app, g, p->summary);
        tree_draw(app, g, p->tree, focus && tree);
    }
    values_draw(app, g, p->values);
    info_draw(app, g, p->info);
}

void banner_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                 bool focus)
{
    struct banner_parts p;
    if (focus) {
        g->cursor_row = r.row;
        g->cursor_col = r.col;
        g->cursor_visible = true;
    }
    if (!app_detail(app) || (banner_bytes(app).n == 0 && !banner_is_tree(app))) {
        draw_nothing(app, g, r);
        return;
    }
    banner_parts(app, r, &p);
    if (app->banner.compare.on) {
        compare_draw(app, g, r, focus);
    } else if (banner_is_tree(app)) {
        record_draw(app, g, p.tree, focus);
        node_info_draw(app, g, p.info);
    } else {
        draw_bytes(app, g, &p, focus);
    }
}

/* -- moving ------------------------------------------------------------------- */

enum { FAR = INT32_MAX / 64 }; /* beyond every end, and still to be multiplied */

void banner_move(struct bs_app *app, enum move_unit unit, int dir)
{
    struct banner_state *b = &app->banner;
    struct banner_parts p;
    struct outline *o = banner_outline(app);
    banner_here(app, &p);
    if (!app_detail(app))
        return;
    if (b->compare.on) {
        compare_move(app, move_step(unit, p.bytes.rows - 2, FAR) * dir);
    } else if (o) {
        outline_move(o, move_step(unit, p.tree.rows, FAR) * dir);
        if (b->view == VIEW_DECODED)
            tree_lead_bytes(app);
    } else if (b->view == VIEW_TEXT) {
        text_move(app, unit, dir);
    } else {
        int per = hex_per_line(p.bytes.cols, b->bytes.n);
        hex_move(app, unit == MOVE_END ? (int64_t)b->bytes.n * dir
                                       : move_step(unit, p.bytes.rows, FAR) * dir * per);
    }
}

/* -- the mouse ---------------------------------------------------------------- */

static bool inside(struct bs_rect r, int row, int col)
{
    return row >= r.row && row < r.row + r.rows && col >= r.col && col < r.col + r.cols;
}

static void click_tree(struct bs_app *app, struct bs_rect r, int row)
{
    struct outline *o =
        app->banner.view == VIEW_HEX ? &app->banner.fields : banner_outline(app);
    size_t at = o ? outline_row(o, (size_t)(row - r.row)) : SIZE_MAX;
    if (at == SIZE_MAX)
        return;
    if (at == o->at && app->banner.view != VIEW_HEX)
        outline_toggle(o); /* a second click folds */
    o->at = at;
    if (!banner_is_tree(app))
        tree_lead_bytes(app);
}

static size_t byte_under(const struct bs_app *app, struct bs_rect r, int row, int col)
{
    return app->banner.view == VIEW_TEXT ? text_at(app, r, row, col)
                                         : hex_at(app, r, row, col);
}

void banner_click(struct bs_app *app, int row, int col)
{
    struct banner_state *b = &app->banner;
    struct banner_parts p;
    banner_here(app, &p);
    b->anchor = SIZE_MAX;
    if (!app_detail(app) || b->compare.on)
        return;
    if (inside(p.tree, row, col)) {
        click_tree(app, p.tree, row);
    } else if (inside(p.bytes, row, col) && b->bytes.n) {
        b->at = b->anchor = byte_under(app, p.bytes, row, col);
        b->mark = SIZE_MAX;
        b->want_col = 0;
        tree_follow_bytes(app);
    }
}

void banner_drag(struct bs_app *app, int row, int col)
{
    struct banner_state *b = &app->banner;
    struct banner_parts p;
    banner_here(app, &p);
    if (!app_detail(app) || b->anchor >= b->bytes.n || b->compare.on ||
        banner_is_tree(app))
        return;
    if (row < p.bytes.row) /* out at the top or bottom: the view moves along */
        banner_move(app, MOVE_LINE, -1);
    else if (row >= p.bytes.row + p.bytes.rows)
        banner_move(app, MOVE_LINE, 1);
    else
        b->at = byte_under(app, p.bytes, row, col);
    b->mark = b->anchor;
}
