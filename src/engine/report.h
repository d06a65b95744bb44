/* report.h - a report is a head and tables; data fills them, a writer for each format shows them. */
#ifndef BS_ENGINE_REPORT_H
#define BS_ENGINE_REPORT_H

#include "bannerscope/engine.h"
#include "bannerscope/gate.h"

enum { REPORT_KEYS = 5, REPORT_NUMBERS = 5 };

struct report_section {
    const char *name, *title, *note;
    const char *figure; /* of bs_store_figures(); NULL = the totals */
    int limit;          /* rows; 0 = all */
    int keys, numbers;
    const char *heading[REPORT_KEYS + REPORT_NUMBERS];
};
extern const struct report_section report_sections[]; /* name NULL at the end */

struct report_row {
    bs_str key[REPORT_KEYS];
    int64_t n[REPORT_NUMBERS];
};
struct report_table {
    const struct report_section *section;
    struct report_row *row;
    size_t rows;
    int64_t most; /* the largest first number: the length of a full bar */
    bool more;    /* rows were left out */
};
struct report_head {
    const char *version, *rules, *last_event;
    bs_str database; /* a file name: a stranger's text like any other */
    char made[32];
};

/* Each appends to `out`; `ascii` is for text alone. */
struct report_writer {
    void (*head)(const struct report_head *h, bool ascii, struct bs_buf *out);
    void (*table)(const struct report_table *t, bool ascii, bool first, struct bs_buf *out);
    void (*end)(struct bs_buf *out);
};
extern const struct report_writer report_text, report_md, report_html, report_csv, report_json;

/* Fills *t, rows in `a`. */
bs_err report_read(struct bs_store *s, const struct report_section *section, struct bs_arena *a,
                   struct report_table *t, struct bs_error *e);

#endif
