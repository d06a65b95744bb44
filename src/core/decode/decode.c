#include "bannerscope/decode.h"

#include "heading.h"

enum { DECODERS_MAX = 128 };

struct candidate {
    const struct bs_decoder *decoder;
    enum bs_certainty certainty;
};

/* Surest first; among equals the earlier decoder of the table. */
static void insert(struct candidate *c, size_t n, struct candidate x)
{
    for (; n > 0 && c[n - 1].certainty < x.certainty; n--)
        c[n] = c[n - 1];
    c[n] = x;
}

static size_t ask_all(const struct bs_decode_in *in, struct candidate *c)
{
    size_t n = 0;
    for (size_t i = 0; bs_decoders[i] && n < DECODERS_MAX; i++) {
        const struct candidate asked = {bs_decoders[i], bs_decoders[i]->probe(in)};
        if (asked.certainty != BS_NOT)
            insert(c, n++, asked);
    }
    return n;
}

static void run(const struct bs_decode_in *in, const struct candidate *c, bool want_fields,
                struct bs_arena *a, struct bs_decoded *out)
{
    *out = (struct bs_decoded){
        .decoder = c->decoder,
        .certainty = c->certainty,
        .service = bs_str_z(c->decoder->name),
        .summary = bs_str_z(c->decoder->title),
        .product = BS_STR(""),
        .version = BS_STR(""),
        .probe = bs_str_z(c->decoder->drawn_by),
        .medical = c->decoder->medical,
        .length = (uint32_t)in->bytes.n,
        .arena = a,
        .keep = want_fields,
        .input = in->bytes.n,
    };
    c->decoder->decode(in, out);
    out->depth = 0;
    /* An echo proves nothing about the protocol that was echoed. */
    if (out->flags & BS_DEC_ECHO) {
        out->service = BS_STR("echo");
        out->medical = false;
    }
}

static void nothing(struct bs_arena *a, struct bs_decoded *out)
{
    *out = (struct bs_decoded){.service = BS_STR(""), .summary = BS_STR(""),
                               .product = BS_STR(""), .version = BS_STR(""),
                               .probe = BS_STR(""), .arena = a};
}

static void try_candidate(const struct bs_decode_in *in, const struct candidate *c, bool want_fields,
                          struct bs_arena *a, struct bs_decoded *best)
{
    struct bs_decoded d;
    run(in, c, want_fields, a, &d);
    if (d.certainty > best->certainty)
        *best = d;
}

/* As if all were asked and then tried, surest first: what is proven is tried at once, and if it stays so, the others
 * need not be asked. */
static void best_of(const struct bs_decode_in *in, bool want_fields, struct bs_arena *a,
                    struct bs_decoded *out)
{
    struct candidate c[DECODERS_MAX];
    size_t n = 0;
    nothing(a, out);
    for (size_t i = 0; bs_decoders[i] && n < DECODERS_MAX && out->certainty < BS_PROVEN; i++) {
        const struct candidate asked = {bs_decoders[i], bs_decoders[i]->probe(in)};
        if (asked.certainty == BS_PROVEN)
            try_candidate(in, &asked, want_fields, a, out);
        else if (asked.certainty != BS_NOT)
            insert(c, n++, asked);
    }
    /* A decoder may lower what its probe promised; then the next one gets its chance. */
    for (size_t i = 0; i < n && out->certainty < c[i].certainty; i++)
        try_candidate(in, &c[i], want_fields, a, out);
}

/* Offsets are 32 bits; no crawler stores banners near that size. */
static struct bs_decode_in bounded(const struct bs_decode_in *in)
{
    struct bs_decode_in b = *in;
    b.bytes = bs_bytes_sub(in->bytes, 0, BS_DECODE_INPUT_MAX);
    return b;
}

void bs_decode(const struct bs_decode_in *given, bool want_fields, struct bs_arena *a,
               struct bs_decoded *out)
{
    struct bs_decode_in in = bounded(given);
    struct bs_heading h;
    if (bs_heading_find(in.bytes, a, &h)) {
        struct bs_decode_in under = in;
        under.bytes = h.body;
        best_of(&under, want_fields, a, out);
        /* Under a heading that names the protocol, only that protocol counts. */
        if (out->certainty >= BS_LIKELY && bs_str_eq(out->service, h.service)) {
            bs_heading_map(&h, out);
            return;
        }
    }
    best_of(&in, want_fields, a, out);
}

size_t bs_decode_all(const struct bs_decode_in *given, struct bs_arena *a,
                     struct bs_decoded *out, size_t max)
{
    struct bs_decode_in in = bounded(given);
    struct candidate c[DECODERS_MAX];
    size_t found = ask_all(&in, c), n = 0;
    if (!max)
        return 0;
    struct bs_decoded best;
    bs_decode(given, true, a, &best);
    if (best.decoder)
        out[n++] = best;
    for (size_t i = 0; i < found && n < max; i++) {
        if (c[i].decoder == best.decoder)
            continue;
        struct bs_decoded d;
        run(&in, &c[i], true, a, &d);
        if (d.certainty == BS_NOT)
            continue;
        size_t at = n++;
        for (; at > 1 && out[at - 1].certainty < d.certainty; at--)
            out[at] = out[at - 1];
        out[at] = d;
    }
    return n;
}

const struct bs_decoder *bs_decoder_find(bs_str name)
{
    for (size_t i = 0; bs_decoders[i]; i++)
        if (bs_str_eq(name, bs_str_z(bs_decoders[i]->name)))
            return bs_decoders[i];
    return NULL;
}

const char *bs_certainty_name(enum bs_certainty c)
{
    switch (c) {
    case BS_NOT:
        return "none";
    case BS_WEAK:
        return "weak";
    case BS_LIKELY:
        return "likely";
    case BS_PROVEN:
        return "proven";
    }
    return "none";
}
