/* CoAP answers (RFC 7252 3), also the resets that anything else sent there draws. */
#include "field.h"

static const struct bs_code codes[] = {
    {0x41, "2.01 Created", NULL},      {0x42, "2.02 Deleted", NULL},
    {0x43, "2.03 Valid", NULL},        {0x44, "2.04 Changed", NULL},
    {0x45, "2.05 Content", NULL},      {0x80, "4.00 Bad Request", NULL},
    {0x81, "4.01 Unauthorized", NULL}, {0x82, "4.02 Bad Option", NULL},
    {0x83, "4.03 Forbidden", NULL},    {0x84, "4.04 Not Found", NULL},
    {0x85, "4.05 Method Not Allowed", NULL},
    {0xa0, "5.00 Internal Server Error", NULL},
};

/* Skips the options.  False where they break the format; the payload, empty or not, else. */
static bool payload_of(bs_bytes b, bs_bytes *payload)
{
    uint64_t at = 4 + (b.p[0] & 15u);
    while (at < b.n && b.p[at] != 0xff) {
        uint64_t length = b.p[at] & 15, delta = b.p[at] >> 4;
        if (length == 15 || delta == 15)
            return false;
        at += 1 + (delta == 13 ? 1 : delta == 14 ? 2 : 0);
        if (length >= 13) {
            if (at + (length - 12) > b.n)
                return false;
            uint64_t more = length == 13 ? 13u + b.p[at] : 269u + bs_be16(b, (size_t)at);
            at += length - 12;
            length = more;
        }
        at += length;
    }
    if (at > b.n)
        return false;
    *payload = at < b.n ? bs_bytes_sub(b, (size_t)at + 1, SIZE_MAX) : BS_BYTES("");
    return at == b.n || payload->n > 0;
}

static bool is_response(uint8_t code)
{
    for (size_t i = 0; i < BS_COUNT(codes); i++)
        if (codes[i].code == code)
            return true;
    return false;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes, payload;
    bool udp = in->transport_known && in->transport == BS_UDP;
    if (b.n < 4 || b.p[0] >> 6 != 1 || (b.p[0] & 15) > 8)
        return BS_NOT;
    if (b.n == 4 && b.p[0] == 0x70 && b.p[1] == 0)
        return udp ? BS_LIKELY : BS_WEAK;
    if (!is_response(b.p[1]) || !payload_of(b, &payload))
        return BS_NOT;
    if (b.n == 12 && !bs_be32(b, 4) && !bs_be32(b, 8))
        return BS_NOT; /* a name server refuses what was no question: eight zero bytes are counts, no options */
    if (b.p[1] == 0x45 && bs_begins(payload, "</"))
        return BS_PROVEN; /* the list of resources, RFC 6690 */
    return udp ? BS_LIKELY : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    static const char *const types[] = {"Confirmable", "Non-confirmable", "Acknowledgement", "Reset"};
    bs_bytes b = in->bytes, payload = BS_BYTES("");
    const char *code = b.p[1] ? BS_CODE(codes, b.p[1])->name : "0.00 Empty";

    bs_put(d, BS_MARK("Type", "RFC 7252 3", 0, 1), NULL, "%s (%d)", types[b.p[0] >> 4 & 3],
           b.p[0] >> 4 & 3);
    bs_put(d, BS_MARK("Code", "RFC 7252 3", 1, 1), NULL, "%s", code);
    bs_put(d, BS_MARK("Message ID", "RFC 7252 3", 2, 2), NULL, "0x%04x", bs_be16(b, 2));
    if (payload_of(b, &payload) && payload.n)
        bs_put_text(d, BS_MARK("payload", "RFC 7252 3", b.n - payload.n, payload.n), payload,
                    b.p[1] == 0x45 ? "what the device offers, RFC 6690" : NULL);
    if (!b.p[1])
        bs_summary(d, "CoAP reset: the message was not understood");
    else
        bs_summary(d, "CoAP %s%s%s", code, payload.n ? ": " : "", bs_quote(d, payload, 100));
}

const struct bs_decoder bs_decoder_coap = {
    .name = "coap",
    .title = "CoAP",
    .standard = "RFC 7252",
    .drawn_by = "CoAP GET /.well-known/core",
    .probe = probe,
    .decode = decode,
};
