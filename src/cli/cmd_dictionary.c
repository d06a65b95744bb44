#include "cli.h"

enum { OPT_FORMAT, OPT_LIMIT };
static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "table, csv or ndjson"},
    {"limit", 0, "N", "at most N banners"},
    {NULL, 0, NULL, NULL},
};
enum format { TABLE, CSV, NDJSON };
static const char *const formats[] = {"table", "csv", "ndjson", NULL};
enum { ENTRY_MAX = 1 << 20, PREVIEW_CELLS = 60 };

struct printing {
    struct cli *c;
    int format;
    int64_t limit, done;
    struct bs_buf text;
};

static void put_table(struct printing *p, const struct bs_entry *en, const char *banner)
{
    bs_buf_printf(&p->text, "%7lld  %s  %-11s  ", (long long)en->count, banner,
                  bs_verdict_name(en->verdict));
    bs_gate_fit(bs_str_bytes(en->service), p->c->out.gate, 10, true, &p->text);
    bs_buf_put(&p->text, BS_STR("  "));
    bs_gate_fit(en->preview, p->c->out.gate, PREVIEW_CELLS, false, &p->text);
    bs_buf_putc(&p->text, '\n');
}

static void put_csv(struct printing *p, const struct bs_entry *en, const char *banner,
                    const char *shape)
{
    bs_csv_cell(&p->text, bs_str_bytes(bs_str_z(banner)), true);
    bs_csv_cell(&p->text, bs_str_bytes(bs_str_z(shape)), false);
    bs_csv_int(&p->text, en->count, false);
    bs_csv_cell(&p->text, bs_str_bytes(bs_str_z(bs_verdict_name(en->verdict))), false);
    bs_csv_cell(&p->text, bs_str_bytes(en->by), false);
    bs_csv_cell(&p->text, bs_str_bytes(en->service), false);
    bs_csv_cell(&p->text, bs_str_bytes(en->product), false);
    bs_csv_cell(&p->text, bs_str_bytes(en->label), false);
    bs_csv_int(&p->text, en->length, false);
    bs_csv_cell(&p->text, en->preview, false);
    bs_csv_end(&p->text);
}

static bool put_entry(void *ctx, const struct bs_entry *en)
{
    struct printing *p = ctx;
    char banner[17], shape[17];
    if (p->limit && p->done++ == p->limit)
        return false;
    bs_id_format(en->banner, banner);
    bs_id_format(en->shape, shape);
    if (p->format == NDJSON) {
        bs_entry_json(en, &p->text);
        bs_buf_putc(&p->text, '\n');
    } else if (p->format == CSV) {
        put_csv(p, en, banner, shape);
    } else {
        put_table(p, en, banner);
    }
    out_str(&p->c->out, bs_buf_str(&p->text));
    bs_buf_clear(&p->text);
    return !out_stopped(&p->c->out);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct printing p = {.c = c};
    struct bs_query q;
    bs_err err = option_choice(c, OPT_FORMAT, formats, TABLE, &p.format, e);
    if (err == BS_OK)
        err = option_number(c, OPT_LIMIT, 0, &p.limit, e);
    if (err == BS_OK)
        err = parse_query(c, words_joined(c), BS_QUERY_LOCAL, &q, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err != BS_OK)
        return err;
    if (p.format == CSV)
        out_str(&c->out, BS_STR("\"banner\",\"shape\",\"count\",\"verdict\",\"by\",\"service\","
                                "\"product\",\"label\",\"length\",\"preview\"\r\n"));
    if (p.format == TABLE)
        out_printf(&c->out, "%7s  %-16s  %-11s  %-10s  %s\n", "COUNT", "BANNER ID", "VERDICT",
                   "SERVICE", "BANNER");
    bs_buf_init(&p.text, ENTRY_MAX);
    err = bs_store_dictionary(c->store, &q, put_entry, &p, e);
    bs_buf_fini(&p.text);
    return err;
}

const struct bs_command bs_cmd_dictionary = {
    .name = "dictionary",
    .usage = "[QUERY]",
    .help = "the distinct banners, most frequent first\n\n"
            "Each with the number of services that show it, its verdict and its shape.",
    .options = options,
    .args_max = -1,
    .run = run,
};
