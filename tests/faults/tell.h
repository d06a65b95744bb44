/* tell.h - what the store hands out, as text: every field of it that an answer can get wrong. */
#ifndef FAULTS_TELL_H
#define FAULTS_TELL_H

#include "world.h"

#include "bannerscope/facts.h"
#include "bannerscope/label.h"

struct telling {
    struct bs_buf b;
    size_t told, limit; /* pieces of a list; a teller stops behind `limit` of them, 0 = never */
};
void tell_text(struct telling *t, bs_str s);
void tell_number(struct telling *t, int64_t n);
void tell_real(struct telling *t, double x);
void tell_row(struct telling *t, const struct bs_row *r);
void tell_agreement_of(struct telling *t, const struct bs_agreement *g);
void tell_sample_of(struct telling *t, const struct bs_sample *p);
void tell_group_of(struct telling *t, const struct bs_group *g);
void tell_run_of(struct telling *t, const struct bs_run *run);
void tell_ask_of(struct telling *t, const struct bs_ask *ask);
void tell_detail(struct telling *t, const struct bs_detail *d);
/* Callbacks; ctx is a struct telling. */
bool tell_event(void *ctx, const struct bs_event *ev);
bool tell_agreement(void *ctx, const struct bs_agreement *g);
bool tell_sample(void *ctx, const struct bs_sample *p);
bool tell_group(void *ctx, const struct bs_group *g);
bool tell_conflict(void *ctx, const struct bs_conflict *c);
bool tell_quality(void *ctx, const struct bs_rule_quality *q);
bool tell_hit(void *ctx, const struct bs_rule_hit *h);
bool tell_run(void *ctx, const struct bs_run *run);
bool tell_ask(void *ctx, const struct bs_ask *ask);
bool tell_missing(void *ctx, const struct bs_missing *m);
bool tell_saved(void *ctx, const struct bs_saved *saved);
bool tell_change(void *ctx, enum bs_change what, int64_t service);
bool tell_value(void *ctx, bs_str value, int64_t count, int64_t organisations);
bool tell_figure(void *ctx, const struct bs_figure *fig);
void tell_fact(void *ctx, const struct bs_fact *f);

#endif
