/* rsync daemon greetings. */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    return bs_begins(b, "@RSYNCD: ") && bs_is_digit(bs_at(b, 9)) ? BS_PROVEN
           : bs_begins(b, "@ERROR: ")                            ? BS_LIKELY
                                                                 : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "line", "rsync daemon", NULL, 0, 60);
    bool greeting = bs_begins(first, "@RSYNCD");
    bs_product(d, BS_BYTES("rsync"), BS_BYTES(""));
    d->flags |= greeting ? 0 : BS_DEC_CHECKED;
    if (greeting)
        bs_summary(d, "rsync daemon, protocol %s",
                   bs_quote(d, bs_version_after(first, 9, 1), 20));
    else
        bs_summary(d, "rsync: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_rsync = {
    .name = "rsync",
    .title = "rsync",
    .standard = "rsync daemon protocol",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
