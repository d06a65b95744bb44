/* What was asked of the disk, step by step, and what it would hold if the power went in between.
 *
 * A disk here is a set of nodes (contents) and names that lead to them.  What is written to a node is
 * certain when the node was synced, a name when the directory was; until then a cut may keep any part of
 * the contents, and names as far as they came (file systems keep a journal of those, in order). */
#include "record.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfs.h"

enum { NODES_MAX = 256, NAMES_MAX = 64, NAME_MAX_LEN = 100, SECTOR = 512 };
enum kind { WRITE, TRUNCATE, SYNC, NAME, UNNAME, SYNC_NAMES, ACK };

struct step {
    enum kind kind;
    int node;
    int64_t at;     /* offset, size, or what was acknowledged */
    size_t sure;    /* the step that made it certain; SIZE_MAX = none did */
    size_t n;
    uint8_t *bytes; /* WRITE */
    char name[NAME_MAX_LEN];
};

struct names {
    struct {
        char name[NAME_MAX_LEN];
        int node;
    } is[NAMES_MAX];
    int n;
};

struct content {
    uint8_t *p;
    size_t n;
};

static struct {
    bool on;
    char dir[PATH_MAX];
    struct step *step;
    size_t steps, room;
    int nodes;
    struct names now;                 /* while recording */
    struct names first;               /* at the start, */
    struct content base[NODES_MAX];   /* and what lay there */
} the;

static void die(const char *what)
{
    perror(what);
    abort();
}

static void *get(void *p, size_t n)
{
    p = realloc(p, n ? n : 1);
    if (!p)
        die("memory");
    return p;
}

/* -- names ------------------------------------------------------------------------------- */

static int names_find(const struct names *names, const char *name)
{
    for (int i = 0; i < names->n; i++)
        if (strcmp(names->is[i].name, name) == 0)
            return i;
    return -1;
}

static void names_drop(struct names *names, const char *name)
{
    int i = names_find(names, name);
    if (i >= 0)
        names->is[i] = names->is[--names->n];
}

static void names_set(struct names *names, const char *name, int node)
{
    names_drop(names, name);
    if (names->n == NAMES_MAX)
        die("names");
    snprintf(names->is[names->n].name, NAME_MAX_LEN, "%s", name);
    names->is[names->n++].node = node;
}

/* The name inside the directory that is watched, or NULL. */
static const char *inside(const char *path)
{
    size_t n = strlen(the.dir);
    if (!the.on || strncmp(path, the.dir, n) != 0 || path[n] != '/' || strchr(path + n + 1, '/'))
        return NULL;
    size_t ends = strlen(path);
    if (ends > 4 && strcmp(path + ends - 4, "-shm") == 0)
        return NULL; /* memory */
    return path + n + 1;
}

/* -- recording --------------------------------------------------------------------------- */

static struct step *add(enum kind kind, int node)
{
    if (the.steps == the.room) {
        the.room = the.room ? 2 * the.room : 1024;
        the.step = get(the.step, the.room * sizeof *the.step);
    }
    struct step *s = &the.step[the.steps++];
    *s = (struct step){.kind = kind, .node = node};
    return s;
}

static int new_node(void)
{
    if (the.nodes == NODES_MAX)
        die("nodes");
    return the.nodes++;
}

static struct content file_read(const char *path)
{
    struct content c = {0};
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        die(path);
    c.n = (size_t)st.st_size;
    c.p = get(NULL, c.n);
    if (read(fd, c.p, c.n) != (ssize_t)c.n)
        die(path);
    close(fd);
    return c;
}

void record_start(const char *dir)
{
    char path[PATH_MAX];
    record_free();
    if (!realpath(dir, the.dir))
        die(dir);
    DIR *d = opendir(dir);
    for (struct dirent *x; d && (x = readdir(d));) {
        size_t ends = strlen(x->d_name);
        if (x->d_name[0] == '.' || (ends > 4 && strcmp(x->d_name + ends - 4, "-shm") == 0))
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, x->d_name);
        struct stat st;
        if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        int node = new_node();
        the.base[node] = file_read(path);
        names_set(&the.first, x->d_name, node);
    }
    if (d)
        closedir(d);
    the.now = the.first;
    the.on = true;
}

/* A write is certain by the next sync of its node, a name by the next of the directory. */
void record_stop(void)
{
    size_t synced[NODES_MAX], names = SIZE_MAX;
    the.on = false;
    for (int i = 0; i < NODES_MAX; i++)
        synced[i] = SIZE_MAX;
    for (size_t i = the.steps; i-- > 0;) {
        struct step *s = &the.step[i];
        if (s->kind == SYNC)
            synced[s->node] = i;
        else if (s->kind == SYNC_NAMES)
            names = i;
        else if (s->kind == NAME || s->kind == UNNAME)
            s->sure = names;
        else if (s->kind != ACK)
            s->sure = synced[s->node];
    }
}

void record_free(void)
{
    for (size_t i = 0; i < the.steps; i++)
        free(the.step[i].bytes);
    for (int i = 0; i < the.nodes; i++)
        free(the.base[i].p);
    free(the.step);
    memset(&the, 0, sizeof the);
}

int record_open(const char *path, bool *fresh)
{
    const char *name = inside(path);
    *fresh = false;
    if (!name)
        return -1;
    int i = names_find(&the.now, name);
    if (i >= 0)
        return the.now.is[i].node;
    struct step *s = add(NAME, new_node());
    snprintf(s->name, sizeof s->name, "%s", name);
    names_set(&the.now, name, s->node);
    *fresh = true;
    return s->node;
}

void record_write(int node, const void *p, size_t n, int64_t at)
{
    if (node < 0 || !the.on)
        return;
    struct step *s = add(WRITE, node);
    s->at = at;
    s->n = n;
    s->bytes = memcpy(get(NULL, n), p, n);
}

void record_truncate(int node, int64_t size)
{
    if (node >= 0 && the.on)
        add(TRUNCATE, node)->at = size;
}

void record_sync(int node)
{
    if (node >= 0 && the.on)
        add(SYNC, node);
}

void record_sync_names(void)
{
    if (the.on)
        add(SYNC_NAMES, -1);
}

void record_ack(int n)
{
    if (the.on)
        add(ACK, -1)->at = n;
}

void record_unlink(const char *path)
{
    const char *name = inside(path);
    if (!name || names_find(&the.now, name) < 0)
        return;
    struct step *s = add(UNNAME, -1);
    snprintf(s->name, sizeof s->name, "%s", name);
    names_drop(&the.now, name);
}

/* The new name first: a rename never leaves the file without one. */
void record_rename(const char *from, const char *to)
{
    const char *old = inside(from), *new = inside(to);
    int i = old ? names_find(&the.now, old) : -1;
    if (i < 0 || !new)
        return;
    struct step *s = add(NAME, the.now.is[i].node);
    snprintf(s->name, sizeof s->name, "%s", new);
    names_set(&the.now, new, s->node);
    record_unlink(from);
}

static void record_fsync(int fd)
{
    char link[64], path[PATH_MAX] = "";
    if (!the.on)
        return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, path, sizeof path - 1) < 0)
        return;
    if (strcmp(path, the.dir) == 0)
        record_sync_names();
    const char *name = inside(path);
    int i = name ? names_find(&the.now, name) : -1;
    if (i >= 0)
        record_sync(the.now.is[i].node);
}

/* Programs are linked with --wrap=fsync: our own syncs are written down, and take no time. */
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    record_fsync(fd);
    return 0;
}

size_t record_steps(void)
{
    return the.steps;
}

int record_acked(size_t step)
{
    int newest = 0;
    for (size_t i = 0; i < step; i++)
        if (the.step[i].kind == ACK)
            newest = (int)the.step[i].at;
    return newest;
}

/* -- the cut ----------------------------------------------------------------------------- */

static uint32_t next(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x >> 3;
}

static void content_size(struct content *c, size_t n)
{
    if (n > c->n) {
        c->p = get(c->p, n);
        memset(c->p + c->n, 0, n - c->n);
    }
    c->n = n;
}

/* `torn`: each sector of it may or may not have come. */
static void put(struct content *c, const struct step *s, uint32_t *torn)
{
    if (s->kind == TRUNCATE) {
        content_size(c, (size_t)s->at);
        return;
    }
    for (size_t done = 0; done < s->n;) {
        size_t at = (size_t)s->at + done, piece = SECTOR - at % SECTOR;
        piece = piece < s->n - done ? piece : s->n - done;
        if (!torn || next(torn) & 1) {
            if (at + piece > c->n)
                content_size(c, at + piece);
            memcpy(c->p + at, s->bytes + done, piece);
        }
        done += piece;
    }
}

static void rename_by(struct names *names, const struct step *s)
{
    if (s->kind == NAME)
        names_set(names, s->name, s->node);
    else
        names_drop(names, s->name);
}

static void file_write(const char *path, const struct content *c)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, c->p, c->n) != (ssize_t)c->n || close(fd) != 0)
        die(path);
}

/* How many of the names that are not certain are kept. */
static size_t names_kept(size_t step, enum cut how, uint32_t *x)
{
    size_t open = 0;
    for (size_t i = 0; i < step; i++)
        if ((the.step[i].kind == NAME || the.step[i].kind == UNNAME) && the.step[i].sure >= step)
            open++;
    return how == CUT_SYNCED ? 0 : how == CUT_ALL ? open : next(x) % (open + 1);
}

void record_replay(size_t step, enum cut how, uint32_t seed, const char *dir)
{
    char path[PATH_MAX];
    uint32_t x = (uint32_t)step * 2654435761u + seed * 40503u + 1u;
    struct content *c = get(NULL, NODES_MAX * sizeof *c);
    struct names names = the.first;
    size_t kept = names_kept(step, how, &x);
    for (int i = 0; i < NODES_MAX; i++)
        c[i] = (struct content){.p = get(NULL, the.base[i].n), .n = the.base[i].n};
    for (int i = 0; i < the.nodes; i++)
        memcpy(c[i].p, the.base[i].p ? the.base[i].p : (const uint8_t *)"", c[i].n);
    for (size_t i = 0; i < step; i++) {
        const struct step *s = &the.step[i];
        if (s->kind == NAME || s->kind == UNNAME) {
            if (s->sure < step || (kept && kept--))
                rename_by(&names, s);
        } else if (s->kind == WRITE || s->kind == TRUNCATE) {
            if (how == CUT_ALL || s->sure < step)
                put(&c[s->node], s, NULL);
            else if (how == CUT_TORN && next(&x) & 1)
                put(&c[s->node], s, next(&x) & 1 ? &x : NULL);
        }
    }
    for (int i = 0; i < names.n; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names.is[i].name);
        file_write(path, &c[names.is[i].node]);
    }
    for (int i = 0; i < NODES_MAX; i++)
        free(c[i].p);
    free(c);
}
