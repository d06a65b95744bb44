#include "cli.h"

#include <langinfo.h>
#include <unistd.h>

#include "bannerscope/nmap.h"
#include "bannerscope/tui.h"
#include "sandbox.h"

enum { TEXT_MAX = 64 << 10 };

static void line(struct cli *c, const char *what, const char *value)
{
    out_printf(&c->out, "%-10s ", what);
    out_data(&c->out, bs_str_bytes(bs_str_z(value)));
    out_str(&c->out, BS_STR("\n"));
}

static void about_terminal(struct cli *c)
{
    struct bs_buf text;
    bs_buf_init(&text, TEXT_MAX);
    bs_tui_abilities(c->ascii, c->no_color, c->clipboard, &text);
    out_str(&c->out, bs_buf_str(&text)); /* our own words */
    if (text.len && text.p[text.len - 1] != '\n')
        out_str(&c->out, BS_STR("\n"));
    bs_buf_fini(&text);
}

static void about_key(struct cli *c)
{
    struct bs_error e = {0};
    if (need_key(c, &e) != BS_OK) {
        line(c, "key", e.text);
        return;
    }
    line(c, "key", c->key_where);
    out_printf(&c->out, "%-10s %s\n", "",
               bs_key_locked(c->key) ? "in memory that is never swapped, wiped at the end"
                                     : "missing: memory that is never swapped (ulimit -l is too low)");
}

static bs_err about_database(struct cli *c)
{
    struct bs_error e = {0};
    struct bs_totals t;
    if (access(c->db, F_OK) != 0) {
        line(c, "database", "none yet");
        return BS_OK;
    }
    bs_err err = need_store(c, BS_STORE_READ, &e);
    if (err == BS_OK)
        err = bs_store_totals(c->store, &t, &e);
    if (err != BS_OK) {
        line(c, "database", e.text);
        return err;
    }
    line(c, "database", c->db);
    out_printf(&c->out, "%-10s %lld services, %lld events, journal %s\n", "",
               (long long)t.services, (long long)t.events, bs_store_journal(c->store));
    return BS_OK;
}

/* What holds, and loudly what does not. */
static void about_protection(struct cli *c)
{
    struct bs_buf has[2], missing[2];
    static const char *const what[] = {"build", "process"};
    for (int i = 0; i < 2; i++) {
        bs_buf_init(&has[i], TEXT_MAX);
        bs_buf_init(&missing[i], TEXT_MAX);
    }
    harden_build(&has[0], &missing[0]);
    harden_process(&c->hardened, &has[1], &missing[1]);
    for (int i = 0; i < 2; i++) {
        if (has[i].len)
            out_printf(&c->out, "%-10s %.*s\n", what[i], (int)has[i].len, (const char *)has[i].p);
        if (missing[i].len)
            out_printf(&c->out, "%-10s missing: %.*s\n", what[i], (int)missing[i].len,
                       (const char *)missing[i].p);
        bs_buf_fini(&has[i]);
        bs_buf_fini(&missing[i]);
    }
    struct bs_buf text;
    bs_buf_init(&text, TEXT_MAX);
    sandbox_describe(c, &text);
    out_printf(&c->out, "%-10s %.*s\n", "sandbox", (int)text.len, (const char *)text.p);
    bs_buf_fini(&text);
}

enum { OPT_WRITE_CONFIG };
static const struct cli_option options[] = {
    {"write-config", 0, NULL, "write a commented configuration that changes nothing"},
    {NULL, 0, NULL, NULL},
};

static void about_config(struct cli *c)
{
    char all[400];
    line(c, "config", access(c->config, F_OK) == 0 ? c->config : "none (doctor --write-config makes one)");
    if (c->config_bad)
        out_printf(&c->out, "%-10s %d lines are wrong: named on stderr, the defaults hold\n", "",
                   c->config_bad);
    if (c->config_warned)
        out_printf(&c->out, "%-10s %d bindings collide: named on stderr\n", "", c->config_warned);
    themes_list(c, all, sizeof all);
    out_printf(&c->out, "%-10s %s\n", "themes", all);
}

static bs_err run(struct cli *c, struct bs_error *e)
{
    struct bs_error why = {0};
    if (c->opt[OPT_WRITE_CONFIG])
        return config_write(c, e);
    line(c, "version", PACKAGE_VERSION);
    line(c, "patterns", bs_nmap_engine(&c->arena));
    line(c, "nmap", access(BS_NMAP_FILE, R_OK) == 0 ? BS_NMAP_FILE : "no list (for --nmap: install nmap)");
    line(c, "locale", nl_langinfo(CODESET));
    line(c, "data", c->data_dir);
    about_config(c);
    bs_err rules = need_rules(c, &why);
    line(c, "rules", rules == BS_OK ? bs_rules_id(c->rules) : why.text);
    about_key(c);
    bs_err db = about_database(c);
    about_terminal(c);
    about_protection(c);
    if (rules != BS_OK || db != BS_OK || c->config_bad)
        return bs_error_set(e, BS_E_FAILED, "not everything is in order");
    return BS_OK;
}

const struct bs_command bs_cmd_doctor = {
    .name = "doctor",
    .usage = "",
    .help = "what the program finds around it\n\n"
            "Version, lists, where the key is (never the key), database, terminal abilities; and what protects\n"
            "the process: how it was built, core dumps, debuggers, the key's memory, the sandbox.\n"
            "--write-config makes a configuration with every setting and key, each commented out, at the\n"
            "place the program reads; one that exists is never overwritten.",
    .options = options,
    .uses = CLI_USES_KEY | CLI_USES_CONFIG,
    .run = run,
};
