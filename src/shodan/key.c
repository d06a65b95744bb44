#include "key.h"

#include "bannerscope/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1024, WHERE_MAX = 256, PATH_SIZE = 1024 };

/* A mapping of its own: never swapped, never in a core dump. */
struct bs_key {
    bool locked;
    size_t n;
    char text[BS_KEY_MAX];
};

bool bs_key_locked(const struct bs_key *k)
{
    return k->locked;
}

bs_str bs_key_text(const struct bs_key *k)
{
    return (bs_str){k->text, k->n};
}

static bool valid(bs_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z'))
            return false;
    }
    return s.n > 0 && s.n <= BS_KEY_MAX;
}

bs_err bs_key_new(bs_str text, struct bs_key **out, struct bs_error *e)
{
    *out = NULL;
    text = bs_str_trim(text);
    if (!valid(text))
        return bs_error_set(e, BS_E_KEY, "a key is 1 to %d letters and digits, this is not",
                            BS_KEY_MAX);
    struct bs_key *k = mmap(NULL, sizeof(*k), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (k == MAP_FAILED)
        return bs_error_set(e, BS_E_FAILED, "no memory for the key");
    /* Both are a best effort: a low limit on locked memory must not keep anyone from work. */
    k->locked = mlock(k, sizeof(*k)) == 0;
    (void)madvise(k, sizeof(*k), MADV_DONTDUMP);
    k->n = text.n;
    memcpy(k->text, text.p, text.n);
    *out = k;
    return BS_OK;
}

void bs_key_free(struct bs_key *k)
{
    if (!k)
        return;
    explicit_bzero(k, sizeof(*k));
    munlock(k, sizeof(*k));
    munmap(k, sizeof(*k));
}

/* -- where the official client keeps it --------------------------------------------------- */

struct place {
    char dir[PATH_SIZE];
    char path[PATH_SIZE];
};

static bool find_place(struct place *p, struct bs_error *e)
{
    const char *home = getenv("HOME");
    if (!home || home[0] != '/') {
        const struct passwd *pw = getpwuid(geteuid());
        home = pw ? pw->pw_dir : NULL;
    }
    struct stat st;
    int n = -1;
    if (home) {
        n = snprintf(p->dir, sizeof(p->dir), "%s/.shodan", home);
        if (n > 0 && (size_t)n < sizeof(p->dir) &&
            !(stat(p->dir, &st) == 0 && S_ISDIR(st.st_mode)))
            n = snprintf(p->dir, sizeof(p->dir), "%s/.config/shodan", home);
    }
    if (n > 0 && (size_t)n < sizeof(p->dir))
        n = snprintf(p->path, sizeof(p->path), "%s/api_key", p->dir);
    if (n > 0 && (size_t)n < sizeof(p->path))
        return true;
    bs_error_set(e, BS_E_KEY, "no home directory to look for the key in");
    return false;
}

static bs_err refuse(struct bs_error *e, bs_err code, const char *path, const char *why)
{
    char name[WHERE_MAX];
    return bs_error_set(e, code, "%s %s",
                        bs_gate_z(bs_str_bytes(bs_str_z(path)), name, sizeof(name)), why);
}

/* Ours and closed to others.  Our own file that is open gets closed, as the official client
 * does; that somebody may have read it before is worth saying, not worth stopping for. */
static bs_err check_private(int fd, const char *path, bool *tightened, struct bs_error *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return refuse(e, BS_E_IO, path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return refuse(e, BS_E_KEY, path, "is not a regular file: refused");
    if (st.st_uid != geteuid())
        return refuse(e, BS_E_KEY, path, "belongs to somebody else: refused");
    *tightened = (st.st_mode & 077) != 0;
    if (*tightened && fchmod(fd, 0600) != 0)
        return refuse(e, BS_E_KEY, path, "is open to others, and chmod 600 failed: refused");
    return BS_OK;
}

static bs_err read_key(int fd, const char *path, struct bs_key **out, struct bs_error *e)
{
    char text[FILE_MAX];
    size_t n = 0;
    ssize_t got = 1;
    while (n < sizeof(text) && got != 0) {
        got = read(fd, text + n, sizeof(text) - n);
        if (got < 0 && errno != EINTR) {
            explicit_bzero(text, sizeof(text));
            return refuse(e, BS_E_IO, path, strerror(errno));
        }
        n += got > 0 ? (size_t)got : 0;
    }
    bs_err err = bs_key_new((bs_str){text, n}, out, e);
    explicit_bzero(text, sizeof(text));
    return err == BS_E_KEY ? refuse(e, err, path, "does not hold a key (letters and digits)")
                           : err;
}

static bs_err load_file(struct bs_key **out, char *where, struct bs_error *e)
{
    struct place place;
    bool tightened = false;
    if (!find_place(&place, e))
        return BS_E_KEY;
    snprintf(where, WHERE_MAX, "%.255s", place.path);
    int fd = open(place.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return bs_error_set(e, BS_E_KEY, "no Shodan API key: run \"bannerscope init\", or set "
                                         "SHODAN_API_KEY (looked in %s)", where);
    if (fd < 0)
        return refuse(e, BS_E_KEY, place.path,
                      errno == ELOOP ? "is a symbolic link: refused" : strerror(errno));
    bs_err err = check_private(fd, place.path, &tightened, e);
    if (!err)
        err = read_key(fd, place.path, out, e);
    close(fd);
    if (!err && tightened)
        snprintf(where, WHERE_MAX, "%.200s (was open to others, now closed)", place.path);
    return err;
}

bs_err bs_key_take_environment(struct bs_key **out, struct bs_error *e)
{
    *out = NULL;
    char *text = getenv("SHODAN_API_KEY");
    if (!text)
        return BS_E_NOTFOUND;
    bool blank = bs_str_trim(bs_str_z(text)).n == 0;
    bs_err err = blank ? BS_E_NOTFOUND : bs_key_new(bs_str_z(text), out, e);
    /* /proc/PID/environ shows this memory, and every child would inherit it. */
    explicit_bzero(text, strlen(text));
    unsetenv("SHODAN_API_KEY");
    return err == BS_E_KEY ? bs_error_ctx(e, err, "SHODAN_API_KEY") : err;
}

bs_err bs_key_load(struct bs_key **out, char *where, struct bs_error *e)
{
    snprintf(where, WHERE_MAX, "the environment (SHODAN_API_KEY)");
    bs_err err = bs_key_take_environment(out, e);
    return err == BS_E_NOTFOUND ? load_file(out, where, e) : err;
}

/* -- writing it --------------------------------------------------------------------------- */

/* mkdir -p of our two levels, private from the start. */
static bs_err make_dir(const char *dir, struct bs_error *e)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof(path), "%s", dir);
    char *slash = strrchr(path, '/');
    *slash = 0;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return refuse(e, BS_E_IO, path, strerror(errno));
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return refuse(e, BS_E_IO, dir, strerror(errno));
    return BS_OK;
}

static bool write_all(int fd, bs_str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = (bs_str){s.p + n, s.n - (size_t)n};
    }
    return true;
}

/* Under another name first, so that the old key stays until the new one is on disk. */
static bool replace_file(int dir, bs_str text)
{
    char temporary[64];
    snprintf(temporary, sizeof(temporary), ".api_key.%ld", (long)getpid());
    (void)unlinkat(dir, temporary, 0);
    int fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok = write_all(fd, text) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && renameat(dir, temporary, dir, "api_key") == 0;
    int saved = errno;
    if (!ok)
        (void)unlinkat(dir, temporary, 0);
    else
        (void)fsync(dir);
    errno = saved;
    return ok;
}

bs_err bs_key_save(const struct bs_key *k, char *where, struct bs_error *e)
{
    struct place place;
    if (!find_place(&place, e))
        return BS_E_KEY;
    snprintf(where, WHERE_MAX, "%.255s", place.path);
    bs_err err = make_dir(place.dir, e);
    if (err)
        return err;
    int dir = open(place.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || !replace_file(dir, bs_key_text(k)))
        err = refuse(e, BS_E_IO, place.path, strerror(errno));
    if (dir >= 0)
        close(dir);
    return err;
}
