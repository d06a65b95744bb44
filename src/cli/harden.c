#include "harden.h"

#include <elf.h>
#include <link.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* One heap for all threads: what moves between them is made in arenas of our own, so they hardly meet in malloc,
 * and a heap for each thread keeps a megabyte of freed chunks for ever. */
static void one_heap(void)
{
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 256 << 10); /* else it grows with what is freed, and large tables stay in the heap */
#endif
}

void harden(struct hardened *h)
{
    setlocale(LC_CTYPE, "");
    umask(077);
    h->key_log = getenv("SSLKEYLOGFILE") != NULL;
    unsetenv("SSLKEYLOGFILE");
    unsetenv("NCURSES_TRACE");
    unsetenv("LINES");
    unsetenv("COLUMNS");
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGPIPE, SIG_IGN); /* write() says EPIPE instead */
    signal(SIGXFSZ, SIG_IGN);
    one_heap();
}

/* -- what holds -------------------------------------------------------------------------- */

static void say(bool holds, const char *words, struct bs_buf *has, struct bs_buf *missing)
{
    struct bs_buf *to = holds ? has : missing;
    bs_buf_printf(to, "%s%s", to->len ? ", " : "", words);
}

struct image {
    bool pie, relro, now, stack_nx;
};

static void look_at_dynamic(const ElfW(Dyn) *d, struct image *i)
{
    for (; d->d_tag != DT_NULL; d++) {
        i->now |= d->d_tag == DT_BIND_NOW || (d->d_tag == DT_FLAGS && d->d_un.d_val & DF_BIND_NOW) ||
                  (d->d_tag == DT_FLAGS_1 && d->d_un.d_val & DF_1_NOW);
    }
}

/* The program itself comes first; the libraries behind it are the system's. */
static int look_at_image(struct dl_phdr_info *info, size_t size, void *ctx)
{
    struct image *i = ctx;
    (void)size;
    i->pie = info->dlpi_addr != 0; /* where it was linked for is where it lies, else */
    for (unsigned n = 0; n < info->dlpi_phnum; n++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[n];
        if (p->p_type == PT_GNU_RELRO)
            i->relro = true;
        else if (p->p_type == PT_GNU_STACK)
            i->stack_nx = !(p->p_flags & PF_X);
        else if (p->p_type == PT_DYNAMIC) /* an address by the interface's design */
            look_at_dynamic((const ElfW(Dyn) *)(info->dlpi_addr + p->p_vaddr), i);
    }
    return 1;
}

/* What leaves no trace that could be read back: configure tried it with this compiler. */
static bool built_with(const char *flag)
{
    return strstr(BS_HARDENING, flag) != NULL;
}

void harden_build(struct bs_buf *has, struct bs_buf *missing)
{
    struct image i = {0};
    bool protector = false, fortified = false;
#if defined __SSP_STRONG__ || defined __SSP_ALL__
    protector = true;
#endif
#if defined __OPTIMIZE__ && defined _FORTIFY_SOURCE && _FORTIFY_SOURCE > 0
    fortified = true;
#endif
    dl_iterate_phdr(look_at_image, &i);
    say(i.pie, "position-independent", has, missing);
    say(i.relro && i.now, "full RELRO", has, missing);
    say(i.stack_nx, "no executable stack", has, missing);
    say(protector, "stack protector", has, missing);
    say(fortified, "FORTIFY", has, missing);
    say(built_with("-fstack-clash-protection"), "stack clash protection", has, missing);
    say(built_with("-ftrivial-auto-var-init=zero"), "variables begin as zero", has, missing);
}

void harden_process(const struct hardened *h, struct bs_buf *has, struct bs_buf *missing)
{
    struct rlimit core = {1, 1};
    bool none = getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0;
    say(none, "no core dumps", has, missing);
    say(prctl(PR_GET_DUMPABLE) == 0, "closed to debuggers", has, missing);
    say(getenv("SSLKEYLOGFILE") == NULL,
        h->key_log ? "SSLKEYLOGFILE is set, and ignored" : "SSLKEYLOGFILE ignored", has, missing);
}
