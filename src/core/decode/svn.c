/* Subversion: the greeting of svnserve. */
#include "lines.h"

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    return bs_begins(b, "( success ( 1 2 ") || bs_begins(b, "( success ( 2 2 ")
               ? BS_PROVEN
           : bs_begins(b, "( failure ( ( ") ? BS_LIKELY
                                            : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "greeting", "ra_svn 3.1", NULL, 0, 5);
    bool failed = bs_begins(first, "( failure");
    bs_summary(d, "Subversion server%s",
               failed ? ": refused" : ", names its capabilities");
}

const struct bs_decoder bs_decoder_svn = {
    .name = "svn",
    .title = "Subversion",
    .standard = "ra_svn protocol",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
