#include "tlv.h"

struct entry {
    uint32_t type;
    bs_bytes value;
    size_t value_at;
};

static bool entry_at(bs_bytes b, size_t *at, const struct bs_tlv_format *f,
                     struct entry *e)
{
    size_t head = f->type_width + 2;
    if (*at > b.n || b.n - *at < head)
        return false;
    e->type = f->type_width == 1 ? b.p[*at] : bs_be16(b, *at);
    size_t length = bs_be16(b, *at + f->type_width);
    if (length > b.n - *at - head)
        return false;
    e->value_at = *at + head;
    e->value = bs_bytes_sub(b, e->value_at, length);
    *at = e->value_at + length;
    return true;
}

static const struct bs_tlv_type *type_of(const struct bs_tlv_format *f, uint32_t type)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->types[i].type == type)
            return &f->types[i];
    return NULL;
}

size_t bs_tlv_fill(bs_bytes b, size_t at, const struct bs_tlv_format *f, size_t *known)
{
    struct entry e;
    size_t n = 0;
    *known = 0;
    while (at < b.n) {
        if (!entry_at(b, &at, f, &e))
            return 0;
        n++;
        *known += type_of(f, e.type) != NULL;
    }
    return n;
}

static void put_value(struct bs_decoded *d, const struct bs_mark *m,
                      const struct bs_tlv_type *t, bs_bytes v)
{
    const char *meaning = t ? t->meaning : NULL;
    switch (t ? t->form : BS_TLV_HEX) {
    case BS_TLV_TEXT:
        bs_put_text(d, m, v, meaning);
        return;
    case BS_TLV_MAC:
        if (v.n == 6) {
            bs_put(d, m, meaning, "%02x:%02x:%02x:%02x:%02x:%02x", v.p[0], v.p[1], v.p[2],
                   v.p[3], v.p[4], v.p[5]);
            return;
        }
        break;
    case BS_TLV_IPV4:
        if (v.n == 4) {
            bs_put(d, m, meaning, "%d.%d.%d.%d", v.p[0], v.p[1], v.p[2], v.p[3]);
            return;
        }
        break;
    case BS_TLV_MAC_IPV4:
        if (v.n == 10) {
            bs_put(d, m, meaning, "%02x:%02x:%02x:%02x:%02x:%02x %d.%d.%d.%d", v.p[0],
                   v.p[1], v.p[2], v.p[3], v.p[4], v.p[5], v.p[6], v.p[7], v.p[8],
                   v.p[9]);
            return;
        }
        break;
    case BS_TLV_SECONDS_BE:
    case BS_TLV_SECONDS_LE:
        if (v.n == 4) {
            bs_put(d, m, meaning, "%u s",
                   t->form == BS_TLV_SECONDS_BE ? bs_be32(v, 0) : bs_le32(v, 0));
            return;
        }
        break;
    case BS_TLV_HEX:
        break;
    }
    bs_put_hex(d, m, v, meaning);
}

void bs_tlv_put(struct bs_decoded *d, bs_bytes b, size_t at,
                const struct bs_tlv_format *f)
{
    struct entry e;
    for (size_t from = at; bs_budget(d) && entry_at(b, &at, f, &e); from = at) {
        const struct bs_tlv_type *t = type_of(f, e.type);
        put_value(d, BS_MARK(t ? t->name : "entry", f->ref, from, at - from), t, e.value);
    }
}

bs_bytes bs_tlv_find(bs_bytes b, size_t at, const struct bs_tlv_format *f, uint32_t type)
{
    struct entry e;
    while (at < b.n && entry_at(b, &at, f, &e))
        if (e.type == type)
            return e.value;
    return BS_BYTES("");
}
