/* Line printer daemon (RFC 1179).  The protocol answers with one byte (0 = accepted),
 * which proves nothing; the texts of queues and refusals name it. */
#include "lines.h"

static const struct {
    const char *text;
    bool at_start;
    enum bs_certainty sure;
    const char *product, *meaning;
} texts[] = {
    {"no entries",                                  true,  BS_LIKELY, "",      "the queue is empty"     },
    {"Printer: ",                                   true,  BS_LIKELY, "LPRng", "state of a queue"       },
    {"your host does not have line printer access", false, BS_PROVEN, "",      "refused"                },
    {": lpd: ",                                     false, BS_PROVEN, "",      "a message of the daemon"},
    {"lpd: ",                                       true,  BS_PROVEN, "",      "a message of the daemon"},
    {"lpd [",                                       true,  BS_LIKELY, "",      "a message of the daemon"},
    {"Illegal service request",                     false, BS_PROVEN, "",
     "the question was not its protocol"                                                                },
    {"DoneJob=",                                    true,  BS_LIKELY, "LPRng", "state of a queue"       },
};

enum { TEXT_WITHIN = 160 };

static size_t text_of(bs_bytes b)
{
    size_t i = 0;
    for (; i < BS_COUNT(texts); i++)
        if (texts[i].at_start ? bs_begins(b, texts[i].text)
                              : bs_has(b, texts[i].text, TEXT_WITHIN))
            break;
    return i;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n == 1 && in->port == 515)
        return b.p[0] == 0 ? BS_LIKELY : BS_WEAK;
    /* One short line or a few: nothing longer is searched. */
    if (b.n < 8 || b.n > 2048 || b.p[0] < ' ' || b.p[0] == '<' || bs_begins(b, "HTTP/"))
        return BS_NOT;
    size_t i = text_of(b);
    if (i == BS_COUNT(texts))
        return BS_NOT;
    if (texts[i].at_start && texts[i].text[0] == 'P' && !bs_has(b, "Queue: ", 400))
        return BS_NOT;
    return texts[i].sure;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    size_t i = text_of(b);
    if (b.n == 1) {
        bs_put(d, BS_MARK("acknowledgement", "RFC 1179 3.2", 0, 1),
               b.p[0] ? "refused"
                      : "accepted: the port and the size speak for it, not the byte",
               "%u", b.p[0]);
        bs_summary(d, "Line printer daemon %s",
                   b.p[0] ? "refused a command" : "took a command");
        return;
    }
    struct bs_cursor c = bs_cur(b, 0);
    bs_bytes first = bs_put_lines(&c, d, "line", "RFC 1179 5", NULL, 0, 40);
    if (i < BS_COUNT(texts)) {
        bs_product(d, bs_str_bytes(bs_str_z(texts[i].product)), BS_BYTES(""));
        if (strcmp(texts[i].meaning, "refused") == 0)
            d->flags |= BS_DEC_CHECKED;
    }
    bs_summary(d, "Line printer daemon: %s", bs_quote(d, first, 120));
}

const struct bs_decoder bs_decoder_lpd = {
    .name = "lpd",
    .title = "Line printer daemon",
    .standard = "RFC 1179",
    .drawn_by = "a line taken for a queue's name",
    .probe = probe,
    .decode = decode,
};
