#include "cli.h"

#include <stdio.h>
#include <unistd.h>

enum { PROGRESS_EVERY_US = 100000 };

static void show(struct cli *c, int64_t done, int64_t total)
{
    if (total > 0)
        fprintf(stderr, "\r%3d%% ", (int)(done > total ? 100 : done * 100 / total));
    else
        fprintf(stderr, "\r%lld KiB ", (long long)done / 1024);
    fflush(stderr);
    c->progress_shown = true;
}

bool progress_show(void *ctx, int64_t done, int64_t total)
{
    struct cli *c = ctx;
    int64_t now = bs_monotonic_us();
    if (now - c->last_progress >= PROGRESS_EVERY_US && isatty(STDERR_FILENO)) {
        c->last_progress = now;
        show(c, done, total);
    }
    return !interrupt_asked();
}

void progress_clear(struct cli *c)
{
    if (c->progress_shown)
        fputs("\r            \r", stderr);
    c->progress_shown = false;
}

void complain_input(void *ctx, const char *message)
{
    struct cli *c = ctx;
    progress_clear(c);
    c->rejected++;
    note_plain(message);
}

bs_err import_one(struct cli *c, const char *path, bool keep_json, struct bs_import_summary *sum,
                  struct bs_error *e)
{
    const struct bs_import_options o = {.rules = c->rules,
                                        .keep_json = keep_json,
                                        .complain = complain_input,
                                        .progress = progress_show,
                                        .ctx = c};
    bs_err err = bs_import_file(c->store, path, &o, sum, e);
    progress_clear(c);
    return err;
}
