/* lane.h - threads, and the only ones: a queue with a worker behind it, and a mailbox back.
 *
 * A job, once posted, belongs to the lane; a reply, once posted, to the mailbox.  All other code
 * of the program is written as if there were one thread. */
#ifndef BS_LANE_H
#define BS_LANE_H

#include "bannerscope/msg.h"

/* Replies on their way to the screen. */
struct mailbox;
struct mailbox *mailbox_new(void); /* NULL when no eventfd is to be had */
void mailbox_free(struct mailbox *m);
int mailbox_fd(const struct mailbox *m);
void mailbox_expect(struct mailbox *m);   /* one more is on its way */
void mailbox_unexpect(struct mailbox *m); /* it was not taken after all */
void mailbox_post(struct mailbox *m, struct bs_reply *r); /* DONE and FAILED settle a job */
struct bs_reply *mailbox_take(struct mailbox *m);
bool mailbox_quiet(struct mailbox *m); /* nothing unread, nothing expected */

typedef void lane_run_fn(void *ctx, struct bs_job *job); /* takes the job over */
struct lane;
struct lane *lane_new(const char *name, lane_run_fn *run, void *ctx, size_t capacity);
/* Lets the job in hand finish, and with `drain` those that wait too; frees the rest, joins. */
void lane_free(struct lane *l, bool drain);
/* `first`: in front of what waits.  False when the queue is full: *job stays. */
bool lane_post(struct lane *l, struct bs_job **job, bool first);
/* Takes waiting jobs of that kind (at most max) out of the queue. */
size_t lane_withdraw(struct lane *l, enum bs_job_kind kind, struct bs_job **out, size_t max);
/* Calls `act` if a job of that kind is running just now, and keeps it running meanwhile: the
 * next job cannot begin before `act` returns, so that an interrupt hits what it was meant for. */
void lane_if_running(struct lane *l, enum bs_job_kind kind, void (*act)(void *), void *arg);
/* Calls `act` when no lane_if_running() is under way: for what a running job changes that those look at. */
void lane_locked(struct lane *l, void (*act)(void *), void *arg);

/* A thread that makes items ahead of one that takes them, at most `capacity` waiting. */
struct handoff;
typedef void handoff_make_fn(void *ctx, struct handoff *h); /* returns when there is no more */
struct handoff *handoff_new(handoff_make_fn *make, void *ctx, size_t capacity);
/* The maker's side.  Moves the item; false when nobody wants it (it stays the maker's). */
bool handoff_put(struct handoff *h, void *item);
/* The taker's side: the next item, or NULL at the end. */
void *handoff_take(struct handoff *h);
/* Stops the maker at its next put, joins, drops what was not taken. */
void handoff_free(struct handoff *h, void (*drop)(void *item));

/* The rules in force.  Taken for as long as a job runs and given back; replaced at any time: who has the older
 * ones keeps them until they are given back. */
struct bs_rules;
struct rules_box;
struct rules_box *rules_box_new(const struct bs_rules *first); /* `first` stays the caller's */
void rules_box_free(struct rules_box *b);
const struct bs_rules *rules_box_take(struct rules_box *b);
void rules_box_give(struct rules_box *b, const struct bs_rules *rules);
void rules_box_replace(struct rules_box *b, struct bs_rules *rules); /* owned by the box from now on */

/* A flag threads may share. */
struct shared_flag;
struct shared_flag *shared_flag_new(void);
void shared_flag_free(struct shared_flag *f);
void shared_flag_add(struct shared_flag *f, int n);
void shared_flag_set(struct shared_flag *f, int n);
int shared_flag_get(struct shared_flag *f);
/* Sleeps until the flag is set (not 0), or is 0, at most `ms`; true when it is so. */
bool shared_flag_wait(struct shared_flag *f, bool set, int ms);

#endif
