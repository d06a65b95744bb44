#include "bannerscope/classify.h"

static const char *const verdict_names[] = {
    [BS_VERDICT_NONE] = "",
    [BS_MEDICAL] = "medical",
    [BS_NON_MEDICAL] = "non-medical",
    [BS_UNKNOWN] = "unknown",
};
static const char *const affiliation_names[] = {
    [BS_STAND_ALONE] = "stand-alone",
    [BS_SOFTWARE] = "software",
    [BS_HOSPITAL] = "hospital",
};
static const char *const kind_names[] = {
    [BS_EV_DECODER] = "decoder", [BS_EV_SIGNATURE] = "signature",
    [BS_EV_KEYWORD] = "keyword", [BS_EV_TRAIT] = "trait",
    [BS_EV_INSTITUTION] = "institution", [BS_EV_PORT] = "port",
    [BS_EV_TAG] = "tag", [BS_EV_HONEYPOT] = "honeypot",
};
static const char *const strength_names[] = {
    [BS_STRENGTH_HINT] = "hint",
    [BS_STRENGTH_SUPPORTING] = "supporting",
    [BS_STRENGTH_STRONG] = "strong",
};

const struct bs_list_def bs_list_defs[BS_LIST_COUNT] = {
    [BS_LIST_PROTOCOLS] = {"protocols", "Protocols and ports"},
    [BS_LIST_DEVICES] = {"devices", "Devices"},
    [BS_LIST_SOFTWARE] = {"software", "Medical software"},
    [BS_LIST_VENDORS] = {"vendors", "Vendors"},
    [BS_LIST_HOSPITAL_WORDS] = {"hospital-words", "Hospital words"},
    [BS_LIST_INSTITUTIONS] = {"institutions", "Institutions"},
};

static const char *name_of(const char *const *table, size_t n, int value)
{
    return value >= 0 && (size_t)value < n ? table[value] : "";
}

static bool find_name(const char *const *table, size_t n, bs_str s, int *out)
{
    for (size_t i = 0; i < n; i++) {
        if (s.n > 0 && bs_str_eq(s, bs_str_z(table[i]))) {
            *out = (int)i;
            return true;
        }
    }
    return false;
}

const char *bs_verdict_name(enum bs_verdict v)
{
    return name_of(verdict_names, BS_COUNT(verdict_names), (int)v);
}

bool bs_verdict_parse(bs_str s, enum bs_verdict *out)
{
    int i = BS_VERDICT_NONE;

    if (!bs_str_eq(s, BS_STR("clear")) &&
        !find_name(verdict_names, BS_COUNT(verdict_names), s, &i))
        return false;
    *out = (enum bs_verdict)i;
    return true;
}

const char *bs_affiliation_name(enum bs_affiliation a)
{
    return name_of(affiliation_names, BS_COUNT(affiliation_names), (int)a);
}

const char *bs_evidence_kind_name(enum bs_evidence_kind k)
{
    return name_of(kind_names, BS_COUNT(kind_names), (int)k);
}

bool bs_evidence_kind_parse(bs_str s, enum bs_evidence_kind *out)
{
    int i;

    if (!find_name(kind_names, BS_COUNT(kind_names), s, &i))
        return false;
    *out = (enum bs_evidence_kind)i;
    return true;
}

const char *bs_strength_name(enum bs_strength s)
{
    return name_of(strength_names, BS_COUNT(strength_names), (int)s);
}

bool bs_strength_parse(bs_str s, enum bs_strength *out)
{
    int i;

    if (!find_name(strength_names, BS_COUNT(strength_names), s, &i))
        return false;
    *out = (enum bs_strength)i;
    return true;
}
