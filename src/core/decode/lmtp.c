/* LMTP greetings (RFC 2033 4.1): SMTP's form, and the word LMTP in the first line, which
 * proves it. Dovecot greets on LMTP as it does for mail submission, without the word:
 * there the port makes it likely. */
#include "lines.h"

enum { PORT = 24 };

static const struct bs_maker makers[] = {
    {"Dovecot",    "Dovecot"   },
    {"Cyrus LMTP", "Cyrus IMAP"},
    {"DBMail",     "DBMail"    },
    {"Zimbra",     "Zimbra"    },
    {"Postfix",    "Postfix"   },
    {"Exim",       "Exim"      },
};

static bs_bytes first_line(bs_bytes b)
{
    bs_bytes head = bs_bytes_sub(b, 0, 300);
    const uint8_t *end = head.n ? memchr(head.p, '\n', head.n) : NULL;
    return end ? bs_bytes_sub(head, 0, (size_t)(end - head.p)) : head;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    if (!bs_begins(in->bytes, "220 ") && !bs_begins(in->bytes, "220-"))
        return BS_NOT;
    bs_bytes line = first_line(in->bytes);
    if (bs_has(line, "SMTP", line.n))
        return BS_NOT;
    if (bs_has(line, "LMTP", line.n))
        return BS_PROVEN;
    return in->port == PORT && bs_has(line, "Dovecot", line.n) ? BS_LIKELY : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes first =
        bs_put_lines(&c, d, "reply", "RFC 2033 4.2, RFC 5321 4.2", NULL, 0, 60);
    bs_name_maker(d, first, makers, BS_COUNT(makers));
    bs_summary(d, "LMTP, the last step of mail delivery: %s", bs_quote(d, first, 140));
}

const struct bs_decoder bs_decoder_lmtp = {
    .name = "lmtp",
    .title = "LMTP mail delivery",
    .standard = "RFC 2033",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
