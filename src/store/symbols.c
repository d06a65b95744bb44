#include "bannerscope/facts.h"

#include <stdlib.h>

enum { FIRST_CAP = 1024 };

static size_t find(const struct bs_symbols *y, uint64_t hash, bs_str text)
{
    size_t mask = 2 * y->cap - 1, i = (size_t)hash & mask;
    while (y->slot[i] && !(y->hash[y->slot[i] - 1] == hash && bs_str_eq(y->text[y->slot[i] - 1], text)))
        i = (i + 1) & mask;
    return i;
}

static void grow(struct bs_symbols *y)
{
    y->cap = y->cap ? 2 * y->cap : FIRST_CAP;
    y->text = bs_realloc(y->text, y->cap * sizeof *y->text);
    y->hash = bs_realloc(y->hash, y->cap * sizeof *y->hash);
    free(y->slot);
    y->slot = bs_alloc(2 * y->cap * sizeof *y->slot);
    for (size_t i = 0; i < y->n; i++)
        y->slot[find(y, y->hash[i], y->text[i])] = (uint32_t)i + 1;
}

void bs_symbols_init(struct bs_symbols *y)
{
    *y = (struct bs_symbols){0};
    bs_arena_init(&y->arena, 0);
    grow(y);
    bs_symbol(y, BS_STR(""));
}

void bs_symbols_fini(struct bs_symbols *y)
{
    bs_arena_fini(&y->arena);
    free(y->text);
    free(y->hash);
    free(y->slot);
}

uint32_t bs_symbol(struct bs_symbols *y, bs_str text)
{
    uint64_t hash = bs_hash64(bs_str_bytes(text), 0);
    size_t i = find(y, hash, text);
    if (y->slot[i])
        return y->slot[i] - 1;
    if (y->n == y->cap) {
        grow(y);
        i = find(y, hash, text);
    }
    y->text[y->n] = bs_arena_str(&y->arena, text);
    y->hash[y->n] = hash;
    y->slot[i] = (uint32_t)++y->n;
    return (uint32_t)y->n - 1;
}
