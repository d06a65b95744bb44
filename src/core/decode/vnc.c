/* VNC greetings and the offer of ways to log in (RFC 6143 7.1; later security types: IANA
 * registry of RFB).  The greeting of twelve bytes proves it. */
#include "lines.h"

enum { GREETING = 12, NONE = 1 };

static const struct bs_code types[] = {
    {0,    "Invalid",              "it refuses, and says why"                       },
    {NONE, "None",                 "no password: anybody sees and moves this screen"},
    {2,    "VNC Authentication",   "a password of up to 8 characters"               },
    {5,    "RA2",                  "RealVNC"                                        },
    {6,    "RA2ne",                "RealVNC"                                        },
    {16,   "Tight",                "TightVNC"                                       },
    {17,   "Ultra",                "UltraVNC"                                       },
    {18,   "TLS",                  NULL                                             },
    {19,   "VeNCrypt",             "TLS, then a login"                              },
    {20,   "SASL",                 NULL                                             },
    {21,   "MD5",                  NULL                                             },
    {22,   "xvp",                  NULL                                             },
    {30,   "Apple Remote Desktop", NULL                                             },
    {35,   "Apple Kerberos",       NULL                                             },
    {129,  "RA256",                "RealVNC"                                        },
};

/* What Shodan's crawler writes below the greeting. */
static const struct {
    const char *text;
    unsigned flag;
} remarks[] = {
    {"authentication disabled",          BS_DEC_OPEN   },
    {"authentication enabled",           BS_DEC_CHECKED},
    {"Too many security failures",       BS_DEC_CHECKED},
    {"Too many authentication failures", BS_DEC_CHECKED},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "RFB ") || bs_three_digits(b, 4) < 0 || bs_at(b, 7) != '.' ||
        bs_three_digits(b, 8) < 0)
        return BS_NOT;
    return BS_PROVEN;
}

/* Version 3.7 and later: how many types, then the types. */
static bool put_types(struct bs_cursor *c, struct bs_decoded *d)
{
    int n = bs_cur_peek(c, 0);
    bool none = false;
    if (n <= 0 || n > 16 || bs_cur_left(c) < (size_t)n + 1)
        return false;
    bs_put(d, BS_MARK("number-of-security-types", "RFC 6143 7.1.2", bs_cur_pos(c), 1),
           NULL, "%d", n);
    bs_open(d);
    for (int i = 1; i <= n; i++) {
        int type = bs_cur_peek(c, (size_t)i);
        const struct bs_code *t = BS_CODE(types, (uint64_t)(unsigned)type);
        bs_put(d,
               BS_MARK("security-type", "RFC 6143 7.1.2", bs_cur_pos(c) + (uint32_t)i, 1),
               t->meaning, "%s (%d)", t->name, type);
        none |= type == NONE;
    }
    bs_close(d);
    d->flags |= none ? BS_DEC_OPEN : BS_DEC_CHECKED;
    bs_cur_skip(c, (uint64_t)n + 1);
    return true;
}

/* A zero in place of the types (3.7) or of the type (3.3), then the reason. */
static bool put_reason(struct bs_cursor *c, struct bs_decoded *d)
{
    size_t zeros = bs_be32(bs_cur_rest(c), 1) ? 1 : 4;
    uint64_t n = bs_be32(bs_cur_rest(c), zeros);
    bs_bytes text;
    if (bs_cur_peek(c, 0) != 0 || bs_cur_left(c) < zeros + 4 || n > 200)
        return false;
    bs_put(d, BS_MARK("security-type", "RFC 6143 7.1.2", bs_cur_pos(c), zeros),
           types[0].meaning, "Invalid (0)");
    bs_cur_skip(c, zeros + 4);
    uint32_t at = bs_cur_pos(c);
    if (bs_cur_take(c, n, &text))
        bs_put_text(d, BS_MARK("reason-string", "RFC 6143 7.1.2", at, n), text, NULL);
    d->flags |= BS_DEC_CHECKED;
    return true;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first, text = bs_bytes_sub(in->bytes, GREETING, SIZE_MAX);
    bs_cur_line(&c, &first);
    bs_put_text(d, BS_MARK("ProtocolVersion", "RFC 6143 7.1.1", 0, first.n), first, NULL);
    for (size_t i = 0; i < BS_COUNT(remarks); i++)
        if (bs_has(text, remarks[i].text, 400))
            d->flags |= remarks[i].flag;
    if (!bs_is_text(text) && (put_types(&c, d) || put_reason(&c, d)) && bs_cur_left(&c))
        bs_put_hex(d, BS_MARK("(rest)", NULL, bs_cur_pos(&c), bs_cur_left(&c)),
                   bs_cur_rest(&c), NULL);
    else
        bs_put_lines(&c, d, "line", "crawler report", NULL, 0, 20);
    bs_summary(d, "VNC: %s%s", bs_quote(d, first, 40),
               d->flags & BS_DEC_OPEN      ? ", no password asked"
               : d->flags & BS_DEC_CHECKED ? ", asks for a login or refuses"
                                           : "");
}

const struct bs_decoder bs_decoder_vnc = {
    .name = "vnc",
    .title = "VNC remote framebuffer",
    .standard = "RFC 6143",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
