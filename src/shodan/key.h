/* key.h - the key's letters, for the one place that puts them into a URL and the one that
 * takes them out of texts. */
#ifndef BS_SHODAN_KEY_H
#define BS_SHODAN_KEY_H

#include "bannerscope/shodan.h"

enum { BS_KEY_MAX = 128 };

/* Stays in the key's locked memory; valid until bs_key_free. */
bs_str bs_key_text(const struct bs_key *k);

/* `text` with every trace of the key taken out: eight or more of its characters in a row (all
 * of a shorter key), as they are or in another case, %-encoded (also twice), in hex or in base64,
 * become "[key]". */
void bs_key_redact(const struct bs_key *k, bs_str text, struct bs_buf *out);

#endif
