/* Completion: in lines of the query language names of filters and their values as stored; labels that were used. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_MAX = 8, HITS_MAX = 128 };

/* The word the cursor is in, up to the cursor: "-org:\"Uni". */
struct word {
    bs_str all;   /* as typed */
    bs_str name;  /* in front of the colon, without the minus; all of it when there is none */
    bs_str value; /* behind the colon (and the last comma), without its quote */
    bool has_value, negated;
    size_t value_at; /* byte of `all` the value begins at, quote included */
};
struct hit {
    bs_str text;      /* what the word becomes */
    const char *help; /* ours, or NULL */
};
struct hits {
    struct hit hit[HITS_MAX];
    size_t n;
    struct bs_arena arena;
};

/* -- words ------------------------------------------------------------------------------- */

static size_t word_begin(const char *text, size_t at)
{
    size_t from = 0;
    bool quoted = false;
    for (size_t i = 0; i < at; i++) {
        if (text[i] == '"')
            quoted = !quoted;
        else if (text[i] == ' ' && !quoted)
            from = i + 1;
    }
    return from;
}

static void word_split(const struct bs_app *app, bs_str all, struct word *w)
{
    if (app->prompt == PROMPT_LABEL) { /* the line is one value, blanks and all */
        *w = (struct word){.all = all, .name = BS_STR("label"), .value = all, .has_value = true};
        return;
    }
    *w = (struct word){.all = all, .name = all};
    if (w->name.n && w->name.p[0] == '-') {
        w->negated = true;
        w->name.p++;
        w->name.n--;
    }
    const char *colon = w->name.n ? memchr(w->name.p, ':', w->name.n) : NULL;
    if (!colon)
        return;
    w->has_value = true;
    w->name.n = (size_t)(colon - w->name.p);
    w->value_at = (size_t)(colon - all.p) + 1;
    bool quoted = w->value_at < all.n && all.p[w->value_at] == '"';
    for (size_t i = w->value_at; i < all.n && !quoted; i++)
        if (all.p[i] == ',')
            w->value_at = i + 1;
    w->value = (bs_str){all.p + w->value_at + quoted, all.n - w->value_at - quoted};
}

/* -- hits -------------------------------------------------------------------------------- */

static void add(struct hits *h, bs_str text, const char *help)
{
    if (h->n < HITS_MAX)
        h->hit[h->n++] = (struct hit){text, help};
}

static bool begins(bs_str s, bs_str with)
{
    return s.n >= with.n && bs_str_eq_nocase((bs_str){s.p, with.n}, with);
}

static void name_hits(const struct bs_app *app, const struct word *w, struct hits *h)
{
    for (const struct bs_filter_def *f = bs_filter_defs; f->name; f++) {
        bool here = app->prompt == PROMPT_FILTER;
        if (!begins(bs_str_z(f->name), w->name) || (here ? f->what == BS_F_REMOTE : f->local_only))
            continue;
        add(h, bs_arena_printf(&h->arena, "%s%s:", w->negated ? "-" : "", f->name), f->help);
    }
    const struct bs_filter_names *more = app->prompt == PROMPT_FILTER ? NULL : app->o.names;
    for (size_t i = 0; more && i < more->n; i++)
        if (begins(more->name[i], w->name) && !bs_filter_find(more->name[i]))
            add(h, bs_arena_printf(&h->arena, "%s%.*s:", w->negated ? "-" : "", (int)more->name[i].n,
                                   more->name[i].p), "Shodan only");
}

/* A label may come from a stranger's product name: only what a person could have typed is offered. */
static bool can_be_typed(bs_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return s.n > 0 && bs_utf8_valid(bs_str_bytes(s));
}

static void value_hit(const struct bs_app *app, const struct word *w, bs_str value, struct hits *h)
{
    struct bs_buf b;
    if (app->prompt == PROMPT_LABEL) {
        if (can_be_typed(value))
            add(h, value, NULL);
        return;
    }
    bs_buf_init(&b, 4096);
    bs_buf_put(&b, (bs_str){w->all.p, w->value_at});
    bs_query_quote(value, &b);
    add(h, bs_arena_str(&h->arena, bs_buf_str(&b)), NULL);
    bs_buf_fini(&b);
}

static void value_hits(const struct bs_app *app, const struct word *w, struct hits *h)
{
    const struct bs_filter_def *f = bs_filter_find(w->name);
    const struct completion *c = &app->complete;
    for (size_t i = 0; f && f->values && f->values[i]; i++)
        if (begins(bs_str_z(f->values[i]), w->value))
            value_hit(app, w, bs_str_z(f->values[i]), h);
    for (size_t i = 0; c->values && !(f && f->values) && i < c->values->names; i++)
        if (begins(c->values->name[i], w->value))
            value_hit(app, w, c->values->name[i], h);
}

static void find_hits(const struct bs_app *app, bs_str typed, struct hits *h)
{
    struct word w;
    bs_arena_init(&h->arena, 1 << 20);
    h->n = 0;
    word_split(app, typed, &w);
    if (w.has_value)
        value_hits(app, &w, h);
    else
        name_hits(app, &w, h);
    if (h->n == 1 && bs_str_eq(h->hit[0].text, typed))
        h->n = 0; /* complete already */
}

/* What is completed: as typed before the first Tab. */
static bs_str typed(const struct bs_app *app, size_t *from)
{
    if (app->complete.at) {
        *from = app->complete.from;
        return bs_str_z(app->complete.stem);
    }
    *from = app->prompt == PROMPT_LABEL ? 0 : word_begin(app->line.text, app->line.at);
    return (bs_str){app->line.text + *from, app->line.at - *from};
}

/* -- the values, from the database ------------------------------------------------------------ */

void complete_reset(struct bs_app *app)
{
    app->complete.at = 0;
}

void complete_forget(struct bs_app *app)
{
    complete_reset(app);
    bs_reply_free(app->complete.values);
    app->complete.values = NULL;
    app->complete.asked[0] = '\0';
}

void complete_want(struct bs_app *app)
{
    struct completion *c = &app->complete;
    struct word w;
    size_t from;
    char want[sizeof c->asked];
    word_split(app, typed(app, &from), &w);
    const struct bs_filter_def *f = w.has_value ? bs_filter_find(w.name) : NULL;
    if (!f || f->values || w.name.n + w.value.n + 2 > sizeof want)
        return;
    snprintf(want, sizeof want, "%s:%.*s", f->name, (int)w.value.n, w.value.n ? w.value.p : "");
    if (strcmp(want, c->asked) == 0)
        return;
    memcpy(c->asked, want, sizeof want);
    struct bs_job *j = bs_job_new(BS_JOB_VALUES);
    j->text = bs_strdup(bs_str_z(want));
    outbox_drop(app, BS_JOB_VALUES, 0);
    c->serial = outbox_post(app, j);
}

void complete_arrived(struct bs_app *app, struct bs_reply *r)
{
    struct completion *c = &app->complete;
    if (r->serial != c->serial || r->state != BS_REPLY_DONE || app->prompt == PROMPT_NONE)
        return;
    c->serial = 0;
    bs_reply_free(c->values);
    c->values = r;
}

/* -- Tab --------------------------------------------------------------------------------- */

static void replace(struct lineedit *l, size_t from, bs_str with)
{
    char text[LINE_MAX_BYTES + 1];
    size_t rest = l->n - l->at;
    if (from + with.n + rest > LINE_MAX_BYTES)
        return;
    memcpy(text, l->text, from);
    memcpy(text + from, with.p, with.n);
    memcpy(text + from + with.n, l->text + l->at, rest);
    text[from + with.n + rest] = '\0';
    lineedit_set(l, text);
    l->at = size_min(from + with.n, l->n);
}

void complete_line(struct bs_app *app)
{
    struct completion *c = &app->complete;
    struct hits h;
    size_t from;
    bs_str stem = typed(app, &from);
    if (stem.n >= sizeof c->stem)
        return;
    find_hits(app, stem, &h);
    if (h.n) {
        if (!c->at) {
            memcpy(c->stem, stem.p, stem.n);
            c->stem[stem.n] = '\0';
            c->from = from;
        }
        bs_str with = h.hit[c->at % h.n].text;
        replace(&app->line, from, with);
        c->at = h.n == 1 ? 0 : c->at + 1;
        if (h.n == 1)
            complete_want(app); /* a name alone: its values come next */
    } else {
        complete_want(app);
    }
    bs_arena_fini(&h.arena);
}

void complete_draw(const struct bs_app *app, struct bs_grid *g, int below)
{
    struct hits h;
    size_t from, first = 0;
    if (!prompt_completes(app))
        return;
    bs_str stem = typed(app, &from);
    if (stem.n == 0 && !app->complete.at)
        return;
    find_hits(app, stem, &h);
    size_t chosen = app->complete.at && h.n ? (app->complete.at - 1) % h.n : SIZE_MAX;
    size_t shown = size_min(h.n, SHOWN_MAX);
    if (chosen != SIZE_MAX && chosen >= shown)
        first = chosen - shown + 1;
    int top = below - (int)shown - 1;
    if (shown && top >= 0) {
        bs_grid_line(g, top, 0, g->cols, false, BS_ST_BORDER_FOCUS);
        bs_grid_printf(g, top, 1, g->cols - 2, BS_ST_TITLE, " %zu%s, Tab completes ", h.n,
                       h.n == HITS_MAX ? "+" : "");
    }
    for (size_t i = 0; i < shown && top >= 0; i++) {
        const struct hit *hit = &h.hit[first + i];
        int row = top + 1 + (int)i;
        enum bs_style st = first + i == chosen ? BS_ST_CURSOR : BS_ST_TEXT;
        bs_grid_fill(g, (struct bs_rect){row, 0, 1, g->cols}, st);
        bs_grid_data(g, row, 1, hit->help ? 28 : g->cols - 2, st, bs_str_bytes(hit->text));
        if (hit->help)
            bs_grid_text(g, row, 30, g->cols - 30, st, hit->help);
    }
    bs_arena_fini(&h.arena);
}
