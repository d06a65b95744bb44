#include "world.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "bannerscope/label.h"

const struct plain world_ten[10] = {
    {.ip = "192.0.2.1", .port = 10, .data = ODD_BANNER, .seen = 1, .org = "Ward One"},
    {.ip = "192.0.2.2", .port = 10, .data = ODD_BANNER, .seen = 1, .org = "Ward One"},
    {.ip = "192.0.2.3", .port = 10, .data = ODD_BANNER, .seen = 1},
    {.ip = "192.0.2.4", .port = 10, .data = ODD_BANNER_2, .seen = 1},
    {.ip = "192.0.2.5", .port = 10, .data = ODD_BANNER_2, .seen = 1},
    {.ip = "192.0.2.6", .port = 22, .data = SSH_BANNER, .seen = 1},
    {.ip = "192.0.2.7", .port = 80, .data = HTTP_BANNER, .seen = 1, .title = "nginx"},
    {.ip = "192.0.2.8", .port = 104, .data = DICOM_REJECT, .seen = 1, .org = "City Hospital"},
    {.ip = "192.0.2.9", .port = 104, .data = "", .seen = 1},
    {.ip = "192.0.2.10", .port = 8080, .data = HTTP_BANNER, .seen = 1, .title = "nginx"},
};

bool world_long(void)
{
    const char *how = getenv("BS_FAULTS");
    return how && strcmp(how, "long") == 0;
}

const char *world_sources(void)
{
    const char *dir = getenv("BS_SRCDIR");
    return dir ? dir : ".";
}

long world_stride(void)
{
    const char *stride = getenv("BS_FAULTS_STRIDE");
    long n = stride ? strtol(stride, NULL, 10) : 1;
    return n > 0 ? n : 1;
}

/* -- directories ------------------------------------------------------------------------- */

void dir_clear(const char *dir)
{
    char path[400];
    DIR *d = opendir(dir);
    for (struct dirent *x; d && (x = readdir(d));) {
        snprintf(path, sizeof path, "%s/%s", dir, x->d_name);
        if (strcmp(x->d_name, ".") != 0 && strcmp(x->d_name, "..") != 0 && unlink(path) != 0)
            rmdir(path);
    }
    if (d)
        closedir(d);
}

void image_take(struct image *i, const char *dir)
{
    char path[400];
    *i = (struct image){.n = 0};
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *x; (x = readdir(d));) {
        if (x->d_name[0] == '.')
            continue;
        assert_true(i->n < (int)BS_COUNT(i->file));
        snprintf(path, sizeof path, "%s/%s", dir, x->d_name);
        snprintf(i->file[i->n].name, sizeof i->file[0].name, "%s", x->d_name);
        i->file[i->n].p = fixture_bytes(path, &i->file[i->n].n);
        i->n++;
    }
    closedir(d);
}

void image_put(const struct image *i, const char *dir)
{
    char path[400];
    dir_clear(dir);
    for (int k = 0; k < i->n; k++) {
        snprintf(path, sizeof path, "%s/%s", dir, i->file[k].name);
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, i->file[k].p, i->file[k].n), i->file[k].n);
        close(fd);
    }
}

void image_free(struct image *i)
{
    for (int k = 0; k < i->n; k++)
        free(i->file[k].p);
    i->n = 0;
}

void world_older(struct fixture *f, int version)
{
    char name[400];
    static uint8_t bytes[4 << 20];
    bs_store_close(f->s);
    f->s = NULL;
    dir_clear(f->dir);
    snprintf(name, sizeof name, "%s/tests/data/older/schema-%d.db.gz", world_sources(), version);
    gzFile z = gzopen(name, "rb");
    assert_non_null(z);
    int n = gzread(z, bytes, sizeof bytes);
    assert_true(n > 0 && n < (int)sizeof bytes);
    gzclose(z);
    int fd = open(f->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, (size_t)n) == n);
    close(fd);
}

/* -- what is there ----------------------------------------------------------------------- */

struct telling {
    struct bs_buf b;
    bool hashes;
};

static bool tell_event(void *ctx, const struct bs_event *ev)
{
    struct telling *t = ctx;
    bs_buf_printf(&t->b, "%lld %.*s %.*s %d %.*s|%.*s %d %s\n", (long long)ev->id, (int)ev->kind.n,
                  ev->kind.p, (int)ev->target.n, ev->target.p, (int)ev->verdict, (int)ev->label.n,
                  ev->label.p, (int)ev->note.n, ev->note.p, (int)ev->before, t->hashes ? ev->hash : "");
    return true;
}

static bool tell_run(void *ctx, const struct bs_run *run)
{
    struct telling *t = ctx;
    /* Not what was paid: a page that could not be kept is bought twice. */
    bs_buf_printf(&t->b, "run %lld %.*s kept %lld done %lld total %lld\n", (long long)run->id,
                  (int)run->query.n, run->query.p, (long long)run->pages_kept,
                  (long long)run->pages_done, (long long)run->total);
    return true;
}

static bool tell_group(void *ctx, const struct bs_group *g)
{
    struct telling *t = ctx;
    bs_buf_printf(&t->b, "group %llx %.*s\n", (unsigned long long)g->id, (int)g->mark.n, g->mark.p);
    return true;
}

static char *finish(struct telling *t)
{
    char *text = bs_strdup(bs_buf_str(&t->b));
    bs_buf_fini(&t->b);
    return text;
}

char *log_text(struct fixture *f)
{
    struct telling t = {.hashes = true};
    bs_buf_init(&t.b, 64 << 20);
    OK(bs_store_events(f->s, 0, tell_event, &t, &f->e));
    return finish(&t);
}

char *state_text(struct fixture *f)
{
    const struct bs_group_ask ask = {.scope = BS_SCOPE_SHAPE};
    struct telling t = {.hashes = false};
    bs_buf_init(&t.b, 64 << 20);
    char *rows = dump(f);
    bs_buf_put(&t.b, bs_str_z(rows));
    free(rows);
    OK(bs_store_events(f->s, 0, tell_event, &t, &f->e));
    OK(bs_store_runs_open(f->s, tell_run, &t, &f->e));
    OK(bs_store_groups(f->s, &ask, tell_group, &t, &f->e));
    bs_arena_reset(&f->a);
    return finish(&t);
}

static void keep_line(void *ctx, const char *line)
{
    bs_buf_printf(ctx, "%s; ", line);
}

void must_verify(struct fixture *f, const char *when)
{
    struct bs_buf lines;
    int bad = 0;
    bs_buf_init(&lines, 1 << 16);
    bs_err err = bs_store_verify(f->s, keep_line, &lines, &bad, &f->e);
    bs_buf_putc(&lines, '\0');
    if (err != BS_OK || bad)
        fail_msg("%s: verify: %s %s", when, err ? f->e.text : "", (const char *)lines.p);
    bs_buf_fini(&lines);
}
