/* NATS: the INFO line a server opens with. */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "INFO {"))
        return BS_NOT;
    return bs_has(b, "\"server_id\"", 64) ? BS_PROVEN : BS_WEAK;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "message", "NATS INFO", NULL, 0, 20);
    static const char key[] = "\"version\":\"";
    size_t at = bs_bytes_find(first, bs_str_bytes(bs_str_z(key)), 0);
    bs_bytes version =
        at == SIZE_MAX ? BS_BYTES("") : bs_version_after(first, at + sizeof key - 1, 1);
    bs_product(d, BS_BYTES("NATS"), version);
    bool login = bs_has(first, "\"auth_required\":true", 4096);
    d->flags |= login ? BS_DEC_CHECKED : 0;
    bs_summary(d, "NATS server %s%s", bs_quote(d, version, 20),
               login ? ", asks for a login" : "");
}

const struct bs_decoder bs_decoder_nats = {
    .name = "nats",
    .title = "NATS messaging",
    .standard = "NATS client protocol",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
