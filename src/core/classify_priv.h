/* classify_priv.h - one judgement in the making.  core only.
 *
 * gather: decoder, patterns and keywords leave clues.  decide: the clues make service, verdict,
 * label.  report: the clues, sorted by weight, become the evidence. */
#ifndef BS_CORE_CLASSIFY_PRIV_H
#define BS_CORE_CLASSIFY_PRIV_H

#include "rules_priv.h"

enum { BS_CLUES_MAX = 96, BS_WORDS_MAX = 256 };

/* What a clue says about the verdict. */
enum bs_weight_class {
    BS_CLUE_NOTE,     /* for the reader: tags, Shodan's reading, hints */
    BS_CLUE_SERVICE,  /* names the service, not medical */
    BS_CLUE_SUPPORTS, /* medical, but not alone */
    BS_CLUE_MEDICAL,
};

struct bs_clue {
    struct bs_evidence ev;
    enum bs_weight_class says;
    uint32_t order; /* as found: the last tie breaker */
};

/* A keyword in its place. */
struct bs_found_word {
    uint32_t keyword;
    bs_str field;
    uint32_t offset, length;
    unsigned place;
};

/* A service pattern that matched. */
struct bs_found_service {
    const struct bs_pattern *pattern;
    struct bs_match match;
};

struct bs_judge {
    const struct bs_rules *rules;
    const struct bs_subject *subject;
    struct bs_arena *arena;
    struct bs_finding *out;
    bs_bytes wire;
    struct bs_decoded decoded;
    bool echo; /* the bytes are a request that came back: they say nothing about the host */
    pcre2_match_data *md;
    struct bs_clue clue[BS_CLUES_MAX];
    size_t clues;
    struct bs_found_word word[BS_WORDS_MAX];
    size_t words;
    struct bs_found_service by_service; /* the pattern that names the service */
    struct bs_found_service by_product; /* the pattern that names the product */
    const struct bs_keyword *medical_word; /* the heaviest word that decides */
    const struct bs_keyword *software_word;
};

void bs_judge_add(struct bs_judge *j, const struct bs_evidence *ev, enum bs_weight_class says);
/* Scans bytes and traits: words into j->word, matching patterns as clues. */
void bs_judge_scan(struct bs_judge *j);
/* Weighs j->word into clues. */
void bs_judge_words(struct bs_judge *j);
/* Service, product, version, label, summary, verdict from the clues. */
void bs_judge_decide(struct bs_judge *j);

#endif
