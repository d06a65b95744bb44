/* Pages to hand over: services by organisation, a page each.  Nothing is sent anywhere. */
#include "handover.h"

#include <stdlib.h>

enum { PAGE_MAX = 64 << 20 };

struct handing {
    struct bs_store *s;
    const struct bs_handover_options *o;
    bs_str text; /* of the template */
    struct contacts contacts;
    bs_sink_fn *sink;
    void *ctx;
    struct bs_arena a; /* of one page */
    struct handover_page page;
    int64_t pages;
};

static bs_err end_page(struct handing *h, struct bs_error *e)
{
    struct bs_buf out;
    if (!h->page.services)
        return BS_OK;
    bs_buf_init(&out, PAGE_MAX);
    h->page.contacts = &h->contacts;
    h->page.contact = contacts_find(&h->contacts, h->page.org, h->page.asn);
    template_render(h->text, &h->page, &out);
    bs_err err = out.len == out.max ? bs_error_set(e, BS_E_LIMIT, "a page would be larger than 64 MiB")
                                    : h->sink(h->ctx, bs_buf_str(&out), e);
    bs_buf_fini(&out);
    h->pages++;
    h->page.services = h->page.left_out = 0;
    bs_arena_reset(&h->a);
    return err;
}

/* Who is written to: the organisation, and the AS where none is named. */
static bool same_owner(const struct handover_page *p, const struct bs_owner *o)
{
    return bs_str_eq_nocase(p->org, o->org) && (o->org.n || bs_str_eq_nocase(p->asn, o->asn));
}

static bs_err add_service(struct handing *h, int64_t id, struct bs_error *e)
{
    struct handover_page *p = &h->page;
    struct bs_arena look;
    struct bs_detail d;
    bs_arena_init(&look, 0);
    bs_err err = bs_store_detail(h->s, id, &look, &d, e);
    if (err == BS_OK && p->services && !same_owner(p, &d.owner))
        err = end_page(h, e);
    if (err == BS_OK && !p->services) {
        p->service = bs_arena_alloc(&h->a, HANDOVER_SERVICES_MAX * sizeof *p->service);
        p->org = bs_arena_str(&h->a, d.owner.org);
        p->asn = bs_arena_str(&h->a, d.owner.asn);
        if (!p->service)
            err = bs_error_set(e, BS_E_LIMIT, "not enough memory for a page");
    }
    if (err == BS_OK && p->services == HANDOVER_SERVICES_MAX)
        p->left_out++;
    else if (err == BS_OK)
        err = bs_store_detail(h->s, id, &h->a, &p->service[p->services++], e);
    bs_arena_fini(&look);
    return err == BS_E_NOTFOUND ? BS_OK : err; /* gone since the selection */
}

static bs_err all_services(struct handing *h, const int64_t *ids, size_t n, struct bs_error *e)
{
    bs_err err = BS_OK;
    for (size_t i = 0; err == BS_OK && i < n; i++) {
        if (h->o->progress && !h->o->progress(h->o->progress_ctx, (int64_t)i, (int64_t)n))
            return bs_error_set(e, BS_E_CANCELLED, "stopped");
        err = add_service(h, ids[i], e);
    }
    return err == BS_OK ? end_page(h, e) : err;
}

bs_err bs_handover(struct bs_store *s, const struct bs_handover_options *o, bs_sink_fn *sink, void *ctx,
                   int64_t *pages, struct bs_error *e)
{
    struct bs_handover_options own = *o;
    struct bs_arena a;
    struct bs_query q;
    int64_t *ids = NULL;
    size_t n = 0;
    uint32_t at;
    if (!own.template_text.n) {
        own.template_text = bs_handover_template(o->html);
        own.template_name = "(built in)";
    }
    struct handing h = {.s = s, .o = &own, .text = own.template_text, .sink = sink, .ctx = ctx,
                        .page = {.html = o->html}};
    bs_arena_init(&a, 0);
    bs_arena_init(&h.a, 0);
    bs_err err = contacts_parse(o->contacts, &a, &h.contacts, e);
    if (err == BS_OK)
        err = template_check(&own, &h.contacts, e);
    if (err == BS_OK)
        err = bs_query_parse(o->query, BS_QUERY_LOCAL, &a, &q, &at, e);
    if (err == BS_OK)
        err = bs_store_select(s, &q, BS_SORT_ORG, false, &ids, &n, e);
    if (err == BS_OK)
        err = all_services(&h, ids, n, e);
    *pages = h.pages;
    free(ids);
    bs_arena_fini(&h.a);
    bs_arena_fini(&a);
    return err;
}
