/* Loading, linting and matching of keyword lists and patterns, also broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bannerscope/classify.h"

/* -- a data folder of our own ------------------------------------------------------------ */

static const char *const file_names[] = {
    "protocols.list", "devices.list",        "software.list",     "vendors.list",
    "hospital-words.list", "institutions.list", "services.patterns",
};

struct folder {
    char dir[64];
};

static void path_of(const struct folder *f, const char *name, char out[160])
{
    snprintf(out, 160, "%s/keywords/%s", f->dir, name);
}

static void write_file(const struct folder *f, const char *name, const char *text)
{
    char path[160];

    path_of(f, name, path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(struct folder *f)
{
    char sub[160];

    snprintf(f->dir, sizeof f->dir, "/tmp/bs-rules-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    path_of(f, "", sub);
    assert_int_equal(mkdir(sub, 0700), 0);
    for (size_t i = 0; i < BS_COUNT(file_names); i++)
        write_file(f, file_names[i], "# empty\n");
}

static void remove_folder(struct folder *f)
{
    char path[160];

    for (size_t i = 0; i < BS_COUNT(file_names); i++) {
        path_of(f, file_names[i], path);
        unlink(path);
        snprintf(path + strlen(path), sizeof path - strlen(path), ".old");
        unlink(path);
    }
    path_of(f, "", path);
    rmdir(path);
    rmdir(f->dir);
}

struct complaints {
    char text[2048];
    int n;
};

static void complain(void *ctx, const char *message)
{
    struct complaints *c = ctx;
    size_t at = strlen(c->text);

    c->n++;
    snprintf(c->text + at, sizeof c->text - at, "%s\n", message);
}

/* -- the shipped lists ------------------------------------------------------------------- */

static const char *source_dir(void)
{
    const char *dir = getenv("BS_SRCDIR");
    return dir ? dir : ".";
}

static void test_shipped_lists_lint_clean(void **state)
{
    struct complaints c = {.n = 0};
    struct bs_error e;
    int bad = -1;

    (void)state;
    assert_int_equal(bs_rules_lint(source_dir(), complain, &c, &bad, &e), BS_OK);
    if (bad)
        fail_msg("%s", c.text);
}

static void test_shipped_lists_are_complete(void **state)
{
    struct bs_rules *r;
    struct bs_error e;
    const struct bs_keyword *k;
    size_t per_list[BS_LIST_COUNT] = {0};
    int bad;

    (void)state;
    assert_int_equal(bs_rules_load(source_dir(), NULL, NULL, NULL, &bad, &r, &e), BS_OK);
    size_t n = bs_rules_keywords(r, &k);
    for (size_t i = 0; i < n; i++) {
        per_list[k[i].list]++;
        assert_true(k[i].source.n > 0 && k[i].label.n > 0 && k[i].query.n > 0);
        assert_true(k[i].port != 0 || k[i].text.n > 1);
        assert_true(k[i].line > 0);
    }
    for (size_t i = 0; i < BS_LIST_COUNT; i++)
        assert_true(per_list[i] >= 80);
    assert_true(bs_rules_patterns(r) >= 120);
    assert_true(bs_rules_medical_port(r, 104) && bs_rules_medical_port(r, 11112));
    assert_false(bs_rules_medical_port(r, 80) || bs_rules_medical_port(r, 0) ||
                 bs_rules_medical_port(r, 65535));
    bs_rules_free(r);
}

static void test_id_names_content(void **state)
{
    struct folder f;
    struct bs_rules *r;
    struct bs_error e;
    char first[40];
    int bad;

    (void)state;
    make_folder(&f);
    write_file(&f, "devices.list", "\"EPIQ 7\" source=x\n");
    assert_int_equal(bs_rules_load(f.dir, NULL, NULL, NULL, &bad, &r, &e), BS_OK);
    snprintf(first, sizeof first, "%s", bs_rules_id(r));
    assert_int_equal(strlen(first), 32);
    bs_rules_free(r);
    assert_int_equal(bs_rules_load(f.dir, NULL, NULL, NULL, &bad, &r, &e), BS_OK);
    assert_string_equal(bs_rules_id(r), first);
    bs_rules_free(r);
    write_file(&f, "devices.list", "\"EPIQ 5\" source=x\n");
    assert_int_equal(bs_rules_load(f.dir, NULL, NULL, NULL, &bad, &r, &e), BS_OK);
    assert_string_not_equal(bs_rules_id(r), first);
    bs_rules_free(r);
    remove_folder(&f);
}

/* -- broken lists ------------------------------------------------------------------------ */

static const struct {
    const char *file, *line;
    bool lint_only;
} broken[] = {
    {"devices.list", "\"EPIQ 7\" strenght=strong source=x", false},
    {"devices.list", "\"EPIQ 7\" strength=mighty source=x", false},
    {"devices.list", "EPIQ 7 source=x", false},
    {"devices.list", "\"\" source=x", false},
    {"devices.list", "port=104/tcp source=x", false},
    {"devices.list", "\"not closed source=x", false},
    {"devices.list", "\"EPIQ 7\" edge=up source=x", false},
    {"devices.list", "\"EPIQ 7\" place=roof source=x", false},
    {"devices.list", "\"EPIQ 7\" case=any source=x", false},
    {"devices.list", "\"EPIQ 7\" negative=maybe source=x", false},
    {"protocols.list", "port=0/tcp source=x", false},
    {"protocols.list", "port=65536/tcp source=x", false},
    {"protocols.list", "port=104/sctp source=x", false},
    {"protocols.list", "port=x source=x", false},
    {"services.patterns", "http", false},
    {"services.patterns", "http \"(\"", false},
    {"services.patterns", "http \"^HTTP/\" field=http.nothing", false},
    {"services.patterns", "http \"^HTTP/\" wrong", false},
    {"services.patterns", "http \"^HTTP/\" product=x cpe=nginx", false},
    {"services.patterns", "http \"^HTTP/\" product=x cpe=cpe:/a:F5:nginx", false},
    {"devices.list", "\"EPIQ 7\"", true},
    {"devices.list", "EDGE source=x", true},
    {"devices.list", "\" EPIQ 7\" source=x", true},
    {"devices.list", "\"EPIQ 7\" source=x\nepiq_7 source=x", true},
    {"protocols.list", "port=104 source=x\nport=104/tcp source=x", true},
    {"services.patterns", "http \"^[a-z]+$\"", true},
    {"services.patterns", "HTTP \"^HTTP/\"", true},
    {"services.patterns", "http \"^HTTP/\" version=$2", true},
    {"services.patterns", "http \"^HTTP/\" product=x cpe=cpe:/a:v:x:$2", true},
    {"services.patterns", "http \"^HTTP/\" cpe=cpe:/a:v:x", true},
    {"services.patterns", "http \"^HTTP/1\" product=x cpe=cpe:/a:v:x\nhttp \"^HTTP/2\" product=X cpe=cpe:/a:v:y", true},
};

static void test_broken_lines_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(broken); i++) {
        struct folder f;
        struct complaints load = {.n = 0}, lint = {.n = 0};
        struct bs_rules *r;
        struct bs_error e;
        int bad_load = 0, bad_lint = 0;
        char text[300];
        make_folder(&f);
        write_file(&f, "vendors.list", "\"Good Vendor\" source=x\n");
        snprintf(text, sizeof text, "# first line\n%s\n", broken[i].line);
        write_file(&f, broken[i].file, text);
        assert_int_equal(bs_rules_load(f.dir, NULL, complain, &load, &bad_load, &r, &e), BS_OK);
        bs_rules_free(r);
        assert_int_equal(bs_rules_lint(f.dir, complain, &lint, &bad_lint, &e), BS_OK);
        if (bad_load != !broken[i].lint_only || load.n != bad_load || bad_lint != 1 ||
            !strstr(lint.text, broken[i].file))
            fail_msg("%s: load %d, lint %d: %s", broken[i].line, bad_load, bad_lint, lint.text);
        remove_folder(&f);
    }
}

static void test_nothing_usable_fails(void **state)
{
    struct folder f;
    struct complaints c = {.n = 0};
    struct bs_rules *r;
    struct bs_error e;
    int bad;

    (void)state;
    make_folder(&f);
    assert_int_not_equal(bs_rules_load(f.dir, NULL, complain, &c, &bad, &r, &e), BS_OK);
    assert_null(r);
    remove_folder(&f);
    assert_int_not_equal(bs_rules_load(f.dir, NULL, complain, &c, &bad, &r, &e), BS_OK);
    assert_int_equal(bad, (int)BS_COUNT(file_names));
}

static void test_user_lists_come_on_top(void **state)
{
    struct folder f, user;
    struct bs_rules *r;
    struct bs_error e;
    const struct bs_keyword *k;
    char dir[160];
    int bad;

    (void)state;
    make_folder(&f);
    make_folder(&user);
    write_file(&f, "devices.list", "\"EPIQ 7\" source=x\n");
    write_file(&user, "devices.list", "\"My Scanner\" source=me\n");
    path_of(&user, "", dir);
    assert_int_equal(bs_rules_load(f.dir, dir, NULL, NULL, &bad, &r, &e), BS_OK);
    assert_int_equal(bs_rules_keywords(r, &k), 2);
    assert_int_equal(bad, 0);
    bs_rules_free(r);
    assert_int_equal(bs_rules_load(f.dir, "/nonexistent", NULL, NULL, &bad, &r, &e), BS_OK);
    assert_int_equal(bad, 0);
    bs_rules_free(r);
    remove_folder(&f);
    remove_folder(&user);
}

/* What a user's file and its .old give together; `id` = the rules are those of the .old alone. */
static const struct {
    const char *now, *old;
    bool new_one, old_one, id;
    const char *said;
} fallbacks[] = {
    {"\"New One\" source=me\n", "\"Old One\" source=me\n", true, false, false, NULL},
    {"\"New One\" source=me\nbad line\n", "\"Old One\" source=me\n", true, false, false, "devices.list:2:"},
    {"# nothing yet\n", "\"Old One\" source=me\n", false, false, false, NULL},
    {"bad line\nworse line\n", "\"Old One\" source=me\n", false, true, true, "devices.list:2:"},
    {"bad line\n", "\"Old One\" source=me\n", false, true, true, "(.old) stay in force"},
    {"\xff\xfe\"New One\" source=me\n", "\"Old One\" source=me\n", false, true, true, "not UTF-8"},
    {"bad line\n", "nor this\n", false, false, false, "none of its rules is in force"},
    {"bad line\n", NULL, false, false, false, "none of its rules is in force"},
};

static void load_user(const struct folder *f, const struct folder *user, struct complaints *c, struct bs_rules **out)
{
    char dir[160];
    struct bs_error e;
    int bad = 0;
    path_of(user, "", dir);
    assert_int_equal(bs_rules_load(f->dir, dir, complain, c, &bad, out, &e), BS_OK);
    assert_int_equal(bad > 0, c->n > 0);
}

static bool has_word(const struct bs_rules *r, const char *word)
{
    const struct bs_keyword *k;
    const size_t n = bs_rules_keywords(r, &k);
    for (size_t i = 0; i < n; i++)
        if (bs_str_eq(k[i].text, bs_str_z(word)))
            return true;
    return false;
}

static void test_only_mistakes_leave_the_older_file_in_force(void **state)
{
    (void)state;
    for (size_t i = 0; i < BS_COUNT(fallbacks); i++) {
        struct folder f, user;
        struct complaints c = {.n = 0}, before = {.n = 0};
        struct bs_rules *r, *older = NULL;
        make_folder(&f);
        make_folder(&user);
        write_file(&f, "vendors.list", "\"Good Vendor\" source=x\n");
        if (fallbacks[i].id) {
            write_file(&user, "devices.list", fallbacks[i].old);
            load_user(&f, &user, &before, &older);
        }
        write_file(&user, "devices.list", fallbacks[i].now);
        if (fallbacks[i].old)
            write_file(&user, "devices.list.old", fallbacks[i].old);
        load_user(&f, &user, &c, &r);
        if (has_word(r, "New One") != fallbacks[i].new_one || has_word(r, "Old One") != fallbacks[i].old_one ||
            !has_word(r, "Good Vendor") || (c.n > 0) != (fallbacks[i].said != NULL) ||
            (fallbacks[i].said && !strstr(c.text, fallbacks[i].said)))
            fail_msg("row %zu: %s", i, c.text);
        if (older) /* the database need not be classified anew */
            assert_string_equal(bs_rules_id(r), bs_rules_id(older));
        bs_rules_free(older);
        bs_rules_free(r);
        remove_folder(&f);
        remove_folder(&user);
    }
}

/* -- words ------------------------------------------------------------------------------- */

static const struct {
    const char *text, *rule;
    bool found;
} words[] = {
    {"EPIQ 7", "devices:EPIQ 7", true},
    {"xx EPIQ_7C1 xx", "devices:EPIQ 7", true},
    {"epiq-7", "devices:EPIQ 7", true},
    {"XEPIQ 7", "devices:EPIQ 7", false},
    {"LOGIQE10_1", "devices:LOGIQ", true},
    {"LOGIQS8_1", "devices:LOGIQ", true},
    {"CR", "protocols:CR", true},
    {"a\r\nCRLF", "protocols:CR", false},
    {"cron", "protocols:CR", false},
    {"HL7", "protocols:HL7", true},
    {"xHL7", "protocols:HL7", false},
    {"hl7", "protocols:HL7", false},
    {"OFFIS_DCMTK_367", "software:OFFIS_DCMTK", true},
    {"1.2.840.10008.3.1.1.1", "protocols:1.2.840.10008.", true},
    {"C_FIND", "protocols:C-FIND", true},
    {"C FIND", "protocols:C-FIND", false},
    {"pacs.lumc.nl", "institutions:lumc.nl", true},
    {"lumc.nl", "institutions:lumc.nl", true},
    {"lumc.nl.example", "institutions:lumc.nl", false},
    {"notlumc.nl", "institutions:lumc.nl", false},
    {"x-lumc.nl", "institutions:lumc.nl", false},
    {"lumc.nlx", "institutions:lumc.nl", false},
    {"umc.example", "hospital-words:umc", true},
    {"documcast", "hospital-words:umc", false},
    {"oogziekenhuis", "hospital-words:ziekenhuis", true},
    /* chance in keys and base64 */
    {"Key: AAAAB3Nza+HL7+C1yc2EAAAADAQ\n", "protocols:HL7", false},
    {"Key: AAAAB3NzaC1yc2EAAAADAQABAAABAQDfake+key/1\nqqq+HL7/Zz==\nrest\n", "protocols:HL7",
     false},
    {"Fingerprint: 00:HL7:11\n", "protocols:HL7", false},
    {"x QmFzZTY0IGlzIG5vdA+HL7+IG1lZGljYWwgYXQgYWxs1234 y", "protocols:HL7", false},
    {"/a/long/path/of/lower/case/words/to/HL7/and/more/of/it", "protocols:HL7", true},
    {"Key: value\n\nHL7 engine\n", "protocols:HL7", true},
};

static bool finds(const struct bs_rules *r, bs_bytes text, const char *rule)
{
    struct bs_arena a;
    struct bs_evidence *ev;
    bool found = false;

    bs_arena_init(&a, 0);
    size_t n = bs_rules_test(r, text, &a, &ev);
    for (size_t i = 0; i < n; i++) {
        found |= bs_str_eq(ev[i].rule, bs_str_z(rule));
        assert_true((size_t)ev[i].offset + ev[i].length <= text.n);
        assert_true(bs_str_eq(ev[i].field, BS_STR("text")));
    }
    bs_arena_fini(&a);
    return found;
}

static void test_words(void **state)
{
    struct bs_rules *r;
    struct bs_error e;
    int bad;

    (void)state;
    assert_int_equal(bs_rules_load(source_dir(), NULL, NULL, NULL, &bad, &r, &e), BS_OK);
    for (size_t i = 0; i < BS_COUNT(words); i++) {
        bs_bytes text = bs_str_bytes(bs_str_z(words[i].text));
        if (finds(r, text, words[i].rule) != words[i].found)
            fail_msg("%s in '%s'", words[i].rule, words[i].text);
        for (size_t n = 0; n < text.n; n++) { /* every prefix, in a block of its own size */
            uint8_t *copy = malloc(n + 1);
            assert_non_null(copy);
            memcpy(copy, text.p, n);
            (void)finds(r, (bs_bytes){copy, n}, "x");
            free(copy);
        }
    }
    bs_rules_free(r);
}

/* A pattern is made of a stranger's bytes, which may look like an option. */
static void test_id_of_a_line(void **state)
{
    (void)state;
    assert_true(bs_str_eq(bs_rule_line_id(BS_STR("x \"^a id=b \\\" id=c\" id=user-1 label=\"id=d\"")), BS_STR("user-1")));
    assert_true(bs_str_eq(bs_rule_line_id(BS_STR("x \"^ id=\" label=\"y\"")), BS_STR("")));
    assert_true(bs_str_eq(bs_rule_line_id(BS_STR("")), BS_STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_id_of_a_line),
        cmocka_unit_test(test_shipped_lists_lint_clean),
        cmocka_unit_test(test_shipped_lists_are_complete),
        cmocka_unit_test(test_id_names_content),
        cmocka_unit_test(test_broken_lines_are_named),
        cmocka_unit_test(test_nothing_usable_fails),
        cmocka_unit_test(test_user_lists_come_on_top),
        cmocka_unit_test(test_only_mistakes_leave_the_older_file_in_force),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
