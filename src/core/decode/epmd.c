/* Erlang's port mapper: answers to NAMES_REQ (Erlang distribution protocol 13.2). */
#include "field.h"

enum { PORT_AT = 0, TEXT_AT = 4, NODES_MAX = 50, NAME_MAX = 64 };

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (b.n < TEXT_AT || b.p[0] || b.p[1])
        return BS_NOT;
    if (b.n == TEXT_AT) /* no node is registered; any number could be these bytes */
        return bs_be32(b, PORT_AT) == 4369 ? BS_LIKELY : BS_NOT;
    bs_bytes text = bs_bytes_sub(b, TEXT_AT, 400);
    return bs_begins(text, "name ") && bs_has(text, " at port ", 300) ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line, first = BS_BYTES("");
    unsigned nodes = 0;
    bs_put(d, BS_MARK("EPMDPortNo", "Erlang distribution 13.2.5", PORT_AT, 4), NULL, "%u",
           bs_be32(in->bytes, PORT_AT));
    bs_cur_skip(&c, TEXT_AT);
    for (uint32_t at = TEXT_AT; nodes < NODES_MAX && bs_cur_line(&c, &line); at = bs_cur_pos(&c)) {
        if (!bs_begins(line, "name "))
            continue;
        size_t end = bs_bytes_find(line, BS_BYTES(" at port "), 0);
        bs_put_text(d, BS_MARK("NodeInfo", "Erlang distribution 13.2.5", at, line.n), line, NULL);
        if (!nodes++)
            first = bs_bytes_sub(line, 5, end == SIZE_MAX || end < 5 ? NAME_MAX : end - 5);
    }
    /* Of the nodes people run, two carry the name of their program. */
    if (bs_has(first, "rabbit", NAME_MAX))
        bs_product(d, BS_BYTES("RabbitMQ"), BS_BYTES(""));
    else if (bs_has(first, "ejabberd", NAME_MAX))
        bs_product(d, BS_BYTES("ejabberd"), BS_BYTES(""));
    bs_summary(d, "Erlang port mapper: %u node%s%s%s", nodes, nodes == 1 ? "" : "s",
               nodes ? ", " : "", bs_quote(d, first, NAME_MAX));
}

const struct bs_decoder bs_decoder_epmd = {
    .name = "epmd",
    .title = "Erlang port mapper",
    .standard = "Erlang distribution protocol",
    .drawn_by = "EPMD NAMES_REQ",
    .probe = probe,
    .decode = decode,
};
