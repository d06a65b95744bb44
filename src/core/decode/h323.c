/* H.323 call signalling: Q.931 messages (H.225.0 7.2, Q.931 4) in TPKT (RFC 1006 6).  The
 * lengths, the discriminator 8 with a call reference of two bytes and a known message
 * type prove it. */
#include "field.h"

enum { DISCRIMINATOR = 8, HEAD = 9, SETUP = 0x05, DISPLAY = 0x28, USER_USER = 0x7e };

static const struct bs_code messages[] = {
    {0x01,  "Alerting",         "it rings"                       },
    {0x02,  "Call Proceeding",  "it takes the call"              },
    {0x03,  "Progress",         NULL                             },
    {SETUP, "Setup",            "a call: what callers send"      },
    {0x07,  "Connect",          "it picked up"                   },
    {0x5a,  "Release Complete", "it hung up or refused"          },
    {0x62,  "Facility",         "call me elsewhere, or otherwise"},
    {0x7d,  "Status",           NULL                             },
};
static const struct bs_code elements[] = {
    {0x04,      "Bearer capability",    NULL                      },
    {0x08,      "Cause",                "why"                     },
    {0x1c,      "Facility",             NULL                      },
    {DISPLAY,   "Display",              "what it calls itself"    },
    {0x6c,      "Calling party number", NULL                      },
    {0x70,      "Called party number",  NULL                      },
    {USER_USER, "User-user",            "H.225.0 inside, in ASN.1"},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    uint32_t length = bs_be16(b, 2);
    if (b.n < HEAD || b.p[0] != 3 || b.p[1] != 0 || length < HEAD || length > 4096 ||
        b.p[4] != DISCRIMINATOR || b.p[5] != 2 ||
        strcmp(BS_CODE(messages, b.p[8])->name, "unknown") == 0)
        return BS_NOT;
    return BS_PROVEN;
}

static void read_elements(struct bs_cursor *c, struct bs_decoded *d, bs_bytes *display)
{
    uint8_t id, small;
    uint64_t n;
    while (bs_budget(d) && bs_cur_left(c)) {
        uint32_t at = bs_cur_pos(c);
        struct bs_cursor v;
        bs_cur_u8(c, &id);
        if (id & 0x80) /* one byte is all of it */
            continue;
        if (id == USER_USER) {
            if (!bs_cur_be(c, 2, &n))
                return;
        } else if (bs_cur_u8(c, &small)) {
            n = small;
        } else {
            return;
        }
        bool whole = bs_cur_sub(c, n, &v);
        const struct bs_code *e = BS_CODE(elements, id);
        const struct bs_mark m = {e->name, "Q.931 4.5", at, bs_cur_pos(c) - at};
        if (id == DISPLAY)
            bs_put_text(d, &m, v.b, e->meaning);
        else
            bs_put_hex(d, &m, v.b, e->meaning);
        if (!whole)
            bs_put_cut(d, e->name, v.base, n, v.b.n);
        if (id == DISPLAY)
            *display = v.b;
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes, display = BS_BYTES("");
    struct bs_cursor c = bs_cur(b, 0), body;
    uint32_t length = bs_be16(b, 2);
    const struct bs_code *m = BS_CODE(messages, b.p[8]);
    bs_put(d, BS_MARK("TPKT", "RFC 1006 6", 0, length), NULL, "version 3, %u bytes",
           length);
    bs_open(d);
    bs_put(d, BS_MARK("call reference", "Q.931 4.3", 6, 2),
           b.p[6] & 0x80 ? "of the side that was called" : "of the side that called",
           "0x%04x", bs_be16(b, 6));
    bs_put(d, BS_MARK("message type", "Q.931 4.4", 8, 1), m->meaning, "%s (0x%02x)",
           m->name, b.p[8]);
    bs_cur_skip(&c, HEAD);
    if (!bs_cur_sub(&c, length - HEAD, &body))
        bs_put_cut(d, "TPKT", HEAD, length - HEAD, body.b.n);
    read_elements(&body, d, &display);
    bs_close(d);
    bs_product(d, bs_trimmed(display), BS_BYTES(""));
    if (b.p[8] == SETUP) {
        d->flags |= BS_DEC_ECHO;
        d->probe = BS_STR("H.323 Setup, which came back");
        bs_summary(d, "Echo: an H.323 Setup came back");
        return;
    }
    bs_summary(d, "H.323 telephone or video conference system: %s%s%s", m->name,
               display.n ? ", calls itself " : "", bs_quote(d, display, 60));
}

const struct bs_decoder bs_decoder_h323 = {
    .name = "h323",
    .title = "H.323 call signalling",
    .standard = "ITU-T H.225.0, Q.931",
    .drawn_by = "H.323 Setup, or a TPKT probe",
    .probe = probe,
    .decode = decode,
};
