/* table.h - a list of anything in the place of the results. */
#ifndef BS_UI_TABLE_H
#define BS_UI_TABLE_H

#include "bannerscope/ui.h"

/* The engine sends the rows whole; sorting and filtering them happens here. */
struct table_view {
    bool on;
    enum bs_job_kind kind;  /* TABLE or FACETS */
    char *text;             /* of the job, owned */
    uint64_t serial;        /* of the job on its way, or 0 */
    struct bs_reply *reply; /* owned, or NULL */
    size_t *order;          /* the rows shown, owned */
    size_t n, cursor, top;
    int sort;               /* column; -1 = as they came */
    bool descending;
    char filter[128];       /* what was typed: rows with it in any text */
};

#endif
