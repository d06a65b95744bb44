/* The screen fed with anything: keys, sizes, replies whose texts and numbers come from
 * the input. Whatever happens, no cell may hold what a terminal could obey. */
#include <stdlib.h>

#include "bannerscope/ui.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    bs_bytes left;
};

static uint32_t take(struct input *in, size_t n)
{
    uint32_t v = 0;
    for (size_t i = 0; i < n && in->left.n; i++) {
        v = v << 8 | in->left.p[0];
        in->left = bs_bytes_sub(in->left, 1, in->left.n);
    }
    return v;
}

static bs_str text(struct input *in)
{
    bs_bytes b = bs_bytes_sub(in->left, 0, take(in, 1) % 48);
    in->left = bs_bytes_sub(in->left, b.n, in->left.n);
    return bs_bytes_str(b);
}

static void row(struct input *in, int64_t id, struct bs_row *r)
{
    *r = (struct bs_row){
        .id = id, .count = take(in, 1), .open = id % 2, .response = id % 5 != 0};
    r->org = text(in);
    r->service = text(in);
    r->product = text(in);
    r->label = text(in);
    r->target.vhost = text(in);
    r->verdict = r->response ? (enum bs_verdict)(take(in, 1) % 4) : BS_VERDICT_NONE;
    r->preview = bs_str_bytes(text(in));
    r->seen = BS_TIME_NONE;
    r->banner = (bs_id)(take(in, 1));
}

static void detail(struct input *in, struct bs_reply *r)
{
    struct bs_detail *d = bs_arena_alloc(&r->arena, sizeof *d);
    struct bs_field *f = bs_arena_alloc(&r->arena, 4 * sizeof *f);
    struct bs_evidence *ev = bs_arena_alloc(&r->arena, 2 * sizeof *ev);
    r->reading = bs_arena_alloc(&r->arena, sizeof *r->reading);
    row(in, r->service, &d->row);
    d->owner.org = text(in);
    d->traits.http_title = text(in);
    d->note = text(in);
    d->json = text(in);
    for (int i = 0; i < 4; i++) /* ranges as wild as they come */
        f[i] = (struct bs_field){"field",
                                 text(in),
                                 text(in),
                                 NULL,
                                 take(in, 4),
                                 take(in, 4),
                                 (uint8_t)take(in, 1)};
    for (int i = 0; i < 2; i++)
        ev[i] = (struct bs_evidence){(enum bs_evidence_kind)(i),
                                     BS_STRENGTH_STRONG,
                                     text(in),
                                     BS_STR("bytes"),
                                     take(in, 4),
                                     take(in, 4),
                                     text(in)};
    d->evidence = ev;
    d->evidences = 2;
    for (int i = 0; i < 3; i++)
        d->scope_count[i] = take(in, 1);
    r->reading->summary = text(in);
    r->reading->field = f;
    r->reading->fields = 4;
    r->readings = 1;
    r->wire = bs_str_bytes(text(in));
    r->detail = d;
}

static struct bs_reply *answer(struct input *in, const struct bs_job *j)
{
    struct bs_reply *r = bs_reply_new(j);
    r->state = (enum bs_reply_state)(take(in, 1) % 16 == 1   ? BS_REPLY_FAILED
                                     : take(in, 1) % 16 == 1 ? BS_REPLY_PART
                                                             : BS_REPLY_DONE);
    r->text = text(in);
    if (j->kind == BS_JOB_SELECT) {
        r->n = take(in, 1);
        r->ids = bs_alloc((r->n + 1) * sizeof *r->ids);
        for (size_t i = 0; i < r->n; i++)
            r->ids[i] = (int64_t)i + 1;
    } else if (j->kind == BS_JOB_ROWS) {
        r->n = j->n;
        r->row = bs_arena_alloc(&r->arena, (j->n + 1) * sizeof *r->row);
        for (size_t i = 0; i < j->n; i++)
            row(in, j->ids[i], &r->row[i]);
    } else if (j->kind == BS_JOB_DETAIL) {
        detail(in, r);
    } else if (j->kind == BS_JOB_TOTALS) {
        r->totals = bs_arena_alloc(&r->arena, sizeof *r->totals);
    } else if (j->kind == BS_JOB_DECIDE || j->kind == BS_JOB_UNDO) {
        r->event = bs_arena_alloc(&r->arena, sizeof *r->event);
        r->event->target = text(in);
        r->event->services = take(in, 1);
    }
    return r;
}

static void check(const struct bs_grid *g)
{
    for (int i = 0; i < g->rows * g->cols; i++) {
        uint32_t cp = g->cell[i].cp;
        bool border = cp >= 0x2500 && cp < 0x2580;
        if ((cp > 0 && cp < 0x20) || cp == 0x7f ||
            (cp >= 0x80 && !border && bs_gate_width(cp) == 0))
            abort();
    }
    if (g->cursor_row < 0 || g->cursor_row >= g->rows || g->cursor_col < 0 ||
        g->cursor_col >= g->cols)
        abort();
}

static void event(struct input *in, struct bs_app *app, struct bs_grid *g)
{
    uint32_t what = take(in, 1);
    struct bs_ui_event ev = {.kind = BS_EVENT_KEY};
    if (what == 255) {
        ev.kind = BS_EVENT_RESIZE;
        ev.rows = (int)take(in, 1);
        ev.cols = (int)take(in, 1);
        bs_grid_resize(g, ev.rows, ev.cols);
    } else if (what >= 224) {
        ev.key.code = BS_KEY_NONE + what - 224;
        ev.key.button = (int)(take(in, 1) % 6);
        ev.key.row = (int)take(in, 1);
        ev.key.col = (int)take(in, 1);
    } else if (what >= 0x80) {
        ev.key.code = 'a' + what % 26;
        ev.key.mods = BS_MOD_CTRL;
    } else {
        ev.key.code = what;
    }
    bs_app_apply(app, &ev);
}

static void replies(struct input *in, struct bs_app *app)
{
    struct bs_job *j;
    for (int i = 0; i < 16 && (j = bs_app_next_job(app)) != NULL; i++) {
        struct bs_ui_event ev = {.kind = BS_EVENT_REPLY, .reply = answer(in, j)};
        bs_job_free(j);
        bs_app_apply(app, &ev);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {
        {data, size}
    };
    struct bs_grid g = {0};
    uint32_t how = take(&in, 1);
    char *session = bs_strdup(how & 4 ? text(&in) : BS_STR(""));
    const struct bs_app_options o = {.db_name = "fuzz",
                                     .utf8 = true,
                                     .ascii = how & 1,
                                     .have_key = how & 2,
                                     .session = session};
    struct bs_app *app = bs_app_new(&o);
    bs_grid_resize(&g, 24, 80);
    while (in.left.n) {
        event(&in, app, &g);
        replies(&in, app);
        bs_app_draw(app, &g);
        check(&g);
    }
    bs_app_free(app);
    bs_grid_fini(&g);
    free(session);
    return 0;
}
