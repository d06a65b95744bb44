/* Java RMI: the ProtocolAck of JRMP (Java RMI specification 10.2).  The address inside is the asker's own, as the
 * server sees it: it says nothing about the server, and belongs to whoever scanned. */
#include "field.h"

static bool is_host(bs_bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (!(bs_is_digit(b.p[i]) || (b.p[i] | 0x20) >= 'a' || b.p[i] == '.' || b.p[i] == ':' || b.p[i] == '-'))
            return false;
    return b.n > 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    const uint32_t n = bs_be16(b, 1);
    if (bs_at(b, 0) != 0x4e || n == 0 || n > 255 || b.n != n + 7u)
        return BS_NOT;
    return is_host(bs_bytes_sub(b, 3, n)) && bs_be16(b, n + 3) == 0 ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes, host = bs_bytes_sub(b, 3, bs_be16(b, 1));
    bs_put(d, BS_MARK("ProtocolAck", "Java RMI 10.2.2", 0, 1), "the server speaks JRMP", "0x4e");
    bs_put_text(d, BS_MARK("host", "Java RMI 10.2.2", 3, host.n), host, "the asker's address, not the server's");
    bs_put(d, BS_MARK("port", "Java RMI 10.2.2", 3 + host.n, 4), "the asker's", "%u", bs_be32(b, 3 + host.n));
    bs_summary(d, "Java RMI server: JRMP acknowledged");
}

const struct bs_decoder bs_decoder_rmi = {
    .name = "rmi",
    .title = "Java RMI",
    .standard = "Java RMI specification, 10.2",
    .drawn_by = "Java RMI (JRMP) header",
    .probe = probe,
    .decode = decode,
};
