/* durable - how long a verdict takes until it is on disk, and a bare write and fsync beside it.
 *
 *   tests/bench/durable DATABASE [TIMES]
 *
 * Decides one service after the other, as the screen does, and prints p50 and p99 of the calls. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bannerscope/store.h"

enum { MOST = 5000 };

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void tell(const char *what, int64_t *us, size_t n)
{
    qsort(us, n, sizeof *us, by_size);
    printf("%-34s x %-4zu p50 %8.2f ms  p99 %8.2f ms  max %8.2f ms\n", what, n, (double)us[n / 2] / 1000,
           (double)us[(n - 1) * 99 / 100] / 1000, (double)us[n - 1] / 1000);
}

static bs_err decide_all(struct bs_store *s, const int64_t *id, size_t n, struct bs_arena *a, struct bs_error *e)
{
    static int64_t us[MOST];
    for (size_t i = 0; i < n; i++) {
        const struct bs_decision d = {.scope = BS_SCOPE_SERVICE, .service = id[i], .verdict = BS_NON_MEDICAL,
                                      .analyst = BS_STR("bench")};
        struct bs_event ev;
        const int64_t start = now_us();
        bs_err err = bs_store_decide(s, &d, a, &ev, e);
        us[i] = now_us() - start;
        if (err != BS_OK)
            return err;
        bs_arena_reset(a);
    }
    tell("verdict on disk", us, n);
    return BS_OK;
}

/* What the disk itself takes: the same number of bytes that a verdict's pages have, and one sync. */
static void sync_bare(const char *beside, size_t n)
{
    static int64_t us[MOST];
    static char pages[8 * 4096];
    char path[4096];
    snprintf(path, sizeof path, "%s.sync", beside);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    for (size_t i = 0; fd >= 0 && i < n; i++) {
        const int64_t start = now_us();
        if (pwrite(fd, pages, sizeof pages, 0) != (ssize_t)sizeof pages || fdatasync(fd) != 0)
            break;
        us[i] = now_us() - start;
    }
    if (fd < 0)
        return;
    close(fd);
    unlink(path);
    tell("32 KiB written and synced", us, n);
}

int main(int argc, char **argv)
{
    struct bs_store *s;
    struct bs_arena a;
    struct bs_query q;
    struct bs_error e = {0};
    int64_t *id = NULL;
    size_t n = 0, times = argc == 3 ? strtoul(argv[2], NULL, 10) : 500;
    uint32_t at;

    if (argc < 2 || times == 0 || times > MOST) {
        fprintf(stderr, "usage: durable DATABASE [TIMES up to %d]\n", MOST);
        return 2;
    }
    bs_arena_init(&a, 1 << 20);
    bs_err err = bs_store_open(argv[1], BS_STORE_WRITE, &s, &e);
    if (err == BS_OK)
        err = bs_query_parse(BS_STR("verdict:unknown response:yes"), BS_QUERY_LOCAL, &a, &q, &at, &e);
    if (err == BS_OK)
        err = bs_store_select(s, &q, BS_SORT_ATTENTION, false, &id, &n, &e);
    if (err == BS_OK && n)
        err = decide_all(s, id, n < times ? n : times, &a, &e);
    if (err == BS_OK && n)
        sync_bare(argv[1], n < times ? n : times);
    if (err != BS_OK)
        fprintf(stderr, "durable: %s\n", e.text);
    free(id);
    bs_arena_fini(&a);
    bs_store_close(s);
    return err == BS_OK ? 0 : 1;
}
