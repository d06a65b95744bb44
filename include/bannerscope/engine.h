/* engine.h - the pipeline: inline for the command line, on lanes for the screen.  Layer 3. */
#ifndef BS_ENGINE_H
#define BS_ENGINE_H

#include "bannerscope/label.h"
#include "bannerscope/msg.h"
#include "bannerscope/shodan.h"
#include "bannerscope/store.h"

/* -- inline pieces, called by both ------------------------------------------------------- */

struct bs_import_summary {
    int64_t read, added, updated, duplicate, rejected;
    int64_t repeated;   /* taken, though a field stood there twice: the last one counts */
    int64_t mismatched; /* taken, though `data` does not fit Shodan's `hash`: edited or damaged */
    bool damaged; /* the file ended before its end: cut gzip, read error */
};
struct bs_import_options {
    const struct bs_rules *rules;
    bool keep_json;
    int batch;                 /* lines between two commits; 0 = as many as suit the file */
    bs_complain_fn *complain;  /* "FILE:LINE: reason" for every rejected line */
    bs_progress_fn *progress;  /* bytes of the file; may be NULL */
    void *ctx;
};
/* bs_store_reclassify() (store.h) with two threads that read and judge, where the database is large enough for it. */
bs_err bs_reclassify(struct bs_store *s, const struct bs_rules *r, const struct bs_rule_note *note,
                     bs_progress_fn *progress, void *ctx, struct bs_reclassify_result *out, struct bs_error *e);

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

/* Stores the banners of one API answer, each with its JSON text.  Bad ones are complained about
 * and counted; the complete ones of an answer that is cut are taken. */
struct bs_take_options {
    const struct bs_rules *rules;
    bs_str source;   /* "query:TEXT", "host:IP" */
    int64_t run;     /* as in struct bs_ingest_options */
    bs_complain_fn *complain;
    void *ctx;
};
struct bs_taken {
    struct bs_import_summary sum;
    int64_t total, banners; /* as Shodan says (-1 = not said); in this answer */
    bool cut;
};
bs_err bs_take_answer(struct bs_store *s, const struct bs_take_options *o, bs_str body,
                      struct bs_taken *out, struct bs_error *e);
void bs_import_add(struct bs_import_summary *to, const struct bs_import_summary *more);
/* Looks one host up (free), stores what Shodan has, notes the question.  BS_E_NOTFOUND: Shodan
 * has nothing about it. */
bs_err bs_take_host(struct bs_store *s, struct bs_api *api, const struct bs_addr *ip, bool history,
                    const struct bs_take_options *o, struct bs_taken *out, struct bs_error *e);

/* What a query would cost now, page by page: what is on disk of an unfinished run is not paid
 * for again. */
struct bs_price {
    int64_t hits;    /* as counted */
    int64_t pages;   /* wanted */
    int64_t kept;    /* of them on disk */
    int64_t credits; /* still to pay, at most */
};
/* `limit`: pages at most; 0 = all. */
bs_err bs_collect_price(struct bs_store *s, bs_str query, int64_t hits, int64_t limit,
                        struct bs_price *out, struct bs_error *e);
/* What the user never wants to go beyond; 0 = no limit. */
struct bs_purse {
    int64_t max_credits;  /* for one run or batch */
    int64_t keep_credits; /* left over afterwards */
};
/* BS_E_CREDITS with the numbers when `price` is more than the purse or the plan allows.  `left`
 * -1: not known. */
bs_err bs_purse_check(const struct bs_purse *p, int64_t price, int64_t left, struct bs_error *e);

/* Asks Shodan for the number of hits and of organisations (free) and notes it; s may be NULL. */
struct bs_count {
    int64_t hits, orgs; /* orgs: at most BS_COUNT_ORGS_MAX; -1 = not known */
    bs_time when;
    int64_t stored;     /* services here that the query selects; -1 = it cannot be asked here */
    bs_time newest;     /* of them; 0 = none */
    struct bs_price price;
};
enum { BS_COUNT_ORGS_MAX = 1000 };
bs_err bs_count_ask(struct bs_store *s, struct bs_api *api, bs_str query, struct bs_count *out,
                    struct bs_error *e);
/* The same from what was noted; BS_E_NOTFOUND when the query was not counted within `age`
 * microseconds. */
bs_err bs_count_known(struct bs_store *s, bs_str query, int64_t age, struct bs_count *out,
                      struct bs_error *e);

/* Shodan's own list of filters (free), kept in a file: fetched when that is a month old or absent. */
bs_err bs_names_refresh(struct bs_api *api, const char *path, struct bs_error *e);
/* An absent file is an empty list. */
void bs_names_load(const char *path, struct bs_arena *a, struct bs_filter_names *out);

/* -- tables ------------------------------------------------------------------------------ */

/* Views of the store as lists (engine/tables.c has them all).  Everything in `a`. */
/* `text` = "NAME" or "NAME ARGUMENT". */
/* Some are of whoever asks; NULL: those are not to be had. */
struct bs_table_reader {
    bs_str analyst;
    const char *rules_dir; /* of the user's own rules; may be NULL */
};
bs_err bs_table_load(struct bs_store *s, const struct bs_table_reader *reader, bs_str text, struct bs_arena *a,
                     struct bs_table *out, struct bs_error *e);
/* The same lists row by row, without a limit and with every field (bs_table.fields): what JSON
 * and CSV are made of.  fn is told the columns first (row NULL), then each row, which lives until
 * fn returns; false ends the list. */
typedef bool bs_table_row_fn(void *ctx, const struct bs_table *t, const struct bs_table_row *row);
bs_err bs_groups_each(struct bs_store *s, const struct bs_group_ask *ask, bs_table_row_fn *fn, void *ctx,
                      struct bs_error *e);
bs_err bs_conflicts_each(struct bs_store *s, bs_table_row_fn *fn, void *ctx, struct bs_error *e);
bs_err bs_log_each(struct bs_store *s, const struct bs_log_ask *ask, bs_table_row_fn *fn, void *ctx,
                   struct bs_error *e);
void bs_agreement_row(const struct bs_agreement *g, bs_table_row_fn *fn, void *ctx);
/* "IP:PORT" of a service as verdicts take it, or "-"; in `a`. */
bs_str bs_service_name(struct bs_store *s, int64_t service, struct bs_arena *a);
/* Shodan's facets of a query as a table; `facets` as for bs_api_count. */
bs_err bs_table_facets(struct bs_api *api, bs_str query, bs_str facets, struct bs_arena *a,
                       struct bs_table *out, struct bs_error *e);

/* Collects a query page by page: raw answer to disk, then parsed.  Resumes an unfinished run.
 * A page that fails is passed over and listed (bs_store_pages_missing); the next call for this
 * query fetches what is missing.  Never buys more than `credits`. */
struct bs_collect_options {
    const struct bs_rules *rules;
    int64_t pages;            /* agreed to; 0 = all */
    int64_t credits;          /* at most; -1 = as many as there are pages */
    bs_complain_fn *complain;
    bs_progress_fn *progress; /* pages */
    void *ctx;
};
struct bs_collect_summary {
    struct bs_import_summary records;
    int64_t total;   /* hits, as the newest page said */
    int64_t pages;   /* of this run that are stored now */
    int64_t bought;  /* credits spent by this call, at most */
    int64_t failed_pages, short_pages; /* met by this call */
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
    const char *rate_file; /* as in struct bs_api_options */
    const char *names_file; /* for bs_names_refresh(); NULL = it is not fetched */
    const char *analyst;
    struct bs_purse purse;
    const char *data_dir;  /* bundled keywords/ and rules, */
    const char *rules_dir; /* and the user's own; NULL: no rules can be made */
};
bs_err bs_engine_start(const struct bs_engine_options *o, struct bs_engine **out, struct bs_error *e);
void bs_engine_stop(struct bs_engine *en); /* cancels, joins; a verdict in hand is finished first */
int bs_engine_fd(const struct bs_engine *en); /* readable when a reply waits */
/* Moves *job (set to NULL).  BS_E_LIMIT when the queue is full: *job stays with the caller. */
bs_err bs_engine_post(struct bs_engine *en, struct bs_job **job);
struct bs_reply *bs_engine_take(struct bs_engine *en); /* NULL when none waits */
void bs_engine_cancel(struct bs_engine *en); /* the long jobs (import, classify, collect, count) */
/* Long jobs stop before their next step until told to go on. */
void bs_engine_pause(struct bs_engine *en, bool pause);
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

/* The user's own patterns, DIR/services.patterns: an absent file is an empty one. */
bs_err bs_user_rules_read(const char *dir, struct bs_buf *out, struct bs_error *e);
/* Every file of the user's rules is kept beside itself as FILE.old: to be called when they went into force without a
 * complaint, so that bs_rules_load() can fall back on them. */
bs_err bs_user_rules_keep(const char *dir, struct bs_error *e);
struct bs_rules_place {
    const char *data_dir; /* the bundled lists */
    const char *dir;      /* the user's own; made when something is written */
};
/* One rule more, or one less. */
struct bs_rule_change {
    bs_str add;    /* a line as bs_promote() makes it, or empty and */
    bs_str remove; /* the id of one that is there */
    bs_rule_hit_fn *hit; /* told every banner that is touched; may be NULL */
    void *ctx;
};
struct bs_rule_changed {
    struct bs_rule_preview preview;
    bs_str line;            /* added or removed */
    struct bs_rules *rules; /* as they are (would be) then: the caller's to free */
    int64_t services;       /* whose finding changed; 0 in a preview */
};
/* What it would do; nothing is written. */
bs_err bs_rule_try(struct bs_store *s, const struct bs_rules_place *at, const struct bs_rule_change *c,
                   struct bs_arena *a, struct bs_rule_changed *out, struct bs_error *e);
/* Tried, written whole (the old file stays as services.patterns.old), everything classified by it, noted in the log.
 * Where classifying fails the old file is put back. */
bs_err bs_rule_change(struct bs_store *s, const struct bs_rules_place *at, const struct bs_rule_change *c,
                      bs_str analyst, bs_progress_fn *progress, void *progress_ctx, struct bs_arena *a,
                      struct bs_rule_changed *out, struct bs_error *e);
/* JSON of the product contract (section 7), one object without a line end. */
void bs_row_json(const struct bs_row *row, const struct bs_evidence *ev, size_t nev,
                 struct bs_buf *out);
/* decode --json: {service, summary, verdict, certainty, product, version, cpe, fields: [...]}; `cpe` may
 * be empty. */
void bs_decoded_json(const struct bs_decoded *d, bs_str cpe, bs_bytes wire, struct bs_buf *out);
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

enum bs_report_format { BS_REPORT_TEXT, BS_REPORT_MD, BS_REPORT_HTML, BS_REPORT_CSV, BS_REPORT_JSON };
struct bs_report_options {
    enum bs_report_format format;
    const char *section; /* NULL = all */
    bs_str query;        /* of the local list: what is counted; empty = everything */
    bool ascii;          /* text: no character above 7F */
};
/* BS_E_USAGE for an unknown section; bs_report_sections lists them.  The same database and query
 * give the same bytes but for the head, which says when and by what version it was made. */
bs_err bs_report(struct bs_store *s, const struct bs_rules *r, const struct bs_report_options *o,
                 bs_sink_fn *sink, void *ctx, struct bs_error *e);
extern const char *const bs_report_sections[]; /* NULL at the end */

/* Pages to hand over, one for each organisation among what the query selects.  docs/reports.md has the template's
 * fields; an unknown one is BS_E_SYNTAX with file, line and name, and nothing is written. */
struct bs_handover_options {
    bs_str query;              /* of the local list */
    bool html;                 /* else Markdown: how strangers' text is quoted */
    const char *template_name; /* for messages */
    bs_str template_text;      /* empty = bs_handover_template() */
    bs_str contacts;           /* CSV, or empty */
    bs_progress_fn *progress;  /* services; may be NULL */
    void *progress_ctx;
};
bs_err bs_handover(struct bs_store *s, const struct bs_handover_options *o, bs_sink_fn *sink, void *ctx,
                   int64_t *pages, struct bs_error *e);
bs_str bs_handover_template(bool html);

/* One line of a data set for learning: bytes (base64), verdict, by whom, when, label, what told. */
void bs_detail_labelled(const struct bs_detail *d, struct bs_buf *out);

#endif
