#include "tui_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Only before the screen: on it stderr would be drawn over. */
static void say_stderr(void *ctx, const char *message)
{
    if (!*(const bool *)ctx)
        return;
    fprintf(stderr, "bannerscope: %s\n", message);
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

void bs_theme_faults(const struct bs_theme *theme, int bad, char *out, size_t max)
{
    snprintf(out, max, "theme %s: %d of its colours are missing or wrong, the default's hold",
             theme->name, bad);
}

bs_err bs_tui_theme(const struct bs_tui_options *o, const char *name, bool say, int *bad,
                    struct bs_theme *out, struct bs_error *e)
{
    const char *wanted = name && *name ? name : "default";
    char path[2][4096] = {"", ""}, shown[64];

    *bad = 0;
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
        return bs_theme_load(path[i], say_stderr, &say, bad, out, e);
    }
    if (!name || strcmp(wanted, "default") == 0)
        return BS_OK;
    return bs_error_set(e, BS_E_USAGE,
                        "there is no theme '%s'; looked for %s.theme in %s/themes "
                        "and in bannerscope/themes of the user's configuration",
                        shown, shown, o->data_dir ? o->data_dir : BS_DATADIR);
}
