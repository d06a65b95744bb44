#include "report.h"

enum { ROWS_MAX = 4096 };

struct filling {
    struct report_table *t;
    struct bs_arena *a;
    size_t room;
};

static bool take_row(void *ctx, const struct bs_figure *f)
{
    struct filling *x = ctx;
    struct report_table *t = x->t;
    if (t->rows == x->room) {
        t->more = true;
        return false;
    }
    struct report_row *row = &t->row[t->rows++];
    for (int i = 0; i < t->section->keys; i++)
        row->key[i] = bs_arena_str(x->a, f->key[i]);
    memcpy(row->n, f->n, sizeof row->n);
    if (row->n[0] > t->most)
        t->most = row->n[0];
    return true;
}

static bs_err read_totals(struct bs_store *s, struct filling *x, struct bs_error *e)
{
    struct bs_totals t;
    bs_err err = bs_store_totals(s, &t, e);
    if (err != BS_OK)
        return err;
    const struct {
        const char *what;
        int64_t n;
    } line[] = {
        {"services", t.services}, {"hosts", t.hosts}, {"organisations", t.organisations},
        {"blank (no response)", t.services - t.responses}, {"answered", t.responses},
        {"distinct banners", t.banners}, {"medical", t.verdict[BS_MEDICAL]},
        {"non-medical", t.verdict[BS_NON_MEDICAL]}, {"unknown", t.verdict[BS_UNKNOWN]},
        {"set aside", t.aside}, {"decided by an analyst", t.decided},
        {"waiting for an analyst", t.open}, {"distinct banners among them", t.open_banners},
        {"changed since the verdict", t.stale}, {"events in the log", t.events},
    };
    for (size_t i = 0; i < BS_COUNT(line); i++) {
        const struct bs_figure f = {.key = {bs_str_z(line[i].what)}, .n = {line[i].n}};
        take_row(x, &f);
    }
    return BS_OK;
}

bs_err report_read(struct bs_store *s, const struct report_section *section, struct bs_arena *a,
                   struct report_table *t, struct bs_error *e)
{
    struct filling x = {t, a, section->limit ? (size_t)section->limit : ROWS_MAX};
    *t = (struct report_table){.section = section};
    t->row = bs_arena_alloc(a, x.room * sizeof *t->row);
    if (!t->row)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for section %s", section->name);
    if (!section->figure)
        return read_totals(s, &x, e);
    return bs_store_figures(s, section->figure, (int64_t)x.room + 1, take_row, &x, e);
}
