/* nmap.h - the match lines of an nmap-service-probes file, tried on bytes we have.  Layer 3.
 *
 * Nothing is sent and no probe is used: only what the file says about answers.  The results stand
 * beside our own reading and change neither it nor a verdict.  Format: nmap's "Service and Version
 * Detection", file format: Probe, match and softmatch lines; the other directives are passed over. */
#ifndef BS_NMAP_H
#define BS_NMAP_H

#include "bannerscope/record.h"
#include "bannerscope/textfmt.h"

#define BS_NMAP_FILE "/usr/share/nmap/nmap-service-probes"
enum {
    BS_NMAP_FILE_MAX = 32 << 20,
    BS_NMAP_LINE_MAX = 16 << 10,
    BS_NMAP_RULES_MAX = 100000,
    BS_NMAP_SUBJECT_MAX = 16 << 10, /* of the bytes, from the front */
    BS_NMAP_FITS_MAX = 32,
    BS_NMAP_CPES_MAX = 4,
    BS_NMAP_BUDGET_US = 5000, /* processor time for all lines together on one banner */
};

struct bs_nmap;
/* A line that cannot be used is told to `complain` as "FILE:LINE: reason" and counted in *bad.
 * BS_E_NOTFOUND when there is no such file (the text says how to get one), BS_E_LIMIT when it is
 * larger than the limits above. */
bs_err bs_nmap_load(const char *path, bs_complain_fn *complain, void *ctx, int *bad,
                    struct bs_nmap **out, struct bs_error *e);
void bs_nmap_free(struct bs_nmap *n);

enum bs_nmap_field { /* p/ v/ i/ h/ o/ d/ */
    BS_NMAP_PRODUCT,
    BS_NMAP_VERSION,
    BS_NMAP_INFO,
    BS_NMAP_HOSTNAME,
    BS_NMAP_OS,
    BS_NMAP_DEVICE,
    BS_NMAP_FIELDS
};
extern const char *const bs_nmap_field_names[BS_NMAP_FIELDS]; /* "product" ... */

struct bs_nmap_fit {
    uint32_t line; /* of the rule in the file */
    bool soft;     /* a softmatch: the service alone */
    bs_str service, field[BS_NMAP_FIELDS], cpe[BS_NMAP_CPES_MAX]; /* filled in; a stranger's bytes */
    size_t cpes;
};
struct bs_nmap_answer {
    const char *path;
    struct bs_nmap_fit fit[BS_NMAP_FITS_MAX]; /* in the file's order */
    size_t fits;
    size_t rules;    /* to be tried, by transport */
    size_t untried;  /* of them, when the budget was spent */
    size_t limited;  /* of them, ended by the limit for one expression */
    bool more;       /* fits beyond BS_NMAP_FITS_MAX */
};
/* `transport` -1: not known, all lines are tried.  Texts are in `a`. */
void bs_nmap_try(const struct bs_nmap *n, bs_bytes wire, int transport, struct bs_arena *a,
                 struct bs_nmap_answer *out);
/* The answer as lines to read, gated, and as one JSON object. */
void bs_nmap_text(const struct bs_nmap_answer *r, bool ascii_only, struct bs_buf *out);
void bs_nmap_json(const struct bs_nmap_answer *r, struct bs_buf *out);
const char *bs_nmap_engine(struct bs_arena *a); /* "PCRE2 10.42 2022-12-11, JIT" */

#endif
