/* TLS records: alerts, ServerHello, certificates (RFC 5246, RFC 8446). */
#include "tls.h"

static const struct bs_code content_types[] = {
    {20, "change_cipher_spec", NULL}, {21, "alert", NULL},
    {22, "handshake", NULL},          {23, "application_data", NULL},
};
/* RFC 8446 6, with the numbers older versions used (RFC 5246 7.2, RFC 2246, SSL 3.0). */
static const struct bs_code alerts[] = {
    {0, "close_notify", "the end of the connection"},
    {10, "unexpected_message", "it expected something else"},
    {20, "bad_record_mac", NULL},
    {21, "decryption_failed", NULL},
    {22, "record_overflow", "what came was not TLS"},
    {30, "decompression_failure", NULL},
    {40, "handshake_failure", "no common way to encrypt"},
    {41, "no_certificate", "SSL 3.0 only"},
    {42, "bad_certificate", NULL},
    {43, "unsupported_certificate", NULL},
    {44, "certificate_revoked", NULL},
    {45, "certificate_expired", NULL},
    {46, "certificate_unknown", NULL},
    {47, "illegal_parameter", NULL},
    {48, "unknown_ca", NULL},
    {49, "access_denied", "it does not serve this caller"},
    {50, "decode_error", "what came was not understood"},
    {51, "decrypt_error", NULL},
    {60, "export_restriction", "obsolete"},
    {70, "protocol_version", "only newer or older versions"},
    {71, "insufficient_security", NULL},
    {80, "internal_error", NULL},
    {86, "inappropriate_fallback", "it speaks a newer version than the caller claimed"},
    {90, "user_canceled", NULL},
    {100, "no_renegotiation", NULL},
    {109, "missing_extension", NULL},
    {110, "unsupported_extension", NULL},
    {111, "certificate_unobtainable", NULL},
    {112, "unrecognized_name", "it serves names, and this was none of them"},
    {113, "bad_certificate_status_response", NULL},
    {114, "bad_certificate_hash_value", NULL},
    {115, "unknown_psk_identity", "only with a key agreed on before"},
    {116, "certificate_required", "only with a client certificate"},
    {120, "no_application_protocol", "none of the protocols the caller offered"},
    {121, "ech_required", NULL},
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
            bs_tls_hello(&body, d, t);
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
    const char *subject = bs_quote(d, t->subject, 120), *alpn = bs_quote(d, t->alpn, 40);
    if (t->version)
        bs_summary(d, "TLS %s, %s%s%s%s%s", t->retry ? "HelloRetryRequest" : "ServerHello",
                   t->version->name, *alpn ? ", application protocol " : "", alpn,
                   !*subject        ? ""
                   : t->self_signed ? ", self-signed certificate of "
                                    : ", certificate of ",
                   subject);
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
               type, bs_tls_version(bs_be16(head, 1))->name, length);
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
