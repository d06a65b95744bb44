/* engine.h - the pipeline: inline for the command line, on lanes for the screen.  Layer 3. */
#ifndef BS_ENGINE_H
#define BS_ENGINE_H

#include "bannerscope/msg.h"
#include "bannerscope/shodan.h"
#include "bannerscope/store.h"

/* -- inline pieces, called by both ------------------------------------------------------- */

struct bs_import_summary {
    int64_t read, added, updated, duplicate, rejected;
    int64_t mismatched; /* taken, though `data` does not fit Shodan's `hash`: edited or damaged */
    bool damaged; /* the file ended before its end: cut gzip, read error */
};
struct bs_import_options {
    const struct bs_rules *rules;
    bool keep_json;
    int batch;                 /* lines between two commits; 0 = 20,000 */
    bs_complain_fn *complain;  /* "FILE:LINE: reason" for every rejected line */
    bs_progress_fn *progress;  /* bytes of the file; may be NULL */
    void *ctx;
};
/* The summary speaks of what was committed, also where the import failed half-way. */
bs_err bs_import_file(struct bs_store *s, const char *path, const struct bs_import_options *o,
                      struct bs_import_summary *sum, struct bs_error *e);

/* The same in steps, for a lane that must stay ready for verdicts. */
struct bs_import;
bs_err bs_import_begin(struct bs_store *s, const char *path, const struct bs_import_options *o,
                       struct bs_import **out, struct bs_error *e);
/* Up to `records` records, committed; BS_E_NOTFOUND when the file is at its end. */
bs_err bs_import_step(struct bs_import *i, int records, struct bs_import_summary *sum,
                      struct bs_error *e);
void bs_import_progress(const struct bs_import *i, int64_t *done, int64_t *total);
bs_err bs_import_end(struct bs_import *i, bool ok, struct bs_error *e);

/* Stores the banners of one API answer.  Bad ones are complained about and counted. */
bs_err bs_take_answer(struct bs_store *s, const struct bs_rules *r, bs_str source, bs_str body,
                      bs_complain_fn *complain, void *ctx, struct bs_import_summary *sum,
                      int64_t *total, struct bs_error *e);

/* Collects a query page by page: raw answer to disk, then parsed.  Resumes an unfinished run. */
struct bs_collect_options {
    const struct bs_rules *rules;
    int64_t pages;            /* at most; 0 = all */
    bs_complain_fn *complain;
    bs_progress_fn *progress; /* pages */
    void *ctx;
};
struct bs_collect_summary {
    struct bs_import_summary records;
    int64_t total, pages, bought, failed_pages;
};
bs_err bs_collect(struct bs_store *s, struct bs_api *api, bs_str query,
                  const struct bs_collect_options *o, struct bs_collect_summary *sum,
                  struct bs_error *e);

/* -- lanes ------------------------------------------------------------------------------- */

/* Five threads behind one door, each with its own connection where it needs one:
 *   page    rows and details: point reads, never behind anything slow
 *   survey  selections and totals: long reads; a newer selection interrupts an older one
 *   verdict decisions, undo, session: short durable writes
 *   work    import, classify, collect, host: small transactions that let verdicts go first
 *   net     plan and counts
 * Threads, mutexes and the eventfd live in lane*.c alone. */
struct bs_engine;
struct bs_engine_options {
    const char *db_path;
    const struct bs_rules *rules;
    const struct bs_key *key;  /* NULL: net jobs fail with BS_E_KEY and what to do */
    const char *api_url;
    const char *analyst;
};
bs_err bs_engine_start(const struct bs_engine_options *o, struct bs_engine **out, struct bs_error *e);
void bs_engine_stop(struct bs_engine *en); /* cancels, joins; a verdict in hand is finished first */
int bs_engine_fd(const struct bs_engine *en); /* readable when a reply waits */
/* Moves *job (set to NULL).  BS_E_LIMIT when the queue is full: *job stays with the caller. */
bs_err bs_engine_post(struct bs_engine *en, struct bs_job **job);
struct bs_reply *bs_engine_take(struct bs_engine *en); /* NULL when none waits */
void bs_engine_cancel(struct bs_engine *en); /* the long jobs (import, classify, collect, count) */
bool bs_engine_idle(const struct bs_engine *en); /* nothing queued, running or unread */
bool bs_engine_readonly(const struct bs_engine *en);

/* -- what leaves ------------------------------------------------------------------------- */

/* Everything is appended in pieces to a sink; an error of the sink ends the work. */
typedef bs_err bs_sink_fn(void *ctx, bs_str piece, struct bs_error *e);

/* A file that is whole or not there: temporary beside it, fsync, rename without replacing
 * (unless force); never through a link.  path "-" or NULL = stdout. */
struct bs_outfile;
bs_err bs_outfile_open(const char *path, bool force, struct bs_outfile **out, struct bs_error *e);
bs_err bs_outfile_write(struct bs_outfile *o, bs_str piece, struct bs_error *e);
bs_err bs_outfile_commit(struct bs_outfile *o, struct bs_error *e); /* frees */
void bs_outfile_abort(struct bs_outfile *o);                        /* frees, leaves nothing */

/* JSON of the product contract (section 7), one object without a line end. */
void bs_row_json(const struct bs_row *row, const struct bs_evidence *ev, size_t nev,
                 struct bs_buf *out);
void bs_entry_json(const struct bs_entry *entry, struct bs_buf *out);
/* decode --json: {service, summary, verdict, certainty, fields: [...]} */
void bs_decoded_json(const struct bs_decoded *d, bs_bytes wire, struct bs_buf *out);
/* Shodan's own field names plus bannerscope: {...}; `data` comes back byte for byte. */
void bs_detail_ndjson(const struct bs_detail *d, struct bs_buf *out);
void bs_detail_json(const struct bs_detail *d, const struct bs_decoded *dec, struct bs_buf *out);
/* classify --stream: the row fields for a record that is in no database. */
void bs_record_json(const struct bs_record *r, const struct bs_finding *f, enum bs_affiliation aff,
                    struct bs_buf *out);

/* Columns of `list` (engine/columns.c): ids as in the JSON. */
struct bs_column {
    const char *name, *title;
    int width; /* default cells */
    void (*text)(const struct bs_row *row, struct bs_buf *out); /* not gated */
};
extern const struct bs_column bs_columns[]; /* name NULL at the end */
const struct bs_column *bs_column_find(bs_str name);

/* hex dump as `show --as hex` and the viewer lay it out: 16 a line */
void bs_hexdump(bs_bytes b, bool ascii_only, struct bs_buf *out);
void bs_decoded_text(const struct bs_decoded *d, bool ascii_only, struct bs_buf *out);

enum bs_report_format { BS_REPORT_TEXT, BS_REPORT_MD, BS_REPORT_HTML, BS_REPORT_CSV, BS_REPORT_JSON };
/* BS_E_USAGE for an unknown section; bs_report_sections lists them. */
bs_err bs_report(struct bs_store *s, const struct bs_rules *r, enum bs_report_format f,
                 const char *section, bool ascii_only, bs_sink_fn *sink, void *ctx,
                 struct bs_error *e);
extern const char *const bs_report_sections[]; /* NULL at the end */

#endif
