/* KNX gateways of building technology: KNXnet/IP (ISO 22510, KNX 03.08). */
#include "field.h"

enum { HEADER = 6, DIB_DEVICE_INFO = 1, DEVICE_INFO = 54, NAME_AT = 24, NAME = 30, HPAI = 8 };

static const struct bs_code services[] = {
    {0x0201, "SEARCH_REQUEST", "a request: servers do not send it"},
    {0x0202, "SEARCH_RESPONSE", NULL},
    {0x0203, "DESCRIPTION_REQUEST", "a request: servers do not send it"},
    {0x0204, "DESCRIPTION_RESPONSE", NULL},
    {0x0206, "CONNECT_RESPONSE", NULL},
    {0x0208, "CONNECTIONSTATE_RESPONSE", NULL},
    {0x020a, "DISCONNECT_RESPONSE", NULL},
};

/* Offset of the device's description; 0 where there is none. */
static size_t device_at(bs_bytes b)
{
    uint32_t service = bs_be16(b, 2);
    size_t at = service == 0x0202 ? HEADER + HPAI : service == 0x0204 ? HEADER : 0;
    return at && bs_at(b, at) == DEVICE_INFO && bs_at(b, at + 1) == DIB_DEVICE_INFO ? at : 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    uint32_t total = bs_be16(b, 4);
    if (b.n < HEADER + 2 || bs_be16(b, 0) != 0x0610 || total < HEADER + 2 || total > 600 ||
        strcmp(BS_CODE(services, bs_be16(b, 2))->name, "unknown") == 0)
        return BS_NOT;
    if (device_at(b))
        return b.n >= total ? BS_PROVEN : BS_LIKELY;
    return b.n == total ? BS_LIKELY : BS_NOT;
}

static void read_device(bs_bytes b, size_t at, struct bs_decoded *d)
{
    static const char ref[] = "KNX 03.08.02 7.5.4.2";
    bs_bytes v = bs_bytes_sub(b, at, DEVICE_INFO);
    if (v.n < NAME_AT)
        return;
    uint32_t address = bs_be16(v, 4);
    bs_put(d, BS_MARK("individual address", ref, at + 4, 2), NULL, "%u.%u.%u", address >> 12,
           address >> 8 & 15, address & 255);
    bs_put_hex(d, BS_MARK("serial number", ref, at + 8, 6), bs_bytes_sub(v, 8, 6), NULL);
    bs_put_hex(d, BS_MARK("MAC address", ref, at + 18, 6), bs_bytes_sub(v, 18, 6), NULL);
    bs_bytes name = bs_bytes_sub(v, NAME_AT, NAME);
    const uint8_t *end = name.n ? memchr(name.p, 0, name.n) : NULL;
    name = bs_bytes_sub(name, 0, end ? (size_t)(end - name.p) : name.n);
    bs_put_text(d, BS_MARK("friendly name", ref, at + NAME_AT, name.n), name, NULL);
    bs_product(d, name, BS_BYTES(""));
    bs_summary(d, "KNX gateway: %s", bs_quote(d, name, NAME));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    uint32_t total = bs_be16(b, 4), service = bs_be16(b, 2);
    const struct bs_code *row = BS_CODE(services, service);
    bs_put(d, BS_MARK("KNXnet/IP header", "KNX 03.08.02 4.2", 0, HEADER), row->meaning,
           "%s (0x%04x), %u bytes", row->name, service, total);
    bs_open(d);
    if (b.n < total)
        bs_put_cut(d, "the frame", HEADER, total - HEADER, b.n - HEADER);
    bs_summary(d, "KNX gateway: %s", row->name);
    if (device_at(b))
        read_device(b, device_at(b), d);
    bs_close(d);
    d->probe = service == 0x0202 ? BS_STR("KNXnet/IP search") : BS_STR("KNXnet/IP description");
    if (row->meaning) {
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: a KNXnet/IP request came back");
    }
}

const struct bs_decoder bs_decoder_knx = {
    .name = "knx",
    .title = "KNXnet/IP",
    .standard = "KNX 03.08",
    .drawn_by = "KNXnet/IP description",
    .probe = probe,
    .decode = decode,
};
