/* Any bytes as the configuration file.  What is complained about is plain text; what holds afterwards is one of the
 * values that the settings have. */
#include "said.h"

#include "../../src/cli/cli.h"
#include "bannerscope/keymap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_one_of(const char *value, const char *a, const char *b, const char *c)
{
    return !value || strcmp(value, a) == 0 || strcmp(value, b) == 0 || strcmp(value, c) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cli c = {.data_dir = getenv("BS_SRCDIR") ? getenv("BS_SRCDIR") : "."};
    char path[64];
    int fd = memfd_create("config", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    c.config = path;
    bs_arena_init(&c.arena, 0);
    const struct said said = said_begin(STDERR_FILENO);
    config_read(&c);
    int lines = said_end(said, NULL);
    if ((c.config_bad + c.config_warned > 0) != (lines > 0) || c.keymap->n > BS_BINDINGS_MAX || c.max_credits < 0 ||
        c.keep_credits < 0 || !is_one_of(c.sandbox, "off", "commands", "all"))
        abort();
    bs_arena_fini(&c.arena);
    close(fd);
    return 0;
}
