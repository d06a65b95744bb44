/* MEDIBUS of Draeger ventilators, anaesthesia machines and monitors, behind a serial port
 * server (Draeger, MEDIBUS for Primus / Evita: message formats).
 *
 * A reply is SOH, the command's code, data, a checksum as two hex digits, CR; a command
 * begins with ESC and devices send those, too.  A checksum that holds proves the message. */
#include "field.h"

enum { SOH = 0x01, ESC = 0x1b, CR = 0x0d, MESSAGE_MAX = 4096, DEVICE_ID = 0x52 };

static const struct bs_code commands[] = {
    {0x24,      "current measured data",    "values of the patient's ventilation"},
    {0x25,      "low alarm limits",         NULL                                 },
    {0x26,      "high alarm limits",        NULL                                 },
    {0x27,      "current alarms",           NULL                                 },
    {0x28,      "date and time",            "the device's clock"                 },
    {0x29,      "device settings",          NULL                                 },
    {0x2a,      "text messages",            NULL                                 },
    {0x2b,      "measured data, page 2",    NULL                                 },
    {0x2e,      "alarms, page 2",           NULL                                 },
    {0x30,      "no operation",             "keeps the line open"                },
    {0x4a,      "real-time configuration",  NULL                                 },
    {0x51,      "initialize communication", "begins the talk"                    },
    {DEVICE_ID, "device identification",    NULL                                 },
    {0x53,      "real-time transmission",   NULL                                 },
    {0x55,      "stop communication",       NULL                                 },
};

static int hex_digit(int c)
{
    if (bs_is_digit(c))
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Length of the message at the start with its CR, 0 where its checksum does not hold. */
static size_t message_at(bs_bytes b)
{
    int first = bs_at(b, 0);
    if (b.n < 5 || (first != SOH && first != ESC) ||
        strcmp(BS_CODE(commands, b.p[1])->name, "unknown") == 0)
        return 0;
    const uint8_t *cr = memchr(b.p, CR, b.n < MESSAGE_MAX ? b.n : MESSAGE_MAX);
    size_t end = cr ? (size_t)(cr - b.p) : 0;
    if (end < 4)
        return 0;
    int hi = hex_digit(b.p[end - 2]), lo = hex_digit(b.p[end - 1]);
    unsigned sum = 0;
    for (size_t i = 0; i < end - 2; i++)
        sum += b.p[i];
    return hi >= 0 && lo >= 0 && (sum & 0xff) == (unsigned)(hi << 4 | lo) ? end + 1 : 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    size_t n = message_at(in->bytes);
    return n ? BS_PROVEN : BS_NOT;
}

/* "8212'EvitaXL'04.00:04.00": a number, the name in quotes, revisions. */
static void put_identity(struct bs_decoded *d, bs_bytes data, uint32_t at)
{
    size_t open = bs_bytes_find(data, BS_BYTES("'"), 0);
    size_t close =
        open == SIZE_MAX ? SIZE_MAX : bs_bytes_find(data, BS_BYTES("'"), open + 1);
    if (close == SIZE_MAX)
        return;
    bs_bytes name = bs_bytes_sub(data, open + 1, close - open - 1),
             revision = bs_bytes_sub(data, close + 1, SIZE_MAX);
    bs_put_text(d, BS_MARK("ID number", "MEDIBUS", at, open), bs_bytes_sub(data, 0, open),
                NULL);
    bs_put_text(d, BS_MARK("device name", "MEDIBUS", at + open + 1, name.n), name, NULL);
    if (revision.n)
        bs_put_text(d, BS_MARK("revision", "MEDIBUS", at + close + 1, revision.n),
                    revision, NULL);
    bs_product(d, name, bs_trimmed(revision));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t at = 0, n, messages = 0;
    const char *last = "";
    while (bs_budget(d) && messages < 100 &&
           (n = message_at(bs_bytes_sub(in->bytes, at, SIZE_MAX))) > 0) {
        bs_bytes m = bs_bytes_sub(in->bytes, at, n), data = bs_bytes_sub(m, 2, n - 5);
        const struct bs_code *k = BS_CODE(commands, m.p[1]);
        bs_put(d, BS_MARK(m.p[0] == SOH ? "reply" : "command", "MEDIBUS", at, n),
               k->meaning, "%s (0x%02x)", k->name, m.p[1]);
        bs_open(d);
        if (data.n)
            bs_put_text(d, BS_MARK("data", "MEDIBUS", at + 2, data.n), data, NULL);
        if (m.p[1] == DEVICE_ID && m.p[0] == SOH)
            put_identity(d, data, (uint32_t)at + 2);
        bs_put_text(d, BS_MARK("checksum", "MEDIBUS", at + n - 3, 2),
                    bs_bytes_sub(m, n - 3, 2), "it holds");
        bs_close(d);
        messages++;
        last = k->name;
        at += n;
    }
    if (at < in->bytes.n)
        bs_put_hex(d, BS_MARK("(rest)", NULL, at, in->bytes.n - at),
                   bs_bytes_sub(in->bytes, at, SIZE_MAX), NULL);
    d->length = (uint32_t)at;
    d->flags |= BS_DEC_OPEN;
    bs_summary(d, "MEDIBUS, the data line of Draeger devices: %s%s%s", last,
               d->product.n ? ", device " : "",
               bs_quote(d, bs_str_bytes(d->product), 60));
}

const struct bs_decoder bs_decoder_medibus = {
    .name = "medibus",
    .title = "Draeger MEDIBUS",
    .standard = "Draeger MEDIBUS",
    .medical = true,
    .drawn_by = "nothing: the device asks for a partner; or a MEDIBUS command",
    .probe = probe,
    .decode = decode,
};
