#include "cli.h"

enum { OPT_FORMAT, OPT_SECTION, OPT_SINCE, OPT_OUTPUT, OPT_FORCE };
static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "text, md, html, csv or json"},
    {"section", 0, "NAME", "one section; `--section list` names them"},
    {"since", 0, "DATE", "what was seen on or after this day (yyyy-mm-dd)"},
    {"output", 'o', "FILE", "a file instead of standard output; whole or not there"},
    {"force", 0, NULL, "replace the file if it exists"},
    {NULL, 0, NULL, NULL},
};
static const char *const formats[] = {"text", "md", "html", "csv", "json", NULL};

static bs_err file_sink(void *ctx, bs_str piece, struct bs_error *e)
{
    return bs_outfile_write(ctx, piece, e);
}

static bs_err to_file(struct cli *c, const struct bs_report_options *o, struct bs_error *e)
{
    struct bs_outfile *file;
    bs_err err = bs_outfile_open(c->opt[OPT_OUTPUT], c->opt[OPT_FORCE] != NULL, &file, e);
    if (err != BS_OK)
        return err;
    err = bs_report(c->store, c->rules, o, file_sink, file, e);
    if (err == BS_OK)
        return bs_outfile_commit(file, e);
    bs_outfile_abort(file);
    return err;
}

/* The words (or -q) and --since are one query. */
static bs_err restriction(struct cli *c, bs_str *out, struct bs_error *e)
{
    struct bs_query q;
    const bs_str words = words_joined(c);
    const char *since = c->opt[OPT_SINCE];
    *out = bs_arena_printf(&c->arena, "%.*s%s%s", (int)words.n, words.n ? words.p : "", since ? " seen:" : "",
                           since ? since : "");
    *out = bs_str_trim(*out);
    return parse_query(c, *out, BS_QUERY_LOCAL, &q, e);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    int format;
    bool ascii = c->out.gate == BS_GATE_ASCII;
    bs_err err = option_choice(c, OPT_FORMAT, formats, BS_REPORT_TEXT, &format, e);
    if (err == BS_OK && c->opt[OPT_SECTION] && strcmp(c->opt[OPT_SECTION], "list") == 0) {
        for (size_t i = 0; bs_report_sections[i]; i++)
            out_printf(&c->out, "%s\n", bs_report_sections[i]);
        return BS_OK;
    }
    struct bs_report_options o = {.format = (enum bs_report_format)format,
                                  .section = c->opt[OPT_SECTION],
                                  .ascii = ascii};
    if (err == BS_OK)
        err = restriction(c, &o.query, e);
    if (err == BS_OK)
        err = need_rules(c, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_READ, e);
    if (err != BS_OK)
        return err;
    if (c->opt[OPT_OUTPUT] && strcmp(c->opt[OPT_OUTPUT], "-") != 0)
        return to_file(c, &o, e);
    return bs_report(c->store, c->rules, &o, out_sink, &c->out, e);
}

const struct bs_command bs_cmd_report = {
    .name = "report",
    .usage = "[QUERY]",
    .args_max = -1,
    .help = "the figures and tables of the study, from the data at hand\n\n"
            "A query (also by -q) restricts what is counted; html is one file without a script.\n"
            "The header says what the report was made from: program, rules, database and the last\n"
            "event, so that it can be repeated.",
    .options = options,
    .run = run,
};
