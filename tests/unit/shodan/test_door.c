#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/shodan.h"

#define HEAD "{\"ip_str\":\"192.0.2.1\",\"port\":104"
#define WITH(members) HEAD "," members "}"

static struct bs_arena arena;
static struct bs_record rec;
static struct bs_error err;

static void reads(const char *json)
{
    bs_arena_reset(&arena);
    memset(&err, 0, sizeof(err));
    if (bs_record_read(bs_str_z(json), &arena, &rec, &err) != BS_OK)
        fail_msg("%s: %s", json, err.text);
}

static void refuses(bs_str json)
{
    bs_arena_reset(&arena);
    memset(&err, 0, sizeof(err));
    if (bs_record_read(json, &arena, &rec, &err) != BS_E_SYNTAX)
        fail_msg("taken: %.*s", (int)json.n, json.p);
    assert_int_equal(err.code, BS_E_SYNTAX);
    assert_true(err.text[0]);
}

static void same(bs_str got, const char *want)
{
    if (!bs_str_eq(got, bs_str_z(want)))
        fail_msg("\"%.*s\" is not \"%s\"", (int)got.n, got.p, want);
}

#define same_bytes(got, literal) assert_true(bs_bytes_eq(got, BS_BYTES(literal)))

/* -- the hand-written file ---------------------------------------------------------------- */

static char *line[8];
static size_t lines;

static int load(void **state)
{
    (void)state;
    char path[1024];
    const char *dir = getenv("BS_SRCDIR");
    snprintf(path, sizeof(path), "%s/tests/data/shodan/records.ndjson", dir ? dir : ".");
    struct bs_ndjson *r;
    bs_str text;
    int64_t number;
    bs_arena_init(&arena, 0);
    if (bs_ndjson_open(path, &r, &err))
        return -1;
    while (lines < BS_COUNT(line) && bs_ndjson_next(r, &text, &number, &err) == BS_OK)
        line[lines++] = bs_strdup(text);
    bs_ndjson_close(r);
    return lines == 6 ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    for (size_t i = 0; i < lines; i++)
        free(line[i]);
    bs_arena_fini(&arena);
    return 0;
}

static void raw_bytes_of_a_tftp_answer(void **state)
{
    (void)state;
    reads(line[0]);
    assert_int_equal(rec.target.transport, BS_UDP);
    assert_int_equal(rec.target.port, 69);
    same_bytes(rec.data, "\\x00\\x05\\x00\\x01File not found.\\x00");
    same_bytes(rec.raw, "\0\5\0\1File not found.\0");
    assert_true(rec.has_hash);
    assert_int_equal(rec.hash, -795816946);
    assert_false(rec.hash_mismatch);
    same(rec.traits.module, "bittorrent-tracker");
    same(rec.owner.hostnames, "tftp.example.net");
    same(rec.owner.country, "NL");
    same(rec.owner.asn, "AS64496");
    char when[32];
    bs_time_format(rec.seen, when);
    assert_string_equal(when, "2021-02-25T01:35:44Z");
}

static void a_dicom_answer(void **state)
{
    (void)state;
    reads(line[1]);
    enum bs_notation how;
    bs_bytes wire = bs_wire_bytes(rec.data, rec.raw, &arena, &how);
    assert_int_equal(how, BS_NOTE_ESCAPED);
    assert_true(bs_bytes_find(wire, BS_BYTES("\n\2\0\0\0\0\xb8\0\1"), 0) != SIZE_MAX);
    assert_true(bs_bytes_find(wire, BS_BYTES("LE'S\\"), 0) != SIZE_MAX);
    same(rec.traits.tags, "medical");
    same(rec.owner.isp, "");
    assert_int_equal(rec.target.vhost.n, 0);
}

static void a_web_server_with_a_certificate(void **state)
{
    (void)state;
    reads(line[2]);
    same(rec.traits.product, "nginx");
    same(rec.traits.version, "47");
    same(rec.traits.cpe, "cpe:/a:igor_sysoev:nginx");
    same(rec.traits.http_title, "PACS \u201dviewer\u201d");
    same(rec.traits.http_status, "200");
    same(rec.traits.http_host, "pacs.example.com");
    same(rec.traits.http_components, "jQuery\nVue\u00e9");
    same(rec.traits.favicon_hash, "-1840324437");
    same(rec.traits.cert_subject, "C=NL, O=Ziekenhuis Voorbeeld, CN=*.example.com");
    same(rec.traits.cert_issuer, "CN=Test CA, O=Example");
    same(rec.traits.cert_serial, "733819048231904823190482319048231904823190482319");
    same(rec.traits.cert_names, "*.example.com\npacs.example.org\n192.0.2.9");
    same(rec.traits.ssl_versions, "TLSv1.2\nTLSv1.3");
    same(rec.owner.hostnames, "a.example.com\nb.example.com");
    same(rec.target.vhost, "pacs.example.com");
    assert_false(rec.hash_mismatch);
    char ip[46];
    bs_addr_format(&rec.target.ip, ip);
    assert_string_equal(ip, "203.0.113.80");
}

static void nul_bytes_survive(void **state)
{
    (void)state;
    reads(line[3]);
    same_bytes(rec.data, "Firmware: 1\nHostname: router\0\0\0\nVendor: Example\0\0");
    assert_false(rec.hash_mismatch);
    assert_int_equal(rec.module_id.n, 0);
    same(rec.owner.hostnames, "");
}

static void ipv6_and_python_sets(void **state)
{
    (void)state;
    reads(line[4]);
    char ip[46];
    bs_addr_format(&rec.target.ip, ip);
    assert_string_equal(ip, "2001:db8::22");
    same(rec.owner.hostnames, "x.example.net\ny.example.net");
    /* SSH carries no name: asked for by name or not, it is one service. */
    assert_int_equal(rec.target.vhost.n, 0);
}

static void an_empty_banner(void **state)
{
    (void)state;
    reads(line[5]);
    assert_int_equal(rec.data.n, 0);
    assert_int_equal(rec.target.transport, BS_TCP);
    assert_true(rec.has_hash);
    assert_false(rec.hash_mismatch);
}

/* -- hostile input ------------------------------------------------------------------------ */

static void every_prefix_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < lines; i++) {
        size_t whole = strlen(line[i]);
        for (size_t n = 0; n < whole; n++) {
            /* A copy of exactly that size, so that a read past its end is seen. */
            char *cut = malloc(n ? n : 1);
            memcpy(cut, line[i], n);
            refuses((bs_str){cut, n});
            free(cut);
        }
    }
}

static void strings_are_exact(void **state)
{
    (void)state;
    reads(WITH("\"data\":\"AB\\u0000CD\""));
    same_bytes(rec.data, "AB\0CD");
    reads(WITH("\"data\":\"\\ud800x\""));
    same_bytes(rec.data, "\xed\xa0\x80x");
    reads(WITH("\"data\":\"\\ud83d\\ude00\""));
    same_bytes(rec.data, "\xf0\x9f\x98\x80");
    reads(WITH("\"data\":\"\\\\x03\\\\x00\""));
    same_bytes(rec.data, "\\x03\\x00");
    reads(WITH("\"data\":\"\\u00ff\\u001b\""));
    same_bytes(rec.data, "\xc3\xbf\x1b");
}

static void bad_strings_are_refused(void **state)
{
    (void)state;
    refuses(BS_STR(WITH("\"data\":\"A\\u00g0\"")));
    refuses(BS_STR(WITH("\"data\":\"A\\x41\"")));
    refuses(BS_STR(WITH("\"data\":\"A\0B\"")));
    refuses(BS_STR(WITH("\"data\":\"A\nB\"")));
    refuses(BS_STR(WITH("\"data\":\"\xc0\x9b\"")));
    refuses(BS_STR(WITH("\"data\":\"\xff\"")));
    refuses(BS_STR(WITH("\"data\":\"\xe2\x80\"")));
    refuses(BS_STR(WITH("\"data\":NaN")));
    refuses(BS_STR(WITH("\"data\":\"x\"") " x"));
    refuses(BS_STR(WITH("\"data\":\"x\"") WITH("\"data\":\"y\"")));
    refuses(BS_STR(WITH("\"version\":0123")));
    refuses(BS_STR("\0" WITH("\"data\":\"x\"")));
}

static void look_alike_keys_do_not_win(void **state)
{
    (void)state;
    reads(WITH("\"data\\u0000x\":\"EVIL\",\"data\":\"real\""));
    same_bytes(rec.data, "real");
    reads(WITH("\"data\":\"real\",\"data\\u0000\":\"EVIL\",\"DATA\":\"EVIL\",\"dat\":\"EVIL\""));
    same_bytes(rec.data, "real");
    assert_false(rec.repeated);
    reads(WITH("\"data\":\"first\",\"d\\u0061ta\":\"last\""));
    same_bytes(rec.data, "last");
    assert_true(rec.repeated);
    reads(WITH("\"http\":{\"title\":\"a\"},\"http\":{\"server\":\"b\"}"));
    same(rec.traits.http_title, "");
    same(rec.traits.http_server, "b");
}

static void types_may_be_others(void **state)
{
    static const char *const values[] = {"null", "true", "7", "-1.5e300", "\"\"", "\"x\"",
                                         "[]", "[1,[2]]", "{}", "{\"a\":{}}"};
    static const char *const names[] = {
        "data", "hash", "transport", "timestamp", "hostnames", "domains", "org", "isp", "asn",
        "os", "location", "product", "version", "cpe", "info", "devicetype", "device", "tags",
        "vulns", "opts", "_shodan", "http", "ssl", "title", "html", "ip", "ipv6",
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(names); i++) {
        for (size_t j = 0; j < BS_COUNT(values); j++) {
            char json[256];
            snprintf(json, sizeof(json), HEAD ",\"%s\":%s}", names[i], values[j]);
            reads(json);
        }
    }
}

static void nested_types_may_be_others(void **state)
{
    (void)state;
    reads(WITH("\"http\":{\"title\":5,\"status\":\"200\",\"components\":[\"a\",\"b\"],"
               "\"favicon\":[],\"html\":null}"));
    same(rec.traits.http_title, "5");
    same(rec.traits.http_status, "200");
    same(rec.traits.http_components, "a\nb");
    reads(WITH("\"ssl\":{\"cert\":{\"serial\":\"0a:1b\",\"subject\":\"CN=x\",\"extensions\":"
               "[null,{\"name\":\"subjectAltName\",\"data\":\"DNS:a.example, DNS:b.example\"}]},"
               "\"versions\":\"TLSv1\"}"));
    same(rec.traits.cert_serial, "0a:1b");
    same(rec.traits.cert_subject, "CN=x");
    same(rec.traits.cert_names, "a.example\nb.example");
    same(rec.traits.ssl_versions, "TLSv1");
    reads(WITH("\"asn\":64496"));
    same(rec.owner.asn, "AS64496");
    reads(WITH("\"hostnames\":[\"a\\nb\",\"c\"]"));
    same(rec.owner.hostnames, "a b\nc");
    reads(WITH("\"opts\":{\"raw\":\"00ZZ\"}"));
    assert_int_equal(rec.raw.n, 0);
    reads(WITH("\"opts\":{\"raw\":[1]}"));
    assert_int_equal(rec.raw.n, 0);
}

static void addresses_and_ports(void **state)
{
    char ip[46];
    (void)state;
    reads("{\"ip\":4294967295,\"port\":65535}");
    bs_addr_format(&rec.target.ip, ip);
    assert_string_equal(ip, "255.255.255.255");
    reads("{\"ip\":3405803786,\"port\":1}");
    bs_addr_format(&rec.target.ip, ip);
    assert_string_equal(ip, "203.0.113.10");
    reads("{\"ipv6\":\"2001:DB8::1\",\"ip_str\":\"192.0.2.1\",\"port\":\"22\"}");
    bs_addr_format(&rec.target.ip, ip);
    assert_string_equal(ip, "2001:db8::1");
    assert_int_equal(rec.target.port, 22);
    refuses(BS_STR("{\"port\":1}"));
    refuses(BS_STR("{\"ip\":4294967296,\"port\":1}"));
    refuses(BS_STR("{\"ip\":-1,\"port\":1}"));
    refuses(BS_STR("{\"ip\":1.5,\"port\":1}"));
    refuses(BS_STR("{\"ip_str\":\"../../x\",\"port\":1}"));
    refuses(BS_STR("{\"ip_str\":\"192.0.2.1\"}"));
    refuses(BS_STR("{\"ip_str\":\"192.0.2.1\",\"port\":0}"));
    refuses(BS_STR("{\"ip_str\":\"192.0.2.1\",\"port\":65536}"));
    refuses(BS_STR("{\"ip_str\":\"192.0.2.1\",\"port\":-1}"));
    refuses(BS_STR("{\"ip_str\":\"192.0.2.1\",\"port\":1e999}"));
    refuses(BS_STR("[]"));
    refuses(BS_STR("null"));
    refuses(BS_STR("{\"matches\":[],\"total\":0}"));
}

static void damage_shows_in_the_hash(void **state)
{
    (void)state;
    reads(WITH("\"data\":\"SOMETHING\",\"hash\":-82460412"));
    assert_false(rec.hash_mismatch);
    reads(WITH("\"data\":\"SOMETHINg\",\"hash\":-82460412"));
    assert_true(rec.hash_mismatch);
    reads(WITH("\"data\":\"SOMETHING\",\"hash\":99999999999"));
    assert_false(rec.has_hash);
}

static void virtual_hosts(void **state)
{
    (void)state;
#define OPTIONS(name) "\"_shodan\":{\"options\":{\"hostname\":\"" name "\"}}"
    reads(WITH("\"http\":{}," OPTIONS("WWW.Example.com")));
    same(rec.target.vhost, "www.example.com");
    reads(WITH("\"ssl\":{}," OPTIONS("a.example.")));
    same(rec.target.vhost, "a.example");
    reads(WITH(OPTIONS("a.example")));
    same(rec.target.vhost, "");
    reads(WITH("\"http\":{}," OPTIONS("192.0.2.1")));
    same(rec.target.vhost, "");
    reads(WITH("\"http\":{\"host\":\"192.0.2.1\"}," OPTIONS("a.example")));
    same(rec.target.vhost, "");
    reads(WITH("\"http\":{}," OPTIONS("a b\\u001b")));
    same(rec.target.vhost, "");
}

static void pages_are_cut_between_characters(void **state)
{
    (void)state;
    size_t n = 20000;
    char *json = malloc(n + 100);
    size_t at = (size_t)sprintf(json, "%s", HEAD ",\"http\":{\"html\":\"x");
    while (at < n) {
        memcpy(json + at, "\xc3\xa9", 2);
        at += 2;
    }
    strcpy(json + at, "\"}}");
    reads(json);
    assert_int_equal(rec.traits.http_html.n, 16383);
    free(json);
}

static void depth_and_size_are_limited(void **state)
{
    (void)state;
    size_t n = BS_JSON_LINE_MAX + 1U;
    char *big = malloc(n);
    memset(big, '[', n);
    refuses((bs_str){big, n});
    memcpy(big, HEAD ",\"x\":", sizeof(HEAD ",\"x\":") - 1);
    refuses((bs_str){big, 5000});
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_bytes_of_a_tftp_answer),
        cmocka_unit_test(a_dicom_answer),
        cmocka_unit_test(a_web_server_with_a_certificate),
        cmocka_unit_test(nul_bytes_survive),
        cmocka_unit_test(ipv6_and_python_sets),
        cmocka_unit_test(an_empty_banner),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(strings_are_exact),
        cmocka_unit_test(bad_strings_are_refused),
        cmocka_unit_test(look_alike_keys_do_not_win),
        cmocka_unit_test(types_may_be_others),
        cmocka_unit_test(nested_types_may_be_others),
        cmocka_unit_test(addresses_and_ports),
        cmocka_unit_test(damage_shows_in_the_hash),
        cmocka_unit_test(virtual_hosts),
        cmocka_unit_test(pages_are_cut_between_characters),
        cmocka_unit_test(depth_and_size_are_limited),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
