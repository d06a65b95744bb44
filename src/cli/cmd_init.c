#include "cli.h"

enum { KEY_LINE_MAX = 256 };

static bs_err check_and_save(struct cli *c, struct bs_error *e)
{
    struct bs_api_info info;
    char where[256] = "";
    bs_err err = open_api(c, c->key, e);
    if (err == BS_OK)
        err = bs_api_info(c->api, &c->arena, &info, e);
    if (err == BS_OK)
        err = bs_key_save(c->key, where, e);
    if (err != BS_OK)
        return err;
    out_str(&c->out, BS_STR("key accepted (plan "));
    out_data(&c->out, bs_str_bytes(info.plan));
    if (info.query_credits >= 0)
        out_printf(&c->out, ", %lld query credits left", (long long)info.query_credits);
    out_str(&c->out, BS_STR(") and stored: "));
    out_data(&c->out, bs_str_bytes(bs_str_z(where)));
    out_str(&c->out, BS_STR("\n"));
    return BS_OK;
}

bs_err init_key(struct cli *c, struct bs_error *e)
{
    char line[KEY_LINE_MAX];
    bs_err err = ask_secret("Shodan API key (not shown): ", line, sizeof line, e);
    if (err == BS_OK)
        err = bs_key_new(bs_str_trim(bs_str_z(line)), &c->key, e);
    explicit_bzero(line, sizeof line);
    return err == BS_OK ? check_and_save(c, e) : err;
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    bs_key_free(c->key); /* one of the environment's is not what was asked for */
    c->key = NULL;
    return init_key(c, e);
}

const struct bs_command bs_cmd_init = {
    .name = "init",
    .usage = "",
    .help = "ask for the Shodan API key, check it, store it\n\n"
            "The key is typed without echo, or is the first line of standard input; never an\n"
            "argument.  It is stored, readable for you alone, where the official shodan command\n"
            "keeps it.  A key that Shodan does not accept is not stored.",
    .uses = CLI_USES_SHODAN | CLI_USES_NEW_KEY,
    .run = run,
};
