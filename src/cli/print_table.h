/* print_table.h - a bs_table on stdout: for reading, as CSV, as NDJSON. */
#ifndef BS_CLI_PRINT_TABLE_H
#define BS_CLI_PRINT_TABLE_H

#include "cli.h"

enum { TABLE_PLAIN, TABLE_CSV, TABLE_NDJSON };
extern const char *const table_formats[]; /* for option_choice() */
#define TABLE_FORMAT_OPTION {"format", 0, "FORMAT", "table, csv or ndjson"}

bs_err table_format_option(struct cli *c, int opt, int *format, struct bs_error *e);
/* What the table is about, and that it is empty, is said on stderr. */
void print_table(struct cli *c, const struct bs_table *t, int format);
/* A table of the store by its name; opt_format is the index of TABLE_FORMAT_OPTION. */
bs_err show_table(struct cli *c, const char *name, bs_str argument, int opt_format,
                  struct bs_error *e);

#endif
