/* DICOM upper layer protocol over TCP (PS3.8 section 9.3). */
#include "dicom.h"

#include <stdio.h>

static const struct bs_code pdu_names[] = {
    {DICOM_RQ, "A-ASSOCIATE-RQ", "a request for an association: servers do not send it"},
    {DICOM_AC, "A-ASSOCIATE-AC", "the server let an unknown caller in"},
    {DICOM_RJ, "A-ASSOCIATE-RJ", "the server speaks DICOM and turned the caller away"},
    {DICOM_DATA, "P-DATA-TF", "a DICOM message"},
    {DICOM_RELEASE_RQ, "A-RELEASE-RQ", "a request to end an association"},
    {DICOM_RELEASE_RP, "A-RELEASE-RP", "the association was ended in order"},
    {DICOM_ABORT, "A-ABORT", "the server speaks DICOM and did not understand the caller"},
};
static const struct bs_code rj_results[] = {
    {1, "rejected-permanent", "asking again will not help"},
    {2, "rejected-transient", "busy: asking later may help"},
};
static const struct bs_code rj_sources[] = {
    {1, "DICOM UL service-user", "the application decided"},
    {2, "DICOM UL service-provider (ACSE)", "the association layer decided"},
    {3, "DICOM UL service-provider (Presentation)", "the presentation layer decided"},
};
/* source << 8 | reason */
static const struct bs_code rj_reasons[] = {
    {0x101, "no-reason-given", NULL},
    {0x102, "application-context-name-not-supported", NULL},
    {0x103, "calling-AE-title-not-recognized", "the server knows its callers by name"},
    {0x107, "called-AE-title-not-recognized", "the server wants to be called by its own name"},
    {0x201, "no-reason-given", NULL},
    {0x202, "protocol-version-not-supported", NULL},
    {0x301, "temporary-congestion", NULL},
    {0x302, "local-limit-exceeded", "too many associations at once"},
};
static const struct bs_code abort_sources[] = {
    {0, "DICOM UL service-user", NULL},
    {2, "DICOM UL service-provider", NULL},
};
static const struct bs_code abort_reasons[] = {
    {0, "reason-not-specified", NULL},
    {1, "unrecognized-PDU", "it was asked in another protocol"},
    {2, "unexpected-PDU", "it was asked in another protocol"},
    {4, "unrecognized-PDU-parameter", NULL},
    {5, "unexpected-PDU-parameter", NULL},
    {6, "invalid-PDU-parameter-value", NULL},
};

static bool ae_text(bs_bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] < 0x20 || b.p[i] > 0x7e)
            return b.p[i] == 0; /* some pad with NUL */
    return true;
}

static enum bs_certainty probe_associate(bs_bytes b, uint32_t length)
{
    if (length < 68 || length > 1u << 20 || !(bs_be16(b, 6) & 1) || bs_be16(b, 6) > 3)
        return BS_NOT;
    if (b.n > 26 && !ae_text(bs_bytes_sub(b, 10, 32)))
        return BS_NOT;
    if (bs_at(b, 74) == 0x10 && bs_at(b, 75) == 0 &&
        bs_begins(bs_bytes_sub(b, 78, SIZE_MAX), "1.2.840.10008.3.1.1.1"))
        return BS_PROVEN;
    return b.n > 26 ? BS_LIKELY : BS_WEAK;
}

static enum bs_certainty probe_short(bs_bytes b, int type)
{
    if (b.n < 10)
        return b.n >= 6 ? BS_WEAK : BS_NOT;
    int x = b.p[7], y = b.p[8], z = b.p[9];
    if (b.p[6] != 0)
        return BS_NOT;
    if (type == DICOM_RJ)
        return x >= 1 && x <= 2 && strcmp(BS_CODE(rj_reasons, (uint64_t)(y << 8 | z))->name,
                                          "unknown") != 0
                   ? BS_PROVEN
                   : BS_NOT;
    if (type == DICOM_ABORT)
        return x == 0 && (y == 0 || y == 2) && z <= 6 ? BS_PROVEN : BS_NOT;
    return x == 0 && y == 0 && z == 0 ? BS_LIKELY : BS_NOT;
}

static enum bs_certainty probe_data(bs_bytes b, uint32_t length)
{
    uint64_t item = bs_be32(b, 6);
    if (b.n < 12 || length < 6 || length > 1u << 24 || item + 4 > length || item < 2 ||
        !(b.p[10] & 1) || b.p[11] > 3)
        return BS_NOT;
    /* A command set begins with its group length, implicit VR little endian. */
    bool command = b.n >= 20 && memcmp(b.p + 12, "\0\0\0\0\4\0\0\0", 8) == 0;
    return command && (b.p[11] & 1) ? BS_PROVEN : BS_WEAK;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    int type = bs_at(b, 0);
    if (b.n < 6 || type < DICOM_RQ || type > DICOM_ABORT || b.p[1] != 0)
        return BS_NOT;
    uint32_t length = bs_be32(b, 2);
    switch (type) {
    case DICOM_RQ:
    case DICOM_AC:
        return probe_associate(b, length);
    case DICOM_DATA:
        return probe_data(b, length);
    default:
        return length == 4 ? probe_short(b, type) : BS_NOT;
    }
}

static void read_reject(struct bs_cursor *c, struct bs_decoded *d)
{
    bs_bytes v;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_take(c, 4, &v))
        return;
    const struct bs_code *result = BS_CODE(rj_results, v.p[1]);
    const struct bs_code *source = BS_CODE(rj_sources, v.p[2]);
    const struct bs_code *reason = BS_CODE(rj_reasons, (uint64_t)(v.p[2] << 8 | v.p[3]));
    bs_put(d, BS_MARK("Result", "PS3.8 9.3.4", at + 1, 1), result->meaning, "%s (%d)",
           result->name, v.p[1]);
    bs_put(d, BS_MARK("Source", "PS3.8 9.3.4", at + 2, 1), source->meaning, "%s (%d)",
           source->name, v.p[2]);
    bs_put(d, BS_MARK("Reason/Diag.", "PS3.8 9.3.4", at + 3, 1), reason->meaning, "%s (%d)",
           reason->name, v.p[3]);
    d->flags |= BS_DEC_CHECKED;
    d->probe = BS_STR("DICOM association request (echoscu, findscu)");
    bs_summary(d, "DICOM A-ASSOCIATE-RJ: association refused, %s%s", reason->name,
               v.p[3] == 7 || (v.p[2] == 1 && v.p[3] == 3) ? " (AE titles are checked)" : "");
}

static void read_abort(struct bs_cursor *c, struct bs_decoded *d, bool first)
{
    bs_bytes v;
    uint32_t at = bs_cur_pos(c);
    if (!bs_cur_take(c, 4, &v))
        return;
    const struct bs_code *source = BS_CODE(abort_sources, v.p[2]);
    const struct bs_code *reason = BS_CODE(abort_reasons, v.p[3]);
    bs_put(d, BS_MARK("Source", "PS3.8 9.3.8", at + 2, 1), source->meaning, "%s (%d)",
           source->name, v.p[2]);
    bs_put(d, BS_MARK("Reason/Diag", "PS3.8 9.3.8", at + 3, 1), reason->meaning, "%s (%d)",
           reason->name, v.p[3]);
    if (!first)
        return;
    d->probe = BS_STR("a request in another protocol: RDP or S7 cookie, HTTP, TLS");
    bs_summary(d, "DICOM A-ABORT: a DICOM server was asked something else (%s)", reason->name);
}

/* What the first PDU says becomes the summary; the rest of the train stays fields. */
static void read_body(int type, struct bs_cursor *c, struct bs_decoded *d, bool first)
{
    switch (type) {
    case DICOM_RQ:
    case DICOM_AC:
        bs_dicom_associate(c, d, type);
        break;
    case DICOM_RJ:
        read_reject(c, d);
        break;
    case DICOM_DATA:
        bs_dicom_data(c, d, first);
        break;
    case DICOM_RELEASE_RP:
        if (first)
            bs_summary(d, "DICOM A-RELEASE-RP: the server ended an association in order");
        break;
    case DICOM_RELEASE_RQ:
        if (!first)
            break;
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: a DICOM A-RELEASE-RQ came back");
        break;
    default:
        read_abort(c, d, first);
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    unsigned pdus = 0;
    d->length = 0;
    while (bs_cur_left(&c) >= 6 && bs_budget(d) && pdus < 100) {
        uint32_t start = bs_cur_pos(&c);
        uint8_t type = in->bytes.p[start];
        uint32_t length = bs_be32(in->bytes, start + 2);
        if (type < DICOM_RQ || type > DICOM_ABORT || in->bytes.p[start + 1] != 0)
            break;
        const struct bs_code *name = BS_CODE(pdu_names, type);
        struct bs_cursor body;
        bs_cur_skip(&c, 6);
        bool whole = bs_cur_sub(&c, length, &body);
        bs_put(d, BS_MARK(name->name, "PS3.8 9.3", start, 6 + (uint64_t)length), name->meaning,
               "PDU type %d, %u bytes", type, length);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, "the PDU", body.base, length, body.b.n);
        read_body(type, &body, d, pdus == 0);
        bs_close(d);
        d->length = bs_cur_pos(&c);
        pdus++;
    }
    if (bs_cur_left(&c))
        bs_put_hex(d, BS_MARK("(rest)", NULL, bs_cur_pos(&c), bs_cur_left(&c)),
                   bs_cur_rest(&c), "bytes behind the last PDU");
}

const struct bs_decoder bs_decoder_dicom = {
    .name = "dicom",
    .title = "DICOM upper layer",
    .standard = "DICOM PS3.8",
    .medical = true,
    .drawn_by = "DICOM association request (echoscu, findscu)",
    .probe = probe,
    .decode = decode,
};
