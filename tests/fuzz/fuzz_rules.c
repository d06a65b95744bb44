/* Any bytes as one of the files of rules (the first byte says which), and the second half as a banner they are tried
 * on.  Complaints are plain text; what is loaded classifies twice alike. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/classify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void complain(void *ctx, const char *message)
{
    ++*(int *)ctx;
    for (; *message; message++)
        if ((unsigned char)*message < 0x20 || (unsigned char)*message > 0x7e)
            abort();
}

/* A folder of this process with keywords/ in it. */
static const char *folder(void)
{
    static char dir[64];
    char sub[96];
    if (dir[0])
        return dir;
    snprintf(dir, sizeof dir, "%s/bs-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(dir))
        abort();
    snprintf(sub, sizeof sub, "%s/keywords", dir);
    if (mkdir(sub, 0700) != 0)
        abort();
    return dir;
}

static void put(const char *path, bs_bytes text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n)
        abort();
    close(fd);
}

static void try_on(const struct bs_rules *r, bs_bytes banner)
{
    static const struct bs_traits none;
    const struct bs_subject s = {.data = banner, .transport = BS_TCP, .traits = &none};
    struct bs_arena a;
    struct bs_finding one, two;
    struct bs_evidence *ev;
    bs_arena_init(&a, 0);
    bs_classify(r, &s, &a, &one);
    bs_classify(r, &s, &a, &two);
    if (one.verdict != two.verdict || one.evidences != two.evidences || !bs_str_eq(one.label, two.label))
        abort();
    (void)bs_rules_test(r, banner, &a, &ev);
    (void)bs_rules_cpe(r, one.product, one.version, &a);
    bs_arena_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[160];
    struct bs_rules *r = NULL;
    struct bs_error e = {0};
    int bad = 0, told = 0;
    if (size < 1)
        return 0;
    const unsigned which = data[0] % (BS_LIST_COUNT + 1);
    const bs_bytes all = {data + 1, size - 1}, text = bs_bytes_sub(all, 0, all.n - all.n / 4),
                   banner = bs_bytes_sub(all, text.n, SIZE_MAX);
    snprintf(path, sizeof path, "%s/keywords/%s%s", folder(), which < BS_LIST_COUNT ? bs_list_defs[which].name : "services",
             which < BS_LIST_COUNT ? ".list" : ".patterns");
    put(path, text);
    if (bs_rules_load(folder(), NULL, complain, &told, &bad, &r, &e) == BS_OK) {
        if (bad != told)
            abort();
        try_on(r, banner);
        bs_rules_free(r);
    } else if (!e.text[0]) {
        abort();
    }
    (void)bs_rules_lint(folder(), complain, &told, &bad, &e);
    unlink(path);
    return 0;
}
