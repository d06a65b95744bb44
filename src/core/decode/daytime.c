/* Daytime (RFC 867): one line with date and time, in any form.  Only a likely reading: any service may print its
 * clock. */
#include "field.h"

enum { LINE_LEAST = 16, LINE_MOST = 80 };

static bool has_month(bs_bytes b)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (size_t i = 0; i < BS_COUNT(months); i++)
        if (bs_has(b, months[i], LINE_MOST))
            return true;
    return false;
}

/* hh:mm:ss somewhere in it. */
static bool has_clock(bs_bytes b)
{
    for (size_t i = 0; i + 8 <= b.n; i++)
        if (bs_is_digit(b.p[i]) && bs_is_digit(b.p[i + 1]) && b.p[i + 2] == ':' && bs_is_digit(b.p[i + 3]) &&
            bs_is_digit(b.p[i + 4]) && b.p[i + 5] == ':' && bs_is_digit(b.p[i + 6]) && bs_is_digit(b.p[i + 7]))
            return true;
    return false;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = bs_trimmed(in->bytes);
    int digits = 0, letters = 0;
    if (in->bytes.n > LINE_MOST || b.n < LINE_LEAST || !bs_is_text(b) ||
        bs_bytes_find(b, BS_BYTES("\n"), 0) != SIZE_MAX || !has_clock(b))
        return BS_NOT;
    for (size_t i = 0; i < b.n; i++) {
        digits += bs_is_digit(b.p[i]);
        letters += (b.p[i] | 0x20) >= 'a' && (b.p[i] | 0x20) <= 'z';
    }
    /* Little but the date: names of day, month and zone. */
    bool date_only = letters <= 12 && digits >= 9;
    return date_only && (has_month(b) || letters <= 4 || digits >= 18) ? BS_LIKELY : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes line = bs_trimmed(in->bytes);
    bs_put_text(d, BS_MARK("date and time", "RFC 867", line.p - in->bytes.p, line.n), line, "the server's clock");
    bs_summary(d, "date and time: %s", bs_quote(d, line, LINE_MOST));
}

const struct bs_decoder bs_decoder_daytime = {
    .name = "daytime",
    .title = "Daytime",
    .standard = "RFC 867",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
