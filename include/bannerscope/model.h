/* model.h - what lists, panes and reports are made of, as plain values.  Layer 1.
 *
 * The store fills these, the screen shows them; neither knows the other. */
#ifndef BS_MODEL_H
#define BS_MODEL_H

#include "bannerscope/classify.h"

enum bs_sort {
    BS_SORT_ATTENTION, /* open unknown by pay-off, other open, decided, no response (default) */
    BS_SORT_IP, BS_SORT_PORT, BS_SORT_ORG, BS_SORT_SERVICE, BS_SORT_VERDICT,
    BS_SORT_COUNT, BS_SORT_SEEN, BS_SORT_LABEL, BS_SORT_COUNTRY, BS_SORT_COUNT_
};
const char *bs_sort_name(enum bs_sort s);
bool bs_sort_parse(bs_str s, enum bs_sort *out, bool *descending); /* "-seen" descends */

/* One service as lists show it.  Strings live in the arena given. */
struct bs_row {
    int64_t id;
    struct bs_target target;
    bs_str org, asn, country, hostnames;
    bs_str service, product, version, cpe;
    bs_str label;                 /* the analyst's, else the rules' */
    enum bs_verdict verdict;      /* effective */
    enum bs_verdict rule_verdict;
    bool by_analyst;
    enum bs_affiliation affiliation;
    bool response, stale, open, aside;
    unsigned flags;               /* enum bs_decoded_flag */
    bs_id banner, shape;
    int64_t count;                /* services that show this banner */
    bs_time seen;
    int64_t sightings;
    bs_bytes preview;             /* first 256 bytes of the wire bytes */
    int64_t length;               /* of the wire bytes */
    bs_str title;                 /* http.title, for rows without bytes */
};

/* A past analyst's decision or an undo. */
enum bs_scope { BS_SCOPE_SERVICE, BS_SCOPE_BANNER, BS_SCOPE_SHAPE };
const char *bs_scope_name(enum bs_scope s);
bool bs_scope_parse(bs_str s, enum bs_scope *out);
struct bs_event {
    int64_t id;
    bs_time when;
    bs_str analyst;
    bs_str kind;            /* "verdict" "undo" "redo"; "skip" "unsure" "resume" (marks); "look" (at one of
                             * a sample); "blind" "second" (blind labels); "merge"; "rule" */
    int64_t about;          /* undo, redo, look, second: the event it speaks of; verdict: the one it
                             * replaces; 0 = none */
    enum bs_scope scope;
    bs_str target;          /* canonical target, or id in hex */
    enum bs_verdict verdict; /* what holds afterwards; NONE = cleared */
    bs_str label, note;
    enum bs_verdict before;
    bs_str before_label;
    int64_t services;       /* how many services it spoke for at that time */
    int64_t changed;        /* whose effective verdict it changed; -1 = not known */
    bool merged;            /* came from another file */
    char hash[65];
};

struct bs_sighting {
    bs_time seen;
    bs_id banner; /* 0 = no response */
};
struct bs_detail {
    struct bs_row row;
    bs_bytes data, raw;          /* exactly as in the record */
    struct bs_traits traits;
    struct bs_owner owner;
    bs_str summary;              /* the rules' one line */
    struct bs_evidence *evidence;
    size_t evidences;
    struct bs_event *event;      /* newest first, all scopes that reach this service; <= 50 */
    size_t events;
    bs_str note;                 /* of the effective analyst's verdict */
    struct bs_sighting *earlier; /* newest first; <= 50 */
    size_t earliers;
    bs_str sources;              /* queries and files that found it, list */
    bs_str json;                 /* the record as it came, where kept */
    int64_t scope_count[3];      /* services behind each scope of a verdict */
};

/* What the banners of one shape have in common, seen from one of them: everything outside of the parts. */
struct bs_template_part {
    uint32_t offset, length; /* in this banner's bytes */
    char mark;               /* as in struct bs_shape_range; 'L' is a length */
    size_t distinct;         /* values it has in the banners that were looked at */
    struct {
        bs_bytes value;
        int64_t services;
    } top[4];                /* most services first */
    size_t tops;
};
struct bs_template {
    size_t banners;          /* looked at */
    int64_t services;        /* that show one of them */
    bool more;               /* the shape has more banners than that */
    struct bs_template_part *part;
    size_t parts;
};

/* What a verdict on several services would speak for. */
struct bs_reach {
    int64_t targets, services, decided, silent; /* decided: with an analyst's verdict now; silent: of those
                                                 * chosen, without a response */
};

struct bs_totals {
    int64_t services, hosts, responses, banners, organisations, aside;
    int64_t verdict[4];  /* services with a response, by effective enum bs_verdict */
    int64_t open;        /* services that wait for an analyst */
    int64_t open_banners;/* distinct banners among them */
    int64_t decided;     /* by an analyst */
    int64_t stale, events;
    int64_t unfinished;  /* collections without an end, */
    int64_t unfinished_credits; /* and what their missing pages would cost */
    char last_hash[65];  /* of the newest event, or "" */
};

/* -- a list of anything ------------------------------------------------------------------ */

/* What a view shows that is not the list of services: facets, history, the dictionary, ...  Cells
 * are strangers' text or numbers; titles and names are ours. */
enum bs_cell_kind {
    BS_CELL_TEXT, BS_CELL_NUMBER, BS_CELL_TIME, BS_CELL_BAR,
    BS_CELL_NAME, /* a text that may be missing: empty is null in JSON */
    BS_CELL_FLAG, /* n is 0 or 1; in JSON and CSV only, as is */
    BS_CELL_REAL  /* a number as text; empty is null */
};
struct bs_table_column {
    const char *name, *title; /* name: as in JSON and CSV; empty = for the eye alone */
    enum bs_cell_kind kind;
    int width;                /* cells; 0 = what is left */
};
struct bs_table_cell {
    bs_str text; /* TEXT, NAME, REAL */
    int64_t n;   /* NUMBER, BAR, FLAG; TIME in microseconds, 0 = never */
};
enum bs_speaks {
    BS_SPEAKS_AS_LIST, /* as in the list of results */
    BS_SPEAKS_BANNER, BS_SPEAKS_SHAPE,
    BS_SPEAKS_ROW,     /* the scope of the row */
    BS_SPEAKS_LOOK,    /* no verdict: what somebody sees in a sample */
    BS_SPEAKS_BLIND    /* a second labelling that must not see the first */
};
struct bs_table_row {
    struct bs_table_cell *cell; /* one for each field */
    enum bs_scope scope;        /* SPEAKS_ROW, SPEAKS_LOOK: of the verdict it is about */
    bs_str filter;   /* Enter: the local list shows this; empty = nothing to show */
    bs_str query;    /* Enter: the query for Shodan becomes this; empty = as it is */
    int64_t service; /* one that stands for the row: its banner is shown beside; 0 = none */
};
/* A series in one line: how high each point is beside the highest. */
enum { BS_SPARK_MAX = 24 };
struct bs_spark {
    const char *name;
    int64_t n[BS_SPARK_MAX];
    size_t points;
};
struct bs_table {
    const char *name;  /* of the view: "facets" */
    bs_str about;      /* one line: what this is a list of */
    const char *empty; /* what would fill it, and how */
    const struct bs_table_column *column;
    size_t columns;    /* to look at */
    size_t fields;     /* those and what only JSON and CSV have, behind them; 0 = no more */
    struct bs_table_row *row;
    size_t rows;
    bool more;         /* there is more than is shown */
    struct bs_spark spark[2]; /* beside `about` where there is room */
    size_t sparks;
    enum bs_speaks speaks_for; /* what a verdict key on a row means */
};

typedef bool bs_progress_fn(void *ctx, int64_t done, int64_t total); /* false = stop */

#endif
