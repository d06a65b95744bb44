/* EtherNet/IP answers of industrial controllers (ODVA, CIP volume 2, chapter 2). */
#include "field.h"

#include <stdio.h>

enum { HEADER = 24, LIST_SERVICES = 0x04, LIST_IDENTITY = 0x63, REGISTER_SESSION = 0x65 };
enum { ITEM_IDENTITY = 0x0c, ITEM_COMMUNICATIONS = 0x0100, IDENTITY_NAME_AT = 32 };

static const struct bs_code commands[] = {
    {LIST_SERVICES,    "ListServices",    NULL},
    {LIST_IDENTITY,    "ListIdentity",    NULL},
    {0x64,             "ListInterfaces",  NULL},
    {REGISTER_SESSION, "RegisterSession", NULL},
};
static const struct bs_code states[] = {
    {0x00, "Success", NULL},
    {0x01, "Unsupported command", "not a command it knows"},
    {0x02, "Insufficient memory", NULL},
    {0x03, "Incorrect data", NULL},
    {0x64, "Invalid session handle", NULL},
    {0x65, "Invalid length", NULL},
    {0x69, "Unsupported protocol revision", NULL},
};
static const struct bs_code vendors[] = {
    {1,  "Rockwell Automation", NULL},
    {47, "Omron",               NULL},
    {40, "WAGO",                NULL},
    {90, "HMS Industrial Networks", NULL},
    {243, "Schneider Electric", NULL},
};
static const struct bs_code types[] = {
    {0x02, "AC Drive", NULL},
    {0x07, "General Purpose Discrete I/O", NULL},
    {0x0c, "Communications Adapter", NULL},
    {0x0e, "Programmable Logic Controller", NULL},
    {0x18, "Human-Machine Interface", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    uint32_t command = bs_le16(b, 0), length = bs_le16(b, 2), status = bs_le32(b, 8);
    if (b.n < HEADER || length > 600 || bs_le32(b, 20) != 0 || status > 0x69 ||
        strcmp(BS_CODE(commands, command)->name, "unknown") == 0 ||
        strcmp(BS_CODE(states, status)->name, "unknown") == 0)
        return BS_NOT;
    if (command == REGISTER_SESSION)
        return length == 4 && b.n == HEADER + 4 && bs_le16(b, 24) == 1 && bs_le32(b, 4) != 0
                   ? BS_LIKELY
                   : BS_NOT;
    if (b.n < HEADER + 6 || !bs_le16(b, HEADER) || bs_le16(b, HEADER) > 8)
        return BS_NOT; /* an error without items looks like its request */
    uint32_t item = bs_le16(b, HEADER + 2), size = bs_le16(b, HEADER + 4);
    bool fits = (command == LIST_IDENTITY && item == ITEM_IDENTITY && size > 33) ||
                (command == LIST_SERVICES && item == ITEM_COMMUNICATIONS && size == 20);
    if (!fits || size + 6 > length)
        return BS_NOT;
    return b.n >= HEADER + length ? BS_PROVEN : BS_LIKELY;
}

static void read_identity(bs_bytes v, uint32_t at, struct bs_decoded *d)
{
    static const char ref[] = "CIP vol. 2, 2-4.2";
    char revision[24];
    if (v.n <= IDENTITY_NAME_AT)
        return;
    uint32_t vendor = bs_le16(v, 18), type = bs_le16(v, 20);
    bs_put(d, BS_MARK("Socket Address", ref, at + 2, 16),
           "as the device knows it, which may be inside a private net", "%d.%d.%d.%d port %u",
           v.p[6], v.p[7], v.p[8], v.p[9], bs_be16(v, 4));
    bs_put(d, BS_MARK("Vendor ID", ref, at + 18, 2), NULL, "%s (%u)",
           BS_CODE(vendors, vendor)->name, vendor);
    bs_put(d, BS_MARK("Device Type", ref, at + 20, 2), NULL, "%s (%u)", BS_CODE(types, type)->name,
           type);
    bs_put(d, BS_MARK("Product Code", ref, at + 22, 2), NULL, "%u", bs_le16(v, 22));
    snprintf(revision, sizeof revision, "%d.%03d", v.p[24], v.p[25]);
    bs_put(d, BS_MARK("Revision", ref, at + 24, 2), NULL, "%s", revision);
    bs_put(d, BS_MARK("Serial Number", ref, at + 28, 4), NULL, "0x%08x", bs_le32(v, 28));
    bs_bytes name = bs_bytes_sub(v, IDENTITY_NAME_AT + 1, v.p[IDENTITY_NAME_AT]);
    bs_put_text(d, BS_MARK("Product Name", ref, at + IDENTITY_NAME_AT + 1, name.n), name, NULL);
    bs_product(d, name, bs_str_bytes(bs_str_z(revision)));
    bs_summary(d, "EtherNet/IP device %s, revision %s", bs_quote(d, name, 60), revision);
}

static void read_items(struct bs_cursor *c, struct bs_decoded *d)
{
    uint64_t count, type, length;
    struct bs_cursor v;
    if (!bs_cur_le(c, 2, &count))
        return;
    for (; count && bs_budget(d); count--) {
        uint32_t at = bs_cur_pos(c);
        if (!bs_cur_le(c, 2, &type) || !bs_cur_le(c, 2, &length))
            return;
        bool whole = bs_cur_sub(c, length, &v);
        bs_put(d, BS_MARK("item", "CIP vol. 2, 2-6", at, length + 4), NULL, "type 0x%04x",
               (unsigned)type);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, "the item", at + 4, length, v.b.n);
        if (type == ITEM_IDENTITY)
            read_identity(v.b, at + 4, d);
        if (type == ITEM_COMMUNICATIONS && v.b.n > 4) {
            bs_bytes name = bs_trimmed(bs_bytes_sub(v.b, 4, 16));
            bs_put_text(d, BS_MARK("Name of Service", "CIP vol. 2, 2-4.6", at + 8, name.n), name,
                        NULL);
        }
        bs_close(d);
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0);
    uint32_t command = bs_le16(b, 0), status = bs_le32(b, 8);
    const struct bs_code *state = BS_CODE(states, status);
    d->service = BS_STR("ethernetip");
    bs_put(d, BS_MARK("encapsulation header", "CIP vol. 2, 2-3", 0, HEADER), state->meaning,
           "%s, %u bytes, %s", BS_CODE(commands, command)->name, bs_le16(b, 2), state->name);
    bs_open(d);
    bs_put(d, BS_MARK("Session Handle", "CIP vol. 2, 2-3.4", 4, 4), NULL, "%u", bs_le32(b, 4));
    bs_put_hex(d, BS_MARK("Sender Context", "CIP vol. 2, 2-3.6", 12, 8), bs_bytes_sub(b, 12, 8),
               "copied from the request");
    bs_close(d);
    bs_cur_skip(&c, HEADER);
    bs_summary(d, "EtherNet/IP %s answer", BS_CODE(commands, command)->name);
    if (command == LIST_SERVICES)
        d->probe = BS_STR("EtherNet/IP ListServices");
    if (command == REGISTER_SESSION) {
        d->probe = BS_STR("EtherNet/IP RegisterSession");
        d->flags |= BS_DEC_OPEN;
        return;
    }
    read_items(&c, d);
}

const struct bs_decoder bs_decoder_enip = {
    .name = "enip",
    .title = "EtherNet/IP",
    .standard = "CIP volume 2",
    .drawn_by = "EtherNet/IP ListIdentity",
    .probe = probe,
    .decode = decode,
};
