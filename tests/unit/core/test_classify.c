/* Banners as they are met, and what is said about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/classify.h"

static const char *source_dir(void)
{
    const char *dir = getenv("BS_SRCDIR");
    return dir ? dir : ".";
}

static int load_rules(void **state)
{
    struct bs_rules *r;
    struct bs_error e;
    int bad;

    if (bs_rules_load(source_dir(), NULL, NULL, NULL, &bad, &r, &e) != BS_OK)
        return -1;
    *state = r;
    return 0;
}

static int free_rules(void **state)
{
    bs_rules_free(*state);
    return 0;
}

#define AC_HEAD                                                                           \
    "\x02\0\0\0\0\xb8\0\1\0\0" "ANY-SCP         FINDSCU         "                           \
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"                        \
    "\x10\0\0\x15" "1.2.840.10008.3.1.1.1" "!\0\0\x19\1\0\3\0@\0\0\x11" "1.2.840.10008.1.2"
#define AC_DCMTK                                                                          \
    AC_HEAD "P\0\0:Q\0\0\4\0\0@\0R\0\0\x1b" "1.2.276.0.7230010.3.0.3.6.7"                  \
            "U\0\0\x0f" "OFFIS_DCMTK_367"

struct sample {
    const char *name;
    bs_bytes data;
    struct bs_traits traits;
    enum bs_verdict verdict;
    const char *service, *product;
    const char *rule; /* must be among the evidence; NULL = any */
    bool hint, software, hospital;
};

#define NO_TRAITS {.module = {NULL, 0}}
#define TEXT(s) BS_BYTES(s)
#define OK200 "HTTP/1.1 200 OK\r\n"

static const struct sample samples[] = {
    /* -- decoders ------------------------------------------------------------------- */
    {"DICOM accept", TEXT(AC_DCMTK), NO_TRAITS, BS_MEDICAL, "dicom", NULL, "decoder:dicom", 1, 0, 0},
    {"DICOM reject", TEXT("\3\0\0\0\0\4\0\1\1\7"), NO_TRAITS, BS_MEDICAL, "dicom", "",
     "decoder:dicom", 1, 0, 0},
    {"DICOM reject as Shodan writes it", TEXT("\\x03\\x00\\x00\\x00\\x00\\x04\\x00\\x01\\x01\\x07"),
     NO_TRAITS, BS_MEDICAL, "dicom", "", "decoder:dicom", 1, 0, 0},
    {"Figure 11", TEXT("0\x0c\2\1\1a\7\n\1\0\4\0\4\0"), NO_TRAITS, BS_NON_MEDICAL, "ldap", NULL,
     "decoder:ldap", 0, 0, 0},
    /* -- medical text ----------------------------------------------------------------- */
    {"SIGMA pump", TEXT("Welcome to the SIGMA Spectrum Diagnostic Terminal\r\n\r\nWireless "
                        "Battery Module (802.11a/b/g/n)\r\nSigma Spectrum SN: 1234567 SW: "
                        "v8.00.01\r\n\r\nlogin: "),
     NO_TRAITS, BS_MEDICAL, "telnet", "Baxter SIGMA Spectrum", "services:baxter-sigma-spectrum", 1, 0,
     0},
    {"Orthanc redirect", TEXT("HTTP/1.1 301 Moved Permanently\r\nLocation: app/explorer.html\r\n\r\n"),
     NO_TRAITS, BS_MEDICAL, "http", "Orthanc", "services:orthanc-location", 1, 1, 0},
    {"Orthanc realm", TEXT("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"Orthanc "
                           "Secure Area\"\r\n\r\n"),
     NO_TRAITS, BS_MEDICAL, "http", "Orthanc", "services:orthanc-realm", 1, 1, 0},
    {"Orthanc by title", TEXT(OK200 "\r\n"), {.http_title = BS_STR("Orthanc Explorer")},
     BS_MEDICAL, "http", "Orthanc", "services:orthanc-title", 1, 1, 0},
    {"Orthanc by favicon", TEXT(OK200 "\r\n"), {.favicon_hash = BS_STR("-478834633")},
     BS_MEDICAL, "http", "Orthanc", "services:orthanc-favicon", 1, 1, 0},
    {"OpenEMR", TEXT("HTTP/1.1 302 Found\r\nServer: Apache/2.4.41 (Ubuntu)\r\nSet-Cookie: "
                     "OpenEMR=abc; path=/\r\n\r\n"),
     NO_TRAITS, BS_MEDICAL, "http", "OpenEMR", "services:openemr", 1, 1, 0},
    {"Mirth by certificate", TEXT(OK200 "Server: Jetty(9.4)\r\n\r\n"),
     {.cert_subject = BS_STR("CN=mirth-connect")}, BS_MEDICAL, "https", "Mirth Connect",
     "services:mirth-certificate", 1, 1, 0},
    {"HAPI FHIR", TEXT(OK200 "X-Powered-By: HAPI FHIR 5.4.0 REST Server (FHIR Server; FHIR "
                             "4.0.1/R4)\r\n\r\n"),
     NO_TRAITS, BS_MEDICAL, NULL, "HAPI FHIR", "services:hapi-fhir", 1, 1, 0},
    {"HAPI FHIR with its answer",
     TEXT(OK200 "X-Powered-By: HAPI FHIR 5.4.0 REST Server\r\n\r\n{\"resourceType\": "
                "\"CapabilityStatement\"}"),
     NO_TRAITS, BS_MEDICAL, "fhir", "HAPI FHIR", "services:fhir-json", 1, 1, 0},
    {"device in a title", TEXT(OK200 "\r\n"), {.http_title = BS_STR("EPIQ 7C - login")},
     BS_MEDICAL, "http", NULL, "devices:EPIQ 7", 1, 0, 0},
    /* -- ambiguity rules of the domain ---------------------------------------------------- */
    {"Innova alone", TEXT(OK200 "\r\n"), {.http_title = BS_STR("Innova Ltd")}, BS_NON_MEDICAL,
     "http", NULL, "devices:INNOVA", 1, 0, 0},
    {"Innova with its vendor", TEXT(OK200 "\r\n"),
     {.http_title = BS_STR("GE Healthcare Innova 3100")}, BS_MEDICAL, "http", NULL,
     "devices:INNOVA", 1, 1, 0},
    {"EDGE is nothing", TEXT(OK200 "Server: edge-gate\r\n\r\n"), NO_TRAITS, BS_NON_MEDICAL, "http",
     NULL, NULL, 0, 0, 0},
    {"DICOM on a news page", TEXT(OK200 "\r\n"),
     {.http_html = BS_STR("<p>All about DICOM</p>")}, BS_NON_MEDICAL, "http", NULL,
     "protocols:DICOM", 1, 0, 0},
    {"DICOM in a host name", TEXT(OK200 "\r\n"),
     {.cert_subject = BS_STR("CN=dicom.example.org")}, BS_NON_MEDICAL, "https", NULL,
     "protocols:DICOM", 1, 0, 0},
    {"OpenEMR on a page", TEXT(OK200 "\r\n"), {.http_html = BS_STR("<p>we host OpenEMR</p>")},
     BS_NON_MEDICAL, "http", NULL, "software:OpenEMR", 1, 1, 0},
    {"a vendor alone", TEXT(OK200 "\r\n"), {.http_title = BS_STR("Philips Healthcare")},
     BS_NON_MEDICAL, "http", NULL, "vendors:Philips Healthcare", 1, 1, 0},
    {"Philips hue", TEXT(OK200 "Server: Philips hue bridge\r\n\r\n"), NO_TRAITS, BS_NON_MEDICAL,
     "http", NULL, "vendors:Philips hue", 0, 0, 0},
    {"hue takes the vendor's force", TEXT(OK200 "\r\n"),
     {.http_title = BS_STR("Philips hue Achieva")}, BS_NON_MEDICAL, "http", NULL, NULL, 0, 0,
     0},
    {"SIMATIC", TEXT(OK200 "\r\n"), {.http_title = BS_STR("Siemens SIMATIC Emotion 6")},
     BS_NON_MEDICAL, "http", NULL, NULL, 0, 0, 0},
    {"Time Capsule", TEXT(OK200 "\r\n"), {.http_title = BS_STR("Time Capsule")},
     BS_NON_MEDICAL, "http", NULL, NULL, 0, 0, 0},
    {"Papermerge", TEXT(OK200 "\r\n"), {.http_title = BS_STR("Papermerge")}, BS_NON_MEDICAL,
     "http", NULL, NULL, 0, 0, 0},
    {"a hospital's web server", TEXT(OK200 "Server: Microsoft-IIS/8.5\r\n\r\n"),
     {.cert_subject = BS_STR("O=Example Ziekenhuis, CN=www.example.org")}, BS_NON_MEDICAL,
     "https", "Microsoft IIS", "hospital-words:ziekenhuis", 0, 0, 1},
    {"HL7 in a key", TEXT("SSH-2.0-OpenSSH_7.4\r\nKey type: ssh-rsa\nKey: AAAAB3Nza+HL7+C1\nAA/HL7/\n"),
     NO_TRAITS, BS_NON_MEDICAL, "ssh", "OpenSSH", "services:openssh", 0, 0, 0},
    {"tags never decide", TEXT(OK200 "\r\n"), {.tags = BS_STR("medical\nhoneypot")},
     BS_NON_MEDICAL, "http", NULL, "tag:medical", 0, 0, 0},
    {"a port is nothing, nor its probe", TEXT(OK200 "\r\n"), {.module = BS_STR("dicom")},
     BS_NON_MEDICAL, "http", NULL, NULL, 0, 0, 0},
    /* -- everyday services ---------------------------------------------------------------- */
    {"nginx", TEXT("HTTP/1.1 400 Bad Request\r\nServer: nginx/1.18.0\r\n\r\n"), NO_TRAITS,
     BS_NON_MEDICAL, "http", "nginx", "services:nginx", 0, 0, 0},
    {"ssh", TEXT("SSH-2.0-dropbear_2019.78\r\n"), NO_TRAITS, BS_NON_MEDICAL, "ssh", "Dropbear",
     "services:dropbear", 0, 0, 0},
    {"ftp", TEXT("220 (vsFTPd 3.0.3)\r\n"), NO_TRAITS, BS_NON_MEDICAL, "ftp", "vsftpd",
     "services:vsftpd", 0, 0, 0},
    {"smtp", TEXT("220 mail.example.org ESMTP Postfix\r\n"), NO_TRAITS, BS_NON_MEDICAL, "smtp",
     "Postfix", "services:postfix", 0, 0, 0},
    {"redis", TEXT("-NOAUTH Authentication required.\r\n"), NO_TRAITS, BS_NON_MEDICAL, "redis",
     "Redis", "services:redis-auth", 0, 0, 0},
    {"LDAP report", TEXT("LDAP:\n  SupportedLDAPVersion: 3\n"), NO_TRAITS, BS_NON_MEDICAL, "ldap",
     NULL, "services:ldap-report", 0, 0, 0},
    {"mini_httpd reflecting RTSP", TEXT("RTSP/1.0 501 Not Implemented\r\nServer: mini_httpd\r\n"),
     NO_TRAITS, BS_NON_MEDICAL, "http", NULL, NULL, 0, 0, 0},
    {"nobody knows", TEXT("\x91\x92 qwertz \x93"), NO_TRAITS, BS_UNKNOWN, "", NULL, NULL, 0, 0, 0},
    {"no bytes, but a title", TEXT(""), {.http_title = BS_STR("Orthanc Explorer")},
     BS_VERDICT_NONE, "", "", "services:orthanc-title", 1, 1, 0},
    {"nothing at all", TEXT(""), NO_TRAITS, BS_VERDICT_NONE, "", "", NULL, 0, 0, 0},
};

static struct bs_finding judge(const struct bs_rules *r, const struct sample *s, bs_bytes data,
                               struct bs_arena *a)
{
    struct bs_finding f;
    struct bs_subject subject = {.data = data, .transport = BS_TCP, .traits = &s->traits};

    bs_classify(r, &subject, a, &f);
    return f;
}

static bool has_rule(const struct bs_finding *f, const char *rule)
{
    for (size_t i = 0; i < f->evidences; i++)
        if (bs_str_eq(f->evidence[i].rule, bs_str_z(rule)))
            return true;
    return false;
}

static void describe(const struct sample *s, const struct bs_finding *f)
{
    print_message("%s: %s, service '%.*s', product '%.*s', label '%.*s'%s%s%s\n", s->name,
                  bs_verdict_name(f->verdict), (int)f->service.n, f->service.p,
                  (int)f->product.n, f->product.p, (int)f->label.n, f->label.p,
                  f->medical_hint ? " hint" : "", f->software ? " software" : "",
                  f->hospital ? " hospital" : "");
    for (size_t i = 0; i < f->evidences; i++)
        print_message("   %s %.*s in %.*s\n", bs_strength_name(f->evidence[i].strength),
                      (int)f->evidence[i].rule.n, f->evidence[i].rule.p,
                      (int)f->evidence[i].field.n, f->evidence[i].field.p);
}

static void test_samples(void **state)
{
    int failed = 0;

    for (size_t i = 0; i < BS_COUNT(samples); i++) {
        const struct sample *s = &samples[i];
        struct bs_arena a;
        bs_arena_init(&a, 0);
        struct bs_finding f = judge(*state, s, s->data, &a);
        bool good = f.verdict == s->verdict && f.response == (s->data.n > 0) &&
                    (!s->service || bs_str_eq(f.service, bs_str_z(s->service))) &&
                    (!s->product || bs_str_eq(f.product, bs_str_z(s->product))) &&
                    (!s->rule || has_rule(&f, s->rule)) && f.medical_hint == s->hint &&
                    f.software == s->software && f.hospital == s->hospital;
        if (!good) {
            describe(s, &f);
            failed++;
        }
        bs_arena_fini(&a);
    }
    assert_int_equal(failed, 0);
}

/* -- what holds for every finding -------------------------------------------------------- */

static size_t field_size(const struct sample *s, bs_str field, struct bs_arena *a)
{
    enum bs_notation notation;

    if (bs_str_eq(field, BS_STR("bytes")))
        return bs_wire_bytes(s->data, (bs_bytes){NULL, 0}, a, &notation).n;
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++)
        if (bs_str_eq(field, bs_str_z(bs_trait_defs[i].name)))
            return bs_trait(&s->traits, i).n;
    fail_msg("unknown field");
    return 0;
}

static void test_evidence_points_into_its_field(void **state)
{
    for (size_t i = 0; i < BS_COUNT(samples); i++) {
        struct bs_arena a;
        bs_arena_init(&a, 0);
        struct bs_finding f = judge(*state, &samples[i], samples[i].data, &a);
        for (size_t k = 0; k < f.evidences; k++) {
            const struct bs_evidence *ev = &f.evidence[k];
            size_t n = field_size(&samples[i], ev->field, &a);
            assert_true((uint64_t)ev->offset + ev->length <= n);
            assert_true(ev->rule.n > 0 && ev->note.n > 0);
        }
        assert_true((f.verdict == BS_MEDICAL) <= f.medical_hint);
        assert_true((f.verdict == BS_VERDICT_NONE) == !f.response);
        assert_true((f.shape != 0) == f.response);
        assert_true(f.label.p && f.summary.p && f.service.p && f.product.p && f.version.p);
        bs_arena_fini(&a);
    }
}

static bool same_finding(const struct bs_finding *x, const struct bs_finding *y)
{
    if (x->verdict != y->verdict || x->evidences != y->evidences || x->shape != y->shape ||
        !bs_str_eq(x->label, y->label) || !bs_str_eq(x->summary, y->summary))
        return false;
    for (size_t i = 0; i < x->evidences; i++)
        if (!bs_str_eq(x->evidence[i].rule, y->evidence[i].rule) ||
            x->evidence[i].offset != y->evidence[i].offset)
            return false;
    return true;
}

static bool speaks_of_page(const struct bs_finding *f)
{
    for (size_t i = 0; i < f->evidences; i++)
        if (bs_str_eq(f->evidence[i].field, BS_STR("http.html")))
            return true;
    return false;
}

/* Pages of one length whose head and end are the same: what the one says must not be said of the other, nor what other
 * rules say. */
static void test_memo(void **state)
{
    static const char *const words[] = {"Orthanc Explorer", "nothing of note.", "Orthanc Explorer", "HDI 5000, EPIQ 7"};
    struct bs_scan_memo *memo = bs_scan_memo_new();
    struct bs_rules *other;
    struct bs_arena a;

    bs_arena_init(&a, 0);
    load_rules((void **)&other);
    for (size_t i = 0; i < 3 * BS_COUNT(words); i++) {
        char page[2001];
        memset(page, '.', sizeof page);
        memcpy(page + 1000, words[i % BS_COUNT(words)], strlen(words[0]));
        const struct bs_traits traits = {.http_html = {page, sizeof page - 1}};
        struct bs_subject s = {.data = BS_BYTES(OK200 "\r\n"), .transport = BS_TCP, .traits = &traits};
        const struct bs_rules *rules = i < 2 * BS_COUNT(words) ? *state : other;
        struct bs_finding with, without;
        bs_classify(rules, &s, &a, &without);
        s.memo = memo;
        bs_classify(rules, &s, &a, &with);
        assert_true(same_finding(&with, &without));
        bs_classify(rules, &s, &a, &with);
        assert_true(same_finding(&with, &without));
        assert_int_equal(speaks_of_page(&with), i % BS_COUNT(words) != 1);
    }
    bs_rules_free(other);
    bs_scan_memo_free(memo);
    bs_arena_fini(&a);
}

static void test_deterministic(void **state)
{
    for (size_t i = 0; i < BS_COUNT(samples); i++) {
        struct bs_arena a, b;
        bs_arena_init(&a, 0);
        bs_arena_init(&b, 0);
        struct bs_finding x = judge(*state, &samples[i], samples[i].data, &a);
        (void)judge(*state, &samples[BS_COUNT(samples) - 1 - i], samples[0].data, &b);
        struct bs_finding y = judge(*state, &samples[i], samples[i].data, &b);
        assert_true(same_finding(&x, &y));
        bs_arena_fini(&a);
        bs_arena_fini(&b);
    }
}

static void test_prefixes(void **state)
{
    for (size_t i = 0; i < BS_COUNT(samples); i++) {
        for (size_t n = 0; n <= samples[i].data.n; n++) {
            struct bs_arena a;
            uint8_t *copy = malloc(n + 1);
            assert_non_null(copy);
            memcpy(copy, samples[i].data.p, n);
            bs_arena_init(&a, 0);
            (void)judge(*state, &samples[i], (bs_bytes){copy, n}, &a);
            bs_arena_fini(&a);
            free(copy);
        }
    }
}

static void test_who_identified_it(void **state)
{
    static const struct {
        bs_bytes data;
        bool pattern, decoder;
    } table[] = {
        {TEXT("\3\0\0\0\0\4\0\1\1\7"), false, true},
        {TEXT("0\x0c\2\1\1a\7\n\1\0\4\0\4\0"), false, true},
        {TEXT("\x91\x92 qwertz \x93"), false, false},
    };
    const struct sample none = {.name = ""};

    for (size_t i = 0; i < BS_COUNT(table); i++) {
        struct bs_arena a;
        bs_arena_init(&a, 0);
        struct bs_finding f = judge(*state, &none, table[i].data, &a);
        assert_int_equal(f.by_pattern, table[i].pattern);
        assert_int_equal(f.by_decoder, table[i].decoder);
        bs_arena_fini(&a);
    }
    struct bs_arena a;
    bs_arena_init(&a, 0);
    assert_true(judge(*state, &none, TEXT("LDAP:\n  SupportedLDAPVersion: 3\n"), &a).by_pattern);
    assert_true(judge(*state, &none, TEXT(OK200), &a).by_pattern);
    bs_arena_fini(&a);
}

static void test_labels(void **state)
{
    static const struct {
        const char *sample, *label;
    } table[] = {
        {"DICOM reject", "DICOM, checks AE titles"},
        {"OpenEMR", "medical software behind a web login: OpenEMR"},
        {"device in a title", "medical device: Philips EPIQ 7 ultrasound"},
        {"SIGMA pump", "medical device: Baxter SIGMA Spectrum infusion pump"},
        {"nginx", "nginx 1.18.0"},
        {"redis", "Redis, refuses strangers"},
        {"DICOM accept", "DICOM, open, DCMTK 3.6.7"},
    };

    for (size_t i = 0; i < BS_COUNT(table); i++) {
        for (size_t k = 0; k < BS_COUNT(samples); k++) {
            struct bs_arena a;
            if (strcmp(samples[k].name, table[i].sample) != 0)
                continue;
            bs_arena_init(&a, 0);
            struct bs_finding f = judge(*state, &samples[k], samples[k].data, &a);
            if (!bs_str_eq(f.label, bs_str_z(table[i].label)))
                fail_msg("%s: %.*s", table[i].sample, (int)f.label.n, f.label.p);
            bs_arena_fini(&a);
        }
    }
}

static void test_honeypot(void **state)
{
    static const char medpot[] =
        "MSH|^~\\&|SENDING_APPLICATION|SENDING_FACILITY|RECEIVING_APPLICATION|RECEIVING_"
        "FACILITY|20110614075841||ACK|1407511|P|2.3||||\n        MSA|AA|1407511|Success||";
    const struct sample none = {.name = ""};
    struct bs_arena a;

    bs_arena_init(&a, 0);
    struct bs_finding f = judge(*state, &none, BS_BYTES(medpot), &a);
    assert_int_equal(f.verdict, BS_MEDICAL);
    assert_true(f.flags & BS_DEC_HONEYPOT);
    assert_true(bs_str_has_prefix(f.label, BS_STR("likely honeypot: ")));
    assert_int_equal(f.evidence[0].kind, BS_EV_HONEYPOT);
    bs_arena_fini(&a);
}

/* The same omission without a second sign: a hint beside the verdict, no honeypot. */
static void test_odd_dicom(void **state)
{
    static const char ac[] =
        "\2\0\0\0\0\x69\0\1\0\0ANY-SCP         FINDSCU         "
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        "\x10\0\0\x15" "1.2.840.10008.3.1.1.1" "\x50\0\0\x08\x51\0\0\4\0\0\x40\0";
    const struct sample none = {.name = ""};
    struct bs_arena a;

    bs_arena_init(&a, 0);
    struct bs_finding f = judge(*state, &none, BS_BYTES(ac), &a);
    assert_int_equal(f.verdict, BS_MEDICAL);
    assert_false(f.flags & BS_DEC_HONEYPOT);
    assert_true(f.flags & BS_DEC_ODD);
    bool hinted = false;
    for (size_t i = 0; i < f.evidences; i++)
        hinted |= f.evidence[i].kind == BS_EV_HONEYPOT && f.evidence[i].strength == BS_STRENGTH_HINT;
    assert_true(hinted);
    assert_true(f.evidence[0].kind == BS_EV_DECODER);
    bs_arena_fini(&a);
}

/* Banners made of nothing but hits: with any step per hit that looks at the whole banner,
 * this test would run for minutes. */
/* What a server quotes of the question is the scanner's, not the server's. */
static void test_quoted_questions(void **state)
{
    static const struct {
        const char *service;
        bs_bytes data;
        bool medical, echo;
    } table[] = {
        {"ftp", BS_BYTES("220 welcome\r\n502 not allowed: \1\0\0\0\0\xef\xbf\xbd\0\1\0\0PACS\r\n"), 0, 1},
        {"", BS_BYTES("huh? \"1.2.3\"\nhuh? \"1.2.840.10008.1.1@\"\nhuh? \"1.2.840.10008.1.2P\"\n"), 0, 1},
        {"", BS_BYTES("what? ANY-SCP ECHOSCU 1.2.840.10008.3.1.1.1"), 0, 1},
        /* Its own words stay its own. */
        {"ftp", BS_BYTES("220 PACS storage\r\n530 log in\r\n"), 1, 0},
        {"http", BS_BYTES(OK200 "\r\n<title>Viewer</title>1.2.840.10008.1.1 1.2.840.10008.1.2"), 0, 0},
        {"dicom", BS_BYTES(AC_DCMTK), 1, 0},
    };
    const struct sample none = {.name = ""};

    for (size_t i = 0; i < BS_COUNT(table); i++) {
        struct bs_arena a;
        bs_arena_init(&a, 0);
        struct bs_finding f = judge(*state, &none, table[i].data, &a);
        bool echo = bs_str_has_prefix(f.label, BS_STR("echo:"));
        bool named = *table[i].service == 0 || bs_str_eq(f.service, bs_str_z(table[i].service));
        if (!named || (f.verdict == BS_MEDICAL) != table[i].medical || (echo && !table[i].echo))
            fail_msg("row %zu: %.*s, %s, \"%.*s\"", i, (int)f.service.n, f.service.p,
                     bs_verdict_name(f.verdict), (int)f.label.n, f.label.p);
        bs_arena_fini(&a);
    }
}

static void test_hostile_banners(void **state)
{
    static const char *const units[] = {
        "login:", "Location: ", "DICOM ", "1.2.40.0.13.1.1dcm4che-", "a.b.", "aA1+", "a/a/",
        "00:", "Key: a\n", "webcam ", "SIP/2.0 200\r\n", "0a-",
    };
    const struct sample none = {.name = ""};
    const size_t size = 1 << 18;
    uint8_t *bytes = malloc(size);

    assert_non_null(bytes);
    for (size_t i = 0; i < BS_COUNT(units); i++) {
        struct bs_arena a;
        for (size_t k = 0; k < size; k++)
            bytes[k] = (uint8_t)units[i][k % strlen(units[i])];
        bs_arena_init(&a, 0);
        struct bs_finding f = judge(*state, &none, (bs_bytes){bytes, size}, &a);
        assert_true(f.response && f.shape != 0);
        bs_arena_fini(&a);
    }
    free(bytes);
}

/* -- owners ------------------------------------------------------------------------------ */

static const struct {
    struct bs_owner owner;
    bool hospital;
    const char *rule;
} owners[] = {
    {{.org = BS_STR("Example Ziekenhuis")}, true, "hospital-words:ziekenhuis"},
    {{.org = BS_STR("Leids Universitair Medisch Centrum")}, true, NULL},
    {{.hostnames = BS_STR("a.example.org\npacs.lumc.nl")}, true, "institutions:lumc.nl"},
    {{.domains = BS_STR("umcg.nl")}, true, "institutions:umcg.nl"},
    {{.hostnames = BS_STR("lumc.nl.example.org")}, true, "hospital-words:lumc"},
    {{.hostnames = BS_STR("documc.example.org")}, false, NULL},
    {{.org = BS_STR("Zorg en Zekerheid Zorgverzekeraar")}, false, NULL},
    {{.org = BS_STR("GE Healthcare")}, false, NULL},
    {{.org = BS_STR("Some Lab Care")}, false, "hospital-words:lab"},
    {{.org = BS_STR("SURF"), .asn = BS_STR("AS1103")}, false, NULL},
    {{.org = BS_STR("")}, false, NULL},
};

static void test_owners(void **state)
{
    for (size_t i = 0; i < BS_COUNT(owners); i++) {
        struct bs_arena a;
        struct bs_evidence *ev;
        size_t n;
        bool found = !owners[i].rule;
        bs_arena_init(&a, 0);
        bool hospital = bs_classify_owner(*state, &owners[i].owner, &a, &ev, &n);
        for (size_t k = 0; k < n; k++)
            found |= bs_str_eq(ev[k].rule, bs_str_z(owners[i].rule));
        if (hospital != owners[i].hospital || !found)
            fail_msg("owner %zu", i);
        assert_true(!hospital || ev[0].strength == BS_STRENGTH_STRONG);
        bs_arena_fini(&a);
    }
}

static void test_vocabulary(void **state)
{
    enum bs_verdict v;
    enum bs_strength s;
    enum bs_evidence_kind k;

    (void)state;
    for (int i = BS_MEDICAL; i <= BS_UNKNOWN; i++) {
        assert_true(bs_verdict_parse(bs_str_z(bs_verdict_name((enum bs_verdict)i)), &v));
        assert_int_equal(v, i);
    }
    for (int i = 0; i <= BS_EV_HONEYPOT; i++) {
        assert_true(bs_evidence_kind_parse(
            bs_str_z(bs_evidence_kind_name((enum bs_evidence_kind)i)), &k));
        assert_int_equal(k, i);
    }
    for (int i = 0; i <= BS_STRENGTH_STRONG; i++) {
        assert_true(bs_strength_parse(bs_str_z(bs_strength_name((enum bs_strength)i)), &s));
        assert_int_equal(s, i);
    }
    assert_true(bs_verdict_parse(BS_STR("clear"), &v));
    assert_int_equal(v, BS_VERDICT_NONE);
    assert_false(bs_verdict_parse(BS_STR(""), &v) || bs_verdict_parse(BS_STR("Medical"), &v));
    assert_string_equal(bs_affiliation_name(BS_HOSPITAL), "hospital");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_evidence_points_into_its_field),
        cmocka_unit_test(test_memo),
        cmocka_unit_test(test_deterministic),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_who_identified_it),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_honeypot),
        cmocka_unit_test(test_odd_dicom),
        cmocka_unit_test(test_quoted_questions),
        cmocka_unit_test(test_hostile_banners),
        cmocka_unit_test(test_owners),
        cmocka_unit_test(test_vocabulary),
    };
    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
