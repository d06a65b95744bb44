#include "classify_priv.h"

/* What the words of a record are worth together. */
struct context {
    bool negative; /* "Philips hue": vendors and ambiguous words mean something else here */
    const struct bs_judge *j;
};

static bool vendor_present(const struct bs_judge *j, bs_str vendor)
{
    for (size_t i = 0; i < j->words; i++) {
        const struct bs_keyword *k = &j->rules->keyword[j->word[i].keyword];
        if (k->list == BS_LIST_VENDORS && !j->rules->word[j->word[i].keyword].negative &&
            bs_bytes_find_nocase(bs_str_bytes(k->text), bs_str_bytes(vendor), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* domain.md calls them S (distinctive), V (with its vendor), X (never). */
static enum bs_strength thing_strength(const struct context *c, const struct bs_found_word *f)
{
    const struct bs_judge *j = c->j;
    const struct bs_keyword *k = &j->rules->keyword[f->keyword];
    const struct bs_word *w = &j->rules->word[f->keyword];

    if (k->strength == BS_STRENGTH_HINT || (j->echo && bs_str_eq(f->field, BS_STR("bytes"))))
        return BS_STRENGTH_HINT;
    if (k->strength == BS_STRENGTH_STRONG)
        return f->place & w->places ? BS_STRENGTH_STRONG : BS_STRENGTH_SUPPORTING;
    if (c->negative)
        return BS_STRENGTH_HINT;
    if (w->vendor.n && f->place & w->places && vendor_present(j, w->vendor))
        return BS_STRENGTH_STRONG;
    return BS_STRENGTH_SUPPORTING;
}

/* A vendor's name alone never makes a service medical. */
static enum bs_strength vendor_strength(const struct context *c, const struct bs_keyword *k)
{
    return c->negative || k->strength == BS_STRENGTH_HINT ? BS_STRENGTH_HINT
                                                          : BS_STRENGTH_SUPPORTING;
}

static bool names_the_owner(const struct bs_found_word *f)
{
    return bs_str_eq(f->field, BS_STR("ssl.cert.subject")) ||
           bs_str_eq(f->field, BS_STR("ssl.cert.names")) ||
           bs_str_eq(f->field, BS_STR("http.title"));
}

static bs_str note_of(struct bs_judge *j, const struct bs_found_word *f,
                      enum bs_strength strength)
{
    const struct bs_keyword *k = &j->rules->keyword[f->keyword];
    const struct bs_word *w = &j->rules->word[f->keyword];
    const char *why = "";

    if (w->negative)
        why = " (speaks against)";
    else if (f->place == BS_PLACE_BODY && k->strength > BS_STRENGTH_HINT)
        why = " (only on the page)";
    else if (f->place == BS_PLACE_HOSTNAME && k->list <= BS_LIST_VENDORS)
        why = " (only in a host name)";
    else if (strength == BS_STRENGTH_STRONG && k->strength == BS_STRENGTH_SUPPORTING)
        why = " (with its vendor's name)";
    else if (strength == BS_STRENGTH_SUPPORTING)
        why = " (not alone)";
    return *why ? bs_arena_printf(j->arena, "%.*s%s", (int)k->label.n, k->label.p, why)
                : k->label;
}

static void add_word(struct bs_judge *j, const struct bs_found_word *f,
                     enum bs_evidence_kind kind, enum bs_strength strength,
                     enum bs_weight_class says)
{
    struct bs_evidence ev = {
        .kind = kind,
        .strength = strength,
        .rule = j->rules->word[f->keyword].rule,
        .field = f->field,
        .offset = f->offset,
        .length = f->length,
        .note = note_of(j, f, strength),
    };
    bs_judge_add(j, &ev, says);
}

static void weigh_thing(struct bs_judge *j, const struct bs_found_word *f,
                        enum bs_strength strength)
{
    const struct bs_keyword *k = &j->rules->keyword[f->keyword];

    if (strength == BS_STRENGTH_HINT)
        return;
    bool decides = strength == BS_STRENGTH_STRONG && k->list != BS_LIST_VENDORS;
    /* The affiliation says through what a host was found.  A DICOM answer names the toolkit that
     * wrote it, but such a host is found through its protocol, as in the 2019 study. */
    if ((k->list == BS_LIST_SOFTWARE || k->list == BS_LIST_VENDORS) &&
        f->place != BS_PLACE_DICOM)
        j->out->software = true;
    if (decides) {
        /* Devices and software say more than the protocol they speak. */
        if (!j->medical_word || (j->medical_word->list == BS_LIST_PROTOCOLS &&
                                 k->list != BS_LIST_PROTOCOLS))
            j->medical_word = k;
        if (k->list == BS_LIST_SOFTWARE && !j->software_word)
            j->software_word = k;
    }
    add_word(j, f, BS_EV_KEYWORD, strength, decides ? BS_CLUE_MEDICAL : BS_CLUE_SUPPORTS);
}

static void weigh_owner(struct bs_judge *j, const struct bs_found_word *f)
{
    const struct bs_keyword *k = &j->rules->keyword[f->keyword];

    if (k->strength != BS_STRENGTH_STRONG || !names_the_owner(f))
        return;
    j->out->hospital = true;
    add_word(j, f, BS_EV_INSTITUTION, BS_STRENGTH_STRONG, BS_CLUE_NOTE);
}

static void weigh(struct bs_judge *j, const struct context *c, const struct bs_found_word *f)
{
    const struct bs_keyword *k = &j->rules->keyword[f->keyword];

    if (j->rules->word[f->keyword].negative) {
        add_word(j, f, BS_EV_KEYWORD, BS_STRENGTH_HINT, BS_CLUE_NOTE);
        return;
    }
    switch (k->list) {
    case BS_LIST_PROTOCOLS:
    case BS_LIST_DEVICES:
    case BS_LIST_SOFTWARE:
        weigh_thing(j, f, thing_strength(c, f));
        break;
    case BS_LIST_VENDORS:
        weigh_thing(j, f, vendor_strength(c, k));
        break;
    case BS_LIST_HOSPITAL_WORDS:
    case BS_LIST_INSTITUTIONS:
        weigh_owner(j, f);
        break;
    case BS_LIST_COUNT:
        break;
    }
}

/* Words that never count are told only where something medical stands beside them. */
static void tell_hints(struct bs_judge *j, const struct context *c)
{
    bool medical = false;

    for (size_t i = 0; i < j->clues; i++)
        medical |= j->clue[i].says == BS_CLUE_MEDICAL;
    for (size_t i = 0; i < j->words && medical; i++) {
        const struct bs_keyword *k = &j->rules->keyword[j->word[i].keyword];
        bool hint = k->list == BS_LIST_VENDORS
                        ? vendor_strength(c, k) == BS_STRENGTH_HINT
                        : k->list < BS_LIST_VENDORS &&
                              thing_strength(c, &j->word[i]) == BS_STRENGTH_HINT;
        if (hint)
            add_word(j, &j->word[i], BS_EV_KEYWORD, BS_STRENGTH_HINT, BS_CLUE_NOTE);
    }
}

void bs_judge_words(struct bs_judge *j)
{
    struct context c = {.j = j};

    for (size_t i = 0; i < j->words; i++)
        c.negative |= j->rules->word[j->word[i].keyword].negative &&
                      j->rules->keyword[j->word[i].keyword].list <= BS_LIST_VENDORS &&
                      j->word[i].place & BS_PLACES_DECISIVE;
    for (size_t i = 0; i < j->words; i++)
        weigh(j, &c, &j->word[i]);
    tell_hints(j, &c);
}
