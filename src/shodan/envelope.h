/* envelope.h - the API's small answers, after our own scanner has checked their grammar and size:
 * the plan is read with cJSON; facets, which hold strangers' texts and 64-bit numbers, with the
 * scanner itself.  Banners never come this way. */
#ifndef BS_SHODAN_ENVELOPE_H
#define BS_SHODAN_ENVELOPE_H

#include "bannerscope/shodan.h"

enum { BS_ENVELOPE_MAX = 4 << 20 };

/* BS_E_CORRUPT when the text is no whole JSON object (names: array) of at most BS_ENVELOPE_MAX
 * bytes, or holds nothing of what was asked for.  What comes out is in `a`, nothing points into `body`. */
bs_err bs_envelope_info(bs_str body, struct bs_arena *a, struct bs_api_info *out,
                        struct bs_error *e);
bs_err bs_envelope_count(bs_str body, struct bs_arena *a, int64_t *total, struct bs_facet **out,
                         size_t *n, struct bs_error *e);
bs_err bs_envelope_names(bs_str body, struct bs_arena *a, bs_str **out, size_t *n,
                         struct bs_error *e);

#endif
