/* The filters of the query language: Shodan's (its own list of 2023/24 and what was added since),
 * and ours. */
#include "bannerscope/query.h"

static const char *const verdict_values[] = {"medical", "non-medical", "unknown", "none", NULL};
static const char *const by_values[] = {"rule", "analyst", NULL};
static const char *const affiliation_values[] = {"hospital", "software", "stand-alone", NULL};
static const char *const transport_values[] = {"tcp", "udp", NULL};

static const char *const access_values[] = {"open", "ae-checked", "unclear", NULL};
static const char *const found_values[] = {"medical", "non-medical", "unknown", "none", NULL};

#define REMOTE(name, type) {name, type, BS_F_REMOTE, NULL, false, NULL, "Shodan only"}
#define TRAIT(name, type, trait, help) {name, type, BS_F_TRAIT, trait, false, NULL, help}
#define OURTRAIT(name, type, trait, help) {name, type, BS_F_TRAIT, trait, true, NULL, help}
#define PLACE(name, type, what, help) {name, type, what, NULL, false, NULL, help}
#define OURS(name, type, what, values, help) {name, type, what, NULL, true, values, help}

/* In the order of strcmp; bs_filter_find() searches by halves. */
const struct bs_filter_def bs_filter_defs[] = {
    OURS("access", BS_FT_ENUM, BS_F_ACCESS, access_values, "open to anybody, or AE titles checked"),
    OURS("affiliation", BS_FT_ENUM, BS_F_AFFILIATION, affiliation_values, "whose host it is"),
    PLACE("after", BS_FT_DATE, BS_F_SEEN_AFTER, "seen on or after: 31/12/2023"),
    REMOTE("all", BS_FT_TEXT),
    OURS("aside", BS_FT_BOOL, BS_F_ASIDE, NULL, "set aside: nothing ties it to health care"),
    PLACE("asn", BS_FT_EXACT, BS_F_ASN, "autonomous system: AS1103"),
    REMOTE("asset", BS_FT_TEXT),
    OURS("banner", BS_FT_EXACT, BS_F_BANNER, NULL, "id of a distinct banner"),
    PLACE("before", BS_FT_DATE, BS_F_SEEN_BEFORE, "seen before: 31/12/2023"),
    REMOTE("bitcoin.ip", BS_FT_NET),
    REMOTE("bitcoin.ip_count", BS_FT_NUMBER),
    REMOTE("bitcoin.port", BS_FT_NUMBER),
    REMOTE("bitcoin.version", BS_FT_TEXT),
    OURS("by", BS_FT_ENUM, BS_F_BY, by_values, "who gave the verdict"),
    OURS("bytes", BS_FT_BYTES, BS_F_BYTES, NULL, "bytes of the banner: 0a0100, ? for any digit"),
    PLACE("city", BS_FT_TEXT, BS_F_CITY, "city"),
    REMOTE("cloud.provider", BS_FT_TEXT),
    REMOTE("cloud.region", BS_FT_TEXT),
    REMOTE("cloud.service", BS_FT_TEXT),
    PLACE("country", BS_FT_EXACT, BS_F_COUNTRY, "country code: NL"),
    TRAIT("cpe", BS_FT_TEXT, "cpe", "common platform enumeration"),
    TRAIT("device", BS_FT_TEXT, "device", "Shodan's device type"),
    REMOTE("domain", BS_FT_TEXT),
    OURS("evidence", BS_FT_TEXT, BS_F_EVIDENCE, NULL, "a rule or a list that matched"),
    OURS("found", BS_FT_ENUM, BS_F_FOUND, found_values, "the verdict of the rules alone"),
    REMOTE("geo", BS_FT_TEXT),
    REMOTE("google_analytics", BS_FT_TEXT),
    REMOTE("google_tag_manager", BS_FT_TEXT),
    REMOTE("has_ipv6", BS_FT_BOOL),
    REMOTE("has_screenshot", BS_FT_BOOL),
    PLACE("has_ssl", BS_FT_BOOL, BS_F_HAS_SSL, "spoke TLS"),
    REMOTE("has_vuln", BS_FT_BOOL),
    PLACE("hash", BS_FT_NUMBER, BS_F_HASH, "Shodan's hash of the banner"),
    OURS("honeypot", BS_FT_BOOL, BS_F_HONEYPOT, NULL, "looks like a known fake"),
    OURS("host.services", BS_FT_NUMBER, BS_F_HOST_SERVICES, NULL, "hosts with so many services"),
    PLACE("hostname", BS_FT_TEXT, BS_F_HOSTNAME, "host name or its end"),
    TRAIT("html", BS_FT_TEXT, "http.html", "as http.html"),
    TRAIT("http.component", BS_FT_TEXT, "http.component", "web technology"),
    REMOTE("http.component_category", BS_FT_TEXT),
    REMOTE("http.dom_hash", BS_FT_NUMBER),
    TRAIT("http.favicon.hash", BS_FT_EXACT, "http.favicon.hash", "hash of the site's icon"),
    REMOTE("http.headers_hash", BS_FT_NUMBER),
    OURTRAIT("http.host", BS_FT_TEXT, "http.host", "host of the web page"),
    TRAIT("http.html", BS_FT_TEXT, "http.html", "words of the web page"),
    REMOTE("http.html_hash", BS_FT_NUMBER),
    OURTRAIT("http.location", BS_FT_TEXT, "http.location", "where the web page leads"),
    REMOTE("http.robots_hash", BS_FT_NUMBER),
    REMOTE("http.securitytxt", BS_FT_TEXT),
    OURTRAIT("http.server", BS_FT_TEXT, "http.server", "Server header"),
    REMOTE("http.server_hash", BS_FT_NUMBER),
    TRAIT("http.status", BS_FT_EXACT, "http.status", "HTTP status"),
    TRAIT("http.title", BS_FT_TEXT, "http.title", "title of the web page"),
    REMOTE("http.title_hash", BS_FT_NUMBER),
    REMOTE("http.waf", BS_FT_TEXT),
    OURTRAIT("info", BS_FT_TEXT, "info", "Shodan's remarks"),
    PLACE("ip", BS_FT_NET, BS_F_NET, "address or network"),
    PLACE("isp", BS_FT_TEXT, BS_F_ISP, "internet provider"),
    OURS("label", BS_FT_TEXT, BS_F_LABEL, NULL, "what it is, in words"),
    REMOTE("link", BS_FT_TEXT),
    REMOTE("meta_pixel", BS_FT_TEXT),
    OURS("named", BS_FT_EXACT, BS_F_NAMED, NULL, "product and version that were found, to the letter"),
    PLACE("net", BS_FT_NET, BS_F_NET, "network: 192.0.2.0/24"),
    OURS("note", BS_FT_TEXT, BS_F_NOTE, NULL, "the analyst's note"),
    REMOTE("ntp.ip", BS_FT_NET),
    REMOTE("ntp.ip_count", BS_FT_NUMBER),
    REMOTE("ntp.more", BS_FT_BOOL),
    REMOTE("ntp.port", BS_FT_NUMBER),
    OURS("open", BS_FT_BOOL, BS_F_OPEN, NULL, "waits for an analyst"),
    PLACE("org", BS_FT_TEXT, BS_F_ORG, "organisation"),
    OURS("org.is", BS_FT_EXACT, BS_F_ORG_IS, NULL, "organisation, to the letter"),
    TRAIT("os", BS_FT_TEXT, "os", "operating system"),
    OURS("pattern", BS_FT_BOOL, BS_F_PATTERN, NULL, "a service pattern names it"),
    PLACE("port", BS_FT_NUMBER, BS_F_PORT, "port: 104, or 104,11112"),
    REMOTE("postal", BS_FT_TEXT),
    TRAIT("product", BS_FT_TEXT, "product", "product, as Shodan names it"),
    OURS("query", BS_FT_TEXT, BS_F_QUERY, NULL, "the query or file that found it"),
    REMOTE("region", BS_FT_TEXT),
    OURS("response", BS_FT_BOOL, BS_F_RESPONSE, NULL, "answered with bytes"),
    REMOTE("scan", BS_FT_TEXT),
    REMOTE("screenshot.hash", BS_FT_NUMBER),
    REMOTE("screenshot.label", BS_FT_TEXT),
    OURS("seen", BS_FT_DATE, BS_F_SEEN_AFTER, NULL, "seen on or after: 2023-12-31"),
    OURS("service", BS_FT_EXACT, BS_F_SERVICE, NULL, "the protocol that spoke: dicom"),
    OURS("shape", BS_FT_EXACT, BS_F_SHAPE, NULL, "id of a shape"),
    TRAIT("shodan.module", BS_FT_EXACT, "shodan.module", "the probe that was sent"),
    REMOTE("snmp.contact", BS_FT_TEXT),
    REMOTE("snmp.location", BS_FT_TEXT),
    REMOTE("snmp.name", BS_FT_TEXT),
    REMOTE("ssh.hassh", BS_FT_TEXT),
    REMOTE("ssh.type", BS_FT_TEXT),
    PLACE("ssl", BS_FT_TEXT, BS_F_SSL, "words of the certificate"),
    REMOTE("ssl.alpn", BS_FT_TEXT),
    REMOTE("ssl.cert.alg", BS_FT_TEXT),
    REMOTE("ssl.cert.expired", BS_FT_BOOL),
    REMOTE("ssl.cert.extension", BS_FT_TEXT),
    REMOTE("ssl.cert.fingerprint", BS_FT_TEXT),
    TRAIT("ssl.cert.issuer.cn", BS_FT_TEXT, "ssl.cert.issuer", "certificate's issuer"),
    REMOTE("ssl.cert.pubkey.bits", BS_FT_NUMBER),
    REMOTE("ssl.cert.pubkey.type", BS_FT_TEXT),
    TRAIT("ssl.cert.serial", BS_FT_EXACT, "ssl.cert.serial", "certificate's serial number"),
    TRAIT("ssl.cert.subject.cn", BS_FT_TEXT, "ssl.cert.subject", "certificate's subject"),
    REMOTE("ssl.chain_count", BS_FT_NUMBER),
    REMOTE("ssl.cipher.bits", BS_FT_NUMBER),
    REMOTE("ssl.cipher.name", BS_FT_TEXT),
    REMOTE("ssl.cipher.version", BS_FT_TEXT),
    REMOTE("ssl.ja3s", BS_FT_TEXT),
    TRAIT("ssl.jarm", BS_FT_EXACT, "ssl.jarm", "JARM fingerprint"),
    TRAIT("ssl.version", BS_FT_TEXT, "ssl.version", "TLS version"),
    OURS("stale", BS_FT_BOOL, BS_F_STALE, NULL, "the banner changed since the verdict"),
    REMOTE("state", BS_FT_TEXT),
    TRAIT("tag", BS_FT_TEXT, "tag", "Shodan's tag"),
    REMOTE("telnet.do", BS_FT_TEXT),
    REMOTE("telnet.dont", BS_FT_TEXT),
    REMOTE("telnet.option", BS_FT_TEXT),
    REMOTE("telnet.will", BS_FT_TEXT),
    REMOTE("telnet.wont", BS_FT_TEXT),
    TRAIT("title", BS_FT_TEXT, "http.title", "as http.title"),
    OURS("transport", BS_FT_ENUM, BS_F_TRANSPORT, transport_values, "tcp or udp"),
    OURS("verdict", BS_FT_ENUM, BS_F_VERDICT, verdict_values, "the effective verdict"),
    TRAIT("version", BS_FT_TEXT, "version", "version, as Shodan names it"),
    OURS("vhost", BS_FT_TEXT, BS_F_VHOST, NULL, "virtual host"),
    REMOTE("vuln", BS_FT_TEXT),
    {NULL, BS_FT_TEXT, BS_F_REMOTE, NULL, false, NULL, NULL},
};

enum { FILTERS = BS_COUNT(bs_filter_defs) - 1, NAME_MAX = 32 };

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static int compare(bs_str name, const char *with)
{
    bs_str w = bs_str_z(with);
    size_t n = name.n < w.n ? name.n : w.n;
    for (size_t i = 0; i < n; i++)
        if (fold(name.p[i]) != w.p[i])
            return fold(name.p[i]) < w.p[i] ? -1 : 1;
    return name.n < w.n ? -1 : name.n > w.n;
}

const struct bs_filter_def *bs_filter_find(bs_str name)
{
    size_t low = 0, high = FILTERS;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = compare(name, bs_filter_defs[mid].name);
        if (c == 0)
            return &bs_filter_defs[mid];
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

/* Edits (insert, delete, replace, swap of neighbours) between two short names. */
static int distance(bs_str a, bs_str b)
{
    int d[NAME_MAX + 1][NAME_MAX + 1];
    if (a.n > NAME_MAX || b.n > NAME_MAX)
        return NAME_MAX;
    for (size_t i = 0; i <= a.n; i++) {
        for (size_t j = 0; j <= b.n; j++) {
            if (!i || !j) {
                d[i][j] = (int)(i + j);
                continue;
            }
            int best = d[i - 1][j - 1] + (fold(a.p[i - 1]) != b.p[j - 1]);
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && fold(a.p[i - 1]) == b.p[j - 2] && fold(a.p[i - 2]) == b.p[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    }
    return d[a.n][b.n];
}

const struct bs_filter_def *bs_filter_nearest(bs_str name)
{
    const struct bs_filter_def *best = NULL;
    /* Of a short name little would be left: "xy" is not "by" misspelt. */
    int least = name.n < 3 ? 1 : name.n < 5 ? 2 : name.n < 8 ? 3 : 4;
    for (size_t i = 0; i < FILTERS; i++) {
        int d = distance(name, bs_str_z(bs_filter_defs[i].name));
        if (d < least) {
            least = d;
            best = &bs_filter_defs[i];
        }
    }
    return best;
}
