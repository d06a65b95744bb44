/* lines.h - what the decoders of text protocols share: lines, headers, names of programs. */
#ifndef BS_DECODE_LINES_H
#define BS_DECODE_LINES_H

#include "field.h"

/* Puts the remaining lines as fields `name`, at most `max`; of replies "ddd text" the code is
 * looked up for its meaning.  Returns the first line. */
bs_bytes bs_put_lines(struct bs_cursor *c, struct bs_decoded *d, const char *name,
                      const char *ref, const struct bs_code *codes, size_t ncodes, size_t max);
/* Puts "Name: value" lines up to the empty line.  Names become field names. */
void bs_put_headers(struct bs_cursor *c, struct bs_decoded *d, const char *ref);
/* Value of a header in text that begins behind the status line; empty when absent. */
bs_bytes bs_header(bs_bytes text, const char *name);

/* Names programs give themselves. */
struct bs_maker {
    const char *word;    /* as it stands in the text, ASCII case ignored */
    const char *product;
};
/* Sets product and version (the number that follows the word closely) from the first row
 * that occurs within the first 1 KiB. */
void bs_name_maker(struct bs_decoded *d, bs_bytes text, const struct bs_maker *table, size_t n);
/* The number with dots that begins at most `gap` bytes behind `from`. */
bs_bytes bs_version_after(bs_bytes text, size_t from, size_t gap);

#endif
