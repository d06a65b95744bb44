/* undo.h - `undo` and `redo` are one thing in two directions. */
#ifndef BS_CLI_UNDO_H
#define BS_CLI_UNDO_H

#include "cli.h"

bs_err undo_or_redo(struct cli *c, bool redo, struct bs_error *e);

#endif
