/* Git daemon: pkt-lines (gitprotocol-pack). */
#include "lines.h"

/* "0020": four hex digits that count themselves, or -1. */
static int pkt_length(bs_bytes b)
{
    int n = 0;
    for (size_t i = 0; i < 4; i++) {
        int c = bs_at(b, i);
        if (bs_is_digit(c))
            n = n * 16 + c - '0';
        else if (c >= 'a' && c <= 'f')
            n = n * 16 + c - 'a' + 10;
        else
            return -1;
    }
    return n;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < 8 || pkt_length(b) < 4)
        return BS_NOT;
    b = bs_bytes_sub(b, 4, 64);
    return bs_begins(b, "ERR ") || bs_begins(b, "version ") || bs_has(b, " HEAD", 46)
               ? BS_PROVEN
               : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    while (bs_budget(d)) {
        int n = pkt_length(bs_cur_rest(&c));
        bs_bytes line;
        uint32_t at = bs_cur_pos(&c);
        if (n < 4)
            break;
        bs_cur_skip(&c, 4);
        uint64_t there = bs_cur_left(&c), want = (uint64_t)n - 4;
        if (want > there)
            bs_put_cut(d, "the pkt-line", at + 4, want, there);
        bs_cur_take(&c, want < there ? want : there, &line);
        bs_put_text(d, BS_MARK("pkt-line", "gitprotocol-pack", at, line.n + 4), line,
                    NULL);
    }
    bs_bytes first = bs_bytes_sub(in->bytes, 4, 140);
    d->flags |= bs_begins(first, "ERR ") ? BS_DEC_CHECKED : 0;
    bs_summary(d, "Git daemon: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_git = {
    .name = "git",
    .title = "Git daemon",
    .standard = "Git pack protocol",
    .drawn_by = "Git request it refused, or lines of another protocol",
    .probe = probe,
    .decode = decode,
};
