/* heading.h - the line a crawler module writes above the bytes it stored.
 *
 * "Remote Desktop Protocol" and "DICOM Server Response" stand above the answer itself, which
 * may be bytes, the crawler's \xhh notation, or hex. */
#ifndef BS_DECODE_HEADING_H
#define BS_DECODE_HEADING_H

#include "bannerscope/decode.h"

struct bs_heading {
    bs_str service;       /* what the heading promises: "dicom" */
    bs_bytes body;        /* the bytes underneath, escapes or hex undone */
    uint32_t begin;       /* where they begin in the input */
    const uint32_t *from; /* body.n + 1 places in the input, or NULL when copied as they are */
};
/* False when there is no such heading, or nothing under it. */
bool bs_heading_find(bs_bytes b, struct bs_arena *a, struct bs_heading *out);
/* Moves the offsets of a reading of `body` to where they stand in the input. */
void bs_heading_map(const struct bs_heading *h, struct bs_decoded *d);

#endif
