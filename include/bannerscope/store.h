/* store.h - one investigation in one SQLite file.  Layer 2; the only place that knows SQL.
 *
 * service -> answer -> (banner, traits), owner.  Verdict events are append-only and chained;
 * `ruling` is what they add up to and can be rebuilt from them.  docs/database.md has the schema.
 * A handle belongs to one thread; only bs_store_interrupt() may be called from another. */
#ifndef BS_STORE_H
#define BS_STORE_H

#include "bannerscope/classify.h"
#include "bannerscope/model.h"
#include "bannerscope/query.h"

struct bs_store;
enum bs_store_role {
    BS_STORE_WRITE, /* creates the file when it is absent; falls back to READ on a read-only
                     * file or mount (bs_store_readonly() tells) */
    BS_STORE_READ,
};
/* Refuses, leaving the file untouched: another program's database (BS_E_FOREIGN), a newer
 * schema (BS_E_NEWER), not SQLite (BS_E_FOREIGN), a directory, a symbolic or hard link, a file of
 * another user that anyone may write.  An older schema is migrated after a backup beside it (PATH.bak-N). */
bs_err bs_store_open(const char *path, enum bs_store_role role, struct bs_store **out,
                     struct bs_error *e);
void bs_store_close(struct bs_store *s);
const char *bs_store_path(const struct bs_store *s);
bool bs_store_readonly(const struct bs_store *s);
const char *bs_store_journal(const struct bs_store *s); /* "wal", or "delete" on network mounts */
void bs_store_interrupt(struct bs_store *s); /* any thread: the running call ends, BS_E_CANCELLED */
int64_t bs_store_version(struct bs_store *s); /* changes when another connection committed */
void bs_store_assert_idle(struct bs_store *s); /* no statement is left busy */

/* Small values of the program itself: "session", "rules". */
bs_err bs_store_meta_get(struct bs_store *s, const char *key, struct bs_buf *out, struct bs_error *e);
bs_err bs_store_meta_set(struct bs_store *s, const char *key, bs_str value, struct bs_error *e);

/* -- taking records in ------------------------------------------------------------------- */

enum bs_put { BS_PUT_NEW, BS_PUT_UPDATED, BS_PUT_DUPLICATE };
struct bs_ingest;
struct bs_ingest_options {
    const struct bs_rules *rules;
    bs_str source;      /* "file:NAME" or "query:TEXT": kept with each service it found */
    int batch;          /* records a transaction; 0 = 20,000 */
    bool keep_json;     /* keep each record's JSON text, compressed in blocks */
};
/* New answers are classified as they come (once for each distinct one). */
bs_err bs_ingest_begin(struct bs_store *s, const struct bs_ingest_options *o,
                       struct bs_ingest **out, struct bs_error *e);
bs_err bs_ingest_put(struct bs_ingest *i, const struct bs_record *r, enum bs_put *what,
                     struct bs_error *e);
bs_err bs_ingest_commit(struct bs_ingest *i, struct bs_error *e); /* ends the running transaction */
/* Commits (or rolls back what is open when !ok) and frees. */
bs_err bs_ingest_end(struct bs_ingest *i, bool ok, struct bs_error *e);

/* Runs the rules over every distinct answer and owner again, in steps of `step` answers so that
 * the caller can show progress; analysts' verdicts are not touched. */
struct bs_reclassify_result {
    int64_t answers, changed;    /* distinct answers looked at, and whose verdict changed */
    int64_t services_changed;
    int64_t from_to[4][4];       /* services, by enum bs_verdict before and after */
};
bs_err bs_store_reclassify(struct bs_store *s, const struct bs_rules *r, bs_progress_fn *progress,
                           void *ctx, struct bs_reclassify_result *out, struct bs_error *e);

/* -- lists ------------------------------------------------------------------------------- */


/* All ids the query selects, in order (ties by ip, port).  The caller frees *ids with free().
 * Cancellable; BS_E_SYNTAX for a filter that is not stored. */
bs_err bs_store_select(struct bs_store *s, const struct bs_query *q, enum bs_sort sort,
                       bool descending, int64_t **ids, size_t *n, struct bs_error *e);
/* Rows in the order of ids.  A service that vanished leaves a row with id 0. */
bs_err bs_store_rows(struct bs_store *s, const int64_t *ids, size_t n, struct bs_arena *a,
                     struct bs_row *rows, struct bs_error *e);
bs_err bs_store_find(struct bs_store *s, const struct bs_target *t, int64_t *id, struct bs_error *e);

bs_err bs_store_detail(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *out,
                       struct bs_error *e);

/* One banner of the dictionary by its id, as in struct bs_sighting; BS_E_NOTFOUND. */
bs_err bs_store_banner(struct bs_store *s, bs_id banner, struct bs_arena *a, bs_bytes *data,
                       bs_bytes *raw, struct bs_error *e);

/* Distinct banners of the services a query selects, most frequent first. */
struct bs_entry {
    bs_id banner, shape;
    int64_t count; /* services within the query */
    enum bs_verdict verdict;
    bs_str by, service, product, label;
    bs_bytes preview;
    int64_t length;
    bs_time first, last;
};
typedef bool bs_entry_fn(void *ctx, const struct bs_entry *entry);
bs_err bs_store_dictionary(struct bs_store *s, const struct bs_query *q, bs_entry_fn *fn, void *ctx,
                           struct bs_error *e);

/* -- verdicts ---------------------------------------------------------------------------- */

struct bs_decision {
    enum bs_scope scope;
    int64_t service;         /* any service of the scope */
    enum bs_verdict verdict; /* NONE = clear */
    bs_str label, note, analyst;
    bool keep_text;          /* label and note: keep those that hold now */
};
/* One transaction, synchronous=FULL: event and ruling.  BS_OK means it is on disk.  A service
 * without a response takes no verdict: BS_E_USAGE with the reason.  Strings in `a`. */
bs_err bs_store_decide(struct bs_store *s, const struct bs_decision *d, struct bs_arena *a,
                       struct bs_event *out, struct bs_error *e);
/* Takes back the newest event that still holds (or brings back the newest undone one);
 * BS_E_NOTFOUND when there is none.  Itself an event. */
bs_err bs_store_undo(struct bs_store *s, bs_str analyst, bool redo, struct bs_arena *a,
                     struct bs_event *out, struct bs_error *e);
/* Oldest first; `service` 0 = all, else those that reach this service. */
typedef bool bs_event_fn(void *ctx, const struct bs_event *event);
bs_err bs_store_events(struct bs_store *s, int64_t service, bs_event_fn *fn, void *ctx,
                       struct bs_error *e);
/* Integrity of the file, foreign keys, the chain of events, rulings against events, counts against
 * rows; every finding goes to `complain`; *bad counts them. */
bs_err bs_store_verify(struct bs_store *s, bs_complain_fn *complain, void *ctx, int *bad,
                       struct bs_error *e);

/* -- numbers ----------------------------------------------------------------------------- */

bs_err bs_store_totals(struct bs_store *s, struct bs_totals *out, struct bs_error *e);

/* Named tables of figures for reports and facets (store/stats.c has the list). */
struct bs_figure {
    bs_str key[5];
    int64_t n[5];
};
typedef bool bs_figure_fn(void *ctx, const struct bs_figure *f);
bs_err bs_store_figures(struct bs_store *s, const char *table, int64_t limit, bs_figure_fn *fn,
                        void *ctx, struct bs_error *e);

/* -- what was bought --------------------------------------------------------------------- */

/* A run of one query, resumable: pages that are on disk are never paid for again. */
struct bs_run {
    int64_t id;
    bs_time started;
    int64_t total;      /* hits, as page 1 said; -1 = not known */
    int64_t pages_done; /* parsed and stored */
    int64_t pages_kept; /* on disk, parsed or not */
};
/* Finds the unfinished run of this exact query text, or starts one. */
bs_err bs_store_run_begin(struct bs_store *s, bs_str query, struct bs_run *out, struct bs_error *e);
/* Raw answer first, durable, before anyone parses it.  `deflated` as zlib made it. */
bs_err bs_store_page_keep(struct bs_store *s, int64_t run, int64_t page, bs_bytes deflated,
                          struct bs_error *e);
bs_err bs_store_page_get(struct bs_store *s, int64_t run, int64_t page, struct bs_buf *out,
                         bool *kept, bool *done, struct bs_error *e);
bs_err bs_store_page_done(struct bs_store *s, int64_t run, int64_t page, int64_t total,
                          struct bs_error *e);
bs_err bs_store_run_end(struct bs_store *s, int64_t run, struct bs_error *e);

#endif
