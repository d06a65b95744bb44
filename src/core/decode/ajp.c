/* Apache JServ Protocol answers (AJPv13 Protocol Reference, Packet Structure and Response
 * Packets). The letters AB with a length and a packet type whose own lengths hold prove
 * it. */
#include "field.h"

enum { BODY_CHUNK = 3, HEADERS = 4, END = 5, GET_BODY = 6, CPONG = 9, CPING = 10 };

static const struct bs_code types[] = {
    {BODY_CHUNK, "SEND_BODY_CHUNK", "a piece of the page"           },
    {HEADERS,    "SEND_HEADERS",    "status and headers of the page"},
    {END,        "END_RESPONSE",    "the answer ends"               },
    {GET_BODY,   "GET_BODY_CHUNK",  "asks for more of the request"  },
    {CPONG,      "CPONG",           "the server is there"           },
};
static const struct bs_code names[] = {
    {0xa001, "Content-Type",     NULL},
    {0xa002, "Content-Language", NULL},
    {0xa003, "Content-Length",   NULL},
    {0xa004, "Date",             NULL},
    {0xa005, "Last-Modified",    NULL},
    {0xa006, "Location",         NULL},
    {0xa007, "Set-Cookie",       NULL},
    {0xa008, "Set-Cookie2",      NULL},
    {0xa009, "Servlet-Engine",   NULL},
    {0xa00a, "Status",           NULL},
    {0xa00b, "WWW-Authenticate", NULL},
};

static bool is_request(bs_bytes b)
{
    return bs_be16(b, 0) == 0x1234 && b.n >= 5 && bs_be16(b, 2) == b.n - 4 &&
           (b.p[4] == 2 || b.p[4] == CPING);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (is_request(b))
        return b.p[4] == CPING && b.n == 5 ? BS_PROVEN : BS_LIKELY;
    if (b.n < 5 || b.p[0] != 'A' || b.p[1] != 'B')
        return BS_NOT;
    uint32_t length = bs_be16(b, 2);
    switch (b.p[4]) {
    case CPONG:
        return length == 1 ? BS_PROVEN : BS_NOT;
    case HEADERS: /* status, then the reason with its length and NUL */
        return length > 8 && bs_be16(b, 5) >= 100 && bs_be16(b, 5) < 600 &&
                       bs_at(b, 9 + bs_be16(b, 7)) == 0
                   ? BS_PROVEN
                   : BS_NOT;
    case END:
        return length == 2 ? BS_LIKELY : BS_NOT;
    case GET_BODY:
        return length == 3 ? BS_LIKELY : BS_NOT;
    default:
        return BS_NOT;
    }
}

/* A length, that many bytes, a NUL. */
static bool read_string(struct bs_cursor *c, bs_bytes *out)
{
    uint64_t n;
    struct bs_cursor k = *c;
    if (!bs_cur_be(&k, 2, &n) || !bs_cur_take(&k, n, out) || !bs_cur_skip(&k, 1))
        return false;
    *c = k;
    return true;
}

static void put_header(struct bs_cursor *c, struct bs_decoded *d)
{
    uint32_t at = bs_cur_pos(c);
    bs_bytes name = BS_BYTES(""), value;
    uint64_t code = 0;
    const struct bs_code *known = NULL;
    if (bs_cur_peek(c, 0) == 0xa0) {
        bs_cur_be(c, 2, &code);
        known = BS_CODE(names, code);
    } else if (!read_string(c, &name)) {
        bs_cur_skip(c, bs_cur_left(c));
        return;
    }
    if (!read_string(c, &value)) {
        bs_cur_skip(c, bs_cur_left(c));
        return;
    }
    uint32_t length = bs_cur_pos(c) - at;
    if (known)
        bs_put_text(d, BS_MARK(known->name, "AJPv13 Response Packets", at, length), value,
                    NULL);
    else
        bs_put_text(d, BS_MARK("header", "AJPv13 Response Packets", at, length), value,
                    bs_quote(d, name, 40));
}

static void read_headers(struct bs_cursor *c, struct bs_decoded *d, bool first)
{
    uint64_t status, count;
    bs_bytes reason;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_be(c, 2, &status) || !read_string(c, &reason))
        return;
    bs_put(d, BS_MARK("status", "AJPv13 Response Packets", at, 2), NULL, "%u",
           (unsigned)status);
    bs_put_text(d, BS_MARK("reason", "AJPv13 Response Packets", at + 2, reason.n + 3),
                reason, NULL);
    if (first)
        bs_summary(d, "AJP, a web application server's back door: status %u %s",
                   (unsigned)status, bs_quote(d, reason, 60));
    if (!bs_cur_be(c, 2, &count))
        return;
    for (uint64_t i = 0; i < count && bs_budget(d) && bs_cur_left(c); i++)
        put_header(c, d);
}

static void read_packet(struct bs_cursor *c, struct bs_decoded *d, bool first)
{
    uint8_t type;
    if (!bs_cur_u8(c, &type))
        return;
    if (type == HEADERS)
        read_headers(c, d, first);
    else if (bs_cur_left(c))
        bs_put_hex(
            d, BS_MARK("data", "AJPv13 Response Packets", bs_cur_pos(c), bs_cur_left(c)),
            bs_cur_rest(c), NULL);
    if (first && type != HEADERS)
        bs_summary(d, "AJP, a web application server's back door: %s",
                   BS_CODE(types, type)->name);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0), body;
    bs_bytes head;
    if (is_request(in->bytes)) {
        bs_put_hex(d, BS_MARK("request", "AJPv13 Packet Structure", 0, in->bytes.n),
                   in->bytes, "what web servers send, not answers");
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("AJP request, which came back");
        bs_summary(d, "Echo: an AJP request came back");
        return;
    }
    for (unsigned n = 0; n < 50 && bs_budget(d) && bs_cur_left(&c) >= 4; n++) {
        uint32_t at = bs_cur_pos(&c);
        if (bs_cur_peek(&c, 0) != 'A' || bs_cur_peek(&c, 1) != 'B')
            break;
        bs_cur_take(&c, 4, &head);
        uint32_t length = bs_be16(head, 2);
        bool whole = bs_cur_sub(&c, length, &body);
        const struct bs_code *t = BS_CODE(types, (uint64_t)(unsigned)bs_at(body.b, 0));
        bs_put(d, BS_MARK(t->name, "AJPv13 Packet Structure", at, 4 + (uint64_t)length),
               t->meaning, "%u bytes", length);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, "the packet", body.base, length, body.b.n);
        read_packet(&body, d, n == 0);
        bs_close(d);
    }
    d->flags |= BS_DEC_OPEN;
}

const struct bs_decoder bs_decoder_ajp = {
    .name = "ajp",
    .title = "Apache JServ Protocol",
    .standard = "AJPv13",
    .drawn_by = "AJP CPing or forwarded request",
    .probe = probe,
    .decode = decode,
};
