/* shim.c - to be preloaded: the n-th call of one kind fails.
 *
 *   BS_FAULT=KIND:N:HOW[:WHOSE]   KIND: alloc open write fsync rename close.  N from 1.  HOW: "once" or "on" (that one
 *                                 and all behind it) for alloc; else an errno's name, "short" (half is written,
 *                                 which is no error) or "die" (the program is killed there).
 *                                 WHOSE, for alloc: only calls from an object whose name holds this; "-" is the
 *                                 program itself.
 *   BS_FAULT_COUNT=FILE           how many calls of KIND there were, and of them failed, in decimal
 *
 * Writing kinds look at regular files and directories only, so that the terminal and messages stay whole. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

enum kind { NONE, ALLOC, OPEN, WRITE, FSYNC, RENAME, CLOSE, KINDS };
static const char *const kind_names[KINDS] = {"", "alloc", "open", "write", "fsync", "rename", "close"};
static const struct {
    const char *name;
    int value;
} errnos[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"EDQUOT", EDQUOT}, {"EXDEV", EXDEV},
              {"EACCES", EACCES}};

static struct {
    enum kind kind;
    long at;
    bool on, is_short, die;
    int error;
    char whose[64];
    uintptr_t from[32], to[32]; /* code of the objects that are meant */
    int ranges;
    volatile long *count; /* [0] calls, [1] failed: in the file, so that they outlive a kill */
    long here[2];
} the = {.count = the.here};

/* -- which, and whose -------------------------------------------------------------------- */

static int object(struct dl_phdr_info *info, size_t size, void *ctx)
{
    bool *first = ctx;
    bool program = *first;
    (void)size;
    *first = false;
    if (strcmp(the.whose, "-") == 0 ? !program : !strstr(info->dlpi_name, the.whose))
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &info->dlpi_phdr[i];
        if (h->p_type != PT_LOAD || !(h->p_flags & PF_X) || the.ranges == 32)
            continue;
        the.from[the.ranges] = info->dlpi_addr + h->p_vaddr;
        the.to[the.ranges++] = info->dlpi_addr + h->p_vaddr + h->p_memsz;
    }
    return 0;
}

static bool meant(const void *caller)
{
    if (!the.whose[0])
        return true;
    for (int i = 0; i < the.ranges; i++)
        if ((uintptr_t)caller >= the.from[i] && (uintptr_t)caller < the.to[i])
            return true;
    return false;
}

static bool fails(enum kind kind)
{
    if (kind != the.kind)
        return false;
    long n = __sync_add_and_fetch(&the.count[0], 1);
    if (!the.at || (the.on ? n < the.at : n != the.at))
        return false;
    __sync_add_and_fetch(&the.count[1], 1);
    if (the.die)
        syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    errno = the.error;
    return true;
}

__attribute__((constructor)) static void begin(void)
{
    char kind[16] = "", how[16] = "";
    const char *fault = getenv("BS_FAULT"), *count = getenv("BS_FAULT_COUNT");
    bool first = true;
    long at = 0;
    if (!fault || sscanf(fault, "%15[^:]:%ld:%15[^:]:%63[^:]", kind, &at, how, the.whose) < 2)
        return;
    for (size_t i = 0; i < sizeof errnos / sizeof *errnos; i++)
        if (strcmp(how, errnos[i].name) == 0)
            the.error = errnos[i].value;
    the.error = the.error ? the.error : ENOMEM;
    the.on = strcmp(how, "on") == 0;
    the.is_short = strcmp(how, "short") == 0;
    the.die = strcmp(how, "die") == 0;
    the.at = at;
    if (the.whose[0])
        dl_iterate_phdr(object, &first);
    int fd = count ? (int)syscall(SYS_openat, AT_FDCWD, count, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (fd >= 0 && syscall(SYS_ftruncate, fd, 2 * sizeof(long)) == 0) {
        void *p = mmap(NULL, 2 * sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        the.count = p == MAP_FAILED ? the.here : p;
    }
    if (fd >= 0)
        syscall(SYS_close, fd);
    for (int k = 1; k < KINDS; k++)
        if (strcmp(kind, kind_names[k]) == 0)
            the.kind = (enum kind)k; /* last: from here on it counts */
}

/* -- memory ------------------------------------------------------------------------------ */

void *malloc(size_t n)
{
    return the.kind == ALLOC && meant(__builtin_return_address(0)) && fails(ALLOC) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return the.kind == ALLOC && meant(__builtin_return_address(0)) && fails(ALLOC) ? NULL
                                                                                   : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return the.kind == ALLOC && meant(__builtin_return_address(0)) && fails(ALLOC) ? NULL
                                                                                   : __libc_realloc(p, n);
}

/* -- files ------------------------------------------------------------------------------- */

static bool stored(int fd)
{
    struct stat st;
    int before = errno;
    bool is = fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
    errno = before;
    return is;
}

ssize_t write(int fd, const void *p, size_t n)
{
    if (the.kind == WRITE && stored(fd) && fails(WRITE)) {
        if (!the.is_short)
            return -1;
        n = n > 1 ? n / 2 : n;
    }
    return syscall(SYS_write, fd, p, n);
}

int fsync(int fd)
{
    return the.kind == FSYNC && fails(FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int close(int fd)
{
    bool bad = the.kind == CLOSE && stored(fd) && fails(CLOSE);
    int error = errno, rc = (int)syscall(SYS_close, fd); /* it is closed all the same, as Linux does it */
    errno = bad ? error : errno;
    return bad ? -1 : rc;
}

int openat(int dir, const char *name, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, int) : 0;
    va_end(ap);
    if (the.kind == OPEN && (flags & O_CREAT) && fails(OPEN))
        return -1;
    return (int)syscall(SYS_openat, dir, name, flags, mode);
}

int renameat(int a, const char *from, int b, const char *to)
{
    return the.kind == RENAME && fails(RENAME) ? -1 : (int)syscall(SYS_renameat2, a, from, b, to, 0);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
    return the.kind == RENAME && fails(RENAME) ? -1 : (int)syscall(SYS_renameat2, a, from, b, to, flags);
}
