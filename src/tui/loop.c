/* One turn: wait, drain, apply, post, draw once.  Nothing here ever waits for the engine
 * except for the few milliseconds that save a half-empty frame. */
#include "tui_priv.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    KEYS_A_TURN = 256,
    REPLIES_A_TURN = 256,
    FRAME_US = 50000,    /* 20 frames a second for what nobody asked for */
    FRAME_TOKENS = 4,    /* frames replies may cause at once after a key */
    PATIENCE_US = 10000, /* for the rows a key asked for, before a frame without them */
    SETTLE_US = 3000000, /* for verdicts in hand, at the end */
    FIRST_US = 15000,    /* for the rows of the first frame */
};

static const int loop_signals[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT,
                                   SIGTSTP,  SIGCONT, SIGCHLD, SIGQUIT};

void bs_loop_signals(void *sigset)
{
    sigset_t *set = sigset;

    sigemptyset(set);
    for (size_t i = 0; i < BS_COUNT(loop_signals); i++)
        sigaddset(set, loop_signals[i]);
}

/* -- events
 * -------------------------------------------------------------------------------- */

void bs_loop_apply(struct bs_loop *l, struct bs_ui_event *ev)
{
    ev->now = bs_time_now();
    bs_app_apply(l->app, ev);
    l->changed = true;
    if (bs_app_dirty(l->app))
        l->dirty = true;
}

void bs_loop_resized(struct bs_loop *l)
{
    struct bs_ui_event ev = {.kind = BS_EVENT_RESIZE};

    bs_tty_size(l->term, &ev.rows, &ev.cols);
    bs_grid_resize(&l->grid, ev.rows, ev.cols);
    bs_loop_apply(l, &ev);
    l->dirty = true;
}

static bool input_waits(void)
{
    int n = 0;

    return ioctl(STDIN_FILENO, FIONREAD, &n) == 0 && n > 0;
}

/* Readable, and nothing there to read: the terminal has hung up. */
static bool input_ended(void)
{
    struct pollfd p = {STDIN_FILENO, POLLIN, 0};

    return poll(&p, 1, 0) == 1 && !input_waits();
}

/* True when any key came. */
static bool drain_keys(struct bs_loop *l, short revents)
{
    struct bs_ui_event ev = {.kind = BS_EVENT_KEY};
    int n = 0;

    if (revents & (POLLHUP | POLLERR | POLLNVAL)) {
        l->lost = true;
        return false;
    }
    while (n < KEYS_A_TURN && !l->quit && bs_input_key(&l->input, &ev.key)) {
        bs_loop_apply(l, &ev);
        bs_loop_wishes(l);
        n++;
    }
    if (n == 0 && input_ended())
        l->lost = true;
    l->changed = true;
    return n > 0;
}

/* What an analyst said, in any of its forms. */
static bool is_said(enum bs_job_kind kind)
{
    return kind == BS_JOB_DECIDE || kind == BS_JOB_UNDO || kind == BS_JOB_MARK || kind == BS_JOB_LOOK ||
           kind == BS_JOB_BLIND || kind == BS_JOB_MERGE || kind == BS_JOB_RULE_SET || kind == BS_JOB_SAVE;
}

static void note_parting(struct bs_loop *l, const struct bs_reply *r)
{
    if ((l->quit || l->lost) && is_said(r->kind) && r->state == BS_REPLY_FAILED)
        snprintf(l->parting, sizeof(l->parting), "NOT SAVED: %s", r->error.text);
}

static int drain_replies(struct bs_loop *l)
{
    int n = 0;

    while (n < REPLIES_A_TURN) {
        struct bs_ui_event ev = {.kind = BS_EVENT_REPLY,
                                 .reply = bs_engine_take(l->engine)};
        if (!ev.reply)
            break;
        note_parting(l, ev.reply);
        bs_loop_apply(l, &ev);
        n++;
    }
    return n;
}

/* -- the outbox
 * ---------------------------------------------------------------------------- */

/* True when jobs were posted. */
static bool post_jobs(struct bs_loop *l)
{
    struct bs_job *job;
    bool posted = false;

    while ((job = bs_app_next_job(l->app)) != NULL) {
        if (bs_engine_post(l->engine, &job) != BS_OK) {
            bs_app_refused(l->app, job);
            l->dirty |= bs_app_dirty(l->app);
            return posted;
        }
        posted = true;
    }
    return posted;
}

/* Rows and the banner that a key asked for usually come within a millisecond: one frame instead
 * of two, and no flicker on a slow line.  The limit is less than an eye sees. */
static void await_rows(struct bs_loop *l, int64_t patience_us)
{
    int64_t until = bs_monotonic_us() + patience_us;

    while (bs_app_awaits_rows(l->app)) {
        int64_t left = until - bs_monotonic_us();
        struct pollfd p = {bs_engine_fd(l->engine), POLLIN, 0};
        if (left <= 0 || poll(&p, 1, (int)((left + 999) / 1000)) <= 0)
            return;
        drain_replies(l);
        post_jobs(l);
    }
}

/* -- signals
 * ------------------------------------------------------------------------------- */

static void take_signal(struct bs_loop *l, int sig)
{
    switch (sig) {
    case SIGWINCH:
    case SIGCONT: /* whoever ran meanwhile may have left anything on the screen */
        if (sig == SIGCONT) {
            bs_tty_resume(l->term);
            bs_loop_resized(l);
        } else if (bs_tty_resize(l->term)) {
            bs_loop_resized(l);
        }
        l->changed = true;
        break;
    case SIGTSTP:
        bs_loop_suspend(l);
        break;
    case SIGCHLD:
        bs_loop_copied(l);
        bs_loop_piped(l);
        break;
    default:
        l->ended_by = sig;
        l->quit = true;
        l->lost |= sig == SIGHUP;
    }
}

static void drain_signals(struct bs_loop *l)
{
    struct signalfd_siginfo si;

    while (!l->quit && read(l->signal_fd, &si, sizeof(si)) == (ssize_t)sizeof(si))
        take_signal(l, (int)si.ssi_signo);
}

/* -- frames
 * -------------------------------------------------------------------------------- */

static void draw(struct bs_loop *l)
{
    bs_app_draw(l->app, &l->grid);
    bs_tty_blit(l->term, &l->grid);
    if (bs_app_bell(l->app))
        bs_tty_bell(l->term);
    l->dirty = false;
    l->changed = true;
}

/* Milliseconds until a frame is allowed; 0 = now. */
static int frame_wait(struct bs_loop *l, bool asked)
{
    int64_t now = bs_monotonic_us(), passed = (now - l->refilled_us) / FRAME_US;

    if (asked)
        l->tokens = FRAME_TOKENS;
    else if (l->tokens == 0 && passed > 0)
        l->tokens = 1;
    if (l->tokens == 0)
        return (int)((FRAME_US - (now - l->refilled_us)) / 1000) + 1;
    return 0;
}

/* What golden tests wait for instead of sleeping: nothing left to do, nothing under way.
 */
static void sync_byte(struct bs_loop *l)
{
    if (l->sync_fd < 0 || !l->changed || l->dirty || l->copier > 0 || l->piper > 0)
        return;
    if (input_waits() || !bs_engine_idle(l->engine))
        return;
    l->changed = false;
    if (write(l->sync_fd, "", 1) != 1)
        l->sync_fd = -1;
}

static int turn(struct bs_loop *l, int timeout_ms)
{
    struct pollfd p[3] = {
        {STDIN_FILENO,            POLLIN, 0},
        {l->signal_fd,            POLLIN, 0},
        {bs_engine_fd(l->engine), POLLIN, 0}
    };
    bool asked = false;

    if (poll(p, 3, timeout_ms) < 0 && errno != EINTR)
        l->lost = true;
    if (p[1].revents)
        drain_signals(l);
    asked |= l->dirty && p[1].revents;
    if (p[0].revents && !l->quit)
        asked |= drain_keys(l, p[0].revents);
    if (p[2].revents)
        drain_replies(l);
    bs_loop_wishes(l);
    if (post_jobs(l) && asked && !l->quit)
        await_rows(l, PATIENCE_US);
    if (l->quit || l->lost)
        return 0;
    int wait_ms = -1;
    if (l->dirty && (wait_ms = frame_wait(l, asked)) == 0) {
        draw(l);
        l->tokens--;
        l->refilled_us = bs_monotonic_us();
        wait_ms = -1;
    }
    sync_byte(l);
    return wait_ms;
}

void bs_loop_run(struct bs_loop *l)
{
    int timeout_ms = -1;

    bs_loop_resized(l);
    post_jobs(l);
    await_rows(l, FIRST_US);
    draw(l);
    l->tokens = FRAME_TOKENS;
    sync_byte(l);
    while (!l->quit && !l->lost)
        timeout_ms = turn(l, timeout_ms);
}

void bs_loop_settle(struct bs_loop *l)
{
    int64_t until = bs_monotonic_us() + SETTLE_US;
    struct bs_job *job = bs_job_new(BS_JOB_SESSION);
    struct bs_buf text;

    l->quit = true;
    bs_engine_cancel(l->engine);
    post_jobs(l);
    bs_buf_init(&text, 1 << 16);
    bs_app_session(l->app, &text);
    job->text = bs_strdup(bs_buf_str(&text));
    bs_buf_fini(&text);
    if (bs_engine_readonly(l->engine) || bs_engine_post(l->engine, &job) != BS_OK)
        bs_job_free(job);
    while (!bs_engine_idle(l->engine) && bs_monotonic_us() < until) {
        struct pollfd p = {bs_engine_fd(l->engine), POLLIN, 0};
        poll(&p, 1, 100);
        drain_replies(l);
        bs_engine_cancel(l->engine); /* a job that waited behind the first one */
    }
}
