/* NTP server answers (RFC 5905, control messages RFC 9327).  The header fits one in twenty random
 * packets, so UDP, the port or the module must speak for it. */
#include "field.h"

/* Received and answered after 2010, and within two seconds. */
static bool times_hold(bs_bytes b)
{
    uint64_t received = bs_be32(b, 32), sent = bs_be32(b, 40);
    return received >= 0xce000000u && sent >= received && sent - received <= 2;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 12)
        return BS_NOT;
    int mode = b.p[0] & 7, version = b.p[0] >> 3 & 7;
    bool told = in->port == 123 || bs_str_has_prefix(in->module, BS_STR("ntp"));
    bool udp = in->transport_known && in->transport == BS_UDP;
    if (version < 1 || version > 4)
        return BS_NOT;
    if (mode == 6 && (b.p[1] & 0x80) && bs_has(b, "version=\"ntp", 200))
        return BS_PROVEN;
    if (mode != 4 || b.n != 48 || b.p[1] > 16 || b.p[2] > 17)
        return BS_NOT;
    return told || (udp && times_hold(b)) ? BS_LIKELY : udp ? BS_WEAK : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    int mode = b.p[0] & 7;
    bs_put(d, BS_MARK("VN, Mode", "RFC 5905 7.3", 0, 1), NULL, "version %d, mode %d",
           b.p[0] >> 3 & 7, mode);
    if (mode == 6) {
        bs_bytes text = bs_bytes_sub(b, 12, SIZE_MAX);
        bs_put_text(d, BS_MARK("system variables", "RFC 9327 2", 12, text.n), text, NULL);
        bs_summary(d, "NTP control answer: %s", bs_quote(d, text, 120));
        return;
    }
    bs_put(d, BS_MARK("stratum", "RFC 5905 7.3", 1, 1),
           b.p[1] == 0 || b.p[1] == 16 ? "not synchronised" : NULL, "%d", b.p[1]);
    bs_put_hex(d, BS_MARK("reference ID", "RFC 5905 7.3", 12, 4), bs_bytes_sub(b, 12, 4), NULL);
    bs_put_hex(d, BS_MARK("transmit timestamp", "RFC 5905 7.3", 40, 8), bs_bytes_sub(b, 40, 8),
               NULL);
    bs_summary(d, "NTP server, stratum %d", b.p[1]);
}

const struct bs_decoder bs_decoder_ntp = {
    .name = "ntp",
    .title = "NTP time",
    .standard = "RFC 5905",
    .drawn_by = "NTP client request",
    .probe = probe,
    .decode = decode,
};
