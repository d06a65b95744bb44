/* ac.h - many words in one pass: an Aho-Corasick automaton over dense tables.  core only.
 *
 * Words and text are folded alike: ASCII letters to lower case, and TAB, '_' and '-' to a
 * blank, because "EPIQ 7", "EPIQ_7" and "epiq-7" are one name.  Whoever needs the exact
 * bytes or word edges looks at them again at the hit; hits are rare. */
#ifndef BS_CORE_AC_H
#define BS_CORE_AC_H

#include "bannerscope/base.h"

struct bs_ac;

enum {
    BS_AC_WORD_MAX = 200,      /* bytes of one word */
    BS_AC_CELLS_MAX = 16 << 20 /* states x byte classes: 64 MiB of table */
};

/* A word that must not be cut out of a longer run of letters and digits says at which of its sides; a side that is no
 * letter or digit itself is free. */
struct bs_ac_word {
    bs_str text;
    bool left, right;
};
/* Words are named by their index; empty words never match, equal words are all told.
 * BS_E_LIMIT when a word or the whole is too large. */
bs_err bs_ac_new(const struct bs_ac_word *word, size_t n, struct bs_ac **out, struct bs_error *e);
void bs_ac_free(struct bs_ac *ac);

/* `word` ends just before `end`.  Ends ascend; at one end the longest word comes first. */
typedef void bs_ac_hit_fn(void *ctx, uint32_t word, size_t end);
void bs_ac_scan(const struct bs_ac *ac, bs_bytes text, bs_ac_hit_fn *fn, void *ctx);

static inline bool bs_is_word_byte(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The folding, for tests and for the second look. */
uint8_t bs_ac_fold(uint8_t c);

#endif
