/* AMQP 0-9-1 and 1.0 brokers (AMQP 0-9-1 4.2.2). */
#include "field.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_begins(b, "AMQP"))
        return b.n >= 8 && b.p[4] <= 3 ? BS_PROVEN : BS_NOT;
    /* Connection.Start: method frame, channel 0, class 10, method 10, version 0-9. */
    return b.n >= 13 && b.p[0] == 1 && bs_be16(b, 1) == 0 && bs_be32(b, 7) == 0x000a000a &&
                   b.p[11] == 0
               ? BS_PROVEN
               : BS_NOT;
}

static bs_bytes table_value(bs_bytes b, const char *key)
{
    size_t n = strlen(key), at = bs_bytes_find(b, bs_str_bytes(bs_str_z(key)), 0);
    if (at == SIZE_MAX || bs_at(b, at + n) != 'S')
        return BS_BYTES("");
    return bs_bytes_sub(b, at + n + 5, bs_be32(b, at + n + 1));
}

static void put_value(struct bs_decoded *d, bs_bytes b, const char *name, bs_bytes v)
{
    if (v.n)
        bs_put_text(d, BS_MARK(name, "AMQP 0-9-1 1.4.2.1", v.p - b.p, v.n), v, NULL);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    if (bs_begins(b, "AMQP")) {
        bs_put(d, BS_MARK("protocol header", "AMQP 0-9-1 4.2.2", 0, 8),
               "the version the broker speaks", "AMQP %d-%d-%d", b.p[5], b.p[6], b.p[7]);
        d->probe = BS_STR("anything: a broker names its version to all unknown bytes");
        bs_summary(d, "AMQP broker refused the greeting, speaks %d-%d-%d", b.p[5], b.p[6], b.p[7]);
        return;
    }
    uint64_t length = bs_be32(b, 3);
    bs_put(d, BS_MARK("Connection.Start", "AMQP 0-9-1 1.4.2.1", 0, length + 8), NULL,
           "version %d-%d", b.p[11], b.p[12]);
    bs_bytes product = table_value(b, "\x07product"), version = table_value(b, "\x07version");
    bs_open(d);
    if (length + 8 > b.n)
        bs_put_cut(d, "the frame", 7, length + 1, b.n - 7);
    put_value(d, b, "product", product);
    put_value(d, b, "version", version);
    put_value(d, b, "platform", table_value(b, "\x08platform"));
    put_value(d, b, "cluster_name", table_value(b, "\x0c" "cluster_name"));
    bs_close(d);
    bs_product(d, product, version);
    bs_summary(d, "AMQP broker %s %s", bs_quote(d, product, 40), bs_quote(d, version, 20));
}

const struct bs_decoder bs_decoder_amqp = {
    .name = "amqp",
    .title = "AMQP",
    .standard = "AMQP 0-9-1",
    .drawn_by = "AMQP protocol header",
    .probe = probe,
    .decode = decode,
};
