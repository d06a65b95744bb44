/* Text over the whole screen: what a command answered, or one long value.  Gated like all
 * else. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

static struct bs_rect frame(int rows, int cols)
{
    return (struct bs_rect){1, 1, rows - 4, cols - 2};
}

void pager_open(struct bs_app *app, const char *title, bs_bytes text, bool cut)
{
    struct pager *p = &app->pager;
    pager_free(app);
    snprintf(p->title, sizeof p->title, "%s%s (j k scroll, q closes)", title,
             cut ? ", the beginning" : "");
    bs_buf_init(&p->text, OUTPUT_MAX);
    bs_buf_put(&p->text, bs_bytes_str(text));
    p->on = true;
    pager_settle(app);
}

void pager_free(struct bs_app *app)
{
    bs_buf_fini(&app->pager.text);
    free(app->pager.line);
    app->pager = (struct pager){.on = false};
}

/* Where each screen line begins; made anew when the width changes. */
void pager_settle(struct bs_app *app)
{
    struct pager *p = &app->pager;
    int cols = frame(app->rows, app->cols).cols - 2;
    size_t room = 0;
    bs_bytes b = {p->text.p, p->text.len};
    if (!p->on || p->cols == cols || cols < 1)
        return;
    p->cols = cols;
    p->lines = 0;
    for (size_t at = 0; at < b.n; at = sheet_wrap(b, at, cols, app_gate(app))) {
        if (p->lines == room) {
            room = room ? 2 * room : 256;
            p->line = bs_realloc(p->line, room * sizeof *p->line);
        }
        p->line[p->lines++] = at;
    }
    p->top = size_min(p->top, p->lines);
}

void pager_draw(const struct bs_app *app, struct bs_grid *g)
{
    const struct pager *p = &app->pager;
    struct bs_rect r = frame(g->rows, g->cols);
    bs_bytes b = {p->text.p, p->text.len};
    bs_grid_fill(g, r, BS_ST_TEXT);
    bs_grid_box(g, r, true, p->title);
    for (int i = 0; i + 2 < r.rows && p->top + (size_t)i < p->lines; i++) {
        size_t from = p->line[p->top + (size_t)i];
        size_t end =
            p->top + (size_t)i + 1 < p->lines ? p->line[p->top + (size_t)i + 1] : b.n;
        if (end > from && b.p[end - 1] == '\n')
            end--;
        bs_grid_data(g, r.row + 1 + i, r.col + 1, r.cols - 2, BS_ST_TEXT,
                     bs_bytes_sub(b, from, end - from));
    }
    if (p->lines == 0)
        bs_grid_text(g, r.row + 1, r.col + 1, r.cols - 2, BS_ST_DIM, "nothing came back");
    g->cursor_row = r.row + 1;
    g->cursor_col = r.col + 1;
    g->cursor_visible = true;
}

void pager_move(struct bs_app *app, int64_t by)
{
    struct pager *p = &app->pager;
    int rows = frame(app->rows, app->cols).rows - 2;
    size_t shown = rows > 1 ? (size_t)rows : 1;
    p->top = step_clamped(p->top, by, p->lines > shown ? p->lines - shown + 1 : 1);
}

void pager_key(struct bs_app *app, const struct bs_key_event *k)
{
    int page = frame(app->rows, app->cols).rows - 3;
    bool ctrl = k->mods & BS_MOD_CTRL;
    page = page > 1 ? page : 1;
    if (k->code == 'j' || k->code == BS_KEY_DOWN || k->code == BS_KEY_ENTER)
        pager_move(app, 1);
    else if (k->code == 'k' || k->code == BS_KEY_UP)
        pager_move(app, -1);
    else if (k->code == ' ' || k->code == BS_KEY_PGDN ||
             (ctrl && (k->code == 'd' || k->code == 'f')))
        pager_move(app, page);
    else if (k->code == BS_KEY_PGUP || (ctrl && (k->code == 'u' || k->code == 'b')))
        pager_move(app, -page);
    else if (k->code == 'g' || k->code == BS_KEY_HOME)
        pager_move(app, INT32_MIN);
    else if (k->code == 'G' || k->code == BS_KEY_END)
        pager_move(app, INT32_MAX);
    else if (k->code == 'q' || k->code == BS_KEY_ESC || (ctrl && k->code == 'c'))
        pager_free(app);
}

void bs_app_output(struct bs_app *app, const char *title, bs_bytes text, bool cut)
{
    app->piping = false;
    pager_open(app, title, text, cut);
    app->dirty = true;
}
