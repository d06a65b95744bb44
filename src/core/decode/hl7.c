/* HL7 version 2, framed by MLLP or bare (HL7 v2.x chapter 2; MLLP release 1). */
#include "field.h"

enum { VT = 0x0b, FS = 0x1c, CR = 0x0d };

static const char *const msh_names[] = {
    "MSH-3 Sending Application", "MSH-4 Sending Facility",     "MSH-5 Receiving Application",
    "MSH-6 Receiving Facility",  "MSH-7 Date/Time of Message", "MSH-8 Security",
    "MSH-9 Message Type",        "MSH-10 Message Control ID",  "MSH-11 Processing ID",
    "MSH-12 Version ID",
};
/* File and batch headers have the same first six fields. */
static const char *const batch_names[] = {
    "Sending Application",    "Sending Facility", "Receiving Application",
    "Receiving Facility",     "Creation Date",    "Security",
    "Name, ID or Type",       "Comment",          "Control ID",
    "Reference Control ID",
};
static const struct {
    const char *code, *name, *meaning;
} acks[] = {
    {"AA", "Application Accept", "the message was taken"},
    {"AE", "Application Error", "the message was read and not liked"},
    {"AR", "Application Reject", "the message was refused"},
    {"CA", "Commit Accept", "the message was taken"},
    {"CE", "Commit Error", "the message was read and not liked"},
    {"CR", "Commit Reject", "the message was refused"},
};

static bool is_segment(bs_bytes b, const char *name)
{
    /* The byte behind the name declares the separator: any punctuation, nearly always |. */
    int sep = bs_at(b, 3);
    return bs_begins(b, name) && sep > 0x20 && sep < 0x7f && !bs_is_digit(sep) &&
           !((sep | 0x20) >= 'a' && (sep | 0x20) <= 'z');
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    bool framed = bs_at(b, 0) == VT;
    if (framed)
        b = bs_bytes_sub(b, 1, SIZE_MAX);
    int c = bs_at(b, 0);
    if (framed && c == FS && bs_at(b, 1) == CR)
        return BS_LIKELY; /* an empty frame */
    if (c != 'M' && c != 'F' && c != 'B')
        return BS_NOT;
    if (!is_segment(b, "MSH") && !is_segment(b, "FHS") && !is_segment(b, "BHS"))
        return BS_NOT;
    if (bs_begins(bs_bytes_sub(b, 3, 5), "|^~\\&"))
        return BS_PROVEN;
    return framed && b.n > 8 ? BS_LIKELY : BS_WEAK;
}

struct reading {
    bs_bytes type, version, application, facility, ack, text;
    bool has_ack, batch;
};

static bool split(bs_bytes *rest, uint8_t sep, bs_bytes *part)
{
    if (!rest->p)
        return false;
    const uint8_t *end = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    size_t n = end ? (size_t)(end - rest->p) : rest->n;
    *part = bs_bytes_sub(*rest, 0, n);
    *rest = end ? bs_bytes_sub(*rest, n + 1, SIZE_MAX) : (bs_bytes){NULL, 0};
    return true;
}

static void read_header(bs_bytes seg, uint32_t at, struct bs_decoded *d, struct reading *r)
{
    uint8_t sep = seg.p[3];
    bool batch = !bs_begins(seg, "MSH");
    r->batch |= batch;
    bs_bytes rest = bs_bytes_sub(seg, 4, SIZE_MAX), part;
    bs_put_text(d, BS_MARK(batch ? "Field Separator" : "MSH-1 Field Separator", "HL7 2.15.9", at + 3, 1),
                bs_bytes_sub(seg, 3, 1), NULL);
    uint32_t pos = at + 4;
    for (size_t i = 0; i < 11 && split(&rest, sep, &part); i++) {
        if (i == 0)
            bs_put_text(d, BS_MARK(batch ? "Encoding Characters" : "MSH-2 Encoding Characters",
                                   "HL7 2.15.9", pos, part.n),
                        part, NULL);
        else if (part.n)
            bs_put_text(d, BS_MARK(batch ? batch_names[i - 1] : msh_names[i - 1],
                                   batch ? "HL7 2.15.2, 2.15.5" : "HL7 2.15.9", pos, part.n),
                        part, i == 1 || i == 2 ? "may name the organisation" : NULL);
        if (i == 1)
            r->application = part;
        else if (i == 2)
            r->facility = part;
        else if (i == 7 && !batch)
            r->type = part;
        else if (i == 10 && !batch)
            r->version = part;
        pos += (uint32_t)part.n + 1;
    }
}

static void read_ack(bs_bytes seg, uint32_t at, struct bs_decoded *d, struct reading *r)
{
    static const char *const names[] = {"MSA-1 Acknowledgment Code", "MSA-2 Message Control ID",
                                        "MSA-3 Text Message"};
    bs_bytes rest = bs_bytes_sub(seg, 4, SIZE_MAX), part;
    uint32_t pos = at + 4;
    for (size_t i = 0; i < BS_COUNT(names) && split(&rest, seg.p[3], &part); i++) {
        const char *meaning = i == 1 ? "copied from the message that was sent" : NULL;
        if (i == 0) {
            r->ack = part;
            r->has_ack = true;
            for (size_t k = 0; k < BS_COUNT(acks); k++)
                if (part.n == 2 && bs_begins(part, acks[k].code))
                    meaning = acks[k].meaning;
        } else if (i == 2) {
            r->text = part;
        }
        bs_put_text(d, BS_MARK(names[i], "HL7 2.15.8", pos, part.n), part, meaning);
        pos += (uint32_t)part.n + 1;
    }
}

static void read_segment(bs_bytes seg, uint32_t at, struct bs_decoded *d, struct reading *r)
{
    /* Some answers indent or end lines with LF. */
    while (seg.n && (seg.p[0] == ' ' || seg.p[0] == '\n')) {
        seg = bs_bytes_sub(seg, 1, SIZE_MAX);
        at++;
    }
    if (seg.n < 4)
        return;
    const char *name = bs_begins(seg, "MSH")   ? "MSH Message Header"
                       : bs_begins(seg, "MSA") ? "MSA Message Acknowledgment"
                       : bs_begins(seg, "ERR") ? "ERR Error"
                       : bs_begins(seg, "FHS") ? "FHS File Header"
                       : bs_begins(seg, "BHS") ? "BHS Batch Header"
                                               : "segment";
    bs_put_text(d, BS_MARK(name, "HL7 2.5", at, seg.n), seg, NULL);
    bs_open(d);
    if (bs_begins(seg, "MSH") || bs_begins(seg, "FHS") || bs_begins(seg, "BHS"))
        read_header(seg, at, d, r);
    else if (bs_begins(seg, "MSA"))
        read_ack(seg, at, d, r);
    bs_close(d);
}

/* Medpot answers every MSH with this constant text, dated 2011 and never framed. */
static bool is_medpot(bs_bytes b)
{
    return bs_has(b, "SENDING_APPLICATION|SENDING_FACILITY|RECEIVING_APPLICATION", 200) &&
           bs_has(b, "|20110614075841|", 200);
}

static void sum_up(struct bs_decoded *d, const struct reading *r, bs_bytes b)
{
    d->probe = BS_STR("HL7 message over MLLP");
    if (is_medpot(b)) {
        d->flags |= BS_DEC_HONEYPOT;
        bs_product(d, BS_BYTES("Medpot"), BS_BYTES(""));
        bs_summary(d, "HL7 acknowledgement with the constant text of the honeypot Medpot");
        return;
    }
    const char *app = bs_quote(d, r->application, 40), *fac = bs_quote(d, r->facility, 40);
    const char *version = bs_quote(d, r->version, 10);
    if (!r->has_ack && r->batch && !r->type.n) {
        bs_summary(d, "HL7 batch of messages from application %s, facility %s", *app ? app : "(none)",
                   *fac ? fac : "(none)");
        return;
    }
    if (!r->has_ack) {
        const char *type = bs_quote(d, r->type, 20);
        bs_summary(d, "HL7 %s%s message %s from application %s, facility %s",
                   *version ? "v" : "", version, *type ? type : "(cut)", *app ? app : "(none)",
                   *fac ? fac : "(none)");
        return;
    }
    const char *name = "acknowledgement";
    for (size_t k = 0; k < BS_COUNT(acks); k++)
        if (r->ack.n == 2 && bs_begins(r->ack, acks[k].code))
            name = acks[k].name;
    bool taken = bs_at(r->ack, 1) == 'A';
    d->flags |= taken ? BS_DEC_OPEN : 0;
    bs_summary(d, "HL7 v%s acknowledgement: %s (%s), from application %s, facility %s", version,
               name, bs_quote(d, r->ack, 8), *app ? app : "(none)", *fac ? fac : "(none)");
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    struct reading r = {0};
    bool framed = bs_at(b, 0) == VT;
    uint32_t at = framed ? 1 : 0;
    const uint8_t *end = b.n ? memchr(b.p, FS, b.n) : NULL;
    size_t stop = end ? (size_t)(end - b.p) : b.n;
    if (framed) {
        bs_put(d, BS_MARK("MLLP start block", "MLLP 2.3.1", 0, 1), NULL, "VT");
        if (!end)
            d->flags |= BS_DEC_TRUNCATED;
    }
    bs_bytes rest = bs_bytes_sub(b, at, stop - at), seg;
    if (!rest.n) {
        bs_summary(d, "HL7 MLLP: an empty frame");
        return;
    }
    while (bs_budget(d) && split(&rest, CR, &seg)) {
        struct bs_cursor lines = bs_cur(seg, at);
        bs_bytes line;
        uint32_t pos = at;
        while (bs_cur_line(&lines, &line)) {
            read_segment(line, pos, d, &r);
            pos = bs_cur_pos(&lines);
        }
        at += (uint32_t)seg.n + 1;
    }
    if (end)
        bs_put(d, BS_MARK("MLLP end block", "MLLP 2.3.1", stop, bs_at(b, stop + 1) == CR ? 2 : 1),
               NULL, "FS CR");
    sum_up(d, &r, b);
}

const struct bs_decoder bs_decoder_hl7 = {
    .name = "hl7",
    .title = "HL7 v2 over MLLP",
    .standard = "HL7 v2, MLLP",
    .medical = true,
    .drawn_by = "HL7 message in an MLLP frame",
    .probe = probe,
    .decode = decode,
};
