/* bytes.h - ways to look at bytes: written forms, search, values, differences.  Layer 1.
 *
 * Pure and bounded: the time grows with the bytes, never with their square. */
#ifndef BS_BYTES_H
#define BS_BYTES_H

#include "bannerscope/gate.h"

/* -- written forms ----------------------------------------------------------------------- */

enum bs_form {
    BS_FORM_TEXT,    /* gated, real line ends kept: harmless when pasted */
    BS_FORM_HEX,     /* pairs of digits, nothing between */
    BS_FORM_C,       /* an array of unsigned char */
    BS_FORM_ESCAPED, /* the crawler's notation, \xhh: what `decode` reads back */
    BS_FORM_BASE64,  /* RFC 4648, padded, one line */
    BS_FORM_COUNT
};
extern const char *const bs_form_names[BS_FORM_COUNT + 1]; /* "text" ...; NULL at the end */
/* Appends `b` in that form.  All but TEXT are ASCII. */
void bs_form_write(enum bs_form form, bs_bytes b, enum bs_gate_mode gate, struct bs_buf *out);

/* Offset, 16 bytes as hex, the same as text, a line; as `show --as hex` prints it. */
void bs_hexdump(bs_bytes b, bool ascii_only, struct bs_buf *out);

/* -- search ------------------------------------------------------------------------------ */

enum { BS_NEEDLE_MAX = 512 };
/* Byte i fits where (byte & mask[i]) == value[i]: wildcards and ASCII case alike. */
struct bs_needle {
    uint8_t value[BS_NEEDLE_MAX], mask[BS_NEEDLE_MAX];
    size_t n;    /* 0 = nothing to look for */
    bool bytes;  /* typed as hex */
    bool folded; /* letters fit in either case */
};
/* What a person typed:
 *   x:02 01 ?? 6?   or 0x0201   bytes; ? stands for any digit
 *   anything else               text; \x02 \r \n \t \0 \\ are bytes; without a capital
 *                               letter both cases fit */
bs_err bs_needle_parse(bs_str text, struct bs_needle *out, struct bs_error *e);
/* Only pairs of digits or ?; false when it is something else, or too long. */
bool bs_needle_hex(bs_str text, struct bs_needle *out);
/* Offset of the first match at or behind `from`, or SIZE_MAX. */
size_t bs_needle_find(const struct bs_needle *p, bs_bytes hay, size_t from);

/* -- values ------------------------------------------------------------------------------ */

struct bs_value {
    const char *name; /* "u16 BE" */
    char text[112];   /* ASCII */
};
enum { BS_VALUES_MAX = 40 };
/* What the bytes at `at` could mean; `until` (0 = the end of b) is where a length found there
 * would have to end to be worth a line.  Only readings that make sense are given: a time within
 * 1990..2100, a float of human size.  Returns how many. */
size_t bs_inspect(bs_bytes b, size_t at, size_t until, struct bs_value out[BS_VALUES_MAX]);

/* -- differences ------------------------------------------------------------------------- */

/* One stretch of the alignment; stretches follow each other without a hole in a and in b. */
struct bs_diff_part {
    size_t a, an, b, bn; /* offsets and lengths */
    bool same;           /* an == bn and the bytes are equal */
};
struct bs_diff {
    struct bs_diff_part *part; /* in the arena */
    size_t parts;
    size_t differences;  /* stretches that are not the same */
    size_t equal;        /* bytes in the others */
    bool coarse;         /* too different to align in bounded time: a stretch may hold equal bytes */
};
/* Shortest edit script (Myers 1986) on bytes, up to a bound; above it, first on pieces that end
 * at line ends or where the content says so.  BS_E_LIMIT when the arena is full. */
bs_err bs_diff_bytes(bs_bytes a, bs_bytes b, struct bs_arena *arena, struct bs_diff *out);

/* The alignment cut into lines of at most `per` columns; a column is a byte of a, of b or of both.
 * Long equal stretches become one line that says how many bytes were left out. */
enum { BS_DIFF_ROWS_MAX = 100000, BS_DIFF_COLS_MAX = 256 };
struct bs_diff_row {
    size_t part, off;  /* where it begins: the stretch, and the column within */
    size_t cols;       /* 0 = equal bytes were left out: */
    size_t skipped;
    size_t a, b;       /* offsets of its first byte on both sides */
    bool differs;
};
struct bs_diff_rows {
    struct bs_diff_row *row; /* in the arena */
    size_t n;
    bool cut; /* at BS_DIFF_ROWS_MAX or the arena's end */
};
/* With `lines` a row also ends behind a line feed. */
void bs_diff_cut(const struct bs_diff *d, bs_bytes a, bs_bytes b, size_t per, bool lines,
                 struct bs_arena *arena, struct bs_diff_rows *out);
struct bs_diff_cell {
    int16_t a, b; /* the byte, or -1: nothing stands here on this side */
};
/* Is there anything to read on that side (0 = a)?  Not when all it has is a line end that both
 * sides share. */
bool bs_diff_side(const struct bs_diff_cell *cell, size_t n, int side);
/* The columns of a row; returns how many. */
size_t bs_diff_cells(const struct bs_diff *d, bs_bytes a, bs_bytes b, const struct bs_diff_row *row,
                     struct bs_diff_cell out[BS_DIFF_COLS_MAX]);

#endif
