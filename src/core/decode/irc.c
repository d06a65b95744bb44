/* IRC greetings and errors (RFC 2812). */
#include "lines.h"

/* ":server 375 nick :text", ":server NOTICE nick :text". */
static bool is_message(bs_bytes b)
{
    size_t blank = bs_bytes_find(b, BS_BYTES(" "), 1);
    if (blank == SIZE_MAX || blank < 3)
        return false;
    bs_bytes rest = bs_bytes_sub(b, blank + 1, SIZE_MAX);
    bool numeric = bs_three_digits(rest, 0) > 0 && bs_at(rest, 3) == ' ';
    return (numeric || bs_begins(rest, "NOTICE ")) && bs_bytes_find(rest, BS_BYTES(" :"), 0) != SIZE_MAX;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) == 'E')
        return bs_begins(b, "ERROR :Closing Link") ? BS_PROVEN
               : bs_begins(b, "ERROR :")           ? BS_LIKELY
                                                   : BS_NOT;
    if (bs_begins(b, "NOTICE AUTH :"))
        return BS_PROVEN;
    if (bs_at(b, 0) != ':')
        return BS_NOT;
    b = bs_bytes_sub(b, 0, 200);
    return bs_has(b, " NOTICE AUTH :", 200) || bs_has(b, " NOTICE * :", 200) ||
                   bs_has(b, " 451 ", 200)
               ? BS_PROVEN
           : is_message(b) ? BS_LIKELY
                           : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first = bs_put_lines(&c, d, "message", "RFC 2812 2.3", NULL, 0, 60);
    bs_summary(d, "IRC: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_irc = {
    .name = "irc",
    .title = "Internet Relay Chat",
    .standard = "RFC 2812",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
