/* label.h - working through what nobody has judged yet: groups, queue, samples, rules, other people's
 * logs.  Layer 2, beside store.h: plain calls on a handle, so that a job or a command can make them.
 *
 * All figures come from the events and can be worked out again from them.  Strings handed to callbacks
 * live until the callback returns; everything else in the arena given. */
#ifndef BS_LABEL_H
#define BS_LABEL_H

#include "bannerscope/store.h"

/* -- groups: the dictionary, shapes, and the queue --------------------------------------- */

enum bs_group_sort {
    BS_GROUP_PAYOFF, /* open services, most first; then services */
    BS_GROUP_COUNT,  /* services, most first */
    BS_GROUP_PORT, BS_GROUP_ORG, BS_GROUP_AFFILIATION, /* hospital, software, stand-alone */
    BS_GROUP_AGE,    /* open for longest first */
    BS_GROUP_DISAGREE, BS_GROUP_SORT_COUNT
};
extern const char *const bs_group_sort_names[]; /* "payoff" ...; NULL at the end */

/* Where the check of a verdict on many stands. */
enum bs_sample_state { BS_SAMPLE_FINAL, BS_SAMPLE_PROVISIONAL, BS_SAMPLE_CONFIRMED, BS_SAMPLE_REOPENED };
extern const char *const bs_sample_state_names[]; /* "final" "provisional" "confirmed" "reopened" */

struct bs_group {
    enum bs_scope scope;     /* BANNER or SHAPE */
    bs_id id;                /* of the banner or shape */
    bs_id banner, shape;     /* of the one that stands for the group */
    int64_t service;         /* a member: open where there is one, first stored first */
    int64_t count, open, organisations, banners; /* services, open ones; distinct within the query */
    int64_t disagree;        /* services whose effective verdict is not the group's */
    uint16_t port;           /* lowest */
    bs_str org;              /* first by name, of the open ones where there are any */
    enum bs_affiliation affiliation; /* the closest to a hospital */
    enum bs_verdict verdict; /* the group's: the analyst's on this scope or wider, else the rules' weightiest */
    bs_str by, protocol, product, label;
    enum bs_sample_state state;
    bs_str mark;             /* "skip" "unsure" "" */
    bs_bytes preview;        /* first 256 wire bytes */
    int64_t length;
    bs_time first, last;     /* seen */
};
struct bs_group_ask {
    const struct bs_query *query; /* may be NULL: all services */
    enum bs_scope scope;          /* BANNER or SHAPE */
    enum bs_group_sort sort;
    bool reverse;
    bool open_only;   /* the queue: what has open services; marked groups last */
    int64_t limit;    /* 0 = all */
};
typedef bool bs_group_fn(void *ctx, const struct bs_group *g);
bs_err bs_store_groups(struct bs_store *s, const struct bs_group_ask *ask, bs_group_fn *fn, void *ctx,
                       struct bs_error *e);
/* The group that comes behind `after` (0 = the first) in the queue as it stands now; where `after` has left the
 * queue, the first one.  out->id 0 when nothing is left.  Strings in `a`. */
bs_err bs_store_queue_next(struct bs_store *s, const struct bs_group_ask *ask, bs_id after,
                           struct bs_arena *a, struct bs_group *out, struct bs_error *e);
/* What varies in the banners of this service's shape; everything in `a`.  BS_E_NOTFOUND: it has none. */
bs_err bs_store_template(struct bs_store *s, int64_t service, struct bs_arena *a, struct bs_template *out,
                         struct bs_error *e);
/* What is left, and how fast it went. */
struct bs_queue_progress {
    int64_t services, groups; /* open, and their shapes */
    int64_t marked;           /* groups of them that were skipped or asked about */
    int64_t today;            /* decisions of the last 24 hours, of this analyst (empty: of all) */
    double per_hour;          /* services closed an hour while working (pauses above 5 min left out) */
};
bs_err bs_store_queue_progress(struct bs_store *s, bs_str analyst, struct bs_queue_progress *out,
                               struct bs_error *e);
/* "skip", "unsure" (with a note: whom to ask what) or "resume": an event, not a verdict. */
bs_err bs_store_mark(struct bs_store *s, enum bs_scope scope, int64_t service, bs_str kind, bs_str note,
                     bs_str analyst, struct bs_arena *a, struct bs_event *out, struct bs_error *e);

/* -- samples: is a verdict on many right? ------------------------------------------------ */

/* Services are drawn by a hash of their name with the verdict's own event hash as the seed: nobody chooses
 * them, everybody draws the same.  What is identical (a banner of a shape; banner and traits of a banner) is
 * looked at once; the banner a verdict on a shape was given on counts as looked at. */
struct bs_sample {
    int64_t event;       /* the verdict */
    enum bs_scope scope;
    bs_str target;       /* its name in the log */
    enum bs_verdict verdict;
    int64_t services;    /* it speaks for now */
    int64_t needed;      /* services drawn: with none wrong, error < 6 % at 95 % (exact, finite population) */
    int64_t items;       /* distinct ones among them: looks needed in all */
    int64_t looked, dissents; /* items, by what was said of each last */
    int64_t covered;     /* drawn services whose item was looked at */
    double bound;        /* upper 95 % bound of the share of wrong ones, from what was looked at */
    enum bs_sample_state state;
    int64_t next;        /* the service to look at now; 0 = none */
};
/* Of the ruling that holds for this service at this scope; BS_E_NOTFOUND where there is none. */
bs_err bs_store_sample(struct bs_store *s, enum bs_scope scope, int64_t service, struct bs_arena *a,
                       struct bs_sample *out, struct bs_error *e);
typedef bool bs_sample_fn(void *ctx, const struct bs_sample *sample);
/* Every bulk verdict that is provisional or reopened, most services first. */
bs_err bs_store_samples(struct bs_store *s, bs_sample_fn *fn, void *ctx, struct bs_error *e);
/* One member was looked at: `verdict` as the looker sees it.  Another than the group's reopens the group.
 * One transaction; *out is the sample afterwards. */
bs_err bs_store_look(struct bs_store *s, enum bs_scope scope, int64_t service, enum bs_verdict verdict,
                     bs_str analyst, struct bs_arena *a, struct bs_sample *out, struct bs_error *e);
/* Services to look at so that none wrong means less than 6 % wrong at 95 %. */
int64_t bs_sample_needed(int64_t services);
/* Upper 95 % bound of the share of wrong ones in `services` when `wrong` of `looked` were. */
double bs_sample_bound(int64_t services, int64_t looked, int64_t wrong);
/* Wilson's 95 % interval of hits / n. */
void bs_wilson(int64_t hits, int64_t n, double *low, double *high);

/* -- conflicts --------------------------------------------------------------------------- */

enum bs_conflict_kind { BS_CONFLICT_EVIDENCE, BS_CONFLICT_ANALYSTS, BS_CONFLICT_STALE };
extern const char *const bs_conflict_names[]; /* "evidence" "analysts" "stale" */
struct bs_conflict {
    enum bs_conflict_kind kind;
    enum bs_scope scope;     /* of the analyst's verdict */
    bs_str target;           /* its name in the log */
    int64_t service;         /* one it speaks for; 0 = none is stored here */
    int64_t services;
    struct bs_event verdict; /* what holds */
    enum bs_verdict other;   /* what speaks against it: the rules' or the other analyst's */
    bs_str rule, reason;     /* EVIDENCE: the strongest; reason also the other analyst's note */
    bs_str analyst;          /* ANALYSTS: the other */
    int64_t event;           /* ANALYSTS: the other's */
};
typedef bool bs_conflict_fn(void *ctx, const struct bs_conflict *c);
/* Most services first within a kind. */
bs_err bs_store_conflicts(struct bs_store *s, bs_conflict_fn *fn, void *ctx, struct bs_error *e);

/* -- agreement --------------------------------------------------------------------------- */

/* Two judges over the same things; n[first][second] by enum bs_verdict (0 is not used). */
struct bs_agreement {
    bs_str first, second;
    int64_t n[4][4], total, same;
    double kappa;        /* Cohen's; NAN where it is not defined */
    double class_raw[4]; /* of those either called so, how many both did; NAN = none */
    double class_kappa[4]; /* this class against the rest */
};
void bs_agreement_finish(struct bs_agreement *g); /* from n */
typedef bool bs_agreement_fn(void *ctx, const struct bs_agreement *g);
/* Every pair of analysts that judged a common target. */
bs_err bs_store_agreements(struct bs_store *s, bs_agreement_fn *fn, void *ctx, struct bs_error *e);

/* -- merging ----------------------------------------------------------------------------- */

struct bs_merge_result {
    int64_t events, known;    /* brought in; there already */
    int64_t news;             /* of those brought: other than merges */
    int64_t homeless;         /* of those brought: on services this file does not have (yet) */
    int64_t future;           /* with a time more than five minutes ahead of this clock */
    bs_time latest;           /* the largest of those */
    int64_t conflicts;        /* between analysts, standing now */
    int older_schema;         /* of the other file, or 0 */
    char head[65];            /* the other's last own event */
};
/* Brings the other file's events in, in one transaction; the file is only read (an older schema is migrated in a
 * copy).  BS_E_USAGE for itself, BS_E_NEWER, BS_E_FOREIGN, BS_E_CORRUPT naming the first broken link. */
bs_err bs_store_merge(struct bs_store *s, const char *other, bs_str analyst,
                      struct bs_merge_result *out, struct bs_error *e);

/* -- blind second labels ----------------------------------------------------------------- */

/* Draws n decided services (seed: kept in the event) whose verdict the second labeller must not see. */
bs_err bs_store_blind_begin(struct bs_store *s, int64_t n, bs_str analyst, struct bs_arena *a,
                            struct bs_event *out, struct bs_error *e);
struct bs_blind {
    int64_t event;      /* its beginning; 0 = none was begun */
    bs_str analyst;
    int64_t *service;   /* those drawn, in the order to judge */
    enum bs_verdict *second; /* what was said, NONE = not yet */
    size_t n, done;
    struct bs_agreement agreement; /* over what is done; first = the log's, second = the blind */
};
/* The newest of this analyst. */
bs_err bs_store_blind(struct bs_store *s, bs_str analyst, struct bs_arena *a, struct bs_blind *out,
                      struct bs_error *e);
bs_err bs_store_blind_say(struct bs_store *s, int64_t service, enum bs_verdict v, bs_str analyst,
                          struct bs_arena *a, struct bs_event *out, struct bs_error *e);

/* -- the log ----------------------------------------------------------------------------- */

struct bs_log_ask {
    int64_t service;   /* those that reach it; 0 = all */
    bs_str analyst, kind; /* empty = all */
    bs_time since, until; /* BS_TIME_NONE = no bound; until is not included */
    int scope;         /* enum bs_scope, -1 = all */
    int64_t limit;     /* the newest so many, 0 = all; still oldest first */
};
bs_err bs_store_log(struct bs_store *s, const struct bs_log_ask *ask, bs_event_fn *fn, void *ctx,
                    struct bs_error *e);

/* -- why --------------------------------------------------------------------------------- */

/* The steps from the rules to the effective verdict, widest first; exactly one is effective. */
struct bs_why {
    bs_str source;      /* "rules" "shape" "banner" "service" */
    enum bs_verdict verdict;
    bs_str label, note, analyst, rule; /* rule: the heaviest evidence, for "rules" */
    bs_time when;       /* BS_TIME_NONE for the rules */
    int64_t event, services;
    enum bs_sample_state state;
    bool effective, stale;
};
/* `d` as bs_store_detail() gave it. */
bs_err bs_store_why(struct bs_store *s, const struct bs_detail *d, struct bs_arena *a, struct bs_why out[4],
                    size_t *n, struct bs_error *e);

/* -- rules ------------------------------------------------------------------------------- */

/* How one keyword, pattern or decoder did. */
struct bs_rule_quality {
    bs_str rule, kind;   /* "devices:EPIQ", "keyword" */
    int64_t hits;        /* services with it among the reasons */
    int64_t banners;
    int64_t judged, confirmed, refuted; /* services an analyst decided too, for or against what it says */
    double precision, low, high;        /* confirmed / judged, Wilson 95 %; NAN = none judged */
    bs_time last;        /* newest sighting */
    int64_t refuted_service; /* one of the refuted; 0 = none */
    int64_t said[4][4];  /* confusion: [rules' verdict][analyst's] services */
};
typedef bool bs_rule_quality_fn(void *ctx, const struct bs_rule_quality *q);
/* Worst first: by the upper end of the interval, then refuted, then hits. */
bs_err bs_store_rule_quality(struct bs_store *s, bs_rule_quality_fn *fn, void *ctx, struct bs_error *e);

/* What the database would say under other rules: each answer whose finding has the rule `rule` or whose
 * verdict would flip. */
struct bs_rule_hit {
    bs_id banner;
    int64_t services, service; /* how many, and one */
    bool hit;                  /* the rule is among the reasons */
    enum bs_verdict rules_now, rules_then;
    enum bs_verdict effective; /* now, with analysts' verdicts */
    bool by_analyst, flips;    /* flips: the effective verdict would change */
    bs_str label;
    bs_bytes preview;
};
typedef bool bs_rule_hit_fn(void *ctx, const struct bs_rule_hit *hit);
struct bs_rule_preview {
    int64_t banners, services, flips, flip_services;
    int64_t against; /* services whose analyst says otherwise */
};
bs_err bs_store_rule_preview(struct bs_store *s, const struct bs_rules *would, bs_str rule,
                             bs_rule_hit_fn *fn, void *ctx, struct bs_rule_preview *out,
                             struct bs_error *e);
/* A line that came to the user's rules or went from them. */
struct bs_rule_note {
    bs_str line, analyst;
    bool added;
    int64_t services; /* it speaks about */
};
#endif
