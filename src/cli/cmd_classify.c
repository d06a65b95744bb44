#include "cli.h"

#include <stdlib.h>

enum { OPT_STREAM };
static const struct cli_option options[] = {
    {"stream", 0, NULL, "read NDJSON from stdin, write JSON, use no database"},
    {NULL, 0, NULL, NULL},
};
enum { LINE_OUT_MAX = 16 << 20 };

/* -- the database ------------------------------------------------------------------------ */

static const char *state_name(int v)
{
    return v == BS_VERDICT_NONE ? "no verdict" : bs_verdict_name((enum bs_verdict)v);
}

static bs_err whole_database(struct cli *c, struct bs_error *e)
{
    struct bs_reclassify_result r = {0};
    bs_err err = need_existing_store(c, e);
    if (err != BS_OK)
        return err;
    interrupt_defer();
    err = bs_reclassify(c->store, c->rules, NULL, progress_show, c, &r, e);
    progress_clear(c);
    if (err == BS_OK && c->bad_rules == 0)
        err = bs_user_rules_keep(path_user_rules(c), e);
    if (err != BS_OK)
        return err;
    for (int from = 0; from < 4; from++)
        for (int to = 0; to < 4; to++)
            if (from != to && r.from_to[from][to])
                out_printf(&c->out, "%lld services: %s -> %s\n", (long long)r.from_to[from][to],
                           state_name(from), state_name(to));
    out_printf(&c->out, "%lld answers, %lld changed, %lld services with them\n",
               (long long)r.answers, (long long)r.changed, (long long)r.services_changed);
    return BS_OK;
}

/* -- a stream ---------------------------------------------------------------------------- */

static bs_err one_record(struct cli *c, struct bs_arena *a, bs_str line, struct bs_buf *out,
                         struct bs_error *e)
{
    struct bs_record rec;
    struct bs_finding f;
    struct bs_evidence *ev;
    size_t n;
    bs_arena_reset(a);
    bs_err err = bs_record_read(line, a, &rec, e);
    if (err != BS_OK)
        return err;
    const struct bs_subject subject = {rec.data, rec.raw, rec.target.transport, &rec.traits, NULL};
    bs_classify(c->rules, &subject, a, &f);
    bool hospital = bs_classify_owner(c->rules, &rec.owner, a, &ev, &n) || f.hospital;
    bs_buf_clear(out);
    bs_record_json(&rec, &f, hospital ? BS_HOSPITAL : f.software ? BS_SOFTWARE : BS_STAND_ALONE,
                   out);
    bs_buf_putc(out, '\n');
    out_str(&c->out, bs_buf_str(out));
    return BS_OK;
}

/* BS_E_NOTFOUND at the end of the input. */
static bs_err one_line(struct cli *c, struct bs_ndjson *in, struct bs_arena *a, struct bs_buf *out)
{
    char message[600];
    struct bs_error why = {0};
    struct bs_buf text;
    bs_str line;
    int64_t number = 0;
    bs_err err = bs_ndjson_next(in, &line, &number, &why);
    bool end = err == BS_E_CORRUPT || err == BS_E_IO;
    if (err == BS_E_NOTFOUND)
        return err;
    if (err == BS_OK && one_record(c, a, line, out, &why) == BS_OK)
        return BS_OK;
    bs_buf_init(&text, sizeof message);
    bs_buf_printf(&text, "(stdin):%lld: %s", (long long)number, why.text);
    complain_input(c, bs_gate_z((bs_bytes){text.p, text.len}, message, sizeof message));
    bs_buf_fini(&text);
    return end ? BS_E_NOTFOUND : BS_OK;
}

static bs_err stream(struct cli *c, struct bs_error *e)
{
    struct bs_ndjson *in;
    struct bs_arena a;
    struct bs_buf out;
    bs_err err = bs_ndjson_open("-", &in, e);
    if (err != BS_OK)
        return err;
    bs_arena_init(&a, 0);
    bs_buf_init(&out, LINE_OUT_MAX);
    while (err == BS_OK && !out_stopped(&c->out))
        err = one_line(c, in, &a, &out);
    bs_ndjson_close(in);
    bs_arena_fini(&a);
    bs_buf_fini(&out);
    return err == BS_E_NOTFOUND ? BS_OK : err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    bs_err err = need_rules(c, e);
    if (err != BS_OK)
        return err;
    return c->opt[OPT_STREAM] ? stream(c, e) : whole_database(c, e);
}

const struct bs_command bs_cmd_classify = {
    .name = "classify",
    .usage = "",
    .help = "run the rules again and say what changed\n\n"
            "Analysts' verdicts are never touched.  With --stream: Shodan NDJSON on standard input,\n"
            "one JSON object a line on standard output, no database; for pipes and clusters.",
    .options = options,
    .uses = CLI_USES_CONFIG,
    .run = run,
};
