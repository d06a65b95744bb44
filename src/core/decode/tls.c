/* TLS records: alerts, ServerHello, certificates (RFC 5246, RFC 8446). */
#include "tls.h"

static const struct bs_code content_types[] = {
    {20, "change_cipher_spec", NULL}, {21, "alert", NULL},
    {22, "handshake", NULL},          {23, "application_data", NULL},
};
static const struct bs_code versions[] = {
    {0x0300, "SSL 3.0", "obsolete"}, {0x0301, "TLS 1.0", "obsolete"},
    {0x0302, "TLS 1.1", "obsolete"}, {0x0303, "TLS 1.2", NULL},
    {0x0304, "TLS 1.3", NULL},
};
static const struct bs_code alerts[] = {
    {0, "close_notify", "the end of the connection"},
    {10, "unexpected_message", "it expected something else"},
    {20, "bad_record_mac", NULL},
    {22, "record_overflow", "what came was not TLS"},
    {40, "handshake_failure", "no common way to encrypt"},
    {42, "bad_certificate", NULL},
    {47, "illegal_parameter", NULL},
    {48, "unknown_ca", NULL},
    {50, "decode_error", "what came was not understood"},
    {70, "protocol_version", "only newer or older versions"},
    {71, "insufficient_security", NULL},
    {80, "internal_error", NULL},
    {112, "unrecognized_name", "it serves names, and this was none of them"},
    {116, "certificate_required", "only with a client certificate"},
};
static const struct bs_code messages[] = {
    {0, "HelloRequest", NULL},        {1, "ClientHello", "a request: servers do not send it"},
    {2, "ServerHello", NULL},         {11, "Certificate", "who the server says it is"},
    {12, "ServerKeyExchange", NULL},  {13, "CertificateRequest", "it asks for a client certificate"},
    {14, "ServerHelloDone", NULL},    {22, "CertificateStatus", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    int type = bs_at(b, 0);
    if ((type != 21 && type != 22) || b.n < 6 || b.p[1] != 3 || b.p[2] > 4)
        return BS_NOT;
    uint32_t length = bs_be16(b, 3);
    if (type == 21) {
        if (length != 2)
            return BS_NOT;
        bool known = b.n >= 7 && (b.p[5] == 1 || b.p[5] == 2) &&
                     strcmp(BS_CODE(alerts, b.p[6])->name, "unknown") != 0;
        return known ? BS_PROVEN : BS_WEAK;
    }
    if (length < 4 || length > 16384 + 2048)
        return BS_NOT;
    uint32_t inside = bs_be32(b, 5) & 0xffffff;
    bool hello = (b.p[5] == 1 || b.p[5] == 2) && bs_at(b, 9) == 3 && bs_at(b, 10) <= 4 &&
                 inside >= 38 && inside < 65536;
    return hello ? BS_PROVEN : b.p[5] <= 24 ? BS_WEAK : BS_NOT;
}

static void read_alert(struct bs_cursor *c, struct bs_decoded *d, struct bs_tls *t)
{
    bs_bytes v;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_take(c, 2, &v))
        return;
    const struct bs_code *a = BS_CODE(alerts, v.p[1]);
    bs_put(d, BS_MARK("level", "RFC 8446 6", at, 1), NULL, "%s (%d)",
           v.p[0] == 1 ? "warning" : "fatal", v.p[0]);
    bs_put(d, BS_MARK("description", "RFC 8446 6", at + 1, 1), a->meaning, "%s (%d)", a->name,
           v.p[1]);
    if (!t->alert)
        t->alert = a;
}

static void read_hello(struct bs_cursor *c, struct bs_decoded *d, struct bs_tls *t)
{
    uint64_t version, n, cipher;
    uint32_t at = bs_cur_pos(c);
    bs_bytes random, session;
    if (!bs_cur_be(c, 2, &version))
        return;
    t->version = BS_CODE(versions, version);
    bs_put(d, BS_MARK("server_version", "RFC 5246 7.4.1.3", at, 2), t->version->meaning,
           "%s (0x%04x)", t->version->name, (unsigned)version);
    if (!bs_cur_take(c, 32, &random))
        return;
    bool downgrade = bs_begins(bs_bytes_sub(random, 24, 8), "DOWNGRD\x01");
    bs_put_hex(d, BS_MARK("random", "RFC 8446 4.1.3", at + 2, 32), random,
               downgrade ? "a TLS 1.3 server that was asked for TLS 1.2" : NULL);
    if (!bs_cur_be(c, 1, &n) || !bs_cur_take(c, n, &session))
        return;
    bs_put_hex(d, BS_MARK("session_id", "RFC 5246 7.4.1.3", at + 35, n), session, NULL);
    at = bs_cur_pos(c);
    if (bs_cur_be(c, 2, &cipher))
        bs_put(d, BS_MARK("cipher_suite", "RFC 5246 7.4.1.3", at, 2), NULL, "0x%04x",
               (unsigned)cipher);
}

static void read_certificates(struct bs_cursor *c, struct bs_decoded *d, struct bs_tls *t)
{
    uint64_t n;
    bs_cur_skip(c, 3); /* length of the list */
    while (bs_budget(d) && bs_cur_be(c, 3, &n)) {
        uint32_t at = bs_cur_pos(c);
        struct bs_cursor der;
        bool whole = bs_cur_sub(c, n, &der);
        bs_put(d, BS_MARK("certificate", "RFC 5280 4.1", at, n), NULL, "%llu bytes",
               (unsigned long long)n);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, "the certificate", at, n, der.b.n);
        bs_tls_certificate(&der, d, t);
        bs_close(d);
    }
}

static void read_handshake(struct bs_cursor *c, struct bs_decoded *d, struct bs_tls *t)
{
    uint8_t type;
    uint64_t n;
    while (bs_budget(d) && bs_cur_left(c) >= 4) {
        uint32_t at = bs_cur_pos(c);
        bs_cur_u8(c, &type);
        bs_cur_be(c, 3, &n);
        struct bs_cursor body;
        bs_cur_sub(c, n, &body);
        const struct bs_code *m = BS_CODE(messages, type);
        bs_put(d, BS_MARK(m->name, "RFC 5246 7.4", at, body.b.n + 4), m->meaning, "%llu bytes",
               (unsigned long long)n);
        bs_open(d);
        if (type == 2)
            read_hello(&body, d, t);
        else if (type == 11)
            read_certificates(&body, d, t);
        bs_close(d);
        t->client_hello = t->client_hello || type == 1;
    }
}

static void sum_up(struct bs_decoded *d, const struct bs_tls *t)
{
    d->probe = BS_STR("TLS ClientHello");
    if (t->client_hello) {
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: a TLS ClientHello came back");
        return;
    }
    const char *subject = bs_quote(d, t->subject, 120);
    if (t->version)
        bs_summary(d, "TLS ServerHello, %s%s%s", t->version->name,
                   *subject ? ", certificate of " : "", subject);
    else if (t->alert)
        bs_summary(d, "TLS alert: %s", t->alert->name);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    struct bs_tls t = {0};
    bs_bytes head;
    while (bs_budget(d) && bs_cur_left(&c) >= 5) {
        int type = bs_cur_peek(&c, 0);
        if (type < 20 || type > 23 || bs_cur_peek(&c, 1) != 3)
            break;
        uint32_t at = bs_cur_pos(&c);
        bs_cur_take(&c, 5, &head);
        uint32_t length = bs_be16(head, 3);
        struct bs_cursor body;
        bool whole = bs_cur_sub(&c, length, &body);
        bs_put(d, BS_MARK("TLSPlaintext", "RFC 8446 5.1", at, 5 + (uint64_t)length), NULL,
               "%s (%d), %s, %u bytes", BS_CODE(content_types, (uint64_t)(unsigned)type)->name,
               type, BS_CODE(versions, bs_be16(head, 1))->name, length);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, "the record", body.base, length, body.b.n);
        if (type == 21)
            read_alert(&body, d, &t);
        else if (type == 22)
            read_handshake(&body, d, &t);
        bs_close(d);
        d->length = bs_cur_pos(&c);
    }
    sum_up(d, &t);
}

const struct bs_decoder bs_decoder_tls = {
    .name = "tls",
    .title = "TLS",
    .standard = "RFC 5246, RFC 8446",
    .drawn_by = "TLS ClientHello",
    .probe = probe,
    .decode = decode,
};
