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

/* One kind of key press: what is typed before each and not measured, and what is. */
struct step {
    const char *what, *before, *words;
    int times;
};

static const struct step steps[] = {
    {"cursor down (j)", NULL, "j", 300},
    {"page (PgDn)", NULL, "PgDn", 100},
    {"cursor up (k)", NULL, "k", 200},
    {"end (End)", "Home", "End", 20},
    {"home (Home)", "End", "Home", 20},
    {"next view (v)", NULL, "v", 40},
    {"verdict, undone (2 u)", "j", "2 u", 10},
    {"sort by port (s p)", "s a", "s p", 3},
    {"sort by address (s i)", "s a", "s i", 3},
    {"sort by organisation (s o)", "s a", "s o", 3},
    {"sort by service (s e)", "s a", "s e", 3},
    {"sort by banner count (s c)", "s a", "s c", 3},
    {"sort by time (s t)", "s a", "s t", 3},
    {"what waits first (s a)", "s i", "s a", 3},
    {"filter opened (/)", "Esc", "/", 5},
    {"filter, a letter of a word", NULL, "d", 1},
    {"filter, the second", NULL, "r", 1},
    {"filter, the third", NULL, "o", 1},
    {"filter, the fourth", NULL, "p", 1},
    {"filter given up (Esc)", NULL, "Esc", 1},
    {"dictionary by count (g b)", NULL, "g b", 1},
    {"down in the dictionary (j)", NULL, "j", 50},
    {"queue (g q)", NULL, "g q", 1},
};

static int by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* A large database on a busy machine takes its time: ten seconds, up to a dozen times. */
static bool rest(struct pty *p)
{
    for (int i = 0; i < 12 && p->pid > 0; i++)
        if (pty_settle(p) && p->pid > 0)
            return true;
    fprintf(stderr, "keys: the program %s\n", p->pid ? "does not come to rest" : "has ended");
    return false;
}

/* Sends words ("s p": one after the other) and waits for the screen; false when it does not come. */
static bool type(struct pty *p, const char *words)
{
    char word[32];

    for (const char *at = words; *at;) {
        size_t n = strcspn(at, " ");
        snprintf(word, sizeof(word), "%.*s", (int)n, at);
        pty_key(p, word);
        pty_flush(p);
        at += n + (at[n] == ' ');
    }
    return rest(p);
}

static bool measure(struct pty *p, const struct step *s)
{
    static int64_t us[MAX_SAMPLES];
    size_t bytes = 0, most = 0;

    for (int i = 0; i < s->times; i++) {
        if (s->before && !type(p, s->before))
            return false;
        pty_mark(p);
        int64_t start = pty_now_us();
        if (!type(p, s->words))
            return false;
        us[i] = p->sync_us - start;
        bytes += p->bytes;
        most = p->bytes > most ? p->bytes : most;
    }
    qsort(us, (size_t)s->times, sizeof(us[0]), by_size);
    printf("%-34s x %-4d p50 %8.2f ms  p99 %8.2f ms  max %8.2f ms  %6zu bytes, at most %zu\n", s->what, s->times,
           (double)us[s->times / 2] / 1000, (double)us[(s->times - 1) * 99 / 100] / 1000,
           (double)us[s->times - 1] / 1000, bytes / (size_t)s->times, most);
    fflush(stdout);
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
    printf("%c x %d in one write: %zu bytes, %.2f ms\n", key, times, p->bytes, (double)(p->sync_us - start) / 1000);
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
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof(steps) / sizeof(steps[0]); i++)
        ok = measure(&p, &steps[i]) && (i || burst(&p, 'j', 500));
    if (ok)
        idle(&p, 3);
    pty_close(&p);
    return ok ? 0 : 1;
}
