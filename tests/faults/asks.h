/* asks.h - everything that can be asked of a database, one entry each, told as text. */
#ifndef FAULTS_ASKS_H
#define FAULTS_ASKS_H

#include "tell.h"

struct ask {
    const char *name;
    bs_err (*tell)(struct fixture *f, struct telling *t);
};
extern const struct ask asks[];
extern const size_t asks_n;

/* A database in which none of them has nothing to tell. */
void asks_prepare(struct fixture *f);

#endif
