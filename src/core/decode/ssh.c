/* SSH identification and key exchange (RFC 4253). */
#include "lines.h"

static const struct bs_maker makers[] = {
    {"OpenSSH_for_Windows_", "OpenSSH for Windows"}, {"OpenSSH_", "OpenSSH"},
    {"dropbear_", "Dropbear"},  {"dropbear", "Dropbear"},   {"ROSSSH", "MikroTik"},
    {"Cisco-", "Cisco SSH"},    {"libssh_", "libssh"},      {"libssh-", "libssh"},
    {"mod_sftp", "ProFTPD mod_sftp"}, {"AsyncSSH_", "AsyncSSH"}, {"paramiko_", "Paramiko"},
    {"WeOnlyDo", "WeOnlyDo"},   {"RomSShell_", "RomSShell"}, {"Go", "Go x/crypto/ssh"},
};
static const char *const lists[] = {
    "kex_algorithms", "server_host_key_algorithms", "encryption_algorithms_client_to_server",
    "encryption_algorithms_server_to_client", "mac_algorithms_client_to_server",
    "mac_algorithms_server_to_client", "compression_algorithms_client_to_server",
    "compression_algorithms_server_to_client", "languages_client_to_server",
    "languages_server_to_client",
};

/* What servers say in plain text instead of a greeting (RFC 4253 4.2 leaves the words open). */
static const struct {
    const char *text, *meaning;
} refusals[] = {
    {"Invalid SSH identification string", "what came was not SSH"},
    {"Protocol mismatch.", "what came was not SSH"},
    {"Protocol major versions differ", "only another version of SSH"},
    {"Exceeded MaxStartups", "too many callers at once"},
    {"Not allowed at this time", "this caller was noticed before"},
};

static const char *refusal_of(bs_bytes line)
{
    for (size_t i = 0; i < BS_COUNT(refusals); i++)
        if (bs_begins(line, refusals[i].text))
            return refusals[i].meaning;
    return NULL;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = in->bytes;
    if (bs_at(b, 0) == 'S')
        return bs_begins(b, "SSH-2.0-") || bs_begins(b, "SSH-1.") ? BS_PROVEN : BS_NOT;
    return refusal_of(b) ? BS_LIKELY : BS_NOT;
}

static void read_kexinit(struct bs_cursor *c, struct bs_decoded *d)
{
    uint64_t length;
    uint32_t at = bs_cur_pos(c);
    struct bs_cursor p;
    if (bs_cur_peek(c, 5) != 20 || !bs_cur_be(c, 4, &length))
        return;
    bool whole = bs_cur_sub(c, length, &p);
    bs_put(d, BS_MARK("SSH_MSG_KEXINIT", "RFC 4253 7.1", at, length + 4),
           "the algorithms it offers", "%llu bytes", (unsigned long long)length);
    bs_open(d);
    if (!whole)
        bs_put_cut(d, "the packet", p.base, length, p.b.n);
    bs_bytes cookie;
    bs_cur_skip(&p, 2);
    if (bs_cur_take(&p, 16, &cookie))
        bs_put_hex(d, BS_MARK("cookie", "RFC 4253 7.1", bs_cur_pos(&p) - 16, 16), cookie,
                   "random bytes");
    for (size_t i = 0; i < BS_COUNT(lists) && bs_cur_be(&p, 4, &length); i++) {
        uint32_t pos = bs_cur_pos(&p);
        struct bs_cursor v;
        whole = bs_cur_sub(&p, length, &v);
        bs_put_text(d, BS_MARK(lists[i], "RFC 4253 7.1", pos, length), v.b,
                    length ? NULL : "none");
        if (!whole)
            break;
    }
    uint8_t follows;
    if (whole && bs_cur_u8(&p, &follows))
        bs_put(d, BS_MARK("first_kex_packet_follows", "RFC 4253 7.1", bs_cur_pos(&p) - 1, 1), NULL,
               "%s", follows ? "true" : "false");
    bs_close(d);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line;
    bs_cur_line(&c, &line);
    bs_put_text(d, BS_MARK("identification", "RFC 4253 4.2", 0, line.n), line,
                refusal_of(line));
    if (!bs_begins(line, "SSH-")) {
        const char *why = refusal_of(line);
        d->probe = BS_STR("a request in another protocol, or too many of them");
        bs_summary(d, "SSH refusal: %s%s%s", bs_quote(d, line, 80), why ? ": " : "",
                   why ? why : "");
        return;
    }
    bs_open(d);
    size_t dash = bs_bytes_find(line, BS_BYTES("-"), 4);
    bs_bytes version = bs_bytes_sub(line, 4, dash == SIZE_MAX ? SIZE_MAX : dash - 4);
    bs_bytes software = bs_bytes_sub(line, dash == SIZE_MAX ? line.n : dash + 1, SIZE_MAX);
    bs_put_text(d, BS_MARK("protoversion", "RFC 4253 4.2", 4, version.n), version, NULL);
    bs_put_text(d, BS_MARK("softwareversion", "RFC 4253 4.2", line.n - software.n, software.n),
                software, "program, and often the system behind it");
    bs_close(d);
    if (bs_cur_peek(&c, 0) == 0)
        read_kexinit(&c, d);
    else
        bs_put_lines(&c, d, "line", NULL, NULL, 0, 40);
    bs_name_maker(d, software, makers, BS_COUNT(makers));
    bs_summary(d, "SSH %s, %s", bs_quote(d, version, 10), bs_quote(d, software, 100));
}

const struct bs_decoder bs_decoder_ssh = {
    .name = "ssh",
    .title = "SSH",
    .standard = "RFC 4253",
    .drawn_by = "nothing: the server speaks first",
    .probe = probe,
    .decode = decode,
};
