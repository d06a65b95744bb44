/* Files the screen writes and reads: whole or not there, never over another one by itself. */
#include "../store/fixture.h"
#include "lanes.h"

#include <sys/stat.h>
#include <unistd.h>

#include "bannerscope/textfmt.h"

static const struct plain medical[] = {
    {.ip = "192.0.2.1", .port = 104, .data = DICOM_REJECT, .seen = 1, .org = "Example <b>One</b>"},
    {.ip = "192.0.2.2", .port = 104, .data = DICOM_REJECT, .seen = 2, .org = "Example Two"},
    {.ip = "192.0.2.7", .port = 22, .data = SSH_BANNER, .seen = 3, .org = "Example Two"},
};

static struct lanes lanes;
static char path[240];

static struct lanes *start(struct fixture *f, const char *name)
{
    put_all(f, "file:pile.ndjson", medical, BS_COUNT(medical), NULL);
    snprintf(path, sizeof path, "%s/%s", f->dir, name);
    lanes_start(&lanes, &(struct bs_engine_options){.db_path = f->path, .rules = f->rules, .analyst = "ann"});
    return &lanes;
}

static int close_all(void **state)
{
    lanes_stop(&lanes);
    return fixture_close(state);
}

/* free() */
static char *text_of(const char *name)
{
    size_t n;
    uint8_t *bytes = fixture_bytes(name, &n);
    char *text = bs_strdup((bs_str){(char *)bytes, n});
    free(bytes);
    return text;
}

static void assert_file(const char *name, const char *want)
{
    char *text = text_of(name);
    assert_string_equal(text, want);
    free(text);
}

static struct bs_job *write_job(const char *text, bool force)
{
    struct bs_job *j = lanes_job(BS_JOB_WRITE, path, NULL);
    j->nbytes = strlen(text);
    j->bytes = (uint8_t *)bs_strdup(bs_str_z(text));
    j->force = force;
    return j;
}

static void bytes_go_to_a_file_of_their_own(void **state)
{
    struct lanes *l = start(*state, "bytes");
    char said[300];
    snprintf(said, sizeof said, "wrote 3 bytes to %s", path);
    lanes_says(l, write_job("one", false), said);
    assert_file(path, "one");
    struct bs_reply *r = lanes_wait(l, lanes_post(l, write_job("other", false)));
    assert_int_equal(r->state, BS_REPLY_FAILED);
    assert_true(r->exists); /* worth asking whether it may be replaced */
    bs_reply_free(r);
    assert_file(path, "one");
    bs_reply_free(lanes_done(l, write_job("other", true)));
    assert_file(path, "other");

    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    r = lanes_wait(l, lanes_post(l, write_job("one", false)));
    assert_int_equal(r->state, BS_REPLY_FAILED);
    assert_false(r->exists); /* a folder is nothing to replace */
    bs_reply_free(r);
}

static void a_page_is_written_whole_or_not_at_all(void **state)
{
    struct lanes *l = start(*state, "page.html");
    char said[300];
    snprintf(said, sizeof said, "wrote 2 pages to %s", path);
    lanes_says(l, lanes_job(BS_JOB_HANDOVER, path, "verdict:medical"), said);
    char *page = text_of(path);
    assert_non_null(strstr(page, "192.0.2.1"));
    assert_non_null(strstr(page, "192.0.2.2"));
    assert_null(strstr(page, "192.0.2.7"));
    assert_non_null(strstr(page, "Example &#60;b&#62;One"));
    assert_null(strstr(page, "<b>One"));
    lanes_fails(l, lanes_job(BS_JOB_HANDOVER, path, "port:22"), BS_E_IO, "");
    assert_file(path, page); /* as it was */
    free(page);

    struct fixture *f = *state;
    snprintf(path, sizeof path, "%s/page.md", f->dir);
    snprintf(said, sizeof said, "wrote 1 page to %s", path);
    lanes_says(l, lanes_job(BS_JOB_HANDOVER, path, "org.is:\"Example Two\" verdict:medical"), said);
    page = text_of(path);
    assert_int_equal(page[0], '#'); /* Markdown */
    assert_non_null(strstr(page, "192.0.2.2"));
    assert_null(strstr(page, "192.0.2.1"));
    free(page);

    snprintf(path, sizeof path, "%s/none.md", f->dir);
    lanes_fails(l, lanes_job(BS_JOB_HANDOVER, path, "port:9999"), BS_E_NOTFOUND,
                "nothing to hand over: no service fits port:9999");
    assert_int_not_equal(access(path, F_OK), 0);
    lanes_fails(l, lanes_job(BS_JOB_HANDOVER, path, "contry:NL"), BS_E_SYNTAX, "country");
    assert_int_not_equal(access(path, F_OK), 0);
}

static void the_home_directory_is_meant_by_a_tilde(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f, "mine");
    setenv("HOME", f->dir, 1);
    char said[300];
    snprintf(said, sizeof said, "wrote 1 page to %s/mine.md", f->dir);
    lanes_says(l, lanes_job(BS_JOB_HANDOVER, "~/mine.md", "net:192.0.2.1"), said);
    snprintf(path, sizeof path, "~nobody/mine.md"); /* as a shell would know it, and we do not */
    lanes_fails(l, write_job("x", false), BS_E_IO, "");
}

static void a_file_is_taken_in_and_its_first_mistake_told(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f, "more.ndjson");
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs("{\"ip_str\":\"192.0.2.9\",\"port\":1,\"timestamp\":\"2021-02-25T01:35:44\",\"data\":\"x\"}\nno record\n", out);
    assert_int_equal(fclose(out), 0);
    struct bs_reply *r = lanes_done(l, lanes_job(BS_JOB_IMPORT, path, NULL));
    assert_true(bs_str_has_prefix(r->text, BS_STR("2 read, 1 new, 0 updated, 0 duplicate, 1 rejected: ")));
    assert_true(bs_bytes_find(bs_str_bytes(r->text), BS_BYTES("more.ndjson:2"), 0) != SIZE_MAX);
    bs_reply_free(r);
    assert_int_equal(matches(f, ""), 4);
    lanes_says(l, bs_job_new(BS_JOB_CLASSIFY), "3 answers looked at, 0 changed, 0 services with them");
    snprintf(path, sizeof path, "%s/nothing.ndjson", f->dir);
    lanes_fails(l, lanes_job(BS_JOB_IMPORT, path, NULL), BS_E_NOTFOUND, "nothing.ndjson");
}

/* Where it was left, for the next start; a filter's values, most frequent first. */
static void what_the_screen_remembers_and_completes(void **state)
{
    struct fixture *f = *state;
    struct lanes *l = start(f, "-");
    bs_reply_free(lanes_done(l, lanes_job(BS_JOB_SESSION, "row=7", NULL)));
    struct bs_buf session;
    bs_buf_init(&session, 100);
    OK(bs_store_meta_get(f->s, "session", &session, &f->e));
    assert_str(bs_buf_str(&session), "row=7");
    bs_buf_fini(&session);

    struct bs_reply *r = lanes_done(l, lanes_job(BS_JOB_VALUES, "org:example", NULL));
    assert_int_equal(r->names, 2);
    assert_str(r->name[0], "Example Two");
    assert_str(r->text, "org:example");
    bs_reply_free(r);
    r = lanes_done(l, lanes_job(BS_JOB_VALUES, "nosuchfilter:x", NULL));
    assert_int_equal(r->names, 0);
    bs_reply_free(r);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(bytes_go_to_a_file_of_their_own),
        CASE(a_page_is_written_whole_or_not_at_all),
        CASE(the_home_directory_is_meant_by_a_tilde),
        CASE(a_file_is_taken_in_and_its_first_mistake_told),
        CASE(what_the_screen_remembers_and_completes),
    };
    return cmocka_run_group_tests(tests, fixture_rules, fixture_rules_free);
}
