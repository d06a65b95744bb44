/* refusal.h - what an answer that is no data means.
 *
 * Shodan says 401 both for a wrong key (in HTML) and for spent credits (in JSON): the body is
 * read first, the status only where the body says nothing. */
#ifndef BS_SHODAN_REFUSAL_H
#define BS_SHODAN_REFUSAL_H

#include "key.h"

/* BS_OK when `status` is 200 and the body begins as a JSON object without an `error` or as an
 * array, or is blank (which is an answer that was cut before it began).  Otherwise the code,
 * e with our words, up to 160 bytes of the server's (redacted by `key`, gated), what the user
 * can do, and whether another try may help. */
bs_err bs_refusal_read(long status, bs_str body, const struct bs_key *key, bool *retry,
                       struct bs_error *e);

#endif
