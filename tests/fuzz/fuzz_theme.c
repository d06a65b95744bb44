/* Files that say how the screen looks and what keys do: a theme, `bind` and `unbind`, columns. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bannerscope/keymap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void complain(void *ctx, const char *message)
{
    ++*(int *)ctx;
    for (; *message; message++)
        if ((unsigned char)*message < 0x20 || (unsigned char)*message > 0x7e)
            abort();
}

static void theme(bs_bytes text)
{
    struct bs_theme t;
    struct bs_error e = {0};
    char path[64];
    int bad = 0, told = 0, fd = memfd_create("theme", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n)
        abort();
    if (bs_theme_load(path, complain, &told, &bad, &t, &e) == BS_OK) {
        for (int s = 0; s < BS_STYLE_COUNT; s++)
            if (t.style[s].fg16 < -1 || t.style[s].fg16 > 15 || t.style[s].bg16 < -1 || t.style[s].bg16 > 15)
                abort();
    }
    if (bad < told || (bad > 0) != (told > 0)) /* what is missing is told in one line */
        abort();
    close(fd);
}

/* Lines "KEY ACTION" and "KEY". */
static void keys(bs_str text)
{
    static struct bs_keymap m;
    bs_str line, key;
    char shown[200];
    int number = 0;
    bs_keymap_default(&m);
    while (bs_str_split(&text, '\n', &line)) {
        struct bs_error e = {0};
        bool longer;
        unsigned panes = (unsigned)number % 16;
        if (!bs_str_split(&line, ' ', &key))
            continue;
        bs_err err = line.p ? bs_keymap_bind(&m, panes, key, line, ++number, &e) : bs_keymap_unbind(&m, panes, key, &e);
        if ((err != BS_OK && !e.text[0]) || m.n > BS_BINDINGS_MAX)
            abort();
        for (int p = 0; p < BS_PANE_COUNT; p++)
            (void)bs_keymap_find(&m, (enum bs_pane)p, key, &longer);
    }
    for (const struct bs_action_def *a = bs_actions; a->name; a++)
        bs_keymap_keys(&m, a, BS_PANE_COUNT, shown, sizeof shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bs_bytes b = {data, size};
    struct bs_screen_columns columns;
    struct bs_error e = {0};
    theme(b);
    keys(bs_bytes_str(b));
    if (bs_screen_columns_parse(bs_bytes_str(b), &columns, &e) == BS_OK &&
        (columns.n == 0 || columns.n > BS_SCREEN_COLUMNS_MAX))
        abort();
    return 0;
}
