/* corpus - Shodan-shaped NDJSON of any size, for measuring.
 *
 *   tests/bench/corpus SERVICES >FILE
 *
 * The same number gives the same bytes everywhere, and what is made of service i depends on i alone, so a
 * corpus of 36,337 is the beginning of one of a million.  Proportions are those of the 2019 study: 62.6 % of
 * the answers are blank; of the rest 55 % are HTTP (half with a Date of its own), every SSH banner has a key,
 * 12 % are bytes of unknown protocols.  Six lines in a hundred tell an earlier service once more, a third of
 * them older than the first.  About 1 KB a line, as in real downloads without `ssl` chains.
 * Addresses are private ones (10/8), in no order, as Shodan's files have none: nobody's, and enough of them. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BANNER_MAX = 8192 };

struct banner {
    char text[BANNER_MAX]; /* as inside a JSON string */
    size_t n;
    const char *module;
    char extra[BANNER_MAX]; /* further members of the record, each with a comma before it */
};

/* SplitMix64: a stream for each service, so that no service depends on another. */
static uint64_t draw(uint64_t *s)
{
    uint64_t z = *s += 0x9E3779B97F4A7C15U;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static unsigned below(uint64_t *s, unsigned n)
{
    return (unsigned)(draw(s) % n);
}

#define PICK(s, table) (table)[below(s, sizeof(table) / sizeof((table)[0]))]

__attribute__((format(printf, 2, 3))) static void say(struct banner *b, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(b->text + b->n, sizeof b->text - b->n, format, ap);
    va_end(ap);
    b->n += n > 0 && (size_t)n < sizeof b->text - b->n ? (size_t)n : 0;
}

/* A byte as the crawler writes it, its backslash doubled once more for JSON. */
static void byte(struct banner *b, unsigned c)
{
    if (c == '\\' || c == '\'' || c == '"')
        say(b, c == '"' ? "\\\"" : "\\\\%s%c", c == '\\' ? "\\" : "", (int)c);
    else if (c == '\t' || c == '\n' || c == '\r')
        say(b, "\\\\%c", c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
    else if (c >= 0x20 && c < 0x7F)
        say(b, "%c", (int)c);
    else
        say(b, "\\\\x%02x", c);
}

static void bytes(struct banner *b, const void *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        byte(b, ((const unsigned char *)p)[i]);
}

/* The character that a JSON string of ours has at *p, which moves behind it. */
static unsigned char plain(const char **p)
{
    const char *at = *p;
    if (*at != '\\') {
        *p += 1;
        return (unsigned char)*at;
    }
    *p += at[1] == 'u' ? 6 : 2; /* the only \u here is \u0000 */
    switch (at[1]) {
    case 'r':
        return '\r';
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'u':
        return 0;
    }
    return (unsigned char)at[1];
}

/* Shodan's `hash`: MurmurHash3 x86 32 bit, seed 0, of the text (0 for none). */
static int32_t murmur(const char *text)
{
    uint32_t h = 0, k = 0, n = 0;
    while (*text) {
        k |= (uint32_t)plain(&text) << n++ % 4 * 8;
        if (n % 4 != 0 && *text)
            continue;
        k *= 0xCC9E2D51U;
        h ^= (k << 15 | k >> 17) * 0x1B873593U;
        k = 0;
        if (n % 4 == 0)
            h = (h << 13 | h >> 19) * 5 + 0xE6546B64U;
    }
    h ^= n;
    h = (h ^ h >> 16) * 0x85EBCA6BU;
    h = (h ^ h >> 13) * 0xC2B2AE35U;
    return n ? (int32_t)(h ^ h >> 16) : 0;
}

enum form { FORM_HTTP, FORM_SHODAN };
static void date(char *out, size_t n, enum form form, time_t when)
{
    struct tm tm;
    gmtime_r(&when, &tm);
    if (form == FORM_HTTP)
        strftime(out, n, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    else
        strftime(out, n, "%Y-%m-%dT%H:%M:%S", &tm);
}

static void http(struct banner *b, uint64_t *s, time_t when)
{
    static const char *const servers[] = {
        "nginx", "nginx/1.14.0 (Ubuntu)", "nginx/1.10.3", "Apache", "Apache/2.4.29 (Ubuntu)", "Apache/2.4.6 (CentOS)",
        "Microsoft-IIS/8.5", "Microsoft-IIS/10.0", "lighttpd/1.4.45", "Jetty(9.4.z-SNAPSHOT)", "GoAhead-Webs", "micro_httpd"};
    static const char *const titles[] = {
        "Welcome to nginx!", "IIS Windows Server", "Inloggen", "Login", "401 Unauthorized", "Index of /", "Webmail",
        "Router", "Document Error: Unauthorized", "Welkom", "Home", "Camera", "NAS", "Orthanc Explorer"};
    static const char *const statuses[] = {"200 OK", "200 OK", "200 OK", "302 Found", "401 Unauthorized", "404 Not Found"};
    const char *server = PICK(s, servers), *title = PICK(s, titles), *status = PICK(s, statuses);
    char now[64];
    unsigned paragraphs = below(s, 48);
    int n;

    say(b, "HTTP/1.1 %s\\r\\n", status);
    if (below(s, 2)) {
        date(now, sizeof now, FORM_HTTP, when);
        say(b, "Date: %s\\r\\n", now);
    }
    say(b, "Server: %s\\r\\nContent-Type: text/html; charset=UTF-8\\r\\nContent-Length: %u\\r\\n", server,
        100 * below(s, 12) + 62);
    if (below(s, 4) == 0)
        say(b, "Set-Cookie: session=%08x; path=/; HttpOnly\\r\\n", below(s, 4096) * 0x9E3779U);
    if (below(s, 3) == 0)
        say(b, "X-Frame-Options: SAMEORIGIN\\r\\nCache-Control: no-store, no-cache, must-revalidate\\r\\n");
    say(b, "Connection: keep-alive\\r\\n\\r\\n");
    b->module = "http";
    n = snprintf(b->extra, sizeof b->extra,
                 ", \"http\": {\"status\": %.3s, \"title\": \"%s\", \"server\": \"%s\", \"host\": null, \"location\": \"/\", "
                 "\"redirects\": [], \"robots\": null, \"robots_hash\": null, \"sitemap\": null, \"sitemap_hash\": null, "
                 "\"securitytxt\": null, \"securitytxt_hash\": null, \"components\": {}, \"html_hash\": %u, \"html\": "
                 "\"<!DOCTYPE html>\\n<html><head><title>%s</title></head><body>",
                 status, title, server, below(s, 1U << 30), title);
    for (unsigned i = 0; i < paragraphs && (size_t)n < sizeof b->extra - 200; i++)
        n += snprintf(b->extra + n, sizeof b->extra - (size_t)n,
                      "\\n<p class=\\\"row%u\\\">De gegevens worden geladen, een ogenblik geduld a.u.b.</p>", i);
    snprintf(b->extra + n, sizeof b->extra - (size_t)n, "</body></html>\"}");
}

static void ssh(struct banner *b, uint64_t *s, time_t when)
{
    static const char *const versions[] = {"OpenSSH_7.4", "OpenSSH_7.6p1 Ubuntu-4ubuntu0.3", "OpenSSH_6.6.1",
                                           "OpenSSH_7.9p1 Debian-10", "dropbear_2014.63", "dropbear_2017.75"};
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (void)when;
    say(b, "SSH-2.0-%s\\nKey type: ssh-rsa\\nKey: AAAAB3NzaC1yc2EAAAADAQABAAABAQ", PICK(s, versions));
    for (int i = 0; i < 342; i++)
        say(b, i % 74 == 73 ? "\\n" : "%c", base64[below(s, 64)]);
    say(b, "\\nFingerprint: ");
    for (int i = 0; i < 16; i++)
        say(b, "%s%02x", i ? ":" : "", below(s, 256));
    say(b, "\\n\\nKex Algorithms:\\n\\tcurve25519-sha256\\n\\tdiffie-hellman-group14-sha1\\n");
    b->module = "ssh";
}

static void line(struct banner *b, uint64_t *s, time_t when)
{
    static const struct {
        const char *text, *module;
    } of[] = {{"220 (vsFTPd 3.0.3)\\r\\n530 Login incorrect.\\r\\n530 Please login with USER and PASS.\\r\\n", "ftp"},
              {"220 Microsoft FTP Service\\r\\n530 User cannot log in.\\r\\n", "ftp"},
              {"220 ProFTPD 1.3.5 Server (Debian) ready\\r\\n", "ftp"},
              {"220 mail.voorbeeld.example ESMTP Postfix\\r\\n250-PIPELINING\\r\\n250-SIZE 10240000\\r\\n250 8BITMIME\\r\\n", "smtp"},
              {"220 mx1.fictief.example ESMTP Exim 4.92\\r\\n250-SIZE 52428800\\r\\n250 HELP\\r\\n", "smtp"},
              {"* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR LOGIN-REFERRALS ID ENABLE IDLE STARTTLS] Dovecot ready.\\r\\n", "imap"},
              {"+OK Dovecot ready.\\r\\n+OK\\r\\nCAPA\\r\\nTOP\\r\\nUIDL\\r\\nSTLS\\r\\n.\\r\\n", "pop3"},
              {"\\r\\nUser Access Verification\\r\\n\\r\\nUsername: ", "telnet"},
              {"RTSP/1.0 200 OK\\r\\nCSeq: 1\\r\\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY\\r\\n\\r\\n", "rtsp-tcp"},
              {"5.7.26-log\\u0000mysql_native_password", "mysql"}};
    unsigned i = below(s, sizeof of / sizeof of[0]);
    (void)when;
    say(b, "%s", of[i].text);
    b->module = of[i].module;
}

/* Answers whose bytes a decoder can read: an LDAP bind, RDP, TLS alerts, telnet options, SMB, Kerberos. */
static void readable(struct banner *b, uint64_t *s, time_t when)
{
    static const struct {
        unsigned char n, p[40];
    } of[] = {{14, {0x30, 0x0C, 2, 1, 1, 0x61, 7, 0x0A, 1, 0, 4, 0, 4, 0}},
              {19, {3, 0, 0, 0x13, 0x0E, 0xD0, 0, 0, 0x12, 0x34, 0, 2, 1, 8, 0, 1, 0, 0, 0}},
              {11, {3, 0, 0, 0x0B, 6, 0xD0, 0, 0, 0x12, 0x34, 0}},
              {7, {0x15, 3, 1, 0, 2, 2, 40}},
              {7, {0x15, 3, 3, 0, 2, 2, 80}},
              {12, {0xFF, 0xFD, 0x18, 0xFF, 0xFD, 0x20, 0xFF, 0xFD, 0x23, 0xFF, 0xFD, 0x27}},
              {4, {0x20, 2, 0, 5}},
              {20, {0, 5, 0, 1, 'F', 'i', 'l', 'e', ' ', 'n', 'o', 't', ' ', 'f', 'o', 'u', 'n', 'd', '.', 0}}};
    unsigned i = below(s, sizeof of / sizeof of[0]);
    (void)when;
    bytes(b, of[i].p, of[i].n);
    b->module = "auto";
}

/* Proprietary protocols: 64 makers, a fixed head and a varying tail. */
static void unknown(struct banner *b, uint64_t *s, time_t when)
{
    unsigned maker = below(s, 64) * below(s, 64) / 64, length = 6 + maker % 5 * 6;
    (void)when;
    byte(b, 0x80 + maker);
    byte(b, 0xA7);
    byte(b, maker * 7 % 251);
    for (unsigned i = 0; i < length; i++)
        byte(b, i < 4 ? 0 : below(s, 256));
    b->module = "auto";
}

static void dicom(struct banner *b, uint64_t *s, time_t when)
{
    (void)s;
    (void)when;
    say(b, "DICOM Server Response\\n");
    bytes(b, "\3\0\0\0\0\4\0\1\1\7", 10);
    b->module = "dicom";
    snprintf(b->extra, sizeof b->extra, ", \"tags\": [\"medical\"]");
}

/* Shares of the answers that are not blank, in thousandths. */
static const struct {
    unsigned share;
    void (*make)(struct banner *, uint64_t *, time_t);
} kinds[] = {{550, http}, {140, ssh}, {110, line}, {79, readable}, {120, unknown}, {1, dicom}};

static void answer(struct banner *b, uint64_t *s, time_t when)
{
    unsigned at = below(s, 1000);
    b->n = 0;
    b->text[0] = b->extra[0] = '\0';
    b->module = "auto";
    if (below(s, 1000) < 626)
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; at -= kinds[i++].share)
        if (at < kinds[i].share) {
            kinds[i].make(b, s, when);
            return;
        }
}

static void record(uint32_t service, uint32_t times, struct banner *b)
{
    static const unsigned ports[] = {80, 443, 8080, 22, 21, 25, 110, 143, 3389, 104, 11112, 2575, 4242, 8081, 9000, 5060, 49152, 8443};
    static const char *const cities[] = {"Amsterdam", "Rotterdam", "Utrecht", "Enschede", "Groningen", "Eindhoven", "Arnhem"};
    uint64_t s = service, again = (uint64_t)service << 32 | times;
    time_t when = 1557727200 + (time_t)below(&s, 30 * 86400);
    unsigned port = PICK(&s, ports), owner = below(&s, 400) * below(&s, 400) / 400;
    const char *city = PICK(&s, cities);
    unsigned micro = below(&s, 1000000);
    uint32_t ip = 0x0A000000U | (service * 0x9E3779B1U >> 3 & 0xFFFFFFU);
    char stamp[32], name[64] = "";

    if (times)
        when += (time_t)below(&again, 3 * 86400) - 86400;
    answer(b, &s, when);
    date(stamp, sizeof stamp, FORM_SHODAN, when);
    if (below(&s, 4) == 0)
        snprintf(name, sizeof name, "\"static-%08x.net%u.example\"", ip, owner);
    printf("{\"ip\": %" PRIu32 ", \"ip_str\": \"%u.%u.%u.%u\", \"port\": %u, \"transport\": \"tcp\", \"hash\": %d, "
           "\"data\": \"%.*s\", \"timestamp\": \"%s.%06u\", \"org\": \"Netwerk %u\", \"isp\": \"Netwerk %u\", "
           "\"asn\": \"AS%u\", \"hostnames\": [%s], \"domains\": [%s], \"location\": {\"region_code\": null, \"area_code\": "
           "null, \"longitude\": 4.8995, \"latitude\": 52.3824, \"country_code3\": null, \"country_name\": "
           "\"Netherlands\", \"postal_code\": null, \"dma_code\": null, \"country_code\": \"NL\", \"city\": \"%s\"}, "
           "\"os\": null, \"_shodan\": {\"crawler\": \"%040x\", \"ptr\": %s, \"options\": {}, \"module\": \"%s\", "
           "\"id\": \"%08x-0000-4000-8000-%012" PRIx64 "\"}, \"opts\": {}%s}\n",
           ip, ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255, port, murmur(b->text), (int)b->n, b->text, stamp, micro, owner,
           owner, 64496 + owner % 16, name, *name ? "\"example\"" : "", city, owner % 7, *name ? "true" : "false",
           b->module, service, again & 0xFFFFFFFFFFFF, b->extra);
}

int main(int argc, char **argv)
{
    static struct banner b;
    unsigned long services = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

    if (services == 0 || services > 1UL << 24) {
        fprintf(stderr, "usage: corpus SERVICES >FILE (up to 16777216)\n");
        return 2;
    }
    for (uint32_t i = 0; i < services; i++) {
        uint64_t s = ~(uint64_t)i;
        record(i, 0, &b);
        if (below(&s, 100) < 6)
            record(below(&s, i + 1), i + 1, &b);
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
