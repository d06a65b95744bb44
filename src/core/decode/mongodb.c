/* MongoDB answers: OP_REPLY and OP_MSG with BSON inside (MongoDB wire protocol, bsonspec.org),
 * and what it tells web browsers. */
#include "field.h"

#include <stddef.h>

enum { HEADER = 16, OP_REPLY = 1, OP_MSG = 2013, REPLY_HEAD = 20, MSG_HEAD = 5 };
enum { DEPTH_MAX = 6, MESSAGE_MAX = 48000000 };

static const char web[] = "It looks like you are trying to access MongoDB over HTTP";

enum bson {
    BSON_DOUBLE = 0x01,
    BSON_STRING = 0x02,
    BSON_DOCUMENT = 0x03,
    BSON_ARRAY = 0x04,
    BSON_BINARY = 0x05,
    BSON_OBJECTID = 0x07,
    BSON_BOOL = 0x08,
    BSON_DATE = 0x09,
    BSON_NULL = 0x0a,
    BSON_INT32 = 0x10,
    BSON_TIMESTAMP = 0x11,
    BSON_INT64 = 0x12,
};

static size_t document_at(bs_bytes b)
{
    return HEADER + (bs_le32(b, 12) == OP_REPLY ? REPLY_HEAD : MSG_HEAD);
}

/* The first element: a known type and a printable name that ends. */
static bool is_document(bs_bytes b)
{
    int type = bs_at(b, 4);
    uint32_t length = bs_le32(b, 0);
    if (length < 12 || length > MESSAGE_MAX || type < 1 || type > BSON_INT64)
        return false;
    for (size_t i = 5; i < b.n && i < 69; i++) {
        if (b.p[i] == 0)
            return i > 5;
        if (b.p[i] < 0x20 || b.p[i] > 0x7e)
            return false;
    }
    return false;
}

static bool is_web(const struct bs_decode_in *in)
{
    return bs_has(in->bytes, web, 400);
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (is_web(in))
        return BS_PROVEN;
    uint32_t length = bs_le32(b, 0), op = bs_le32(b, 12);
    if (b.n < HEADER || (op != OP_REPLY && op != OP_MSG))
        return BS_NOT;
    size_t at = document_at(b);
    if (length < at + 12 || length > MESSAGE_MAX || (op == OP_MSG && bs_at(b, HEADER + 4) != 0))
        return BS_NOT;
    bs_bytes document = bs_bytes_sub(b, at, SIZE_MAX);
    if (!is_document(document) || bs_le32(document, 0) > length - at)
        return BS_NOT;
    return BS_PROVEN;
}

struct found {
    bs_bytes version, error, hosts;
    bool is_master, has_list;
};

static void note(struct found *f, bs_bytes name, bs_bytes text)
{
    static const struct {
        const char *name;
        size_t at;
    } wanted[] = {
        {"version", offsetof(struct found, version)},
        {"errmsg",  offsetof(struct found, error)  },
        {"$err",    offsetof(struct found, error)  },
        {"setName", offsetof(struct found, hosts)  },
    };
    for (size_t i = 0; i < BS_COUNT(wanted); i++)
        if (bs_str_eq(bs_bytes_str(name), bs_str_z(wanted[i].name))) {
            bs_bytes *slot = (bs_bytes *)((char *)f + wanted[i].at);
            if (!slot->n)
                *slot = text;
        }
}

static void put_string(struct bs_cursor *c, struct bs_decoded *d, const char *name, bs_bytes key,
                       struct found *f)
{
    uint64_t length;
    struct bs_cursor v;
    if (!bs_cur_le(c, 4, &length))
        return;
    uint32_t at = bs_cur_pos(c);
    bool whole = bs_cur_sub(c, length, &v);
    bs_bytes text = whole && v.b.n ? bs_bytes_sub(v.b, 0, v.b.n - 1) : v.b;
    bs_put_text(d, BS_MARK(name, "bsonspec 1.1 string", at, text.n), text, NULL);
    note(f, key, text);
    if (!whole)
        bs_put_cut(d, "a string", at, length, v.b.n);
}

/* Bytes of the values whose content is not shown in words. */
static bool plain_width(int type, size_t *width)
{
    static const struct {
        int type;
        size_t width;
    } widths[] = {
        {BSON_DOUBLE, 8}, {BSON_OBJECTID, 12}, {BSON_BOOL, 1},       {BSON_DATE, 8},
        {BSON_NULL, 0},   {BSON_INT32, 4},     {BSON_TIMESTAMP, 8},  {BSON_INT64, 8},
    };
    for (size_t i = 0; i < BS_COUNT(widths); i++)
        if (widths[i].type == type) {
            *width = widths[i].width;
            return true;
        }
    return false;
}

static bool put_plain(struct bs_cursor *c, struct bs_decoded *d, int type, const char *name)
{
    size_t width;
    bs_bytes v;
    uint32_t at = bs_cur_pos(c);
    if (!plain_width(type, &width) || !bs_cur_take(c, width, &v))
        return false;
    const struct bs_mark *m = BS_MARK(name, "bsonspec 1.1 element", at, width);
    if (type == BSON_BOOL)
        bs_put(d, m, NULL, "%s", v.p[0] ? "true" : "false");
    else if (type == BSON_NULL)
        bs_put(d, m, NULL, "null");
    else if (type == BSON_INT32)
        bs_put(d, m, NULL, "%ld", (long)(int32_t)bs_le32(v, 0));
    else if (type == BSON_DOUBLE) {
        double number;
        uint64_t bits = (uint64_t)bs_le32(v, 4) << 32 | bs_le32(v, 0);
        memcpy(&number, &bits, sizeof number);
        bs_put(d, m, NULL, "%g", number);
    } else
        bs_put_hex(d, m, v, NULL);
    return true;
}

static void read_document(struct bs_cursor *c, struct bs_decoded *d, struct found *f, int depth);

// NOLINTNEXTLINE(misc-no-recursion): to DEPTH_MAX
static bool read_element(struct bs_cursor *c, struct bs_decoded *d, struct found *f, int depth)
{
    uint8_t type;
    bs_bytes key;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_u8(c, &type) || type == 0 || !bs_cur_zstr(c, &key))
        return false;
    const char *name = bs_quote(d, key, 64);
    f->is_master |= bs_str_eq(bs_bytes_str(key), BS_STR("ismaster"));
    f->has_list |= bs_str_eq(bs_bytes_str(key), BS_STR("databases"));
    if (type == BSON_STRING) {
        put_string(c, d, name, key, f);
    } else if (type == BSON_DOCUMENT || type == BSON_ARRAY) {
        bs_put(d, BS_MARK(name, "bsonspec 1.1 document", at, bs_cur_pos(c) - at), NULL, "%s",
               type == BSON_ARRAY ? "array" : "document");
        if (depth >= DEPTH_MAX)
            return false;
        bs_open(d);
        read_document(c, d, f, depth + 1);
        bs_close(d);
    } else if (type == BSON_BINARY) {
        uint64_t n;
        struct bs_cursor v;
        if (!bs_cur_le(c, 4, &n) || !bs_cur_skip(c, 1))
            return false;
        at = bs_cur_pos(c);
        bs_cur_sub(c, n, &v);
        bs_put_hex(d, BS_MARK(name, "bsonspec 1.1 binary", at, v.b.n), v.b, NULL);
    } else {
        return put_plain(c, d, type, name);
    }
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): to DEPTH_MAX
static void read_document(struct bs_cursor *c, struct bs_decoded *d, struct found *f, int depth)
{
    uint64_t length;
    struct bs_cursor body;
    if (!bs_cur_le(c, 4, &length) || length < 5)
        return;
    uint32_t at = bs_cur_pos(c);
    bool whole = bs_cur_sub(c, length - 4, &body);
    while (bs_budget(d) && bs_cur_left(&body) && read_element(&body, d, f, depth))
        ;
    if (!whole)
        bs_put_cut(d, "a document", at, length - 4, body.b.n);
}

static void sum_up(struct bs_decoded *d, const struct found *f)
{
    bs_product(d, BS_BYTES("MongoDB"), f->version);
    if (f->error.n) {
        d->flags |= BS_DEC_CHECKED;
        bs_summary(d, "MongoDB refused: %s", bs_quote(d, f->error, 120));
        return;
    }
    if (f->has_list) {
        d->flags |= BS_DEC_OPEN;
        d->probe = BS_STR("MongoDB listDatabases");
        bs_summary(d, "MongoDB listed its databases without a login");
    } else if (f->version.n) {
        d->probe = BS_STR("MongoDB buildInfo");
        bs_summary(d, "MongoDB %s", bs_quote(d, f->version, 40));
    } else if (f->is_master) {
        d->probe = BS_STR("MongoDB isMaster");
        bs_summary(d, "MongoDB answered isMaster%s%s", f->hosts.n ? ", replica set " : "",
                   bs_quote(d, f->hosts, 60));
    } else {
        bs_summary(d, "MongoDB answer");
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct found f = {.version = BS_BYTES(""), .error = BS_BYTES(""), .hosts = BS_BYTES("")};
    if (is_web(in)) {
        size_t at = bs_bytes_find(b, BS_BYTES("It looks like"), 0);
        at = at == SIZE_MAX ? 0 : at;
        bs_put_text(d, BS_MARK("message", "MongoDB wire protocol", at, sizeof web - 1),
                    bs_bytes_sub(b, at, sizeof web - 1), "the answer to a web browser");
        d->probe = BS_STR("HTTP GET: the database answers it with a hint");
        bs_product(d, BS_BYTES("MongoDB"), BS_BYTES(""));
        bs_summary(d, "MongoDB: asked in HTTP");
        return;
    }
    uint32_t length = bs_le32(b, 0), op = bs_le32(b, 12);
    bs_put(d, BS_MARK("MsgHeader", "MongoDB wire protocol", 0, HEADER), NULL,
           "%u bytes, responseTo %u, opCode %u (%s)", length, bs_le32(b, 8), op,
           op == OP_REPLY ? "OP_REPLY" : "OP_MSG");
    bs_open(d);
    struct bs_cursor c = bs_cur(bs_bytes_sub(b, 0, length), 0);
    bs_cur_skip(&c, document_at(b));
    read_document(&c, d, &f, 0);
    bs_close(d);
    sum_up(d, &f);
}

const struct bs_decoder bs_decoder_mongodb = {
    .name = "mongodb",
    .title = "MongoDB",
    .standard = "MongoDB wire protocol",
    .drawn_by = "MongoDB isMaster or listDatabases",
    .probe = probe,
    .decode = decode,
};
