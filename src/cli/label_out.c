#include "label_out.h"

#include <math.h>

#include "print_table.h"

struct printing {
    struct cli *c;
    int format;
};

static bool put_row(void *ctx, const struct bs_table *t, const struct bs_table_row *row)
{
    const struct printing *p = ctx;
    if (row)
        print_row(p->c, t, row, p->format);
    else
        print_heading(p->c, t, p->format);
    return !out_stopped(&p->c->out);
}

bs_err groups_print(struct cli *c, int format, const struct bs_group_ask *ask, struct bs_error *e)
{
    return bs_groups_each(c->store, ask, put_row, &(struct printing){c, format}, e);
}

bool json_row(void *ctx, const struct bs_table *t, const struct bs_table_row *row)
{
    return put_row(&(struct printing){ctx, FORMAT_NDJSON}, t, row);
}

bs_str service_name(struct cli *c, int64_t service)
{
    return bs_service_name(c->store, service, &c->arena);
}

static const enum bs_verdict classes[] = {BS_MEDICAL, BS_NON_MEDICAL, BS_UNKNOWN};

void agreement_print(struct cli *c, bool json, const struct bs_agreement *g)
{
    if (json) {
        bs_agreement_row(g, json_row, c);
        return;
    }
    out_str(&c->out, BS_STR("agreement of "));
    out_data(&c->out, bs_str_bytes(g->first));
    out_str(&c->out, BS_STR(" and "));
    out_data(&c->out, bs_str_bytes(g->second));
    out_printf(&c->out, ": %lld of %lld the same", (long long)g->same, (long long)g->total);
    if (isfinite(g->kappa))
        out_printf(&c->out, ", Cohen's kappa %.2f", g->kappa);
    out_str(&c->out, BS_STR("\n"));
    for (size_t i = 0; i < BS_COUNT(classes); i++)
        if (isfinite(g->class_raw[classes[i]]))
            out_printf(&c->out, "  %-11s %3.0f %% of those either called so\n",
                       bs_verdict_name(classes[i]), 100 * g->class_raw[classes[i]]);
}

bs_err option_group_scope(struct cli *c, int opt, enum bs_scope otherwise, enum bs_scope *out,
                          struct bs_error *e)
{
    *out = otherwise;
    if (!c->opt[opt])
        return BS_OK;
    if (bs_scope_parse(bs_str_z(c->opt[opt]), out) && *out != BS_SCOPE_SERVICE)
        return BS_OK;
    return bs_error_set(e, BS_E_USAGE, "--scope is banner or shape here");
}

bs_err option_time(struct cli *c, int opt, bs_time *out, struct bs_error *e)
{
    *out = BS_TIME_NONE;
    if (!c->opt[opt])
        return BS_OK;
    bs_str day = bs_arena_printf(&c->arena, "%sT00:00:00", c->opt[opt]);
    if (bs_time_parse(bs_str_z(c->opt[opt]), out) || bs_time_parse(day, out))
        return BS_OK;
    return bs_error_set(e, BS_E_USAGE, "--%s: a day (2024-05-06) or a time (2024-05-06T07:08:09Z) is expected",
                        c->cmd->options[opt].name);
}
