#include "limiter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { SLICE_US = 50000 };

static int64_t system_now(void *ctx)
{
    (void)ctx;
    return bs_monotonic_us();
}

static void system_wait(void *ctx, int64_t us)
{
    (void)ctx;
    struct timespec t = {us / 1000000, (long)(us % 1000000) * 1000};
    nanosleep(&t, NULL);
}

const struct bs_clock bs_clock_system = {system_now, system_wait, NULL};

bs_err bs_clock_sleep(const struct bs_clock *clock, int64_t us, const struct bs_cancel *cancel,
                      struct bs_error *e)
{
    int64_t until = clock->now(clock->ctx) + us, left;
    while ((left = until - clock->now(clock->ctx)) > 0) {
        if (bs_cancelled(cancel))
            return bs_error_set(e, BS_E_CANCELLED, "stopped");
        clock->wait(clock->ctx, left < SLICE_US ? left : SLICE_US);
    }
    return BS_OK;
}

void bs_limiter_init(struct bs_limiter *l, const char *rate_file, const struct bs_clock *clock,
                     const struct bs_cancel *cancel)
{
    *l = (struct bs_limiter){.clock = *clock, .cancel = *cancel, .fd = -1};
    if (rate_file)
        l->file = bs_strdup(bs_str_z(rate_file));
}

static void unlock(struct bs_limiter *l)
{
    if (l->fd >= 0)
        close(l->fd); /* gives up the lock as well */
    l->fd = -1;
}

void bs_limiter_fini(struct bs_limiter *l)
{
    unlock(l);
    free(l->file);
    l->file = NULL;
}

static bs_err lock(struct bs_limiter *l, struct bs_error *e)
{
    int64_t begun = l->clock.now(l->clock.ctx);
    if (l->file)
        l->fd = open(l->file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    while (l->fd >= 0 && flock(l->fd, LOCK_EX | LOCK_NB) != 0) {
        bs_err err = BS_OK;
        if (errno != EWOULDBLOCK && errno != EINTR) {
            unlock(l); /* a file system without locks: this process only */
            break;
        }
        if (l->clock.now(l->clock.ctx) - begun > BS_RATE_LOCK_US)
            err = bs_error_set(e, BS_E_RATE,
                               "another bannerscope has been asking Shodan for minutes");
        if (!err)
            err = bs_clock_sleep(&l->clock, SLICE_US, &l->cancel, e);
        if (err) {
            unlock(l);
            return err;
        }
    }
    return BS_OK;
}

/* The end of the last answer any copy got, as far as the file says.  The clock is that of the
 * machine's uptime: a time in the future was written before the last boot. */
static bool last_of_all(const struct bs_limiter *l, int64_t now, int64_t *last)
{
    char text[32];
    ssize_t n = l->fd >= 0 ? pread(l->fd, text, sizeof(text), 0) : -1;
    int64_t value = 0;
    bool found = n > 0 && bs_str_i64(bs_str_trim((bs_str){text, (size_t)n}), &value) &&
                 value <= now;
    *last = value;
    if (l->used && (!found || l->last > value)) {
        *last = l->last;
        found = true;
    }
    return found;
}

static void stamp(const struct bs_limiter *l)
{
    char text[32];
    if (l->fd < 0)
        return;
    /* A fixed width, so that a shorter number leaves nothing of a longer one. */
    int n = snprintf(text, sizeof(text), "%020lld\n", (long long)l->last);
    (void)!pwrite(l->fd, text, (size_t)n, 0);
}

bs_err bs_limiter_enter(struct bs_limiter *l, struct bs_error *e)
{
    bs_err err = lock(l, e);
    if (err)
        return err;
    int64_t now = l->clock.now(l->clock.ctx), last;
    if (last_of_all(l, now, &last))
        err = bs_clock_sleep(&l->clock, last + BS_RATE_US - now, &l->cancel, e);
    if (err) {
        unlock(l);
        return err;
    }
    /* Already now: a copy that dies during its request has still made one. */
    l->last = l->clock.now(l->clock.ctx);
    l->used = true;
    stamp(l);
    return BS_OK;
}

void bs_limiter_leave(struct bs_limiter *l)
{
    l->last = l->clock.now(l->clock.ctx);
    stamp(l);
    unlock(l);
}
