/* The template language: {{field}}, {{#section}}...{{/section}} for each, {{?field}}...{{/field}} where the field
 * has a value.  Checked as a whole before anything is written. */
#include <stdio.h>

#include "bannerscope/bytes.h"
#include "handover.h"

struct scope {
    const struct handover_page *p;
    const struct bs_detail *d;    /* NULL outside {{#services}} */
    const struct bs_evidence *ev; /* NULL outside {{#evidence}} */
};
enum level { LEVEL_PAGE, LEVEL_SERVICE, LEVEL_EVIDENCE };

/* -- fields: plain text into `out`, quoted by the caller ------------------------------------- */

typedef void field_fn(const struct scope *s, struct bs_buf *out);

static void f_organisation(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->p->org.n ? s->p->org : s->p->asn.n ? s->p->asn : BS_STR("unknown organisation"));
}

static void f_asn(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->p->asn);
}

static void f_count(const struct scope *s, struct bs_buf *out)
{
    bs_buf_printf(out, "%zu", s->p->services + s->p->left_out);
}

static void f_more(const struct scope *s, struct bs_buf *out)
{
    if (s->p->left_out)
        bs_buf_printf(out, "%zu", s->p->left_out);
}

/* Services of a page come sorted by address. */
static void f_hosts(const struct scope *s, struct bs_buf *out)
{
    size_t hosts = 0;
    for (size_t i = 0; i < s->p->services; i++)
        hosts += i == 0 || memcmp(&s->p->service[i].row.target.ip, &s->p->service[i - 1].row.target.ip,
                                  sizeof s->p->service[i].row.target.ip) != 0;
    bs_buf_printf(out, "%zu", hosts);
}

static void put_day(bs_time t, struct bs_buf *out)
{
    char text[32];
    if (t == BS_TIME_NONE)
        return;
    bs_time_format(t, text);
    bs_buf_put(out, (bs_str){text, 10});
}

static void f_last(const struct scope *s, struct bs_buf *out)
{
    bs_time last = s->p->services ? s->p->service[0].row.seen : BS_TIME_NONE;
    for (size_t i = 0; i < s->p->services; i++)
        if (s->p->service[i].row.seen > last)
            last = s->p->service[i].row.seen;
    put_day(last, out);
}

static void f_tool(const struct scope *s, struct bs_buf *out)
{
    (void)s;
    bs_buf_put(out, BS_STR("bannerscope " PACKAGE_VERSION));
}

static void f_target(const struct scope *s, struct bs_buf *out)
{
    bs_target_format(&s->d->row.target, out);
}

static void f_ip(const struct scope *s, struct bs_buf *out)
{
    char text[46];
    bs_addr_format(&s->d->row.target.ip, text);
    bs_buf_put(out, bs_str_z(text));
}

static void f_port(const struct scope *s, struct bs_buf *out)
{
    bs_buf_printf(out, "%u", (unsigned)s->d->row.target.port);
}

static void f_transport(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->row.target.transport == BS_UDP ? BS_STR("udp") : BS_STR("tcp"));
}

static void f_hostnames(const struct scope *s, struct bs_buf *out)
{
    bs_str rest = s->d->owner.hostnames, name;
    for (bool first = true; rest.n && bs_str_split(&rest, '\n', &name); first = false) {
        bs_buf_put(out, first ? BS_STR("") : BS_STR(", "));
        bs_buf_put(out, name);
    }
}

static void f_service(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->row.service.n ? s->d->row.service : BS_STR("not identified"));
}

static void f_product(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->row.product);
}

static void f_version(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->row.version);
}

static void f_label(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->row.label.n ? s->d->row.label : s->d->row.service);
}

static void f_note(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->note);
}

static void f_verdict(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->row.response ? bs_str_z(bs_verdict_name(s->d->row.verdict)) : BS_STR("no response"));
}

static void f_certainty(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, bs_str_z(handover_certainty(s->d)));
}

static void f_advice(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, bs_str_z(handover_advice(s->d)));
}

static void f_summary(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->d->summary);
}

static void f_seen(const struct scope *s, struct bs_buf *out)
{
    put_day(s->d->row.seen, out);
    if (s->d->row.sightings > 1)
        bs_buf_printf(out, ", %lld times", (long long)s->d->row.sightings);
}

static void f_words(const struct scope *s, struct bs_buf *out)
{
    const struct bs_evidence *ev = s->ev;
    bs_buf_put(out, ev->note.n ? ev->note : ev->rule);
    bs_buf_printf(out, " (%s ", bs_evidence_kind_name(ev->kind));
    bs_buf_put(out, ev->rule);
    bs_buf_put(out, BS_STR(", in "));
    bs_buf_put(out, ev->field);
    if (ev->length)
        bs_buf_printf(out, ", bytes %u to %u", (unsigned)ev->offset, (unsigned)(ev->offset + ev->length - 1));
    bs_buf_putc(out, ')');
}

static void f_rule(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, s->ev->rule);
}

static void f_kind(const struct scope *s, struct bs_buf *out)
{
    bs_buf_put(out, bs_str_z(bs_evidence_kind_name(s->ev->kind)));
}

/* The first bytes as hex and text: ASCII, each line led by its offset. */
static void f_bytes(const struct scope *s, struct bs_buf *out)
{
    struct bs_arena a;
    struct bs_buf dump;
    enum bs_notation notation;
    bs_arena_init(&a, 0);
    bs_buf_init(&dump, 64 << 10);
    bs_hexdump(bs_bytes_sub(bs_wire_bytes(s->d->data, s->d->raw, &a, &notation), 0, HANDOVER_BYTES_MAX), true,
               &dump);
    bs_str rest = bs_str_trim(bs_buf_str(&dump)), line;
    while (rest.n && bs_str_split(&rest, '\n', &line)) {
        bs_buf_put(out, s->p->html ? BS_STR("") : BS_STR("    ")); /* Markdown: a code block */
        bs_buf_put(out, line);
        bs_buf_putc(out, '\n');
    }
    bs_buf_fini(&dump);
    bs_arena_fini(&a);
}

static const struct field {
    const char *name;
    enum level level;
    field_fn *put;
    enum { STRANGERS, OURS, LINES } text; /* OURS: our own words, nothing to quote in Markdown; LINES: a block
                                           * that keeps its line ends, quoted by its own form in Markdown */
} fields[] = {
    {"organisation", LEVEL_PAGE, f_organisation, STRANGERS},
    {"asn", LEVEL_PAGE, f_asn, STRANGERS},
    {"count", LEVEL_PAGE, f_count, OURS},
    {"more", LEVEL_PAGE, f_more, OURS},
    {"hosts", LEVEL_PAGE, f_hosts, OURS},
    {"last", LEVEL_PAGE, f_last, OURS},
    {"tool", LEVEL_PAGE, f_tool, OURS},
    {"target", LEVEL_SERVICE, f_target, STRANGERS},
    {"ip", LEVEL_SERVICE, f_ip, OURS},
    {"port", LEVEL_SERVICE, f_port, OURS},
    {"transport", LEVEL_SERVICE, f_transport, OURS},
    {"hostnames", LEVEL_SERVICE, f_hostnames, STRANGERS},
    {"service", LEVEL_SERVICE, f_service, STRANGERS},
    {"product", LEVEL_SERVICE, f_product, STRANGERS},
    {"version", LEVEL_SERVICE, f_version, STRANGERS},
    {"label", LEVEL_SERVICE, f_label, STRANGERS},
    {"note", LEVEL_SERVICE, f_note, STRANGERS},
    {"verdict", LEVEL_SERVICE, f_verdict, OURS},
    {"certainty", LEVEL_SERVICE, f_certainty, OURS},
    {"advice", LEVEL_SERVICE, f_advice, OURS},
    {"summary", LEVEL_SERVICE, f_summary, STRANGERS},
    {"seen", LEVEL_SERVICE, f_seen, OURS},
    {"bytes", LEVEL_SERVICE, f_bytes, LINES},
    {"words", LEVEL_EVIDENCE, f_words, STRANGERS},
    {"rule", LEVEL_EVIDENCE, f_rule, STRANGERS},
    {"kind", LEVEL_EVIDENCE, f_kind, OURS},
};

static const struct field *field_find(bs_str name)
{
    for (size_t i = 0; i < BS_COUNT(fields); i++)
        if (bs_str_eq(name, bs_str_z(fields[i].name)))
            return &fields[i];
    return NULL;
}

/* -- tags ---------------------------------------------------------------------------------- */

static const char contact_prefix[] = "contact.";

static bool is_contact(bs_str name)
{
    return bs_str_has_prefix(name, bs_str_z(contact_prefix));
}

/* SIZE_MAX: there is no such column. */
static size_t contact_column(const struct contacts *c, bs_str name)
{
    const size_t skip = sizeof contact_prefix - 1;
    for (size_t i = 0; c->rows && i < c->columns; i++)
        if (bs_str_eq_nocase(c->cell[i], (bs_str){name.p + skip, name.n - skip}))
            return i;
    return SIZE_MAX;
}

/* These may be missing in a file of contacts, and then are empty. */
static bool usual_contact(bs_str name)
{
    return bs_str_eq(name, BS_STR("contact.name")) || bs_str_eq(name, BS_STR("contact.email")) ||
           bs_str_eq(name, BS_STR("contact.phone"));
}

struct tag {
    size_t at, end; /* of the text: the tag with its braces */
    char sigil;     /* # ? / or 0 */
    bs_str name;
};

/* The next tag at or behind `at`; false when there is none. */
static bool next_tag(bs_str text, size_t at, struct tag *t)
{
    size_t open = bs_bytes_find(bs_str_bytes(text), BS_BYTES("{{"), at);
    size_t close = open == SIZE_MAX ? SIZE_MAX : bs_bytes_find(bs_str_bytes(text), BS_BYTES("}}"), open);
    if (close == SIZE_MAX)
        return false;
    *t = (struct tag){.at = open, .end = close + 2};
    t->name = bs_str_trim((bs_str){text.p + open + 2, close - open - 2});
    if (t->name.n && strchr("#?/", t->name.p[0])) {
        t->sigil = t->name.p[0];
        t->name = bs_str_trim((bs_str){t->name.p + 1, t->name.n - 1});
    }
    return true;
}

/* Where the closing tag of an open one begins: counted, as one may stand inside another of its name. */
static bool closing(bs_str text, const struct tag *open, struct tag *out)
{
    int depth = 1;
    for (size_t at = open->end; next_tag(text, at, out); at = out->end) {
        if (!bs_str_eq(out->name, open->name))
            continue;
        depth += out->sigil == '/' ? -1 : out->sigil != 0;
        if (depth == 0)
            return true;
    }
    return false;
}

/* -- checking ------------------------------------------------------------------------------ */

static int line_of(bs_str text, const char *at)
{
    int line = 1;
    for (const char *p = text.p; p < at; p++)
        line += *p == '\n';
    return line;
}

struct checking {
    const struct bs_handover_options *o;
    const struct contacts *c;
    bs_str whole;
};

static bs_err wrong(const struct checking *k, const char *at, bs_str name, const char *what, struct bs_error *e)
{
    char file[200], shown[64];
    bs_gate_z(bs_str_bytes(bs_str_z(k->o->template_name)), file, sizeof file);
    return bs_error_set(e, BS_E_SYNTAX, "%s:%d: {{%s}}: %s", file, line_of(k->whole, at),
                        bs_gate_z(bs_str_bytes(name), shown, sizeof shown), what);
}

static bs_err check_name(const struct checking *k, const char *at, bs_str name, enum level level, struct bs_error *e)
{
    if (is_contact(name))
        return usual_contact(name) || !k->c->rows || contact_column(k->c, name) != SIZE_MAX
                   ? BS_OK
                   : wrong(k, at, name, "the contacts have no such column", e);
    const struct field *f = field_find(name);
    if (!f)
        return wrong(k, at, name, "there is no such field; docs/reports.md lists them", e);
    if (f->level > level)
        return wrong(k, at, name, f->level == LEVEL_SERVICE ? "only inside {{#services}}"
                                                            : "only inside {{#evidence}}", e);
    return BS_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): to TEMPLATE_DEPTH_MAX
static bs_err check(const struct checking *k, bs_str text, enum level level, int depth, struct bs_error *e)
{
    struct tag t, close;
    bs_err err = BS_OK;
    for (size_t at = 0; err == BS_OK && next_tag(text, at, &t); at = t.end) {
        const char *where = text.p + t.at;
        if (t.sigil == '/')
            return wrong(k, where, t.name, "nothing of that name is open here", e);
        enum level inner = level;
        if (t.sigil == '#' && bs_str_eq(t.name, BS_STR("services")) && level == LEVEL_PAGE)
            inner = LEVEL_SERVICE;
        else if (t.sigil == '#' && bs_str_eq(t.name, BS_STR("evidence")) && level == LEVEL_SERVICE)
            inner = LEVEL_EVIDENCE;
        else if (t.sigil == '#')
            return wrong(k, where, t.name, "no such section here: {{#services}}, and {{#evidence}} inside it", e);
        else
            err = check_name(k, where, t.name, level, e);
        if (err != BS_OK || !t.sigil)
            continue;
        if (depth == TEMPLATE_DEPTH_MAX || !closing(text, &t, &close))
            return wrong(k, where, t.name, "is not closed, or too deep", e);
        err = check(k, (bs_str){text.p + t.end, close.at - t.end}, inner, depth + 1, e);
        t.end = close.end;
    }
    return err;
}

bs_err template_check(const struct bs_handover_options *o, const struct contacts *c, struct bs_error *e)
{
    const struct checking k = {o, c, o->template_text};
    return check(&k, o->template_text, LEVEL_PAGE, 0, e);
}

/* -- writing --------------------------------------------------------------------------------- */

/* `f` NULL: a column of the contacts; template_check() lets nothing else pass. */
static void value_of(const struct scope *s, const struct field *f, bs_str name, struct bs_buf *out)
{
    const struct contacts *c = s->p->contacts;
    if (f) {
        f->put(s, out);
        return;
    }
    const size_t column = contact_column(c, name);
    if (s->p->contact != SIZE_MAX && column != SIZE_MAX)
        bs_buf_put(out, c->cell[s->p->contact * c->columns + column]);
}

static void put_value(const struct scope *s, bs_str name, struct bs_buf *out)
{
    const struct field *f = field_find(name);
    struct bs_buf text;
    bs_buf_init(&text, 1 << 20);
    value_of(s, f, name, &text);
    if (f && f->text != STRANGERS && !s->p->html) {
        bs_buf_put(out, bs_buf_str(&text));
    } else if (f && f->text == LINES) {
        bs_str rest = bs_buf_str(&text), line;
        while (rest.n && bs_str_split(&rest, '\n', &line)) {
            html_data(line, out);
            bs_buf_putc(out, '\n');
        }
    } else if (s->p->html) {
        html_data(bs_buf_str(&text), out);
    } else if (is_contact(name)) {
        md_contact(bs_buf_str(&text), out);
    } else {
        md_data(bs_buf_str(&text), out);
    }
    bs_buf_fini(&text);
}

static bool has_value(const struct scope *s, bs_str name)
{
    struct bs_buf text;
    bs_buf_init(&text, 1 << 20);
    value_of(s, field_find(name), name, &text);
    const bool has = text.len > 0;
    bs_buf_fini(&text);
    return has;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as check() let pass
static void render(bs_str text, struct scope s, struct bs_buf *out)
{
    struct tag t, close;
    size_t at = 0;
    for (; next_tag(text, at, &t); at = t.end) {
        bs_buf_put(out, (bs_str){text.p + at, t.at - at});
        if (!t.sigil) {
            put_value(&s, t.name, out);
            continue;
        }
        closing(text, &t, &close); /* checked before */
        const bs_str inner = {text.p + t.end, close.at - t.end};
        t.end = close.end;
        if (t.sigil == '?' && has_value(&s, t.name))
            render(inner, s, out);
        for (size_t i = 0; t.sigil == '#' && !s.d && i < s.p->services; i++)
            render(inner, (struct scope){.p = s.p, .d = &s.p->service[i]}, out);
        for (size_t i = 0; t.sigil == '#' && s.d && i < s.d->evidences; i++)
            render(inner, (struct scope){.p = s.p, .d = s.d, .ev = &s.d->evidence[i]}, out);
    }
    bs_buf_put(out, (bs_str){text.p + at, text.n - at});
}

void template_render(bs_str text, const struct handover_page *p, struct bs_buf *out)
{
    render(text, (struct scope){.p = p}, out);
}
