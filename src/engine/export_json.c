/* Records as they leave: Shodan's own field names, so that they can be read in again, plus
 * bannerscope: {...}. */
#include "bannerscope/engine.h"

#include "export_json.h"

struct writer {
    struct bs_jw w;
    struct bs_arena arena; /* of the strings of one record */
};

static void put(struct bs_jw *w, const char *key, bs_str s)
{
    if (!s.n)
        return;
    bs_jw_key(w, key);
    bs_jw_str(w, s);
}

static void put_list(struct bs_jw *w, const char *key, bs_str lines)
{
    bs_str one;
    if (!lines.n)
        return;
    bs_jw_key(w, key);
    bs_jw_array(w);
    while (bs_str_split(&lines, '\n', &one))
        bs_jw_str(w, one);
    bs_jw_end(w, ']');
}

static void put_number_text(struct bs_jw *w, const char *key, bs_str s)
{
    int64_t n;
    if (!s.n)
        return;
    bs_jw_key(w, key);
    if (bs_str_i64(s, &n))
        bs_jw_int(w, n);
    else
        bs_jw_str(w, s);
}

/* Names, one a line, as the keys of an object: each once. */
static void put_components(struct bs_jw *w, bs_str list, struct bs_arena *a)
{
    size_t n = 0, max = 1;
    for (size_t i = 0; i < list.n; i++)
        max += list.p[i] == '\n';
    struct json_member *m = bs_arena_alloc(a, max * sizeof *m);
    bs_jw_object(w);
    while (m && n < max && bs_str_split(&list, '\n', &m[n].key))
        n++;
    json_members_mark(a, m, n);
    for (size_t i = 0; i < n; i++) {
        if (m[i].again)
            continue;
        bs_jw_key_str(w, m[i].key);
        bs_jw_raw(w, BS_STR("{}"));
    }
    bs_jw_end(w, '}');
}

static void put_http(struct bs_jw *w, const struct bs_traits *t, struct bs_arena *a)
{
    const bs_str list = t->http_components;
    bs_jw_key(w, "http");
    bs_jw_object(w);
    put(w, "title", t->http_title);
    put(w, "server", t->http_server);
    put(w, "location", t->http_location);
    put(w, "host", t->http_host);
    put(w, "html", t->http_html);
    put_number_text(w, "status", t->http_status);
    if (t->favicon_hash.n) {
        bs_jw_key(w, "favicon");
        bs_jw_object(w);
        put_number_text(w, "hash", t->favicon_hash);
        bs_jw_end(w, '}');
    }
    if (list.n) {
        bs_jw_key(w, "components");
        put_components(w, list, a);
    }
    bs_jw_end(w, '}');
}

/* Where the next ", K=" begins at or behind `from`; the end when none does. */
static size_t name_part_end(bs_str dn, size_t from)
{
    for (size_t i = from; i + 2 < dn.n; i++) {
        if (dn.p[i] != ',' || dn.p[i + 1] != ' ')
            continue;
        const char *equals = memchr(dn.p + i + 2, '=', dn.n - i - 2);
        const char *blank = memchr(dn.p + i + 2, ' ', dn.n - i - 2);
        if (equals && (!blank || equals < blank))
            return i;
    }
    return dn.n;
}

/* "CN=x, O=y" back into its parts. */
static size_t name_parts(bs_str dn, struct json_member *part, size_t max)
{
    size_t n = 0, at = 0;
    while (at < dn.n && n < max) {
        const char *equals = memchr(dn.p + at, '=', dn.n - at);
        if (!equals)
            break;
        size_t value = (size_t)(equals - dn.p) + 1, end = n + 1 < max ? name_part_end(dn, value) : dn.n;
        part[n++] = (struct json_member){.key = {dn.p + at, value - 1 - at},
                                         .value.raw = {dn.p + value, end - value}};
        at = end + 2;
    }
    return n;
}

enum { NAME_PARTS_MAX = 1000 };

/* A key that stands twice is in truth a part of the value before it: the record had each once. */
static void put_name(struct bs_jw *w, const char *key, bs_str dn, struct bs_arena *a)
{
    struct json_member *part = dn.n ? bs_arena_alloc(a, NAME_PARTS_MAX * sizeof *part) : NULL;
    if (!part)
        return;
    const size_t n = name_parts(dn, part, NAME_PARTS_MAX);
    json_members_mark(a, part, n);
    bs_jw_key(w, key);
    bs_jw_object(w);
    for (size_t i = 0; i < n;) {
        const char *from = part[i].value.raw.p, *end = from + part[i].value.raw.n;
        bs_jw_key_str(w, part[i].key);
        for (i++; i < n && part[i].again; i++)
            end = part[i].value.raw.p + part[i].value.raw.n;
        bs_jw_str(w, (bs_str){from, (size_t)(end - from)});
    }
    bs_jw_end(w, '}');
}

static void put_ssl(struct bs_jw *w, const struct bs_traits *t, struct bs_arena *a)
{
    bs_jw_key(w, "ssl");
    bs_jw_object(w);
    bs_jw_key(w, "cert");
    bs_jw_object(w);
    put_name(w, "subject", t->cert_subject, a);
    put_name(w, "issuer", t->cert_issuer, a);
    if (t->cert_serial.n) {
        bs_jw_key(w, "serial");
        bs_jw_raw(w, t->cert_serial);
    }
    bs_jw_end(w, '}');
    put_list(w, "versions", t->ssl_versions);
    put(w, "jarm", t->jarm);
    bs_jw_end(w, '}');
}

static void put_place(struct writer *x, const struct bs_detail *d)
{
    struct bs_jw *w = &x->w;
    char text[46];
    bs_addr_format(&d->row.target.ip, text);
    put(w, bs_addr_is_v4(&d->row.target.ip) ? "ip_str" : "ipv6", bs_str_z(text));
    bs_jw_key(w, "port");
    bs_jw_int(w, d->row.target.port);
    put(w, "transport", d->row.target.transport == BS_UDP ? BS_STR("udp") : BS_STR("tcp"));
    if (d->row.seen != BS_TIME_NONE) {
        bs_time_format_us(d->row.seen, text);
        put(w, "timestamp", bs_str_z(text));
    }
    put(w, "org", d->owner.org);
    put(w, "isp", d->owner.isp);
    put(w, "asn", d->owner.asn);
    put_list(w, "hostnames", d->owner.hostnames);
    put_list(w, "domains", d->owner.domains);
    bs_jw_key(w, "location");
    bs_jw_object(w);
    put(w, "country_code", d->owner.country);
    put(w, "city", d->owner.city);
    bs_jw_end(w, '}');
}

static void put_traits(struct writer *x, const struct bs_detail *d)
{
    struct bs_jw *w = &x->w;
    const struct bs_traits *t = &d->traits;
    put(w, "product", t->product);
    put(w, "version", t->version);
    put(w, "info", t->info);
    put(w, "os", t->os);
    put(w, "devicetype", t->devicetype);
    put_list(w, "cpe", t->cpe);
    put_list(w, "tags", t->tags);
    if (t->http_title.n || t->http_server.n || t->http_location.n || t->http_host.n ||
        t->http_html.n || t->http_status.n || t->favicon_hash.n || t->http_components.n)
        put_http(w, t, &x->arena);
    if (t->cert_subject.n || t->cert_issuer.n || t->cert_serial.n || t->ssl_versions.n || t->jarm.n)
        put_ssl(w, t, &x->arena);
    bs_jw_key(w, "_shodan");
    bs_jw_object(w);
    put(w, "module", t->module);
    if (d->row.target.vhost.n) {
        bs_jw_key(w, "options");
        bs_jw_object(w);
        put(w, "hostname", d->row.target.vhost);
        bs_jw_end(w, '}');
    }
    bs_jw_end(w, '}');
}

/* From what the database keeps of a record whose own text it does not. */
static void put_record(struct writer *x, const struct bs_detail *d)
{
    put_place(x, d);
    put_traits(x, d);
    bs_jw_key(&x->w, "hash");
    bs_jw_int(&x->w, d->data.n ? bs_murmur3(d->data) : 0);
    bs_jw_key(&x->w, "opts");
    bs_jw_object(&x->w);
    if (d->raw.n) {
        bs_jw_key(&x->w, "raw");
        bs_jw_hex(&x->w, d->raw);
    }
    bs_jw_end(&x->w, '}');
    bs_jw_key(&x->w, "data");
    bs_jw_string(&x->w, d->data);
}

enum { JSON_MAX = 64 << 20 };

static void put_ours(struct bs_jw *w, const struct bs_detail *d)
{
    struct bs_buf ours;
    bs_buf_init(&ours, JSON_MAX);
    bs_row_json(&d->row, d->evidence, d->evidences, &ours);
    bs_jw_key(w, "bannerscope");
    bs_jw_raw(w, bs_buf_str(&ours));
    bs_buf_fini(&ours);
}

void bs_detail_ndjson(const struct bs_detail *d, struct bs_buf *out)
{
    struct writer x;
    struct bs_json kept;
    bs_jw_init(&x.w, out);
    bs_arena_init(&x.arena, 0);
    bs_jw_object(&x.w);
    if (d->json.n && bs_json_check(d->json, &kept, NULL) == BS_OK && kept.type == BS_JSON_OBJECT)
        json_copy_members(&x.w, &x.arena, &kept, "bannerscope");
    else
        put_record(&x, d);
    put_ours(&x.w, d);
    bs_jw_end(&x.w, '}');
    bs_arena_fini(&x.arena);
}

void bs_detail_json(const struct bs_detail *d, const struct bs_decoded *dec, struct bs_buf *out)
{
    struct bs_buf part;
    struct bs_arena a;
    enum bs_notation notation;
    bs_buf_init(&part, JSON_MAX);
    bs_row_json(&d->row, d->evidence, d->evidences, &part);
    if (part.len == 0) { /* never: a row is small */
        bs_buf_fini(&part);
        return;
    }
    bs_buf_put(out, (bs_str){(const char *)part.p, part.len - 1});
    bs_buf_clear(&part);
    bs_arena_init(&a, 0);
    /* The row's name is that of the row's product; a decoder may read another one. */
    bs_str cpe = bs_str_eq(dec->product, d->row.product) ? d->row.cpe : BS_STR("");
    bs_decoded_json(dec, cpe, bs_wire_bytes(d->data, d->raw, &a, &notation), &part);
    bs_arena_fini(&a);
    bs_buf_put(out, BS_STR(",\"decoded\":"));
    bs_buf_put(out, bs_buf_str(&part));
    bs_buf_fini(&part);

    struct bs_jw w;
    bs_buf_put(out, BS_STR(",\"record\":"));
    bs_jw_init(&w, out);
    bs_jw_object(&w);
    put(&w, "summary", d->summary);
    put(&w, "note", d->note);
    put_list(&w, "sources", d->sources);
    bs_jw_key(&w, "data");
    bs_jw_string(&w, d->data);
    bs_jw_key(&w, "raw");
    bs_jw_hex(&w, d->raw);
    bs_jw_end(&w, '}');
    bs_buf_putc(out, '}');
}
