#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "samples.h"

enum { SAMPLE_MAX = 65536, SAMPLES_MAX = 1000 };

struct sample samples[SAMPLES_MAX];
size_t sample_count;

uint8_t *sample_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    uint8_t *p = calloc(1, SAMPLE_MAX + 1);
    assert_non_null(p);
    *n = fread(p, 1, SAMPLE_MAX, f);
    fclose(f);
    return p;
}

static void load_folder(const char *base, const char *folder)
{
    char path[2048];
    snprintf(path, sizeof path, "%s/%s", base, folder);
    DIR *d = opendir(path);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        size_t len = strlen(e->d_name), n;
        if (len < 5 || strcmp(e->d_name + len - 4, ".bin") != 0)
            continue;
        assert_true(sample_count < SAMPLES_MAX);
        struct sample *s = &samples[sample_count++];
        snprintf(s->folder, sizeof s->folder, "%s", folder);
        snprintf(s->file, sizeof s->file, "%s/%s", folder, e->d_name);
        snprintf(path, sizeof path, "%s/%s/%s", base, folder, e->d_name);
        s->bytes = sample_file(path, &s->n);
        assert_non_null(s->bytes);
        snprintf(path, sizeof path, "%s/%s/%.*s.expect", base, folder, (int)(len - 4), e->d_name);
        s->expect = (char *)sample_file(path, &n);
        if (!s->expect)
            fail_msg("%s has no .expect file", s->file);
    }
    closedir(d);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct sample *)a)->file, ((const struct sample *)b)->file);
}

int samples_load(void **state)
{
    (void)state;
    char base[1024];
    const char *src = getenv("BS_SRCDIR");
    snprintf(base, sizeof base, "%s/tests/data/decode", src ? src : ".");
    DIR *d = opendir(base);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.')
            load_folder(base, e->d_name);
    closedir(d);
    qsort(samples, sample_count, sizeof samples[0], by_name);
    return sample_count > 0 ? 0 : -1;
}

int samples_unload(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_count; i++) {
        free(samples[i].bytes);
        free(samples[i].expect);
    }
    return 0;
}

bool sample_next_value(const char **from, const char *key, bs_str *out)
{
    size_t k = strlen(key);
    while (*from && **from) {
        const char *line = *from, *end = strchr(line, '\n');
        size_t n = end ? (size_t)(end - line) : strlen(line);
        *from = end ? end + 1 : line + n;
        if (n > k + 2 && strncmp(line, key, k) == 0 && line[k] == ':') {
            *out = (bs_str){line + k + 2, n - k - 2};
            return true;
        }
    }
    return false;
}

static bool one_value(const struct sample *s, const char *key, bs_str *out)
{
    const char *from = s->expect;
    return sample_next_value(&from, key, out);
}

struct bs_decode_in sample_input(const struct sample *s, bs_bytes bytes)
{
    struct bs_decode_in in = {.bytes = bytes, .module = BS_STR("")};
    bs_str v;
    uint64_t port;
    if (one_value(s, "port", &v) && bs_str_u64(v, &port))
        in.port = (uint16_t)port;
    if (one_value(s, "transport", &v)) {
        in.transport_known = true;
        in.transport = bs_str_eq(v, BS_STR("udp")) ? BS_UDP : BS_TCP;
    }
    if (one_value(s, "module", &v))
        in.module = v;
    return in;
}

void check_bounds(const struct bs_decoded *d, size_t n)
{
    assert_true(d->fields <= BS_FIELDS_MAX);
    assert_true(d->offset <= n && d->length <= n - d->offset);
    assert_true(d->summary.n <= 500);
    for (size_t i = 0; i < d->fields; i++) {
        const struct bs_field *f = &d->field[i];
        assert_non_null(f->name);
        assert_true(f->value.n <= 500);
        assert_true(f->offset <= n);
        assert_true(f->length <= n - f->offset);
        assert_true(f->depth < BS_DEPTH_MAX);
        assert_true(f->depth <= (i ? d->field[i - 1].depth + 1 : 0));
    }
}
