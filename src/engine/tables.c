/* THE list of tables: what `:NAME` on the screen and the commands of the same name show. */
#include "table_rows.h"

#include "bannerscope/gate.h"

const struct bs_table_def bs_tables[] = {
    {"facets", "[QUERY]", "top organisations, ports, AS numbers, products of what is stored",
     table_facets},
    {"history", "", "every question to Shodan: when, hits, cost, result", table_history},
    {"saved", "", "queries with a name", table_saved},
    {"unfinished", "", "collections that did not come to their end", table_unfinished},
    {"missing", "", "pages that could not be fetched", table_missing},
    {"changes", "QUERY", "what is new, gone and changed since the run before", table_changes},
    {"dictionary", "[QUERY]", "distinct banners, what one key would close first", table_dictionary},
    {"shapes", "[QUERY]", "banners that differ only in what varies", table_shapes},
    {"queue", "[QUERY]", "what waits for an analyst, by how much one key closes", table_queue},
    {"samples", "", "verdicts on many that wait for a second look", table_samples},
    {"conflicts", "", "verdicts that something speaks against", table_conflicts},
    {"log", "[ANALYST]", "every verdict and what was done about it", table_log},
    {"quality", "", "rules against analysts, worst first", table_quality},
    {"agreement", "", "how far analysts agree", table_agreement},
    {NULL, NULL, NULL, NULL},
};

bs_err bs_table_load(struct bs_store *s, bs_str text, struct bs_arena *a, struct bs_table *out,
                     struct bs_error *e)
{
    bs_str rest = bs_str_trim(text), name;
    char shown[64];
    if (!bs_str_split(&rest, ' ', &name))
        name = BS_STR("");
    for (const struct bs_table_def *d = bs_tables; d->name; d++)
        if (bs_str_eq(name, bs_str_z(d->name)))
            return d->load(s, rest.p ? bs_str_trim(rest) : BS_STR(""), a, out, e);
    return bs_error_set(e, BS_E_USAGE, "there is no list called %s",
                        bs_gate_z(bs_str_bytes(name), shown, sizeof shown));
}
