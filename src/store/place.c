/* Where the database lies, before SQLite sees it. */
#include "store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "bannerscope/gate.h"

const char *place_shown(const char *path, char out[200])
{
    return bs_gate_z(bs_str_bytes(bs_str_z(path)), out, 200);
}

/* The directory resolved, the last component kept: SQLITE_OPEN_NOFOLLOW refuses a link anywhere
 * in the path, and a home directory that is a link is common. */
char *place_resolve(const char *path, struct bs_error *e)
{
    char name[200];
    const char *slash = strrchr(path, '/');
    char *dir = slash ? bs_strdup((bs_str){path, (size_t)(slash - path) + (slash == path)})
                      : bs_strdup(BS_STR("."));
    char *real = realpath(dir, NULL);
    if (!real) {
        bs_error_set(e, BS_E_IO, "%s: %s", place_shown(dir, name), strerror(errno));
        free(dir);
        return NULL;
    }
    struct bs_buf b;
    bs_buf_init(&b, PATH_MAX);
    bs_buf_printf(&b, "%s/%s", strcmp(real, "/") == 0 ? "" : real, slash ? slash + 1 : path);
    char *out = bs_strdup(bs_buf_str(&b));
    bs_buf_fini(&b);
    free(real);
    free(dir);
    return out;
}

static bs_err create_file(const char *path, bool *readonly, struct bs_error *e)
{
    char name[200];
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    else if (errno != EEXIST)
        return bs_error_set(e, BS_E_IO, "%s: %s", place_shown(path, name), strerror(errno));
    *readonly = false;
    return BS_OK;
}

static bs_err refuse_kind(const struct stat *st, const char *name, struct bs_error *e)
{
    if (S_ISDIR(st->st_mode))
        return bs_error_set(e, BS_E_IO, "%s: this is a directory, not a database", name);
    if (S_ISLNK(st->st_mode))
        return bs_error_set(e, BS_E_IO, "%s: this is a symbolic link; name the file itself", name);
    if (!S_ISREG(st->st_mode))
        return bs_error_set(e, BS_E_IO, "%s: this is not a regular file", name);
    if (st->st_size == 1) /* SQLite takes one byte for an empty file (its unixFileSize), and would write over it */
        return bs_error_set(e, BS_E_FOREIGN, "%s: this is not a bannerscope database", name);
    if (st->st_nlink > 1)
        return bs_error_set(e, BS_E_IO, "%s: the file has a second name (hard link)", name);
    if (st->st_uid != geteuid() && (st->st_mode & S_IWOTH))
        return bs_error_set(e, BS_E_IO, "%s: the file belongs to another user and anyone may write it",
                            name);
    return BS_OK;
}

/* Makes or checks the file itself, before SQLite sees it.  Without opening it: closing any other
 * descriptor of the file would drop the locks that another handle of this process holds on it
 * (POSIX locks, sqlite.org/howtocorrupt.html 2.2). */
bs_err place_check(const char *path, bool may_create, bool *readonly, struct bs_error *e)
{
    char name[200];
    struct stat st;
    int why = lstat(path, &st) == 0 ? 0 : errno;
    if (why == ENOENT && may_create)
        return create_file(path, readonly, e);
    if (why)
        return bs_error_set(e, why == ENOENT ? BS_E_NOTFOUND : BS_E_IO, "%s: %s", place_shown(path, name),
                            strerror(why));
    bs_err err = refuse_kind(&st, place_shown(path, name), e);
    if (err == BS_OK && faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) != 0)
        *readonly = true; /* reading, too, may fail: SQLite will say so */
    return err;
}

/* Memory shared between processes does not work over these. */
bool place_is_network(const char *path)
{
    static const unsigned long magics[] = {0x6969, 0xfe534d42, 0xff534d42, 0x65735546};
    struct statfs fs;
    if (statfs(path, &fs) != 0)
        return false;
    for (size_t i = 0; i < BS_COUNT(magics); i++)
        if (((unsigned long)fs.f_type & 0xffffffff) == magics[i])
            return true;
    return false;
}
