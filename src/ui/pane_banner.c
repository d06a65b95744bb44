#include "app.h"

#include <stdio.h>

void banner_title(const struct bs_app *app, char *out, size_t max)
{
    static const char *const notations[] = {"raw", "unescaped", "as text"};
    char views[64] = "";
    size_t n = 0;
    for (int v = 0; v < VIEW_COUNT; v++)
        n +=
            (size_t)snprintf(views + n, sizeof views - n,
                             v == (int)app->banner.view ? "<%s> " : "%s ", view_names[v]);
    const struct bs_detail *d = app_detail(app);
    const struct bs_decoded *r = banner_reading(app);
    if (!d)
        snprintf(out, max, "Banner: %s", views);
    else if (!r)
        snprintf(out, max, "Banner: %s %zu bytes %s", views, app->detail->wire.n,
                 notations[app->detail->notation]);
    else
        snprintf(out, max, "Banner: %s %zu bytes %s, reading %zu/%zu %s", views,
                 app->detail->wire.n, notations[app->detail->notation],
                 app->banner.reading + 1, app->detail->readings,
                 r->decoder ? r->decoder->name : "none");
}

static void draw_nothing(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct sheet s = {.g = g, .r = r, .ascii = app->ascii};
    const struct bs_detail *d = app_detail(app);
    if (!d) {
        if (list_current_id(app))
            sheet_line(&s, BS_ST_DIM, "...");
        else
            sheet_line(&s, BS_ST_DIM, "The banner of the chosen service appears here.");
        return;
    }
    sheet_line(&s, BS_ST_NO_RESPONSE, "no response: the service sent no bytes");
    if (d->row.title.n)
        sheet_pair(&s, 12, "http.title", BS_ST_TEXT, bs_str_bytes(d->row.title), 3);
    sheet_line(&s, BS_ST_DIM, "v shows the record: owner, traits, where it was found");
}

static void draw_record(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct sheet s = {
        .g = g, .r = r, .skip = app->banner.record_top, .ascii = app->ascii};
    record_sheet(app, &s);
}

void banner_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                 bool focus)
{
    if (focus) {
        g->cursor_row = r.row;
        g->cursor_col = r.col;
        g->cursor_visible = true;
    }
    if (!app_detail(app) ||
        (banner_bytes(app).n == 0 && app->banner.view != VIEW_RECORD)) {
        draw_nothing(app, g, r);
        return;
    }
    switch (app->banner.view) {
    case VIEW_TEXT:
        text_draw(app, g, r, focus);
        break;
    case VIEW_HEX:
        hex_draw(app, g, r, focus);
        break;
    case VIEW_DECODED:
        tree_draw(app, g, r, focus);
        break;
    case VIEW_RECORD:
        draw_record(app, g, r);
        break;
    case VIEW_COUNT:
        break;
    }
}

static void record_move(struct bs_app *app, int64_t by)
{
    int rows = app_pane_rows(app, BS_PANE_BANNER);
    struct sheet s = {
        .r = {0, 0, rows, app_pane_cols(app, BS_PANE_BANNER)},
          .ascii = app->ascii
    };
    record_sheet(app, &s);
    int last = s.line > rows ? s.line - rows : 0;
    int64_t top = app->banner.record_top + by;
    app->banner.record_top = top < 0 ? 0 : top > last ? last : (int)top;
}

static int64_t lines_of(const struct bs_app *app, enum move_unit unit)
{
    int rows = app_pane_rows(app, BS_PANE_BANNER);
    if (app->banner.view == VIEW_DECODED)
        rows = tree_rows(rows);
    switch (unit) {
    case MOVE_LINE:
        return 1;
    case MOVE_HALF:
        return rows > 1 ? rows / 2 : 1;
    case MOVE_PAGE:
        return rows > 1 ? rows - 1 : 1;
    case MOVE_END:
        return INT32_MAX / 64;
    }
    return 1;
}

void banner_move(struct bs_app *app, enum move_unit unit, int dir)
{
    int64_t lines = lines_of(app, unit) * dir;
    bs_bytes bytes = banner_bytes(app);
    switch (app->banner.view) {
    case VIEW_TEXT:
        text_move(app, (int)lines);
        break;
    case VIEW_HEX:
        hex_move(app,
                 unit == MOVE_END
                     ? (int64_t)bytes.n * dir
                     : lines * hex_per_line(app_pane_cols(app, BS_PANE_BANNER), bytes.n));
        break;
    case VIEW_DECODED:
        tree_move(app, lines);
        break;
    case VIEW_RECORD:
        record_move(app, lines);
        break;
    case VIEW_COUNT:
        break;
    }
}

void banner_click(struct bs_app *app, int row, int col)
{
    struct banner_state *b = &app->banner;
    int rows = app_pane_rows(app, BS_PANE_BANNER);
    if (b->view == VIEW_HEX) {
        int per = hex_per_line(app_pane_cols(app, BS_PANE_BANNER), banner_bytes(app).n);
        int digits = banner_bytes(app).n > 0x10000 ? 8 : 4, at = (col - digits - 2) / 3;
        size_t target = b->hex_top + (size_t)(row * per);
        b->hex_at = target + (size_t)(at < 0 ? 0 : at >= per ? per - 1 : at);
        hex_move(app, 0);
    } else if (b->view == VIEW_DECODED && row >= rows - tree_rows(rows)) {
        b->field = b->field_top + (size_t)(row - (rows - tree_rows(rows)));
        tree_move(app, 0);
    }
}
