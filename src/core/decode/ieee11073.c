/* Personal health devices: ISO/IEEE 11073-20601 association and release APDUs.  Each begins with a choice and the
 * length of all that follows (MDER, Annex F): a banner that ends elsewhere proves nothing. */
#include "field.h"

static const struct bs_code choices[] = {
    {0xe200, "AARQ", "a device asks to be associated"},
    {0xe300, "AARE", "the answer to an association request"},
    {0xe400, "RLRQ", "asks to end the association"},
    {0xe500, "RLRE", "the association ends"},
    {0xe600, "ABRT", "the association is broken off"},
    {0xe700, "PRST", "data of the association"},
};
static const struct bs_code results[] = {
    {0, "accepted", "a stranger is let in"},
    {1, "rejected-permanent", NULL},
    {2, "rejected-transient", NULL},
    {3, "accepted-unknown-config", "let in, its configuration is asked for"},
    {4, "rejected-no-common-protocol", NULL},
    {5, "rejected-no-common-parameter", NULL},
    {6, "rejected-unknown", NULL},
    {7, "rejected-unauthorized", "the device has to be known"},
    {8, "rejected-unsupported-assoc-version", NULL},
};
static const struct bs_code reasons[] = {
    {0, "undefined", NULL},
    {1, "buffer-overflow", NULL},
    {2, "response-timeout", NULL},
    {3, "configuration-timeout", NULL},
};

static bool known(uint32_t choice)
{
    return choice >= 0xe200 && choice <= 0xe700 && (choice & 0xff) == 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    const uint32_t choice = bs_be16(b, 0), length = bs_be16(b, 2);
    if (b.n < 6 || !known(choice) || length + 4u != b.n)
        return BS_NOT;
    /* Only the data protocol's number (20601 = 0x5079) proves it; six bytes of release or abort are anybody's. */
    if (choice == 0xe300 && b.n >= 8 && bs_be16(b, 4) <= 8 && bs_be16(b, 6) == 0x5079)
        return BS_PROVEN;
    if (choice == 0xe200 && bs_bytes_find(bs_bytes_sub(b, 0, 64), BS_BYTES("\x50\x79"), 0) != SIZE_MAX)
        return BS_PROVEN;
    return BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const uint32_t choice = bs_be16(b, 0), code = bs_be16(b, 4);
    const struct bs_code *name = BS_CODE(choices, choice);
    bs_put(d, BS_MARK("choice", "ISO/IEEE 11073-20601 A.8", 0, 2), name->meaning, "%s (0x%04x)", name->name,
           choice);
    bs_put(d, BS_MARK("length", "ISO/IEEE 11073-20601 Annex F", 2, 2), "bytes that follow", "%u",
           bs_be16(b, 2));
    if (choice == 0xe300) {
        const struct bs_code *result = BS_CODE(results, code);
        bs_put(d, BS_MARK("result", "ISO/IEEE 11073-20601 A.8", 4, 2), result->meaning, "%s (%u)", result->name,
               code);
        d->flags |= code == 0 || code == 3 ? BS_DEC_OPEN : BS_DEC_CHECKED;
        bs_summary(d, "11073 association response: %s", result->name);
    } else {
        if (choice == 0xe600)
            bs_put(d, BS_MARK("reason", "ISO/IEEE 11073-20601 A.8", 4, 2), NULL, "%s (%u)",
                   BS_CODE(reasons, code)->name, code);
        bs_summary(d, "11073 %s: %s", name->name, name->meaning ? name->meaning : "");
    }
    if (b.n > 6)
        bs_put_hex(d, BS_MARK("parameters", "ISO/IEEE 11073-20601 A.8", 6, b.n - 6), bs_bytes_sub(b, 6, SIZE_MAX),
                   NULL);
}

const struct bs_decoder bs_decoder_ieee11073 = {
    .name = "ieee11073",
    .title = "IEEE 11073 personal health device",
    .standard = "ISO/IEEE 11073-20601",
    .drawn_by = "11073 association request, or bytes the manager could not read",
    .medical = true,
    .probe = probe,
    .decode = decode,
};
