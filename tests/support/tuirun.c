/* tuirun - runs the scripts of tests/tui: keys in, screens out (see tests/tui/README.md).
 *
 *   tuirun [--update] SCRIPT...
 *
 * Speaks TAP, one point for every expectation.  --update writes what was seen into the
 * `expect <<END` blocks. */
#include "script.h"

#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- TAP
 * --------------------------------------------------------------------------------- */

void print_screen(const struct script *s)
{
    char row[8192];

    for (int r = 0; s->open && r < s->pty.rows; r++) {
        pty_row(&s->pty, r, row, sizeof(row));
        printf("# |%s\n", row);
    }
}

void point(struct script *s, bool ok, const char *fmt, ...)
{
    va_list ap;

    printf("%sok %d - %s:%d ", ok ? "" : "not ", ++*s->total, s->name, s->at + 1);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf("\n");
    s->points++;
}

void give_up(struct script *s, const char *why)
{
    point(s, false, "%s", why);
    print_screen(s);
    s->dead = true;
}

/* -- environment
 * ---------------------------------------------------------------------------- */

void set_env(struct script *s, const char *name, const char *value)
{
    size_t n = strlen(name);
    char *text = malloc(n + strlen(value) + 2);

    sprintf(text, "%s=%s", name, value); /* sized above */
    for (int i = 0; i < s->envs; i++) {
        if (strncmp(s->env[i], text, n + 1) == 0) {
            free(s->env[i]);
            s->env[i] = text;
            return;
        }
    }
    if (s->envs < MAX_ENV - 1)
        s->env[s->envs++] = text;
}

void unset_env(struct script *s, const char *name)
{
    size_t n = strlen(name);

    for (int i = 0; i < s->envs; i++) {
        if (strncmp(s->env[i], name, n) == 0 && s->env[i][n] == '=') {
            free(s->env[i]);
            s->env[i] = s->env[--s->envs];
            s->env[s->envs] = NULL;
        }
    }
}

const char *get_env(const struct script *s, const char *name)
{
    size_t n = strlen(name);

    for (int i = 0; i < s->envs; i++) {
        if (strncmp(s->env[i], name, n) == 0 && s->env[i][n] == '=')
            return s->env[i] + n + 1;
    }
    return "";
}

static void start_env(struct script *s)
{
    static const char *const keep[] = {
        "BS_SRCDIR",    "BS_BUILDDIR",   "BANNERSCOPE_DATA_DIR", "PYTHON3",
        "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",         "TMPDIR"};
    const char *build = getenv("BS_BUILDDIR") ? getenv("BS_BUILDDIR") : ".";
    const char *tmp = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
    char path[4200];

    snprintf(s->home, sizeof(s->home), "%.40s/bs-tui.XXXXXX", tmp);
    if (!mkdtemp(s->home)) {
        give_up(s, "no temporary directory");
        return;
    }
    for (size_t i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
        if (getenv(keep[i]))
            set_env(s, keep[i], getenv(keep[i]));
    }
    snprintf(path, sizeof(path), "%.2000s:%.2000s", build,
             getenv("PATH") ? getenv("PATH") : "");
    set_env(s, "PATH", path);
    set_env(s, "HOME", s->home);
    snprintf(path, sizeof(path), "%s/config", s->home);
    set_env(s, "XDG_CONFIG_HOME", path);
    snprintf(path, sizeof(path), "%s/data", s->home);
    set_env(s, "XDG_DATA_HOME", path);
    snprintf(path, sizeof(path), "%s/state", s->home);
    set_env(s, "XDG_STATE_HOME", path);
    snprintf(path, sizeof(path), "%s/t.db", s->home);
    set_env(s, "BANNERSCOPE_DB", path);
    set_env(s, "TERM", "xterm-256color");
    set_env(s, "LC_ALL", "C.UTF-8");
    set_env(s, "TZ", "UTC");
    set_env(s, "BS_CLOCK", "2026-01-02T03:04:05Z");
    set_env(s, "USER", "analyst");
    set_env(s, "LOGNAME", "analyst");
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)st;
    (void)flag;
    (void)f;
    return remove(path);
}

/* -- words of a line
 * ------------------------------------------------------------------------ */

int split(const struct script *s, const char *p, char *out, size_t max, char *word[],
          int words)
{
    int n = 0;
    char *end = out + max - 1;

    while (n < words - 1) {
        p += strspn(p, " \t");
        if (!*p)
            break;
        word[n++] = out;
        bool quoted = *p == '"';
        if (quoted)
            *out++ = *p++;
        while (*p && out < end && (quoted ? *p != '"' : *p != ' ' && *p != '\t')) {
            if (quoted && *p == '\\' && p[1])
                p++;
            else if (!quoted && *p == '$' && p[1]) {
                char name[64];
                size_t len = strspn(p + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
                snprintf(name, sizeof(name), "%.*s", (int)len, p + 1);
                out += snprintf(out, (size_t)(end - out), "%s", get_env(s, name));
                p += len + 1;
                continue;
            }
            *out++ = *p++;
        }
        if (quoted && *p == '"')
            p++;
        *out++ = '\0';
    }
    word[n] = NULL;
    return n;
}

/* -- checks after every step
 * ----------------------------------------------------------------- */

static bool cells_clean(struct script *s)
{
    for (int r = 0; r < s->pty.rows; r++) {
        for (int c = 0; c < s->pty.cols; c++) {
            VTermScreenCell cell = pty_cell(&s->pty, r, c);
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
                if (cell.chars[i] != (uint32_t)-1 && wire_forbidden(cell.chars[i])) {
                    point(s, false, "cell %d,%d holds U+%04X", r, c, cell.chars[i]);
                    return false;
                }
            }
        }
    }
    return true;
}

void settle(struct script *s)
{
    if (!pty_settle(&s->pty)) {
        give_up(s, "the program does not come to rest");
        return;
    }
    if (!cells_clean(s))
        s->dead = true;
}

static const struct {
    const char *name;
    void (*run)(struct script *s, const char *rest);
    char needs; /* r = a running program, s = a screen */
} commands[] = {
    {"size",            cmd_size,            0  },
    {"env",             cmd_env,             0  },
    {"require",         cmd_require,         0  },
    {"shell",           cmd_shell,           0  },
    {"check",           cmd_check_shell,     0  },
    {"allow",           cmd_allow,           0  },
    {"run",             cmd_run,             0  },
    {"run-shell",       cmd_run_shell,       0  },
    {"key",             cmd_key,             'r'},
    {"paste",           cmd_paste,           'r'},
    {"repeat",          cmd_repeat,          'r'},
    {"burst",           cmd_burst,           'r'},
    {"drag",            cmd_drag,            'r'},
    {"mouse",           cmd_mouse,           'r'},
    {"resize",          cmd_resize,          'r'},
    {"storm",           cmd_storm,           'r'},
    {"monkey",          cmd_monkey,          'r'},
    {"wire-log",        cmd_wire_log,        's'},
    {"memory-max",      cmd_memory_max,      'r'},
    {"signal",          cmd_signal,          'r'},
    {"settle",          cmd_settle,          'r'},
    {"hangup",          cmd_hangup,          'r'},
    {"wait-exit",       cmd_wait_exit,       's'},
    {"expect",          cmd_expect,          's'},
    {"expect-has",      cmd_expect_has,      's'},
    {"expect-not",      cmd_expect_not,      's'},
    {"expect-restored", cmd_expect_restored, 's'},
    {"expect-wire",     cmd_expect_wire,     's'},
    {"bytes-max",       cmd_bytes_max,       's'},
    {"idle",            cmd_idle,            'r'},
    {"quick",           cmd_quick,           'r'},
    {"cursor-on",       cmd_cursor_on,       's'},
    {"style",           cmd_style,           's'},
    {"repaint",         cmd_repaint,         'r'},
};

static void run_line(struct script *s)
{
    const char *line = s->line[s->at];
    size_t n = strcspn(line, " \t");
    const char *rest = line + n + strspn(line + n, " \t");

    if (s->rewritten)
        fprintf(s->rewritten, "%s\n", line);
    if (!*line || *line == '#')
        return;
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strlen(commands[i].name) != n || strncmp(line, commands[i].name, n) != 0)
            continue;
        if (commands[i].needs && !s->open)
            give_up(s, "nothing ran yet");
        else if (commands[i].needs == 'r' && s->pty.pid == 0)
            give_up(s, "the program has ended");
        else
            commands[i].run(s, rest);
        return;
    }
    give_up(s, "no such command");
}

/* -- scripts
 * ------------------------------------------------------------------------------- */

static bool load(struct script *s, const char *path)
{
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;

    if (!f)
        return false;
    while (s->lines < MAX_LINES && getline(&line, &size, f) > 0) {
        line[strcspn(line, "\n")] = '\0';
        s->line[s->lines++] = strdup(line);
    }
    free(line);
    fclose(f);
    return true;
}

static void finish(struct script *s)
{
    if (s->open && !s->skipped) {
        s->at = s->lines - 1;
        point(s, !s->pty.wire.complaint[0], "the terminal got only what curses says: %s",
              s->pty.wire.complaint);
    }
    if (s->open)
        pty_close(&s->pty);
    if (s->home[0])
        nftw(s->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    for (int i = 0; i < s->envs; i++)
        free(s->env[i]);
    for (int i = 0; i < s->lines; i++)
        free(s->line[i]);
}

static void run_script(const char *path, bool update, int *total)
{
    struct script *s = calloc(1, sizeof(*s));
    const char *slash = strrchr(path, '/');
    char temporary[4200];

    s->name = slash ? slash + 1 : path;
    s->total = total;
    if (!load(s, path)) {
        give_up(s, "cannot be read");
        free(s);
        return;
    }
    snprintf(temporary, sizeof(temporary), "%s.new", path);
    s->rewritten = update ? fopen(temporary, "w") : NULL;
    start_env(s);
    for (s->at = 0; s->at < s->lines && !s->dead && !s->skipped; s->at++)
        run_line(s);
    bool whole = !s->dead && !s->skipped;
    if (s->rewritten) {
        fclose(s->rewritten);
        if (whole)
            rename(temporary, path);
        else
            remove(temporary);
    }
    finish(s);
    free(s);
}

int main(int argc, char **argv)
{
    bool update = argc > 1 && strcmp(argv[1], "--update") == 0;
    int total = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    for (int i = update ? 2 : 1; i < argc; i++)
        run_script(argv[i], update, &total);
    printf("1..%d\n", total);
    return 0;
}
