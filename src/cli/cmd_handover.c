#include "cli.h"

enum { OPT_FORMAT, OPT_OUTPUT, OPT_FORCE, OPT_TEMPLATE, OPT_CONTACTS, OPT_WRITE_TEMPLATE };
static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "md or html"},
    {"output", 'o', "FILE", "a file instead of standard output; whole or not there"},
    {"force", 0, NULL, "replace the file if it exists"},
    {"template", 0, "FILE", "a template of your own; docs/reports.md has its fields"},
    {"contacts", 0, "FILE", "CSV: organisation or AS number first, then name, email, ..."},
    {"write-template", 0, NULL, "the template in use, to begin with"},
    {NULL, 0, NULL, NULL},
};
static const char *const formats[] = {"md", "html", NULL};

static bs_err file_sink(void *ctx, bs_str piece, struct bs_error *e)
{
    return bs_outfile_write(ctx, piece, e);
}

static bs_err write_pages(struct cli *c, const struct bs_handover_options *o, bs_sink_fn *sink, void *ctx,
                          struct bs_error *e)
{
    int64_t pages;
    bs_err err;
    if (c->opt[OPT_WRITE_TEMPLATE])
        return sink(ctx, bs_handover_template(o->html), e);
    err = bs_handover(c->store, o, sink, ctx, &pages, e);
    progress_clear(c);
    if (err == BS_OK)
        note_printf("%lld %s", (long long)pages, pages == 1 ? "page" : "pages");
    return err;
}

static bs_err write_out(struct cli *c, struct bs_handover_options *o, struct bs_error *e)
{
    struct bs_outfile *file;
    if (!c->opt[OPT_OUTPUT] || strcmp(c->opt[OPT_OUTPUT], "-") == 0)
        return write_pages(c, o, out_sink, &c->out, e);
    o->progress = progress_show;
    o->progress_ctx = c;
    bs_err err = bs_outfile_open(c->opt[OPT_OUTPUT], c->opt[OPT_FORCE] != NULL, &file, e);
    if (err != BS_OK)
        return err;
    interrupt_defer();
    if ((err = write_pages(c, o, file_sink, file, e)) == BS_OK)
        return bs_outfile_commit(file, e);
    bs_outfile_abort(file);
    return err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_handover_options o = {.query = words_joined(c), .template_name = c->opt[OPT_TEMPLATE]};
    struct bs_buf template, contacts;
    int format = 0;
    bs_buf_init(&template, 1 << 20);
    bs_buf_init(&contacts, 16 << 20);
    bs_err err = option_choice(c, OPT_FORMAT, formats, 0, &format, e);
    o.html = format == 1;
    if (!o.query.n)
        o.query = BS_STR("verdict:medical response:yes");
    if (err == BS_OK && c->opt[OPT_TEMPLATE])
        err = bs_file_read(c->opt[OPT_TEMPLATE], &template, e);
    if (err == BS_OK && c->opt[OPT_TEMPLATE] && !template.len)
        err = bs_error_set(e, BS_E_SYNTAX, "the template is empty");
    if (err == BS_OK && c->opt[OPT_CONTACTS])
        err = bs_file_read(c->opt[OPT_CONTACTS], &contacts, e);
    if (err == BS_OK && !c->opt[OPT_WRITE_TEMPLATE])
        err = need_store(c, BS_STORE_READ, e);
    o.template_text = bs_buf_str(&template);
    o.contacts = bs_buf_str(&contacts);
    if (err == BS_OK)
        err = write_out(c, &o, e);
    bs_buf_fini(&template);
    bs_buf_fini(&contacts);
    return err;
}

const struct bs_command bs_cmd_handover = {
    .name = "handover",
    .usage = "[QUERY]",
    .help = "pages to hand over: for each organisation what is exposed, why we think so, what to do\n\n"
            "Without a query: all that is medical.  Nothing is sent anywhere.",
    .options = options,
    .args_max = -1,
    .run = run,
};
