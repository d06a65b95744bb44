#include "bannerscope/textfmt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/gate.h"

static bs_err read_all(int fd, const char *name, struct bs_buf *out, struct bs_error *e)
{
    for (;;) {
        if (out->len == out->max) {
            uint8_t more;
            if (read(fd, &more, 1) == 0)
                return BS_OK;
            return bs_error_set(e, BS_E_LIMIT, "%s: larger than %zu bytes", name, out->max);
        }
        size_t want = out->max - out->len < 65536 ? out->max - out->len : 65536;
        if (bs_buf_reserve(out, want) != BS_OK)
            return bs_error_set(e, BS_E_LIMIT, "%s: not enough memory", name);
        ssize_t n = read(fd, out->p + out->len, want);
        if (n == 0)
            return BS_OK;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return bs_error_set(e, BS_E_IO, "%s: %s", name, strerror(errno));
        out->len += (size_t)n;
    }
}

bs_err bs_file_read(const char *path, struct bs_buf *out, struct bs_error *e)
{
    char name[256];
    struct stat st;
    bs_gate_z(bs_str_bytes(bs_str_z(path)), name, sizeof name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return bs_error_set(e, errno == ENOENT ? BS_E_NOTFOUND : BS_E_IO, "%s: %s", name,
                            strerror(errno));
    bs_err err = BS_OK;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        err = bs_error_set(e, BS_E_IO, "%s: this is a directory, not a file", name);
    if (err == BS_OK)
        err = read_all(fd, name, out, e);
    close(fd);
    return err;
}

bs_err bs_make_dirs(const char *dir, struct bs_error *e)
{
    char path[PATH_MAX], shown[256];
    size_t n = strlen(dir);
    if (n >= sizeof path)
        return bs_error_set(e, BS_E_IO, "the path of the folder is too long");
    memcpy(path, dir, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        char end = path[i];
        path[i] = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST && access(path, F_OK) != 0)
            return bs_error_set(e, BS_E_IO, "%s: %s",
                                bs_gate_z(bs_str_bytes(bs_str_z(path)), shown, sizeof shown),
                                strerror(errno));
        path[i] = end;
    }
    return BS_OK;
}
