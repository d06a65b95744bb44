/* X Window System: what a display says to a client that connects (X Window System Protocol,
 * X Version 11, chapter 8 "Connection Setup"). */
#include "field.h"

#include <stdio.h>

enum { FAILED = 0, SUCCESS = 1, AUTHENTICATE = 2, VENDOR_AT = 40, REASON_AT = 8 };

/* The client chooses the byte order: both occur. */
static uint32_t u16(bs_bytes b, size_t i, bool big)
{
    return big ? bs_be16(b, i) : bs_le16(b, i);
}

static bool is_big(bs_bytes b)
{
    return bs_be16(b, 2) == 11;
}

static bool success_fits(bs_bytes b, bool big)
{
    uint32_t vendor = u16(b, 24, big), units = u16(b, 6, big);
    return vendor > 0 && vendor < 200 && units * 4 >= 32 + vendor && bs_at(b, 28) > 0 &&
           bs_at(b, 30) <= 1 && bs_at(b, 31) <= 1 && bs_at(b, 34) >= 8 &&
           bs_at(b, 35) >= bs_at(b, 34) && bs_is_text(bs_bytes_sub(b, VENDOR_AT, vendor));
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < REASON_AT + 4)
        return BS_NOT;
    bool big = is_big(b);
    uint32_t units = u16(b, 6, big);
    if (b.p[0] == AUTHENTICATE) /* no version: only a text of the length it claims proves it */
        return units && units < 64 && b.n == REASON_AT + (size_t)bs_le16(b, 6) * 4 &&
                       bs_is_text(bs_trimmed(bs_bytes_sub(b, REASON_AT, SIZE_MAX)))
                   ? BS_WEAK
                   : BS_NOT;
    if (u16(b, 2, big) != 11 || u16(b, 4, big) != 0)
        return BS_NOT;
    if (b.p[0] == SUCCESS)
        return b.n > VENDOR_AT && success_fits(b, big) ? BS_PROVEN : BS_NOT;
    uint32_t reason = b.p[1];
    if (b.p[0] != FAILED || reason < 4 || (reason + 3) / 4 != units ||
        !bs_is_text(bs_bytes_sub(b, REASON_AT, reason)))
        return BS_NOT;
    return b.n >= REASON_AT + reason ? BS_PROVEN : BS_LIKELY;
}

static void read_success(bs_bytes b, struct bs_decoded *d, bool big)
{
    uint32_t length = u16(b, 24, big);
    uint32_t release = big ? bs_be32(b, 8) : bs_le32(b, 8);
    bs_bytes vendor = bs_bytes_sub(b, VENDOR_AT, length);
    char version[32] = "";
    bs_put(d, BS_MARK("release-number", "X11 8", 8, 4), NULL, "%u", release);
    bs_put_text(d, BS_MARK("vendor", "X11 8", VENDOR_AT, length), vendor, NULL);
    bs_put(d, BS_MARK("number of roots", "X11 8", 28, 1), "screens", "%d", b.p[28]);
    if (release >= 10000000) /* X.Org's way to write 1.21.1.7 as 12101007 */
        snprintf(version, sizeof version, release % 1000 ? "%u.%u.%u.%u" : "%u.%u.%u",
                 release / 10000000, release / 100000 % 100, release / 1000 % 100,
                 release % 1000);
    bs_product(d, bs_has(vendor, "X.Org", 64) ? BS_BYTES("X.Org") : vendor,
               bs_str_bytes(bs_str_z(version)));
    d->flags |= BS_DEC_OPEN;
    bs_summary(d, "X11 display open to everyone: %s", bs_quote(d, vendor, 60));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    static const struct bs_code states[] = {
        {FAILED,       "Failed",       "the display turned the client away"},
        {SUCCESS,      "Success",      "the display let the client in"     },
        {AUTHENTICATE, "Authenticate", "the display asks for more"         },
    };
    bs_bytes b = in->bytes;
    bool big = is_big(b);
    const struct bs_code *row = BS_CODE(states, b.p[0]);
    bs_put(d, BS_MARK(row->name, "X11 8", 0, 8 + (uint64_t)u16(b, 6, big) * 4), row->meaning,
           "%s-endian", big ? "big" : "little");
    bs_open(d);
    if (b.p[0] != AUTHENTICATE)
        bs_put(d, BS_MARK("protocol-version", "X11 8", 2, 4), NULL, "%u.%u", u16(b, 2, big),
               u16(b, 4, big));
    if (b.p[0] == SUCCESS) {
        read_success(b, d, big);
    } else {
        size_t n = b.p[0] == FAILED ? b.p[1] : SIZE_MAX;
        bs_bytes reason = bs_trimmed(bs_bytes_sub(b, REASON_AT, n));
        bs_put_text(d, BS_MARK("reason", "X11 8", REASON_AT, n == SIZE_MAX ? reason.n : n),
                    reason, NULL);
        d->flags |= BS_DEC_CHECKED;
        bs_summary(d, "X11 display refused: %s", bs_quote(d, reason, 120));
    }
    bs_close(d);
}

const struct bs_decoder bs_decoder_x11 = {
    .name = "x11",
    .title = "X Window System",
    .standard = "X Window System Protocol, X Version 11",
    .drawn_by = "X11 connection setup without a key",
    .probe = probe,
    .decode = decode,
};
