#include "undo.h"

static bs_err run(struct cli *c, struct bs_error *e)
{
    return undo_or_redo(c, true, e);
}

const struct bs_command bs_cmd_redo = {
    .name = "redo",
    .usage = "",
    .help = "bring back what undo took away last",
    .run = run,
};
