/* api.h - what the tests of the API need beside shodan.h. */
#ifndef BS_SHODAN_API_H
#define BS_SHODAN_API_H

#include "clock.h"

#include "bannerscope/shodan.h"

enum { BS_API_TRIES = 4, BS_API_RETRY_UNTIL_S = 180 };

/* Another clock for pauses and pacing (not for the transfer itself). */
void bs_api_set_clock(struct bs_api *api, const struct bs_clock *clock);
/* https://host[:port][/path], or http:// to 127.x.x.x, [::1] or localhost; no user, query or
 * fragment.  *plain tells http. */
bs_err bs_api_check_url(bs_str url, bool *plain, struct bs_error *e);
/* RFC 3986 2.1: all but letters, digits and -._~ as %XX. */
void bs_url_encode(bs_str s, struct bs_buf *out);

#endif
