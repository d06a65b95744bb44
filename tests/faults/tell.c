#include "tell.h"

/* A piece is told: more? */
static bool go_on(struct telling *t)
{
    bs_buf_putc(&t->b, '\n');
    return ++t->told != t->limit;
}

void tell_text(struct telling *t, bs_str s)
{
    bs_buf_printf(&t->b, " [%.*s]", (int)s.n, s.p);
}

void tell_number(struct telling *t, int64_t n)
{
    bs_buf_printf(&t->b, " %lld", (long long)n);
}

void tell_real(struct telling *t, double x)
{
    bs_buf_printf(&t->b, " %.9f", x);
}

static void tell_numbers(struct telling *t, const int64_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tell_number(t, v[i]);
}

static void tell_texts(struct telling *t, const bs_str *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tell_text(t, v[i]);
}

bool tell_event(void *ctx, const struct bs_event *ev)
{
    struct telling *t = ctx;
    const int64_t numbers[] = {ev->id, ev->when, ev->about, ev->scope, ev->verdict, ev->before, ev->services,
                               ev->changed, ev->merged};
    const bs_str texts[] = {ev->analyst, ev->kind, ev->target, ev->label, ev->note, ev->before_label,
                            bs_str_z(ev->hash)};
    tell_numbers(t, numbers, BS_COUNT(numbers));
    tell_texts(t, texts, BS_COUNT(texts));
    return go_on(t);
}

void tell_row(struct telling *t, const struct bs_row *r)
{
    const int64_t numbers[] = {r->id, r->verdict, r->rule_verdict, r->by_analyst, r->affiliation, r->response,
                               r->stale, r->open, r->aside, r->flags, (int64_t)r->banner, (int64_t)r->shape,
                               r->count, r->seen, r->sightings, r->length};
    const bs_str texts[] = {r->org, r->asn, r->country, r->hostnames, r->service, r->product, r->version,
                            r->cpe, r->label, bs_bytes_str(r->preview), r->title};
    bs_target_format(&r->target, &t->b);
    tell_numbers(t, numbers, BS_COUNT(numbers));
    tell_texts(t, texts, BS_COUNT(texts));
}

void tell_agreement_of(struct telling *t, const struct bs_agreement *g)
{
    tell_text(t, g->first);
    tell_text(t, g->second);
    for (int i = 0; i < 16; i++)
        tell_number(t, g->n[i / 4][i % 4]);
    tell_real(t, g->kappa);
}

bool tell_agreement(void *ctx, const struct bs_agreement *g)
{
    tell_agreement_of(ctx, g);
    return go_on(ctx);
}

void tell_sample_of(struct telling *t, const struct bs_sample *p)
{
    const int64_t numbers[] = {p->event, p->scope, p->verdict, p->services, p->needed, p->items, p->looked,
                               p->dissents, p->covered, p->state, p->next};
    tell_text(t, p->target);
    tell_numbers(t, numbers, BS_COUNT(numbers));
    tell_real(t, p->bound);
}

bool tell_sample(void *ctx, const struct bs_sample *p)
{
    tell_sample_of(ctx, p);
    return go_on(ctx);
}

void tell_group_of(struct telling *t, const struct bs_group *g)
{
    const int64_t numbers[] = {g->scope, (int64_t)g->id, (int64_t)g->banner, (int64_t)g->shape, g->service,
                               g->count, g->open, g->organisations, g->banners, g->disagree, g->port,
                               g->affiliation, g->verdict, g->state, g->length, g->first, g->last};
    const bs_str texts[] = {g->org, g->by, g->protocol, g->product, g->label, g->mark, bs_bytes_str(g->preview)};
    tell_numbers(t, numbers, BS_COUNT(numbers));
    tell_texts(t, texts, BS_COUNT(texts));
}

bool tell_group(void *ctx, const struct bs_group *g)
{
    tell_group_of(ctx, g);
    return go_on(ctx);
}

bool tell_conflict(void *ctx, const struct bs_conflict *c)
{
    struct telling *t = ctx;
    const int64_t numbers[] = {c->kind, c->scope, c->service, c->services, c->verdict.id, c->other, c->event};
    const bs_str texts[] = {c->target, c->rule, c->reason, c->analyst};
    tell_numbers(t, numbers, BS_COUNT(numbers));
    tell_texts(t, texts, BS_COUNT(texts));
    return go_on(t);
}

bool tell_quality(void *ctx, const struct bs_rule_quality *q)
{
    struct telling *t = ctx;
    const int64_t numbers[] = {q->hits, q->banners, q->judged, q->confirmed, q->refuted, q->last,
                               q->refuted_service};
    tell_text(t, q->rule);
    tell_text(t, q->kind);
    tell_numbers(t, numbers, BS_COUNT(numbers));
    tell_real(t, q->low);
    tell_real(t, q->high);
    return go_on(t);
}

bool tell_hit(void *ctx, const struct bs_rule_hit *h)
{
    struct telling *t = ctx;
    const int64_t numbers[] = {(int64_t)h->banner, h->services, h->service, h->hit, h->rules_now, h->rules_then,
                               h->effective, h->by_analyst, h->flips};
    tell_numbers(t, numbers, BS_COUNT(numbers));
    tell_text(t, h->label);
    tell_text(t, bs_bytes_str(h->preview));
    return go_on(t);
}

void tell_run_of(struct telling *t, const struct bs_run *run)
{
    const int64_t numbers[] = {run->id, run->started, run->ended, run->total, run->agreed, run->bought,
                               run->pages_done, run->pages_kept, run->pages_failed};
    tell_text(t, run->query);
    tell_numbers(t, numbers, BS_COUNT(numbers));
}

bool tell_run(void *ctx, const struct bs_run *run)
{
    tell_run_of(ctx, run);
    return go_on(ctx);
}

void tell_ask_of(struct telling *t, const struct bs_ask *ask)
{
    const int64_t numbers[] = {ask->when, ask->hits, ask->orgs, ask->cost};
    tell_text(t, ask->kind);
    tell_text(t, ask->query);
    tell_text(t, ask->result);
    tell_numbers(t, numbers, BS_COUNT(numbers));
}

bool tell_ask(void *ctx, const struct bs_ask *ask)
{
    tell_ask_of(ctx, ask);
    return go_on(ctx);
}

bool tell_missing(void *ctx, const struct bs_missing *m)
{
    struct telling *t = ctx;
    tell_number(t, m->run);
    tell_number(t, m->page);
    tell_number(t, m->tries);
    tell_text(t, m->query);
    tell_text(t, m->why);
    return go_on(t);
}

bool tell_saved(void *ctx, const struct bs_saved *saved)
{
    struct telling *t = ctx;
    tell_text(t, saved->name);
    tell_text(t, saved->query);
    tell_number(t, saved->when);
    tell_number(t, saved->last_run);
    return go_on(t);
}

bool tell_change(void *ctx, enum bs_change what, int64_t service)
{
    struct telling *t = ctx;
    tell_number(t, what);
    tell_number(t, service);
    return go_on(t);
}

bool tell_value(void *ctx, bs_str value, int64_t count, int64_t organisations)
{
    struct telling *t = ctx;
    tell_text(t, value);
    tell_number(t, count);
    tell_number(t, organisations);
    return go_on(t);
}

bool tell_figure(void *ctx, const struct bs_figure *fig)
{
    struct telling *t = ctx;
    for (int i = 0; i < 2; i++) {
        tell_text(t, fig->key[i]);
        tell_number(t, fig->n[i]);
    }
    return go_on(t);
}

void tell_fact(void *ctx, const struct bs_fact *f)
{
    struct telling *t = ctx;
    const int64_t numbers[] = {f->service, f->host, f->another_vhost, f->port, f->transport, f->medical_port,
                               f->decided, f->stale, f->open, f->aside, f->verdict, f->affiliation, f->seen,
                               f->answer->service, f->answer->verdict, (int64_t)f->answer->rules.n,
                               f->owner->org, (int64_t)f->owner->rules.n};
    tell_numbers(t, numbers, BS_COUNT(numbers));
    bs_buf_putc(&t->b, '\n');
}

void tell_detail(struct telling *t, const struct bs_detail *d)
{
    tell_row(t, &d->row);
    tell_text(t, bs_bytes_str(d->data));
    tell_text(t, bs_bytes_str(d->raw));
    tell_text(t, d->summary);
    tell_text(t, d->note);
    tell_text(t, d->sources);
    tell_text(t, d->json);
    tell_text(t, d->traits.http_title);
    for (size_t i = 0; i < d->evidences; i++)
        tell_text(t, d->evidence[i].rule);
    for (size_t i = 0; i < d->events; i++)
        tell_number(t, d->event[i].id);
    for (size_t i = 0; i < d->earliers; i++)
        tell_number(t, (int64_t)d->earlier[i].banner);
    for (size_t i = 0; i < BS_COUNT(d->scope_count); i++)
        tell_number(t, d->scope_count[i]);
}
