#include "bannerscope/shodan.h"

#include <zlib.h>

enum { STEP = 16 << 10 };

typedef int step_fn(z_stream *z, int flush);

/* Runs deflate or inflate over all of `in`, growing `out` as far as it may. */
static bs_err run(z_stream *z, step_fn *step, bs_bytes in, struct bs_buf *out)
{
    int rc = Z_OK;
    if (in.n > UINT32_MAX)
        return BS_E_LIMIT;
    z->next_in = (Bytef *)(uintptr_t)in.p;
    z->avail_in = (uInt)in.n;
    while (rc == Z_OK) {
        size_t room = out->max - out->len < STEP ? out->max - out->len : STEP;
        if (room == 0 || bs_buf_reserve(out, room) != BS_OK)
            return BS_E_LIMIT;
        z->next_out = out->p + out->len;
        z->avail_out = (uInt)room;
        rc = step(z, Z_FINISH);
        size_t made = room - z->avail_out;
        out->len += made;
        /* With Z_FINISH zlib says BUF_ERROR for "give me room", and also for "the end is
         * missing": the room tells which. */
        if (rc == Z_BUF_ERROR && z->avail_out == 0)
            rc = Z_OK;
    }
    return rc == Z_STREAM_END ? BS_OK : BS_E_CORRUPT;
}

bs_err bs_deflate(bs_bytes in, struct bs_buf *out)
{
    z_stream z = {0};
    size_t before = out->len;
    if (deflateInit(&z, Z_DEFAULT_COMPRESSION) != Z_OK)
        return BS_E_LIMIT;
    bs_err err = run(&z, deflate, in, out);
    deflateEnd(&z);
    if (err)
        out->len = before;
    return err;
}

bs_err bs_inflate(bs_bytes in, struct bs_buf *out)
{
    z_stream z = {0};
    size_t before = out->len;
    if (inflateInit(&z) != Z_OK)
        return BS_E_LIMIT;
    bs_err err = run(&z, inflate, in, out);
    if (!err && z.avail_in)
        err = BS_E_CORRUPT;
    inflateEnd(&z);
    if (err)
        out->len = before;
    return err;
}
