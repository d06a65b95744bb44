/* Two banners side by side: the marked one, or one that was seen here before, and the
 * present. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

static void side_free(struct side *s)
{
    free(s->p);
    *s = (struct side){0};
}

static bool side_set(struct side *s, bs_bytes b, const char *name)
{
    if (b.n > COMPARE_BYTES_MAX)
        return false;
    struct side made = {.p = bs_alloc(b.n + 1), .n = b.n};
    if (b.n)
        memcpy(made.p, b.p, b.n);
    snprintf(made.name, sizeof made.name, "%s", name);
    free(s->p);
    *s = made;
    return true;
}

void compare_free(struct bs_app *app)
{
    side_free(&app->banner.compare.mark);
    side_free(&app->banner.compare.other);
}

void compare_name(const struct bs_app *app, char *out, size_t max)
{
    struct bs_buf text;
    bs_buf_init(&text, 1024);
    bs_target_format(&app->detail->detail->row.target, &text);
    bs_gate_z((bs_bytes){text.p, text.len}, out, max);
    bs_buf_fini(&text);
}

void compare_mark(struct bs_app *app)
{
    char name[100];
    bs_bytes b = banner_bytes(app);
    if (b.n == 0) {
        app_message(app, BS_ST_STATUS,
                    app_detail(app) ? "there are no bytes here to mark"
                                    : "this banner is still loading");
        return;
    }
    compare_name(app, name, sizeof name);
    if (side_set(&app->banner.compare.mark, b, name))
        app_message(app, BS_ST_STATUS, "%s marked: d compares another banner with it",
                    name);
    else
        app_message(app, BS_ST_ERROR, "too large to be compared: %zu bytes", b.n);
}

/* -- with what ---------------------------------------------------------------- */

/* The candidates in turn: what is marked, then the other banners seen here, newest first.
 */
static size_t earlier_banners(const struct bs_detail *d, const struct bs_sighting **out,
                              size_t max)
{
    size_t n = 0;
    bs_id last = d->row.banner;
    for (size_t i = 0; i < d->earliers && n < max; i++) {
        bs_id id = d->earlier[i].banner;
        if (id && id != last && id != d->row.banner)
            out[n++] = &d->earlier[i];
        last = id ? id : last;
    }
    return n;
}

static void begin(struct bs_app *app)
{
    struct compare *c = &app->banner.compare;
    c->on = true;
    c->done = false;
    c->at = c->top = 0;
    if (app->banner.view != VIEW_TEXT && app->banner.view != VIEW_HEX) {
        bs_bytes b = banner_bytes(app);
        bool text = true;
        for (size_t i = 0; i < b.n && i < 4096; i++)
            text &= b.p[i] >= 0x20 || b.p[i] == '\n' || b.p[i] == '\r' || b.p[i] == '\t';
        c->text = text;
    } else {
        c->text = app->banner.view == VIEW_TEXT;
    }
    compare_settle(app);
    if (c->done && c->diff.differences == 0)
        app_message(app, BS_ST_OK, "no difference");
    else if (c->done)
        compare_step(app, 0);
}

static void ask_earlier(struct bs_app *app, const struct bs_sighting *s)
{
    struct bs_job *j = bs_job_new(BS_JOB_BANNER);
    char name[80], time[32];
    struct compare *c = &app->banner.compare;
    j->banner = s->banner;
    bs_time_format(s->seen, time);
    compare_name(app, name, sizeof name);
    snprintf(c->asked, sizeof c->asked, "%s of %s", name, time);
    c->serial = outbox_post(app, j);
}

void compare_open(struct bs_app *app)
{
    struct compare *c = &app->banner.compare;
    const struct bs_sighting *earlier[50];
    const struct bs_detail *d = app_detail(app);
    c->wanted = !d && list_current_id(app);
    if (c->wanted)
        return;
    if (!d || banner_bytes(app).n == 0) {
        app_message(app, BS_ST_STATUS, "there are no bytes here to compare");
        return;
    }
    size_t n = earlier_banners(d, earlier, BS_COUNT(earlier));
    char here[100];
    compare_name(app, here, sizeof here);
    size_t marked = c->mark.name[0] && strcmp(c->mark.name, here) != 0;
    if (n + marked == 0) {
        app_message(app, BS_ST_STATUS,
                    "no other banner was seen here before; D marks this one to "
                    "compare another with it");
        return;
    }
    c->choice = c->on ? (c->choice + 1) % (n + marked) : 0;
    if (c->on && n + marked == 1)
        app_message(app, BS_ST_STATUS, "there is nothing else to compare with");
    else if (c->choice >= marked)
        ask_earlier(app, earlier[c->choice - marked]);
    else if (side_set(&c->other, (bs_bytes){c->mark.p, c->mark.n}, c->mark.name))
        begin(app);
}

void compare_arrived(struct bs_app *app, const struct bs_reply *r)
{
    struct compare *c = &app->banner.compare;
    if (r->serial != c->serial)
        return;
    c->serial = 0;
    if (r->state == BS_REPLY_FAILED)
        app_message(app, BS_ST_ERROR, "%s", r->error.text);
    else if (!side_set(&c->other, r->wire, c->asked))
        app_message(app, BS_ST_ERROR, "too large to be compared: %zu bytes", r->wire.n);
    else if (app_detail(app))
        begin(app);
}

void compare_close(struct bs_app *app)
{
    struct compare *c = &app->banner.compare;
    c->on = c->done = false;
    c->serial = 0;
    side_free(&c->other);
    bs_arena_reset(&c->arena);
}

/* Another banner came: what is marked stays on the other side, an earlier banner of the
 * service before does not. */
void compare_again(struct bs_app *app)
{
    struct compare *c = &app->banner.compare;
    c->serial = 0;
    if (c->wanted)
        compare_open(app);
    if (!c->on)
        return;
    if (c->mark.name[0] && strcmp(c->other.name, c->mark.name) == 0 &&
        banner_bytes(app).n)
        begin(app);
    else
        compare_close(app);
}

/* -- lines -------------------------------------------------------------------- */

int compare_columns(int cols, bool text)
{
    enum { BEFORE_HEX = 2 + 9 + 2 };
    if (text)
        return cols - 2 < BS_DIFF_COLS_MAX ? cols - 2 : BS_DIFF_COLS_MAX;
    for (int per = 32; per > 4; per /= 2)
        if (BEFORE_HEX + 4 * per <= cols)
            return per;
    return 4;
}

/* A row that differs has a line for each side that has bytes in it. */
static void make_lines(struct bs_app *app, bs_bytes a, bs_bytes b)
{
    struct compare *c = &app->banner.compare;
    c->lines = 0;
    c->line = bs_arena_alloc(&c->arena, (2 * c->rows.n + 1) * sizeof *c->line);
    for (size_t i = 0; c->line && i < c->rows.n; i++) {
        struct bs_diff_cell cell[BS_DIFF_COLS_MAX];
        const struct bs_diff_row *row = &c->rows.row[i];
        if (!row->differs) {
            c->line[c->lines++] = (uint32_t)i * 2;
            continue;
        }
        size_t n = bs_diff_cells(&c->diff, a, b, row, cell);
        for (int side = 0; side < 2; side++)
            if (bs_diff_side(cell, n, side))
                c->line[c->lines++] = (uint32_t)i * 2 + (uint32_t)side;
    }
}

void compare_settle(struct bs_app *app)
{
    struct compare *c = &app->banner.compare;
    int cols = app_pane_cols(app, BS_PANE_BANNER),
        rows = app_pane_rows(app, BS_PANE_BANNER) - 2;
    if (!c->on || !app_detail(app))
        return;
    bs_bytes a = {c->other.p, c->other.n}, b = banner_bytes(app);
    if (!c->done || c->cut_cols != cols || c->cut_text != c->text) {
        bs_arena_reset(&c->arena);
        c->cut_cols = cols;
        c->cut_text = c->text;
        c->done = bs_diff_bytes(a, b, &c->arena, &c->diff) == BS_OK;
        if (!c->done) {
            app_message(app, BS_ST_ERROR, "too much to compare");
            compare_close(app);
            return;
        }
        bs_diff_cut(&c->diff, a, b, (size_t)compare_columns(cols, c->text), c->text,
                    &c->arena, &c->rows);
        make_lines(app, a, b);
    }
    size_t shown = rows > 1 ? (size_t)rows : 1;
    c->at = step_clamped(c->at, 0, c->lines);
    if (c->at < c->top)
        c->top = c->at;
    if (c->at - c->top >= shown)
        c->top = c->at - shown + 1;
}

void compare_move(struct bs_app *app, int64_t by)
{
    struct compare *c = &app->banner.compare;
    c->at = step_clamped(c->at, by, c->lines);
}

static bool differs(const struct compare *c, size_t line)
{
    return c->rows.row[c->line[line] / 2].differs;
}

/* Where a stretch of lines that differ begins. */
static bool begins(const struct compare *c, size_t line)
{
    return differs(c, line) && (line == 0 || !differs(c, line - 1));
}

void compare_step(struct bs_app *app, int dir)
{
    struct compare *c = &app->banner.compare;
    size_t total = 0, first = SIZE_MAX, last = 0, before = SIZE_MAX, behind = SIZE_MAX;
    if (!c->on || !c->done) {
        app_message(app, BS_ST_STATUS, "d compares this banner first");
        return;
    }
    for (size_t i = 0; i < c->lines; i++) {
        if (!begins(c, i))
            continue;
        total++;
        first = first == SIZE_MAX ? i : first;
        last = i;
        if (i < c->at)
            before = i;
        if (i > c->at && behind == SIZE_MAX)
            behind = i;
    }
    if (total == 0) {
        app_message(app, BS_ST_STATUS, "no difference");
        return;
    }
    bool wrapped = (dir > 0 && behind == SIZE_MAX) || (dir < 0 && before == SIZE_MAX);
    c->at = dir == 0  ? first
            : dir > 0 ? (wrapped ? first : behind)
                      : (wrapped ? last : before);
    size_t number = 0;
    for (size_t i = 0; i <= c->at; i++)
        number += begins(c, i);
    app_message(app, BS_ST_STATUS, "difference %zu of %zu%s%s", number, total,
                c->diff.coarse ? " (too different to align closely)" : "",
                wrapped ? "; wrapped around" : "");
}
