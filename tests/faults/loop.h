/* loop.h - an op meets one fault after another.  What is said to be done is done, what is not has left no
 * trace, and it can be done when the cause is gone: with the same handle, and after opening the file again. */
#ifndef FAULTS_LOOP_H
#define FAULTS_LOOP_H

#include "ops.h"
#include "vfs.h"

struct loop {
    struct fixture *f;
    const struct op *op;
    struct image before;     /* the files */
    char *state, *log;       /* what they say */
    char *done;              /* what they say when it was done */
    struct fault fault;
    char where[160];         /* for messages */
    long faults;             /* that were met */
};
/* Runs the op once without a fault; fails the test where that does not work. */
void loop_begin(struct loop *l, struct fixture *f, const struct op *op);
void loop_end(struct loop *l);
/* False when the op came through without meeting it. */
bool loop_once(struct loop *l, const struct fault *fault);
/* The first call fails, then the second, until the op comes through; unless all are wanted (world_long())
 * places come wider and wider apart behind the first `sample`. */
void loop_over(struct loop *l, unsigned calls, enum fault_how how, bool persistent, long sample);
/* Each op in turn, with a database of its own; says how many faults there were. */
void loop_all(void **state, void (*each)(struct loop *l, size_t n));

#endif
