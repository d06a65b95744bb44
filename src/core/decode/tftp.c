/* TFTP errors (RFC 1350 5). */
#include "field.h"

static const struct bs_code codes[] = {
    {0, "Not defined", NULL},       {1, "File not found", NULL}, {2, "Access violation", NULL},
    {3, "Disk full", NULL},         {4, "Illegal TFTP operation", NULL},
    {5, "Unknown transfer ID", NULL}, {6, "File already exists", NULL}, {7, "No such user", NULL},
    {8, "Option refused", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 8 || b.n > 512 || bs_be16(b, 0) != 5 || bs_be16(b, 2) > 8 || b.p[b.n - 1] != 0)
        return BS_NOT;
    return bs_is_text(bs_bytes_sub(b, 4, b.n - 5)) ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes, text = bs_bytes_sub(b, 4, b.n - 5);
    uint32_t code = bs_be16(b, 2);
    bs_put(d, BS_MARK("Opcode", "RFC 1350 5", 0, 2), NULL, "ERROR (5)");
    bs_put(d, BS_MARK("ErrorCode", "RFC 1350 5", 2, 2), NULL, "%s (%u)",
           BS_CODE(codes, code)->name, code);
    bs_put_text(d, BS_MARK("ErrMsg", "RFC 1350 5", 4, text.n), text, NULL);
    bs_summary(d, "TFTP error %u: %s", code, bs_quote(d, text, 100));
}

const struct bs_decoder bs_decoder_tftp = {
    .name = "tftp",
    .title = "TFTP",
    .standard = "RFC 1350",
    .drawn_by = "TFTP read request",
    .probe = probe,
    .decode = decode,
};
