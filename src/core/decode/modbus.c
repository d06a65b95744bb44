/* Modbus/TCP answers (Modbus Messaging on TCP/IP 3.1.3).  Ten bytes of DICOM are a valid frame
 * too: only the transaction numbers of known probes and sane functions count. */
#include "field.h"

static const struct bs_code exceptions[] = {
    {1, "ILLEGAL FUNCTION", NULL},     {2, "ILLEGAL DATA ADDRESS", NULL},
    {3, "ILLEGAL DATA VALUE", NULL},   {4, "SERVER DEVICE FAILURE", NULL},
    {6, "SERVER DEVICE BUSY", NULL},   {10, "GATEWAY PATH UNAVAILABLE", NULL},
    {11, "GATEWAY TARGET DEVICE FAILED TO RESPOND", NULL},
};

/* Function 0x2b has a second number of its kind, which servers repeat before the code (pymodbus) or leave out. */
static size_t exception_at(bs_bytes b)
{
    return b.p[7] == 0xab && bs_be16(b, 4) == 4 && bs_at(b, 8) == 0x0e ? 9 : 8;
}

static const struct bs_code *exception_of(bs_bytes b)
{
    return BS_CODE(exceptions, bs_at(b, exception_at(b)));
}

/* A refusal is as short as can be, and then its transaction number may be the begin of any probe:
 * pymodbus answers a DICOM release so. */
static bool is_short_refusal(bs_bytes b)
{
    return b.n == 9 && bs_be16(b, 2) == 0 && bs_be16(b, 4) == 3 && b.p[7] >= 0x80 &&
           (b.p[8] == 1 || b.p[8] == 0x0b);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (is_short_refusal(b))
        return BS_LIKELY;
    if (b.n < 9 || bs_be16(b, 0) > 1 || bs_be16(b, 2) != 0)
        return BS_NOT;
    uint32_t length = bs_be16(b, 4);
    int function = b.p[7], base = function & 0x7f;
    bool sane = (base >= 1 && base <= 24) || base == 0x2b;
    if (!sane || length < 3 || length > 254 || b.n < length + 6u)
        return BS_NOT;
    if (function & 0x80)
        return length == exception_at(b) - 5 && strcmp(exception_of(b)->name, "unknown") != 0 ? BS_LIKELY
                                                                                             : BS_NOT;
    if (base == 0x2b)
        return b.p[8] == 0x0e ? BS_PROVEN : BS_NOT;
    return in->port == 502 ? BS_LIKELY : BS_WEAK;
}

static void read_identification(struct bs_cursor *c, struct bs_decoded *d, bs_bytes *vendor,
                                bs_bytes *product)
{
    static const char *const names[] = {"VendorName", "ProductCode", "MajorMinorRevision",
                                        "VendorUrl", "ProductName", "ModelName"};
    bs_bytes head, v;
    if (!bs_cur_skip(c, 6)) /* MEI type, code, conformity, more, next, count */
        return;
    while (bs_budget(d) && bs_cur_take(c, 2, &head)) {
        uint32_t at = bs_cur_pos(c);
        if (!bs_cur_take(c, head.p[1], &v))
            return;
        bs_put_text(d, BS_MARK(head.p[0] < BS_COUNT(names) ? names[head.p[0]] : "object",
                               "Modbus 6.21", at, v.n), v, NULL);
        if (head.p[0] == 0)
            *vendor = v;
        if (head.p[0] == 1)
            *product = v;
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes, vendor = BS_BYTES(""), product = BS_BYTES("");
    struct bs_cursor c = bs_cur(b, 0);
    /* The question has a category and an object behind the two numbers, and ends (Modbus 6.21). */
    if (b.p[7] == 0x2b && bs_be16(b, 4) == 5) {
        bs_put_hex(d, BS_MARK("request", "Modbus 6.21", 0, b.n), b, "a question: servers do not send it");
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("Modbus read of the device identification, which came back");
        bs_summary(d, "Echo: a Modbus question came back");
        return;
    }
    bs_put(d, BS_MARK("MBAP header", "Modbus TCP 3.1.3", 0, 7), NULL,
           "transaction %u, unit %d, %u bytes", bs_be16(b, 0), b.p[6], bs_be16(b, 4));
    bs_put(d, BS_MARK("function", "Modbus 6", 7, 1), b.p[7] & 0x80 ? "refused" : NULL, "0x%02x",
           b.p[7]);
    if (b.p[7] & 0x80) {
        uint32_t at = (uint32_t)exception_at(b);
        bs_put(d, BS_MARK("exception", "Modbus 7", at, 1), NULL, "%s (%d)", exception_of(b)->name, b.p[at]);
        bs_summary(d, "Modbus exception: %s", exception_of(b)->name);
        return;
    }
    bs_cur_skip(&c, 8);
    if (b.p[7] == 0x2b)
        read_identification(&c, d, &vendor, &product);
    else
        bs_put_hex(d, BS_MARK("data", "Modbus 6", 8, b.n - 8), bs_cur_rest(&c), NULL);
    bs_product(d, vendor.n ? vendor : product, BS_BYTES(""));
    bs_summary(d, "Modbus device %s %s", bs_quote(d, vendor, 40), bs_quote(d, product, 40));
}

const struct bs_decoder bs_decoder_modbus = {
    .name = "modbus",
    .title = "Modbus/TCP",
    .standard = "Modbus Messaging on TCP/IP",
    .drawn_by = "Modbus read of the device identification",
    .probe = probe,
    .decode = decode,
};
