#include "sandbox.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli.h"
#include "plain.h"

enum { PLACES = 64 }; /* besides the words of the command line */

struct plan {
    struct cli *c;
    struct bs_place *place;
    size_t n, max;
};

static void add(struct plan *p, const char *path, unsigned may)
{
    if (path && *path && p->n < p->max)
        p->place[p->n++] = (struct bs_place){path, may};
}

/* What any program reads: libraries, certificates, names of hosts and users, time zones, terminals.
 * /etc as a whole, since resolv.conf and the like are replaced, and a rule holds for the old file. */
static const struct bs_place of_system[] = {
    {"/usr", BS_MAY_READ},
    {"/bin", BS_MAY_READ},
    {"/sbin", BS_MAY_READ},
    {"/lib", BS_MAY_READ},
    {"/lib64", BS_MAY_READ},
    {"/nix/store", BS_MAY_READ},
    {"/gnu/store", BS_MAY_READ},
    {"/etc", BS_MAY_READ},
    {"/run/systemd/resolve", BS_MAY_READ},
    {"/run/resolvconf", BS_MAY_READ},
    {"/run/NetworkManager", BS_MAY_READ},
    {"/sys/devices/system/cpu", BS_MAY_READ},
    {"/proc/self", BS_MAY_READ},
    {"/dev/null", BS_MAY_WRITE},
    {"/dev/zero", BS_MAY_READ},
    {"/dev/random", BS_MAY_READ},
    {"/dev/urandom", BS_MAY_READ},
    {"/dev/stdin", BS_MAY_READ}, /* whatever file it is */
};

/* What the screen needs besides, for itself and for editor, pager and the configured commands. */
static const struct bs_place of_screen[] = {
    {"/usr", BS_MAY_RUN},
    {"/bin", BS_MAY_RUN},
    {"/sbin", BS_MAY_RUN},
    {"/lib", BS_MAY_RUN},
    {"/lib64", BS_MAY_RUN},
    {"/nix/store", BS_MAY_RUN},
    {"/gnu/store", BS_MAY_RUN},
    {"/etc/alternatives", BS_MAY_RUN},
    {"/dev/tty", BS_MAY_WRITE},
    {"/dev/pts", BS_MAY_WRITE},
    {"/tmp", BS_MAY_WRITE},
    {".", BS_MAY_WRITE}, /* where it was started: exports go there */
};

/* The folder, or, where it has yet to be made, the nearest one above it. */
static const char *nearest(struct cli *c, const char *dir)
{
    char *path = (char *)(uintptr_t)bs_arena_printf(&c->arena, "%s", dir).p;
    while (access(path, F_OK) != 0) {
        char *slash = strrchr(path, '/');
        if (!slash)
            return ".";
        slash[slash == path] = '\0';
        if (slash == path)
            return path;
    }
    return path;
}

static const char *folder_of(struct cli *c, const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return ".";
    return bs_arena_printf(&c->arena, "%.*s", slash == file ? 1 : (int)(slash - file), file).p;
}

/* Every word of the command line that names a file is meant to be read; behind --output a file is
 * made, under another name first, so its folder is written to. */
static void add_words(struct plan *p)
{
    struct cli *c = p->c;
    const struct cli_option *o = c->cmd ? c->cmd->options : NULL;
    bool other_db = c->cmd && c->cmd->uses & CLI_USES_OTHER_DB;
    for (int i = 0; i < c->args; i++)
        add(p, other_db ? folder_of(c, c->arg[i]) : c->arg[i], other_db ? BS_MAY_WRITE : BS_MAY_READ);
    for (size_t i = 0; o && o[i].name; i++) {
        if (!c->opt[i] || !o[i].arg)
            continue;
        bool made = strcmp(o[i].name, "output") == 0;
        add(p, made ? folder_of(c, c->opt[i]) : c->opt[i], made ? BS_MAY_WRITE : BS_MAY_READ);
    }
}

static void add_key(struct plan *p, unsigned may)
{
    const char *home = getenv("HOME");
    if (!home)
        return;
    add(p, path_join(p->c, home, ".shodan"), may);
    const char *dir = path_join(p->c, home, ".config/shodan");
    add(p, may == BS_MAY_WRITE ? nearest(p->c, dir) : dir, may);
}

static void add_authorities(struct plan *p)
{
    static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF"};
    for (size_t i = 0; i < BS_COUNT(names); i++)
        add(p, getenv(names[i]), BS_MAY_READ);
}

static void add_own(struct plan *p, unsigned uses)
{
    struct cli *c = p->c;
    unsigned state = uses & CLI_USES_SHODAN ? BS_MAY_WRITE : BS_MAY_READ;
    unsigned config = uses & CLI_USES_CONFIG ? BS_MAY_WRITE : BS_MAY_READ;
    /* These two the command would make itself, a moment later. */
    if (uses & CLI_USES_DATA && !c->db_given)
        (void)bs_make_dirs(path_data_home(c), NULL);
    if (uses & CLI_USES_SHODAN)
        (void)bs_make_dirs(path_state_home(c), NULL);
    add(p, folder_of(c, c->db), BS_MAY_WRITE);
    add(p, c->data_dir, BS_MAY_READ);
    add(p, path_state_home(c), state);
    add(p, config == BS_MAY_WRITE ? nearest(c, path_config_home(c)) : path_config_home(c), config);
    if (config == BS_MAY_WRITE)
        add(p, nearest(c, folder_of(c, c->config)), config);
    if (uses & (CLI_USES_SHODAN | CLI_USES_KEY))
        add_key(p, uses & CLI_USES_NEW_KEY ? BS_MAY_WRITE : BS_MAY_READ);
    if (uses & CLI_USES_SHODAN)
        add_authorities(p);
    if (uses & CLI_USES_TEMPORARY)
        add(p, "/tmp", BS_MAY_WRITE);
}

static void add_all(struct plan *p, const struct bs_place *place, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add(p, place[i].path, place[i].may);
}

static bool opens_screen(const struct cli *c)
{
    return (!c->cmd || c->cmd->uses & CLI_USES_SCREEN) && !plain_wanted(c);
}

static bool chosen(const struct cli *c, const char *what)
{
    return strcmp(c->sandbox ? c->sandbox : "commands", what) == 0;
}

static void enter(struct cli *c)
{
    enum { EVERYTHING = CLI_USES_SHODAN | CLI_USES_NEW_KEY | CLI_USES_DATA | CLI_USES_CONFIG };
    struct plan p = {.c = c, .max = PLACES + (size_t)c->args};
    struct bs_error why = {0};
    bool screen = opens_screen(c);
    unsigned uses = screen ? EVERYTHING : c->cmd ? c->cmd->uses : CLI_USES_DATA;
    if (chosen(c, "off") || (screen && !chosen(c, "all"))) {
        c->sandboxed = chosen(c, "off") ? "off: the setting says so"
                                        : "off for the screen; set sandbox = all puts it in, too";
        return;
    }
    p.place = bs_alloc(p.max * sizeof *p.place);
    add_all(&p, of_system, BS_COUNT(of_system));
    add_own(&p, uses);
    add_words(&p);
    if (screen) {
        add_all(&p, of_screen, BS_COUNT(of_screen));
        add(&p, getenv("TMPDIR"), BS_MAY_WRITE);
        add(&p, getenv("XDG_RUNTIME_DIR"), BS_MAY_WRITE);
    }
    const struct bs_sandbox s = {
        .place = p.place, .n = p.n, .network = (uses & CLI_USES_SHODAN) != 0, .alone = !screen};
    c->in_sandbox = bs_sandbox_enter(&s, &why) == BS_OK;
    free(p.place);
    c->sandboxed = c->in_sandbox ? bs_arena_printf(&c->arena, "on (Landlock %d)", bs_sandbox_version()).p
                                 : bs_arena_printf(&c->arena, "off: %s", why.text).p;
}

void sandbox_enter(struct cli *c)
{
    enter(c);
    if (c->verbose)
        note_printf("sandbox: %s", c->sandboxed);
}

void sandbox_describe(struct cli *c, struct bs_buf *out)
{
    bs_buf_printf(out, "%s", c->sandboxed);
    if (c->in_sandbox)
        bs_buf_printf(out, ": a command reaches its own files and, if it asks Shodan, the network\n%-10s %s", "",
                      chosen(c, "all") ? "the screen, too; its programs with it"
                                       : "the screen is not in it: set sandbox = all");
}
