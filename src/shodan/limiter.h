/* limiter.h - one request at a time, and one second between the end of an answer and the next
 * request, across all copies of the program that share a rate file.
 *
 * Shodan allows one request a second for each key; the official client counts from the end of
 * the last answer as well. */
#ifndef BS_SHODAN_LIMITER_H
#define BS_SHODAN_LIMITER_H

#include "clock.h"

enum { BS_RATE_US = 1000000, BS_RATE_LOCK_US = 180000000 };

struct bs_limiter {
    struct bs_clock clock;
    struct bs_cancel cancel;
    char *file;       /* NULL: this process only */
    int fd;           /* open and locked between enter and leave, else -1 */
    bool used;
    int64_t last;     /* end of this process's last answer */
};
/* `rate_file` may be NULL; it is created 0600, and where it cannot be, done without. */
void bs_limiter_init(struct bs_limiter *l, const char *rate_file, const struct bs_clock *clock,
                     const struct bs_cancel *cancel);
void bs_limiter_fini(struct bs_limiter *l);
/* Waits for the turn.  BS_E_CANCELLED, or BS_E_RATE when another copy has not let go for
 * three minutes. */
bs_err bs_limiter_enter(struct bs_limiter *l, struct bs_error *e);
/* The answer has ended. */
void bs_limiter_leave(struct bs_limiter *l);

#endif
