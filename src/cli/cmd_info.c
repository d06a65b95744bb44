#include <unistd.h>

#include "json_line.h"

static void print_store(struct cli *c, const struct bs_totals *t)
{
    out_str(&c->out, BS_STR("database: "));
    out_data(&c->out, bs_str_bytes(bs_str_z(c->db)));
    out_printf(&c->out,
               "\n  %lld services on %lld hosts, %lld answered, %lld distinct banners\n"
               "  %lld medical, %lld non-medical, %lld unknown; %lld wait for an analyst\n",
               (long long)t->services, (long long)t->hosts, (long long)t->responses,
               (long long)t->banners, (long long)t->verdict[BS_MEDICAL],
               (long long)t->verdict[BS_NON_MEDICAL], (long long)t->verdict[BS_UNKNOWN],
               (long long)t->open);
}

static bs_err local_part(struct cli *c, struct bs_error *e)
{
    struct bs_totals t;
    if (access(c->db, F_OK) != 0) {
        out_str(&c->out, BS_STR("database: none yet\n"));
        return BS_OK;
    }
    bs_err err = need_store(c, BS_STORE_READ, e);
    if (err == BS_OK)
        err = bs_store_totals(c->store, &t, e);
    if (err == BS_OK)
        print_store(c, &t);
    return err;
}

static void print_number(struct cli *c, const char *what, int64_t n)
{
    if (n >= 0)
        out_printf(&c->out, "%s: %lld\n", what, (long long)n);
    else
        out_printf(&c->out, "%s: not said\n", what);
}

enum { OPT_JSON };
static const struct cli_option options[] = {
    {"json", 0, NULL, "plan and credits as JSON"},
    {NULL, 0, NULL, NULL},
};

static void print_json(struct cli *c, const struct bs_api_info *info)
{
    struct json_line j;
    json_begin(&j);
    json_text(&j, "plan", info->plan);
    json_known(&j, "query_credits", info->query_credits);
    json_known(&j, "scan_credits", info->scan_credits);
    json_end(c, &j);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_api_info info;
    bs_err err = c->opt[OPT_JSON] ? BS_OK : local_part(c, e);
    if (err == BS_OK)
        err = need_api(c, e);
    if (err == BS_OK)
        err = bs_api_info(c->api, &c->arena, &info, e);
    if (err != BS_OK)
        return err;
    if (names_file(c)) /* a convenience: what it needs may be missing */
        bs_names_refresh(c->api, names_file(c), NULL);
    if (c->opt[OPT_JSON]) {
        print_json(c, &info);
        return BS_OK;
    }
    out_str(&c->out, BS_STR("plan: "));
    out_data(&c->out, bs_str_bytes(info.plan));
    out_str(&c->out, BS_STR("\n"));
    print_number(c, "query credits left", info.query_credits);
    print_number(c, "scan credits left", info.scan_credits);
    return BS_OK;
}

const struct bs_command bs_cmd_info = {
    .name = "info",
    .usage = "",
    .help = "plan and credits at Shodan, and what is stored here\n\nAsking is free.",
    .options = options,
    .uses = CLI_USES_SHODAN,
    .run = run,
};
