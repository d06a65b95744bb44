#include <langinfo.h>

#include "cli.h"
#include "plain.h"
#include "sandbox.h"
#include "screen.h"

static bool locale_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bs_err run(struct cli *c, int argc, char **argv, struct bs_error *e)
{
    bs_err err = options_parse(c, argc, argv, e);
    if (err != BS_OK)
        return err;
    if (c->want_help) {
        if (c->cmd)
            help_command(c, c->cmd);
        else
            help_program(c);
        return BS_OK;
    }
    if (c->want_version) {
        out_str(&c->out, BS_STR("bannerscope " PACKAGE_VERSION "\n"));
        return BS_OK;
    }
    if ((err = surroundings(c, e)) != BS_OK)
        return err;
    if (c->ascii)
        c->out.gate = BS_GATE_ASCII;
    sandbox_enter(c);
    if (c->cmd)
        return c->cmd->run(c, e);
    return plain_wanted(c) ? plain_run(c, e) : screen_run(c, false, e);
}

static void close_all(struct cli *c)
{
    bs_api_free(c->api);
    bs_key_free(c->key);
    bs_store_close(c->store);
    bs_rules_free(c->rules);
    out_fini(&c->out);
    bs_arena_fini(&c->arena);
}

int main(int argc, char **argv)
{
    struct cli c = {0};
    struct bs_error e = {0}, written = {0};
    harden(&c.hardened);
    c.key_err = bs_key_take_environment(&c.key, &c.key_why);
    bs_store_prepare();
    bs_arena_init(&c.arena, 0);
    out_init(&c.out, locale_is_utf8() ? BS_GATE_UTF8 : BS_GATE_ASCII);

    bs_err err = run(&c, argc, argv, &e);
    bs_err out = out_flush(&c.out, &written);
    if (err == BS_OK && out != BS_OK) {
        err = out;
        e = written;
    }
    if (err != BS_OK && e.text[0])
        note_printf("%s", e.text);
    if (err == BS_E_USAGE)
        note_plain(c.cmd ? "Try 'bannerscope COMMAND --help' or 'bannerscope --help'."
                         : "Try 'bannerscope --help'.");
    if (err == BS_OK && c.rejected)
        err = BS_E_REJECTED;
    close_all(&c);
    return bs_err_exit(err);
}
