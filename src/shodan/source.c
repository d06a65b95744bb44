#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { IN_SIZE = 64 << 10, MAGIC_MAX = 6 };

struct bs_source {
    int fd;
    bool own_fd, eof, gzip, in_member, done;
    int64_t size;     /* of the file, -1 = not known */
    uint64_t fetched; /* bytes read from it */
    uint64_t produced;
    z_stream z;       /* next_in and avail_in also serve plain files */
    uint8_t in[IN_SIZE];
};

static const struct {
    bs_bytes magic;
    const char *name, *cure;
} packed[] = {
    {{(const uint8_t *)"PK\3\4", 4}, "a zip archive", "unzip it"},
    {{(const uint8_t *)"BZh", 3}, "packed by bzip2", "run bunzip2 on it"},
    {{(const uint8_t *)"\xfd" "7zXZ", 5}, "packed by xz", "run unxz on it"},
    {{(const uint8_t *)"\x28\xb5\x2f\xfd", 4}, "packed by zstd", "run unzstd on it"},
    {{(const uint8_t *)"SQLite", 6}, "an SQLite database", "open it with --db"},
};

static bs_bytes waiting(const struct bs_source *s)
{
    return (bs_bytes){s->z.next_in, s->z.avail_in};
}

static uint64_t position(const struct bs_source *s)
{
    return s->fetched - s->z.avail_in;
}

/* Reads once more behind what is waiting; sets eof. */
static bs_err fetch(struct bs_source *s, struct bs_error *e)
{
    if (s->z.avail_in)
        memmove(s->in, s->z.next_in, s->z.avail_in);
    s->z.next_in = s->in;
    ssize_t n;
    do
        n = read(s->fd, s->in + s->z.avail_in, IN_SIZE - s->z.avail_in);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return bs_error_set(e, BS_E_IO, "cannot read on at byte %llu: %s",
                            (unsigned long long)s->fetched, strerror(errno));
    s->eof = n == 0;
    s->z.avail_in += (uInt)n;
    s->fetched += (uint64_t)n;
    return BS_OK;
}

/* A pipe may give its first bytes one by one. */
static bs_err fetch_at_least(struct bs_source *s, size_t n, struct bs_error *e)
{
    while (s->z.avail_in < n && !s->eof) {
        bs_err err = fetch(s, e);
        if (err)
            return err;
    }
    return BS_OK;
}

static bs_err look(struct bs_source *s, struct bs_error *e)
{
    bs_err err = fetch_at_least(s, MAGIC_MAX, e);
    if (err)
        return err;
    for (size_t i = 0; i < BS_COUNT(packed); i++) {
        if (bs_bytes_has_prefix(waiting(s), packed[i].magic))
            return bs_error_set(e, BS_E_SYNTAX, "%s, not lines of JSON: %s first",
                                packed[i].name, packed[i].cure);
    }
    s->gzip = bs_bytes_has_prefix(waiting(s), BS_BYTES("\x1f\x8b"));
    /* 15 + 16: a gzip frame, whose CRC and length zlib checks. */
    if (s->gzip && inflateInit2(&s->z, 15 + 16) != Z_OK)
        return bs_error_set(e, BS_E_FAILED, "no memory to unpack");
    s->in_member = s->gzip;
    return BS_OK;
}

static bs_err open_fd(struct bs_source *s, const char *path, struct bs_error *e)
{
    struct stat st;
    s->own_fd = strcmp(path, "-") != 0;
    s->fd = s->own_fd ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
    if (s->fd < 0 || fstat(s->fd, &st) != 0)
        return bs_error_set(e, errno == ENOENT ? BS_E_NOTFOUND : BS_E_IO, "%s", strerror(errno));
    if (S_ISDIR(st.st_mode))
        return bs_error_set(e, BS_E_IO, "this is a directory");
    s->size = S_ISREG(st.st_mode) ? (int64_t)st.st_size : -1;
    return BS_OK;
}

bs_err bs_source_open(const char *path, struct bs_source **out, struct bs_error *e)
{
    struct bs_source *s = bs_alloc(sizeof(*s));
    s->fd = -1;
    s->z.next_in = s->in;
    bs_err err = open_fd(s, path, e);
    if (!err)
        err = look(s, e);
    if (err) {
        bs_source_close(s);
        s = NULL;
    }
    *out = s;
    return err;
}

void bs_source_close(struct bs_source *s)
{
    if (!s)
        return;
    if (s->gzip)
        inflateEnd(&s->z);
    if (s->own_fd && s->fd >= 0)
        close(s->fd);
    free(s);
}

static bs_err read_plain(struct bs_source *s, uint8_t *out, size_t cap, size_t *got,
                         struct bs_error *e)
{
    bs_err err = fetch_at_least(s, 1, e);
    if (err)
        return err;
    size_t n = s->z.avail_in < cap ? s->z.avail_in : cap;
    memcpy(out, s->z.next_in, n);
    s->z.next_in += n;
    s->z.avail_in -= (uInt)n;
    *got = n;
    return BS_OK;
}

/* Between two members: another one, the end, or something else.  Tapes pad with zeros. */
static bs_err next_member(struct bs_source *s, struct bs_error *e)
{
    bs_err err = fetch_at_least(s, 2, e);
    while (!err && s->z.avail_in && *s->z.next_in == 0) {
        s->z.next_in++;
        s->z.avail_in--;
        err = fetch_at_least(s, 2, e);
    }
    if (err)
        return err;
    if (s->z.avail_in == 0) {
        s->done = true;
        return BS_OK;
    }
    if (!bs_bytes_has_prefix(waiting(s), BS_BYTES("\x1f\x8b")))
        return bs_error_set(e, BS_E_CORRUPT,
                            "what follows the gzip data at byte %llu is not gzip",
                            (unsigned long long)position(s));
    s->in_member = inflateReset(&s->z) == Z_OK;
    return BS_OK;
}

static bs_err check_ratio(const struct bs_source *s, struct bs_error *e)
{
    if (s->produced < BS_GZIP_RATIO_FROM || s->produced / BS_GZIP_RATIO_MAX < s->fetched)
        return BS_OK;
    return bs_error_set(e, BS_E_CORRUPT,
                        "the gzip data grow more than %d times: a bomb, stopped at byte %llu",
                        BS_GZIP_RATIO_MAX, (unsigned long long)position(s));
}

/* One step of inflate; *got bytes came out, perhaps none. */
static bs_err inflate_some(struct bs_source *s, uint8_t *out, size_t cap, size_t *got,
                           struct bs_error *e)
{
    bs_err err = fetch_at_least(s, 1, e);
    if (err)
        return err;
    bool cut = s->z.avail_in == 0;
    uInt room = cap < (1U << 30) ? (uInt)cap : 1U << 30;
    s->z.next_out = out;
    s->z.avail_out = room;
    int rc = inflate(&s->z, Z_NO_FLUSH);
    *got = room - s->z.avail_out;
    s->produced += *got;
    if (rc == Z_STREAM_END)
        s->in_member = false;
    if (rc == Z_STREAM_END || *got)
        return BS_OK; /* damage behind these bytes is met again by the next call */
    if (cut)
        return bs_error_set(e, BS_E_CORRUPT, "the gzip data are cut off at byte %llu",
                            (unsigned long long)position(s));
    if (rc != Z_OK && rc != Z_BUF_ERROR)
        return bs_error_set(e, BS_E_CORRUPT, "the gzip data are damaged near byte %llu%s",
                            (unsigned long long)position(s),
                            s->z.msg && strstr(s->z.msg, "check") ? " (checksum)" : "");
    return BS_OK;
}

bs_err bs_source_read(struct bs_source *s, uint8_t *out, size_t cap, size_t *got,
                      struct bs_error *e)
{
    *got = 0;
    if (!s->gzip)
        return read_plain(s, out, cap, got, e);
    bs_err err = BS_OK;
    while (!err && *got == 0 && !s->done) {
        err = s->in_member ? inflate_some(s, out, cap, got, e) : next_member(s, e);
        if (!err)
            err = check_ratio(s, e);
    }
    return err;
}

void bs_source_progress(const struct bs_source *s, int64_t *done, int64_t *total)
{
    *done = (int64_t)position(s);
    *total = s->size;
}
