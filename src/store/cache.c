#include "store_priv.h"

#include <stdlib.h>

enum { FIRST_SIZE = 1024 };

void cache_fini(struct cache *c)
{
    free(c->slot);
    *c = (struct cache){0};
}

/* The slot of the key, or the empty one where it would go. */
static size_t find(const struct cache *c, uint64_t key)
{
    size_t i = (size_t)(key ^ key >> 29) & (c->size - 1);
    while (c->slot[i].value && c->slot[i].key != key)
        i = (i + 1) & (c->size - 1);
    return i;
}

bool cache_get(const struct cache *c, uint64_t key, int64_t *value)
{
    if (!c->size)
        return false;
    size_t i = find(c, key);
    *value = c->slot[i].value;
    return *value != 0;
}

static void grow(struct cache *c)
{
    struct cache bigger = {.size = c->size ? c->size * 2 : FIRST_SIZE};
    bigger.slot = bs_alloc(bigger.size * sizeof *bigger.slot);
    for (size_t i = 0; i < c->size; i++)
        if (c->slot[i].value)
            bigger.slot[find(&bigger, c->slot[i].key)] = c->slot[i];
    bigger.used = c->used;
    free(c->slot);
    *c = bigger;
}

void cache_put(struct cache *c, uint64_t key, int64_t value)
{
    if (c->used * 4 >= c->size * 3)
        grow(c);
    size_t i = find(c, key);
    c->used += c->slot[i].value == 0;
    c->slot[i].key = key;
    c->slot[i].value = value;
}

void array_room(void *array, size_t *cap, size_t n, size_t size)
{
    enum { LEAST = 1024 };
    void *bigger;
    if (n < *cap)
        return;
    *cap = *cap ? 2 * *cap : LEAST;
    memcpy(&bigger, array, sizeof bigger);
    bigger = bs_realloc(bigger, *cap * size);
    memcpy(array, &bigger, sizeof bigger);
}

static int64_t id_at(const void *array, size_t size, size_t i)
{
    int64_t id;
    memcpy(&id, (const char *)array + i * size, sizeof id);
    return id;
}

size_t find_id(const void *array, size_t n, size_t size, int64_t id)
{
    size_t lo = 0, hi = n;
    if (id > 0 && (uint64_t)id <= n && id_at(array, size, (size_t)id - 1) == id)
        return (size_t)id - 1;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (id_at(array, size, mid) < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && id_at(array, size, lo) == id ? lo : SIZE_MAX;
}
