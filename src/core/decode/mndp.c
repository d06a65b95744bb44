/* MikroTik Neighbor Discovery (RouterOS documentation, Neighbor discovery; UDP 5678):
 * four bytes, then types and lengths.  Entries that fill the packet, a MAC address among
 * them, prove it. */
#include "tlv.h"

enum { HEAD = 4, MAC = 1, IDENTITY = 5, OS_VERSION = 7, PLATFORM = 8, BOARD = 12 };

static const struct bs_tlv_type types[] = {
    {MAC,        BS_TLV_MAC,        "MAC-Address",  "of the network card"    },
    {IDENTITY,   BS_TLV_TEXT,       "Identity",     "what its owner calls it"},
    {OS_VERSION, BS_TLV_TEXT,       "Version",      "of RouterOS"            },
    {PLATFORM,   BS_TLV_TEXT,       "Platform",     "who made it"            },
    {10,         BS_TLV_SECONDS_LE, "Uptime",       "since it was started"   },
    {11,         BS_TLV_TEXT,       "Software-ID",  "its license"            },
    {BOARD,      BS_TLV_TEXT,       "Board",        "the model"              },
    {14,         BS_TLV_HEX,        "Unpack",       NULL                     },
    {15,         BS_TLV_HEX,        "IPv6-Address", NULL                     },
    {16,         BS_TLV_TEXT,       "Interface",    NULL                     },
    {17,         BS_TLV_IPV4,       "IPv4-Address", NULL                     },
};
static const struct bs_tlv_format format = {types, BS_COUNT(types), 2, "MNDP"};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    size_t known;
    if (b.n < HEAD + 10 || bs_be16(b, 4) == 0 || bs_be16(b, 4) > 17)
        return BS_NOT;
    size_t n = bs_tlv_fill(b, HEAD, &format, &known);
    if (n < 3 || known != n || bs_tlv_find(b, HEAD, &format, MAC).n != 6)
        return BS_NOT;
    return BS_PROVEN;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    bs_put(d, BS_MARK("header", "MNDP", 0, HEAD), NULL, "sequence number %u",
           bs_le16(b, 2));
    bs_tlv_put(d, b, HEAD, &format);
    bs_bytes board = bs_tlv_find(b, HEAD, &format, BOARD),
             version = bs_tlv_find(b, HEAD, &format, OS_VERSION),
             name = bs_tlv_find(b, HEAD, &format, IDENTITY);
    d->flags |= BS_DEC_OPEN;
    bs_product(d, BS_BYTES("MikroTik RouterOS"),
               bs_bytes_sub(version, 0, bs_bytes_find(version, BS_BYTES(" "), 0)));
    bs_summary(d, "MikroTik router %s, RouterOS %s, called %s", bs_quote(d, board, 40),
               bs_quote(d, version, 40), bs_quote(d, name, 60));
}

const struct bs_decoder bs_decoder_mndp = {
    .name = "mndp",
    .title = "MikroTik neighbor discovery",
    .standard = "MikroTik Neighbor Discovery Protocol",
    .drawn_by = "MNDP request: four zero bytes",
    .probe = probe,
    .decode = decode,
};
