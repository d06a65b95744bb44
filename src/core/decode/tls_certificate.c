#include "ber.h"
#include "tls.h"

static const struct {
    const char *oid, *name;
} attributes[] = {
    {"2.5.4.3", "commonName"},           {"2.5.4.6", "countryName"},
    {"2.5.4.7", "localityName"},         {"2.5.4.8", "stateOrProvinceName"},
    {"2.5.4.10", "organizationName"},    {"2.5.4.11", "organizationalUnitName"},
    {"1.2.840.113549.1.9.1", "emailAddress"},
};

static void read_name(struct bs_ber *name, struct bs_decoded *d, bs_bytes *first)
{
    struct bs_ber set, pair, oid, value;
    while (bs_budget(d) && bs_ber_next(&name->in, &set)) {
        if (!bs_ber_next(&set.in, &pair) || !bs_ber_next(&pair.in, &oid) ||
            !bs_ber_next(&pair.in, &value))
            continue;
        char text[128];
        bs_ber_oid(&oid, text, sizeof text);
        const char *label = "attribute";
        for (size_t i = 0; i < BS_COUNT(attributes); i++)
            if (strcmp(attributes[i].oid, text) == 0)
                label = attributes[i].name;
        bs_put_text(d, BS_BER_MARK(label, "RFC 5280 4.1.2.4", &value), value.in.b, NULL);
        bool naming = strcmp(text, "2.5.4.3") == 0 || strcmp(text, "2.5.4.10") == 0;
        if (first && naming && (!first->n || strcmp(text, "2.5.4.3") == 0))
            *first = value.in.b;
    }
}

void bs_tls_certificate(struct bs_cursor *der, struct bs_decoded *d, struct bs_tls *t)
{
    struct bs_ber cert, tbs, e, when;
    if (!bs_ber_next(der, &cert) || !bs_ber_next(&cert.in, &tbs))
        return;
    if (!bs_ber_next(&tbs.in, &e) || (e.tag == 0xa0 && !bs_ber_next(&tbs.in, &e)))
        return;
    bs_put_hex(d, BS_BER_MARK("serialNumber", "RFC 5280 4.1.2.2", &e), e.in.b, NULL);
    if (!bs_ber_next(&tbs.in, &e) || !bs_ber_next(&tbs.in, &e))
        return;
    bs_put(d, BS_BER_MARK("issuer", "RFC 5280 4.1.2.4", &e), "who vouches for it", "%s", "");
    bs_open(d);
    read_name(&e, d, NULL);
    bs_close(d);
    if (!bs_ber_next(&tbs.in, &e))
        return;
    for (int i = 0; i < 2 && bs_ber_next(&e.in, &when); i++)
        bs_put_text(d, BS_BER_MARK(i ? "notAfter" : "notBefore", "RFC 5280 4.1.2.5", &when),
                    when.in.b, NULL);
    if (!bs_ber_next(&tbs.in, &e))
        return;
    bs_put(d, BS_BER_MARK("subject", "RFC 5280 4.1.2.6", &e), "whom it names", "%s", "");
    bs_open(d);
    read_name(&e, d, t->subject.n ? NULL : &t->subject);
    bs_close(d);
}
