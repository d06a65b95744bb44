/* sandbox.h - which places each command keeps, once it knows its words and its configuration. */
#ifndef BS_CLI_SANDBOX_H
#define BS_CLI_SANDBOX_H

#include "bannerscope/sandbox.h"

struct cli;

/* Gives up what the command will not need, as far as `set sandbox` and the kernel have it.  That
 * there is none is no error: `doctor` and --verbose say so. */
void sandbox_enter(struct cli *c);
/* For `doctor`: two lines, what holds now and what will hold of the screen. */
void sandbox_describe(struct cli *c, struct bs_buf *out);

#endif
