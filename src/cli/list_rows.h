/* list_rows.h - the services a query selects, printed: for `list`, `export` and `host`. */
#ifndef BS_CLI_LIST_ROWS_H
#define BS_CLI_LIST_ROWS_H

#include "cli.h"

enum list_format {
    LIST_TABLE = FORMAT_TABLE,
    LIST_CSV = FORMAT_CSV,
    LIST_NDJSON = FORMAT_NDJSON,
    LIST_EXPORT,  /* as `export` writes them */
    LIST_LABELLED /* for learning; what did not answer is left out */
};
struct list_request {
    bs_str query;
    enum list_format format;
    const char *columns, *sort; /* NULL = default; columns "*" = all */
    int64_t limit;              /* 0 = all */
    bool progress;              /* on a terminal's stderr */
    bs_sink_fn *sink;
    void *ctx;
};
bs_err list_rows(struct cli *c, const struct list_request *r, struct bs_error *e);

#endif
