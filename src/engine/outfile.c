#include "bannerscope/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/gate.h"

struct bs_outfile {
    int dir, fd;
    bool force;
    char *name;      /* last component */
    char temporary[48];
    char shown[256]; /* the path, safe to print */
};

static bs_err failed(const struct bs_outfile *o, struct bs_error *e)
{
    return bs_error_set(e, BS_E_IO, "%s: %s", o->shown, strerror(errno));
}

static void outfile_free(struct bs_outfile *o)
{
    if (o->fd >= 0)
        close(o->fd);
    if (o->dir >= 0)
        close(o->dir);
    free(o->name);
    free(o);
}

/* What may be there already: nothing; or, with force, one regular file with one name. */
static bs_err look_at_target(const struct bs_outfile *o, struct bs_error *e)
{
    struct stat st;
    if (fstatat(o->dir, o->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? BS_OK : failed(o, e);
    if (!S_ISREG(st.st_mode) || st.st_nlink > 1)
        return bs_error_set(e, BS_E_IO, "%s: a link, directory or device; choose another name",
                            o->shown);
    if (!o->force)
        return bs_error_set(e, BS_E_IO, "%s: exists already; --force replaces it", o->shown);
    return BS_OK;
}

static bs_err open_temporary(struct bs_outfile *o, struct bs_error *e)
{
    for (unsigned n = 0; n < 100; n++) {
        snprintf(o->temporary, sizeof o->temporary, ".bannerscope.%ld.%u", (long)getpid(), n);
        o->fd = openat(o->dir, o->temporary,
                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (o->fd >= 0 || errno != EEXIST)
            break;
    }
    return o->fd >= 0 ? BS_OK : failed(o, e);
}

bs_err bs_outfile_open(const char *path, bool force, struct bs_outfile **out, struct bs_error *e)
{
    struct bs_outfile *o = bs_alloc(sizeof *o);
    const char *slash = strrchr(path, '/');
    bs_str dir = slash ? (bs_str){path, (size_t)(slash - path) + 1} : BS_STR(".");
    char *dir_z = bs_strdup(dir);
    o->fd = -1;
    o->force = force;
    o->name = bs_strdup(bs_str_z(slash ? slash + 1 : path));
    bs_gate_z(bs_str_bytes(bs_str_z(path)), o->shown, sizeof o->shown);
    o->dir = open(dir_z, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(dir_z);

    bs_err err = o->dir < 0 ? failed(o, e) : BS_OK;
    if (err == BS_OK && !*o->name)
        err = bs_error_set(e, BS_E_IO, "%s: a directory, not a file", o->shown);
    if (err == BS_OK)
        err = look_at_target(o, e);
    if (err == BS_OK)
        err = open_temporary(o, e);
    if (err != BS_OK) {
        outfile_free(o);
        return err;
    }
    *out = o;
    return BS_OK;
}

bs_err bs_outfile_write(struct bs_outfile *o, bs_str piece, struct bs_error *e)
{
    while (piece.n) {
        ssize_t n = write(o->fd, piece.p, piece.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(o, e);
        piece = (bs_str){piece.p + n, piece.n - (size_t)n};
    }
    return BS_OK;
}

/* Without force the new name must not exist: nobody's file is replaced in between. */
static int move_into_place(const struct bs_outfile *o)
{
    if (o->force)
        return renameat(o->dir, o->temporary, o->dir, o->name);
#if defined HAVE_RENAMEAT2 && defined RENAME_NOREPLACE
    if (renameat2(o->dir, o->temporary, o->dir, o->name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
#endif
    /* A C library or file system that cannot do that: a second name fails on an existing one. */
    if (linkat(o->dir, o->temporary, o->dir, o->name, 0) != 0)
        return -1;
    return unlinkat(o->dir, o->temporary, 0);
}

bs_err bs_outfile_commit(struct bs_outfile *o, struct bs_error *e)
{
    bs_err err = fsync(o->fd) == 0 ? BS_OK : failed(o, e);
    if (err == BS_OK && move_into_place(o) != 0)
        err = failed(o, e);
    if (err != BS_OK) {
        bs_outfile_abort(o);
        return err;
    }
    if (fsync(o->dir) != 0 && errno != EINVAL)
        err = failed(o, e);
    outfile_free(o);
    return err;
}

void bs_outfile_abort(struct bs_outfile *o)
{
    if (!o)
        return;
    unlinkat(o->dir, o->temporary, 0);
    outfile_free(o);
}
