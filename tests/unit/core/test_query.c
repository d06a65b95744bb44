#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bannerscope/query.h"

static struct bs_arena arena;
static struct bs_buf out;

static int setup(void **state)
{
    (void)state;
    bs_arena_init(&arena, 0);
    bs_buf_init(&out, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bs_arena_fini(&arena);
    bs_buf_fini(&out);
    return 0;
}

static struct bs_query parsed(const char *text, enum bs_query_use use)
{
    struct bs_query q;
    struct bs_error e;
    uint32_t at;
    if (bs_query_parse(bs_str_z(text), use, &arena, &q, &at, &e) != BS_OK)
        fail_msg("%s: %s", text, e.text);
    return q;
}

/* -- the table --------------------------------------------------------------------------- */

static void the_table_is_sorted_and_complete(void **state)
{
    (void)state;
    for (const struct bs_filter_def *d = bs_filter_defs; d->name; d++) {
        assert_true(d == bs_filter_defs || strcmp(d[-1].name, d->name) < 0);
        assert_ptr_equal(bs_filter_find(bs_str_z(d->name)), d);
        assert_non_null(d->help);
        assert_true((d->what == BS_F_TRAIT) == (d->trait != NULL));
        assert_true((d->type == BS_FT_ENUM) == (d->values != NULL));
        assert_false(d->what == BS_F_REMOTE && d->local_only);
        assert_true(strlen(d->name) < 32);
    }
    assert_null(bs_filter_find(BS_STR("")));
    assert_null(bs_filter_find(BS_STR("por")));
    assert_null(bs_filter_find(BS_STR("port\0")));
    assert_non_null(bs_filter_find(BS_STR("PORT")));
    assert_ptr_equal(bs_filter_find(BS_STR("title"))->trait, bs_filter_find(BS_STR("http.title"))->trait);
    assert_int_equal(bs_filter_find(BS_STR("ip"))->what, bs_filter_find(BS_STR("net"))->what);
}

/* What Shodan's /host/search/filters answers, with what works but is not in it. */
static void shodans_filters_are_known_to_both(void **state)
{
    (void)state;
    static const char *const names[] = {
        "all", "asn", "city", "country", "cpe", "device", "geo", "has_ipv6", "has_screenshot", "has_ssl",
        "has_vuln", "hash", "hostname", "ip", "isp", "link", "net", "org", "os", "port", "postal", "product",
        "region", "scan", "shodan.module", "state", "version", "http.component", "http.component_category",
        "http.favicon.hash", "http.headers_hash", "http.html", "http.html_hash", "http.robots_hash",
        "http.securitytxt", "http.status", "http.title", "http.waf", "ssl", "ssl.alpn", "ssl.cert.alg",
        "ssl.cert.expired", "ssl.cert.extension", "ssl.cert.fingerprint", "ssl.cert.issuer.cn",
        "ssl.cert.pubkey.bits", "ssl.cert.pubkey.type", "ssl.cert.serial", "ssl.cert.subject.cn",
        "ssl.chain_count", "ssl.cipher.bits", "ssl.cipher.name", "ssl.cipher.version", "ssl.ja3s", "ssl.jarm",
        "ssl.version", "ssh.hassh", "ssh.type", "snmp.contact", "snmp.location", "snmp.name", "ntp.ip",
        "ntp.ip_count", "ntp.more", "ntp.port", "telnet.do", "telnet.dont", "telnet.option", "telnet.will",
        "telnet.wont", "bitcoin.ip", "bitcoin.ip_count", "bitcoin.port", "bitcoin.version", "cloud.provider",
        "cloud.region", "cloud.service", "screenshot.hash", "screenshot.label", "tag", "vuln", "before", "after",
        "title", "html", "domain", "asset",
    };
    for (size_t i = 0; i < BS_COUNT(names); i++) {
        const struct bs_filter_def *d = bs_filter_find(bs_str_z(names[i]));
        if (!d || d->local_only)
            fail_msg("%s is Shodan's", names[i]);
    }
}

static void nearest(const char *name, const char *want)
{
    const struct bs_filter_def *d = bs_filter_nearest(bs_str_z(name));
    if (!want ? d != NULL : !d || strcmp(d->name, want))
        fail_msg("near %s: %s", name, d ? d->name : "none");
}

static void a_slip_finds_its_name(void **state)
{
    (void)state;
    nearest("prot", "port");
    nearest("PROT", "port");
    nearest("contry", "country");
    nearest("hostnmae", "hostname");
    nearest("http.titel", "http.title");
    nearest("verdikt", "verdict");
    nearest("orgs", "org");
    nearest("xy", NULL);
    nearest("http", NULL);
    nearest("something-else", NULL);
    nearest("a-name-that-is-longer-than-any-filter-could-be", NULL);
}

/* -- reading ----------------------------------------------------------------------------- */

static void words_phrases_and_filters(void **state)
{
    (void)state;
    const char *text = "orthanc -\"two  words\" port:104,11112 -org:\"St. Elsewhere,B\" http.title:x";
    struct bs_query q = parsed(text, BS_QUERY_SHODAN);
    assert_int_equal(q.terms, 5);
    assert_null(q.term[0].filter);
    assert_true(bs_str_eq(q.term[0].value[0], BS_STR("orthanc")));
    assert_true(q.term[1].negated && !q.term[1].filter);
    assert_true(bs_str_eq(q.term[1].value[0], BS_STR("two  words")));
    assert_int_equal(q.term[2].filter->what, BS_F_PORT);
    assert_int_equal(q.term[2].values, 2);
    assert_true(bs_str_eq(q.term[2].value[1], BS_STR("11112")));
    assert_true(q.term[3].negated && q.term[3].values == 2);
    assert_true(bs_str_eq(q.term[3].value[0], BS_STR("St. Elsewhere")));
    for (size_t i = 0; i < q.terms; i++) { /* each knows where it stood */
        assert_true(q.term[i].at + q.term[i].length <= strlen(text));
        assert_true(i == 0 || text[q.term[i].at - 1] == ' ');
    }
    assert_int_equal(q.term[4].length, strlen("http.title:x"));
}

static void what_only_looks_like_a_filter(void **state)
{
    (void)state;
    struct bs_query q = parsed("Server: nginx", BS_QUERY_SHODAN);
    assert_int_equal(q.terms, 2);
    assert_null(q.term[0].filter);
    assert_true(bs_str_eq(q.term[0].value[0], BS_STR("Server:")));
    q = parsed("\"port:80\"", BS_QUERY_SHODAN);
    assert_null(q.term[0].filter);
    q = parsed("\"say \\\"a\\\\b\\\" \\n\"", BS_QUERY_LOCAL);
    assert_true(bs_str_eq(q.term[0].value[0], BS_STR("say \"a\\b\" \\n")));
    q = parsed("'; DROP TABLE service; --", BS_QUERY_LOCAL); /* values are data */
    assert_int_equal(q.terms, 5);
    assert_true(q.term[4].negated && bs_str_eq(q.term[4].value[0], BS_STR("-")));
    q = parsed("hash:-1212692304 net:2001:db8::/32,192.0.2.0/24", BS_QUERY_SHODAN);
    assert_int_equal(q.term[1].values, 2);
}

static void everything_or_nothing(void **state)
{
    (void)state;
    assert_int_equal(parsed("", BS_QUERY_LOCAL).terms, 0);
    assert_int_equal(parsed(" \t\n", BS_QUERY_LOCAL).terms, 0);
}

struct wrong {
    const char *text;
    uint32_t at;
    const char *says;
};

static void refused(const struct wrong *w, size_t n, enum bs_query_use use)
{
    for (size_t i = 0; i < n; i++) {
        struct bs_query q;
        struct bs_error e = {0};
        uint32_t at = 999;
        if (bs_query_parse(bs_str_z(w[i].text), use, &arena, &q, &at, &e) == BS_OK)
            fail_msg("%s was taken", w[i].text);
        assert_int_equal(e.code, BS_E_SYNTAX);
        if (at != w[i].at || !strstr(e.text, w[i].says))
            fail_msg("%s: at %u: %s", w[i].text, at, e.text);
    }
}

static void mistakes_are_named_with_their_place(void **state)
{
    (void)state;
    static const struct wrong both[] = {
        {"a prot:80", 2, "did you mean port?"},
        {"-prot:80", 1, "did you mean port?"},
        {"zzzzzz:1", 0, "no filter \"zzzzzz\""},
        {"http://192.0.2.1/", 0, "quotes"},
        {"ab \"open", 3, "not closed"},
        {"org:\"open", 4, "not closed"},
        {"\"a\\\"", 0, "not closed"},
        {"port:\"80\"x", 9, "blank is missing"},
        {"a\"b\"", 1, "quote in the middle"},
        {"org:a\"b\"", 5, "quote in the middle"},
        {"port:", 5, "value is missing"},
        {"org: x", 4, "value is missing"},
        {"org:\"\"", 4, "value is missing"},
        {"org:\" \"", 4, "value is missing"},
        {"port:80,,81", 5, "value is missing"},
        {"port:80,", 5, "value is missing"},
        {"\"\"", 0, "empty"},
        {"\" \"", 0, "empty"},
        {"a - b", 2, "minus"},
        {"a -", 2, "minus"},
        {"port:http", 5, "not a number"},
        {"port:80,x", 5, "not a number"},
        {"port:65536", 5, "not a port"},
        {"port:-1", 5, "not a port"},
        {"net:192.0.2.0/33", 4, "not an address"},
        {"after:31/02/2024", 6, "not a date"},
        {"has_ssl:maybe", 8, "is not"},
        {"bad\xff", 0, "UTF-8"},
        {"x:\x1b[2J", 0, "no filter \"x\""},
        {"port:\x1b[2J", 5, "\\x1b[2J"},
    };
    static const struct wrong shodan[] = {
        {"", 0, "empty"},
        {"a verdict:medical", 2, "local list"},
        {"-note:x", 1, "local list"},
        {"http.server:nginx", 0, "local list"},
        {"port:1-1024", 5, "not a number"},
        {"port:>1024", 5, "not a number"},
        {"after:2024-01-01", 6, "dd/mm/yyyy"},
        {"has_ssl:yes", 8, "true or false"},
    };
    static const struct wrong local[] = {
        {"vuln:CVE-2019-0708", 0, "only Shodan"},
        {"verdict:perhaps", 8, "non-medical"},
        {"port:1-", 5, "not a number"},
        {"port:>", 5, "not a number"},
        {"seen:yesterday", 5, "not a date"},
    };
    refused(both, BS_COUNT(both), BS_QUERY_LOCAL);
    refused(both, BS_COUNT(both), BS_QUERY_SHODAN);
    refused(shodan, BS_COUNT(shodan), BS_QUERY_SHODAN);
    refused(local, BS_COUNT(local), BS_QUERY_LOCAL);
}

static void what_each_side_takes(void **state)
{
    (void)state;
    parsed("after:01/01/2024 before:31/12/2024 has_ssl:true vuln:x tag:medical geo:52.1,5.1", BS_QUERY_SHODAN);
    parsed("seen:2024-02-29 after:01/01/2024 before:2024-06-30T12:00:00 has_ssl:YES open:1", BS_QUERY_LOCAL);
    parsed("port:1-1024 port:>1024 port:<80 hash:-5--2 http.status:200", BS_QUERY_LOCAL);
    parsed("verdict:Medical by:analyst transport:udp affiliation:hospital http.server:x vhost:y", BS_QUERY_LOCAL);
}

static void limits(void **state)
{
    (void)state;
    struct bs_query q;
    struct bs_error e;
    uint32_t at;
    for (size_t n = 256; n <= 257; n++) {
        bs_buf_clear(&out);
        for (size_t i = 0; i < n; i++)
            bs_buf_put(&out, BS_STR("w "));
        assert_int_equal(bs_query_parse(bs_buf_str(&out), BS_QUERY_LOCAL, &arena, &q, &at, &e),
                         n == 256 ? BS_OK : BS_E_SYNTAX);
    }
    bs_buf_clear(&out);
    bs_buf_put(&out, BS_STR("port:1"));
    for (size_t i = 0; i < 1024; i++)
        bs_buf_put(&out, BS_STR(",1"));
    assert_int_equal(bs_query_parse(bs_buf_str(&out), BS_QUERY_LOCAL, &arena, &q, &at, &e), BS_E_SYNTAX);
    struct bs_arena small;
    bs_arena_init(&small, 100); /* no room for the tree: an error, not a crash */
    assert_int_equal(bs_query_parse(BS_STR("a"), BS_QUERY_LOCAL, &small, &q, &at, &e), BS_E_SYNTAX);
    bs_arena_fini(&small);
}

/* -- printing ---------------------------------------------------------------------------- */

static void prints(const char *text, const char *want)
{
    struct bs_query q = parsed(text, BS_QUERY_LOCAL);
    bs_buf_clear(&out);
    bs_query_print(&q, &out);
    if (!bs_str_eq(bs_buf_str(&out), bs_str_z(want)))
        fail_msg("%s printed as %.*s", text, (int)out.len, (char *)out.p);
}

static void printed_as_a_person_would(void **state)
{
    (void)state;
    prints("", "");
    prints("  a   -b ", "a -b");
    prints("\"plain\" org:\"plain\" TITLE:x", "plain org:plain title:x");
    prints("org:\"a, b\"", "org:a,b");
    prints("org:\"a b,c\"", "org:\"a b,c\"");
    prints("net:2001:db8::/32", "net:2001:db8::/32");
    prints("Server: nginx", "\"Server:\" nginx");
    prints("\"a \\\"b\\\\\"", "\"a \\\"b\\\\\"");
    prints("--x", "-\"-x\"");
    prints("hash:-5", "hash:-5");
}

static uint32_t next(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static bs_str some_value(uint32_t *seed, const struct bs_filter_def *f)
{
    static const char *const piece[] = {"a", "B", " ", "\"", "\\", ":", "-", "'", "\xc3\xa9", "\t", "port:80",
                                        "\n", "\x1b", "#", "*", "\\\"", "--", "(", "\xe6\x97\xa5"};
    static const char *const number[] = {"0", "80", "65535", "1"};
    static const char *const net[] = {"192.0.2.1", "198.51.100.0/24", "2001:db8::/32"};
    static const char *const date[] = {"31/12/2023", "01/02/2024"};
    static const char *const boolean[] = {"true", "false"};
    char text[64];
    size_t n = 0;
    switch (f ? f->type : BS_FT_TEXT) {
    case BS_FT_NUMBER:
        return bs_str_z(number[next(seed, BS_COUNT(number))]);
    case BS_FT_NET:
        return bs_str_z(net[next(seed, BS_COUNT(net))]);
    case BS_FT_DATE:
        return bs_str_z(date[next(seed, BS_COUNT(date))]);
    case BS_FT_BOOL:
        return bs_str_z(boolean[next(seed, BS_COUNT(boolean))]);
    case BS_FT_BYTES:
        return BS_STR("0a01??f?");
    case BS_FT_ENUM:
        return bs_str_z(f->values[0]);
    case BS_FT_TEXT:
    case BS_FT_EXACT:
        break;
    }
    for (uint32_t i = next(seed, 5) + 1; i; i--) {
        const char *p = piece[next(seed, BS_COUNT(piece))];
        memcpy(text + n, p, strlen(p));
        n += strlen(p);
    }
    bs_str v = bs_arena_str(&arena, (bs_str){text, n});
    v = f ? bs_str_trim(v) : v; /* a filter's values have no blanks around them */
    return bs_str_trim(v).n ? v : BS_STR("x");
}

/* parse(print(q)) = q, for trees made at random. */
static void what_is_printed_reads_back_the_same(void **state)
{
    (void)state;
    uint32_t seed = 20191;
    size_t defs = 0;
    while (bs_filter_defs[defs].name)
        defs++;
    for (int round = 0; round < 5000; round++) {
        enum bs_query_use use = round % 2 ? BS_QUERY_LOCAL : BS_QUERY_SHODAN;
        struct bs_term term[5] = {0};
        struct bs_query q = {term, 1 + next(&seed, 5)}, back;
        struct bs_error e;
        uint32_t at;
        for (size_t i = 0; i < q.terms; i++) {
            const struct bs_filter_def *f = &bs_filter_defs[next(&seed, (uint32_t)defs)];
            bool unfit = use == BS_QUERY_LOCAL ? f->what == BS_F_REMOTE : f->local_only;
            term[i].filter = unfit ? NULL : f;
            term[i].negated = next(&seed, 3) == 0;
            term[i].values = unfit ? 1 : 1 + next(&seed, 3);
            term[i].value = bs_arena_alloc(&arena, term[i].values * sizeof(bs_str));
            for (size_t v = 0; v < term[i].values; v++)
                term[i].value[v] = some_value(&seed, term[i].filter);
        }
        bs_buf_clear(&out);
        bs_query_print(&q, &out);
        if (bs_query_parse(bs_buf_str(&out), use, &arena, &back, &at, &e) != BS_OK)
            fail_msg("%.*s: %s", (int)out.len, (char *)out.p, e.text);
        if (!bs_query_equal(&q, &back))
            fail_msg("%.*s reads back as something else", (int)out.len, (char *)out.p);
        bs_arena_reset(&arena);
    }
}

/* Whatever the text, at whatever length: no crash, and the place of the mistake is within it. */
static void every_prefix_is_answered(void **state)
{
    (void)state;
    const bs_str all = BS_STR("Server: -\"a \\\"b\" -org:\"x y,z\" port:80,104 net:2001:db8::/32 \xc3\xa9 seen:2024-01-01");
    for (size_t n = 0; n <= all.n; n++) {
        struct bs_query q;
        uint32_t at = 0;
        char *exact = malloc(n + !n);
        memcpy(exact, all.p, n);
        bs_err err = bs_query_parse((bs_str){exact, n}, BS_QUERY_LOCAL, &arena, &q, &at, NULL);
        free(exact);
        assert_true(err == BS_OK || err == BS_E_SYNTAX);
        assert_true(at <= n);
        for (size_t i = 0; err == BS_OK && i < q.terms; i++) /* the tree outlives the text */
            for (size_t v = 0; v < q.term[i].values; v++)
                assert_true(q.term[i].value[v].n > 0);
    }
}

static void equality(void **state)
{
    (void)state;
    static const char *const different[] = {"", "a", "b", "-a", "a b", "b a", "org:a", "isp:a", "org:a,b", "org:b,a"};
    for (size_t i = 0; i < BS_COUNT(different); i++) {
        for (size_t j = 0; j < BS_COUNT(different); j++) {
            struct bs_query a = parsed(different[i], BS_QUERY_LOCAL), b = parsed(different[j], BS_QUERY_LOCAL);
            assert_int_equal(bs_query_equal(&a, &b), i == j);
        }
    }
}

/* Shodan's rule: a page is a credit, but the first of a query without filters is free. */
static void prices(void **state)
{
    (void)state;
    struct bs_query text = parsed("apache", BS_QUERY_SHODAN), filter = parsed("-port:80 a", BS_QUERY_SHODAN);
    assert_int_equal(bs_query_price(&text, 0), 0);
    assert_int_equal(bs_query_price(&text, 1), 0);
    assert_int_equal(bs_query_price(&text, 3), 2);
    assert_int_equal(bs_query_price(&filter, 0), 0);
    assert_int_equal(bs_query_price(&filter, 1), 1);
    assert_int_equal(bs_query_price(&filter, 5), 5);
    assert_int_equal(bs_query_price(&filter, -1), 0);
}

/* Shodan's own list knows filters that we do not. */
static void a_longer_list_of_filters(void **state)
{
    const bs_str extra[] = {BS_STR("brand.new")};
    const struct bs_filter_names more = {extra, 1};
    struct bs_arena a;
    struct bs_query q, again;
    struct bs_buf text;
    uint32_t at;
    (void)state;
    bs_arena_init(&a, 0);
    bs_buf_init(&text, 1024);
    assert_int_equal(bs_query_parse(BS_STR("brand.new:x"), BS_QUERY_SHODAN, &a, &q, &at, NULL), BS_E_SYNTAX);
    assert_int_equal(bs_query_parse_with(BS_STR("-brand.new:\"x y,z\""), BS_QUERY_SHODAN, &more, &a, &q, &at,
                                         NULL), BS_OK);
    bs_query_print(&q, &text);
    assert_int_equal(bs_query_parse_with(bs_buf_str(&text), BS_QUERY_SHODAN, &more, &a, &again, &at, NULL),
                     BS_OK);
    assert_true(bs_query_equal(&q, &again));
    assert_int_equal(bs_query_price(&q, 3), 3);
    assert_int_equal(bs_query_parse_with(BS_STR("brand.new:x"), BS_QUERY_LOCAL, &more, &a, &q, &at, NULL),
                     BS_E_SYNTAX); /* not stored here */
    assert_int_equal(bs_query_text_price(BS_STR("brand.new:x"), 3), 3);
    assert_int_equal(bs_query_text_price(BS_STR("nginx"), 3), 2);
    bs_buf_fini(&text);
    bs_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_and_complete),
        cmocka_unit_test(shodans_filters_are_known_to_both),
        cmocka_unit_test(a_slip_finds_its_name),
        cmocka_unit_test(words_phrases_and_filters),
        cmocka_unit_test(what_only_looks_like_a_filter),
        cmocka_unit_test(everything_or_nothing),
        cmocka_unit_test(mistakes_are_named_with_their_place),
        cmocka_unit_test(what_each_side_takes),
        cmocka_unit_test(limits),
        cmocka_unit_test(printed_as_a_person_would),
        cmocka_unit_test(what_is_printed_reads_back_the_same),
        cmocka_unit_test(every_prefix_is_answered),
        cmocka_unit_test(equality),
        cmocka_unit_test(prices),
        cmocka_unit_test(a_longer_list_of_filters),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
