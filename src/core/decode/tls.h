/* tls.h - the parts of the TLS decoder. */
#ifndef BS_DECODE_TLS_H
#define BS_DECODE_TLS_H

#include "field.h"

struct bs_tls {
    const struct bs_code *version, *alert;
    bs_bytes subject; /* common name or organisation of the first certificate */
    bool client_hello;
};
/* Names and dates of an X.509 certificate (RFC 5280 4.1). */
void bs_tls_certificate(struct bs_cursor *der, struct bs_decoded *d, struct bs_tls *t);

#endif
