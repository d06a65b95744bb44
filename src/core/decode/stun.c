/* STUN responses (RFC 8489 5 and 14). */
#include "field.h"

enum { HEADER = 20, SUCCESS = 0x0101, ERROR = 0x0111, SOFTWARE = 0x8022, ERROR_CODE = 0x0009 };

static const struct bs_code attributes[] = {
    {0x0001, "MAPPED-ADDRESS", "the address the scanner was seen from"},
    {ERROR_CODE, "ERROR-CODE", NULL},
    {0x0014, "REALM", "whose server it is"},
    {0x0015, "NONCE", NULL},
    {0x0020, "XOR-MAPPED-ADDRESS", "the address the scanner was seen from, masked"},
    {SOFTWARE, "SOFTWARE", "the server's own name"},
    {0x8023, "ALTERNATE-SERVER", NULL},
    {0x8028, "FINGERPRINT", "a checksum"},
    {0x802b, "RESPONSE-ORIGIN", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < HEADER || (bs_be16(b, 0) != SUCCESS && bs_be16(b, 0) != ERROR) ||
        bs_be16(b, 2) % 4 != 0 || bs_be32(b, 4) != 0x2112a442)
        return BS_NOT;
    return BS_PROVEN;
}

/* "Coturn-4.6.1 'Gorst'": product up to the first dash or blank, then the version. */
static void name_product(struct bs_decoded *d, bs_bytes software)
{
    size_t cut = 0;
    while (cut < software.n && software.p[cut] != '-' && software.p[cut] != ' ')
        cut++;
    bs_bytes version = bs_bytes_sub(software, cut + 1, SIZE_MAX);
    size_t end = 0;
    while (end < version.n && version.p[end] != ' ')
        end++;
    bs_product(d, bs_bytes_sub(software, 0, cut), bs_bytes_sub(version, 0, end));
}

static void attribute(struct bs_decoded *d, struct bs_cursor *c)
{
    uint64_t type, length;
    struct bs_cursor value;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_be(c, 2, &type) || !bs_cur_be(c, 2, &length))
        return;
    bool whole = bs_cur_sub(c, length, &value);
    const struct bs_code *a = BS_CODE(attributes, type);
    const struct bs_mark mark = {a->name, "RFC 8489 14", at, 4 + length};
    if (type == SOFTWARE || type == 0x0014)
        bs_put_text(d, &mark, value.b, a->meaning);
    else
        bs_put_hex(d, &mark, value.b, a->meaning);
    if (!whole)
        bs_put_cut(d, a->name, at + 4, length, value.b.n);
    if (type == SOFTWARE)
        name_product(d, bs_trimmed(value.b));
    bs_cur_skip(c, (4 - length % 4) % 4);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0), body;
    uint64_t length = bs_be16(in->bytes, 2);
    bool error = bs_be16(in->bytes, 0) == ERROR;
    const char *kind = error ? "Binding Error Response" : "Binding Success Response";
    bs_put(d, BS_MARK("STUN message", "RFC 8489 5", 0, HEADER + length), NULL, "%s", kind);
    bs_open(d);
    bs_put(d, BS_MARK("Magic Cookie", "RFC 8489 5", 4, 4), "marks STUN", "0x2112a442");
    bs_put_hex(d, BS_MARK("Transaction ID", "RFC 8489 5", 8, 12), bs_bytes_sub(in->bytes, 8, 12),
               "copied from the request");
    bs_cur_skip(&c, HEADER);
    if (!bs_cur_sub(&c, length, &body))
        bs_put_cut(d, "Message Length", 2, length, body.b.n);
    while (bs_cur_left(&body) >= 4 && bs_budget(d))
        attribute(d, &body);
    bs_close(d);
    bs_summary(d, "STUN %s: a server that helps callers through address translation", kind);
}

const struct bs_decoder bs_decoder_stun = {
    .name = "stun",
    .title = "STUN",
    .standard = "RFC 8489",
    .drawn_by = "STUN binding request",
    .probe = probe,
    .decode = decode,
};
