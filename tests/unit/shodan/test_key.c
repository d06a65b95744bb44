#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../src/shodan/key.h"

#define KEY "FAKE1key2FOR3tests4ONLY5abcdefgh"

static char home[64];
static struct bs_key *key;
static struct bs_error err;
static char where[256];

static int setup(void **state)
{
    (void)state;
    strcpy(home, "/tmp/bs-key-XXXXXX");
    unsetenv("SHODAN_API_KEY");
    return mkdtemp(home) && setenv("HOME", home, 1) == 0 ? 0 : -1;
}

static const char *in_home(const char *name)
{
    static char path[128];
    snprintf(path, sizeof(path), "%s/%s", home, name);
    return path;
}

static int teardown(void **state)
{
    static const char *const files[] = {".shodan/api_key", ".shodan/other",
                                        ".config/shodan/api_key"};
    static const char *const dirs[] = {".shodan/api_key", ".shodan", ".config/shodan", ".config",
                                       ""};
    (void)state;
    bs_key_free(key);
    key = NULL;
    for (size_t i = 0; i < BS_COUNT(files); i++)
        unlink(in_home(files[i]));
    for (size_t i = 0; i < BS_COUNT(dirs); i++)
        rmdir(in_home(dirs[i]));
    return 0;
}

static void put(const char *name, const char *text, mode_t mode)
{
    mkdir(in_home(".shodan"), 0700);
    FILE *f = fopen(in_home(name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    assert_int_equal(chmod(in_home(name), mode), 0);
}

static void the_environment_is_wiped(void **state)
{
    static char variable[] = "SHODAN_API_KEY=" KEY;
    (void)state;
    assert_int_equal(putenv(variable), 0);
    assert_int_equal(bs_key_load(&key, where, &err), BS_OK);
    assert_true(bs_str_eq(bs_key_text(key), BS_STR(KEY)));
    assert_null(getenv("SHODAN_API_KEY"));
    assert_int_equal(variable[sizeof("SHODAN_API_KEY=") - 1], 0);
    assert_int_equal(variable[sizeof(variable) - 2], 0);
    assert_null(strstr(where, KEY));
}

static void a_wrong_environment_is_an_error(void **state)
{
    (void)state;
    setenv("SHODAN_API_KEY", "bad key!" KEY, 1);
    assert_int_equal(bs_key_load(&key, where, &err), BS_E_KEY);
    assert_null(key);
    assert_null(strstr(err.text, KEY));
    assert_non_null(strstr(err.text, "SHODAN_API_KEY"));
    assert_null(getenv("SHODAN_API_KEY"));
}

static void saved_where_the_official_client_looks(void **state)
{
    struct stat st;
    (void)state;
    assert_int_equal(bs_key_load(&key, where, &err), BS_E_KEY);
    assert_non_null(strstr(err.text, "bannerscope init"));
    assert_int_equal(bs_key_new(BS_STR(" " KEY "\n"), &key, &err), BS_OK);
    umask(0);
    assert_int_equal(bs_key_save(key, where, &err), BS_OK);
    assert_string_equal(where, in_home(".config/shodan/api_key"));
    assert_int_equal(stat(where, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, sizeof(KEY) - 1);
    assert_int_equal(stat(in_home(".config"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    bs_key_free(key);
    assert_int_equal(bs_key_load(&key, where, &err), BS_OK);
    assert_true(bs_str_eq(bs_key_text(key), BS_STR(KEY)));
}

static void the_older_directory_wins(void **state)
{
    (void)state;
    put(".shodan/api_key", "  " KEY "\n", 0600);
    assert_int_equal(bs_key_load(&key, where, &err), BS_OK);
    assert_string_equal(where, in_home(".shodan/api_key"));
    assert_int_equal(bs_key_save(key, where, &err), BS_OK);
    assert_string_equal(where, in_home(".shodan/api_key"));
}

static void an_open_file_is_closed(void **state)
{
    struct stat st;
    (void)state;
    put(".shodan/api_key", KEY, 0644);
    assert_int_equal(bs_key_load(&key, where, &err), BS_OK);
    assert_non_null(strstr(where, "now closed"));
    assert_int_equal(stat(in_home(".shodan/api_key"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
}

static void refused(const char *word)
{
    memset(&err, 0, sizeof(err));
    assert_int_equal(bs_key_load(&key, where, &err), BS_E_KEY);
    assert_null(key);
    if (!strstr(err.text, word))
        fail_msg("no \"%s\" in: %s", word, err.text);
    assert_null(strstr(err.text, KEY));
}

static void odd_files_are_refused(void **state)
{
    (void)state;
    put(".shodan/other", KEY, 0600);
    assert_int_equal(symlink("other", in_home(".shodan/api_key")), 0);
    refused("symbolic link");
    unlink(in_home(".shodan/api_key"));
    assert_int_equal(mkfifo(in_home(".shodan/api_key"), 0600), 0);
    refused("regular file");
    unlink(in_home(".shodan/api_key"));
    assert_int_equal(mkdir(in_home(".shodan/api_key"), 0700), 0);
    refused("regular file");
    rmdir(in_home(".shodan/api_key"));
    if (geteuid() == 0) { /* only root can make somebody else's */
        put(".shodan/api_key", KEY, 0600);
        assert_int_equal(chown(in_home(".shodan/api_key"), 1, 1), 0);
        refused("somebody else");
        assert_int_equal(chown(in_home(".shodan/api_key"), 0, 0), 0);
    }
    put(".shodan/api_key", "", 0600);
    refused("does not hold a key");
    put(".shodan/api_key", KEY " " KEY, 0600);
    refused("does not hold a key");
}

static void keys_are_letters_and_digits(void **state)
{
    char text[200];
    (void)state;
    memset(text, 'a', sizeof(text));
    assert_int_equal(bs_key_new((bs_str){text, 129}, &key, &err), BS_E_KEY);
    assert_int_equal(bs_key_new(BS_STR(""), &key, &err), BS_E_KEY);
    assert_int_equal(bs_key_new(BS_STR("a&b"), &key, &err), BS_E_KEY);
    assert_int_equal(bs_key_new(BS_STR("a\0b"), &key, &err), BS_E_KEY);
    assert_int_equal(bs_key_new(BS_STR("a\r\nHost"), &key, &err), BS_E_KEY);
    assert_int_equal(bs_key_new((bs_str){text, 128}, &key, &err), BS_OK);
}

/* -- redaction ---------------------------------------------------------------------------- */

static void redacts(bs_str text, const char *want)
{
    struct bs_buf out;
    bs_buf_init(&out, 4096);
    bs_key_redact(key, text, &out);
    if (!bs_str_eq(bs_buf_str(&out), bs_str_z(want)))
        fail_msg("\"%.*s\" is not \"%s\"", (int)out.len, (const char *)out.p, want);
    bs_buf_fini(&out);
}

static void every_form_of_the_key_goes(void **state)
{
    (void)state;
    assert_int_equal(bs_key_new(BS_STR(KEY), &key, &err), BS_OK);
    redacts(BS_STR("a key=" KEY "&b"), "a key=[key]&b");
    redacts(BS_STR("x" KEY "y" KEY), "x[key]y[key]");
    redacts(BS_STR("cut: FAKE1key2FOR"), "cut: [key]");
    redacts(BS_STR("end: 5abcdefgh."), "end: [key].");
    redacts(BS_STR("%46%41%4b%45%31%6B%65%79%32FOR"), "[key]");
    redacts(BS_STR("46414b45316b657932464f52 x"), "[key] x");
    redacts(BS_STR("46414B45316B657932464F52 x"), "[key] x");
    redacts(BS_STR("a key=fake1KEY2for3TESTS4only5ABCDEFGH&b"), "a key=[key]&b");
    redacts(BS_STR("Fake1Key2F fAKE1kEY2f"), "[key] [key]");
    redacts(BS_STR("%2546%2541%254b%252545%31%6B%65%79%32FOR %25 %2"), "[key] %25 %2");
    redacts(BS_STR("nothing FAKE1ke here"), "nothing FAKE1ke here");
    redacts(BS_STR("abcdefg tests"), "abcdefg tests");
    redacts(BS_STR(""), "");
    redacts(BS_STR("%4"), "%4");
}

/* An independent encoder: whole bytes in, three by three. */
static void base64(const char *in, size_t n, char *out)
{
    static const char l[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i + 3 <= n; i += 3) {
        unsigned v = (unsigned)(unsigned char)in[i] << 16 |
                     (unsigned)(unsigned char)in[i + 1] << 8 | (unsigned char)in[i + 2];
        for (int j = 0; j < 4; j++)
            *out++ = l[v >> (18 - 6 * j) & 63];
    }
    *out = 0;
}

static void base64_at_every_alignment(void **state)
{
    (void)state;
    assert_int_equal(bs_key_new(BS_STR(KEY), &key, &err), BS_OK);
    for (size_t shift = 0; shift < 6; shift++) {
        char plain[64] = "??????", packed[128];
        snprintf(plain + shift, sizeof(plain) - shift, "%s??????", KEY);
        base64(plain, (shift + sizeof(KEY) + 5) / 3 * 3, packed);
        struct bs_buf out;
        bs_buf_init(&out, 4096);
        bs_key_redact(key, bs_str_z(packed), &out);
        bs_str left = bs_buf_str(&out);
        assert_true(bs_bytes_find(bs_str_bytes(left), BS_BYTES("[key]"), 0) != SIZE_MAX);
        /* What stays are at most the letters the neighbours had a share in. */
        assert_true(left.n <= 5 + 2 * 10);
        bs_buf_fini(&out);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(the_environment_is_wiped),
        T(a_wrong_environment_is_an_error),
        T(saved_where_the_official_client_looks),
        T(the_older_directory_wins),
        T(an_open_file_is_closed),
        T(odd_files_are_refused),
        T(keys_are_letters_and_digits),
        T(every_form_of_the_key_goes),
        T(base64_at_every_alignment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
