/* sandbox.h - giving up what a process will not need (Landlock, Linux 5.13 and later).  Layer 0.
 *
 * Who takes a program over by a stranger's bytes has what the program may do.  So it gives up the
 * rest: files elsewhere, other programs, the network.  It holds for this thread, those it starts
 * and all children, for good.  What is open stays open. */
#ifndef BS_SANDBOX_H
#define BS_SANDBOX_H

#include "bannerscope/base.h"

enum bs_may {
    BS_MAY_READ = 1,  /* files and the names in folders, all the way down */
    BS_MAY_WRITE = 2, /* and make, replace and remove regular files and folders; includes READ */
    BS_MAY_RUN = 4,   /* start programs there */
};
struct bs_place {
    const char *path; /* NULL, or what is not there, is passed over */
    unsigned may;
};

struct bs_sandbox {
    const struct bs_place *place;
    size_t n;
    bool network; /* may connect; nothing may ever listen.  TCP only, from Landlock 4 (Linux 6.7) on:
                   * earlier kernels do not hold the network back, and none does UDP */
    bool alone;   /* no signals to and no abstract sockets of processes outside; Landlock 6 (6.12) */
};

/* The kernel's version of Landlock; 0: it has none, or it is switched off. */
int bs_sandbox_version(void);
/* BS_E_NOTFOUND: the kernel has none.  BS_E_FAILED with the reason: it was refused.  In both cases
 * nothing was given up. */
bs_err bs_sandbox_enter(const struct bs_sandbox *s, struct bs_error *e);

#endif
