/* record_tls.h - the `ssl` object of a banner. */
#ifndef BS_SHODAN_RECORD_TLS_H
#define BS_SHODAN_RECORD_TLS_H

#include "bannerscope/json.h"
#include "bannerscope/record.h"

/* Fills the certificate and TLS members of `t`; all empty when `ssl` is no object. */
void bs_record_read_tls(const struct bs_json *ssl, struct bs_arena *a, struct bs_traits *t);

/* The names in a subjectAltName extension (RFC 5280 4.2.1.6) given as DER: DNS, mail, URI and
 * addresses, as a list.  What cannot be read is left out. */
void bs_san_names(bs_bytes der, struct bs_buf *out);

#endif
