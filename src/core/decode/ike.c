/* IKE: the header of ISAKMP (RFC 2408 3.1) and IKEv2 (RFC 7296 3.1), and the chain of payloads behind it. */
#include "field.h"

static const struct bs_code exchanges[] = {
    {2, "Identity Protection", "IKEv1 main mode"}, {4, "Aggressive", "IKEv1 aggressive mode"},
    {5, "Informational", "IKEv1: a notification"}, {34, "IKE_SA_INIT", NULL}, {35, "IKE_AUTH", NULL},
    {36, "CREATE_CHILD_SA", NULL},                 {37, "INFORMATIONAL", NULL},
};
static const struct bs_code payloads[] = {
    {1, "Security Association", NULL}, {2, "Proposal", NULL},     {4, "Key Exchange", NULL},
    {5, "Identification", NULL},       {8, "Hash", NULL},         {10, "Nonce", NULL},
    {11, "Notification", NULL},        {13, "Vendor ID", NULL},   {33, "Security Association", NULL},
    {34, "Key Exchange", NULL},        {40, "Nonce", NULL},       {41, "Notify", NULL},
    {43, "Vendor ID", NULL},
};
static const struct bs_code notifications[] = {
    {7, "INVALID_SYNTAX", NULL},           {14, "NO_PROPOSAL_CHOSEN", "speaks IKE, takes none of the offers"},
    {16, "PAYLOAD-MALFORMED", NULL},       {17, "INVALID_KE_PAYLOAD", NULL},
    {16390, "COOKIE", "asks to prove the address"},
};

/* No responder SPI yet, and nothing refused: the proposal itself, thrown back.  DNS servers do that too, with two bits
 * changed: it says little about who did. */
static bool is_request(bs_bytes b)
{
    bool no_responder = bs_be32(b, 8) == 0 && bs_be32(b, 12) == 0;
    return no_responder && (b.p[17] == 0x20 ? (b.p[19] & 0x08) != 0 : b.p[18] != 5);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 28 || (b.p[17] != 0x10 && b.p[17] != 0x20) || bs_be32(b, 24) != b.n ||
        strcmp(BS_CODE(exchanges, b.p[18])->name, "unknown") == 0)
        return BS_NOT;
    if ((b.p[17] == 0x10) != (b.p[18] < 32))
        return BS_NOT;
    return is_request(b) ? BS_WEAK : BS_PROVEN;
}

static void put_payloads(struct bs_decoded *d, bs_bytes b, uint8_t next, const struct bs_code **notified)
{
    size_t at = 28;
    while (next && at + 4 <= b.n && bs_budget(d)) {
        const uint32_t length = bs_be16(b, at + 2);
        const struct bs_code *kind = BS_CODE(payloads, next);
        if (length < 4 || length > b.n - at)
            return;
        bs_put_hex(d, BS_MARK(kind->name, "RFC 7296 3.2", at, length), bs_bytes_sub(b, at + 4, length - 4),
                   kind->meaning);
        size_t type_at = next == 41 ? at + 6 : at + 10; /* IKEv1 has a DOI in front */
        if ((next == 41 || next == 11) && type_at + 2 <= at + length)
            *notified = BS_CODE(notifications, bs_be16(b, type_at));
        next = b.p[at];
        at += length;
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const struct bs_code *exchange = BS_CODE(exchanges, b.p[18]), *notified = NULL;
    const bool v2 = b.p[17] == 0x20;
    bs_put_hex(d, BS_MARK("initiator SPI", "RFC 7296 3.1", 0, 8), bs_bytes_sub(b, 0, 8), "the asker's");
    bs_put_hex(d, BS_MARK("responder SPI", "RFC 7296 3.1", 8, 8), bs_bytes_sub(b, 8, 8), NULL);
    bs_put(d, BS_MARK("next payload", "RFC 7296 3.1", 16, 1), NULL, "%d", b.p[16]);
    bs_put(d, BS_MARK("version", "RFC 7296 3.1", 17, 1), NULL, "%d.%d", b.p[17] >> 4, b.p[17] & 15);
    bs_put(d, BS_MARK("exchange type", "RFC 7296 3.1", 18, 1), exchange->meaning, "%s (%d)", exchange->name, b.p[18]);
    bs_put(d, BS_MARK("flags", "RFC 7296 3.1", 19, 1), NULL, "0x%02x", b.p[19]);
    bs_put(d, BS_MARK("message ID", "RFC 7296 3.1", 20, 4), NULL, "%u", bs_be32(b, 20));
    bs_put(d, BS_MARK("length", "RFC 7296 3.1", 24, 4), NULL, "%u", bs_be32(b, 24));
    put_payloads(d, b, b.p[16], &notified);
    if (is_request(b))
        d->flags |= BS_DEC_ECHO;
    bs_summary(d, "VPN gateway, IKEv%d %s%s%s", v2 ? 2 : 1, exchange->name, notified ? ": " : "",
               notified ? notified->name : "");
}

const struct bs_decoder bs_decoder_ike = {
    .name = "ike",
    .title = "IKE",
    .standard = "RFC 2408, RFC 7296",
    .drawn_by = "IKE proposal",
    .probe = probe,
    .decode = decode,
};
