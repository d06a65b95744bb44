/* NetBIOS name service (RFC 1002 4.2).  A node status answer proves itself: the type
 * 0x21, the coded name and a list of names whose count fits its length.  It tells the
 * computer's name, its domain and the network card's address. */
#include "field.h"

#include <stdio.h>

enum { NBSTAT = 0x21, NB = 0x20, NAME_CODED = 34, ENTRY = 18, GROUP = 0x8000 };

static const struct bs_code suffixes[] = {
    {0x00, "Workstation",           "name of the computer; of a group: workgroup or domain"},
    {0x01, "Master Browser",        NULL                                                   },
    {0x03, "Messenger",             "a computer or a user"                                 },
    {0x06, "RAS Server",            NULL                                                   },
    {0x1b, "Domain Master Browser", NULL                                                   },
    {0x1c, "Domain Controllers",    "the domain it controls"                               },
    {0x1d, "Master Browser",        NULL                                                   },
    {0x1e, "Browser Election",      NULL                                                   },
    {0x1f, "NetDDE",                NULL                                                   },
    {0x20, "File Server",           "it shares files or printers"                          },
    {0x21, "RAS Client",            NULL                                                   },
    {0x87, "Exchange",              NULL                                                   },
    {0xbe, "Network Monitor",       NULL                                                   },
};

static bool coded_name(bs_bytes b, size_t at)
{
    if (bs_at(b, at) != 0x20 || bs_at(b, at + 33) != 0)
        return false;
    for (size_t i = 1; i <= 32; i++)
        if (b.p[at + i] < 'A' || b.p[at + i] > 'P')
            return false;
    return true;
}

/* Behind the questions, which answers should not have but some copy. */
static size_t record_at(bs_bytes b)
{
    return bs_be16(b, 4) == 1 ? 12 + NAME_CODED + 4 : 12;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 50 || b.p[2] < 0x80 || bs_be16(b, 4) > 1)
        return BS_NOT;
    size_t at = record_at(b);
    if (!coded_name(b, at))
        return BS_NOT;
    uint32_t type = bs_be16(b, at + NAME_CODED), class = bs_be16(b, at + NAME_CODED + 2);
    if (class != 1 || (type != NBSTAT && type != NB && type != 10))
        return BS_NOT;
    return BS_PROVEN;
}

struct told {
    bs_bytes computer, group;
    char mac[18];
};

static void put_name(struct bs_decoded *d, bs_bytes e, uint32_t at, struct told *t)
{
    bs_bytes name = bs_trimmed(bs_bytes_sub(e, 0, 15));
    uint32_t flags = bs_be16(e, 16);
    bool group = flags & GROUP;
    const struct bs_code *s = BS_CODE(suffixes, e.p[15]);
    bs_put_text(d, BS_MARK("NODE_NAME", "RFC 1002 4.2.18", at, ENTRY), name, NULL);
    bs_open(d);
    bs_put(d, BS_MARK("suffix", "MS-NBTE 2.2", at + 15, 1), s->meaning, "%s (0x%02x)",
           s->name, e.p[15]);
    bs_put(d, BS_MARK("NAME_FLAGS", "RFC 1002 4.2.18", at + 16, 2),
           group ? "shared by several" : "its own", "0x%04x", flags);
    bs_close(d);
    if (!group && !t->computer.n && (e.p[15] == 0 || e.p[15] == 0x20))
        t->computer = name;
    if (group && !t->group.n && (e.p[15] == 0 || e.p[15] == 0x1c))
        t->group = name;
}

static void read_status(struct bs_cursor *c, struct bs_decoded *d, struct told *t)
{
    uint8_t count;
    bs_bytes entry;
    if (!bs_cur_u8(c, &count))
        return;
    for (unsigned i = 0; i < count && bs_budget(d); i++) {
        uint32_t at = bs_cur_pos(c);
        if (!bs_cur_take(c, ENTRY, &entry)) {
            bs_put_cut(d, "the list of names", at, (uint64_t)(count - i) * ENTRY,
                       bs_cur_left(c));
            return;
        }
        put_name(d, entry, at, t);
    }
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_take(c, 6, &entry))
        return;
    snprintf(t->mac, sizeof t->mac, "%02x:%02x:%02x:%02x:%02x:%02x", entry.p[0],
             entry.p[1], entry.p[2], entry.p[3], entry.p[4], entry.p[5]);
    bs_put(
        d, BS_MARK("UNIT_ID", "RFC 1002 4.2.18", at, 6),
        "the network card's address: its first half names the maker; Samba gives zeros",
        "%s", t->mac);
    if (bs_cur_left(c))
        bs_put_hex(
            d, BS_MARK("STATISTICS", "RFC 1002 4.2.18", bs_cur_pos(c), bs_cur_left(c)),
            bs_cur_rest(c), NULL);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0), data;
    struct told t = {.computer = BS_BYTES(""), .group = BS_BYTES("")};
    size_t at = record_at(b) + NAME_CODED;
    uint32_t type = bs_be16(b, at), length = bs_be16(b, at + 8);
    bs_put(d, BS_MARK("header", "RFC 1002 4.2.1.1", 0, 12), NULL,
           "id 0x%04x, flags 0x%04x", bs_be16(b, 0), bs_be16(b, 2));
    bs_put(d, BS_MARK("RR_NAME", "RFC 1002 4.2.1.3", at - NAME_CODED, NAME_CODED),
           "copied from the question", "coded NetBIOS name");
    bs_put(d, BS_MARK("RR_TYPE", "RFC 1002 4.2.1.3", at, 2), NULL, "%s (0x%02x)",
           type == NBSTAT ? "NBSTAT"
           : type == NB   ? "NB"
                          : "NULL",
           type);
    bs_cur_skip(&c, at + 10);
    if (!bs_cur_sub(&c, length, &data))
        bs_put_cut(d, "RDLENGTH", (uint32_t)at + 8, length, data.b.n);
    if (type != NBSTAT) {
        bs_put_hex(d, BS_MARK("RDATA", "RFC 1002 4.2.13", data.base, data.b.n), data.b,
                   NULL);
        bs_summary(d, "NetBIOS name service: %s",
                   (b.p[3] & 15) ? "a refusal" : "a name was found");
        return;
    }
    bs_put(d, BS_MARK("RDATA", "RFC 1002 4.2.18", data.base, data.b.n), NULL, "%d names",
           bs_at(data.b, 0) < 0 ? 0 : data.b.p[0]);
    bs_open(d);
    read_status(&data, d, &t);
    bs_close(d);
    d->flags |= BS_DEC_OPEN;
    bs_summary(d, "NetBIOS: computer %s%s%s%s%s",
               t.computer.n ? bs_quote(d, t.computer, 16) : "?",
               t.group.n ? ", group or domain " : "", bs_quote(d, t.group, 16),
               *t.mac ? ", network card " : "", t.mac);
}

const struct bs_decoder bs_decoder_netbios = {
    .name = "netbios",
    .title = "NetBIOS name service",
    .standard = "RFC 1002",
    .drawn_by = "NetBIOS node status question for the name *",
    .probe = probe,
    .decode = decode,
};
