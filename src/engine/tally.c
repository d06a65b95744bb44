/* Rows by their keys, and pairs of row and value that were seen: two tables with open addressing. */
#include <stdlib.h>

#include "report.h"

struct tally_pair {
    uint32_t row; /* + 1; 0 = free */
    unsigned kind;
    uint64_t value;
};

enum { FIRST_CAP = 64 };

void tally_init(struct tally *t, struct bs_symbols *y)
{
    *t = (struct tally){.y = y};
}

void tally_fini(struct tally *t)
{
    free(t->row);
    free(t->slot);
    free(t->pair);
    *t = (struct tally){0};
}

static uint64_t mix(uint64_t h)
{
    h ^= h >> 31;
    h *= UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 29;
}

static size_t find_row(const struct tally *t, const uint32_t key[REPORT_KEYS])
{
    uint64_t h = 0;
    for (int i = 0; i < REPORT_KEYS; i++)
        h = mix(h + key[i]);
    size_t mask = 2 * t->cap - 1, i = (size_t)h & mask;
    while (t->slot[i] && memcmp(t->row[t->slot[i] - 1].key, key, REPORT_KEYS * sizeof *key) != 0)
        i = (i + 1) & mask;
    return i;
}

static void grow_rows(struct tally *t)
{
    t->cap = t->cap ? 2 * t->cap : FIRST_CAP;
    t->row = bs_realloc(t->row, t->cap * sizeof *t->row);
    free(t->slot);
    t->slot = bs_alloc(2 * t->cap * sizeof *t->slot);
    for (size_t i = 0; i < t->rows; i++)
        t->slot[find_row(t, t->row[i].key)] = (uint32_t)i + 1;
}

struct tally_row *tally_at(struct tally *t, const uint32_t key[REPORT_KEYS])
{
    if (t->rows == t->cap)
        grow_rows(t);
    size_t i = find_row(t, key);
    if (!t->slot[i]) {
        struct tally_row *row = &t->row[t->rows];
        memset(row, 0, sizeof *row);
        memcpy(row->key, key, sizeof row->key);
        t->slot[i] = (uint32_t)++t->rows;
    }
    return &t->row[t->slot[i] - 1];
}

static size_t find_pair(const struct tally *t, const struct tally_pair *p)
{
    size_t mask = t->pairs_cap - 1;
    size_t i = (size_t)mix(p->value + mix((uint64_t)p->row << 8 | p->kind)) & mask;
    while (t->pair[i].row && !(t->pair[i].row == p->row && t->pair[i].kind == p->kind &&
                               t->pair[i].value == p->value))
        i = (i + 1) & mask;
    return i;
}

static void grow_pairs(struct tally *t)
{
    struct tally_pair *old = t->pair;
    const size_t n = t->pairs_cap;
    t->pairs_cap = n ? 2 * n : FIRST_CAP;
    t->pair = bs_alloc(t->pairs_cap * sizeof *t->pair);
    for (size_t i = 0; i < n; i++)
        if (old[i].row)
            t->pair[find_pair(t, &old[i])] = old[i];
    free(old);
}

bool tally_first(struct tally *t, const struct tally_row *row, unsigned kind, uint64_t value)
{
    const struct tally_pair p = {(uint32_t)(row - t->row) + 1, kind, value};
    if (2 * t->pairs >= t->pairs_cap)
        grow_pairs(t);
    size_t i = find_pair(t, &p);
    if (t->pair[i].row)
        return false;
    t->pair[i] = p;
    t->pairs++;
    return true;
}
