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
/* Once in a process, before its first database and its first thread. */
void bs_store_prepare(void);

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
    int batch;          /* records a transaction; 0 = 20,000, up to 100,000 in large files */
    bool hold;          /* the caller commits, when bs_ingest_due() says so or earlier */
    bool keep_json;     /* keep each record's JSON text, compressed in blocks */
    int64_t run;        /* of a collected query: what it showed is kept; 0 = none */
};
/* New answers are classified as they come (once for each distinct one). */
bs_err bs_ingest_begin(struct bs_store *s, const struct bs_ingest_options *o,
                       struct bs_ingest **out, struct bs_error *e);
bs_err bs_ingest_put(struct bs_ingest *i, const struct bs_record *r, enum bs_put *what,
                     struct bs_error *e);
bool bs_ingest_due(const struct bs_ingest *i); /* the running transaction has a batch */
bs_err bs_ingest_commit(struct bs_ingest *i, struct bs_error *e); /* ends the running transaction */
/* Commits (or rolls back what is open when !ok) and frees. */
bs_err bs_ingest_end(struct bs_ingest *i, bool ok, struct bs_error *e);

/* What the rules say now about stored answers, a batch at a time.  Reading and judging is nearly all of the work of
 * classifying, and it changes nothing: several handles can share it, each with its `part` of `parts`. */
struct bs_judged {
    int64_t answer, services;
    enum bs_verdict before, after;
    bool reworded; /* verdict, service or label: what a person would call changed */
    bool differs;  /* in anything that is stored: then `finding` is set */
    struct bs_finding finding;
};
enum { BS_JUDGED_MAX = 64 };
struct bs_judged_batch {
    struct bs_arena arena; /* what the findings point at */
    struct bs_judged item[BS_JUDGED_MAX];
    size_t n;
    bs_err err; /* not BS_OK: the last batch, and why */
    struct bs_error why;
};
struct bs_judging;
bs_err bs_judging_begin(struct bs_store *s, const struct bs_rules *r, int part, int parts, struct bs_judging **out,
                        struct bs_error *e);
struct bs_judged_batch *bs_judging_next(struct bs_judging *j); /* the caller's; NULL at the end */
void bs_judged_free(struct bs_judged_batch *b);
void bs_judging_end(struct bs_judging *j);

/* Who judges, where it is not the handle that writes: asked for batches until there is none (NULL), first of all when
 * nobody else can write any more. */
struct bs_judges {
    struct bs_judged_batch *(*next)(void *ctx);
    void *ctx;
};

/* Runs the rules over every distinct answer and owner again; analysts' verdicts are not touched.  `by` may be NULL.
 * With `note` (label.h) an event says which line of the rules came or went, in the same transaction. */
struct bs_rule_note;
struct bs_reclassify_result {
    int64_t answers, changed;    /* distinct answers looked at, and whose verdict changed */
    int64_t services_changed;
    int64_t from_to[4][4];       /* services, by enum bs_verdict before and after */
};
bs_err bs_store_reclassify(struct bs_store *s, const struct bs_rules *r, const struct bs_judges *by,
                           const struct bs_rule_note *note, bs_progress_fn *progress, void *ctx,
                           struct bs_reclassify_result *out, struct bs_error *e);
int64_t bs_store_answers(struct bs_store *s); /* distinct ones; 0 when that cannot be told */

/* -- lists ------------------------------------------------------------------------------- */


/* All ids the query selects, in order (ties by ip, port).  The caller frees *ids with free().
 * Cancellable; BS_E_SYNTAX for a filter that is not stored. */
bs_err bs_store_select(struct bs_store *s, const struct bs_query *q, enum bs_sort sort,
                       bool descending, int64_t **ids, size_t *n, struct bs_error *e);
/* Rows in the order of ids.  A service that vanished leaves a row with id 0. */
bs_err bs_store_rows(struct bs_store *s, const int64_t *ids, size_t n, struct bs_arena *a,
                     struct bs_row *rows, struct bs_error *e);
bs_err bs_store_find(struct bs_store *s, const struct bs_target *t, int64_t *id, struct bs_error *e);

/* What is known about one service: all of it, or (record) what goes into an export.  The rest, earlier
 * sightings, sources and scope counts, is for one look: counting a shape takes time with its size, an export
 * asks for everything. */
bs_err bs_store_detail(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *out,
                       struct bs_error *e);
bs_err bs_store_record(struct bs_store *s, int64_t id, struct bs_arena *a, struct bs_detail *out,
                       struct bs_error *e);

/* One banner of the dictionary by its id, as in struct bs_sighting; BS_E_NOTFOUND. */
bs_err bs_store_banner(struct bs_store *s, bs_id banner, struct bs_arena *a, bs_bytes *data,
                       bs_bytes *raw, struct bs_error *e);

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
/* The same for many services at once: one event for each distinct banner, shape or service among them, all with the
 * same time, in one transaction.  Services without a response are passed over; d->service is not used.  `out`
 * speaks for all: services and changed are sums, target is empty where there are several. */
enum { BS_DECIDE_MAX = 200000 };
struct bs_decided {
    struct bs_event event;
    int64_t targets, silent; /* decided; services without a response */
};
bs_err bs_store_decide_many(struct bs_store *s, const struct bs_decision *d, const int64_t *service, size_t n,
                            struct bs_arena *a, struct bs_decided *out, struct bs_error *e);
/* What such a verdict would speak for. */
bs_err bs_store_reach(struct bs_store *s, enum bs_scope scope, const int64_t *service, size_t n,
                      struct bs_reach *out, struct bs_error *e);
/* Takes back the newest event that still holds (or brings back the newest undone one), with all that were decided
 * together with it; BS_E_NOTFOUND when there is none.  Itself an event, or as many; `out` as above. */
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

/* The hash of the newest event, or "": what stands for the whole log. */
bs_err bs_store_last_event(struct bs_store *s, char out[65], struct bs_error *e);

/* Named tables of figures (store/stats.c has the list); what counts services is in facts.h. */
struct bs_figure {
    bs_str key[2];
    int64_t n[2];
};
typedef bool bs_figure_fn(void *ctx, const struct bs_figure *f);
bs_err bs_store_figures(struct bs_store *s, const char *table, int64_t limit, bs_figure_fn *fn,
                        void *ctx, struct bs_error *e);

/* Rules that found something: key[0] the rule, n[0] how many services its answers stand for; most first. */
bs_err bs_store_hits(struct bs_store *s, bs_figure_fn *fn, void *ctx, struct bs_error *e);

/* -- what was bought --------------------------------------------------------------------- */

/* A run of one query, resumable: pages that are on disk are never paid for again. */
struct bs_run {
    int64_t id;
    bs_str query;        /* in the arena given, or empty */
    bs_time started, ended; /* ended 0: pages are missing */
    int64_t total;       /* hits, as the newest page said; -1 = not known */
    int64_t agreed;      /* pages the user agreed to; 0 = all */
    int64_t bought;      /* answers that were, or may have been, paid for */
    int64_t pages_done;  /* parsed and stored */
    int64_t pages_kept;  /* on disk, parsed or not */
    int64_t pages_failed;/* given up for now */
};
typedef bool bs_run_fn(void *ctx, const struct bs_run *run);
/* Finds the unfinished run of this exact query text that is younger than a week (Shodan's index is
 * a window of 30 days: older pages and new ones do not fit together), or starts one. */
bs_err bs_store_run_begin(struct bs_store *s, bs_str query, int64_t agreed, struct bs_run *out,
                          struct bs_error *e);
/* The same, but only looks: out->id 0 when there is none. */
bs_err bs_store_run_find(struct bs_store *s, bs_str query, struct bs_run *out, struct bs_error *e);
/* Of pages 1 to `last` (0 = all), how many are on disk; *first whether page 1 is. */
bs_err bs_store_run_kept(struct bs_store *s, int64_t run, int64_t last, int64_t *kept, bool *first,
                         struct bs_error *e);
/* Unfinished ones, oldest first. */
bs_err bs_store_runs_open(struct bs_store *s, bs_run_fn *fn, void *ctx, struct bs_error *e);
/* An answer arrived that may have cost a credit, whatever it is worth. */
bs_err bs_store_run_bought(struct bs_store *s, int64_t run, struct bs_error *e);
/* Raw answer first, durable, before anyone parses it.  `deflated` as zlib made it. */
bs_err bs_store_page_keep(struct bs_store *s, int64_t run, int64_t page, bs_bytes deflated,
                          struct bs_error *e);
bs_err bs_store_page_get(struct bs_store *s, int64_t run, int64_t page, struct bs_buf *out,
                         bool *kept, bool *done, struct bs_error *e);
/* `hits` banners were in it. */
bs_err bs_store_page_done(struct bs_store *s, int64_t run, int64_t page, int64_t total,
                          int64_t hits, struct bs_error *e);
/* What the answer held is stored, but it was not the whole page: the body goes, the page is
 * missing, and `why` says so until it was fetched. */
bs_err bs_store_page_failed(struct bs_store *s, int64_t run, int64_t page, bs_str why,
                            struct bs_error *e);
struct bs_missing {
    int64_t run, page, tries;
    bs_time when;
    bs_str query, why;
};
typedef bool bs_missing_fn(void *ctx, const struct bs_missing *m);
bs_err bs_store_pages_missing(struct bs_store *s, bs_missing_fn *fn, void *ctx,
                              struct bs_error *e);
bs_err bs_store_run_end(struct bs_store *s, int64_t run, struct bs_error *e);
/* Ends every unfinished run: what is missing is no longer wanted.  *n = how many. */
bs_err bs_store_runs_drop(struct bs_store *s, int64_t *n, struct bs_error *e);

/* What the newest finished run of a query shows that the one before did not, and the reverse. */
enum bs_change { BS_CHANGE_NEW, BS_CHANGE_GONE, BS_CHANGE_OTHER };
extern const char *const bs_change_names[]; /* "new" "gone" "changed" */
struct bs_changes {
    bs_time before, after; /* when the two runs began; before 0 = there is only one */
    int64_t n[3];          /* by enum bs_change */
    bool partial;          /* one of them was limited to some pages: new and gone say little */
};
typedef bool bs_change_fn(void *ctx, enum bs_change what, int64_t service);
/* `fn` may be NULL.  BS_E_NOTFOUND: the query was never collected. */
bs_err bs_store_changes(struct bs_store *s, bs_str query, bs_change_fn *fn, void *ctx,
                        struct bs_changes *out, struct bs_error *e);

/* -- what was asked ---------------------------------------------------------------------- */

/* One question to Shodan: a count, a run, a host. */
struct bs_ask {
    bs_time when;
    bs_str kind;   /* "count" "search" "host" */
    bs_str query;
    int64_t hits, orgs; /* -1 = not known */
    int64_t cost;  /* query credits */
    bs_str result; /* "" = as expected; else what went wrong, in one line */
};
typedef bool bs_ask_fn(void *ctx, const struct bs_ask *ask);
bs_err bs_store_ask_add(struct bs_store *s, const struct bs_ask *ask, struct bs_error *e);
/* The newest successful count of the query; out->when 0 when there is none. */
bs_err bs_store_ask_count(struct bs_store *s, bs_str query, struct bs_arena *a, struct bs_ask *out,
                          struct bs_error *e);
/* Newest first, at most `limit` (0 = all). */
bs_err bs_store_asks(struct bs_store *s, int64_t limit, bs_ask_fn *fn, void *ctx,
                     struct bs_error *e);
/* The newest successful count of each query that was ever counted. */
bs_err bs_store_ask_counts(struct bs_store *s, bs_ask_fn *fn, void *ctx, struct bs_error *e);

/* Named queries.  An empty query removes the name; BS_E_NOTFOUND for a name that is not there. */
struct bs_saved {
    bs_str name, query;
    bs_time when;     /* saved */
    bs_time last_run; /* 0 = never collected */
};
typedef bool bs_saved_fn(void *ctx, const struct bs_saved *saved);
bs_err bs_store_saved_set(struct bs_store *s, bs_str name, bs_str query, struct bs_error *e);
bs_err bs_store_saved_get(struct bs_store *s, bs_str name, struct bs_arena *a, bs_str *query,
                          struct bs_error *e);
bs_err bs_store_saved_list(struct bs_store *s, bs_saved_fn *fn, void *ctx, struct bs_error *e);

/* -- facets ------------------------------------------------------------------------------ */

/* The values of one property over what the query selects, most frequent first: org, port, asn,
 * product, country, service, ... (store/facet.c has the table; names as Shodan's facets).
 * BS_E_NOTFOUND for a name that is not stored.  `prefix` restricts to values that begin so. */
typedef bool bs_facet_fn(void *ctx, bs_str value, int64_t count, int64_t organisations);
bs_err bs_store_facet(struct bs_store *s, const struct bs_query *q, const char *facet,
                      bs_str prefix, int64_t limit, bs_facet_fn *fn, void *ctx,
                      struct bs_error *e);
/* How many services the query selects, and when the newest was seen (0 = none). */
bs_err bs_store_count(struct bs_store *s, const struct bs_query *q, int64_t *n, bs_time *newest,
                      struct bs_error *e);

#endif
