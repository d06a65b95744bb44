/* scan.h - where one JSON value ends, in text that need not be whole or right. */
#ifndef BS_SHODAN_SCAN_H
#define BS_SHODAN_SCAN_H

#include "bannerscope/base.h"

/* `p` at the first byte that is no blank. */
const char *bs_scan_blanks(const char *p, const char *end);
/* Behind the value that begins at `p`: strings and brackets are followed, nothing is checked.
 * NULL when the text ends before the value does. */
const char *bs_scan_value(const char *p, const char *end);

#endif
