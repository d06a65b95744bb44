/* DNP3 (IEEE 1815-2012, 9.2): the link header of ten bytes with its checksum.  Utilities and building plant. */
#include "field.h"

static const struct bs_code functions[] = {
    {0, "ACK", NULL},          {1, "NACK", NULL},          {11, "LINK_STATUS", "says it is there"},
    {15, "NOT_SUPPORTED", NULL}, {3, "CONFIRMED_USER_DATA", NULL}, {4, "UNCONFIRMED_USER_DATA", NULL},
};

/* CRC of IEEE 1815 9.2.4: polynomial 0x3d65, reflected, inverted. */
static uint16_t crc(const uint8_t *p, size_t n)
{
    uint16_t c = 0;
    for (size_t i = 0; i < n; i++) {
        c ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            c = (uint16_t)(c & 1 ? c >> 1 ^ 0xa6bc : c >> 1);
    }
    return (uint16_t)~c;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 10 || b.p[0] != 0x05 || b.p[1] != 0x64 || b.p[2] < 5)
        return BS_NOT;
    return bs_le16(b, 8) == crc(b.p, 8) ? BS_PROVEN : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const struct bs_code *function = BS_CODE(functions, b.p[3] & 15);
    bs_put(d, BS_MARK("start", "IEEE 1815 9.2.4.1", 0, 2), NULL, "0x0564");
    bs_put(d, BS_MARK("length", "IEEE 1815 9.2.4.1", 2, 1), NULL, "%d", b.p[2]);
    bs_put(d, BS_MARK("control", "IEEE 1815 9.2.4.1", 3, 1), b.p[3] & 0x80 ? "from a master" : "from an outstation",
           "%s (0x%02x)", function->name, b.p[3]);
    bs_put(d, BS_MARK("destination", "IEEE 1815 9.2.4.1", 4, 2), NULL, "%u", bs_le16(b, 4));
    bs_put(d, BS_MARK("source", "IEEE 1815 9.2.4.1", 6, 2), NULL, "%u", bs_le16(b, 6));
    bs_put(d, BS_MARK("CRC", "IEEE 1815 9.2.4.3", 8, 2), bs_le16(b, 8) == crc(b.p, 8) ? "right" : "wrong", "0x%04x",
           bs_le16(b, 8));
    if (b.n > 10)
        bs_put_hex(d, BS_MARK("data", "IEEE 1815 9.2.4", 10, b.n - 10), bs_bytes_sub(b, 10, SIZE_MAX), NULL);
    if ((b.p[3] & 0x80) != 0)
        d->flags |= BS_DEC_ECHO; /* masters ask */
    bs_summary(d, "DNP3 station %u: %s", bs_le16(b, 6), function->name);
}

const struct bs_decoder bs_decoder_dnp3 = {
    .name = "dnp3",
    .title = "DNP3",
    .standard = "IEEE 1815-2012",
    .drawn_by = "DNP3 link status request",
    .probe = probe,
    .decode = decode,
};
