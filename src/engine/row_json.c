/* The JSON objects of the command line: rows, readings, streamed records. */
#include "bannerscope/engine.h"

#include "bannerscope/identity.h"
#include "bannerscope/json.h"

static void key_str(struct bs_jw *w, const char *key, bs_str s)
{
    bs_jw_key(w, key);
    bs_jw_str(w, s);
}
static void key_str_or_null(struct bs_jw *w, const char *key, bs_str s)
{
    bs_jw_key(w, key);
    if (s.n)
        bs_jw_str(w, s);
    else
        bs_jw_null(w);
}
static void key_bool(struct bs_jw *w, const char *key, bool v)
{
    bs_jw_key(w, key);
    bs_jw_bool(w, v);
}
static void key_int(struct bs_jw *w, const char *key, int64_t v)
{
    bs_jw_key(w, key);
    bs_jw_int(w, v);
}
static void key_id(struct bs_jw *w, const char *key, bs_id id)
{
    char text[17];
    bs_id_format(id, text);
    bs_jw_key(w, key);
    bs_jw_z(w, id ? text : NULL);
}
static void key_time(struct bs_jw *w, const char *key, bs_time t)
{
    char text[32];
    bs_jw_key(w, key);
    if (t == BS_TIME_NONE) {
        bs_jw_null(w);
        return;
    }
    bs_time_format(t, text);
    bs_jw_z(w, text);
}
static void key_list(struct bs_jw *w, const char *key, bs_str lines)
{
    bs_str one;
    bs_jw_key(w, key);
    bs_jw_array(w);
    while (lines.n && bs_str_split(&lines, '\n', &one))
        if (one.n)
            bs_jw_str(w, one);
    bs_jw_end(w, ']');
}
static void key_evidence(struct bs_jw *w, const struct bs_evidence *ev, size_t n)
{
    bs_jw_key(w, "evidence");
    bs_jw_array(w);
    for (size_t i = 0; i < n; i++) {
        bs_jw_object(w);
        key_str(w, "kind", bs_str_z(bs_evidence_kind_name(ev[i].kind)));
        key_str(w, "rule", ev[i].rule);
        key_str(w, "field", ev[i].field);
        key_int(w, "offset", ev[i].offset);
        key_int(w, "length", ev[i].length);
        key_str(w, "strength", bs_str_z(bs_strength_name(ev[i].strength)));
        key_str(w, "note", ev[i].note);
        bs_jw_end(w, '}');
    }
    bs_jw_end(w, ']');
}

void bs_row_json(const struct bs_row *row, const struct bs_evidence *ev, size_t nev,
                 struct bs_buf *out)
{
    struct bs_jw w;
    char ip[46];
    bs_addr_format(&row->target.ip, ip);
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    key_str(&w, "ip", bs_str_z(ip));
    key_int(&w, "port", row->target.port);
    key_str(&w, "transport", row->target.transport == BS_UDP ? BS_STR("udp") : BS_STR("tcp"));
    key_str_or_null(&w, "vhost", row->target.vhost);
    key_str_or_null(&w, "org", row->org);
    key_str_or_null(&w, "asn", row->asn);
    key_str_or_null(&w, "country", row->country);
    key_list(&w, "hostnames", row->hostnames);
    key_str_or_null(&w, "service", row->service);
    key_str_or_null(&w, "product", row->product);
    key_str_or_null(&w, "version", row->version);
    key_str_or_null(&w, "cpe", row->cpe);
    key_str_or_null(&w, "label", row->label);
    key_str_or_null(&w, "verdict",
                    row->response ? bs_str_z(bs_verdict_name(row->verdict)) : BS_STR(""));
    key_str(&w, "by", row->by_analyst ? BS_STR("analyst") : BS_STR("rule"));
    key_evidence(&w, ev, nev);
    key_str(&w, "affiliation", bs_str_z(bs_affiliation_name(row->affiliation)));
    key_bool(&w, "response", row->response);
    key_id(&w, "banner", row->banner);
    key_id(&w, "shape", row->shape);
    key_int(&w, "count", row->count);
    key_bool(&w, "honeypot", (row->flags & BS_DEC_HONEYPOT) != 0);
    key_bool(&w, "stale", row->stale);
    key_time(&w, "seen", row->seen);
    bs_jw_end(&w, '}');
}

/* Fields are a preorder array with depths; the tree is made of brackets. */
static void decoded_fields(struct bs_jw *w, const struct bs_decoded *d)
{
    int depth = -1;
    bs_jw_array(w);
    for (size_t i = 0; i < d->fields; i++) {
        const struct bs_field *f = &d->field[i];
        for (; depth >= (int)f->depth; depth--) {
            bs_jw_end(w, ']');
            bs_jw_end(w, '}');
        }
        depth++;
        bs_jw_object(w);
        key_str(w, "name", bs_str_z(f->name));
        key_str(w, "value", f->value);
        key_int(w, "offset", f->offset);
        key_int(w, "length", f->length);
        key_str(w, "meaning", f->meaning);
        bs_jw_key(w, "children");
        bs_jw_array(w);
    }
    for (; depth >= 0; depth--) {
        bs_jw_end(w, ']');
        bs_jw_end(w, '}');
    }
    bs_jw_end(w, ']');
}

static const char *decoded_verdict(const struct bs_decoded *d)
{
    if (!d->decoder || d->certainty < BS_LIKELY)
        return bs_verdict_name(BS_UNKNOWN);
    return bs_verdict_name(d->medical ? BS_MEDICAL : BS_NON_MEDICAL);
}

void bs_decoded_json(const struct bs_decoded *d, bs_str cpe, bs_bytes wire, struct bs_buf *out)
{
    struct bs_jw w;
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    key_str_or_null(&w, "service", d->service);
    key_str(&w, "summary", d->summary);
    bs_jw_key(&w, "verdict");
    bs_jw_z(&w, wire.n ? decoded_verdict(d) : NULL);
    bs_jw_key(&w, "certainty");
    bs_jw_z(&w, d->decoder ? bs_certainty_name(d->certainty) : NULL);
    key_str_or_null(&w, "product", d->product);
    key_str_or_null(&w, "version", d->version);
    key_str_or_null(&w, "cpe", cpe);
    key_int(&w, "length", (int64_t)wire.n);
    bs_jw_key(&w, "fields");
    decoded_fields(&w, d);
    bs_jw_end(&w, '}');
}

void bs_record_json(const struct bs_record *r, const struct bs_finding *f, enum bs_affiliation aff,
                    struct bs_buf *out)
{
    const struct bs_row row = {
        .target = r->target,
        .org = r->owner.org, .asn = r->owner.asn, .country = r->owner.country,
        .hostnames = r->owner.hostnames,
        .service = f->service, .product = f->product, .version = f->version, .cpe = f->cpe,
        .label = f->label,
        .verdict = f->verdict, .affiliation = aff, .response = f->response, .flags = f->flags,
        .banner = f->response ? bs_banner_id(r->data, r->raw) : 0,
        .shape = f->shape, .count = 1, .seen = r->seen};
    bs_row_json(&row, f->evidence, f->evidences, out);
}
