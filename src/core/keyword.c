#include "rules_priv.h"

bool bs_option_split(const struct bs_line *l, size_t i, struct bs_option *out)
{
    bs_str w = l->word[i];
    size_t eq = bs_bytes_find(bs_str_bytes(w), BS_BYTES("="), 0);

    if (eq == SIZE_MAX || eq == 0)
        return false;
    out->name = (bs_str){w.p, eq};
    out->value = (bs_str){w.p + eq + 1, w.n - eq - 1};
    return true;
}

bool bs_option_bool(bs_str value, bool *out)
{
    *out = bs_str_eq(value, BS_STR("yes"));
    return *out || bs_str_eq(value, BS_STR("no"));
}

/* -- places and edges -------------------------------------------------------------------- */

static const struct {
    const char *name;
    unsigned bit;
} place_names[] = {
    {"banner", BS_PLACE_BANNER}, {"header", BS_PLACE_HEADER},
    {"title", BS_PLACE_TITLE},   {"certificate", BS_PLACE_CERT},
    {"dicom", BS_PLACE_DICOM},   {"product", BS_PLACE_PRODUCT},
    {"body", BS_PLACE_BODY},     {"hostname", BS_PLACE_HOSTNAME},
};

static bool parse_places(bs_str value, unsigned *out)
{
    bs_str part;

    *out = 0;
    while (bs_str_split(&value, ',', &part)) {
        size_t i = 0;
        while (i < BS_COUNT(place_names) && !bs_str_eq(part, bs_str_z(place_names[i].name)))
            i++;
        if (i == BS_COUNT(place_names))
            return false;
        *out |= place_names[i].bit;
    }
    return *out != 0;
}

static bool parse_edges(bs_str value, unsigned *out)
{
    static const struct {
        const char *name;
        unsigned edges;
    } names[] = {
        {"both", BS_EDGE_LEFT | BS_EDGE_RIGHT},
        {"left", BS_EDGE_LEFT},
        {"right", BS_EDGE_RIGHT},
        {"none", 0},
    };

    for (size_t i = 0; i < BS_COUNT(names); i++) {
        if (bs_str_eq(value, bs_str_z(names[i].name))) {
            *out = names[i].edges;
            return true;
        }
    }
    return false;
}

/* "104/tcp", "24105/udp", "104" */
static bool parse_port(bs_str value, uint16_t *port, enum bs_transport *transport)
{
    bs_str number, rest = value;
    uint64_t n;

    if (!bs_str_split(&rest, '/', &number) || !bs_str_u64(number, &n) || n < 1 || n > 65535)
        return false;
    *transport = BS_TCP;
    if (rest.p && bs_str_eq(rest, BS_STR("udp")))
        *transport = BS_UDP;
    else if (rest.p && !bs_str_eq(rest, BS_STR("tcp")))
        return false;
    *port = (uint16_t)n;
    return true;
}

/* -- the option table -------------------------------------------------------------------- */

struct draft {
    struct bs_keyword k;
    struct bs_word w;
};

static bool set_strength(struct draft *d, bs_str v)
{
    return bs_strength_parse(v, &d->k.strength);
}
static bool set_label(struct draft *d, bs_str v)
{
    d->k.label = v;
    return v.n > 0;
}
static bool set_source(struct draft *d, bs_str v)
{
    d->k.source = v;
    return v.n > 0;
}
static bool set_query(struct draft *d, bs_str v)
{
    d->k.query = v;
    return v.n > 0;
}
static bool set_vendor(struct draft *d, bs_str v)
{
    d->w.vendor = v;
    return v.n > 0;
}
static bool set_place(struct draft *d, bs_str v)
{
    return parse_places(v, &d->w.places);
}
static bool set_edge(struct draft *d, bs_str v)
{
    return parse_edges(v, &d->w.edges);
}
static bool set_case(struct draft *d, bs_str v)
{
    d->w.exact_case = bs_str_eq(v, BS_STR("exact"));
    return d->w.exact_case;
}
static bool set_negative(struct draft *d, bs_str v)
{
    return bs_option_bool(v, &d->w.negative);
}

static const struct {
    const char *name;
    bool (*set)(struct draft *d, bs_str value);
    const char *expects;
} options[] = {
    {"strength", set_strength, "strong, supporting or hint"},
    {"label", set_label, "some words"},
    {"source", set_source, "some words"},
    {"query", set_query, "a Shodan query"},
    {"vendor", set_vendor, "a vendor's name"},
    {"place", set_place, "title, header, certificate, dicom, product, banner, body, hostname"},
    {"edge", set_edge, "both, left, right or none"},
    {"case", set_case, "exact"},
    {"negative", set_negative, "yes or no"},
};

static bs_err apply_option(struct draft *d, const struct bs_line *l, size_t i,
                           struct bs_error *e)
{
    struct bs_option o;

    if (!bs_option_split(l, i, &o))
        return bs_error_set(e, BS_E_SYNTAX, "word %zu is not name=value (quotes missing?)",
                            i + 1);
    for (size_t k = 0; k < BS_COUNT(options); k++) {
        if (!bs_str_eq(o.name, bs_str_z(options[k].name)))
            continue;
        if (options[k].set(d, o.value))
            return BS_OK;
        return bs_error_set(e, BS_E_SYNTAX, "option '%s' wants %s", options[k].name,
                            options[k].expects);
    }
    return bs_error_set(e, BS_E_SYNTAX, "unknown option in word %zu", i + 1);
}

/* -- the entry --------------------------------------------------------------------------- */

/* "lumc.nl": something that can be the end of a host name. */
static bool looks_like_domain(bs_str t)
{
    bool dot = false;

    for (size_t i = 0; i < t.n; i++) {
        uint8_t c = (uint8_t)t.p[i];
        if (c == '.')
            dot = true;
        else if (!bs_is_word_byte(c) && c != '-')
            return false;
    }
    return dot && t.p[0] != '.' && t.p[t.n - 1] != '.';
}

/* What Shodan is asked for when the line does not say.  Phrases are quoted; quotes inside a
 * word cannot be asked for and are left out. */
static bs_str default_query(struct bs_arena *a, const struct bs_keyword *k, bool domain)
{
    if (k->port)
        return bs_arena_printf(a, "port:%u", (unsigned)k->port);
    struct bs_buf b;
    bs_buf_init(&b, 512);
    if (domain)
        bs_buf_put(&b, BS_STR("hostname:"));
    else if (k->list == BS_LIST_HOSPITAL_WORDS || k->list == BS_LIST_INSTITUTIONS)
        bs_buf_put(&b, BS_STR("org:"));
    if (!domain)
        bs_buf_putc(&b, '"');
    for (size_t i = 0; i < k->text.n; i++)
        if (k->text.p[i] != '"' && k->text.p[i] != '\\')
            bs_buf_putc(&b, k->text.p[i]);
    if (!domain)
        bs_buf_putc(&b, '"');
    bs_str q = bs_arena_str(a, bs_buf_str(&b));
    bs_buf_fini(&b);
    return q;
}

static bs_err parse_head(struct draft *d, const struct bs_line *l, struct bs_error *e)
{
    bs_str head = l->word[0];

    if (bs_str_has_prefix(head, BS_STR("port="))) {
        bs_str value = {head.p + 5, head.n - 5};
        if (d->k.list != BS_LIST_PROTOCOLS)
            return bs_error_set(e, BS_E_SYNTAX, "ports belong into the list of protocols");
        if (!parse_port(value, &d->k.port, &d->k.transport))
            return bs_error_set(e, BS_E_SYNTAX,
                                "a port is 1..65535, with /tcp or /udp behind it");
        d->k.strength = BS_STRENGTH_HINT; /* a port is never evidence */
        return BS_OK;
    }
    if (head.n == 0)
        return bs_error_set(e, BS_E_SYNTAX, "the word is empty");
    if (head.n > BS_AC_WORD_MAX)
        return bs_error_set(e, BS_E_LIMIT, "the word is longer than %d bytes", BS_AC_WORD_MAX);
    d->k.text = head;
    d->w.domain = d->k.list == BS_LIST_INSTITUTIONS && looks_like_domain(head);
    return BS_OK;
}

static void keep(struct bs_rules *r, struct draft *d, const struct bs_line *l)
{
    struct bs_arena *a = &r->arena;
    struct bs_keyword *k = &d->k;

    k->text = bs_arena_str(a, k->text);
    k->label = bs_arena_str(a, k->label.n ? k->label : k->text);
    k->source = bs_arena_str(a, k->source);
    k->query = k->query.n ? bs_arena_str(a, k->query) : default_query(a, k, d->w.domain);
    k->file = bs_arena_str(a, bs_str_z(l->file)).p;
    k->line = l->number;
    d->w.vendor = bs_arena_str(a, d->w.vendor);
    const char *list = bs_list_defs[k->list].name;
    d->w.rule = k->port ? bs_arena_printf(a, "%s:%u/%s", list, (unsigned)k->port,
                                          k->transport == BS_UDP ? "udp" : "tcp")
                        : bs_arena_printf(a, "%s:%.*s", list, (int)k->text.n, k->text.p);
    if (r->keywords == r->keyword_room) {
        r->keyword_room = r->keyword_room ? 2 * r->keyword_room : 512;
        r->keyword = bs_realloc(r->keyword, r->keyword_room * sizeof *r->keyword);
        r->word = bs_realloc(r->word, r->keyword_room * sizeof *r->word);
    }
    r->keyword[r->keywords] = *k;
    r->word[r->keywords++] = d->w;
    if (k->port)
        r->ports[k->port / 8] |= (uint8_t)(1u << (k->port % 8));
}

bs_err bs_keyword_parse(struct bs_rules *r, enum bs_list_kind list, const struct bs_line *l,
                        struct bs_error *e)
{
    struct draft d = {
        .k = {.list = list, .strength = BS_STRENGTH_STRONG},
        .w = {.places = BS_PLACES_DECISIVE, .edges = BS_EDGE_LEFT | BS_EDGE_RIGHT},
    };
    bs_err err = parse_head(&d, l, e);

    for (size_t i = 1; i < l->words && !err; i++)
        err = apply_option(&d, l, i, e);
    if (err)
        return err;
    if (d.k.port)
        d.k.strength = BS_STRENGTH_HINT;
    keep(r, &d, l);
    return BS_OK;
}
