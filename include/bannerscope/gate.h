/* gate.h - the only way from a stranger's bytes to a screen or a stream.  Layer 0.
 *
 * What passes as itself: printable ASCII, and code points from a generated allow-list (letters,
 * numbers, punctuation, symbols whose width is the same, 1 or 2, in every width table we know;
 * never controls, format characters, marks, bidi classes R/AL/AN, private use, unassigned,
 * emoji).  Everything else becomes notation: \xNN for a byte that is not UTF-8, \u{202E} for a
 * code point, \t \r \n \e-free (ESC is \x1b), and a backslash of the data is \\ , so that
 * notation and data never look alike. */
#ifndef BS_GATE_H
#define BS_GATE_H

#include "bannerscope/base.h"

enum bs_gate_mode {
    BS_GATE_UTF8,  /* allow-list as above */
    BS_GATE_ASCII, /* only 20..7e pass: a locale without UTF-8, or --ascii */
};

/* One piece of output: `n` bytes of text that take `width` cells. */
struct bs_glyph {
    char text[12];   /* UTF-8 or notation, terminated */
    uint8_t n;       /* bytes in text */
    uint8_t width;   /* cells, 1..10; for notation one a byte */
    bool notation;   /* draw it in the notation style */
    uint32_t used;   /* bytes of input this stands for */
};

/* The glyph at the front of `b` (b.n > 0).  Always uses at least one byte. */
void bs_gate_next(bs_bytes b, enum bs_gate_mode mode, struct bs_glyph *g);
/* The next code point of strict UTF-8 (RFC 3629); returns its length, or 0 when the first
 * byte does not begin a valid sequence. */
size_t bs_utf8_next(bs_bytes b, uint32_t *cp);
bool bs_utf8_valid(bs_bytes b);
/* Cells of an allowed code point: 1 or 2; 0 = not allowed. */
int bs_gate_width(uint32_t cp);
/* Whole text, appended to `out`.  With keep_lines a real LF stays a line break. */
void bs_gate_text(bs_bytes b, enum bs_gate_mode mode, bool keep_lines, struct bs_buf *out);
/* Cut to at most `width` cells, `~` marks the cut; padded with blanks when pad.  Used by
 * tables on stdout. */
void bs_gate_fit(bs_bytes b, enum bs_gate_mode mode, int width, bool pad, struct bs_buf *out);
/* For error texts: terminated, gated as ASCII, at most max-1 bytes. */
const char *bs_gate_z(bs_bytes b, char *out, size_t max);

#endif
