#include "rules_priv.h"

enum { OWNER_EVIDENCE_MAX = 16 };

struct owner_case {
    const struct bs_rules *rules;
    struct bs_arena *arena;
    struct bs_evidence *ev;
    size_t n;
    bool hospital;
};

static bool told(const struct owner_case *c, bs_str rule, bs_str field)
{
    for (size_t i = 0; i < c->n; i++)
        if (bs_str_eq(c->ev[i].rule, rule) && bs_str_eq(c->ev[i].field, field))
            return true;
    return false;
}

/* Words that speak against: the owner is a landlord of hospitals' names, not one of them. */
static bool negated(const struct bs_rules *r, const struct bs_hits *h)
{
    for (size_t i = 0; i < h->n; i++) {
        const struct bs_keyword *k = &r->keyword[h->hit[i].keyword];
        if (k->list >= BS_LIST_HOSPITAL_WORDS && r->word[h->hit[i].keyword].negative)
            return true;
    }
    return false;
}

/* "GE Healthcare" is no hospital.  Hospital words inside hospital names are both told. */
static bool stands_for_a_vendor(const struct bs_rules *r, const struct bs_hits *h,
                                const struct bs_hit *x)
{
    for (size_t i = 0; i < h->n; i++) {
        const struct bs_hit *y = &h->hit[i];
        if (r->keyword[y->keyword].list == BS_LIST_VENDORS && y->offset <= x->offset &&
            y->offset + y->length >= x->offset + x->length)
            return true;
    }
    return false;
}

static void look(struct owner_case *c, bs_str text, const char *field)
{
    const struct bs_rules *r = c->rules;
    struct bs_hits h;

    if (text.n == 0)
        return;
    bs_rules_scan(r, bs_str_bytes(text), c->arena, &h);
    if (negated(r, &h))
        return;
    for (size_t i = 0; i < h.n && c->n < OWNER_EVIDENCE_MAX; i++) {
        const struct bs_keyword *k = &r->keyword[h.hit[i].keyword];
        const struct bs_word *w = &r->word[h.hit[i].keyword];
        if (k->list < BS_LIST_HOSPITAL_WORDS || stands_for_a_vendor(r, &h, &h.hit[i]) ||
            told(c, w->rule, bs_str_z(field)))
            continue;
        c->hospital |= k->strength == BS_STRENGTH_STRONG;
        c->ev[c->n++] = (struct bs_evidence){
            .kind = BS_EV_INSTITUTION,
            .strength = k->strength,
            .rule = w->rule,
            .field = bs_str_z(field),
            .offset = h.hit[i].offset,
            .length = h.hit[i].length,
            .note = k->label,
        };
    }
}

/* Institutions before words, strong before weak; the order found for the rest. */
static void order(struct owner_case *c)
{
    for (size_t i = 1; i < c->n; i++) {
        struct bs_evidence x = c->ev[i];
        size_t k = i;
        while (k > 0 && c->ev[k - 1].strength < x.strength) {
            c->ev[k] = c->ev[k - 1];
            k--;
        }
        c->ev[k] = x;
    }
}

bool bs_classify_owner(const struct bs_rules *r, const struct bs_owner *o, struct bs_arena *a,
                       struct bs_evidence **out, size_t *n)
{
    struct owner_case c = {.rules = r, .arena = a};

    *out = NULL;
    *n = 0;
    c.ev = bs_arena_alloc(a, OWNER_EVIDENCE_MAX * sizeof *c.ev);
    if (!c.ev)
        return false;
    look(&c, o->org, "org");
    look(&c, o->hostnames, "hostnames");
    look(&c, o->domains, "domains");
    order(&c);
    *out = c.ev;
    *n = c.n;
    return c.hospital;
}
