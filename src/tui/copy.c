/* Measured: a default tmux drops OSC 52 from programs but honours `load-buffer -w`; GNU
 * screen passes OSC 52 only inside its DCS; elsewhere the sequence itself is what there
 * is. */
#include "tui_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { SCREEN_PIECE = 768 }; /* GNU screen cuts longer strings */

enum bs_copy_way bs_copy_way_of(const char *setting, const char *tmux, const char *sty)
{
    static const char *const names[BS_COPY_WAYS] = {
        [BS_COPY_TMUX] = "tmux",       [BS_COPY_SCREEN] = "screen", [BS_COPY_OSC52] = "osc52",
        [BS_COPY_COMMAND] = "command", [BS_COPY_OFF] = "off",
    };
    for (int i = 0; setting && i < BS_COPY_WAYS; i++)
        if (strcmp(setting, names[i]) == 0)
            return (enum bs_copy_way)i;
    if (tmux && *tmux)
        return BS_COPY_TMUX;
    return sty && *sty ? BS_COPY_SCREEN : BS_COPY_OSC52;
}

void bs_copy_encode(enum bs_copy_way way, bs_bytes b, struct bs_buf *out)
{
    struct bs_buf osc;

    bs_buf_init(&osc, 4 * (size_t)BS_COPY_MAX);
    bs_buf_put(&osc, BS_STR("\033]52;c;"));
    bs_base64_encode(bs_bytes_sub(b, 0, BS_COPY_MAX), &osc);
    bs_buf_putc(&osc, '\a');
    bs_str rest = bs_buf_str(&osc);
    if (way == BS_COPY_TMUX) { /* its ESCs doubled, no length limit known */
        bs_buf_put(out, BS_STR("\033Ptmux;"));
        for (size_t i = 0; i < rest.n; i++) {
            if (rest.p[i] == '\033')
                bs_buf_putc(out, '\033');
            bs_buf_putc(out, rest.p[i]);
        }
        rest = BS_STR("\033\\");
    }
    while (way == BS_COPY_SCREEN && rest.n > 0) {
        size_t n = rest.n < SCREEN_PIECE ? rest.n : SCREEN_PIECE;
        bs_buf_put(out, BS_STR("\033P"));
        bs_buf_put(out, (bs_str){rest.p, n});
        bs_buf_put(out, BS_STR("\033\\"));
        rest = (bs_str){rest.p + n, rest.n - n};
    }
    bs_buf_put(out, rest);
    bs_buf_fini(&osc);
}

int bs_copy_spawn(const char *command, bs_bytes b)
{
    int fd = bs_memory_file(b); /* not a pipe: nobody can make us wait while writing */
    char *text = bs_strdup(bs_str_z(command)), *word[BS_WORDS_MAX + 1];
    int pid = -1;

    errno = ENOENT;
    if (fd >= 0 && bs_words(text, word) > 0)
        pid = bs_spawn(word, fd, -1);
    int failed = errno;
    if (fd >= 0)
        close(fd);
    free(text);
    errno = failed;
    return pid;
}
