/* THE list of tables: what `:NAME` on the screen and the commands of the same name show. */
#include "table_rows.h"

#include "bannerscope/gate.h"

static const struct {
    const char *name;
    table_load_fn *load;
} tables[] = {
    {"facets", table_facets},
    {"history", table_history},
    {"saved", table_saved},
    {"unfinished", table_unfinished},
    {"missing", table_missing},
    {"changes", table_changes},
    {"dictionary", table_dictionary},
    {"shapes", table_shapes},
    {"queue", table_queue},
    {"samples", table_samples},
    {"conflicts", table_conflicts},
    {"log", table_log},
    {"quality", table_quality},
    {"agreement", table_agreement},
    {"report", table_report},
};

/* Lists of whoever asks. */
static const struct {
    const char *name;
    table_own_fn *load;
} own_tables[] = {
    {"rules", table_rules},
    {"blind", table_blind},
};

bs_err bs_table_load(struct bs_store *s, const struct bs_table_reader *reader, bs_str text, struct bs_arena *a,
                     struct bs_table *out, struct bs_error *e)
{
    bs_str rest = bs_str_trim(text), name;
    char shown[64];
    if (!bs_str_split(&rest, ' ', &name))
        name = BS_STR("");
    for (size_t i = 0; i < BS_COUNT(tables); i++)
        if (bs_str_eq(name, bs_str_z(tables[i].name)))
            return tables[i].load(s, rest.p ? bs_str_trim(rest) : BS_STR(""), a, out, e);
    for (size_t i = 0; reader && i < BS_COUNT(own_tables); i++)
        if (bs_str_eq(name, bs_str_z(own_tables[i].name)))
            return own_tables[i].load(s, reader, a, out, e);
    return bs_error_set(e, BS_E_USAGE, "there is no list called %s",
                        bs_gate_z(bs_str_bytes(name), shown, sizeof shown));
}
