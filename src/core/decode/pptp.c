/* PPTP control messages (RFC 2637 2): the answer to Start-Control-Connection-Request names host and vendor. */
#include "field.h"

static const struct bs_code types[] = {
    {1, "Start-Control-Connection-Request", "a request: it came back"},
    {2, "Start-Control-Connection-Reply", "the server's answer"},
    {4, "Stop-Control-Connection-Reply", NULL},
    {6, "Echo-Reply", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    return b.n >= 10 && bs_be16(b, 2) == 1 && bs_be32(b, 4) == 0x1a2b3c4d ? BS_PROVEN : BS_NOT;
}

/* A field of fixed size, filled up with NUL. */
static bs_bytes fixed_text(bs_bytes b, size_t at, size_t size)
{
    bs_bytes f = bs_bytes_sub(b, at, size);
    size_t end = bs_bytes_find(f, BS_BYTES("\0"), 0);
    return end == SIZE_MAX ? f : bs_bytes_sub(f, 0, end);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes, host = fixed_text(b, 28, 64), vendor = fixed_text(b, 92, 64);
    const struct bs_code *type = BS_CODE(types, bs_be16(b, 8));
    bs_put(d, BS_MARK("Length", "RFC 2637 2.2", 0, 2), NULL, "%u", bs_be16(b, 0));
    bs_put(d, BS_MARK("Magic Cookie", "RFC 2637 1.4", 4, 4), NULL, "0x1a2b3c4d");
    bs_put(d, BS_MARK("Control Message Type", "RFC 2637 2", 8, 2), type->meaning, "%s (%u)", type->name,
           bs_be16(b, 8));
    if (bs_be16(b, 0) > b.n)
        bs_put_cut(d, "message", 0, bs_be16(b, 0), b.n);
    if (b.n > 14)
        bs_put(d, BS_MARK("Result Code", "RFC 2637 2.2", 14, 1), b.p[14] == 1 ? "accepted" : "refused", "%d",
               b.p[14]);
    if (b.n > 26)
        bs_put(d, BS_MARK("Firmware Revision", "RFC 2637 2.2", 26, 2), NULL, "%u", bs_be16(b, 26));
    if (host.n)
        bs_put_text(d, BS_MARK("Host Name", "RFC 2637 2.2", 28, host.n), host, "what the server calls itself");
    if (vendor.n)
        bs_put_text(d, BS_MARK("Vendor String", "RFC 2637 2.2", 92, vendor.n), vendor, NULL);
    if (bs_be16(b, 8) == 1)
        d->flags |= BS_DEC_ECHO;
    else if (b.n > 14 && b.p[14] == 1)
        d->flags |= BS_DEC_OPEN;
    bs_product(d, vendor, BS_BYTES(""));
    bs_summary(d, "PPTP VPN: %s, host %s, vendor %s", type->name, bs_quote(d, host, 40), bs_quote(d, vendor, 40));
}

const struct bs_decoder bs_decoder_pptp = {
    .name = "pptp",
    .title = "PPTP",
    .standard = "RFC 2637",
    .drawn_by = "PPTP Start-Control-Connection-Request",
    .probe = probe,
    .decode = decode,
};
