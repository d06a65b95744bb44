#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

enum { DEADLINE_US = 10000000 }; /* a guard against hanging, never a wait */
static const uint8_t marker[4] = {0, 0x1d, 0, 0x1e};

int64_t pty_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int on_prop(VTermProp prop, VTermValue *v, void *user)
{
    struct pty *p = user;

    if (prop == VTERM_PROP_ALTSCREEN)
        p->altscreen = v->boolean;
    else if (prop == VTERM_PROP_CURSORVISIBLE)
        p->cursor_visible = v->boolean;
    else if (prop == VTERM_PROP_MOUSE)
        p->mouse = v->number;
    return 1;
}

/* libvterm's own buffer is small, and what does not fit is lost. */
static void on_typed(const char *bytes, size_t n, void *user)
{
    struct pty *p = user;

    if (n > sizeof(p->typed) - p->typed_n)
        n = sizeof(p->typed) - p->typed_n;
    memcpy(p->typed + p->typed_n, bytes, n);
    p->typed_n += n;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_prop};

void pty_open(struct pty *p, int rows, int cols)
{
    memset(p, 0, sizeof(*p));
    p->rows = rows;
    p->cols = cols;
    p->master = p->slave = p->sync = -1;
    p->cursor_visible = true;
    p->vt = vterm_new(rows, cols);
    vterm_set_utf8(p->vt, 1);
    vterm_output_set_callback(p->vt, on_typed, p);
    p->screen = vterm_obtain_screen(p->vt);
    vterm_screen_enable_altscreen(p->screen, 1);
    vterm_screen_set_callbacks(p->screen, &callbacks, p);
    vterm_screen_reset(p->screen, 1);
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void pty_hang_up(struct pty *p)
{
    close_one(&p->master);
    close_one(&p->slave);
}

static void close_all(struct pty *p)
{
    pty_hang_up(p);
    close_one(&p->sync);
}

static void note_exit(struct pty *p, int status)
{
    p->pid = 0;
    p->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void pty_close(struct pty *p)
{
    int status;

    if (p->pid > 0) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, &status, 0);
    }
    close_all(p);
    if (p->log)
        fclose(p->log);
    vterm_free(p->vt);
}

static void child(struct pty *p, int sync_w, char *const argv[], char *const env[])
{
    close(p->master);
    login_tty(p->slave);
    fcntl(sync_w, F_SETFD, 0);
    execve(argv[0], argv, env);
    fprintf(stderr, "cannot run %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

bool pty_run(struct pty *p, char *const argv[], char *const env[])
{
    struct winsize ws = {.ws_row = (unsigned short)p->rows,
                         .ws_col = (unsigned short)p->cols};
    char *environment[128], hook[32];
    int sync[2];
    size_t n = 0;

    close_all(p);
    if (openpty(&p->master, &p->slave, NULL, NULL, &ws) != 0 ||
        pipe2(sync, O_CLOEXEC) != 0)
        return false;
    fcntl(p->master, F_SETFD, FD_CLOEXEC);
    fcntl(p->slave, F_SETFD, FD_CLOEXEC);
    fcntl(p->master, F_SETFL, O_NONBLOCK);
    tcgetattr(p->slave, &p->before);
    while (n < 126 && env[n]) {
        environment[n] = env[n];
        n++;
    }
    snprintf(hook, sizeof(hook), "BS_SYNC_FD=%d", sync[1]);
    environment[n++] = hook;
    environment[n] = NULL;
    pty_mark(p);
    p->pid = fork();
    if (p->pid == 0)
        child(p, sync[1], argv, environment);
    close(sync[1]);
    p->sync = sync[0];
    fcntl(p->sync, F_SETFL, O_NONBLOCK);
    return p->pid > 0;
}

static void receive(struct pty *p, const uint8_t *b, size_t n)
{
    if (n == 0)
        return;
    p->last_us = pty_now_us();
    if (p->bytes == 0)
        p->first_us = p->last_us;
    p->bytes += n;
    if (p->log)
        fwrite(b, 1, n, p->log);
    wire_watch(&p->wire, b, n);
    vterm_input_write(p->vt, (const char *)b, n);
}

/* One read; with `want_marker` true at the marker. */
static bool read_some(struct pty *p, bool want_marker)
{
    uint8_t b[16384];
    static const size_t tail = sizeof(marker);
    ssize_t got = read(p->master, b, sizeof(b) - 16);

    if (got <= 0)
        return false;
    size_t n = (size_t)got;
    /* the marker is the last thing on the line; it may come in two pieces */
    while (want_marker && n < sizeof(b) - 1 && memchr(b, 0, n) &&
           (n < tail || memcmp(b + n - tail, marker, tail) != 0)) {
        struct pollfd f = {p->master, POLLIN, 0};
        if (poll(&f, 1, 1000) != 1 || (got = read(p->master, b + n, sizeof(b) - n)) <= 0)
            break;
        n += (size_t)got;
    }
    bool done = want_marker && n >= tail && memcmp(b + n - tail, marker, tail) == 0;
    receive(p, b, done ? n - tail : n);
    return done;
}

static bool drain_to_marker(struct pty *p, int64_t until)
{
    if (write(p->slave, marker, sizeof(marker)) != (ssize_t)sizeof(marker))
        return false;
    while (pty_now_us() < until) {
        struct pollfd f = {p->master, POLLIN, 0};
        if (poll(&f, 1, 100) == 1 && read_some(p, true))
            return true;
    }
    return false;
}

/* 1 = sync byte, 0 = nothing yet, -1 = the program closed it */
static int take_sync(struct pty *p)
{
    char b[64];
    ssize_t n = read(p->sync, b, sizeof(b));

    if (n > 0)
        return 1;
    return n == 0 ? -1 : 0;
}

static void reap(struct pty *p)
{
    int status;

    if (p->pid > 0 && waitpid(p->pid, &status, 0) == p->pid)
        note_exit(p, status);
}

static bool wait_for(struct pty *p, bool exit_only)
{
    int64_t until = pty_now_us() + DEADLINE_US;
    int got = 0;

    while (pty_now_us() < until) {
        struct pollfd f[2] = {
            {p->sync,   POLLIN, 0},
            {p->master, POLLIN, 0}
        };
        if (poll(f, 2, 100) > 0) {
            if (f[1].revents & POLLIN)
                read_some(p, false);
            got = f[0].revents ? take_sync(p) : 0;
            p->sync_us = pty_now_us();
        }
        if (got < 0)
            reap(p);
        if (got < 0 || (got > 0 && !exit_only))
            return drain_to_marker(p, until);
    }
    p->timed_out = true;
    return false;
}

bool pty_settle(struct pty *p)
{
    return p->pid == 0 || wait_for(p, false);
}

bool pty_wait_exit(struct pty *p)
{
    return p->pid == 0 || wait_for(p, true);
}

bool pty_wait_gone(struct pty *p)
{
    int64_t until = pty_now_us() + DEADLINE_US;
    int got = 0;

    while (p->pid > 0 && got >= 0 && pty_now_us() < until) {
        struct pollfd f = {p->sync, POLLIN, 0};
        got = poll(&f, 1, 100) > 0 ? take_sync(p) : 0;
    }
    if (got < 0)
        reap(p);
    return p->pid == 0;
}

bool pty_take(struct pty *p, int64_t until_us)
{
    int64_t left;

    while ((left = until_us - pty_now_us()) > 0) {
        struct pollfd f = {p->master, POLLIN, 0};
        struct timespec wait = {0, left % 1000000 * 1000};
        if (ppoll(&f, 1, &wait, NULL) > 0 && (f.revents & POLLIN)) {
            read_some(p, false);
            return true;
        }
    }
    return false;
}

void pty_stop(struct pty *p)
{
    int status;

    pty_signal(p, SIGSTOP);
    if (p->pid > 0 && waitpid(p->pid, &status, WUNTRACED) == p->pid && !WIFSTOPPED(status))
        note_exit(p, status);
}

void pty_mark(struct pty *p)
{
    p->bytes = 0;
    p->first_us = p->last_us = pty_now_us();
}

void pty_send(struct pty *p, const char *bytes, size_t n)
{
    int64_t until = pty_now_us() + DEADLINE_US;

    if (p->sync >= 0)
        take_sync(p); /* nothing that was settled before counts */
    while (n > 0 && p->pid > 0 && pty_now_us() < until) {
        ssize_t w = write(p->master, bytes, n);
        if (w > 0) {
            bytes += w;
            n -= (size_t)w;
        } else {
            struct pollfd f = {p->master, POLLIN | POLLOUT, 0};
            if (poll(&f, 1, 100) == 1 && (f.revents & POLLIN))
                read_some(p, false);
        }
    }
}

void pty_flush(struct pty *p)
{
    size_t n = p->typed_n;

    p->typed_n = 0;
    pty_send(p, p->typed, n);
}

static const struct {
    const char *name;
    VTermKey key;
} named[] = {
    {"Enter",     VTERM_KEY_ENTER    },
    {"Esc",       VTERM_KEY_ESCAPE   },
    {"Tab",       VTERM_KEY_TAB      },
    {"Up",        VTERM_KEY_UP       },
    {"Down",      VTERM_KEY_DOWN     },
    {"Left",      VTERM_KEY_LEFT     },
    {"Right",     VTERM_KEY_RIGHT    },
    {"Home",      VTERM_KEY_HOME     },
    {"End",       VTERM_KEY_END      },
    {"PgUp",      VTERM_KEY_PAGEUP   },
    {"PgDn",      VTERM_KEY_PAGEDOWN },
    {"Ins",       VTERM_KEY_INS      },
    {"Del",       VTERM_KEY_DEL      },
    {"Backspace", VTERM_KEY_BACKSPACE},
};

bool pty_key(struct pty *p, const char *word)
{
    VTermModifier mod = VTERM_MOD_NONE;

    for (; strncmp(word, "Alt-", 4) == 0; word += 4)
        mod |= VTERM_MOD_ALT;
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        if (strcmp(word, named[i].name) == 0) {
            vterm_keyboard_key(p->vt, named[i].key, mod);
            return true;
        }
    }
    if (strcmp(word, "Space") == 0)
        vterm_keyboard_unichar(p->vt, ' ', mod);
    else if (strcmp(word, "S-Tab") == 0)
        vterm_keyboard_key(p->vt, VTERM_KEY_TAB, VTERM_MOD_SHIFT);
    else if (word[0] == '^' && word[1] && !word[2])
        vterm_keyboard_unichar(p->vt, (uint32_t)(word[1] | 0x20), mod | VTERM_MOD_CTRL);
    else if (word[0] == 'F' && word[1] >= '1' && word[1] <= '9')
        vterm_keyboard_key(p->vt, (VTermKey)VTERM_KEY_FUNCTION(atoi(word + 1)), mod);
    else if (word[0] && !word[1])
        vterm_keyboard_unichar(p->vt, (uint32_t)(unsigned char)word[0], mod);
    else
        return false;
    return true;
}

void pty_resize(struct pty *p, int rows, int cols)
{
    struct winsize ws = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    p->rows = rows;
    p->cols = cols;
    vterm_set_size(p->vt, rows, cols);
    if (p->sync >= 0)
        take_sync(p);
    if (p->master >= 0)
        ioctl(p->master, TIOCSWINSZ, &ws);
}

void pty_signal(struct pty *p, int sig)
{
    if (p->sync >= 0)
        take_sync(p);
    if (p->pid > 0)
        kill(p->pid, sig);
}

VTermScreenCell pty_cell(const struct pty *p, int row, int col)
{
    VTermScreenCell c;

    memset(&c, 0, sizeof(c));
    vterm_screen_get_cell(p->screen, (VTermPos){row, col}, &c);
    return c;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    static const uint32_t lead[4] = {0, 0xc0, 0xe0, 0xf0};
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out[0] = (char)(lead[more] | (c >> (6 * more)));
    for (int i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (c >> (6 * (more - i)) & 0x3f));
    return (size_t)more + 1;
}

void pty_row(const struct pty *p, int row, char *out, size_t max)
{
    size_t n = 0, end = 0;

    for (int col = 0; col < p->cols && n + 32 < max; col++) {
        VTermScreenCell c = pty_cell(p, row, col);
        if (c.chars[0] == 0) {
            out[n++] = ' ';
            continue;
        }
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && c.chars[i]; i++)
            n += put_utf8(out + n, c.chars[i]);
        if (c.chars[0] != ' ')
            end = n;
        if (c.width > 1)
            col++;
    }
    out[end] = '\0';
}
