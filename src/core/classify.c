#include "classify_priv.h"

#include <stdlib.h>

void bs_judge_add(struct bs_judge *j, const struct bs_evidence *ev, enum bs_weight_class says)
{
    if (j->clues == BS_CLUES_MAX)
        return;
    for (size_t i = 0; i < j->clues; i++) { /* one reason, told once per field */
        const struct bs_evidence *old = &j->clue[i].ev;
        if (bs_str_eq(old->rule, ev->rule) && bs_str_eq(old->field, ev->field))
            return;
    }
    j->clue[j->clues] = (struct bs_clue){*ev, says, (uint32_t)j->clues};
    j->clues++;
}

/* -- what the bytes are ------------------------------------------------------------------ */

static enum bs_weight_class decoder_says(const struct bs_judge *j)
{
    const struct bs_decoded *d = &j->decoded;

    if (d->certainty < BS_LIKELY)
        return BS_CLUE_NOTE;
    return d->medical && !j->echo ? BS_CLUE_MEDICAL : BS_CLUE_SERVICE;
}

static bool begins_as_text(bs_bytes b)
{
    for (size_t i = 0; i < 4; i++)
        if (i >= b.n || b.p[i] > 0x7e || (b.p[i] < ' ' && b.p[i] != '\r' && b.p[i] != '\n'))
            return false;
    return true;
}

/* A request of ours within a complaint: type, length, version and the title called (PS3.8 9.3.2).
 * Who quotes it as text may have widened the length. */
static bool quotes_a_request(bs_bytes wire)
{
    if (!begins_as_text(wire)) /* small numbers of other protocols look the same */
        return false;
    for (size_t at = 0; (at = bs_bytes_find(wire, BS_BYTES("\x00\x01\x00\x00"), at)) != SIZE_MAX; at++) {
        size_t from = at > 9 ? at - 9 : 0;
        bs_bytes before = {wire.p + from, at - from};
        if (at + 4 < wire.n && wire.p[at + 4] > ' ' && wire.p[at + 4] < 0x7f &&
            bs_bytes_find(before, BS_BYTES("\x01\x00\x00\x00"), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* A terminal writes back what it is told, and others quote it in their complaint.  The DICOM
 * application context stands in A-ASSOCIATE PDUs only (PS3.7 A.2.1), as do verification and a
 * transfer syntax together: beside another protocol, or in bytes that do not begin as an answer of
 * DICOM, they are the scanner's own, and so is any DICOM identifier on a telnet terminal. */
static bool shows_a_probe(const struct bs_decoded *d, bs_bytes wire)
{
    bool accepts = !d->decoder && wire.n > 0 && wire.p[0] == 2; /* a damaged A-ASSOCIATE-AC */

    if (d->medical || accepts)
        return false;
    if (quotes_a_request(wire))
        return true;
    if (bs_bytes_find(wire, BS_BYTES("1.2.840.10008."), 0) == SIZE_MAX)
        return false;
    /* Pages about DICOM list identifiers, too. */
    bool web = bs_str_eq(d->service, BS_STR("http"));
    return bs_str_eq(d->service, BS_STR("telnet")) ||
           bs_bytes_find(wire, BS_BYTES("1.2.840.10008.3.1.1.1"), 0) != SIZE_MAX ||
           (!web && bs_bytes_find(wire, BS_BYTES("1.2.840.10008.1.1"), 0) != SIZE_MAX &&
            bs_bytes_find(wire, BS_BYTES("1.2.840.10008.1.2"), 0) != SIZE_MAX);
}

static void run_decoders(struct bs_judge *j)
{
    static const enum bs_strength strengths[] = {
        [BS_NOT] = BS_STRENGTH_HINT,
        [BS_WEAK] = BS_STRENGTH_HINT,
        [BS_LIKELY] = BS_STRENGTH_SUPPORTING,
        [BS_PROVEN] = BS_STRENGTH_STRONG,
    };
    struct bs_decode_in in = {
        .bytes = j->wire,
        .transport = j->subject->transport,
        .transport_known = true,
        .module = j->subject->traits->module,
    };
    struct bs_decoded *d = &j->decoded;

    bs_decode(&in, false, j->arena, d);
    j->echo = d->flags & BS_DEC_ECHO || shows_a_probe(d, j->wire);
    if (!d->decoder)
        return;
    struct bs_evidence ev = {
        .kind = BS_EV_DECODER,
        .strength = strengths[d->certainty],
        .rule = bs_arena_printf(j->arena, "decoder:%s", d->decoder->name),
        .field = BS_STR("bytes"),
        .offset = d->offset,
        .length = d->length,
        .note = d->summary,
    };
    bs_judge_add(j, &ev, decoder_says(j));
    if (d->flags & (BS_DEC_HONEYPOT | BS_DEC_ODD) && d->certainty >= BS_LIKELY) {
        bool known = d->flags & BS_DEC_HONEYPOT;
        ev.kind = BS_EV_HONEYPOT;
        ev.strength = known ? ev.strength : BS_STRENGTH_HINT;
        ev.rule = bs_arena_printf(j->arena, "honeypot:%s", d->decoder->name);
        ev.note = known ? BS_STR("these bytes are those of a known fake")
                        : BS_STR("breaks the standard as some fakes do, but real servers do, too");
        bs_judge_add(j, &ev, BS_CLUE_NOTE);
    }
}

/* -- what Shodan says -------------------------------------------------------------------- */

static void note_tags(struct bs_judge *j)
{
    bs_str all = j->subject->traits->tags, rest = all, tag;

    while (rest.n > 0 && bs_str_split(&rest, '\n', &tag)) {
        if (tag.n == 0)
            continue;
        struct bs_evidence ev = {
            .kind = BS_EV_TAG,
            .strength = BS_STRENGTH_HINT,
            .rule = bs_arena_printf(j->arena, "tag:%.*s", (int)tag.n, tag.p),
            .field = BS_STR("tag"),
            .offset = (uint32_t)(tag.p - all.p),
            .length = (uint32_t)tag.n,
            .note = BS_STR("Shodan's own tag; never decides"),
        };
        bs_judge_add(j, &ev, BS_CLUE_NOTE);
    }
}

static void note_product(struct bs_judge *j)
{
    bs_str product = j->subject->traits->product;

    if (product.n == 0)
        return;
    struct bs_evidence ev = {
        .kind = BS_EV_TRAIT,
        .strength = BS_STRENGTH_HINT,
        .rule = BS_STR("shodan:product"),
        .field = BS_STR("product"),
        .length = (uint32_t)product.n,
        .note = BS_STR("the product Shodan names; never decides"),
    };
    bs_judge_add(j, &ev, BS_CLUE_NOTE);
}

/* -- the report -------------------------------------------------------------------------- */

static int kind_weight(enum bs_evidence_kind k)
{
    static const int weight[] = {
        [BS_EV_DECODER] = 80, [BS_EV_SIGNATURE] = 70, [BS_EV_TRAIT] = 60,
        [BS_EV_KEYWORD] = 50, [BS_EV_HONEYPOT] = 90,  [BS_EV_INSTITUTION] = 40,
        [BS_EV_PORT] = 10,    [BS_EV_TAG] = 20,
    };
    return weight[k];
}

static int clue_weight(const struct bs_clue *c)
{
    int says = c->ev.kind == BS_EV_HONEYPOT ? BS_CLUE_MEDICAL : (int)c->says;
    return 1000 * says + 100 * (int)c->ev.strength + kind_weight(c->ev.kind);
}

/* Equal weight: as found, which is the order of fields and, within them, of the lists, exact
 * before general.  Total, so that nothing is left to the order in which qsort meets them. */
static int heavier(const void *a, const void *b)
{
    const struct bs_clue *x = a, *y = b;
    int by_weight = clue_weight(y) - clue_weight(x);

    if (by_weight)
        return by_weight;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void report(struct bs_judge *j)
{
    struct bs_finding *f = j->out;

    qsort(j->clue, j->clues, sizeof j->clue[0], heavier);
    f->evidence = bs_arena_alloc(j->arena, (j->clues + 1) * sizeof *f->evidence);
    if (!f->evidence)
        return;
    for (size_t i = 0; i < j->clues; i++)
        f->evidence[i] = j->clue[i].ev;
    f->evidences = j->clues;
    if (f->response && f->summary.n == 0 && j->clues > 0)
        f->summary = j->clue[0].ev.note;
}

static void name_shape(struct bs_judge *j)
{
    struct bs_buf masked;
    struct bs_decoded whole;
    const struct bs_decode_in in = {.bytes = j->wire,
                                    .transport = j->subject->transport,
                                    .transport_known = true,
                                    .module = j->subject->traits->module};
    const struct bs_decoded *d = bs_shape_reading(&in, &j->decoded, j->arena, &whole);

    bs_buf_init(&masked, 4 * j->wire.n + 64);
    bs_shape_mask(j->wire, d, &masked);
    j->out->shape = bs_id_of((bs_bytes){masked.p, masked.len});
    bs_buf_fini(&masked);
}

void bs_classify(const struct bs_rules *r, const struct bs_subject *s, struct bs_arena *a,
                 struct bs_finding *out)
{
    enum bs_notation notation;
    struct bs_judge j;

    /* The judge is large and mostly empty: only its head is cleared. */
    memset(out, 0, sizeof *out);
    j.rules = r;
    j.subject = s;
    j.arena = a;
    j.out = out;
    j.wire = bs_wire_bytes(s->data, s->raw, a, &notation);
    j.decoded = (struct bs_decoded){0};
    j.echo = false;
    j.md = NULL;
    j.clues = j.words = 0;
    j.by_service = j.by_product = (struct bs_found_service){0};
    j.medical_word = j.software_word = NULL;
    out->service = out->product = out->version = out->label = out->cpe = out->summary = BS_STR("");
    out->response = j.wire.n > 0;
    if (out->response)
        run_decoders(&j);
    bs_judge_scan(&j);
    bs_judge_words(&j);
    note_product(&j);
    note_tags(&j);
    bs_judge_decide(&j);
    report(&j);
    if (out->response)
        name_shape(&j);
    pcre2_match_data_free(j.md);
}
