/* Any bytes as a file of lines, plain or gzip. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bannerscope/shodan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void all_lines(const char *path)
{
    struct bs_ndjson *r;
    struct bs_error e = {0};
    bs_str line;
    int64_t number, last = 0;
    bs_err err = bs_ndjson_open(path, &r, &e);
    if (err) {
        if (r || !e.text[0])
            abort();
        return;
    }
    while ((err = bs_ndjson_next(r, &line, &number, &e)) == BS_OK || err == BS_E_LIMIT) {
        if (number <= last || (!err && memchr(line.p, '\n', line.n)))
            abort();
        last = number;
    }
    if (err != BS_E_NOTFOUND && err != BS_E_CORRUPT)
        abort();
    bs_ndjson_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = memfd_create("lines", MFD_CLOEXEC);
    if (fd < 0)
        return 0;
    if (write(fd, data, size) == (ssize_t)size) {
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        all_lines(path);
    }
    close(fd);
    return 0;
}
