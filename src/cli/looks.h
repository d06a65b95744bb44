/* looks.h - bytes on stdout, as show, decode and compare share them.  Private to src/cli.
 */
#ifndef BS_CLI_LOOKS_H
#define BS_CLI_LOOKS_H

#include "cli.h"

enum look {
    LOOK_TEXT,
    LOOK_HEX,
    LOOK_DECODED,
    LOOK_JSON,
    LOOK_RECORD,
    LOOK_RAW,
    LOOK_C,
    LOOK_ESCAPED,
    LOOK_BASE64
};
enum { LOOK_MAX = 96 << 20 };
extern const char *const look_names[]; /* NULL at the end */

/* TEXT, HEX, C, ESCAPED, BASE64. */
void look_print(struct cli *c, enum look look, bs_bytes b);
/* The bytes themselves.  BS_E_USAGE when stdout is a terminal: they could act on it. */
bs_err look_raw(struct cli *c, bs_bytes b, struct bs_error *e);
/* What the bytes at an offset ("12", "0x0c") could mean. */
bs_err look_values(struct cli *c, const char *offset, bs_bytes b, struct bs_error *e);

#endif
