/* The viewer where something is in the way: rival readings, no bytes, too many of them, a file that is there already. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "screen.h"

static void open_at(struct screen *s, int rows, int cols, const char *keys)
{
    s->services = 12;
    screen_open(s, NULL, rows, cols);
    screen_keys(s, keys);
}

static void a_rival_reading_has_its_own_fields(void **state)
{
    struct screen s = {.rivals = true};
    (void)state;
    open_at(&s, 40, 200, "Enter gd \\");
    assert_true(screen_has(&s, "reading 1/2 ldap"));
    screen_keys(&s, "r");
    assert_true(screen_has(&s, "reading 2/2 other"));
    assert_true(screen_has(&s, "another reading"));
    assert_true(screen_has(&s, "trailer"));
    assert_true(screen_lacks(&s, "bindResponse"));
    screen_keys(&s, "r");
    assert_true(screen_has(&s, "reading 1/2 ldap"));
    screen_close(&s);
    s = (struct screen){0};
    open_at(&s, 40, 120, "Enter gd r");
    assert_true(screen_has(&s, "there is no rival reading of these bytes"));
    screen_close(&s);
}

/* The seventh row gave no response: there are no bytes. */
static void where_there_are_no_bytes_that_is_said(void **state)
{
    static const struct {
        const char *keys, *says;
    } cases[] = {
        {"yx", "nothing to copy here"},
        {"gt gp", "there is nothing to read here"},
        {"W text:/x Enter", "there are no bytes to write"},
        {"|", "there are no bytes to send"},
        {"d", "there are no bytes here to compare"},
        {"D", "there are no bytes here to mark"},
        {"gt V", "bytes are selected in the text, hex and decoded views"},
        {"p", "no reason for the verdict lies in these bytes"},
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        const struct bs_app_options o = {.utf8 = true, .pipe_command = "od"};
        struct screen s = {.services = 12};
        bs_str wished;
        screen_open(&s, &o, 40, 120);
        screen_settle(&s);
        screen_keys(&s, "j j j j j j Enter");
        screen_keys(&s, cases[i].keys);
        assert_true(screen_has(&s, cases[i].says));
        assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_NONE);
        assert_int_equal(s.jobs[BS_JOB_WRITE], 0);
        screen_close(&s);
    }
}

static void a_branch_of_a_tree_is_copied_whole(void **state)
{
    struct screen s = {0};
    bs_str text;
    (void)state;
    open_at(&s, 40, 120, "Enter gr / text:hostnames Enter yt");
    assert_int_equal(bs_app_wish(s.app, &text), BS_WISH_COPY);
    assert_true(bs_str_has_prefix(text, BS_STR("  hostnames")));
    assert_true(bs_bytes_find(bs_str_bytes(text), BS_BYTES("host.example"), 0) != SIZE_MAX);
    assert_true(bs_bytes_find(bs_str_bytes(text), BS_BYTES("mail.example"), 0) != SIZE_MAX);
    assert_true(bs_bytes_find(bs_str_bytes(text), BS_BYTES("http.title"), 0) == SIZE_MAX);
    screen_keys(&s, "gp"); /* all of it, in the user's pager */
    assert_int_equal(bs_app_wish(s.app, &text), BS_WISH_PAGE);
    assert_true(bs_bytes_find(bs_str_bytes(text), BS_BYTES("http.title"), 0) != SIZE_MAX);
    screen_close(&s);
}

static void what_is_too_large_is_not_done_by_half(void **state)
{
    struct screen s = {.wire_size = (16 << 20) + 1};
    bs_str wished;
    (void)state;
    open_at(&s, 24, 80, "Enter gx D");
    assert_true(screen_has(&s, "too large to be compared: 16777217 bytes"));
    screen_keys(&s, "yc");
    assert_true(screen_has(&s, "too much for a clipboard; W writes it to a file"));
    assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_NONE);
    screen_close(&s);
}

static void an_earlier_banner_that_is_gone_is_told(void **state)
{
    struct screen s = {.earlier = true, .fails = UINT64_C(1) << BS_JOB_BANNER};
    (void)state;
    bs_error_set(&s.failure, BS_E_NOTFOUND, "no such banner");
    open_at(&s, 40, 120, "Enter gx d");
    assert_true(screen_has(&s, "no such banner"));
    assert_true(screen_has(&s, "<hex>"));
    screen_close(&s);
    s = (struct screen){0};
    open_at(&s, 40, 120, "Enter gx D J d d");
    assert_true(screen_has(&s, "there is nothing else to compare with"));
    screen_close(&s);
}

/* Whoever agrees to replace a file means the bytes that were to go there. */
static void a_file_is_replaced_by_what_was_meant(void **state)
{
    struct screen s = {.file_exists = true};
    (void)state;
    open_at(&s, 40, 120, "Enter gx gg Right V Right Right");
    screen_keys(&s, "W text:/tmp/x Enter");
    assert_true(screen_has(&s, "/tmp/x exists: replace it? y/n"));
    assert_int_equal(s.written, 3);
    screen_keys(&s, "n V");
    screen_keys(&s, "V Right W");
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_ENTER});
    screen_key(&s, (struct bs_key_event){.code = 'J'}); /* gone on before the answer came */
    screen_settle(&s);
    screen_keys(&s, "y");
    assert_int_equal(s.written, 2);
    assert_true(s.forced);
    /* Somebody who types just then is not taken at a word. */
    size_t writes = s.jobs[BS_JOB_WRITE];
    screen_keys(&s, "W");
    screen_key(&s, (struct bs_key_event){.code = BS_KEY_ENTER});
    screen_key(&s, (struct bs_key_event){.code = 'f'});
    screen_settle(&s);
    screen_keys(&s, "y Esc");
    assert_int_equal(s.jobs[BS_JOB_WRITE], writes + 1);
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rival_reading_has_its_own_fields),
        cmocka_unit_test(where_there_are_no_bytes_that_is_said),
        cmocka_unit_test(a_branch_of_a_tree_is_copied_whole),
        cmocka_unit_test(what_is_too_large_is_not_done_by_half),
        cmocka_unit_test(an_earlier_banner_that_is_gone_is_told),
        cmocka_unit_test(a_file_is_replaced_by_what_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
