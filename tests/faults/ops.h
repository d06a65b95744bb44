/* ops.h - everything the program does to a database, one entry each: what the loops of faults go over. */
#ifndef FAULTS_OPS_H
#define FAULTS_OPS_H

#include "world.h"

struct op {
    const char *name;
    /* Makes the database as it has to be before; f->s is open, and closed behind. */
    void (*prepare)(struct fixture *f);
    /* Once; where `opens`, f->s is NULL before and open afterwards when it went well. */
    bs_err (*run)(struct fixture *f);
    bool opens;
    /* In steps: what was done before a fault may stand.  Otherwise all or nothing. */
    bool stepwise;
};
extern const struct op ops[];
extern const size_t ops_n;

/* Set-up and tear-down of a program: the rules, and files that the ops need beside the database. */
int ops_begin(void **state);
int ops_end(void **state);
void ops_files_reset(void); /* as they were before any op ran */

#endif
