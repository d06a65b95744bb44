/* msg.h - what the screen asks of the engine, and what comes back.  Layer 1, plain data.
 *
 * The screen never waits: it posts jobs and goes on; replies come as events.  A job or reply
 * is owned by whoever holds it; posting moves it.  Everything variable in a reply lives in the
 * reply's own arena. */
#ifndef BS_MSG_H
#define BS_MSG_H

#include "bannerscope/model.h"

enum bs_job_kind {
    BS_JOB_SELECT,   /* read: text, sort, descending -> ids (cancels the SELECT before it) */
    BS_JOB_ROWS,     /* read: ids -> rows */
    BS_JOB_DETAIL,   /* read: service -> detail + decoded readings */
    BS_JOB_BANNER,   /* read: banner -> wire, notation */
    BS_JOB_TEMPLATE, /* read: service -> template */
    BS_JOB_WRITE,    /* bytes to the file `text`; a file that is there only with force */
    BS_JOB_TOTALS,   /* read: totals and hits per rule */
    BS_JOB_DECIDE,   /* write: decision; ids: on all of these at once */
    BS_JOB_REACH,    /* read: ids, scope -> reach */
    BS_JOB_UNDO,     /* write: redo */
    BS_JOB_SESSION,  /* write: text, to find the place again */
    BS_JOB_IMPORT,   /* write, long: text = path */
    BS_JOB_CLASSIFY, /* write, long */
    BS_JOB_INFO,     /* net: plan and credits */
    BS_JOB_COUNT,    /* net: text = query; free */
    BS_JOB_FOLLOW,   /* net: the same while somebody types: waits a moment, takes what is known,
                        and a newer one cancels it */
    BS_JOB_COLLECT,  /* net + write, long: text = queries, one a line (NULL: all unfinished runs),
                        limit = pages of each; the user has agreed */
    BS_JOB_TABLE,    /* read: text = "NAME" or "NAME ARGUMENT" -> table */
    BS_JOB_FACETS,   /* net: text = query -> table of Shodan's facets; free */
    BS_JOB_VALUES,   /* read: text = "FILTER:BEGINNING" -> names */
    BS_JOB_COUNTED,  /* read: what was counted before -> counted */
    BS_JOB_SAVE,     /* write: text = "NAME" and label = query; no label removes the name */
    BS_JOB_MARK,     /* write: text = "skip" "unsure" "resume", scope, service, note */
    BS_JOB_LOOK,     /* write: scope, service, verdict: what a member of a sample is */
    BS_JOB_BLIND,    /* write: limit = services to draw for a blind sample, or service, verdict: what one is */
    BS_JOB_MERGE,    /* write: text = path of another database, its events come in */
    BS_JOB_RULE_TRY, /* read: text = a line of rules -> table of what it would hit */
    BS_JOB_RULE_SET, /* write, long: text = a line to add, or label = the id of the one to remove;
                        classifies again */
    BS_JOB_HANDOVER, /* read: pages of the query `label` into the file text; .html or Markdown */
    BS_JOB_DROP,     /* write: unfinished runs are no longer wanted */
    BS_JOB_HOST,     /* net + write: text = address; limit 1: with history */
    BS_JOB_COUNT_KINDS
};

struct bs_job {
    enum bs_job_kind kind;
    uint64_t serial;        /* the screen's number for it; comes back in replies */
    char *text;             /* owned; terminated */
    enum bs_sort sort;
    bool descending, redo;
    int64_t *ids;           /* owned */
    size_t n;
    int64_t service, limit;
    enum bs_scope scope;
    enum bs_verdict verdict;
    char *label, *note;     /* owned; NULL = keep */
    bs_id banner;
    uint8_t *bytes;         /* owned */
    size_t nbytes;
    bool force;
};

enum bs_reply_state { BS_REPLY_PART, BS_REPLY_DONE, BS_REPLY_FAILED };

struct bs_rule_hits {
    bs_str rule; /* as in struct bs_evidence */
    int64_t services;
};
struct bs_counted {
    bs_str query;
    int64_t total, orgs; /* orgs -1 = not known */
    bs_time when;
};
/* One step from the rules to the effective verdict. */
struct bs_step {
    bs_str source;  /* "rules" "shape" "banner" "service" */
    enum bs_verdict verdict;
    bs_str who;     /* the analyst; of the rules the heaviest one */
    bs_time when;   /* BS_TIME_NONE for the rules */
    int64_t services;
    bool effective, stale;
};
struct bs_reply {
    enum bs_job_kind kind;
    uint64_t serial;
    enum bs_reply_state state;
    struct bs_error error;       /* FAILED */
    struct bs_arena arena;
    int64_t *ids;                /* SELECT: owned by the reply, free() */
    size_t n;
    struct bs_row *row;          /* ROWS */
    struct bs_detail *detail;    /* DETAIL */
    struct bs_step step[4];      /* DETAIL: widest first; exactly one is effective */
    size_t steps;
    struct bs_decoded *reading;  /* DETAIL: best first */
    size_t readings;
    bs_bytes wire;               /* DETAIL: the bytes the readings' offsets count in */
    enum bs_notation notation;
    bs_str json;                 /* DETAIL: what export writes, where detail has no text of its own */
    bool exists;                 /* WRITE, FAILED: there is such a file */
    struct bs_totals *totals;    /* TOTALS */
    struct bs_rule_hits *hits;
    size_t nhits;
    struct bs_event *event;      /* DECIDE, UNDO */
    struct bs_reach reach;       /* REACH */
    bs_str rule;                 /* RULE_SET: the line that was added or removed */
    int64_t service;             /* DETAIL, DECIDE, HOST */
    int64_t done, total;         /* PART: progress; COUNT: total hits */
    int64_t credits;             /* INFO, COUNT: left; -1 = not known */
    int64_t price;               /* COUNT: credits for everything that is not on disk */
    int64_t stored;              /* COUNT: how many the database has for the query; -1 not known */
    int64_t orgs;                /* COUNT: organisations among them; -1 not known */
    bs_time counted;             /* COUNT: when Shodan said so */
    bs_time newest;              /* COUNT: when the newest stored one was seen; 0 = none */
    struct bs_table *table;      /* TABLE, FACETS */
    bs_str *name;                /* VALUES */
    size_t names;
    struct bs_template *template; /* TEMPLATE */
    struct bs_counted *count;    /* COUNTED */
    size_t counts;
    bs_str text;                 /* one line for the status line */
};

struct bs_job *bs_job_new(enum bs_job_kind kind);
void bs_job_free(struct bs_job *j);
struct bs_reply *bs_reply_new(const struct bs_job *j);
void bs_reply_free(struct bs_reply *r);

#endif
