#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

bool ask_possible(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* One line of stdin, byte by byte: what follows belongs to somebody else. */
static bool read_line(char *out, size_t max)
{
    size_t n = 0;
    for (;;) {
        char ch;
        ssize_t got = read(STDIN_FILENO, &ch, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || ch == '\n')
            break;
        if (n + 1 < max)
            out[n++] = ch;
        else
            n = max; /* too long: nothing of it is used */
        if (n == max)
            break;
    }
    if (n == max)
        return false;
    out[n] = '\0';
    return true;
}

bool ask_yes(const char *question)
{
    char line[16];
    fprintf(stderr, "%s [y/N] ", question);
    if (!read_line(line, sizeof line))
        return false;
    bs_str said = bs_str_trim(bs_str_z(line));
    return bs_str_eq_nocase(said, BS_STR("y")) || bs_str_eq_nocase(said, BS_STR("yes"));
}

bs_err ask_secret(const char *prompt, char *out, size_t max, struct bs_error *e)
{
    struct termios shown, hidden;
    sigset_t stop, before;
    bool tty = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &shown) == 0;
    if (tty) {
        /* Ctrl-C and Ctrl-Z wait until the echo is back. */
        sigemptyset(&stop);
        sigaddset(&stop, SIGINT);
        sigaddset(&stop, SIGTSTP);
        sigprocmask(SIG_BLOCK, &stop, &before);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
        fputs(prompt, stderr);
    }
    bool whole = read_line(out, max);
    if (tty) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        sigprocmask(SIG_SETMASK, &before, NULL);
        fputc('\n', stderr);
    }
    if (!whole)
        return bs_error_set(e, BS_E_KEY, "that is too long for a key");
    if (strchr(out, '\003'))
        return bs_error_set(e, BS_E_CANCELLED, "nothing was stored");
    return BS_OK;
}
