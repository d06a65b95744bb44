/* The value inspector: what the bytes at one place could mean. */
#include "bannerscope/bytes.h"

#include <math.h>
#include <stdio.h>

#include "bannerscope/record.h"

struct look {
    bs_bytes b;   /* from the place on */
    size_t until; /* bytes up to where a length would have to end */
    struct bs_value *out;
    size_t n;
};

static void say(struct look *l, const char *name, const char *fmt, ...) BS_PRINTF(3, 4);
static void say(struct look *l, const char *name, const char *fmt, ...)
{
    va_list ap;
    if (l->n == BS_VALUES_MAX)
        return;
    struct bs_value *v = &l->out[l->n++];
    v->name = name;
    va_start(ap, fmt);
    vsnprintf(v->text, sizeof v->text, fmt, ap);
    va_end(ap);
}

static uint64_t number(bs_bytes b, size_t n, bool big)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | b.p[big ? i : n - 1 - i];
    return v;
}

static int64_t as_signed(uint64_t v, size_t n)
{
    if (n < 8 && v >> (8 * n - 1))
        v |= UINT64_MAX << (8 * n);
    int64_t s;
    memcpy(&s, &v, sizeof s);
    return s;
}

/* -- numbers ------------------------------------------------------------------ */

static void byte(struct look *l)
{
    uint8_t c = l->b.p[0];
    char bits[9];
    for (int i = 0; i < 8; i++)
        bits[i] = c >> (7 - i) & 1 ? '1' : '0';
    bits[8] = '\0';
    if (c >= 0x80)
        say(l, "u8", "%u  i8 %d  0x%02x  octal %03o  bits %s", c, (int)(int8_t)c, c, c,
            bits);
    else
        say(l, "u8", "%u  0x%02x  octal %03o  bits %s", c, c, c, bits);
}

static void integers(struct look *l)
{
    static const struct {
        size_t n;
        bool big;
        const char *name;
    } kinds[] = {
        {2, true,  "u16 BE"},
        {2, false, "u16 LE"},
        {3, true,  "u24 BE"},
        {4, true,  "u32 BE"},
        {4, false, "u32 LE"},
        {8, true,  "u64 BE"},
        {8, false, "u64 LE"},
    };
    for (size_t i = 0; i < BS_COUNT(kinds); i++) {
        if (l->b.n < kinds[i].n)
            continue;
        uint64_t v = number(l->b, kinds[i].n, kinds[i].big);
        int64_t s = as_signed(v, kinds[i].n);
        if (s < 0)
            say(l, kinds[i].name, "%llu  signed %lld", (unsigned long long)v,
                (long long)s);
        else
            say(l, kinds[i].name, "%llu", (unsigned long long)v);
    }
}

static bool sensible(double d)
{
    return isfinite(d) && (d == 0 || (fabs(d) >= 1e-6 && fabs(d) <= 1e12));
}

static void floats(struct look *l)
{
    for (int big = 1; big >= 0; big--) {
        if (l->b.n >= 4) {
            uint32_t v = (uint32_t)number(l->b, 4, big);
            float f;
            memcpy(&f, &v, sizeof f);
            if (v && sensible((double)f))
                say(l, big ? "f32 BE" : "f32 LE", "%.7g", (double)f);
        }
        if (l->b.n >= 8) {
            uint64_t v = number(l->b, 8, big);
            double d;
            memcpy(&d, &v, sizeof d);
            if (v && sensible(d))
                say(l, big ? "f64 BE" : "f64 LE", "%.15g", d);
        }
    }
}

/* -- times -------------------------------------------------------------------- */

enum { TIME_FROM = 631152000 }; /* 1990-01-01; up to 2100-01-01 */
static const int64_t time_until = 4102444800;

static void time_is(struct look *l, const char *name, uint64_t seconds, int64_t shift)
{
    char text[32];
    if (seconds > (uint64_t)INT64_MAX / 2)
        return;
    int64_t s = (int64_t)seconds - shift;
    if (s < TIME_FROM || s >= time_until)
        return;
    bs_time_format(s * 1000000, text);
    say(l, name, "%s", text);
}

static void times(struct look *l)
{
    const int64_t since_1900 = 2208988800, since_1601 = 11644473600;
    for (int big = 1; big >= 0; big--) {
        if (l->b.n >= 4)
            time_is(l, big ? "Unix 32 BE" : "Unix 32 LE", number(l->b, 4, big), 0);
        if (l->b.n >= 8) {
            uint64_t v = number(l->b, 8, big);
            time_is(l, big ? "Unix 64 BE" : "Unix 64 LE", v, 0);
            time_is(l, big ? "Unix ms BE" : "Unix ms LE", v / 1000, 0);
            time_is(l, big ? "FILETIME BE" : "FILETIME LE", v / 10000000, since_1601);
        }
    }
    if (l->b.n >= 4) /* RFC 5905: seconds since 1900 before the point, era 0 */
        time_is(l, l->b.n >= 8 ? "NTP time" : "NTP seconds", number(l->b, 4, true),
                since_1900);
}

/* -- addresses ---------------------------------------------------------------- */

static void addresses(struct look *l)
{
    const uint8_t *p = l->b.p;
    if (l->b.n >= 4)
        say(l, "IPv4", "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
    if (l->b.n >= 6)
        say(l, "MAC", "%02x:%02x:%02x:%02x:%02x:%02x%s", p[0], p[1], p[2], p[3], p[4],
            p[5], p[0] & 1 ? " (group)" : "");
    if (l->b.n >= 16) {
        struct bs_addr a;
        char text[46];
        memcpy(a.b, p, 16);
        if (!bs_addr_is_v4(&a)) {
            bs_addr_format(&a, text);
            say(l, "IPv6", "%s", text);
        }
    }
}

/* -- codes -------------------------------------------------------------------- */

/* X.690 8.1.2 and 8.1.3; the length may be absent. */
static void ber(struct look *l)
{
    static const char *const classes[] = {"universal", "application", "context",
                                          "private"};
    static const char *const universal[31] = {[1] = "BOOLEAN",
                                              [2] = "INTEGER",
                                              [3] = "BIT STRING",
                                              [4] = "OCTET STRING",
                                              [5] = "NULL",
                                              [6] = "OBJECT ID",
                                              [10] = "ENUMERATED",
                                              [12] = "UTF8String",
                                              [16] = "SEQUENCE",
                                              [17] = "SET",
                                              [19] = "PrintableString",
                                              [22] = "IA5String",
                                              [23] = "UTCTime",
                                              [24] = "GeneralizedTime"};
    uint8_t tag = l->b.p[0], low = tag & 31;
    char length[64] = "";
    if (low == 31 || (tag & 0xdf) == 0) /* a long tag; a reserved one */
        return;
    if (l->b.n >= 2) {
        uint8_t first = l->b.p[1];
        size_t more = first < 0x80 ? 0 : (size_t)first & 0x7f;
        if (more <= 8 && l->b.n >= 2 + more && first != 0x80) {
            uint64_t v = more ? number(bs_bytes_sub(l->b, 2, more), more, true) : first;
            snprintf(length, sizeof length, ", length %llu%s", (unsigned long long)v,
                     v == l->until - 2 - more && l->until >= 2 + more
                         ? " = bytes that follow"
                         : "");
        }
    }
    const char *name = tag >> 6 == 0 && universal[low] ? universal[low] : NULL;
    if (name)
        say(l, "BER tag", "%s%s%s", name, tag & 0x20 ? ", constructed" : "", length);
    else
        say(l, "BER tag", "%s %u%s%s", classes[tag >> 6], low,
            tag & 0x20 ? ", constructed" : "", length);
}

static void character(struct look *l)
{
    static const char *const control[33] = {
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS",  "HT",  "LF",
        "VT",  "FF",  "CR",  "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
        "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US",  "SP"};
    uint8_t c = l->b.p[0];
    uint32_t cp;
    if (c <= 0x20)
        say(l, "ASCII", "%s", control[c]);
    else if (c == 0x7f)
        say(l, "ASCII", "DEL");
    else if (c < 0x80)
        say(l, "ASCII", "'%c'", c);
    else if (bs_utf8_next(l->b, &cp))
        say(l, "UTF-8", "U+%04X, %zu bytes", cp, bs_utf8_next(l->b, &cp));
    else
        say(l, "UTF-8", "no: 0x%02x does not begin a character", c);
}

/* -- does a length stand here? ------------------------------------------------ */

static void lengths(struct look *l)
{
    static const struct {
        size_t n;
        bool big;
        const char *name;
    } kinds[] = {
        {1, true,  "u8"   },
        {2, true,  "u16be"},
        {2, false, "u16le"},
        {3, true,  "u24be"},
        {4, true,  "u32be"},
        {4, false, "u32le"},
    };
    for (size_t i = 0; i < BS_COUNT(kinds); i++) {
        size_t n = kinds[i].n;
        if (l->b.n < n || l->until < n)
            continue;
        uint64_t v = number(l->b, n, kinds[i].big);
        if (v == 0 || (v != l->until - n && v != l->until))
            continue;
        say(l, "length?", "%s here = %llu = bytes that follow%s", kinds[i].name,
            (unsigned long long)v, v == l->until ? ", itself included" : "");
    }
}

size_t bs_inspect(bs_bytes b, size_t at, size_t until, struct bs_value out[BS_VALUES_MAX])
{
    if (at >= b.n)
        return 0;
    if (until <= at || until > b.n)
        until = b.n;
    struct look l = {bs_bytes_sub(b, at, b.n), until - at, out, 0};
    byte(&l);
    character(&l);
    lengths(&l);
    integers(&l);
    ber(&l);
    addresses(&l);
    times(&l);
    floats(&l);
    return l.n;
}
