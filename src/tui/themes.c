#include "tui_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void say_stderr(void *ctx, const char *message)
{
    (void)ctx;
    fprintf(stderr, "bannerscope: %s\n", message);
}

static void say_nothing(void *ctx, const char *message)
{
    (void)ctx;
    (void)message;
}

/* -- themes
 * -------------------------------------------------------------------------------- */

static bool user_theme_path(const char *name, char *out, size_t max)
{
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    if (xdg && *xdg == '/')
        return snprintf(out, max, "%s/bannerscope/themes/%s.theme", xdg, name) < (int)max;
    if (home && *home == '/')
        return snprintf(out, max, "%s/.config/bannerscope/themes/%s.theme", home, name) <
               (int)max;
    return false;
}

/* A theme is named, not pointed at. */
static bool plain_name(const char *name)
{
    size_t n = strlen(name);

    return n > 0 && n < 32 && name[0] != '.' && !strchr(name, '/');
}

bs_err bs_tui_theme(const struct bs_tui_options *o, const char *name, bool say,
                    struct bs_theme *out, struct bs_error *e)
{
    const char *wanted = name && *name ? name : "default";
    bs_complain_fn *complain = say ? say_stderr : say_nothing;
    char path[2][4096] = {"", ""}, shown[64];
    int bad = 0;

    bs_gate_z(bs_str_bytes(bs_str_z(wanted)), shown, sizeof(shown));
    if (!plain_name(wanted))
        return bs_error_set(e, BS_E_USAGE, "'%s' is not the name of a theme", shown);
    user_theme_path(wanted, path[0], sizeof(path[0]));
    if (o->data_dir)
        snprintf(path[1], sizeof(path[1]), "%s/themes/%s.theme", o->data_dir, wanted);
    bs_theme_builtin(out);
    for (int i = 0; i < 2; i++) {
        if (!*path[i] || access(path[i], R_OK) != 0)
            continue;
        return bs_theme_load(path[i], complain, NULL, &bad, out, e);
    }
    if (!name || strcmp(wanted, "default") == 0)
        return BS_OK;
    return bs_error_set(e, BS_E_USAGE,
                        "there is no theme '%s'; looked for %s.theme in %s/themes "
                        "and in bannerscope/themes of the user's configuration",
                        shown, shown, o->data_dir ? o->data_dir : BS_DATADIR);
}
