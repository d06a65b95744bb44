/* tlv.h - lists of type, length, value that fill a packet: discovery protocols of device
 * makers. */
#ifndef BS_DECODE_TLV_H
#define BS_DECODE_TLV_H

#include "field.h"

/* How a value is shown. */
enum bs_tlv_form {
    BS_TLV_HEX,
    BS_TLV_TEXT,
    BS_TLV_MAC,
    BS_TLV_IPV4,
    BS_TLV_MAC_IPV4,
    BS_TLV_SECONDS_BE,
    BS_TLV_SECONDS_LE
};
struct bs_tlv_type {
    uint32_t type;
    enum bs_tlv_form form;
    const char *name, *meaning; /* meaning may be NULL */
};
struct bs_tlv_format {
    const struct bs_tlv_type *types;
    size_t n;
    size_t type_width; /* bytes of the type, big endian; the length always has two */
    const char *ref;
};
/* How many entries fill b from `at` exactly; 0 where they do not, or one is not whole.
 * *known counts those whose type the table has. */
size_t bs_tlv_fill(bs_bytes b, size_t at, const struct bs_tlv_format *f, size_t *known);
/* Puts them as fields. */
void bs_tlv_put(struct bs_decoded *d, bs_bytes b, size_t at,
                const struct bs_tlv_format *f);
/* The value of the first entry of this type; empty when there is none. */
bs_bytes bs_tlv_find(bs_bytes b, size_t at, const struct bs_tlv_format *f, uint32_t type);

#endif
