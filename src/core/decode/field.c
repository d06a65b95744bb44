#include "field.h"

#include <stdio.h>

static struct bs_field *add(struct bs_decoded *d, const struct bs_mark *m, const char *meaning)
{
    uint64_t length = m->length;
    size_t offset = m->offset < d->input ? m->offset : d->input;
    uint64_t room = d->input - offset;
    if (length > room) {
        length = room;
        d->flags |= BS_DEC_TRUNCATED;
    }
    if (d->items >= BS_FIELDS_MAX)
        return NULL;
    d->items++;
    if (!d->keep)
        return NULL;
    if (d->fields == d->room) {
        size_t more = d->room ? d->room * 2 : 16;
        struct bs_field *bigger = bs_arena_alloc(d->arena, more * sizeof *bigger);
        if (!bigger)
            return NULL;
        if (d->fields)
            memcpy(bigger, d->field, d->fields * sizeof *bigger);
        d->field = bigger;
        d->room = more;
    }
    struct bs_field *f = &d->field[d->fields++];
    *f = (struct bs_field){.name = m->name, .ref = m->ref, .offset = (uint32_t)offset,
                           .length = (uint32_t)length, .value = BS_STR(""),
                           .meaning = bs_str_z(meaning)};
    f->depth = d->depth < BS_DEPTH_MAX ? d->depth : BS_DEPTH_MAX - 1;
    return f;
}

void bs_put(struct bs_decoded *d, const struct bs_mark *m, const char *meaning,
            const char *fmt, ...)
{
    struct bs_field *f = add(d, m, meaning);
    if (!f)
        return;
    char text[BS_VALUE_MAX + 1];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    f->value = bs_arena_str(d->arena, bs_str_z(text));
}

void bs_put_text(struct bs_decoded *d, const struct bs_mark *m, bs_bytes value,
                 const char *meaning)
{
    struct bs_field *f = add(d, m, meaning);
    if (f)
        f->value = bs_arena_str(d->arena, bs_bytes_str(bs_bytes_sub(value, 0, BS_VALUE_MAX)));
}

void bs_put_hex(struct bs_decoded *d, const struct bs_mark *m, bs_bytes value,
                const char *meaning)
{
    struct bs_field *f = add(d, m, meaning);
    if (!f)
        return;
    char hex[BS_VALUE_MAX + 1];
    bs_hex_encode(bs_bytes_sub(value, 0, BS_VALUE_MAX / 2), hex);
    f->value = bs_arena_str(d->arena, bs_str_z(hex));
}

void bs_open(struct bs_decoded *d)
{
    if (d->depth < UINT8_MAX)
        d->depth++;
}

void bs_close(struct bs_decoded *d)
{
    if (d->depth)
        d->depth--;
}

void bs_put_cut(struct bs_decoded *d, const char *what, uint32_t offset, uint64_t claimed,
                uint64_t there)
{
    d->flags |= BS_DEC_TRUNCATED;
    bs_put(d, BS_MARK("(cut)", NULL, offset, there),
           "the answer ends early: cut by the crawler, or a length that lies",
           "%s claims %llu bytes, %llu are there", what, (unsigned long long)claimed,
           (unsigned long long)there);
}

void bs_summary(struct bs_decoded *d, const char *fmt, ...)
{
    char text[BS_VALUE_MAX + 1];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    d->summary = bs_arena_str(d->arena, bs_str_z(text));
}

const char *bs_quote(struct bs_decoded *d, bs_bytes b, size_t max)
{
    char text[BS_VALUE_MAX + 1];
    size_t n = b.n < max ? b.n : max;
    if (n > BS_VALUE_MAX)
        n = BS_VALUE_MAX;
    for (size_t i = 0; i < n; i++)
        text[i] = b.p[i] < 0x20 || b.p[i] == 0x7f ? ' ' : (char)b.p[i];
    bs_str copy = bs_arena_str(d->arena, bs_str_trim((bs_str){text, n}));
    return copy.p;
}

void bs_product(struct bs_decoded *d, bs_bytes product, bs_bytes version)
{
    d->product = bs_arena_str(d->arena, bs_bytes_str(bs_bytes_sub(product, 0, BS_VALUE_MAX)));
    d->version = bs_arena_str(d->arena, bs_bytes_str(bs_bytes_sub(version, 0, BS_VALUE_MAX)));
}

const struct bs_code *bs_code_find(const struct bs_code *table, size_t n, uint64_t code)
{
    static const struct bs_code none = {0, "unknown", NULL};
    for (size_t i = 0; i < n; i++)
        if (table[i].code == code)
            return &table[i];
    return &none;
}

void bs_doubt_stub(struct bs_decoded *d, const char *what, uint64_t there, uint64_t claimed)
{
    if (there >= BS_STUB_MAX || there >= claimed)
        return;
    d->flags |= BS_DEC_HONEYPOT;
    bs_summary(d, "%s of %llu bytes that says it has %llu: looks like canned bytes of a honeypot",
               what, (unsigned long long)there, (unsigned long long)claimed);
}
