/* memcached text protocol (protocol.txt), over UDP behind a frame of 8 bytes (protocol.txt, UDP protocol), and the
 * binary one (BinaryProtocolRevamped).  Statistics, version and a binary response that adds up prove it; "ERROR" says
 * anybody. */
#include "lines.h"

enum { FRAME = 8, BINARY_HEADER = 24, BINARY_RESPONSE = 0x81 };

static const struct bs_code statuses[] = {
    {0x00, "No error", NULL},         {0x01, "Key not found", NULL},       {0x02, "Key exists", NULL},
    {0x04, "Invalid arguments", NULL}, {0x08, "No bucket", NULL},          {0x20, "Authentication error", NULL},
    {0x81, "Unknown command", NULL},  {0x82, "Out of memory", NULL},       {0x85, "Internal error", NULL},
    {0x86, "Temporary failure", NULL},
};

/* A response: opcode, key length, extras length, data type, status, body length, opaque, CAS. */
static bool is_binary(bs_bytes b)
{
    return b.n >= BINARY_HEADER && b.p[0] == BINARY_RESPONSE && b.p[1] <= 0x48 && b.p[5] == 0 &&
           strcmp(BS_CODE(statuses, (int)bs_be16(b, 6))->name, "unknown") != 0 &&
           bs_be16(b, 2) + b.p[4] <= bs_be32(b, 8) && bs_be32(b, 8) <= b.n - BINARY_HEADER;
}

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
    if (is_binary(b))
        return BS_PROVEN;
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

static void decode_binary(bs_bytes b, uint32_t o, struct bs_decoded *d)
{
    const char *where = "BinaryProtocolRevamped, Packet Structure";
    const struct bs_code *status = BS_CODE(statuses, (int)bs_be16(b, o + 6));
    uint32_t extras = b.p[o + 4], key = bs_be16(b, o + 2), body = bs_be32(b, o + 8);
    bs_put(d, BS_MARK("response header", where, o, BINARY_HEADER), NULL, "%u bytes", BINARY_HEADER);
    bs_open(d);
    bs_put(d, BS_MARK("opcode", where, o + 1, 1), "copied from the request", "0x%02x", b.p[o + 1]);
    bs_put(d, BS_MARK("status", where, o + 6, 2), NULL, "%s (%u)", status->name, bs_be16(b, o + 6));
    bs_put(d, BS_MARK("body length", where, o + 8, 4), NULL, "%u", body);
    bs_close(d);
    bs_bytes name = bs_bytes_sub(b, o + BINARY_HEADER + extras, key);
    bs_bytes value = bs_bytes_sub(b, o + BINARY_HEADER + extras + key, body - extras - key);
    if (name.n)
        bs_put_text(d, BS_MARK("key", where, o + BINARY_HEADER + extras, name.n), name, NULL);
    if (value.n)
        bs_put_text(d, BS_MARK("value", where, o + BINARY_HEADER + extras + key, value.n), value, NULL);
    bs_product(d, BS_BYTES("memcached"), BS_BYTES(""));
    if (bs_be16(b, o + 6) != 0x20)
        d->flags |= BS_DEC_OPEN;
    bs_summary(d, "memcached, binary protocol: %s%s%s", status->name, name.n ? ", " : "", bs_quote(d, name, 40));
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
    if (is_binary(bs_bytes_sub(in->bytes, frame, SIZE_MAX))) {
        decode_binary(in->bytes, (uint32_t)frame, d);
        return;
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
