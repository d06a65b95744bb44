/* report.h - a report is a head and tables.  sections.c says what is counted, tally.c counts it in one
 * pass over the facts, a writer for each format shows it. */
#ifndef BS_ENGINE_REPORT_H
#define BS_ENGINE_REPORT_H

#include "bannerscope/engine.h"
#include "bannerscope/facts.h"
#include "bannerscope/gate.h"

enum { REPORT_KEYS = 5, REPORT_NUMBERS = 7, REPORT_SECTIONS_MAX = 64 };

/* -- counting ---------------------------------------------------------------------------- */

struct tally_row {
    uint32_t key[REPORT_KEYS]; /* symbols */
    uint32_t host;             /* the last that was counted, + 1 */
    int64_t n[REPORT_NUMBERS];
};
struct tally {
    struct bs_symbols *y;
    struct tally_row *row;
    size_t rows, cap;
    uint32_t *slot;          /* place in `row` + 1 */
    struct tally_pair *pair; /* values counted once a row */
    size_t pairs, pairs_cap;
    uint32_t run_host; /* the host in hand, + 1, and its services so far */
    int64_t run;
};
void tally_init(struct tally *t, struct bs_symbols *y);
void tally_fini(struct tally *t);
/* The row of these keys (REPORT_KEYS of them), made when there is none; valid until the next call. */
struct tally_row *tally_at(struct tally *t, const uint32_t key[REPORT_KEYS]);
/* Is this value new to the row?  `kind` tells apart what is counted. */
bool tally_first(struct tally *t, const struct tally_row *row, unsigned kind, uint64_t value);

/* -- sections ---------------------------------------------------------------------------- */

enum report_order {
    ORDER_COUNT,  /* the largest first number first, then by keys */
    ORDER_KEYS,   /* by keys; numbers as numbers */
    ORDER_FIRST_KEY, /* by the first key, then as ORDER_COUNT */
    ORDER_MADE,   /* as they came */
};
/* What may stand behind a number column: a share is made of two others when all is counted. */
struct report_share {
    int column, part, whole; /* numbers; column 0: none; whole -1: of the sum of all parts */
};
typedef void section_add_fn(struct tally *t, const struct bs_fact *f);
typedef bs_err section_load_fn(struct bs_store *s, struct tally *t, struct bs_error *e);
struct report_section {
    const char *name, *title, *note;
    section_add_fn *add;   /* told of every service; or */
    section_load_fn *load; /* asks the store for what is no service */
    int limit;             /* rows; 0 = all */
    int keys, numbers;
    const char *heading[REPORT_KEYS + REPORT_NUMBERS];
    enum report_order order;
    const char *filter[REPORT_KEYS]; /* of the query language, for each key; all NULL: rows lead nowhere */
    const char *also;                /* what the filter says besides */
    const char *absent;              /* shown for an empty first key */
    int stack, stacked;              /* numbers stack.. stack+stacked-1 are the parts of the bar; 0 = none */
    struct report_share share;
    bool rules;                      /* needs the rules of facts */
    bool fixed;                      /* the same rows always; the second key is the row's filter */
    bool whole;                      /* rows lead somewhere only in a report of everything */
    int counted;                     /* the number that the filter selects */
};
/* sections_count.c */
section_add_fn add_totals, add_beyond, add_verdicts, add_classes, add_groups, add_services;
section_add_fn add_services_software, add_services_hospital, add_services_by_affiliation, add_software;
section_add_fn add_products, add_hospitals, add_organisations, add_medical_ports, add_ports_by_affiliation;
section_add_fn add_dicom, add_dicom_access, add_decoded, add_unknown_by_group, add_services_per_host;
section_add_fn add_honeypots, add_sightings, add_rules, add_progress;
section_load_fn load_labelling, load_agreement;
extern const struct report_section report_sections[]; /* name NULL at the end */

struct report_row {
    bs_str key[REPORT_KEYS];
    int64_t n[REPORT_NUMBERS];
    bs_str filter; /* selects what n[counted] counts; empty = cannot be said */
};
struct report_table {
    const struct report_section *section;
    struct report_row *row;
    size_t rows;
    int64_t most; /* the largest first number: the length of a full bar */
    size_t left_out;
};
bool report_is_share(const struct report_section *s, int number); /* hundredths of a percent */
/* "36337"; of a share "81.92" */
void report_number_text(const struct report_table *t, size_t row, int number, char out[32]);
/* The tables of one section, or of all where `only` is NULL, of what the query selects; in `a`. */
bs_err report_read(struct bs_store *s, const struct bs_query *q, bs_str query, const char *only,
                   struct bs_arena *a, struct report_table **tables, size_t *n, struct bs_error *e);

/* -- writing ----------------------------------------------------------------------------- */

struct report_head {
    const char *version, *rules, *last_event;
    bs_str database; /* a file name: a stranger's text like any other */
    bs_str query;    /* empty = everything */
    char made[32];
};
/* Each appends to `out`; `ascii` is for text alone. */
struct report_writer {
    void (*head)(const struct report_head *h, bool ascii, struct bs_buf *out);
    void (*table)(const struct report_table *t, bool ascii, bool first, struct bs_buf *out);
    void (*end)(struct bs_buf *out);
};
/* n of `most` in eighths of a cell; whole cells of # in ASCII. */
void report_bar(int64_t n, int64_t most, int cells, bool ascii, struct bs_buf *out);
extern const struct report_writer report_text, report_md, report_html, report_csv, report_json;
/* A stranger's text in a page, in a line of Markdown. */
void html_data(bs_str s, struct bs_buf *out);
void md_data(bs_str s, struct bs_buf *out);
/* The same for what the analyst wrote about a contact: mail addresses stay addresses. */
void md_contact(bs_str s, struct bs_buf *out);

#endif
