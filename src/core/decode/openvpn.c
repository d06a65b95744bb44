/* OpenVPN control packets (OpenVPN wire protocol, draft-kosek 3; over TCP behind a length
 * of two bytes).  A reset that acknowledges the caller's own with packet number 0 proves
 * it; without the acknowledgement it is likely only.  Servers with tls-auth or tls-crypt
 * stay silent. */
#include "field.h"

enum {
    RESET_CLIENT_V2 = 7,
    RESET_SERVER_V2 = 8,
    RESET_SERVER_V1 = 2,
    BARE = 14,
    ACKED = 26
};

static const struct bs_code opcodes[] = {
    {1,               "P_CONTROL_HARD_RESET_CLIENT_V1",
     "a client's first packet: servers do not send it"                             },
    {RESET_SERVER_V1, "P_CONTROL_HARD_RESET_SERVER_V1", "a server begins a session"},
    {RESET_CLIENT_V2, "P_CONTROL_HARD_RESET_CLIENT_V2",
     "a client's first packet: servers do not send it"                             },
    {RESET_SERVER_V2, "P_CONTROL_HARD_RESET_SERVER_V2", "a server begins a session"},
};

/* Over TCP the packet's length stands in front. */
static size_t start_of(bs_bytes b)
{
    return b.n > 2 && bs_be16(b, 0) == b.n - 2 && bs_at(b, 0) == 0 ? 2 : 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = bs_bytes_sub(in->bytes, start_of(in->bytes), SIZE_MAX);
    if (b.n != BARE && b.n != ACKED)
        return BS_NOT;
    int opcode = b.p[0] >> 3, key = b.p[0] & 7;
    if (key != 0 || (opcode != RESET_SERVER_V2 && opcode != RESET_SERVER_V1 &&
                     opcode != RESET_CLIENT_V2))
        return BS_NOT;
    if (b.n == BARE)
        return b.p[9] == 0 && bs_be32(b, 10) == 0 ? BS_LIKELY : BS_NOT;
    return b.p[9] == 1 && bs_be32(b, 10) <= 16 && bs_be32(b, 22) == 0 ? BS_PROVEN
                                                                      : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    uint32_t o = (uint32_t)start_of(in->bytes);
    bs_bytes b = bs_bytes_sub(in->bytes, o, SIZE_MAX);
    const struct bs_code *op = BS_CODE(opcodes, (uint64_t)(bs_at(b, 0) >> 3));
    if (o)
        bs_put(d, BS_MARK("packet length", "OpenVPN 3", 0, 2),
               "stands there over TCP only", "%u", bs_be16(in->bytes, 0));
    bs_put(d, BS_MARK("opcode, key_id", "OpenVPN 3", o, 1), op->meaning, "%s (%d), 0",
           op->name, bs_at(b, 0) >> 3);
    bs_put_hex(d, BS_MARK("session ID", "OpenVPN 3", o + 1, 8), bs_bytes_sub(b, 1, 8),
               "drawn by the sender");
    bs_put(d, BS_MARK("acknowledgements", "OpenVPN 3", o + 9, 1), NULL, "%d", b.p[9]);
    size_t at = 10;
    if (b.n == ACKED) {
        bs_open(d);
        bs_put(d, BS_MARK("packet ID", "OpenVPN 3", o + 10, 4), "of the caller's packet",
               "%u", bs_be32(b, 10));
        bs_put_hex(d, BS_MARK("remote session ID", "OpenVPN 3", o + 14, 8),
                   bs_bytes_sub(b, 14, 8), "copied from the caller");
        bs_close(d);
        at = 22;
    }
    bs_put(d, BS_MARK("packet ID", "OpenVPN 3", o + at, 4), NULL, "%u", bs_be32(b, at));
    if (b.p[0] >> 3 == RESET_CLIENT_V2) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("OpenVPN client reset, which came back");
        bs_summary(d, "Echo: an OpenVPN client's reset came back");
        return;
    }
    bs_product(d, BS_BYTES("OpenVPN"), BS_BYTES(""));
    bs_summary(d, "OpenVPN server%s, without tls-auth: it answers strangers",
               o ? " over TCP" : "");
}

const struct bs_decoder bs_decoder_openvpn = {
    .name = "openvpn",
    .title = "OpenVPN",
    .standard = "OpenVPN wire protocol",
    .drawn_by = "OpenVPN client reset",
    .probe = probe,
    .decode = decode,
};
