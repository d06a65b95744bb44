/* Laboratory analysers: frames of ASTM E1381 (CLSI LIS01-A2 section 6.3) around records of ASTM E1394 (LIS02-A2).
 * The checksum proves a frame; the bare control characters ENQ ACK NAK EOT are anybody's. */
#include "field.h"

enum { STX = 0x02, ETX = 0x03, EOT = 0x04, ENQ = 0x05, ACK = 0x06, NAK = 0x15, ETB = 0x17 };

/* A frame: STX, number, text, ETB or ETX, two hex digits.  The sum goes from the number to ETX, modulo 256. */
struct frame {
    bs_bytes text;
    size_t end; /* index of ETX or ETB */
    uint8_t sum;
    int said;
};

static int hex(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool frame_read(bs_bytes b, struct frame *f)
{
    size_t i = 2;
    if (bs_at(b, 0) != STX || bs_at(b, 1) < '0' || bs_at(b, 1) > '7')
        return false;
    *f = (struct frame){.sum = b.p[1], .said = -1};
    for (; i < b.n && i < 64000 && b.p[i] != ETX && b.p[i] != ETB; i++)
        f->sum = (uint8_t)(f->sum + b.p[i]);
    if (i >= b.n)
        return false;
    f->sum = (uint8_t)(f->sum + b.p[i]);
    f->text = bs_bytes_sub(b, 2, i - 2);
    f->end = i;
    int hi = hex(bs_at(b, i + 1)), lo = hex(bs_at(b, i + 2));
    f->said = hi >= 0 && lo >= 0 ? hi * 16 + lo : -1;
    return true;
}

static bool is_record(bs_bytes b)
{
    return b.n > 2 && strchr("HPORCQLSM", b.p[0]) && b.p[0] && b.p[1] == '|';
}

/* Of the first line: LIS02-A2 6.1 gives the header fourteen. */
static int header_fields(bs_bytes b)
{
    int bars = 0;
    for (size_t i = 0; i < b.n && i < 512 && b.p[i] != '\r'; i++)
        bars += b.p[i] == '|';
    return bars;
}

static const struct bs_code controls[] = {
    {EOT, "EOT", "the end of a transmission"},
    {ENQ, "ENQ", "asks whether it may send"},
    {ACK, "ACK", "go on"},
    {NAK, "NAK", "not now, or not understood"},
};

/* A lone control character: an instrument answers ENQ so, and so may anybody. */
static bool is_control(bs_bytes b)
{
    return b.n == 1 && strcmp(BS_CODE(controls, b.p[0])->name, "unknown") != 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    struct frame f;
    bs_bytes b = in->bytes;
    if (is_control(b))
        return BS_WEAK;
    if (bs_at(b, 0) == ENQ && bs_at(b, 1) == STX)
        b = bs_bytes_sub(b, 1, SIZE_MAX);
    if (bs_begins(b, "H|\\^&|"))
        return header_fields(b) >= 9 ? BS_LIKELY : BS_WEAK; /* a header record without its frame */
    if (!frame_read(b, &f) || !is_record(f.text))
        return BS_NOT;
    return f.said == f.sum ? BS_PROVEN : bs_begins(f.text, "H|\\^&|") ? BS_LIKELY : BS_WEAK;
}

static void put_records(struct bs_decoded *d, bs_bytes text, uint32_t base, bs_bytes *sender)
{
    static const char *const names = "HPORCQLSM";
    static const char *const titles[] = {"header", "patient", "order", "result", "comment", "query",
                                         "terminator", "scientific", "manufacturer"};
    struct bs_cursor c = bs_cur(text, base);
    while (bs_budget(d) && bs_cur_left(&c)) {
        uint32_t at = bs_cur_pos(&c);
        bs_bytes rest = bs_cur_rest(&c), line = rest;
        size_t end = bs_bytes_find(rest, BS_BYTES("\r"), 0);
        line.n = end == SIZE_MAX ? rest.n : end;
        bs_cur_skip(&c, line.n + (end != SIZE_MAX));
        const char *kind = line.n && line.p[0] ? strchr(names, line.p[0]) : NULL;
        /* A patient's record may stand in a banner: it is shown, and said what it is. */
        bs_put_text(d, BS_MARK(kind ? titles[kind - names] : "record", "LIS02-A2 6", at, line.n), line,
                    kind && *kind == 'P' ? "a patient's data" : NULL);
        if (kind && *kind == 'H' && !sender->n) {
            size_t from = 0;
            for (int bars = 0; from < line.n && bars < 4; from++)
                bars += line.p[from] == '|';
            *sender = bs_bytes_sub(line, from, SIZE_MAX);
            size_t to = bs_bytes_find(*sender, BS_BYTES("|"), 0);
            sender->n = to == SIZE_MAX ? sender->n : to;
        }
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct frame f;
    bs_bytes b = in->bytes, sender = BS_BYTES("");
    uint32_t base = 0;
    if (is_control(b)) {
        const struct bs_code *k = BS_CODE(controls, b.p[0]);
        bs_put(d, BS_MARK(k->name, "LIS01-A2 6.2", 0, 1), k->meaning, "0x%02x", b.p[0]);
        bs_summary(d, "%s: one control character, perhaps of a laboratory instrument", k->name);
        return;
    }
    if (bs_at(b, 0) == ENQ) {
        bs_put(d, BS_MARK("ENQ", "LIS01-A2 6.2", 0, 1), "asks whether it may send", "0x05");
        b = bs_bytes_sub(b, 1, SIZE_MAX);
        base = 1;
    }
    if (frame_read(b, &f)) {
        bs_put(d, BS_MARK("frame number", "LIS01-A2 6.3", base + 1, 1), NULL, "%c", b.p[1]);
        put_records(d, f.text, base + 2, &sender);
        bs_put(d, BS_MARK("checksum", "LIS01-A2 6.3.1", base + f.end + 1, 2),
               f.said == f.sum ? "right" : "wrong, or not there", "%02X", f.sum);
    } else {
        put_records(d, b, base, &sender);
    }
    bs_product(d, sender, BS_BYTES(""));
    bs_summary(d, "laboratory instrument sends ASTM records, sender %s", bs_quote(d, sender, 60));
}

const struct bs_decoder bs_decoder_astm = {
    .name = "astm",
    .title = "ASTM laboratory instrument",
    .standard = "CLSI LIS01-A2, LIS02-A2 (ASTM E1381, E1394)",
    .drawn_by = "nothing, or ENQ: the instrument sends results by itself",
    .medical = true,
    .probe = probe,
    .decode = decode,
};
