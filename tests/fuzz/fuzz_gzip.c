/* Lines through gzip: the first bytes say how the rest is cut into members, how each is packed, and what is damaged
 * afterwards.  Undamaged, the lines are those of the plain file; damaged, what is given is a beginning of them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "bannerscope/shodan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PACKED_MAX = 1 << 18, MEMBERS_MAX = 4, HEAD = 8 };

struct packed {
    uint8_t p[PACKED_MAX];
    size_t n;
};

static void pack(struct packed *out, bs_bytes part, int how)
{
    z_stream z = {0};
    if (deflateInit2(&z, how % 10, Z_DEFLATED, 16 + 9 + how % 7, 1 + how % 9, how % 5) != Z_OK)
        abort();
    z.next_in = (Bytef *)(uintptr_t)part.p;
    z.avail_in = (uInt)part.n;
    z.next_out = out->p + out->n;
    z.avail_out = (uInt)(sizeof out->p - out->n);
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort(); /* the limit of inputs is far below */
    out->n += z.total_out;
    deflateEnd(&z);
}

struct lines {
    struct bs_buf text; /* each with a line end */
    bs_err end;
};

static struct lines lines_of(bs_bytes file)
{
    struct lines l = {.end = BS_E_IO};
    struct bs_ndjson *r;
    struct bs_error e = {0};
    char path[64];
    bs_str line;
    int64_t number, last = 0, done, total;
    bs_buf_init(&l.text, 64 << 20);
    int fd = memfd_create("lines", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, file.p, file.n) != (ssize_t)file.n)
        abort();
    l.end = bs_ndjson_open(path, &r, &e);
    if (l.end == BS_OK) {
        while ((l.end = bs_ndjson_next(r, &line, &number, &e)) == BS_OK || l.end == BS_E_LIMIT) {
            if (number <= last)
                abort();
            last = number;
            bs_buf_put(&l.text, line);
            bs_buf_putc(&l.text, '\n');
        }
        bs_ndjson_progress(r, &done, &total);
        if (done > total)
            abort();
        bs_ndjson_close(r);
    }
    close(fd);
    return l;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct packed gz;
    if (size < HEAD || size > PACKED_MAX / 8)
        return 0;
    const bs_bytes plain = {data + HEAD, size - HEAD};
    const size_t members = data[0] % MEMBERS_MAX + 1;
    gz.n = 0;
    for (size_t i = 0, from = 0; i < members; i++) {
        size_t to = i + 1 == members ? plain.n : plain.n * (i + 1) / members;
        pack(&gz, bs_bytes_sub(plain, from, to - from), data[1] + (int)i);
        from = to;
    }
    const unsigned damage = data[2] % 4; /* none, a byte, the end, rubbish behind it */
    const size_t at = gz.n ? (data[3] << 8 | data[4]) % gz.n : 0;
    if (damage == 1)
        gz.p[at] ^= data[5] ? data[5] : 1;
    else if (damage == 2)
        gz.n = at;
    else if (damage == 3)
        gz.p[gz.n++] = data[5];
    struct lines packed = lines_of((bs_bytes){gz.p, gz.n});
    if (damage == 0) {
        struct lines bare = lines_of(plain);
        /* What opening refuses by its first bytes (an array, UTF-16) it may refuse in both. */
        bool both = bare.end == BS_E_NOTFOUND && packed.end == BS_E_NOTFOUND;
        if (both && !bs_str_eq(bs_buf_str(&bare.text), bs_buf_str(&packed.text)))
            abort();
        bs_buf_fini(&bare.text);
    }
    if (packed.end != BS_E_NOTFOUND && packed.end != BS_E_CORRUPT && packed.end != BS_E_SYNTAX && packed.end != BS_E_IO)
        abort();
    bs_buf_fini(&packed.text);
    return 0;
}
