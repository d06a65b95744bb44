#include "report.h"

enum { PIECE_MAX = 64 << 20 };

static const struct report_writer *const writers[] = {
    [BS_REPORT_TEXT] = &report_text, [BS_REPORT_MD] = &report_md, [BS_REPORT_HTML] = &report_html,
    [BS_REPORT_CSV] = &report_csv,   [BS_REPORT_JSON] = &report_json,
};

static bs_err put_head(struct bs_store *s, const struct bs_rules *r, const struct bs_report_options *o,
                       struct bs_buf *text, struct bs_error *e)
{
    char last[65];
    bs_err err = bs_store_last_event(s, last, e);
    if (err != BS_OK)
        return err;
    const char *path = bs_store_path(s), *slash = strrchr(path, '/');
    struct report_head h = {.version = PACKAGE_VERSION,
                            .rules = bs_rules_id(r),
                            .last_event = last[0] ? last : "none",
                            .database = bs_str_z(slash ? slash + 1 : path),
                            .query = o->query};
    bs_time_format(bs_time_now(), h.made);
    writers[o->format]->head(&h, o->ascii, text);
    return BS_OK;
}

static bs_err write_all(struct bs_store *s, const struct bs_rules *r, const struct bs_report_options *o,
                        const struct report_table *t, size_t n, bs_sink_fn *sink, void *ctx,
                        struct bs_error *e)
{
    const struct report_writer *w = writers[o->format];
    struct bs_buf text;
    bs_buf_init(&text, PIECE_MAX);
    bs_err err = put_head(s, r, o, &text, e);
    for (size_t i = 0; i < n && err == BS_OK; i++) {
        w->table(&t[i], o->ascii, i == 0, &text);
        err = sink(ctx, bs_buf_str(&text), e);
        bs_buf_clear(&text);
    }
    w->end(&text);
    if (err == BS_OK && text.len)
        err = sink(ctx, bs_buf_str(&text), e);
    bs_buf_fini(&text);
    return err;
}

bs_err bs_report(struct bs_store *s, const struct bs_rules *r, const struct bs_report_options *o,
                 bs_sink_fn *sink, void *ctx, struct bs_error *e)
{
    struct report_table *t;
    struct bs_arena a;
    struct bs_query q;
    uint32_t at;
    size_t n = 0;
    bs_arena_init(&a, 0);
    bs_err err = bs_query_parse(o->query, BS_QUERY_LOCAL, &a, &q, &at, e);
    if (err == BS_OK)
        err = report_read(s, &q, o->query, o->section, &a, &t, &n, e);
    if (err == BS_OK)
        err = write_all(s, r, o, t, n, sink, ctx, e);
    bs_arena_fini(&a);
    return err;
}
