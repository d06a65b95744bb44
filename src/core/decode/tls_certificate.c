#include "ber.h"
#include "tls.h"

#include <stdio.h>

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

/* "YYMMDDhhmmssZ" or "YYYYMMDDhhmmssZ" in the usual order; NULL for what is neither. */
static const char *date_of(struct bs_decoded *d, const struct bs_ber *when)
{
    enum { UTC_TIME = 0x17, GENERALIZED_TIME = 0x18 };
    bs_bytes b = when->in.b;
    size_t year = when->tag == UTC_TIME ? 2 : 4;
    if ((when->tag != UTC_TIME && when->tag != GENERALIZED_TIME) || b.n < year + 10)
        return NULL;
    for (size_t i = 0; i < year + 10; i++)
        if (!bs_is_digit(b.p[i]))
            return NULL;
    const char *p = (const char *)b.p + year;
    const char *century = year == 4 ? "" : b.p[0] >= '5' ? "19" : "20";
    bs_str text = bs_arena_printf(d->arena, "%s%.*s-%.2s-%.2s %.2s:%.2s:%.2s UTC", century,
                                  (int)year, p - year, p, p + 2, p + 4, p + 6, p + 8);
    return text.p;
}

static void put_address(struct bs_decoded *d, const struct bs_mark *m, bs_bytes b)
{
    char text[48];
    size_t at = 0;
    if (b.n == 4) {
        bs_put(d, m, NULL, "%d.%d.%d.%d", b.p[0], b.p[1], b.p[2], b.p[3]);
        return;
    }
    if (b.n != 16) {
        bs_put_hex(d, m, b, NULL);
        return;
    }
    for (size_t i = 0; i < 16; i += 2)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%x", i ? ":" : "", bs_be16(b, i));
    bs_put(d, m, NULL, "%s", text);
}

/* GeneralNames (RFC 5280 4.2.1.6): the names by which the server is reached. */
static void read_alternatives(struct bs_cursor *c, struct bs_decoded *d)
{
    struct bs_ber names, e;
    if (!bs_ber_next(c, &names))
        return;
    bs_put(d, BS_BER_MARK("subjectAltName", "RFC 5280 4.2.1.6", &names),
           "names and addresses of the server", "%s", "");
    bs_open(d);
    while (bs_budget(d) && bs_ber_next(&names.in, &e)) {
        if (e.tag == 0x82)
            bs_put_text(d, BS_BER_MARK("dNSName", "RFC 5280 4.2.1.6", &e), e.in.b, NULL);
        else if (e.tag == 0x81)
            bs_put_text(d, BS_BER_MARK("rfc822Name", "RFC 5280 4.2.1.6", &e), e.in.b, NULL);
        else if (e.tag == 0x86)
            bs_put_text(d, BS_BER_MARK("uniformResourceIdentifier", "RFC 5280 4.2.1.6", &e),
                        e.in.b, NULL);
        else if (e.tag == 0x87)
            put_address(d, BS_BER_MARK("iPAddress", "RFC 5280 4.2.1.6", &e), e.in.b);
    }
    bs_close(d);
}

/* What follows the subject: the key, unique identifiers, and at last the extensions. */
static void read_rest(struct bs_cursor *tbs, struct bs_decoded *d)
{
    struct bs_ber e, list, extension, part;
    char oid[64];
    while (bs_ber_next(tbs, &e)) {
        if (e.tag != 0xa3 || !bs_ber_next(&e.in, &list))
            continue;
        while (bs_budget(d) && bs_ber_next(&list.in, &extension)) {
            if (!bs_ber_next(&extension.in, &part))
                continue;
            bs_ber_oid(&part, oid, sizeof oid);
            while (strcmp(oid, "2.5.29.17") == 0 && bs_ber_next(&extension.in, &part))
                if (part.tag == 0x04) /* behind an optional `critical` */
                    read_alternatives(&part.in, d);
        }
    }
}

static bool same(bs_bytes a, bs_bytes b)
{
    return a.n > 0 && a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

void bs_tls_certificate(struct bs_cursor *der, struct bs_decoded *d, struct bs_tls *t)
{
    struct bs_ber cert, tbs, e, when;
    if (!bs_ber_next(der, &cert) || !bs_ber_next(&cert.in, &tbs))
        return;
    if (!bs_ber_next(&tbs.in, &e) || (e.tag == 0xa0 && !bs_ber_next(&tbs.in, &e)))
        return;
    bs_put_hex(d, BS_BER_MARK("serialNumber", "RFC 5280 4.1.2.2", &e), e.in.b, NULL);
    // NOLINTNEXTLINE(misc-redundant-expression): each call takes an element
    if (!bs_ber_next(&tbs.in, &e) || !bs_ber_next(&tbs.in, &e))
        return;
    bs_put(d, BS_BER_MARK("issuer", "RFC 5280 4.1.2.4", &e), "who vouches for it", "%s", "");
    bs_bytes issuer = e.in.b;
    bs_open(d);
    read_name(&e, d, NULL);
    bs_close(d);
    if (!bs_ber_next(&tbs.in, &e))
        return;
    for (int i = 0; i < 2 && bs_ber_next(&e.in, &when); i++)
        bs_put_text(d, BS_BER_MARK(i ? "notAfter" : "notBefore", "RFC 5280 4.1.2.5", &when),
                    when.in.b, date_of(d, &when));
    if (!bs_ber_next(&tbs.in, &e))
        return;
    bool first = !t->subject.n, self = same(issuer, e.in.b);
    bs_put(d, BS_BER_MARK("subject", "RFC 5280 4.1.2.6", &e),
           self ? "whom it names: its own issuer, so it is self-signed" : "whom it names", "%s",
           "");
    bs_open(d);
    read_name(&e, d, first ? &t->subject : NULL);
    bs_close(d);
    t->self_signed = first ? self : t->self_signed;
    read_rest(&tbs.in, d);
}
