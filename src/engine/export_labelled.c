/* A labelled data set: bytes and what is said of them, a line a service. */
#include "bannerscope/engine.h"

#include "bannerscope/json.h"

/* The newest undo or redo of an event says whether it holds. */
static bool taken_back(const struct bs_detail *d, int64_t event)
{
    for (size_t i = 0; i < d->events; i++)
        if (d->event[i].about == event &&
            (bs_str_eq(d->event[i].kind, BS_STR("undo")) || bs_str_eq(d->event[i].kind, BS_STR("redo"))))
            return bs_str_eq(d->event[i].kind, BS_STR("undo"));
    return false;
}

/* The event the effective verdict comes from: the narrowest scope, then the newest. */
static const struct bs_event *deciding(const struct bs_detail *d)
{
    const struct bs_event *best = NULL;
    for (size_t i = 0; d->row.by_analyst && i < d->events; i++) {
        const struct bs_event *ev = &d->event[i];
        if (bs_str_eq(ev->kind, BS_STR("verdict")) && ev->verdict != BS_VERDICT_NONE &&
            !taken_back(d, ev->id) && (!best || ev->scope < best->scope))
            best = ev;
    }
    return best;
}

static void put(struct bs_jw *w, const char *key, bs_str s)
{
    bs_jw_key(w, key);
    if (s.n)
        bs_jw_str(w, s);
    else
        bs_jw_null(w);
}

static void put_id(struct bs_jw *w, const char *key, bs_id id)
{
    char text[17];
    bs_id_format(id, text);
    put(w, key, bs_str_z(text));
}

static void put_bytes(struct bs_jw *w, const struct bs_detail *d)
{
    struct bs_buf base64;
    struct bs_arena a;
    enum bs_notation notation;
    bs_arena_init(&a, 0);
    bs_buf_init(&base64, 256 << 20);
    bs_base64_encode(bs_wire_bytes(d->data, d->raw, &a, &notation), &base64);
    bs_jw_key(w, "bytes");
    bs_jw_str(w, bs_buf_str(&base64));
    bs_buf_fini(&base64);
    bs_arena_fini(&a);
}

void bs_detail_labelled(const struct bs_detail *d, struct bs_buf *out)
{
    const struct bs_event *ev = deciding(d);
    char text[46];
    struct bs_jw w;
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    put_bytes(&w, d);
    put(&w, "verdict", bs_str_z(bs_verdict_name(d->row.verdict)));
    put(&w, "label", d->row.label);
    put(&w, "service", d->row.service);
    put(&w, "by", d->row.by_analyst ? BS_STR("analyst") : BS_STR("rule"));
    put(&w, "analyst", ev ? ev->analyst : BS_STR(""));
    if (ev)
        bs_time_format(ev->when, text);
    put(&w, "when", ev ? bs_str_z(text) : BS_STR(""));
    put(&w, "scope", ev ? bs_str_z(bs_scope_name(ev->scope)) : BS_STR(""));
    put(&w, "rule_verdict", bs_str_z(bs_verdict_name(d->row.rule_verdict)));
    put_id(&w, "banner", d->row.banner);
    put_id(&w, "shape", d->row.shape);
    bs_addr_format(&d->row.target.ip, text);
    put(&w, "ip", bs_str_z(text));
    bs_jw_key(&w, "port");
    bs_jw_int(&w, d->row.target.port);
    put(&w, "transport", d->row.target.transport == BS_UDP ? BS_STR("udp") : BS_STR("tcp"));
    put(&w, "module", d->traits.module);
    bs_jw_end(&w, '}');
}
