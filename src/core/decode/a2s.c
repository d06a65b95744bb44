/* Steam server queries (Valve Developer Community, Server queries).  Four bytes 0xff, the
 * letter of the answer, and strings that end where they should prove A2S_INFO; a
 * challenge is nine bytes, likely only. */
#include "field.h"

enum { CHALLENGE = 9 };

static const struct bs_code kinds[] = {
    {'I', "A2S_INFO answer",               "what the server plays, and who it is"},
    {'m', "A2S_INFO answer of GoldSource", "what the server plays, and who it is"},
    {'A', "S2C_CHALLENGE",                 "ask again with this number"          },
    {'D', "A2S_PLAYER answer",             "who plays"                           },
    {'E', "A2S_RULES answer",              "the server's settings"               },
    {'T', "A2S_INFO",                      "a query: servers do not send it"     },
    {'U', "A2S_PLAYER",                    "a query: servers do not send it"     },
    {'V', "A2S_RULES",                     "a query: servers do not send it"     },
};

static bool is_query(bs_bytes b)
{
    int kind = bs_at(b, 4);
    return (kind == 'T' &&
            bs_begins(bs_bytes_sub(b, 5, SIZE_MAX), "Source Engine Query")) ||
           ((kind == 'U' || kind == 'V') && b.n == CHALLENGE &&
            bs_be32(b, 5) == 0xffffffff);
}

/* Behind the head: how many of `count` strings with their NUL are there. */
static unsigned strings_in(bs_bytes b, size_t at, unsigned count)
{
    struct bs_cursor c = bs_cur(bs_bytes_sub(b, at, 600), 0);
    bs_bytes text;
    unsigned n = 0;
    while (n < count && bs_cur_zstr(&c, &text))
        n++;
    return n;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 7 || bs_be32(b, 0) != 0xffffffff)
        return BS_NOT;
    if (is_query(b))
        return BS_PROVEN;
    switch (b.p[4]) {
    case 'I':
        return b.p[5] < 0x40 && strings_in(b, 6, 4) == 4 ? BS_PROVEN : BS_NOT;
    case 'm':
        return strings_in(b, 5, 5) == 5 ? BS_PROVEN : BS_NOT;
    case 'A':
        return b.n == CHALLENGE ? BS_LIKELY : BS_NOT;
    case 'D':
    case 'E':
        return b.n > 12 && strings_in(b, 7, 1) ? BS_LIKELY : BS_NOT;
    default:
        return BS_NOT;
    }
}

static bs_bytes put_string(struct bs_cursor *c, struct bs_decoded *d, const char *name)
{
    uint32_t at = bs_cur_pos(c);
    bs_bytes text = BS_BYTES("");
    if (bs_cur_zstr(c, &text))
        bs_put_text(d, BS_MARK(name, "A2S_INFO", at, text.n + 1), text, NULL);
    return text;
}

static void put_number(struct bs_cursor *c, struct bs_decoded *d, const char *name,
                       size_t width, uint64_t *v)
{
    uint32_t at = bs_cur_pos(c);
    *v = 0;
    if (bs_cur_le(c, width, v))
        bs_put(d, BS_MARK(name, "A2S_INFO", at, width), NULL, "%u", (unsigned)*v);
}

static void read_info(struct bs_cursor *c, struct bs_decoded *d)
{
    uint64_t v, players, most;
    put_number(c, d, "Protocol", 1, &v);
    bs_bytes name = put_string(c, d, "Name");
    put_string(c, d, "Map");
    put_string(c, d, "Folder");
    bs_bytes game = put_string(c, d, "Game");
    put_number(c, d, "ID", 2, &v);
    put_number(c, d, "Players", 1, &players);
    put_number(c, d, "Max. Players", 1, &most);
    put_number(c, d, "Bots", 1, &v);
    put_number(c, d, "Server type", 1, &v);
    put_number(c, d, "Environment", 1, &v);
    put_number(c, d, "Visibility", 1, &v);
    put_number(c, d, "VAC", 1, &v);
    bs_bytes version = put_string(c, d, "Version");
    bs_product(d, game, version);
    bs_summary(d, "Game server \"%s\", %s, %u of %u players", bs_quote(d, name, 80),
               bs_quote(d, game, 60), (unsigned)players, (unsigned)most);
}

static void read_goldsource(struct bs_cursor *c, struct bs_decoded *d)
{
    put_string(c, d, "Address");
    bs_bytes name = put_string(c, d, "Name");
    put_string(c, d, "Map");
    put_string(c, d, "Folder");
    bs_bytes game = put_string(c, d, "Game");
    bs_product(d, game, BS_BYTES(""));
    bs_summary(d, "Game server \"%s\", %s", bs_quote(d, name, 80), bs_quote(d, game, 60));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0);
    const struct bs_code *k = BS_CODE(kinds, b.p[4]);
    bs_put(d, BS_MARK("header", "Server queries", 0, 4), "one packet, not split",
           "0xffffffff");
    bs_put(d, BS_MARK("kind", "Server queries", 4, 1), k->meaning, "%s ('%c')", k->name,
           b.p[4]);
    bs_cur_skip(&c, 5);
    bs_summary(d, "Game server: %s", k->name);
    if (is_query(b)) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("Steam server query, which came back");
        bs_summary(d, "Echo: a Steam server query came back");
        return;
    }
    bs_open(d);
    if (b.p[4] == 'I')
        read_info(&c, d);
    else if (b.p[4] == 'm')
        read_goldsource(&c, d);
    else
        bs_put_hex(d, BS_MARK("data", "Server queries", 5, b.n - 5), bs_cur_rest(&c),
                   NULL);
    bs_close(d);
    d->flags |= b.p[4] == 'A' ? 0 : BS_DEC_OPEN;
}

const struct bs_decoder bs_decoder_a2s = {
    .name = "a2s",
    .title = "Steam server query",
    .standard = "Valve Server queries",
    .drawn_by = "Steam A2S_INFO query",
    .probe = probe,
    .decode = decode,
};
