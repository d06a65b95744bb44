/* What a script does to the program. */
#include "script.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void cmd_size(struct script *s, const char *rest)
{
    int cols = 80, rows = 24;

    if (sscanf(rest, "%dx%d", &cols, &rows) != 2)
        give_up(s, "size COLSxROWS");
    else if (s->open)
        pty_resize(&s->pty, rows, cols);
    else
        pty_open(&s->pty, rows, cols);
    s->open = true;
}

void cmd_env(struct script *s, const char *rest)
{
    char name[64];
    const char *eq = strchr(rest, '=');
    size_t n = eq ? (size_t)(eq - rest) : strlen(rest);

    snprintf(name, sizeof(name), "%.*s", (int)n, rest);
    if (eq)
        set_env(s, name, eq + 1);
    else
        unset_env(s, name);
}

static void start(struct script *s, char **argv)
{
    if (!s->open)
        cmd_size(s, "80x24");
    if (s->pty.pid > 0)
        give_up(s, "run: it runs already");
    else if (!pty_run(&s->pty, argv, s->env))
        give_up(s, "run: no pseudo-terminal");
    else
        settle(s);
}

void cmd_run(struct script *s, const char *rest)
{
    char words[4096], *argv[MAX_ARGS + 4], program[4200];
    char option[] = "--analyst", analyst[] = "ana"; /* else it is the account's name */
    const char *given = getenv("BS_PROGRAM"), *build = getenv("BS_BUILDDIR");

    snprintf(program, sizeof(program), "%s%s",
             given   ? given
             : build ? build
                     : ".",
             given ? "" : "/bannerscope");
    argv[0] = program;
    argv[1] = option;
    argv[2] = analyst;
    int n = split(s, rest, words, sizeof(words), argv + 3, MAX_ARGS - 1);
    for (int i = 3; i < n + 3; i++)
        argv[i] += argv[i][0] == '"';
    s->in_shell = false;
    start(s, argv);
}

/* A shell in the terminal, in whose commands the program runs as a job of its own; the
 * first rest is told by whoever writes to $BS_SYNC_FD. */
void cmd_run_shell(struct script *s, const char *rest)
{
    char sh[] = "/bin/sh", c[] = "-c", *text = strdup(rest);
    char *argv[] = {sh, c, text, NULL};

    s->in_shell = true;
    start(s, argv);
    free(text);
}

static void type_text(struct script *s, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    while (*p) {
        int more = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
        uint32_t cp = more ? *p & (0x3fu >> more) : *p;
        for (p++; more > 0 && *p; more--)
            cp = cp << 6 | (*p++ & 0x3f);
        vterm_keyboard_unichar(s->pty.vt, cp, VTERM_MOD_NONE);
    }
}

/* One burst, except that an Esc is let settle: with a key right behind it, it would be
 * Alt. */
void cmd_key(struct script *s, const char *rest)
{
    char words[4096], *word[256];
    int n = split(s, rest, words, sizeof(words), word, 256);

    pty_mark(&s->pty);
    for (int i = 0; i < n && !s->dead; i++) {
        if (word[i][0] == '"' && word[i][1])
            type_text(s, word[i] + 1);
        else if (!pty_key(&s->pty, word[i]))
            give_up(s, "no such key");
        if (strcmp(word[i], "Esc") == 0 && i + 1 < n) {
            pty_flush(&s->pty);
            settle(s);
        }
    }
    pty_flush(&s->pty);
    settle(s);
}

void cmd_paste(struct script *s, const char *rest)
{
    pty_mark(&s->pty);
    vterm_keyboard_start_paste(s->pty.vt);
    type_text(s, rest);
    vterm_keyboard_unichar(s->pty.vt, '\r', VTERM_MOD_NONE);
    vterm_keyboard_end_paste(s->pty.vt);
    pty_flush(&s->pty);
    settle(s);
}

void cmd_repeat(struct script *s, const char *rest)
{
    int times = 0, at = 0;

    if (sscanf(rest, "%d %n", &times, &at) != 1 || !rest[at]) {
        give_up(s, "repeat N KEY...");
        return;
    }
    for (int i = 0; i < times && !s->dead; i++)
        cmd_key(s, rest + at);
}

/* burst N KEY: N times in one write. */
void cmd_burst(struct script *s, const char *rest)
{
    int times = 0, at = 0;

    if (sscanf(rest, "%d %n", &times, &at) != 1 || !rest[at]) {
        give_up(s, "burst N KEY");
        return;
    }
    pty_mark(&s->pty);
    for (int i = 0; i < times; i++)
        pty_key(&s->pty, rest + at);
    pty_flush(&s->pty);
    settle(s);
}

void cmd_resize(struct script *s, const char *rest)
{
    pty_mark(&s->pty);
    cmd_size(s, rest);
    settle(s);
}

void cmd_signal(struct script *s, const char *rest)
{
    static const struct {
        const char *name;
        int number;
    } names[] = {
        {"KILL",  SIGKILL },
        {"STOP",  SIGSTOP },
        {"TERM",  SIGTERM },
        {"QUIT", SIGQUIT},
        {"HUP",   SIGHUP  },
        {"INT",   SIGINT  },
        {"TSTP",  SIGTSTP },
        {"SEGV",  SIGSEGV },
        {"WINCH", SIGWINCH},
        {"CONT",  SIGCONT }
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(rest, names[i].name) == 0) {
            pty_signal(&s->pty, names[i].number);
            return;
        }
    }
    give_up(s, "no such signal");
}

void cmd_settle(struct script *s, const char *rest)
{
    (void)rest;
    settle(s);
}

void cmd_wait_exit(struct script *s, const char *rest)
{
    if (!pty_wait_exit(&s->pty)) {
        give_up(s, "the program does not end");
        return;
    }
    point(s, s->pty.status == atoi(rest), "ends with %d (wanted %s)", s->pty.status,
          rest);
    if (s->pty.status != atoi(rest))
        print_screen(s);
}

/* The line hangs up, as when an SSH session is lost. */
void cmd_hangup(struct script *s, const char *rest)
{
    (void)rest;
    pty_hang_up(&s->pty);
    bool gone = pty_wait_gone(&s->pty);
    point(s, gone && s->pty.status == 129, "a lost terminal ends it (%d)", s->pty.status);
}

void cmd_allow(struct script *s, const char *rest)
{
    if (!s->open)
        cmd_size(s, "80x24");
    s->pty.wire.allow_osc52 |= strstr(rest, "osc52") != NULL;
    s->pty.wire.allow_title |= strstr(rest, "title") != NULL;
    s->pty.wire.allow_bell |= strstr(rest, "bell") != NULL;
    s->pty.wire.allow_nul |= strstr(rest, "padding") != NULL;
}

void cmd_drag(struct script *s, const char *rest)
{
    int row = 0, col = 0, to_row = 0, to_col = 0;

    if (sscanf(rest, "%d,%d %d,%d", &row, &col, &to_row, &to_col) != 4) {
        give_up(s, "drag ROW,COL ROW,COL");
        return;
    }
    vterm_mouse_move(s->pty.vt, row, col, VTERM_MOD_NONE);
    vterm_mouse_button(s->pty.vt, 1, true, VTERM_MOD_NONE);
    vterm_mouse_move(s->pty.vt, (row + to_row) / 2, (col + to_col) / 2, VTERM_MOD_NONE);
    vterm_mouse_move(s->pty.vt, to_row, to_col, VTERM_MOD_NONE);
    vterm_mouse_button(s->pty.vt, 1, false, VTERM_MOD_NONE);
    pty_flush(&s->pty);
    settle(s);
}

void cmd_mouse(struct script *s, const char *rest)
{
    int row = 0, col = 0, button = 0;

    if (sscanf(rest, "%d %d,%d", &button, &row, &col) != 3) {
        give_up(s, "mouse BUTTON ROW,COL");
        return;
    }
    vterm_mouse_move(s->pty.vt, row, col, VTERM_MOD_NONE);
    vterm_mouse_button(s->pty.vt, button, true, VTERM_MOD_NONE);
    vterm_mouse_button(s->pty.vt, button, false, VTERM_MOD_NONE);
    pty_flush(&s->pty);
    settle(s);
}

static int run_shell(struct script *s, const char *command)
{
    int status = -1;

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        char sh[] = "/bin/sh", c[] = "-c", *text = strdup(command);
        char *argv[] = {sh, c, text, NULL};
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execve(sh, argv, s->env);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void cmd_shell(struct script *s, const char *rest)
{
    int status = run_shell(s, rest);

    if (status != 0) {
        point(s, false, "shell: status %d: %s", status, rest);
        s->dead = true;
    }
}

void cmd_check_shell(struct script *s, const char *rest)
{
    int status = run_shell(s, rest);

    point(s, status == 0, "%s (%d)", rest, status);
}

void cmd_require(struct script *s, const char *rest)
{
    char command[512];

    snprintf(command, sizeof(command), "%s >/dev/null 2>&1", rest);
    if (run_shell(s, command) == 0)
        return;
    printf("ok %d - %s # SKIP needs: %s\n", ++*s->total, s->name, rest);
    s->skipped = true;
}
