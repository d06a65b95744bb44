/* memcached text protocol (protocol.txt). */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_begins(b, "STAT pid ") || bs_begins(b, "VERSION 1."))
        return BS_PROVEN;
    if (!bs_begins(b, "ERROR\r\n"))
        return BS_NOT;
    return in->port == 11211 || bs_begins(bs_bytes_sub(b, 7, SIZE_MAX), "ERROR\r\n") ? BS_LIKELY
                                                                                     : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "reply", "protocol.txt", NULL, 0, 60);
    size_t at = bs_bytes_find(bs_bytes_sub(in->bytes, 0, 2048), BS_BYTES("VERSION "), 0);
    if (at == SIZE_MAX)
        at = bs_bytes_find(bs_bytes_sub(in->bytes, 0, 2048), BS_BYTES("STAT version "), 0);
    bs_product(d, BS_BYTES("memcached"),
               at == SIZE_MAX ? BS_BYTES("") : bs_version_after(in->bytes, at, 14));
    if (bs_at(first, 0) != 'E')
        d->flags |= BS_DEC_OPEN;
    bs_summary(d, "memcached: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_memcached = {
    .name = "memcached",
    .title = "memcached",
    .standard = "memcached protocol",
    .drawn_by = "memcached stats or version",
    .probe = probe,
    .decode = decode,
};
