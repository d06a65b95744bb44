/* said.h - what a target writes to a standard stream: kept in memory while it runs, then looked at. */
#ifndef BS_FUZZ_SAID_H
#define BS_FUZZ_SAID_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct said {
    int fd, kept, into;
};

static inline struct said said_begin(int fd)
{
    struct said s = {fd, dup(fd), memfd_create("said", MFD_CLOEXEC)};
    if (s.kept < 0 || s.into < 0 || dup2(s.into, fd) < 0)
        abort();
    return s;
}

/* How many lines begin with `with` (NULL: any); nothing but printable ASCII may stand in them. */
static inline int said_end(struct said s, const char *with)
{
    static char text[1 << 16];
    int lines = 0;
    size_t at = 0; /* in the line; past the end of `with` once it differs */
    fflush(s.fd == STDERR_FILENO ? stderr : stdout);
    dup2(s.kept, s.fd);
    close(s.kept);
    lseek(s.into, 0, SEEK_SET);
    bool same = true;
    for (ssize_t n; (n = read(s.into, text, sizeof text)) > 0;)
        for (ssize_t i = 0; i < n; i++) {
            if (text[i] == '\n') {
                lines += same && (!with || !with[at]);
                at = 0;
                same = true;
                continue;
            }
            if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7e)
                abort();
            if (with && same && with[at]) {
                same = with[at] == text[i];
                at += same;
            }
        }
    close(s.into);
    return lines;
}

#endif
