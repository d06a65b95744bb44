#include "bannerscope/tui.h"

#include "tui_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* -- start and end
 * ------------------------------------------------------------------------- */

/* The test hook: a descriptor number that the tests handed down. */
static int sync_fd(void)
{
    uint64_t n = 0;
    const char *text = getenv("BS_SYNC_FD");

    if (!text || !bs_str_u64(bs_str_z(text), &n) || n < 3 || n > 1023)
        return -1;
    return fcntl((int)n, F_SETFD, FD_CLOEXEC) == 0 ? (int)n : -1;
}

static bs_err open_screen(struct bs_loop *l, const struct bs_theme *theme,
                          struct bs_error *e)
{
    const struct bs_tui_options *o = l->options;
    struct bs_tty_options to = {
        .ascii = l->grid.ascii,
        .no_color = o->no_color,
        .mouse = o->mouse,
    };
    char title[120], shown[80];

    snprintf(title, sizeof(title), "bannerscope: %s",
             bs_gate_z(bs_str_bytes(bs_str_z(o->app.db_name)), shown, sizeof(shown)));
    to.title = o->title ? title : NULL;
    bs_err err = bs_tty_open(&to, &l->term, e);

    if (err)
        return err;
    bs_tty_theme(l->term, theme);
    return BS_OK;
}

static bs_err run_screen(struct bs_loop *l, struct bs_error *e)
{
    const struct bs_tui_options *o = l->options;
    struct bs_app_options ao = o->app;
    struct bs_theme theme;
    char say[160];
    int bad;
    bs_err err;

    if ((err = bs_tty_check(e)) || (err = bs_tui_theme(o, o->theme, true, &bad, &theme, e)))
        return err;
    if ((err = bs_engine_start(&o->engine, &l->engine, e)))
        return err;
    ao.mouse |= o->mouse;
    ao.utf8 = bs_tty_utf8();
    ao.ascii = l->grid.ascii = o->ascii || ao.ascii || !ao.utf8;
    ao.mouse = o->mouse;
    ao.readonly |= bs_engine_readonly(l->engine);
    if ((err = open_screen(l, &theme, e)))
        return err;
    l->app = bs_app_new(&ao);
    if (bad) {
        bs_theme_faults(&theme, bad, say, sizeof(say));
        bs_app_say(l->app, true, say);
    }
    bs_loop_run(l);
    /* The terminal first: whoever waits for the shell prompt need not wait for the disk.
     */
    bs_tty_close(l->term);
    l->term = NULL;
    bs_loop_settle(l);
    if (*l->parting)
        return bs_error_set(e, BS_E_IO, "%s", l->parting);
    return BS_OK;
}

bs_err bs_tui_run(const struct bs_tui_options *o, struct bs_error *e)
{
    struct bs_loop l = {
        .options = o, .sync_fd = sync_fd(), .copied = {.max = BS_COPY_MAX}};
    sigset_t ours, before;

    bs_loop_signals(&ours);
    sigprocmask(SIG_BLOCK, &ours, &before);
    l.signal_fd = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
    bs_err err = l.signal_fd < 0
                     ? bs_error_set(e, BS_E_FAILED, "signalfd: error %d", errno)
                     : run_screen(&l, e);
    bs_tty_close(l.term);
    bs_loop_pipe_stop(&l);
    bs_app_free(l.app);
    bs_grid_fini(&l.grid);
    bs_buf_fini(&l.copied);
    bs_engine_stop(l.engine);
    if (l.signal_fd >= 0)
        close(l.signal_fd);
    if (l.lost && !l.ended_by)
        l.ended_by = SIGHUP;
    if (o->ended_by)
        *o->ended_by = l.ended_by;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (l.ended_by && !o->ended_by) { /* die of it, as the shell expects */
        struct sigaction dfl = {.sa_handler = SIG_DFL};
        sigaction(l.ended_by, &dfl, NULL);
        raise(l.ended_by);
    }
    return err;
}

void bs_tui_abilities(bool ascii, bool no_color, const char *setting, struct bs_buf *out)
{
    static const char *const clipboard[] = {
        [BS_COPY_TMUX] = "tmux load-buffer -w",
        [BS_COPY_SCREEN] = "OSC 52 through screen",
        [BS_COPY_OSC52] = "OSC 52",
        [BS_COPY_COMMAND] = "the clipboard-command",
        [BS_COPY_OFF] = "off",
    };
    bool utf8 = bs_tty_utf8();

    bs_buf_put(out, BS_STR("terminal: "));
    bs_tty_describe(no_color, out);
    bs_buf_printf(out, "\ncharacters: %s%s\n", utf8 ? "UTF-8" : "no UTF-8 in this locale",
                  ascii || !utf8 ? ", drawn in ASCII" : "");
    bs_buf_printf(out, "clipboard: %s\n",
                  clipboard[bs_copy_way_of(setting, getenv("TMUX"), getenv("STY"))]);
}
