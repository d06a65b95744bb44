/* The jobs of labelling beside verdicts: marks, looks at a sample, other people's events. */
#include "engine_priv.h"

#include "bannerscope/gate.h"
#include "bannerscope/label.h"

bs_err job_mark(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    r->event = bs_arena_alloc(&r->arena, sizeof *r->event);
    if (!r->event)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory");
    bs_err err = bs_store_mark(w->store, j->scope, j->service, bs_str_z(j->text), bs_str_z(j->note),
                               bs_str_z(w->engine->analyst), &r->arena, r->event, e);
    if (err == BS_OK)
        r->text = bs_arena_printf(&r->arena, "%s: %lld services", j->text, (long long)r->event->services);
    return err;
}

bs_err job_look(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct bs_sample s;
    bs_err err = bs_store_look(w->store, j->scope, j->service, j->verdict, bs_str_z(w->engine->analyst),
                               &r->arena, &s, e);
    if (err == BS_OK)
        r->text = bs_arena_printf(&r->arena, "%lld of %lld looked at, %lld wrong: error at most %.1f %%, %s",
                                  (long long)s.looked, (long long)s.items, (long long)s.dissents,
                                  s.bound * 100, bs_sample_state_names[s.state]);
    return err;
}

bs_err job_merge(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct bs_merge_result m;
    bs_err err = bs_store_merge(w->store, bs_str_z(j->text).p, bs_str_z(w->engine->analyst), &m, e);
    if (err != BS_OK)
        return err;
    r->text = bs_arena_printf(&r->arena, "%lld events came in, %lld were known; %lld conflicts%s%s",
                              (long long)m.events, (long long)m.known, (long long)m.conflicts,
                              m.conflicts ? ": :conflicts" : "",
                              m.future ? "; some carry a time in the future" : "");
    return BS_OK;
}

bs_err job_template(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    r->service = j->service;
    r->template = bs_arena_alloc(&r->arena, sizeof *r->template);
    if (!r->template)
        return bs_error_set(e, BS_E_LIMIT, "not enough memory for the template");
    return bs_store_template(w->store, j->service, &r->arena, r->template, e);
}

bs_err job_reach(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    return bs_store_reach(w->store, j->scope, j->ids, j->n, &r->reach, e);
}

bs_err job_blind(struct worker *w, const struct bs_job *j, struct bs_reply *r, struct bs_error *e)
{
    struct bs_event ev;
    bs_str analyst = bs_str_z(w->engine->analyst);
    if (j->service) {
        r->text = bs_arena_printf(&r->arena, "kept: %s", bs_verdict_name(j->verdict));
        return bs_store_blind_say(w->store, j->service, j->verdict, analyst, &r->arena, &ev, e);
    }
    bs_err err = bs_store_blind_begin(w->store, j->limit, analyst, &r->arena, &ev, e);
    if (err == BS_OK)
        r->text = bs_arena_printf(&r->arena, "%lld services drawn: 1 2 3 say what each is", (long long)ev.services);
    return err;
}
