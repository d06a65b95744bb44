/* The form in which a rule is made, over the lower part of the screen. */
#include "app.h"

#include <stdio.h>

static const char *const matches[] = {"anywhere", "at the start", "at the start, masked", "as a word"};
static const char *const says[] = {"medical", "non-medical"};
static const char *const strengths[] = {"strong", "supporting", "hint"};

enum { NAME_COLS = 11, ROWS = RULE_LINES + 3 };

/* All choices, the one that holds in brackets: colour alone would not tell. */
static void draw_choice(struct bs_grid *g, int row, int col, const char *const *word, int n, int chosen,
                        enum bs_style st)
{
    for (int i = 0; i < n; i++)
        col += bs_grid_printf(g, row, col, g->cols - col, i == chosen ? st : BS_ST_DIM, i == chosen ? "[%s] " : " %s  ",
                              word[i]);
}

static void draw_line(const struct rule_form *f, struct bs_grid *g, int row, int line)
{
    static const char *const names[RULE_LINES] = {"matches", "says", "strength", "label", "service"};
    bool here = f->line == line;
    enum bs_style st = here ? BS_ST_CURSOR : BS_ST_TEXT;
    int col = bs_grid_printf(g, row, 0, g->cols, here ? BS_ST_KEY : BS_ST_TEXT, "%s %-*s", here ? ">" : " ",
                             NAME_COLS - 2, names[line]);
    const struct lineedit *text = line == RULE_LABEL ? &f->label : &f->service;
    if (line == RULE_MATCH)
        draw_choice(g, row, col, matches, BS_PROMOTE_KINDS, (int)f->kind, st);
    else if (line == RULE_SAYS)
        draw_choice(g, row, col, says, 2, f->verdict == BS_NON_MEDICAL, st);
    else if (line == RULE_STRENGTH)
        draw_choice(g, row, col, strengths, 3, BS_STRENGTH_STRONG - (int)f->strength, st);
    else if (here)
        lineedit_draw(text, g, row, col, g->cols - col);
    else if (text->n)
        bs_grid_data(g, row, col, g->cols - col, st, bs_str_bytes(bs_str_z(text->text)));
    else
        bs_grid_text(g, row, col, g->cols - col, BS_ST_DIM,
                     line == RULE_LABEL ? "what it is, in words" : "the protocol, one word: dicom, http, my-protocol");
    if (here && line < RULE_LABEL) {
        g->cursor_row = row;
        g->cursor_col = 0;
        g->cursor_visible = true;
    }
}

static bool is_text(const struct rule_form *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->bytes[i] < 0x20 || f->bytes[i] >= 0x7f)
            return false;
    return true;
}

static void draw_bytes(const struct rule_form *f, struct bs_grid *g, int row)
{
    int col = bs_grid_printf(g, row, 0, g->cols, BS_ST_TEXT, "  %-*s ", NAME_COLS - 3, *f->field ? f->field : "bytes");
    col += bs_grid_printf(g, row, col, g->cols - col, BS_ST_DIM, "%s%zu at %zu: ", f->cut ? "the first " : "", f->n,
                          f->at);
    if (is_text(f))
        bs_grid_data(g, row, col, g->cols - col, BS_ST_TEXT, (bs_bytes){f->bytes, f->n});
    for (size_t i = 0; !is_text(f) && i < f->n && col < g->cols; i++)
        col += bs_grid_printf(g, row, col, g->cols - col, BS_ST_TEXT, "%02x ", f->bytes[i]);
}

void rule_draw(const struct bs_app *app, struct bs_grid *g, int below)
{
    const struct rule_form *f = &app->rule;
    int row = below - ROWS;
    if (row < 0)
        return;
    bs_grid_fill(g, (struct bs_rect){row, 0, ROWS, g->cols}, BS_ST_TEXT);
    bs_grid_line(g, row, 0, g->cols, false, BS_ST_BORDER_FOCUS);
    bs_grid_text(g, row, 1, g->cols - 2, BS_ST_TITLE_FOCUS, "[A rule of your own: nothing is written before Enter]");
    draw_bytes(f, g, ++row);
    for (int line = 0; line < RULE_LINES; line++)
        draw_line(f, g, ++row, line);
    if (f->why[0])
        bs_grid_text(g, ++row, 0, g->cols, BS_ST_ERROR, f->why);
    else
        bs_grid_text(g, ++row, 2, g->cols - 2, BS_ST_STATUS,
                     app->table.serial ? "looking up what it would hit..."
                                       : "above: what it would hit, first what would change");
}

void rule_keyline(struct bs_grid *g, int row)
{
    static const struct {
        const char *key, *text;
    } keys[] = {{"Enter", "make the rule"}, {"Up Down", "line"}, {"Left Right", "choose"}, {"PgUp PgDn", "hits"},
                {"Esc", "no rule"}};
    int col = 0;
    bs_grid_fill(g, (struct bs_rect){row, 0, 1, g->cols}, BS_ST_TEXT);
    for (size_t i = 0; i < BS_COUNT(keys); i++) {
        col += bs_grid_printf(g, row, col, g->cols - col, BS_ST_KEY, "%s", keys[i].key) + 1;
        col += bs_grid_printf(g, row, col, g->cols - col, BS_ST_TEXT, "%s", keys[i].text) + 2;
    }
}
