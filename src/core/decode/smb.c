/* SMB 1 to 3 behind a NetBIOS session header (MS-CIFS, MS-SMB2, MS-NLMP). */
#include "field.h"

static const struct bs_code dialects[] = {
    {0x0202, "SMB 2.0.2", NULL}, {0x0210, "SMB 2.1", NULL},   {0x0300, "SMB 3.0", NULL},
    {0x0302, "SMB 3.0.2", NULL}, {0x0311, "SMB 3.1.1", NULL}, {0x02ff, "SMB 2.x", NULL},
};

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) != 0 || b.n < 9 || (b.p[4] != 0xff && b.p[4] != 0xfe))
        return BS_NOT;
    return memcmp(b.p + 5, "SMB", 3) == 0 ? BS_PROVEN : BS_NOT;
}

/* Names an NTLM challenge gives away (MS-NLMP 2.2.1.2, 2.2.2.1). */
static void read_ntlm(bs_bytes b, struct bs_decoded *d, bs_bytes *domain)
{
    static const struct bs_code names[] = {
        {1, "MsvAvNbComputerName", "the host"}, {2, "MsvAvNbDomainName", "the domain"},
        {3, "MsvAvDnsComputerName", "the host"}, {4, "MsvAvDnsDomainName", "may name the owner"},
        {5, "MsvAvDnsTreeName", "may name the owner"},
    };
    size_t at = bs_bytes_find(b, BS_BYTES("NTLMSSP\0\2"), 0);
    if (at == SIZE_MAX)
        return;
    bs_bytes message = bs_bytes_sub(b, at, SIZE_MAX);
    uint64_t length = bs_le16(message, 40), from = bs_le32(message, 44);
    bs_put(d, BS_MARK("NTLM CHALLENGE_MESSAGE", "MS-NLMP 2.2.1.2", at, message.n), NULL, "%s", "");
    bs_open(d);
    struct bs_cursor c = bs_cur(message, (uint32_t)at), info;
    if (bs_cur_skip(&c, from)) {
        bs_cur_sub(&c, length, &info);
        bs_bytes head, v;
        while (bs_budget(d) && bs_cur_take(&info, 4, &head)) {
            uint32_t pos = bs_cur_pos(&info), id = bs_le16(head, 0);
            if (!bs_cur_take(&info, bs_le16(head, 2), &v) || id == 0)
                break;
            const struct bs_code *n = BS_CODE(names, id);
            char text[128];
            size_t k = 0;
            for (size_t i = 0; i + 1 < v.n && k < sizeof text - 1; i += 2)
                text[k++] = v.p[i + 1] == 0 && v.p[i] >= 0x20 && v.p[i] < 0x7f ? (char)v.p[i] : '?';
            bs_bytes narrow = {(const uint8_t *)text, k};
            if (id <= 5)
                bs_put_text(d, BS_MARK(n->name, "MS-NLMP 2.2.2.1", pos, v.n), narrow, n->meaning);
            if (id == 4 || (id == 2 && !domain->n))
                *domain = bs_arena_bytes(d->arena, narrow);
        }
    }
    bs_close(d);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    bs_bytes b = in->bytes;
    uint64_t length = bs_be32(b, 0) & 0xffffff;
    bool old = b.p[4] == 0xff;
    bs_bytes domain = BS_BYTES("");
    bs_put(d, BS_MARK("session message", "RFC 1002 4.3.1", 0, length + 4), NULL, "%llu bytes",
           (unsigned long long)length);
    bs_open(d);
    if (length > b.n - 4)
        bs_put_cut(d, "the message", 4, length, b.n - 4);
    if (old) {
        uint32_t dialect = bs_le16(b, 37);
        bool none = dialect == 0xffff;
        bs_put(d, BS_MARK("command", "MS-CIFS 2.2.3.1", 8, 1), NULL, "0x%02x", b.p[8]);
        bs_put(d, BS_MARK("status", "MS-CIFS 2.2.3.1", 9, 4), NULL, "0x%08x", bs_le32(b, 9));
        if (b.p[8] == 0x72)
            bs_put(d, BS_MARK("dialect index", "MS-CIFS 2.2.4.52.2", 37, 2),
                   none ? "no common dialect: SMB 1 is switched off" : NULL, "%u", dialect);
        bs_summary(d, "SMB 1 answer: %s", b.p[8] == 0x72 && none
                                              ? "no common dialect, SMB 1 is off"
                                              : "SMB 1 is enabled");
    } else {
        uint32_t command = bs_le16(b, 16), dialect = bs_le16(b, 72);
        bs_put(d, BS_MARK("command", "MS-SMB2 2.2.1.2", 16, 2), NULL, "%u", command);
        bs_put(d, BS_MARK("status", "MS-SMB2 2.2.1.2", 12, 4), NULL, "0x%08x", bs_le32(b, 12));
        const struct bs_code *row = BS_CODE(dialects, dialect);
        if (command == 0 && b.n >= 74)
            bs_put(d, BS_MARK("DialectRevision", "MS-SMB2 2.2.4", 72, 2), row->meaning,
                   "%s (0x%04x)", row->name, dialect);
        if (command == 0 && b.n >= 92)
            bs_put_hex(d, BS_MARK("ServerGuid", "MS-SMB2 2.2.4", 76, 16), bs_bytes_sub(b, 76, 16),
                       "the same on every address of this server");
        bs_summary(d, "SMB 2 answer, dialect %s", command == 0 ? row->name : "not told");
    }
    read_ntlm(b, d, &domain);
    bs_close(d);
    if (domain.n)
        bs_summary(d, "SMB answer with an NTLM challenge, domain %s", bs_quote(d, domain, 80));
    if (length > b.n - 4)
        bs_doubt_stub(d, "SMB answer", b.n, length + 4);
}

const struct bs_decoder bs_decoder_smb = {
    .name = "smb",
    .title = "SMB file sharing",
    .standard = "MS-CIFS, MS-SMB2",
    .drawn_by = "SMB negotiate",
    .probe = probe,
    .decode = decode,
};
