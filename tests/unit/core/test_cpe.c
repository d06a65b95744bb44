/* CPE templates: which are well formed, and what becomes of values in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "bannerscope/classify.h"
#include "bannerscope/cpe.h"

static void faults_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *tmpl;
        bool good;
    } cases[] = {
        {"cpe:/a:openbsd:openssh:$1",             true },
        {"cpe:/o:cisco:ios",                      true },
        {"cpe:/h:hp:jetdirect",                   true },
        {"cpe:/a:openbsd:openssh:$1:$2",          true },
        {"cpe:2.3:a:f5:nginx:$1:*:*:*:*:*:*:*",   true },
        {"",                                      false},
        {"nginx",                                 false},
        {"cpe:/",                                 false},
        {"cpe:/a",                                false},
        {"cpe:/x:vendor:product",                 false},
        {"cpe:/a:vendor",                         false},
        {"cpe:/a:vendor:",                        false},
        {"cpe:/a::product",                       false},
        {"cpe:/a:Vendor:product",                 false},
        {"cpe:/a:vendor:a product",               false},
        {"cpe:/a:v:p:1:2:3:4:5",                  false},
        {"cpe:2.3:a:f5:nginx:$1",                 false},
        {"cpe:2.3:a:f5:nginx:$1:*:*:*:*:*:*:*:*", false},
    };
    for (size_t i = 0; i < BS_COUNT(cases); i++)
        if (!bs_cpe_fault(bs_str_z(cases[i].tmpl)) != cases[i].good)
            fail_msg("%s: %s", cases[i].tmpl, cases[i].good ? "refused" : "taken");
}

static void values_are_encoded(void **state)
{
    (void)state;
    static const struct {
        const char *tmpl, *one, *two, *want;
    } cases[] = {
        {"cpe:/a:v:p:$1",                  "9.2p1",     "",   "cpe:/a:v:p:9.2p1"             },
        {"cpe:/a:v:p:$1",                  "",          "",   "cpe:/a:v:p"                   },
        {"cpe:/a:v:p:$1:$2",               "1.0",       "",   "cpe:/a:v:p:1.0"               },
        {"cpe:/a:v:p:$1:$2",               "",          "U1", "cpe:/a:v:p::u1"               },
        {"cpe:/a:v:p:$1",                  "1:2 \x01/", "",   "cpe:/a:v:p:1%3a2_%01%2f"      },
        {"cpe:2.3:a:v:p:$1:*:*:*:*:*:*:*", "1.0+b",     "",
         "cpe:2.3:a:v:p:1.0\\+b:*:*:*:*:*:*:*"                                               },
        {"cpe:2.3:a:v:p:$1:*:*:*:*:*:*:*", "",          "",   "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*"},
    };
    struct bs_arena a;
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        const bs_str values[] = {bs_str_z(cases[i].one), bs_str_z(cases[i].two)};
        bs_str got = bs_cpe_fill(bs_str_z(cases[i].tmpl), values, 2, &a);
        if (!bs_str_eq(got, bs_str_z(cases[i].want)))
            fail_msg("%s: %.*s", cases[i].tmpl, (int)got.n, got.p);
    }
    char big[BS_CPE_MAX + 1];
    memset(big, 'x', sizeof big);
    const bs_str too_long = {big, sizeof big};
    assert_int_equal(bs_cpe_fill(BS_STR("cpe:/a:v:p:$1"), &too_long, 1, &a).n, 0);
    bs_arena_fini(&a);
}

static void a_version_takes_the_place_of_all_groups(void **state)
{
    (void)state;
    struct bs_arena a;
    bs_arena_init(&a, 0);
    bs_str v = BS_STR("3.6.7");
    assert_true(bs_str_eq(bs_cpe_version(BS_STR("cpe:/a:offis:dcmtk:$1.$2.$3"), v, &a),
                          BS_STR("cpe:/a:offis:dcmtk:3.6.7")));
    assert_true(bs_str_eq(bs_cpe_version(BS_STR("cpe:/a:offis:dcmtk:$1"), BS_STR(""), &a),
                          BS_STR("cpe:/a:offis:dcmtk")));
    assert_true(bs_str_eq(bs_cpe_version(BS_STR("cpe:/o:cisco:ios"), v, &a),
                          BS_STR("cpe:/o:cisco:ios")));
    assert_true(
        bs_str_eq(bs_cpe_version(BS_STR("cpe:2.3:a:v:p:$1.$2:*:*:*:*:*:*:*"), v, &a),
                  BS_STR("cpe:2.3:a:v:p:3.6.7:*:*:*:*:*:*:*")));
    bs_arena_fini(&a);
}

/* What strangers send has one name, whether a pattern or a decoder reads it. */
static void products_have_names(void **state)
{
    (void)state;
    static const struct {
        bs_bytes data;
        const char *cpe;
    } cases[] = {
        {BS_BYTES("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),              "cpe:/a:openbsd:openssh:9.2p1"},
        {BS_BYTES("HTTP/1.1 200 OK\r\nServer: nginx/1.18.0\r\n\r\n"),
         "cpe:/a:f5:nginx:1.18.0"                                                                   },
        {BS_BYTES("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"),        "cpe:/a:f5:nginx"             },
        {BS_BYTES("\0\1\0\0\0\1\0\0VERSION 1.6.18\r\n"),
         "cpe:/a:memcached:memcached:1.6.18"                                                        },
        {BS_BYTES("HTTP/1.1 200 OK\r\nServer: nobody knows\r\n\r\n"), ""                            },
        {BS_BYTES(""),                                                ""                            },
    };
    static const struct bs_traits none;
    const char *dir = getenv("BS_SRCDIR");
    struct bs_rules *r;
    struct bs_arena a;
    struct bs_error e;
    int bad = 0;
    assert_int_equal(bs_rules_load(dir ? dir : ".", NULL, NULL, NULL, &bad, &r, &e),
                     BS_OK);
    bs_arena_init(&a, 0);
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        const struct bs_subject s = {cases[i].data, BS_BYTES(""), BS_TCP, &none, NULL};
        struct bs_finding f;
        bs_classify(r, &s, &a, &f);
        if (!bs_str_eq(f.cpe, bs_str_z(cases[i].cpe)))
            fail_msg("%s: %.*s", cases[i].cpe, (int)f.cpe.n, f.cpe.p);
    }
    assert_true(bs_str_eq(bs_rules_cpe(r, BS_STR("DCMTK"), BS_STR("3.6.7"), &a),
                          BS_STR("cpe:/a:offis:dcmtk:3.6.7")));
    assert_int_equal(bs_rules_cpe(r, BS_STR("no such product"), BS_STR("1"), &a).n, 0);
    bs_arena_fini(&a);
    bs_rules_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_found),
        cmocka_unit_test(values_are_encoded),
        cmocka_unit_test(a_version_takes_the_place_of_all_groups),
        cmocka_unit_test(products_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
