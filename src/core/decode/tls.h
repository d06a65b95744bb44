/* tls.h - the parts of the TLS decoder. */
#ifndef BS_DECODE_TLS_H
#define BS_DECODE_TLS_H

#include "field.h"

struct bs_tls {
    const struct bs_code *version, *alert;
    bs_bytes subject; /* common name or organisation of the first certificate */
    bs_bytes alpn;    /* the application protocol the server chose */
    bool self_signed; /* the first certificate's issuer is its subject */
    bool client_hello, retry;
};
/* The row of a version number, also of one that is not known. */
const struct bs_code *bs_tls_version(uint64_t version);
/* Body of a ServerHello: version, cipher suite, extensions (RFC 8446 4.1.3).  The version is
 * the one of the supported_versions extension where there is one: TLS 1.3 says 1.2 in front. */
void bs_tls_hello(struct bs_cursor *c, struct bs_decoded *d, struct bs_tls *t);
/* Names, dates and alternative names of an X.509 certificate (RFC 5280 4.1). */
void bs_tls_certificate(struct bs_cursor *der, struct bs_decoded *d, struct bs_tls *t);

#endif
