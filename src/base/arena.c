#include "bannerscope/base.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 64 << 10, ALIGN = sizeof(max_align_t) };

struct bs_arena_chunk {
    struct bs_arena_chunk *next;
    size_t size, used; /* bytes of data[] */
    max_align_t data[];
};

void bs_arena_init(struct bs_arena *a, size_t max)
{
    *a = (struct bs_arena){.max = max ? max : (size_t)256 << 20};
}

void bs_arena_fini(struct bs_arena *a)
{
    struct bs_arena_chunk *c = a->head;
    while (c) {
        struct bs_arena_chunk *next = c->next;
        free(c);
        c = next;
    }
    a->head = NULL;
    a->used = 0;
}

void bs_arena_reset(struct bs_arena *a)
{
    struct bs_arena_chunk *keep = a->head;
    for (struct bs_arena_chunk *c = a->head; c; c = c->next)
        if (c->size > keep->size)
            keep = c;
    struct bs_arena_chunk *c = a->head;
    while (c) {
        struct bs_arena_chunk *next = c->next;
        if (c != keep)
            free(c);
        c = next;
    }
    a->head = keep;
    a->used = 0;
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
}

static struct bs_arena_chunk *chunk_with_room(struct bs_arena *a, size_t n)
{
    if (a->head && a->head->size - a->head->used >= n)
        return a->head;
    size_t size = n > CHUNK ? n : CHUNK;
    struct bs_arena_chunk *c = malloc(sizeof *c + size);
    if (!c) /* copies cannot say it: an empty text would be taken for what is there */
        bs_fatal("out of memory");
    c->size = size;
    c->used = 0;
    c->next = a->head;
    a->head = c;
    return c;
}

void *bs_arena_alloc(struct bs_arena *a, size_t n)
{
    if (a->max == 0)
        a->max = (size_t)256 << 20;
    if (n > a->max || n > SIZE_MAX / 2)
        return NULL;
    n = (n + ALIGN - 1) / ALIGN * ALIGN;
    if (n > a->max - a->used)
        return NULL;
    struct bs_arena_chunk *c = chunk_with_room(a, n);
    void *p = (char *)c->data + c->used;
    c->used += n;
    a->used += n;
    return memset(p, 0, n);
}

bs_bytes bs_arena_bytes(struct bs_arena *a, bs_bytes b)
{
    uint8_t *p = b.n < SIZE_MAX ? bs_arena_alloc(a, b.n + 1) : NULL;
    if (!p)
        return BS_BYTES("");
    if (b.n)
        memcpy(p, b.p, b.n);
    return (bs_bytes){p, b.n};
}

bs_str bs_arena_str(struct bs_arena *a, bs_str s)
{
    return bs_bytes_str(bs_arena_bytes(a, bs_str_bytes(s)));
}

bs_str bs_arena_printf(struct bs_arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : bs_arena_alloc(a, (size_t)n + 1);
    if (!p)
        return BS_STR("");
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (bs_str){p, (size_t)n};
}
