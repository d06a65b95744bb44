/* LDAP version 2 and 3 (RFC 4511), the answers a directory gives. */
#include "ber.h"

enum {
    BIND_REQUEST = 0x60,
    BIND_RESPONSE = 0x61,
    UNBIND_REQUEST = 0x42,
    SEARCH_REQUEST = 0x63,
    SEARCH_ENTRY = 0x64,
    SEARCH_DONE = 0x65,
    SEARCH_REFERENCE = 0x73,
    EXTENDED_REQUEST = 0x77,
    EXTENDED_RESPONSE = 0x78,
};

static const struct bs_code operations[] = {
    {BIND_REQUEST, "bindRequest", "a request: servers do not send it"},
    {BIND_RESPONSE, "bindResponse", "the answer to a login"},
    {UNBIND_REQUEST, "unbindRequest", "a request: servers do not send it"},
    {SEARCH_REQUEST, "searchRequest", "a request: servers do not send it"},
    {SEARCH_ENTRY, "searchResEntry", "one entry of the directory"},
    {SEARCH_DONE, "searchResDone", "the end of a search"},
    {SEARCH_REFERENCE, "searchResRef", "look elsewhere"},
    {0x67, "modifyResponse", NULL},
    {0x69, "addResponse", NULL},
    {0x6b, "delResponse", NULL},
    {0x6d, "modDNResponse", NULL},
    {0x6f, "compareResponse", NULL},
    {EXTENDED_REQUEST, "extendedReq", "a request: servers do not send it"},
    {EXTENDED_RESPONSE, "extendedResp", NULL},
    {0x79, "intermediateResponse", NULL},
};

static const struct bs_code results[] = {
    {0, "success", "the request was granted"},
    {1, "operationsError", "not in this order: log in first"},
    {2, "protocolError", "the request was not understood or is too old a version"},
    {3, "timeLimitExceeded", "the server gave up in time"},
    {4, "sizeLimitExceeded", "there is more than it may say"},
    {7, "authMethodNotSupported", "this way to log in is not offered"},
    {8, "strongerAuthRequired", "a stronger login is needed"},
    {10, "referral", "ask another server"},
    {11, "adminLimitExceeded", "a limit of the administrator"},
    {12, "unavailableCriticalExtension", "an extension it does not have"},
    {13, "confidentialityRequired", "only over TLS"},
    {14, "saslBindInProgress", "the login goes on"},
    {16, "noSuchAttribute", NULL},
    {32, "noSuchObject", "no such entry"},
    {34, "invalidDNSyntax", "the name does not parse"},
    {48, "inappropriateAuthentication", "anonymous or this kind of login is not allowed"},
    {49, "invalidCredentials", "wrong user or password"},
    {50, "insufficientAccessRights", "not allowed to this caller"},
    {51, "busy", "busy"},
    {52, "unavailable", "shutting down or not ready"},
    {53, "unwillingToPerform", "the server will not do this"},
    {80, "other", "an error without a code of its own"},
};

static bool is_operation(int tag)
{
    return strcmp(BS_CODE(operations, (uint64_t)(unsigned)tag)->name, "unknown") != 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes message, id, op;
    uint64_t claimed, n;
    if (!bs_ber_peel(in->bytes, 0x30, &message, &claimed) || claimed < 5 || claimed > 1u << 24)
        return BS_NOT;
    if (!bs_ber_peel(message, 0x02, &id, &n) || n < 1 || n > 4 || message.n < 2 + n + 1)
        return BS_NOT;
    bs_bytes rest = bs_bytes_sub(message, 2 + (size_t)n, SIZE_MAX);
    int tag = bs_at(rest, 0);
    /* SNMP has its community here, Kerberos its own tags: none of them is an operation. */
    if (!is_operation(tag) || !bs_ber_peel(rest, (uint8_t)tag, &op, &n))
        return BS_NOT;
    if (n > claimed)
        return BS_NOT;
    bool result = bs_at(op, 0) == 0x0a && bs_at(op, 1) == 1;
    bool entry = (tag == SEARCH_ENTRY || tag == SEARCH_REFERENCE) && bs_at(op, 0) == 0x04;
    bool bind = tag == BIND_REQUEST && bs_at(op, 0) == 0x02;
    return result || entry || bind || tag == SEARCH_REQUEST ? BS_PROVEN : BS_WEAK;
}

struct answer {
    int64_t id, code;
    int op; /* of the first message */
    bool has_code;
    bs_bytes text, organisation, vendor, vendor_version;
    unsigned entries;
    bool active_directory, openldap, disconnect;
};

/* The values of one attribute; what names the owner is remembered. */
static void read_values(struct bs_cursor *c, struct bs_decoded *d, bs_bytes type,
                        struct answer *a)
{
    struct bs_ber v;
    while (bs_budget(d) && bs_ber_next(c, &v)) {
        bs_put_text(d, BS_BER_MARK("value", "RFC 4511 4.1.7", &v), v.in.b, NULL);
        bs_ber_check(&v, "value", d);
        bs_str t = bs_bytes_str(type);
        bool naming = bs_str_eq_nocase(t, BS_STR("defaultNamingContext")) ||
                      (!a->organisation.n && bs_str_eq_nocase(t, BS_STR("namingContexts")));
        if (naming)
            a->organisation = v.in.b;
        if (bs_str_eq_nocase(t, BS_STR("vendorName")))
            a->vendor = v.in.b;
        if (bs_str_eq_nocase(t, BS_STR("vendorVersion")))
            a->vendor_version = v.in.b;
        if (bs_str_eq_nocase(t, BS_STR("rootDomainNamingContext")))
            a->active_directory = true;
        if (bs_begins(v.in.b, "OpenLDAProotDSE"))
            a->openldap = true;
    }
}

static void read_entry(struct bs_cursor *c, struct bs_decoded *d, struct answer *a)
{
    struct bs_ber name, list, pair, type, set;
    a->entries++;
    if (!bs_ber_next(c, &name))
        return;
    bs_put_text(d, BS_BER_MARK("objectName", "RFC 4511 4.5.2", &name), name.in.b,
                name.in.b.n ? "the entry" : "the root DSE: the server describes itself");
    if (!bs_ber_next(c, &list))
        return;
    bs_put(d, BS_BER_MARK("attributes", "RFC 4511 4.5.2", &list), NULL, "%llu bytes",
           (unsigned long long)list.claimed);
    bs_ber_check(&list, "attributes", d);
    bs_open(d);
    while (bs_budget(d) && bs_ber_next(&list.in, &pair) && bs_ber_next(&pair.in, &type)) {
        bs_put_text(d, BS_BER_MARK("type", "RFC 4511 4.1.7", &type), type.in.b, NULL);
        bs_open(d);
        if (bs_ber_next(&pair.in, &set))
            read_values(&set.in, d, type.in.b, a);
        bs_close(d);
    }
    bs_close(d);
}

static void read_result(struct bs_cursor *c, struct bs_decoded *d, struct answer *a, int op)
{
    struct bs_ber e;
    int64_t code;
    if (!bs_ber_next(c, &e) || e.tag != 0x0a || !bs_ber_int(&e, &code))
        return;
    const struct bs_code *r = BS_CODE(results, (uint64_t)code);
    if (!a->has_code) {
        a->has_code = true;
        a->code = code;
    }
    bs_put(d, BS_BER_MARK("resultCode", "RFC 4511 4.1.9", &e), r->meaning, "%s (%lld)", r->name,
           (long long)code);
    if (bs_ber_next(c, &e)) {
        bs_put_text(d, BS_BER_MARK("matchedDN", "RFC 4511 4.1.9", &e), e.in.b, NULL);
        bs_ber_check(&e, "matchedDN", d);
    }
    if (bs_ber_next(c, &e)) {
        a->text = e.in.b;
        bs_put_text(d, BS_BER_MARK("diagnosticMessage", "RFC 4511 4.1.9", &e), e.in.b,
                    e.in.b.n ? "the server's own words" : NULL);
        bs_ber_check(&e, "diagnosticMessage", d);
    }
    while (bs_budget(d) && bs_ber_next(c, &e)) {
        if (op == EXTENDED_RESPONSE && e.tag == 0x8a) {
            a->disconnect = bs_begins(e.in.b, "1.3.6.1.4.1.1466.20036");
            bs_put_text(d, BS_BER_MARK("responseName", "RFC 4511 4.12", &e), e.in.b,
                        a->disconnect ? "notice of disconnection" : NULL);
        } else {
            bs_put_hex(d, BS_BER_MARK(e.tag == 0x87 ? "serverSaslCreds" : "element",
                                      "RFC 4511 4.2.2", &e), e.in.b, NULL);
        }
        bs_ber_check(&e, "element", d);
    }
}

static void read_message(struct bs_ber *m, struct bs_decoded *d, struct answer *a, bool first)
{
    struct bs_ber e;
    int64_t id = 0;
    if (!bs_ber_next(&m->in, &e) || e.tag != 0x02 || !bs_ber_int(&e, &id))
        return;
    bs_put(d, BS_BER_MARK("messageID", "RFC 4511 4.1.1.1", &e), "copied from the request",
           "%lld", (long long)id);
    if (!bs_ber_next(&m->in, &e))
        return;
    const struct bs_code *op = BS_CODE(operations, e.tag);
    if (first) {
        a->id = id;
        a->op = e.tag;
    }
    bs_put(d, BS_BER_MARK(op->name, "RFC 4511 4.2", &e), op->meaning, "application %d",
           e.tag & 0x1f);
    bs_open(d);
    bs_ber_check(&e, op->name, d);
    if (e.tag == SEARCH_ENTRY)
        read_entry(&e.in, d, a);
    else if (e.tag != BIND_REQUEST && e.tag != SEARCH_REQUEST && e.tag != EXTENDED_REQUEST &&
             e.tag != SEARCH_REFERENCE)
        read_result(&e.in, d, a, e.tag);
    bs_close(d);
}

static void sum_up(struct bs_decoded *d, const struct answer *a)
{
    const struct bs_code *op = BS_CODE(operations, (uint64_t)(unsigned)a->op);
    if (a->op == BIND_REQUEST || a->op == SEARCH_REQUEST || a->op == EXTENDED_REQUEST ||
        a->op == UNBIND_REQUEST) {
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: an LDAP %s came back", op->name);
        return;
    }
    if (a->entries) {
        const char *of = bs_quote(d, a->organisation, 80);
        d->flags |= BS_DEC_OPEN;
        d->probe = BS_STR("LDAP search of the root DSE");
        if (a->active_directory)
            bs_product(d, BS_BYTES("Active Directory"), BS_BYTES(""));
        else if (a->openldap)
            bs_product(d, BS_BYTES("OpenLDAP"), BS_BYTES(""));
        else
            bs_product(d, a->vendor, a->vendor_version);
        bs_summary(d, "LDAP SearchResultEntry: the directory describes itself%s%s",
                   *of ? ", naming context " : "", of);
        return;
    }
    if (a->op == SEARCH_REFERENCE) {
        bs_summary(d, "LDAP SearchResultReference: the answer is at another server");
        return;
    }
    if (!a->has_code)
        return;
    const struct bs_code *r = BS_CODE(results, (uint64_t)a->code);
    const char *words = bs_quote(d, a->text, 120);
    if (a->op == BIND_RESPONSE) {
        d->probe = BS_STR("LDAP anonymous bind");
        d->flags |= a->code == 0 ? BS_DEC_OPEN : BS_DEC_CHECKED;
        bs_summary(d, "LDAP BindResponse: %s (%lld), %s%s%s%s", r->name, (long long)a->code,
                   a->code == 0 ? "an anonymous bind was accepted"
                   : r->meaning ? r->meaning
                                : "the bind was refused",
                   *words ? " (\"" : "", words, *words ? "\")" : "");
        return;
    }
    bs_summary(d, "LDAP %s: %s (%lld)%s%s", a->disconnect ? "notice of disconnection" : op->name,
               r->name, (long long)a->code, *words ? ", " : "", words);
}

/* The shortest success there is.  Directories send it, and so do the listeners of exploit kits. */
static bool is_canned(bs_bytes b)
{
    static const uint8_t bytes[] = {0x30, 0x0c, 2, 1, 1, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0};
    return b.n == sizeof bytes && memcmp(b.p, bytes, sizeof bytes) == 0;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    struct answer a = {0};
    struct bs_ber m;
    bool first = true;
    while (bs_budget(d) && bs_cur_peek(&c, 0) == 0x30 && bs_ber_next(&c, &m)) {
        bs_put(d, BS_BER_MARK("LDAPMessage", "RFC 4511 4.1.1", &m),
               is_canned(in->bytes) ? "Active Directory and old directories answer so to any anonymous "
                                      "bind; since 2021 also the listeners of JNDI exploits"
                                    : NULL,
               "%llu bytes",
               (unsigned long long)m.claimed);
        bs_open(d);
        bs_ber_check(&m, "LDAPMessage", d);
        read_message(&m, d, &a, first);
        bs_close(d);
        first = false;
    }
    d->length = bs_cur_pos(&c);
    if (bs_cur_left(&c))
        bs_put_hex(d, BS_MARK("(rest)", NULL, bs_cur_pos(&c), bs_cur_left(&c)),
                   bs_cur_rest(&c), "bytes behind the last message");
    sum_up(d, &a);
}

const struct bs_decoder bs_decoder_ldap = {
    .name = "ldap",
    .title = "LDAP directory",
    .standard = "RFC 4511",
    .drawn_by = "LDAP anonymous bind or search",
    .probe = probe,
    .decode = decode,
};
