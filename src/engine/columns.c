#include "bannerscope/engine.h"

static void put_int(struct bs_buf *out, int64_t v)
{
    bs_buf_printf(out, "%lld", (long long)v);
}
static void put_yes(struct bs_buf *out, bool v)
{
    bs_buf_put(out, v ? BS_STR("yes") : BS_STR("no"));
}
static void put_id(struct bs_buf *out, bs_id id)
{
    char text[17];
    if (!id)
        return;
    bs_id_format(id, text);
    bs_buf_put(out, bs_str_z(text));
}

#define COLUMN(name) static void col_##name(const struct bs_row *r, struct bs_buf *out)
COLUMN(target) { bs_target_format(&r->target, out); }
COLUMN(ip)
{
    char text[46];
    bs_addr_format(&r->target.ip, text);
    bs_buf_put(out, bs_str_z(text));
}
COLUMN(port) { put_int(out, r->target.port); }
COLUMN(transport) { bs_buf_put(out, r->target.transport == BS_UDP ? BS_STR("udp") : BS_STR("tcp")); }
COLUMN(org) { bs_buf_put(out, r->org); }
COLUMN(asn) { bs_buf_put(out, r->asn); }
COLUMN(country) { bs_buf_put(out, r->country); }
COLUMN(hostnames)
{
    for (size_t i = 0; i < r->hostnames.n; i++)
        bs_buf_putc(out, r->hostnames.p[i] == '\n' ? ' ' : r->hostnames.p[i]);
}
COLUMN(service) { bs_buf_put(out, r->service); }
COLUMN(product) { bs_buf_put(out, r->product); }
COLUMN(version) { bs_buf_put(out, r->version); }
COLUMN(label) { bs_buf_put(out, r->label); }
COLUMN(verdict)
{
    bs_buf_put(out, r->response ? bs_str_z(bs_verdict_name(r->verdict)) : BS_STR("no response"));
}
COLUMN(rule) { bs_buf_put(out, bs_str_z(bs_verdict_name(r->rule_verdict))); }
COLUMN(by) { bs_buf_put(out, r->by_analyst ? BS_STR("analyst") : BS_STR("rule")); }
COLUMN(affiliation) { bs_buf_put(out, bs_str_z(bs_affiliation_name(r->affiliation))); }
COLUMN(response) { put_yes(out, r->response); }
COLUMN(stale) { put_yes(out, r->stale); }
COLUMN(open) { put_yes(out, r->open); }
COLUMN(aside) { put_yes(out, r->aside); }
COLUMN(honeypot) { put_yes(out, (r->flags & BS_DEC_HONEYPOT) != 0); }
COLUMN(banner) { put_id(out, r->banner); }
COLUMN(shape) { put_id(out, r->shape); }
COLUMN(count) { put_int(out, r->count); }
COLUMN(seen)
{
    char text[32];
    if (r->seen == BS_TIME_NONE)
        return;
    bs_time_format(r->seen, text);
    bs_buf_put(out, bs_str_z(text));
}
COLUMN(sightings) { put_int(out, r->sightings); }
COLUMN(length) { put_int(out, r->length); }
COLUMN(preview) { bs_buf_put(out, bs_bytes_str(r->preview)); }
COLUMN(title) { bs_buf_put(out, r->title); }
#undef COLUMN

const struct bs_column bs_columns[] = {
    {"target", "TARGET", 22, col_target},
    {"verdict", "VERDICT", 11, col_verdict},
    {"by", "BY", 7, col_by},
    {"service", "SERVICE", 10, col_service},
    {"count", "COUNT", 6, col_count},
    {"org", "ORGANISATION", 24, col_org},
    {"label", "LABEL", 30, col_label},
    {"preview", "BANNER", 40, col_preview},
    {"ip", "IP", 16, col_ip},
    {"port", "PORT", 5, col_port},
    {"transport", "TRANSPORT", 9, col_transport},
    {"asn", "ASN", 9, col_asn},
    {"country", "CC", 2, col_country},
    {"hostnames", "HOSTNAMES", 30, col_hostnames},
    {"product", "PRODUCT", 20, col_product},
    {"version", "VERSION", 10, col_version},
    {"rule", "RULE SAYS", 11, col_rule},
    {"affiliation", "AFFILIATION", 11, col_affiliation},
    {"response", "ANSWERED", 8, col_response},
    {"banner", "BANNER ID", 16, col_banner},
    {"shape", "SHAPE ID", 16, col_shape},
    {"stale", "STALE", 5, col_stale},
    {"honeypot", "HONEYPOT", 8, col_honeypot},
    {"open", "OPEN", 4, col_open},
    {"aside", "ASIDE", 5, col_aside},
    {"seen", "SEEN", 20, col_seen},
    {"sightings", "SIGHTINGS", 9, col_sightings},
    {"length", "BYTES", 7, col_length},
    {"title", "TITLE", 30, col_title},
    {NULL, NULL, 0, NULL},
};

const struct bs_column *bs_column_find(bs_str name)
{
    for (const struct bs_column *c = bs_columns; c->name; c++)
        if (bs_str_eq(name, bs_str_z(c->name)))
            return c;
    return NULL;
}
