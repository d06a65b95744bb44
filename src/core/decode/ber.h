/* ber.h - one element of ASN.1 BER (X.690 8.1): what LDAP, SNMP and Kerberos have in common. */
#ifndef BS_DECODE_BER_H
#define BS_DECODE_BER_H

#include "field.h"

struct bs_ber {
    uint8_t tag;           /* the identifier octet, low tag numbers only */
    uint32_t start, body;  /* offsets in the input: of the tag, of the content */
    uint64_t claimed;      /* content length as written */
    struct bs_cursor in;   /* the content, clamped to what is there */
    bool whole;
};
/* Reads the next element and moves behind it.  False at the end, for tag numbers above 30,
 * and for lengths that are indefinite or longer than 4 bytes. */
bool bs_ber_next(struct bs_cursor *c, struct bs_ber *e);
/* Number of an INTEGER or ENUMERATED of up to 8 bytes, sign extended. */
bool bs_ber_int(const struct bs_ber *e, int64_t *out);
/* Object identifier as dotted text, at most `size` with its NUL. */
void bs_ber_oid(const struct bs_ber *e, char *out, size_t size);
/* A mark over the whole element. */
#define BS_BER_MARK(name_, ref_, e_)                                                          \
    BS_MARK((name_), (ref_), (e_)->start, (uint64_t)((e_)->body - (e_)->start) + (e_)->claimed)
/* Says when content is missing. */
void bs_ber_check(const struct bs_ber *e, const char *what, struct bs_decoded *d);

/* For probes: the bytes behind tag and length of the element at the front, if the tag is
 * `tag`.  Clamped; *claimed is the length as written. */
bool bs_ber_peel(bs_bytes b, uint8_t tag, bs_bytes *content, uint64_t *claimed);

#endif
