/* classify.h - keyword lists, service patterns, decoders -> evidence -> verdict.  Layer 1. */
#ifndef BS_CLASSIFY_H
#define BS_CLASSIFY_H

#include "bannerscope/decode.h"
#include "bannerscope/textfmt.h"

/* -- the vocabulary ---------------------------------------------------------------------- */

const char *bs_verdict_name(enum bs_verdict v); /* "medical" "non-medical" "unknown" ""; */
bool bs_verdict_parse(bs_str s, enum bs_verdict *out); /* "clear" gives BS_VERDICT_NONE */

enum bs_affiliation { BS_STAND_ALONE, BS_SOFTWARE, BS_HOSPITAL };
const char *bs_affiliation_name(enum bs_affiliation a); /* "stand-alone" "software" "hospital" */

enum bs_evidence_kind {
    BS_EV_DECODER, BS_EV_SIGNATURE, BS_EV_KEYWORD, BS_EV_TRAIT, BS_EV_INSTITUTION,
    BS_EV_PORT,    /* never decides */
    BS_EV_TAG,     /* Shodan's own; never decides */
    BS_EV_HONEYPOT,
};
enum bs_strength { BS_STRENGTH_HINT, BS_STRENGTH_SUPPORTING, BS_STRENGTH_STRONG };
const char *bs_evidence_kind_name(enum bs_evidence_kind k); /* "decoder" ... */
const char *bs_strength_name(enum bs_strength s);           /* "hint" "supporting" "strong" */
bool bs_evidence_kind_parse(bs_str s, enum bs_evidence_kind *out);
bool bs_strength_parse(bs_str s, enum bs_strength *out);

/* One reason, with its place. */
struct bs_evidence {
    enum bs_evidence_kind kind;
    enum bs_strength strength;
    bs_str rule;  /* "decoder:dicom", "devices:HDI 5000", "services:openssh" */
    bs_str field; /* "bytes" (what bs_wire_bytes gives), "data", a trait name, "org", "hostnames" */
    uint32_t offset, length; /* bytes within that field */
    bs_str note;  /* plain words: "association accepted: no AE-title check" */
};

/* -- the rules --------------------------------------------------------------------------- */

/* Keyword lists (*.list), service patterns (services.patterns), known fakes: immutable after
 * loading, shared by all threads. */
struct bs_rules;
enum bs_list_kind {
    BS_LIST_PROTOCOLS, BS_LIST_DEVICES, BS_LIST_SOFTWARE, BS_LIST_VENDORS,
    BS_LIST_HOSPITAL_WORDS, BS_LIST_INSTITUTIONS, BS_LIST_COUNT
};
struct bs_list_def {
    const char *name;  /* "protocols": the file is NAME.list */
    const char *title; /* "Protocols and ports" */
};
extern const struct bs_list_def bs_list_defs[BS_LIST_COUNT];

struct bs_keyword {
    enum bs_list_kind list;
    bs_str text;               /* the word or phrase; empty for a port entry */
    uint16_t port;             /* medical port of list `protocols`, else 0 */
    enum bs_transport transport;
    enum bs_strength strength; /* STRONG, SUPPORTING; HINT = never alone, not even beside */
    bs_str label;              /* what it names: "Philips EPIQ ultrasound" */
    bs_str source;             /* where the word comes from */
    bs_str query;              /* the Shodan query that looks for it, without scope */
    const char *file;
    int line;
};

/* Reads DIR/keywords/ *.list and services.patterns, then files of the same names standing
 * directly in user_dir (may be NULL, may be empty) on top.  Complaints name FILE:LINE; the
 * good rest is in force.  Where no line of a file of the user's can be used (or it is no text at
 * all) FILE.old is in force in its place, and the id is what it was then (bs_user_rules_keep(),
 * bs_rule_change()).  Fails only when nothing usable is left. */
bs_err bs_rules_load(const char *dir, const char *user_dir, bs_complain_fn *complain, void *ctx,
                     int *bad, struct bs_rules **out, struct bs_error *e);
void bs_rules_free(struct bs_rules *r);
/* 32 hex digits: a hash over everything loaded, the decoders' names, the program's version. */
const char *bs_rules_id(const struct bs_rules *r);
size_t bs_rules_keywords(const struct bs_rules *r, const struct bs_keyword **out);
size_t bs_rules_patterns(const struct bs_rules *r);
/* The CPE name of a product, by the patterns that name it; empty when none gives one.  The version
 * may be empty. */
bs_str bs_rules_cpe(const struct bs_rules *r, bs_str product, bs_str version, struct bs_arena *a);
bool bs_rules_medical_port(const struct bs_rules *r, uint16_t port); /* raises interest only */
/* Deeper checks for `keywords lint` (duplicates, too short, missing source...). */
bs_err bs_rules_lint(const char *dir, bs_complain_fn *complain, void *ctx, int *bad,
                     struct bs_error *e);
/* What a text would match, for `keywords test`: evidence with field "text". */
size_t bs_rules_test(const struct bs_rules *r, bs_bytes text, struct bs_arena *a,
                     struct bs_evidence **out);

/* -- promotion: from selected bytes to a rule -------------------------------------------- */

enum bs_promote_kind {
    BS_PROMOTE_LITERAL,  /* these bytes, anywhere */
    BS_PROMOTE_ANCHORED, /* at the start of the field */
    BS_PROMOTE_MASKED,   /* at the start, with what varies masked (bs_shape_ranges) */
    BS_PROMOTE_WORD,     /* a keyword: anywhere as a word, in any case */
    BS_PROMOTE_KINDS
};
enum { BS_PROMOTE_MAX = 200 };
struct bs_promotion {
    bs_bytes bytes;
    enum bs_promote_kind kind;
    bs_str field;   /* a trait's name, or empty for the wire bytes */
    enum bs_verdict verdict; /* MEDICAL or NON_MEDICAL */
    enum bs_strength strength;
    bs_str label;
    bs_str service; /* the protocol, one word; needed for NON_MEDICAL */
};
/* The line for services.patterns, and the name its evidence will have ("services:user-1a2b3c4d"). */
bs_err bs_promote(const struct bs_promotion *p, struct bs_arena *a, bs_str *line, bs_str *rule,
                  struct bs_error *e);
/* Behind id= in such a line; empty where it has none. */
bs_str bs_rule_line_id(bs_str line);

/* -- classification ---------------------------------------------------------------------- */

/* What was found in long traits: the same pages come back with other headers.  For one thread that
 * judges many; 16 MiB at most.  What is found is the same without one. */
struct bs_scan_memo;
struct bs_scan_memo *bs_scan_memo_new(void);
void bs_scan_memo_free(struct bs_scan_memo *m);

/* What is judged: an answer (banner + traits + transport).  The port is not part of it. */
struct bs_subject {
    bs_bytes data, raw;          /* as in struct bs_record */
    enum bs_transport transport;
    const struct bs_traits *traits;
    struct bs_scan_memo *memo;   /* or NULL */
};

struct bs_finding {
    bool response;            /* false: no bytes; verdict is then BS_VERDICT_NONE */
    enum bs_verdict verdict;
    bs_str service;           /* "" = not identified */
    bs_str product, version, label;
    bs_str cpe;               /* "cpe:/a:openbsd:openssh:9.2p1"; empty where not known */
    bs_str summary;           /* the decoder's line, or the first reason */
    bool medical_hint;        /* any medical evidence, also supporting: keeps it out of "aside" */
    bool software;            /* medical software or vendor found: affiliation `software` */
    bool hospital;            /* a certificate or title names a health institution */
    bool by_pattern, by_decoder; /* what identified the service (the 2019 study had patterns only) */
    unsigned flags;           /* enum bs_decoded_flag */
    bs_id shape;              /* 0 when no response */
    struct bs_evidence *evidence; /* by weight, heaviest first */
    size_t evidences;
};
/* Pure and deterministic; everything lives in `a`. */
void bs_classify(const struct bs_rules *r, const struct bs_subject *s, struct bs_arena *a,
                 struct bs_finding *out);
/* Whether the host belongs to a health institution, with evidence (list in `a`). */
bool bs_classify_owner(const struct bs_rules *r, const struct bs_owner *o, struct bs_arena *a,
                       struct bs_evidence **out, size_t *n);

/* -- shapes -------------------------------------------------------------------------------- */

/* The bytes with what varies masked (digits, dates, hex, base64, nonces; decoded fields where
 * decoded), appended to `out`; the shape id is bs_id_of() of it. */
void bs_shape_mask(bs_bytes wire, const struct bs_decoded *d, struct bs_buf *out);
/* The same as places in the bytes: where something is masked and by which mark (src/core/shape.h;
 * BS_SHAPE_FIELD for a decoded field), in order, without overlap; structs appended to `out`. */
enum { BS_SHAPE_FIELD = 'F' };
struct bs_shape_range {
    uint32_t offset, length;
    char mark;
};
void bs_shape_ranges(bs_bytes wire, const struct bs_decoded *d, struct bs_buf *out);
/* The reading that says what varies in in->bytes: `first` (without fields) where the text says it by itself, else one
 * with fields, in *whole and `a`.  NULL: nothing could read them. */
const struct bs_decoded *bs_shape_reading(const struct bs_decode_in *in, const struct bs_decoded *first,
                                          struct bs_arena *a, struct bs_decoded *whole);

#endif
