#include "report.h"

enum { PIECE_MAX = 64 << 20 };

static const struct report_writer *const writers[] = {
    [BS_REPORT_TEXT] = &report_text, [BS_REPORT_MD] = &report_md, [BS_REPORT_HTML] = &report_html,
    [BS_REPORT_CSV] = &report_csv,   [BS_REPORT_JSON] = &report_json,
};

struct reporting {
    struct bs_store *s;
    const struct report_writer *w;
    bool ascii;
    bs_sink_fn *sink;
    void *ctx;
    struct bs_buf text;
};

static bs_err pass_on(struct reporting *x, struct bs_error *e)
{
    bs_err err = x->text.len ? x->sink(x->ctx, bs_buf_str(&x->text), e) : BS_OK;
    bs_buf_clear(&x->text);
    return err;
}

static bs_err one_section(struct reporting *x, const struct report_section *s, bool first,
                          struct bs_error *e)
{
    struct report_table t;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    bs_err err = report_read(x->s, s, &a, &t, e);
    if (err == BS_OK) {
        x->w->table(&t, x->ascii, first, &x->text);
        err = pass_on(x, e);
    }
    bs_arena_fini(&a);
    return err;
}

static bs_err all_sections(struct reporting *x, const char *only, struct bs_error *e)
{
    bool first = true;
    for (const struct report_section *s = report_sections; s->name; s++) {
        if (only && strcmp(only, s->name) != 0)
            continue;
        bs_err err = one_section(x, s, first, e);
        if (err != BS_OK)
            return err;
        first = false;
    }
    if (!first)
        return BS_OK;
    char shown[64];
    return bs_error_set(e, BS_E_USAGE, "no section is called '%s'; `report --section list` names them",
                        bs_gate_z(bs_str_bytes(bs_str_z(only)), shown, sizeof shown));
}

static bs_err put_head(struct reporting *x, const struct bs_rules *r, struct bs_error *e)
{
    struct bs_totals t;
    bs_err err = bs_store_totals(x->s, &t, e);
    if (err != BS_OK)
        return err;
    const char *path = bs_store_path(x->s), *slash = strrchr(path, '/');
    struct report_head h = {.version = PACKAGE_VERSION,
                            .rules = bs_rules_id(r),
                            .last_event = t.last_hash[0] ? t.last_hash : "none",
                            .database = bs_str_z(slash ? slash + 1 : path)};
    bs_time_format(bs_time_now(), h.made);
    x->w->head(&h, x->ascii, &x->text);
    return BS_OK;
}

bs_err bs_report(struct bs_store *s, const struct bs_rules *r, enum bs_report_format f,
                 const char *section, bool ascii_only, bs_sink_fn *sink, void *ctx,
                 struct bs_error *e)
{
    struct reporting x = {
        .s = s, .w = writers[f], .ascii = ascii_only, .sink = sink, .ctx = ctx};
    bs_buf_init(&x.text, PIECE_MAX);
    bs_err err = put_head(&x, r, e);
    if (err == BS_OK)
        err = all_sections(&x, section, e);
    if (err == BS_OK) {
        x.w->end(&x.text);
        err = pass_on(&x, e);
    }
    bs_buf_fini(&x.text);
    return err;
}
