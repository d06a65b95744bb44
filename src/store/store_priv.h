/* store_priv.h - what the files of the store share. */
#ifndef BS_STORE_PRIV_H
#define BS_STORE_PRIV_H

#include "bannerscope/label.h"

#include <sqlite3.h>

enum { APPLICATION_ID = 0x42534350 /* "BSCP" */, BUSY_MS = 5000, BUSY_TICK_MS = 20 };

struct statement {
    const char *sql; /* the literal it was made from: compared by address */
    sqlite3_stmt *st;
};

/* How many services show a shape: a sum over all its answers, which a list of look-alikes asks for at every row. */
struct shape_sum {
    int64_t shape, sum;
    int64_t version, changes; /* of the database, by others and by this handle, when it was taken */
};
enum { SHAPE_SUMS = 64, CACHE_KIB = 16 << 10 /* pages in memory, but for an import: size_batch() */ };

struct bs_store {
    sqlite3 *db;
    char *path;
    bool readonly;
    const char *journal;
    sqlite3_stmt *rollback; /* of the transaction that runs */
    bool careless; /* of an import: not synced, references not checked; see sql_begin_batch() */
    struct statement *cached;
    size_t cached_n, cached_cap;
    struct shape_sum shape_sum[SHAPE_SUMS]; /* a shape's place is its lowest bits */
    struct columns *columns; /* NULL until a list or the totals are asked for */
};

/* -- place.c: the file before SQLite sees it ------------------------------------------------ */

const char *place_shown(const char *path, char out[200]); /* for a message */
/* The directory resolved, the last component kept; free() it. */
char *place_resolve(const char *path, struct bs_error *e);
/* Makes the file or checks what it is; sets *readonly where it cannot be written. */
bs_err place_check(const char *path, bool may_create, bool *readonly, struct bs_error *e);
bool place_is_network(const char *path);

/* -- sql.c: statements ------------------------------------------------------------------- */

/* Maps a SQLite result to ours and says what happened, with the file's name. */
bs_err sql_error(struct bs_store *s, int rc, const char *doing, struct bs_error *e);
bs_err sql_exec(struct bs_store *s, const char *sql, struct bs_error *e);
bs_err sql_cache_size(struct bs_store *s, int kib, struct bs_error *e); /* pages kept in memory */
/* A prepared statement kept for the life of the handle; `sql` must be a literal. */
bs_err sql_cached(struct bs_store *s, const char *sql, sqlite3_stmt **out, struct bs_error *e);
bs_err sql_prepare(struct bs_store *s, bs_str sql, sqlite3_stmt **out, struct bs_error *e);
/* Steps once.  BS_OK with *row telling whether there is one. */
bs_err sql_step(struct bs_store *s, sqlite3_stmt *st, bool *row, struct bs_error *e);
/* Steps a statement that gives no rows, and resets it. */
bs_err sql_run(struct bs_store *s, sqlite3_stmt *st, struct bs_error *e);
/* Steps for one number; `fallback` when there is no row.  Resets. */
bs_err sql_number(struct bs_store *s, sqlite3_stmt *st, int64_t fallback, int64_t *out,
                  struct bs_error *e);
void sql_reset(sqlite3_stmt *st);
/* Slices are bound without a copy: they must live until the statement is reset. */
void sql_bind_text(sqlite3_stmt *st, int at, bs_str s); /* empty = NULL */
void sql_bind_blob(sqlite3_stmt *st, int at, bs_bytes b);
bs_str sql_text(sqlite3_stmt *st, int column, struct bs_arena *a);
/* A number from 0 to n - 1; what is none of them, in a file that somebody else has written into, is 0. */
int sql_choice(sqlite3_stmt *st, int column, int n);
bs_bytes sql_blob(sqlite3_stmt *st, int column, struct bs_arena *a);
struct bs_symbols;
uint32_t sql_symbol(sqlite3_stmt *st, int column, struct bs_symbols *y); /* NULL: 0, as the empty text */
bs_err sql_begin(struct bs_store *s, struct bs_error *e);  /* IMMEDIATE, waits up to BUSY_MS */
/* For what can be read again: a power cut may cost it, never the file's consistency.  References need no check: every
 * id written was read or made in the same transaction, and `verify` looks at them all. */
bs_err sql_begin_batch(struct bs_store *s, struct bs_error *e);
bs_err sql_end_batch(struct bs_store *s, bs_err err, struct bs_error *e); /* commits when err is BS_OK */
bs_err sql_begin_read(struct bs_store *s, struct bs_error *e); /* one view for several reads */
/* The same where no transaction runs; else that one is the view. */
bs_err sql_view(struct bs_store *s, bool *ours, struct bs_error *e);
void sql_view_end(struct bs_store *s, bool ours);
bs_err sql_commit(struct bs_store *s, struct bs_error *e); /* rolls back when it fails */
void sql_rollback(struct bs_store *s);

bs_err functions_register(struct bs_store *s, struct bs_error *e); /* functions.c */

/* -- address.c: an address in a column ------------------------------------------------------ */

/* IPv4 as a number, so that it takes four or five bytes; IPv6 as its sixteen bytes.  SQLite sorts numbers before
 * bytes, so the order is that of struct bs_addr but for IPv6 below ::ffff:0:0. */
void sql_bind_ip(sqlite3_stmt *st, int at, const struct bs_addr *ip);
bool sql_ip(sqlite3_stmt *st, int column, struct bs_addr *out); /* false: neither of the two */
/* What a sample hashes of a service s: four columns, the same bytes in every file. */
#define SQL_NAME "bs_ip_bytes(s.ip), s.port, s.transport, s.vhost"
/* SQL functions; NULL for what is no address. */
void address_text(sqlite3_context *c, int n, sqlite3_value **v);  /* bs_ip: as people write it */
void address_bytes(sqlite3_context *c, int n, sqlite3_value **v); /* bs_ip_bytes: sixteen, as in struct bs_addr */
void address_kept(sqlite3_context *c, int n, sqlite3_value **v);  /* bs_ip_kept: as in a column, of the sixteen */

/* -- schema.c ---------------------------------------------------------------------------- */

enum { SCHEMA_VERSION = 5 };
/* step[v] makes version v + 1 of version v; version = how many there are. */
struct schema {
    const char *const *step;
    int version;
};
extern const struct schema schema_ours;
/* From what the file has (0 = it is empty) to to->version, one transaction; within it, before anything is
 * changed, a backup of an older one is made beside the file: PATH.bak-N, or PATH.bak-N.2 ... where that is taken. */
bs_err schema_migrate(struct bs_store *s, const struct schema *to, struct bs_error *e);
/* Does sqlite_schema hold what we made, and nothing that runs (triggers, views)? */
bs_err schema_check(struct bs_store *s, const struct schema *want, struct bs_error *e);

/* -- cache.c: a map from content to row id, for one import ------------------------------- */

struct cache {
    struct {
        uint64_t key;
        int64_t value;
    } *slot;
    size_t used, size; /* size is a power of two */
};
void cache_fini(struct cache *c);
bool cache_get(const struct cache *c, uint64_t key, int64_t *value); /* value never 0 */
void cache_put(struct cache *c, uint64_t key, int64_t value);        /* replaces */

/* Place of the row with this id in an array in ascending order of ids, which stand first in its elements of `size`
 * bytes; SIZE_MAX when there is none.  Mostly ids have no gaps, and this is one look. */
size_t find_id(const void *array, size_t n, size_t size, int64_t id);
/* Room for one element behind the n that are there; `array` is the address of the pointer to them. */
void array_room(void *array, size_t *cap, size_t n, size_t size);

/* -- answer.c ---------------------------------------------------------------------------- */

enum answer_mark { MARK_MEDICAL_HINT = 1, MARK_SOFTWARE = 2, MARK_HOSPITAL = 4, MARK_PATTERN = 8,
                   MARK_DECODER = 16 };
/* A new answer shown by n services, with what the rules found about it, evidence included; and the same for one that
 * is there already. */
bs_err answer_add(struct bs_store *s, int64_t banner, int64_t traits, enum bs_transport transport,
                  int n, const struct bs_finding *f, struct cache *rules, int64_t *id, struct bs_error *e);
bs_err answer_change(struct bs_store *s, int64_t answer, const struct bs_finding *f,
                     struct cache *rules, struct bs_error *e);
/* A hash of all that would be written: the same digest, nothing to write. */
int64_t answer_digest(const struct bs_finding *f);
int64_t owner_digest(bool hospital, const struct bs_evidence *ev, size_t n);
bs_err owner_write(struct bs_store *s, int64_t owner, bool hospital, const struct bs_evidence *ev,
                   size_t n, struct cache *rules, struct bs_error *e);
/* Field and note of an evidence row v as they were found: what is most common stands as an empty text. */
#define COMMON_FIELD "bytes"
#define SQL_FIELD "iif(v.field = '', '" COMMON_FIELD "', v.field)"
#define SQL_REASON "iif(v.note = '', (SELECT summary FROM answer WHERE id = v.answer), v.note)"
/* The page among the traits: the same one comes back with many headers, so it has a table of its own. */
#define SQL_HTML "(SELECT h.data FROM html h WHERE h.id = t.html)"
/* Traits in the order of bs_trait_defs; a test compares the two. */
#define SQL_TRAITS_AND(html)                                                                   \
    "t.shodan_module, t.product, t.version, t.info, t.os, t.device, t.cpe, t.tag, t.http_title, t.http_server,"  \
    " t.http_location, t.http_host, " html ", t.http_status, t.http_favicon_hash, t.http_component,"             \
    " t.ssl_cert_subject, t.ssl_cert_issuer, t.ssl_cert_names, t.ssl_cert_serial, t.ssl_version, t.ssl_jarm"
#define SQL_TRAITS SQL_TRAITS_AND(SQL_HTML)
void answer_read_traits(sqlite3_stmt *st, int first, struct bs_arena *a, struct bs_traits *t);
bs_err answer_read_evidence(struct bs_store *s, int64_t answer, int64_t owner, struct bs_arena *a,
                            struct bs_evidence **out, size_t *n, struct bs_error *e);

/* -- the joined row: one piece of SQL for every list ------------------------------------- */

/* s service, a answer, b banner (NULL for no response), t traits, o owner, r0 r1 r2 rulings.  Owner and traits are
 * always there; joined to the left, SQLite leaves out those that a statement does not ask. */
#define SQL_FROM                                                                               \
    " FROM service s JOIN answer a ON a.id = s.answer LEFT JOIN owner o ON o.id = s.owner"     \
    " LEFT JOIN traits t ON t.id = a.traits LEFT JOIN banner b ON b.id = a.banner"             \
    " LEFT JOIN ruling r0 ON r0.scope = 0 AND r0.target = s.id"                                \
    " LEFT JOIN ruling r1 ON r1.scope = 1 AND r1.target = b.key"                               \
    " LEFT JOIN ruling r2 ON r2.scope = 2 AND r2.target = a.shape"
/* Rulings on one service alone: service, verdict, state, whether the banner is another one now. */
#define SQL_RULED_SERVICES(before, after)                                                      \
    "SELECT " before "r.target, r.verdict, r.state, r.banner IS NOT b.key" after " FROM ruling r JOIN service s"  \
    " ON s.id = r.target JOIN answer a ON a.id = s.answer LEFT JOIN banner b ON b.id = a.banner" \
    " WHERE r.scope = 0"
#define SQL_VERDICT "coalesce(r0.verdict, r1.verdict, r2.verdict, a.verdict)"
#define SQL_DECIDED "(coalesce(r0.event, r1.event, r2.event) IS NOT NULL)"
#define SQL_STALE "(r0.event IS NOT NULL AND r0.banner IS NOT b.key)"
/* A sample of what a verdict on many spoke for did not agree with it. */
#define SQL_REOPENED "(coalesce(r0.state, r1.state, r2.state, 0) = 3)"
#define SQL_OPEN                                                                               \
    "(a.response AND ((a.verdict = 3 AND NOT " SQL_DECIDED ") OR " SQL_STALE " OR " SQL_REOPENED "))"
#define SQL_ASIDE                                                                              \
    "(NOT s.medical_port AND NOT o.hospital AND NOT (a.marks & 7) AND NOT " SQL_DECIDED ")"
#define SQL_AFFILIATION                                                                        \
    "(CASE WHEN o.hospital OR a.marks & 4 THEN 2 WHEN a.marks & 2 THEN 1 ELSE 0 END)"
#define SQL_LABEL                                                                              \
    "coalesce(CASE WHEN r0.event IS NOT NULL THEN r0.label WHEN r1.event IS NOT NULL THEN "    \
    "r1.label WHEN r2.event IS NOT NULL THEN r2.label END, a.label)"
#define SQL_NOTE                                                                               \
    "(CASE WHEN r0.event IS NOT NULL THEN r0.note WHEN r1.event IS NOT NULL THEN r1.note "     \
    "WHEN r2.event IS NOT NULL THEN r2.note END)"

/* -- filter_sql.c ------------------------------------------------------------------------ */

/* Terms are joined by AND, so each can be asked where what it looks at stands: all of them over SQL_FROM, or
 * one part of them over answers (a, b its banner), owners (o), services (SQL_FROM; without those that memory knows,
 * filter_kinds()). */
enum filter_part { FILTER_ALL, FILTER_ANSWER, FILTER_OWNER, FILTER_SERVICE };
/* " WHERE ..." or nothing; values only as parameters. */
struct filter_sql {
    struct bs_buf sql;
    int terms;
    struct bs_arena arena; /* parameter values */
    struct filter_value *first, **last;
};
bs_err filter_build(const struct bs_query *q, enum filter_part part, struct filter_sql *f, struct bs_error *e);
void filter_bind(const struct filter_sql *f, sqlite3_stmt *st);
void filter_fini(struct filter_sql *f);

/* -- events.c ---------------------------------------------------------------------------- */

/* An event with what only the store needs to know of it. */
struct event_row {
    struct bs_event ev;
    int64_t target_id;  /* as ruling.target, in the file it was written to */
    int64_t subject;    /* the same here; 0 = a service that is not in this file */
    int64_t banner;     /* key of the banner the verdict was given on */
    bs_str before_note; /* what an undo brings back beside ev.before and ev.before_label */
    bs_str tool;        /* version of the program */
    int64_t number, said_about; /* id and about in the log it was written to: what is hashed */
    char previous[65];  /* hash of the event before it there, or "" */
    bool own;           /* written here, not brought by a merge */
};
/* The hash of an event by its number, its forerunner and what it says.  docs/database.md. */
void event_hash(const struct event_row *row, char out[65]);
/* Gives number, forerunner and hash, and appends it to this file's own log. */
bs_err event_append(struct bs_store *s, struct event_row *r, struct bs_error *e);
/* Inserts the row as it is (own or not); gives ev.id. */
bs_err event_insert(struct bs_store *s, struct event_row *r, struct bs_error *e);
bs_err event_read(struct bs_store *s, int64_t id, struct bs_arena *a, struct event_row *out,
                  struct bs_error *e); /* BS_E_NOTFOUND */
/* Newest time of any event: a new one is never older, whatever the clock says. */
bs_err event_time(struct bs_store *s, bs_time *out, struct bs_error *e);
/* From a SELECT of SQL_EVENT_COLUMNS. */
void event_from_row(sqlite3_stmt *st, struct bs_arena *a, struct event_row *row);
#define SQL_EVENT_COLUMNS                                                                              \
    "id, time, analyst, kind, about, scope, target, verdict, label, note, before, before_label, services, hash," \
    " target_id, banner, before_note, tool, number, said_about, previous, own, subject, changed"
/* Is the verdict event v taken back?  The newest undo or redo of it says so. */
#define SQL_UNDONE                                                                             \
    "ifnull((SELECT u.kind = 'undo' FROM event u WHERE u.about = v.id AND u.about > 0"         \
    " AND u.kind IN ('undo', 'redo') ORDER BY u.time DESC, u.hash DESC LIMIT 1), 0)"

/* -- verdict.c --------------------------------------------------------------------------- */

/* One ruling as it stands in the table. */
struct ruling {
    enum bs_scope scope;
    int64_t target;
    enum bs_verdict verdict; /* NONE = there is none */
    bs_str label, note;
    int64_t event, banner;
    enum bs_sample_state state;
};
bs_err ruling_read(struct bs_store *s, enum bs_scope scope, int64_t target, struct bs_arena *a,
                   struct ruling *out, struct bs_error *e);
/* What the events add up to: the newest verdict (by time, then hash) that is not taken back, with
 * `without` thought away and `with` thought not taken back (0 = none).  NONE where there is none. */
bs_err ruling_derive(struct bs_store *s, enum bs_scope scope, int64_t target, int64_t without,
                     int64_t with, struct bs_arena *a, struct ruling *out, struct bs_error *e);
/* The service that an event's target names; *id 0 where it is not stored here (yet). */
bs_err service_named(struct bs_store *s, bs_str name, int64_t *id, struct bs_error *e);
/* Derives and writes. */
bs_err ruling_settle(struct bs_store *s, enum bs_scope scope, int64_t target, struct bs_arena *a,
                     struct bs_error *e);
/* Every subject once more: after a merge, or when services came that events had waited for. */
bs_err rulings_settle_all(struct bs_store *s, struct bs_error *e);
/* The same in a transaction of its own, where a merged event waits for a service. */
bs_err rulings_find_homes(struct bs_store *s, struct bs_error *e);
/* Ends the transaction: commits when err is BS_OK. */
bs_err store_finish(struct bs_store *s, bs_err err, struct bs_error *e);
/* What a decision on this service at this scope speaks of. */
struct subject {
    enum bs_scope scope;
    int64_t target;  /* ruling.target */
    bs_str name;     /* event.target */
    int64_t banner;  /* key of the banner shown now, for staleness */
    int64_t services;
};
bs_err subject_find(struct bs_store *s, enum bs_scope scope, int64_t service, struct bs_arena *a,
                    struct subject *out, struct bs_error *e);

/* -- verify.c ---------------------------------------------------------------------------- */

/* The first event that does not continue its log, or 0. */
bs_err chain_check(struct bs_store *s, int64_t *broken, struct bs_error *e);

/* -- sample.c ---------------------------------------------------------------------------- */

/* Where the check of a ruling stands; FINAL where there is nothing to check. */
bs_err sample_state(struct bs_store *s, const struct ruling *r, enum bs_sample_state *out,
                    struct bs_error *e);

#endif
