/* What is marked in the bytes: reasons, the field under the cursor, hits, the selection. */
#include "app.h"

/* Preorder: the last field that covers the byte is the deepest. */
size_t banner_field_at(const struct bs_decoded *d, size_t at)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; d && i < d->fields; i++)
        if (at >= d->field[i].offset && at - d->field[i].offset < d->field[i].length)
            best = i;
    return best;
}

/* Offsets in "bytes" count in what was sent, those in "data" in what was stored; the two
 * are one where nothing was unescaped on the way. */
static bool counts_here(const struct bs_app *app, const struct bs_evidence *ev)
{
    bool one = app->detail->notation == BS_NOTE_TEXT;
    enum byte_mode mode = app->banner.mode;
    if (mode == BYTES_UNESCAPED && !one &&
        !bs_bytes_eq(app->banner.bytes, app->detail->wire))
        return false;
    bool sent = mode != BYTES_STORED || one, stored = mode == BYTES_STORED || one;
    return (sent && bs_str_eq(ev->field, BS_STR("bytes"))) ||
           (stored && bs_str_eq(ev->field, BS_STR("data")));
}

void marks_collect(struct bs_app *app)
{
    struct banner_state *b = &app->banner;
    const struct bs_detail *d = app_detail(app);
    b->ranges = b->range_at = 0;
    for (size_t i = 0; d && !label_is_blind(app) && i < d->evidences && b->ranges < RANGES_MAX; i++) {
        const struct bs_evidence *ev = &d->evidence[i];
        if (ev->length && ev->offset < b->bytes.n && counts_here(app, ev))
            b->range[b->ranges++] = (struct byte_range){
                ev->offset, size_min(ev->length, b->bytes.n - ev->offset), i, false};
    }
    size_t narrowest = b->bytes.n;
    for (size_t i = 0; i < b->ranges; i++)
        narrowest = size_min(narrowest, b->range[i].n);
    for (size_t i = 0; i < b->ranges; i++)
        b->range[i].broad = b->range[i].n == b->bytes.n ||
                            (b->range[i].n > narrowest && b->range[i].n > b->bytes.n / 2);
}

const struct bs_evidence *banner_evidence(const struct bs_app *app, size_t at)
{
    const struct banner_state *b = &app->banner;
    const struct byte_range *best = NULL;
    for (size_t i = 0; app_detail(app) && i < b->ranges; i++)
        if (at >= b->range[i].at && at - b->range[i].at < b->range[i].n &&
            (!best || b->range[i].n < best->n))
            best = &b->range[i];
    return best ? &app->detail->detail->evidence[best->evidence] : NULL;
}

static bool is_proof(const struct bs_app *app, size_t at)
{
    const struct banner_state *b = &app->banner;
    for (size_t i = 0; i < b->ranges; i++)
        if (at >= b->range[i].at && at - b->range[i].at < b->range[i].n &&
            !b->range[i].broad)
            return true;
    return false;
}

static bool in_field(const struct bs_app *app, size_t at)
{
    const struct bs_decoded *d = banner_reading(app);
    const struct outline *o = &app->banner.fields;
    if (!d || o->at >= o->n || o->at >= d->fields || app->banner.view == VIEW_TEXT)
        return false;
    return at >= d->field[o->at].offset &&
           at - d->field[o->at].offset < d->field[o->at].length;
}

enum bs_style banner_style(const struct bs_app *app, size_t at, enum bs_style plain,
                           uint8_t *attr)
{
    const struct banner_state *b = &app->banner;
    size_t from = size_min(b->mark, b->at), to = b->mark > b->at ? b->mark : b->at;
    size_t hit = hits_cover(&b->hits, at);
    bool proof = is_proof(app, at);
    *attr = b->mark != SIZE_MAX && at >= from && at <= to ? BS_A_REVERSE : 0;
    if (hit != SIZE_MAX) {
        *attr |= hit == b->hits.current ? BS_A_BOLD | BS_A_UNDERLINE : 0;
        return BS_ST_SEARCH;
    }
    if (in_field(app, at)) {
        *attr |= proof ? BS_A_UNDERLINE : 0;
        return BS_ST_FIELD;
    }
    return proof ? BS_ST_EVIDENCE : plain;
}
