/* memcached text protocol (protocol.txt), over UDP behind a frame of 8 bytes (protocol.txt, UDP protocol).
 * Statistics and version prove it; "ERROR" says anybody. */
#include "lines.h"

enum { FRAME = 8 };

/* Request id, sequence number, number of datagrams, two zero bytes. */
static size_t frame_of(bs_bytes b)
{
    return b.n > FRAME && bs_be16(b, 4) >= 1 && bs_be16(b, 2) < bs_be16(b, 4) && bs_be16(b, 6) == 0
               ? FRAME
               : 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    size_t frame = frame_of(b);
    b = bs_bytes_sub(b, frame, SIZE_MAX);
    if (bs_begins(b, "STAT pid ") || bs_begins(b, "VERSION 1."))
        return BS_PROVEN;
    if (!bs_begins(b, "ERROR\r\n"))
        return BS_NOT;
    return frame || in->port == 11211 || bs_begins(bs_bytes_sub(b, 7, SIZE_MAX), "ERROR\r\n")
               ? BS_LIKELY
               : BS_WEAK;
}

static void put_frame(struct bs_decoded *d, bs_bytes b)
{
    bs_put(d, BS_MARK("frame header", "protocol.txt, UDP protocol", 0, FRAME),
           "memcached over UDP, which multiplies what is sent to it", "%u bytes", FRAME);
    bs_open(d);
    bs_put(d, BS_MARK("request ID", "protocol.txt, UDP protocol", 0, 2), "copied from the request",
           "0x%04x", bs_be16(b, 0));
    bs_put(d, BS_MARK("sequence number", "protocol.txt, UDP protocol", 2, 2), NULL, "%u",
           bs_be16(b, 2));
    bs_put(d, BS_MARK("datagrams", "protocol.txt, UDP protocol", 4, 2), NULL, "%u", bs_be16(b, 4));
    bs_close(d);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t frame = frame_of(in->bytes);
    bs_bytes head = bs_bytes_sub(in->bytes, 0, 2048);
    struct bs_cursor c = bs_cur(in->bytes, 0);
    if (frame) {
        put_frame(d, in->bytes);
        bs_cur_skip(&c, frame);
    }
    bs_bytes first = bs_put_lines(&c, d, "reply", "protocol.txt", NULL, 0, 60);
    size_t at = bs_bytes_find(head, BS_BYTES("VERSION "), 0);
    if (at == SIZE_MAX)
        at = bs_bytes_find(head, BS_BYTES("STAT version "), 0);
    bs_product(d, BS_BYTES("memcached"),
               at == SIZE_MAX ? BS_BYTES("") : bs_version_after(in->bytes, at, 14));
    if (bs_at(first, 0) != 'E')
        d->flags |= BS_DEC_OPEN;
    bs_summary(d, "memcached%s: %s", frame ? " over UDP" : "", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_memcached = {
    .name = "memcached",
    .title = "memcached",
    .standard = "memcached protocol",
    .drawn_by = "memcached stats or version",
    .probe = probe,
    .decode = decode,
};
