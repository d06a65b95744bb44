/* field.h - how a decoder writes down what it read.
 *
 * Fields are appended in preorder at the depth opened last.  What is written is bounded by
 * BS_FIELDS_MAX, BS_DEPTH_MAX and BS_VALUE_MAX, whatever the input says; when fields are not
 * wanted, appending costs nothing.  Names, references and meanings given as `const char *` are
 * string constants (or live in the arena); values are copied into the arena. */
#ifndef BS_DECODE_FIELD_H
#define BS_DECODE_FIELD_H

#include "bannerscope/decode.h"
#include "cursor.h"

enum { BS_VALUE_MAX = 500 };

/* Where, what, and by which standard. */
struct bs_mark {
    const char *name, *ref;
    uint32_t offset;
    uint64_t length; /* as claimed; clamped to the input, and then said so */
};
#define BS_MARK(name_, ref_, offset_, length_)                                                \
    (&(struct bs_mark){(name_), (ref_), (uint32_t)(offset_), (length_)})

/* Value from our own words and numbers.  meaning may be NULL. */
void bs_put(struct bs_decoded *d, const struct bs_mark *m, const char *meaning,
            const char *fmt, ...) BS_PRINTF(4, 5);
/* Value from a stranger's bytes, cut to BS_VALUE_MAX. */
void bs_put_text(struct bs_decoded *d, const struct bs_mark *m, bs_bytes value,
                 const char *meaning);
/* The same as lower-case hex. */
void bs_put_hex(struct bs_decoded *d, const struct bs_mark *m, bs_bytes value,
                const char *meaning);
/* What follows is inside the field put last, until the matching bs_close. */
void bs_open(struct bs_decoded *d);
void bs_close(struct bs_decoded *d);
/* Says in the tree that a length goes beyond the bytes there are, and sets BS_DEC_TRUNCATED. */
void bs_put_cut(struct bs_decoded *d, const char *what, uint32_t offset, uint64_t claimed,
                uint64_t there);
/* A complete first packet is short enough to arrive in one piece, and no crawler cuts that early:
 * fewer than BS_STUB_MAX bytes where the packet's own length says more are the canned bytes of a
 * honeypot.  Then sets BS_DEC_HONEYPOT and the summary; longer ones are taken as cut. */
enum { BS_STUB_MAX = 64 };
void bs_doubt_stub(struct bs_decoded *d, const char *what, uint64_t there, uint64_t claimed);
/* False when the budget is spent: loops stop. */
static inline bool bs_budget(const struct bs_decoded *d)
{
    return d->items < BS_FIELDS_MAX && d->depth < BS_DEPTH_MAX;
}

void bs_summary(struct bs_decoded *d, const char *fmt, ...) BS_PRINTF(2, 3);
/* A terminated copy of a stranger's bytes for a sentence of ours: control characters become
 * blanks, at most `max` bytes. */
const char *bs_quote(struct bs_decoded *d, bs_bytes b, size_t max);
void bs_product(struct bs_decoded *d, bs_bytes product, bs_bytes version);

/* -- code tables ---------------------------------------------------------------------------- */

struct bs_code {
    uint32_t code;
    const char *name;    /* the standard's word */
    const char *meaning; /* plain words, or NULL */
};
/* The row, or one whose name is "unknown". */
const struct bs_code *bs_code_find(const struct bs_code *table, size_t n, uint64_t code);
#define BS_CODE(table, code) bs_code_find((table), BS_COUNT(table), (code))

#endif
