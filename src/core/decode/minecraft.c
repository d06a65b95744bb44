/* Minecraft (Java edition): the answer to a server list ping, a kick at login, and the
 * kick that servers before 1.7 gave as their answer.  (wiki.vg, Server List Ping;
 * Protocol: Login.)
 *
 * Proven by the frame (lengths that agree) and the words of the JSON or of the legacy
 * list. */
#include "field.h"

enum { LEGACY = 0xff, JSON_MAX = 32767 };

/* VarInt: seven bits a byte, low first, at most five bytes. */
static bool read_varint(struct bs_cursor *c, uint32_t *out)
{
    uint32_t v = 0;
    uint8_t b;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        if (!bs_cur_u8(c, &b))
            return false;
        v |= (uint32_t)(b & 0x7f) << shift;
        if (!(b & 0x80)) {
            *out = v;
            return true;
        }
    }
    return false;
}

struct frame {
    uint32_t length, at_json, json;
    bs_bytes text;
};

/* Packet 0: a length, its number, a string with its length. */
static bool read_frame(bs_bytes b, struct frame *f)
{
    struct bs_cursor c = bs_cur(b, 0);
    uint32_t id;
    if (!read_varint(&c, &f->length) || f->length < 4 || f->length > JSON_MAX + 8)
        return false;
    size_t head = c.at;
    if (!read_varint(&c, &id) || id != 0 || !read_varint(&c, &f->json) ||
        f->json > JSON_MAX || c.at - head + f->json != f->length)
        return false;
    f->at_json = (uint32_t)c.at;
    f->text = bs_bytes_sub(b, c.at, f->json);
    return bs_at(f->text, 0) == '{' || bs_at(f->text, 0) == '"';
}

/* 0xff, the length in UTF-16 units, then big-endian UTF-16. */
static bool is_legacy(bs_bytes b)
{
    uint32_t units = bs_be16(b, 1);
    return bs_at(b, 0) == LEGACY && units >= 3 && units <= 256 && b.n == 3 + 2u * units &&
           bs_bytes_find(b, BS_BYTES("\0\xa7"), 3) != SIZE_MAX;
}

/* "§1" NUL protocol NUL version NUL words NUL players NUL places; older: words § players
 * § places */
static bool has_legacy_mark(bs_bytes b)
{
    return bs_be32(b, 3) == 0x00a70031 && bs_be16(b, 7) == 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    struct frame f;
    if (bs_at(b, 0) == LEGACY)
        return !is_legacy(b) ? BS_NOT : has_legacy_mark(b) ? BS_PROVEN : BS_LIKELY;
    if (b.n < 8 || !(b.p[1] == 0 || b.p[2] == 0 || b.p[3] == 0) || !read_frame(b, &f))
        return BS_NOT;
    if (bs_has(f.text, "\"version\"", 32767) && bs_has(f.text, "\"protocol\"", 32767))
        return BS_PROVEN;
    return bs_has(f.text, "\"translate\"", 200) || bs_has(f.text, "\"text\"", 200)
               ? BS_LIKELY
               : BS_NOT;
}

/* The text of "key": "value" behind `from`; the JSON of strangers is looked at, not
 * parsed. */
static bs_bytes value_of(bs_bytes json, const char *key, size_t from)
{
    size_t at = bs_bytes_find(json, bs_str_bytes(bs_str_z(key)), from);
    if (at == SIZE_MAX)
        return BS_BYTES("");
    at += strlen(key);
    while (bs_at(json, at) == ':' || bs_at(json, at) == ' ' || bs_at(json, at) == '"')
        at++;
    size_t end = at;
    while (end < json.n && end - at < 100 && json.p[end] != '"' && json.p[end] != ',' &&
           json.p[end] != '}')
        end++;
    return bs_bytes_sub(json, at, end - at);
}

static void put_value(struct bs_decoded *d, const struct frame *f, const char *name,
                      bs_bytes v)
{
    if (v.n)
        bs_put_text(
            d, BS_MARK(name, "Server List Ping", f->at_json + (v.p - f->text.p), v.n), v,
            NULL);
}

static void decode_status(const struct frame *f, struct bs_decoded *d)
{
    bs_put_text(d, BS_MARK("JSON", "Server List Ping", f->at_json, f->json), f->text,
                NULL);
    size_t v = bs_bytes_find(f->text, BS_BYTES("\"version\""), 0);
    if (v == SIZE_MAX) {
        d->flags |= BS_DEC_CHECKED;
        bs_summary(d, "Minecraft server turned the caller away: %s",
                   bs_quote(d, f->text, 100));
        return;
    }
    bs_bytes name = value_of(f->text, "\"name\"", v),
             max = value_of(f->text, "\"max\"", 0),
             online = value_of(f->text, "\"online\"", 0);
    bs_open(d);
    put_value(d, f, "version.name", name);
    put_value(d, f, "version.protocol", value_of(f->text, "\"protocol\"", v));
    put_value(d, f, "players.online", online);
    put_value(d, f, "players.max", max);
    bs_close(d);
    d->flags |= BS_DEC_OPEN;
    bs_product(d, BS_BYTES("Minecraft"), name);
    bs_summary(d, "Minecraft server %s, %s of %s players", bs_quote(d, name, 40),
               bs_quote(d, online, 12), bs_quote(d, max, 12));
}

/* UTF-16 to bytes, for names and numbers: what is not Latin becomes '?'. */
static bs_bytes narrow(bs_bytes wide, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < wide.n && n < size; i += 2)
        out[n++] = wide.p[i] || wide.p[i + 1] > 0x7e ? '?' : (char)wide.p[i + 1];
    return (bs_bytes){(const uint8_t *)out, n};
}

static void decode_legacy(bs_bytes b, struct bs_decoded *d)
{
    static const char *const names[] = {
        "marker", "protocol", "version", "message of the day", "players", "places"};
    char text[256];
    bs_bytes wide = bs_bytes_sub(b, 3, SIZE_MAX);
    bs_put(d, BS_MARK("kick", "Server List Ping, 1.6", 0, b.n), NULL, "%u characters",
           bs_be16(b, 1));
    bs_open(d);
    size_t from = 0, part = 0;
    bs_bytes version = BS_BYTES("");
    for (size_t i = 0; i <= wide.n && part < BS_COUNT(names) && bs_budget(d); i += 2) {
        if (i + 1 < wide.n && bs_be16(wide, i) != 0)
            continue;
        bs_bytes v = narrow(bs_bytes_sub(wide, from, i - from), text, sizeof text);
        const char *name = has_legacy_mark(b) ? names[part] : "message";
        bs_put_text(d, BS_MARK(name, "Server List Ping, 1.6", 3 + from, i - from), v,
                    NULL);
        if (part == 2)
            version = bs_arena_bytes(d->arena, v);
        if (part == 0 && !has_legacy_mark(b))
            bs_summary(d, "Minecraft server before 1.4: %s", bs_quote(d, v, 100));
        from = i + 2;
        part++;
    }
    bs_close(d);
    bs_product(d, BS_BYTES("Minecraft"), version);
    if (has_legacy_mark(b))
        bs_summary(d, "Minecraft server %s", bs_quote(d, version, 40));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct frame f;
    if (bs_at(in->bytes, 0) == LEGACY) {
        decode_legacy(in->bytes, d);
        return;
    }
    if (!read_frame(in->bytes, &f))
        return;
    bs_put(d,
           BS_MARK("packet", "Protocol, packet format", 0, f.at_json + (uint64_t)f.json),
           NULL, "%u bytes, number 0", f.length);
    bs_open(d);
    if (f.text.n < f.json)
        bs_put_cut(d, "the JSON", f.at_json, f.json, f.text.n);
    decode_status(&f, d);
    bs_close(d);
}

const struct bs_decoder bs_decoder_minecraft = {
    .name = "minecraft",
    .title = "Minecraft",
    .standard = "Minecraft protocol, Server List Ping",
    .drawn_by = "Minecraft server list ping",
    .probe = probe,
    .decode = decode,
};
