/* Measured: a default tmux drops OSC 52 from programs but honours `load-buffer -w`; GNU
 * screen passes OSC 52 only inside its DCS; elsewhere the sequence itself is what there
 * is. */
#include "tui_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

extern char **environ;

enum { SCREEN_PIECE = 768 }; /* GNU screen cuts longer strings */

enum bs_copy_way bs_copy_way_of(const char *tmux, const char *sty)
{
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

/* A file in memory instead of a pipe: nobody can make us wait while writing. */
static int memory_file(bs_bytes b)
{
    int fd = memfd_create("bannerscope-copy", MFD_CLOEXEC);

    for (size_t done = 0; fd >= 0 && done < b.n;) {
        ssize_t n = write(fd, b.p + done, b.n - done);
        if (n < 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

int bs_copy_spawn(bs_bytes b)
{
    char *argv[] = {(char[]){"tmux"}, (char[]){"load-buffer"}, (char[]){"-w"},
                    (char[]){"-"}, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, usual;
    pid_t pid = -1;
    int fd = memory_file(b);

    if (fd < 0)
        return -1;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fd, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &usual);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    errno = posix_spawnp(&pid, argv[0], &files, &attr, argv, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&files);
    int failed = errno;
    close(fd);
    errno = failed;
    return failed ? -1 : pid;
}
