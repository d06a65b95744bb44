/* L2TP control messages (RFC 2661 3.1 and 4).  The header with its length and a Message
 * Type as the first attribute prove it; the empty acknowledgement of 12 bytes is likely
 * only. */
#include "field.h"

enum {
    HEADER = 12,
    CONTROL = 0xc802,
    SCCRQ = 1,
    HOST_NAME = 7,
    VENDOR_NAME = 8,
    FIRMWARE = 6
};

static const struct bs_code messages[] = {
    {SCCRQ, "SCCRQ",   "asks for a tunnel: what callers send"},
    {2,     "SCCRP",   "agrees to a tunnel"                  },
    {3,     "SCCCN",   "a tunnel stands"                     },
    {4,     "StopCCN", "ends the tunnel"                     },
    {6,     "HELLO",   "is anybody there"                    },
    {10,    "ICRQ",    NULL                                  },
    {14,    "CDN",     "ends a session"                      },
};
static const struct bs_code attributes[] = {
    {0,           "Message Type",         NULL                                 },
    {1,           "Result Code",          NULL                                 },
    {2,           "Protocol Version",     NULL                                 },
    {3,           "Framing Capabilities", NULL                                 },
    {4,           "Bearer Capabilities",  NULL                                 },
    {5,           "Tie Breaker",          NULL                                 },
    {FIRMWARE,    "Firmware Revision",    "version of the server, as it counts"},
    {HOST_NAME,   "Host Name",            "what the server calls itself"       },
    {VENDOR_NAME, "Vendor Name",          "who made it"                        },
    {9,           "Assigned Tunnel ID",   NULL                                 },
    {10,          "Receive Window Size",  NULL                                 },
    {11,          "Challenge",            "the server asks for a password"     },
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < HEADER || bs_be16(b, 0) != CONTROL || bs_be16(b, 2) != b.n)
        return BS_NOT;
    if (b.n == HEADER)
        return BS_LIKELY;
    return (bs_be16(b, 12) & 0x3ff) == 8 && bs_be32(b, 14) == 0 &&
                   strcmp(BS_CODE(messages, bs_be16(b, 18))->name, "unknown") != 0
               ? BS_PROVEN
               : BS_NOT;
}

struct told {
    bs_bytes host, vendor;
    uint32_t message, firmware;
};

static void put_attribute(struct bs_decoded *d, uint32_t at, uint32_t type, bs_bytes v,
                          struct told *t)
{
    const struct bs_code *a = BS_CODE(attributes, type);
    const struct bs_mark m = {a->name, "RFC 2661 4.4", at, 6 + v.n};
    if (type == 0 && v.n == 2) {
        const struct bs_code *k = BS_CODE(messages, bs_be16(v, 0));
        t->message = bs_be16(v, 0);
        bs_put(d, &m, k->meaning, "%s (%u)", k->name, t->message);
    } else if (type == HOST_NAME || type == VENDOR_NAME) {
        *(type == HOST_NAME ? &t->host : &t->vendor) = v;
        bs_put_text(d, &m, v, a->meaning);
    } else if (type == FIRMWARE && v.n == 2) {
        t->firmware = bs_be16(v, 0);
        bs_put(d, &m, a->meaning, "0x%04x", t->firmware);
    } else {
        bs_put_hex(d, &m, v, a->meaning);
    }
}

static void read_attributes(struct bs_cursor *c, struct bs_decoded *d, struct told *t)
{
    bs_bytes head;
    struct bs_cursor v;
    while (bs_budget(d) && bs_cur_left(c) >= 6) {
        uint32_t at = bs_cur_pos(c);
        bs_cur_take(c, 6, &head);
        uint32_t length = bs_be16(head, 0) & 0x3ff;
        if (length < 6)
            return;
        if (!bs_cur_sub(c, length - 6, &v))
            bs_put_cut(d, "the attribute", at, length, v.b.n + 6);
        /* Another vendor's numbers mean something else. */
        put_attribute(d, at, bs_be16(head, 2) ? 0xffff : bs_be16(head, 4), v.b, t);
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0);
    struct told t = {.host = BS_BYTES(""), .vendor = BS_BYTES("")};
    bs_put(d, BS_MARK("header", "RFC 2661 3.1", 0, HEADER), NULL,
           "control, version 2, %u bytes, tunnel %u, session %u", bs_be16(b, 2),
           bs_be16(b, 4), bs_be16(b, 6));
    bs_cur_skip(&c, HEADER);
    read_attributes(&c, d, &t);
    if (t.message == SCCRQ) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("L2TP SCCRQ, which came back");
        bs_summary(d, "Echo: an L2TP request came back");
        return;
    }
    if (t.message == 2)
        d->flags |= BS_DEC_OPEN;
    bs_product(d, t.vendor, BS_BYTES(""));
    bs_summary(d, "L2TP VPN: %s%s%s%s%s",
               b.n == HEADER ? "an acknowledgement" : BS_CODE(messages, t.message)->name,
               t.host.n ? ", host " : "", bs_quote(d, t.host, 60),
               t.vendor.n ? ", vendor " : "", bs_quote(d, t.vendor, 60));
}

const struct bs_decoder bs_decoder_l2tp = {
    .name = "l2tp",
    .title = "L2TP",
    .standard = "RFC 2661",
    .drawn_by = "L2TP SCCRQ",
    .probe = probe,
    .decode = decode,
};
