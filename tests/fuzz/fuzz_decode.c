/* All decoders, on any bytes: the last two give port and transport, the rest is the answer, so that every sample in
 * tests/data/decode is a seed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bannerscope/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct bs_decoded *d, size_t n)
{
    if (d->offset > n || d->length > n - d->offset || d->fields > BS_FIELDS_MAX)
        abort();
    for (size_t i = 0; i < d->fields; i++) {
        const struct bs_field *f = &d->field[i];
        if (f->offset > n || f->length > n - f->offset || f->value.n > 500 ||
            f->depth >= BS_DEPTH_MAX)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    static const uint16_t ports[] = {0, 21, 23, 24, 25, 37, 43, 53, 123, 502, 515, 2000, 5353, 5355, 11211};
    const uint8_t *how = data + size - 2;
    const size_t n = size - 2;
    uint8_t *answer = malloc(n ? n : 1); /* ends where the answer does: a sanitizer sees one byte too far */
    if (!answer)
        abort();
    memcpy(answer, data, n);
    struct bs_decode_in in = {
        .bytes = {answer, n},
        .port = ports[how[0] % BS_COUNT(ports)],
        .transport = how[1] & 1 ? BS_UDP : BS_TCP,
        .transport_known = how[1] & 2,
        .module = BS_STR(""),
    };
    struct bs_arena a;
    struct bs_decoded d[16], bare;
    bs_arena_init(&a, 0);
    size_t read = bs_decode_all(&in, &a, d, BS_COUNT(d));
    for (size_t i = 0; i < read; i++)
        check(&d[i], in.bytes.n);
    /* Fields or no fields: the reading is the same. */
    bs_decode(&in, false, &a, &bare);
    if (bare.decoder != (read ? d[0].decoder : NULL) || (read && bare.certainty != d[0].certainty))
        abort();
    bs_arena_fini(&a);
    free(answer);
    return 0;
}
