/* Ubiquiti discovery answers (airOS discovery, UDP 10001): version, command, length, then
 * types and lengths of one and two bytes.  Entries that fill the packet prove it. */
#include "tlv.h"

enum {
    HEAD = 4,
    FIRMWARE = 0x03,
    HOSTNAME = 0x0b,
    PRODUCT = 0x0c,
    MODEL = 0x14,
    MODEL_V2 = 0x15
};

static const struct bs_tlv_type types[] = {
    {0x01,     BS_TLV_MAC,        "MAC address",        "of the device"              },
    {0x02,     BS_TLV_MAC_IPV4,   "MAC and IP address", "of one of its networks"     },
    {FIRMWARE, BS_TLV_TEXT,       "firmware version",   NULL                         },
    {0x06,     BS_TLV_TEXT,       "user name",          "somebody who logs in there" },
    {0x0a,     BS_TLV_SECONDS_BE, "uptime",             "since it was started"       },
    {HOSTNAME, BS_TLV_TEXT,       "host name",          "what its owner calls it"    },
    {PRODUCT,  BS_TLV_TEXT,       "product",            "short name of the model"    },
    {0x0d,     BS_TLV_TEXT,       "ESSID",              "name of its radio network"  },
    {0x0e,     BS_TLV_HEX,        "wireless mode",      NULL                         },
    {0x10,     BS_TLV_HEX,        "system ID",          NULL                         },
    {0x12,     BS_TLV_HEX,        "sequence",           NULL                         },
    {0x13,     BS_TLV_MAC,        "source MAC address", NULL                         },
    {MODEL,    BS_TLV_TEXT,       "model",              NULL                         },
    {MODEL_V2, BS_TLV_TEXT,       "model",              NULL                         },
    {0x16,     BS_TLV_TEXT,       "version",            NULL                         },
    {0x17,     BS_TLV_HEX,        "is default",         "whether it was never set up"},
    {0x18,     BS_TLV_HEX,        "is locating",        NULL                         },
    {0x1b,     BS_TLV_TEXT,       "minimum version",    NULL                         },
};
static const struct bs_tlv_format format = {types, BS_COUNT(types), 1, "airOS discovery"};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    size_t known;
    if (b.n < HEAD + 9 || b.p[0] < 1 || b.p[0] > 2 || b.p[1] > 0x0b ||
        bs_be16(b, 2) != b.n - HEAD)
        return BS_NOT;
    size_t n = bs_tlv_fill(b, HEAD, &format, &known);
    return n >= 2 && known * 2 >= n && known >= 2 ? BS_PROVEN : BS_NOT;
}

/* "XW.ar934x.v5.6.9.29546.150630.1630": the version behind ".v" */
static bs_bytes version_in(bs_bytes firmware)
{
    size_t at = bs_bytes_find(firmware, BS_BYTES(".v"), 0);
    if (at == SIZE_MAX)
        return firmware;
    size_t end = at + 2, dots = 0;
    while (end < firmware.n && (bs_is_digit(firmware.p[end]) || firmware.p[end] == '.')) {
        if (firmware.p[end] == '.' && ++dots == 3)
            break;
        end++;
    }
    return bs_bytes_sub(firmware, at + 2, end - at - 2);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    bs_put(d, BS_MARK("header", "airOS discovery", 0, HEAD), NULL,
           "version %d, command %d, %u bytes", b.p[0], b.p[1], bs_be16(b, 2));
    bs_tlv_put(d, b, HEAD, &format);
    bs_bytes model = bs_tlv_find(b, HEAD, &format, MODEL),
             firmware = bs_tlv_find(b, HEAD, &format, FIRMWARE),
             host = bs_tlv_find(b, HEAD, &format, HOSTNAME);
    if (!model.n)
        model = bs_tlv_find(b, HEAD, &format, MODEL_V2);
    if (!model.n)
        model = bs_tlv_find(b, HEAD, &format, PRODUCT);
    d->flags |= BS_DEC_OPEN;
    const char *product = bs_quote(d, model, 60);
    bs_str full = bs_arena_printf(d->arena, "Ubiquiti %s", product);
    bs_product(d, *product ? bs_str_bytes(full) : BS_BYTES("Ubiquiti"),
               version_in(firmware));
    bs_summary(d, "Ubiquiti device %s, firmware %s, called %s", product,
               bs_quote(d, firmware, 60), bs_quote(d, host, 60));
}

const struct bs_decoder bs_decoder_ubiquiti = {
    .name = "ubiquiti",
    .title = "Ubiquiti discovery",
    .standard = "airOS discovery",
    .drawn_by = "Ubiquiti discovery request",
    .probe = probe,
    .decode = decode,
};
