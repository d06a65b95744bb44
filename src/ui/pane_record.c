/* The record and json views: trees that fold, and below them the value under the cursor
 * in full. */
#include "app.h"

#include <stdio.h>

enum { OPEN_NODES = 40 }; /* a tree up to this size begins open */

static uint8_t node_depth(const void *ctx, size_t i)
{
    return ((const struct bs_tree *)ctx)->node[i].depth;
}

const struct bs_tree *banner_tree(const struct bs_app *app)
{
    const struct banner_state *b = &app->banner;
    return b->view == VIEW_JSON ? &b->json_tree : &b->record_tree;
}

/* What is large begins folded: the first screen is the outline, not the first thousand
 * lines. */
static void begin_folded(struct outline *o, const struct bs_tree *t)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct bs_node *n = &t->node[i];
        bool json = n->kind == BS_NODE_OBJECT || n->kind == BS_NODE_ARRAY;
        bool inner = n->parent != UINT32_MAX || (json && n->name.n);
        o->folded[i] =
            json && inner && n->end - i > (n->parent == UINT32_MAX ? OPEN_NODES : 4);
    }
}

static void made(struct bs_app *app, struct outline *o, struct bs_tree *t)
{
    outline_make(o, t->nodes, &app->banner.arena);
    outline_depths(o, node_depth, t);
    begin_folded(o, t);
}

void record_made(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    const struct bs_detail *d = app_detail(app);
    if (!d)
        return;
    if (b->view == VIEW_RECORD && !b->record_made) {
        b->record_made = true;
        bs_tree_record(d, &b->arena, &b->record_tree);
        made(app, &b->record, &b->record_tree);
    }
    if (b->view == VIEW_JSON && !b->json_made) {
        bs_str json = bs_str_trim(d->json.n ? d->json : app->detail->json);
        b->json_made = true;
        if (bs_tree_json(json, &b->arena, &b->json_tree, NULL) != BS_OK)
            b->json_tree = (struct bs_tree){.nodes = 0};
        made(app, &b->json, &b->json_tree);
    }
}

static int draw_value(struct bs_grid *g, struct bs_rect r, int col,
                      const struct bs_node *n, enum bs_style st)
{
    bool quoted = n->kind == BS_NODE_STRING;
    if (quoted)
        col += bs_grid_text(g, r.row, r.col + col, r.cols - col, st, "\"");
    int used = bs_grid_data(g, r.row, r.col + col, r.cols - col, st, n->value);
    col += used;
    if (quoted && col < r.cols)
        bs_grid_text(g, r.row, r.col + col, 1, st, "\"");
    if (col >= r.cols && r.cols > 0)
        bs_grid_text(g, r.row, r.col + r.cols - 1, 1,
                     st == BS_ST_TEXT ? BS_ST_NOTATION : st, "~");
    return col;
}

static void draw_node(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                      size_t at, const struct outline *o, enum bs_style st)
{
    const struct bs_node *n = &banner_tree(app)->node[at];
    int col = 2 + 2 * (n->depth < 20 ? n->depth : 20);
    bool plain = st == BS_ST_TEXT, holds = outline_parent(o, at);
    if (col < r.cols)
        bs_grid_text(g, r.row, r.col + col - 2, 1, st,
                     !holds          ? " "
                     : o->folded[at] ? "+"
                                     : "-");
    enum bs_style name = !plain                       ? st
                         : n->kind == BS_NODE_SECTION ? BS_ST_HEADER
                                                      : BS_ST_KEY;
    col += bs_grid_data(g, r.row, r.col + col, r.cols - col, name, bs_str_bytes(n->name));
    if (n->kind == BS_NODE_SECTION || col + 2 >= r.cols)
        return;
    if (n->name.n)
        col += bs_grid_text(g, r.row, r.col + col, r.cols - col, plain ? BS_ST_DIM : st,
                            ": ");
    if (n->kind == BS_NODE_OBJECT || n->kind == BS_NODE_ARRAY)
        bs_grid_printf(g, r.row, r.col + col, r.cols - col, plain ? BS_ST_DIM : st,
                       n->kind == BS_NODE_OBJECT ? "{%u}" : "[%u]", n->children);
    else
        draw_value(g, r, col, n, st);
}

static bool is_hit(const struct marks *h, size_t node)
{
    for (size_t low = 0, high = h->in_tree ? h->n : 0; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (h->at[middle] == node)
            return true;
        if (h->at[middle] < node)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

void record_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                 bool focus)
{
    const struct banner_state *b = &app->banner;
    const struct outline *o = b->view == VIEW_JSON ? &b->json : &b->record;
    size_t at = o->n ? o->top : SIZE_MAX;
    if (o->n == 0)
        bs_grid_text(g, r.row, r.col, r.cols, BS_ST_DIM,
                     "there is no record text to show");
    for (int i = 0; i < r.rows && at != SIZE_MAX; i++, at = outline_next(o, at)) {
        struct bs_rect line = {r.row + i, r.col, 1, r.cols};
        bool here = at == o->at;
        enum bs_style st = !here ? BS_ST_TEXT : focus ? BS_ST_CURSOR : BS_ST_CURSOR_BLUR;
        if (!here && is_hit(&b->hits, at))
            st = BS_ST_SEARCH;
        if (here)
            bs_grid_fill(g, line, st);
        if (here && focus) {
            g->cursor_row = line.row;
            g->cursor_col = line.col;
        }
        draw_node(app, g, line, at, o, st);
    }
}

/* The path of the line, and its value over as many lines as there are. */
void node_info_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    const struct banner_state *b = &app->banner;
    const struct bs_tree *t = banner_tree(app);
    const struct outline *o = b->view == VIEW_JSON ? &b->json : &b->record;
    struct bs_buf path;
    if (r.rows < 1 || o->at >= t->nodes)
        return;
    struct sheet s = {.g = g, .r = r, .ascii = app->ascii};
    bs_grid_fill(g, (struct bs_rect){r.row, r.col, 1, r.cols}, BS_ST_HEADER);
    bs_buf_init(&path, 4096);
    bs_tree_path(t, o->at, &path);
    bs_grid_data(g, r.row, r.col, r.cols, BS_ST_HEADER, (bs_bytes){path.p, path.len});
    bs_buf_fini(&path);
    if (b->view == VIEW_JSON && !app->detail->detail->json.n) {
        static const char from[] =
            "from the database; import --keep-raw keeps the original";
        int n = (int)sizeof from - 1;
        if (r.cols > n + 20)
            bs_grid_text(g, r.row, r.col + r.cols - n, n, BS_ST_HEADER, from);
    }
    s.line = 1;
    if (r.rows > 1)
        sheet_pair(&s, 0, "", BS_ST_TEXT, t->node[o->at].value, r.rows - 1);
}
