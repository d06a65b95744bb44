/* verdict_lines.h - decisions read from a file. */
#ifndef BS_CLI_VERDICT_LINES_H
#define BS_CLI_VERDICT_LINES_H

#include "cli.h"

void verdict_say_saved(struct cli *c, const struct bs_decision *d, const struct bs_event *ev);
/* NDJSON; path "-" is standard input.  Each good line is on disk before it is told; bad ones are named, counted in
 * c->rejected and passed over. */
bs_err verdict_lines(struct cli *c, const char *path, struct bs_error *e);

#endif
