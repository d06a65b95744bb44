#include "app.h"

#include <stdio.h>

enum { NAME_WIDTH = 10 };

static enum bs_style style_of(enum bs_verdict v)
{
    switch (v) {
    case BS_MEDICAL:
        return BS_ST_MEDICAL;
    case BS_NON_MEDICAL:
        return BS_ST_NON_MEDICAL;
    case BS_UNKNOWN:
        return BS_ST_UNKNOWN;
    case BS_VERDICT_NONE:
        return BS_ST_DIM;
    }
    return BS_ST_TEXT;
}

static const char *word_of(const struct bs_row *row, enum bs_verdict v)
{
    return !row->response         ? "no response"
           : v == BS_VERDICT_NONE ? "none"
                                  : bs_verdict_name(v);
}

void verdict_title(const struct bs_app *app, char *out, size_t max)
{
    const struct bs_row *row = list_current(app);
    if (label_is_blind(app))
        snprintf(out, max, "Verdict: hidden");
    else if (row)
        snprintf(out, max, "Verdict: %s by %s", word_of(row, row->verdict),
                 row->by_analyst ? "analyst" : "rule");
    else
        snprintf(out, max, "Verdict");
}

/* What a digit will do, before it is pressed. */
static void reach(const struct bs_app *app, struct sheet *s, const struct bs_row *row)
{
    int64_t banner = verdict_reach(app, BS_SCOPE_BANNER);
    int64_t shape = verdict_reach(app, BS_SCOPE_SHAPE);
    char line[200];
    if (!row->response)
        snprintf(line, sizeof line, "no response: nothing to judge");
    else if (app->o.readonly)
        snprintf(line, sizeof line, "read-only database: no verdicts");
    else if (table_speaks(app) == BS_SPEAKS_LOOK)
        snprintf(line, sizeof line, "1/2/3: what this one is, looked at by itself; another answer than"
                                    " the group's reopens it");
    else if (table_speaks(app) == BS_SPEAKS_SHAPE)
        snprintf(line, sizeof line, "1/2/3 on this shape: %lld services;  z1 this one alone",
                 (long long)shape);
    else if (banner > 1)
        snprintf(line, sizeof line,
                 "1/2/3 on this banner: %s %lld services;  z1 this one;  g1 shape: %lld",
                 row_is_open(app, row) ? "closes" : "decides", (long long)banner,
                 (long long)shape);
    else
        snprintf(line, sizeof line,
                 "1/2/3: this service;  g1 the whole shape: %lld services",
                 (long long)shape);
    sheet_pair(s, 0, "", BS_ST_TEXT, bs_str_bytes(bs_str_z(line)), 3);
}

static void effective(struct sheet *s, const struct bs_row *row)
{
    char line[200];
    snprintf(line, sizeof line, "%s by %s%s%s%s%s%s, %s", word_of(row, row->verdict),
             row->by_analyst ? "analyst" : "rule",
             row->stale ? ", STALE: the banner changed since" : "",
             row->flags & BS_DEC_OPEN ? ", OPEN to anyone" : "",
             row->flags & BS_DEC_CHECKED ? ", turns unknown callers away" : "",
             row->flags & (BS_DEC_HONEYPOT | BS_DEC_ECHO) ? ", likely HONEYPOT" : "",
             row->flags & BS_DEC_TRUNCATED ? ", cut short" : "",
             bs_affiliation_name(row->affiliation));
    sheet_pair(s, NAME_WIDTH, "verdict",
               row->response ? style_of(row->verdict) : BS_ST_NO_RESPONSE,
               bs_str_bytes(bs_str_z(line)), 3);
}

/* Where more than the rules spoke: who said what, and which of it holds. */
static void steps(struct sheet *s, const struct bs_reply *r)
{
    char when[32], who[80];
    if (r->steps < 2)
        return;
    sheet_line(s, BS_ST_HEADER, "how it comes about: the narrower scope wins");
    for (size_t i = 0; i < r->steps; i++) {
        const struct bs_step *k = &r->step[i];
        bs_gate_z(bs_str_bytes(k->who), who, sizeof who);
        if (k->when == BS_TIME_NONE) {
            sheet_line(s, k->effective ? BS_ST_TEXT : BS_ST_DIM, "%s %-8.8s%-12s%s", k->effective ? "=>" : "  ",
                       k->source.p, bs_verdict_name(k->verdict), who);
            continue;
        }
        bs_time_format(k->when, when);
        sheet_line(s, k->effective ? BS_ST_TEXT : BS_ST_DIM, "%s %-8.8s%-12s%s%s, %.10s, %lld services",
                   k->effective ? "=>" : "  ", k->source.p, bs_verdict_name(k->verdict), k->stale ? "STALE, " : "", who,
                   when, (long long)k->services);
    }
}

static void evidence(struct sheet *s, const struct bs_evidence *ev)
{
    struct bs_buf line;
    bs_buf_init(&line, 2048);
    bs_buf_printf(&line, "%s%s ", ev->strength == BS_STRENGTH_STRONG ? "+ " : "  ",
                  bs_strength_name(ev->strength));
    bs_buf_put(&line, bs_str_z(bs_evidence_kind_name(ev->kind)));
    bs_buf_putc(&line, ' ');
    bs_buf_put(&line, ev->rule);
    bs_buf_put(&line, BS_STR(" in "));
    bs_buf_put(&line, ev->field);
    if (ev->length)
        bs_buf_printf(&line, " %u-%u", ev->offset, ev->offset + ev->length - 1);
    if (ev->note.n)
        bs_buf_put(&line, BS_STR(": "));
    bs_buf_put(&line, ev->note);
    sheet_pair(s, NAME_WIDTH, "",
               ev->strength == BS_STRENGTH_STRONG ? BS_ST_TEXT : BS_ST_DIM,
               (bs_bytes){line.p, line.len}, 3);
    bs_buf_fini(&line);
}

static void history(struct sheet *s, const struct bs_event *ev)
{
    struct bs_buf line;
    char when[32] = "";
    bs_buf_init(&line, 2048);
    if (ev->when != BS_TIME_NONE)
        bs_time_format(ev->when, when);
    bs_buf_printf(&line, "%s ", when);
    bs_buf_put(&line, ev->analyst);
    bs_buf_putc(&line, ' ');
    if (!bs_str_eq(ev->kind, BS_STR("verdict"))) {
        bs_buf_put(&line, ev->kind);
        bs_buf_putc(&line, ' ');
    }
    bs_buf_printf(&line, "%s -> %s, %s, %lld services", verdict_word(ev->before),
                  verdict_word(ev->verdict), bs_scope_name(ev->scope),
                  (long long)ev->services);
    if (ev->note.n)
        bs_buf_put(&line, BS_STR(": "));
    bs_buf_put(&line, ev->note);
    sheet_pair(s, NAME_WIDTH, "", BS_ST_TEXT, (bs_bytes){line.p, line.len}, 2);
    bs_buf_fini(&line);
}

void verdict_sheet(const struct bs_app *app, struct sheet *s)
{
    if (label_is_blind(app)) {
        sheet_pair(s, 0, "", BS_ST_TEXT,
                   BS_BYTES("a blind second labelling: 1 medical, 2 non-medical, 3 unknown"), 2);
        sheet_pair(s, 0, "", BS_ST_DIM,
                   BS_BYTES("What was said before, the rules' verdict and the reasons are hidden, so that the two"
                            " labellings can be compared.  q ends it; :blind goes on."), 6);
        return;
    }
    const struct bs_row *row = list_current(app);
    const struct bs_detail *d = app_detail(app);
    if (!row) {
        sheet_pair(s, 0, "", BS_ST_DIM,
                   list_current_id(app) ? BS_BYTES("...")
                                        : BS_BYTES("The verdict on a row, its reasons and its history "
                                                   "come here; 1 2 3 decide."),
                   3);
        return;
    }
    effective(s, row);
    reach(app, s, row);
    if (row->label.n)
        sheet_pair(s, NAME_WIDTH, "label", BS_ST_ANALYST, bs_str_bytes(row->label), 2);
    if (!d)
        return;
    if (d->note.n)
        sheet_pair(s, NAME_WIDTH, "note", BS_ST_ANALYST, bs_str_bytes(d->note), 8);
    if (row->by_analyst)
        sheet_pair(s, NAME_WIDTH, "rule said", style_of(row->rule_verdict),
                   bs_str_bytes(bs_str_z(word_of(row, row->rule_verdict))), 1);
    if (d->summary.n)
        sheet_pair(s, NAME_WIDTH, "summary", BS_ST_TEXT, bs_str_bytes(d->summary), 3);
    steps(s, app->detail);
    sheet_line(s, BS_ST_HEADER, "reasons, heaviest first");
    for (size_t i = 0; i < d->evidences; i++)
        evidence(s, &d->evidence[i]);
    if (d->evidences == 0)
        sheet_line(s, BS_ST_DIM, "  none: no rule or decoder knows these bytes");
    sheet_line(s, BS_ST_HEADER, "history (u undo, ^R redo)");
    for (size_t i = 0; i < d->events; i++)
        history(s, &d->event[i]);
    if (d->events == 0)
        sheet_line(s, BS_ST_DIM, "  no analyst has decided yet");
}

void verdict_draw(const struct bs_app *app, struct bs_grid *g, struct bs_rect r,
                  bool focus)
{
    struct sheet s = {.g = g, .r = r, .skip = app->verdict_top, .ascii = app->ascii};
    if (focus) {
        g->cursor_row = r.row;
        g->cursor_col = r.col;
        g->cursor_visible = true;
    }
    verdict_sheet(app, &s);
}

void verdict_move(struct bs_app *app, enum move_unit unit, int dir)
{
    int rows = app_pane_rows(app, BS_PANE_VERDICT);
    struct sheet s = {
        .r = {0, 0, rows, app_pane_cols(app, BS_PANE_VERDICT)},
          .ascii = app->ascii
    };
    verdict_sheet(app, &s);
    int last = s.line > rows ? s.line - rows : 0;
    int by = unit == MOVE_LINE   ? 1
             : unit == MOVE_HALF ? rows / 2 + 1
             : unit == MOVE_PAGE ? rows
                                 : last;
    int top = app->verdict_top + by * dir;
    app->verdict_top = top < 0 ? 0 : top > last ? last : top;
}
