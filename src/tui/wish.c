/* What the app can only wish for: the loop does it. */
#include "tui_priv.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

void bs_loop_suspend(struct bs_loop *l)
{
    sigset_t stop, cont, before;
    const struct timespec now = {0, 0};
    struct sigaction dfl = {.sa_handler = SIG_DFL}, old;

    bs_tty_suspend(l->term);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigaction(SIGTSTP, &dfl, &old);
    sigprocmask(SIG_UNBLOCK, &stop, &before);
    /* The whole job, as ^Z would; where no shell could wake us the kernel ignores it. */
    kill(0, SIGTSTP);
    sigprocmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGTSTP, &old, NULL);
    sigemptyset(&cont); /* that it goes on, we know */
    sigaddset(&cont, SIGCONT);
    while (sigtimedwait(&cont, NULL, &now) > 0)
        ;
    bs_tty_resume(l->term);
    bs_loop_resized(l);
}

/* The terminal gives no answer: what is said is what was done, and on what it depends. */
static void copy_by_sequence(struct bs_loop *l, enum bs_copy_way way, bs_bytes b)
{
    static const char *const through[] = {
        [BS_COPY_TMUX] = " through tmux: arrives only with its allow-passthrough on",
        [BS_COPY_SCREEN] = " through screen",
        [BS_COPY_OSC52] = ""};
    struct bs_buf seq;
    char say[200];

    bs_buf_init(&seq, 4 * (size_t)BS_COPY_MAX);
    bs_copy_encode(way, b, &seq);
    bool sent = bs_tty_send((bs_bytes){seq.p, seq.len});
    bs_buf_fini(&seq);
    if (sent)
        snprintf(say, sizeof(say), "%zu bytes sent to the terminal's clipboard (OSC 52%s)", b.n,
                 through[way]);
    else
        snprintf(say, sizeof(say), "not copied: the terminal does not take it");
    bs_app_say(l->app, !sent || way == BS_COPY_TMUX, say);
}

static void copy(struct bs_loop *l, bs_str text)
{
    const struct bs_tui_options *o = l->options;
    enum bs_copy_way way = bs_copy_way_of(o->clipboard, getenv("TMUX"), getenv("STY"));
    bool spawned = way == BS_COPY_TMUX || way == BS_COPY_COMMAND;
    char say[160];

    if (way == BS_COPY_OFF || (way == BS_COPY_COMMAND && !o->clipboard_command)) {
        bs_app_say(l->app, true,
                   way == BS_COPY_OFF ? "not copied: clipboard = off in the configuration"
                                      : "not copied: no clipboard-command is configured");
        return;
    }
    if (text.n > BS_COPY_MAX) {
        snprintf(say, sizeof(say),
                 "not copied: %zu bytes, a clipboard takes %d; W writes a file", text.n,
                 BS_COPY_MAX);
        bs_app_say(l->app, true, say);
        return;
    }
    if (spawned && l->copier == 0) {
        bs_buf_clear(&l->copied);
        bs_buf_put(&l->copied, text);
        l->copying = way;
        l->copier = bs_copy_spawn(
            way == BS_COPY_TMUX ? "tmux load-buffer -w -" : o->clipboard_command,
            bs_str_bytes(text));
        if (l->copier > 0)
            return; /* its end is told when it came: bs_loop_copied() */
        l->copier = 0;
    }
    if (way == BS_COPY_COMMAND)
        bs_app_say(l->app, true, "not copied: the clipboard-command could not start");
    else
        copy_by_sequence(l, way, bs_str_bytes(text));
}

void bs_loop_copied(struct bs_loop *l)
{
    int status = 0;
    char say[120];

    if (l->copier <= 0 || waitpid(l->copier, &status, WNOHANG) != l->copier)
        return;
    l->copier = 0;
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0, tmux = l->copying == BS_COPY_TMUX;
    if (good || !tmux) {
        snprintf(say, sizeof(say), !good  ? "not copied: the clipboard-command failed"
                                   : tmux ? "copied %zu bytes to the tmux buffer and clipboard"
                                          : "%zu bytes given to the clipboard-command",
                 l->copied.len);
        bs_app_say(l->app, !good, say);
    } else { /* tmux before 3.2 knows no -w; or it is gone */
        copy_by_sequence(l, BS_COPY_TMUX, (bs_bytes){l->copied.p, l->copied.len});
    }
    l->changed = true;
    l->dirty |= bs_app_dirty(l->app);
}

static void retheme(struct bs_loop *l, bs_str argument)
{
    struct bs_theme theme;
    struct bs_error e = {0};
    char *name = bs_strdup(argument);
    char say[160];
    int bad = 0;

    bs_err err = bs_tui_theme(l->options, *name ? name : NULL, false, &bad, &theme, &e);
    if (err == BS_OK) {
        bs_tty_theme(l->term, &theme);
        snprintf(say, sizeof(say), "theme %s, %d colours", theme.name,
                 bs_tty_colors(l->term));
        if (bad)
            bs_theme_faults(&theme, bad, say, sizeof(say));
    }
    bs_app_say(l->app, err != BS_OK || bad, err == BS_OK ? say : e.text);
    free(name);
}

static void mouse(struct bs_loop *l, bs_str argument)
{
    bool on =
        argument.n == 0 ? !bs_tty_has_mouse(l->term) : bs_str_eq(argument, BS_STR("on"));

    bs_tty_mouse(l->term, on);
}

static void wish(struct bs_loop *l, enum bs_app_wish w, bs_str argument)
{
    switch (w) {
    case BS_WISH_NONE:
        break;
    case BS_WISH_QUIT:
        l->quit = true;
        break;
    case BS_WISH_SUSPEND:
        bs_loop_suspend(l);
        break;
    case BS_WISH_REDRAW:
        bs_tty_resize(l->term);
        bs_loop_resized(l);
        bs_tty_redraw(l->term);
        l->dirty = true;
        break;
    case BS_WISH_CANCEL_JOBS:
        bs_engine_cancel(l->engine);
        bs_loop_pipe_stop(l);
        break;
    case BS_WISH_MOUSE:
        mouse(l, argument);
        break;
    case BS_WISH_THEME:
        retheme(l, argument);
        break;
    case BS_WISH_COPY:
        copy(l, argument);
        break;
    case BS_WISH_PAUSE:
        bs_engine_pause(l->engine, bs_str_eq(argument, BS_STR("on")));
        break;
    case BS_WISH_DEMO:
    case BS_WISH_KEY:
        if (l->options->next) {
            *l->options->next = w == BS_WISH_DEMO ? BS_TUI_DEMO : BS_TUI_KEY;
            l->quit = true;
        }
        break;
    case BS_WISH_EDIT:
        bs_loop_edit(l, argument);
        break;
    case BS_WISH_PAGE:
        bs_loop_page(l, argument);
        break;
    case BS_WISH_PIPE:
        bs_loop_pipe(l, bs_str_bytes(argument));
        break;
    }
    l->dirty |= bs_app_dirty(l->app);
}

void bs_loop_wishes(struct bs_loop *l)
{
    bs_str argument = {"", 0};
    enum bs_app_wish w;

    while (!l->quit && (w = bs_app_wish(l->app, &argument)) != BS_WISH_NONE)
        wish(l, w, argument);
}
