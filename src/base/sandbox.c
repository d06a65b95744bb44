#include "bannerscope/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/landlock.h, which is absent or older than the kernel on many systems.  The calls have
 * these numbers on every architecture Debian builds for. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum { CREATE_VERSION = 1, RULE_PATH_BENEATH = 1 };

#define BIT(n) ((uint64_t)1 << (n))
enum { FS_FIRST = 13, FS_REFER = 14, FS_TRUNCATE = 15 }; /* how many there are from ABI 1, 2, 3 on */
#define FS_EXECUTE BIT(0)
#define FS_WRITE (BIT(1) | BIT(4) | BIT(5) | BIT(7) | BIT(8) | BIT(13) | BIT(14))
#define FS_READ (BIT(2) | BIT(3))
/* What a rule for a file may name: run, write, read, truncate. */
#define FS_OF_FILES (BIT(0) | BIT(1) | BIT(2) | BIT(14))
#define NET_BIND BIT(0)
#define NET_CONNECT BIT(1)
#define SCOPE_ALL (BIT(0) | BIT(1))

struct ruleset {
    uint64_t fs, net, scoped;
};
struct beneath {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

int bs_sandbox_version(void)
{
    long v = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_VERSION);
    return v > 0 ? (int)v : 0;
}

/* Everything this kernel can hold back, so that what is not named is refused. */
static struct ruleset held_back(const struct bs_sandbox *s, int version)
{
    int fs = version >= 3 ? FS_TRUNCATE : version == 2 ? FS_REFER : FS_FIRST;
    return (struct ruleset){
        .fs = BIT(fs) - 1,
        .net = version >= 4 ? NET_BIND | (s->network ? 0 : NET_CONNECT) : 0,
        .scoped = version >= 6 && s->alone ? SCOPE_ALL : 0,
    };
}

static bool allow(int rules, const struct bs_place *place, uint64_t held)
{
    struct stat st;
    struct beneath b = {.parent = place->path ? open(place->path, O_PATH | O_CLOEXEC) : -1};
    if (b.parent < 0)
        return true;
    if (place->may & BS_MAY_RUN)
        b.allowed |= FS_EXECUTE;
    if (place->may & (BS_MAY_READ | BS_MAY_WRITE))
        b.allowed |= FS_READ;
    if (place->may & BS_MAY_WRITE)
        b.allowed |= FS_WRITE;
    b.allowed &= held;
    if (fstat(b.parent, &st) == 0 && !S_ISDIR(st.st_mode))
        b.allowed &= FS_OF_FILES;
    bool ok = syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &b, 0) == 0;
    /* A pipe or socket is nothing that could be held back. */
    ok = ok || errno == EBADFD;
    int saved = errno;
    close(b.parent);
    errno = saved;
    return ok;
}

bs_err bs_sandbox_enter(const struct bs_sandbox *s, struct bs_error *e)
{
    int version = bs_sandbox_version();
    if (!version)
        return bs_error_set(e, BS_E_NOTFOUND, "this kernel has no Landlock");
    struct ruleset held = held_back(s, version);
    /* Longer than an older kernel knows it: taken, as what is behind its end is zero. */
    int rules = (int)syscall(SYS_landlock_create_ruleset, &held, sizeof(held), 0);
    bool ok = rules >= 0;
    for (size_t i = 0; ok && i < s->n; i++)
        ok = allow(rules, &s->place[i], held.fs);
    /* Without this only root could; and no setuid program gets its rights back below us. */
    ok = ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    bs_err err = ok ? BS_OK : bs_error_set(e, BS_E_FAILED, "the kernel refused it: %s", strerror(errno));
    if (rules >= 0)
        close(rules);
    return err;
}
