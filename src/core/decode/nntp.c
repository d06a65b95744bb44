/* NNTP greetings (RFC 3977). */
#include "lines.h"

static const struct bs_code codes[] = {
    {200, "", "reading and posting allowed"       },
    {201, "", "reading allowed, posting not"      },
    {480, "", "it asks for a login"               },
    {500, "", "it did not understand the question"},
    {502, "", "not for this caller"               },
};
static const struct bs_maker makers[] = {
    {"InterNetNews", "INN"           },
    {"Leafnode",     "Leafnode"      },
    {"Cyrus",        "Cyrus"         },
    {"Microsoft",    "Microsoft NNTP"},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (!bs_begins(b, "200 ") && !bs_begins(b, "201 ") && !bs_begins(b, "502 "))
        return BS_NOT;
    return bs_has(b, "NNTP", 200) || bs_has(b, "InterNetNews", 200) ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first =
        bs_put_lines(&c, d, "response", "RFC 3977 3.2", codes, BS_COUNT(codes), 20);
    bs_name_maker(d, first, makers, BS_COUNT(makers));
    d->flags |= bs_begins(first, "502") ? BS_DEC_CHECKED : 0;
    bs_summary(d, "NNTP: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_nntp = {
    .name = "nntp",
    .title = "Network news",
    .standard = "RFC 3977",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
