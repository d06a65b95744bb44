/* clock.h - time and waiting as parameters, so that tests neither sleep nor race. */
#ifndef BS_SHODAN_CLOCK_H
#define BS_SHODAN_CLOCK_H

#include "bannerscope/base.h"

struct bs_clock {
    int64_t (*now)(void *ctx);           /* microseconds, monotonic */
    void (*wait)(void *ctx, int64_t us); /* at most this long */
    void *ctx;
};
extern const struct bs_clock bs_clock_system;

/* Asked between short waits; may be NULL. */
struct bs_cancel {
    bool (*asked)(void *ctx);
    void *ctx;
};
static inline bool bs_cancelled(const struct bs_cancel *c)
{
    return c->asked && c->asked(c->ctx);
}
/* Waits in slices of at most 50 ms.  BS_E_CANCELLED when asked to stop. */
bs_err bs_clock_sleep(const struct bs_clock *clock, int64_t us, const struct bs_cancel *cancel,
                      struct bs_error *e);

#endif
