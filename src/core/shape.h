/* shape.h - what varies between copies of one banner, and how it is masked.  core only.
 *
 * Two banners have one shape when they differ only in what is chosen anew each time.  Masks:
 *   #  a run of digits (dates, lengths, ports, versions, the parts of an IPv4 address)
 *   D  a weekday's or month's English abbreviation
 *   x  hexadecimal of 8 digits or more that holds a digit; groups of it (MAC, ETag, UUID)
 *   B  base64 and other random tokens: 16 bytes or more that mix letters and digits
 *   H  host names: three labels or more, or behind "//", "@" or "220 "
 *   K  what follows "Key:" or "Fingerprint:" and the base64 lines below
 *   L  a length of the rest, R  what looks drawn by lot: in answers no decoder can read; their
 *      first two bytes and fields full of zeros are kept
 * Bytes outside of printable runs are kept: they are the protocol.  Where a decoder knows
 * the protocol, fields that vary become one 00 each: those at a known offset (a table by service:
 * DICOM AE titles, TLS random, transaction ids...), and leaves of its tree whose name says so
 * (times, nonces, cookies, ids, host names). */
#ifndef BS_CORE_SHAPE_H
#define BS_CORE_SHAPE_H

#include "bannerscope/classify.h"

struct bs_shape_field {
    const char *service;
    uint16_t offset, length; /* bytes from the start; cut at the end of the banner */
};
extern const struct bs_shape_field bs_shape_fields[];
extern const size_t bs_shape_fields_n;

/* What comes out: the masked bytes, and where something was masked. */
struct bs_sheet {
    bs_bytes wire;
    size_t done;           /* up to here: written, or masked */
    struct bs_buf *out;    /* NULL = not wanted */
    struct bs_buf *ranges; /* of struct bs_shape_range; NULL = not wanted */
};
/* `n` bytes at a place within the wire bytes, places ascending; what stands between two masks stays as it is. */
void bs_sheet_mask(struct bs_sheet *s, const uint8_t *at, size_t n, char mark);
/* Masks what varies in a printable part of the wire bytes. */
void bs_shape_text(bs_bytes t, struct bs_sheet *s);

#endif
