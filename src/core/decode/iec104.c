/* IEC 60870-5-104, telecontrol of energy networks.  Six bytes are all most answers have; the
 * control field of a U frame has only six values (IEC 60870-5-104 5). */
#include "field.h"

enum { START = 0x68, APCI = 6, APDUS_MAX = 32, ASDU_HEAD = 6 };

static const struct bs_code functions[] = {
    {0x07, "STARTDT act", "asks to start: controlling stations send it"       },
    {0x0b, "STARTDT con", "the transfer was started for an unknown caller"    },
    {0x13, "STOPDT act",  "asks to stop"                                      },
    {0x23, "STOPDT con",  "the transfer was stopped"                          },
    {0x43, "TESTFR act",  "asks whether the line lives"                       },
    {0x83, "TESTFR con",  "the line lives"                                    },
};
static const struct bs_code types[] = {
    {1,   "M_SP_NA_1", "single-point information"},
    {3,   "M_DP_NA_1", "double-point information"},
    {9,   "M_ME_NA_1", "measured value, normalized"},
    {11,  "M_ME_NB_1", "measured value, scaled"},
    {13,  "M_ME_NC_1", "measured value, floating point"},
    {30,  "M_SP_TB_1", "single-point information with time"},
    {36,  "M_ME_TF_1", "measured value, floating point with time"},
    {70,  "M_EI_NA_1", "end of initialization"},
    {100, "C_IC_NA_1", "interrogation"},
    {101, "C_CI_NA_1", "counter interrogation"},
    {103, "C_CS_NA_1", "clock synchronization"},
};

/* Length of the APDU at i; 0 when there is none. */
static size_t apdu(bs_bytes b, size_t i)
{
    int length = bs_at(b, i + 1), control = bs_at(b, i + 2);
    if (bs_at(b, i) != START || length < 4 || length > 253 || control < 0)
        return 0;
    size_t n = (size_t)length + 2;
    if ((control & 3) == 3) /* U: one function, the rest is zero */
        return length == 4 && bs_be16(b, i + 3) == 0 && bs_at(b, i + 5) == 0 &&
                       strcmp(BS_CODE(functions, (unsigned)control)->name, "unknown") != 0
                   ? n
                   : 0;
    if (bs_at(b, i + 4) < 0 || (bs_at(b, i + 4) & 1))
        return 0;
    if ((control & 3) == 1) /* S */
        return length == 4 && control == 1 && bs_at(b, i + 3) == 0 ? n : 0;
    bool known = strcmp(BS_CODE(types, (unsigned)bs_at(b, i + 6))->name, "unknown") != 0;
    return known && length >= 4 + ASDU_HEAD + 3 && bs_at(b, i + 9) >= 0 ? n : 0;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    size_t at = 0, frames = 0, n;
    if (bs_at(b, 0) != START || (bs_at(b, 2) & 3) != 3)
        return BS_NOT; /* stations that were not started send U frames only */
    while (frames < APDUS_MAX && at < b.n && (n = apdu(b, at)) != 0) {
        at += n;
        frames++;
    }
    if (!frames || (at < b.n && frames < APDUS_MAX))
        return BS_NOT;
    return frames > 1 && at == b.n ? BS_PROVEN : BS_LIKELY;
}

static void read_asdu(bs_bytes b, size_t i, struct bs_decoded *d)
{
    const struct bs_code *row = BS_CODE(types, (unsigned)bs_at(b, i));
    bs_put(d, BS_MARK("type identification", "IEC 60870-5-101 7.2.1", i, 1), row->meaning,
           "%s (%d)", row->name, bs_at(b, i));
    bs_put(d, BS_MARK("cause of transmission", "IEC 60870-5-101 7.2.3", i + 2, 2), NULL, "%d",
           bs_at(b, i + 2) & 0x3f);
    bs_put(d, BS_MARK("common address", "IEC 60870-5-101 7.2.4", i + 4, 2), "of the station",
           "%u", bs_le16(b, i + 4));
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const struct bs_code *first = BS_CODE(functions, (unsigned)bs_at(b, 2));
    bool started = false, data = false;
    size_t n, frames = 0;
    for (size_t at = 0; frames < APDUS_MAX && bs_budget(d) && (n = apdu(b, at)) != 0; at += n) {
        int control = bs_at(b, at + 2);
        bool u = (control & 3) == 3;
        const struct bs_code *row = BS_CODE(functions, (unsigned)control);
        bs_put(d, BS_MARK(u ? "U frame" : (control & 1) ? "S frame" : "I frame",
                          "IEC 60870-5-104 5.1", at, n),
               u ? row->meaning : NULL, "%s", u ? row->name : "numbered");
        started |= control == 0x0b;
        if (!u && n > APCI) {
            data = true;
            bs_open(d);
            read_asdu(b, at + APCI, d);
            bs_close(d);
        }
        frames++;
    }
    if (started)
        d->flags |= BS_DEC_OPEN;
    d->probe = bs_at(b, 2) == 0x83   ? BS_STR("IEC 104 TESTFR act")
               : bs_at(b, 2) == 0x0b ? BS_STR("IEC 104 STARTDT act")
                                     : BS_STR("nothing: the station asks by itself");
    bs_summary(d, "IEC 60870-5-104 station: %s%s", first->name,
               data ? ", then process data" : "");
}

const struct bs_decoder bs_decoder_iec104 = {
    .name = "iec104",
    .title = "IEC 60870-5-104",
    .standard = "IEC 60870-5-104",
    .drawn_by = "IEC 104 TESTFR act",
    .probe = probe,
    .decode = decode,
};
