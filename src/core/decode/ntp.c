/* NTP server answers (RFC 5905, control messages RFC 9327).  The header fits one in twenty random
 * packets, so UDP, the port or the module must speak for it. */
#include "field.h"

/* Received and answered after 2010, and within two seconds. */
static bool times_hold(bs_bytes b)
{
    uint64_t received = bs_be32(b, 32), sent = bs_be32(b, 40);
    return received >= 0xce000000u && sent >= received && sent - received <= 2;
}

/* Private mode 7 of ntpd, answer to MON_GETLIST or MON_GETLIST_1: implementation 3 (ntp_request.h). */
static bool is_monlist(bs_bytes b)
{
    return b.n >= 8 && (b.p[0] & 0x87) == 0x87 && bs_at(b, 2) == 3 &&
           (b.p[3] == 0x2a || b.p[3] == 0x14) && bs_be16(b, 4) >> 12 <= 8;
}

static void decode_monlist(bs_bytes b, struct bs_decoded *d)
{
    uint32_t items = bs_be16(b, 4) & 0xfff, size = bs_be16(b, 6) & 0xfff;
    bs_put(d, BS_MARK("VN, Mode", "ntp_request.h", 0, 1), "the answer bit is set",
           "version %d, mode 7 (private)", b.p[0] >> 3 & 7);
    bs_put(d, BS_MARK("implementation, request", "ntp_request.h", 2, 2),
           "lists who asked this server: known for attacks that multiply traffic", "3, 0x%02x",
           b.p[3]);
    bs_put(d, BS_MARK("error, items", "ntp_request.h", 4, 2), NULL, "%u, %u", bs_be16(b, 4) >> 12,
           items);
    bs_put(d, BS_MARK("size of an item", "ntp_request.h", 6, 2), NULL, "%u", size);
    if (b.n > 8)
        bs_put_hex(d, BS_MARK("items", "ntp_request.h", 8, b.n - 8), bs_bytes_sub(b, 8, SIZE_MAX),
                   "addresses of other callers");
    d->flags |= items ? BS_DEC_OPEN : 0;
    d->probe = BS_STR("NTP monlist (mode 7)");
    bs_summary(d, "NTP monlist answer, %u caller%s listed", items, items == 1 ? "" : "s");
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 8)
        return BS_NOT;
    int mode = b.p[0] & 7, version = b.p[0] >> 3 & 7;
    bool told = in->port == 123 || bs_str_has_prefix(in->module, BS_STR("ntp"));
    bool udp = in->transport_known && in->transport == BS_UDP;
    if (version < 1 || version > 4)
        return BS_NOT;
    if (mode == 6 && b.n >= 12 && (b.p[1] & 0x80) && bs_has(b, "version=\"ntp", 200))
        return BS_PROVEN;
    if (is_monlist(b))
        return udp || told ? BS_PROVEN : BS_LIKELY;
    if (mode != 4 || b.n != 48 || b.p[1] > 16 || b.p[2] > 17)
        return BS_NOT;
    return told || (udp && times_hold(b)) ? BS_LIKELY : udp ? BS_WEAK : BS_NOT;
}

/* A word at stratum 0 and 1, the address of its own server below. */
static void put_reference(bs_bytes b, struct bs_decoded *d)
{
    const struct bs_mark m = {"reference ID", "RFC 5905 7.3", 12, 4};
    bs_bytes id = bs_bytes_sub(b, 12, 4);
    if (b.p[1] <= 1 && id.p[0] >= 'A' && id.p[0] <= 'Z')
        bs_put_text(d, &m, id, b.p[1] ? "its clock" : "why it has no time yet, or will not tell");
    else if (b.p[1] > 1 && b.p[1] < 16)
        bs_put(d, &m, "where it takes its time from, or a hash of that", "%d.%d.%d.%d", id.p[0],
               id.p[1], id.p[2], id.p[3]);
    else
        bs_put_hex(d, &m, id, NULL);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    int mode = b.p[0] & 7;
    if (mode == 7) {
        decode_monlist(b, d);
        return;
    }
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
    put_reference(b, d);
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
