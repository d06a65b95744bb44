/* MikroTik Winbox messages (RouterOS, TCP 8291), framing and field types as Tenable's
 * routeros and routerboard projects describe them: a length, 1, the whole length, then
 * "M2" and typed fields.  The letters and the two lengths that agree prove it. */
#include "field.h"

enum { HEAD = 6, CHUNK_MAX = 0xff, VALUES_MAX = 200 };

static const struct bs_code names[] = {
    {0xff0001, "SYS_TO",             "the part of the router that was spoken to"},
    {0xff0002, "SYS_FROM",           NULL                                       },
    {0xff0003, "SYS_TYPE",           NULL                                       },
    {0xff0005, "SYS_REPLY_EXPECTED", NULL                                       },
    {0xff0006, "SYS_REQUEST_ID",     NULL                                       },
    {0xff0007, "SYS_COMMAND",        NULL                                       },
    {0xff0008, "SYS_ERROR_CODE",     "it refused"                               },
    {0xff0009, "SYS_ERROR_STRING",   "why it refused"                           },
    {0xfe0001, "STD_ID",             "number of the session"                    },
};

/* How a field's value is written: numbers of this width; or a length of this width, then
 * so many bytes (or entries). */
static const struct {
    uint8_t type, number, counted, entry;
    const char *name;
} types[] = {
    {0x00, 0, 0, 0,  "false"     },
    {0x01, 0, 0, 0,  "true"      },
    {0x08, 4, 0, 0,  "number"    },
    {0x09, 1, 0, 0,  "number"    },
    {0x10, 8, 0, 0,  "number"    },
    {0x18, 0, 0, 16, "address"   },
    {0x20, 0, 2, 1,  "text"      },
    {0x21, 0, 1, 1,  "text"      },
    {0x28, 0, 2, 1,  "message"   },
    {0x29, 0, 1, 1,  "message"   },
    {0x30, 0, 2, 1,  "bytes"     },
    {0x31, 0, 1, 1,  "bytes"     },
    {0x80, 0, 2, 1,  "yes and no"},
    {0x88, 0, 2, 4,  "numbers"   },
    {0x90, 0, 2, 8,  "numbers"   },
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < HEAD + 4 || b.p[1] != 1 || b.p[4] != 'M' || b.p[5] != '2')
        return BS_NOT;
    uint32_t whole = bs_be16(b, 2);
    return b.p[0] == (whole + 2 < CHUNK_MAX ? whole + 2 : CHUNK_MAX) ? BS_PROVEN
                                                                     : BS_LIKELY;
}

static bool put_field(struct bs_cursor *c, struct bs_decoded *d)
{
    uint32_t at = bs_cur_pos(c);
    uint64_t id, n = 0;
    uint8_t type;
    bs_bytes value = BS_BYTES("");
    if (!bs_cur_le(c, 3, &id) || !bs_cur_u8(c, &type))
        return false;
    size_t t = 0;
    while (t < BS_COUNT(types) && types[t].type != type)
        t++;
    if (t == BS_COUNT(types))
        return false;
    const struct bs_code *name = BS_CODE(names, id);
    if (types[t].number && !bs_cur_le(c, types[t].number, &n))
        return false;
    if (types[t].counted && !bs_cur_le(c, types[t].counted, &n))
        return false;
    if (types[t].entry &&
        !bs_cur_take(c, (types[t].counted ? n : 1) * types[t].entry, &value))
        return false;
    const struct bs_mark m = {name->name[0] == 'u' ? "field" : name->name, "Winbox M2",
                              at, bs_cur_pos(c) - at};
    if (types[t].number)
        bs_put(d, &m, name->meaning, "%llu (0x%06x)", (unsigned long long)n,
               (unsigned)id);
    else if (type == 0x20 || type == 0x21)
        bs_put_text(d, &m, value, name->meaning);
    else if (types[t].entry)
        bs_put_hex(d, &m, value, types[t].name);
    else
        bs_put(d, &m, name->meaning, "%s (0x%06x)", types[t].name, (unsigned)id);
    return true;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct bs_cursor c = bs_cur(b, 0), body;
    uint32_t whole = bs_be16(b, 2);
    bs_put(d, BS_MARK("frame", "Winbox M2", 0, 4), NULL,
           "chunk of %d bytes, message of %u", b.p[0], whole);
    bs_put_text(d, BS_MARK("signature", "Winbox M2", 4, 2), bs_bytes_sub(b, 4, 2),
                "marks Winbox");
    bs_cur_skip(&c, HEAD);
    /* Longer messages have a chunk's head in between; what is read ends at the first. */
    uint32_t first = whole + 2 < CHUNK_MAX ? whole : CHUNK_MAX - 2;
    if (!bs_cur_sub(&c, first < 2 ? 0 : first - 2, &body))
        bs_put_cut(d, "the message", HEAD, first < 2 ? 0 : first - 2, body.b.n);
    for (int i = 0;
         i < VALUES_MAX && bs_budget(d) && bs_cur_left(&body) && put_field(&body, d); i++)
        ;
    bs_product(d, BS_BYTES("MikroTik RouterOS"), BS_BYTES(""));
    bs_summary(d, "MikroTik Winbox: the router's console answers strangers");
}

const struct bs_decoder bs_decoder_winbox = {
    .name = "winbox",
    .title = "MikroTik Winbox",
    .standard = "MikroTik Winbox M2",
    .drawn_by = "Winbox message",
    .probe = probe,
    .decode = decode,
};
