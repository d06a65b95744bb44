/* What each filter means: a condition for one value of it. */
#include "filter.h"

#include "bannerscope/gate.h"

bs_err filter_wrong(const struct bs_term *t, bs_str value, const char *want,
                          struct bs_error *e)
{
    char shown[64];
    return bs_error_set(e, BS_E_SYNTAX, "%s: \"%s\" is not %s", t->filter->name,
                        bs_gate_z(bs_str_bytes(value), shown, sizeof shown), want);
}

/* -- one value of one filter ------------------------------------------------------------- */

static bs_err contains(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                       struct bs_error *e)
{
    (void)t;
    (void)e;
    bs_buf_printf(&f->sql, "bs_contains(%s, ", column);
    filter_text(f, v);
    filter_put(f, ")");
    return BS_OK;
}

static bs_err bytes(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                    struct bs_error *e)
{
    (void)t;
    (void)e;
    bs_buf_printf(&f->sql, "bs_bytes_in(%s, ", column);
    filter_text(f, v);
    filter_put(f, ")");
    return BS_OK;
}

/* The whole text; `none` is an empty one; # and eight hex digits its hash, for texts that the language
 * cannot write (a comma, blanks at the ends). */
static void put_equal(struct filter_sql *f, bs_str v, const char *column, const char *collate)
{
    int64_t hash;
    if (bs_query_text_hash(v, &hash)) {
        bs_buf_printf(&f->sql, "bs_murmur3(ifnull(%s, '')) = ", column);
        filter_number(f, hash);
        return;
    }
    bs_buf_printf(&f->sql, "ifnull(%s, '') = ", column);
    filter_text(f, bs_str_eq_nocase(v, BS_STR("none")) ? BS_STR("") : v);
    filter_put(f, collate);
}

static bs_err exact(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                    struct bs_error *e)
{
    (void)t;
    (void)e;
    put_equal(f, v, column, " COLLATE NOCASE");
    return BS_OK;
}

/* To the letter: capitals count. */
static bs_err same(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                   struct bs_error *e)
{
    (void)t;
    (void)e;
    put_equal(f, v, column, "");
    return BS_OK;
}

/* "1103" means AS1103 too. */
static bs_err asn(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                  struct bs_error *e)
{
    uint64_t n;
    if (bs_str_u64(v, &n))
        v = bs_arena_printf(&f->arena, "AS%llu", (unsigned long long)n);
    return exact(f, t, v, column, e);
}

/* n, a-b, >n, <n */
static bs_err number(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                     struct bs_error *e)
{
    int64_t a, b;
    const char *dash = v.n > 1 ? memchr(v.p + 1, '-', v.n - 1) : NULL;
    if (bs_str_i64(v, &a)) {
        bs_buf_printf(&f->sql, "%s = ", column);
        filter_number(f, a);
    } else if (v.n > 1 && (v.p[0] == '>' || v.p[0] == '<') &&
               bs_str_i64((bs_str){v.p + 1, v.n - 1}, &a)) {
        bs_buf_printf(&f->sql, "%s %c ", column, v.p[0]);
        filter_number(f, a);
    } else if (dash && bs_str_i64((bs_str){v.p, (size_t)(dash - v.p)}, &a) &&
               bs_str_i64((bs_str){dash + 1, v.n - (size_t)(dash - v.p) - 1}, &b)) {
        bs_buf_printf(&f->sql, "%s BETWEEN ", column);
        filter_number(f, a);
        filter_put(f, " AND ");
        filter_number(f, b);
    } else {
        return filter_wrong(t, v, "a number or a range", e);
    }
    return BS_OK;
}

static bs_err net(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                  struct bs_error *e)
{
    struct bs_addr low, high, any;
    int bits;
    if (!bs_net_parse(v, &low, &bits))
        return filter_wrong(t, v, "an address or network", e);
    high = low;
    for (int bit = 0; bit < 128; bit++) {
        uint8_t mask = (uint8_t)(0x80 >> (bit % 8));
        if (bit >= bits) {
            low.b[bit / 8] = (uint8_t)(low.b[bit / 8] & ~mask);
            high.b[bit / 8] |= mask;
        }
    }
    const bool v4 = bs_addr_is_v4(&low) && bs_addr_is_v4(&high);
    bs_buf_printf(&f->sql, "(%s BETWEEN ", column);
    v4 ? filter_number(f, bs_addr_to_v4(&low)) : filter_blob(f, (bs_bytes){low.b, 16});
    filter_put(f, " AND ");
    v4 ? filter_number(f, bs_addr_to_v4(&high)) : filter_blob(f, (bs_bytes){high.b, 16});
    bs_addr_from_v4(0, &any);
    if (!v4 && memcmp(low.b, any.b, 16) <= 0 && memcmp(any.b, high.b, 16) <= 0)
        bs_buf_printf(&f->sql, " OR typeof(%s) = 'integer'", column); /* the whole of IPv4 lies within */
    filter_put(f, ")");
    return BS_OK;
}

/* dd/mm/yyyy or yyyy-mm-dd, also with a time behind the latter. */
static bool parse_date(bs_str v, struct bs_arena *a, bs_time *out)
{
    if (v.n == 10 && v.p[2] == '/' && v.p[5] == '/')
        v = bs_arena_printf(a, "%.4s-%.2s-%.2sT00:00:00", v.p + 6, v.p + 3, v.p);
    else if (v.n == 10)
        v = bs_arena_printf(a, "%.10sT00:00:00", v.p);
    return bs_time_parse(v, out);
}

static bs_err date(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                   struct bs_error *e)
{
    bs_time at;
    if (!parse_date(v, &f->arena, &at))
        return filter_wrong(t, v, "a date (dd/mm/yyyy or yyyy-mm-dd)", e);
    bs_buf_printf(&f->sql, "%s ", column);
    filter_number(f, at);
    return BS_OK;
}

bool filter_yes(bs_str v)
{
    return bs_str_eq_nocase(v, BS_STR("yes")) || bs_str_eq_nocase(v, BS_STR("true")) ||
           bs_str_eq(v, BS_STR("1"));
}

static bs_err boolean(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                      struct bs_error *e)
{
    (void)t;
    (void)e;
    bs_buf_printf(&f->sql, filter_yes(v) ? "(%s)" : "NOT (%s)", column);
    return BS_OK;
}

static bs_err id_value(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                       struct bs_error *e)
{
    bs_id id;
    if (!bs_id_parse(v, &id))
        return filter_wrong(t, v, "an id of 16 hex digits", e);
    bs_buf_printf(&f->sql, "%s = ", column);
    filter_number(f, (int64_t)id);
    return BS_OK;
}

/* One of a few kinds by its name. */
static bs_err named(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                    struct bs_error *e)
{
    int kind;
    bs_err err = filter_names(t, v, &kind, e);
    if (err == BS_OK)
        bs_buf_printf(&f->sql, "%s = %d", column, kind);
    return err;
}

static bs_err access_kind(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                          struct bs_error *e)
{
    static const struct {
        const char *name, *is;
    } kinds[] = {{"open", "& 1"}, {"ae-checked", "& 3 = 2"}, {"unclear", "& 3 = 0"}};
    for (size_t i = 0; i < BS_COUNT(kinds); i++)
        if (bs_str_eq_nocase(v, bs_str_z(kinds[i].name))) {
            bs_buf_printf(&f->sql, "%s %s", column, kinds[i].is);
            return BS_OK;
        }
    return filter_wrong(t, v, "open, ae-checked or unclear", e);
}

static bs_err host_services(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                            struct bs_error *e)
{
    filter_put(f, "s.ip IN (SELECT ip FROM service GROUP BY ip HAVING ");
    bs_err err = number(f, t, v, column, e);
    filter_put(f, ")");
    return err;
}

static bs_err transport(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                        struct bs_error *e)
{
    bool udp = bs_str_eq_nocase(v, BS_STR("udp"));
    if (!udp && !bs_str_eq_nocase(v, BS_STR("tcp")))
        return filter_wrong(t, v, "tcp or udp", e);
    bs_buf_printf(&f->sql, "%s = %d", column, udp);
    return BS_OK;
}

/* A rule by its whole name ("devices:EPIQ 7"), by its list, or by what stands behind the colon. */
static bs_err evidence(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                       struct bs_error *e)
{
    /* Sets that do not depend on the row: made once for the whole list. */
    static const char *const from[] = {"a.id IN (SELECT v.answer FROM evidence",
                                       "o.id IN (SELECT v.owner FROM owner_evidence"};
    static const char *const same[] = {"r.name", "substr(r.name, 1, instr(r.name, ':') - 1)",
                                       "substr(r.name, instr(r.name, ':') + 1)"};
    (void)t;
    (void)column;
    (void)e;
    for (size_t i = 0; i < BS_COUNT(from); i++) {
        bs_buf_printf(&f->sql, "%s%s v WHERE v.rule IN (SELECT r.id FROM rule r WHERE ",
                      i ? " OR " : "(", from[i]);
        for (size_t k = 0; k < BS_COUNT(same); k++) {
            filter_put(f, k ? " OR " : "");
            put_equal(f, v, same[k], " COLLATE NOCASE");
        }
        filter_put(f, "))");
    }
    filter_put(f, ")");
    return BS_OK;
}

static bs_err source(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                     struct bs_error *e)
{
    (void)t;
    (void)column;
    (void)e;
    filter_put(f, "EXISTS (SELECT 1 FROM source q WHERE instr(lower(q.name), lower(");
    filter_text(f, v);
    filter_put(f, ")) AND (q.id = s.source OR EXISTS (SELECT 1 FROM found WHERE service = s.id AND source ="
           " q.id)))");
    return BS_OK;
}

static bs_err ssl(struct filter_sql *f, const struct bs_term *t, bs_str v, const char *column,
                  struct bs_error *e)
{
    static const char *const columns[] = {"t.ssl_cert_subject", "t.ssl_cert_issuer",
                                          "t.ssl_cert_names", "t.ssl_version"};
    (void)column;
    for (size_t i = 0; i < BS_COUNT(columns); i++) {
        filter_put(f, i ? " OR " : "(");
        contains(f, t, v, columns[i], e);
    }
    filter_put(f, ")");
    return BS_OK;
}

/* -- the table --------------------------------------------------------------------------- */

static const struct filter filters[] = {
    {BS_F_NET, OF_SERVICE, net, "s.ip"},
    {BS_F_PORT, OF_SERVICE, number, "s.port"},
    {BS_F_TRANSPORT, OF_SERVICE, transport, "s.transport"},
    {BS_F_VHOST, OF_SERVICE, contains, "s.vhost"},
    {BS_F_ORG, OF_OWNER, contains, "o.org"},
    {BS_F_ISP, OF_OWNER, contains, "o.isp"},
    {BS_F_ASN, OF_OWNER, asn, "o.asn"},
    {BS_F_COUNTRY, OF_OWNER, exact, "o.country"},
    {BS_F_CITY, OF_OWNER, contains, "o.city"},
    {BS_F_HOSTNAME, OF_OWNER, contains, "o.hostnames"},
    {BS_F_SSL, OF_TRAITS, ssl, NULL},
    {BS_F_HASH, OF_ANSWER, number, "bs_murmur3(b.data)"},
    {BS_F_SEEN_AFTER, OF_SERVICE, date, "s.seen >="},
    {BS_F_SEEN_BEFORE, OF_SERVICE, date, "s.seen <"},
    {BS_F_HAS_SSL, OF_TRAITS, boolean, "t.ssl_version IS NOT NULL OR t.ssl_cert_subject IS NOT NULL"},
    {BS_F_VERDICT, OF_SERVICE, named, SQL_VERDICT},
    {BS_F_BY, OF_SERVICE, named, SQL_DECIDED},
    {BS_F_SERVICE, OF_ANSWER, exact, "a.service"},
    {BS_F_LABEL, OF_SERVICE, contains, SQL_LABEL},
    {BS_F_AFFILIATION, OF_SERVICE, named, SQL_AFFILIATION},
    {BS_F_EVIDENCE, OF_SERVICE, evidence, NULL},
    {BS_F_SHAPE, OF_ANSWER, id_value, "a.shape"},
    {BS_F_BANNER, OF_BANNER, id_value, "b.key"},
    {BS_F_BYTES, OF_BANNER, bytes, "coalesce(b.wire, b.raw, b.data)"},
    {BS_F_RESPONSE, OF_ANSWER, boolean, "a.response"},
    {BS_F_NOTE, OF_SERVICE, contains, SQL_NOTE},
    {BS_F_QUERY, OF_SERVICE, source, NULL},
    {BS_F_ASIDE, OF_SERVICE, boolean, SQL_ASIDE},
    {BS_F_OPEN, OF_SERVICE, boolean, SQL_OPEN},
    {BS_F_STALE, OF_SERVICE, boolean, SQL_STALE},
    {BS_F_HONEYPOT, OF_ANSWER, boolean, "a.flags & 8"}, /* BS_DEC_HONEYPOT */
    {BS_F_ACCESS, OF_ANSWER, access_kind, "a.flags"},   /* BS_DEC_OPEN, BS_DEC_CHECKED */
    {BS_F_FOUND, OF_ANSWER, named, "a.verdict"},
    {BS_F_HOST_SERVICES, OF_SERVICE, host_services, "count(*)"},
    {BS_F_NAMED, OF_ANSWER, same, "trim(ifnull(a.product, '') || ' ' || ifnull(a.version, ''))"},
    {BS_F_ORG_IS, OF_OWNER, same, "o.org"},
    {BS_F_PATTERN, OF_ANSWER, boolean, "a.marks & 8"}, /* MARK_PATTERN */
};

/* "http.title" stands in the column t.http_title; pages have a table of their own. */
static bs_err trait_column(const struct bs_term *t, char out[64], enum asked *asked, struct bs_error *e)
{
    size_t n = t->filter->trait ? strlen(t->filter->trait) : 0;
    if (n == 0 || n > 60)
        return bs_error_set(e, BS_E_SYNTAX, "%s: not stored here", t->filter->name);
    const bool page = strcmp(t->filter->trait, "http.html") == 0;
    *asked = page ? OF_PAGE : OF_TRAITS;
    if (page) {
        memcpy(out, "h.data", sizeof "h.data");
        return BS_OK;
    }
    out[0] = 't';
    out[1] = '.';
    for (size_t i = 0; i <= n; i++)
        out[i + 2] = t->filter->trait[i] == '.' ? '_' : t->filter->trait[i];
    return BS_OK;
}

bs_err filter_of(const struct bs_term *t, char column[64], struct filter *out, struct bs_error *e)
{
    *out = (struct filter){.asked = OF_BANNER, .fn = contains, .column = "coalesce(b.wire, b.raw, b.data)"};
    if (!t->filter)
        return BS_OK;
    if (t->filter->what == BS_F_TRAIT) {
        out->fn = t->filter->type == BS_FT_TEXT ? contains : exact;
        out->column = column;
        return trait_column(t, column, &out->asked, e);
    }
    for (size_t i = 0; i < BS_COUNT(filters); i++) {
        if (filters[i].what == t->filter->what) {
            *out = filters[i];
            return BS_OK;
        }
    }
    return bs_error_set(e, BS_E_SYNTAX, "%s: Shodan knows this filter, but what it looks at is "
                        "not stored here", t->filter->name);
}
