/* Kerberos V5 errors and replies of a KDC (RFC 4120). */
#include "ber.h"

static const struct bs_code errors[] = {
    {6, "KDC_ERR_C_PRINCIPAL_UNKNOWN", "no such user"},
    {7, "KDC_ERR_S_PRINCIPAL_UNKNOWN", "no such service"},
    {14, "KDC_ERR_ETYPE_NOSUPP", "no common encryption"},
    {24, "KDC_ERR_PREAUTH_FAILED", "wrong password"},
    {25, "KDC_ERR_PREAUTH_REQUIRED", "it wants proof first"},
    {52, "KRB_ERR_RESPONSE_TOO_BIG", "ask again over TCP"},
    {60, "KRB_ERR_GENERIC", NULL},
    {61, "KRB_ERR_FIELD_TOOLONG", "what came was not Kerberos"},
    {68, "KDC_ERR_WRONG_REALM", "ask another realm"},
};

/* Over TCP a length of 4 bytes stands in front. */
static size_t start_of(bs_bytes b)
{
    return bs_at(b, 0) == 0 && bs_at(b, 1) == 0 ? 4 : 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    int first = bs_at(b, 0);
    if (first != 0 && first != 0x7e && first != 0x6b && first != 0x6d)
        return BS_NOT;
    b = bs_bytes_sub(b, start_of(b), SIZE_MAX);
    int tag = bs_at(b, 0);
    bs_bytes app, seq;
    uint64_t n;
    if ((tag != 0x7e && tag != 0x6b && tag != 0x6d) || !bs_ber_peel(b, (uint8_t)tag, &app, &n) ||
        !bs_ber_peel(app, 0x30, &seq, &n))
        return BS_NOT;
    return bs_begins(seq, "\xa0\x03\x02\x01\x05\xa1\x03\x02\x01") ? BS_PROVEN : BS_NOT;
}

static const char *const error_fields[] = {
    "pvno", "msg-type", "ctime", "cusec", "stime", "susec", "error-code",
    "crealm", "cname", "realm", "sname", "e-text", "e-data",
};
static const char *const reply_fields[] = {
    "pvno", "msg-type", "padata", "crealm", "cname", "ticket", "enc-part",
};

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t start = start_of(in->bytes);
    struct bs_cursor c = bs_cur(bs_bytes_sub(in->bytes, start, SIZE_MAX), (uint32_t)start);
    struct bs_ber app, seq, e, v;
    bs_bytes realm = BS_BYTES("");
    int64_t code = -1, number;
    if (!bs_ber_next(&c, &app) || !bs_ber_next(&app.in, &seq))
        return;
    bool error = app.tag == 0x7e;
    bs_put(d, BS_BER_MARK(error ? "KRB-ERROR" : "KDC-REP", "RFC 4120 5.9.1", &app), NULL,
           "application %d", app.tag & 0x1f);
    bs_open(d);
    bs_ber_check(&app, "the message", d);
    while (bs_budget(d) && bs_ber_next(&seq.in, &e) && bs_ber_next(&e.in, &v)) {
        size_t k = e.tag & 0x1f;
        const char *name = error ? k < BS_COUNT(error_fields) ? error_fields[k] : "field"
                           : k < BS_COUNT(reply_fields) ? reply_fields[k] : "field";
        const struct bs_mark *m = BS_BER_MARK(name, "RFC 4120 5.9.1", &e);
        if (error && k == 6 && bs_ber_int(&v, &code))
            bs_put(d, m, BS_CODE(errors, (uint64_t)code)->meaning, "%s (%lld)",
                   BS_CODE(errors, (uint64_t)code)->name, (long long)code);
        else if (v.tag == 0x02 && bs_ber_int(&v, &number))
            bs_put(d, m, NULL, "%lld", (long long)number);
        else if (v.tag == 0x18 || v.tag == 0x1b)
            bs_put_text(d, m, v.in.b, strcmp(name, "realm") == 0 ? "names the organisation" : NULL);
        else
            bs_put_hex(d, m, v.in.b, NULL);
        if ((error && k == 9) || (!error && k == 3))
            realm = v.in.b;
    }
    bs_close(d);
    if (code == 61)
        d->probe = BS_STR("anything: a KDC answers all unknown bytes this way");
    bs_summary(d, "Kerberos %s%s, realm %s", error ? "error " : "reply",
               error ? BS_CODE(errors, (uint64_t)code)->name : "", bs_quote(d, realm, 80));
}

const struct bs_decoder bs_decoder_kerberos = {
    .name = "kerberos",
    .title = "Kerberos V5",
    .standard = "RFC 4120",
    .drawn_by = "Kerberos AS-REQ",
    .probe = probe,
    .decode = decode,
};
