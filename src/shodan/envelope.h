/* envelope.h - the API's small answers, read with cJSON after our own scanner has checked
 * their grammar and size.  Banners never come this way. */
#ifndef BS_SHODAN_ENVELOPE_H
#define BS_SHODAN_ENVELOPE_H

#include "bannerscope/shodan.h"

enum { BS_ENVELOPE_MAX = 4 << 20 };

/* BS_E_CORRUPT when the text is no whole JSON object of at most BS_ENVELOPE_MAX bytes. */
bs_err bs_envelope_info(bs_str body, struct bs_arena *a, struct bs_api_info *out,
                        struct bs_error *e);
bs_err bs_envelope_count(bs_str body, struct bs_arena *a, int64_t *total, struct bs_facet **out,
                         size_t *n, struct bs_error *e);

#endif
