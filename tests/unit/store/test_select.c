/* Every filter and every order against the same thing done by hand over all services. */
#include "fixture.h"

#include "bannerscope/label.h"

#include "store_priv.h"

enum { SERVICES = 120 };

static uint32_t next(uint32_t *x)
{
    return (*x = *x * 1664525u + 1013904223u) >> 8;
}
#define PICK(list) (list)[next(&seed) % BS_COUNT(list)]

static int many_services(void **state)
{
    static const char *const datas[] = {SSH_BANNER, DICOM_REJECT, ODD_BANNER, ODD_BANNER_2, "",
                                        HTTP_BANNER, "220 example FTP ready\r\n"};
    static const char *const orgs[] = {"St. Example Ziekenhuis", "Example Telecom", "sample hosting",
                                       "Exam-ple B.V.", NULL};
    static const char *const asns[] = {"AS64496", "AS64497", NULL};
    static const char *const countries[] = {"NL", "DE", NULL};
    static const char *const cities[] = {"Den Haag", "Den Burg", NULL};
    static const char *const hosts[] = {"pacs.example.org", "www.example.net\nmail.example.net",
                                        "example.org.test", NULL};
    static const char *const titles[] = {NULL, NULL, "Orthanc Explorer", "Log in"};
    static const char *const certs[] = {NULL, NULL, "CN=pacs.example.org, O=Example Clinic"};
    struct plain p[SERVICES];
    uint32_t seed = 5;
    if (fixture_open(state) != 0)
        return -1;
    static char ips[SERVICES][46];
    for (int i = 0; i < SERVICES; i++) {
        if (i % 7 == 0)
            snprintf(ips[i], sizeof ips[i], "2001:db8::%x:%x", (unsigned)i % 3, (unsigned)i);
        else
            snprintf(ips[i], sizeof ips[i], "%s.%d", i % 2 ? "192.0.2" : "198.51.100", i / 3);
        p[i] = (struct plain){
            .ip = ips[i], .port = (uint16_t)(i % 3 ? 100 + i % 5 : 11112), .data = PICK(datas),
            .seen = (bs_time)1609459200000000 + (bs_time)(next(&seed) % 5) * 86400000000,
            .org = PICK(orgs), .isp = PICK(orgs), .asn = PICK(asns), .country = PICK(countries),
            .city = PICK(cities), .hostnames = PICK(hosts), .title = PICK(titles),
            .server = i % 4 ? NULL : "nginx", .cert = PICK(certs), .udp = i % 11 == 0,
            .vhost = i % 13 ? NULL : "www.example.org",
        };
        p[i].tls = p[i].cert ? "TLSv1.2" : NULL;
    }
    put_all(*state, "file:first.ndjson", p, SERVICES, NULL);
    put_all(*state, "query:org:example port:104", p, SERVICES / 3, NULL);
    return 0;
}

static void judge(struct fixture *f)
{
    struct bs_query q = {0};
    struct bs_decision d = {.analyst = BS_STR("ann")};
    struct bs_event ev;
    int64_t *ids;
    size_t n;
    OK(bs_store_select(f->s, &q, BS_SORT_IP, false, &ids, &n, &f->e));
    for (size_t i = 0; i < n; i += 9) {
        d.service = ids[i];
        d.scope = (enum bs_scope)(i % 2);
        d.verdict = (enum bs_verdict)(1 + i % 3);
        d.label = i % 4 ? BS_STR("infusion pump") : BS_STR("");
        d.note = i % 5 ? BS_STR("") : BS_STR("seen at the fair");
        bs_err err = bs_store_decide(f->s, &d, &f->a, &ev, &f->e);
        assert_true(err == BS_OK || err == BS_E_USAGE);
    }
    /* One verdict on a banner that is gone now. */
    struct plain p = {.ip = "203.0.113.5", .port = 104, .data = ODD_BANNER, .seen = 1};
    put_all(f, "file:late", &p, 1, NULL);
    d = (struct bs_decision){.service = id_of(f, "203.0.113.5:104"), .scope = BS_SCOPE_SERVICE,
                             .verdict = BS_MEDICAL, .analyst = BS_STR("ann")};
    OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
    p.data = SSH_BANNER;
    p.seen = 2;
    put_all(f, "file:late", &p, 1, NULL);
    free(ids);
}

static int judged_services(void **state)
{
    if (many_services(state) != 0)
        return -1;
    judge(*state);
    return 0;
}

/* -- by hand ------------------------------------------------------------------------------ */

static char low(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool word_char(char c)
{
    return (low(c) >= 'a' && low(c) <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool by_pattern(const struct bs_detail *d)
{
    for (size_t i = 0; i < d->evidences; i++)
        if (d->evidence[i].kind == BS_EV_SIGNATURE)
            return true;
    return false;
}

static bool words(bs_str hay, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t at = 0; at + n <= hay.n; at++) {
        size_t k = 0;
        while (k < n && low(hay.p[at + k]) == low(needle[k]))
            k++;
        if (k == n && (at == 0 || !word_char(hay.p[at - 1]) || !word_char(needle[0])) &&
            (at + n == hay.n || !word_char(hay.p[at + n]) || !word_char(needle[n - 1])))
            return true;
    }
    return false;
}

static bool is(bs_str s, const char *z)
{
    return bs_str_eq_nocase(s, bs_str_z(z));
}

static bool rule_named(const struct bs_detail *d, const char *name)
{
    for (size_t i = 0; i < d->evidences; i++) {
        bs_str rule = d->evidence[i].rule, list = rule;
        const char *colon = memchr(rule.p, ':', rule.n);
        if (colon)
            list.n = (size_t)(colon - rule.p);
        bs_str rest = colon ? (bs_str){colon + 1, rule.n - list.n - 1} : rule;
        if (is(rule, name) || is(list, name) || is(rest, name))
            return true;
    }
    return false;
}

static bool in_net(const struct bs_detail *d, const char *net)
{
    struct bs_addr a;
    int bits;
    assert_true(bs_net_parse(bs_str_z(net), &a, &bits));
    return bs_addr_in_net(&d->row.target.ip, &a, bits);
}

static bool id_is(bs_id id, const char *hex)
{
    bs_id want;
    return bs_id_parse(bs_str_z(hex), &want) && id == want;
}

#define DAY 86400000000
#define NEW_YEAR_2021 1609459200000000
/* In the first 256 bytes as they were sent. */
static bool has(const struct bs_detail *d, const char *z)
{
    return bs_bytes_find(d->row.preview, bs_str_bytes(bs_str_z(z)), 0) != SIZE_MAX;
}

#define PORT (d->row.target.port)
#define ODD_ID "5f71d3a55d947a7a" /* SHA-256 of what bs_banner_id hashes, first 8 bytes */

#define QUERIES(X)                                                                             \
    X("", true)                                                                                \
    X("ready", words(bs_bytes_str(d->data), "ready"))                                          \
    X("READY nothing", words(bs_bytes_str(d->data), "ready") &&                                \
                           words(bs_bytes_str(d->data), "nothing"))                            \
    X("\"ready for\"", words(bs_bytes_str(d->data), "ready for"))                              \
    X("read", false)                                                                           \
    X("-ready", !words(bs_bytes_str(d->data), "ready"))                                        \
    X("ip:192.0.2.1", in_net(d, "192.0.2.1"))                                                  \
    X("net:192.0.2.0/28", in_net(d, "192.0.2.0/28"))                                           \
    X("net:2001:db8::1:0/112", in_net(d, "2001:db8::1:0/112"))                                 \
    X("net:0.0.0.0/0", bs_addr_is_v4(&d->row.target.ip))                                       \
    X("net:::/0", true)                                                                        \
    X("net:::ffff:c000:0/100", in_net(d, "::ffff:c000:0/100"))                                 \
    X("-net:::/1", !in_net(d, "::/1"))                                                         \
    X("net:192.0.2.0/29,198.51.100.0/29",                                                      \
      in_net(d, "192.0.2.0/29") || in_net(d, "198.51.100.0/29"))                               \
    X("port:104", PORT == 104)                                                                 \
    X("port:101,104", PORT == 101 || PORT == 104)                                              \
    X("port:101-103", PORT >= 101 && PORT <= 103)                                              \
    X("port:>104", PORT > 104)                                                                 \
    X("port:<102", PORT < 102)                                                                 \
    X("transport:udp", d->row.target.transport == BS_UDP)                                      \
    X("vhost:example.org", words(d->row.target.vhost, "example.org"))                          \
    X("org:example", words(d->owner.org, "example"))                                           \
    X("-org:example", !words(d->owner.org, "example"))                                         \
    X("org:exam", words(d->owner.org, "exam"))                                                 \
    X("org:\"example telecom\"", words(d->owner.org, "example telecom"))                       \
    X("org:\"x' OR 1=1 --\"", false)                                                           \
    X("isp:hosting", words(d->owner.isp, "hosting"))                                           \
    X("asn:as64496", is(d->owner.asn, "AS64496"))                                              \
    X("asn:64496", is(d->owner.asn, "AS64496"))                                                \
    X("country:nl", is(d->owner.country, "NL"))                                                \
    X("-country:nl", !is(d->owner.country, "NL"))                                              \
    X("country:NL,DE", is(d->owner.country, "NL") || is(d->owner.country, "DE"))               \
    X("city:den", words(d->owner.city, "den"))                                                 \
    X("hostname:example.net", words(d->owner.hostnames, "example.net"))                        \
    X("title:orthanc", words(d->traits.http_title, "orthanc"))                                 \
    X("http.title:explorer", words(d->traits.http_title, "explorer"))                          \
    X("http.server:nginx", words(d->traits.http_server, "nginx"))                              \
    X("ssl:clinic", words(d->traits.cert_subject, "clinic"))                                   \
    X("ssl:tlsv1.2", words(d->traits.ssl_versions, "tlsv1.2"))                                 \
    X("ssl.cert.subject.cn:example.org", words(d->traits.cert_subject, "example.org"))         \
    X("ssl.version:TLSv1.2", words(d->traits.ssl_versions, "TLSv1.2"))                         \
    X("has_ssl:true", d->traits.ssl_versions.n > 0)                                            \
    X("has_ssl:no", d->traits.ssl_versions.n == 0)                                             \
    X("hash:0", d->data.n == 0)                                                                \
    X("hash:-1435592313", bs_murmur3(d->data) == -1435592313)                                  \
    X("after:03/01/2021", d->row.seen >= NEW_YEAR_2021 + 2 * DAY)                              \
    X("seen:2021-01-04", d->row.seen >= NEW_YEAR_2021 + 3 * DAY)                               \
    X("before:03/01/2021", d->row.seen < NEW_YEAR_2021 + 2 * DAY)                              \
    X("verdict:medical", d->row.verdict == BS_MEDICAL)                                         \
    X("verdict:unknown,non-medical",                                                           \
      d->row.verdict == BS_UNKNOWN || d->row.verdict == BS_NON_MEDICAL)                        \
    X("verdict:none", d->row.verdict == BS_VERDICT_NONE)                                       \
    X("by:analyst", d->row.by_analyst)                                                         \
    X("by:rule", !d->row.by_analyst)                                                           \
    X("service:ssh", is(d->row.service, "ssh"))                                                \
    X("service:DICOM,http", is(d->row.service, "dicom") || is(d->row.service, "http"))         \
    X("-service:ssh", !is(d->row.service, "ssh"))                                              \
    X("bytes:7a782031", has(d, "zx 1"))                                                    \
    X("bytes:5353482d", has(d, "SSH-"))                                                    \
    X("bytes:0300??00,53??482d", has(d, "SSH-") || has(d, "\x03"))                             \
    X("label:pump", words(d->row.label, "pump"))                                               \
    X("note:fair", words(d->note, "fair"))                                                     \
    X("-note:fair", !words(d->note, "fair"))                                                   \
    X("affiliation:hospital", d->row.affiliation == BS_HOSPITAL)                               \
    X("affiliation:software", d->row.affiliation == BS_SOFTWARE)                               \
    X("affiliation:stand-alone", d->row.affiliation == BS_STAND_ALONE)                         \
    X("evidence:decoder:dicom", rule_named(d, "decoder:dicom"))                                \
    X("evidence:hospital-words", rule_named(d, "hospital-words"))                              \
    X("evidence:ziekenhuis", rule_named(d, "ziekenhuis"))                                      \
    X("banner:" ODD_ID, id_is(d->row.banner, ODD_ID))                                          \
    X("-banner:" ODD_ID, !id_is(d->row.banner, ODD_ID))                                        \
    X("shape:0000000000000000", d->row.shape == 0)                                             \
    X("response:yes", d->row.response)                                                         \
    X("response:no", !d->row.response)                                                         \
    X("query:first", words(d->sources, "first"))                                               \
    X("query:\"port:104\"", words(d->sources, "port:104"))                                     \
    X("aside:yes", d->row.aside)                                                               \
    X("aside:no", !d->row.aside)                                                               \
    X("open:yes", d->row.open)                                                                 \
    X("stale:yes", d->row.stale)                                                               \
    X("honeypot:yes", (d->row.flags & BS_DEC_HONEYPOT) != 0)                                   \
    X("access:open", (d->row.flags & BS_DEC_OPEN) != 0)                                        \
    X("access:ae-checked", (d->row.flags & (BS_DEC_OPEN | BS_DEC_CHECKED)) == BS_DEC_CHECKED)  \
    X("access:unclear", (d->row.flags & (BS_DEC_OPEN | BS_DEC_CHECKED)) == 0)                  \
    X("found:unknown", d->row.rule_verdict == BS_UNKNOWN)                                      \
    X("host.services:>0", d->row.id != 0)                                                      \
    X("named:none", d->row.product.n + d->row.version.n == 0)                                  \
    X("org.is:none", d->owner.org.n == 0)                                                      \
    X("org.is:\"#00000000\"", d->owner.org.n == 0) /* the hash of no bytes */                  \
    X("service:none", d->row.service.n == 0)                                                   \
    X("pattern:yes", by_pattern(d))                                                            \
    X("product:x", words(d->traits.product, "x"))                                              \
    X("version:x", words(d->traits.version, "x"))                                              \
    X("os:x", words(d->traits.os, "x"))                                                        \
    X("info:x", words(d->traits.info, "x"))                                                    \
    X("device:x", words(d->traits.devicetype, "x"))                                            \
    X("cpe:x", words(d->traits.cpe, "x"))                                                      \
    X("tag:x", words(d->traits.tags, "x"))                                                     \
    X("html:x", words(d->traits.http_html, "x"))                                               \
    X("http.html:x", words(d->traits.http_html, "x"))                                          \
    X("http.component:x", words(d->traits.http_components, "x"))                               \
    X("http.favicon.hash:5", is(d->traits.favicon_hash, "5"))                                  \
    X("http.host:x", words(d->traits.http_host, "x"))                                          \
    X("http.location:x", words(d->traits.http_location, "x"))                                  \
    X("http.status:200", is(d->traits.http_status, "200"))                                     \
    X("shodan.module:x", is(d->traits.module, "x"))                                            \
    X("ssl.cert.issuer.cn:x", words(d->traits.cert_issuer, "x"))                               \
    X("ssl.cert.serial:1", is(d->traits.cert_serial, "1"))                                     \
    X("ssl.jarm:x", is(d->traits.jarm, "x"))                                                   \
    X("country:NL -service:ssh port:100-104 response:yes",                                     \
      is(d->owner.country, "NL") && !is(d->row.service, "ssh") && PORT >= 100 && PORT <= 104 && \
          d->row.response)

static bool by_hand(int which, const struct bs_detail *d)
{
    int at = 0;
#define TEST(text, condition)                                                                  \
    if (which == at++)                                                                         \
        return (condition);
    QUERIES(TEST)
#undef TEST
    fail();
    return false;
}
#define TEXT(text, condition) text,
static const char *const texts[] = {QUERIES(TEXT)};
#undef TEXT

static void filters_say_what_a_loop_says(void **state)
{
    struct fixture *f = *state;
    struct bs_query all = {0};
    int64_t *ids;
    size_t n, found[BS_COUNT(texts)] = {0}, hits = 0;
    OK(bs_store_select(f->s, &all, BS_SORT_IP, false, &ids, &n, &f->e));
    assert_int_equal(n, SERVICES + 1);
    for (size_t i = 0; i < n; i++) {
        struct bs_detail d;
        OK(bs_store_detail(f->s, ids[i], &f->a, &d, &f->e));
        for (size_t k = 0; k < BS_COUNT(texts); k++)
            found[k] += by_hand((int)k, &d);
    }
    for (size_t k = 0; k < BS_COUNT(texts); k++) {
        size_t m = matches(f, texts[k]);
        if (m != found[k])
            fail_msg("%s: %zu by SQL, %zu by hand", texts[k], m, found[k]);
        hits += m > 0 && m < n;
    }
    assert_true(hits > 45); /* or the comparison says little */
    free(ids);
}

/* A filter that is added here without a case above, or without SQL, is found. */
static void every_filter_is_tried(void **state)
{
    struct fixture *f = *state;
    for (const struct bs_filter_def *d = bs_filter_defs; d->name; d++) {
        char start[64];
        size_t n = (size_t)snprintf(start, sizeof start, "%s:", d->name);
        bool tried = false;
        if (d->what == BS_F_REMOTE) {
            bs_str one = BS_STR("1");
            struct bs_term t = {.filter = d, .value = &one, .values = 1};
            struct bs_query q = {&t, 1};
            int64_t *ids;
            size_t found;
            assert_int_equal(bs_store_select(f->s, &q, BS_SORT_IP, false, &ids, &found, &f->e),
                             BS_E_SYNTAX);
            assert_non_null(strstr(f->e.text, d->name));
            continue;
        }
        for (size_t k = 0; k < BS_COUNT(texts) && !tried; k++)
            tried = strncmp(texts[k], start, n) == 0;
        if (!tried)
            fail_msg("no case for %s", d->name);
    }
}

static void negation_is_the_rest(void **state)
{
    struct fixture *f = *state;
    for (size_t k = 1; k < BS_COUNT(texts); k++) {
        char text[200];
        if (texts[k][0] == '-' || strchr(texts[k], ' '))
            continue;
        snprintf(text, sizeof text, "-%s", texts[k]);
        if (matches(f, text) + matches(f, texts[k]) != SERVICES + 1)
            fail_msg("%s and its negation do not add up", texts[k]);
    }
}

/* As large as the language allows: so many values, so many terms. */
static void large_queries_work(void **state)
{
    struct fixture *f = *state;
    static const char *const filters[] = {"port", "net", "org", "evidence", "query"};
    for (size_t i = 0; i < BS_COUNT(filters); i++) {
        struct bs_buf b;
        const char *name = filters[i];
        const char *one = strcmp(name, "net") == 0 ? "203.0.113.9" : "77";
        bs_buf_init(&b, 1 << 20);
        bs_buf_printf(&b, "%s:%s", name, one);
        for (int k = 1; k < 1024; k++)
            bs_buf_printf(&b, ",%s", one);
        bs_buf_putc(&b, '\0');
        assert_int_equal(matches(f, (const char *)b.p), 0);
        bs_buf_clear(&b);
        for (int k = 0; k < 256; k++)
            bs_buf_printf(&b, "-%s:%s ", name, one);
        bs_buf_putc(&b, '\0');
        assert_int_equal(matches(f, (const char *)b.p), SERVICES + 1);
        bs_buf_fini(&b);
    }
}

/* -- orders ------------------------------------------------------------------------------- */

static int text_order(bs_str a, bs_str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (low(a.p[i]) != low(b.p[i]))
            return (unsigned char)low(a.p[i]) < (unsigned char)low(b.p[i]) ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

static int group_of(const struct bs_row *r)
{
    if (!r->response)
        return 5;
    if (r->open)
        return r->verdict == BS_UNKNOWN ? 0 : 1;
    return r->verdict == BS_MEDICAL ? 2 : r->verdict == BS_UNKNOWN ? 3 : 4;
}

/* < 0: a before b, ascending, ties not looked at. */
static int row_order(enum bs_sort sort, const struct bs_row *a, const struct bs_row *b)
{
#define NUMBER(x, y) (((x) > (y)) - ((x) < (y)))
    switch (sort) {
    case BS_SORT_ATTENTION:
        if (group_of(a) != group_of(b))
            return NUMBER(group_of(a), group_of(b));
        return NUMBER(b->count, a->count);
    case BS_SORT_IP:
        return memcmp(a->target.ip.b, b->target.ip.b, 16);
    case BS_SORT_PORT:
        return NUMBER(a->target.port, b->target.port);
    case BS_SORT_ORG:
        return text_order(a->org, b->org);
    case BS_SORT_SERVICE:
        return text_order(a->service, b->service);
    case BS_SORT_VERDICT:
        return NUMBER(a->verdict, b->verdict);
    case BS_SORT_COUNT:
        return NUMBER(a->count, b->count);
    case BS_SORT_SEEN:
        return NUMBER(a->seen, b->seen);
    case BS_SORT_LABEL:
        return text_order(a->label, b->label);
    case BS_SORT_COUNTRY:
        return text_order(a->country, b->country);
    case BS_SORT_COUNT_:
        break;
    }
    return 0;
}

/* Has nothing to be sorted by: such rows come last, whatever the direction. */
static bool absent(enum bs_sort sort, const struct bs_row *r)
{
    return (sort == BS_SORT_ORG && !r->org.n) || (sort == BS_SORT_SERVICE && !r->service.n) ||
           (sort == BS_SORT_LABEL && !r->label.n) || (sort == BS_SORT_COUNTRY && !r->country.n) ||
           (sort == BS_SORT_VERDICT && r->verdict == BS_VERDICT_NONE);
}

static int target_order(const struct bs_target *a, const struct bs_target *b)
{
    int c = memcmp(a->ip.b, b->ip.b, 16);
    if (c == 0)
        c = NUMBER(a->port, b->port);
    if (c == 0)
        c = NUMBER(a->transport, b->transport);
    return c ? c : text_order(a->vhost, b->vhost);
}

static void orders_are_orders(void **state)
{
    struct fixture *f = *state;
    struct bs_query all = {0};
    for (int sort = 0; sort < BS_SORT_COUNT_; sort++) {
        for (int down = 0; down < 2; down++) {
            int64_t *ids;
            size_t n;
            OK(bs_store_select(f->s, &all, (enum bs_sort)sort, down, &ids, &n, &f->e));
            struct bs_row *r = bs_alloc(n * sizeof *r);
            OK(bs_store_rows(f->s, ids, n, &f->a, r, &f->e));
            for (size_t i = 1; i < n; i++) {
                int c = row_order((enum bs_sort)sort, &r[i - 1], &r[i]);
                int none = absent((enum bs_sort)sort, &r[i]) - absent((enum bs_sort)sort, &r[i - 1]);
                assert_true(none >= 0);
                if (none)
                    continue;
                bool same_banner = sort != BS_SORT_ATTENTION && sort != BS_SORT_COUNT;
                if (down ? c < 0 : c > 0)
                    fail_msg("%s %d: row %zu", bs_sort_name((enum bs_sort)sort), down, i);
                if (c == 0 && (same_banner || r[i].banner == r[i - 1].banner) &&
                    target_order(&r[i - 1].target, &r[i].target) >= 0)
                    fail_msg("%s %d: tie at %zu", bs_sort_name((enum bs_sort)sort), down, i);
            }
            free(r);
            free(ids);
        }
    }
}

/* What a handle remembers for its lists holds until the database changes, whoever changes it. */
static void a_list_is_of_now(void **state)
{
    struct fixture *f = *state;
    struct plain p = {.ip = "198.51.100.77", .port = 104, .data = ODD_BANNER, .seen = 5, .org = "Aardvark"};
    struct bs_store *reader, *mine = f->s;
    struct bs_totals was, now;
    struct bs_event ev;
    OK(bs_store_open(f->path, BS_STORE_READ, &reader, &f->e));
    for (int who = 0; who < 2; who++) {
        struct bs_store *const looks = who ? reader : mine;
        p.port++;
        f->s = looks;
        const size_t all = matches(f, ""), medical = matches(f, "verdict:medical");
        OK(bs_store_totals(looks, &was, &f->e));
        f->s = mine;
        put_all(f, "file:more", &p, 1, NULL);
        const struct bs_decision d = {.service = id_of(f, who ? "198.51.100.77:106" : "198.51.100.77:105"),
                                      .scope = BS_SCOPE_SERVICE, .verdict = BS_MEDICAL, .analyst = BS_STR("ann")};
        OK(bs_store_decide(f->s, &d, &f->a, &ev, &f->e));
        f->s = looks;
        assert_int_equal(matches(f, ""), all + 1);
        assert_int_equal(matches(f, "verdict:medical"), medical + 1);
        OK(bs_store_totals(looks, &now, &f->e));
        assert_int_equal(now.services, was.services + 1);
        assert_int_equal(now.decided, was.decided + 1);
        f->s = mine;
    }
    bs_store_close(reader);
}

/* Identical banners stand side by side: each is met once in the list of what is open. */
static void identical_banners_are_neighbours(void **state)
{
    struct fixture *f = *state;
    struct bs_query all = {0};
    int64_t *ids;
    size_t n;
    OK(bs_store_select(f->s, &all, BS_SORT_ATTENTION, false, &ids, &n, &f->e));
    struct bs_row *r = bs_alloc(n * sizeof *r);
    OK(bs_store_rows(f->s, ids, n, &f->a, r, &f->e));
    for (size_t i = 1; i < n && group_of(&r[i]) == 0; i++)
        for (size_t k = 0; k + 1 < i && r[i].banner != r[i - 1].banner; k++)
            assert_true(r[k].banner != r[i].banner);
    free(r);
    free(ids);
}

static void a_vanished_row_is_empty(void **state)
{
    struct fixture *f = *state;
    const int64_t ids[] = {1, 999999, 2};
    struct bs_row r[3];
    memset(r, 0xff, sizeof r);
    OK(bs_store_rows(f->s, ids, 3, &f->a, r, &f->e));
    assert_int_equal(r[0].id, 1);
    assert_int_equal(r[1].id, 0);
    assert_int_equal(r[1].preview.n, 0);
    assert_int_equal(r[2].id, 2);
    struct bs_detail d;
    assert_int_equal(bs_store_detail(f->s, 999999, &f->a, &d, &f->e), BS_E_NOTFOUND);
}

/* -- cancelling --------------------------------------------------------------------------- */

static int interrupt_now(void *ctx)
{
    bs_store_interrupt(ctx);
    return 0;
}

static bool any_group(void *ctx, const struct bs_group *e)
{
    (void)ctx;
    (void)e;
    return true;
}

static void a_list_can_be_stopped(void **state)
{
    struct fixture *f = *state;
    struct bs_query all = {0};
    int64_t *ids;
    struct bs_totals t;
    size_t n;
    sqlite3_progress_handler(f->s->db, 100, interrupt_now, f->s);
    assert_int_equal(bs_store_select(f->s, &all, BS_SORT_ORG, false, &ids, &n, &f->e),
                     BS_E_CANCELLED);
    assert_null(ids);
    assert_int_equal(bs_store_totals(f->s, &t, &f->e), BS_E_CANCELLED);
    assert_int_equal(bs_store_groups(f->s, &(struct bs_group_ask){.scope = BS_SCOPE_BANNER}, any_group, NULL, &f->e),
                     BS_E_CANCELLED);
    bs_store_assert_idle(f->s);
    sqlite3_progress_handler(f->s->db, 0, NULL, NULL);
    OK(bs_store_select(f->s, &all, BS_SORT_ORG, false, &ids, &n, &f->e));
    free(ids);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, judged_services, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(filters_say_what_a_loop_says),
        CASE(every_filter_is_tried),
        CASE(negation_is_the_rest),
        CASE(large_queries_work),
        CASE(orders_are_orders),
        CASE(a_list_is_of_now),
        CASE(identical_banners_are_neighbours),
        CASE(a_vanished_row_is_empty),
        CASE(a_list_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
