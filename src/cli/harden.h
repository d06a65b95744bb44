/* harden.h - what holds for every command before it does anything, and what of it holds really. */
#ifndef BS_CLI_HARDEN_H
#define BS_CLI_HARDEN_H

#include "bannerscope/base.h"

/* What main() found and took away, for `doctor`. */
struct hardened {
    bool key_log; /* SSLKEYLOGFILE was set */
};

/* Private files, no core dumps, closed to other processes of the same user (/proc/PID/mem, ptrace),
 * no side doors by the environment: libcurl would write session secrets to $SSLKEYLOGFILE, curses
 * what it draws to a file of $NCURSES_TRACE; $LINES and $COLUMNS of another window would be believed. */
void harden(struct hardened *h);

/* How this program was built, in words with commas between: what its own ELF headers (the running
 * image's), the compiler's macros and configure say.  `missing`: what of the full set it has not. */
void harden_build(struct bs_buf *has, struct bs_buf *missing);
/* The same of the running process: what the kernel says now, not what was asked for. */
void harden_process(const struct hardened *h, struct bs_buf *has, struct bs_buf *missing);

#endif
