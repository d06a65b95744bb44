/* Any bytes as a file of nmap's match lines, tried on the last quarter of them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bannerscope/nmap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void complain(void *ctx, const char *message)
{
    ++*(int *)ctx;
    for (; *message; message++)
        if ((unsigned char)*message < 0x20 || (unsigned char)*message > 0x7e)
            abort();
}

static void try_on(const struct bs_nmap *n, bs_bytes wire)
{
    static struct bs_nmap_answer answer;
    struct bs_arena a;
    struct bs_buf out;
    bs_arena_init(&a, 64 << 20);
    bs_buf_init(&out, 16 << 20);
    bs_nmap_try(n, wire, -1, &a, &answer);
    if (answer.fits > BS_NMAP_FITS_MAX)
        abort();
    bs_nmap_text(&answer, true, &out);
    for (size_t i = 0; i < out.len; i++)
        if ((out.p[i] < 0x20 && out.p[i] != '\n') || out.p[i] > 0x7e)
            abort();
    bs_nmap_json(&answer, &out);
    bs_buf_fini(&out);
    bs_arena_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bs_bytes all = {data, size}, text = bs_bytes_sub(all, 0, size - size / 4);
    struct bs_nmap *n = NULL;
    struct bs_error e = {0};
    char path[64];
    int bad = 0, told = 0, fd = memfd_create("probes", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n)
        abort();
    if (bs_nmap_load(path, complain, &told, &bad, &n, &e) == BS_OK) {
        if (bad != told)
            abort();
        try_on(n, bs_bytes_sub(all, text.n, SIZE_MAX));
        bs_nmap_free(n);
    } else if (!e.text[0]) {
        abort();
    }
    close(fd);
    return 0;
}
