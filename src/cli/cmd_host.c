#include "list_rows.h"

enum { OPT_HISTORY, OPT_JSON };
static const struct cli_option options[] = {
    {"history", 0, NULL, "also what Shodan saw earlier"},
    {"json", 0, NULL, "the services as NDJSON"},
    {NULL, 0, NULL, NULL},
};

static bs_err fetch(struct cli *c, const struct bs_addr *ip, bs_str name, struct bs_error *e)
{
    struct bs_taken taken;
    const struct bs_take_options o = {.rules = c->rules,
                                      .source = bs_arena_printf(&c->arena, "host:%s", name.p),
                                      .complain = complain_input,
                                      .ctx = c};
    return bs_take_host(c->store, c->api, ip, c->opt[OPT_HISTORY] != NULL, &o, &taken, e);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_addr ip;
    char name[46], shown[64];
    if (!bs_addr_parse(bs_str_z(c->arg[0]), &ip))
        return bs_error_set(e, BS_E_USAGE, "host: '%s' is not an address",
                            bs_gate_z(bs_str_bytes(bs_str_z(c->arg[0])), shown, sizeof shown));
    bs_addr_format(&ip, name);
    bs_err err = need_rules(c, e);
    if (err == BS_OK)
        err = need_store(c, BS_STORE_WRITE, e);
    if (err == BS_OK)
        err = need_api(c, e);
    if (err == BS_OK)
        err = fetch(c, &ip, bs_str_z(name), e);
    if (err == BS_E_NOTFOUND) { /* an answer, not a failure */
        out_printf(&c->out, "%s: Shodan has nothing on this address\n", name);
        return BS_OK;
    }
    if (err != BS_OK)
        return err;
    const struct list_request r = {.query = bs_arena_printf(&c->arena, "net:\"%s\"", name),
                                   .format = c->opt[OPT_JSON] ? LIST_NDJSON : LIST_TABLE,
                                   .sort = "port",
                                   .sink = out_sink,
                                   .ctx = &c->out};
    return list_rows(c, &r, e);
}

const struct bs_command bs_cmd_host = {
    .name = "host",
    .usage = "IP",
    .help = "look one host up at Shodan, store it, print it\n\nFree of charge.",
    .options = options,
    .args_min = 1,
    .args_max = 1,
    .uses = CLI_USES_SHODAN | CLI_USES_DATA,
    .run = run,
};
