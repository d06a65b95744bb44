/* nmap_priv.h - what the nmap_*.c share.  Private to src/engine. */
#ifndef BS_NMAP_PRIV_H
#define BS_NMAP_PRIV_H

#include "bannerscope/nmap.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct nmap_rule {
    pcre2_code *code;
    uint32_t line;
    int transport; /* of the Probe above; -1 = none was named */
    bool soft;
    bs_str service, field[BS_NMAP_FIELDS], cpe[BS_NMAP_CPES_MAX]; /* templates */
    size_t cpes;
};
struct bs_nmap {
    const char *path;
    struct bs_buf text; /* what the templates point into */
    struct bs_arena arena;
    struct nmap_rule *rule;
    size_t rules, room;
    pcre2_match_context *limits;
};

/* Everything behind "match " or "softmatch "; compiles the expression. */
bs_err nmap_rule_parse(bs_str rest, struct nmap_rule *out, struct bs_error *e);

struct nmap_groups {
    bs_bytes subject;
    const PCRE2_SIZE *ov;
    uint32_t n;
};
/* $1, $P(1), $SUBST(1,"a","b"), $I(1,">") replaced.  A call that cannot be read, or a group that
 * does not exist, empties the field, as in nmap.  With `cpe` the values are percent-encoded. */
bs_str nmap_fill(bs_str tmpl, const struct nmap_groups *g, bool cpe, struct bs_arena *a);

#endif
