/* screen.h - the full screen, as the program without a command and as `demo`. */
#ifndef BS_CLI_SCREEN_H
#define BS_CLI_SCREEN_H

#include "cli.h"

bs_err screen_run(struct cli *c, bool demo, struct bs_error *e);

#endif
