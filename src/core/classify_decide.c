#include "classify_priv.h"

/* -- the service ------------------------------------------------------------------------- */

static bool is_web(bs_str service)
{
    return bs_str_eq(service, BS_STR("http")) || bs_str_eq(service, BS_STR("https"));
}

static bool behind_tls(const struct bs_traits *t)
{
    return t->cert_subject.n || t->ssl_versions.n || t->jarm.n ||
           bs_str_has_prefix(t->module, BS_STR("https"));
}

/* Decoders that prove a protocol go before patterns, patterns before decoders that only find
 * it likely.  A weak reading never names anything. */
static void name_service(struct bs_judge *j)
{
    struct bs_finding *f = j->out;
    const struct bs_decoded *d = &j->decoded;
    const struct bs_pattern *p = j->by_service.pattern;
    bool decoded = d->certainty >= BS_LIKELY && d->service.n > 0;

    f->by_decoder = decoded && !(d->flags & BS_DEC_REPORT);
    f->by_pattern = (p && p->trait < 0) || (decoded && d->flags & BS_DEC_REPORT);
    if (decoded && (d->certainty == BS_PROVEN || !p))
        f->service = d->service;
    else if (p)
        f->service = p->service;
    if (j->echo && decoded && d->medical)
        f->service = BS_STR("echo");
    if (bs_str_eq(f->service, BS_STR("http")) && behind_tls(j->subject->traits))
        f->service = BS_STR("https");
    if (decoded)
        f->flags |= d->flags;
}

static void name_product(struct bs_judge *j)
{
    struct bs_finding *f = j->out;
    const struct bs_decoded *d = &j->decoded;
    const struct bs_found_service *p = &j->by_product;

    bool decoded = d->certainty >= BS_LIKELY && d->product.n > 0;

    if (decoded) {
        f->product = d->product;
        f->version = d->version;
    }
    /* A medical decoder reads the fields that name the product; elsewhere our patterns are
     * more exact. */
    if (p->pattern && p->match.product.n && !(decoded && d->medical)) {
        f->product = p->match.product;
        f->version = p->match.version;
        f->cpe = p->match.cpe;
    } else if (decoded) {
        f->cpe = bs_rules_cpe(j->rules, f->product, f->version, j->arena);
    }
}

/* -- the label --------------------------------------------------------------------------- */

static void put_named(struct bs_buf *b, bs_str product, bs_str version)
{
    bs_buf_put(b, product);
    if (product.n && version.n) {
        bs_buf_putc(b, ' ');
        bs_buf_put(b, version);
    }
}

/* How people write the services whose names are not plain capitals. */
static const char *const spelt[] = {
    "Telnet", "MySQL",    "PostgreSQL", "Redis",   "Memcached",  "MongoDB", "Elasticsearch",
    "BACnet", "Kerberos", "Modbus",     "rsync",   "ZooKeeper",  "BitTorrent", "Docker",
    "echo",   "NetBIOS",  "Kubernetes", "finger",  "JetDirect",  "EtherNetIP", "CoAP",
    "git",    "Asterisk", "UPnP",       "Fox",     "portmap",    "daytime",    "chargen",
    "gopher", "ident",    "whois",      "ClamAV",  "Minecraft",  "TeamSpeak",  "OpenVPN",
    "mDNS",   "Ubiquiti", "Winbox",     "time",
};

static void put_service(struct bs_buf *b, bs_str s)
{
    for (size_t i = 0; i < BS_COUNT(spelt); i++) {
        if (bs_str_eq_nocase(s, bs_str_z(spelt[i]))) {
            bs_buf_put(b, bs_str_z(spelt[i]));
            return;
        }
    }
    for (size_t i = 0; i < s.n; i++)
        bs_buf_putc(b, s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i]);
}

/* "DICOM, open, DCMTK 3.6.7" */
static void label_protocol(const struct bs_judge *j, struct bs_buf *b)
{
    const struct bs_finding *f = j->out;

    put_service(b, f->service);
    if (f->flags & BS_DEC_OPEN)
        bs_buf_put(b, BS_STR(", open"));
    else if (f->flags & BS_DEC_CHECKED)
        bs_buf_put(b, bs_str_eq(f->service, BS_STR("dicom")) ? BS_STR(", checks AE titles")
                                                             : BS_STR(", refuses strangers"));
    if (f->product.n && !bs_str_eq_nocase(f->product, f->service)) {
        bs_buf_put(b, BS_STR(", "));
        put_named(b, f->product, f->version);
    }
}

static void label_medical(const struct bs_judge *j, struct bs_buf *b)
{
    const struct bs_finding *f = j->out;
    const struct bs_pattern *p = j->by_product.pattern;
    const struct bs_keyword *word = j->software_word ? j->software_word : j->medical_word;
    bool web = is_web(f->service);

    if (j->decoded.medical && j->decoded.certainty >= BS_LIKELY && !j->echo) {
        label_protocol(j, b);
    } else if (p && p->medical && p->label.n) {
        bs_buf_put(b, p->label);
    } else if (p && p->medical) {
        if (web && p->software)
            bs_buf_put(b, BS_STR("medical software behind a web login: "));
        put_named(b, j->by_product.match.product, j->by_product.match.version);
    } else if (word) {
        if (web && word->list == BS_LIST_SOFTWARE)
            bs_buf_put(b, BS_STR("medical software behind a web login: "));
        else if (word->list == BS_LIST_DEVICES)
            bs_buf_put(b, BS_STR("medical device: "));
        bs_buf_put(b, word->label);
    } else {
        label_protocol(j, b);
    }
}

static void label_plain(const struct bs_judge *j, struct bs_buf *b)
{
    const struct bs_finding *f = j->out;

    if (j->echo)
        bs_buf_put(b, BS_STR("echo: a probe came back"));
    else if (j->by_product.pattern && j->by_product.pattern->label.n)
        bs_buf_put(b, j->by_product.pattern->label);
    else if (f->product.n && !(f->flags & (BS_DEC_OPEN | BS_DEC_CHECKED)))
        put_named(b, f->product, f->version);
    else
        label_protocol(j, b);
}

static void name_label(struct bs_judge *j)
{
    struct bs_finding *f = j->out;
    struct bs_buf b;

    bs_buf_init(&b, 512);
    if (f->flags & BS_DEC_HONEYPOT)
        bs_buf_put(&b, BS_STR("likely honeypot: "));
    if (f->verdict == BS_MEDICAL)
        label_medical(j, &b);
    else if (f->verdict == BS_NON_MEDICAL)
        label_plain(j, &b);
    f->label = bs_arena_str(j->arena, bs_buf_str(&b));
    bs_buf_fini(&b);
}

/* -- the verdict ------------------------------------------------------------------------- */

void bs_judge_decide(struct bs_judge *j)
{
    struct bs_finding *f = j->out;
    bool medical = false;

    for (size_t i = 0; i < j->clues; i++) {
        medical |= j->clue[i].says == BS_CLUE_MEDICAL;
        f->medical_hint |= j->clue[i].says >= BS_CLUE_SUPPORTS;
    }
    if (!f->response)
        return; /* no bytes: a state, never a verdict; the traits' reasons are kept */
    name_service(j);
    name_product(j);
    f->verdict = medical ? BS_MEDICAL : f->service.n ? BS_NON_MEDICAL : BS_UNKNOWN;
    name_label(j);
    if (j->decoded.certainty >= BS_LIKELY)
        f->summary = j->decoded.summary;
}
