/* Niagara building controllers: the Fox protocol's greeting, as it stands in captures. */
#include "field.h"

enum { LINES_MAX = 40, VALUE_MAX = 120 };

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "fox a ") || !bs_has(b, " fox ", 40))
        return BS_NOT;
    return bs_has(b, "fox hello", 60) ? BS_PROVEN : BS_LIKELY;
}

/* "key=s:value": what stands behind the type. */
static bs_bytes value_of(bs_bytes line, const char *key)
{
    size_t n = strlen(key);
    bool is = bs_begins(line, key) && bs_at(line, n) == '=' && bs_at(line, n + 2) == ':';
    return is ? bs_bytes_sub(line, n + 3, VALUE_MAX) : BS_BYTES("");
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    static const char *const keys[] = {
        "fox.version",  "hostName",      "hostAddress", "app.name",  "app.version", "vm.name",
        "vm.version",   "os.name",       "os.version",  "station.name", "hostId",   "brandId",
        "vmUuid",       "timeZone",      "lang",
    };
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line, version = BS_BYTES(""), station = BS_BYTES(""), brand = BS_BYTES("");
    uint32_t at = 0;
    for (int i = 0; i < LINES_MAX && bs_budget(d) && bs_cur_line(&c, &line); i++) {
        if (i == 0)
            bs_put_text(d, BS_MARK("frame", "Niagara Fox", 0, line.n), line, NULL);
        for (size_t k = 0; k < BS_COUNT(keys); k++) {
            bs_bytes v = value_of(line, keys[k]);
            if (v.n)
                bs_put_text(d, BS_MARK(keys[k], "Niagara Fox", at + (v.p - line.p), v.n), v, NULL);
        }
        bs_bytes v = value_of(line, "app.version");
        version = v.n ? v : version;
        v = value_of(line, "station.name");
        station = v.n ? v : station;
        v = value_of(line, "brandId");
        brand = v.n ? v : brand;
        at = bs_cur_pos(&c);
    }
    bs_product(d, BS_BYTES("Niagara Fox"), version);
    bs_summary(d, "Niagara station %s %s %s", bs_quote(d, station, 60), bs_quote(d, version, 30),
               bs_quote(d, brand, 40));
}

const struct bs_decoder bs_decoder_fox = {
    .name = "fox",
    .title = "Niagara Fox",
    .standard = "Niagara Fox, as observed",
    .drawn_by = "Fox hello",
    .probe = probe,
    .decode = decode,
};
