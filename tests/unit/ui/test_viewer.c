/* The banner viewer: views over one cursor, search, selection, what leaves, compare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "screen.h"

static void open_at(struct screen *s, int rows, int cols, const char *keys)
{
    s->services = 12;
    screen_open(s, NULL, rows, cols);
    screen_keys(s, keys);
}

/* -- views ------------------------------------------------------------------------------- */

static void the_view_follows_the_banner_until_one_is_chosen(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 24, 80, "Enter");
    assert_true(screen_has(&s, "<decoded>")); /* a decoder is sure */
    screen_close(&s);
    s = (struct screen){.content = "220 mail ready\r\n"};
    open_at(&s, 24, 80, "Enter");
    assert_true(screen_has(&s, "<text>"));
    screen_keys(&s, "gx J");
    assert_true(screen_has(&s, "<hex>")); /* chosen: it stays */
    screen_keys(&s, "ga");
    assert_true(screen_has(&s, "<text>"));
    screen_close(&s);
    s = (struct screen){.content = "\x01\x02\xff\xfe\x80"};
    open_at(&s, 24, 80, "Enter");
    assert_true(screen_has(&s, "<hex>"));
    screen_keys(&s, "v v v v v");
    assert_true(screen_has(&s, "<hex>")); /* all the way round */
    screen_keys(&s, "gr \\");
    assert_true(screen_has(&s, "- owner"));
    screen_keys(&s, "gj");
    assert_true(screen_has(&s, "ip_str: \"192.0.2.1\""));
    screen_close(&s);
}

static void tree_and_bytes_lead_each_other(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 40, 120, "Enter gd \\ gg");
    screen_keys(&s, "j j j");
    assert_true(screen_has(&s, "7: 10 0x0a"));
    assert_true(screen_has(&s, "resultCode success (0)"));
    screen_keys(&s, "Right Right Right"); /* the byte cursor goes on by itself: the next field */
    assert_true(screen_has(&s, "10: 4 0x04"));
    screen_draw(&s);
    /* the hex part: byte 10 is in the field that is chosen in the tree */
    screen_keys(&s, "gx Left Left Left Left");
    assert_true(screen_has(&s, "6: 7 0x07"));
    assert_true(screen_has(&s, "bindResponse [APPLICATION 1]"));
    screen_close(&s);
}

static enum bs_style style_at(struct screen *s, int row, int col)
{
    screen_draw(s);
    return (enum bs_style)s->grid.cell[row * s->grid.cols + col].style;
}

static void evidence_and_fields_are_marked(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 24, 80, "Enter gx \\ gg");
    /* row 1 is the first of the dump; byte 7 begins in column 6 + 3 * 7 */
    screen_keys(&s, "Home");
    assert_int_equal(style_at(&s, 1, 6 + 21), BS_ST_FIELD); /* LDAPMessage is everything */
    screen_keys(&s, "gt");
    assert_int_equal(style_at(&s, 1, 0), BS_ST_CURSOR);
    screen_close(&s);
    s = (struct screen){.content = "0123456789abcdef"};
    open_at(&s, 24, 80, "Enter gt \\ gg");
    assert_int_equal(style_at(&s, 1, 7), BS_ST_EVIDENCE);
    assert_int_equal(style_at(&s, 1, 9), BS_ST_EVIDENCE);
    assert_int_equal(style_at(&s, 1, 10), BS_ST_TEXT);
    screen_keys(&s, "Right Right Right Right Right Right Right");
    assert_true(screen_has(&s, "reason: decoder:ldap"));
    screen_close(&s);
}

static void reasons_are_walked(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 24, 80, "Enter gr p");
    assert_true(screen_has(&s, "<hex>")); /* the record has no bytes to point at */
    assert_true(screen_has(&s, "reason 1 of 1: decoder:ldap, bytes 7-9"));
    assert_true(screen_has(&s, "7: 10 0x0a"));
    screen_keys(&s, "gg p");
    assert_true(screen_has(&s, "wrapped around"));
    screen_keys(&s, "E p"); /* the reason counts in other bytes */
    assert_true(screen_has(&s, "no reason for the verdict lies in these bytes"));
    screen_close(&s);
}

static void trees_fold(void **state)
{
    struct screen s = {.json = "{\"a\": {\"b\": [1, 2, {\"c\": \"deep\"}]}, \"z\": \"last\"}"};
    (void)state;
    open_at(&s, 24, 80, "Enter gj \\");
    screen_keys(&s, "O"); /* open everything */
    assert_true(screen_has(&s, "c: \"deep\""));
    screen_keys(&s, "gg j Enter");
    assert_true(screen_lacks(&s, "c: \"deep\""));
    assert_true(screen_has(&s, "+ a: {1}"));
    assert_true(screen_has(&s, "z: \"last\""));
    screen_keys(&s, "Right j j j j j");
    assert_true(screen_has(&s, "a.b.2.c")); /* the path */
    screen_keys(&s, "Left Left Left");      /* out to b, and fold it */
    assert_true(screen_lacks(&s, "c: \"deep\""));
    screen_keys(&s, "/ text:deep Enter"); /* a search opens what hides the hit */
    assert_true(screen_has(&s, "c: \"deep\""));
    assert_true(screen_has(&s, "1 of 1"));
    screen_keys(&s, "Enter"); /* a value in full */
    assert_true(screen_has(&s, "value (j k scroll, q closes)"));
    screen_keys(&s, "q gd \\ gg Enter");
    assert_true(screen_lacks(&s, "resultCode"));
    screen_close(&s);
}

/* -- search ------------------------------------------------------------------------------ */

static void every_hit_is_counted(void **state)
{
    struct screen s = {.content = "one two One two one\x02\x01x"};
    bs_str argument;
    (void)state;
    open_at(&s, 24, 80, "Enter gt \\ gg");
    screen_keys(&s, "/ text:one Enter");
    assert_true(screen_has(&s, "1 of 3, byte 0"));
    assert_int_equal(style_at(&s, 1, 9), BS_ST_SEARCH); /* the second is marked too */
    screen_keys(&s, "n n");
    assert_true(screen_has(&s, "3 of 3, byte 16"));
    screen_keys(&s, "n");
    assert_true(screen_has(&s, "1 of 3, byte 0; wrapped around"));
    screen_keys(&s, "N");
    assert_true(screen_has(&s, "3 of 3, byte 16; wrapped around"));
    screen_keys(&s, "/ text:One Enter"); /* a capital: as typed */
    assert_true(screen_has(&s, "1 of 1, byte 8"));
    screen_keys(&s, "/ text:x:02 Space text:?? Enter");
    assert_true(screen_has(&s, "1 of 1, byte 19"));
    screen_keys(&s, "/ text:\\x02\\x01 Enter");
    assert_true(screen_has(&s, "1 of 1, byte 19"));
    screen_keys(&s, "/ text:x:0 Enter");
    assert_true(screen_has(&s, "pairs of hex digits"));
    screen_keys(&s, "/ text:nowhere Enter");
    assert_true(screen_has(&s, "not found in this banner"));
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_NONE);
    screen_close(&s);
}

/* -- selection and what leaves ----------------------------------------------------------- */

static bool copies(struct screen *s, const char *keys, const char *want)
{
    bs_str argument;
    screen_keys(s, keys);
    enum bs_app_wish wish = bs_app_wish(s->app, &argument);
    bool same = wish == BS_WISH_COPY && bs_str_eq(argument, bs_str_z(want));
    if (!same)
        fprintf(stderr, "%s gave %d: %.*s\n", keys, (int)wish, (int)argument.n, argument.p);
    return same;
}

static void selections_are_copied_in_every_form(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 24, 80, "Enter gx gg Right V Right Right");
    assert_true(screen_has(&s, "3 selected"));
    assert_true(copies(&s, "yx", "0c0201"));
    assert_true(copies(&s, "ye", "\\x0c\\x02\\x01"));
    assert_true(copies(&s, "yb", "DAIB"));
    assert_true(copies(&s, "yt", "\\x0c\\x02\\x01"));
    assert_true(copies(&s, "yc", "static const unsigned char banner[3] = {\n    0x0c, 0x02, 0x01,\n};\n"));
    bs_app_say(s.app, false, "copied 74 bytes");
    assert_true(screen_has(&s, "bytes 1-3 as a C array: copied 74 bytes"));
    screen_keys(&s, "Esc");
    assert_true(screen_lacks(&s, "selected"));
    assert_true(screen_has(&s, "[Banner")); /* Esc ended the selection, not the pane */
    assert_true(copies(&s, "yx", "300c02010161070a010004000400"));
    screen_keys(&s, "gd gg j j j V"); /* a field */
    assert_true(copies(&s, "yx", "0a0100"));
    screen_keys(&s, "V gj j");
    assert_true(copies(&s, "yt", "192.0.2.1"));
    screen_close(&s);
}

static void bytes_are_written_to_files(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 24, 80, "Enter gx gg V Right");
    screen_keys(&s, "W text:/tmp/x Enter");
    assert_int_equal(s.written, 2);
    assert_false(s.forced);
    assert_true(screen_has(&s, "wrote it"));
    s.file_exists = true;
    screen_keys(&s, "V W Enter"); /* the name is remembered; now all bytes */
    assert_true(screen_has(&s, "/tmp/x exists: replace it? y/n"));
    screen_keys(&s, "n");
    assert_true(screen_has(&s, "nothing was written"));
    assert_false(s.forced);
    screen_keys(&s, "W Enter y");
    assert_true(s.forced);
    assert_int_equal(s.written, 14);
    screen_close(&s);
}

static void bytes_go_to_a_command_only_when_one_is_set(void **state)
{
    struct screen s = {0};
    bs_str argument;
    (void)state;
    open_at(&s, 24, 80, "Enter |");
    assert_true(screen_has(&s, "no command is set"));
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_NONE);
    screen_close(&s);
    const struct bs_app_options o = {.db_name = "x", .utf8 = true, .pipe_command = "od -c"};
    s = (struct screen){.services = 12};
    screen_open(&s, &o, 24, 80);
    screen_keys(&s, "Enter gx |");
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_PIPE);
    assert_int_equal(argument.n, 14);
    screen_keys(&s, "^C"); /* a command that does not end is ended like any job */
    assert_int_equal(bs_app_wish(s.app, &argument), BS_WISH_CANCEL_JOBS);
    bs_app_output(s.app, "od -c: exit 0", BS_BYTES("one\n\x1b]0;x\x07\ntwo"), false);
    assert_true(screen_has(&s, "\\x1b]0;x\\x07")); /* an answer is a stranger's text too */
    assert_null(screen_fault(&s.grid, false));
    screen_keys(&s, "j k G gg q");
    assert_true(screen_lacks(&s, "od -c"));
    screen_close(&s);
}

static void a_drag_selects(void **state)
{
    struct screen s = {0};
    struct bs_key_event k = {.code = BS_KEY_MOUSE, .button = 1, .row = 1, .col = 6 + 3};
    (void)state;
    open_at(&s, 24, 80, "Enter gx \\ gg");
    screen_key(&s, k);
    assert_true(screen_lacks(&s, "selected"));
    k.motion = BS_MOUSE_DRAG;
    k.col = 6 + 12;
    screen_key(&s, k);
    assert_true(screen_has(&s, "4 selected"));
    k.motion = BS_MOUSE_RELEASE;
    screen_key(&s, k);
    k.motion = BS_MOUSE_DRAG; /* no button is down: nothing happens */
    k.col = 6;
    screen_key(&s, k);
    assert_true(copies(&s, "yx", "0c020101"));
    screen_close(&s);
}

/* -- other bytes ------------------------------------------------------------------------- */

static void escapes_are_read_or_not(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 24, 80, "Enter gt E \\");
    assert_true(screen_has(&s, "0\\\\x0c\\\\x02"));
    assert_true(screen_has(&s, "AS STORED"));
    screen_keys(&s, "E");
    assert_true(screen_has(&s, "ALL ESCAPES READ"));
    assert_true(screen_has(&s, "14 bytes"));
    screen_keys(&s, "gd");
    assert_true(screen_has(&s, "bindResponse")); /* read again from these bytes */
    screen_keys(&s, "E");
    assert_true(screen_has(&s, "14 bytes unescaped"));
    screen_close(&s);
}

static void values_are_shown(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 40, 120, "Enter gx gg Right i");
    assert_true(screen_has(&s, "values at 1 (0x1)"));
    assert_true(screen_has(&s, "u8 here = 12 = bytes that follow"));
    screen_keys(&s, "@ text:0xd Enter");
    assert_true(screen_has(&s, "13: 0 0x00"));
    screen_keys(&s, "@ text:$ Enter i");
    assert_true(screen_has(&s, "13: 0 0x00"));
    assert_true(screen_lacks(&s, "values at"));
    screen_keys(&s, "@ text:99 Enter");
    assert_true(screen_has(&s, "there are 14 bytes"));
    screen_keys(&s, "@ text:zz Enter");
    assert_true(screen_has(&s, "an offset is a number"));
    screen_close(&s);
}

static void long_lines_wrap_or_scroll(void **state)
{
    static char line[400];
    struct screen s = {.content = line};
    (void)state;
    for (size_t i = 0; i < sizeof line - 1; i++)
        line[i] = i == 200 ? '\n' : (char)('a' + i % 26);
    open_at(&s, 24, 80, "Enter gt \\ gg");
    assert_true(screen_has(&s, "cdefghijklmnopqrstuvwxyzab"));
    screen_keys(&s, "w");
    assert_true(screen_has(&s, "line wrapping off"));
    screen_keys(&s, "@ text:150 Enter");
    assert_true(screen_has(&s, "150: 117"));
    assert_true(s.grid.cursor_col < 80);
    assert_int_equal(s.grid.cell[s.grid.cursor_row * 80 + s.grid.cursor_col].cp, 'u');
    screen_keys(&s, "j"); /* the next line, as far right */
    assert_true(screen_has(&s, "351: "));
    screen_keys(&s, "# gg");
    assert_true(screen_has(&s, "0000  abcdef"));
    screen_keys(&s, "w G");
    assert_true(screen_has(&s, "398: "));
    screen_close(&s);
}

/* -- compare ----------------------------------------------------------------------------- */

static void banners_are_compared(void **state)
{
    struct screen s = {.earlier = true};
    (void)state;
    open_at(&s, 40, 120, "Enter gx d");
    assert_true(screen_has(&s, "- 192.0.2.1:389 of 2011-03-13"));
    assert_true(screen_has(&s, "14 bytes: 1 difference"));
    assert_true(screen_has(&s, "*35"));
    assert_true(screen_has(&s, "*00"));
    assert_true(screen_has(&s, "difference 1 of 1"));
    screen_keys(&s, ")");
    assert_true(screen_has(&s, "wrapped around"));
    screen_keys(&s, "v");
    assert_true(screen_has(&s, "compared, text"));
    screen_keys(&s, "d"); /* the one before that */
    assert_true(screen_has(&s, "of 2008-01-10"));
    screen_resize(&s, 24, 80);
    screen_draw(&s);
    assert_null(screen_fault(&s.grid, false));
    screen_keys(&s, "q");
    assert_true(screen_has(&s, "<hex>"));
    screen_close(&s);
}

static void a_marked_banner_stays_the_other_side(void **state)
{
    struct screen s = {0};
    (void)state;
    open_at(&s, 24, 80, "Enter gx d");
    assert_true(screen_has(&s, "D marks this one"));
    screen_keys(&s, "D J d");
    assert_true(screen_has(&s, "- 192.0.2.1:389, 14 bytes"));
    assert_true(screen_has(&s, "+ 192.0.2.2:389, 14 bytes: 0 differences"));
    screen_keys(&s, "J");
    assert_true(screen_has(&s, "+ 192.0.2.3:104, 14 bytes"));
    screen_keys(&s, "gd");
    assert_true(screen_has(&s, "<decoded>"));
    screen_close(&s);
}

/* -- size -------------------------------------------------------------------------------- */

/* Keys in banners of megabytes must not cost what the banner is long.  The bound is loose: it
 * tells a layout of everything at each key (seconds) from none (milliseconds). */
static void huge_banners_answer_at_once(void **state)
{
    static const char *const kinds[] = {"one line", "many lines"};
    enum { SIZE = 10 << 20 };
    char *huge = malloc(SIZE + 1);
    const char *preloaded = getenv("LD_PRELOAD");
    const double most = preloaded && strstr(preloaded, "vgpreload") ? 60 : 3; /* valgrind: twenty times slower */
    (void)state;
    for (size_t kind = 0; kind < BS_COUNT(kinds); kind++) {
        for (size_t i = 0; i < SIZE; i++)
            huge[i] = kind && i % 100 == 99 ? '\n' : (char)(i % 7 ? 'a' + i % 26 : '\x02');
        huge[SIZE] = '\0';
        struct screen s = {.content = huge};
        open_at(&s, 60, 200, "Enter gt \\");
        clock_t from = clock();
        for (int i = 0; i < 50; i++) {
            screen_keys(&s, "j PgDn k Right");
            screen_draw(&s);
        }
        screen_keys(&s, "G k PgUp gx j PgUp gt w j j Right # PgDn gg w");
        screen_draw(&s);
        double seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
        if (seconds > most)
            fail_msg("%s: %f s", kinds[kind], seconds);
        assert_null(screen_fault(&s.grid, false));
        screen_close(&s);
    }
    free(huge);
}

/* Whatever is pressed, the cursor stays inside and the grid is sound. */
static void any_keys_at_any_size(void **state)
{
    static const char *const keys[] = {
        "j", "k", "gg", "G", "PgDn", "PgUp", "Left", "Right", "v", "V", "gt", "gx", "gd", "gr",
        "gj", "i", "w", "#", "E", "Enter", "O", "d", "D", ")", "(", "J", "K", "n", "N", "\\",
        "/ text:a Enter", "/ text:x:0? Enter", "@ text:5 Enter", "q Enter", "^D", "^U", "Tab S-Tab", "p"};
    uint32_t seed = 7;
    (void)state;
    for (int round = 0; round < 12; round++) {
        struct screen s = {.services = 9, .earlier = true, .hostile = round % 3 == 0};
        screen_open(&s, NULL, 24, 80);
        screen_keys(&s, "Enter");
        for (int i = 0; i < 400; i++) {
            seed = seed * 1664525u + 1013904223u;
            screen_keys(&s, keys[(seed >> 8) % BS_COUNT(keys)]);
            if ((seed >> 20) % 16 == 0)
                screen_resize(&s, 1 + (int)(seed >> 8) % 50, 1 + (int)(seed >> 12) % 210);
            screen_draw(&s);
            assert_null(screen_fault(&s.grid, false));
        }
        screen_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_view_follows_the_banner_until_one_is_chosen),
        cmocka_unit_test(tree_and_bytes_lead_each_other),
        cmocka_unit_test(evidence_and_fields_are_marked),
        cmocka_unit_test(reasons_are_walked),
        cmocka_unit_test(trees_fold),
        cmocka_unit_test(every_hit_is_counted),
        cmocka_unit_test(selections_are_copied_in_every_form),
        cmocka_unit_test(bytes_are_written_to_files),
        cmocka_unit_test(bytes_go_to_a_command_only_when_one_is_set),
        cmocka_unit_test(a_drag_selects),
        cmocka_unit_test(escapes_are_read_or_not),
        cmocka_unit_test(values_are_shown),
        cmocka_unit_test(long_lines_wrap_or_scroll),
        cmocka_unit_test(banners_are_compared),
        cmocka_unit_test(a_marked_banner_stays_the_other_side),
        cmocka_unit_test(huge_banners_answer_at_once),
        cmocka_unit_test(any_keys_at_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
