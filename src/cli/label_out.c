#include "label_out.h"

#include <math.h>
#include <stdio.h>

#include "bannerscope/textfmt.h"

enum { LINE_MAX_BYTES = 1 << 20, PREVIEW_CELLS = 48 };

/* -- groups ------------------------------------------------------------------------------ */

static void group_head(struct cli *c, int format)
{
    if (format == FORMAT_CSV)
        out_str(&c->out, BS_STR("\"banner\",\"shape\",\"count\",\"verdict\",\"by\",\"service\",\"product\","
                                "\"label\",\"length\",\"preview\",\"open\",\"organisations\",\"banners\","
                                "\"disagree\",\"first\",\"last\",\"state\",\"mark\"\r\n"));
    if (format == FORMAT_TABLE)
        out_printf(&c->out, "%7s %6s %5s %5s  %-16s  %-11s  %-10s  %s\n", "COUNT", "OPEN", "ORGS", "OTHER",
                   "ID", "VERDICT", "SERVICE", "BANNER");
}

static void group_json(struct cli *c, const struct bs_group *g)
{
    struct json_line j;
    json_begin(&j);
    json_text(&j, "scope", bs_str_z(bs_scope_name(g->scope)));
    json_id(&j, "banner", g->banner);
    json_id(&j, "shape", g->shape);
    json_number(&j, "count", g->count);
    json_number(&j, "open", g->open);
    json_number(&j, "organisations", g->organisations);
    json_number(&j, "banners", g->banners);
    json_number(&j, "disagree", g->disagree);
    json_verdict(&j, "verdict", g->verdict);
    json_text(&j, "by", g->by);
    json_text(&j, "service", g->protocol);
    json_text(&j, "product", g->product);
    json_text(&j, "label", g->label);
    json_text(&j, "target", service_name(c, g->service));
    json_number(&j, "port", g->port);
    json_text(&j, "org", g->org);
    json_text(&j, "affiliation", bs_str_z(bs_affiliation_name(g->affiliation)));
    json_text(&j, "state", bs_str_z(bs_sample_state_names[g->state]));
    json_text(&j, "mark", g->mark);
    json_flag(&j, "response", g->length > 0);
    json_number(&j, "length", g->length);
    bs_jw_key(&j.w, "preview");
    bs_jw_string(&j.w, g->preview);
    json_when(&j, "first", g->first);
    json_when(&j, "last", g->last);
    json_end(c, &j);
}

static void group_csv(struct cli *c, const struct bs_group *g)
{
    struct bs_buf b;
    char id[17], when[32];
    bs_buf_init(&b, LINE_MAX_BYTES);
    bs_id_format(g->banner, id);
    bs_csv_cell(&b, bs_str_bytes(bs_str_z(id)), true);
    bs_id_format(g->shape, id);
    bs_csv_cell(&b, bs_str_bytes(bs_str_z(id)), false);
    bs_csv_int(&b, g->count, false);
    const bs_str texts[] = {bs_str_z(bs_verdict_name(g->verdict)), g->by, g->protocol, g->product, g->label};
    for (size_t i = 0; i < BS_COUNT(texts); i++)
        bs_csv_cell(&b, bs_str_bytes(texts[i]), false);
    bs_csv_int(&b, g->length, false);
    bs_csv_cell(&b, g->preview, false);
    const int64_t numbers[] = {g->open, g->organisations, g->banners, g->disagree};
    for (size_t i = 0; i < BS_COUNT(numbers); i++)
        bs_csv_int(&b, numbers[i], false);
    bs_time_format(g->first, when);
    bs_csv_cell(&b, bs_str_bytes(bs_str_z(when)), false);
    bs_time_format(g->last, when);
    bs_csv_cell(&b, bs_str_bytes(bs_str_z(when)), false);
    bs_csv_cell(&b, bs_str_bytes(bs_str_z(bs_sample_state_names[g->state])), false);
    bs_csv_cell(&b, bs_str_bytes(g->mark), false);
    bs_csv_end(&b);
    out_str(&c->out, bs_buf_str(&b));
    bs_buf_fini(&b);
}

static void group_row(struct cli *c, const struct bs_group *g)
{
    struct bs_buf b;
    char id[17];
    bs_buf_init(&b, 1 << 16);
    bs_id_format(g->id, id);
    bs_buf_printf(&b, "%7lld %6lld %5lld %5lld  %s  %-11s  ", (long long)g->count, (long long)g->open,
                  (long long)g->organisations, (long long)g->disagree, id, bs_verdict_name(g->verdict));
    bs_gate_fit(bs_str_bytes(g->protocol), c->out.gate, 10, true, &b);
    bs_buf_put(&b, BS_STR("  "));
    if (g->mark.n || g->state > BS_SAMPLE_FINAL)
        bs_buf_printf(&b, "[%s] ", g->mark.n ? g->mark.p : bs_sample_state_names[g->state]);
    bs_gate_fit(g->preview, c->out.gate, PREVIEW_CELLS, false, &b);
    bs_buf_putc(&b, '\n');
    out_str(&c->out, bs_buf_str(&b));
    bs_buf_fini(&b);
}

struct printing {
    struct cli *c;
    int format;
};

static bool put_group(void *ctx, const struct bs_group *g)
{
    const struct printing *p = ctx;
    if (p->format == FORMAT_NDJSON)
        group_json(p->c, g);
    else if (p->format == FORMAT_CSV)
        group_csv(p->c, g);
    else
        group_row(p->c, g);
    return !out_stopped(&p->c->out);
}

bs_err groups_print(struct cli *c, int format, const struct bs_group_ask *ask, struct bs_error *e)
{
    group_head(c, format);
    return bs_store_groups(c->store, ask, put_group, &(struct printing){c, format}, e);
}

/* -- others ------------------------------------------------------------------------------ */

bs_str service_name(struct cli *c, int64_t service)
{
    struct bs_row row = {0};
    struct bs_buf b;
    if (!service || bs_store_rows(c->store, &service, 1, &c->arena, &row, NULL) != BS_OK || !row.id)
        return BS_STR("-");
    bs_buf_init(&b, 1024);
    bs_target_format(&row.target, &b);
    bs_str name = bs_arena_str(&c->arena, bs_buf_str(&b));
    bs_buf_fini(&b);
    return name;
}

void event_json(struct cli *c, const struct bs_event *ev)
{
    struct json_line j;
    json_begin(&j);
    json_number(&j, "event", ev->id);
    json_when(&j, "time", ev->when);
    json_text(&j, "analyst", ev->analyst);
    json_text(&j, "kind", ev->kind);
    json_number(&j, "about", ev->about);
    json_text(&j, "scope", bs_str_z(bs_scope_name(ev->scope)));
    json_text(&j, "target", ev->target);
    json_verdict(&j, "verdict", ev->verdict);
    json_verdict(&j, "before", ev->before);
    json_text(&j, "label", ev->label);
    json_text(&j, "note", ev->note);
    json_number(&j, "services", ev->services);
    json_number(&j, "changed", ev->changed);
    json_flag(&j, "merged", ev->merged);
    json_text(&j, "hash", bs_str_z(ev->hash));
    json_end(c, &j);
}

static const enum bs_verdict classes[] = {BS_MEDICAL, BS_NON_MEDICAL, BS_UNKNOWN};

void agreement_print(struct cli *c, bool json, const struct bs_agreement *g)
{
    if (json) {
        struct json_line j;
        json_begin(&j);
        json_text(&j, "first", g->first);
        json_text(&j, "second", g->second);
        json_number(&j, "total", g->total);
        json_number(&j, "same", g->same);
        json_real(&j, "kappa", g->kappa);
        for (size_t i = 0; i < BS_COUNT(classes); i++) {
            char key[40];
            snprintf(key, sizeof key, "%s_raw", bs_verdict_name(classes[i]));
            json_real(&j, key, g->class_raw[classes[i]]);
            snprintf(key, sizeof key, "%s_kappa", bs_verdict_name(classes[i]));
            json_real(&j, key, g->class_kappa[classes[i]]);
        }
        json_end(c, &j);
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
