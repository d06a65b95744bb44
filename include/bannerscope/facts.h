/* facts.h - what reports count: every service that a query selects, once.  Layer 2.
 *
 * Texts come as numbers of a table of symbols, so that counting compares numbers. */
#ifndef BS_FACTS_H
#define BS_FACTS_H

#include "bannerscope/store.h"

/* Distinct texts, numbered from 0 as they come; 0 is the empty one. */
struct bs_symbols {
    struct bs_arena arena;
    bs_str *text;
    uint64_t *hash;
    size_t n, cap;
    uint32_t *slot; /* number + 1; 0 = free; 2 * cap of them */
};
void bs_symbols_init(struct bs_symbols *y);
void bs_symbols_fini(struct bs_symbols *y);
uint32_t bs_symbol(struct bs_symbols *y, bs_str text);
static inline bs_str bs_symbol_text(const struct bs_symbols *y, uint32_t symbol)
{
    return y->text[symbol];
}

struct bs_fact_rules {
    const uint32_t *rule; /* names as symbols, each once */
    size_t n;
};
struct bs_fact_owner {
    uint32_t org, asn;
    bool hospital;
    struct bs_fact_rules rules;
};
struct bs_fact_answer {
    int64_t banner, shape;
    uint32_t service, product, version;
    enum bs_verdict verdict; /* of the rules */
    unsigned flags;          /* enum bs_decoded_flag */
    bool response, tls;      /* tls: asked of DICOM alone */
    bool pattern;            /* a service pattern named it: known to the method of 2019 */
    bool software, hospital; /* medical software; a health institution's name in the answer */
    bool medical_hint;       /* a medical word or protocol, however weak */
    struct bs_fact_rules rules;
};
struct bs_fact {
    int64_t service;
    uint32_t host;    /* numbered in the order of addresses; equal ones follow each other */
    bool another_vhost; /* the same address, port and transport as the fact before */
    uint16_t port;
    enum bs_transport transport;
    bool medical_port, decided, stale, open, aside;
    enum bs_verdict verdict; /* effective; NONE where there are no bytes */
    enum bs_affiliation affiliation;
    bs_time seen;
    const struct bs_fact_answer *answer;
    const struct bs_fact_owner *owner;
};
typedef void bs_fact_fn(void *ctx, const struct bs_fact *f);
/* In the order of addresses and ports.  `q` may be NULL: all.  Rules are read only when asked for.
 * Memory: about 100 bytes a service. */
bs_err bs_store_facts(struct bs_store *s, const struct bs_query *q, bool rules, struct bs_symbols *y,
                      bs_fact_fn *fn, void *ctx, struct bs_error *e);

#endif
