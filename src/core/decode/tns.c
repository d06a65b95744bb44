/* Oracle: packets of the Transparent Network Substrate, as listeners send them.  Not published by Oracle; the
 * header is known from its own trace files: length, checksum, type, flags, header checksum. */
#include "field.h"

#include <stdio.h>

static const struct bs_code types[] = {
    {2, "ACCEPT", "the connection is accepted"},
    {4, "REFUSE", "the listener refuses, and says why"},
    {5, "REDIRECT", "the listener names another address"},
    {11, "RESEND", "the listener wants the packet again: it speaks TNS"},
    {12, "MARKER", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    const uint32_t length = bs_be16(b, 0);
    if (b.n < 8 || bs_be16(b, 2) != 0 || bs_be16(b, 6) != 0 || length < 8 ||
        strcmp(BS_CODE(types, b.p[4])->name, "unknown") == 0)
        return BS_NOT;
    if (bs_has(b, "(DESCRIPTION=", 256) || bs_has(b, "(ADDRESS=", 256))
        return BS_PROVEN;
    return b.p[4] == 11 && length == 8 && b.n == 8 ? BS_LIKELY : BS_NOT;
}

/* VSNNUM packs the release into 32 bits: 8, 4, 8, 4 and 8 bits (as `lsnrctl version` prints it). */
static void put_release(struct bs_decoded *d, bs_bytes b)
{
    size_t at = bs_bytes_find(bs_bytes_sub(b, 0, 4096), BS_BYTES("VSNNUM="), 0);
    uint64_t v = 0;
    size_t n = 0;
    char text[32];
    if (at == SIZE_MAX)
        return;
    for (at += 7; n < 10 && bs_is_digit(bs_at(b, at + n)); n++)
        v = v * 10 + (uint64_t)(b.p[at + n] - '0');
    int len = snprintf(text, sizeof text, "%u.%u.%u.%u.%u", (unsigned)(v >> 24 & 255), (unsigned)(v >> 20 & 15),
                       (unsigned)(v >> 12 & 255), (unsigned)(v >> 8 & 15), (unsigned)(v & 255));
    bs_put(d, BS_MARK("VSNNUM", "Oracle Net", at, n), "release of the listener", "%s", text);
    if (v)
        bs_product(d, BS_BYTES("Oracle TNS listener"), (bs_bytes){(const uint8_t *)text, (size_t)len});
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const struct bs_code *type = BS_CODE(types, b.p[4]);
    bs_put(d, BS_MARK("length", "Oracle Net", 0, 2), NULL, "%u", bs_be16(b, 0));
    bs_put(d, BS_MARK("type", "Oracle Net", 4, 1), type->meaning, "%s (%d)", type->name, b.p[4]);
    if (bs_be16(b, 0) > b.n)
        bs_put_cut(d, "packet", 8, bs_be16(b, 0), b.n);
    size_t at = bs_bytes_find(bs_bytes_sub(b, 0, 256), BS_BYTES("("), 0);
    bs_bytes text = at == SIZE_MAX ? BS_BYTES("") : bs_bytes_sub(b, at, SIZE_MAX);
    if (text.n)
        bs_put_text(d, BS_MARK("description", "Oracle Net", at, text.n), text, NULL);
    bs_product(d, BS_BYTES("Oracle TNS listener"), BS_BYTES(""));
    put_release(d, b);
    d->flags |= b.p[4] == 4 ? BS_DEC_CHECKED : 0u;
    bs_summary(d, "Oracle listener: %s %s", type->name, bs_quote(d, text, 80));
}

const struct bs_decoder bs_decoder_tns = {
    .name = "tns",
    .title = "Oracle TNS listener",
    .standard = "Oracle Net (TNS)",
    .drawn_by = "Oracle TNS connect request",
    .probe = probe,
    .decode = decode,
};
