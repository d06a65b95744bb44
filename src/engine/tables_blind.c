/* A blind sample as a table: what is to be judged again, and what was said; never the first verdicts. */
#include "table_rows.h"

#include <math.h>

static const struct bs_table_column columns[] = {
    {"number", "no.", BS_CELL_NUMBER, 5},  {"second", "you say", BS_CELL_TEXT, 11},
    {"port", "port", BS_CELL_NUMBER, 5},   {"transport", "", BS_CELL_TEXT, 4},
    {"banner", "banner", BS_CELL_TEXT, 0},
};

static bs_str agreement(const struct bs_blind *b, struct bs_arena *a)
{
    const struct bs_agreement *g = &b->agreement;
    if (b->done < b->n)
        return bs_arena_printf(a, "blind: %zu of %zu judged; the first verdicts are hidden until all are",
                               b->done, b->n);
    if (isnan(g->kappa))
        return bs_arena_printf(a, "all %zu judged: %lld alike; Cohen's kappa is not defined", b->n, (long long)g->same);
    return bs_arena_printf(a, "all %zu judged: %lld alike, Cohen's kappa %.2f; :agreement has the classes", b->n,
                           (long long)g->same, g->kappa);
}

bs_err table_blind(struct bs_store *s, const struct bs_table_reader *reader, struct bs_arena *a,
                   struct bs_table *out, struct bs_error *e)
{
    struct table_maker m;
    struct bs_blind b;
    struct bs_row row;
    table_begin(&m, out, a, "blind", columns, BS_COUNT(columns),
                "No blind sample of yours: \":blind 20\" draws twenty decided services.");
    bs_err err = bs_store_blind(s, reader->analyst, a, &b, e);
    for (size_t i = 0; err == BS_OK && b.event && i < b.n; i++) {
        struct bs_table_row *line = table_row(&m);
        if (!line)
            break;
        if ((err = bs_store_rows(s, &b.service[i], 1, a, &row, e)) != BS_OK)
            break;
        table_number(line, 0, (int64_t)i + 1);
        table_text(&m, line, 1, b.second[i] ? bs_str_z(bs_verdict_name(b.second[i])) : BS_STR("-"));
        table_number(line, 2, row.target.port);
        table_text(&m, line, 3, row.target.transport == BS_UDP ? BS_STR("udp") : BS_STR("tcp"));
        table_text(&m, line, 4, bs_bytes_str(row.preview));
        line->service = b.service[i];
    }
    out->speaks_for = BS_SPEAKS_BLIND;
    if (err == BS_OK && b.event)
        out->about = agreement(&b, a);
    return err;
}
