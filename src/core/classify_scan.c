#include "classify_priv.h"

/* Which traits are read for words, and what a word there is worth. */
static const struct {
    size_t offset;
    unsigned place;
} trait_places[] = {
    {offsetof(struct bs_traits, http_title), BS_PLACE_TITLE},
    {offsetof(struct bs_traits, http_server), BS_PLACE_HEADER},
    {offsetof(struct bs_traits, http_location), BS_PLACE_HEADER},
    {offsetof(struct bs_traits, http_html), BS_PLACE_BODY},
    {offsetof(struct bs_traits, http_components), BS_PLACE_PRODUCT},
    {offsetof(struct bs_traits, product), BS_PLACE_PRODUCT},
    {offsetof(struct bs_traits, info), BS_PLACE_PRODUCT},
    {offsetof(struct bs_traits, devicetype), BS_PLACE_PRODUCT},
    {offsetof(struct bs_traits, cpe), BS_PLACE_PRODUCT},
    {offsetof(struct bs_traits, cert_subject), BS_PLACE_CERT},
    {offsetof(struct bs_traits, cert_issuer), BS_PLACE_CERT},
    {offsetof(struct bs_traits, cert_names), BS_PLACE_CERT},
};

static unsigned place_of_trait(size_t offset)
{
    for (size_t i = 0; i < BS_COUNT(trait_places); i++)
        if (trait_places[i].offset == offset)
            return trait_places[i].place;
    return 0;
}

/* Where the page begins: behind an HTTP header, or at once where there is only a page.
 * The end of the bytes when they are no web answer. */
static size_t page_offset(bs_bytes wire)
{
    bs_bytes head = bs_bytes_sub(wire, 0, 512);
    size_t i = 0;

    if (bs_bytes_has_prefix(wire, BS_BYTES("HTTP/")) ||
        bs_bytes_has_prefix(wire, BS_BYTES("RTSP/1.0 501"))) {
        size_t crlf = bs_bytes_find(wire, BS_BYTES("\r\n\r\n"), 0);
        size_t lf = bs_bytes_find(wire, BS_BYTES("\n\n"), 0);
        size_t at = crlf < lf ? crlf : lf;
        return at == SIZE_MAX ? wire.n : at;
    }
    while (i < head.n && (head.p[i] == ' ' || head.p[i] == '\r' || head.p[i] == '\n'))
        i++;
    head = bs_bytes_sub(head, i, head.n);
    if (bs_bytes_find_nocase(head, BS_BYTES("<html"), 0) != SIZE_MAX ||
        bs_bytes_find_nocase(head, BS_BYTES("<!doctype"), 0) == 0)
        return 0;
    return wire.n;
}

/* -- host names inside other texts ------------------------------------------------------- */

enum { HOST_LOOK_MAX = 253 };

static bool is_host_byte(uint8_t c)
{
    return bs_is_word_byte(c) || c == '.' || c == '-';
}

/* "dicom.example.org" speaks of a host, not of what answers: a weaker place.  The last label
 * must be letters, so that "DCMTK.3.6.7" is none. */
static bool inside_host_name(bs_bytes t, size_t from, size_t to)
{
    size_t a = from, b = to;

    if (bs_bytes_find(bs_bytes_sub(t, from, to - from), BS_BYTES("."), 0) != SIZE_MAX)
        return false;
    while (a > 0 && is_host_byte(t.p[a - 1]) && from - a < HOST_LOOK_MAX)
        a--;
    while (b < t.n && is_host_byte(t.p[b]) && b - to < HOST_LOOK_MAX)
        b++;
    while (b > to && t.p[b - 1] == '.')
        b--;
    size_t last = b;
    while (last > a && t.p[last - 1] != '.') {
        uint8_t c = (uint8_t)(t.p[last - 1] | 0x20);
        if (c < 'a' || c > 'z')
            return false;
        last--;
    }
    return last > a && b - last >= 2;
}

/* -- words ------------------------------------------------------------------------------- */

static void keep_words(struct bs_judge *j, const struct bs_hits *h, bs_str field,
                       unsigned place, size_t page)
{
    for (size_t i = 0; i < h->n && j->words < BS_WORDS_MAX; i++) {
        const struct bs_hit *x = &h->hit[i];
        unsigned at = x->offset >= page ? BS_PLACE_BODY : place;
        if (bs_hit_is_inside(h, x))
            continue;
        if (at != BS_PLACE_BODY && inside_host_name(h->text, x->offset, x->offset + x->length))
            at = BS_PLACE_HOSTNAME;
        j->word[j->words++] =
            (struct bs_found_word){x->keyword, field, x->offset, x->length, at};
    }
}

/* -- service patterns -------------------------------------------------------------------- */

/* The product of medical software is worth more than that of the web server before it, and a
 * product more than a mere label. */
static int product_rank(const struct bs_pattern *p, const struct bs_match *m)
{
    if (!p || (m->product.n == 0 && p->label.n == 0))
        return 0;
    return 1 + (m->product.n > 0) + 2 * p->medical;
}

static void rank_service(struct bs_judge *j, const struct bs_pattern *p,
                         const struct bs_match *m)
{
    struct bs_found_service *s = &j->by_service, *n = &j->by_product;

    if (p->service.n && (!s->pattern || p->strength > s->pattern->strength))
        *s = (struct bs_found_service){p, *m};
    if (product_rank(p, m) > product_rank(n->pattern, &n->match))
        *n = (struct bs_found_service){p, *m};
}

static void add_pattern_clue(struct bs_judge *j, const struct bs_pattern *p, bs_str field,
                             const struct bs_match *m)
{
    bool shout = p->medical && p->strength == BS_STRENGTH_STRONG && !(j->echo && p->trait < 0);
    bs_str named = p->label.n ? p->label : m->product.n ? m->product : p->service;
    struct bs_evidence ev = {
        .kind = p->honeypot ? BS_EV_HONEYPOT : p->trait < 0 ? BS_EV_SIGNATURE : BS_EV_TRAIT,
        .strength = p->strength,
        .rule = p->rule,
        .field = field,
        .offset = m->offset,
        .length = m->length,
        .note = m->version.n && !p->label.n
                    ? bs_arena_printf(j->arena, "%.*s %.*s", (int)named.n, named.p,
                                      (int)m->version.n, m->version.p)
                    : named,
    };
    enum bs_weight_class says = shout                                     ? BS_CLUE_MEDICAL
                                : p->medical                              ? BS_CLUE_SUPPORTS
                                : p->strength == BS_STRENGTH_HINT         ? BS_CLUE_NOTE
                                                                          : BS_CLUE_SERVICE;
    if (p->software)
        j->out->software = true;
    if (p->honeypot)
        j->out->flags |= BS_DEC_HONEYPOT;
    j->out->flags |= (p->open ? (unsigned)BS_DEC_OPEN : 0) |
                     (p->checked ? (unsigned)BS_DEC_CHECKED : 0);
    bs_judge_add(j, &ev, says);
}

static void try_pattern(struct bs_judge *j, const struct bs_pattern *p, bs_bytes text, bs_str field)
{
    struct bs_match m;
    if (!j->md && !(j->md = pcre2_match_data_create(10, NULL)))
        bs_fatal("out of memory");
    if (bs_pattern_match(j->rules, p, text, j->md, j->arena, &m)) {
        add_pattern_clue(j, p, field, &m);
        rank_service(j, p, &m);
    }
}

static void try_patterns(struct bs_judge *j, const struct bs_hits *h, int trait, bs_str field)
{
    const uint64_t *here = bs_set_of(j->rules, trait);

    for (size_t w = 0; w < j->rules->sets; w++)
        for (uint64_t set = h->candidate[w] & here[w], i = 64 * w; set; set >>= 1, i++)
            if (set & 1)
                try_pattern(j, &j->rules->pattern[i], h->text, field);
}

/* -- all fields -------------------------------------------------------------------------- */

static void scan_field(struct bs_judge *j, bs_bytes text, int trait, bs_str field,
                       unsigned place, size_t page)
{
    struct bs_hits h;

    bs_rules_recall(j->rules, text, trait < 0 ? NULL : j->subject->memo, j->arena, &h);
    if (!h.candidate)
        return;
    try_patterns(j, &h, trait, field);
    if (place)
        keep_words(j, &h, field, place, page);
}

void bs_judge_scan(struct bs_judge *j)
{
    bool dicom = j->decoded.certainty >= BS_LIKELY &&
                 bs_str_eq(j->decoded.service, BS_STR("dicom"));

    if (j->wire.n > 0) {
        size_t page = page_offset(j->wire);
        unsigned place = page < j->wire.n || bs_bytes_has_prefix(j->wire, BS_BYTES("HTTP/"))
                             ? BS_PLACE_HEADER
                             : BS_PLACE_BANNER;
        scan_field(j, j->wire, -1, BS_STR("bytes"), dicom ? BS_PLACE_DICOM : place, page);
    }
    for (size_t i = 0; i < BS_TRAIT_COUNT; i++) {
        bs_str text = bs_trait(j->subject->traits, i);
        if (text.n == 0)
            continue;
        unsigned place = place_of_trait(bs_trait_defs[i].offset);
        if (place || j->rules->trait_tried >> i & 1)
            scan_field(j, bs_str_bytes(text), (int)i, bs_str_z(bs_trait_defs[i].name), place,
                       SIZE_MAX);
    }
}
