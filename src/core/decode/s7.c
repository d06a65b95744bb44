/* Siemens S7 controllers: S7comm inside ISO-on-TCP data, as it stands in captures (the protocol
 * has no public standard); the connection before it is rdp.c's. */
#include "field.h"

enum { AT = 7, PROTOCOL = 0x32, JOB = 1, ACK = 2, ACK_DATA = 3, USERDATA = 7, ITEMS_MAX = 32 };
enum { SZL_MODULE = 0x0011, SZL_COMPONENT = 0x001c };

static const struct bs_code types[] = {
    {JOB,      "Job",      "a request: controllers do not send it"},
    {ACK,      "Ack",      NULL                                   },
    {ACK_DATA, "Ack_Data", NULL                                   },
    {USERDATA, "Userdata", NULL                                   },
};
static const struct bs_code components[] = {
    {1, "name of the automation system", NULL}, {2, "name of the module", NULL},
    {3, "plant identification", NULL},          {4, "copyright", NULL},
    {5, "serial number of the module", NULL},   {7, "module type name", NULL},
    {8, "serial number of the memory card", NULL},
};

static size_t head_of(bs_bytes s)
{
    int type = bs_at(s, 1);
    return type == ACK || type == ACK_DATA ? 12 : 10; /* acknowledgements carry an error */
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes, s = bs_bytes_sub(b, AT, SIZE_MAX);
    if (bs_be16(b, 0) != 0x0300 || s.n < 10 || bs_be16(b, 4) != 0x02f0 || bs_at(s, 0) != PROTOCOL)
        return BS_NOT;
    uint32_t whole = AT + (uint32_t)head_of(s) + bs_be16(s, 6) + bs_be16(s, 8);
    if (strcmp(BS_CODE(types, s.p[1])->name, "unknown") == 0 || bs_be16(s, 2) != 0 ||
        whole != bs_be16(b, 2))
        return BS_NOT;
    return b.n >= whole ? BS_PROVEN : BS_LIKELY;
}

static bs_bytes text_of(bs_bytes v)
{
    const uint8_t *end = v.n ? memchr(v.p, 0, v.n) : NULL;
    return bs_trimmed(bs_bytes_sub(v, 0, end ? (size_t)(end - v.p) : v.n));
}

/* The answer to the system status list the scanners read. */
static void read_szl(bs_bytes b, size_t at, struct bs_decoded *d)
{
    uint32_t id = bs_be16(b, at + 4), each = bs_be16(b, at + 8), count = bs_be16(b, at + 10);
    bs_bytes module = BS_BYTES("");
    if (bs_at(b, at) != 0xff || (id != SZL_MODULE && id != SZL_COMPONENT) || each < 4)
        return;
    bs_put(d, BS_MARK("SZL-ID", "S7comm SZL", at + 4, 2), NULL, "0x%04x, %u parts", id, count);
    bs_open(d);
    d->probe = BS_STR("S7comm read of the system status list");
    at += 12;
    for (uint32_t i = 0; i < count && i < ITEMS_MAX && bs_budget(d) && at + 4 <= b.n; i++) {
        uint32_t index = bs_be16(b, at);
        bs_bytes v = text_of(bs_bytes_sub(b, at + 2, id == SZL_MODULE ? 20 : each - 2));
        const char *name = id == SZL_MODULE ? "order number" : BS_CODE(components, index)->name;
        bs_put_text(d, BS_MARK(name, "S7comm SZL", at + 2, v.n), v, NULL);
        if (!module.n && (id == SZL_MODULE || index == 7))
            module = v;
        at += each;
    }
    bs_close(d);
    bs_product(d, module, BS_BYTES(""));
    bs_summary(d, "Siemens S7 controller %s", bs_quote(d, module, 60));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes, s = bs_bytes_sub(b, AT, SIZE_MAX);
    const struct bs_code *row = BS_CODE(types, s.p[1]);
    size_t head = head_of(s);
    uint32_t parameters = bs_be16(s, 6), data = bs_be16(s, 8);
    bs_put(d, BS_MARK("TPKT", "RFC 1006 6", 0, bs_be16(b, 2)), NULL, "version 3, %u bytes",
           bs_be16(b, 2));
    bs_open(d);
    bs_put(d, BS_MARK("X.224 Data", "X.224 13.7", 4, 3), NULL, "TPDU 0xf0");
    bs_put(d, BS_MARK("S7comm header", "S7comm", AT, head), row->meaning,
           "%s (%d), reference %u, %u + %u bytes", row->name, s.p[1], bs_be16(s, 4), parameters,
           data);
    if (head == 12 && s.n >= head)
        bs_put(d, BS_MARK("error", "S7comm", AT + 10, 2),
               bs_be16(s, 10) ? "the request was refused" : "no error", "class %d, code %d",
               s.p[10], s.p[11]);
    bs_summary(d, "Siemens S7 controller: S7comm %s", row->name);
    d->probe = BS_STR("S7comm setup of the communication");
    if (s.p[1] == USERDATA)
        read_szl(b, AT + head + parameters, d);
    bs_close(d);
    if (s.p[1] == JOB) {
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: an S7comm request came back");
    }
}

const struct bs_decoder bs_decoder_s7 = {
    .name = "s7",
    .title = "Siemens S7comm",
    .standard = "RFC 1006, X.224, S7comm as observed",
    .drawn_by = "S7comm setup of the communication",
    .probe = probe,
    .decode = decode,
};
