/* Finger answers (RFC 1288 2.5).  The text is free; what the usual servers print is the
 * heading of a user ("Login: ... Name: ...") or of the list ("Login Name Tty"), which
 * proves it, and sentences about nobody being there, which are likely only. */
#include "lines.h"

static const struct {
    const char *begin;
    enum bs_certainty sure;
    const char *meaning; /* NULL: its own words say it */
} sentences[] = {
    {"No one logged on",               BS_LIKELY, "nobody is logged in"          },
    {"No one is logged on",            BS_LIKELY, "nobody is logged in"          },
    {"Finger online user list denied", BS_PROVEN, "the list is not for strangers"},
    {"Finger online list denied",      BS_PROVEN, "the list is not for strangers"},
    {"must provide username",          BS_LIKELY, "the list is not for strangers"},
    {"finger: ",                       BS_LIKELY, NULL                           },
    {"fingerd: ",                      BS_PROVEN, NULL                           },
    {"Login name: ",                   BS_LIKELY, NULL                           },
};

static size_t sentence_of(bs_bytes b)
{
    size_t i = 0;
    while (i < BS_COUNT(sentences) && !bs_begins(b, sentences[i].begin))
        i++;
    return i;
}

static bs_bytes text_of(bs_bytes b)
{
    while (b.n && (b.p[0] == '\r' || b.p[0] == '\n'))
        b = bs_bytes_sub(b, 1, SIZE_MAX);
    return b;
}

static bool has_heading(bs_bytes b)
{
    if (!bs_begins(b, "Login"))
        return false;
    bs_bytes line = bs_bytes_sub(b, 0, 160);
    bool user = bs_begins(b, "Login: ") || bs_begins(b, "Login name: ");
    return user ? bs_has(line, "Name: ", 160) || bs_has(line, "In real life: ", 160) ||
                      bs_has(line, "\nNo such user", 160)
                : bs_has(line, "Name", 80) &&
                      (bs_has(line, "Tty", 80) || bs_has(line, "Idle", 80));
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = text_of(bs_bytes_sub(in->bytes, 0, 256));
    int c = bs_at(b, 0);
    if (c != 'L' && c != 'N' && c != 'F' && c != 'f' && c != 'm')
        return BS_NOT;
    if (has_heading(b))
        return BS_PROVEN;
    size_t i = sentence_of(b);
    return i < BS_COUNT(sentences) ? sentences[i].sure : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes text = text_of(in->bytes);
    size_t i = sentence_of(text);
    bs_bytes first = bs_put_lines(&c, d, "line", "RFC 1288 2.5", NULL, 0, 60);
    bool user = bs_begins(text, "Login: ") || bs_begins(text, "Login name: ");
    if (user && !bs_has(text, "No such user", 200)) {
        d->flags |= BS_DEC_OPEN;
        bs_summary(d, "Finger tells about an account: %s", bs_quote(d, first, 120));
    } else if (bs_begins(text, "Login ")) {
        d->flags |= BS_DEC_OPEN;
        bs_summary(d, "Finger lists who is logged in");
    } else {
        bs_summary(d, "Finger: %s",
                   i < BS_COUNT(sentences) && sentences[i].meaning
                       ? sentences[i].meaning
                       : bs_quote(d, first, 120));
    }
}

const struct bs_decoder bs_decoder_finger = {
    .name = "finger",
    .title = "Finger",
    .standard = "RFC 1288",
    .drawn_by = "Finger question: an empty line or a name",
    .probe = probe,
    .decode = decode,
};
