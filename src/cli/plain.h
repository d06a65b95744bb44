/* plain.h - the labelling loop line by line, for screen readers, serial lines and TERM=dumb.
 * Private to src/cli. */
#ifndef BS_CLI_PLAIN_H
#define BS_CLI_PLAIN_H

#include "cli.h"

/* Asked for with --plain-ui, or the terminal can do nothing else (TERM=dumb). */
bool plain_wanted(const struct cli *c);
/* Until q, the end of input, or nothing is left.  Reads stdin, writes lines without a single
 * control sequence to stdout; neither has to be a terminal. */
bs_err plain_run(struct cli *c, struct bs_error *e);

#endif
