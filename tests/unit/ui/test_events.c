/* Whatever comes, in whatever order: nothing that attacks a terminal reaches a cell, the
 * cursor stays on the screen, late replies change nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "screen.h"

static void check(struct screen *s, bool ascii)
{
    screen_draw(s);
    const char *fault = screen_fault(&s->grid, ascii);
    if (fault)
        (void)screen_lacks(s, ""); /* shows the screen */
    assert_null(fault);
}

static void hostile_texts_reach_no_cell(void **state)
{
    static const int sizes[][2] = {
        {24, 80 },
        {40, 120},
        {50, 170},
        {60, 200},
        {80, 250}
    };
    static const char *const tours[] = {
        "j",
        "Enter v",
        "Enter v v j j",
        "Enter v v v G",
        "Tab Tab \\ G",
        "S-Tab G Enter",
        "a",
        "l",
        "? G",
        "/ text:evil",
        ": text:so",
        "1",
        "z 1",
        "g 1",
        "u",
        "y t",
        "\\",
        "]",
    };
    (void)state;
    for (int ascii = 0; ascii < 2; ascii++)
        for (size_t i = 0; i < BS_COUNT(sizes); i++)
            for (size_t t = 0; t < BS_COUNT(tours); t++) {
                const struct bs_app_options o = {.db_name = "\x1b[31mevil",
                                                 .analyst = "\x9b",
                                                 .query = "org:x\x1b",
                                                 .utf8 = true,
                                                 .ascii = ascii != 0,
                                                 .have_key = true};
                struct screen s = {.services = 12, .hostile = true};
                screen_open(&s, &o, sizes[i][0], sizes[i][1]);
                check(&s, ascii != 0);
                screen_keys(&s, tours[t]);
                check(&s, ascii != 0);
                screen_close(&s);
            }
}

/* xorshift64: the same sequence on every machine */
static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static struct bs_key_event any_key(uint64_t *seed)
{
    static const char often[] = "jkGgJK12300zgua.lvVxsaipoevctlySR/nN f&F:?q\\+-=my[]cCe";
    uint64_t r = next(seed);
    struct bs_key_event k = {0};
    switch (r % 8) {
    case 0:
        k.code = BS_KEY_NONE + (uint32_t)(r >> 8) % 30;
        k.button = (int)(r >> 16) % 6;
        k.row = (int)(r >> 24) % 70 - 2;
        k.col = (int)(r >> 32) % 210 - 2;
        break;
    case 1:
        k.code = 'a' + (uint32_t)(r >> 8) % 26;
        k.mods = BS_MOD_CTRL;
        break;
    case 2:
        k.code = (uint32_t)(r >> 8) % 0x110000;
        break;
    default:
        k.code = (uint8_t)often[(r >> 8) % (sizeof often - 1)];
    }
    return k;
}

/* Keeps some jobs back and answers them late, twice failed, or never. */
static void some_jobs(struct screen *s, uint64_t *seed, struct bs_job **late)
{
    struct bs_job *j;
    while ((j = bs_app_next_job(s->app)) != NULL) {
        uint64_t r = next(seed) % 8;
        if (r == 0) {
            bs_app_refused(s->app, j);
            return;
        }
        if (r == 1) {
            struct bs_job *old = *late;
            *late = j;
            if (!(j = old))
                continue;
        }
        struct bs_reply *reply = screen_answer(s, j);
        if (r == 2) {
            reply->state = BS_REPLY_FAILED;
            bs_error_set(&reply->error, BS_E_IO, "made to fail");
        } else if (r == 3) {
            reply->n = reply->n / 2; /* cut short */
        } else if (r == 4) {
            reply->state = BS_REPLY_PART;
            reply->done = 5;
            reply->total = 3;
        }
        bs_job_free(j);
        screen_reply(s, reply);
    }
}

static void any_sequence_of_events(void **state)
{
    (void)state;
    for (uint64_t run = 1; run <= 60; run++) {
        uint64_t seed = run * 0x9e3779b97f4a7c15u;
        struct bs_job *late = NULL;
        struct screen s = {.services = (int64_t)(run * 37 % 300),
                           .hostile = run % 3 == 0,
                           .wire_size = run % 5 == 0 ? 100000 : 0};
        screen_open(&s, NULL, 24, 80);
        for (int i = 0; i < 300; i++) {
            uint64_t r = next(&seed);
            if (r % 50 == 0)
                s.services = (int64_t)(r >> 8) % 400;
            if (r % 40 == 0)
                screen_resize(&s, (int)(r >> 8) % 70, (int)(r >> 16) % 210);
            screen_key(&s, any_key(&seed));
            some_jobs(&s, &seed, &late);
            check(&s, false);
        }
        bs_job_free(late);
        screen_close(&s);
    }
}

static void late_replies_change_nothing(void **state)
{
    struct screen s = {.services = 12};
    struct bs_job *j, *old = NULL;
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_key(&s, (struct bs_key_event){.code = 'x'});
    while ((j = bs_app_next_job(s.app)) != NULL && j->kind != BS_JOB_SELECT)
        bs_job_free(j);
    old = j;
    assert_non_null(old);
    screen_keys(&s, "S"); /* a newer selection */
    s.services = 3;
    screen_reply(&s, screen_answer(&s, old));
    assert_true(screen_has(&s, "1/12"));
    old->serial = 999999;
    old->kind = BS_JOB_DECIDE;
    screen_reply(&s, screen_answer(&s, old));
    assert_true(screen_lacks(&s, "saved"));
    bs_job_free(old);
    screen_close(&s);
}

static void the_row_stays_under_the_cursor_when_the_list_grows(void **state)
{
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_keys(&s, "j j j j");
    s.services = 500;
    screen_keys(&s, ": text:import Space text:x.json Enter");
    assert_string_equal(s.last_text, "x.json");
    assert_true(screen_has(&s, "Results 5/500"));
    assert_true(screen_has(&s, "import: 10 read, 10 new"));
    screen_close(&s);
}

static void paging_asks_for_windows_only(void **state)
{
    struct screen s = {.services = 1000000};
    (void)state;
    screen_open(&s, NULL, 60, 200);
    for (int i = 0; i < 100; i++)
        screen_keys(&s, "PgDn");
    assert_true(s.jobs[BS_JOB_ROWS] < 120);
    check(&s, false);
    for (int i = 0; i < 500; i++) /* typed ahead: nothing is answered in between */
        screen_key(&s, (struct bs_key_event){.code = 'j'});
    size_t waiting = 0;
    struct bs_job *j;
    while ((j = bs_app_next_job(s.app)) != NULL) {
        waiting++;
        bs_job_free(j);
    }
    assert_true(waiting < 16);
    screen_close(&s);
}

static void the_mouse_does_what_keys_do(void **state)
{
    struct screen s = {.services = 12};
    (void)state;
    screen_open(&s, NULL, 24, 80);
    screen_key(
        &s, (struct bs_key_event){.code = BS_KEY_MOUSE, .row = 7, .col = 9, .button = 1});
    screen_settle(&s);
    assert_true(screen_has(&s, "Results 3/12"));
    screen_key(
        &s, (struct bs_key_event){.code = BS_KEY_MOUSE, .row = 7, .col = 9, .button = 5});
    assert_true(screen_has(&s, "Results 6/12"));
    screen_key(&s, (struct bs_key_event){
                       .code = BS_KEY_MOUSE, .row = 21, .col = 9, .button = 1});
    assert_true(screen_has(&s, "[Verdict"));
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_texts_reach_no_cell),
        cmocka_unit_test(any_sequence_of_events),
        cmocka_unit_test(late_replies_change_nothing),
        cmocka_unit_test(the_row_stays_under_the_cursor_when_the_list_grows),
        cmocka_unit_test(paging_asks_for_windows_only),
        cmocka_unit_test(the_mouse_does_what_keys_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
