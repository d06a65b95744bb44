#include "list_rows.h"

enum { OPT_FORMAT, OPT_OUTPUT, OPT_FORCE };
static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "ndjson, csv or labelled"},
    {"output", 'o', "FILE", "a file instead of standard output; whole or not there"},
    {"force", 0, NULL, "replace the file if it exists"},
    {NULL, 0, NULL, NULL},
};
static const char *const formats[] = {"ndjson", "csv", "labelled", NULL};

static bs_err file_sink(void *ctx, bs_str piece, struct bs_error *e)
{
    if (interrupt_asked())
        return bs_error_set(e, BS_E_CANCELLED, "stopped; no file was written");
    return bs_outfile_write(ctx, piece, e);
}

static bs_err to_file(struct cli *c, struct list_request *r, struct bs_error *e)
{
    struct bs_outfile *file;
    bs_err err = bs_outfile_open(c->opt[OPT_OUTPUT], c->opt[OPT_FORCE] != NULL, &file, e);
    if (err != BS_OK)
        return err;
    interrupt_defer();
    r->sink = file_sink;
    r->ctx = file;
    r->progress = true;
    err = list_rows(c, r, e);
    progress_clear(c);
    if (err == BS_OK)
        return bs_outfile_commit(file, e);
    bs_outfile_abort(file);
    return err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    static const enum list_format as[] = {LIST_EXPORT, LIST_CSV, LIST_LABELLED};
    int format;
    struct list_request r = {
        .query = words_joined(c), .columns = "*", .sort = "ip", .sink = out_sink, .ctx = &c->out};
    bs_err err = option_choice(c, OPT_FORMAT, formats, 0, &format, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err != BS_OK)
        return err;
    r.format = as[format];
    if (c->opt[OPT_OUTPUT] && strcmp(c->opt[OPT_OUTPUT], "-") != 0)
        return to_file(c, &r, e);
    return list_rows(c, &r, e);
}

const struct bs_command bs_cmd_export = {
    .name = "export",
    .usage = "[QUERY]",
    .help = "records with their verdicts, as NDJSON or CSV\n\n"
            "ndjson keeps Shodan's field names (data byte for byte) and adds bannerscope: {...}; it\n"
            "can be imported again.  csv has one row a service and is safe to open in a spreadsheet.\n"
            "labelled is a data set for learning: bytes (base64), verdict, label, by whom and when.",
    .options = options,
    .args_max = -1,
    .run = run,
};
