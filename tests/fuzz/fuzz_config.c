/* Any bytes as the configuration file.  What is complained about is plain text; what holds afterwards is one of the
 * values that the settings have. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../src/cli/cli.h"
#include "bannerscope/keymap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Standard error goes into a file of memory meanwhile. */
static int away(int *kept)
{
    int said = memfd_create("said", MFD_CLOEXEC);
    *kept = dup(STDERR_FILENO);
    if (said < 0 || *kept < 0 || dup2(said, STDERR_FILENO) < 0)
        abort();
    return said;
}

/* How many lines were said; nothing but printable ASCII in them. */
static int back(int said, int kept)
{
    static char text[1 << 16];
    int lines = 0;
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    lseek(said, 0, SEEK_SET);
    for (ssize_t n; (n = read(said, text, sizeof text)) > 0;)
        for (ssize_t i = 0; i < n; i++) {
            lines += text[i] == '\n';
            if (text[i] != '\n' && ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7e))
                abort();
        }
    close(said);
    return lines;
}

static bool is_one_of(const char *value, const char *a, const char *b, const char *c)
{
    return !value || strcmp(value, a) == 0 || strcmp(value, b) == 0 || strcmp(value, c) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cli c = {.data_dir = getenv("BS_SRCDIR") ? getenv("BS_SRCDIR") : "."};
    char path[64];
    int kept, fd = memfd_create("config", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    c.config = path;
    bs_arena_init(&c.arena, 0);
    int said = away(&kept);
    config_read(&c);
    int lines = back(said, kept);
    if ((c.config_bad + c.config_warned > 0) != (lines > 0) || c.keymap->n > BS_BINDINGS_MAX || c.max_credits < 0 ||
        c.keep_credits < 0 || !is_one_of(c.sandbox, "off", "commands", "all"))
        abort();
    bs_arena_fini(&c.arena);
    close(fd);
    return 0;
}
