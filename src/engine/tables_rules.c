/* Tables about the user's own rules: what one would hit, and those there are. */
#include "table_rows.h"

#include <math.h>
#include <stdlib.h>

/* -- what a rule would hit --------------------------------------------------------------- */

enum { HIT_SERVICES, HIT_NOW, HIT_BY, HIT_THEN, HIT_BANNER };
static const struct bs_table_column hit_columns[] = {
    [HIT_SERVICES] = {"services", "services", BS_CELL_NUMBER, 8},
    [HIT_NOW] = {"verdict", "now", BS_CELL_TEXT, 11},
    [HIT_BY] = {"by", "by", BS_CELL_TEXT, 7},
    [HIT_THEN] = {"then", "then", BS_CELL_TEXT, 11},
    [HIT_BANNER] = {"banner", "banner", BS_CELL_TEXT, 0},
};

static bool add_hit(void *ctx, const struct bs_rule_hit *h)
{
    struct table_maker *m = ctx;
    struct bs_table_row *row = table_row(m);
    char id[17];
    if (!row)
        return true; /* the list is full, the figures go on */
    bs_id_format(h->banner, id);
    table_number(row, HIT_SERVICES, h->services);
    table_text(m, row, HIT_NOW, bs_str_z(bs_verdict_name(h->effective)));
    table_text(m, row, HIT_BY, h->by_analyst ? BS_STR("analyst") : BS_STR("rules"));
    table_text(m, row, HIT_THEN, h->flips ? bs_str_z(bs_verdict_name(h->rules_then)) : BS_STR("same"));
    table_text(m, row, HIT_BANNER, bs_bytes_str(h->preview));
    row->filter = bs_arena_printf(m->a, "banner:%s", id);
    row->service = h->service;
    return true;
}

static bool row_flips(const struct bs_table_row *row)
{
    return !bs_str_eq(row->cell[HIT_THEN].text, BS_STR("same"));
}

/* What would change first, then by how many services; the rest as it came. */
static int by_weight(const void *x, const void *y)
{
    const struct bs_table_row *a = x, *b = y;
    if (row_flips(a) != row_flips(b))
        return row_flips(a) ? -1 : 1;
    const int64_t m = a->cell[HIT_SERVICES].n, n = b->cell[HIT_SERVICES].n;
    if (m != n)
        return m > n ? -1 : 1;
    return bs_bytes_cmp(bs_str_bytes(a->filter), bs_str_bytes(b->filter));
}

bs_err table_rule_hits(struct bs_store *s, const struct bs_rules_place *at, bs_str line, struct bs_arena *a,
                       struct bs_table *out, struct bs_error *e)
{
    struct table_maker m;
    struct bs_rule_changed done;
    const struct bs_rule_change c = {.add = line, .hit = add_hit, .ctx = &m};
    table_begin(&m, out, a, "rule", hit_columns, BS_COUNT(hit_columns),
                "It would hit nothing that is stored: select fewer bytes, or another kind.");
    bs_err err = bs_rule_try(s, at, &c, a, &done, e);
    if (err != BS_OK)
        return err;
    bs_rules_free(done.rules);
    const struct bs_rule_preview *p = &done.preview;
    out->about = bs_arena_printf(a, "hits %lld banners, %lld services; %lld services change their verdict, %lld stay as"
                                    " an analyst said", (long long)p->banners, (long long)p->services,
                                 (long long)p->flip_services, (long long)p->against);
    if (out->rows)
        qsort(out->row, out->rows, sizeof *out->row, by_weight);
    return BS_OK;
}

/* -- the rules there are ----------------------------------------------------------------- */

static const struct bs_table_column rule_columns[] = {
    {"hits", "hits", BS_CELL_NUMBER, 7},        {"confirmed", "right", BS_CELL_NUMBER, 6},
    {"refuted", "wrong", BS_CELL_NUMBER, 6},    {"precision", "right, 95 % of", BS_CELL_TEXT, 16},
    {"id", "rule", BS_CELL_TEXT, 14},           {"line", "as it stands in your services.patterns", BS_CELL_TEXT, 0},
};

static bool add_figures(void *ctx, const struct bs_rule_quality *q)
{
    struct table_maker *m = ctx;
    bs_str name = q->rule;
    if (!bs_str_has_prefix(name, BS_STR("services:")))
        return true;
    name = bs_bytes_str(bs_bytes_sub(bs_str_bytes(name), strlen("services:"), name.n));
    for (size_t i = 0; i < m->t->rows; i++) {
        struct bs_table_row *row = &m->t->row[i];
        if (!bs_str_eq(row->cell[4].text, name))
            continue;
        table_number(row, 0, q->hits);
        table_number(row, 1, q->confirmed);
        table_number(row, 2, q->refuted);
        if (!isnan(q->precision))
            table_text(m, row, 3, bs_arena_printf(m->a, "%.0f %% (%.0f-%.0f)", q->precision * 100, q->low * 100,
                                                  q->high * 100));
        row->service = q->refuted_service;
    }
    return true;
}

bs_err table_rules(struct bs_store *s, const struct bs_table_reader *reader, struct bs_arena *a,
                   struct bs_table *out, struct bs_error *e)
{
    struct table_maker m;
    struct bs_buf text;
    bs_str line;
    table_begin(&m, out, a, "rules", rule_columns, BS_COUNT(rule_columns),
                "You have made no rules yet: select bytes in a banner (V), then M.");
    out->about = BS_STR("your own rules; Enter shows what one hits, :unrule takes the one under the cursor away");
    bs_buf_init(&text, 8 << 20);
    bs_err err = reader->rules_dir ? bs_user_rules_read(reader->rules_dir, &text, e) : BS_OK;
    bs_str rest = bs_buf_str(&text);
    while (err == BS_OK && rest.n && bs_str_split(&rest, '\n', &line)) {
        struct bs_table_row *row = line.n && line.p[0] != '#' ? table_row(&m) : NULL;
        if (!row)
            continue;
        bs_str id = bs_rule_line_id(line);
        table_text(&m, row, 4, id);
        table_text(&m, row, 5, line);
        row->filter = table_term(&m, BS_STR(""), "evidence", bs_arena_printf(a, "services:%.*s", (int)id.n, id.p));
    }
    bs_buf_fini(&text);
    return err == BS_OK ? bs_store_rule_quality(s, add_figures, &m, e) : err;
}
