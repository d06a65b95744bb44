#include "lanes.h"

#include <poll.h>
#include <stdlib.h>

enum { WAIT_MS = 20000 };

void lanes_start(struct lanes *l, const struct bs_engine_options *o)
{
    struct bs_error e;
    *l = (struct lanes){0};
    if (bs_engine_start(o, &l->en, &e) != BS_OK)
        fail_msg("%s", e.text);
}

void lanes_stop(struct lanes *l)
{
    bs_engine_stop(l->en);
    l->en = NULL;
}

struct bs_job *lanes_job(enum bs_job_kind kind, const char *text, const char *label)
{
    struct bs_job *j = bs_job_new(kind);
    j->text = text ? bs_strdup(bs_str_z(text)) : NULL;
    j->label = label ? bs_strdup(bs_str_z(label)) : NULL;
    return j;
}

uint64_t lanes_post(struct lanes *l, struct bs_job *j)
{
    j->serial = ++l->serial;
    assert_int_equal(bs_engine_post(l->en, &j), BS_OK);
    return l->serial;
}

struct bs_reply *lanes_wait(struct lanes *l, uint64_t serial)
{
    for (;;) {
        struct bs_reply *r = bs_engine_take(l->en);
        if (!r) {
            struct pollfd p = {bs_engine_fd(l->en), POLLIN, 0};
            assert_int_equal(poll(&p, 1, WAIT_MS), 1);
            continue;
        }
        if (r->serial == serial && r->state != BS_REPLY_PART)
            return r;
        if (r->serial == serial && l->part)
            l->part(l, r);
        bs_reply_free(r);
    }
}

struct bs_reply *lanes_done(struct lanes *l, struct bs_job *j)
{
    struct bs_reply *r = lanes_wait(l, lanes_post(l, j));
    if (r->state != BS_REPLY_DONE)
        fail_msg("%s", r->error.text);
    return r;
}

void lanes_fails(struct lanes *l, struct bs_job *j, bs_err code, const char *words)
{
    struct bs_reply *r = lanes_wait(l, lanes_post(l, j));
    assert_int_equal(r->state, BS_REPLY_FAILED);
    if (r->error.code != code || !strstr(r->error.text, words))
        fail_msg("%d %s, not %d %s", (int)r->error.code, r->error.text, (int)code, words);
    bs_reply_free(r);
}

void lanes_says(struct lanes *l, struct bs_job *j, const char *text)
{
    struct bs_reply *r = lanes_done(l, j);
    assert_str(r->text, text);
    bs_reply_free(r);
}

struct bs_reply *lanes_table(struct lanes *l, const char *text)
{
    struct bs_reply *r = lanes_done(l, lanes_job(BS_JOB_TABLE, text, NULL));
    assert_non_null(r->table);
    return r;
}

void assert_str(bs_str got, const char *want)
{
    if (!bs_str_eq(got, bs_str_z(want)))
        fail_msg("\"%.*s\", not \"%s\"", (int)got.n, got.n ? got.p : "", want);
}

const struct bs_table_cell *cell_of(const struct bs_reply *r, size_t row, const char *column)
{
    const struct bs_table *t = r->table;
    assert_true(row < t->rows);
    for (size_t i = 0; i < t->columns; i++)
        if (strcmp(t->column[i].name, column) == 0)
            return &t->row[row].cell[i];
    fail_msg("%s has no column %s", t->name, column);
    return NULL;
}

void assert_cell(const struct bs_reply *r, size_t row, const char *column, const char *want)
{
    assert_str(cell_of(r, row, column)->text, want);
}

void assert_number(const struct bs_reply *r, size_t row, const char *column, int64_t want)
{
    assert_int_equal(cell_of(r, row, column)->n, want);
}
