/* Ident answers (RFC 1413 4): "port, port : USERID : system : user" or ": ERROR :
 * reason".  The pair of ports with one of the two words proves it. */
#include "lines.h"

static const struct {
    const char *word, *meaning;
} errors[] = {
    {"INVALID-PORT",  "the question was not two port numbers"},
    {"NO-USER",       "no such connection, or no owner told" },
    {"HIDDEN-USER",   "the owner wants not to be named"      },
    {"UNKNOWN-ERROR", "the server does not say why"          },
};

static void skip_blanks(bs_bytes b, size_t *i)
{
    while (bs_at(b, *i) == ' ' || bs_at(b, *i) == '\t')
        (*i)++;
}

/* A number up to 65535 or what a sloppy server echoes in its place, -1 included. */
static bool skip_number(bs_bytes b, size_t *i)
{
    size_t from = *i;
    if (bs_at(b, *i) == '-')
        (*i)++;
    while (bs_is_digit(bs_at(b, *i)) && *i - from < 11)
        (*i)++;
    return *i > from && bs_is_digit(b.p[*i - 1]);
}

static bool skip_char(bs_bytes b, size_t *i, int c)
{
    skip_blanks(b, i);
    if (bs_at(b, *i) != c)
        return false;
    (*i)++;
    skip_blanks(b, i);
    return true;
}

/* *word: where USERID or ERROR begins; *rest: behind its colon. */
static bool find_parts(bs_bytes line, size_t *word, size_t *rest)
{
    size_t i = 0;
    if (!skip_number(line, &i) || !skip_char(line, &i, ',') || !skip_number(line, &i) ||
        !skip_char(line, &i, ':'))
        return false;
    *word = i;
    if (bs_begins(bs_bytes_sub(line, i, SIZE_MAX), "USERID"))
        i += 6;
    else if (bs_begins(bs_bytes_sub(line, i, SIZE_MAX), "ERROR"))
        i += 5;
    else
        return false;
    if (!skip_char(line, &i, ':'))
        return false;
    *rest = i;
    return true;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    size_t word, rest;
    bs_bytes head = bs_bytes_sub(in->bytes, 0, 128);
    return (bs_is_digit(bs_at(head, 0)) || bs_at(head, 0) == '-') &&
                   find_parts(head, &word, &rest)
               ? BS_PROVEN
               : BS_NOT;
}

static void put_error(struct bs_decoded *d, uint32_t at, bs_bytes reason)
{
    const char *meaning = NULL;
    for (size_t i = 0; i < BS_COUNT(errors); i++)
        if (bs_str_eq(bs_bytes_str(reason), bs_str_z(errors[i].word)))
            meaning = errors[i].meaning;
    bs_put_text(d, BS_MARK("error-type", "RFC 1413 4", at, reason.n), reason, meaning);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line;
    bool told = false;
    for (int n = 0; n < 20 && bs_budget(d); n++) {
        uint32_t at = bs_cur_pos(&c);
        size_t word, rest;
        if (!bs_cur_line(&c, &line))
            break;
        if (!find_parts(line, &word, &rest)) {
            bs_put_text(d, BS_MARK("line", NULL, at, line.n), line, NULL);
            continue;
        }
        bs_put_text(d, BS_MARK("reply", "RFC 1413 4", at, line.n), line, NULL);
        bs_open(d);
        bs_bytes ports = bs_bytes_sub(line, 0, bs_bytes_find(line, BS_BYTES(":"), 0));
        bs_put_text(d, BS_MARK("port-pair", "RFC 1413 4", at, ports.n), ports,
                    "copied from the question");
        bs_bytes value = bs_bytes_sub(line, rest, SIZE_MAX);
        bool user = line.p[word] == 'U';
        if (user)
            bs_put_text(d,
                        BS_MARK("opsys-field, user-id", "RFC 1413 5", at + rest, value.n),
                        value, "the account that owns the connection");
        else
            put_error(d, at + (uint32_t)rest, bs_trimmed(value));
        bs_close(d);
        if (!told)
            bs_summary(d, "Ident %s: %s", user ? "names a user" : "error",
                       bs_quote(d, value, 100));
        told = true;
    }
}

const struct bs_decoder bs_decoder_ident = {
    .name = "ident",
    .title = "Ident",
    .standard = "RFC 1413",
    .drawn_by = "Ident question, or any line: it is taken for one",
    .probe = probe,
    .decode = decode,
};
