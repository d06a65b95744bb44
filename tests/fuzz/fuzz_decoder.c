/* One decoder by itself, picked by the first byte, so that a fuzzer can work on it without the others; every probe
 * sees the bytes all the same.  The next two give port and transport. */
#include <stdint.h>
#include <stdlib.h>

#include "bannerscope/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t decoders(void)
{
    size_t n = 0;
    while (bs_decoders[n])
        n++;
    return n;
}

static struct bs_decoded fresh(const struct bs_decoder *decoder, enum bs_certainty sure, size_t n,
                               struct bs_arena *a, bool keep)
{
    return (struct bs_decoded){.decoder = decoder,
                               .certainty = sure,
                               .service = bs_str_z(decoder->name),
                               .summary = bs_str_z(decoder->title),
                               .product = BS_STR(""),
                               .version = BS_STR(""),
                               .probe = bs_str_z(decoder->drawn_by),
                               .medical = decoder->medical,
                               .length = (uint32_t)n,
                               .arena = a,
                               .keep = keep,
                               .input = n};
}

static void check(const struct bs_decoded *d, const struct bs_decoded *bare, size_t n)
{
    if (d->offset > n || d->length > n - d->offset || d->fields > BS_FIELDS_MAX || d->summary.n > 500 || bare->fields)
        abort();
    for (size_t i = 0; i < d->fields; i++) {
        const struct bs_field *f = &d->field[i];
        if (f->offset > n || f->length > n - f->offset || f->value.n > 500 || f->depth >= BS_DEPTH_MAX || !f->name)
            abort();
    }
    if (d->flags != bare->flags || d->certainty != bare->certainty || !bs_str_eq(d->summary, bare->summary) ||
        !bs_str_eq(d->service, bare->service) || !bs_str_eq(d->product, bare->product))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t ports[] = {0, 19, 21, 23, 24, 25, 37, 43, 53, 123, 500, 502, 515, 2000, 5353, 5355, 11211};
    if (size < 3)
        return 0;
    const struct bs_decoder *decoder = bs_decoders[data[0] % decoders()];
    const struct bs_decode_in in = {
        .bytes = {data + 3, size - 3},
        .port = ports[data[1] % BS_COUNT(ports)],
        .transport = data[2] & 1 ? BS_UDP : BS_TCP,
        .transport_known = data[2] & 2,
        .module = BS_STR(""),
    };
    for (size_t i = 0; bs_decoders[i]; i++)
        if (bs_decoders[i]->probe(&in) > BS_PROVEN)
            abort();
    enum bs_certainty sure = decoder->probe(&in);
    if (sure == BS_NOT)
        return 0;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    struct bs_decoded d = fresh(decoder, sure, in.bytes.n, &a, true), bare = fresh(decoder, sure, in.bytes.n, &a, false);
    decoder->decode(&in, &d);
    decoder->decode(&in, &bare);
    check(&d, &bare, in.bytes.n);
    bs_arena_fini(&a);
    return 0;
}
