/* shodan.h - what Shodan sends: records, files of records, the REST API.  Layer 2. */
#ifndef BS_SHODAN_H
#define BS_SHODAN_H

#include "bannerscope/json.h"
#include "bannerscope/query.h"

/* -- the JSON door ----------------------------------------------------------------------- */

/* One banner object -> a record.  Needs an address (ipv6, ip_str or ip) and a port; takes loose
 * types everywhere else; a wrong type reads as absent.  `json` must stay alive as long as the
 * record.  BS_E_SYNTAX with the reason otherwise. */
bs_err bs_record_read(bs_str json, struct bs_arena *a, struct bs_record *out, struct bs_error *e);

/* A search page or host answer, split by our own scanner so that one bad banner costs one. */
struct bs_answer {
    int64_t total;       /* -1 when absent */
    bs_str error;        /* the `error` member, or empty */
    struct bs_json banners; /* the `matches` or `data` array; type NONE when absent */
    struct bs_json body;
    bool cut;            /* the text ends before the object does */
};
/* Tolerates a cut body: what is complete can still be walked with bs_answer_next. */
bs_err bs_answer_read(bs_str body, struct bs_arena *a, struct bs_answer *out, struct bs_error *e);
struct bs_answer_iter {
    const char *p, *end;
    int64_t index;
};
void bs_answer_begin(const struct bs_answer *ans, struct bs_answer_iter *it);
/* Next element's text (unchecked: bs_record_read checks it).  False at the end; *cut when the
 * array ends in the middle of an element. */
bool bs_answer_next(struct bs_answer_iter *it, bs_str *element, bool *cut);
/* How many whole banners a body holds; 0 also for what is no answer at all. */
size_t bs_answer_count(bs_str body);

/* -- files ------------------------------------------------------------------------------- */

/* Lines of an NDJSON file, plain or gzip (several members), "-" = stdin.  Opening refuses in
 * words what is no such file: directories, JSON arrays, UTF-16, other packers (BS_E_SYNTAX,
 * BS_E_IO; BS_E_NOTFOUND when there is none). */
struct bs_ndjson;
bs_err bs_ndjson_open(const char *path, struct bs_ndjson **out, struct bs_error *e);
void bs_ndjson_close(struct bs_ndjson *r);
/* BS_OK and a line without the blanks around it; blank lines are counted, not given;
 * BS_E_NOTFOUND at the end; BS_E_LIMIT for one line over
 * BS_JSON_LINE_MAX (skipped, go on); BS_E_CORRUPT or BS_E_IO when nothing more can be read
 * (cut or damaged gzip; what came before was good, but for a last line that is cut in the
 * middle and given as it is).  The line is valid until the next call. */
bs_err bs_ndjson_next(struct bs_ndjson *r, bs_str *line, int64_t *number, struct bs_error *e);
/* For progress: bytes of the file consumed, and its size (-1 for a pipe). */
void bs_ndjson_progress(const struct bs_ndjson *r, int64_t *done, int64_t *total);

bs_err bs_deflate(bs_bytes in, struct bs_buf *out); /* zlib format */
bs_err bs_inflate(bs_bytes in, struct bs_buf *out); /* up to out->max */

/* -- the key ----------------------------------------------------------------------------- */

/* 1..128 letters and digits in locked memory; wiped by bs_key_free.  Never printed. */
struct bs_key;
/* The key in SHODAN_API_KEY, taken out of environ and wiped there, whatever it is.  BS_E_NOTFOUND,
 * without a text: not set, or blank; BS_E_KEY: this is none. */
bs_err bs_key_take_environment(struct bs_key **out, struct bs_error *e);
/* That, else ~/.shodan/api_key if
 * ~/.shodan exists, else ~/.config/shodan/api_key.  `where` says in words where it was found or
 * looked for (256 bytes).  BS_E_KEY when there is none, or the file is a link, no regular file
 * or somebody else's; our own that others can read is closed (0600), and `where` says so. */
bs_err bs_key_load(struct bs_key **out, char *where, struct bs_error *e);
bs_err bs_key_new(bs_str text, struct bs_key **out, struct bs_error *e);
bs_err bs_key_save(const struct bs_key *k, char *where, struct bs_error *e); /* 0600, atomic */
bool bs_key_locked(const struct bs_key *k); /* false: the limit on locked memory is too low */
void bs_key_free(struct bs_key *k);

/* -- the API ----------------------------------------------------------------------------- */

struct bs_api;
struct bs_api_options {
    const char *url;        /* NULL = https://api.shodan.io; http only to loopback */
    const struct bs_key *key; /* borrowed */
    const char *rate_file;  /* shared by copies of the program; NULL = this process only */
    bool (*cancelled)(void *ctx); /* asked several times a second; may be NULL */
    void *ctx;
};
bs_err bs_api_new(const struct bs_api_options *o, struct bs_api **out, struct bs_error *e);
void bs_api_free(struct bs_api *a);

struct bs_api_info {
    bs_str plan;
    int64_t query_credits, scan_credits; /* -1 = not said */
    int64_t query_limit;                 /* -1 = unlimited or not said */
};
struct bs_facet {
    bs_str name, value;
    int64_t count;
};
/* Every call waits for its turn (1 s after the last answer), retries 429, 5xx and time-outs with
 * growing waits (4 tries in all), and ends within bounded time and memory (64 MiB a body).
 * Strings in `a`.  No error text ever holds the key.  One thread at a time for each bs_api. */
bs_err bs_api_info(struct bs_api *api, struct bs_arena *a, struct bs_api_info *out, struct bs_error *e);
/* `facets` like "org:10,port:5" or empty. */
bs_err bs_api_count(struct bs_api *api, bs_str query, bs_str facets, struct bs_arena *a,
                    int64_t *total, struct bs_facet **out, size_t *n, struct bs_error *e);
/* The names of Shodan's search filters (or, with `facets`, of its facets), as Shodan sorts them.
 * What is no name (a-z, 0-9, dot, underscore, hyphen; up to 64) is left out, as is what goes beyond
 * 1,000.  BS_E_CORRUPT when none is left. */
bs_err bs_api_names(struct bs_api *api, bool facets, struct bs_arena *a, bs_str **names, size_t *n,
                    struct bs_error *e);
/* One page from 1, as Shodan sent it (give `body` a max of 64 MiB); minify=false, so that opts.raw
 * is there.  BS_OK: the JSON is closed to its last bracket, the banners in it are unchecked.
 *
 * An answer of 200 may have been charged, so one that is cut or damaged is asked for at most
 * once more; when that does not bring it whole either, whatever the reason (also a cancel or
 * spent credits, which the next call will say), the result is BS_E_CORRUPT, and `body` holds the
 * longer of the two: bs_answer_count tells whether it is worth keeping.  BS_E_LIMIT: more than
 * body->max, not asked for again, and what did fit is in `body`.  With any other error `body`
 * is empty. */
bs_err bs_api_search(struct bs_api *api, bs_str query, int64_t page, struct bs_buf *body,
                     struct bs_error *e);
/* The same for one address.  BS_E_NOTFOUND: Shodan has no data for it: an answer, not a failure. */
bs_err bs_api_host(struct bs_api *api, const struct bs_addr *ip, bool history, struct bs_buf *body,
                   struct bs_error *e);

#endif
