#include "tls.h"

#define WEAK "obsolete: can be broken"
#define NO_FORWARD "without forward secrecy"
#define ANONYMOUS "the server does not prove who it is"

static const struct bs_code versions[] = {
    {0x0300, "SSL 3.0", "obsolete"}, {0x0301, "TLS 1.0", "obsolete"},
    {0x0302, "TLS 1.1", "obsolete"}, {0x0303, "TLS 1.2", NULL},
    {0x0304, "TLS 1.3", NULL},
};
/* The common ones of the IANA registry "TLS Cipher Suites". */
static const struct bs_code suites[] = {
    {0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", WEAK},
    {0x0004, "TLS_RSA_WITH_RC4_128_MD5", WEAK},
    {0x0005, "TLS_RSA_WITH_RC4_128_SHA", WEAK},
    {0x0009, "TLS_RSA_WITH_DES_CBC_SHA", WEAK},
    {0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", WEAK},
    {0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", WEAK},
    {0x0018, "TLS_DH_anon_WITH_RC4_128_MD5", WEAK},
    {0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", NO_FORWARD},
    {0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", NULL},
    {0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA", ANONYMOUS},
    {0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", NO_FORWARD},
    {0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", NULL},
    {0x003a, "TLS_DH_anon_WITH_AES_256_CBC_SHA", ANONYMOUS},
    {0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", NO_FORWARD},
    {0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256", NO_FORWARD},
    {0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", NO_FORWARD},
    {0x0045, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA", NULL},
    {0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", NULL},
    {0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", NULL},
    {0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA", NO_FORWARD},
    {0x0088, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", NULL},
    {0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", NO_FORWARD},
    {0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", NO_FORWARD},
    {0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", NULL},
    {0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", NULL},
    {0x1301, "TLS_AES_128_GCM_SHA256", NULL},
    {0x1302, "TLS_AES_256_GCM_SHA384", NULL},
    {0x1303, "TLS_CHACHA20_POLY1305_SHA256", NULL},
    {0x1304, "TLS_AES_128_CCM_SHA256", NULL},
    {0x1305, "TLS_AES_128_CCM_8_SHA256", NULL},
    {0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", NULL},
    {0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", NULL},
    {0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA", WEAK},
    {0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", WEAK},
    {0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", NULL},
    {0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", NULL},
    {0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", NULL},
    {0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", NULL},
    {0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", NULL},
    {0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", NULL},
    {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", NULL},
    {0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", NULL},
    {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", NULL},
    {0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", NULL},
    {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", NULL},
    {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", NULL},
    {0xccaa, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", NULL},
};
/* IANA registry "TLS Supported Groups". */
static const struct bs_code groups[] = {
    {0x0017, "secp256r1", NULL}, {0x0018, "secp384r1", NULL}, {0x0019, "secp521r1", NULL},
    {0x001d, "x25519", NULL},    {0x001e, "x448", NULL},      {0x0100, "ffdhe2048", NULL},
    {0x0101, "ffdhe3072", NULL}, {0x0102, "ffdhe4096", NULL},
    {0x11ec, "X25519MLKEM768", "withstands quantum computers"},
};
enum { EXT_ALPN = 16, EXT_VERSIONS = 43, EXT_KEY_SHARE = 51 };
static const struct bs_code extensions[] = {
    {0, "server_name", "it knows the name it was asked for"},
    {5, "status_request", NULL},
    {11, "ec_point_formats", NULL},
    {EXT_ALPN, "application_layer_protocol_negotiation", "what is spoken inside"},
    {22, "encrypt_then_mac", NULL},
    {23, "extended_master_secret", NULL},
    {35, "session_ticket", NULL},
    {41, "pre_shared_key", NULL},
    {EXT_VERSIONS, "supported_versions", "the version really chosen"},
    {44, "cookie", NULL},
    {EXT_KEY_SHARE, "key_share", NULL},
    {13172, "next_protocol_negotiation", "obsolete"},
    {0xff01, "renegotiation_info", NULL},
};

const struct bs_code *bs_tls_version(uint64_t version)
{
    return BS_CODE(versions, version);
}

static void read_extension(uint64_t type, struct bs_cursor *v, struct bs_decoded *d,
                           struct bs_tls *t)
{
    uint32_t at = bs_cur_pos(v);
    uint64_t code, n;
    bs_bytes name;
    if (type == EXT_VERSIONS && bs_cur_be(v, 2, &code)) {
        t->version = bs_tls_version(code);
        bs_put(d, BS_MARK("selected_version", "RFC 8446 4.2.1", at, 2), t->version->meaning,
               "%s (0x%04x)", t->version->name, (unsigned)code);
    } else if (type == EXT_KEY_SHARE && bs_cur_be(v, 2, &code)) {
        const struct bs_code *g = BS_CODE(groups, code);
        bs_put(d, BS_MARK("group", "RFC 8446 4.2.8", at, 2), g->meaning, "%s (0x%04x)", g->name,
               (unsigned)code);
    } else if (type == EXT_ALPN && bs_cur_skip(v, 2) && bs_cur_be(v, 1, &n) &&
               bs_cur_take(v, n, &name)) {
        t->alpn = name;
        bs_put_text(d, BS_MARK("ProtocolName", "RFC 7301 3.1", at + 3, n), name, NULL);
    }
}

static void read_extensions(struct bs_cursor *c, struct bs_decoded *d, struct bs_tls *t)
{
    uint64_t type, n;
    bs_cur_skip(c, 2); /* length of them all */
    while (bs_budget(d) && bs_cur_left(c) >= 4) {
        uint32_t at = bs_cur_pos(c);
        struct bs_cursor v;
        bs_cur_be(c, 2, &type);
        bs_cur_be(c, 2, &n);
        bool whole = bs_cur_sub(c, n, &v);
        const struct bs_code *row = BS_CODE(extensions, type);
        bs_put(d, BS_MARK(row->name, "RFC 8446 4.2", at, n + 4), row->meaning,
               "extension %u, %u bytes", (unsigned)type, (unsigned)n);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, "the extension", v.base, n, v.b.n);
        read_extension(type, &v, d, t);
        bs_close(d);
    }
}

/* RFC 8446 4.1.3: a ServerHello with this random value asks for another ClientHello. */
static bool is_retry(bs_bytes random)
{
    static const uint8_t sha256_of_name[8] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11};
    return memcmp(random.p, sha256_of_name, sizeof sha256_of_name) == 0;
}

void bs_tls_hello(struct bs_cursor *c, struct bs_decoded *d, struct bs_tls *t)
{
    uint64_t version, n, suite;
    uint32_t at = bs_cur_pos(c);
    bs_bytes random, session;
    if (!bs_cur_be(c, 2, &version))
        return;
    t->version = bs_tls_version(version);
    bs_put(d, BS_MARK("server_version", "RFC 5246 7.4.1.3", at, 2), t->version->meaning,
           "%s (0x%04x)", t->version->name, (unsigned)version);
    if (!bs_cur_take(c, 32, &random))
        return;
    t->retry = is_retry(random);
    bool downgrade = bs_begins(bs_bytes_sub(random, 24, 8), "DOWNGRD\x01");
    bs_put_hex(d, BS_MARK("random", "RFC 8446 4.1.3", at + 2, 32), random,
               t->retry    ? "HelloRetryRequest: it wants another key"
               : downgrade ? "a TLS 1.3 server that was asked for TLS 1.2"
                           : NULL);
    if (!bs_cur_be(c, 1, &n) || !bs_cur_take(c, n, &session))
        return;
    bs_put_hex(d, BS_MARK("session_id", "RFC 5246 7.4.1.3", at + 35, n), session, NULL);
    at = bs_cur_pos(c);
    if (!bs_cur_be(c, 2, &suite))
        return;
    const struct bs_code *row = BS_CODE(suites, suite);
    bs_put(d, BS_MARK("cipher_suite", "RFC 5246 7.4.1.3", at, 2), row->meaning, "%s (0x%04x)",
           row->name, (unsigned)suite);
    if (bs_cur_skip(c, 1)) /* compression method */
        read_extensions(c, d, t);
}
