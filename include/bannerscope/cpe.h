/* cpe.h - names of the Common Platform Enumeration (NISTIR 7695), as vulnerability lists
 * call a product.  Layer 1.
 *
 * A template is either binding, "cpe:/a:openbsd:openssh:$1" (CPE 2.2) or
 * "cpe:2.3:a:openbsd:openssh:$1:*:*:*:*:*:*:*"; $1 to $9 stand for values. */
#ifndef BS_CPE_H
#define BS_CPE_H

#include "bannerscope/base.h"

enum { BS_CPE_MAX = 256 };

/* NULL when `tmpl` is well formed, else what is wrong with it, in a few words. */
const char *bs_cpe_fault(bs_str tmpl);
/* Fills in values: value[0] is $1; those beyond n are empty.  Lower case; what would end
 * a part is encoded as the binding wants it.  Empty parts at the end of a 2.2 name are
 * left out, and are
 * "*" in a 2.3 name.  In the arena; empty when the result would be longer than
 * BS_CPE_MAX. */
bs_str bs_cpe_fill(bs_str tmpl, const bs_str *value, size_t n, struct bs_arena *a);
/* The same for a version alone: what stands from the first $ to the end of a 2.2 name, or
 * of that part of a 2.3 name, is replaced by it. */
bs_str bs_cpe_version(bs_str tmpl, bs_str version, struct bs_arena *a);
/* A value as it stands inside of a 2.2 name, appended. */
void bs_cpe_put(bs_str value, struct bs_buf *out);

#endif
