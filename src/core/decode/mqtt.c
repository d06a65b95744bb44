/* MQTT CONNACK (MQTT 3.1.1 section 3.2, 5.0 section 3.2). */
#include "field.h"

static const struct bs_code codes[] = {
    {0, "Connection Accepted", "no password was asked"},
    {1, "unacceptable protocol version", NULL},
    {2, "identifier rejected", NULL},
    {3, "Server unavailable", NULL},
    {4, "bad user name or password", NULL},
    {5, "not authorized", "it asks for a login"},
    {0x84, "Unsupported Protocol Version", NULL},
    {0x86, "Bad User Name or Password", NULL},
    {0x87, "Not authorized", "it asks for a login"},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) != 0x20 || b.n < 4 || b.p[2] > 1 || b.p[1] < 2 || b.p[1] > 127)
        return BS_NOT;
    if (strcmp(BS_CODE(codes, b.p[3])->name, "unknown") == 0 || (size_t)b.p[1] + 2 > b.n)
        return BS_NOT;
    /* Four bytes are little; a version 5 answer carries properties of matching size. */
    if (b.p[1] == 2)
        return b.n == 4 && b.p[3] <= 5 ? BS_LIKELY : BS_NOT;
    return bs_at(b, 4) == b.p[1] - 3 ? BS_LIKELY : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const struct bs_code *code = BS_CODE(codes, b.p[3]);
    bs_put(d, BS_MARK("CONNACK", "MQTT 3.2", 0, (uint64_t)b.p[1] + 2), NULL, "%d bytes", b.p[1]);
    bs_open(d);
    bs_put(d, BS_MARK("session present", "MQTT 3.2.2.1", 2, 1), NULL, "%d", b.p[2]);
    bs_put(d, BS_MARK("return code", "MQTT 3.2.2.3", 3, 1), code->meaning, "%s (%d)", code->name,
           b.p[3]);
    if (b.p[1] > 2)
        bs_put_hex(d, BS_MARK("properties", "MQTT 5.0 3.2.2.3", 4, b.p[1] - 2u),
                   bs_bytes_sub(b, 4, b.p[1] - 2u), NULL);
    bs_close(d);
    d->probe = BS_STR("MQTT CONNECT without a user");
    d->flags |= b.p[3] == 0 ? BS_DEC_OPEN : BS_DEC_CHECKED;
    bs_summary(d, "MQTT CONNACK: %s", code->name);
}

const struct bs_decoder bs_decoder_mqtt = {
    .name = "mqtt",
    .title = "MQTT",
    .standard = "MQTT 3.1.1, 5.0",
    .drawn_by = "MQTT CONNECT without a user",
    .probe = probe,
    .decode = decode,
};
