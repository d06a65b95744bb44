/* THE table of columns of the results list; which are shown is the user's choice. */
#include "app.h"

#include <stdio.h>

/* Text that does not fit ends in ~. */
static void cell(struct bs_grid *g, int row, int col, int width, enum bs_style st, bs_bytes text)
{
    struct bs_buf fit;
    bs_buf_init(&fit, 1024);
    bs_gate_fit(bs_bytes_sub(text, 0, 512), g->ascii ? BS_GATE_ASCII : BS_GATE_UTF8, width, false,
                &fit);
    /* bs_gate_fit() made it displayable: only its cut mark is not the data's. */
    bool cut = fit.len && fit.p[fit.len - 1] == '~' && !(text.n && text.p[text.n - 1] == '~');
    int used = bs_grid_data(g, row, col, width, st, text);
    if (cut)
        bs_grid_text(g, row, col + (used < width ? used : width - 1), 1, BS_ST_DIM, "~");
    bs_buf_fini(&fit);
}

/* -- what a column shows ----------------------------------------------------------------- */

struct place {
    struct bs_grid *g;
    int row, col, width;
    enum bs_style st;
};

static void put(const struct place *p, bs_str text)
{
    cell(p->g, p->row, p->col, p->width, p->st, bs_str_bytes(text));
}

static void put_right(const struct place *p, int64_t n, const char *before)
{
    char text[32];
    int used = snprintf(text, sizeof text, "%s%lld", before, (long long)n);
    int blank = p->width - used;
    bs_grid_text(p->g, p->row, p->col + (blank > 0 ? blank : 0), p->width, p->st, text);
}

#define COLUMN(name) static void draw_##name(const struct bs_row *row, const struct place *p)
COLUMN(target)
{
    struct bs_buf target;
    bs_buf_init(&target, 1024);
    bs_target_format(&row->target, &target);
    put(p, bs_buf_str(&target));
    bs_buf_fini(&target);
}
COLUMN(ip)
{
    char text[46];
    bs_addr_format(&row->target.ip, text);
    put(p, bs_str_z(text));
}
COLUMN(port) { put_right(p, row->target.port, ""); }
COLUMN(org) { put(p, row->org); }
COLUMN(asn) { put(p, row->asn); }
COLUMN(country) { put(p, row->country); }
COLUMN(label) { put(p, row->label); }
COLUMN(product) { put(p, row->product); }
COLUMN(title) { put(p, row->title); }
COLUMN(affiliation) { put(p, bs_str_z(bs_affiliation_name(row->affiliation))); }
COLUMN(sightings) { put_right(p, row->sightings, ""); }
COLUMN(length) { put_right(p, row->length, ""); }
COLUMN(service)
{
    int used = bs_grid_data(p->g, p->row, p->col, p->width, p->st, bs_str_bytes(row->service));
    struct place rest = *p;
    rest.col += used + (used > 0);
    rest.width -= used + (used > 0);
    if (row->product.n && p->width - used > 3)
        put(&rest, row->product);
}
COLUMN(count)
{
    if (row->count > 1)
        put_right(p, row->count, "x");
}
COLUMN(hostnames)
{
    size_t n = 0;
    while (n < row->hostnames.n && row->hostnames.p[n] != '\n')
        n++;
    put(p, (bs_str){row->hostnames.p, n});
}
COLUMN(seen)
{
    char text[32];
    if (row->seen == BS_TIME_NONE)
        return;
    bs_time_format(row->seen, text);
    bs_grid_text(p->g, p->row, p->col, p->width < 10 ? p->width : 10, p->st, text);
}
COLUMN(banner)
{
    bs_bytes shown = row->preview.n ? row->preview : bs_str_bytes(row->title);
    bool dim = p->st == BS_ST_TEXT && !row->preview.n;
    bs_grid_data(p->g, p->row, p->col, p->width, dim ? BS_ST_DIM : p->st, shown);
}
#undef COLUMN

/* The width in a list of less than 74 cells, of less than 110, and in a wider one. */
static const struct column {
    const char *name, *title;
    int width[3];
    void (*draw)(const struct bs_row *row, const struct place *p);
} columns[] = {
    {"target", "ip:port", {21, 21, 24}, draw_target},
    {"ip", "ip", {15, 15, 24}, draw_ip},
    {"port", "port", {6, 6, 6}, draw_port},
    {"org", "org", {10, 14, 22}, draw_org},
    {"asn", "AS", {8, 8, 9}, draw_asn},
    {"country", "cc", {2, 2, 2}, draw_country},
    {"hostnames", "host", {10, 14, 24}, draw_hostnames},
    {"service", "service", {8, 10, 16}, draw_service},
    {"product", "product", {10, 12, 18}, draw_product},
    {"label", "label", {12, 16, 24}, draw_label},
    {"affiliation", "whose", {8, 11, 11}, draw_affiliation},
    {"count", "    xN", {6, 6, 6}, draw_count},
    {"sightings", "times", {6, 6, 6}, draw_sightings},
    {"length", " bytes", {7, 7, 7}, draw_length},
    {"seen", "seen", {10, 10, 10}, draw_seen},
    {"title", "title", {12, 16, 24}, draw_title},
    {"banner", "banner", {20, 20, 30}, draw_banner},
};

const char *bs_screen_column(size_t i)
{
    return i < BS_COUNT(columns) ? columns[i].name : NULL;
}

bs_err bs_screen_columns_parse(bs_str text, struct bs_screen_columns *out, struct bs_error *e)
{
    bs_str rest = text, word;
    struct bs_screen_columns made = {.n = 0};
    char shown[64];
    while (bs_str_split(&rest, ' ', &word)) {
        size_t i = 0;
        if (word.n == 0)
            continue;
        while (i < BS_COUNT(columns) && !bs_str_eq(word, bs_str_z(columns[i].name)))
            i++;
        if (i == BS_COUNT(columns))
            return bs_error_set(e, BS_E_SYNTAX, "no column of the screen is called \"%s\"",
                                bs_gate_z(bs_str_bytes(word), shown, sizeof shown));
        if (made.n == BS_SCREEN_COLUMNS_MAX)
            return bs_error_set(e, BS_E_SYNTAX, "more than %d columns", BS_SCREEN_COLUMNS_MAX);
        made.column[made.n++] = (uint8_t)i;
    }
    if (made.n == 0)
        return bs_error_set(e, BS_E_SYNTAX, "the list of columns is empty");
    *out = made;
    return BS_OK;
}

/* -- the line ---------------------------------------------------------------------------- */

static int width_of(const struct column *c, int cols)
{
    /* Half of a screen of 100: nothing may reach over the edge. */
    if (c->draw == draw_org && cols >= 44 && cols < 48)
        return cols - 38;
    return c->width[cols >= 105 ? 2 : cols >= 69 ? 1 : 0];
}

/* Calls for each column that still has room; the last one gets what is left. */
static bool next(const struct bs_app *app, struct bs_rect r, size_t i, int *col, int *width)
{
    const struct bs_screen_columns *sc = &app->columns;
    if (i >= sc->n || *col >= r.col + r.cols)
        return false;
    int left = r.col + r.cols - *col;
    *width = width_of(&columns[sc->column[i]], r.cols);
    if (i + 1 == sc->n || *width > left)
        *width = left;
    return true;
}

void columns_header(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    int col = r.col, width;
    for (size_t i = 0; next(app, r, i, &col, &width); i++, col += width + 1)
        bs_grid_text(g, r.row, col, width, BS_ST_HEADER, columns[app->columns.column[i]].title);
}

void columns_draw(const struct bs_app *app, const struct bs_row *row, struct bs_grid *g,
                  struct bs_rect r, enum bs_style st)
{
    int col = r.col, width;
    for (size_t i = 0; next(app, r, i, &col, &width); i++, col += width + 1) {
        struct place p = {g, r.row, col, width, st};
        columns[app->columns.column[i]].draw(row, &p);
    }
}
