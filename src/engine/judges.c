/* Classifying everything with both hands: two threads read and judge, each with a handle of its own; the caller's
 * writes what differs. */
#include <stdlib.h>

#include "bannerscope/engine.h"
#include "lane.h"

enum { JUDGES = 2, AHEAD = 8, FEW = 2000 };

struct judge {
    struct bs_store *s;
    struct bs_judging *judging;
    struct handoff *thread;
};
struct judges {
    struct judge judge[JUDGES];
    int turn; /* batches are taken in turns: the same order, and the same row ids, every time */
    bool at_work;
};

static void make_batches(void *ctx, struct handoff *h)
{
    struct judge *j = ctx;
    struct bs_judged_batch *b;
    while ((b = bs_judging_next(j->judging))) {
        if (!handoff_put(h, b)) {
            bs_judged_free(b);
            return;
        }
    }
}

/* They begin to read when they are first asked: behind the beginning of the transaction that writes. */
static struct bs_judged_batch *next_batch(void *ctx)
{
    struct judges *all = ctx;
    for (int i = 0; !all->at_work && i < JUDGES; i++)
        all->judge[i].thread = handoff_new(make_batches, &all->judge[i], AHEAD);
    all->at_work = true;
    for (int tried = 0; tried < JUDGES; tried++) {
        struct bs_judged_batch *b = handoff_take(all->judge[all->turn].thread);
        all->turn = (all->turn + 1) % JUDGES;
        if (b)
            return b;
    }
    return NULL;
}

static void drop_batch(void *b)
{
    bs_judged_free(b);
}

static void dismiss(struct judges *all)
{
    for (int i = 0; i < JUDGES; i++) {
        struct judge *j = &all->judge[i];
        if (j->thread)
            handoff_free(j->thread, drop_batch);
        bs_judging_end(j->judging);
        bs_store_close(j->s);
    }
}

/* False where one handle does it alone: in a small database, and where a reader would stand in the writer's way. */
static bool appoint(struct judges *all, struct bs_store *s, const struct bs_rules *r)
{
    if (strcmp(bs_store_journal(s), "wal") != 0 || bs_store_answers(s) < FEW)
        return false;
    for (int i = 0; i < JUDGES; i++) {
        struct judge *j = &all->judge[i];
        if (bs_store_open(bs_store_path(s), BS_STORE_READ, &j->s, NULL) != BS_OK ||
            bs_judging_begin(j->s, r, i, JUDGES, &j->judging, NULL) != BS_OK)
            return false;
    }
    return true;
}

bs_err bs_reclassify(struct bs_store *s, const struct bs_rules *r, const struct bs_rule_note *note,
                     bs_progress_fn *progress, void *ctx, struct bs_reclassify_result *out, struct bs_error *e)
{
    struct judges all = {.turn = 0};
    const struct bs_judges by = {next_batch, &all};
    const bool appointed = appoint(&all, s, r);
    bs_err err = bs_store_reclassify(s, r, appointed ? &by : NULL, note, progress, ctx, out, e);
    dismiss(&all);
    return err;
}
