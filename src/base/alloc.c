#include "bannerscope/base.h"

#include <stdlib.h>
#include <unistd.h>

static void (*restore_terminal)(void);

void bs_fatal_hook(void (*restore)(void))
{
    restore_terminal = restore;
}

/* write(2) alone: stdio may be what failed. */
static void say(const char *text)
{
    size_t n = strlen(text);
    while (n) {
        ssize_t done = write(STDERR_FILENO, text, n);
        if (done <= 0)
            return;
        text += done;
        n -= (size_t)done;
    }
}

void bs_fatal(const char *what)
{
    if (restore_terminal)
        restore_terminal();
    say("bannerscope: ");
    say(what);
    say("\n");
    _exit(1);
}

void *bs_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);
    if (!p)
        bs_fatal("out of memory");
    return p;
}

void *bs_realloc(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);
    if (!q)
        bs_fatal("out of memory");
    return q;
}

char *bs_strdup(bs_str s)
{
    char *z = bs_alloc(s.n + 1);
    if (s.n)
        memcpy(z, s.p, s.n);
    return z;
}
