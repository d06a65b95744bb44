#include "cli.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

enum { CTRL_C = 3, SIGNAL_POLL_MS = 200 };

bool ask_possible(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* One line of stdin, byte by byte: what follows belongs to somebody else.  It also ends behind
 * `stop`, which is kept; of a line that is too long nothing is. */
static enum ask_line read_line(char *out, size_t max, char stop)
{
    size_t n = 0;
    bool any = false, whole = true;
    for (;;) {
        char ch;
        ssize_t got = read(STDIN_FILENO, &ch, 1);
        if (got < 0 && errno == EINTR)
            continue;
        any |= got > 0;
        if (got <= 0 || ch == '\n')
            break;
        if (n + 1 < max)
            out[n++] = ch;
        else
            whole = false;
        if (ch == stop)
            break;
    }
    out[whole ? n : 0] = '\0';
    return !any ? ASK_LINE_END : whole ? ASK_LINE_OK : ASK_LINE_LONG;
}

enum ask_line ask_line(char *out, size_t max)
{
    return read_line(out, max, '\n');
}

bool ask_yes(const char *question)
{
    char line[16];
    fprintf(stderr, "%s [y/N] ", question);
    if (ask_line(line, sizeof line) != ASK_LINE_OK)
        return false;
    bs_str said = bs_str_trim(bs_str_z(line));
    return bs_str_eq_nocase(said, BS_STR("y")) || bs_str_eq_nocase(said, BS_STR("yes"));
}

/* A terminal that shows nothing of what is typed, and signals that wait until it does again. */
struct unseen {
    struct termios shown;
    sigset_t stops, before;
    bool on;
};

static void hide(struct unseen *u)
{
    u->on = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &u->shown) == 0;
    if (!u->on)
        return;
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    sigemptyset(&u->stops);
    for (size_t i = 0; i < BS_COUNT(stops); i++)
        sigaddset(&u->stops, stops[i]);
    sigprocmask(SIG_BLOCK, &u->stops, &u->before);
    struct termios hidden = u->shown;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    /* Without ISIG Ctrl-C is a character; this way it ends the line by itself. */
    hidden.c_cc[VEOL] = CTRL_C;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

static void show(struct unseen *u)
{
    if (!u->on)
        return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &u->shown);
    fputc('\n', stderr);
    /* What waited comes now. */
    sigprocmask(SIG_SETMASK, &u->before, NULL);
}

/* Until there is something to read; false when a signal waits instead. */
static bool wait_for_line(const struct unseen *u)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    sigset_t waiting;
    while (u->on) {
        if (poll(&in, 1, SIGNAL_POLL_MS) > 0)
            return true;
        sigpending(&waiting);
        for (int s = 1; s < NSIG; s++) {
            if (sigismember(&u->stops, s) == 1 && sigismember(&waiting, s) == 1)
                return false;
        }
    }
    return true;
}

bs_err ask_secret(const char *prompt, char *out, size_t max, struct bs_error *e)
{
    struct unseen unseen;
    hide(&unseen);
    if (unseen.on)
        fputs(prompt, stderr);
    *out = '\0';
    bool stopped = !wait_for_line(&unseen);
    bool whole = stopped || read_line(out, max, CTRL_C) != ASK_LINE_LONG;
    show(&unseen);
    if (!whole)
        return bs_error_set(e, BS_E_KEY, "that is too long for a key");
    if (stopped || strchr(out, CTRL_C))
        return bs_error_set(e, BS_E_CANCELLED, "nothing was stored");
    return BS_OK;
}
