#include "label_out.h"

#include <math.h>

enum { OPT_AT, OPT_KIND, OPT_FIELD, OPT_VERDICT, OPT_LABEL, OPT_SERVICE, OPT_STRENGTH, OPT_JSON };
static const struct cli_option options[] = {
    {"at", 0, "OFFSET:LENGTH", "the bytes of TARGET's banner (or field) to make a rule of"},
    {"kind", 0, "KIND", "literal (default), anchored (at the start), masked (what varies left open), word"},
    {"field", 0, "FIELD", "a trait instead of the bytes: http.title ..."},
    {"says", 0, "VERDICT", "medical (default) or non-medical"},
    {"label", 0, "TEXT", "what it is, in words"},
    {"service", 0, "NAME", "the protocol it speaks, one word"},
    {"strength", 0, "STRENGTH", "strong (default), supporting or hint"},
    {"json", 0, NULL, "one object a line"},
    {NULL, 0, NULL, NULL},
};
static const char *const kinds[] = {"literal", "anchored", "masked", "word", NULL};
enum { RULES_TEXT_MAX = 8 << 20 };

/* -- the line ---------------------------------------------------------------------------- */

static bs_err field_bytes(struct cli *c, const struct bs_detail *d, bs_bytes *out, struct bs_error *e)
{
    enum bs_notation notation;
    if (!c->opt[OPT_FIELD]) {
        *out = bs_wire_bytes(d->data, d->raw, &c->arena, &notation);
        return BS_OK;
    }
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++)
        if (strcmp(bs_trait_defs[i].name, c->opt[OPT_FIELD]) == 0) {
            *out = bs_str_bytes(bs_trait(&d->traits, i));
            return BS_OK;
        }
    return bs_error_set(e, BS_E_USAGE, "--field names no trait (http.title, http.server, ...)");
}

static bs_err selected(struct cli *c, bs_bytes all, bs_bytes *out, struct bs_error *e)
{
    bs_str rest = bs_str_z(c->opt[OPT_AT]), from, n = BS_STR("");
    int64_t at = 0, length = (int64_t)all.n;
    if (c->opt[OPT_AT]) {
        bool ok = bs_str_split(&rest, ':', &from) && bs_str_i64(from, &at) && bs_str_split(&rest, ':', &n) &&
                  bs_str_i64(n, &length) && at >= 0 && length > 0 && at + length <= (int64_t)all.n;
        if (!ok)
            return bs_error_set(e, BS_E_USAGE, "--at OFFSET:LENGTH has to lie within the %zu bytes", all.n);
    }
    *out = bs_bytes_sub(all, (size_t)at, (size_t)length);
    return BS_OK;
}

static bs_err make_line(struct cli *c, bs_str *line, bs_str *rule, struct bs_error *e)
{
    struct bs_detail d;
    struct bs_promotion p = {.field = bs_str_z(c->opt[OPT_FIELD]), .verdict = BS_MEDICAL,
                             .strength = BS_STRENGTH_STRONG, .label = bs_str_z(c->opt[OPT_LABEL]),
                             .service = bs_str_z(c->opt[OPT_SERVICE])};
    int kind;
    int64_t id;
    bs_bytes all = BS_BYTES("");
    bs_err err = option_choice(c, OPT_KIND, kinds, 0, &kind, e);
    if (err == BS_OK && c->opt[OPT_VERDICT] && !bs_verdict_parse(bs_str_z(c->opt[OPT_VERDICT]), &p.verdict))
        return bs_error_set(e, BS_E_USAGE, "--says is medical or non-medical");
    if (err == BS_OK && c->opt[OPT_STRENGTH] && !bs_strength_parse(bs_str_z(c->opt[OPT_STRENGTH]), &p.strength))
        return bs_error_set(e, BS_E_USAGE, "--strength is strong, supporting or hint");
    if (err == BS_OK)
        err = find_target(c, c->arg[1], &id, e);
    if (err == BS_OK)
        err = bs_store_detail(c->store, id, &c->arena, &d, e);
    if (err == BS_OK)
        err = field_bytes(c, &d, &all, e);
    if (err == BS_OK)
        err = selected(c, all, &p.bytes, e);
    p.kind = (enum bs_promote_kind)kind;
    return err == BS_OK ? bs_promote(&p, &c->arena, line, rule, e) : err;
}

/* -- preview ----------------------------------------------------------------------------- */

static bool print_hit(void *ctx, const struct bs_rule_hit *h)
{
    struct cli *c = ctx;
    char id[17];
    bs_id_format(h->banner, id);
    if (c->opt[OPT_JSON]) {
        struct json_line j;
        json_begin(&j);
        json_id(&j, "banner", h->banner);
        json_number(&j, "services", h->services);
        json_text(&j, "target", service_name(c, h->service));
        json_flag(&j, "hit", h->hit);
        json_flag(&j, "flips", h->flips);
        json_verdict(&j, "verdict", h->effective);
        json_text(&j, "by", h->by_analyst ? BS_STR("analyst") : BS_STR("rule"));
        json_verdict(&j, "then", h->rules_then);
        json_end(c, &j);
        return !out_stopped(&c->out);
    }
    out_printf(&c->out, "%7lld  %s  %-11s %-8s %s %-11s  ", (long long)h->services, id,
               bs_verdict_name(h->effective), h->by_analyst ? "analyst" : "rule", h->flips ? "->" : "  ",
               h->flips ? bs_verdict_name(h->rules_then) : "");
    out_data(&c->out, bs_bytes_sub(h->preview, 0, 40));
    out_str(&c->out, BS_STR("\n"));
    return !out_stopped(&c->out);
}

/* -- changing ---------------------------------------------------------------------------- */

static bs_err change(struct cli *c, bs_str add, bs_str remove, bool write, struct bs_error *e)
{
    const struct bs_rules_place at = {c->data_dir, path_user_rules(c)};
    const struct bs_rule_change what = {.add = add, .remove = remove, .hit = print_hit, .ctx = c};
    struct bs_rule_changed done;
    bs_err err = write ? bs_rule_change(c->store, &at, &what, bs_str_z(c->analyst), NULL, NULL, &c->arena, &done, e)
                       : bs_rule_try(c->store, &at, &what, &c->arena, &done, e);
    if (err == BS_OK && !c->opt[OPT_JSON])
        out_printf(&c->out, "hits %lld banners, %lld services; flips %lld services; %lld stay as an analyst said\n",
                   (long long)done.preview.banners, (long long)done.preview.services,
                   (long long)done.preview.flip_services, (long long)done.preview.against);
    if (err == BS_OK && write && !c->opt[OPT_JSON])
        out_printf(&c->out, "%s: %lld services changed\n", add.n ? "added" : "removed", (long long)done.services);
    bs_rules_free(done.rules);
    return err;
}

static bs_err list(struct cli *c, struct bs_error *e)
{
    struct bs_buf text;
    bs_str rest, line;
    bs_buf_init(&text, RULES_TEXT_MAX);
    bs_err err = bs_user_rules_read(path_user_rules(c), &text, e);
    rest = bs_buf_str(&text);
    while (err == BS_OK && rest.n && bs_str_split(&rest, '\n', &line))
        if (line.n && line.p[0] != '#') {
            out_data(&c->out, bs_str_bytes(line));
            out_str(&c->out, BS_STR("\n"));
        }
    bs_buf_fini(&text);
    return err;
}

struct last {
    struct cli *c;
    bs_str line;
    bool added;
};

static bool keep_last(void *ctx, const struct bs_event *ev)
{
    struct last *l = ctx;
    l->line = bs_arena_str(&l->c->arena, ev->note);
    l->added = bs_str_eq(ev->label, BS_STR("added"));
    return true;
}

/* The newest change of this analyst the other way round; again brings it back. */
static bs_err undo(struct cli *c, struct bs_error *e)
{
    struct last l = {.c = c};
    const struct bs_log_ask ask = {.analyst = bs_str_z(c->analyst), .kind = BS_STR("rule"), .limit = 1,
                                   .since = BS_TIME_NONE, .until = BS_TIME_NONE, .scope = -1};
    bs_err err = bs_store_log(c->store, &ask, keep_last, &l, e);
    if (err == BS_OK && !l.line.n)
        return bs_error_set(e, BS_E_NOTFOUND, "no change of rules of yours: nothing to undo");
    if (err == BS_OK)
        err = change(c, l.added ? BS_STR("") : l.line, l.added ? bs_rule_line_id(l.line) : BS_STR(""), true, e);
    return err;
}

/* -- quality ----------------------------------------------------------------------------- */

static void json_quality(struct cli *c, const struct bs_rule_quality *q)
{
    static const char *const names[] = {"none", "medical", "non_medical", "unknown"};
    struct json_line j;
    json_begin(&j);
    json_text(&j, "rule", q->rule);
    json_text(&j, "kind", q->kind);
    json_number(&j, "hits", q->hits);
    json_number(&j, "banners", q->banners);
    json_number(&j, "confirmed", q->confirmed);
    json_number(&j, "refuted", q->refuted);
    json_real(&j, "precision", q->precision);
    json_real(&j, "low", q->low);
    json_real(&j, "high", q->high);
    json_when(&j, "last", q->last);
    json_text(&j, "refuted_target", q->refuted_service ? service_name(c, q->refuted_service) : BS_STR(""));
    bs_jw_key(&j.w, "confusion");
    bs_jw_object(&j.w);
    for (int rules = 1; rules < 4; rules++) {
        bs_jw_key(&j.w, names[rules]);
        bs_jw_object(&j.w);
        for (int said = 1; said < 4; said++)
            json_number(&j, names[said], q->said[rules][said]);
        bs_jw_end(&j.w, '}');
    }
    bs_jw_end(&j.w, '}');
    json_end(c, &j);
}

static bool print_quality(void *ctx, const struct bs_rule_quality *q)
{
    struct cli *c = ctx;
    struct bs_buf b;
    char when[32];
    if (c->opt[OPT_JSON]) {
        json_quality(c, q);
        return !out_stopped(&c->out);
    }
    bs_time_format(q->last, when);
    bs_buf_init(&b, 4096);
    bs_buf_printf(&b, "%7lld %7lld %7lld  ", (long long)q->hits, (long long)q->confirmed, (long long)q->refuted);
    if (isfinite(q->precision))
        bs_buf_printf(&b, "%3.0f %% (%3.0f..%3.0f)  ", 100 * q->precision, 100 * q->low, 100 * q->high);
    else
        bs_buf_put(&b, BS_STR("not judged        "));
    bs_buf_printf(&b, "%.10s  ", when);
    bs_gate_fit(bs_str_bytes(q->rule), c->out.gate, 50, false, &b);
    bs_buf_putc(&b, '\n');
    out_str(&c->out, bs_buf_str(&b));
    bs_buf_fini(&b);
    return !out_stopped(&c->out);
}

static bs_err quality(struct cli *c, struct bs_error *e)
{
    bs_err err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK && !c->opt[OPT_JSON])
        out_printf(&c->out, "%7s %7s %7s  %-16s  %-10s  %s\n", "HITS", "RIGHT", "WRONG", "PRECISION 95 %",
                   "LAST HIT", "RULE");
    return err == BS_OK ? bs_store_rule_quality(c->store, print_quality, c, e) : err;
}

/* -- which of them ----------------------------------------------------------------------- */

static bs_err run(struct cli *c, struct bs_error *e)
{
    bs_str what = bs_str_z(c->arg[0]), line = BS_STR(""), rule = BS_STR("");
    bool add = bs_str_eq(what, BS_STR("add")), look = bs_str_eq(what, BS_STR("preview"));
    if (bs_str_eq(what, BS_STR("list")) && c->args == 1)
        return list(c, e);
    if (bs_str_eq(what, BS_STR("quality")) && c->args == 1)
        return quality(c, e);
    bs_err err = need_existing_store(c, e);
    if (err != BS_OK)
        return err;
    if (bs_str_eq(what, BS_STR("undo")) && c->args == 1)
        return undo(c, e);
    if (bs_str_eq(what, BS_STR("remove")) && c->args == 2)
        return change(c, BS_STR(""), bs_str_z(c->arg[1]), true, e);
    if ((!add && !look) || c->args != 2)
        return bs_error_set(e, BS_E_USAGE, "rule: expected %s", c->cmd->usage);
    err = make_line(c, &line, &rule, e);
    if (err == BS_OK && !c->opt[OPT_JSON]) {
        out_data(&c->out, bs_str_bytes(line));
        out_str(&c->out, BS_STR("\n"));
    }
    return err == BS_OK ? change(c, line, BS_STR(""), add, e) : err;
}

const struct bs_command bs_cmd_rule = {
    .name = "rule",
    .usage = "preview TARGET | add TARGET | list | remove ID | undo | quality",
    .help = "make rules of what was found, and see what rules are worth\n\n"
            "preview shows every banner a rule made of TARGET's bytes would hit, with the verdicts now and\n"
            "those that would flip.  add writes it to your own keywords/services.patterns (the old file stays\n"
            "beside it) and classifies again; analysts' verdicts stay.  undo takes your last change back.\n"
            "quality: how often analysts confirmed or refuted each rule, worst first.",
    .options = options,
    .args_min = 1,
    .args_max = 2,
    .uses = CLI_USES_CONFIG | CLI_USES_TEMPORARY,
    .run = run,
};
