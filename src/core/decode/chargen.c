/* Character generator (RFC 864): lines of 72 printable characters, each begun one further along the ring of 95. */
#include "field.h"

enum { LINE = 72, SURE = 60, FIRST = 0x20, RING = 95 };

static bool is_line(bs_bytes b, size_t at, size_t n, int from)
{
    for (size_t i = 0; i < n; i++)
        if (b.p[at + i] != FIRST + (from - FIRST + (int)i) % RING)
            return false;
    return true;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < LINE || b.p[0] < FIRST || b.p[0] >= FIRST + RING || !is_line(b, 0, SURE, b.p[0]))
        return BS_NOT; /* Twisted's ring lacks some */
    size_t next = LINE;
    while (next < b.n && (b.p[next] == '\r' || b.p[next] == '\n'))
        next++;
    if (next + LINE > b.n)
        return BS_LIKELY;
    return is_line(b, next, LINE, FIRST + (b.p[0] - FIRST + 1) % RING) ? BS_PROVEN : BS_LIKELY;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_put(d, BS_MARK("ramp", "RFC 864", 0, LINE), "the ring of printable characters", "%d characters", LINE);
    bs_put(d, BS_MARK("rest", "RFC 864", LINE, in->bytes.n - LINE), NULL, "%zu bytes", in->bytes.n - LINE);
    bs_summary(d, "character generator: sends without being asked");
}

const struct bs_decoder bs_decoder_chargen = {
    .name = "chargen",
    .title = "Character generator",
    .standard = "RFC 864",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
