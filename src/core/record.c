#include "bannerscope/record.h"

#define TRAIT(name, member) {name, offsetof(struct bs_traits, member)}

const struct bs_trait_def bs_trait_defs[BS_TRAIT_COUNT] = {
    TRAIT("shodan.module", module),
    TRAIT("product", product),
    TRAIT("version", version),
    TRAIT("info", info),
    TRAIT("os", os),
    TRAIT("device", devicetype),
    TRAIT("cpe", cpe),
    TRAIT("tag", tags),
    TRAIT("http.title", http_title),
    TRAIT("http.server", http_server),
    TRAIT("http.location", http_location),
    TRAIT("http.host", http_host),
    TRAIT("http.html", http_html),
    TRAIT("http.status", http_status),
    TRAIT("http.favicon.hash", favicon_hash),
    TRAIT("http.component", http_components),
    TRAIT("ssl.cert.subject", cert_subject),
    TRAIT("ssl.cert.issuer", cert_issuer),
    TRAIT("ssl.cert.names", cert_names),
    TRAIT("ssl.cert.serial", cert_serial),
    TRAIT("ssl.version", ssl_versions),
    TRAIT("ssl.jarm", jarm),
};

_Static_assert(sizeof(struct bs_traits) == BS_TRAIT_COUNT * sizeof(bs_str),
               "every trait has a row in bs_trait_defs");
