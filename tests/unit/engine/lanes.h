/* lanes.h - an engine on its lanes, asked as the screen asks it. */
#ifndef TEST_LANES_H
#define TEST_LANES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bannerscope/engine.h"

struct lanes {
    struct bs_engine *en;
    uint64_t serial;
    /* Told the PART replies of the job that is waited for; may be NULL. */
    void (*part)(struct lanes *l, const struct bs_reply *r);
    void *ctx;
};
void lanes_start(struct lanes *l, const struct bs_engine_options *o);
void lanes_stop(struct lanes *l); /* may be called again */

/* text, label: may be NULL. */
struct bs_job *lanes_job(enum bs_job_kind kind, const char *text, const char *label);
uint64_t lanes_post(struct lanes *l, struct bs_job *j);
/* The reply that ends the job; what else comes is thrown away. */
struct bs_reply *lanes_wait(struct lanes *l, uint64_t serial);
/* Posts it, and it must have worked ... */
struct bs_reply *lanes_done(struct lanes *l, struct bs_job *j);
/* ... or have failed so, with these words in its message. */
void lanes_fails(struct lanes *l, struct bs_job *j, bs_err code, const char *words);
/* Worked, said exactly this, and is done with. */
void lanes_says(struct lanes *l, struct bs_job *j, const char *text);
/* The list `text` asks for. */
struct bs_reply *lanes_table(struct lanes *l, const char *text);

void assert_str(bs_str got, const char *want);
/* A cell by its column's name; fails the test where there is none. */
const struct bs_table_cell *cell_of(const struct bs_reply *r, size_t row, const char *column);
void assert_cell(const struct bs_reply *r, size_t row, const char *column, const char *want);
void assert_number(const struct bs_reply *r, size_t row, const char *column, int64_t want);

#endif
