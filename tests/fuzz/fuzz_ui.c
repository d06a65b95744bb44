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

/* A list: two columns of a stranger's text, a number, a bar and a time; wild numbers of rows and kinds. */
static void table(struct input *in, struct bs_reply *r)
{
    static const struct bs_table_column columns[] = {
        {"name", "Name", BS_CELL_NAME, 20}, {"n", "Count", BS_CELL_NUMBER, 7}, {"bar", "", BS_CELL_BAR, 9},
        {"when", "When", BS_CELL_TIME, 10}, {"text", "Text", BS_CELL_TEXT, 0},
    };
    struct bs_table *t = bs_arena_alloc(&r->arena, sizeof *t);
    t->name = "facets";
    t->about = text(in);
    t->empty = "nothing";
    t->column = columns;
    t->columns = BS_COUNT(columns);
    t->rows = take(in, 1) % 80;
    t->row = bs_arena_alloc(&r->arena, (t->rows + 1) * sizeof *t->row);
    t->more = t->rows % 2;
    t->sparks = t->rows % 3;
    t->speaks_for = (enum bs_speaks)(take(in, 1) % (BS_SPEAKS_BLIND + 1));
    for (size_t i = 0; i < t->sparks; i++) {
        t->spark[i] = (struct bs_spark){.name = "a year", .points = take(in, 1) % (BS_SPARK_MAX + 1)};
        for (size_t k = 0; k < t->spark[i].points; k++)
            t->spark[i].n[k] = (int64_t)take(in, 1) - 3;
    }
    for (size_t i = 0; i < t->rows; i++) {
        struct bs_table_row *row = &t->row[i];
        row->cell = bs_arena_alloc(&r->arena, t->columns * sizeof *row->cell);
        for (size_t k = 0; k < t->columns; k++) {
            row->cell[k].n = (int64_t)take(in, 2) - 9;
            row->cell[k].text = k % 4 == 0 ? text(in) : BS_STR("");
        }
        row->filter = text(in);
        row->service = (int64_t)take(in, 1);
    }
    r->table = t;
}

static void shape_template(struct input *in, struct bs_reply *r)
{
    struct bs_template *t = bs_arena_alloc(&r->arena, sizeof *t);
    t->banners = take(in, 1);
    t->services = (int64_t)take(in, 2);
    t->parts = take(in, 1) % 8;
    t->part = bs_arena_alloc(&r->arena, (t->parts + 1) * sizeof *t->part);
    for (size_t i = 0; i < t->parts; i++) {
        struct bs_template_part *p = &t->part[i];
        *p = (struct bs_template_part){.offset = take(in, 2), .length = take(in, 1), .mark = '#', .tops = i % 5};
        for (size_t k = 0; k < p->tops; k++)
            p->top[k].value = bs_str_bytes(text(in));
    }
    r->template = t;
}

static void names(struct input *in, struct bs_reply *r)
{
    r->names = take(in, 1) % 20;
    r->name = bs_arena_alloc(&r->arena, (r->names + 1) * sizeof *r->name);
    r->counts = r->names;
    r->count = bs_arena_alloc(&r->arena, (r->counts + 1) * sizeof *r->count);
    for (size_t i = 0; i < r->names; i++) {
        r->name[i] = text(in);
        r->count[i] = (struct bs_counted){r->name[i], (int64_t)take(in, 4), -1, BS_TIME_NONE};
    }
}

static void figures(struct input *in, struct bs_reply *r)
{
    r->total = (int64_t)take(in, 4);
    r->credits = (int64_t)take(in, 2) - 1;
    r->price = (int64_t)take(in, 2);
    r->stored = (int64_t)take(in, 1) - 1;
    r->orgs = (int64_t)take(in, 1) - 1;
    r->reach = (struct bs_reach){1, (int64_t)take(in, 4), (int64_t)take(in, 1), 0};
    r->rule = text(in);
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
    } else if (j->kind == BS_JOB_TABLE || j->kind == BS_JOB_FACETS || j->kind == BS_JOB_RULE_TRY) {
        table(in, r);
    } else if (j->kind == BS_JOB_TEMPLATE) {
        shape_template(in, r);
    } else if (j->kind == BS_JOB_BANNER) {
        r->wire = bs_str_bytes(text(in));
    } else if (j->kind == BS_JOB_VALUES || j->kind == BS_JOB_COUNTED) {
        names(in, r);
    } else {
        figures(in, r);
    }
    return r;
}

static void check(const struct bs_grid *g)
{
    for (int i = 0; i < g->rows * g->cols; i++) {
        uint32_t cp = g->cell[i].cp;
        bool ours = cp >= 0x2500 && cp < 0x25a0; /* borders, bars and sparklines */
        if ((cp > 0 && cp < 0x20) || cp == 0x7f ||
            (cp >= 0x80 && !ours && bs_gate_width(cp) == 0))
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
        ev.key.motion = (enum bs_mouse_motion)(ev.key.row % 3);
    } else if (what == 223) { /* pasted */
        ev.key.code = take(in, 3) % 0x110000;
        ev.key.mods = BS_MOD_PASTE;
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
