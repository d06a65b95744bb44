/* handover.h - a page for each organisation, from a template.  Private to src/engine. */
#ifndef BS_ENGINE_HANDOVER_H
#define BS_ENGINE_HANDOVER_H

#include "report.h"

enum { HANDOVER_SERVICES_MAX = 500, HANDOVER_BYTES_MAX = 256, TEMPLATE_DEPTH_MAX = 8 };

struct handover_page {
    bs_str org, asn;            /* org empty: nobody is named, the AS speaks */
    struct bs_detail *service;  /* at most HANDOVER_SERVICES_MAX */
    size_t services, left_out;
    const struct contacts *contacts;
    size_t contact;             /* row of contacts; SIZE_MAX = none */
    bool html;
};

/* A CSV whose first column is an organisation or AS number and whose first row names the columns. */
struct contacts {
    bs_str *cell;
    size_t columns, rows; /* row 0 has the names */
};
bs_err contacts_parse(bs_str text, struct bs_arena *a, struct contacts *out, struct bs_error *e);
size_t contacts_find(const struct contacts *c, bs_str org, bs_str asn);

/* Every field known, every section closed?  BS_E_SYNTAX: "FILE:LINE: ...". */
bs_err template_check(const struct bs_handover_options *o, const struct contacts *c, struct bs_error *e);
void template_render(bs_str text, const struct handover_page *p, struct bs_buf *out);

/* handover_words.c: our own words about a service. */
const char *handover_certainty(const struct bs_detail *d);
const char *handover_advice(const struct bs_detail *d);

#endif
