/* The jobs of making rules: what one would hit, and putting it in force. */
#include "engine_priv.h"

#include "table_rows.h"

static bs_err rules_place(struct worker *w, struct bs_rules_place *at, struct bs_error *e)
{
    *at = (struct bs_rules_place){w->engine->data_dir, w->engine->rules_dir};
    return at->data_dir && at->dir ? BS_OK : bs_error_set(e, BS_E_FAILED, "there is no folder for rules of yours");
}

bs_err job_rule_try(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct bs_rules_place at;
    r->table = bs_arena_alloc(&r->arena, sizeof *r->table);
    if (!r->table)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the list");
    bs_err err = rules_place(w, &at, e);
    return err == BS_OK ? table_rule_hits(w->store, &at, bs_str_z(j->text), &r->arena, r->table, e) : err;
}

bs_err job_rule_set(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct progress p = {.w = w, .job = j};
    struct bs_rules_place at;
    struct bs_rule_changed done;
    const struct bs_rule_change c = {.add = bs_str_z(j->text), .remove = bs_str_z(j->label)};
    bs_err err = rules_place(w, &at, e);
    if (err != BS_OK)
        return err;
    err = bs_rule_change(w->store, &at, &c, bs_str_z(w->engine->analyst), progress_report, &p, &r->arena, &done, e);
    if (done.rules)
        rules_box_replace(w->engine->rules, done.rules);
    if (err != BS_OK)
        return err;
    bs_str id = bs_rule_line_id(done.line);
    r->rule = done.line;
    r->done = c.add.n > 0;
    r->text = bs_arena_printf(&r->arena, "%s %.*s: %lld services have another verdict or name now",
                              c.add.n ? "added" : "removed", (int)id.n, id.p, (long long)done.services);
    return BS_OK;
}
