/* Requests that came back: an echo service (RFC 862), a tarpit or a honeypot.  A request
 * whole to its last byte proves it.  Requests whose protocol has a decoder that tells
 * them from answers (DICOM, TLS, HTTP, SIP, LDAP, RDP and others) are told there;
 * greetings that both sides send alike (SSH, VNC, rsync, AMQP) cannot be told. */
#include "field.h"

enum { REQUEST_MAX = 512 };

/* -- requests with numbers in them -------------------------------------------------- */

static bool is_smb1(bs_bytes b)
{
    /* NetBIOS header, negotiate, and the bit that marks an answer (flags 0x80) not set. */
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
    if (bs_at(b, 0) != 0 || b.n < 8)
        return false;
    return (bs_be32(b, 0) == 8 && bs_be32(b, 4) == 80877103) ||
           (bs_be32(b, 0) == b.n && bs_be32(b, 4) == 0x00030000 &&
            bs_begins(bs_bytes_sub(b, 8, SIZE_MAX), "user"));
}

static bool is_mssql(bs_bytes b)
{
    return bs_at(b, 0) == 0x12 && bs_at(b, 1) == 1 && b.n > 16 && bs_be16(b, 2) == b.n &&
           b.p[8] == 0;
}

static bool is_mongodb(bs_bytes b)
{
    return b.n > 24 && bs_le32(b, 0) == b.n && bs_le32(b, 8) == 0 &&
           bs_le32(b, 12) == 2004;
}

static bool is_kerberos(bs_bytes b)
{
    if (bs_at(b, 0) == 0 && b.n > 8 && bs_be32(b, 0) == b.n - 4)
        b = bs_bytes_sub(b, 4, SIZE_MAX);
    /* [APPLICATION 10] or 12 of two or three length bytes, SEQUENCE, pvno 5. */
    size_t at = bs_at(b, 1) == 0x81 ? 3 : bs_at(b, 1) == 0x82 ? 4 : 2;
    if (at == 4 && bs_be16(b, 2) != b.n - 4)
        return false;
    return (bs_at(b, 0) == 0x6a || bs_at(b, 0) == 0x6c) && bs_at(b, at) == 0x30 &&
           bs_bytes_find(bs_bytes_sub(b, at, 12), BS_BYTES("\xa1\x03\x02\x01\x05"), 0) !=
               SIZE_MAX;
}

/* A question of DNS, NetBIOS or multicast DNS, complete; or the bare question for a
 * server's state. */
static bool is_dns(bs_bytes b)
{
    if (b.n >= 14 && bs_be16(b, 0) == b.n - 2)
        b = bs_bytes_sub(b, 2, SIZE_MAX);
    if (b.n < 12 || b.p[2] & 0x80 || b.p[3] & 0xef || bs_be32(b, 6) || bs_be16(b, 10))
        return false;
    if (b.n == 12)
        return b.p[2] == 0x10 && bs_be16(b, 4) == 0;
    size_t at = 12;
    while (bs_at(b, at) > 0 && b.p[at] < 64)
        at += 1u + b.p[at];
    return bs_be16(b, 4) == 1 && bs_at(b, at) == 0 && b.n == at + 5 &&
           bs_be16(b, at + 1) != 0 && (bs_be16(b, at + 3) & 0x7fff) <= 4;
}

static bool is_stun(bs_bytes b)
{
    return b.n >= 20 && bs_be16(b, 0) == 1 && bs_be32(b, 4) == 0x2112a442 &&
           bs_be16(b, 2) == b.n - 20;
}

static bool is_tftp(bs_bytes b)
{
    if (bs_at(b, 0) != 0 || (bs_at(b, 1) != 1 && bs_at(b, 1) != 2))
        return false;
    struct bs_cursor c = bs_cur(bs_bytes_sub(b, 2, SIZE_MAX), 0);
    bs_bytes name, mode;
    return bs_cur_zstr(&c, &name) && name.n && bs_is_text(name) &&
           bs_cur_zstr(&c, &mode) &&
           (bs_str_eq_nocase(bs_bytes_str(mode), BS_STR("octet")) ||
            bs_str_eq_nocase(bs_bytes_str(mode), BS_STR("netascii")));
}

/* unbound copies what it cannot read, with the marks of a DNS answer in the third byte. */
static bool is_coap(bs_bytes b)
{
    return b.n > 8 && b.p[2] != 0x80 && b.p[0] >= 0x40 && b.p[0] <= 0x48 && b.p[1] == 1 &&
           bs_bytes_find(b, BS_BYTES(".well-known"), 0) != SIZE_MAX;
}

static bool is_bacnet(bs_bytes b)
{
    /* ReadProperty of the device object, as scanners ask; devices ask each other
     * otherwise. */
    return bs_at(b, 0) == 0x81 && b.n == 17 && bs_be16(b, 2) == 17 &&
           bs_be16(b, 4) == 0x0104 && b.p[6] == 0 && b.p[9] == 0x0c;
}

static bool is_memcached_udp(bs_bytes b)
{
    bs_bytes text = bs_bytes_sub(b, 8, SIZE_MAX);
    return b.n > 8 && bs_be16(b, 2) == 0 && bs_be32(b, 4) == 0x00010000 &&
           (bs_str_eq(bs_bytes_str(text), BS_STR("stats\r\n")) ||
            bs_str_eq(bs_bytes_str(text), BS_STR("version\r\n")));
}

static bool is_ntp(bs_bytes b)
{
    /* A client leaves all but its own time zero (RFC 5905 14). */
    if (b.n != 48 || (b.p[0] & 7) != 3)
        return false;
    for (size_t i = 1; i < 40; i++)
        if (b.p[i])
            return false;
    return true;
}

static bool is_tns(bs_bytes b)
{
    return b.n > 34 && bs_be16(b, 0) == b.n && bs_be16(b, 2) == 0 && b.p[4] == 1 &&
           bs_has(b, "(CONNECT_DATA=", REQUEST_MAX);
}

static bool is_git(bs_bytes b)
{
    return b.n > 20 && bs_begins(bs_bytes_sub(b, 4, SIZE_MAX), "git-upload-pack /") &&
           b.p[0] == '0';
}

static bool is_imap(bs_bytes b)
{
    size_t tag = 0;
    while (tag < 8 && tag < b.n && b.p[tag] > ' ')
        tag++;
    return tag && bs_str_eq_nocase(bs_bytes_str(bs_bytes_sub(b, tag, SIZE_MAX)),
                                   BS_STR(" CAPABILITY\r\n"));
}

static bool is_x11(bs_bytes b)
{
    return b.n == 12 &&
           (memcmp(b.p, "l\0\x0b\0\0\0", 6) == 0 || memcmp(b.p, "B\0\0\x0b\0\0", 6) == 0);
}

static const struct {
    bool (*is)(bs_bytes b);
    const char *what, *ref;
} shapes[] = {
    {is_smb1,          "SMB1 negotiate request",                  "MS-CIFS 2.2.4.52.1"},
    {is_smb2,          "SMB2 negotiate request",                  "MS-SMB2 2.2.3"     },
    {is_rtsp,          "RTSP OPTIONS request",                    "RFC 2326 10.1"     },
    {is_mqtt,          "MQTT CONNECT",                            "MQTT 3.1.1 3.1"    },
    {is_postgresql,    "PostgreSQL SSLRequest or StartupMessage", "PostgreSQL 55.7"   },
    {is_mssql,         "SQL Server PRELOGIN",                     "MS-TDS 2.2.6.5"    },
    {is_mongodb,       "MongoDB query",                           "MongoDB OP_QUERY"  },
    {is_kerberos,      "Kerberos AS-REQ or TGS-REQ",              "RFC 4120 5.4.1"    },
    {is_dns,           "DNS question",                            "RFC 1035 4.1"      },
    {is_stun,          "STUN binding request",                    "RFC 8489 5"        },
    {is_tftp,          "TFTP request for a file",                 "RFC 1350 5"        },
    {is_coap,          "CoAP GET",                                "RFC 7252 5.8.1"    },
    {is_bacnet,        "BACnet ReadProperty",                     "ASHRAE 135 15.5"   },
    {is_memcached_udp, "memcached command over UDP",              "protocol.txt"      },
    {is_ntp,           "NTP client request",                      "RFC 5905 14"       },
    {is_tns,           "Oracle TNS connect",                      "TNS"               },
    {is_git,           "git-upload-pack request",                 "gitprotocol-pack"  },
    {is_imap,          "IMAP CAPABILITY",                         "RFC 9051 6.1.1"    },
    {is_x11,           "X11 connection setup",                    "X11 8"             },
};

/* -- requests that are constant, or begin so ---------------------------------------- */

static const struct {
    bs_bytes text;
    bool whole; /* nothing may follow; else one line, whatever it says */
    const char *what, *ref;
} texts[] = {
    {BS_BYTES("*1\r\n$4\r\nPING\r\n"),             true,  "Redis command",       "RESP"            },
    {BS_BYTES("*1\r\n$4\r\nINFO\r\n"),             true,  "Redis command",       "RESP"            },
    {BS_BYTES("INFO\r\n"),                         true,  "Redis command",       "RESP"            },
    {BS_BYTES("stats\r\n"),                        true,  "memcached command",   "protocol.txt"    },
    {BS_BYTES("version\r\n"),                      true,  "memcached command",   "protocol.txt"    },
    {BS_BYTES("HELP\r\n"),                         true,  "HELP",                NULL              },
    {BS_BYTES("help\r\n\r\n"),                     true,  "HELP",                NULL              },
    {BS_BYTES("QUIT\r\n"),                         true,  "QUIT",                NULL              },
    {BS_BYTES("ruok"),                             true,  "ZooKeeper command",   "ZooKeeper"       },
    {BS_BYTES("JRMI\0\2K"),                        true,  "Java RMI greeting",   "Java RMI 10.2.1" },
    {BS_BYTES("\x16\2\0\1\0\0\0\0\0\0\0\0"),       true,  "NTP control request", "RFC 9327 2"      },
    {BS_BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), false, "HTTP/2 preface",
     "RFC 9113 3.4"                                                                                },
    {BS_BYTES("EHLO "),                            false, "SMTP EHLO",           "RFC 5321 4.1.1.1"},
    {BS_BYTES("HELO "),                            false, "SMTP HELO",           "RFC 5321 4.1.1.1"},
    {BS_BYTES("USER anonymous\r\nPASS "),          false, "FTP login",           "RFC 959 4.1.1"   },
    {BS_BYTES("NICK "),                            false, "IRC login",           "RFC 2812 3.1"    },
    {BS_BYTES("\x1b%-12345X@PJL "),                false, "PJL question",        "PJL"             },
};

static bool is_text(bs_bytes b, size_t i)
{
    bs_bytes t = texts[i].text;
    if (b.n < t.n || b.p[0] != t.p[0] || memcmp(b.p, t.p, t.n) != 0)
        return false;
    /* A terminal that writes back what it is told goes on with its own words. */
    return texts[i].whole ? b.n == t.n
                          : b.n <= 128 && b.p[b.n - 1] < ' ';
}

struct request {
    const char *what, *ref;
};

static bool find(bs_bytes b, struct request *r)
{
    b = bs_bytes_sub(b, 0, REQUEST_MAX);
    if (!b.n)
        return false;
    for (size_t i = 0; i < BS_COUNT(texts); i++)
        if (is_text(b, i)) {
            *r = (struct request){texts[i].what, texts[i].ref};
            return true;
        }
    for (size_t i = 0; i < BS_COUNT(shapes); i++)
        if (shapes[i].is(b)) {
            *r = (struct request){shapes[i].what, shapes[i].ref};
            return true;
        }
    return false;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    struct request r;
    return find(in->bytes, &r) ? BS_PROVEN : BS_NOT;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct request r;
    if (!find(in->bytes, &r))
        return;
    bs_put_hex(d, BS_MARK("request", r.ref, 0, in->bytes.n), in->bytes,
               "a request, not an answer: the probe came back");
    d->flags |= BS_DEC_ECHO;
    d->probe = bs_arena_printf(d->arena, "%s, which came back", r.what);
    bs_summary(d, "Echo: %s came back", r.what);
}

const struct bs_decoder bs_decoder_echo = {
    .name = "echo",
    .title = "Echoed request",
    .standard = "RFC 862",
    .drawn_by = "the very request that came back",
    .probe = probe,
    .decode = decode,
};
