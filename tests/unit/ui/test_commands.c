/* Commands of the palette and lookups from a row: what they ask of the engine, what they refuse, what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "screen.h"

static const struct bs_app_options readonly = {
    .db_name = "nl.db", .scope = "country:NL", .readonly = true, .have_key = true, .utf8 = true};
static const struct bs_app_options keyless = {.db_name = "nl.db", .scope = "country:NL", .utf8 = true};

static void open_screen(struct screen *s, const struct bs_app_options *o)
{
    s->services = 12;
    screen_open(s, o, 40, 120);
    screen_settle(s);
}

static void type(struct screen *s, const char *text)
{
    for (; *text; text++)
        screen_key(s, (struct bs_key_event){.code = (uint8_t)*text});
    screen_settle(s);
}

/* ":text" and Enter. */
static void command(struct screen *s, const char *text)
{
    type(s, ":");
    type(s, text);
    screen_keys(s, "Enter");
}

static void an_address_is_looked_up_and_shown(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, NULL);
    command(&s, "host 192.0.2.77");
    assert_string_equal(s.last[BS_JOB_HOST].text, "192.0.2.77");
    assert_int_equal(s.last[BS_JOB_HOST].limit, 0);
    assert_string_equal(s.last_select, "net:\"192.0.2.77\" aside:no");
    assert_true(screen_has(&s, "host: 10 read, 10 new"));
    screen_keys(&s, "t"); /* a list is left for it */
    command(&s, "host 2001:db8::7 history");
    assert_int_equal(s.last[BS_JOB_HOST].limit, 1);
    assert_true(screen_has(&s, "[Results 1/12"));
    command(&s, "host example.com");
    assert_true(screen_has(&s, "host: want an address, and perhaps `history` behind it"));
    assert_int_equal(s.jobs[BS_JOB_HOST], 2);
    screen_close(&s);
}

static void queries_are_typed_named_and_compared(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, NULL);
    command(&s, "query port:104 country:NL");
    assert_true(screen_has(&s, "[Query"));
    assert_true(screen_has(&s, "Shodan port:104 country:NL"));
    command(&s, "query contry:NL");
    assert_true(screen_has(&s, "query: "));
    assert_true(screen_has(&s, "did you mean country?"));
    assert_true(screen_has(&s, "Shodan port:104 country:NL"));

    command(&s, "save dicom nl");
    assert_string_equal(s.last[BS_JOB_SAVE].text, "dicom nl");
    assert_string_equal(s.last[BS_JOB_SAVE].label, "port:104 country:NL");
    assert_true(screen_has(&s, "saved: 10 read, 10 new"));
    command(&s, "saved");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "saved");
    size_t lists = s.jobs[BS_JOB_TABLE];
    command(&s, "forget dicom nl");
    assert_string_equal(s.last[BS_JOB_SAVE].text, "dicom nl");
    assert_string_equal(s.last[BS_JOB_SAVE].label, "");
    assert_int_equal(s.jobs[BS_JOB_TABLE], lists + 1); /* the list is another now */

    command(&s, "changes");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "changes port:104 country:NL");
    command(&s, "changes dicom nl");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "changes dicom nl");
    screen_close(&s);
}

static void lists_are_opened_by_name(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, NULL);
    command(&s, "filter port:104");
    command(&s, "facets");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "facets port:104 aside:no");
    command(&s, "facets org:x");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "facets org:x");
    command(&s, "log anna");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "log anna");
    screen_keys(&s, "q H");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "history");
    screen_keys(&s, "q gs");
    assert_string_equal(s.last[BS_JOB_TABLE].text, "shapes port:104");
    screen_keys(&s, "T");
    assert_string_equal(s.last[BS_JOB_FACETS].text, "country:NL port:104");
    assert_true(screen_has(&s, "[Shodan's facets 1/3]"));
    screen_close(&s);
}

static void what_runs_long_is_told_when_it_ends(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, NULL);
    command(&s, "classify");
    assert_int_equal(s.jobs[BS_JOB_CLASSIFY], 1);
    assert_true(screen_has(&s, "classify: 10 read, 10 new"));
    command(&s, "drop");
    assert_int_equal(s.jobs[BS_JOB_DROP], 1);
    assert_true(screen_has(&s, "unfinished: 10 read, 10 new"));
    command(&s, "count");
    assert_int_equal(s.jobs[BS_JOB_COUNT], 1);
    assert_true(screen_has(&s, "count: 1699 hits, 17 credits for all of them"));
    screen_close(&s);
}

/* Once at the start, quietly; asked for by hand it is said, and nothing is left that seems to run. */
static void the_account_is_told_when_asked_for(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, NULL);
    assert_int_equal(s.jobs[BS_JOB_INFO], 1);
    assert_true(screen_lacks(&s, "plan dev"));
    command(&s, "account");
    assert_true(screen_has(&s, "account: plan dev, 98 query credits left"));
    screen_keys(&s, "j");
    assert_true(screen_lacks(&s, "account"));
    s.fails = UINT64_C(1) << BS_JOB_INFO;
    bs_error_set(&s.failure, BS_E_NETWORK, "no answer");
    command(&s, "account");
    assert_true(screen_has(&s, "account: no answer"));
    screen_close(&s);
}

static void without_a_key_nothing_is_asked(void **state)
{
    static const char *const commands[] = {"host 192.0.2.1", "count", "collect"};
    struct screen s = {0};
    (void)state;
    open_screen(&s, &keyless);
    for (size_t i = 0; i < BS_COUNT(commands); i++) {
        command(&s, commands[i]);
        assert_true(screen_has(&s, "no Shodan key: leave and run `bannerscope init` once"));
        screen_keys(&s, "k");
    }
    screen_keys(&s, "T");
    assert_true(screen_has(&s, "no Shodan key"));
    screen_keys(&s, "k oh");
    assert_true(screen_has(&s, "no Shodan key"));
    command(&s, "resume");
    assert_true(screen_has(&s, "no Shodan key"));
    assert_int_equal(s.jobs[BS_JOB_HOST] + s.jobs[BS_JOB_COUNT] + s.jobs[BS_JOB_FACETS] + s.jobs[BS_JOB_COLLECT], 0);
    screen_close(&s);
}

static void a_readonly_database_stays_as_it_is(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, &readonly);
    command(&s, "import x.ndjson");
    assert_true(screen_has(&s, "the database is read-only: nothing can be imported"));
    command(&s, "classify");
    assert_true(screen_has(&s, "the database is read-only: the rules cannot be run again"));
    command(&s, "collect");
    assert_true(screen_has(&s, "the database is read-only: nothing can be collected"));
    command(&s, "unrule user-1");
    assert_true(screen_has(&s, "NOT SAVED: the database is read-only"));
    screen_keys(&s, "A");
    assert_true(screen_has(&s, "NOT SAVED: the database is read-only"));
    assert_int_equal(s.jobs[BS_JOB_IMPORT] + s.jobs[BS_JOB_CLASSIFY] + s.jobs[BS_JOB_COLLECT] +
                         s.jobs[BS_JOB_RULE_SET], 0);
    screen_close(&s);
}

static void what_is_asked_wrongly_is_said(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, NULL);
    command(&s, "collect many");
    assert_true(screen_has(&s, "collect: want the number of pages, or nothing for all"));
    command(&s, "sort size");
    assert_true(screen_has(&s, "sort: attention ip port org"));
    command(&s, "filter contry:NL");
    assert_true(screen_has(&s, "filter: "));
    command(&s, "tour onwards");
    assert_true(screen_has(&s, "tour: nothing, next or end"));
    size_t selects = s.jobs[BS_JOB_SELECT];
    command(&s, "   ");
    assert_int_equal(s.jobs[BS_JOB_SELECT], selects);
    command(&s, "unrule");
    assert_true(screen_has(&s, "unrule wants the name of a rule, or the cursor on one in :rules"));
    command(&s, "resume");
    assert_true(screen_has(&s, "every collection came to its end"));
    screen_close(&s);
}

/* An action of one pane, by name from another, runs there. */
static void an_action_runs_where_it_belongs(void **state)
{
    struct screen s = {0};
    bs_str wished;
    (void)state;
    open_screen(&s, NULL);
    command(&s, "next-reason");
    assert_true(screen_has(&s, "[Banner"));
    command(&s, "collect");
    screen_keys(&s, "n");
    command(&s, "quit");
    assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_QUIT);
    assert_int_equal(s.jobs[BS_JOB_SESSION], 1);
    screen_close(&s);

    s = (struct screen){0};
    open_screen(&s, &(struct bs_app_options){.utf8 = true, .demo = true});
    command(&s, "demo");
    assert_true(screen_has(&s, "this is the demonstration"));
    assert_int_equal(bs_app_wish(s.app, &wished), BS_WISH_NONE);
    screen_close(&s);
}

/* More commands than rows: the chosen one is always among those that are shown. */
static void completion_goes_round_all_of_them(void **state)
{
    struct screen s = {0};
    (void)state;
    open_screen(&s, NULL);
    screen_keys(&s, ": text:so");
    assert_true(screen_has(&s, "commands, Tab completes"));
    for (int i = 0; i < 10; i++)
        screen_keys(&s, "Tab");
    screen_draw(&s);
    /* What the line holds stands, marked, in the list above it. */
    char typed[30] = "";
    const struct bs_cell *line = &s.grid.cell[39 * 120];
    for (size_t i = 0; i < sizeof typed - 1 && line[1 + i].cp > ' '; i++)
        typed[i] = (char)line[1 + i].cp;
    bool found = false;
    for (int row = 29; row < 39; row++) {
        const struct bs_cell *c = &s.grid.cell[row * 120 + 1];
        bool same = c->style == BS_ST_CURSOR;
        for (size_t i = 0; typed[i] && same; i++)
            same = c[i].cp == (uint32_t)typed[i];
        found |= same && typed[0];
    }
    assert_true(found);
    screen_close(&s);
}

/* -- from a row to all of its kind ------------------------------------------------------- */

static void a_row_leads_to_its_like(void **state)
{
    static const struct {
        const char *keys, *select, *says;
    } cases[] = {
        {"oi", "net:192.0.2.1 aside:no", "Shodan net:192.0.2.1"},
        {"oa", "asn:AS64496 aside:no", "Shodan asn:AS64496"},
        {"Lf", "http.favicon.hash:\"-335242539\" aside:no", "Shodan http.favicon.hash:\"-335242539\""},
        {"Lc", "ssl.cert.serial:4711 aside:no", "Shodan ssl.cert.serial:4711"},
        {"Lt", "http.title:Login aside:no", "Shodan http.title:Login"},
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        struct screen s = {.web = true};
        open_screen(&s, NULL);
        screen_keys(&s, cases[i].keys);
        assert_string_equal(s.last_select, cases[i].select);
        assert_true(screen_has(&s, cases[i].says));
        screen_close(&s);
    }
    struct screen s = {0};
    open_screen(&s, NULL);
    command(&s, "port 4242");
    assert_string_equal(s.last_select, "port:4242 aside:no");
    command(&s, "net 198.51.100.0/24");
    assert_string_equal(s.last_select, "net:198.51.100.0/24 aside:no");
    command(&s, "port many");
    assert_true(screen_has(&s, "filter: "));
    assert_string_equal(s.last_select, "net:198.51.100.0/24 aside:no");
    assert_true(screen_has(&s, "Shodan net:198.51.100.0/24")); /* neither half went on alone */
    screen_close(&s);
}

static void what_a_row_has_not_is_said(void **state)
{
    static const struct {
        const char *seeded, *keys, *says;
    } cases[] = {
        {"Example Hospital", "oo", "no organisation is known of this host"},
        {"AS64496", "oa", "no AS number is known of this host"},
        {"Login", "Lt", "this service has no web page with a title"},
        {"-", "Lf", "this service showed no favicon"},
        {"-", "Lc", "this service showed no certificate"},
        {"-", "gg j j j j j j Lb", "no response: there is no banner to compare"},
        {"-", "gg j j j j j j Enter g v V M", "no response: there are no bytes to make a rule of"},
    };
    (void)state;
    for (size_t i = 0; i < BS_COUNT(cases); i++) {
        struct screen s = {.seeded = cases[i].seeded, .payload = BS_STR("")};
        open_screen(&s, NULL);
        size_t selects = s.jobs[BS_JOB_SELECT];
        screen_keys(&s, cases[i].keys);
        assert_true(screen_has(&s, cases[i].says));
        assert_int_equal(s.jobs[BS_JOB_SELECT], selects);
        screen_close(&s);
    }
    struct screen s = {0};
    screen_open(&s, NULL, 40, 120); /* no rows at all */
    screen_keys(&s, "oo");
    assert_true(screen_has(&s, "there is no row here to look up"));
    screen_keys(&s, "Lb");
    assert_true(screen_has(&s, "this banner is still loading"));
    screen_close(&s);
}

static void a_page_is_handed_over_for_whom_is_known(void **state)
{
    struct screen s = {.seeded = "Example Hospital", .payload = BS_STR("")};
    const struct posted *page = &s.last[BS_JOB_HANDOVER];
    (void)state;
    open_screen(&s, NULL);
    command(&s, "handover p.md"); /* no organisation: the network's owner */
    assert_string_equal(page->label, "asn:AS64496 verdict:medical response:yes");
    assert_true(screen_has(&s, "handover: 1 page written"));
    s.fails = UINT64_C(1) << BS_JOB_HANDOVER;
    bs_error_set(&s.failure, BS_E_NOTFOUND, "nothing to hand over");
    command(&s, "handover p.md port:104");
    assert_string_equal(page->label, "port:104");
    assert_true(screen_has(&s, "handover: nothing to hand over"));
    screen_close(&s);

    s = (struct screen){0};
    screen_open(&s, NULL, 40, 120);
    command(&s, "handover p.md");
    assert_true(screen_has(&s, "no organisation is known here; say which: handover FILE QUERY"));
    assert_int_equal(s.jobs[BS_JOB_HANDOVER], 0);
    screen_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_looked_up_and_shown),
        cmocka_unit_test(queries_are_typed_named_and_compared),
        cmocka_unit_test(lists_are_opened_by_name),
        cmocka_unit_test(what_runs_long_is_told_when_it_ends),
        cmocka_unit_test(the_account_is_told_when_asked_for),
        cmocka_unit_test(without_a_key_nothing_is_asked),
        cmocka_unit_test(a_readonly_database_stays_as_it_is),
        cmocka_unit_test(what_is_asked_wrongly_is_said),
        cmocka_unit_test(an_action_runs_where_it_belongs),
        cmocka_unit_test(completion_goes_round_all_of_them),
        cmocka_unit_test(a_row_leads_to_its_like),
        cmocka_unit_test(what_a_row_has_not_is_said),
        cmocka_unit_test(a_page_is_handed_over_for_whom_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
