/* Philips IntelliVue monitors over UDP: the connect indication a monitor broadcasts (port 24005), and the answers to an
 * association request (port 24105).  IntelliVue Data Export Interface Programming Guide, 4 and 5. */
#include "field.h"

static const struct bs_code sessions[] = {
    {0x0e, "AcceptSPDU", "the monitor accepts the association"},
    {0x0c, "RefuseSPDU", "the monitor refuses the association"},
    {0x0a, "DisconnectSPDU", "the association ends"},
    {0x09, "FinishSPDU", "asks to end the association"},
    {0x19, "AbortSPDU", "the association is broken off"},
};

static bool is_indication(bs_bytes b)
{
    return b.n >= 40 && bs_be32(b, 0) == 0x00000100 &&
           bs_be16(b, 4) == 0x0001 && (bs_has(b, "M80", 1024) || bs_has(b, "Philips", 1024));
}

static bool is_export(bs_bytes b)
{
    return b.n >= 8 && bs_be32(b, 0) == 0xe1000002 && bs_be16(b, 4) >= 1 && bs_be16(b, 4) <= 3 &&
           bs_be16(b, 6) + 8u == b.n;
}

/* One length byte, or 0xff and two. */
static bool session_fits(bs_bytes b)
{
    size_t head = bs_at(b, 1) == 0xff ? 4 : 2;
    uint64_t length = head == 4 ? bs_be16(b, 2) : (uint64_t)(b.n > 1 ? b.p[1] : 0);
    return b.n >= 2 && b.n >= head && length + head == b.n &&
           strcmp(BS_CODE(sessions, b.p[0])->name, "unknown") != 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (is_indication(b))
        return BS_PROVEN;
    if (is_export(b))
        return BS_LIKELY;
    if (!session_fits(b) || (in->transport_known && in->transport != BS_UDP))
        return BS_NOT;
    /* ISO session headers are anybody's; IEEE 1073's object identifier inside (1.2.840.10004.1) is a monitor's. */
    return bs_bytes_find(bs_bytes_sub(b, 0, 512), BS_BYTES("\x2a\x86\x48\xce\x14\x01"), 0) != SIZE_MAX
               ? BS_PROVEN
               : BS_WEAK;
}

/* Length-prefixed texts that name the monitor. */
static bs_bytes text_from(bs_bytes b, const char *begin)
{
    size_t at = bs_bytes_find(b, bs_str_bytes(bs_str_z(begin)), 0), end = at;
    if (at == SIZE_MAX)
        return BS_BYTES("");
    while (end < b.n && end - at < 32 && b.p[end] > 0x20 && b.p[end] < 0x7f)
        end++;
    return bs_bytes_sub(b, at, end - at);
}

static void put_found(struct bs_decoded *d, bs_bytes b, const char *name, bs_bytes found)
{
    if (found.n)
        bs_put_text(d, BS_MARK(name, "IntelliVue guide 4.1", found.p - b.p, found.n), found, NULL);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    if (is_indication(b)) {
        bs_bytes vendor = text_from(b, "Philips"), model = text_from(b, "M80");
        bs_put(d, BS_MARK("Nomenclature", "IntelliVue guide 4.1", 0, 4), "data export protocol, version 1.0",
               "0x%08x", bs_be32(b, 0));
        bs_put(d, BS_MARK("ROapdus", "IntelliVue guide 4.1", 4, 2), "ROIV: an event report", "%u", bs_be16(b, 4));
        put_found(d, b, "manufacturer", vendor);
        put_found(d, b, "model number", model);
        bs_product(d, vendor.n ? BS_BYTES("Philips IntelliVue") : model, BS_BYTES(""));
        bs_summary(d, "IntelliVue patient monitor announces itself: %s %s", bs_quote(d, vendor, 20),
                   bs_quote(d, model, 20));
    } else if (is_export(b)) {
        bs_put(d, BS_MARK("SPpdu", "IntelliVue guide 5", 0, 4), "session and presentation ids", "0x%08x",
               bs_be32(b, 0));
        bs_put(d, BS_MARK("ro_type", "IntelliVue guide 5", 4, 2), NULL, "%u", bs_be16(b, 4));
        bs_put(d, BS_MARK("length", "IntelliVue guide 5", 6, 2), "bytes that follow", "%u", bs_be16(b, 6));
        bs_summary(d, "IntelliVue data export");
    } else {
        const struct bs_code *kind = BS_CODE(sessions, b.p[0]);
        bs_put(d, BS_MARK("session header", "IntelliVue guide 5.2", 0, 2), kind->meaning, "%s (0x%02x)", kind->name,
               b.p[0]);
        d->flags |= b.p[0] == 0x0e ? BS_DEC_OPEN : b.p[0] == 0x0c ? BS_DEC_CHECKED : 0u;
        bs_summary(d, "IntelliVue association: %s", kind->name);
    }
}

const struct bs_decoder bs_decoder_intellivue = {
    .name = "intellivue",
    .title = "Philips IntelliVue data export",
    .standard = "IntelliVue Data Export Interface Programming Guide",
    .drawn_by = "IntelliVue association request, or nothing: monitors announce themselves",
    .medical = true,
    .probe = probe,
    .decode = decode,
};
