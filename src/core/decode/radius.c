/* RADIUS answers (RFC 2865 3, accounting RFC 2866 3).  The length of the packet and
 * attributes that fill it exactly prove it; a bare refusal of 20 bytes is likely only. */
#include "field.h"

enum { HEADER = 20, USER_REQUEST = 1, ACCOUNTING_REQUEST = 4, STATUS_SERVER = 12 };

static const struct bs_code codes[] = {
    {USER_REQUEST,       "Access-Request",      "a request: servers do not send it"},
    {2,                  "Access-Accept",       "the caller was let in"            },
    {3,                  "Access-Reject",       "the caller was refused"           },
    {ACCOUNTING_REQUEST, "Accounting-Request",  "a request: servers do not send it"},
    {5,                  "Accounting-Response", "an account was written"           },
    {11,                 "Access-Challenge",    "the server wants to know more"    },
    {STATUS_SERVER,      "Status-Server",       "a request: servers do not send it"},
};
static const struct bs_code attributes[] = {
    {1,  "User-Name",             NULL                               },
    {2,  "User-Password",         "hidden with the shared secret"    },
    {4,  "NAS-IP-Address",        NULL                               },
    {6,  "Service-Type",          NULL                               },
    {7,  "Framed-Protocol",       NULL                               },
    {8,  "Framed-IP-Address",     NULL                               },
    {18, "Reply-Message",         "words for the user"               },
    {24, "State",                 NULL                               },
    {25, "Class",                 NULL                               },
    {26, "Vendor-Specific",       NULL                               },
    {27, "Session-Timeout",       NULL                               },
    {79, "EAP-Message",           NULL                               },
    {80, "Message-Authenticator", "a checksum with the shared secret"},
};

static bool known(const struct bs_code *row)
{
    return strcmp(row->name, "unknown") != 0;
}

static bool attributes_fill(bs_bytes b)
{
    size_t at = HEADER;
    while (at + 2 <= b.n && b.p[at] != 0 && b.p[at + 1] >= 2 && b.p[at + 1] <= b.n - at)
        at += b.p[at + 1];
    return at == b.n;
}

/* "03 00" with a length is how TPKT begins, too (RFC 1006 6); X.224's own length stands
 * behind it. */
static bool is_tpkt(bs_bytes b)
{
    return b.p[0] == 3 && b.p[1] == 0 && (b.p[4] == b.n - 5 || b.p[4] == 2);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < HEADER || b.n > 4096 || bs_be16(b, 2) != b.n ||
        !known(BS_CODE(codes, b.p[0])) ||
        (in->transport_known && in->transport == BS_TCP) || is_tpkt(b) ||
        !attributes_fill(b))
        return BS_NOT;
    return b.n > HEADER && known(BS_CODE(attributes, b.p[HEADER])) ? BS_PROVEN
                                                                   : BS_LIKELY;
}

static void put_attribute(struct bs_decoded *d, bs_bytes b, size_t at)
{
    const struct bs_code *a = BS_CODE(attributes, b.p[at]);
    bs_bytes v = bs_bytes_sub(b, at + 2, b.p[at + 1] - 2u);
    const struct bs_mark m = {a->name, "RFC 2865 5", (uint32_t)at, b.p[at + 1]};
    if (b.p[at] == 4 || b.p[at] == 8)
        bs_put(d, &m, a->meaning, "%d.%d.%d.%d", bs_at(v, 0), bs_at(v, 1), bs_at(v, 2),
               bs_at(v, 3));
    else if (b.p[at] == 1 || b.p[at] == 18)
        bs_put_text(d, &m, v, a->meaning);
    else
        bs_put_hex(d, &m, v, a->meaning);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const struct bs_code *code = BS_CODE(codes, b.p[0]);
    bs_put(d, BS_MARK("Code", "RFC 2865 3", 0, 1), code->meaning, "%s (%d)", code->name,
           b.p[0]);
    bs_put(d, BS_MARK("Identifier", "RFC 2865 3", 1, 1), "copied from the request", "%d",
           b.p[1]);
    bs_put(d, BS_MARK("Length", "RFC 2865 3", 2, 2), NULL, "%u", bs_be16(b, 2));
    bs_put_hex(d, BS_MARK("Response Authenticator", "RFC 2865 3", 4, 16),
               bs_bytes_sub(b, 4, 16), "made of the request and the shared secret");
    for (size_t at = HEADER; at < b.n && bs_budget(d); at += b.p[at + 1])
        put_attribute(d, b, at);
    if (b.p[0] == USER_REQUEST || b.p[0] == ACCOUNTING_REQUEST ||
        b.p[0] == STATUS_SERVER) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("RADIUS request, which came back");
        bs_summary(d, "Echo: a RADIUS %s came back", code->name);
        return;
    }
    /* Servers answer those they share a secret with, and those only. */
    d->flags |= b.p[0] == 2 ? BS_DEC_OPEN : b.p[0] == 3 ? BS_DEC_CHECKED : 0;
    bs_summary(d, "RADIUS %s: a login server that takes this address for a client",
               code->name);
}

const struct bs_decoder bs_decoder_radius = {
    .name = "radius",
    .title = "RADIUS",
    .standard = "RFC 2865, RFC 2866",
    .drawn_by = "RADIUS Access-Request or Status-Server",
    .probe = probe,
    .decode = decode,
};
