/* BACnet/IP answers of building technology (ANSI/ASHRAE 135: Annex J the link, clause 6 the
 * network layer, clause 20 the application layer). */
#include "field.h"

enum { BVLL_BACNET_IP = 0x81, TAGS_MAX = 64 };
enum {
    BVLC_RESULT = 0x00,
    BVLC_FORWARDED_NPDU = 0x04,
    BVLC_ORIGINAL_UNICAST = 0x0a,
    BVLC_ORIGINAL_BROADCAST = 0x0b,
};
enum {
    PDU_UNCONFIRMED = 1,
    PDU_SIMPLE_ACK = 2,
    PDU_COMPLEX_ACK = 3,
    PDU_ERROR = 5,
    PDU_REJECT = 6,
    PDU_ABORT = 7,
};
enum { SERVICE_I_AM = 0, SERVICE_I_HAVE = 1 };

static const struct bs_code functions[] = {
    {BVLC_RESULT,             "BVLC-Result",                "the forwarder refuses"},
    {BVLC_FORWARDED_NPDU,     "Forwarded-NPDU",             NULL                   },
    {BVLC_ORIGINAL_UNICAST,   "Original-Unicast-NPDU",      NULL                   },
    {BVLC_ORIGINAL_BROADCAST, "Original-Broadcast-NPDU",    NULL                   },
};
static const struct bs_code pdus[] = {
    {PDU_UNCONFIRMED, "BACnet-Unconfirmed-Request-PDU", NULL                      },
    {PDU_SIMPLE_ACK,  "BACnet-SimpleACK-PDU",           "done, nothing to tell"   },
    {PDU_COMPLEX_ACK, "BACnet-ComplexACK-PDU",          "an answer with values"   },
    {PDU_ERROR,       "BACnet-Error-PDU",               "understood, but refused" },
    {PDU_REJECT,      "BACnet-Reject-PDU",              "the request was malformed"},
    {PDU_ABORT,       "BACnet-Abort-PDU",               "the exchange was broken off"},
};
static const struct bs_code properties[] = {
    {10, "application-software-revision", NULL},
    {12, "application-software-version", NULL},
    {28, "description", NULL},
    {44, "firmware-revision", NULL},
    {58, "location", NULL},
    {70, "model-name", NULL},
    {75, "object-identifier", NULL},
    {76, "object-list", NULL},
    {77, "object-name", NULL},
    {120, "vendor-identifier", NULL},
    {121, "vendor-name", NULL},
};
/* A few of the numbers ASHRAE gives out. */
static const struct bs_code vendors[] = {
    {2, "Trane", NULL},
    {5, "Johnson Controls", NULL},
    {7, "Siemens", NULL},
    {8, "Delta Controls", NULL},
    {10, "Schneider Electric", NULL},
    {17, "Honeywell", NULL},
    {24, "Automated Logic", NULL},
    {35, "Reliable Controls", NULL},
    {36, "Tridium", NULL},
    {260, "BACnet Stack at SourceForge", NULL},
};

/* Offset of the NPDU; 0 where there is none. */
static size_t npdu_at(bs_bytes b)
{
    int f = bs_at(b, 1);
    if (f == BVLC_FORWARDED_NPDU)
        return 10;
    return f == BVLC_ORIGINAL_UNICAST || f == BVLC_ORIGINAL_BROADCAST ? 4 : 0;
}

/* Offset of the APDU behind the addresses of the network layer; 0 for its own messages. */
static size_t apdu_at(bs_bytes b)
{
    size_t at = npdu_at(b) + 2;
    int control = bs_at(b, at - 1);
    if (control < 0 || control & 0x80)
        return 0;
    if (control & 0x20) /* DNET, DLEN, DADR */
        at += 3 + (size_t)(bs_at(b, at + 2) & 0xff);
    if (control & 0x08) /* SNET, SLEN, SADR */
        at += 3 + (size_t)(bs_at(b, at + 2) & 0xff);
    return control & 0x20 ? at + 1 : at; /* hop count */
}

static bool apdu_fits(bs_bytes a)
{
    int head = bs_at(a, 0);
    switch (head >> 4) {
    case PDU_UNCONFIRMED:
        return head == 0x10 && (bs_at(a, 1) == SERVICE_I_AM ? bs_at(a, 2) == 0xc4
                                                            : bs_at(a, 1) == SERVICE_I_HAVE);
    case PDU_COMPLEX_ACK:
        return (head & 0x03) == 0 && a.n >= 5;
    case PDU_SIMPLE_ACK:
        return head == 0x20 && a.n == 3;
    case PDU_ERROR:
        return head == 0x50 && bs_at(a, 3) >= 0 && a.n >= 5;
    case PDU_REJECT:
        return head == 0x60 && a.n == 3 && a.p[2] <= 9;
    case PDU_ABORT:
        return (head & 0x0e) == 0 && head >= 0 && a.n == 3;
    default:
        return false;
    }
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 6 || b.p[0] != BVLL_BACNET_IP)
        return BS_NOT;
    uint32_t length = bs_be16(b, 2);
    if (b.p[1] == BVLC_RESULT)
        return b.n == 6 && length == 6 && bs_be16(b, 4) <= 0x60 ? BS_LIKELY : BS_NOT;
    size_t npdu = npdu_at(b);
    if (!npdu || bs_at(b, npdu) != 1 || length < npdu + 3 || length > 1506)
        return BS_NOT;
    if (bs_at(b, npdu + 1) & 0x80)
        return b.n == length ? BS_LIKELY : BS_NOT;
    if (!apdu_fits(bs_bytes_sub(b, apdu_at(b), SIZE_MAX)))
        return BS_NOT;
    return b.n == length ? BS_PROVEN : BS_LIKELY;
}

struct found {
    bs_bytes text[4]; /* object-name, model, vendor, version */
    uint64_t property, number[4], numbers;
    uint32_t instance;
    bool has_instance;
};

static size_t slot_of(uint64_t property)
{
    switch (property) {
    case 77:
        return 0;
    case 70:
        return 1;
    case 121:
        return 2;
    default:
        return property == 44 || property == 12 ? 3 : 4;
    }
}

static uint64_t number_of(bs_bytes v)
{
    struct bs_cursor c = bs_cur(v, 0);
    uint64_t n = 0;
    if (v.n >= 1 && v.n <= 8)
        bs_cur_be(&c, v.n, &n);
    return n;
}

static void put_object(struct bs_decoded *d, const struct bs_mark *m, bs_bytes v,
                       struct found *f)
{
    uint32_t id = bs_be32(v, 0);
    if (id >> 22 == 8) {
        f->instance = id & 0x3fffff;
        f->has_instance = true;
    }
    bs_put(d, m, id >> 22 == 8 ? "a device" : NULL, "type %u, instance %u", id >> 22,
           id & 0x3fffff);
}

/* Application tags say themselves what they are (20.2.1.4). */
static void put_application(struct bs_decoded *d, int tag, uint32_t at, bs_bytes v,
                            struct found *f)
{
    static const char *const names[] = {
        "Null",   "Boolean",          "Unsigned Integer", "Signed Integer", "Real",
        "Double", "Octet String",     "Character String", "Bit String",     "Enumerated",
        "Date",   "Time",             "BACnetObjectIdentifier",
    };
    const char *name = tag < (int)BS_COUNT(names) ? names[tag] : "reserved";
    const struct bs_mark *m = BS_MARK(name, "ASHRAE 135 20.2", at, v.n);
    if (tag == 7 && v.n) {
        bs_bytes text = bs_bytes_sub(v, 1, SIZE_MAX); /* behind the character set */
        bs_put_text(d, m, text, NULL);
        size_t slot = slot_of(f->property);
        if (slot < BS_COUNT(f->text))
            f->text[slot] = text;
    } else if (tag == 12 && v.n == 4) {
        put_object(d, m, v, f);
    } else if ((tag == 2 || tag == 9) && v.n >= 1 && v.n <= 8) {
        uint64_t n = number_of(v);
        if (f->numbers < BS_COUNT(f->number))
            f->number[f->numbers++] = n;
        bs_put(d, m, NULL, "%llu", (unsigned long long)n);
    } else {
        bs_put_hex(d, m, v, NULL);
    }
}

/* Context tags get their meaning from the service: [0] an object, [1] or [2] a property. */
static void put_context(struct bs_decoded *d, int tag, uint32_t at, bs_bytes v, struct found *f)
{
    if (tag == 0 && v.n == 4) {
        put_object(d, BS_MARK("object-identifier", "ASHRAE 135 21", at, 4), v, f);
    } else if ((tag == 1 || tag == 2) && v.n >= 1 && v.n <= 3) {
        f->property = number_of(v);
        bs_put(d, BS_MARK("property-identifier", "ASHRAE 135 21", at, v.n), NULL, "%s (%llu)",
               BS_CODE(properties, f->property)->name, (unsigned long long)f->property);
    } else {
        bs_put_hex(d, BS_MARK("context value", "ASHRAE 135 20.2.1", at, v.n), v, NULL);
    }
}

static bool read_tag(struct bs_cursor *c, struct bs_decoded *d, struct found *f)
{
    uint8_t head;
    uint64_t length;
    struct bs_cursor v;
    if (!bs_cur_u8(c, &head))
        return false;
    int tag = head >> 4;
    if (tag == 15) /* extended numbers belong to services no probe asks for */
        return false;
    bool context = head & 8;
    length = head & 7;
    if (context && length >= 6) { /* opening and closing tags */
        if (length == 6)
            bs_put(d, BS_MARK("opening tag", "ASHRAE 135 20.2.1.3.2", bs_cur_pos(c) - 1, 1), NULL,
                   "[%d]", tag);
        return true;
    }
    if (length == 5 && !bs_cur_be(c, 1, &length))
        return false;
    if (length >= 254)
        return false;
    if (!context && tag <= 1)
        length = 0; /* the value is in the head */
    uint32_t at = bs_cur_pos(c);
    bool whole = bs_cur_sub(c, length, &v);
    if (context)
        put_context(d, tag, at, v.b, f);
    else
        put_application(d, tag, at, v.b, f);
    if (!whole)
        bs_put_cut(d, "a value", at, length, v.b.n);
    return whole;
}

static void sum_up_values(struct bs_decoded *d, const struct found *f, bool i_am)
{
    const char *vendor = "unknown";
    if (i_am && f->numbers >= 3) { /* max APDU, segmentation, vendor */
        vendor = BS_CODE(vendors, f->number[2])->name;
        bs_bytes named = bs_str_bytes(bs_str_z(vendor));
        bs_product(d, strcmp(vendor, "unknown") != 0 ? named : BS_BYTES(""), BS_BYTES(""));
        bs_summary(d, "BACnet I-Am: device %u, vendor %u (%s)", f->instance,
                   (unsigned)f->number[2], vendor);
        return;
    }
    bs_product(d, f->text[1].n ? f->text[1] : f->text[2], f->text[3]);
    bs_summary(d, "BACnet answer%s: %s %s %s", f->has_instance ? " of a device" : "",
               bs_quote(d, f->text[0], 60), bs_quote(d, f->text[2], 40),
               bs_quote(d, f->text[1], 40));
}

static void read_values(struct bs_cursor *c, struct bs_decoded *d, int type)
{
    struct found f = {0};
    for (size_t i = 0; i < BS_COUNT(f.text); i++)
        f.text[i] = BS_BYTES("");
    for (int i = 0; i < TAGS_MAX && bs_budget(d) && read_tag(c, d, &f); i++)
        ;
    bool i_am = type == PDU_UNCONFIRMED;
    d->probe = i_am ? BS_STR("BACnet Who-Is") : BS_STR("BACnet ReadProperty");
    if (type == PDU_ERROR) {
        d->flags |= BS_DEC_CHECKED;
        bs_summary(d, "BACnet error: class %u, code %u", (unsigned)f.number[0],
                   (unsigned)f.number[1]);
    } else {
        sum_up_values(d, &f, i_am);
    }
}

static void read_apdu(struct bs_cursor *c, struct bs_decoded *d)
{
    int head = bs_cur_peek(c, 0), type = head >> 4;
    const struct bs_code *row = BS_CODE(pdus, (uint64_t)(unsigned)type);
    uint32_t at = bs_cur_pos(c);
    bs_put(d, BS_MARK(row->name, "ASHRAE 135 20.1", at, bs_cur_left(c)), row->meaning, "type %d",
           type);
    bs_open(d);
    if (type == PDU_UNCONFIRMED) {
        bs_cur_skip(c, 2);
        read_values(c, d, type);
    } else if (type == PDU_COMPLEX_ACK || type == PDU_ERROR) {
        bs_put(d, BS_MARK("service-ack-choice", "ASHRAE 135 20.1.5", at + 2, 1), NULL, "%d",
               bs_cur_peek(c, head & 8 ? 4 : 2));
        bs_cur_skip(c, head & 8 ? 5 : 3); /* segments carry their number and a window */
        read_values(c, d, type);
    } else {
        bs_put(d, BS_MARK("reason", "ASHRAE 135 20.1.8", at + 2, 1), NULL, "%d",
               bs_cur_peek(c, 2));
        bs_summary(d, "BACnet %s", type == PDU_REJECT  ? "reject: the request was malformed"
                                   : type == PDU_ABORT ? "abort"
                                                       : "acknowledgement");
    }
    bs_close(d);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    uint32_t length = bs_be16(b, 2);
    const struct bs_code *row = BS_CODE(functions, b.p[1]);
    bs_put(d, BS_MARK("BVLL", "ASHRAE 135 J.2", 0, length), row->meaning, "%s, %u bytes",
           row->name, length);
    bs_open(d);
    if (b.p[1] == BVLC_RESULT) {
        bs_put(d, BS_MARK("result code", "ASHRAE 135 J.2.1", 4, 2), NULL, "0x%04x", bs_be16(b, 4));
        bs_summary(d, "BACnet/IP result 0x%04x", bs_be16(b, 4));
        bs_close(d);
        return;
    }
    size_t npdu = npdu_at(b), apdu = apdu_at(b);
    bs_put(d, BS_MARK("NPDU", "ASHRAE 135 6.2", npdu, 2), NULL, "version %d, control 0x%02x",
           b.p[npdu], bs_at(b, npdu + 1) & 0xff);
    struct bs_cursor c = bs_cur(bs_bytes_sub(b, 0, length), 0);
    if (!apdu)
        bs_summary(d, "BACnet network layer message");
    else if (bs_cur_skip(&c, apdu))
        read_apdu(&c, d);
    bs_close(d);
}

const struct bs_decoder bs_decoder_bacnet = {
    .name = "bacnet",
    .title = "BACnet/IP",
    .standard = "ANSI/ASHRAE 135",
    .drawn_by = "BACnet ReadProperty",
    .probe = probe,
    .decode = decode,
};
