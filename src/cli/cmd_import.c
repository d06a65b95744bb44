#include "cli.h"

enum { OPT_KEEP_RAW };
static const struct cli_option options[] = {
    {"keep-raw", 0, NULL, "keep each record's own JSON text, compressed"},
    {NULL, 0, NULL, NULL},
};

/* A file that cannot be opened does not keep the others out; the first error is told at the end. */
static bs_err import_all(struct cli *c, struct bs_import_summary *all, struct bs_error *e)
{
    bs_err first = BS_OK;
    for (int i = 0; i < c->args; i++) {
        struct bs_import_summary one;
        struct bs_error why = {0};
        bs_err err = import_one(c, c->arg[i], c->opt[OPT_KEEP_RAW] != NULL, &one, &why);
        bs_import_add(all, &one);
        if (err == BS_OK)
            continue;
        if (first != BS_OK)
            note_printf("%s", why.text);
        else {
            first = err;
            *e = why;
        }
        if (err != BS_E_NOTFOUND && err != BS_E_SYNTAX && err != BS_E_IO)
            break;
    }
    return first;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_import_summary all = {0};
    bs_err err = need_rules(c, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_WRITE, e);
    if (err != BS_OK)
        return err;
    interrupt_defer();
    err = import_all(c, &all, e);
    if (all.mismatched)
        note_printf("%lld records do not fit their own hash: edited or damaged before they came "
                    "here; they were taken",
                    (long long)all.mismatched);
    if (all.repeated)
        note_printf("%lld records name a field twice: the last one was taken", (long long)all.repeated);
    out_printf(&c->out, "%lld read, %lld new, %lld updated, %lld duplicate, %lld rejected\n",
               (long long)all.read, (long long)all.added, (long long)all.updated,
               (long long)all.duplicate, (long long)all.rejected);
    return err;
}

const struct bs_command bs_cmd_import = {
    .name = "import",
    .usage = "FILE...",
    .help = "read files of Shodan records into the database\n\n"
            "NDJSON, one banner a line, plain or gzip, as shodan download writes them; - is standard\n"
            "input.  A line that cannot be taken is named on stderr (FILE:LINE: reason) and the rest\n"
            "goes on; the exit status is 3 then.  Importing twice changes nothing.",
    .options = options,
    .args_min = 1,
    .args_max = -1,
    .uses = CLI_USES_DATA,
    .run = run,
};
