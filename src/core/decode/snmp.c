/* SNMP answers, version 1, 2c and 3 (RFC 1157, RFC 3416, RFC 3412). */
#include "ber.h"

static const struct bs_code pdus[] = {
    {0xa0, "GetRequest", "a request: agents do not send it"},
    {0xa1, "GetNextRequest", "a request: agents do not send it"},
    {0xa2, "GetResponse", "the answer of an agent"},
    {0xa4, "Trap", NULL},
    {0xa5, "GetBulkRequest", "a request: agents do not send it"},
    {0xa8, "Report", "the agent says what was wrong, and so who it is"},
};
static const struct bs_code enterprises[] = {
    {9, "Cisco", NULL},        {11, "HP", NULL},           {311, "Microsoft", NULL},
    {318, "APC", NULL},        {2011, "Huawei", NULL},     {2636, "Juniper", NULL},
    {8072, "net-snmp", NULL},  {12356, "Fortinet", NULL},  {14988, "MikroTik", NULL},
    {4413, "Broadcom", NULL},  {25506, "H3C", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes m, rest, inner;
    uint64_t n;
    if (!bs_ber_peel(in->bytes, 0x30, &m, &n) || bs_at(m, 0) != 2 || bs_at(m, 1) != 1)
        return BS_NOT;
    int version = bs_at(m, 2);
    rest = bs_bytes_sub(m, 3, SIZE_MAX);
    if (version == 3)
        return bs_ber_peel(rest, 0x30, &inner, &n) && bs_at(inner, 0) == 2 ? BS_PROVEN : BS_NOT;
    if ((version != 0 && version != 1) || !bs_ber_peel(rest, 0x04, &inner, &n) || inner.n < n)
        return BS_NOT;
    int pdu = bs_at(rest, 2 + (size_t)n);
    return n < 128 && pdu >= 0xa0 && pdu <= 0xa8 ? BS_PROVEN : BS_NOT;
}

static void read_bindings(struct bs_ber *list, struct bs_decoded *d, bs_bytes *first)
{
    struct bs_ber pair, oid, v;
    while (bs_budget(d) && bs_ber_next(&list->in, &pair) && bs_ber_next(&pair.in, &oid) &&
           bs_ber_next(&pair.in, &v)) {
        char name[200];
        int64_t number;
        bs_ber_oid(&oid, name, sizeof name);
        bs_put(d, BS_BER_MARK("name", "RFC 3416 3", &oid),
               strcmp(name, "1.3.6.1.2.1.1.1.0") == 0 ? "sysDescr: what it is" : NULL, "%s", name);
        const struct bs_mark *m = BS_BER_MARK("value", "RFC 3416 3", &v);
        if (v.tag == 0x02 && bs_ber_int(&v, &number))
            bs_put(d, m, NULL, "%lld", (long long)number);
        else if (v.tag == 0x04)
            bs_put_text(d, m, v.in.b, NULL);
        else
            bs_put_hex(d, m, v.in.b, NULL);
        bs_ber_check(&v, "value", d);
        if (!first->n && v.tag == 0x04)
            *first = v.in.b;
    }
}

static void read_pdu(struct bs_ber *pdu, struct bs_decoded *d, bs_bytes *first)
{
    static const char *const names[] = {"request-id", "error-status", "error-index"};
    struct bs_ber e;
    int64_t v;
    const struct bs_code *p = BS_CODE(pdus, pdu->tag);
    bs_put(d, BS_BER_MARK(p->name, "RFC 3416 3", pdu), p->meaning, "context %d", pdu->tag & 0x1f);
    bs_open(d);
    bs_ber_check(pdu, p->name, d);
    for (size_t i = 0; i < BS_COUNT(names) && bs_ber_next(&pdu->in, &e); i++)
        if (bs_ber_int(&e, &v))
            bs_put(d, BS_BER_MARK(names[i], "RFC 3416 3", &e), NULL, "%lld", (long long)v);
    if (bs_ber_next(&pdu->in, &e))
        read_bindings(&e, d, first);
    bs_close(d);
    if (pdu->tag == 0xa0 || pdu->tag == 0xa1 || pdu->tag == 0xa5)
        d->flags |= BS_DEC_ECHO;
}

static void read_v3(struct bs_cursor *c, struct bs_decoded *d)
{
    struct bs_ber global, security, usm, engine;
    if (!bs_ber_next(c, &global) || !bs_ber_next(c, &security))
        return;
    bs_put_hex(d, BS_BER_MARK("msgGlobalData", "RFC 3412 6", &global), global.in.b, NULL);
    bs_put(d, BS_BER_MARK("msgSecurityParameters", "RFC 3414 2.4", &security), NULL, "%llu bytes",
           (unsigned long long)security.claimed);
    const char *maker = "unknown";
    bs_open(d);
    if (bs_ber_next(&security.in, &usm) && bs_ber_next(&usm.in, &engine)) {
        /* The enterprise number with the top bit set begins an engine id (RFC 3411 5). */
        maker = BS_CODE(enterprises, bs_be32(engine.in.b, 0) & 0x7fffffff)->name;
        bs_put_hex(d, BS_BER_MARK("msgAuthoritativeEngineID", "RFC 3411 5", &engine), engine.in.b,
                   engine.in.b.n ? maker : "empty: who asks does not know it yet");
        /* An agent names itself (RFC 3414 4); only the question for its name leaves it empty. */
        d->flags |= engine.in.b.n ? 0 : BS_DEC_ECHO;
    }
    bs_close(d);
    if (d->flags & BS_DEC_ECHO)
        bs_summary(d, "Echo: an SNMPv3 discovery came back");
    else
        bs_summary(d, "SNMPv3 agent, engine of %s", maker);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    struct bs_ber m, version, community, pdu;
    bs_bytes first = BS_BYTES("");
    if (!bs_ber_next(&c, &m) || !bs_ber_next(&m.in, &version))
        return;
    int v = bs_at(version.in.b, 0);
    bs_put(d, BS_BER_MARK("Message", "RFC 3416", &m), NULL, "%llu bytes",
           (unsigned long long)m.claimed);
    bs_open(d);
    bs_ber_check(&m, "Message", d);
    bs_put(d, BS_BER_MARK("version", "RFC 1157 4", &version), NULL, "%s (%d)",
           v == 0 ? "SNMPv1" : v == 1 ? "SNMPv2c" : "SNMPv3", v);
    d->probe = BS_STR("SNMP get with a common community, or a v3 discovery");
    if (v == 3) {
        read_v3(&m.in, d);
    } else if (bs_ber_next(&m.in, &community)) {
        bs_put_text(d, BS_BER_MARK("community", "RFC 1157 4", &community), community.in.b,
                    "the password, and it was accepted");
        if (bs_ber_next(&m.in, &pdu))
            read_pdu(&pdu, d, &first);
        d->flags |= d->flags & BS_DEC_ECHO ? 0 : BS_DEC_OPEN;
        bs_summary(d, "SNMP%s answered the community \"%s\": %s", v == 0 ? "v1" : "v2c",
                   bs_quote(d, community.in.b, 32), bs_quote(d, first, 120));
    }
    bs_close(d);
}

const struct bs_decoder bs_decoder_snmp = {
    .name = "snmp",
    .title = "SNMP",
    .standard = "RFC 3416, RFC 3412",
    .drawn_by = "SNMP get with a common community, or a v3 discovery",
    .probe = probe,
    .decode = decode,
};
