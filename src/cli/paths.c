#include "cli.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

const char *path_join(struct cli *c, const char *dir, const char *name)
{
    return bs_arena_printf(&c->arena, "%s/%s", dir, name).p;
}

/* $VARIABLE/bannerscope, or $HOME/OTHERWISE/bannerscope.  Relative values do not count (XDG). */
static const char *xdg(struct cli *c, const char *variable, const char *otherwise)
{
    const char *dir = getenv(variable);
    if (dir && dir[0] == '/')
        return path_join(c, dir, "bannerscope");
    const char *home = getenv("HOME");
    return bs_arena_printf(&c->arena, "%s/%s/bannerscope", home && *home ? home : ".", otherwise).p;
}

const char *path_data_home(struct cli *c)
{
    return xdg(c, "XDG_DATA_HOME", ".local/share");
}

const char *path_config_home(struct cli *c)
{
    return xdg(c, "XDG_CONFIG_HOME", ".config");
}

const char *path_state_home(struct cli *c)
{
    return xdg(c, "XDG_STATE_HOME", ".local/state");
}

static bool holds_data(struct cli *c, const char *dir)
{
    return access(path_join(c, dir, "keywords/protocols.list"), R_OK) == 0;
}

/* A program that is run from where it was built finds its files beside it. */
static const char *beside_program(struct cli *c)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(exe, '/');
        if (!slash || slash == exe)
            return NULL;
        *slash = '\0';
        if (holds_data(c, exe))
            return bs_arena_printf(&c->arena, "%s", exe).p;
    }
    return NULL;
}

const char *path_find_data(struct cli *c)
{
    if (c->data_dir_given)
        return c->data_dir;
    const char *dir = getenv("BANNERSCOPE_DATA_DIR");
    if (dir && *dir)
        return dir;
    dir = beside_program(c);
    return dir ? dir : BS_DATADIR;
}

const char *path_user_rules(struct cli *c)
{
    return path_join(c, path_config_home(c), "keywords");
}
