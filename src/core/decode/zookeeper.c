/* ZooKeeper: answers to its four-letter words. */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_begins(b, "Zookeeper version: "))
        return BS_PROVEN;
    return bs_begins(b, "This ZooKeeper instance is not currently serving") ||
                   bs_has(b, "is not executed because it is not in the whitelist", 80)
               ? BS_LIKELY
               : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "line", "ZooKeeper", NULL, 0, 80);
    bool open = bs_begins(first, "Zookeeper version: ");
    bs_bytes version = open ? bs_version_after(first, 19, 1) : BS_BYTES("");
    bs_product(d, BS_BYTES("ZooKeeper"), version);
    d->flags |= open ? BS_DEC_OPEN : 0;
    bs_summary(d, "ZooKeeper: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_zookeeper = {
    .name = "zookeeper",
    .title = "ZooKeeper",
    .standard = "ZooKeeper four-letter words",
    .drawn_by = "ZooKeeper stat or srvr",
    .probe = probe,
    .decode = decode,
};
