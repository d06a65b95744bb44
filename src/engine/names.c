/* Shodan's own list of filters: fetched once a month, one name a line. */
#include "bannerscope/engine.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "bannerscope/textfmt.h"

enum { NAMES_MAX = 1000, FILE_BYTES_MAX = 1 << 20, KEEP_S = 30 * 24 * 3600 };

static bool is_fresh(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && st.st_size > 0 && time(NULL) - st.st_mtime < KEEP_S;
}

bs_err bs_names_refresh(struct bs_api *api, const char *path, struct bs_error *e)
{
    struct bs_arena a;
    struct bs_outfile *file = NULL;
    bs_str *name;
    size_t n;
    if (is_fresh(path))
        return BS_OK;
    bs_arena_init(&a, 1 << 20);
    bs_err err = bs_api_names(api, false, &a, &name, &n, e);
    if (err == BS_OK)
        err = bs_outfile_open(path, true, &file, e);
    for (size_t i = 0; i < n && err == BS_OK; i++)
        err = bs_outfile_write(file, bs_arena_printf(&a, "%.*s\n", (int)name[i].n, name[i].p), e);
    if (err == BS_OK)
        err = bs_outfile_commit(file, e);
    else if (file)
        bs_outfile_abort(file);
    bs_arena_fini(&a);
    return err;
}

/* What is no name is passed over: the file is ours, but anybody may have edited it. */
static bool is_filter_name(bs_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              (i && strchr("._-", s.p[i]))))
            return false;
    return s.n > 0 && s.n <= 64;
}

void bs_names_load(const char *path, struct bs_arena *a, struct bs_filter_names *out)
{
    struct bs_buf text;
    bs_str rest, line, *name = bs_arena_alloc(a, NAMES_MAX * sizeof *name);
    *out = (struct bs_filter_names){name, 0};
    bs_buf_init(&text, FILE_BYTES_MAX);
    if (name && bs_file_read(path, &text, NULL) == BS_OK) {
        rest = bs_arena_str(a, bs_buf_str(&text));
        while (out->n < NAMES_MAX && bs_str_split(&rest, '\n', &line))
            if (is_filter_name(bs_str_trim(line)))
                name[out->n++] = bs_str_trim(line);
    }
    bs_buf_fini(&text);
}
