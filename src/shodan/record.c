#include "bannerscope/shodan.h"

#include "pick.h"
#include "record_tls.h"

enum { HTML_MAX = 16 << 10, HOSTNAME_MAX = 253 };

/* The members we read, in the order Shodan tends to write them. */
enum {
    R_HASH, R_PORT, R_TRANSPORT, R_SHODAN, R_DATA, R_ASN, R_IP, R_IP_STR, R_IPV6, R_ORG, R_ISP,
    R_OS, R_OPTS, R_HTTP, R_SSL, R_LOCATION, R_HOSTNAMES, R_DOMAINS, R_TIMESTAMP, R_PRODUCT,
    R_VERSION, R_INFO, R_DEVICETYPE, R_DEVICE, R_CPE, R_TAGS, R_TITLE, R_HTML, R_MATCHES, R_N
};
static const bs_str record_names[R_N] = {
    BS_NAME("hash"), BS_NAME("port"), BS_NAME("transport"), BS_NAME("_shodan"), BS_NAME("data"),
    BS_NAME("asn"), BS_NAME("ip"), BS_NAME("ip_str"), BS_NAME("ipv6"), BS_NAME("org"),
    BS_NAME("isp"), BS_NAME("os"), BS_NAME("opts"), BS_NAME("http"), BS_NAME("ssl"),
    BS_NAME("location"), BS_NAME("hostnames"), BS_NAME("domains"), BS_NAME("timestamp"),
    BS_NAME("product"), BS_NAME("version"), BS_NAME("info"), BS_NAME("devicetype"),
    BS_NAME("device"), BS_NAME("cpe"), BS_NAME("tags"), BS_NAME("title"), BS_NAME("html"),
    BS_NAME("matches"),
};

enum { S_MODULE, S_ID, S_OPTIONS, S_N };
static const bs_str shodan_names[S_N] = {BS_NAME("module"), BS_NAME("id"), BS_NAME("options")};
static const bs_str hostname_name[1] = {BS_NAME("hostname")};
static const bs_str raw_name[1] = {BS_NAME("raw")};
static const bs_str hash_name[1] = {BS_NAME("hash")};

enum { L_COUNTRY, L_CITY, L_N };
static const bs_str location_names[L_N] = {BS_NAME("country_code"), BS_NAME("city")};

enum { H_TITLE, H_SERVER, H_STATUS, H_HOST, H_LOCATION, H_HTML, H_FAVICON, H_COMPONENTS, H_N };
static const bs_str http_names[H_N] = {
    BS_NAME("title"), BS_NAME("server"), BS_NAME("status"), BS_NAME("host"),
    BS_NAME("location"), BS_NAME("html"), BS_NAME("favicon"), BS_NAME("components"),
};

/* The official client looks in this order.  `ip` passes 2^31 for half of the internet. */
static bool read_address(const struct bs_json *m, struct bs_arena *a, struct bs_addr *out)
{
    static const int order[] = {R_IPV6, R_IP_STR, R_IP};
    for (size_t i = 0; i < BS_COUNT(order); i++) {
        const struct bs_json *v = &m[order[i]];
        int64_t number;
        if (v->type == BS_JSON_STRING && bs_addr_parse(bs_str_trim(bs_pick_text(v, a)), out))
            return true;
        if (order[i] == R_IP && bs_pick_int(v, a, &number) && number >= 0 &&
            number <= UINT32_MAX) {
            bs_addr_from_v4((uint32_t)number, out);
            return true;
        }
    }
    return false;
}

static bs_err read_target(const struct bs_json *m, struct bs_arena *a, struct bs_target *t,
                          struct bs_error *e)
{
    int64_t port;
    bool answer = m[R_MATCHES].type == BS_JSON_ARRAY || m[R_DATA].type == BS_JSON_ARRAY;
    if (answer && m[R_PORT].type == BS_JSON_NONE)
        return bs_error_set(e, BS_E_SYNTAX,
                            "a whole answer of the API, not one banner on a line");
    if (!read_address(m, a, &t->ip))
        return bs_error_set(e, BS_E_SYNTAX, "no address (ip_str, ipv6 or ip)");
    if (!bs_pick_int(&m[R_PORT], a, &port))
        return bs_error_set(e, BS_E_SYNTAX, "no port");
    if (port < 1 || port > UINT16_MAX)
        return bs_error_set(e, BS_E_SYNTAX, "port %lld is not from 1 to 65535", (long long)port);
    t->port = (uint16_t)port;
    if (bs_str_eq_nocase(bs_pick_text(&m[R_TRANSPORT], a), BS_STR("udp")))
        t->transport = BS_UDP;
    return BS_OK;
}

static bs_bytes read_raw(const struct bs_json *opts, struct bs_arena *a)
{
    struct bs_json raw;
    bs_bytes hex, bytes = {(const uint8_t *)"", 0};
    bs_pick(opts, raw_name, 1, &raw);
    if (!bs_json_string(&raw, a, &hex) || hex.n == 0)
        return bytes;
    struct bs_buf out;
    bs_buf_init(&out, hex.n / 2 + 1);
    if (bs_hex_decode(bs_bytes_str(hex), &out, NULL) == BS_OK)
        bytes = bs_arena_bytes(a, (bs_bytes){out.p, out.len});
    bs_buf_fini(&out);
    return bytes;
}

/* Not in the middle of a character. */
static bs_str cut_text(bs_str s, size_t max)
{
    if (s.n <= max)
        return s;
    while (max > 0 && ((uint8_t)s.p[max] & 0xc0) == 0x80)
        max--;
    return (bs_str){s.p, max};
}

static bs_str member_names(const struct bs_json *object, struct bs_arena *a)
{
    struct bs_buf list;
    struct bs_json_iter it;
    struct bs_json value;
    bs_str key;
    if (object->type != BS_JSON_OBJECT)
        return bs_pick_list(object, a);
    bs_buf_init(&list, HTML_MAX);
    bs_json_begin(object, &it);
    while (bs_json_next(&it, &key, &value))
        bs_list_add(&list, bs_pick_key(key, a));
    bs_str names = list.len ? bs_arena_str(a, bs_buf_str(&list)) : BS_STR("");
    bs_buf_fini(&list);
    return names;
}

static void read_http(const struct bs_json *m, struct bs_arena *a, struct bs_traits *t)
{
    struct bs_json http[H_N], favicon_hash;
    bs_pick(&m[R_HTTP], http_names, H_N, http);
    t->http_title = bs_pick_text(&http[H_TITLE], a);
    t->http_server = bs_pick_text(&http[H_SERVER], a);
    t->http_status = bs_pick_text(&http[H_STATUS], a);
    t->http_host = bs_pick_text(&http[H_HOST], a);
    t->http_location = bs_pick_text(&http[H_LOCATION], a);
    t->http_html = cut_text(bs_pick_text(&http[H_HTML], a), HTML_MAX);
    t->http_components = member_names(&http[H_COMPONENTS], a);
    bs_pick(&http[H_FAVICON], hash_name, 1, &favicon_hash);
    t->favicon_hash = bs_pick_text(&favicon_hash, a);
    /* Records of before 2017 have these at the top. */
    if (t->http_title.n == 0)
        t->http_title = bs_pick_text(&m[R_TITLE], a);
    if (t->http_html.n == 0)
        t->http_html = cut_text(bs_pick_text(&m[R_HTML], a), HTML_MAX);
}

static void read_traits(const struct bs_json *m, struct bs_arena *a, struct bs_traits *t)
{
    t->product = bs_pick_text(&m[R_PRODUCT], a);
    t->version = bs_pick_text(&m[R_VERSION], a);
    t->info = bs_pick_text(&m[R_INFO], a);
    t->os = bs_pick_text(&m[R_OS], a);
    t->devicetype = bs_pick_text(&m[m[R_DEVICETYPE].type ? R_DEVICETYPE : R_DEVICE], a);
    t->cpe = bs_pick_list(&m[R_CPE], a);
    t->tags = bs_pick_list(&m[R_TAGS], a);
    read_http(m, a, t);
    bs_record_read_tls(&m[R_SSL], a, t);
}

static bs_str read_asn(const struct bs_json *v, struct bs_arena *a)
{
    bs_str asn = bs_pick_text(v, a);
    if (v->type == BS_JSON_NUMBER)
        return bs_arena_printf(a, "AS%.*s", (int)(asn.n < 20 ? asn.n : 20), asn.p);
    return asn;
}

static void read_owner(const struct bs_json *m, struct bs_arena *a, struct bs_owner *o)
{
    struct bs_json location[L_N];
    bs_pick(&m[R_LOCATION], location_names, L_N, location);
    o->org = bs_pick_text(&m[R_ORG], a);
    o->isp = bs_pick_text(&m[R_ISP], a);
    o->asn = read_asn(&m[R_ASN], a);
    o->country = bs_pick_text(&location[L_COUNTRY], a);
    o->city = bs_pick_text(&location[L_CITY], a);
    o->hostnames = bs_pick_list(&m[R_HOSTNAMES], a);
    o->domains = bs_pick_list(&m[R_DOMAINS], a);
}

static bool is_hostname(bs_str s)
{
    bool letter = false;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (!alpha && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_')
            return false;
        letter |= alpha;
    }
    struct bs_addr addr;
    return letter && s.n <= HOSTNAME_MAX && !bs_addr_parse(s, &addr);
}

/* Shodan names the host it asked for in _shodan.options.hostname.  Only HTTP and TLS carry a
 * name, so only there can the answer be another one than the address alone would get; and not
 * when the request went out under the bare address after all. */
static bs_str virtual_host(const struct bs_json *m, bs_str hostname, bs_str http_host,
                           struct bs_arena *a)
{
    struct bs_addr addr;
    if (m[R_HTTP].type != BS_JSON_OBJECT && m[R_SSL].type != BS_JSON_OBJECT)
        return BS_STR("");
    if (hostname.n && hostname.p[hostname.n - 1] == '.')
        hostname.n--;
    if (!is_hostname(hostname) || bs_addr_parse(http_host, &addr))
        return BS_STR("");
    char lower[HOSTNAME_MAX];
    for (size_t i = 0; i < hostname.n; i++) {
        char c = hostname.p[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return bs_arena_str(a, (bs_str){lower, hostname.n});
}

static void read_shodan(const struct bs_json *m, struct bs_arena *a, struct bs_record *r)
{
    struct bs_json in[S_N], hostname;
    bs_pick(&m[R_SHODAN], shodan_names, S_N, in);
    bs_pick(&in[S_OPTIONS], hostname_name, 1, &hostname);
    r->traits.module = bs_pick_text(&in[S_MODULE], a);
    r->module_id = bs_pick_text(&in[S_ID], a);
    r->target.vhost = virtual_host(m, bs_str_trim(bs_pick_text(&hostname, a)),
                                   r->traits.http_host, a);
    /* A web host that is the address again says nothing about the service, and would make the
     * traits of each host its own. */
    struct bs_addr same;
    if (bs_addr_parse(r->traits.http_host, &same))
        r->traits.http_host = BS_STR("");
}

static void read_hash(const struct bs_json *v, struct bs_record *r)
{
    int64_t hash;
    if (!bs_json_i64(v, &hash) || hash < INT32_MIN || hash > INT32_MAX)
        return;
    r->has_hash = true;
    r->hash = (int32_t)hash;
    r->hash_mismatch = bs_murmur3(r->data) != r->hash;
}

bs_err bs_record_read(bs_str json, struct bs_arena *a, struct bs_record *out, struct bs_error *e)
{
    static const struct bs_record empty;
    struct bs_json root, m[R_N];
    *out = empty;
    if (json.n > BS_JSON_LINE_MAX)
        return bs_error_set(e, BS_E_SYNTAX, "a record of more than %d MiB",
                            BS_JSON_LINE_MAX >> 20);
    if (bs_json_check(json, &root, e))
        return bs_error_ctx(e, BS_E_SYNTAX, "bad JSON");
    if (root.type != BS_JSON_OBJECT)
        return bs_error_set(e, BS_E_SYNTAX, "not a JSON object");
    out->repeated = bs_pick(&root, record_names, R_N, m);
    bs_err err = read_target(m, a, &out->target, e);
    if (err)
        return err;
    out->json = root.raw;
    if (!bs_json_string(&m[R_DATA], a, &out->data))
        out->data = BS_BYTES("");
    out->raw = read_raw(&m[R_OPTS], a);
    if (!bs_time_parse(bs_str_trim(bs_pick_text(&m[R_TIMESTAMP], a)), &out->seen))
        out->seen = BS_TIME_NONE;
    read_traits(m, a, &out->traits);
    read_owner(m, a, &out->owner);
    read_shodan(m, a, out);
    read_hash(&m[R_HASH], out);
    return BS_OK;
}
