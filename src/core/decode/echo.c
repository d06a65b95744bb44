/* Requests that came back: an echo service, a tarpit or a honeypot.  Requests whose
 * protocol has a decoder that tells them from answers (DICOM, TLS, HTTP, SIP, LDAP, RDP)
 * are told there. */
#include "field.h"

enum { REQUEST_MAX = 512 };

static bool is_smb1(bs_bytes b)
{
    /* NetBIOS header, negotiate, and the bit that marks an answer (flags 0x80) not set.
     */
    return bs_at(b, 0) == 0 && bs_be32(b, 4) == 0xff534d42 && bs_at(b, 8) == 0x72 &&
           b.n > 36 && (b.p[13] & 0x80) == 0 && bs_has(b, "NT LM 0.12", REQUEST_MAX);
}

static bool is_smb2(bs_bytes b)
{
    /* Negotiate (command 0), SMB2_FLAGS_SERVER_TO_REDIR not set, StructureSize 36. */
    return bs_at(b, 0) == 0 && bs_be32(b, 4) == 0xfe534d42 && bs_le16(b, 16) == 0 &&
           (bs_le32(b, 20) & 1) == 0 && bs_le16(b, 68) == 36;
}

static bool is_rtsp(bs_bytes b)
{
    return bs_begins(b, "OPTIONS ") && bs_has(b, " RTSP/1.0", 200);
}

static bool is_mqtt(bs_bytes b)
{
    return bs_at(b, 0) == 0x10 && bs_at(b, 1) >= 10 && bs_be16(b, 2) == 4 &&
           bs_begins(bs_bytes_sub(b, 4, 4), "MQTT");
}

static bool is_postgresql(bs_bytes b)
{
    return b.n >= 8 && bs_be32(b, 0) == 8 && bs_be32(b, 4) == 80877103;
}

static bool is_redis(bs_bytes b)
{
    return bs_begins(b, "*1\r\n$4\r\nPING") || bs_begins(b, "*1\r\n$4\r\nINFO");
}

static const struct {
    bool (*is)(bs_bytes b);
    const char *what, *ref, *drawn_by;
} requests[] = {
    {is_smb1,       "SMB1 negotiate request", "MS-CIFS 2.2.4.52.1",
     "SMB negotiate, which came back"                                                               },
    {is_smb2,       "SMB2 negotiate request", "MS-SMB2 2.2.3",
     "SMB negotiate, which came back"                                                               },
    {is_rtsp,       "RTSP OPTIONS request",   "RFC 2326 10.1",      "RTSP OPTIONS, which came back" },
    {is_mqtt,       "MQTT CONNECT",           "MQTT 3.1.1 3.1",     "MQTT CONNECT, which came back" },
    {is_postgresql, "PostgreSQL SSLRequest",  "PostgreSQL 55.7",
     "SSLRequest, which came back"                                                                  },
    {is_redis,      "Redis command",          "RESP",               "Redis command, which came back"},
};

static size_t find(bs_bytes b)
{
    size_t i = 0;
    b = bs_bytes_sub(b, 0, REQUEST_MAX);
    while (i < BS_COUNT(requests) && !requests[i].is(b))
        i++;
    return i;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    return find(in->bytes) < BS_COUNT(requests) ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t i = find(in->bytes);
    if (i == BS_COUNT(requests))
        return;
    bs_put_hex(d, BS_MARK("request", requests[i].ref, 0, in->bytes.n), in->bytes,
               "a request, not an answer: the probe came back");
    d->flags |= BS_DEC_ECHO;
    d->probe = bs_str_z(requests[i].drawn_by);
    bs_summary(d, "Echo: %s came back", requests[i].what);
}

const struct bs_decoder bs_decoder_echo = {
    .name = "echo",
    .title = "Echoed request",
    .standard = "RFC 862",
    .drawn_by = "the very request that came back",
    .probe = probe,
    .decode = decode,
};
