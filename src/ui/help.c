/* Help for a pane, made from the action table with the keys as they are. */
#include "app.h"

static const char *const pane_names[BS_PANE_COUNT] = {"Query", "Results", "Banner",
                                                      "Verdict"};

static void section(const struct bs_app *app, struct sheet *s, enum bs_pane pane, bool own)
{
    char keys[64];
    for (const struct bs_action_def *a = bs_actions; a->name; a++)
        if (own ? a->panes & 1u << pane : a->panes == 0) {
            bs_keymap_keys(&app->keymap, a, pane, keys, sizeof keys);
            int row = sheet_row(s);
            sheet_line(s, BS_ST_TEXT, "             %s", *keys ? a->help : a->name);
            if (row >= 0)
                bs_grid_text(s->g, row, s->r.col + 2, 10, BS_ST_KEY, *keys ? keys : "(no key)");
        }
}

static void help_sheet(const struct bs_app *app, struct sheet *s)
{
    sheet_line(s, BS_ST_HEADER, "in the %s pane", pane_names[app->help_pane]);
    section(app, s, app->help_pane, true);
    sheet_line(s, BS_ST_TEXT, "%s", "");
    sheet_line(s, BS_ST_HEADER, "everywhere");
    section(app, s, app->help_pane, false);
    sheet_line(s, BS_ST_TEXT, "%s", "");
    sheet_line(s, BS_ST_HEADER, "signs in the list");
    sheet_line(s, BS_ST_TEXT,
               "  *  waits for an analyst      !  the banner changed since the verdict");
    sheet_line(s, BS_ST_TEXT,
               "  M  medical    n  non-medical    ?  unknown    -  no response");
    sheet_line(
        s, BS_ST_TEXT,
        "  a  decided by an analyst     o  lets strangers in    h  likely honeypot");
    sheet_line(s, BS_ST_TEXT, "%s", "");
    sheet_line(s, BS_ST_HEADER, "signs in the hex view");
    sheet_line(s, BS_ST_TEXT, "  .  NUL    _  control    +  80 and above");
    sheet_line(s, BS_ST_TEXT, "  *  a reason lies in this field; compared: this byte differs");
    sheet_line(s, BS_ST_TEXT, "%s", "");
    sheet_line(s, BS_ST_HEADER, "filters");
    for (const struct bs_filter_def *f = bs_filter_defs; f->name; f++) {
        if (f->what == BS_F_REMOTE)
            continue;
        sheet_line(s, BS_ST_TEXT, "  %-18s %s", f->name, f->help ? f->help : "");
    }
}

static struct bs_rect frame(int rows, int cols)
{
    return (struct bs_rect){1, cols > 110 ? (cols - 100) / 2 : 2, rows - 4,
                            cols > 110 ? 100 : cols - 4};
}

void help_draw(const struct bs_app *app, struct bs_grid *g)
{
    struct bs_rect r = frame(g->rows, g->cols);
    struct sheet s = {
        .g = g,
        .r = {r.row + 1, r.col + 2, r.rows - 2, r.cols - 4},
        .skip = app->help_top,
        .ascii = app->ascii
    };
    bs_grid_fill(g, r, BS_ST_TEXT);
    bs_grid_box(g, r, true, "Keys (j k scroll, q closes)");
    help_sheet(app, &s);
    g->cursor_row = s.r.row;
    g->cursor_col = s.r.col;
    g->cursor_visible = true;
}

void help_key(struct bs_app *app, const struct bs_key_event *k)
{
    struct bs_rect r = frame(app->rows, app->cols);
    struct sheet s = {
        .r = {0, 0, r.rows - 2, r.cols - 4},
          .ascii = app->ascii
    };
    int page = s.r.rows > 1 ? s.r.rows - 1 : 1, top = app->help_top;
    bool ctrl = k->mods & BS_MOD_CTRL;
    help_sheet(app, &s);
    int last = s.line > s.r.rows ? s.line - s.r.rows : 0;
    if (k->code == 'j' || k->code == BS_KEY_DOWN)
        top += 1;
    else if (k->code == 'k' || k->code == BS_KEY_UP)
        top -= 1;
    else if (k->code == ' ' || k->code == BS_KEY_PGDN ||
             (ctrl && (k->code == 'd' || k->code == 'f')))
        top += page;
    else if (k->code == BS_KEY_PGUP || (ctrl && (k->code == 'u' || k->code == 'b')))
        top -= page;
    else if (k->code == 'g' || k->code == BS_KEY_HOME)
        top = 0;
    else if (k->code == 'G' || k->code == BS_KEY_END)
        top = last;
    else if (k->code == 'q' || k->code == '?' || k->code == BS_KEY_ESC ||
             k->code == BS_KEY_F1 || k->code == BS_KEY_ENTER || (ctrl && k->code == 'c'))
        app->help = false;
    app->help_top = top < 0 ? 0 : top > last ? last : top;
}
