/* engine_priv.h - what the engine's door and its jobs share. */
#ifndef BS_ENGINE_PRIV_H
#define BS_ENGINE_PRIV_H

#include "bannerscope/engine.h"

#include "lane.h"

enum lane_id { LANE_PAGE, LANE_SURVEY, LANE_VERDICT, LANE_WORK, LANE_NET, LANE_COUNT };

struct worker {
    struct bs_engine *engine;
    struct bs_store *store; /* opened by the first job that needs it; NULL = not yet */
    struct lane *lane;
    struct shared_flag *cancel; /* set: the long job in hand ends soon */
    struct bs_api *api;         /* of the lanes that speak to Shodan; NULL = not yet */
    const struct bs_rules *rules; /* in force for the job in hand */
};

struct bs_engine {
    char *db_path, *api_url, *analyst, *rate_file, *names_file, *data_dir, *rules_dir;
    struct bs_purse purse;
    struct rules_box *rules;
    const struct bs_key *key;
    bool readonly;
    struct mailbox *mail;
    struct shared_flag *stopping; /* set once, at the end */
    struct shared_flag *urgent;   /* verdicts that wait: work steps aside */
    struct shared_flag *paused;   /* long jobs stand still between two steps */
    struct worker worker[LANE_COUNT];
};

/* What a job does.  Fills the reply; BS_OK or an error for it. */
typedef bs_err job_run_fn(struct worker *w, const struct bs_job *j, struct bs_reply *r,
                          struct bs_error *e);
struct job_def {
    enum lane_id lane;
    bool needs_store, first;
    job_run_fn *run;
};
extern const struct job_def bs_job_table[BS_JOB_COUNT_KINDS];

/* Progress of a long job as a PART reply, at most ten a second. */
struct progress {
    struct worker *w;
    const struct bs_job *job;
    int64_t last_us;
    struct bs_reply *reply; /* the job's own, for its arena; may be NULL */
    char what[96];          /* where it stands, in words; "" = numbers say it */
    int64_t rejected;
    char complaint[600]; /* the first one */
};
/* ~/ in front is the home directory; empty when it is too long. */
bs_str job_home_path(const char *text, struct bs_arena *a);
bool worker_cancelled(const struct worker *w);
bool progress_report(void *ctx, int64_t done, int64_t total); /* false once cancelled */
void progress_complain(void *ctx, const char *message);

void say_summary(struct bs_reply *r, const struct bs_import_summary *s, const struct progress *p);

/* For records whose text was not kept: what export writes; empty for huge ones. */
bs_str detail_made_json(const struct bs_detail *d, struct bs_arena *a);
job_run_fn job_handover;
job_run_fn job_banner, job_write, job_rows, job_detail, job_select, job_totals, job_table, job_values, job_counted;
job_run_fn job_decide, job_undo, job_session, job_save, job_drop, job_mark, job_look, job_merge;
job_run_fn job_import, job_classify, job_collect, job_host;
job_run_fn job_blind, job_reach, job_template, job_rule_try, job_rule_set;
job_run_fn job_info, job_count, job_follow, job_facets;

#endif
