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

/* Appends to `out` what the lines of an nmap-service-probes file ("" = the installed one) say about
 * the bytes: lines of text, or with `json` the member "nmap" of the object that ends `out`. */
bs_err nmap_put(struct cli *c, const char *file, bs_bytes wire, int transport, bool json,
                struct bs_buf *out, struct bs_error *e);

#endif
