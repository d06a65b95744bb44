/* TPKT (RFC 1006) with X.224 inside: Remote Desktop (MS-RDPBCGR), Siemens S7 and other
 * ISO-on-TCP services. */
#include "field.h"

enum { CR_TPDU = 0xe0, CC_TPDU = 0xd0, DR_TPDU = 0x80, DATA_TPDU = 0xf0 };

static const struct bs_code tpdus[] = {
    {CR_TPDU, "X.224 Connection Request", "a request: servers do not send it"},
    {CC_TPDU, "X.224 Connection Confirm", "the connection was accepted"},
    {DR_TPDU, "X.224 Disconnect Request", "the connection was refused"},
    {DATA_TPDU, "X.224 Data", NULL},
};
static const struct bs_code protocols[] = {
    {0, "PROTOCOL_RDP", "classic RDP security, without TLS"},
    {1, "PROTOCOL_SSL", "TLS"},
    {2, "PROTOCOL_HYBRID", "CredSSP: login before the desktop is shown"},
    {4, "PROTOCOL_RDSTLS", "RDSTLS"},
    {8, "PROTOCOL_HYBRID_EX", "CredSSP with early authorisation"},
};
static const struct bs_code failures[] = {
    {1, "SSL_REQUIRED_BY_SERVER", "only with TLS"},
    {2, "SSL_NOT_ALLOWED_BY_SERVER", "only without TLS"},
    {3, "SSL_CERT_NOT_ON_SERVER", "it has no certificate"},
    {4, "INCONSISTENT_FLAGS", NULL},
    {5, "HYBRID_REQUIRED_BY_SERVER", "only with CredSSP"},
    {6, "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    uint32_t length = bs_be16(b, 2);
    if (bs_at(b, 0) != 3 || b.n < 7 || b.p[1] != 0 || length < 7 || length > 4096)
        return BS_NOT;
    uint32_t li = b.p[4];
    int type = b.p[5];
    if (li < 2 || li + 5 > length)
        return BS_NOT;
    if (type == DATA_TPDU)
        return li == 2 && b.p[6] == 0x80 ? BS_PROVEN : BS_NOT;
    if (type != CC_TPDU && type != CR_TPDU && type != DR_TPDU)
        return BS_NOT;
    if (li < 6 || li + 5 != length)
        return BS_WEAK;
    return b.n >= length ? BS_PROVEN : BS_LIKELY;
}

struct answer {
    const char *what;
    bool s7, negotiated, selected;
    uint32_t code;
};

static void read_negotiation(struct bs_cursor *c, struct bs_decoded *d, struct answer *a)
{
    bs_bytes v;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_take(c, 8, &v))
        return;
    a->code = bs_le32(v, 4);
    a->negotiated = true;
    a->selected = v.p[0] == 2;
    const struct bs_code *row =
        a->selected ? BS_CODE(protocols, a->code) : BS_CODE(failures, a->code);
    a->what = row->name;
    bs_put(d, BS_MARK(a->selected ? "RDP_NEG_RSP" : "RDP_NEG_FAILURE",
                      a->selected ? "MS-RDPBCGR 2.2.1.2.1" : "MS-RDPBCGR 2.2.1.2.2", at, 8),
           NULL, "type %d, flags 0x%02x", v.p[0], v.p[1]);
    bs_open(d);
    bs_put(d, BS_MARK(a->selected ? "selectedProtocol" : "failureCode", "MS-RDPBCGR", at + 4, 4),
           row->meaning, "%s (%u)", row->name, a->code);
    bs_close(d);
}

/* Parameters of ISO 8073 connections: TSAPs mean an industrial controller, not a desktop. */
static void read_parameters(struct bs_cursor *c, struct bs_decoded *d, struct answer *a)
{
    bs_bytes head;
    while (bs_budget(d) && bs_cur_take(c, 2, &head)) {
        uint32_t at = bs_cur_pos(c);
        struct bs_cursor v;
        bs_cur_sub(c, head.p[1], &v);
        const char *name = head.p[0] == 0xc0   ? "TPDU size"
                           : head.p[0] == 0xc1 ? "calling TSAP"
                           : head.p[0] == 0xc2 ? "called TSAP"
                                               : "parameter";
        a->s7 = a->s7 || head.p[0] == 0xc1 || head.p[0] == 0xc2;
        bs_put_hex(d, BS_MARK(name, "X.224 13.3.4", at, head.p[1]), v.b, NULL);
    }
}

/* In a request a line of text may stand before the negotiation (MS-RDPBCGR 2.2.1.1). */
static void put_cookie(struct bs_cursor *c, struct bs_decoded *d)
{
    bs_bytes line;
    uint32_t at = bs_cur_pos(c);
    if (bs_begins(bs_cur_rest(c), "Cookie: ") && bs_cur_line(c, &line))
        bs_put_text(d, BS_MARK("cookie", "MS-RDPBCGR 2.2.1.1", at, line.n), line,
                    "what the scanner called itself");
}

static void read_tpdu(struct bs_cursor *c, struct bs_decoded *d, struct answer *a)
{
    bs_bytes head;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_take(c, 7, &head)) /* LI, code, references, class */
        return;
    bs_put(d, BS_MARK("dst-ref", "X.224 13.4", at + 2, 2), NULL, "0x%04x", bs_be16(head, 2));
    bs_put(d, BS_MARK("src-ref", "X.224 13.4", at + 4, 2),
           bs_be16(head, 4) == 0x1234 ? "as Windows and xrdp fill it in" : NULL, "0x%04x",
           bs_be16(head, 4));
    bs_put(d, BS_MARK("class", "X.224 13.4", at + 6, 1), NULL, "%d", head.p[6] >> 4);
    put_cookie(c, d);
    int next = bs_cur_peek(c, 0);
    if ((next == 2 || next == 3) && bs_cur_peek(c, 2) == 8 && bs_cur_peek(c, 3) == 0)
        read_negotiation(c, d, a);
    else
        read_parameters(c, d, a);
}

static void sum_up(struct bs_decoded *d, int type, bs_bytes mcs, const struct answer *a)
{
    d->probe = BS_STR("RDP or ISO-on-TCP connection request");
    if (type == CR_TPDU) {
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: a TPKT connection request came back");
    } else if (type == DATA_TPDU && bs_at(mcs, 0) == 0x32) {
        d->service = BS_STR("s7");
        bs_summary(d, "Siemens S7 communication over ISO-on-TCP");
    } else if (type == DATA_TPDU && bs_at(mcs, 0) == 0x21) {
        d->probe = BS_STR("anything: xrdp answers all unknown bytes this way");
        bs_product(d, BS_BYTES("xrdp"), BS_BYTES(""));
        bs_summary(d, "RDP: MCS disconnect, as xrdp answers what it does not understand");
    } else if (type == DATA_TPDU) {
        if (bs_at(mcs, 0) != 0x7f)
            d->certainty = BS_LIKELY;
        bs_summary(d, "RDP: MCS data over TPKT");
    } else if (a->s7) {
        d->service = BS_STR("s7");
        d->certainty = BS_LIKELY; /* other ISO-on-TCP services have TSAPs too */
        bs_summary(d, "ISO-on-TCP connection confirmed with TSAPs: Siemens S7 or alike");
    } else if (type == DR_TPDU) {
        bs_summary(d, "ISO-on-TCP disconnect request");
        d->certainty = BS_LIKELY;
    } else if (a->negotiated) {
        bs_summary(d, "RDP connection %s: %s", a->selected ? "confirmed, security" : "refused",
                   a->what);
    } else {
        bs_summary(d, "RDP connection confirmed, without a security negotiation");
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0), body;
    uint32_t length = bs_be16(b, 2);
    int type = b.p[5];
    struct answer a = {0};
    bs_cur_skip(&c, 4);
    bool whole = bs_cur_sub(&c, length - 4, &body);
    bs_put(d, BS_MARK("TPKT", "RFC 1006 6", 0, length), NULL, "version 3, %u bytes", length);
    bs_open(d);
    if (!whole)
        bs_put_cut(d, "TPKT", 4, length - 4, body.b.n);
    const struct bs_code *name = BS_CODE(tpdus, (uint64_t)(unsigned)type);
    bs_put(d, BS_MARK(name->name, "X.224 13", 4, (uint64_t)b.p[4] + 1), name->meaning,
           "TPDU 0x%02x", type);
    bs_open(d);
    bs_bytes mcs = bs_bytes_sub(b, 7, SIZE_MAX);
    if (type == DATA_TPDU)
        bs_put_hex(d, BS_MARK("user data", "T.125", 7, mcs.n), mcs,
                   bs_at(mcs, 0) == 0x21 ? "MCS DisconnectProviderUltimatum" : NULL);
    else
        read_tpdu(&body, d, &a);
    bs_close(d);
    bs_close(d);
    d->length = bs_cur_pos(&c);
    sum_up(d, type, mcs, &a);
    if (!whole && type != CR_TPDU)
        bs_doubt_stub(d, "RDP answer", b.n, length);
}

const struct bs_decoder bs_decoder_rdp = {
    .name = "rdp",
    .title = "Remote Desktop, ISO-on-TCP",
    .standard = "RFC 1006, X.224, MS-RDPBCGR",
    .drawn_by = "RDP or ISO-on-TCP connection request",
    .probe = probe,
    .decode = decode,
};
