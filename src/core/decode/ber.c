/* Some ASN.1 in BER (X.690): a tree without knowing what it is about.  Always weak. */
#include "ber.h"

static const struct bs_code tags[] = {
    {0x01, "BOOLEAN", NULL},          {0x02, "INTEGER", NULL},      {0x03, "BIT STRING", NULL},
    {0x04, "OCTET STRING", NULL},     {0x05, "NULL", NULL},         {0x06, "OBJECT IDENTIFIER", NULL},
    {0x0a, "ENUMERATED", NULL},       {0x0c, "UTF8String", NULL},   {0x13, "PrintableString", NULL},
    {0x16, "IA5String", NULL},        {0x17, "UTCTime", NULL},      {0x18, "GeneralizedTime", NULL},
    {0x1b, "GeneralString", NULL},    {0x30, "SEQUENCE", NULL},     {0x31, "SET", NULL},
};

/* The whole input is one element, and its first child fits into it. */
static enum bs_certainty probe(const struct bs_decode_in *in)
{
    int tag = bs_at(in->bytes, 0);
    if (tag != 0x30 && (tag & 0xe0) != 0x60 && (tag & 0xe0) != 0xa0)
        return BS_NOT;
    struct bs_cursor c = bs_cur(in->bytes, 0);
    struct bs_ber e, child;
    if (!bs_ber_next(&c, &e) || !e.whole || bs_cur_left(&c) || e.in.b.n < 2)
        return BS_NOT;
    while (bs_cur_left(&e.in))
        if (!bs_ber_next(&e.in, &child) || !child.whole || child.tag == 0)
            return BS_NOT;
    return BS_WEAK;
}

static void walk(struct bs_cursor *c, struct bs_decoded *d) // NOLINT(misc-no-recursion): bs_budget() ends it
{
    struct bs_ber e;
    while (bs_budget(d) && bs_ber_next(c, &e)) {
        const struct bs_code *t = BS_CODE(tags, e.tag);
        const char *name = strcmp(t->name, "unknown") != 0 ? t->name
                           : (e.tag & 0xc0) == 0x40        ? "APPLICATION"
                           : (e.tag & 0xc0) == 0x80        ? "CONTEXT"
                                                           : "element";
        const struct bs_mark *m = BS_BER_MARK(name, "X.690 8.1", &e);
        int64_t v;
        if (e.tag & 0x20) {
            bs_put(d, m, NULL, "[%d], %llu bytes", e.tag & 0x1f, (unsigned long long)e.claimed);
            bs_open(d);
            walk(&e.in, d);
            bs_close(d);
        } else if ((e.tag == 0x02 || e.tag == 0x0a) && bs_ber_int(&e, &v)) {
            bs_put(d, m, NULL, "%lld", (long long)v);
        } else if (e.tag == 0x06) {
            char oid[200];
            bs_ber_oid(&e, oid, sizeof oid);
            bs_put(d, m, NULL, "%s", oid);
        } else if (bs_is_text(e.in.b)) {
            bs_put_text(d, m, e.in.b, NULL);
        } else {
            bs_put_hex(d, m, e.in.b, NULL);
        }
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    walk(&c, d);
    bs_summary(d, "ASN.1 structure of an unknown protocol");
}

const struct bs_decoder bs_decoder_ber = {
    .name = "ber",
    .title = "ASN.1 BER",
    .standard = "X.690",
    .drawn_by = "LDAP, SNMP or Kerberos request: the answer has their BER form",
    .probe = probe,
    .decode = decode,
};
