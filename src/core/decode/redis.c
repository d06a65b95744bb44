/* Redis replies (RESP). */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) == '-')
        return bs_begins(b, "-NOAUTH ") || bs_begins(b, "-DENIED Redis") ||
                       bs_begins(b, "-ERR unknown command") ||
                       bs_begins(b, "-ERR wrong number of arg") ||
                       bs_begins(b, "-ERR Protocol error")
                   ? BS_PROVEN
                   : BS_NOT;
    if (bs_at(b, 0) != '$')
        return BS_NOT;
    return bs_has(b, "redis_version:", 200) ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "reply", "RESP", NULL, 0, 200);
    size_t at = bs_bytes_find(bs_bytes_sub(in->bytes, 0, 2048), BS_BYTES("redis_version:"), 0);
    bs_product(d, BS_BYTES("Redis"),
               at == SIZE_MAX ? BS_BYTES("") : bs_version_after(in->bytes, at + 14, 1));
    bool open = at != SIZE_MAX;
    bool checked = bs_begins(first, "-NOAUTH") || bs_begins(first, "-DENIED");
    d->flags |= open ? BS_DEC_OPEN : checked ? BS_DEC_CHECKED : 0;
    if (open)
        first = BS_BYTES("told everything about itself without a password");
    bs_summary(d, "Redis: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_redis = {
    .name = "redis",
    .title = "Redis",
    .standard = "RESP",
    .drawn_by = "Redis INFO, or lines of another protocol",
    .probe = probe,
    .decode = decode,
};
