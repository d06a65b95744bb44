/* Asterisk manager interface: its greeting. */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    return bs_begins(b, "Asterisk Call Manager/") ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "line", "AMI", NULL, 0, 40);
    bs_bytes version = bs_version_after(first, 22, 1);
    d->service = BS_STR("asterisk");
    bs_product(d, BS_BYTES("Asterisk manager"), version);
    bs_summary(d, "Asterisk manager interface %s", bs_quote(d, version, 20));
}

const struct bs_decoder bs_decoder_ami = {
    .name = "ami",
    .title = "Asterisk manager interface",
    .standard = "Asterisk AMI",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
