/* print_table.h - a bs_table on stdout: for reading, as CSV, as NDJSON. */
#ifndef BS_CLI_PRINT_TABLE_H
#define BS_CLI_PRINT_TABLE_H

#include "cli.h"

/* The columns' titles, or for CSV their names; nothing for NDJSON. */
void print_heading(struct cli *c, const struct bs_table *t, int format);
void print_row(struct cli *c, const struct bs_table *t, const struct bs_table_row *row, int format);
/* What the table is about, and that it is empty, is said on stderr. */
void print_table(struct cli *c, const struct bs_table *t, int format);
/* A table of the store by its name; opt_format is the index of CLI_FORMAT_OPTION. */
bs_err show_table(struct cli *c, const char *name, bs_str argument, int opt_format,
                  struct bs_error *e);

#endif
