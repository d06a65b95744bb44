/* rules_priv.h - the rules as they are held in memory.  core only; immutable after loading. */
#ifndef BS_CORE_RULES_PRIV_H
#define BS_CORE_RULES_PRIV_H

#include "ac.h"
#include "bannerscope/classify.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Where in a record a word stands.  What names the service itself decides; what merely
 * stands on a page or in a host name supports. */
enum bs_place {
    BS_PLACE_BANNER = 1,   /* what the service said, outside of web pages */
    BS_PLACE_HEADER = 2,   /* HTTP status line and header, http.server */
    BS_PLACE_TITLE = 4,
    BS_PLACE_CERT = 8,     /* subject, issuer, names; not the host names in them */
    BS_PLACE_DICOM = 16,   /* inside a DICOM answer: version names */
    BS_PLACE_PRODUCT = 32, /* Shodan's reading: product, info, device, component, cpe */
    BS_PLACE_BODY = 64,    /* a page's text */
    BS_PLACE_HOSTNAME = 128,
};
enum {
    BS_PLACES_DECISIVE = BS_PLACE_BANNER | BS_PLACE_HEADER | BS_PLACE_TITLE | BS_PLACE_CERT |
                         BS_PLACE_DICOM | BS_PLACE_PRODUCT,
};

/* Which sides of a word must be a change between letters or digits and anything else. */
enum { BS_EDGE_LEFT = 1, BS_EDGE_RIGHT = 2 };

/* A keyword's inner half; same index as its struct bs_keyword. */
struct bs_word {
    bs_str rule;     /* "devices:HDI 5000" */
    bs_str vendor;   /* for devices: the vendor that makes a supporting word certain */
    unsigned places; /* where a strong word decides */
    unsigned edges;
    bool exact_case;
    bool negative;   /* speaks against: this vendor or word means something else here */
    bool domain;     /* "lumc.nl": also as the end of a host name */
};

/* A service pattern. */
struct bs_pattern {
    bs_str rule;                    /* "services:openssh" */
    bs_str service;                 /* "ssh"; empty where only the product is told */
    bs_str product, version, label; /* version, product: "$1" is a group */
    bs_str cpe;                     /* template (cpe.h), or empty */
    bs_str regex;                   /* as written */
    bs_str literal;                 /* must occur, folded, for the regex to be tried */
    int trait;                      /* index into bs_trait_defs, or -1 = the bytes */
    enum bs_strength strength;
    bool medical, software, honeypot;
    bool open, checked;             /* sets the decoded flags of the same name */
    pcre2_code *code;
    const char *file;
    int line;
};

struct bs_rules {
    struct bs_arena arena;
    struct bs_keyword *keyword;
    struct bs_word *word;
    size_t keywords, keyword_room;
    struct bs_pattern *pattern;
    size_t patterns, pattern_room;
    uint8_t ports[65536 / 8];
    size_t sets;           /* 64-bit words of a set of patterns */
    uint64_t *always;      /* the set without a literal: tried everywhere */
    uint64_t *looks_at;    /* the sets that look at the bytes, at trait 0, 1... */
    uint32_t trait_tried;  /* a bit per trait that some pattern looks at */
    struct bs_ac *ac; /* words 0..keywords-1 are keywords, then the patterns' literals */
    pcre2_match_context *limits;
    struct bs_sha256 hash; /* while loading */
    char id[33];
};

enum {
    BS_PATTERN_LITERAL_MIN = 3,
    BS_PATTERN_SUBJECT_MAX = 64 << 10, /* bytes of a field a regex looks at */
    BS_PATTERN_MATCH_LIMIT = 20000,
    BS_PATTERN_DEPTH_LIMIT = 200,
};

/* One line of a list or of services.patterns, appended to the rules. */
bs_err bs_keyword_parse(struct bs_rules *r, enum bs_list_kind list, const struct bs_line *l,
                        struct bs_error *e);
bs_err bs_pattern_parse(struct bs_rules *r, const struct bs_line *l, struct bs_error *e);
/* The longest run of bytes every match must contain; empty when there is none.  Written into
 * `out`, which has room for n bytes of regex. */
size_t bs_pattern_literal(bs_str regex, char *out);

/* An option of a line: name=value. */
struct bs_option {
    bs_str name, value;
};
/* Splits word i of the line; false when it has no '=' or an empty name. */
bool bs_option_split(const struct bs_line *l, size_t i, struct bs_option *out);
bool bs_option_bool(bs_str value, bool *out); /* "yes" or "no" */

/* -- matching ---------------------------------------------------------------------------- */

/* A keyword found, edges, case and base64 checked. */
struct bs_hit {
    uint32_t keyword;
    uint32_t offset, length;
};
struct bs_hits {
    struct bs_hit *hit;
    size_t n, room, looks;
    uint64_t *candidate; /* the set of patterns whose literal was seen; NULL: out of memory */
    struct bs_arena *arena;
    const struct bs_rules *rules;
    bs_bytes text;
};
enum { BS_HITS_MAX = 256 };

static inline void bs_set_add(uint64_t *set, size_t pattern)
{
    set[pattern / 64] |= UINT64_C(1) << (pattern % 64);
}
static inline bool bs_set_has(const uint64_t *set, size_t pattern)
{
    return set[pattern / 64] >> (pattern % 64) & 1;
}
/* The patterns that look at a trait, or at the bytes (-1). */
static inline const uint64_t *bs_set_of(const struct bs_rules *r, int trait)
{
    return r->looks_at + (size_t)(trait + 1) * r->sets;
}

/* All keywords in `text`, in order of their ends, also those inside longer ones (the caller
 * judges).  Marks the patterns worth trying. */
void bs_rules_scan(const struct bs_rules *r, bs_bytes text, struct bs_arena *a,
                   struct bs_hits *out);
/* The same by way of the memo, if there is one; valid until its next use. */
void bs_rules_recall(const struct bs_rules *r, bs_bytes text, struct bs_scan_memo *memo, struct bs_arena *a,
                     struct bs_hits *out);
/* "Time Capsule" speaks for both of its words, "GE Healthcare" for no hospital: true when the
 * hit stands inside a longer one. */
bool bs_hit_is_inside(const struct bs_hits *h, const struct bs_hit *x);
/* True where letters are chance: keys, fingerprints, long base64. */
bool bs_text_is_noise(bs_bytes text, size_t from, size_t to);

struct bs_match {
    uint32_t offset, length;
    bs_str product, version, cpe; /* groups filled in, in the arena */
};
bool bs_pattern_match(const struct bs_rules *r, const struct bs_pattern *p, bs_bytes text,
                      pcre2_match_data *md, struct bs_arena *a, struct bs_match *out);

#endif
