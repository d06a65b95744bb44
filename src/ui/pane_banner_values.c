/* Below the bytes: where the cursor is and what stands there, and the value inspector. */
#include "app.h"

#include <stdio.h>

enum { VALUE_GAP = 2, VALUE_TAB = 13 };

void values_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    struct bs_value v[BS_VALUES_MAX];
    bs_bytes b = banner_bytes(app);
    bool selected;
    bs_bytes s = banner_selected(app, &selected);
    if (r.rows < 2 || b.n == 0)
        return;
    size_t at = selected ? (size_t)(s.p - b.p) : app->banner.at;
    size_t n = bs_inspect(b, at, selected ? at + s.n : 0, v);
    bs_grid_fill(g, (struct bs_rect){r.row, r.col, 1, r.cols}, BS_ST_HEADER);
    bs_grid_printf(g, r.row, r.col, r.cols, BS_ST_HEADER, "values at %zu (0x%zx)%s", at,
                   at, selected ? ", lengths up to the end of the selection" : "");
    int row = 1, col = 0;
    for (size_t i = 0; i < n; i++) {
        int name = (int)strlen(v[i].name), need = name + 1 + (int)strlen(v[i].text);
        if (col > 0 && col + need > r.cols) {
            row++;
            col = 0;
        }
        if (row >= r.rows)
            return;
        bs_grid_text(g, r.row + row, r.col + col, r.cols - col, BS_ST_KEY, v[i].name);
        bs_grid_text(g, r.row + row, r.col + col + name + 1, r.cols - col - name - 1,
                     BS_ST_TEXT, v[i].text);
        /* The next one begins at a tab stop: what belongs below each other mostly stands
         * so. */
        col = (col + need + VALUE_GAP + VALUE_TAB - 1) / VALUE_TAB * VALUE_TAB;
    }
}

static int say(struct bs_grid *g, struct bs_rect r, int used, enum bs_style st,
               const char *text)
{
    int n = (int)strlen(text);
    if (used + n > r.cols)
        return used;
    return used + bs_grid_text(g, r.row, r.col + used, r.cols - used, st, text) + 2;
}

/* The field the cursor is in, in words. */
static void field_words(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                        int used)
{
    const struct bs_decoded *d = banner_reading(app);
    size_t i = banner_field_at(d, app->banner.at);
    if (i == SIZE_MAX || used >= r.cols)
        return;
    const struct bs_field *f = &d->field[i];
    used +=
        bs_grid_printf(g, r.row, r.col + used, r.cols - used, BS_ST_KEY, "%s ", f->name);
    used += bs_grid_data(g, r.row, r.col + used, r.cols - used, BS_ST_TEXT,
                         bs_str_bytes(f->value));
    if (f->meaning.n && used + 2 < r.cols)
        bs_grid_data(g, r.row, r.col + used + 2, r.cols - used - 2, BS_ST_DIM,
                     bs_str_bytes(f->meaning));
}

void info_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r)
{
    const struct banner_state *s = &app->banner;
    const struct bs_evidence *ev = banner_evidence(app, s->at);
    bs_bytes b = banner_bytes(app);
    char text[160], rule[80];
    bool selected;
    bs_bytes chosen = banner_selected(app, &selected);
    int used = 0;
    if (r.rows < 1 || s->at >= b.n)
        return;
    snprintf(text, sizeof text, "%zu: %u 0x%02x", s->at, b.p[s->at], b.p[s->at]);
    used = say(g, r, used, BS_ST_DIM, text);
    if (selected) {
        snprintf(text, sizeof text, "%zu selected", chosen.n);
        used = say(g, r, used, BS_ST_MARKED, text);
    }
    char words[300];
    if (template_words(app, s->at, words, sizeof words)) {
        bs_grid_text(g, r.row, r.col + used, r.cols - used, BS_ST_NOTATION, words);
        return;
    }
    if (s->hits.n && !s->hits.in_tree) {
        snprintf(text, sizeof text, "hit %zu of %zu%s", s->hits.current + 1, s->hits.n,
                 s->hits.more ? "+" : "");
        used = say(g, r, used, BS_ST_DIM, text);
    }
    if (ev) {
        snprintf(text, sizeof text, "reason: %s",
                 bs_gate_z(bs_str_bytes(ev->rule), rule, sizeof rule));
        used = say(g, r, used, BS_ST_EVIDENCE, text);
    }
    field_words(app, g, r, used);
}
