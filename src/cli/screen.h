/* screen.h - how the full screen begins.  Private to src/cli. */
#ifndef BS_CLI_SCREEN_H
#define BS_CLI_SCREEN_H

#include "cli.h"

/* Until the user leaves.  From it one comes to the demonstration and to the entry of a key, and
 * back. */
bs_err screen_run(struct cli *c, bool demo, struct bs_error *e);

/* cmd_demo.c: where its database is by default, and making it where it is not there yet. */
const char *demo_path(struct cli *c);
bs_err demo_prepare(struct cli *c, struct bs_error *e);

#endif
