/* Which themes there are: the user's own, and those that came with the program. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"

enum { THEMES_MAX = 64, NAME_MAX_BYTES = 32 };

static void folders(struct cli *c, const char *dir[2])
{
    dir[0] = path_join(c, path_config_home(c), "themes");
    dir[1] = path_join(c, c->data_dir, "themes");
}

bool theme_find(struct cli *c, const char *name)
{
    const char *dir[2];
    if (!*name || *name == '.' || strchr(name, '/') || strlen(name) >= NAME_MAX_BYTES)
        return false;
    folders(c, dir);
    for (int i = 0; i < 2; i++)
        if (access(bs_arena_printf(&c->arena, "%s/%s.theme", dir[i], name).p, R_OK) == 0)
            return true;
    return strcmp(name, "default") == 0; /* built in */
}

struct names {
    char name[THEMES_MAX][NAME_MAX_BYTES];
    size_t n;
};

/* Only names that need no gate and no quotes are offered. */
static bool plain(const char *s, size_t n)
{
    return n > 0 && n < NAME_MAX_BYTES &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == n;
}

static void add_folder(struct names *t, const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    while (dir && t->n < THEMES_MAX && (entry = readdir(dir)) != NULL) {
        const char *dot = strrchr(entry->d_name, '.');
        size_t n = dot ? (size_t)(dot - entry->d_name) : 0;
        bool twice = false;
        if (!dot || strcmp(dot, ".theme") != 0 || !plain(entry->d_name, n))
            continue;
        snprintf(t->name[t->n], NAME_MAX_BYTES, "%.*s", (int)n, entry->d_name);
        for (size_t i = 0; i < t->n; i++)
            twice |= strcmp(t->name[i], t->name[t->n]) == 0;
        t->n += !twice;
    }
    if (dir)
        closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

void themes_list(struct cli *c, char *out, size_t max)
{
    struct names *t = bs_alloc(sizeof *t);
    const char *dir[2];
    size_t n = 0;
    folders(c, dir);
    for (int i = 0; i < 2; i++)
        add_folder(t, dir[i]);
    qsort(t->name, t->n, sizeof t->name[0], by_name);
    *out = '\0';
    for (size_t i = 0; i < t->n && n + NAME_MAX_BYTES + 1 < max; i++)
        n += (size_t)snprintf(out + n, max - n, "%s%s", n ? " " : "", t->name[i]);
    free(t);
}
