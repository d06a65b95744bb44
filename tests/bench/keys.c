/* keys - how fast and how talkative the screen is.
 *
 *   tests/bench/keys [COLSxROWS] -- PROGRAM [ARG]...
 *
 * Starts the program on a pseudo-terminal, waits on its sync byte (BS_SYNC_FD) and prints
 * one line for each measure.  A latency is from the write of the key to the sync byte:
 * everything drawn, nothing left to do. */
#include "../support/pty.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

enum { MAX_SAMPLES = 1000 };

static int by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static bool rest(struct pty *p)
{
    if (pty_settle(p) && p->pid > 0)
        return true;
    fprintf(stderr, "keys: the program %s\n",
            p->pid ? "does not come to rest" : "has ended");
    return false;
}

static bool measure(struct pty *p, const char *key, int times)
{
    static int64_t us[MAX_SAMPLES];
    size_t bytes = 0, most = 0;

    for (int i = 0; i < times; i++) {
        pty_mark(p);
        int64_t start = pty_now_us();
        pty_key(p, key);
        pty_flush(p);
        if (!rest(p))
            return false;
        us[i] = p->sync_us - start;
        bytes += p->bytes;
        most = p->bytes > most ? p->bytes : most;
    }
    qsort(us, (size_t)times, sizeof(us[0]), by_size);
    printf("%-5s x %-4d p50 %7.2f ms  p99 %7.2f ms  max %7.2f ms  %7zu bytes a key, at "
           "most %zu\n",
           key, times, (double)us[times / 2] / 1000,
           (double)us[(times - 1) * 99 / 100] / 1000, (double)us[times - 1] / 1000,
           bytes / (size_t)times, most);
    return true;
}

static bool burst(struct pty *p, char key, int times)
{
    char keys[MAX_SAMPLES];

    memset(keys, key, (size_t)times);
    pty_mark(p);
    int64_t start = pty_now_us();
    pty_send(p, keys, (size_t)times);
    if (!rest(p))
        return false;
    printf("%c x %d in one write: %zu bytes, %.2f ms\n", key, times, p->bytes,
           (double)(p->sync_us - start) / 1000);
    return true;
}

/* Clock ticks of processor time and how often it woke up; false when /proc does not tell.
 */
static bool usage(pid_t pid, long *ticks, long *wakeups)
{
    char path[64], line[1024];
    long user = 0, system = 0;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    const char *rest_of = fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
    fclose(f);
    if (!rest_of ||
        sscanf(rest_of + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user,
               &system) != 2)
        return false;
    *ticks = user + system;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    f = fopen(path, "r");
    while (f && fgets(line, sizeof(line), f))
        sscanf(line, "voluntary_ctxt_switches: %ld", wakeups);
    if (f)
        fclose(f);
    return true;
}

static void idle(struct pty *p, int seconds)
{
    long ticks[2] = {0, 0}, wakeups[2] = {0, 0};
    struct pollfd f = {p->master, POLLIN, 0};

    usage(p->pid, &ticks[0], &wakeups[0]);
    int came = poll(&f, 1, seconds * 1000);
    usage(p->pid, &ticks[1], &wakeups[1]);
    printf("idle %d s: %s, %ld ticks, %ld wake-ups of the main thread\n", seconds,
           came ? "BYTES CAME" : "0 bytes", ticks[1] - ticks[0], wakeups[1] - wakeups[0]);
}

int main(int argc, char **argv)
{
    struct pty p;
    int cols = 80, rows = 24, at = 1;

    if (argc > 1 && sscanf(argv[1], "%dx%d", &cols, &rows) == 2)
        at = 2;
    if (at + 1 >= argc || strcmp(argv[at], "--") != 0) {
        fprintf(stderr, "usage: keys [COLSxROWS] -- PROGRAM [ARG]...\n");
        return 2;
    }
    pty_open(&p, rows, cols);
    int64_t start = pty_now_us();
    if (!pty_run(&p, argv + at + 1, environ) || !rest(&p))
        return 1;
    printf("%dx%d: first byte %.2f ms, settled %.2f ms, %zu bytes\n", cols, rows,
           (double)(p.first_us - start) / 1000, (double)(p.sync_us - start) / 1000,
           p.bytes);
    bool ok = measure(&p, "j", 300) && measure(&p, "PgDn", 50) && measure(&p, "k", 100) &&
              measure(&p, "Home", 1) && measure(&p, "End", 1) && measure(&p, "Home", 1) &&
              burst(&p, 'j', 500) && measure(&p, "v", 20);
    if (ok)
        idle(&p, 3);
    pty_close(&p);
    return ok ? 0 : 1;
}
