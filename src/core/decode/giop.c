/* CORBA: GIOP messages (OMG CORBA 3.3 part 2, 9.4).  Object brokers answer what they cannot read with MessageError. */
#include "field.h"

static const struct bs_code messages[] = {
    {0, "Request", "a request: it came back"},
    {1, "Reply", "an answer"},
    {2, "CancelRequest", NULL},
    {3, "LocateRequest", "a request: it came back"},
    {4, "LocateReply", "where an object is"},
    {5, "CloseConnection", "the server ends the connection"},
    {6, "MessageError", "the server could not read what it was sent"},
    {7, "Fragment", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    return bs_begins(b, "GIOP") && bs_at(b, 4) == 1 && bs_at(b, 5) <= 2 && bs_at(b, 7) >= 0 && b.p[7] <= 7
               ? BS_PROVEN
               : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    const struct bs_code *kind = BS_CODE(messages, b.p[7]);
    const bool little = b.p[6] & 1;
    const uint32_t size = little ? bs_le32(b, 8) : bs_be32(b, 8);
    bs_put(d, BS_MARK("magic", "CORBA 9.4.1", 0, 4), NULL, "GIOP");
    bs_put(d, BS_MARK("GIOP_version", "CORBA 9.4.1", 4, 2), NULL, "%d.%d", b.p[4], b.p[5]);
    bs_put(d, BS_MARK("flags", "CORBA 9.4.1", 6, 1), little ? "little endian" : "big endian", "0x%02x", b.p[6]);
    bs_put(d, BS_MARK("message_type", "CORBA 9.4.1", 7, 1), kind->meaning, "%s (%d)", kind->name, b.p[7]);
    if (b.n >= 12)
        bs_put(d, BS_MARK("message_size", "CORBA 9.4.1", 8, 4), "bytes that follow", "%u", size);
    if (b.n >= 12 && size > b.n - 12)
        bs_put_cut(d, "message", 12, size, b.n - 12);
    size_t at = bs_bytes_find(bs_bytes_sub(b, 0, 4096), BS_BYTES("IDL:"), 0);
    bs_bytes id = BS_BYTES("");
    if (at != SIZE_MAX) {
        bs_bytes rest = bs_bytes_sub(b, at, 200);
        size_t end = bs_bytes_find(rest, BS_BYTES("\0"), 0);
        id = bs_bytes_sub(rest, 0, end == SIZE_MAX ? rest.n : end);
        bs_put_text(d, BS_MARK("exception_id", "CORBA 9.4.3", at, id.n), id, "why it was refused");
    }
    if (b.p[7] == 0 || b.p[7] == 3)
        d->flags |= BS_DEC_ECHO;
    bs_summary(d, "CORBA %s %s", kind->name, bs_quote(d, id, 80));
}

const struct bs_decoder bs_decoder_giop = {
    .name = "giop",
    .title = "CORBA GIOP",
    .standard = "OMG CORBA 3.3 part 2",
    .drawn_by = "GIOP request",
    .probe = probe,
    .decode = decode,
};
