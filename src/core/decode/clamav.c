/* ClamAV's clamd (clamd(8), COMMANDS).  Its version line proves it; PONG and its error
 * texts are short enough that another server could say them. */
#include "lines.h"

enum answer { VERSION_LINE, POOLS, UNKNOWN, UNAVAILABLE, PONG, CLEAN, TOO_LARGE };

static const struct {
    const char *begin;
    enum bs_certainty sure;
    const char *meaning;
} answers[] = {
    [VERSION_LINE] = {"ClamAV ", BS_PROVEN,
                     "version of the program and of its signatures"},
    [POOLS] = {"POOLS: ", BS_LIKELY, "state of the scanning threads"},
    [UNKNOWN] = {"UNKNOWN COMMAND", BS_LIKELY, "the question was not its protocol"},
    [UNAVAILABLE] = {"COMMAND UNAVAILABLE", BS_LIKELY, "the command is switched off"},
    [PONG] = {"PONG", BS_LIKELY, "it is there"},
    [CLEAN] = {"stream: OK", BS_LIKELY, "what was sent was found clean"},
    [TOO_LARGE] = {"INSTREAM size limit exceeded. ERROR", BS_PROVEN, "too much was sent"},
};

static size_t answer_of(bs_bytes b)
{
    size_t i = 0;
    while (i < BS_COUNT(answers) && !bs_begins(b, answers[i].begin))
        i++;
    return i;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    int first = bs_at(b, 0);
    if (first != 'C' && first != 'P' && first != 'U' && first != 's' && first != 'I')
        return BS_NOT;
    size_t i = answer_of(b);
    if (i == BS_COUNT(answers))
        return BS_NOT;
    int next = bs_at(b, strlen(answers[i].begin));
    if (i == VERSION_LINE)
        return bs_is_digit(next) || next == 'd' ? BS_PROVEN : BS_NOT;
    if (i == POOLS)
        return bs_has(b, "STATE: ", 40) ? BS_PROVEN : BS_NOT;
    /* The rest ends its line here: LF, or NUL where the command began with z. */
    return next == '\n' || next == 0 || next == '\r' ? answers[i].sure : BS_NOT;
}

/* "ClamAV 0.103.8/26877/Wed Apr 12 07:20:55 2023" */
static void put_version(struct bs_decoded *d, bs_bytes line)
{
    static const char *const names[] = {"engine version", "signature version",
                                        "signature date"};
    size_t at = 7;
    for (size_t i = 0; i < BS_COUNT(names) && at < line.n; i++) {
        size_t end = bs_bytes_find(line, BS_BYTES("/"), at);
        if (end == SIZE_MAX)
            end = line.n;
        bs_bytes part = bs_bytes_sub(line, at, end - at);
        bs_put_text(d, BS_MARK(names[i], "clamd(8) VERSION", at, part.n), part, NULL);
        if (i == 0)
            bs_product(d, BS_BYTES("ClamAV"), part);
        at = end + 1;
    }
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line;
    size_t i = answer_of(in->bytes);
    if (i == BS_COUNT(answers) || !bs_cur_line(&c, &line))
        return;
    const uint8_t *nul = memchr(line.p, 0, line.n);
    if (nul)
        line = bs_bytes_sub(line, 0, (size_t)(nul - line.p));
    bs_put_text(d, BS_MARK("reply", "clamd(8)", 0, line.n), line, answers[i].meaning);
    bs_product(d, BS_BYTES("ClamAV"), BS_BYTES(""));
    if (i == VERSION_LINE) {
        bs_open(d);
        put_version(d, line);
        bs_close(d);
    }
    d->flags |= i == UNAVAILABLE ? 0 : BS_DEC_OPEN;
    bs_summary(d, "ClamAV scanner: %s", bs_quote(d, line, 120));
}

const struct bs_decoder bs_decoder_clamav = {
    .name = "clamav",
    .title = "ClamAV scanner",
    .standard = "clamd(8)",
    .drawn_by = "clamd PING or VERSION, or any line",
    .probe = probe,
    .decode = decode,
};
